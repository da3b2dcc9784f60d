// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Quartz;

namespace Onkreukbaar.Kernel.Jobs;

/// <summary>Registers the jobs of all modules with the scheduler.</summary>
public static class JobServices
{
    private const string NameKey = "name";

    /// <summary>Adds what runs jobs, and the scheduler when this process takes part in it.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="provider">Engine: it decides whether several processes share one schedule.</param>
    /// <param name="modules">The modules that declare jobs.</param>
    /// <param name="connectionString">Connection string of a store.</param>
    /// <param name="schedule">False in a process that only answers requests, and in tests.</param>
    public static IServiceCollection AddJobs(
        this IServiceCollection services,
        StorageProvider provider,
        ModuleSet modules,
        Func<Zone, string> connectionString,
        bool schedule
    )
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(modules);
        services.AddSingleton(s => new JobRuns(
            provider,
            connectionString,
            modules,
            s.GetRequiredService<IServiceScopeFactory>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<JobRuns>>()
        ));
        if (!schedule)
        {
            return services;
        }

        services.AddQuartz(quartz =>
        {
            provider.ConfigureJobs(quartz, connectionString(Zone.Register));
            foreach (var job in modules.Jobs.Values)
            {
                quartz.ScheduleJob<ScheduledJob>(
                    trigger => trigger.WithIdentity(job.Name).WithCronSchedule(job.Cron, cron => cron.InTimeZone(DutchClock.Zone)),
                    detail => detail.WithIdentity(job.Name).WithDescription(job.Summary).UsingJobData(NameKey, job.Name)
                );
            }
        });
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = false);
        return services;
    }

    /// <summary>From the scheduler to the module's job.</summary>
    [DisallowConcurrentExecution]
    internal sealed class ScheduledJob(JobRuns runs) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
            await runs.RunAsync(
                context.MergedJobDataMap.GetString(NameKey)!,
                (context.ScheduledFireTimeUtc ?? context.FireTimeUtc).UtcDateTime,
                cancellationToken
            );
    }
}
