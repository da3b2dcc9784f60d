// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Bench;

/// <summary>Numbering of new entries, and verification of the whole ledger against one hash of each entry.</summary>
internal static class LedgerBench
{
    public static async Task RunAsync(BenchOptions options, BenchSite site, Report report)
    {
        var ledger = site.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        // A web process reads what was numbered, to drop the pages that it keeps. That is no part of numbering, and takes as much as numbering itself.
        var follower = site.App.Services.GetRequiredService<LedgerFollower>();
        await follower.StopAsync(default);
        var waiting = await WaitingAsync(site);
        // The first third does not count: the compiler is still at work on what it sees for the first time.
        await NumberAsync(ledger, waiting / 3);
        var turns = new List<Turn>();
        for (var round = 0; round < options.Rounds; round++)
        {
            turns.Add(await Turn.OfAsync(() => NumberAsync(ledger, waiting * 2 / 3 / options.Rounds)));
        }

        await ledger.Sequencer.DrainAsync();
        await follower.StartAsync(default);
        await follower.FollowAsync();
        report.Add("ledger: entries numbered, tree and signed head included", site.Database, "a second", Report.Median([.. turns.Select(t => t.Rate)]), 100_000);
        report.Add("ledger: the same by processor time of this process", site.Database, "a second", 1e6 / Report.Median([.. turns.Select(t => t.Cpu)]));

        var database = new LedgerDatabase(site.Provider, () => site.Provider.Connect(site.ConnectionString));
        var entries = await EntriesAsync(site);
        // Do not count: the compiler is still at work on what it sees for the first time.
        for (var round = 0; round < 3; round++)
        {
            await CleanAsync(new LedgerVerifier(database, () => ledger.Keys).VerifyAsync());
        }

        var hashing = new List<(Turn Peer, Turn Ours)>();
        var whole = new List<(Turn Peer, Turn Ours)>();
        for (var round = 0; round < Math.Min(3, options.Rounds); round++)
        {
            var peer = await Turn.OfAsync(() => Task.FromResult(Hash(entries)));
            hashing.Add((peer, await Turn.OfAsync(() => CleanAsync(new LedgerVerifier(database, () => ledger.Keys).VerifyAsync()))));
            peer = await Turn.OfAsync(() => Task.FromResult(Hash(entries)));
            whole.Add((peer, await Turn.OfAsync(() => CleanAsync(ledger.VerifyAsync()))));
        }

        report.Add("ledger verified: tree, heads, versions", site.Database, "entries/s", hashing, "SHA256.HashData of each entry, 1 thread, in memory", 0.3);
        report.Add("ledger verified, and the live rows", site.Database, "entries/s", whole, "SHA256.HashData of each entry, 1 thread, in memory", null);
    }

    private static async Task<long> WaitingAsync(BenchSite site)
    {
        await using var connection = await site.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM ledger_pending";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Numbers batches until there are so many entries, and gives how many there were.</summary>
    private static async Task<long> NumberAsync(StoreLedger ledger, long wanted)
    {
        var done = 0L;
        while (done < wanted && await ledger.Sequencer.IntegrateAsync(wait: true, default) is > 0 and var count)
        {
            done += count;
        }

        return done;
    }

    private static long Hash(List<byte[]> entries)
    {
        Span<byte> hash = stackalloc byte[32];
        foreach (var entry in entries)
        {
            SHA256.HashData(entry, hash);
        }

        return entries.Count;
    }

    private static async Task<List<byte[]>> EntriesAsync(BenchSite site)
    {
        var entries = new List<byte[]>();
        await using var connection = await site.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT entries FROM ledger_bundle ORDER BY bundle_index";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            Split((byte[])reader.GetValue(0), entries);
        }

        return entries;
    }

    private static void Split(ReadOnlySpan<byte> bundle, List<byte[]> entries)
    {
        while (EntryBundle.TryRead(ref bundle, out var entry))
        {
            entries.Add(entry.ToArray());
        }
    }

    private static async Task<long> CleanAsync(Task<LedgerReport> verification)
    {
        var report = await verification;
        if (report.First is { } finding)
        {
            throw new InvalidOperationException($"The ledger does not verify: {finding}");
        }

        return report.Size;
    }
}
