// SPDX-License-Identifier: EUPL-1.2
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Parts;
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
