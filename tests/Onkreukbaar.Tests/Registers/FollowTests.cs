// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Changes;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Machines that follow the register by the numbers of its ledger; statements in the API; searching what was known.</summary>
public sealed class FollowTests
{
    [Theory, OnBothDatabases]
    public async Task By_number_every_public_change_comes_once_and_in_order_in_pieces_of_any_size(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Volger");
        var first = await site.PositionAsync(body, person);
        await site.PositionAsync(body, person, p => p.State = PositionState.Draft);
        var hidden = await site.PositionAsync(body, person, p => p.Withdrawn = true);
        // At one moment the log numbers in no order that a test could know.
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await site.PositionAsync(body, person, p => p.Description = "Penningmeester");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await DueTests.StateAsync(site, body, person, StatementKind.IncomePublished, new(2026, 3, 1), 2025);
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        using var client = app.Client();

        var all = await JsonAsync(client, "/v1/wijzigingen?na=-1");
        var numbers = Numbers(all);
        Ids(all).Take(2).ShouldBe([first.Id, second.Id]);
        Ids(all).ShouldNotContain(hidden.Id);
        numbers.ShouldBe(numbers.Order());
        var size = await ledger.Reader.SizeAsync();
        all.GetProperty("volgende").GetString().ShouldBe((size - 1).ToString(CultureInfo.InvariantCulture), "read to the end, whatever of it is public");
        foreach (var number in numbers)
        {
            var entry = (await ledger.Reader.ReadAsync(number, 1)).ShouldHaveSingleItem();
            all.GetProperty("resultaten").EnumerateArray().Single(r => r.GetProperty("nummer").GetInt64() == number).GetProperty("id").GetGuid().ShouldBe(entry.Entry.Id);
        }

        var pieces = new List<long>();
        var after = "-1";
        for (var i = 0; i < 10; i++)
        {
            var piece = await JsonAsync(client, $"/v1/wijzigingen?limiet=1&na={after}");
            pieces.AddRange(Numbers(piece));
            after = piece.GetProperty("volgende").GetString()!;
        }

        pieces.ShouldBe(numbers);
        Numbers(await JsonAsync(client, $"/v1/wijzigingen?na={after}")).ShouldBeEmpty();
        await site.PositionAsync(body, person, p => p.Description = "Later");
        await ledger.Sequencer.DrainAsync();
        Numbers(await JsonAsync(client, $"/v1/wijzigingen?na={after}")).ShouldHaveSingleItem().ShouldBeGreaterThanOrEqualTo(size, customMessage: "an answer that said nothing is not kept");
        (await JsonAsync(client, "/v1/wijzigingen")).GetProperty("resultaten").GetArrayLength().ShouldBe(numbers.Count + 1, "the way by place gives the same");
        using var wrong = await client.GetAsync("/v1/wijzigingen?na=-2");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task Statements_are_asked_by_person_body_kind_year_and_moment(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Verklaarder");
        await DueTests.StateAsync(site, body, person, StatementKind.NoPositions, new(2024, 1, 2));
        await DueTests.StateAsync(site, body, person, StatementKind.IncomePublished, new(2026, 3, 1), 2025);
        using var client = site.App.Client();
        var all = await JsonAsync(client, $"/v1/verklaringen?persoon={person}");
        all.GetProperty("aantal").GetInt32().ShouldBe(2);
        var income = (await JsonAsync(client, $"/v1/verklaringen?overheidsorganisatie={body}&soort=inkomsten&jaar=2025")).GetProperty("resultaten").EnumerateArray().ShouldHaveSingleItem();
        income.GetProperty("datum").GetString().ShouldBe("2026-03-01");
        income.GetProperty("persoon").GetProperty("naam").GetString()!.ShouldContain("Verklaarder");
        (await JsonAsync(client, $"/v1/verklaringen?persoon={person}&peildatum=2025-01-01")).GetProperty("aantal").GetInt32().ShouldBe(1);
        (await JsonAsync(client, $"/v1/verklaringen?persoon={person}&bekendOp=2020-01-01")).GetProperty("aantal").GetInt32().ShouldBe(0);
        (await JsonAsync(client, $"/v1/verklaringen/{income.GetProperty("id").GetGuid()}")).GetProperty("jaar").GetInt32().ShouldBe(2025);
        using var none = await client.GetAsync($"/v1/verklaringen/{Guid.CreateVersion7()}");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var wrong = await client.GetAsync("/v1/verklaringen?soort=anders&jaar=1900");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task A_search_in_the_past_finds_positions_as_they_were_known_and_nothing_that_is_withdrawn_now(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Terugblik");
        var renamed = await site.PositionAsync(body, person, p => p.Description = "Opzichter vuurtoren");
        var hidden = await site.PositionAsync(body, person, p => p.Description = "Lampenist vuurtoren");
        var moment = app.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.WithStoreAsync(async store =>
        {
            var now = (await store.Set<AncillaryPosition>().FindAsync(renamed.Id))!;
            now.Description = "Beheerder haven";
            now.Derive();
            (await store.Set<AncillaryPosition>().FindAsync(hidden.Id))!.Withdrawn = true;
            return await store.SaveAsync(Act.BySystem("nevenfunctie.verbeteren"));
        });
        using var visitor = site.Visitor();
        (await visitor.GetAsync("/zoeken?zoek=vuurtoren")).QuerySelectorAll("main dl a").ShouldBeEmpty();
        var link = (await visitor.GetAsync($"/zoeken?zoek=vuurtoren&bekendOp={moment}")).QuerySelectorAll("main dl a").ShouldHaveSingleItem();
        link.TextContent.ShouldStartWith("Opzichter vuurtoren");
        (await visitor.GetAsync(link.GetAttribute("href")!)).QuerySelector("h1")!.TextContent.ShouldBe("Opzichter vuurtoren", "the link keeps the moment");
    }

    [Theory, OnBothDatabases]
    public async Task A_code_of_conduct_that_was_adopted_or_retracted_stands_among_the_changes_and_in_their_feeds(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync("Gemeente Wijzigdam");
        var code = new AdoptedCode
        {
            BodyId = body,
            Number = 1,
            Code = "gedragscode-raad",
            TitleNl = "Gedragscode raad",
            TitleEn = "Code of the council",
            AdoptedOn = new(2026, 10, 1),
            AdoptedBy = "gemeenteraad",
            From = new(2026, 11, 1),
            Yaml = "",
        };
        await app.WithStoreAsync(async store =>
        {
            store.Add(code);
            await store.SaveAsync(Act.BySystem("gedragscode.vaststellen"));
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            (code.RetractedOn, code.RetractionReason) = (new(2026, 11, 22), "Het besluit was nog niet genomen.");
            return await store.SaveAsync(Act.BySystem("gedragscode.intrekken"));
        });
        using var visitor = site.Visitor();
        var entries = (await visitor.GetAsync("/wijzigingen")).QuerySelector("main ol, main ul")!.Text();
        entries.ShouldContain("Gedragscode vastgelegd: Gedragscode raad, Gemeente Wijzigdam");
        entries.ShouldContain("Gedragscode ingetrokken");
        entries.ShouldContain("Het besluit was nog niet genomen.");
        var feed = await visitor.Client.GetStringAsync("/wijzigingen.atom");
        feed.ShouldContain("<title>Gedragscode ingetrokken: Gedragscode raad, Gemeente Wijzigdam</title>");
        feed.ShouldContain($"/overheidsorganisaties/{body}/gedragscodes/{code.Id}");
        (await JsonAsync(visitor.Client, "/v1/wijzigingen")).GetProperty("resultaten").EnumerateArray().Select(r => r.GetProperty("soort").GetString()).ShouldBe(["gedragscode", "gedragscode"]);
    }

    [Fact]
    public void What_is_asked_of_a_body_is_not_all_of_a_person()
    {
        var person = new ChangeQuery(20) { Person = Guid.CreateVersion7() };
        person.IsAllOfPerson.ShouldBeTrue();
        (person with { Body = Guid.CreateVersion7() }).IsAllOfPerson.ShouldBeFalse("the kept query asks for a person alone");
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;

    private static List<long> Numbers(JsonElement list) => [.. list.GetProperty("resultaten").EnumerateArray().Select(r => r.GetProperty("nummer").GetInt64())];

    private static List<Guid> Ids(JsonElement list) => [.. list.GetProperty("resultaten").EnumerateArray().Select(r => r.GetProperty("onderwerpId").GetGuid())];
}
