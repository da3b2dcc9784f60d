// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Browser.Tests.Pages;

/// <summary>All pages of the site and of the clerk, on a large and on the smallest screen.</summary>
public sealed class EveryPageTests(Chromium chromium)
{
    /// <summary>Beginnings and endings of addresses that are no pages.</summary>
    private static readonly string[] NoPages = ["/v1/", "/logboek/", "/health/", "/open-data/", "/ontwerp/", "/huisstijl/", "/.well-known/", "/robots.txt", "/wijzigingen.atom", ".js", ".csv", ".xlsx", ".jsonl", ".yaml", ".pdf"];

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Every_page_passes_the_checks(int width)
    {
        await using var site = await DemoSite.StartAsync();
        await using var context = await chromium.ContextAsync(site.Address, width);
        var page = await context.NewPageAsync();
        var pages = await PagesAsync(site);
        pages.Keys.ShouldBe(Routes(site), ignoreOrder: true, "a page that is new belongs in the list");

        var wrong = new List<string>();
        // First as a visitor, then as the clerk: who is signed in sees another frame.
        foreach (var (_, addresses) in pages.Where(p => !p.Key.StartsWith("/beheer", StringComparison.Ordinal) && p.Key is not "/account"))
        {
            foreach (var address in addresses)
            {
                // Without a link this page says that the link no longer works.
                await CheckAsync(page, address, width, wrong, address is "/wachtwoord-instellen" ? 410 : 200);
            }
        }

        await CheckAsync(page, "/bestaat-niet", width, wrong, 404);
        await CheckAsync(page, await site.MovedOrganisationAsync(), width, wrong, 410);
        await site.SignInAsync(page);
        foreach (var (_, addresses) in pages.Where(p => p.Key.StartsWith("/beheer", StringComparison.Ordinal) || p.Key is "/account" or "/"))
        {
            foreach (var address in addresses)
            {
                await CheckAsync(page, address, width, wrong);
            }
        }

        await FormsAsync(site, page, width, wrong);
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_with_faults_is_caught_by_each_check()
    {
        await using var context = await chromium.ContextAsync("http://localhost", 360);
        var page = await context.NewPageAsync();
        await page.SetContentAsync(
            """
            <!DOCTYPE html><html><head><title></title></head><body>
            <img src="x.png"><input type="text"><p style="color:#ccc;background:#fff">Grey on white</p>
            <div style="width:900px">Wider than the screen</div>
            <div id="knop" onclick="history.back()">Only a mouse can press this</div>
            </body></html>
            """
        );
        var accessibility = await PageChecks.AccessibilityAsync(page);
        foreach (var rule in new[] { "html-has-lang", "document-title", "image-alt", "label", "color-contrast" })
        {
            accessibility.ShouldContain(v => v.StartsWith(rule + ":", StringComparison.Ordinal), rule);
        }

        (await PageChecks.OverflowAsync(page)).ShouldContain(v => v.Contains("div", StringComparison.Ordinal));
        (await PageChecks.ReachAsync(page, page.Locator("#knop"))).ShouldBeFalse();
    }

    internal static async Task CheckAsync(IPage page, string address, int width, List<string> wrong, int expected = 200)
    {
        var answer = await page.GotoAsync(address);
        if (answer!.Status != expected)
        {
            wrong.Add($"{address}: {answer.Status}");
            return;
        }

        await JudgeAsync(page, address, width, wrong);
    }

    private static async Task JudgeAsync(IPage page, string address, int width, List<string> wrong)
    {
        wrong.AddRange((await PageChecks.AccessibilityAsync(page)).Select(v => $"{address} at {width}: {v}"));
        wrong.AddRange((await PageChecks.OverflowAsync(page)).Select(v => $"{address} at {width}: {v}"));
        if (Environment.GetEnvironmentVariable("ONKREUKBAAR_TEST_PICTURES") is { Length: > 0 } folder)
        {
            var name = string.Concat(address.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{width}.png"), FullPage = true });
        }
    }

    /// <summary>Pages that only a form gives: errors, and the steps of an import.</summary>
    private static async Task FormsAsync(DemoSite site, IPage page, int width, List<string> wrong)
    {
        await page.GotoAsync($"/beheer/{site.Body}/nevenfuncties/nieuw?persoon={await site.PersonAsync()}");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator(".ob-error-summary, [aria-invalid=true]").First.WaitForAsync();
        await JudgeAsync(page, "declare with errors", width, wrong);
        await page.Locator("[name=overheid]").FillAsync("voorbeeld");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("input[type=radio][name=gekozenOverheid]").First.WaitForAsync();
        await JudgeAsync(page, "declare with a public body to choose", width, wrong);
        var published = await site.PositionAsync(PositionState.Published);
        await page.GotoAsync($"/beheer/{site.Body}/nevenfuncties/{published}/verbeteren");
        await page.Locator("[name=omschrijving]").FillAsync("Voorzitter van de vereniging");
        await page.Locator("[name=reden]").FillAsync("De omschrijving was onvolledig.");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[formaction$='/wijzigen']").WaitForAsync();
        await JudgeAsync(page, "correct: check", width, wrong);
        await page.GotoAsync($"/beheer/{site.Body}/nevenfuncties/{published}/beeindigen");
        await page.Locator("[name=tot]").FillAsync("30-6-2026");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[formaction$='/wijzigen']").WaitForAsync();
        await JudgeAsync(page, "end: check", width, wrong);
        await page.GotoAsync($"/beheer/{site.Body}/nevenfuncties/{published}/intrekken");
        await page.Locator("[name=reden]").FillAsync("Bedreiging, besluit van de burgemeester.");
        await page.Locator("[name=tot]").FillAsync("1-3-2030");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[formaction$='/wijzigen']").WaitForAsync();
        await JudgeAsync(page, "withdraw: check", width, wrong);

        await page.GotoAsync($"/beheer/{site.Body}/ambtstermijnen/{await site.ChangedTermAsync(faction: true)}/periode");
        await page.Locator("[name=tot]").FillAsync("30 februari 2026");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[aria-invalid=true]").First.WaitForAsync();
        await JudgeAsync(page, "term: period with errors", width, wrong);
        await page.Locator("[name=tot]").FillAsync("31-12-2026");
        await page.Locator("[name=reden]").FillAsync("Afgetreden.");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[name=actie]").First.WaitForAsync();
        await JudgeAsync(page, "term: check of the period", width, wrong);
        await page.GotoAsync($"/beheer/{site.Body}/ambtstermijnen/nieuw?persoon={await site.PersonAsync()}");
        await page.Locator("[name=ambt]").SelectOptionAsync("wethouder");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[name=actie]").First.WaitForAsync();
        await JudgeAsync(page, "term: check of a new one", width, wrong);
        // Its holder has another one: this one can be struck.
        await page.Locator("[name=actie][value=opslaan]").ClickAsync();
        await page.Locator("main a[href$='/ten-onrechte']").ClickAsync();
        await page.Locator("[name=reden]").WaitForAsync();
        await JudgeAsync(page, "term: strike", width, wrong);
        await page.Locator("[name=reden]").FillAsync("Zij is nooit benoemd.");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[name=actie][value=opslaan]").WaitForAsync();
        await JudgeAsync(page, "term: check of striking", width, wrong);
        await page.Locator("[name=actie][value=opslaan]").ClickAsync();
        await page.Locator(".ob-alert").First.WaitForAsync();
        await JudgeAsync(page, "term: struck", width, wrong);

        await page.GotoAsync($"/beheer/{site.Body}/gedragscodes/bestand");
        await page.Locator("[name=tekst]").FillAsync("act: { id: eigen-code }\nnorms: []\n");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[aria-invalid=true]").First.WaitForAsync();
        await JudgeAsync(page, "code: file with errors", width, wrong);
        await page.GotoAsync($"/beheer/{site.Body}/gedragscodes/nieuw");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[aria-invalid=true]").First.WaitForAsync();
        await JudgeAsync(page, "code: first step with errors", width, wrong);
        foreach (var (field, value) in new[] { ("titel", "Gedragscode bestuurders"), ("vastgesteldOp", "1-10-2026"), ("vanaf", "1-1-2027") })
        {
            await page.Locator($"[name={field}]").FillAsync(value);
        }

        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[name='termijn.mgc-draaideur']").FillAsync("lang");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[aria-invalid=true]").First.WaitForAsync();
        await JudgeAsync(page, "code: rules with errors", width, wrong);
        await page.Locator("[name='termijn.mgc-draaideur']").FillAsync("2 jaar");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Locator("[name=tekst]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await JudgeAsync(page, "code: check", width, wrong);

        await page.GotoAsync($"/beheer/{site.Body}/importeren");
        // One of whom an office is known: the preview then has something to say by the norms.
        var holder = await site.PersonNameAsync(await site.PersonAsync());
        await page.Locator("[name=bestand]").SetInputFilesAsync(
            new FilePayload { Name = "lijst.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes($"Naam;Nevenfunctie;Organisatie\nVries, R. de (Rik);Lid;Zwemclub\nVries, R. de (Rik);;Zwemclub\n{holder};Adviseur;Zwemclub\n") }
        );
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("[name=kolom-naam]").WaitForAsync();
        await JudgeAsync(page, "import: columns", width, wrong);
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("form[action$='/uitvoeren']").WaitForAsync();
        await JudgeAsync(page, "import: preview", width, wrong);
        var preview = page.Url;
        await CheckAsync(page, new Uri(preview).AbsolutePath + "/bevindingen", width, wrong);
        await page.GotoAsync(preview);
        await page.Locator("form[action$='/uitvoeren'] button").First.ClickAsync();
        await page.Locator(".utrecht-alert--ok, .utrecht-alert").First.WaitForAsync();
        await JudgeAsync(page, "import: result", width, wrong);
    }

    /// <summary>Addresses by route, with something to see on each.</summary>
    private static async Task<Dictionary<string, string[]>> PagesAsync(DemoSite site)
    {
        var person = await site.PersonAsync();
        var withdrawn = await site.WithdrawnAsync();
        var published = await site.PositionAsync(PositionState.Published);
        var declared = await site.PositionAsync(PositionState.Declared);
        var statement = await site.StatementAsync();
        var term = await site.ChangedTermAsync(faction: true);
        var (account, _) = await TestKit.SignIn.AccountAsync(site.App, new Kernel.Access.Assignment(Kernel.Access.Role.Auditor, site.Body));
        var struck = await site.StruckTermAsync();
        var code = await site.CodeAsync();
        var (earned, income) = await site.IncomeAsync();
        var clerk = $"/beheer/{site.Body}";
        const string Clerk = "/beheer/{body:guid}";
        const string Account = "/beheer/accounts/{id:guid}";
        return new(StringComparer.Ordinal)
        {
            ["/"] = ["/", "/?taal=en", "/?taal=nl", "/?peildatum=2024-01-01"],
            ["/aanmelden"] = ["/aanmelden"],
            ["/account"] = ["/account"],
            ["/api"] = ["/api"],
            ["/bewijs"] = ["/bewijs"],
            ["/ontwerp"] = ["/ontwerp", "/ontwerp?huisstijl=voorbeeld"],
            ["/privacy"] = ["/privacy"],
            ["/toegankelijkheid"] = ["/toegankelijkheid"],
            ["/wachtwoord-instellen"] = ["/wachtwoord-instellen"],
            ["/wijzigingen"] = ["/wijzigingen", $"/wijzigingen?persoon={person}", "/wijzigingen?peildatum=2024-01-01&bekendOp=2026-11-22"],
            ["/zoeken"] = ["/zoeken?zoek=lid", "/zoeken"],
            ["/nevenfuncties"] = ["/nevenfuncties", "/nevenfuncties?zoek=bestaatniet"],
            ["/nevenfuncties/{id:guid}"] = [$"/nevenfuncties/{published}", $"/nevenfuncties/{earned}", $"/nevenfuncties/{published}?peildatum=2024-01-01&bekendOp=2026-11-22"],
            ["/geschenken"] = ["/geschenken", "/geschenken?zoek=bestaatniet", "/geschenken?peildatum=2024-01-01&bekendOp=2026-11-22"],
            ["/geschenken/{id:guid}"] = [$"/geschenken/{await site.DeclarationAsync(DeclarationKind.Gift)}"],
            ["/reizen"] = ["/reizen", $"/reizen?jaar=2025&overheidsorganisatie={site.Body}&persoon={person}"],
            ["/reizen/{id:guid}"] = [$"/reizen/{await site.DeclarationAsync(DeclarationKind.Trip)}"],
            ["/organisaties"] = ["/organisaties", "/organisaties?bekendOp=2026-11-21"],
            ["/organisaties/{key}"] = [await OrganisationAsync(site), await OrganisationAsync(site) + "?peildatum=2010-01-01", "/organisaties/stedenband-voorbeeldstad-nergenshuizen"],
            ["/overheidsorganisaties"] = ["/overheidsorganisaties"],
            ["/overheidsorganisaties/{id}"] = [$"/overheidsorganisaties/{site.Body}", $"/overheidsorganisaties/{site.Body}?peildatum=2024-01-01&bekendOp=2026-11-22"],
            ["/overheidsorganisaties/{id}/gedragscodes"] = [$"/overheidsorganisaties/{site.Body}/gedragscodes"],
            ["/overheidsorganisaties/{id}/gedragscodes/{code}"] = [$"/overheidsorganisaties/{site.Body}/gedragscodes/{code}"],
            ["/personen"] = ["/personen"],
            ["/personen/{id}"] = [$"/personen/{person}", $"/personen/{person}?peildatum=2024-01-01"],
            ["/handboek"] = ["/handboek", "/handboek?ambt=raadslid&soort=gemeente", "/handboek?organisatie=voorbeeld", $"/handboek?ambt=raadslid&overheidsorganisatie={site.Body}"],
            ["/handboek/normen/{id}"] = ["/handboek/normen/gemw-13-onverenigbaar", "/handboek/normen/wstk-3-verrekening"],
            ["/handboek/toets"] = ["/handboek/toets"],
            ["/handboek/vergelijken"] = ["/handboek/vergelijken"],
            ["/handboek/vergelijken/{key}"] = ["/handboek/vergelijken/openbaarmaking-nevenfuncties", "/handboek/vergelijken/ongewenste-nevenfunctie"],
            ["/handboek/zoeken"] = ["/handboek/zoeken?zoek=geschenk", "/handboek/zoeken"],
            ["/beheer"] = ["/beheer"],
            ["/beheer/accounts"] = ["/beheer/accounts"],
            ["/beheer/accounts/nieuw"] = ["/beheer/accounts/nieuw"],
            [Account] = [$"/beheer/accounts/{account}"],
            [Account + "/blokkeren"] = [$"/beheer/accounts/{account}/blokkeren"],
            [Account + "/koppeling"] = [$"/beheer/accounts/{account}/koppeling"],
            [Account + "/vrijgeven"] = [],
            [Account + "/rollen/{assignment:guid}/beeindigen"] = [],
            [Clerk] = [clerk],
            ["/beheer/gedragscodes"] = ["/beheer/gedragscodes"],
            [Clerk + "/gedragscodes"] = [clerk + "/gedragscodes"],
            [Clerk + "/gedragscodes/bestand"] = [clerk + "/gedragscodes/bestand"],
            [Clerk + "/gedragscodes/nieuw"] = [clerk + "/gedragscodes/nieuw", clerk + "/gedragscodes/nieuw?code=gedragscode-raadsleden"],
            [Clerk + "/gedragscodes/{id:guid}"] = [$"{clerk}/gedragscodes/{code}"],
            [Clerk + "/gedragscodes/{id:guid}/intrekken"] = [$"{clerk}/gedragscodes/{code}/intrekken"],
            [Clerk + "/importeren"] = [clerk + "/importeren"],
            [Clerk + "/importeren/{id:guid}"] = [],
            [Clerk + "/importeren/{id:guid}/bevindingen"] = [],
            [Clerk + "/nevenfuncties"] = [clerk + "/nevenfuncties", clerk + "/nevenfuncties?status=gemeld"],
            [Clerk + "/nevenfuncties/nieuw"] = [clerk + "/nevenfuncties/nieuw", $"{clerk}/nevenfuncties/nieuw?persoon={person}"],
            [Clerk + "/nevenfuncties/nieuw/persoon"] = [clerk + "/nevenfuncties/nieuw/persoon"],
            [Clerk + "/nevenfuncties/openbaarmaken"] = [$"{clerk}/nevenfuncties/openbaarmaken?nummer={declared}"],
            [Clerk + "/nevenfuncties/{id:guid}"] = [$"{clerk}/nevenfuncties/{published}", $"{clerk}/nevenfuncties/{earned}"],
            [Clerk + "/nevenfuncties/{id:guid}/beeindigen"] = [$"{clerk}/nevenfuncties/{published}/beeindigen"],
            [Clerk + "/nevenfuncties/{id:guid}/hervatten"] = [$"{clerk}/nevenfuncties/{withdrawn}/hervatten"],
            [Clerk + "/nevenfuncties/{id:guid}/inkomsten"] = [$"{clerk}/nevenfuncties/{earned}/inkomsten", $"{clerk}/nevenfuncties/{declared}/inkomsten"],
            [Clerk + "/nevenfuncties/{id:guid}/inkomsten/nieuw"] = [$"{clerk}/nevenfuncties/{earned}/inkomsten/nieuw"],
            [Clerk + "/nevenfuncties/{id:guid}/inkomsten/{income:guid}/verbeteren"] = [$"{clerk}/nevenfuncties/{earned}/inkomsten/{income}/verbeteren"],
            [Clerk + "/nevenfuncties/{id:guid}/inkomsten/{income:guid}/weghalen"] = [$"{clerk}/nevenfuncties/{earned}/inkomsten/{income}/weghalen"],
            [Clerk + "/nevenfuncties/{id:guid}/intrekken"] = [$"{clerk}/nevenfuncties/{published}/intrekken"],
            [Clerk + "/nevenfuncties/{id:guid}/melden"] = [$"{clerk}/nevenfuncties/{await site.PositionAsync(PositionState.Draft)}/melden", $"{clerk}/nevenfuncties/{declared}/melden"],
            [Clerk + "/nevenfuncties/{id:guid}/verbeteren"] = [$"{clerk}/nevenfuncties/{published}/verbeteren"],
            [Clerk + "/ambtstermijnen"] = [clerk + "/ambtstermijnen", clerk + "/ambtstermijnen?persoon=bestaatniet&eerder=ja", clerk + "/ambtstermijnen?ten-onrechte=ja"],
            [Clerk + "/ambtstermijnen/nieuw"] = [clerk + "/ambtstermijnen/nieuw", clerk + "/ambtstermijnen/nieuw?zoek=bestaatniet", $"{clerk}/ambtstermijnen/nieuw?persoon={person}"],
            [Clerk + "/ambtstermijnen/{id:guid}/naam"] = [$"{clerk}/ambtstermijnen/{term}/naam"],
            [Clerk + "/ambtstermijnen/{id:guid}/periode"] = [$"{clerk}/ambtstermijnen/{term}/periode"],
            [Clerk + "/ambtstermijnen/{id:guid}/ten-onrechte"] = [$"{clerk}/ambtstermijnen/{term}/ten-onrechte"],
            [Clerk + "/ambtstermijnen/{id:guid}"] = [$"{clerk}/ambtstermijnen/{term}", $"{clerk}/ambtstermijnen/{struck}"],
            [Clerk + "/ambtstermijnen/{id:guid}/fractie/wijzigen"] = [$"{clerk}/ambtstermijnen/{term}/fractie/wijzigen"],
            [Clerk + "/ambtstermijnen/{id:guid}/fractie/{number}/verbeteren"] = [$"{clerk}/ambtstermijnen/{term}/fractie/2/verbeteren"],
            [Clerk + "/ambtstermijnen/{id:guid}/omvang/wijzigen"] = [$"{clerk}/ambtstermijnen/{term}/omvang/wijzigen"],
            [Clerk + "/ambtstermijnen/{id:guid}/omvang/{number}/verbeteren"] = [$"{clerk}/ambtstermijnen/{await site.ChangedTermAsync(faction: false)}/omvang/1/verbeteren"],
            [Clerk + "/termijnen"] = [clerk + "/termijnen", clerk + "/termijnen?stand=nagaan&soort=handelen"],
            [Clerk + "/verklaringen"] = [clerk + "/verklaringen", clerk + "/verklaringen?soort=inkomsten"],
            [Clerk + "/verklaringen/nieuw"] = [clerk + "/verklaringen/nieuw", $"{clerk}/verklaringen/nieuw?persoon={person}&soort=inkomsten&jaar=2025"],
            [Clerk + "/verklaringen/{id:guid}"] = [$"{clerk}/verklaringen/{statement}"],
            [Clerk + "/verklaringen/{id:guid}/intrekken"] = [$"{clerk}/verklaringen/{statement}/intrekken"],
            [Clerk + "/verklaringen/{id:guid}/verbeteren"] = [$"{clerk}/verklaringen/{statement}/verbeteren"],
        };
    }

    private static async Task<string> OrganisationAsync(DemoSite site)
    {
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        var html = await client.GetStringAsync("/organisaties");
        var at = html.IndexOf("href=\"/organisaties/", StringComparison.Ordinal) + "href=\"".Length;
        return html[at..html.IndexOf('"', at)];
    }

    private static List<string> Routes(DemoSite site) =>
        [
            .. site
                .App.App.Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
                .Select(e => "/" + e.RoutePattern.RawText!.Trim('/'))
                .Where(r => !NoPages.Any(no => r.StartsWith(no, StringComparison.Ordinal) || r.EndsWith(no, StringComparison.Ordinal)))
                .Distinct(StringComparer.Ordinal),
        ];
}
