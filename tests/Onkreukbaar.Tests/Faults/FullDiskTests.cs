// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Hosting;
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

/// <summary>
/// A small disk that really fills up, with all on it that a small installation has there: the data folder, and on PostgreSQL a server of its own with tables and
/// journal. On PostgreSQL the two fill in different ways. A table that cannot grow refuses one save, and the server goes on. A journal that cannot grow stops the
/// server, which does not come back before there is room.
/// </summary>
public sealed class FullDiskTests
{
    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Theory, OnBothDatabases]
    public async Task On_a_full_disk_nothing_is_half_saved_and_with_room_again_the_same_save_goes_through(string database)
    {
        using var disk = MountFor(database);
        using var server = await ServerAsync(database, disk);
        await using var app = await AppAsync(disk, server);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        using var clerk = await DeclaringAsync(site, body, person);
        using var sender = site.Clerk(body);
        await sender.GetAsync($"/beheer/{body}/importeren");
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        var before = await CountAsync(app);
        if (server is null)
        {
            await app.EmptyJournalAsync(Zone.Register);
        }
        else
        {
            // The last page of a table has some room, in which a small save would fit; a page that may be filled for a tenth has none. The journal gets a
            // segment of its own, so that it is the table that finds no room.
            await app.ExecuteAsync(Zone.Register, "ALTER TABLE version SET (fillfactor = 10)", "SELECT pg_switch_wal()", "SELECT pg_logical_emit_message(true, 'segment', '')");
        }

        disk.Fill();

        await clerk.SubmitAsync(Nothing, button: ("actie", "melden"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, clerk.Page.Body!.TextContent);
        clerk.Page.Body!.TextContent.ShouldContain("De schijf is vol. Er is niets opgeslagen.");
        clerk.Page.QuerySelector("main form input[name=omschrijving]")!.GetAttribute("value").ShouldBe("Voorzitter", "what was typed stays");
        await SaveManyAndBeRefusedAsync(app);
        await sender.SubmitAsync(Nothing, file: ("bestand", "lijst.csv", "Naam;Nevenfunctie\nBedacht, B.;Lid\n"u8.ToArray()));
        sender.Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, sender.Page.Body!.TextContent);
        sender.Page.Body!.TextContent.ShouldContain("De schijf is vol.");
        var imports = Path.Combine(app.Settings.DataFolder, "imports");
        (Directory.Exists(imports) ? Directory.GetDirectories(imports) : []).ShouldBeEmpty("a file without its import is not kept");
        using var visitor = site.Visitor();
        await visitor.GetAsync("/nevenfuncties");
        await visitor.GetAsync($"/personen/{person}");
        (await CountAsync(app)).ShouldBe(before);
        server?.Log.ShouldNotContain("PANIC");

        disk.Free();
        await SaveAndVerifyAsync(app, clerk, before);
    }

    [Fact]
    public async Task When_the_journal_of_PostgreSQL_finds_no_room_each_page_says_so_and_with_room_again_everything_acknowledged_is_there()
    {
        Assert.SkipWhen(Databases.WhyNot(Databases.Postgres) is not null, "There is no PostgreSQL.");
        using var disk = MountFor(Databases.Postgres);
        using var server = (await ServerAsync(Databases.Postgres, disk))!;
        await using var app = await AppAsync(disk, server);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        using var clerk = await DeclaringAsync(site, body, person);
        // The journal keeps no segment for later, and after a crash the server finds none that it may remove.
        await app.ExecuteAsync(
            Zone.Register,
            """
            DO $$ BEGIN
              WHILE EXISTS (SELECT 1 FROM pg_ls_waldir() WHERE name > pg_walfile_name(pg_current_wal_insert_lsn())) LOOP
                PERFORM pg_logical_emit_message(false, 'segment', '');
                PERFORM pg_switch_wal();
              END LOOP;
            END $$
            """,
            "CHECKPOINT"
        );
        // Acknowledged, and in the journal only.
        var kept = await site.PositionAsync(body, person);
        await app.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
        var before = await CountAsync(app);
        disk.Fill();
        // Now the next thing that is written needs a new segment.
        await app.ExecuteAsync(Zone.Register, "SELECT pg_switch_wal()");

        await clerk.SubmitAsync(Nothing, button: ("actie", "melden"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, clerk.Page.Body!.TextContent);
        clerk.Page.Body!.TextContent.ShouldContain("De database viel uit tijdens het opslaan. Kijk eerst of uw wijziging is opgeslagen.");
        clerk.Page.QuerySelector("main form input[name=omschrijving]")!.GetAttribute("value").ShouldBe("Voorzitter", "what was typed stays");

        await server.EndedAsync();
        server.Log.ShouldContain("PANIC:  could not write to file \"pg_wal/");
        using var visitor = site.Visitor();
        foreach (var address in new[] { "/nevenfuncties", $"/personen/{person}", "/" })
        {
            await visitor.GetAsync(address, HttpStatusCode.ServiceUnavailable);
            visitor.Page.Body!.TextContent.ShouldContain("De database is nu niet bereikbaar.");
            visitor.Page.Body!.TextContent.ShouldNotContain("opslaan", customMessage: "a visitor saves nothing");
        }

        using (var machine = app.Client())
        {
            (await machine.GetAsync("/v1/nevenfuncties")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await machine.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await machine.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await clerk.SubmitAsync(Nothing);
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, clerk.Page.Body!.TextContent);
        clerk.Page.Body!.TextContent.ShouldContain("De database is nu niet bereikbaar. Er is niets opgeslagen.");
        clerk.Page.QuerySelector("main form input[name=omschrijving]")!.GetAttribute("value").ShouldBe("Voorzitter");
        await SaveManyAndBeRefusedAsync(app);
        await Should.ThrowAsync<InvalidOperationException>(server.StartAsync, "without room it does not come back");

        disk.Free();
        await server.StartAsync();
        (await CountAsync(app)).ShouldBe(before, "nothing of what was refused");
        await visitor.GetAsync($"/nevenfuncties/{kept.Id}");
        await SaveAndVerifyAsync(app, clerk, before);
    }

    private static SmallDisk MountFor(string database) => database == Databases.Sqlite ? SmallDisk.Mount() : SmallDisk.Mount(megabytes: 160);

    private static async Task<PostgresCluster?> ServerAsync(string database, SmallDisk disk) =>
        database == Databases.Sqlite ? null : await PostgresCluster.StartAsync(disk.PathOf("server"), Needs.Disk);

    private static async Task<TestApp> AppAsync(SmallDisk disk, PostgresCluster? server)
    {
        if (server is null)
        {
            return await TestApp.FreshAsync(Databases.Sqlite, settings: disk.Move, configure: RegisterSite.Actors);
        }

        var settings = new Settings
        {
            DataFolder = Directory.CreateDirectory(disk.PathOf("data")).FullName,
            Database = $"{server.Connection("register")} | {server.Connection("vault")}",
            Jobs = false,
        };
        await OnkreukbaarApp.MigrateAsync(settings);
        return await TestApp.OnAsync(Databases.Postgres, settings, settings.DataFolder, configure: RegisterSite.Actors);
    }

    /// <summary>A clerk who has filled in everything and has only to save.</summary>
    private static async Task<TestBrowser> DeclaringAsync(RegisterSite site, Guid body, Guid person)
    {
        var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(DeclareTests.Good);
        clerk.Page.Title!.ShouldContain("Controleer uw antwoorden");
        return clerk;
    }

    private static Task<int> SaveManyAndBeRefusedAsync(TestApp app) =>
        app.WithStoreAsync(async store =>
        {
            store.AddRange(Enumerable.Range(0, 200).Select(_ => Position()));
            var refused = await Should.ThrowAsync<ProblemException>(() => store.SaveAsync(Act.BySystem("kernel.proef")));
            refused.Problem.Code.ShouldBe("opslag.onbeschikbaar");
            refused.Problem.Status.ShouldBe(503);
            return 0;
        });

    /// <summary>The page with the refusal sends again what was typed; afterwards that is there and nothing else.</summary>
    private static async Task SaveAndVerifyAsync(TestApp app, TestBrowser clerk, (int Versions, int Positions) before)
    {
        await clerk.SubmitAsync(Nothing);
        (await clerk.FollowAsync()).Body!.TextContent.ShouldContain("Gemeld");
        var after = await CountAsync(app);
        after.ShouldBe((before.Versions + 1, before.Positions + 1));
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        var report = await ledger.VerifyAsync();
        report.First.ShouldBeNull();
        report.Size.ShouldBe(after.Versions);
    }

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

    private static Task<(int Versions, int Positions)> CountAsync(TestApp app) =>
        app.WithStoreAsync(async store => (await store.Versions.CountAsync(), await store.Set<AncillaryPosition>().CountAsync()));
}
