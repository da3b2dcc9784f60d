// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.Json;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

public sealed class PublicSiteTests
{
    [Theory, OnBothDatabases]
    public async Task People_stand_under_their_family_name_and_are_found_by_it(string database)
    {
        await using var app = await FilledAsync(database);
        using var browser = app.Browser();

        var list = await browser.GetAsync("/personen");
        list.QuerySelectorAll("main tbody th a").Select(a => a.TextContent).ShouldBe(
            ["Aak, Zus", "Berg, Anna van der", "IJsvogel, Ida", "Ijzer, Bo"],
            Case.Insensitive
        );
        (await browser.GetAsync("/personen?letter=b")).QuerySelectorAll("main tbody th a").Length.ShouldBe(1);
        var found = await browser.GetAsync("/zoeken?zoek=ber");
        found.QuerySelector("main dl a")!.TextContent.ShouldContain("van der Berg");
        var person = await browser.GetAsync(found.QuerySelector("main dl a")!.GetAttribute("href")!);
        person.QuerySelector("h1")!.TextContent.ShouldBe("Anna van der Berg");
        person.QuerySelectorAll("main tbody tr").First(r => r.TextContent.Contains("Gemeente Waterdorp", StringComparison.Ordinal)).TextContent.ShouldContain("1 januari 2020");
    }

    [Theory, OnBothDatabases]
    public async Task A_body_shows_who_is_in_office_on_the_day_asked_for(string database)
    {
        await using var app = await FilledAsync(database);
        using var browser = app.Browser();
        var list = await browser.GetAsync("/overheidsorganisaties");
        var path = list.QuerySelector("main tbody th a")!.GetAttribute("href")!;

        (await browser.GetAsync(path)).QuerySelectorAll("main tbody tr").Length.ShouldBe(4);
        var before = await browser.GetAsync(path + "?peildatum=2019-01-01");
        before.QuerySelectorAll("main tbody tr").Length.ShouldBe(0);
        before.Body!.TextContent.ShouldContain("U ziet wat gold op 1 januari 2019");
        await browser.GetAsync(path + "?bekendOp=2020-01-01", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task A_long_council_shows_its_first_names_and_the_others_on_request(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        using var visitor = site.Visitor();
        var body = await site.BodyAsync("Gemeente Langeraad");
        for (var i = 0; i < 25; i++)
        {
            await site.PersonAsync(body, $"Raad{(char)('A' + i)}");
        }

        var whole = await visitor.GetAsync($"/overheidsorganisaties/{body}");
        whole.QuerySelectorAll("section:has(#raadslid) tbody tr").Length.ShouldBe(25);
        whole.QuerySelector("section:has(#raadslid) details").ShouldBeNull("a few names are not worth a click");

        await site.PersonAsync(body, "RaadZ");
        var page = await visitor.GetAsync($"/overheidsorganisaties/{body}");
        var section = page.QuerySelector("section:has(#raadslid)")!;
        section.QuerySelectorAll("tbody tr").Count(r => r.Closest("details") is null).ShouldBe(20);
        var rest = section.QuerySelector("details")!;
        rest.HasAttribute("open").ShouldBeFalse();
        rest.QuerySelector("summary")!.TextContent.ShouldBe("Toon de andere 6 namen");
        rest.QuerySelectorAll("tbody tr").Length.ShouldBe(6);
        string.Concat(section.QuerySelectorAll("tbody th a").Select(a => a.TextContent.Trim()[^1])).ShouldBe("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "everybody once, by name");
        page.QuerySelectorAll("main [id]").Select(e => e.Id).ShouldBeUnique();
        section.QuerySelectorAll("table").ShouldAllBe(t => t.QuerySelectorAll("thead th").Length == 2);
    }

    [Theory, OnBothDatabases]
    public async Task What_cannot_be_read_in_an_address_is_said_in_a_sentence(string database)
    {
        await using var app = await FilledAsync(database);
        using var browser = app.Browser();

        (await browser.GetAsync("/personen?peildatum=gisteren", HttpStatusCode.BadRequest)).QuerySelector("main p")!.TextContent.ShouldNotBeEmpty();
        await browser.GetAsync("/personen?pagina=1000000000", HttpStatusCode.BadRequest);
        await browser.GetAsync("/personen?pagina=0", HttpStatusCode.BadRequest);
        await browser.GetAsync("/personen/" + Guid.CreateVersion7(), HttpStatusCode.NotFound);
        await browser.GetAsync("/overheidsorganisaties/geen-id", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task The_api_pages_links_and_refuses_with_everything_that_is_wrong(string database)
    {
        await using var app = await FilledAsync(database);
        using var client = app.Client();

        using var page = await client.GetAsync("/v1/personen?pageSize=2&page=2");
        var body = JsonDocument.Parse(await page.Content.ReadAsStringAsync()).RootElement;
        body.GetProperty("aantal").GetInt32().ShouldBe(4);
        body.GetProperty("resultaten").EnumerateArray().Select(p => p.GetProperty("achternaam").GetString()!).ShouldBe(["IJsvogel", "IJzer"], Case.Insensitive);
        var link = page.Headers.GetValues("Link").Single();
        link.ShouldContain("rel=\"prev\"");
        link.ShouldNotContain("rel=\"next\"");
        page.Headers.GetValues("API-Version").Single().ShouldNotBeEmpty();
        page.Headers.ETag.ShouldNotBeNull();

        using var wrong = await client.GetAsync("/v1/personen?page=0&onzin=1&peildatum=x");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var errors = JsonDocument.Parse(await wrong.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").EnumerateArray();
        errors.Select(e => e.GetProperty("field").GetString()).ShouldBe(["page", "onzin", "peildatum"], ignoreOrder: true);

        using var xml = new HttpRequestMessage(HttpMethod.Get, "/v1/ambten");
        xml.Headers.Add("Accept", "application/xml");
        using var refused = await client.SendAsync(xml);
        refused.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
        using var options = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/v1/ambten"));
        options.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/ambten"));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var unknown = await client.GetAsync("/v1/personen/" + Guid.CreateVersion7());
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<TestApp> FilledAsync(string database)
    {
        var app = await TestApp.FreshAsync(database);
        var folder = OrganisationsImportTests.Folder(
            app,
            [OrganisationsImportTests.Body],
            [OrganisationsImportTests.Post],
            [Person("berg", "van der Berg", "Anna"), Person("ijsvogel", "IJsvogel", "Ida"), Person("ijzer", "Ijzer", "Bo"), Person("aak", "Aak", "Zus")]
        );
        (await ImportHarness.RunAsync(app, "import organisations", folder)).Code.ShouldBe(0);
        return app;
    }

    private static string Person(string key, string family, string given) =>
        $$"""{"id":"person:{{key}}","name":{"full":"{{given}} {{family}}","family":"{{family}}","given":"{{given}}"},"mandaten":[{{OrganisationsImportTests.Term("2020-01-01", null)}}]}""";
}
