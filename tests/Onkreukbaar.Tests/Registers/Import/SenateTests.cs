// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>What stands beside the positions in the Senate's list: advisory work, and the party. Nothing of it is lost without a word.</summary>
public sealed class SenateTests
{
    private const string Heading = "snapshot,person_id,person_name,party,section,status,title_raw,title,start_raw,end_raw,rest,bezoldigd,advieswerk,sector,beschrijving,toelichting\n";

    private static readonly string List =
        Heading
        + "kopie,p1,\"Verzonnen, A. (Anna)\",Partij A,Functies,actueel,Adviseur Iets BV vanaf 1 april 2016,Adviseur Iets BV,1 april 2016,,,ja,ja,bouw,,\n"
        + "kopie,p1,\"Verzonnen, A. (Anna)\",Partij A,Loopbaan,andere activiteiten,Lid koor vanaf 2010,Lid koor,2010,,,nee,nee,,,\n"
        + "kopie,p2,\"Bedacht, B. (Bram)\",Partij B,Functies,actueel,Bestuurder Niets vanaf 2012,Bestuurder Niets,2012,,,,soms,,,\n";

    [Theory, OnBothDatabases]
    public async Task Advisory_work_is_kept_and_what_is_left_out_is_named_with_its_reason(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        using var runner = new ImportRunner(app);
        runner.Write("ek_nevenfuncties.csv", List);
        var report = await runner.RunAsync("import senate", runner.Folder, options: ("language", "nl"));
        report.Counts.ShouldBe((3, 0, 0, 0, 0));
        var positions = await app.WithStoreAsync(s => s.Set<AncillaryPosition>().OrderBy(p => p.Description).ToListAsync());
        positions.Select(p => (p.Description, p.Organisation, p.Advisory, p.Section)).ShouldBe(
            [("Adviseur Iets BV", "Iets BV", true, "Functies"), ("Bestuurder Niets", "Niets", null, "Functies"), ("Lid koor", null, false, "Loopbaan: andere activiteiten")]
        );
        report.Of(4).GetProperty("code").GetString().ShouldBe("advieswerk.onleesbaar");
        report.Entries.Where(e => e.TryGetProperty("code", out var code) && code.GetString() == "kolom.weggelaten").Select(e => e.GetProperty("column").GetString()).ShouldBe(
            ["snapshot", "title", "start_raw", "end_raw", "rest"]
        );
        var party = report.Entries.Single(e => e.GetProperty("kind").GetString() == "fractie");
        party.GetProperty("code").GetString().ShouldBe("fractie.zonder-dag");
        party.GetProperty("reason").GetString()!.ShouldContain("--seen-on");

        using var client = app.Client();
        (await client.GetStringAsync("/v1/nevenfuncties?zoek=adviseur")).ShouldContain("\"indicatorAdvieswerk\":true");
        (await client.GetStringAsync("/v1/nevenfuncties?organisatie=iets")).ShouldContain("\"omschrijving\":\"Adviseur Iets BV\"");
        using var visitor = app.Browser();
        (await visitor.GetAsync("/organisaties/iets")).QuerySelectorAll($"main a[href='/nevenfuncties/{positions[0].Id}']").Length.ShouldBe(1);
        (await visitor.GetAsync($"/nevenfuncties/{positions[0].Id}")).QuerySelector("main")!.TextContent.ShouldContain("daaruit gelezen");
        (await visitor.GetAsync($"/nevenfuncties/{positions[2].Id}")).QuerySelector("main")!.TextContent.ShouldNotContain("daaruit gelezen");
    }

    [Theory, OnBothDatabases]
    public async Task Gifts_and_trips_that_vanished_from_the_lists_are_reported_and_kept(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        using var runner = new ImportRunner(app);
        runner.Write("ek_nevenfuncties.csv", List);
        const string gifts = "snapshot,person_id,person_name,party,title,waarde,betaald_door,other_json\n";
        const string trips = "snapshot,person_id,person_name,party,title,other_json\n";
        const string flowers = "kopie,p1,\"Verzonnen, A. (Anna)\",Partij A,\"Bos papieren bloemen, 20 december 2019\",\"60,-\",Drukkerij Papierstra,{}\n";
        const string book = "kopie,p2,\"Bedacht, B. (Bram)\",Partij B,\"Boek, 2 maart 2019\",onbekend,Verzonnen Uitgeverij,{}\n";
        const string visit = "kopie,p1,\"Verzonnen, A. (Anna)\",Partij A,Denkland vanaf 20 oktober 2019 tot 25 oktober 2019,\"{\"\"bekostiger\"\": \"\"Overheid van Denkland\"\", \"\"doel\"\": \"\"Dienstreis\"\"}\"\n";
        const string course = "kopie,p2,\"Bedacht, B. (Bram)\",Partij B,Nergensland vanaf 24 januari 2020 tot 26 januari 2020,\"{\"\"bekostiger\"\": \"\"Overheid van Denkland\"\", \"\"doel\"\": \"\"Cursus\"\"}\"\n";
        runner.Write("ek_geschenken.csv", gifts + flowers + book);
        runner.Write("ek_reizen.csv", trips + visit + course);
        (await runner.RunAsync("import senate", runner.Folder)).Counts.ShouldBe((7, 0, 0, 0, 0));

        runner.Write("ek_geschenken.csv", gifts + flowers);
        runner.Write("ek_reizen.csv", trips + course);
        var second = await runner.RunAsync("import senate", runner.Folder);
        second.Code.ShouldBe(0, "what vanished is no refused line");
        second.Counts.ShouldBe((0, 0, 5, 0, 2));
        var kept = await app.WithStoreAsync(s => s.Set<Declaration>().ToDictionaryAsync(d => d.Description, d => d.Id));
        kept.Keys.ShouldBe(["Bos papieren bloemen", "Boek", "Dienstreis", "Cursus"], ignoreOrder: true);
        second.Entries.Where(e => e.GetProperty("outcome").GetString() == "vanished").Select(e => (e.GetProperty("kind").GetString(), e.GetProperty("subject").GetString())).ShouldBe(
            [("opgave", kept["Boek"].ToString()), ("opgave", kept["Dienstreis"].ToString())]
        );

        // What comes back is as it was.
        runner.Write("ek_geschenken.csv", gifts + flowers + book);
        runner.Write("ek_reizen.csv", trips + visit + course);
        (await runner.RunAsync("import senate", runner.Folder)).Counts.ShouldBe((0, 0, 7, 0, 0));
    }

    [Theory, OnBothDatabases]
    public async Task The_party_is_the_faction_of_the_day_on_which_the_list_was_seen(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        using var runner = new ImportRunner(app);
        runner.Write("ek_nevenfuncties.csv", List);
        await runner.RunAsync("import senate", runner.Folder);
        await app.WithStoreAsync(async store =>
        {
            var senate = await store.Set<PublicBody>().SingleAsync();
            var office = new Office { BodyId = senate.Id, Kind = "eerste_kamerlid", Label = "Senator" };
            var person = await store.Set<Person>().SingleAsync(p => p.FamilyName == "Verzonnen");
            var term = new TermOfOffice { BodyId = senate.Id, PersonId = person.Id, OfficeId = office.Id, Start = new(2019, 6, 11), End = new(2023, 6, 12) };
            term.Derive();
            store.AddRange(office, term);
            return await store.SaveAsync(Act.BySystem("kernel.proef"));
        });

        var first = await runner.RunAsync("import senate", runner.Folder, options: ("seen-on", "1-3-2020"));
        Told(first).ShouldBe([("updated", null), ("unchanged", "fractie.zonder-ambtstermijn")]);
        await app.WithStoreAsync(async store =>
        {
            var term = await store.Set<TermOfOffice>().SingleAsync();
            term.Faction!.Parts.ShouldBe([new TermPart<string>("Partij A", new(2020, 3, 1), new(2020, 3, 1)) { Seen = true }], "the list says nothing of another day");
            return 0;
        });
        Told(await runner.RunAsync("import senate", runner.Folder, options: ("seen-on", "1-3-2020")))[0].ShouldBe(("unchanged", null));
        runner.Write("ek_nevenfuncties.csv", List.Replace("Partij A", "Partij C", StringComparison.Ordinal));
        Told(await runner.RunAsync("import senate", runner.Folder, options: ("seen-on", "1-3-2020")))[0].ShouldBe(("unchanged", "fractie.anders"));
        var wrong = await runner.RunAsync("import senate", runner.Folder, options: ("seen-on", "ooit"));
        wrong.Code.ShouldBe(2);
        wrong.Complaint.ShouldContain("--seen-on");
    }

    private static List<(string, string?)> Told(Report report) =>
        [
            .. report
                .Entries.Where(e => e.GetProperty("kind").GetString() == "fractie")
                .Select(e => (e.GetProperty("outcome").GetString()!, e.TryGetProperty("code", out var code) ? code.GetString() : null)),
        ];
}
