// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Stores;

/// <summary>On PostgreSQL the database itself holds a narrowed store to its body, whatever SQL it is sent (docs/decisions/0020).</summary>
public sealed class RowSecurityTests
{
    private const string Refused = PostgresErrorCodes.InsufficientPrivilege;

    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Fact]
    public async Task SQL_without_a_condition_sees_the_own_body_only()
    {
        await using var app = await AppAsync();
        var (own, other) = await TwoBodiesAsync(app);
        string[] tables = ["ancillary_position", "term_of_office", "office", "version WHERE kind = 'nevenfunctie'"];
        foreach (var table in tables)
        {
            var sql = $"SELECT count(*) FROM {table}";
            (await WideAsync(app, sql)).ShouldBe(2L, $"{table}: there is a row of each body to be seen");
            (await NarrowAsync(app, own, sql)).ShouldBe(1L, table);
            (await NarrowAsync(app, other, sql)).ShouldBe(1L, table);
            (await NarrowAsync(app, Guid.CreateVersion7(), sql)).ShouldBe(0L, $"{table}: a body that is not there");
        }

        (await NarrowAsync(app, own, "SELECT body_id FROM ancillary_position")).ShouldBe(own);
        (await NarrowAsync(app, own, "SELECT count(*) FROM public_body")).ShouldBe(2L, "names of bodies are of all bodies");
    }

    [Fact]
    public async Task The_lesser_role_sees_nothing_when_no_body_is_named()
    {
        await using var app = await AppAsync();
        await TwoBodiesAsync(app);
        await using var connection = await OpenAsync(app);
        (await ScalarAsync(connection, "SELECT count(*) FROM office")).ShouldBe(2L);
        await ScalarAsync(connection, "SELECT set_config('role', session_user || '_body', false)");
        (await ScalarAsync(connection, "SELECT count(*) FROM office")).ShouldBe(0L, "the setting was never made");
        await ScalarAsync(connection, "SELECT set_config('onkreukbaar.body', '', false)");
        (await ScalarAsync(connection, "SELECT count(*) FROM office")).ShouldBe(0L);
        await ScalarAsync(connection, "SELECT set_config('onkreukbaar.body', 'alle', false)");
        (await Should.ThrowAsync<PostgresException>(() => ScalarAsync(connection, "SELECT count(*) FROM office"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
    }

    [Fact]
    public async Task Rows_of_another_body_cannot_be_written_past_the_kernel()
    {
        await using var app = await AppAsync();
        var (own, other) = await TwoBodiesAsync(app);
        string Office(Guid body) => $"INSERT INTO office (id, version, body_id, kind, label) VALUES ('{Guid.CreateVersion7()}', 1, '{body}', 'raadslid', 'Raadslid')";
        await NarrowAsync(app, own, Office(own));
        (await RefusedAsync(app, own, Office(other))).ShouldContain("row-level security");
        (await RefusedAsync(app, own, $"UPDATE office SET body_id = '{other}'")).ShouldContain("permission denied");
        await NarrowAsync(app, own, "UPDATE office SET label = 'Veranderd'");
        (await WideAsync(app, $"SELECT count(*) FROM office WHERE label = 'Veranderd' AND body_id = '{own}'")).ShouldBe(2L);
        (await WideAsync(app, $"SELECT count(*) FROM office WHERE label = 'Veranderd' AND body_id = '{other}'")).ShouldBe(0L);

        await WideAsync(app, Office(other));
        (await WideAsync(app, $"SELECT count(*) FROM office WHERE body_id = '{other}'")).ShouldBe(2L, "the statement itself is right");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    public async Task Rows_that_are_added_together_are_judged_too(int count)
    {
        await using var app = await AppAsync();
        var (own, other) = await TwoBodiesAsync(app);
        (await BulkAsync(own, own)).ShouldBe(count);
        var refused = await Should.ThrowAsync<PostgresException>(() => BulkAsync(own, other));
        refused.SqlState.ShouldBe(Refused);
        refused.MessageText.ShouldContain("row-level security");
        (await WideAsync(app, $"SELECT count(*) FROM office WHERE body_id = '{other}'")).ShouldBe(1L, "nothing of them was written");

        Task<int> BulkAsync(Guid narrowed, Guid body) =>
            app.WithStoreAsync(async store =>
            {
                store.ScopeTo(narrowed);
                await store.Database.OpenConnectionAsync();
                List<object> offices = [.. Enumerable.Range(1, count - 1).Select(_ => NewOffice(narrowed)), NewOffice(body)];
                await store.Provider.InsertAsync(
                    ConnectionOf(store),
                    transaction: null,
                    [new BulkRows(BulkTable.Of(store.Model.FindEntityType(typeof(Office))!), offices)],
                    narrowed: true,
                    CancellationToken.None
                );
                return await store.Set<Office>().CountAsync(o => o.Label == "Nieuw");
            });

        static Office NewOffice(Guid body) => new() { BodyId = body, Kind = "raadslid", Label = "Nieuw" };
    }

    [Fact]
    public async Task What_was_recorded_cannot_be_changed_or_removed_and_accounts_are_out_of_reach()
    {
        await using var app = await AppAsync();
        var (own, other) = await TwoBodiesAsync(app);
        string Version(string kind, string body) =>
            $"INSERT INTO version (id, kind, subject_id, version, body_id, recorded_at, act_id, process, commitment) VALUES ('{Guid.CreateVersion7()}', '{kind}', '{Guid.CreateVersion7()}', 1, {body}, now(), '{Guid.CreateVersion7()}', 'kernel.proef', ''::bytea)";
        string[] wrong =
        [
            "UPDATE version SET payload = NULL",
            "DELETE FROM version",
            "TRUNCATE version",
            Version("nevenfunctie", $"'{other}'"),
            Version("roltoewijzing", "NULL"),
            "SELECT count(*) FROM ledger_pending",
            "UPDATE ledger_pending SET entry = ''::bytea",
            "DELETE FROM ledger_pending",
            "DELETE FROM ledger_bundle",
            "DELETE FROM ledger_checkpoint",
            "DELETE FROM ancillary_position",
            "UPDATE person SET family_name = 'Anders'",
            "UPDATE public_body SET name = 'Anders'",
            "SELECT count(*) FROM account",
            "SELECT count(*) FROM account_key",
            "SELECT count(*) FROM account_passkey",
            "SELECT count(*) FROM role_assignment",
            "SELECT count(*) FROM qrtz_triggers",
            "SELECT count(*) FROM job_run",
        ];
        foreach (var sql in wrong)
        {
            await RefusedAsync(app, own, sql);
            await UndoneAsync(app, sql);
        }

        await NarrowAsync(app, own, Version("nevenfunctie", $"'{own}'"));
        await NarrowAsync(app, own, Version("persoon", "NULL"));
        (await NarrowAsync(app, own, "SELECT count(*) FROM version WHERE kind = 'persoon'")).ShouldBe(0L, "histories are read of the own body");
    }

    [Fact]
    public async Task A_connection_that_goes_back_to_the_pool_keeps_neither_role_nor_body()
    {
        SkipWithoutPostgres();
        const string Offices = "SELECT count(*) FROM office";
        const string Session = "SELECT pg_backend_pid() || ' ' || (current_user = session_user) || ' ' || coalesce(current_setting('onkreukbaar.body', true), '')";
        await using var app = await TestApp.FreshAsync(Databases.Postgres, settings: OneConnection);
        var (body, _) = await TwoBodiesAsync(app);
        // A prepared statement stays on the connection, for which Npgsql cleans up in another way; its plan must not stay that of the lesser role.
        (await PreparedAsync()).ShouldBe(2L);
        (await NarrowAsync(app, body, Offices)).ShouldBe(1L);
        var narrowed = ((string)(await NarrowAsync(app, body, Session))!).Split(' ');
        var after = ((string)(await WideAsync(app, Session))!).Split(' ');
        after[0].ShouldBe(narrowed[0], "otherwise this test shows nothing: it is the same connection");
        (narrowed[1], narrowed[2]).ShouldBe(("false", body.ToString()));
        (after[1], after[2]).ShouldBe(("true", ""));
        (await PreparedAsync()).ShouldBe(2L);

        // A setting that would keep it, and is refused for that reason.
        var dirty = app.Settings with { Database = app.Settings.Database.Replace("Maximum Pool Size", "No Reset On Close=true;Maximum Pool Size", StringComparison.Ordinal) };
        await using (var wrong = OnkreukbaarApp.Build(dirty))
        {
            await NarrowAsync(wrong.Services, body, "SELECT 1");
            await using var scope = wrong.Services.CreateAsyncScope();
            var store = scope.ServiceProvider.GetRequiredService<RegisterStore>();
            await store.Database.OpenConnectionAsync();
            (await ScalarAsync(ConnectionOf(store), "SELECT current_setting('onkreukbaar.body', true)")).ShouldBe(body.ToString(), "this is what the setting does");
        }

        (await Should.ThrowAsync<SettingsException>(() => OnkreukbaarApp.MigrateAsync(dirty))).Message.ShouldContain("No Reset On Close");
        foreach (var zone in Enum.GetValues<Zone>())
        {
            await using var pool = new NpgsqlConnection(dirty.PostgresConnection(zone));
            NpgsqlConnection.ClearPool(pool);
        }

        async Task<object?> PreparedAsync()
        {
            await using var connection = await OpenAsync(app);
            await using var command = new NpgsqlCommand(Offices, connection);
            await command.PrepareAsync();
            return await command.ExecuteScalarAsync();
        }

        static Settings OneConnection(Settings settings) =>
            settings with
            {
                Database = string.Join(" | ", Enum.GetValues<Zone>().Select(zone => new NpgsqlConnectionStringBuilder(settings.PostgresConnection(zone)) { MaxPoolSize = 1 }.ConnectionString)),
            };
    }

    [Theory, OnBothDatabases]
    public async Task Narrowing_comes_before_the_connection(string database)
    {
        var app = await TestApp.SharedAsync(database);
        await app.WithStoreAsync(async store =>
        {
            var body = Guid.CreateVersion7();
            await store.Database.OpenConnectionAsync();
            if (app.Settings.IsPostgres)
            {
                Should.Throw<InvalidOperationException>(() => store.ScopeTo(body));
                store.BodyScope.ShouldBeNull();
                await store.Database.CloseConnectionAsync();
            }

            store.ScopeTo(body);
            await store.Database.OpenConnectionAsync();
            store.ScopeTo(body);
            Should.Throw<InvalidOperationException>(() => store.ScopeTo(Guid.CreateVersion7()));
            await Should.ThrowAsync<InvalidOperationException>(
                () => new PreparedRead<AncillaryPosition>(app.App.Services.GetRequiredService<ReadConnections>()).ReadAsync(store, _ => store.Set<AncillaryPosition>(), body)
            );
            return 0;
        });
    }

    [Fact]
    public async Task Each_table_with_rows_of_bodies_has_its_policy_and_a_start_puts_back_what_is_missing()
    {
        await using var app = await AppAsync();
        (await UnguardedAsync(app)).ShouldBeEmpty();
        (await WideAsync(app, "SELECT count(*) FROM pg_policies WHERE roles <> '{public}'")).ShouldBe(0L, "a dump names no role that another server may not have");
        await WideAsync(app, "DROP POLICY of_body ON statement");
        await WideAsync(app, "ALTER TABLE declaration DISABLE ROW LEVEL SECURITY");
        await WideAsync(app, "ALTER POLICY of_body ON office USING (true)");
        await WideAsync(app, "ALTER POLICY of_body ON version USING (true)");
        var role = new NpgsqlConnectionStringBuilder(Databases.PostgresServer).Username + "_body";
        await WideAsync(app, $"GRANT SELECT ON account TO \"{role}\"; GRANT DELETE ON version TO \"{role}\"; REVOKE UPDATE (label) ON office FROM \"{role}\"");
        (await UnguardedAsync(app)).ShouldBe(["declaration", "office", "statement", "version"]);
        await NarrowAsync(app, Guid.CreateVersion7(), "SELECT count(*) FROM account");

        await OnkreukbaarApp.MigrateAsync(app.Settings);
        (await UnguardedAsync(app)).ShouldBeEmpty();
        await RefusedAsync(app, Guid.CreateVersion7(), "SELECT count(*) FROM account");
        await RefusedAsync(app, Guid.CreateVersion7(), "DELETE FROM version");
        await NarrowAsync(app, Guid.CreateVersion7(), "UPDATE office SET label = ''");

        var before = await MadeAsync();
        await OnkreukbaarApp.MigrateAsync(app.Settings);
        (await MadeAsync()).ShouldBe(before, "what is right is left alone");

        async Task<string> MadeAsync() =>
            (string)(await WideAsync(app, "SELECT string_agg(p.oid || ' ' || p.xmin || ' ' || c.xmin, ',' ORDER BY p.oid) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"))!;
    }

    [Fact]
    public async Task An_installation_whose_role_is_no_superuser_says_what_it_needs_and_works()
    {
        SkipWithoutPostgres();
        var login = "ob_login_" + Guid.CreateVersion7().ToString("N")[20..];
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-login-").FullName;
        var names = Enum.GetValues<Zone>().Select(zone => $"{login}_{zone}".ToLowerInvariant()).ToList();
        await OnServerAsync($"CREATE ROLE {login} LOGIN");
        foreach (var name in names)
        {
            await OnServerAsync($"CREATE DATABASE {name} OWNER {login} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0");
        }

        var settings = new Settings
        {
            DataFolder = folder,
            Urls = "http://127.0.0.1:0",
            Jobs = false,
            Database = string.Join(" | ", names.Select(n => new NpgsqlConnectionStringBuilder(Databases.PostgresServer) { Username = login, Database = n, MaxPoolSize = 20 }.ConnectionString)),
        };
        var told = await Should.ThrowAsync<SettingsException>(() => OnkreukbaarApp.MigrateAsync(settings));
        var statements = told.Message.Split('\n').Skip(1).Select(s => s.Trim()).ToArray();
        statements.ShouldBe([$"CREATE ROLE \"{login}_body\" NOLOGIN;", $"GRANT \"{login}_body\" TO \"{login}\";"]);
        (await TablesAsync()).ShouldBe(0L, "it is said before anything changes");
        await OnServerAsync(statements[0]);
        (await Should.ThrowAsync<SettingsException>(() => OnkreukbaarApp.MigrateAsync(settings))).Message.Split('\n').Skip(1).Select(s => s.Trim()).ShouldBe([statements[1]]);
        await OnServerAsync(statements[1]);

        // A role that the policies do not hold is found out.
        await OnServerAsync($"ALTER ROLE {login}_body BYPASSRLS");
        told = await Should.ThrowAsync<SettingsException>(() => OnkreukbaarApp.MigrateAsync(settings));
        told.Message.ShouldContain("is not held to the rows of one body in");
        await OnServerAsync(told.Message.Split('\n').Last());
        await OnkreukbaarApp.MigrateAsync(settings);

        await using (var app = await TestApp.OnAsync(Databases.Postgres, settings, folder))
        {
            await FlowAsync(app);
            await NeverWiderAsync(app, $"REVOKE {login}_body FROM {login}");
        }

        await OnServerAsync($"DROP ROLE {login}_body, {login}");

        async Task<object?> TablesAsync()
        {
            await using var connection = new NpgsqlConnection(settings.PostgresConnection(Zone.Register) + ";Pooling=false");
            await connection.OpenAsync();
            return await ScalarAsync(connection, "SELECT count(*) FROM pg_tables WHERE tablename IN ('version', 'public_body')");
        }
    }

    /// <summary>A clerk signs in, adds a person with a position, publishes more than fifty at once, and everybody can read them.</summary>
    private static async Task FlowAsync(TestApp app)
    {
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var other = await site.BodyAsync("Gemeente Elders");
        var person = await site.PersonAsync(body);
        await site.PositionAsync(other, await site.PersonAsync(other, "Elders"), p => p.Description = "Van elders");
        List<AncillaryPosition> waiting = [];
        for (var i = 0; i < 55; i++)
        {
            waiting.Add(await site.PositionAsync(body, person, p => (p.State, p.Description) = (PositionState.Declared, $"Adviseur {i}"), "nevenfunctie.melden"));
        }

        using var clerk = app.Browser();
        await clerk.SignInAsync(app, Role.Clerk, body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw/persoon");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["voornaam"] = "Bo", ["achternaam"] = "Fictief", ["ambt"] = "wethouder", ["vanaf"] = "2024" });
        await clerk.FollowAsync();
        await clerk.SubmitAsync(DeclareTests.Good);
        await clerk.SubmitAsync(Nothing, button: ("actie", "openbaarmaken"));
        (await clerk.FollowAsync()).Body!.TextContent.ShouldContain("Voorzitter");

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/openbaarmaken?{string.Join('&', waiting.Select(p => $"nummer={p.Id}"))}");
        await clerk.SubmitAsync(Nothing);
        (await clerk.FollowAsync()).Body!.TextContent.ShouldNotContain("Van elders");
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{waiting[0].Id}");
        clerk.Page.Body!.TextContent.ShouldContain("M. Medewerker", customMessage: "the history names who acted");
        await clerk.GetAsync($"/beheer/{other}/nevenfuncties", HttpStatusCode.Forbidden);
        (await app.WithStoreAsync(s => s.Set<AncillaryPosition>().CountAsync(p => p.BodyId == body && p.State == PositionState.Published))).ShouldBe(56);

        using var visitor = app.Browser();
        (await visitor.GetAsync("/nevenfuncties?zoek=elders")).Body!.TextContent.ShouldContain("Van elders");
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        (await ledger.VerifyAsync()).First.ShouldBeNull();
    }

    /// <summary>When the session cannot be narrowed, no query of the store runs at all: not the first, and not a second on the connection that was opened.</summary>
    private static async Task NeverWiderAsync(TestApp app, string takeAway)
    {
        await OnServerAsync(takeAway);
        await app.WithStoreAsync(async store =>
        {
            store.ScopeTo(Guid.CreateVersion7());
            for (var attempt = 0; attempt < 2; attempt++)
            {
                (await Should.ThrowAsync<PostgresException>(() => store.Versions.CountAsync())).SqlState.ShouldBe(Refused);
                ConnectionOf(store).State.ShouldBe(System.Data.ConnectionState.Closed);
            }

            return 0;
        });
    }

    private static async Task<TestApp> AppAsync()
    {
        SkipWithoutPostgres();
        return await TestApp.FreshAsync(Databases.Postgres, configure: RegisterSite.Actors);
    }

    private static void SkipWithoutPostgres() => Assert.SkipWhen(Databases.WhyNot(Databases.Postgres) is not null, Databases.WhyNot(Databases.Postgres) ?? "");

    private static async Task<(Guid Own, Guid Other)> TwoBodiesAsync(TestApp app)
    {
        var site = new RegisterSite(app);
        var (own, other) = (await site.BodyAsync(), await site.BodyAsync("Gemeente Elders"));
        foreach (var body in new[] { own, other })
        {
            await site.PositionAsync(body, await site.PersonAsync(body));
        }

        return (own, other);
    }

    /// <summary>Tables with rows of bodies whose rows the database would show to a store of another body.</summary>
    private static async Task<IReadOnlyList<string>> UnguardedAsync(TestApp app)
    {
        var types = OnkreukbaarApp.Modules.All.Select(m => m.GetType().Assembly).Distinct().SelectMany(a => a.GetTypes()).Where(t => t.IsClass && typeof(IOfBody).IsAssignableFrom(t)).ToList();
        types.Count.ShouldBeGreaterThan(5);
        var tables = await app.WithStoreAsync(store => Task.FromResult(types.ConvertAll(t => store.Model.FindEntityType(t)!.GetTableName()!)));
        List<string> unguarded = [];
        foreach (var table in tables.Append("version").Order(StringComparer.Ordinal))
        {
            var guards = await WideAsync(
                app,
                $"""
                SELECT count(*) FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
                WHERE c.relname = '{table}' AND c.relrowsecurity AND p.polcmd IN ('*', 'r') AND p.polpermissive AND pg_get_expr(p.polqual, p.polrelid) LIKE '(body_id =%onkreukbaar.body%'
                """
            );
            if (guards is not 1L)
            {
                unguarded.Add(table);
            }
        }

        return unguarded;
    }

    private static Task<object?> WideAsync(TestApp app, string sql) =>
        app.WithStoreAsync(async store =>
        {
            await store.Database.OpenConnectionAsync();
            return await ScalarAsync(ConnectionOf(store), sql);
        });

    private static Task<object?> NarrowAsync(TestApp app, Guid body, string sql) => NarrowAsync(app.App.Services, body, sql);

    private static async Task<object?> NarrowAsync(IServiceProvider services, Guid body, string sql)
    {
        await using var scope = services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<RegisterStore>();
        store.ScopeTo(body);
        await store.Database.OpenConnectionAsync();
        return await ScalarAsync(ConnectionOf(store), sql);
    }

    private static async Task<string> RefusedAsync(TestApp app, Guid body, string sql)
    {
        var refused = await Should.ThrowAsync<PostgresException>(() => NarrowAsync(app, body, sql), sql);
        refused.SqlState.ShouldBe(Refused, sql);
        return refused.MessageText;
    }

    /// <summary>The same statement as the login role, which is not narrowed: it works, so that its refusal is not a mistake in the statement.</summary>
    private static async Task UndoneAsync(TestApp app, string sql)
    {
        await using var connection = await OpenAsync(app);
        await using var transaction = await connection.BeginTransactionAsync();
        await ScalarAsync(connection, sql);
        await transaction.RollbackAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(TestApp app)
    {
        var connection = new NpgsqlConnection(app.Settings.PostgresConnection(Zone.Register));
        await connection.OpenAsync();
        return connection;
    }

#pragma warning disable RS0030 // Entity Framework opened it.
    private static DbConnection ConnectionOf(RegisterStore store) => store.Database.GetDbConnection();
#pragma warning restore RS0030

#pragma warning disable CA2100 // Statements of this class.
    private static async Task<object?> ScalarAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Databases.PostgresServer);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
#pragma warning restore CA2100
}
