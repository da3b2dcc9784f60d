// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Parts;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>What the registers add to the pages of persons, bodies, home and search.</summary>
public sealed class PartTests
{
    [Theory, OnBothDatabases]
    public async Task A_persons_page_shows_positions_gifts_trips_and_changes(string database)
    {
        // An application of its own: the page of changes shows the last ones only, and other tests change a lot.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Deelstra");
        var position = await site.PositionAsync(body, person);
        await site.PositionAsync(body, person, p => p.State = PositionState.Declared);
        await site.App.WithStoreAsync(async store =>
        {
            store.Add(
                new Declaration
                {
                    BodyId = body,
                    PersonId = person,
                    Kind = DeclarationKind.Gift,
                    Description = "Boek over bruggen",
                    PaidBy = "Verzonnen Uitgeverij",
                    OrganisationKey = "verzonnen uitgeverij",
                    ValueCents = 6500,
                    Start = new(2024, 3, 2),
                }
            );
            store.Add(
                new Declaration
                {
                    BodyId = body,
                    PersonId = person,
                    Kind = DeclarationKind.Trip,
                    Description = "Werkbezoek",
                    Destination = "Brugge",
                    UnreadPeriod = "voorjaar 5008",
                }
            );
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });

        var page = await RenderAsync(site, PageSlot.Person, person);
        page.QuerySelectorAll($"a[href='/nevenfuncties/{position.Id}']").ShouldNotBeEmpty();
        page.QuerySelectorAll("#nevenfuncties, table").Length.ShouldBeGreaterThan(0);
        var text = page.Body!.Text();
        text.ShouldContain("Boek over bruggen");
        text.ShouldContain("€ 65,00");
        text.ShouldContain("“voorjaar 5008”");
        text.ShouldContain("Openbaar gemaakt: Lid raad van toezicht");
        page.QuerySelector("a[href='/organisaties/verzonnen-uitgeverij']").ShouldNotBeNull();

        var bars = await site.App.InScopeAsync(s => RegisterParts.Timeline.Single().LoadAsync(s, new PartContext(person, ViewMoment.Now), TestContext.Current.CancellationToken));
        bars.ShouldHaveSingleItem().Start.ShouldBe(new(2023, 5));

        using var visitor = site.Visitor();
        (await visitor.GetAsync("/organisaties/verzonnen-uitgeverij")).Body!.Text().ShouldContain("Boek over bruggen");
        (await visitor.GetAsync("/wijzigingen")).Body!.Text().ShouldContain("Werkbezoek");
    }

    [Theory, OnBothDatabases]
    public async Task A_persons_page_says_how_many_changes_the_list_tells_now_and_in_a_look_back(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, person, position) = await IncomeTests.AldermanAsync(site, 100);
        for (var i = 0; i < 14; i++)
        {
            await site.DeclarationAsync(body, person, DeclarationKind.Gift);
        }

        await DueTests.StateAsync(site, body, person, StatementKind.IncomePublished, new(2026, 3, 1), 2025);
        await IncomeTests.IncomeAsync(site, body, person, position, 2025, 500_000);
        var removed = await IncomeTests.IncomeAsync(site, body, person, position, 2024, 400_000);
        await site.App.WithStoreAsync(async store =>
        {
            (await store.Set<PositionIncome>().SingleAsync(i => i.Id == removed)).Retracted = true;
            await store.SaveAsync(Act.BySystem("neveninkomsten.weghalen"));
            (await store.Set<Declaration>().FirstAsync(d => d.PersonId == person)).Description = "Boek over sluizen";
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        await site.PositionAsync(body, person, p => p.State = PositionState.Draft, "nevenfunctie.opnemen");
        var hidden = await site.PositionAsync(body, person);
        using var clerk = site.Clerk(body);
        await DoAsync(clerk, $"/beheer/{body}/nevenfuncties/{hidden.Id}/intrekken", ("reden", "Bedreiging"), ("tot", "1-3-2027"));

        // What the public could not see of a position is not told afterwards: as draft, as declared, and while it was withdrawn.
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(DeclareTests.Good, StringComparer.Ordinal) { ["melding"] = "" });
        await clerk.SubmitAsync(Fields(), button: ("actie", "concept"));
        await clerk.FollowAsync();
        var id = clerk.Response.RequestMessage!.RequestUri!.Segments[^1];
        var screen = $"/beheer/{body}/nevenfuncties/{id}/";
        await DoAsync(clerk, screen + "verbeteren", ("organisatie", "Verzonnen Genootschap"), ("reden", "De naam was fout."));
        await DoAsync(clerk, screen + "melden", ("melding", "3-11-2026"));
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/openbaarmaken?nummer={id}");
        await clerk.SubmitAsync(Fields());
        await DoAsync(clerk, screen + "verbeteren", ("organisatie", "Verzonnen Vereniging"), ("reden", "De naam was nog fout."));
        await DoAsync(clerk, screen + "intrekken", ("reden", "Bedreiging"), ("tot", "1-3-2027"));
        await DoAsync(clerk, screen + "verbeteren", ("organisatie", "Verzonnen Club"), ("reden", "Weer een andere naam."));
        await DoAsync(clerk, screen + "hervatten", ("reden", "Voorbij"));
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var known = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await DoAsync(clerk, screen + "beeindigen", ("tot", "oktober 2026"), ("reden", ""));

        using var visitor = site.Visitor();
        foreach (var (moment, count) in new[] { ("", 23), ($"bekendOp={known}", 22) })
        {
            var link = (await visitor.GetAsync($"/personen/{person}?{moment}")).QuerySelector("section:has(#wijzigingen) a[href^='/wijzigingen?persoon=']")!;
            link.TextContent.ShouldBe($"Alle {count} wijzigingen", moment);
            (await visitor.GetAsync(link.GetAttribute("href")!)).QuerySelectorAll(".ob-history__entry").Length.ShouldBe(count, moment);
        }

        static async Task DoAsync(TestBrowser clerk, string address, params (string Name, string Value)[] fields)
        {
            await clerk.GetAsync(address);
            await clerk.SubmitAsync(Fields(fields));
            await clerk.SubmitAsync(Fields());
            clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther, address);
        }

        static Dictionary<string, string?> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(f => f.Name, f => (string?)f.Value, StringComparer.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Gifts_trips_and_statements_say_under_which_norm_they_are_public(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Grondslag");
        await site.App.WithStoreAsync(async store =>
        {
            store.Add(new AdoptedCode { BodyId = body, Number = 1, Code = "eigen-code", TitleNl = "Eigen code", TitleEn = "Own code", AdoptedOn = new(2022, 12, 1), AdoptedBy = "de raad", From = new(2023, 1, 1), Yaml = GiftsArePublic });
            return await store.SaveAsync(Act.BySystem("gedragscode.vaststellen", "import"));
        });
        var member = await site.PersonAsync(body, "Raadsman");
        var alderman = await site.PersonAsync(body, "Schepen", "wethouder");
        var before = await site.PersonAsync(body, "Vroeger");
        await site.App.WithStoreAsync(async store =>
        {
            store.AddRange(
                Gift(body, member, new(2024, 3, 2)),
                new Declaration { BodyId = body, PersonId = member, Kind = DeclarationKind.Trip, Description = "Werkbezoek", Start = new(2024, 3, 2) },
                Stated(body, member, StatementKind.NoPositions, null),
                Gift(body, alderman, new(2024, 3, 2)),
                Stated(body, alderman, StatementKind.IncomePublished, 2025),
                // Received before this person had an office here.
                Gift(body, before, new(2021, 5, 1)),
                Stated(body, before, StatementKind.IncomePublished, 2025));
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });

        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/personen/{member}");
        Under(page, "geschenken").ShouldBe([("Eigen code", $"/handboek/normen/eigen-geschenken-openbaar?overheidsorganisatie={body}")]);
        Under(page, "reizen").ShouldBeEmpty("no norm that holds makes trips public here");
        Under(page, "nevenfuncties").ShouldBe([("Gemeentewet, artikel 12", "/handboek/normen/gemw-12-openbaarmaking")]);
        await visitor.GetAsync(Under(page, "geschenken")[0].Href);
        // On a day before the code it did not hold, and on a day before all law nothing did.
        Under(await visitor.GetAsync($"/personen/{member}?peildatum=2022-12-31"), "geschenken").ShouldBeEmpty();
        Under(await visitor.GetAsync($"/personen/{member}?taal=en"), "geschenken", "Public under").ShouldBe([("Own code", $"/handboek/normen/eigen-geschenken-openbaar?overheidsorganisatie={body}")]);

        page = await visitor.GetAsync($"/personen/{alderman}?taal=nl");
        Under(page, "geschenken").ShouldBeEmpty("the code speaks to members of the council");
        var income = Under(page, "nevenfuncties").ShouldHaveSingleItem();
        income.Citation.ShouldStartWith("Gemeentewet, artikel 41b");
        income.Href.ShouldBe("/handboek/normen/gemw-41b-4-inkomsten");

        page = await visitor.GetAsync($"/personen/{before}");
        Under(page, "geschenken").ShouldBeEmpty();
        Under(page, "nevenfuncties").ShouldBeEmpty("no norm asks a member of the council for income");

        static Declaration Gift(Guid body, Guid person, PartialDate day) =>
            new() { BodyId = body, PersonId = person, Kind = DeclarationKind.Gift, Description = "Boek", ValueCents = 6500, Start = day };

        static Statement Stated(Guid body, Guid person, StatementKind kind, int? year)
        {
            var statement = new Statement { BodyId = body, PersonId = person, Kind = kind, Year = year, On = new(2026, 3, 2) };
            statement.Derive();
            return statement;
        }
    }

    private const string GiftsArePublic = """
        act: { id: eigen-code, title: Eigen code, titleEn: Own code }
        from: 2023-01-01
        adopted: { on: 2022-12-01, by: raad }
        norms:
          - id: eigen-geschenken-openbaar
            kind: publication
            phase: during
            topic: geschenken
            who: { offices: [raadslid], bodies: [gemeente] }
            status: local
            certainty: verified
            source: Eigen code
            title: { nl: Geschenken zijn openbaar, en: Gifts are public }
            explanation: { nl: Wij maken geschenken openbaar., en: We publish gifts. }
            about: geschenk
            duty: { trigger: geschenk.datumOntvangst, term: terstond, channels: [electronic] }
            examples:
              - { facts: { geschenk.datumOntvangst: 2026-11-02 }, gives: openbaar-maken }
              - { facts: { geschenk.waarde: 10.00 }, gives: niet-te-bepalen }
              - { facts: {}, gives: niet-van-toepassing }
        """;

    // The line below the table or list of a section.
    private static List<(string Citation, string Href)> Under(IDocument page, string section, string words = "Openbaar volgens") =>
        [
            .. page.QuerySelector("#" + section)!.Closest("section")!.QuerySelectorAll("p").Where(p => p.TextContent.Trim().StartsWith(words + " ", StringComparison.Ordinal))
                .SelectMany(p => p.QuerySelectorAll("a")).Select(a => (a.TextContent.Trim(), a.GetAttribute("href")!)),
        ];

    [Theory, OnBothDatabases]
    public async Task A_bodys_page_says_how_complete_its_register_is(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        await site.PositionAsync(body, person);
        await site.PositionAsync(body, person);
        await site.PositionAsync(
            body,
            person,
            p =>
            {
                p.Organisation = null;
                p.Remuneration = Remuneration.Unknown;
                p.Start = null;
                p.UnreadPeriod = "sinds jaar en dag";
            }
        );
        var text = (await RenderAsync(site, PageSlot.Body, body)).Body!.Text();
        text.ShouldContain("2 van 3");
        text.ShouldContain("Wie staat erin?");
        text.ShouldContain("66 %");
        text.ShouldContain("Laatste wijziging: 22 november 2026");
        text.ShouldContain("“sinds jaar en dag”");
    }

    [Theory, OnBothDatabases]
    public async Task A_clerk_who_signed_in_finds_the_workplace_and_the_files(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        await site.PositionAsync(body, await site.PersonAsync(body), p => p.Organisation = "=cmd|calc");
        using var clerk = app.Browser();
        await clerk.SignInAsync(app, Role.Clerk, body);
        await clerk.GetAsync("/beheer", System.Net.HttpStatusCode.SeeOther);
        (await clerk.FollowAsync()).QuerySelector("h1")!.TextContent.ShouldBe("Gemeente Voorbeeldrecht");
        var csv = await clerk.Client.GetStringAsync($"/beheer/{body}/nevenfuncties/export.csv");
        csv.ShouldContain("openbaar,false,");
        csv.ShouldContain("'=cmd|calc");
        using var visitor = site.Visitor();
        (await visitor.Client.GetStringAsync($"/open-data/nevenfuncties.csv?overheidsorganisatie={body}")).Split("\r\n").Length.ShouldBe(3);
    }

    private static async Task<AngleSharp.Html.Dom.IHtmlDocument> RenderAsync(RegisterSite site, string slot, Guid subject)
    {
        await using var scope = site.App.App.Services.CreateAsyncScope();
        var fragments = new List<RenderFragment>();
        foreach (var part in RegisterParts.All.Where(p => string.Equals(p.Slot, slot, StringComparison.Ordinal)))
        {
            if (await part.LoadAsync(scope.ServiceProvider, new PartContext(subject, ViewMoment.Now), TestContext.Current.CancellationToken) is { } fragment)
            {
                fragments.Add(fragment);
            }
        }

        fragments.ShouldNotBeEmpty();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<Host>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Fragments"] = fragments }))).ToHtmlString()
        );
        return new HtmlParser().ParseDocument(html);
    }

    private sealed class Host : ComponentBase
    {
        [Parameter]
        public IReadOnlyList<RenderFragment> Fragments { get; set; } = [];

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            foreach (var fragment in Fragments)
            {
                builder.AddContent(0, fragment);
            }
        }
    }
}
