// SPDX-License-Identifier: EUPL-1.2
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>The ledger of one store with all that works on it. The signing key is made at first use.</summary>
public sealed class StoreLedger
{
    private readonly LedgerDatabase _database;
    private readonly LedgerKeyring _keys;
    private readonly Func<CurrentSubjects> _subjects;

    internal StoreLedger(Zone zone, LedgerDatabase database, LedgerKeyring keys, TimeProvider clock, Func<CurrentSubjects> subjects)
    {
        Zone = zone;
        _database = database;
        _keys = keys;
        Sequencer = new LedgerSequencer(database, keys.Signer, keys.Trusted, clock);
        _subjects = subjects;
        Reader = new LedgerReader(database);
    }

    /// <summary>The trust zone.</summary>
    public Zone Zone { get; }

    /// <summary>The public half of the signing key; publish it where an intruder of this server cannot change it.</summary>
    public NoteVerifier Key => _keys.Signer().Verifier;

    /// <summary>All keys whose signatures count, the present one first.</summary>
    public IReadOnlyList<TrustedKey> Keys => _keys.Trusted();

    /// <summary>Reads log, proofs and feed.</summary>
    public LedgerReader Reader { get; }

    /// <summary>Numbers and signs.</summary>
    public LedgerSequencer Sequencer { get; }

    /// <summary>Lets a new key sign from now on; what the old one signed until now stays valid.</summary>
    /// <returns>The key until now and the new one.</returns>
    public Task<(NoteVerifier Former, NoteVerifier Present)> RotateKeyAsync(CancellationToken cancellation = default) =>
        Sequencer.RotateAsync(_keys.Replace, cancellation);

    /// <summary>Proves the store against the ledger; see <see cref="LedgerVerifier.VerifyAsync"/>.</summary>
    public Task<LedgerReport> VerifyAsync(
        IReadOnlyList<SignedNote>? known = null, Action<long, long>? progress = null, CancellationToken cancellation = default) =>
        new LedgerVerifier(_database, _keys.Present, _subjects()).VerifyAsync(known, progress, cancellation);
}

/// <summary>The ledgers of this installation, one per store.</summary>
public sealed class Ledgers
{
    private readonly Dictionary<Zone, StoreLedger> _ledgers;

    internal Ledgers(IServiceProvider services, Func<Zone, string> connectionString)
    {
        var settings = services.GetRequiredService<Settings>();
        var provider = services.GetRequiredService<StorageProvider>();
        var clock = services.GetRequiredService<TimeProvider>();
        _ledgers = Enum.GetValues<Zone>().ToDictionary(
            zone => zone,
            zone => new StoreLedger(
                zone,
                new LedgerDatabase(provider, () => provider.Connect(connectionString(zone))),
                new LedgerKeyring(
                    Path.Combine(settings.KeyFolder, zone == Zone.Register ? "register.key" : "vault.key"),
                    settings.LedgerOrigin + (zone == Zone.Register ? "/logboek" : "/kluis")),
                clock,
                zone == Zone.Register
                    ? () => StoreSubjects.Of(services.GetRequiredService<IDbContextFactory<RegisterStore>>())
                    : () => StoreSubjects.Of(services.GetRequiredService<IDbContextFactory<VaultStore>>())));
    }

    /// <summary>The ledger of a store.</summary>
    public StoreLedger this[Zone zone] => _ledgers[zone];

    /// <summary>All ledgers.</summary>
    public IReadOnlyCollection<StoreLedger> All => _ledgers.Values;
}

/// <summary>Registers the ledgers.</summary>
public static class LedgerServices
{
    /// <summary>Adds the ledgers of both stores and the service that numbers what is saved.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="connectionString">Connection string of a store.</param>
    public static IServiceCollection AddLedgers(this IServiceCollection services, Func<Zone, string> connectionString)
    {
        services.AddSingleton(provider => new Ledgers(provider, connectionString));
        services.AddScoped<LedgerCommands>();
        services.AddSingleton(s => new LedgerChecks(
            s.GetRequiredService<StorageProvider>(),
            connectionString,
            s.GetRequiredService<Ledgers>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<LedgerService>();
        services.AddSingleton<LedgerFollower>();
        services.AddHostedService(s => s.GetRequiredService<LedgerFollower>());
        return services;
    }
}

/// <summary>Gives the verifier the live rows of a store, in the canonical text of their versions.</summary>
internal static class StoreSubjects
{
    private static readonly MethodInfo ReadMethod = typeof(StoreSubjects).GetMethod(nameof(ReadAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static CurrentSubjects Of<TStore>(IDbContextFactory<TStore> stores)
        where TStore : Store
    {
        using var example = stores.CreateDbContext();
        var types = example.Model.GetEntityTypes()
            .Where(type => type.FindAnnotation(Store.KindAnnotation) is not null)
            .ToDictionary(type => (string)type.FindAnnotation(Store.KindAnnotation)!.Value!, type => type.ClrType, StringComparer.Ordinal);
        return new CurrentSubjects(
            [.. types.Keys.Order(StringComparer.Ordinal)],
            async (connection, kind, after, max, cancellation) =>
            {
                await using var store = await stores.CreateDbContextAsync(cancellation);
                var own = store.Database.GetConnectionString();
                store.Database.SetDbConnection(connection);
                try
                {
                    return await (Task<IReadOnlyList<CurrentSubject>>)ReadMethod.MakeGenericMethod(types[kind])
                        .Invoke(null, [store, after, max, cancellation])!;
                }
                finally
                {
                    // The store goes back to a pool: whoever gets it next must not find the verifier's connection in it.
                    store.Database.SetDbConnection(null);
                    store.Database.SetConnectionString(own);
                }
            });
    }

    private static async Task<IReadOnlyList<CurrentSubject>> ReadAsync<T>(Store store, Guid? after, int max, CancellationToken cancellation)
        where T : class, ISubject
    {
        // All bodies: what a filter hides is verified too.
        var rows = store.Set<T>().AsNoTracking().IgnoreQueryFilters();
        if (after is { } last)
        {
            rows = rows.Where(row => row.Id > last);
        }

        var page = await rows.OrderBy(row => row.Id).Take(max).ToListAsync(cancellation);
        return page.ConvertAll(row => new CurrentSubject(row.Id, row.Version, SubjectCodec.Write(row)));
    }
}
