// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Numbers what is saved, in the background: woken by saves of this process, and looking every second for those of others.
/// </summary>
internal sealed partial class LedgerService(Ledgers ledgers, StoreSignals signals, ILogger<LedgerService> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // Saves that come shortly after each other share one round: with SQLite's single writer each round takes its turn from the savers.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    // A round that finds many is followed by a longer pause: under load five rounds a second take time from the savers for nothing.
    private static readonly TimeSpan GatherMany = TimeSpan.FromSeconds(1);
    private const int Many = 20;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Zone, SemaphoreSlim> wake = ledgers.All.ToDictionary(ledger => ledger.Zone, _ => new SemaphoreSlim(0, 1));
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Ends when the work has begun. A host of which another service refuses to start calls off what it started before: work that was called off
    /// before it began would count as failed, and be told with a stack trace beside the sentence that says why there is no start.
    /// </summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        signals.Listen((zone, _) =>
        {
            try
            {
                wake[zone].Release();
            }
            catch (SemaphoreFullException)
            {
                // It is awake already.
            }

            return ValueTask.CompletedTask;
        });
        await base.StartAsync(cancellationToken);
        await begun.Task.WaitAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        begun.TrySetResult();
        // Not called off with the token: each sees it by itself, and ends without a failure.
        return Task.WhenAll(ledgers.All.Select(ledger => Task.Run(() => RunAsync(ledger, stoppingToken), CancellationToken.None)));
    }

    private async Task RunAsync(StoreLedger ledger, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                int count;
                do
                {
                    count = await ledger.Sequencer.IntegrateAsync(wait: false, stopping) ?? 0;
                } while (count == LedgerSequencer.BatchSize);

                await wake[ledger.Zone].WaitAsync(Poll, stopping);
                await Task.Delay(count < Many ? Gather : GatherMany, stopping);
            }
#pragma warning disable CA1031 // Whatever is wrong with disk, database or tree, saves go on and so does the next attempt.
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // Called off; of a host that is taken down, what this works with may be gone already.
                return;
            }
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Failed(failure, ledger.Zone);
                await Task.Delay(PauseAfterFailure, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The ledger of the {Zone} store could not number new entries; they wait. Run 'onkreukbaar ledger verify'.")]
    private partial void Failed(Exception failure, Zone zone);
}
