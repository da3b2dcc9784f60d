// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Import.Upload;

/// <summary>
/// Checks and reads lists outside the request that asked for it: a list of a million lines takes longer than a browser waits. Work that is cut
/// off with the process left whole batches only; starting it again finishes it.
/// </summary>
internal sealed partial class ImportWork(IServiceScopeFactory scopes, ImportFiles files, TimeProvider clock, ILogger<ImportWork> log) : IHostedService, IDisposable
{
    /// <summary>Limits of a file that somebody sent: what the site takes, unpacked.</summary>
    public static readonly TableLimits Limits = TableLimits.Default with { Bytes = 1L << 30, Columns = 200 };

    private readonly Lock room = new();
    private readonly Dictionary<Guid, Work> running = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim turns = new(2);

    /// <summary>Starts a check or an import, in the language of the caller.</summary>
    /// <param name="import">Its state says already that it is under way.</param>
    /// <param name="dryRun">Check only.</param>
    /// <param name="act">The clerk's act that started it.</param>
    /// <returns>Ends when the work has ended.</returns>
    public Task Start(ListImport import, bool dryRun, Act act)
    {
        files.SetProgress(import.Id, 0, null);
        lock (room)
        {
            running.TryGetValue(import.Id, out var before);
            if (before is { IsEnding: false })
            {
                return before.Done;
            }

            var work = new Work();
            running[import.Id] = work;
            return work.Done = Task.Run(async () =>
            {
                // Whoever starts it again has seen how the work before it ended, which is a moment before that work is over.
                await (before?.Done ?? Task.CompletedTask);
                try
                {
                    await DoAsync(work, import, dryRun, act);
                }
                finally
                {
                    lock (room)
                    {
                        if (running.GetValueOrDefault(import.Id) == work)
                        {
                            running.Remove(import.Id);
                        }
                    }
                }
            });
        }
    }

    /// <summary>Ends when nothing is under way.</summary>
    public Task IdleAsync()
    {
        lock (room)
        {
            return Task.WhenAll(running.Values.Select(w => w.Done));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await IdleAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        stopping.Dispose();
        turns.Dispose();
    }

    private async Task DoAsync(Work work, ListImport import, bool dryRun, Act act)
    {
        var stopped = Texts.ImportWorkFailed;
        ImportReport? report = null;
        try
        {
            await turns.WaitAsync(stopping.Token);
            try
            {
                var end = await RunAsync(import, dryRun, act);
                report = end.Report;
                stopped = end.Stopped;
            }
            finally
            {
                turns.Release();
            }

            await files.SummariseAsync(import.Id, dryRun);
        }
        catch (OperationCanceledException)
        {
            stopped = Texts.ImportWorkCutOff;
        }
        catch (Exception failure)
        {
            Failed(log, failure);
        }

        lock (room)
        {
            work.IsEnding = true;
        }

        try
        {
            await EndAsync(import, dryRun, act, report, stopped);
        }
        catch (Exception failure)
        {
            Failed(log, failure);
        }
    }

    private async Task<ImportEnd> RunAsync(ListImport import, bool dryRun, Act act)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RegisterStore>().ScopeTo(import.BodyId);
        var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["report"] = files.Report(import.Id, dryRun) };
        if (dryRun)
        {
            options["dry-run"] = "true";
        }

        var context = new CommandContext(
            scope.ServiceProvider,
            null,
            options,
            TextWriter.Null,
            TextWriter.Null,
            (done, total, _) => files.SetProgress(import.Id, done, total),
            stopping.Token
        );
        return await ImportRun.RunAsync(
            context,
            act with { Process = RegisterProcesses.Import, Correlation = import.Id, At = null },
            run =>
                new RegisterImport(run, scope.ServiceProvider.GetRequiredService<ImportDirectory>(), import.BodyId).FileAsync(
                    files.Upload(import.Id),
                    new ClerksPositions(DutchClock.Today(clock), import.BodyId, scope.ServiceProvider.GetRequiredService<FindBody>()),
                    ListColumns.Read(import.Columns),
                    import.FileName,
                    Limits
                )
        );
    }

    private async Task EndAsync(ListImport asked, bool dryRun, Act act, ImportReport? report, string? stopped)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<RegisterStore>();
        store.ScopeTo(asked.BodyId);
        var import = await store.Set<ListImport>().FirstAsync(i => i.Id == asked.Id);
        import.State = dryRun ? ListImportState.Checked : ListImportState.Done;
        import.Stopped = stopped;
        import.Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        if (report is not null)
        {
            import.Created = report.Lines.Created;
            import.Updated = report.Lines.Updated;
            import.Unchanged = report.Lines.Unchanged;
            import.Refused = report.Lines.Refused;
            import.Vanished = report.Lines.Vanished;
        }

        if (!dryRun)
        {
            import.EndedAt = clock.GetUtcNow().UtcDateTime;
        }

        await store.SaveAsync(act with { Id = Guid.CreateVersion7(), Correlation = import.Id, At = null });
        if (!dryRun && stopped is null)
        {
            files.DropUpload(import.Id);
        }
    }

    /// <summary>A check or an import that is under way.</summary>
    private sealed class Work
    {
        /// <summary>Ends with it, and never fails.</summary>
        public Task Done { get; set; } = Task.CompletedTask;

        /// <summary>Only its end is still to be told: what is asked from here on is asked anew.</summary>
        public bool IsEnding { get; set; }
    }

    [LoggerMessage(LogLevel.Error, "Reading a list failed.")]
    private static partial void Failed(ILogger log, Exception failure);
}
