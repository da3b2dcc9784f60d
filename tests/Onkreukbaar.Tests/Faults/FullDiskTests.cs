// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
/// A data folder on a small disk that really fills up. Only for SQLite, whose files lie in the data folder. The disk of a PostgreSQL cluster holds its journal and
/// the databases of others as well: filling it would stop every other test, and a tablespace on a small disk fills without the journal, which is where a commit
/// fails in truth. What the server says then, and that nothing is saved, is proven in <see cref="RefusalTests"/>.
/// </summary>
public sealed class FullDiskTests
{
    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Fact]
    public async Task On_a_full_disk_nothing_is_half_saved_and_with_room_again_the_same_save_goes_through()
    {
        using var disk = SmallDisk.Mount();
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, settings: disk.Move, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(DeclareTests.Good);
        clerk.Page.Title!.ShouldContain("Controleer uw antwoorden");
        using var sender = site.Clerk(body);
        await sender.GetAsync($"/beheer/{body}/importeren");
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        var before = await CountAsync(app);
        await EmptyJournalAsync(app);
        disk.Fill();

        await clerk.SubmitAsync(Nothing, button: ("actie", "melden"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, clerk.Page.Body!.TextContent);
        clerk.Page.Body!.TextContent.ShouldContain("De schijf is vol. Er is niets opgeslagen.");
        clerk.Page.QuerySelector("main form input[name=omschrijving]")!.GetAttribute("value").ShouldBe("Voorzitter", "what was typed stays");
        await app.WithStoreAsync(async store =>
        {
            store.AddRange(Enumerable.Range(0, 200).Select(_ => Position()));
            var refused = await Should.ThrowAsync<ProblemException>(() => store.SaveAsync(Act.BySystem("kernel.proef")));
            refused.Problem.Code.ShouldBe("opslag.onbeschikbaar");
            refused.Problem.Status.ShouldBe(503);
            return 0;
        });
        await sender.SubmitAsync(Nothing, file: ("bestand", "lijst.csv", "Naam;Nevenfunctie\nBedacht, B.;Lid\n"u8.ToArray()));
        sender.Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, sender.Page.Body!.TextContent);
        sender.Page.Body!.TextContent.ShouldContain("De schijf is vol.");
        var imports = Path.Combine(app.Settings.DataFolder, "imports");
        (Directory.Exists(imports) ? Directory.GetDirectories(imports) : []).ShouldBeEmpty("a file without its import is not kept");
        using var visitor = site.Visitor();
        await visitor.GetAsync("/nevenfuncties");
        await visitor.GetAsync($"/personen/{person}");
        (await CountAsync(app)).ShouldBe(before);

        disk.Free();
        await clerk.SubmitAsync(Nothing);
        (await clerk.FollowAsync()).Body!.TextContent.ShouldContain("Gemeld");
        var after = await CountAsync(app);
        after.ShouldBe((before.Versions + 1, before.Positions + 1));
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

    /// <summary>A journal that was used keeps its room, and a small save would fit in it.</summary>
    private static async Task EmptyJournalAsync(TestApp app)
    {
        await using var connection = new SqliteConnection(OnkreukbaarApp.ConnectionString(app.Settings, Zone.Register));
        await connection.OpenAsync();
        await using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await checkpoint.ExecuteScalarAsync();
    }
}
