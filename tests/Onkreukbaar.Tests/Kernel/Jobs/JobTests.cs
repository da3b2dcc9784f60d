// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Jobs;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Quartz;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Jobs;

public sealed class JobTests
{
    [Theory, OnBothDatabases]
    public async Task Of_two_processes_that_come_to_the_same_moment_one_does_the_job(string database)
    {
        await using var first = await TestApp.FreshAsync(database);
        await using var second = OnkreukbaarApp.Build(first.Settings, builder => builder.WebHost.UseTestServer());
        var moment = new DateTime(2026, 11, 23, 1, 30, 0, DateTimeKind.Utc);
        var runs = new[] { first.App, second, first.App, second }.Select(app => app.Services.GetRequiredService<JobRuns>()).ToList();

        var did = await Task.WhenAll(runs.Select(r => r.RunAsync(LedgerChecks.JobName, moment)));

        did.Count(d => d).ShouldBe(1);
        var last = (await runs[0].LastAsync(LedgerChecks.JobName)).ShouldNotBeNull();
        last.ScheduledAt.ShouldBe(moment);
        last.Succeeded.ShouldBe(true);
        last.Result!.ShouldContain("intact");
        (await runs[1].RunAsync(LedgerChecks.JobName, moment.AddDays(1))).ShouldBeTrue("the next night it is done again");
    }

    [Theory, OnBothDatabases]
    public async Task Two_schedulers_on_one_database_fire_a_trigger_once(string database)
    {
        Assert.SkipUnless(database == Databases.Postgres, "Quartz keeps its schedule in memory on SQLite: it refuses a cluster there (docs/decisions).");
        await using var home = await TestApp.FreshAsync(database);
        var settings = home.Settings with { Jobs = true };
        await using var first = OnkreukbaarApp.Build(settings, builder => builder.WebHost.UseTestServer());
        await using var second = OnkreukbaarApp.Build(settings, builder => builder.WebHost.UseTestServer());
        await first.StartAsync();
        await second.StartAsync();
        var schedulers = new List<IScheduler>();
        var fired = new ConcurrentQueue<string>();
        var done = new TaskCompletionSource();
        foreach (var app in new[] { first, second })
        {
            var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
            scheduler.ListenerManager.AddJobListener(new Witness(fired, scheduler.SchedulerInstanceId, done));
            schedulers.Add(scheduler);
        }

        schedulers[0].SchedulerInstanceId.ShouldNotBe(schedulers[1].SchedulerInstanceId);
        (await schedulers[1].GetTrigger(new TriggerKey(LedgerChecks.JobName))).ShouldNotBeNull("the schedule is shared");
        var once = new TriggerKey("once");
        await schedulers[0].ScheduleJob(TriggerBuilder.Create().WithIdentity(once).ForJob(LedgerChecks.JobName).StartNow().Build());
        await done.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await first.StopAsync();
        await second.StopAsync();

        fired.Count.ShouldBe(1);
        (await first.Services.GetRequiredService<JobRuns>().LastAsync(LedgerChecks.JobName)).ShouldNotBeNull().Succeeded.ShouldBe(true);
    }

    [Theory, OnBothDatabases]
    public async Task The_scheduler_starts_and_knows_every_job(string database)
    {
        await using var app = await TestApp.FreshAsync(database, settings: s => s with { Jobs = true });
        var scheduler = await app.App.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        foreach (var job in OnkreukbaarApp.Modules.Jobs.Values)
        {
            (await scheduler.GetJobDetail(new JobKey(job.Name))).ShouldNotBeNull();
            (await scheduler.GetTrigger(new TriggerKey(job.Name))).ShouldNotBeNull();
        }
    }

    [Theory, OnBothDatabases]
    public async Task The_proof_page_and_the_health_check_tell_the_last_verification(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person);
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        var size = await ledger.Reader.SizeAsync();
        using var visitor = app.Browser();
        var page = await visitor.GetAsync("/bewijs");
        page.Body!.TextContent.ShouldContain("Nog niet gecontroleerd");
        page.Body.TextContent.ShouldContain((await ledger.Reader.CheckpointAsync())!.Split('\n')[2]);
        page.Body.TextContent.ShouldContain(ledger.Key.ToString());

        var runs = app.App.Services.GetRequiredService<JobRuns>();
        await runs.RunAsync(LedgerChecks.JobName, new DateTime(2026, 11, 23, 1, 30, 0, DateTimeKind.Utc));
        page = await visitor.GetAsync("/bewijs");
        page.Body!.TextContent.ShouldContain($"22 november 2026 13:00: alle {size} regels kloppen.");
        (await HealthAsync(app)).GetProperty("status").GetString().ShouldBe("Healthy");

        // Saves of one moment are numbered in the order of their ids, which is chance.
        var number = (await ledger.Reader.ReadAsync(0, 100)).Single(e => e.Entry.Subject == position.Id).Number;
        await TamperAsync(app, position.Id);
        await runs.RunAsync(LedgerChecks.JobName, new DateTime(2026, 11, 24, 1, 30, 0, DateTimeKind.Utc));
        page = await visitor.GetAsync("/bewijs");
        page.Body!.TextContent.ShouldContain($"De eerste regel die niet klopt is nummer {number}");
        var health = await HealthAsync(app);
        health.GetProperty("status").GetString().ShouldBe("Degraded");
        health.GetProperty("onderdelen").GetProperty("ledger").GetProperty("gegevens").GetProperty("registerIntact").GetBoolean().ShouldBeFalse();
        health.ToString().ShouldNotContain(position.Id.ToString());
    }

    private static async Task<JsonElement> HealthAsync(TestApp app)
    {
        using var client = app.Client();
        using var document = JsonDocument.Parse(await client.GetStringAsync("/health/ready"));
        return document.RootElement.Clone();
    }

    private static async Task TamperAsync(TestApp app, Guid id)
    {
        await using var connection = OnkreukbaarApp.Provider(app.Settings).Connect(OnkreukbaarApp.ConnectionString(app.Settings, Zone.Register));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE ancillary_position SET description = 'Iets anders' WHERE id = @id";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@id";
        parameter.Value = app.Settings.IsPostgres ? id : id.ToString().ToUpperInvariant();
        command.Parameters.Add(parameter);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private sealed class Witness(ConcurrentQueue<string> fired, string who, TaskCompletionSource done) : IJobListener
    {
        public string Name => "witness";

        public ValueTask JobToBeExecuted(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            fired.Enqueue(who);
            return ValueTask.CompletedTask;
        }

        public ValueTask JobExecutionVetoed(IJobExecutionContext context, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default)
        {
            done.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
