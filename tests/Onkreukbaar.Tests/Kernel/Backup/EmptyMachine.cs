// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Data.Sqlite;
using Npgsql;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;

namespace Onkreukbaar.Tests.Kernel.Backup;

/// <summary>Settings of an installation that was never started: an empty folder, no databases.</summary>
internal sealed class EmptyMachine(Settings settings) : IAsyncDisposable
{
    public Settings Settings { get; } = settings;

    /// <param name="database">Engine.</param>
    /// <param name="folder">The data folder; the caller removes it.</param>
    public static EmptyMachine Make(string database, string folder)
    {
        Directory.CreateDirectory(folder);
        var settings = new Settings { DataFolder = folder };
        if (string.Equals(database, Databases.Postgres, StringComparison.Ordinal))
        {
            var mark = Guid.CreateVersion7().ToString("N")[16..];
            settings = settings with
            {
                Database = string.Join(
                    " | ",
                    new[] { "register", "vault" }.Select(name =>
                        new NpgsqlConnectionStringBuilder(Databases.PostgresServer) { Database = $"ob_{name}_{mark}" }.ConnectionString
                    )
                ),
            };
        }

        return new EmptyMachine(settings);
    }

    /// <summary>Closes what the test itself left open in pools.</summary>
    public async Task ReleaseAsync()
    {
        foreach (var zone in Enum.GetValues<Zone>())
        {
            if (Settings.IsPostgres)
            {
                await using var pool = new NpgsqlConnection(Settings.PostgresConnection(zone));
                NpgsqlConnection.ClearPool(pool);
            }
            else
            {
                await using var pool = new SqliteConnection(OnkreukbaarApp.ConnectionString(Settings, zone));
                SqliteConnection.ClearPool(pool);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        if (!Settings.IsPostgres)
        {
            return;
        }

        await using var server = new NpgsqlConnection(Databases.PostgresServer);
        await server.OpenAsync();
        foreach (var zone in Enum.GetValues<Zone>())
        {
            var name = new NpgsqlConnectionStringBuilder(Settings.PostgresConnection(zone)).Database!;
            var names = new List<string>();
            await using (var find = new NpgsqlCommand("SELECT datname FROM pg_database WHERE datname LIKE $1 || '%'", server))
            {
                find.Parameters.Add(new() { Value = name });
                await using var reader = await find.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    names.Add(reader.GetString(0));
                }
            }

            foreach (var found in names)
            {
                await using var drop = new NpgsqlCommand($"DROP DATABASE \"{found}\" WITH (FORCE)", server);
                await drop.ExecuteNonQueryAsync();
            }
        }
    }
}
