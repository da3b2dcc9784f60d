// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>What an office-holder states without a position of its own: none at all, or income published.</summary>
public sealed class StatementTests
{
    [Theory, OnBothDatabases]
    public async Task Who_has_none_is_recorded_corrected_and_retracted_and_the_public_page_follows(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Nietswaard");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/verklaringen/nieuw?persoon={person}&soort=geen");
        await clerk.SubmitAsync(Fields(("dag", "31-2-2026"), ("adres", "voorbeeld.nl")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("input[name=dag]")!.GetAttribute("value").ShouldBe("31-2-2026", "what was typed stays");
        clerk.Page.QuerySelector("a[href='#veld-adres']")!.TextContent.ShouldBe("Dit is geen adres van een pagina. Begin met https://");
        clerk.Page.Title!.ShouldStartWith("Fout:");

        await clerk.SubmitAsync(Fields(("dag", "3-5-2026"), ("adres", "")));
        var shown = await clerk.FollowAsync();
        shown.QuerySelector("main")!.Text().ShouldContain("De verklaring is vastgelegd en openbaar.");
        shown.QuerySelector("main")!.Text().ShouldContain("3 mei 2026");
        var address = clerk.Response.RequestMessage!.RequestUri!.AbsolutePath;
        (await PersonPageAsync(site, person)).ShouldContain("Verklaard op 3 mei 2026");

        using var second = site.Clerk(body);
        await second.GetAsync(address + "/verbeteren");
        await clerk.GetAsync(address + "/verbeteren");
        await clerk.SubmitAsync(Fields(("dag", "4-5-2026"), ("reden", "")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await clerk.SubmitAsync(Fields(("reden", "De brief is van 4 mei.")));
        var corrected = await clerk.FollowAsync();
        corrected.QuerySelector("#geschiedenis")!.ParentElement!.ParentElement!.Text().ShouldContain("De brief is van 4 mei.");
        await second.SubmitAsync(Fields(("dag", "9-5-2026"), ("reden", "Verkeerd gelezen.")));
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Page.QuerySelector("main")!.Text().ShouldContain("de datum is nu 4 mei 2026");
        second.Page.QuerySelector("input[name=dag]")!.GetAttribute("value").ShouldBe("9-5-2026");

        await clerk.GetAsync(address + "/intrekken");
        await clerk.SubmitAsync(Fields(("reden", "Er is toch een functie.")));
        (await clerk.FollowAsync()).QuerySelector("main")!.Text().ShouldContain("De verklaring is ingetrokken.");
        (await PersonPageAsync(site, person)).ShouldNotContain("Verklaard op");
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/personen/{person}")).QuerySelector("section:has(#wijzigingen)")!.Text().ShouldContain("Verklaring ingetrokken: Geen nevenfuncties");
        await clerk.GetAsync(address + "/verbeteren", HttpStatusCode.SeeOther);
        var history = await site.App.WithStoreAsync(s => s.HistoryAsync<Statement>(Guid.Parse(address.Split('/')[^1])));
        history.Select(h => h.Act.Process).ShouldBe(["verklaring.vastleggen", "verklaring.verbeteren", "verklaring.intrekken"]);
        history.ShouldAllBe(h => h.Act.ActorRole == nameof(Role.Clerk));
    }

    [Theory, OnBothDatabases]
    public async Task Who_has_a_position_cannot_state_to_have_none_and_nothing_is_recorded_twice(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Dubbelhart");
        await site.PositionAsync(body, person);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/verklaringen/nieuw?persoon={person}&soort=geen");
        await clerk.SubmitAsync(Fields(("dag", "3-5-2026")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("nog 1 nevenfunctie in het register");

        await clerk.SubmitAsync(Fields(("soort", "inkomsten"), ("jaar", ""), ("dag", "28-3-2026")));
        clerk.Page.QuerySelector("a[href='#veld-jaar']").ShouldNotBeNull();
        await clerk.SubmitAsync(Fields(("jaar", "2025"), ("dag", "28-3-2024")));
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Deze dag ligt voor 2025");
        await clerk.SubmitAsync(Fields(("dag", "28-3-2026"), ("adres", "https://www.voorbeeld.nl/inkomsten")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await PersonPageAsync(site, person)).ShouldContain("Inkomsten over 2025 openbaar gemaakt");

        await clerk.GetAsync($"/beheer/{body}/verklaringen/nieuw?persoon={person}&soort=inkomsten&jaar=2025");
        await clerk.SubmitAsync(Fields(("dag", "30-3-2026")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Dit is al vastgelegd voor deze persoon");

        using var visitor = site.Visitor();
        var file = await visitor.Client.GetStringAsync($"/open-data/verklaringen.csv?overheidsorganisatie={body}");
        file.ShouldContain(",inkomsten,2025,2026-03-28,https://www.voorbeeld.nl/inkomsten,1");

        using var stranger = site.Clerk(await site.BodyAsync("Gemeente Elders"));
        await stranger.GetAsync($"/beheer/{body}/verklaringen", HttpStatusCode.Forbidden);
        using var editor = site.As(body, Role.PublicationEditor);
        (await editor.GetAsync($"/beheer/{body}/verklaringen?persoon=dubbelhart")).QuerySelectorAll("main tbody tr").Length.ShouldBe(1);
        await editor.GetAsync($"/beheer/{body}/verklaringen/nieuw", HttpStatusCode.Forbidden);
    }

    [Theory, OnBothDatabases]
    public async Task The_clerk_sorts_statements_by_person_kind_and_day_and_a_filter_keeps_the_order(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        await DueTests.StateAsync(site, body, await site.PersonAsync(body, "Midden"), StatementKind.IncomePublished, new(2025, 4, 1), 2024);
        await DueTests.StateAsync(site, body, await site.PersonAsync(body, "Aanvang"), StatementKind.IncomePublished, new(2026, 3, 1), 2025);
        await DueTests.StateAsync(site, body, await site.PersonAsync(body, "Zuster"), StatementKind.NoPositions, new(2025, 9, 1));
        using var clerk = site.Clerk(body);
        var path = $"/beheer/{body}/verklaringen";
        foreach (var (sort, order) in new (string, string)[]
        {
            ("", "Aanvang Zuster Midden"),
            ("?sorteer=dag", "Midden Zuster Aanvang"),
            ("?sorteer=persoon", "Aanvang Midden Zuster"),
            ("?sorteer=-persoon", "Zuster Midden Aanvang"),
            ("?sorteer=soort", "Zuster Midden Aanvang"),
            ("?sorteer=-soort", "Aanvang Midden Zuster"),
            ("?sorteer=onzin", "Aanvang Zuster Midden"),
        })
        {
            (await clerk.GetAsync(path + sort)).QuerySelectorAll("main tbody tr").Select(r => r.Children[0].TextContent.Trim().Split(' ')[^1]).ShouldBe(order.Split(' '), sort);
        }

        var page = await clerk.GetAsync(path + "?sorteer=persoon");
        page.QuerySelector("main thead th[aria-sort]")!.GetAttribute("aria-sort").ShouldBe("ascending");
        page.QuerySelectorAll("main thead th a").Select(a => a.GetAttribute("href")).ShouldBe([path + "?sorteer=-persoon", path + "?sorteer=soort", path + "?sorteer=dag"]);
        page.QuerySelector("main form[method=get] input[name=sorteer]")!.GetAttribute("value").ShouldBe("persoon");
    }

    [Theory, OnBothDatabases]
    public async Task A_statement_of_none_is_not_shown_beside_a_position(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Ommekeer");
        await DueTests.StateAsync(site, body, person, StatementKind.NoPositions, new(2025, 1, 2));
        (await PersonPageAsync(site, person)).ShouldContain("Geen nevenfuncties");
        await site.PositionAsync(body, person, p => p.State = PositionState.Declared);
        (await PersonPageAsync(site, person)).ShouldContain("Geen nevenfuncties", customMessage: "what waits to be published may not be told from what disappears");
        await site.PositionAsync(body, person);
        (await PersonPageAsync(site, person)).ShouldNotContain("Verklaard op");
    }

    private static async Task<string> PersonPageAsync(RegisterSite site, Guid person)
    {
        using var visitor = site.Visitor();
        return (await visitor.GetAsync($"/personen/{person}")).QuerySelector("section:has(#nevenfuncties)")!.Text();
    }

    private static Dictionary<string, string?> Fields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        return all;
    }
}
