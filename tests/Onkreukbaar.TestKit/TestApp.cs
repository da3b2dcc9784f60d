// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Storage.Sqlite;
using Onkreukbaar.Web.Hosting;

namespace Onkreukbaar.TestKit;

/// <summary>The real application on a real database of its own, with a clock that tests set.</summary>
public sealed class TestApp : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<TestApp>>> Shared = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string[]>>> Templates = new(StringComparer.Ordinal);
    // Not the number of the process alone: numbers come back, and what a run left behind that broke off must not be in the way of the next.
    private static readonly string Run = $"{Environment.ProcessId}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
    private static int count;
    private readonly string dataFolder;

    private TestApp(WebApplication app, Settings settings, TestClock clock, string folder, string database)
    {
        App = app;
        Settings = settings;
        Clock = clock;
        Database = database;
        dataFolder = folder;
    }

    public WebApplication App { get; }

    public Settings Settings { get; }

    public TestClock Clock { get; }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Database { get; }

    /// <summary>Where the application listens, when it was started for a browser.</summary>
    public string BaseAddress => App.Urls.First();

    /// <summary>An application that all tests of the run share: make own bodies and persons, and count only those.</summary>
    public static Task<TestApp> SharedAsync(string database) => Shared.GetOrAdd(database, d => new(() => FreshAsync(d))).Value;

    /// <summary>An application on empty, migrated databases of its own.</summary>
    /// <param name="database">Engine.</param>
    /// <param name="kestrel">Listen on a real loopback port, for browsers.</param>
    /// <param name="settings">Changes the settings.</param>
    /// <param name="configure">Changes the host.</param>
    public static async Task<TestApp> FreshAsync(
        string database,
        bool kestrel = false,
        Func<Settings, Settings>? settings = null,
        Action<WebApplicationBuilder>? configure = null
    )
    {
        var (chosen, folder) = await DatabaseAsync(database);
        return await OnAsync(database, settings?.Invoke(chosen) ?? chosen, folder, kestrel, configure);
    }

    /// <summary>An application on databases that a test made itself; they and the folder go when it is disposed.</summary>
    public static async Task<TestApp> OnAsync(
        string database,
        Settings settings,
        string folder,
        bool kestrel = false,
        Action<WebApplicationBuilder>? configure = null
    )
    {
        var clock = new TestClock();
        var app = OnkreukbaarApp.Build(
            settings,
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                // Slow hashing is for attackers; tests sign in by the hundred.
                builder.Services.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 1000);
                if (!kestrel)
                {
                    builder.WebHost.UseTestServer();
                }

                configure?.Invoke(builder);
            }
        );
        await app.StartAsync();
        return new TestApp(app, settings, clock, folder, database);
    }

    /// <summary>Settings of fresh, migrated databases in a folder of their own, for tests that start the application themselves.</summary>
    public static async Task<(Settings Settings, string Folder)> DatabaseAsync(string database)
    {
        var number = Interlocked.Increment(ref count);
        var folder = Path.Combine(Path.GetTempPath(), $"onkreukbaar-test-{Run}-{number}");
        Directory.CreateDirectory(folder);
        var template = await Templates.GetOrAdd(database, d => new(() => MakeTemplateAsync(d))).Value;
        var settings = new Settings { DataFolder = folder, Urls = "http://127.0.0.1:0", Jobs = false };
        if (string.Equals(database, Databases.Sqlite, StringComparison.Ordinal))
        {
            foreach (var file in template)
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            return (settings, folder);
        }

        var names = new List<string>();
        foreach (var name in template)
        {
            var copy = $"{name}_{number}";
            await OnServerAsync($"CREATE DATABASE \"{copy}\" TEMPLATE \"{name}\"");
            names.Add(PostgresConnection(copy));
        }

        return (settings with { Database = string.Join(" | ", names) }, folder);
    }

    /// <summary>A client without redirects, with cookies of its own.</summary>
    public HttpClient Client() =>
        new(new CookieHandler(App.GetTestServer().CreateHandler())) { BaseAddress = new Uri("http://localhost") };

    /// <summary>A browser-like visitor with pages and forms.</summary>
    public TestBrowser Browser() => new(Client());

    /// <summary>Does something in a scope of the application's services.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    /// <summary>Does something with a register store of its own.</summary>
    public Task<T> WithStoreAsync<T>(Func<RegisterStore, Task<T>> work) => InScopeAsync(s => work(s.GetRequiredService<RegisterStore>()));

    /// <summary>Runs SQL past the application, on a connection of its own.</summary>
    /// <param name="zone">The store.</param>
    /// <param name="statements">Constants of a test; each is sent by itself.</param>
    public async Task ExecuteAsync(Zone zone, params IEnumerable<string> statements)
    {
        await using var connection = OnkreukbaarApp.Provider(Settings).Connect(OnkreukbaarApp.ConnectionString(Settings, zone));
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of tests.
            command.CommandText = statement;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        if (Settings.IsPostgres)
        {
            await using var shared = new NpgsqlConnection(Databases.PostgresServer);
            foreach (var zone in Enum.GetValues<Zone>())
            {
                await using var pool = new NpgsqlConnection(Settings.PostgresConnection(zone));
                NpgsqlConnection.ClearPool(pool);
                // A server of its own goes with all that is on it.
                if (pool.DataSource == shared.DataSource)
                {
                    await OnServerAsync($"DROP DATABASE IF EXISTS \"{pool.Database}\" WITH (FORCE)");
                }
            }
        }
        else
        {
            await CloseFilesAsync(Settings);
        }

        Directory.Delete(dataFolder, recursive: true);
    }

    /// <summary>
    /// Writes the journal of a SQLite store into its file and empties it: a journal that was used keeps its room, and what is in it is read before the file.
    /// Waits for those who read at the moment.
    /// </summary>
    public async Task EmptyJournalAsync(Zone zone)
    {
        await using var connection = new SqliteConnection(OnkreukbaarApp.ConnectionString(Settings, zone));
        await connection.OpenAsync();
        await using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        // The first column says whether somebody was in the way.
        while (await checkpoint.ExecuteScalarAsync(patience.Token) is not 0L)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Closes what pools hold open of these files, and of no others: other tests are at work.</summary>
    private static async Task CloseFilesAsync(Settings settings)
    {
        foreach (var file in Enum.GetValues<Zone>().Select(settings.SqliteFile))
        {
            foreach (var readOnly in new[] { false, true })
            {
                await using var pool = new SqliteConnection(SqliteStorage.ConnectionString(file, readOnly));
                SqliteConnection.ClearPool(pool);
            }
        }
    }

    private static async Task<string[]> MakeTemplateAsync(string database)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"onkreukbaar-test-{Run}-template");
        Directory.CreateDirectory(folder);
        var settings = new Settings { DataFolder = folder };
        if (string.Equals(database, Databases.Sqlite, StringComparison.Ordinal))
        {
            await OnkreukbaarApp.MigrateAsync(settings);
            await CloseFilesAsync(settings);
            return [settings.SqliteFile(Zone.Register), settings.SqliteFile(Zone.Vault)];
        }

        string[] names = [$"ob_register_{Run}", $"ob_vault_{Run}"];
        settings = settings with { Database = string.Join(" | ", names.Select(PostgresConnection)) };
        await OnkreukbaarApp.MigrateAsync(settings);
        NpgsqlConnection.ClearAllPools();
        return names;
    }

    private static string PostgresConnection(string database) =>
        new NpgsqlConnectionStringBuilder(Databases.PostgresServer) { Database = database, MaxPoolSize = 20 }.ConnectionString;

    private static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Databases.PostgresServer);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
