// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers.Import;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Gifts and trips as the public finds them: by person, by body, by who gave or paid, in words and by machine.</summary>
public sealed class DeclarationTests
{
    private const string Heading = "naam,functie,doel,bestemming,van,tot_en_met,betaald_door\n";
    private const string Harbour = "Anna Verzonnen (A.),Kamerlid,Bezoek aan de haven,\"Antwerpen, België\",2019-12-30,2020-01-02,Stichting Denkbeeldige Reizen\n";
    private const string Congress = "Anna Verzonnen (A.),Kamerlid,Congres,Wenen,2018-05-03,2018-05-05,Verzonnen Instituut\n";
    private const string OtherCongress = "Bram Bedacht (B.),Kamerlid,Congres,Wenen,2018-05-03,2018-05-05,Stichting Denkbeeldige Reizen\n";
    private const string Acquaintance = "Bram Bedacht (B.),Kamerlid,Kennismaking,Rome,2018-05-03,2018-03-05,Denkbeeldige Reizen\n";

    [Theory, OnBothDatabases]
    public async Task Imported_trips_are_found_by_person_body_payer_words_and_year(string database)
    {
        await using var at = await House.AtAsync(database, Harbour, Congress, OtherCongress, Acquaintance);
        using var visitor = at.App.Browser();

        var page = await visitor.GetAsync($"/overheidsorganisaties/{at.Body}");
        Section(page, "reizen").QuerySelectorAll("tbody tr").Length.ShouldBe(4);
        Section(page, "reizen").TextContent.ShouldContain("30 december 2019 t/m 2 januari 2020");
        page.QuerySelector("#geschenken").ShouldBeNull("nobody gave anything");
        page = await visitor.GetAsync($"/personen/{at.Anna}");
        Section(page, "reizen").QuerySelectorAll("tbody tr").Length.ShouldBe(2);

        // Who paid has no positions, and is found all the same.
        page = await visitor.GetAsync("/organisaties/denkbeeldige-reizen");
        page.QuerySelector("h1")!.TextContent.ShouldBe("Stichting Denkbeeldige Reizen");
        Section(page, "reizen").QuerySelectorAll("tbody tr").Length.ShouldBe(3);
        Section(page, "reizen").QuerySelectorAll($"a[href='/overheidsorganisaties/{at.Body}']").Length.ShouldBe(3);
        Row(await visitor.GetAsync("/organisaties"), "/organisaties/denkbeeldige-reizen").ShouldBe(["0", "0", "3", "2"]);
        Row(await visitor.GetAsync("/organisaties?zoek=denkb"), "/organisaties/denkbeeldige-reizen").ShouldBe(["0", "0", "3", "2"]);
        (await visitor.GetAsync("/organisaties?zoek=denkb")).QuerySelectorAll("tbody tr").Length.ShouldBe(1);

        var found = await visitor.GetAsync("/zoeken?zoek=denkbeeldige");
        found.QuerySelector("a[href='/organisaties/denkbeeldige-reizen']")!.Closest("div")!.TextContent.ShouldContain("3 reizen");
        found.QuerySelectorAll("a[href^='/reizen/']").Length.ShouldBe(3);

        async Task<string[]> Shown(string query) => [.. (await visitor.GetAsync("/reizen?" + query)).QuerySelectorAll("tbody tr").Select(r => r.QuerySelector("a[href^='/reizen/']")!.TextContent.Trim())];
        (await Shown("")).ShouldBe(["Bezoek aan de haven", "Congres", "Congres", "Kennismaking"], "newest first, without a date last");
        (await Shown("zoek=wenen")).Length.ShouldBe(2);
        (await Shown("zoek=instituut")).Length.ShouldBe(1);
        (await Shown("jaar=2019")).ShouldBe(["Bezoek aan de haven"]);
        (await Shown("jaar=2020")).ShouldBe(["Bezoek aan de haven"], "it lasted into that year");
        (await Shown("jaar=2018")).ShouldBe(["Congres", "Congres"], "what cannot be read is not guessed");
        (await Shown("jaar=2017")).ShouldBeEmpty();
        (await Shown($"persoon={at.Anna}")).Length.ShouldBe(2);
        (await Shown($"overheidsorganisatie={at.Body}&organisatie=denkbeeldige-reizen")).Length.ShouldBe(3);
        (await Shown($"overheidsorganisatie={Guid.CreateVersion7()}")).ShouldBeEmpty();
        (await Shown("sorteer=omschrijving")).ShouldBe(["Bezoek aan de haven", "Congres", "Congres", "Kennismaking"]);
        (await Shown("sorteer=-omschrijving"))[0].ShouldBe("Kennismaking");
        (await Shown("sorteer=van"))[^2..].ShouldBe(["Bezoek aan de haven", "Kennismaking"]);
        (await Shown("sorteer=organisatie"))[^1].ShouldBe("Congres");
        (await Shown("sorteer=-persoon"))[^1].ShouldBeOneOf("Congres", "Kennismaking");

        (await visitor.GetAsync("/geschenken")).Body!.TextContent.ShouldContain("Geen geschenken gevonden");
        // Who looks at one moment is told that it changes nothing here.
        (await visitor.GetAsync("/reizen?peildatum=2019-01-01")).Body!.TextContent.ShouldContain("hoort bij één dag");
    }

    [Theory, OnBothDatabases]
    public async Task The_api_gives_trips_with_filters_pages_and_order(string database)
    {
        await using var at = await House.AtAsync(database, Harbour, Congress, OtherCongress, Acquaintance);
        using var client = at.App.Client();
        async Task<(long Count, string[] What)> List(string query)
        {
            using var json = JsonDocument.Parse(await client.GetStringAsync("/v1/reizen?" + query));
            return (
                json.RootElement.GetProperty("aantal").GetInt64(),
                [.. json.RootElement.GetProperty("resultaten").EnumerateArray().Select(e => e.GetProperty("omschrijving").GetString() + ", " + e.GetProperty("bestemming").GetString())]
            );
        }

        (await List($"persoon={at.Anna}")).Count.ShouldBe(2);
        (await List($"overheidsorganisatie={at.Body}")).Count.ShouldBe(4);
        (await List("organisatie=denkbeeldige-reizen")).Count.ShouldBe(3);
        (await List("zoek=congr%20wen")).Count.ShouldBe(2);
        (await List("jaar=2020")).What.ShouldBe(["Bezoek aan de haven, Antwerpen, België"]);
        (await List("van=2020-01-02&tot=2020-01-02")).Count.ShouldBe(1);
        (await List("van=2020-01-03")).Count.ShouldBe(0);
        (await List("tot=2019-12-29")).Count.ShouldBe(2);
        (await List("sorteer=-aanvang")).What[0].ShouldBe("Bezoek aan de haven, Antwerpen, België");
        (await List("sorteer=aanvang")).What[^1].ShouldBe("Kennismaking, Rome", "what has no date comes last");

        using var first = await client.GetAsync("/v1/reizen?pageSize=3&sorteer=omschrijving");
        var next = first.Headers.GetValues("Link").Single().Split(", ").Single(l => l.EndsWith("rel=\"next\"", StringComparison.Ordinal)).Split('<', '>')[1];
        using var rest = JsonDocument.Parse(await client.GetStringAsync(new Uri(next).PathAndQuery));
        var one = rest.RootElement.GetProperty("resultaten").EnumerateArray().ShouldHaveSingleItem();
        one.GetProperty("omschrijving").GetString().ShouldBe("Kennismaking");
        one.GetProperty("periodeVolgensBron").GetString().ShouldBe("2018-05-03 t/m 2018-03-05");
        one.GetProperty("aanvang").ValueKind.ShouldBe(JsonValueKind.Null);

        using var harbour = JsonDocument.Parse(await client.GetStringAsync("/v1/reizen?jaar=2019"));
        var trip = harbour.RootElement.GetProperty("resultaten")[0];
        var self = trip.GetProperty("_links").GetProperty("self").GetProperty("href").GetString()!;
        using var alone = JsonDocument.Parse(await client.GetStringAsync(new Uri(self).PathAndQuery));
        alone.RootElement.GetRawText().ShouldBe(trip.GetRawText(), "one by itself is as it is in the list");
        trip.GetProperty("soort").GetString().ShouldBe("reis");
        trip.GetProperty("persoon").GetProperty("id").GetGuid().ShouldBe(at.Anna);
        trip.GetProperty("overheidsorganisatie").GetProperty("id").GetGuid().ShouldBe(at.Body);
        trip.GetProperty("betaaldDoor").GetString().ShouldBe("Stichting Denkbeeldige Reizen");
        trip.GetProperty("organisatie").GetString().ShouldBe("denkbeeldige-reizen");
        trip.GetProperty("datumAanvang").GetString().ShouldBe("2019-12-30");
        trip.GetProperty("einde").GetString().ShouldBe("2020-01-02");
        trip.GetProperty("bron").GetString().ShouldBe("tweedekamer.nl");

        // A trip is no gift, and what is asked wrongly is refused, not guessed.
        await Refused($"/v1/geschenken/{trip.GetProperty("id").GetGuid()}", HttpStatusCode.NotFound, "nietgevonden");
        await Refused("/v1/reizen?jaar=nu", HttpStatusCode.BadRequest, "jaar");
        await Refused("/v1/reizen?van=2020-02-01&tot=2020-01-01", HttpStatusCode.BadRequest, "tot");
        await Refused("/v1/reizen?peildatum=2020-01-01", HttpStatusCode.BadRequest, "parameter.onbekend");
        await Refused("/v1/reizen?sorteer=waarde", HttpStatusCode.BadRequest, "keuze.onbekend");

        async Task Refused(string path, HttpStatusCode status, string says)
        {
            using var answer = await client.GetAsync(path);
            answer.StatusCode.ShouldBe(status, path);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            (await answer.Content.ReadAsStringAsync()).ShouldContain(says);
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_changed_line_keeps_its_earlier_version_and_a_vanished_one_is_reported(string database)
    {
        await using var at = await House.AtAsync(database, Harbour, Congress);
        var then = PositionWords.Iso(at.App.Clock.GetUtcNow().UtcDateTime);
        at.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await at.ImportAsync(Harbour.Replace("Stichting Denkbeeldige Reizen", "Reisbureau Luchtkasteel", StringComparison.Ordinal), OtherCongress);
        second.Counts.ShouldBe((1, 1, 0, 0, 1));
        var trips = await at.App.WithStoreAsync(s => s.Set<Declaration>().ToListAsync());
        trips.Count.ShouldBe(3, "a vanished line is reported, not deleted");
        var vanished = second.Entries.Single(e => e.GetProperty("outcome").GetString() == "vanished");
        vanished.GetProperty("subject").GetString().ShouldBe(trips.Single(t => t.PersonId == at.Anna && t.Description == "Congres").Id.ToString());
        vanished.GetProperty("kind").GetString().ShouldBe("opgave");

        var harbour = trips.Single(t => t.Description == "Bezoek aan de haven");
        harbour.Version.ShouldBe(2);
        using var visitor = at.App.Browser();
        var page = await visitor.GetAsync($"/reizen/{harbour.Id}");
        Section(page, "gegevens").TextContent.ShouldContain("Reisbureau Luchtkasteel");
        page.QuerySelector("a[href='/organisaties/reisbureau-luchtkasteel']").ShouldNotBeNull();
        page.QuerySelector($"a[href='/personen/{at.Anna}']").ShouldNotBeNull();
        page.QuerySelector($"a[href='/overheidsorganisaties/{at.Body}']").ShouldNotBeNull();
        page.QuerySelector($"a[href='/v1/reizen/{harbour.Id}']").ShouldNotBeNull();
        var history = Section(page, "versies").TextContent;
        history.ShouldContain("Opgave gewijzigd");
        history.ShouldContain("Stichting Denkbeeldige Reizen");
        page = await visitor.GetAsync($"/reizen/{harbour.Id}?versie=1");
        Section(page, "gegevens").TextContent.ShouldContain("Stichting Denkbeeldige Reizen");
        page.QuerySelector($"a[href='/reizen/{harbour.Id}']").ShouldNotBeNull("the way to the last version");
        Section(await visitor.GetAsync($"/reizen/{harbour.Id}?bekendOp={then}"), "gegevens").TextContent.ShouldContain("Stichting Denkbeeldige Reizen");
        await visitor.GetAsync($"/reizen/{harbour.Id}?versie=3", HttpStatusCode.NotFound);
        await visitor.GetAsync($"/reizen/{harbour.Id}?bekendOp=2020-01-01", HttpStatusCode.NotFound);
        await visitor.GetAsync($"/geschenken/{harbour.Id}", HttpStatusCode.NotFound);

        // What was known then names who paid then, wherever it is asked.
        async Task<string[]> Payers(string query)
        {
            using var json = JsonDocument.Parse(await visitor.Client.GetStringAsync("/v1/reizen?" + query));
            return [.. json.RootElement.GetProperty("resultaten").EnumerateArray().Select(e => e.GetProperty("organisatie").GetString()!)];
        }

        (await Payers("jaar=2019")).ShouldBe(["reisbureau-luchtkasteel"]);
        (await Payers($"jaar=2019&bekendOp={then}")).ShouldBe(["denkbeeldige-reizen"]);
        (await Payers($"organisatie=denkbeeldige-reizen&jaar=2019&bekendOp={then}")).ShouldBe(["denkbeeldige-reizen"]);
        (await Payers($"organisatie=reisbureau-luchtkasteel&bekendOp={then}")).ShouldBeEmpty();
        (await Payers($"overheidsorganisatie={at.Body}&bekendOp={then}")).Length.ShouldBe(2, "the third came later");
        (await Payers($"zoek=luchtkasteel&bekendOp={then}")).ShouldBeEmpty();
        using var known = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/reizen/{harbour.Id}?bekendOp={then}"));
        known.RootElement.GetProperty("versie").GetInt64().ShouldBe(1);
        known.RootElement.GetProperty("betaaldDoor").GetString().ShouldBe("Stichting Denkbeeldige Reizen");
        Section(await visitor.GetAsync($"/organisaties/denkbeeldige-reizen?bekendOp={then}"), "reizen").QuerySelectorAll($"a[href='/reizen/{harbour.Id}?bekendOp={Uri.EscapeDataString(then)}']").Length.ShouldBe(1);

        // The list of changes says what changed and leads to the trip, for people and for machines.
        page = await visitor.GetAsync("/wijzigingen");
        page.QuerySelectorAll($"a[href='/reizen/{harbour.Id}']").Length.ShouldBe(2);
        page.Body!.TextContent.ShouldContain("Opgave gewijzigd: Bezoek aan de haven, Reisbureau Luchtkasteel");
        using var changes = JsonDocument.Parse(await visitor.Client.GetStringAsync("/v1/wijzigingen"));
        var told = changes.RootElement.GetProperty("resultaten").EnumerateArray().First(c => c.GetProperty("onderwerpId").GetGuid() == harbour.Id);
        told.GetProperty("soort").GetString().ShouldBe("opgave");
        var path = new Uri(told.GetProperty("pagina").GetString()!).AbsolutePath;
        await visitor.GetAsync(path);
        using var same = JsonDocument.Parse(await visitor.Client.GetStringAsync("/v1" + path));
        same.RootElement.GetProperty("id").GetGuid().ShouldBe(harbour.Id);
    }

    [Theory, OnBothDatabases]
    public async Task What_does_not_fit_on_a_page_is_counted_and_linked(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Gulheid");
        var person = await site.PersonAsync(body, "Ontvanger");
        await site.App.WithStoreAsync(async store =>
        {
            for (var i = 1; i <= 101; i++)
            {
                var gift = new Declaration
                {
                    BodyId = body,
                    PersonId = person,
                    Kind = DeclarationKind.Gift,
                    Description = "Tegel " + i.ToString("000", CultureInfo.InvariantCulture),
                    PaidBy = "Tegelhandel Gul",
                    Start = PartialDate.Of(new DateOnly(2025, 1, 1).AddDays(i)),
                };
                gift.Derive();
                store.Add(gift);
            }

            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        using var visitor = site.Visitor();
        foreach (var (path, rows, list) in new[]
        {
            ($"/personen/{person}", 100, $"/geschenken?persoon={person}"),
            ($"/overheidsorganisaties/{body}", 20, $"/geschenken?overheidsorganisatie={body}"),
            ("/organisaties/tegelhandel-gul", 50, "/geschenken?organisatie=tegelhandel-gul"),
        })
        {
            var section = Section(await visitor.GetAsync(path), "geschenken");
            section.QuerySelectorAll("tbody tr").Length.ShouldBe(rows, path);
            section.QuerySelector("tbody tr")!.TextContent.ShouldContain("Tegel 101", customMessage: "the newest come first");
            var more = section.QuerySelectorAll("p a").Single(a => a.TextContent == "Alle 101 geschenken");
            more.ParentElement!.TextContent.ShouldContain($"De nieuwste {rows} van 101.");
            more.GetAttribute("href").ShouldBe(list);
            (await visitor.GetAsync(list)).Body!.TextContent.ShouldContain("101 geschenken");
            var last = await visitor.GetAsync(list + "&pagina=3");
            last.QuerySelectorAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("Tegel 001");
            last.QuerySelector("nav.ob-pagination a[rel=prev]")!.GetAttribute("href").ShouldBe(list + "&pagina=2");
        }
    }

    [Theory, OnBothDatabases]
    public async Task An_organisation_counts_gifts_but_no_hidden_positions_and_names_its_likeness_with_a_kvk_number(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Gelijkenis");
        var person = await site.PersonAsync(body, "Ontvanger");
        await site.DeclarationAsync(body, person, DeclarationKind.Gift, d => d.PaidBy = "Kwekerij Zeldzaam");
        await site.DeclarationAsync(body, person, DeclarationKind.Trip, d => d.PaidBy = "Kwekerij Zeldzaam B.V.");
        await site.PositionAsync(body, await site.PersonAsync(body, "Verborgen"), p => (p.Organisation, p.Withdrawn) = ("Kwekerij Zeldzaam", true));
        await site.PositionAsync(body, person, p => (p.Organisation, p.OrganisationKvk) = ("Kwekerij Zeldzaam", "90000012"));
        using var visitor = site.Visitor();
        var list = await visitor.GetAsync("/organisaties?zoek=zeldzaam");
        Row(list, "/organisaties/kwekerij-zeldzaam").ShouldBe(["0", "1", "1", "1"], "the hidden one does not count, nor does the person");
        Row(list, "/organisaties/kvk-90000012").ShouldBe(["1", "0", "0", "1"]);
        (await visitor.GetAsync("/zoeken?zoek=zeldzaam")).QuerySelector("a[href='/organisaties/kwekerij-zeldzaam']")!.Closest("div")!.TextContent.ShouldContain("1 geschenk, 1 reis");
        (await visitor.GetAsync("/organisaties/kvk-90000012")).QuerySelector("main a[href='/organisaties/kwekerij-zeldzaam']").ShouldNotBeNull();
        (await visitor.GetAsync("/organisaties/kwekerij-zeldzaam")).Body!.TextContent.ShouldNotContain("Verborgen");
    }

    [Theory, OnBothDatabases]
    public async Task Coarse_dates_fall_in_every_period_that_they_may_mean(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Ongeveer");
        var person = await site.PersonAsync(body, "Ongeveer");
        Task Gift(string what, PartialDate? start, PartialDate? end = null) => site.DeclarationAsync(body, person, DeclarationKind.Gift, d => (d.Description, d.Start, d.End) = (what, start, end));
        await Gift("jaar", new(2018));
        await Gift("maand", new(2018, 5));
        await Gift("dag", new(2018, 5, 20));
        await Gift("reeks", new(2017, 3), new(2018, 5));
        await Gift("einde", null, new(2018, 5, 9));
        await Gift("geen", null);
        using var visitor = site.Visitor();
        var moment = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        async Task Are(string query, params string[] expected)
        {
            // The same in the database and among recorded states.
            foreach (var view in new[] { "", "&bekendOp=" + moment })
            {
                using var json = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/geschenken?overheidsorganisatie={body}&{query}{view}"));
                json.RootElement.GetProperty("resultaten").EnumerateArray().Select(e => e.GetProperty("omschrijving").GetString()!).ShouldBe(expected, ignoreOrder: true, query + view);
            }
        }

        await Are("jaar=2018", "jaar", "maand", "dag", "reeks", "einde");
        await Are("jaar=2017", "reeks");
        await Are("jaar=2019");
        await Are("van=2018-05-10&tot=2018-05-15", "jaar", "maand", "reeks");
        await Are("van=2018-05-20&tot=2018-05-20", "jaar", "maand", "dag", "reeks");
        await Are("van=2018-06-01", "jaar");
        await Are("tot=2018-04-30", "jaar", "reeks");
        await Are("", "jaar", "maand", "dag", "reeks", "einde", "geen");
    }

    [Theory, OnBothDatabases]
    public async Task A_year_that_is_none_keeps_what_was_typed_and_says_so(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        using var visitor = site.Visitor();
        var page = await visitor.GetAsync("/geschenken?jaar=vorig&zoek=bloem", HttpStatusCode.UnprocessableEntity);
        page.QuerySelector("[name=jaar]")!.GetAttribute("value").ShouldBe("vorig");
        page.QuerySelector("[name=jaar]")!.GetAttribute("aria-invalid").ShouldBe("true");
        page.QuerySelector("main [name=zoek]")!.GetAttribute("value").ShouldBe("bloem");
        page.QuerySelector(".ob-error-summary a[href='#veld-jaar']").ShouldNotBeNull();
        await visitor.GetAsync("/geschenken?pagina=0", HttpStatusCode.BadRequest);
        await visitor.GetAsync("/geschenken?sorteer=waarde", HttpStatusCode.BadRequest);
        await visitor.GetAsync("/geschenken?persoon=1", HttpStatusCode.BadRequest);
        await visitor.GetAsync("/reizen?bekendOp=gisteren", HttpStatusCode.BadRequest);
        await visitor.GetAsync($"/reizen/{Guid.CreateVersion7()}", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task A_person_with_many_changes_leads_to_all_of_them_and_the_timeline_says_what_it_leaves_out(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Veelheid");
        var person = await site.PersonAsync(body, "Bezige");
        var other = await site.PersonAsync(body, "Andere");
        await site.PositionAsync(body, other, p => p.Description = "Functie van een ander");
        await site.App.WithStoreAsync(async store =>
        {
            for (var i = 0; i < 45; i++)
            {
                var position = new AncillaryPosition { BodyId = body, PersonId = person, Description = "Functie " + i.ToString(CultureInfo.InvariantCulture), Start = new(2010), State = PositionState.Published, PublishedOn = new(2026, 1, 2) };
                position.Derive();
                store.Add(position);
            }

            return await store.SaveAsync(Act.BySystem("nevenfunctie.openbaarmaken", "import"));
        });
        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/personen/{person}");
        var changes = Section(page, "wijzigingen");
        changes.QuerySelectorAll(".ob-history__entry").Length.ShouldBe(20);
        var all = changes.QuerySelectorAll("a").Single(a => a.TextContent == "Alle 45 wijzigingen").GetAttribute("href")!;
        all.ShouldBe($"/wijzigingen?persoon={person}");
        page.Body!.TextContent.ShouldContain("Op de tijdlijn staan de eerste 40 van 46 regels.");
        page.QuerySelectorAll("a[href='#nevenfuncties']").Length.ShouldBe(1);
        page.QuerySelector("#nevenfuncties").ShouldNotBeNull();

        page = await visitor.GetAsync(all);
        page.QuerySelectorAll(".ob-history__entry").Length.ShouldBe(45);
        page.Body!.TextContent.ShouldContain("Alleen wijzigingen over A. (Anna) van Bezige.");
        page.Body!.TextContent.ShouldNotContain("Functie van een ander");
        page.QuerySelector("main form input[name=persoon]")!.GetAttribute("value").ShouldBe(person.ToString());
        (await visitor.GetAsync(all + "&van=1-1-2100")).QuerySelectorAll(".ob-history__entry").ShouldBeEmpty();
        await visitor.GetAsync($"/wijzigingen?persoon={Guid.CreateVersion7()}", HttpStatusCode.NotFound);
        await visitor.GetAsync("/wijzigingen?persoon=1", HttpStatusCode.UnprocessableEntity);

        // Who has few is not told of more.
        (await visitor.GetAsync($"/personen/{other}")).QuerySelectorAll($"a[href='/wijzigingen?persoon={other}']").ShouldBeEmpty();
        (await visitor.GetAsync($"/personen/{other}")).Body!.TextContent.ShouldNotContain("Op de tijdlijn staan");
    }

    [Theory, OnBothDatabases]
    public async Task A_person_with_more_than_a_page_can_hold_leads_to_the_lists(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Overvloed");
        var person = await site.PersonAsync(body, "Overvloedige");
        await site.App.WithStoreAsync(async store =>
        {
            for (var i = 0; i < 1001; i++)
            {
                var position = new AncillaryPosition { BodyId = body, PersonId = person, Description = "Functie", State = PositionState.Published, PublishedOn = new(2026, 1, 2) };
                position.Derive();
                var trip = new Declaration { BodyId = body, PersonId = person, Kind = DeclarationKind.Trip, Description = "Reis", Start = new(2020) };
                trip.Derive();
                store.AddRange(position, trip);
            }

            return await store.SaveAsync(Act.BySystem("nevenfunctie.openbaarmaken", "import"));
        });
        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/personen/{person}");
        Link(page, "Alle 1.001 nevenfuncties").ShouldBe($"/nevenfuncties?persoon={person}");
        Link(page, "Alle 1.001 reizen").ShouldBe($"/reizen?persoon={person}");
        Link(page, "Alle 2.002 wijzigingen").ShouldBe($"/wijzigingen?persoon={person}");

        static string? Link(IDocument page, string text) => page.QuerySelectorAll("main a").Single(a => a.TextContent == text).GetAttribute("href");
    }

    private static IElement Section(IDocument page, string id) => page.QuerySelector("#" + id)?.Closest("section") ?? throw new ShouldAssertException($"{page.Title} has no section {id}");

    /// <summary>The counts of an organisation in the list: positions, gifts, trips, persons.</summary>
    private static string[] Row(IDocument page, string href) => [.. page.QuerySelector($"tbody a[href='{href}']")!.Closest("tr")!.QuerySelectorAll("td").Select(c => c.TextContent.Trim()).TakeLast(4)];

    /// <summary>The House with trips from a file.</summary>
    private sealed class House(TestApp app, ImportRunner runner) : IAsyncDisposable
    {
        public TestApp App => app;

        public Guid Body { get; private set; }

        public Guid Anna { get; private set; }

        public static async Task<House> AtAsync(string database, params string[] lines)
        {
            var app = await TestApp.FreshAsync(database);
            var house = new House(app, new ImportRunner(app));
            (await house.ImportAsync(lines)).Counts.ShouldBe((lines.Length, 0, 0, 0, 0));
            house.Body = await app.WithStoreAsync(s => s.Set<PublicBody>().Select(b => b.Id).SingleAsync());
            house.Anna = await app.WithStoreAsync(s => s.Set<Person>().Where(p => p.FamilyName == "Verzonnen").Select(p => p.Id).SingleAsync());
            return house;
        }

        public Task<Report> ImportAsync(params string[] lines) => runner.RunAsync("import trips", runner.Write("reizen.csv", Heading + string.Concat(lines)));

        public async ValueTask DisposeAsync()
        {
            runner.Dispose();
            await app.DisposeAsync();
        }
    }
}
