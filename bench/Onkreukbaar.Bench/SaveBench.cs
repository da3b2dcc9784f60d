// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Bench;

/// <summary>
/// Saves with history and ledger against bare EF Core inserts of the same row into the same table, and against the same saves without the
/// ledger. Each save is one transaction of a context of its own, as in a request. The ledger's background service runs.
/// </summary>
internal static class SaveBench
{
    public static async Task RunAsync(BenchOptions options, string database, Report report)
    {
        await using var site = await BenchSite.StartAsync(database, numbering: true);
        var synthetic = new Synthetic();
        var services = site.App.Services.GetRequiredService<StoreServices>();
        var ledgers = site.App.Services.GetRequiredService<Ledgers>();
        var stores = site.Stores;
        // All three come from a pool, as in the application.
        await using var peers = new ServiceCollection()
            .AddSingleton(services with { LedgerOn = false })
            .AddPooledDbContextFactory<RegisterStore>(options => site.Provider.Configure(options, site.ConnectionString))
            .AddPooledDbContextFactory<BareContext>(options => site.Provider.Configure(options, site.ConnectionString))
            .BuildServiceProvider();
        var plain = peers.GetRequiredService<IDbContextFactory<BareContext>>();
        var withoutLedger = peers.GetRequiredService<IDbContextFactory<RegisterStore>>();
        var act = Act.BySystem("nevenfunctie.importeren", "import");

        async Task BareAsync(AncillaryPosition position)
        {
            await using var context = await plain.CreateDbContextAsync();
            context.Add(position);
#pragma warning disable RS0030 // The peer is EF Core without anything of ours.
            await context.SaveChangesAsync();
#pragma warning restore RS0030
        }

        async Task SaveAsync(AncillaryPosition position)
        {
            await using var store = await stores.CreateDbContextAsync();
            store.Add(position);
            await store.SaveAsync(act with { Id = Guid.CreateVersion7() });
        }

        async Task SilentAsync(AncillaryPosition position)
        {
            await using var store = await withoutLedger.CreateDbContextAsync();
            store.Add(position);
            await store.SaveAsync(act with { Id = Guid.CreateVersion7() });
        }

        foreach (var writers in new[] { 1, 16 })
        {
            var bare = new List<(Turn Peer, Turn Ours)>();
            var ledger = new List<(Turn Peer, Turn Ours)>();
            // The just-in-time compiler needs some hundreds of calls to settle.
            await ForAsync(options.Warm, writers, synthetic, BareAsync);
            await ForAsync(options.Warm, writers, synthetic, SaveAsync);
            await ForAsync(options.Warm, writers, synthetic, SilentAsync);
            for (var round = 0; round < options.Rounds; round++)
            {
                var inserts = await ForAsync(options.Turn, writers, synthetic, BareAsync);
                var saves = await ForAsync(options.Turn, writers, synthetic, SaveAsync);
                // What these saves left to be numbered is no burden for the saves without a ledger.
                await ledgers[Zone.Register].Sequencer.DrainAsync();
                bare.Add((inserts, saves));
                ledger.Add((await ForAsync(options.Turn, writers, synthetic, SilentAsync), saves));
            }

            var who = writers == 1 ? "1 writer" : $"{writers} writers";
            report.Add($"saves, {who}", database, "a second", bare, "EF Core insert of the row", 0.5);
            report.Add($"saves, {who}, ledger", database, "a second", ledger, "the same, ledger off", 0.9);
        }
    }

    /// <summary>Saves for a while with so many writers at once.</summary>
    private static Task<Turn> ForAsync(TimeSpan time, int writers, Synthetic synthetic, Func<AncillaryPosition, Task> save) =>
        Turn.OfAsync(() => SaveManyAsync(time, writers, synthetic, save));

    private static async Task<long> SaveManyAsync(TimeSpan time, int writers, Synthetic synthetic, Func<AncillaryPosition, Task> save)
    {
        var person = Guid.CreateVersion7();
        var body = Guid.CreateVersion7();
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var done = 0;
                        while (clock.Elapsed < time)
                        {
                            AncillaryPosition position;
                            lock (synthetic)
                            {
                                position = synthetic.Position(body, person);
                            }

                            position.Version = 1;
                            await save(position);
                            done++;
                        }

                        return done;
                    })
                )
        );
        return counts.Sum();
    }

    /// <summary>The positions' table as plain EF Core has it: no history, no ledger, no filter.</summary>
    private sealed class BareContext(DbContextOptions<BareContext> options) : DbContext(options)
    {
        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        {
            configurationBuilder.Properties<PartialDate>().HaveConversion<PartialDateConverter>();
            configurationBuilder.Properties<Enum>().HaveConversion<string>();
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            var position = modelBuilder.Entity<AncillaryPosition>();
            position.ToTable("ancillary_position").Ignore(p => p.IsPublic);
            foreach (var property in position.Metadata.GetProperties())
            {
                property.SetColumnName(StoreConventions.Snake(property.Name));
            }
        }
    }
}
