// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

/// <summary>The work in the background: it ends when it is called off, and says nothing of it.</summary>
public sealed class LedgerServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // As of a host of which the next service refuses to start. Work that counts as called off before it began, the host tells as a failure.
    [Theory, OnBothDatabases]
    public async Task What_is_called_off_as_soon_as_it_was_started_ends_without_a_failure(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        var ledgers = bench.App.App.Services.GetRequiredService<Ledgers>();
        for (var time = 0; time < 20; time++)
        {
            foreach (
                var service in new BackgroundService[]
                {
                    new LedgerService(ledgers, new StoreSignals(), NullLogger<LedgerService>.Instance),
                    new LedgerFollower(ledgers, new StoreSignals(), NullLogger<LedgerFollower>.Instance),
                }
            )
            {
                await service.StartAsync(Cancellation);
                service.Dispose();
                await service.ExecuteTask.ShouldNotBeNull();
            }
        }
    }
}
