// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Tells this process what others saved: another web process, or an import from the command line. It reads the numbered log of the register
/// each second, from the last number that it has seen, and gives the same signal as a save of our own.
/// </summary>
public sealed partial class LedgerFollower(Ledgers ledgers, StoreSignals signals, ILogger<LedgerFollower> log) : BackgroundService
{
    // Whole bundles, and enough of them that the version rows of a large import are read along their key.
    private const int PageSize = 16 * TileLayout.Width;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(Guid Subject, long Version), byte> own = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long next = -1;
    private bool listening;

    /// <summary>Reads what was numbered since the last time and signals what others saved.</summary>
    /// <returns>The number of entries that came from elsewhere.</returns>
    public async Task<int> FollowAsync(CancellationToken cancellation = default)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            var feed = ledgers[Zone.Register].Reader;
            if (next < 0)
            {
                Listen();
                // Our cache was empty when this process started: what is in the log by now needs no signal.
                next = await feed.SizeAsync(cancellation);
                return 0;
            }

            var foreign = 0;
            while (true)
            {
                var entries = await feed.ReadAsync(next, PageSize, cancellation);
                var others = entries.Where(e => !own.TryRemove((e.Entry.Subject, e.Entry.Version), out _)).ToList();
                if (others.Count > 0)
                {
                    var subjects = await feed.SubjectsOfAsync([.. others.Select(e => e.Entry.Id)], cancellation);
                    await signals.PublishAsync(Zone.Register, new Saved(null, subjects));
                    foreign += others.Count;
                }

                next += entries.Count;
                if (entries.Count < PageSize)
                {
                    return foreign;
                }
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Listen();
        await base.StartAsync(cancellationToken);
        // As of the numbering: what is called off before it began would count as failed.
        await begun.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        begun.TrySetResult();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Poll;
            try
            {
                await FollowAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the following; pages expire by themselves meanwhile.
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Failed(failure);
                pause = PauseAfterFailure;
            }

            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Remembers our own saves until they come by in the log, so that they are not signalled twice.</summary>
    private void Listen()
    {
        if (listening)
        {
            return;
        }

        listening = true;
        signals.Listen(
            (zone, saved) =>
            {
                if (zone == Zone.Register && saved.Act is not null)
                {
                    foreach (var subject in saved.Subjects)
                    {
                        own[(subject.Id, subject.Version)] = 0;
                    }
                }

                return ValueTask.CompletedTask;
            }
        );
    }

    [LoggerMessage(LogLevel.Warning, "The log of changes could not be read; pages that other processes changed may be up to ten minutes old.")]
    private partial void Failed(Exception failure);
}
