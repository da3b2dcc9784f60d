// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

/// <summary>A ledger from before its index had a row for each bundle gets the new index, and is proved and goes on as before.</summary>
public sealed class IndexByBundleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task The_migration_fills_the_index_from_the_log(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(300);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var before = await bench.ScalarAsync<byte[]>("SELECT entry_ids FROM ledger_index WHERE bundle_index = 1");
        await bench.ExecuteAsync("DROP TABLE ledger_index");
        await bench.ExecuteAsync("CREATE TABLE ledger_index (id text, number bigint)");
        await bench.ExecuteAsync(
            database == Databases.Postgres ? """DELETE FROM "VersionInfo" WHERE "Version" = 202611230001""" : "DELETE FROM VersionInfo WHERE Version = 202611230001");

        await OnkreukbaarApp.MigrateAsync(bench.App.Settings);

        (await bench.ScalarAsync<byte[]>("SELECT entry_ids FROM ledger_index WHERE bundle_index = 1")).ShouldBe(before);
        (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldBeNull();
        await bench.SaveAsync(3);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var report = await bench.Ledger.VerifyAsync(cancellation: Cancellation);
        (report.First, report.Size).ShouldBe((null, 303));
        var entry = (await bench.Ledger.Reader.ReadAsync(301, 1, Cancellation))[0].Entry;
        (await bench.Ledger.Reader.ProveAsync(entry.Id, Cancellation))!.Number.ShouldBe(301);
    }
}
