// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Organisations;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Looking back: every public page follows <c>peildatum</c> and <c>bekendOp</c>, says so, and leads on to the same moment. It begins on 22 November 2026.</summary>
public sealed partial class MomentTests
{
    private const string Zebra = "Verzonnen Zebra";

    private static readonly (string? AsOf, string? KnownOn)[] Moments = [("2026-11-24", null), (null, "2026-11-25"), ("2026-11-24", "2026-11-25")];

    /// <summary>Public pages that have no moment, and why none is missed there.</summary>
    private static readonly Dictionary<string, string> WithoutMoment = new(StringComparer.Ordinal)
    {
        ["/api"] = "explains the API",
        ["/handboek"] = "law, by a day of its own",
        ["/handboek/normen/{id}"] = "law, by a day of its own",
        ["/handboek/vergelijken"] = "law, by a day of its own",
        ["/handboek/vergelijken/{key}"] = "law, by a day of its own",
        ["/handboek/zoeken"] = "law, by a day of its own",
        ["/handboek/handboek.pdf"] = "law, by a day of its own",
        ["/overheidsorganisaties/{id}/gedragscodes"] = "shows all versions with their days",
        ["/overheidsorganisaties/{id}/gedragscodes/{code}"] = "one version for ever",
        ["/overheidsorganisaties/{id}/gedragscodes/{code}/gedragscode.yaml"] = "one version for ever",
        ["/wijzigingen.atom"] = "what is new",
    };

    [Theory, OnBothDatabases]
    public async Task Every_public_page_answers_for_a_moment_says_which_and_leads_on_to_the_same_moment(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var pages = await PagesAsync(site);
        pages.Keys.ShouldBe(Routes(app, withMoment: true), ignoreOrder: true, "a page that is new belongs in the list");
        WithoutMoment.Keys.ShouldBe(Routes(app, withMoment: false), ignoreOrder: true, "a page that is new has a moment, or a reason to have none");
        app.Clock.Advance(TimeSpan.FromDays(10));
        using var visitor = site.Visitor();

        var wrong = new List<string>();
        foreach (var path in pages.Values)
        {
            foreach (var (asOf, knownOn) in Moments)
            {
                var query = string.Join('&', new[] { asOf is null ? null : "peildatum=" + asOf, knownOn is null ? null : "bekendOp=" + knownOn }.OfType<string>());
                var page = await visitor.GetAsync(path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query);
                wrong.AddRange(Wrong(page, path, asOf, knownOn).Select(w => $"{path} {query}: {w}"));
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Without_a_moment_no_page_speaks_of_one_and_a_wrong_one_is_refused_in_a_sentence(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        using var visitor = site.Visitor();
        foreach (var path in (await PagesAsync(site)).Values)
        {
            var page = await visitor.GetAsync(path);
            page.QuerySelector("main")!.TextContent.ShouldNotContain("Terug naar nu", customMessage: path);
            page.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).ShouldNotContain(h => h.Contains("peildatum=", StringComparison.Ordinal) || h.Contains("bekendOp=", StringComparison.Ordinal), path);
            var sign = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            foreach (var query in new[] { "peildatum=gisteren", "peildatum=29-2-2023", "bekendOp=1-1-5008", "bekendOp=2026-01-01T12:00" })
            {
                (await visitor.GetAsync(path + sign + query, HttpStatusCode.BadRequest)).QuerySelector("main p")!.TextContent.ShouldNotBeEmpty(path);
            }
        }
    }

    [Theory, OnBothDatabases]
    public async Task Lists_of_bodies_and_persons_and_the_home_page_say_what_was_known_then(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync("Gemeente Oudnaam");
        var person = await site.PersonAsync(body, "Oudman");
        app.Clock.Advance(TimeSpan.FromDays(3));
        await app.WithStoreAsync(async store =>
        {
            var town = await store.Set<PublicBody>().SingleAsync(b => b.Id == body);
            town.Name = "Gemeente Nieuwnaam";
            town.SortKey = DutchText.SortKey(town.Name);
            town.SearchText = DutchText.Fold(town.Name);
            var who = await store.Set<Person>().SingleAsync(p => p.Id == person);
            who.FamilyName = "Nieuwman";
            who.Derive();
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        var later = await site.BodyAsync("Provincie Later", "provincie");
        await site.PersonAsync(later, "Laterman", "statenlid");
        using var visitor = site.Visitor();

        Names(await visitor.GetAsync("/overheidsorganisaties")).ShouldBe(["Gemeente Nieuwnaam", "Provincie Later"]);
        Names(await visitor.GetAsync("/overheidsorganisaties?bekendOp=2026-11-22")).ShouldBe(["Gemeente Oudnaam"]);
        Names(await visitor.GetAsync("/overheidsorganisaties?bekendOp=2026-11-22&zoek=oudnaam")).ShouldBe(["Gemeente Oudnaam"]);
        Names(await visitor.GetAsync("/overheidsorganisaties?bekendOp=2026-11-22&zoek=nieuwnaam")).ShouldBeEmpty();
        Names(await visitor.GetAsync("/overheidsorganisaties?bekendOp=2026-11-21")).ShouldBeEmpty();
        Names(await visitor.GetAsync("/personen?bekendOp=2026-11-22")).ShouldHaveSingleItem().ShouldStartWith("Oudman");
        Names(await visitor.GetAsync($"/personen?bekendOp=2026-11-22&overheidsorganisatie={body}")).ShouldHaveSingleItem().ShouldStartWith("Oudman");
        Names(await visitor.GetAsync("/personen?bekendOp=2026-11-22&letter=n")).ShouldBeEmpty();
        Names(await visitor.GetAsync("/personen")).Count.ShouldBe(2);

        Stats(await visitor.GetAsync("/")).ShouldBe(["2", "2", "2"]);
        Stats(await visitor.GetAsync("/?bekendOp=2026-11-22")).ShouldBe(["1", "1", "1"]);
        Stats(await visitor.GetAsync("/?bekendOp=2026-11-21")).ShouldBe(["0", "0", "0"]);
        Stats(await visitor.GetAsync("/?peildatum=2022-03-29")).ShouldBe(["2", "0", "0"], "the terms began on 30 March 2022");
        (await visitor.GetAsync("/?bekendOp=2026-11-22")).QuerySelector("main")!.TextContent.ShouldNotContain("Provincies");
    }

    [Theory, OnBothDatabases]
    public async Task The_figures_of_a_body_are_those_of_the_moment(string database)
    {
        var site = new RegisterSite(await TestApp.FreshAsync(database, configure: RegisterSite.Actors));
        await using var app = site.App;
        var body = await site.BodyAsync();
        var first = await site.PersonAsync(body, "Eerste");
        var second = await site.PersonAsync(body, "Tweede");
        var former = await site.PersonAsync(body, "Vorige");
        var left = await site.PersonAsync(body, "Weg");
        await site.PositionAsync(body, first, p => { p.Start = new(2015, 1, 1); p.End = new(2023, 6, 30); p.State = PositionState.Ended; p.Organisation = null; });
        await EndTermAsync(app, left, new(2024, 12, 31));
        await DueTests.StateAsync(site, body, former, StatementKind.NoPositions, new(2024, 5, 1));
        var hidden = await site.PositionAsync(body, second, p => p.Description = "Later verborgen");
        app.Clock.Advance(TimeSpan.FromDays(5));
        await app.WithStoreAsync(async store =>
        {
            (await store.Set<AncillaryPosition>().SingleAsync(p => p.Id == hidden.Id)).Withdrawn = true;
            return await store.SaveAsync(Act.BySystem("nevenfunctie.intrekken"));
        });
        await site.PositionAsync(body, first, p => { p.Start = new(2026, 1, 1); p.Remuneration = Remuneration.Unknown; });
        using var visitor = site.Visitor();
        async Task<IElement> Register(string query) => (await visitor.GetAsync($"/overheidsorganisaties/{body}{query}")).QuerySelector("#register")!.Closest("section")!;

        var now = await Register("");
        Figures(now).ShouldBe(["2", "50 %", "50 %", "100 %"]);
        Holders(now).ShouldBe([("Ambtsdragers van nu", 3), ("met een nevenfunctie die loopt", 1), ("alleen met beëindigde nevenfuncties", 0), ("met de verklaring dat zij er geen hebben", 1), ("zonder nevenfunctie en zonder verklaring", 1)]);

        // On a day in 2023 the first position still ran, the statement was not there, and the one who left was still in office.
        var asOf = await Register("?peildatum=2023-06-30");
        Figures(asOf).ShouldBe(["1", "0 %", "100 %", "100 %"]);
        Holders(asOf).ShouldBe([("Ambtsdragers toen", 4), ("met een nevenfunctie die loopt", 1), ("alleen met beëindigde nevenfuncties", 0), ("met de verklaring dat zij er geen hebben", 0), ("zonder nevenfunctie en zonder verklaring", 3)]);
        asOf.QuerySelectorAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("Loopt", customMessage: "on that day it had not ended");
        Holders(await Register("?peildatum=2023-07-01")).ShouldContain(("alleen met beëindigde nevenfuncties", 1));

        // As it was known before: one position, and nothing of what is hidden now, though it was public then.
        var known = await Register("?bekendOp=2026-11-25");
        Figures(known).ShouldBe(["1", "0 %", "100 %", "100 %"]);
        Holders(known)[..3].ShouldBe([("Ambtsdragers toen", 3), ("met een nevenfunctie die loopt", 0), ("alleen met beëindigde nevenfuncties", 1)]);
        known.TextContent.ShouldContain("Laatste wijziging: 22 november 2026");
        known.TextContent.ShouldNotContain("Later verborgen");
        known.TextContent.ShouldNotContain("Wat vraagt de wet nu?");
        Holders(await Register("?peildatum=2023-06-30&bekendOp=2026-11-25")).ShouldContain(("met een nevenfunctie die loopt", 1));
    }

    [Theory, OnBothDatabases]
    public async Task An_organisation_and_the_list_of_organisations_follow_the_moment(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        await site.PositionAsync(body, person, p => { p.Organisation = Zebra; p.Description = "Oprichter"; p.Start = new(2015, 1, 1); p.End = new(2017, 12, 31); p.State = PositionState.Ended; });
        app.Clock.Advance(TimeSpan.FromDays(2));
        await site.PositionAsync(body, person, p => { p.Organisation = Zebra; p.Description = "Adviseur"; p.Start = new(2025, 1, 1); });
        await site.PositionAsync(body, person, p => { p.Organisation = "Verzonnen Gnoe"; p.Start = new(2025, 1, 1); });
        using var visitor = site.Visitor();
        async Task<List<(string, string)>> Found(string query) =>
            [.. (await visitor.GetAsync("/organisaties" + query)).QuerySelectorAll("main tbody tr").Select(r => (r.QuerySelector("th")!.TextContent.Trim(), r.QuerySelector("td")!.TextContent.Trim()))];

        (await Found("")).ShouldBe([(Zebra, "2"), ("Verzonnen Gnoe", "1")]);
        (await Found("?peildatum=2016-06-01")).ShouldBe([(Zebra, "1")]);
        (await Found("?peildatum=2014-12-31")).ShouldBeEmpty();
        (await Found("?bekendOp=2026-11-23")).ShouldBe([(Zebra, "1")]);
        (await Found("?bekendOp=2026-11-23&zoek=zebra")).ShouldBe([(Zebra, "1")]);
        (await Found("?bekendOp=2026-11-23&zoek=gnoe")).ShouldBeEmpty();
        (await Found("?peildatum=2025-06-01&bekendOp=2026-11-23")).ShouldBeEmpty();

        var page = await visitor.GetAsync($"{Address(Zebra)}?peildatum=2016-06-01");
        var row = page.QuerySelectorAll("main tbody tr").ShouldHaveSingleItem().TextContent;
        row.ShouldContain("Oprichter");
        row.ShouldContain("Loopt", customMessage: "on that day it had not ended");
        (await visitor.GetAsync($"{Address(Zebra)}?peildatum=2020-01-01")).QuerySelector("main")!.TextContent.ShouldContain("Geen nevenfuncties op het moment dat u koos");
        (await visitor.GetAsync($"{Address(Zebra)}?bekendOp=2026-11-23")).QuerySelectorAll("main tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("Oprichter");

        var hits = (await visitor.GetAsync("/zoeken?zoek=verzonnen&peildatum=2016-06-01")).QuerySelectorAll("main a").Select(a => a.GetAttribute("href")).ToList();
        hits.ShouldContain($"{Address(Zebra)}?peildatum=2016-06-01");
        hits.ShouldNotContain(h => h!.StartsWith(Address("Verzonnen Gnoe"), StringComparison.Ordinal));
        (await visitor.GetAsync("/zoeken?zoek=zebra&bekendOp=2026-11-23")).QuerySelectorAll("main a").Select(a => a.GetAttribute("href")).ShouldContain($"{Address(Zebra)}?bekendOp=2026-11-23");
    }

    [Theory, OnBothDatabases]
    public async Task A_position_is_shown_as_it_held_on_a_day_and_with_the_versions_that_were_known(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person, p => { p.Description = "Zeepzieder"; p.Start = new(2015, 1, 1); p.End = new(2017, 12, 31); p.State = PositionState.Ended; });
        var then = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await CorrectAsync(site.App, position.Id, p => p.Description = "Kaarsenmaker");
        using var visitor = site.Visitor();
        var path = $"/nevenfuncties/{position.Id}";

        var held = await visitor.GetAsync(path + "?peildatum=2016-06-01");
        held.QuerySelector("h1")!.TextContent.ShouldBe("Kaarsenmaker");
        held.QuerySelector(".ob-title__actions")!.TextContent.Trim().ShouldBe("Loopt");
        held.QuerySelector("main")!.TextContent.ShouldNotContain("gold deze nevenfunctie niet");
        var after = await visitor.GetAsync(path + "?peildatum=2018-01-01");
        after.QuerySelector(".ob-title__actions")!.TextContent.Trim().ShouldBe("Beëindigd");
        after.QuerySelector("main")!.TextContent.ShouldContain("Op 1 januari 2018 gold deze nevenfunctie niet.");

        var known = await visitor.GetAsync($"{path}?bekendOp={then}");
        known.QuerySelector("h1")!.TextContent.ShouldBe("Zeepzieder");
        known.QuerySelectorAll(".ob-history__entry").Length.ShouldBe(1, "the correction was not recorded then");
        known.Body!.TextContent.ShouldNotContain("Kaarsenmaker");
        (await visitor.GetAsync(path)).QuerySelectorAll(".ob-history__entry").Length.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task What_changed_between_two_days_is_counted_by_the_days_of_Amsterdam(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        // From 27 to 28 March 2027: the last day has 23 hours, because the clock goes forward. From 10 to 12 December 2026 it is winter.
        (string Name, DateTime At)[] moments =
        [
            ("voor de winter", Utc(2026, 12, 9, 22, 59, 59).AddMicroseconds(999_999)),
            ("begin van de winter", Utc(2026, 12, 9, 23, 0, 0)),
            ("midden in de winter", Utc(2026, 12, 11, 12, 0, 0)),
            ("einde van de winter", Utc(2026, 12, 12, 22, 59, 59).AddMicroseconds(999_999)),
            ("na de winter", Utc(2026, 12, 12, 23, 0, 0)),
            ("voor de lente", Utc(2027, 3, 26, 22, 59, 59).AddMicroseconds(999_999)),
            ("begin van de lente", Utc(2027, 3, 26, 23, 0, 0)),
            ("einde van de lente", Utc(2027, 3, 28, 21, 59, 59).AddMicroseconds(999_999)),
            ("na de lente", Utc(2027, 3, 28, 22, 0, 0)),
        ];
        foreach (var (name, at) in moments)
        {
            app.Clock.Set(at);
            await site.PositionAsync(body, person, p => p.Description = "Lid " + name);
        }

        app.Clock.Set(Utc(2027, 5, 1, 12, 0, 0));
        using var visitor = site.Visitor();
        async Task<List<string>> Told(string query) =>
            [.. (await visitor.GetAsync("/wijzigingen?" + query)).QuerySelectorAll(".ob-history__what").Select(e => NamePattern().Match(e.TextContent).Groups[1].Value)];

        (await Told("van=10-12-2026&tot=12-12-2026")).ShouldBe(["einde van de winter", "midden in de winter", "begin van de winter"]);
        (await Told("van=2026-12-10&tot=2026-12-10")).ShouldBe(["begin van de winter"]);
        (await Told("van=2026-12-13&tot=2027-03-26")).ShouldBe(["voor de lente", "na de winter"]);
        (await Told("van=27-3-2027&tot=28-3-2027")).ShouldBe(["einde van de lente", "begin van de lente"]);
        (await Told("van=2027-03-29")).ShouldBe(["na de lente"]);
        (await Told("tot=2026-12-09")).ShouldBe(["voor de winter"]);
        // What the register knew at a moment cannot hold what was recorded after it.
        (await Told("van=10-12-2026&tot=28-3-2027&bekendOp=2026-12-11")).ShouldBe(["midden in de winter", "begin van de winter"]);
        (await Told("bekendOp=2026-12-09T23:00:00Z")).ShouldBe(["begin van de winter", "voor de winter"]);
        (await Told("peildatum=2020-01-01")).Count.ShouldBe(moments.Length);
        visitor.Page.QuerySelector(".ob-alert")!.TextContent.ShouldContain("De peildatum 1 januari 2020 verandert haar niet");
    }

    [Theory, OnBothDatabases]
    public async Task The_old_address_of_an_organisation_leads_to_the_new_one(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        const string Old = "Verzonnen Okapi";
        var position = await site.PositionAsync(body, person, p => { p.Organisation = Old; p.Description = "Hoeder"; });
        var gift = await GiftAsync(site, body, person, Old, "Houten okapi");
        var draft = await site.PositionAsync(body, person, p => { p.Organisation = "Verzonnen Concept"; p.State = PositionState.Declared; p.PublishedOn = null; });
        var then = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await CorrectAsync(site.App, position.Id, p => p.OrganisationKvk = "90000077");
        await CorrectAsync(site.App, draft.Id, p => { p.Organisation = "Verzonnen Definitief"; p.Publish(new(2026, 11, 22)); });
        using var visitor = site.Visitor();
        (await visitor.GetAsync(Address(Old))).QuerySelector("main")!.TextContent.ShouldContain("Houten okapi", customMessage: "as long as something stands here, it is an ordinary page");

        await site.App.WithStoreAsync(async store =>
        {
            var given = await store.Set<Declaration>().SingleAsync(d => d.Id == gift);
            given.PaidBy = "Verzonnen Giraf";
            given.OrganisationKey = OrganisationName.Key(given.PaidBy);
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        var page = await visitor.GetAsync(Address(Old), HttpStatusCode.Gone);
        page.QuerySelector("meta[name=robots]")!.GetAttribute("content").ShouldBe("noindex");
        page.QuerySelector("h1")!.TextContent.ShouldBe("Deze organisatie heeft een ander adres");
        page.QuerySelector("main a[href='/organisaties/kvk-90000077']").ShouldNotBeNull();
        page.QuerySelector($"main a[href='{Address("Verzonnen Giraf")}']").ShouldNotBeNull();
        page.QuerySelector($"main a[href='/nevenfuncties/{position.Id}']").ShouldNotBeNull();
        await visitor.GetAsync("/organisaties/kvk-90000077");

        // What it was called before it was public nobody could read, so nobody has a link to it.
        await visitor.GetAsync(Address("Verzonnen Concept"), HttpStatusCode.NotFound);
        await visitor.GetAsync(Address("Verzonnen Definitief"));

        // In a look back the old address still holds what it held, and nothing of what moved away from it later.
        (await visitor.GetAsync($"{Address(Old)}?bekendOp={then}")).QuerySelector("main")!.TextContent.ShouldContain("Hoeder");
        visitor.Page.QuerySelector("main")!.TextContent.ShouldContain("Houten okapi");
        await visitor.GetAsync($"{Address(Old)}?bekendOp={PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime)}", HttpStatusCode.Gone);
    }

    [Theory, OnBothDatabases]
    public async Task An_organisation_whose_entry_is_withdrawn_answers_as_one_that_never_was_here(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person, p => p.Organisation = "Verzonnen Egel");
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        // Also what it was corrected to before must not give it away.
        await CorrectAsync(site.App, position.Id, p => p.Organisation = "Verzonnen Das");
        using var visitor = site.Visitor();
        await visitor.GetAsync(Address("Verzonnen Egel"), HttpStatusCode.Gone);
        await CorrectAsync(site.App, position.Id, p => p.Withdrawn = true);

        var never = Said(await visitor.GetAsync(Address("Verzonnen Nooit"), HttpStatusCode.NotFound));
        never.ShouldContain("of wat er stond is ingetrokken");
        foreach (var name in new[] { "Verzonnen Egel", "Verzonnen Das" })
        {
            Said(await visitor.GetAsync(Address(name), HttpStatusCode.NotFound)).ShouldBe(never, "whoever guesses a name learns nothing");
            Said(await visitor.GetAsync(Address(name) + "?peildatum=2026-01-01", HttpStatusCode.NotFound)).ShouldBe(never);
        }

        static string Said(IHtmlDocument page) => string.Join(' ', page.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex("Lid (?<name>[a-z ]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^/(?:overheidsorganisaties|personen|nevenfuncties|geschenken|reizen|organisaties)(?:/[^/]+)?$|^/(?:zoeken|wijzigingen)?$|^/open-data/[^/]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FollowsMoment();

    /// <summary>What a page does not do for the moment that it was asked for.</summary>
    private static IEnumerable<string> Wrong(IHtmlDocument page, string path, string? asOf, string? knownOn)
    {
        var main = page.QuerySelector("main")!;
        var note = main.QuerySelectorAll(".ob-alert").FirstOrDefault(a => a.TextContent.Contains("Terug naar nu", StringComparison.Ordinal));
        if (note is null)
        {
            yield return "does not say that it looks back";
            yield break;
        }

        if ((asOf is not null) != note.TextContent.Contains("24 november 2026", StringComparison.Ordinal))
        {
            yield return "the note about the peildatum";
        }

        if ((knownOn is not null) != note.TextContent.Contains("25 november 2026", StringComparison.Ordinal))
        {
            yield return "the note about bekendOp";
        }

        var back = note.QuerySelector("a")!.GetAttribute("href");
        if (back != path)
        {
            yield return $"the way back to now leads to {back}";
        }

        foreach (var form in main.QuerySelectorAll("form[method=get]"))
        {
            if ((asOf, Value(form, "peildatum")) is not ((null, null or "") or (not null, "2026-11-24" or "24-11-2026")) || (knownOn, Value(form, "bekendOp")) is not ((null, null or "") or (not null, "2026-11-25" or "25-11-2026")))
            {
                yield return $"the form {form.GetAttribute("aria-label") ?? form.GetAttribute("action")} leaves the moment";
            }
        }

        foreach (var href in main.QuerySelectorAll("a[href^='/']").Concat(page.QuerySelectorAll(".ob-breadcrumb a")).Select(a => a.GetAttribute("href")!).Distinct(StringComparer.Ordinal))
        {
            var target = href.Split('?', '#')[0];
            var isLaw = target.StartsWith("/handboek", StringComparison.Ordinal);
            // Links to the page itself lead to another part or version of it, or back to now.
            if (!string.Equals(target, path.Split('?')[0], StringComparison.Ordinal) && (isLaw || FollowsMoment().IsMatch(target)))
            {
                var carried = (asOf is null || href.Contains("peildatum=2026-11-24", StringComparison.Ordinal)) && (knownOn is null || isLaw || href.Contains("bekendOp=2026-11-25", StringComparison.Ordinal));
                if (!carried)
                {
                    yield return $"{href} leaves the moment";
                }
            }
        }

        static string? Value(IElement form, string name) => form.QuerySelector($"[name={name}]")?.GetAttribute("value");
    }

    /// <summary>Public pages by route, with something to see on each, recorded before 24 November 2026.</summary>
    private static async Task<Dictionary<string, string>> PagesAsync(RegisterSite site)
    {
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Kijker");
        var position = await site.PositionAsync(body, person, p => p.Organisation = Zebra);
        // So many that the page of the body leads on to the list.
        await site.App.WithStoreAsync(async store =>
        {
            for (var i = 0; i < 101; i++)
            {
                var more = new AncillaryPosition { BodyId = body, PersonId = person, Description = "Lid", Organisation = Zebra, Start = new(2023), State = PositionState.Published };
                more.Derive();
                store.Add(more);
            }

            store.Add(new PublicBody { Name = "Dienst Kijkdorp", Kind = "gemeente", ParentId = body, SortKey = "dienst", SearchText = "dienst" });
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        var gift = await GiftAsync(site, body, person, Zebra, "Boek");
        var trip = await site.DeclarationAsync(body, person, DeclarationKind.Trip, d => d.PaidBy = Zebra);
        await DueTests.StateAsync(site, body, person, StatementKind.IncomePublished, new(2026, 3, 1), 2025);
        return new(StringComparer.Ordinal)
        {
            ["/"] = "/",
            ["/overheidsorganisaties"] = "/overheidsorganisaties",
            ["/overheidsorganisaties/{id}"] = $"/overheidsorganisaties/{body}",
            ["/personen"] = "/personen?letter=k",
            ["/personen/{id}"] = $"/personen/{person}",
            ["/zoeken"] = "/zoeken?zoek=verzonnen",
            ["/nevenfuncties"] = "/nevenfuncties",
            ["/nevenfuncties/{id:guid}"] = $"/nevenfuncties/{position.Id}",
            ["/geschenken"] = "/geschenken?jaar=2024",
            ["/geschenken/{id:guid}"] = $"/geschenken/{gift}",
            ["/reizen"] = $"/reizen?persoon={person}",
            ["/reizen/{id:guid}"] = $"/reizen/{trip.Id}",
            ["/organisaties"] = "/organisaties?zoek=zebra",
            ["/organisaties/{key}"] = Address(Zebra),
            ["/wijzigingen"] = "/wijzigingen?van=2026-11-01",
        };
    }

    /// <summary>Public pages that are kept in memory, which all pages of the register are: those that take a moment, or those that do not.</summary>
    private static List<string> Routes(TestApp app, bool withMoment) =>
        [
            .. app
                .App.Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<PublicCacheMark>() is not null)
                .Where(e => e.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Any(p => p.ParameterType == typeof(ViewMoment)) == withMoment)
                .Select(e => "/" + e.RoutePattern.RawText!.Trim('/'))
                .Where(r => !r.StartsWith("/v1/", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal),
        ];

    private static Task<Guid> GiftAsync(RegisterSite site, Guid body, Guid person, string from, string what) =>
        site.App.WithStoreAsync(async store =>
        {
            var gift = new Declaration { BodyId = body, PersonId = person, Kind = DeclarationKind.Gift, Description = what, PaidBy = from, OrganisationKey = OrganisationName.Key(from), ValueCents = 6500, Start = new(2024, 3, 2) };
            store.Add(gift);
            await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            return gift.Id;
        });

    private static Task CorrectAsync(TestApp app, Guid position, Action<AncillaryPosition> change) =>
        app.WithStoreAsync(async store =>
        {
            var entry = await store.Set<AncillaryPosition>().SingleAsync(p => p.Id == position);
            change(entry);
            entry.Derive();
            return await store.SaveAsync(Act.BySystem("nevenfunctie.verbeteren"));
        });

    private static Task EndTermAsync(TestApp app, Guid person, DateOnly last) =>
        app.WithStoreAsync(async store =>
        {
            var term = await store.Set<TermOfOffice>().SingleAsync(t => t.PersonId == person);
            term.End = PartialDate.Of(last);
            term.Derive();
            return await store.SaveAsync(Act.BySystem("ambtsdrager.opnemen"));
        });

    private static string Address(string organisation) => $"/organisaties/{OrganisationSlug.Of(OrganisationName.Key(organisation))}";

    private static DateTime Utc(int year, int month, int day, int hour, int minute, int second) => new(year, month, day, hour, minute, second, DateTimeKind.Utc);

    private static List<string> Names(IHtmlDocument page) => [.. page.QuerySelectorAll("main tbody th").Select(c => c.TextContent.Trim())];

    private static List<string> Stats(IHtmlDocument page) => [.. page.QuerySelectorAll("main .ob-stat__value").Select(s => s.TextContent.Trim())];

    private static List<string> Figures(IElement register) => [.. register.QuerySelectorAll(".ob-stat__value").Select(s => s.TextContent.Trim())];

    private static List<(string Who, int Count)> Holders(IElement register) =>
        [
            .. register.QuerySelectorAll("dl > div").Select(d => (d.QuerySelector("dt")!.TextContent.Trim(), int.Parse(d.QuerySelector("dd")!.ChildNodes[0].TextContent, System.Globalization.CultureInfo.InvariantCulture))),
        ];
}
