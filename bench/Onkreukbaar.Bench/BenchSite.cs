// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Web.Hosting;

namespace Onkreukbaar.Bench;

/// <summary>The real application on databases of its own, with the settings of a real installation: full durability.</summary>
internal sealed class BenchSite : IAsyncDisposable
{
    private static int count;

    private BenchSite(WebApplication app, Settings settings, string database)
    {
        App = app;
        Settings = settings;
        Database = database;
    }

    public WebApplication App { get; }

    public Settings Settings { get; }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Database { get; }

    public string Address => App.Urls.First();

    public StorageProvider Provider => App.Services.GetRequiredService<StorageProvider>();

    public string ConnectionString => OnkreukbaarApp.ConnectionString(Settings, Zone.Register);

    public IDbContextFactory<RegisterStore> Stores => App.Services.GetRequiredService<IDbContextFactory<RegisterStore>>();

    /// <summary>Makes and migrates databases and starts the application on a loopback port.</summary>
    /// <param name="database">Engine.</param>
    /// <param name="numbering">Whether the ledger's background service runs, as it does in an installation.</param>
    /// <param name="configure">Changes the host, to put peers into the same process.</param>
    public static async Task<BenchSite> StartAsync(string database, bool numbering, Action<WebApplicationBuilder>? configure = null)
    {
        var number = Interlocked.Increment(ref count);
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-bench-").FullName;
        var settings = new Settings { DataFolder = folder, Urls = "http://127.0.0.1:0" };
        if (string.Equals(database, "postgres", StringComparison.Ordinal))
        {
            var server =
                Environment.GetEnvironmentVariable("ONKREUKBAAR_BENCH_POSTGRES")
                ?? throw new InvalidOperationException("Run ./onkreukbaar bench: it starts the PostgreSQL that ONKREUKBAAR_BENCH_POSTGRES names.");
            var names = new[] { "register", "vault" }.Select(zone =>
                new NpgsqlConnectionStringBuilder(server) { Database = $"bench_{zone}_{Environment.ProcessId}_{number}" }.ConnectionString
            );
            settings = settings with { Database = string.Join(" | ", names) };
        }

        await OnkreukbaarApp.MigrateAsync(settings);
        var app = OnkreukbaarApp.Build(
            settings,
            builder =>
            {
                if (!numbering)
                {
                    builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(LedgerService)));
                }

                configure?.Invoke(builder);
            }
        );
        await app.StartAsync();
        return new BenchSite(app, settings, database);
    }

    /// <summary>An open connection to the register's database with the settings that the application uses.</summary>
    public async Task<DbConnection> ConnectAsync()
    {
        var connection = Provider.Connect(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        if (Settings.IsPostgres)
        {
            await using var server = new NpgsqlConnection(Environment.GetEnvironmentVariable("ONKREUKBAAR_BENCH_POSTGRES"));
            await server.OpenAsync();
            foreach (var zone in Enum.GetValues<Zone>())
            {
                var name = new NpgsqlConnectionStringBuilder(Settings.PostgresConnection(zone)).Database;
                await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)", server);
                await drop.ExecuteNonQueryAsync();
            }
        }

        Directory.Delete(Settings.DataFolder, recursive: true);
    }
}
