// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Changes;
using Onkreukbaar.Registers.Organisations;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>What the public sees of positions: lists, moments, machines.</summary>
public sealed class PublicPositionTests
{
    [Theory, OnBothDatabases]
    public async Task The_api_gives_the_fields_of_open_raadsinformatie(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person, p => p.HoursPerMonth = 7.5m);
        using var visitor = site.Visitor();
        using var json = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties?persoon={person}"));
        json.RootElement.GetProperty("aantal").GetInt32().ShouldBe(1);
        var one = json.RootElement.GetProperty("resultaten")[0];
        one.GetProperty("id").GetGuid().ShouldBe(position.Id);
        one.GetProperty("omschrijving").GetString().ShouldBe("Lid raad van toezicht");
        one.GetProperty("naamOrganisatie").GetString().ShouldBe("Stichting Het Verzonnen Theater");
        one.GetProperty("indicatorBezoldigd").GetBoolean().ShouldBeFalse();
        one.GetProperty("aantalUrenPerMaand").GetDecimal().ShouldBe(7.5m);
        one.GetProperty("datumAanvang").ValueKind.ShouldBe(JsonValueKind.Null, "the day is not known");
        one.GetProperty("aanvang").GetString().ShouldBe("2023-05");
        one.GetProperty("persoon").GetProperty("naam").GetString().ShouldBe("A. (Anna) van Verzonnen");
        one.GetProperty("inkomsten").GetArrayLength().ShouldBe(0, "no norm asks a councillor to publish income (IncomeTests)");
    }

    [Theory, OnBothDatabases]
    public async Task A_peildatum_shows_what_held_and_bekendOp_what_was_said(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var before = site.App.Clock.GetUtcNow().UtcDateTime;
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var old = await site.PositionAsync(
            body,
            person,
            p =>
            {
                p.Start = new(2015);
                p.End = new(2017, 6);
                p.State = PositionState.Ended;
            }
        );
        var now = await site.PositionAsync(body, person);
        var after = site.App.Clock.GetUtcNow().UtcDateTime;
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        using var visitor = site.Visitor();
        async Task<IEnumerable<Guid>> Ids(string query)
        {
            using var json = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties?persoon={person}&{query}"));
            return [.. json.RootElement.GetProperty("resultaten").EnumerateArray().Select(e => e.GetProperty("id").GetGuid())];
        }

        (await Ids("peildatum=2016-01-01")).ShouldBe([old.Id]);
        (await Ids("peildatum=2017-07-01")).ShouldBeEmpty();
        (await Ids("peildatum=2026-01-01")).ShouldBe([now.Id]);
        (await Ids("bekendOp=" + PositionWords.Iso(before))).ShouldBeEmpty();
        (await Ids("bekendOp=" + PositionWords.Iso(after))).ShouldBe([old.Id, now.Id], ignoreOrder: true);
        (await Ids("peildatum=2016-01-01&bekendOp=" + PositionWords.Iso(after))).ShouldBe([old.Id]);

        await visitor.GetAsync("/nevenfuncties?peildatum=29-2-2023", HttpStatusCode.BadRequest);
        (await visitor.GetAsync("/nevenfuncties?peildatum=1-1-2016&persoon=" + person)).QuerySelectorAll($"a[href='/nevenfuncties/{old.Id}?peildatum=2016-01-01']").Length.ShouldBe(1);
        await visitor.GetAsync($"/nevenfuncties/{now.Id}?bekendOp={PositionWords.Iso(before)}", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task A_search_in_what_was_known_reads_the_words_of_then(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var changed = await site.PositionAsync(body, person, p => p.Description = "Zeepzieder kwikstaart");
        var same = await site.PositionAsync(body, person, p => p.Description = "Touwslager kwikstaart");
        var hidden = await site.PositionAsync(body, person, p => p.Description = "Lantaarnopsteker kwikstaart");
        var then = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.App.WithStoreAsync(async store =>
        {
            var position = (await store.Set<AncillaryPosition>().FindAsync(changed.Id))!;
            position.Description = "Kaarsengieter kwikstaart";
            position.Derive();
            (await store.Set<AncillaryPosition>().FindAsync(hidden.Id))!.Withdrawn = true;
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        await site.PositionAsync(body, person, p => p.Description = "Later kwikstaart");
        using var visitor = site.Visitor();
        async Task<IEnumerable<string>> Found(string query)
        {
            using var json = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties?sorteer=omschrijving&{query}"));
            return [.. json.RootElement.GetProperty("resultaten").EnumerateArray().Select(e => e.GetProperty("omschrijving").GetString()!)];
        }

        (await Found("zoek=kwiks&bekendOp=" + then)).ShouldBe([same.Description, "Zeepzieder kwikstaart"], ignoreOrder: true);
        (await Found("zoek=kaarsengieter&bekendOp=" + then)).ShouldBeEmpty();
        (await Found($"zoek=zeepzieder&persoon={person}&bekendOp={then}")).ShouldBe(["Zeepzieder kwikstaart"]);
        (await Found("zoek=kwiks")).ShouldBe(["Kaarsengieter kwikstaart", "Later kwikstaart", same.Description], ignoreOrder: true);
    }

    [Theory, OnBothDatabases]
    public async Task The_feed_of_changes_is_read_piece_by_piece_without_gap_or_double(string database)
    {
        // An application of its own: in one that others write to, the end of the feed goes on before whoever reads it.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var elsewhere = await site.BodyAsync("Gemeente Elders");
        var other = await site.PersonAsync(elsewhere);
        var made = new List<Guid>();
        for (var i = 0; i < 14; i++)
        {
            site.App.Clock.Advance(TimeSpan.FromSeconds(1));
            var (at, of) = i % 2 == 0 ? (body, person) : (elsewhere, other);
            made.Add((await site.PositionAsync(at, of, p => p.Description = "Functie " + i.ToString(CultureInfo.InvariantCulture))).Id);
        }

        var hidden = await site.PositionAsync(body, person, p => p.State = PositionState.Declared);
        using var visitor = site.Visitor();
        var seen = new List<Guid>();
        string? after = null;
        while (true)
        {
            using var json = JsonDocument.Parse(await visitor.Client.GetStringAsync("/v1/wijzigingen?limiet=3" + (after is null ? "" : "&na=" + after)));
            var piece = json.RootElement.GetProperty("resultaten").EnumerateArray().Select(e => e.GetProperty("onderwerpId").GetGuid()).ToList();
            if (piece.Count == 0)
            {
                break;
            }

            seen.AddRange(piece);
            after = json.RootElement.GetProperty("volgende").GetString();
        }

        seen.ShouldBe(made);
        seen.ShouldNotContain(hidden.Id);
        await visitor.GetAsync("/v1/wijzigingen?na=onzin", HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task Pages_that_do_not_exist_say_so(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        using var visitor = site.Visitor();
        await visitor.GetAsync($"/nevenfuncties/{Guid.CreateVersion7()}", HttpStatusCode.NotFound);
        await visitor.GetAsync("/organisaties/bestaat-niet", HttpStatusCode.NotFound);
        await visitor.GetAsync("/organisaties/b-%%%", HttpStatusCode.NotFound);
        await visitor.GetAsync("/nevenfuncties?pagina=0", HttpStatusCode.BadRequest);
        await visitor.GetAsync("/nevenfuncties?pagina=1000000000", HttpStatusCode.BadRequest);
        await visitor.GetAsync("/nevenfuncties?sorteer=inkomen", HttpStatusCode.BadRequest);
        await visitor.GetAsync("/wijzigingen?van=1-2-2026&tot=1-1-2026", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public void Every_organisation_key_has_one_address()
    {
        Prop.ForAll<NonEmptyString>(text => string.Equals(OrganisationSlug.Read(OrganisationSlug.Of(text.Get)), text.Get.Any(char.IsSurrogate) ? OrganisationSlug.Read(OrganisationSlug.Of(text.Get)) : text.Get, StringComparison.Ordinal))
            .QuickCheckThrowOnFailure();
        foreach (var key in new[] { "kvk:90000001", "verzonnen theater", "b x", "kvk 1", "kvk", "théâtre", "مؤسسة", "a  b", "a-b", OrganisationSlug.KeyOf(Guid.CreateVersion7()), "overheid nederland", "overheid 0123456789abcdef0123456789abcdef" })
        {
            OrganisationSlug.Read(OrganisationSlug.Of(key)).ShouldBe(key);
            Uri.EscapeDataString(OrganisationSlug.Of(key)).ShouldBe(OrganisationSlug.Of(key), "an address needs no escaping");
        }
    }

    [Fact]
    public void A_place_in_the_feed_survives_its_text()
    {
        var place = new ChangePlace(new DateTime(2026, 11, 22, 12, 0, 0, 123, 456, DateTimeKind.Utc), Guid.CreateVersion7());
        ChangePlace.TryParse(place.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(place);
        ChangePlace.TryParse("x", out _).ShouldBeFalse();
        ChangePlace.TryParse("99999999", out _).ShouldBeFalse();
    }
}
