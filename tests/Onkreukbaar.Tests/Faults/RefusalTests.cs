// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Faults;

/// <summary>Disk and database refuse; the visitor gets a sentence, the register stays whole.</summary>
public sealed class RefusalTests
{
    [Theory, OnBothDatabases]
    public async Task A_store_that_cannot_be_written_answers_503_and_keeps_what_was_typed(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var versions = await VersionsAsync(app);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(DeclareTests.Good);
        clerk.Page.Title!.ShouldContain("Controleer uw antwoorden");
        await RefuseWritesAsync(app, refuse: true);

        await clerk.SubmitAsync(Nothing, button: ("actie", "melden"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, clerk.Page.Body!.TextContent);
        clerk.Page.Body!.TextContent.ShouldContain("alleen te lezen");
        clerk.Page.QuerySelector("main form input[name=omschrijving]")!.GetAttribute("value").ShouldBe("Voorzitter");
        clerk.Page.QuerySelector("main form input[name=actie]")!.GetAttribute("value").ShouldBe("melden");

        using (var machine = app.Client())
        {
            machine.DefaultRequestHeaders.Add("Accept", "application/json");
            (await machine.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var visitor = site.Visitor();
        await visitor.GetAsync("/nevenfuncties");
        (await VersionsAsync(app)).ShouldBe(versions);
        await RefuseWritesAsync(app, refuse: false);
        (await PendingAndPositionsAsync(app)).ShouldBe(0);

        await clerk.SubmitAsync(Nothing);
        (await clerk.FollowAsync()).Body!.TextContent.ShouldContain("Gemeld");
    }

    [Theory, OnBothDatabases]
    public async Task A_full_disk_saves_nothing_and_says_so(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await app.WithStoreAsync(async store =>
        {
            if (app.Settings.IsPostgres)
            {
                // What the server says when its disk is full, in the middle of the transaction.
                await ExecuteAsync(store, "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$");
                await ExecuteAsync(store, "CREATE TRIGGER full_disk BEFORE INSERT ON ledger_pending FOR EACH ROW EXECUTE FUNCTION full_disk()");
            }
            else
            {
                // A limit belongs to a connection; SQLite raises it to what there is.
                await store.Database.OpenConnectionAsync();
                await ExecuteAsync(store, "PRAGMA max_page_count = 1");
            }

            var positions = Enumerable.Range(0, 200).Select(_ => Position()).ToList();
            store.AddRange(positions);
            var refused = await Should.ThrowAsync<ProblemException>(() => store.SaveAsync(Act.BySystem("kernel.proef", "proef")));
            refused.Problem.Status.ShouldBe(503);
            refused.Problem.Detail.ShouldContain("vol");
            await app.WithStoreAsync(async other =>
            {
                (await other.Versions.CountAsync()).ShouldBe(0);
                (await other.Set<AncillaryPosition>().CountAsync()).ShouldBe(0);
                return 0;
            });

            await ExecuteAsync(store, app.Settings.IsPostgres ? "DROP TRIGGER full_disk ON ledger_pending" : "PRAGMA max_page_count = 1000000");
            (await store.SaveAsync(Act.BySystem("kernel.proef", "proef"))).Subjects.Count.ShouldBe(200, "once there is room, the same save goes through");
            return 0;
        });
    }

    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    private static AncillaryPosition Position()
    {
        var position = new AncillaryPosition
        {
            BodyId = Guid.CreateVersion7(),
            PersonId = Guid.CreateVersion7(),
            Description = "Lid raad van toezicht",
            State = PositionState.Published,
        };
        position.Derive();
        return position;
    }

    private static async Task<IAsyncDisposable> OpenedAsync(RegisterStore store)
    {
        await store.Database.OpenConnectionAsync();
        return new Closing(store);
    }

    private sealed class Closing(RegisterStore store) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await store.Database.CloseConnectionAsync();
    }

    private static Task<int> VersionsAsync(TestApp app) => app.WithStoreAsync(store => store.Versions.CountAsync());

    private static Task<int> PendingAndPositionsAsync(TestApp app) => app.WithStoreAsync(store => store.Set<AncillaryPosition>().CountAsync());

    private static async Task ExecuteAsync(RegisterStore store, string sql)
    {
        // On PostgreSQL a full disk ends the connection as well.
        await using var opened = await OpenedAsync(store);
#pragma warning disable RS0030 // Entity Framework opened it.
        await using var command = store.Database.GetDbConnection().CreateCommand();
#pragma warning restore RS0030
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// PostgreSQL in read-only mode, as after a failover; SQLite with a file that may not be written. The mode of a file does not stop root, on
    /// whose account tests may run; its header does.
    /// </summary>
    internal static async Task RefuseWritesAsync(TestApp app, bool refuse)
    {
        if (app.Settings.IsPostgres)
        {
            var name = new NpgsqlConnectionStringBuilder(app.Settings.PostgresConnection(Zone.Register)).Database;
            await using var server = new NpgsqlConnection(Databases.PostgresServer);
            await server.OpenAsync();
            await using var command = new NpgsqlCommand($"ALTER DATABASE \"{name}\" SET default_transaction_read_only = {(refuse ? "on" : "off")}", server);
            await command.ExecuteNonQueryAsync();
            await using var pool = new NpgsqlConnection(app.Settings.PostgresConnection(Zone.Register));
            NpgsqlConnection.ClearPool(pool);
            return;
        }

        if (refuse)
        {
            await app.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
            await app.EmptyJournalAsync(Zone.Register);
        }

        // Byte 18 is the version of the format that a writer must know; SQLite only reads a file with a version that it does not know.
        await using (var file = new FileStream(app.Settings.SqliteFile(Zone.Register), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = 18;
            file.WriteByte(refuse ? (byte)3 : (byte)2);
        }

        await using var connection = new SqliteConnection(OnkreukbaarApp.ConnectionString(app.Settings, Zone.Register));
        SqliteConnection.ClearPool(connection);
    }
}
