// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using Onkreukbaar.Handbook.OneNorm;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Handbook;

public sealed class HandbookPagesTests
{
    private const string Norm = "/handboek/normen/gemw-12-openbaarmaking";

    [Fact]
    public async Task The_choice_of_office_and_day_gives_its_norms_by_phase_and_subject()
    {
        using var browser = await BrowserAsync();
        var start = await browser.GetAsync("/handboek");
        start.QuerySelector("nav a[href='/handboek']").ShouldNotBeNull();
        start.QuerySelectorAll("main form[method=get] select[name=ambt] option").Length.ShouldBeGreaterThan(20);
        var office = start.QuerySelectorAll("main .ob-card a").First(a => a.TextContent.Trim() == "Raadslid").GetAttribute("href")!;

        var page = await browser.GetAsync(office + "&peildatum=1-3-2026");

        page.QuerySelector("h1")!.TextContent.ShouldBe("Regels voor: raadslid");
        page.QuerySelectorAll("main h2").Select(h => h.TextContent.Trim()).ShouldContain("Tijdens het ambt");
        page.QuerySelectorAll("main h3").Select(h => h.TextContent.Trim()).ShouldContain("Nevenfuncties");
        page.QuerySelector($"main .ob-card a[href='{Norm}?peildatum=2026-03-01']").ShouldNotBeNull();
        foreach (var tag in page.QuerySelectorAll("main .ob-tags a"))
        {
            page.QuerySelector(tag.GetAttribute("href")!).ShouldNotBeNull("a label leads to its subject");
        }
    }

    [Fact]
    public async Task What_is_only_a_bill_or_a_default_looks_different_and_says_so()
    {
        using var browser = await BrowserAsync();

        var page = await browser.GetAsync("/handboek?ambt=raadslid&peildatum=2026-03-01");

        var cards = page.QuerySelectorAll("main .ob-card").ToList();
        var open = cards.Where(c => c.TextContent.Contains("Standaard tot de eigen code", StringComparison.Ordinal) || c.TextContent.Contains("Gebruik, geen regel", StringComparison.Ordinal)).ToList();
        open.ShouldNotBeEmpty();
        open.ShouldAllBe(c => c.ClassList.Contains("ob-card--dashed"));
        cards.Where(c => c.TextContent.Contains("Geldend recht", StringComparison.Ordinal)).ShouldAllBe(c => !c.ClassList.Contains("ob-card--dashed"));
        using var client = (await TestApp.SharedAsync(Databases.Sqlite)).Client();
        var bill = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync("/v1/normen?status=bill")).RootElement.GetProperty("resultaten")[0].GetProperty("id").GetString();
        (await browser.GetAsync("/handboek/normen/" + bill)).QuerySelector("main .ob-alert")!.TextContent.ShouldContain("Het geldt nog niet");
    }

    [Theory]
    [InlineData("?ambt=keizer", "ambt", "‘keizer’ staat niet in het handboek")]
    [InlineData("?ambt=raadslid&soort=provincie", "soort", "komt niet voor bij deze soort organisatie")]
    [InlineData("?ambt=raadslid&soort=fanclub", "soort", "‘fanclub’ staat niet in het handboek")]
    [InlineData("?ambt=raadslid&peildatum=gisteren", "peildatum", "")]
    public async Task A_choice_that_does_not_exist_is_said_at_its_field(string query, string field, string sentence)
    {
        using var browser = await BrowserAsync();

        var page = await browser.GetAsync("/handboek" + query, HttpStatusCode.BadRequest);

        page.Title!.ShouldStartWith("Fout:");
        var link = page.QuerySelector($"main a[href='#veld-{field}']").ShouldNotBeNull();
        link.TextContent.ShouldContain(sentence);
        page.QuerySelector($"#veld-{field}")!.GetAttribute("aria-invalid").ShouldBe("true");
    }

    [Fact]
    public async Task A_day_without_norms_says_so()
    {
        using var browser = await BrowserAsync();

        (await browser.GetAsync("/handboek?ambt=raadslid&peildatum=1950-01-01")).QuerySelector("main .ob-empty")!.TextContent.ShouldContain("Geen regels gevonden");
    }

    [Fact]
    public async Task A_norm_shows_content_text_examples_and_source_in_the_version_of_the_day()
    {
        using var browser = await BrowserAsync();

        var now = await browser.GetAsync(Norm + "?peildatum=2026-03-01");
        var main = now.QuerySelector("main")!;
        main.QuerySelector("blockquote")!.TextContent.ShouldContain("zowel op elektronische wijze als door terinzagelegging");
        main.QuerySelectorAll("a").Select(a => a.GetAttribute("href")).ShouldContain(h => h!.StartsWith("https://wetten.overheid.nl/BWBR0005416/", StringComparison.Ordinal));
        main.TextContent.ShouldContain("jci1.3:c:BWBR0005416&artikel=12");
        main.TextContent.ShouldContain("meteen");
        main.QuerySelectorAll("h3").Select(h => h.TextContent.Trim()).ShouldContain("Openbaar maken", "a worked example names its verdict");
        main.TextContent.ShouldContain("De tekst zelf is gelezen");
        main.QuerySelectorAll("del, ins").ShouldNotBeEmpty("what changed stands beside each other");

        var permalinks = main.QuerySelectorAll("a").Where(a => a.TextContent == "Vast adres van deze versie").Select(a => a.GetAttribute("href")!).ToList();
        permalinks.Count.ShouldBeGreaterThan(1);
        var oldest = await browser.GetAsync(permalinks[^1]);
        oldest.QuerySelector("main blockquote")!.TextContent.ShouldNotBe(main.QuerySelector("blockquote")!.TextContent);
        oldest.QuerySelector("main")!.TextContent.ShouldContain("een versie van een andere tijd");
        (await browser.GetAsync(Norm + "?peildatum=1950-01-01", HttpStatusCode.NotFound)).QuerySelector("main")!.TextContent.ShouldContain("gold nog niet op 1 januari 1950");
        await browser.GetAsync("/handboek/normen/bestaat-niet", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_rule_can_be_compared_between_offices()
    {
        using var browser = await BrowserAsync();
        var list = await browser.GetAsync("/handboek/vergelijken");
        var link = list.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")).First(h => h == "/handboek/vergelijken/openbaarmaking-nevenfuncties");

        var page = await browser.GetAsync(link + "?peildatum=2026-03-01");

        var offices = page.QuerySelectorAll("main tbody th").Select(c => c.TextContent.Trim()).ToList();
        offices.ShouldContain(o => o.Contains("aadslid", StringComparison.Ordinal));
        offices.ShouldContain(o => o.Contains("tatenlid", StringComparison.Ordinal));
        await browser.GetAsync("/handboek/vergelijken/bestaat-niet", HttpStatusCode.NotFound);
        await browser.GetAsync("/handboek/vergelijken/openbaarmaking-nevenfuncties?peildatum=onzin", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_comparison_says_in_words_what_is_the_same_what_differs_and_why()
    {
        using var browser = await BrowserAsync();

        var page = await browser.GetAsync("/handboek/vergelijken/openbaarmaking-neveninkomsten?peildatum=2026-03-01");

        page.QuerySelectorAll("main h2").Select(h => h.TextContent.Trim()).ShouldBe(["Wat overal gelijk is", "Wat verschilt", "Waarom het verschilt", "De regel per ambt"]);
        var same = page.QuerySelector("#gelijk")!.Closest("section")!;
        same.QuerySelectorAll("dt").Select(t => t.TextContent).ShouldContain("Hoe vast de regel is");
        var who = Differences(page, "Voor welke gevallen");
        who.ShouldContain(r => r.Whom.Contains("wethouder", StringComparison.OrdinalIgnoreCase) && r.Says.Contains("voltijds", StringComparison.Ordinal));
        who.ShouldContain(r => r.Whom.Contains("burgemeester", StringComparison.OrdinalIgnoreCase) && r.Says == "Hierover zegt de regel niets.");
        page.QuerySelector("#waarom")!.Closest("section")!.TextContent.ShouldContain("De bronnen die wij hebben gelezen geven geen reden voor de verschillen.");

        var reasoned = await browser.GetAsync("/handboek/vergelijken/ongewenste-nevenfunctie?peildatum=2026-03-01");
        var why = reasoned.QuerySelector("#waarom")!.Closest("section")!;
        why.TextContent.ShouldContain("Een verbod is daar daarom niet gerechtvaardigd.");
        why.QuerySelector("a[href='https://zoek.officielebekendmakingen.nl/kst-28844-254.html']")!.TextContent.ShouldContain("25 april 2023");
        var english = await browser.GetAsync("/handboek/vergelijken/ongewenste-nevenfunctie?peildatum=2026-03-01&taal=en");
        english.QuerySelectorAll("main h2").Select(h => h.TextContent.Trim()).ShouldContain("Why it differs");
        english.QuerySelector("#waarom")!.Closest("section")!.TextContent.ShouldContain("That is why a ban is not justified there.");
    }

    private static List<(string Whom, string Says)> Differences(AngleSharp.Dom.IDocument page, string part) =>
        [
            .. page.QuerySelectorAll("main h3").Single(h => h.TextContent.Trim() == part).Closest("section")!
                .QuerySelectorAll("dl > div").Select(r => (r.QuerySelector("dt")!.TextContent.Trim(), r.QuerySelector("dd")!.TextContent.Trim())),
        ];

    [Fact]
    public async Task Norms_are_found_by_their_words_here_and_on_the_site()
    {
        using var browser = await BrowserAsync();

        (await browser.GetAsync("/handboek/zoeken?zoek=Gemééntewet+ARTIKEL+12&peildatum=2026-03-01")).QuerySelectorAll("main .ob-card").ShouldNotBeEmpty();
        (await browser.GetAsync("/handboek/zoeken?zoek=xyzzy")).QuerySelector("main .ob-empty").ShouldNotBeNull();
        var site = await browser.GetAsync("/zoeken?zoek=onverenigbare");
        site.QuerySelectorAll("main section h2").Select(h => h.TextContent.Trim()).ShouldContain(h => h.StartsWith("Handboek (", StringComparison.Ordinal));
        await browser.GetAsync(site.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")!).First(h => h.StartsWith("/handboek/normen/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task English_is_a_switch()
    {
        using var browser = await BrowserAsync();

        (await browser.GetAsync("/handboek?ambt=raadslid&peildatum=2026-03-01&taal=en")).QuerySelector("h1")!.TextContent.ShouldBe("Rules for: council member");
        var norm = await browser.GetAsync(Norm + "?peildatum=2026-03-01&taal=en");
        norm.QuerySelector("main .ob-eyebrow")!.TextContent.ShouldContain("Municipalities Act, article 12");
        norm.QuerySelector("main blockquote")!.GetAttribute("lang").ShouldBe("nl", "the statute stays Dutch");
    }

    [Theory, OnBothDatabases]
    public async Task A_body_leads_to_the_rules_of_its_offices(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Handboekdam");
        using var browser = site.Visitor();
        var page = await browser.GetAsync($"/overheidsorganisaties/{body}");
        var link = page.QuerySelectorAll("main a").First(a => a.TextContent == "Wethouder").GetAttribute("href")!;

        var rules = await browser.GetAsync(link);

        rules.QuerySelector("h1")!.TextContent.ShouldBe("Regels voor: wethouder bij Gemeente Handboekdam");
        await browser.GetAsync($"/handboek?ambt=wethouder&overheidsorganisatie={Guid.CreateVersion7()}", HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task A_body_is_found_by_its_name_and_its_kind_follows(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var town = await site.BodyAsync("Gemeente Naamveen");
        var province = await site.BodyAsync("Provincie Naamveen", "provincie");
        var second = await site.BodyAsync("Gemeente Naamveen aan Zee");
        using var browser = site.Visitor();

        // One name, one body: the alderman is of a municipality, and of these two only one is "aan Zee".
        await browser.GetAsync("/handboek");
        var found = await browser.GetAsync("/handboek?ambt=wethouder&soort=&organisatie=naamveen+zee&peildatum=");
        found.QuerySelector("h1")!.TextContent.ShouldBe("Regels voor: wethouder bij Gemeente Naamveen aan Zee");
        found.QuerySelector($"main form input[name=overheidsorganisatie][value='{second}']").ShouldNotBeNull();
        var member = await browser.GetAsync("/handboek?ambt=statenlid&organisatie=Naamveen");
        member.QuerySelector("h1")!.TextContent.ShouldBe("Regels voor: statenlid bij Provincie Naamveen");

        // Several: the person chooses, and then it is one.
        var several = await browser.GetAsync("/handboek?ambt=raadslid&organisatie=Naamveen&peildatum=2026-03-01");
        several.QuerySelector("h1")!.TextContent.ShouldBe("Welke regels gelden voor mij?");
        several.QuerySelector("input[name=organisatie]")!.GetAttribute("value").ShouldBe("Naamveen", "what was typed stays");
        var choices = several.QuerySelector("#welke-organisatie")!.Closest("section")!.QuerySelectorAll("a").ToList();
        choices.Select(a => a.TextContent).ShouldBe(["Gemeente Naamveen (Gemeente)", "Gemeente Naamveen aan Zee (Gemeente)"]);
        (await browser.GetAsync(choices[0].GetAttribute("href")!)).QuerySelector("h1")!.TextContent.ShouldBe("Regels voor: raadslid bij Gemeente Naamveen");
        choices[0].GetAttribute("href")!.ShouldContain($"overheidsorganisatie={town}&peildatum=2026-03-01");
        (await browser.GetAsync("/handboek?ambt=raadslid&organisatie=Naamveen&soort=provincie", HttpStatusCode.BadRequest)).QuerySelector("#veld-ambt")!.GetAttribute("aria-invalid").ShouldBe("true");
        (await browser.GetAsync("/handboek?organisatie=Naamveen")).QuerySelectorAll("#welke-organisatie").Length.ShouldBe(1);
        await browser.GetAsync("/handboek/handboek.pdf?ambt=raadslid&organisatie=Naamveen", HttpStatusCode.BadRequest);
        (await browser.GetAsync("/handboek/toets?ambt=raadslid&organisatie=Naamveen")).QuerySelector("#welke-organisatie").ShouldNotBeNull();

        // None, or one without the office.
        var none = await browser.GetAsync("/handboek?ambt=raadslid&organisatie=Nergenshuizen", HttpStatusCode.BadRequest);
        none.QuerySelector("#veld-organisatie")!.GetAttribute("aria-invalid").ShouldBe("true");
        none.QuerySelector("#veld-organisatie")!.GetAttribute("value").ShouldBe("Nergenshuizen");
        none.QuerySelector("main")!.TextContent.ShouldContain("Wij vinden geen organisatie met de naam ‘Nergenshuizen’.");
        var elsewhere = await browser.GetAsync($"/handboek?ambt=wethouder&overheidsorganisatie={province}", HttpStatusCode.BadRequest);
        elsewhere.QuerySelector("#veld-ambt")!.GetAttribute("aria-invalid").ShouldBe("true");
        elsewhere.QuerySelector("main")!.TextContent.ShouldContain("komt niet voor bij Provincie Naamveen (Provincie)");
    }

    [Fact]
    public async Task A_case_is_put_to_the_norms_and_nothing_of_it_is_kept()
    {
        using var browser = await BrowserAsync();
        var subjects = await browser.GetAsync("/handboek/toets?ambt=raadslid&peildatum=2026-03-01");
        await browser.GetAsync(subjects.QuerySelectorAll("main a").First(a => a.TextContent.Trim() == "Nevenfunctie").GetAttribute("href")!);
        browser.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();

        await browser.SubmitAsync(new Dictionary<string, string?> { ["nevenfunctie.datumAanvaarding"] = "1-3-2026", ["ambt.datumAanvang"] = "30 maart 2022" });

        browser.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        browser.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var cards = browser.Page.QuerySelectorAll("main .ob-card").ToList();
        var publish = cards.First(c => c.QuerySelector("a")!.GetAttribute("href")!.StartsWith(Norm, StringComparison.Ordinal));
        publish.QuerySelector(".ob-badge")!.TextContent.ShouldBe("Openbaar maken");
        cards.ShouldContain(c => c.TextContent.Contains("Wat nog ontbreekt", StringComparison.Ordinal), "what cannot be told names what is missing");
        browser.Page.QuerySelector("input[name='nevenfunctie.datumAanvaarding']")!.GetAttribute("value").ShouldBe("1-3-2026", "what was typed stays");
    }

    [Fact]
    public async Task A_fact_that_cannot_be_read_stays_as_typed_with_a_message()
    {
        using var browser = await BrowserAsync();
        await browser.GetAsync("/handboek/toets?ambt=raadslid&onderwerp=nevenfunctie&peildatum=2026-03-01");

        await browser.SubmitAsync(new Dictionary<string, string?> { ["nevenfunctie.datumAanvaarding"] = "ooit" });

        browser.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        browser.Page.QuerySelector("main a[href='#veld-nevenfunctie-datumaanvaarding']").ShouldNotBeNull();
        browser.Page.QuerySelector("input[name='nevenfunctie.datumAanvaarding']")!.GetAttribute("value").ShouldBe("ooit");
        browser.Page.QuerySelector("#uitkomst").ShouldBeNull();
    }

    [Theory]
    [InlineData("a|b|c", "a|b|c", "")]
    [InlineData("a|b|c", "a|x|c", "b>x")]
    [InlineData("a|b", "a|b|c", ">c")]
    [InlineData("a|b|c", "b|c", "a>")]
    [InlineData("", "a", ">a")]
    [InlineData("a|b|c|d", "x|b|y|d|e", "a>x c>y >e")]
    public void The_lines_that_differ_stand_beside_each_other(string old, string now, string different) =>
        string.Join(' ', VersionChanges.Lines(Split(old), Split(now)).Select(l => $"{l.Gone}>{l.Come}")).ShouldBe(different);

    private static string[] Split(string lines) => lines.Split('|', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<TestBrowser> BrowserAsync() => (await TestApp.SharedAsync(Databases.Sqlite)).Browser();
}
