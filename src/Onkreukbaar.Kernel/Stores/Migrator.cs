// SPDX-License-Identifier: EUPL-1.2
using System.Reflection;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Modules;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// Brings a store's schema up to date: forward only, each migration once, in the module that owns the tables. What narrowed stores may do in
/// the tables is set at each run: it follows from the model, which can change without a migration.
/// </summary>
public static class Migrator
{
    /// <summary>Runs what is missing; when nothing is, nothing is written. Kernel migrations run in both stores; a module's in its own.</summary>
    /// <param name="zone">The store.</param>
    /// <param name="provider">The engine.</param>
    /// <param name="connectionString">The store's database; it is made when missing.</param>
    /// <param name="modules">The modules whose tables are wanted.</param>
    /// <param name="cancellation">Stops before the next migration.</param>
    /// <returns>Descriptions of the migrations that ran now.</returns>
    public static async Task<IReadOnlyList<string>> UpAsync(
        Zone zone,
        StorageProvider provider,
        string connectionString,
        ModuleSet modules,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(modules);
        await provider.CreateAsync(connectionString, cancellation);
        await using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner =>
            {
                provider.Configure(runner);
                runner.WithGlobalConnectionString(connectionString).ScanIn([.. Assemblies(zone, modules)]).For.Migrations();
            })
            .Configure<RunnerOptions>(o => o.Tags = [zone.ToString()])
            .BuildServiceProvider(validateScopes: false);
        using var scope = services.CreateScope();
        var runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
        var waiting = runner
            .MigrationLoader.LoadMigrations()
            .Where(m => runner.HasMigrationsToApplyUp(m.Key))
            .Select(m => $"{m.Key} {m.Value.Migration.GetType().Name}")
            .ToList();
        if (waiting.Count > 0)
        {
            await provider.PrepareBodiesAsync(connectionString, cancellation);
            runner.MigrateUp();
        }

        if (provider.HoldsToBody)
        {
            await provider.GuardBodiesAsync(connectionString, BodyTable.Of(ModelOf(zone, provider, connectionString, modules)), cancellation);
        }

        return waiting;
    }

    private static IModel ModelOf(Zone zone, StorageProvider provider, string connectionString, ModuleSet modules)
    {
        var services = new StoreServices(provider, modules, TimeProvider.System, new StoreSignals());
        using Store store = zone == Zone.Register ? new RegisterStore(Options<RegisterStore>(), services) : new VaultStore(Options<VaultStore>(), services);
        return store.Model;

        DbContextOptions<TStore> Options<TStore>()
            where TStore : Store
        {
            var options = new DbContextOptionsBuilder<TStore>();
            provider.Configure(options, connectionString);
            return options.Options;
        }
    }

    /// <summary>Number of the newest migration that this version knows for a store.</summary>
    public static long Newest(Zone zone, ModuleSet modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        return Assemblies(zone, modules).SelectMany(a => a.GetTypes()).Max(t => t.GetCustomAttribute<FluentMigrator.MigrationAttribute>()?.Version ?? 0);
    }

    private static IEnumerable<Assembly> Assemblies(Zone zone, ModuleSet modules) =>
        new[] { typeof(Migrator).Assembly }.Concat(modules.All.Where(m => m.Zone == zone).Select(m => m.GetType().Assembly)).Distinct();
}
