// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Faction and share of full time change within a term of office; what held on a day is told everywhere. It is 22 November 2026.</summary>
public sealed class TermTests
{
    [Theory, OnBothDatabases]
    public async Task A_change_of_faction_ends_what_held_and_is_public_by_day_and_by_moment(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Overstapper");
        using var clerk = site.Clerk(body);
        var list = await clerk.GetAsync($"/beheer/{body}/ambtstermijnen?persoon=overstapper");
        var address = list.QuerySelector("main tbody a")!.GetAttribute("href")!;
        await clerk.GetAsync(address + "/fractie/wijzigen");
        await clerk.SubmitAsync(Fields(("waarde", "Samen Voorbeeldrecht"), ("vanaf", "")));
        (await clerk.FollowAsync()).QuerySelector("main")!.Text().ShouldContain("De wijziging is opgeslagen en openbaar.");

        await clerk.GetAsync(address + "/fractie/wijzigen");
        await clerk.SubmitAsync(Fields(("waarde", ""), ("vanaf", "")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-waarde']").ShouldNotBeNull();
        clerk.Page.QuerySelector("a[href='#veld-vanaf']").ShouldNotBeNull();
        await clerk.SubmitAsync(Fields(("waarde", "Lijst Alleen"), ("vanaf", "1-1-2020")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("valt buiten de ambtstermijn");
        clerk.Page.QuerySelector("input[name=waarde]")!.GetAttribute("value").ShouldBe("Lijst Alleen", "what was typed stays");
        var known = site.App.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await clerk.SubmitAsync(Fields(("vanaf", "12-9-2024")));
        await clerk.FollowAsync();

        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/personen/{person}");
        page.QuerySelector("main tbody tr")!.Text().ShouldContain("Lijst Alleen");
        var changes = page.QuerySelector("main details")!.Text();
        changes.ShouldContain("tot en met 11 september 2024");
        changes.ShouldContain("sinds 12 september 2024");
        page.QuerySelector("section:has(#wijzigingen)")!.Text().ShouldContain("Ambtstermijn gewijzigd: Fractie");
        var then = await visitor.GetAsync($"/personen/{person}?peildatum=2024-09-11");
        then.QuerySelector("main tbody tr")!.Text().ShouldContain("Samen Voorbeeldrecht");
        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelector("#raadslid")!.ParentElement!.ParentElement!.Text().ShouldContain("Lijst Alleen");
        (await visitor.GetAsync($"/overheidsorganisaties/{body}?peildatum=2024-01-01")).QuerySelector("main tbody")!.Text().ShouldContain("Samen Voorbeeldrecht");

        var now = await JsonAsync(visitor.Client, $"/v1/personen/{person}");
        var term = now.GetProperty("ambtstermijnen")[0];
        term.GetProperty("fractie").GetString().ShouldBe("Lijst Alleen");
        term.GetProperty("fracties").EnumerateArray().Select(f => f.GetRawText()).ShouldBe(
            [
                """{"naam":"Samen Voorbeeldrecht","datumAanvang":null,"datumEinde":"2024-09-11","waargenomenOp":null}""",
                """{"naam":"Lijst Alleen","datumAanvang":"2024-09-12","datumEinde":null,"waargenomenOp":null}""",
            ]
        );
        (await JsonAsync(visitor.Client, $"/v1/personen/{person}?peildatum=2023-05-01")).GetProperty("ambtstermijnen")[0].GetProperty("fractie").GetString().ShouldBe("Samen Voorbeeldrecht");
        (await JsonAsync(visitor.Client, $"/v1/personen/{person}?bekendOp={known}")).GetProperty("ambtstermijnen")[0].GetProperty("fractie").GetString().ShouldBe("Samen Voorbeeldrecht");
        var file = await visitor.Client.GetStringAsync($"/open-data/ambtstermijnen.csv?overheidsorganisatie={body}");
        file.ShouldContain("Lijst Alleen,,../2024-09-11 Samen Voorbeeldrecht; 2024-09-12/.. Lijst Alleen");
        (await visitor.Client.GetStringAsync($"/open-data/ambtstermijnen.json?overheidsorganisatie={body}&peildatum=2024-01-01")).ShouldContain("\"fractie\":\"Samen Voorbeeldrecht\"");
    }

    [Theory, OnBothDatabases]
    public async Task A_period_is_corrected_with_a_reason_and_a_second_tab_sees_what_changed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Bijstelling", "wethouder");
        var address = await AddressAsync(site, body, person, shares: """[{"end":"2024-12-31","value":100},{"start":"2025-01-01","value":80}]""");
        using var clerk = site.Clerk(body);
        using var second = site.Clerk(body);
        await second.GetAsync(address + "/omvang/2/verbeteren");
        await clerk.GetAsync(address + "/omvang/2/verbeteren");
        await clerk.SubmitAsync(Fields(("waarde", "120"), ("reden", "")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-reden']").ShouldNotBeNull();
        clerk.Page.QuerySelector("a[href='#veld-waarde']").ShouldNotBeNull();
        await clerk.SubmitAsync(Fields(("waarde", "90 %"), ("vanaf", "15-12-2024"), ("reden", "Het besluit zegt 90.")));
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("overlapt met een andere");
        await clerk.SubmitAsync(Fields(("vanaf", "februari 2025")));
        (await clerk.FollowAsync()).QuerySelector("section:has(#omvang) tbody")!.Text().ShouldContain("februari 2025");
        clerk.Page.QuerySelector("section:has(#geschiedenis)")!.Text().ShouldContain("Het besluit zegt 90.");

        await second.SubmitAsync(Fields(("waarde", "70"), ("reden", "Vergissing.")));
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Page.QuerySelector("input[name=waarde]")!.GetAttribute("value").ShouldBe("70");
        second.Page.QuerySelector("main")!.Text().ShouldContain("90 procent");

        await clerk.GetAsync(address + "/omvang/2/verbeteren");
        await clerk.SubmitAsync(Fields(("verwijderen", "ja"), ("reden", "Er is nooit een wijziging geweest.")));
        (await clerk.FollowAsync()).QuerySelectorAll("section:has(#omvang) tbody tr").Length.ShouldBe(1);
        await clerk.GetAsync(address + "/omvang/2/verbeteren", HttpStatusCode.NotFound);
        var history = await site.App.InScopeAsync(async s => await ((TermChanges)s.GetService(typeof(TermChanges))!).HistoryAsync(Guid.Parse(address.Split('/')[^1])));
        history.Select(h => h.Act.Process).TakeLast(2).ShouldBe(["ambtstermijn.verbeteren", "ambtstermijn.verbeteren"]);
        history[^1].State.FullTimePercent!.ToString().ShouldBe("""[{"end":"2024-12-31","value":100}]""");

        using var editor = site.As(body, Role.PublicationEditor);
        (await editor.GetAsync(address)).QuerySelector("main a[href$='/wijzigen']").ShouldBeNull();
        await editor.GetAsync(address + "/omvang/wijzigen", HttpStatusCode.Forbidden);
        using var stranger = site.Clerk(await site.BodyAsync("Gemeente Anders"));
        await stranger.GetAsync(address, HttpStatusCode.Forbidden);
        await stranger.GetAsync($"/beheer/{await site.BodyAsync("Gemeente Nog Anders")}/ambtstermijnen", HttpStatusCode.Forbidden);
    }

    [Theory, OnBothDatabases]
    public async Task The_clerk_sorts_terms_by_name_office_and_first_day(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        foreach (var (family, office, year) in new[] { ("Boom", "wethouder", 2022), ("Aarde", "raadslid", 2018), ("Ceder", "burgemeester", 2024) })
        {
            var person = await site.PersonAsync(body, family, office);
            await site.App.WithStoreAsync(async store =>
            {
                var term = await store.Set<TermOfOffice>().SingleAsync(t => t.PersonId == person);
                term.Start = new(year, 1, 1);
                term.Derive();
                return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            });
        }

        using var clerk = site.Clerk(body);
        var path = $"/beheer/{body}/ambtstermijnen";
        foreach (var (sort, order) in new[]
        {
            ("", "Aarde Boom Ceder"),
            ("?sorteer=-persoon", "Ceder Boom Aarde"),
            ("?sorteer=ambt", "Ceder Aarde Boom"),
            ("?sorteer=-ambt", "Boom Aarde Ceder"),
            ("?sorteer=van", "Aarde Boom Ceder"),
            ("?sorteer=-van", "Ceder Boom Aarde"),
            ("?sorteer=onzin", "Aarde Boom Ceder"),
        })
        {
            (await clerk.GetAsync(path + sort)).QuerySelectorAll("main tbody th").Select(h => h.TextContent.Trim().Split(' ')[^1]).ShouldBe(order.Split(' '), sort);
        }

        var page = await clerk.GetAsync(path + "?sorteer=van&eerder=ja");
        page.QuerySelectorAll("main thead th a").Select(a => a.GetAttribute("href")).ShouldBe([path + "?eerder=ja", path + "?eerder=ja&sorteer=ambt", path + "?eerder=ja&sorteer=-van"]);
        page.QuerySelector("main form[method=get] input[name=sorteer]")!.GetAttribute("value").ShouldBe("van");
    }

    [Theory, OnBothDatabases]
    public async Task Income_is_asked_of_the_years_in_which_the_office_was_full_time(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var before = await site.PersonAsync(body, "Voltijdsgeweest", "wethouder");
        await AddressAsync(site, body, before, shares: """[{"end":"2025-06-30","value":100},{"start":"2025-07-01","value":80}]""");
        var after = await site.PersonAsync(body, "Deeltijdgebleven", "wethouder");
        await AddressAsync(site, body, after, shares: """[{"end":"2025-06-30","value":60},{"start":"2025-07-01","value":80}]""");
        foreach (var person in new[] { before, after })
        {
            await site.PositionAsync(body, person, p => { p.Start = new(2020, 1, 1); p.Remuneration = Remuneration.Paid; });
        }

        using var clerk = site.Clerk(body);
        var rows = (await clerk.GetAsync($"/beheer/{body}/termijnen?soort=inkomsten")).QuerySelectorAll("main tbody tr").Select(r => r.Text()).ToArray();
        rows.ShouldHaveSingleItem().ShouldContain("Voltijdsgeweest");
        rows[0].ShouldContain("Inkomsten over 2025");
    }

    private static Task<string> AddressAsync(RegisterSite site, Guid body, Guid person, string shares) =>
        site.App.WithStoreAsync(async store =>
        {
            var term = await store.Set<TermOfOffice>().SingleAsync(t => t.PersonId == person);
            term.FullTimePercent = OverTime.Parse<int>(shares);
            await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            return $"/beheer/{body}/ambtstermijnen/{term.Id}";
        });

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;

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
