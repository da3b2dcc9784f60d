// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Jobs;

/// <summary>Taak: work that a module does by the clock. With several processes on one database it is done once, by one of them.</summary>
/// <param name="Name">Stable name, for example <c>ledger.verify</c>; also the key of what is kept about its runs.</param>
/// <param name="Cron">When, in Dutch local time: seconds, minutes, hours, day of the month, month, day of the week (Quartz).</param>
/// <param name="Summary">What it does, in one English line for the operator.</param>
/// <param name="RunAsync">
/// Does it in a scope of its own, and returns one line about the result without personal data. An exception counts as failed; the next
/// moment of the schedule tries again.
/// </param>
public sealed record Job(string Name, string Cron, string Summary, Func<IServiceProvider, CancellationToken, Task<string>> RunAsync);

/// <summary>What is kept about one run of a job.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="ScheduledAt">UTC moment of the schedule.</param>
/// <param name="StartedAt">UTC moment at which it began.</param>
/// <param name="FinishedAt">UTC moment at which it ended; null while it runs, or when its process was stopped.</param>
/// <param name="Succeeded">Null while it runs.</param>
/// <param name="Result">The job's own line; null while it runs.</param>
public sealed record JobRun(string Job, DateTime ScheduledAt, DateTime StartedAt, DateTime? FinishedAt, bool? Succeeded, string? Result);
