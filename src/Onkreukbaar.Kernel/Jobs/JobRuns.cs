// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Jobs;

/// <summary>
/// Runs jobs and keeps what came of them. A run is claimed by a row with its moment as key: a second process that comes to the same moment
/// finds the row and leaves the work alone, whatever its scheduler thinks.
/// </summary>
public sealed partial class JobRuns(
    StorageProvider provider,
    Func<Zone, string> connectionString,
    ModuleSet modules,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<JobRuns> log
)
{
    /// <summary>Does a job for a moment of its schedule.</summary>
    /// <returns>False when another process did or does it.</returns>
    /// <exception cref="KeyNotFoundException">No module declares the job.</exception>
    public async Task<bool> RunAsync(string name, DateTime scheduledAt, CancellationToken cancellation = default)
    {
        var job = modules.Jobs[name];
        var moment = Microseconds.Truncate(scheduledAt);
        if (!await ClaimAsync(name, moment, cancellation))
        {
            return false;
        }

        string result;
        var succeeded = true;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            result = await job.RunAsync(scope.ServiceProvider, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Failed(failure, name);
            succeeded = false;
            result = failure.GetType().Name;
        }

        await using var connection = await OpenAsync(CancellationToken.None);
        await LedgerDatabase.ExecuteAsync(
            connection,
            "UPDATE job_run SET finished_at = @now, succeeded = @succeeded, result = @result WHERE job = @job AND scheduled_at = @at",
            CancellationToken.None,
            ("now", Now()),
            ("succeeded", succeeded),
            ("result", result),
            ("job", name),
            ("at", moment)
        );
        Done(name, result);
        return true;
    }

    /// <summary>The newest run of a job that ended; null when there is none.</summary>
    public async Task<JobRun?> LastAsync(string name, CancellationToken cancellation = default)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = LedgerDatabase.Command(
            connection,
            "SELECT scheduled_at, started_at, finished_at, succeeded, result FROM job_run WHERE job = @job AND finished_at IS NOT NULL "
                + "ORDER BY scheduled_at DESC LIMIT 1",
            ("job", name)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new JobRun(name, Utc(reader, 0), Utc(reader, 1), Utc(reader, 2), reader.GetBoolean(3), reader.GetString(4))
            : null;
    }

    private async Task<bool> ClaimAsync(string name, DateTime moment, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = LedgerDatabase.Command(
            connection,
            "INSERT INTO job_run (job, scheduled_at, started_at) VALUES (@job, @at, @now) ON CONFLICT (job, scheduled_at) DO NOTHING",
            ("job", name),
            ("at", moment),
            ("now", Now())
        );
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = provider.Connect(connectionString(Zone.Register));
        await connection.OpenAsync(cancellation);
        return connection;
    }

    private DateTime Now() => Microseconds.Truncate(clock.GetUtcNow().UtcDateTime);

    private static DateTime Utc(DbDataReader reader, int column) => DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc);

    [LoggerMessage(LogLevel.Error, "The job {Job} failed; it is tried again at its next moment.")]
    private partial void Failed(Exception failure, string job);

    [LoggerMessage(LogLevel.Information, "The job {Job} is done: {Result}")]
    private partial void Done(string job, string result);
}
