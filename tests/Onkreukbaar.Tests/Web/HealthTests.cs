// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>What a load balancer asks: does the process live, and can it do its work.</summary>
public sealed class HealthTests
{
    [Theory, OnBothDatabases]
    public async Task While_a_store_is_away_the_process_lives_and_is_not_ready_and_then_it_is_again(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        using var client = app.Client();
        (await ReadyAsync(client)).ShouldBe((HttpStatusCode.OK, "Healthy", "Healthy"));
        foreach (var zone in Enum.GetValues<Zone>())
        {
            await using (await Away.TakeAsync(app.Settings, zone))
            {
                (await ReadyAsync(client)).ShouldBe((HttpStatusCode.ServiceUnavailable, "Unhealthy", "Unhealthy"), $"without the {zone}");
                (await client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            (await ReadyAsync(client)).ShouldBe((HttpStatusCode.OK, "Healthy", "Healthy"), $"with the {zone} again");
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_store_without_its_tables_is_not_ready(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await app.ExecuteAsync(Zone.Vault, "ALTER TABLE version RENAME TO elsewhere");
        using var client = app.Client();
        (await ReadyAsync(client)).Code.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_damaged_file_is_not_ready()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite);
        await using (await Away.TakeAsync(app.Settings, Zone.Vault))
        {
            var file = app.Settings.SqliteFile(Zone.Vault);
            Directory.Delete(file);
            await File.WriteAllTextAsync(file, "This is no database, but somebody's letter; it is longer than the head of a database, which has a hundred bytes.");
            using var client = app.Client();
            (await ReadyAsync(client)).Code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
    }

    private static async Task<(HttpStatusCode Code, string Status, string Stores)> ReadyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/health/ready");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldNotContain("Exception");
        text.ShouldNotContain("onkreukbaar-test", customMessage: "no folders or names of databases");
        using var json = JsonDocument.Parse(text);
        return (
            answer.StatusCode,
            json.RootElement.GetProperty("status").GetString()!,
            json.RootElement.GetProperty("onderdelen").GetProperty("stores").GetProperty("status").GetString()!
        );
    }

    /// <summary>A store that nobody can reach, until it is disposed.</summary>
    private sealed class Away(Settings settings, Zone zone) : IAsyncDisposable
    {
        private string File => settings.SqliteFile(zone);

        private string Kept => Path.Combine(settings.DataFolder, "away-" + zone);

        public static async Task<Away> TakeAsync(Settings settings, Zone zone)
        {
            var away = new Away(settings, zone);
            if (settings.IsPostgres)
            {
                await away.AllowAsync(allowed: false);
                return away;
            }

            Directory.CreateDirectory(away.Kept);
            foreach (var file in Directory.GetFiles(settings.DataFolder, Path.GetFileName(away.File) + "*"))
            {
                System.IO.File.Move(file, Path.Combine(away.Kept, Path.GetFileName(file)));
            }

            // Nothing can be made under its name: the background work would otherwise put an empty database there.
            Directory.CreateDirectory(away.File);
            return away;
        }

        public async ValueTask DisposeAsync()
        {
            if (settings.IsPostgres)
            {
                await AllowAsync(allowed: true);
                return;
            }

            if (Directory.Exists(File))
            {
                Directory.Delete(File);
            }

            foreach (var file in Directory.GetFiles(Kept))
            {
                System.IO.File.Move(file, Path.Combine(settings.DataFolder, Path.GetFileName(file)), overwrite: true);
            }

            Directory.Delete(Kept);
            await using var pool = new SqliteConnection(OnkreukbaarApp.ConnectionString(settings, zone));
            SqliteConnection.ClearPool(pool);
        }

        private async Task AllowAsync(bool allowed)
        {
            var name = new NpgsqlConnectionStringBuilder(settings.PostgresConnection(zone)).Database;
            await using var server = new NpgsqlConnection(Databases.PostgresServer);
            await server.OpenAsync();
            // Also a superuser is refused then.
            await using var allow = new NpgsqlCommand($"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {(allowed ? "true" : "false")}", server);
            await allow.ExecuteNonQueryAsync();
            if (!allowed)
            {
                await using var end = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", server);
                end.Parameters.Add(new() { Value = name });
                await end.ExecuteNonQueryAsync();
            }

            await using var pool = new NpgsqlConnection(settings.PostgresConnection(zone));
            NpgsqlConnection.ClearPool(pool);
        }
    }
}
