// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

/// <summary>What the source of bodies and persons says, and no more than it says, from its lines to the page, the API and another day.</summary>
public sealed class SourceTests
{
    private const string Command = "import organisations";

    [Theory, OnBothDatabases]
    public async Task A_body_keeps_its_names_relations_and_numbers_and_shows_the_name_of_the_day_asked_for(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var folder = OrganisationsImportTests.Folder(
            app,
            [
                """{"id":"org:ministerie-zaken","type":"ministerie","names":[{"value":"Zaken"}],"sources":[]}""",
                """{"id":"org:dienst","type":"agentschap","names":[{"value":"Dienst voor Zaken","abbr":"DvZ","valid_from":"2001-01-01","valid_until":"2014-12-31"},{"value":"Nationale Zakendienst","abbr":"NZD","valid_from":"2015-01-01"}],"valid_from":"2001-01-01","parent_id":"org:ministerie-zaken","identifiers":{"tooi":"https://identifier.overheid.nl/tooi/id/ministerie/mnre9999","oin":"00000001234567890000","kvk":"12345678"},"sources":[]}""",
                """{"id":"org:oude-dienst","type":"agentschap","names":[{"value":"Oude Dienst"}],"valid_from":"1990-01-01","valid_until":"2000-12-31","successor_id":"org:dienst","sources":[]}""",
            ],
            [OrganisationsImportTests.Post.Replace("org:gemeente-waterdorp", "org:dienst", StringComparison.Ordinal).Replace("\"raadslid\"", "\"abd-directeur\"", StringComparison.Ordinal)],
            [$$"""{"id":"person:een","name":{"full":"Anna Een","family":"Een","given":"Anna"},"mandaten":[{{OrganisationsImportTests.Term("2010-01-01", null).Replace("org:gemeente-waterdorp", "org:dienst", StringComparison.Ordinal)}}]}"""]
        );
        (await ImportHarness.RunAsync(app, Command, folder)).Code.ShouldBe(0);
        var (id, old, parent, person) = await app.WithStoreAsync(async s =>
            (
                (await s.Set<PublicBody>().SingleAsync(b => b.SourceKey == "org:dienst")).Id,
                (await s.Set<PublicBody>().SingleAsync(b => b.SourceKey == "org:oude-dienst")).Id,
                (await s.Set<PublicBody>().SingleAsync(b => b.SourceKey == "org:ministerie-zaken")).Id,
                (await s.Set<Person>().SingleAsync()).Id
            )
        );

        using var browser = app.Browser();
        var page = await browser.GetAsync($"/overheidsorganisaties/{id}");
        page.QuerySelector("h1")!.Text().ShouldBe("Nationale Zakendienst");
        var main = page.QuerySelector("main")!.Text();
        foreach (var fact in new[] { "NZD", "Ministerie van Zaken", "00000001234567890000", "12345678", "mnre9999", "1 januari 2001", "Dienst voor Zaken", "31 december 2014", "1 januari 2015" })
        {
            main.ShouldContain(fact);
        }

        page.QuerySelector($"main a[href='/overheidsorganisaties/{parent}']").ShouldNotBeNull();
        var gone = await browser.GetAsync($"/overheidsorganisaties/{old}");
        gone.QuerySelector($"main a[href='/overheidsorganisaties/{id}']")!.Text().Trim().ShouldBe("Nationale Zakendienst");
        gone.QuerySelector("main")!.Text().ShouldContain("31 december 2000");

        var now = await JsonAsync(browser.Client, $"/v1/overheidsorganisaties/{id}");
        Facts(now).ShouldBe(("Nationale Zakendienst", "NZD", "https://identifier.overheid.nl/tooi/id/ministerie/mnre9999", "00000001234567890000", "12345678", "2001-01-01"));
        now.GetProperty("bovenliggend").GetProperty("id").GetGuid().ShouldBe(parent);
        now.GetProperty("namen").EnumerateArray().Select(n => (n.GetProperty("naam").GetString(), n.GetProperty("datumAanvang").GetString(), n.GetProperty("datumEinde").GetString())).ShouldBe(
            [("Nationale Zakendienst", "2015-01-01", null), ("Dienst voor Zaken", "2001-01-01", "2014-12-31")]
        );
        var ended = await JsonAsync(browser.Client, $"/v1/overheidsorganisaties/{old}");
        ended.GetProperty("opvolger").GetProperty("id").GetGuid().ShouldBe(id);
        ended.GetProperty("datumEinde").GetString().ShouldBe("2000-12-31");

        // On a day before the rename it has the name of then, wherever it is named.
        const string Then = "peildatum=2014-12-31";
        var then = await browser.GetAsync($"/overheidsorganisaties/{id}?{Then}");
        then.QuerySelector("h1")!.Text().ShouldBe("Dienst voor Zaken");
        then.QuerySelector("main")!.Text().ShouldContain("DvZ");
        (await browser.GetAsync($"/overheidsorganisaties/{id}?peildatum=2015-01-01")).QuerySelector("h1")!.Text().ShouldBe("Nationale Zakendienst");
        var before = await JsonAsync(browser.Client, $"/v1/overheidsorganisaties/{id}?{Then}");
        Facts(before).ShouldBe(("Dienst voor Zaken", "DvZ", "https://identifier.overheid.nl/tooi/id/ministerie/mnre9999", "00000001234567890000", "12345678", "2001-01-01"));
        (await browser.GetAsync($"/overheidsorganisaties?zoek=zakendienst&alle=ja&{Then}")).QuerySelector("main tbody")!.Text().ShouldContain("Dienst voor Zaken");
        (await browser.GetAsync($"/personen/{person}?{Then}")).QuerySelector("section:has(#kop-ambten) tbody")!.Text().ShouldContain("Dienst voor Zaken");
        (await browser.GetAsync($"/personen/{person}")).QuerySelector("section:has(#kop-ambten) tbody")!.Text().ShouldContain("Nationale Zakendienst");
        (await JsonAsync(browser.Client, $"/v1/personen/{person}?{Then}")).GetProperty("ambtstermijnen")[0].GetProperty("overheidsorganisatie").GetProperty("naam").GetString().ShouldBe("Dienst voor Zaken");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        var known = app.Clock.GetUtcNow().AddMinutes(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        (await browser.GetAsync($"/overheidsorganisaties/{id}?{Then}&bekendOp={known}")).QuerySelector("h1")!.Text().ShouldBe("Dienst voor Zaken");

        static (string?, string?, string?, string?, string?, string?) Facts(JsonElement body)
        {
            return (Text("naam"), Text("afkorting"), Text("tooi"), Text("oin"), Text("kvkNummer"), Text("datumAanvang"));

            string? Text(string name) => body.GetProperty(name).GetString();
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_faction_holds_for_the_term_only_where_the_source_gives_it_a_period_and_else_from_the_day_it_was_read(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        Write("Lijst A", "2026-05-13");
        var first = await ImportHarness.RunAsync(app, Command, Folder());
        first.Code.ShouldBe(0);
        first.Entries.Where(e => e.TryGetProperty("code", out var code) && code.GetString() == "fractie.zonder-dag").Count().ShouldBe(2, "a term that ended before the page was read, and a source without a day");
        (await FactionsAsync("zetel")).ShouldBe("\"Lijst A\"");
        (await FactionsAsync("pagina")).ShouldBe("""[{"seen":true,"start":"2026-05-13","value":"Lijst A"}]""");
        (await FactionsAsync("voorbij")).ShouldBeNull();
        (await FactionsAsync("dagloos")).ShouldBeNull();

        var person = await app.WithStoreAsync(async s => (await s.Set<Person>().SingleAsync(p => p.FamilyName == "Pagina")).Id);
        using var browser = app.Browser();
        var page = await browser.GetAsync($"/personen/{person}");
        page.QuerySelector("section:has(#kop-ambten) tbody")!.Text().ShouldContain("Lijst A");
        page.QuerySelector("main details")!.Text().ShouldContain("volgens de bron van 13 mei 2026");
        var term = (await JsonAsync(browser.Client, $"/v1/personen/{person}")).GetProperty("ambtstermijnen")[0];
        term.GetProperty("fractie").GetString().ShouldBe("Lijst A");
        term.GetProperty("fracties")[0].GetRawText().ShouldBe("""{"naam":"Lijst A","datumAanvang":null,"datumEinde":null,"waargenomenOp":"2026-05-13"}""");
        (await JsonAsync(browser.Client, $"/v1/personen/{person}?peildatum=2026-05-12")).GetProperty("ambtstermijnen")[0].GetProperty("fractie").ValueKind.ShouldBe(JsonValueKind.Null);
        (await browser.Client.GetStringAsync("/open-data/ambtstermijnen.csv")).ShouldContain("~2026-05-13/.. Lijst A");

        var again = await ImportHarness.RunAsync(app, Command, Folder());
        again.Count("ambtstermijn", "unchanged").ShouldBe(4);
        // A later reading says the same: it is known since the first. One that says something else does not make the first last until then.
        Write("Lijst A", "2026-09-01");
        (await ImportHarness.RunAsync(app, Command, Folder())).Count("ambtstermijn", "updated").ShouldBe(0);
        Write("Lijst B", "2026-09-01");
        await ImportHarness.RunAsync(app, Command, Folder());
        (await FactionsAsync("pagina")).ShouldBe("""[{"end":"2026-05-13","seen":true,"start":"2026-05-13","value":"Lijst A"},{"seen":true,"start":"2026-09-01","value":"Lijst B"}]""");

        string Folder() => Path.Combine(app.Settings.DataFolder, "bron");

        void Write(string faction, string read) =>
            OrganisationsImportTests.Folder(
                app,
                [OrganisationsImportTests.Body],
                [OrganisationsImportTests.Post],
                [
                    Line("zetel", $"Kamerlid voor {faction}", null, $$"""{"id":"tk_odata","retrieved":"{{read}}"}"""),
                    Line("pagina", $"Senator voor {faction}", null, $$"""{"id":"ek_scrape","retrieved":"{{read}}"}"""),
                    Line("voorbij", $"Senator voor {faction}", "2023-06-12", $$"""{"id":"ek_scrape","retrieved":"{{read}}"}"""),
                    Line("dagloos", $"Senator voor {faction}", null, """{"id":"ek_scrape"}"""),
                ]
            );

        Task<string?> FactionsAsync(string key) =>
            app.WithStoreAsync(async s => (await s.Set<TermOfOffice>().AsNoTracking().SingleAsync(t => t.SourceKey!.StartsWith("person:" + key + "/"))).Faction?.ToString());
    }

    private static string Line(string key, string role, string? end, string source) =>
        $$"""{"id":"person:{{key}}","name":{"full":"Anna {{char.ToUpperInvariant(key[0])}}{{key[1..]}}","family":"{{char.ToUpperInvariant(key[0])}}{{key[1..]}}","given":"Anna"},"mandaten":[{{OrganisationsImportTests
            .Term("2020-01-01", end)
            .Replace("\"role\":\"Raadslid\"", $"\"role\":\"{role}\"", StringComparison.Ordinal)
            .Replace("\"sources\":[]", $"\"sources\":[{source}]", StringComparison.Ordinal)}}]}""";

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;
}
