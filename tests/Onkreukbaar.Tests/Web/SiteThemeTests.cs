// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using AngleSharp.Html.Dom;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>An installation chooses its theme, and a body brings its own tokens and logo.</summary>
public sealed class SiteThemeTests
{
    private const string Drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 48\"><path d=\"M0 0h120v48H0z\" fill=\"#154273\"/></svg>";

    [Theory]
    [InlineData(null, "onkreukbaar-theme", new[] { "onkreukbaar.css" })]
    [InlineData("onkreukbaar", "onkreukbaar-theme", new[] { "onkreukbaar.css" })]
    [InlineData("Voorbeeld", "voorbeeld-theme", new[] { "onkreukbaar.css", "voorbeeld.css" })]
    public async Task The_setting_chooses_the_theme_of_every_page(string? chosen, string expected, string[] sheets)
    {
        var read = Settings.Read(name => name is "ONKREUKBAAR_THEME" ? chosen : null, EmptyFolder());
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, settings: s => s with { Theme = read.Theme });
        using var visitor = app.Browser();
        foreach (var path in new[] { "/", "/overheidsorganisaties", "/aanmelden", "/ontwerp" })
        {
            var page = await visitor.GetAsync(path);
            Themes(page).ShouldBe(expected, path);
            string.Join(' ', Sheets(page)).ShouldBe(string.Join(' ', sheets.Select(DesignAssets.Url)), path);
        }

        // A page that says what went wrong belongs to the site too.
        (await visitor.GetAsync("/bestaat-niet", HttpStatusCode.NotFound)).Body!.ClassList.Contains(expected).ShouldBeTrue();
    }

    [Fact]
    public void The_theme_comes_from_the_file_too_and_one_that_is_none_stops_the_start_with_a_sentence()
    {
        var folder = EmptyFolder();
        File.WriteAllText(Path.Combine(folder, "onkreukbaar.json"), """{ "theme": "voorbeeld" }""");
        Settings.Read(_ => null, folder).Theme.ShouldBe("voorbeeld");
        Settings.Read(name => name is "ONKREUKBAAR_THEME" ? "own" : null, folder).Theme.ShouldBe("own", "the environment goes before the file");
        Should
            .Throw<SettingsException>(() => Settings.Read(name => name is "ONKREUKBAAR_THEME" ? "paars" : null, folder))
            .Message.ShouldBe("ONKREUKBAAR_THEME: write onkreukbaar, voorbeeld or own, not 'paars'.");
    }

    [Theory]
    [InlineData("onkreukbaar", "onkreukbaar-theme eigen-theme")]
    [InlineData("voorbeeld", "voorbeeld-theme eigen-theme")]
    [InlineData("own", "eigen-theme")]
    public async Task A_bodys_own_tokens_and_logo_come_from_our_own_address(string theme, string classes)
    {
        await using var app = await WithFilesAsync(
            theme,
            """
            /* House style of an invented body. */
            .voorbeeldstad-theme, :root {
              --ob-color-primary: #154273; /* ink */
              --ob-font-text: "Voorbeeld; Sans", Georgia;
              --utrecht-select-background-image: url("data:image/svg+xml,%3Csvg%3E;}{");
              --ob-gap: calc((1rem + 2px) * 2)
            }
            .voorbeeldstad-theme { --ob-radius: 0; }
            """,
            Drawing
        );
        using var visitor = app.Browser();
        var page = await visitor.GetAsync("/overheidsorganisaties");
        Themes(page).ShouldBe(classes);
        var own = Sheets(page)[^1];
        own.ShouldStartWith("/huisstijl/");

        using var sheet = await visitor.Client.GetAsync(own);
        sheet.Content.Headers.ContentType!.ToString().ShouldBe("text/css; charset=utf-8");
        sheet.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        sheet.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("style-src 'self'");
        (await sheet.Content.ReadAsStringAsync()).ShouldBe(
            ".eigen-theme{--ob-color-primary:#154273;--ob-font-text:\"Voorbeeld; Sans\", Georgia;"
                + "--utrecht-select-background-image:url(\"data:image/svg+xml,%3Csvg%3E;}{\");--ob-gap:calc((1rem + 2px) * 2);--ob-radius:0;}"
        );

        var image = (IHtmlImageElement)page.QuerySelector("header img")!;
        using var logo = await visitor.Client.GetAsync(image.GetAttribute("src"));
        logo.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        logo.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        (await logo.Content.ReadAsStringAsync()).ShouldBe(Drawing);

        // Of another process that has other files: shown, but not to be kept.
        using var other = await visitor.Client.GetAsync("/huisstijl/000000000000/tokens.css");
        other.Headers.CacheControl!.NoCache.ShouldBeTrue();
        foreach (var none in new[] { "onkreukbaar.json", "..%2Fonkreukbaar.json", "tokens.css.bak" })
        {
            using var missing = await visitor.Client.GetAsync(Path.GetDirectoryName(own) + "/" + none);
            missing.StatusCode.ShouldBe(HttpStatusCode.NotFound, none);
        }
    }

    [Fact]
    public async Task Without_own_files_the_product_has_its_own_logo_and_serves_no_others()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var visitor = app.Browser();
        (await visitor.GetAsync("/overheidsorganisaties")).QuerySelector("header img")!.GetAttribute("src").ShouldBe(DesignAssets.Url("logo.svg"));
        using var none = await visitor.Client.GetAsync("/huisstijl/000000000000/tokens.css");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("", 1, "no design token")]
    [InlineData("/* nothing */", 1, "no design token")]
    [InlineData("@import 'https://example.nl/x.css';", 1, "@import")]
    [InlineData(".a{--b:1}\n@media print{.a{--b:2}}", 2, "@media print")]
    [InlineData(".a{--b:1}\nbody{--b:2}", 2, "'body' is not allowed")]
    [InlineData(".a .b{--b:2}", 1, "'.a .b' is not allowed")]
    [InlineData(".a:hover{--b:2}", 1, "not allowed")]
    [InlineData(".a{\n--b:1;\ndisplay:none}", 3, "'display:none}' is no design token")]
    [InlineData(".a{--b:{color:red}}", 1, "cannot hold {")]
    [InlineData(".a{--b:1;\n.c{--d:1}}", 2, "is no design token")]
    [InlineData(".a{\n--b:url(https://example.nl/x.png)}", 2, "cannot load")]
    [InlineData(".a{--b:URL( '/logboek' )}", 1, "cannot load")]
    [InlineData(".a{--b:u\\72l(x)}", 1, "cannot hold \\")]
    [InlineData(".a{--b:image-set('x.png' 1x)}", 1, "cannot load")]
    [InlineData(".a{--b:</style><script>}", 1, "cannot hold <")]
    [InlineData(".a{--b:1", 1, "does not end")]
    [InlineData(".a{--b:calc(1px}", 1, "cannot hold }")]
    [InlineData(".a{--b:1;", 1, "not closed with }")]
    [InlineData(".a{--b:'x\n'}", 1, "quotation mark")]
    [InlineData(".a{--b:1} /* open", 1, "comment is not closed")]
    [InlineData(".a", 1, "'.a' is not allowed")]
    public void A_file_that_holds_more_than_tokens_is_refused_with_its_line(string css, int line, string reason)
    {
        var refused = Refused("onkreukbaar", css, null);
        refused.Message.ShouldContain($"tokens.css, line {line}: ");
        refused.Message.ShouldContain(reason);
        refused.Message.ShouldContain("The site did not start");
    }

    [Theory]
    [InlineData("<p>geen tekening</p>", "no SVG drawing")]
    [InlineData("geen xml", "no SVG drawing")]
    [InlineData("<svg><path/></svg>", "no SVG drawing")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", "<script>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "onload")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>", "<foreignObject>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><image href='https://example.nl/x.png'/></svg>", "from elsewhere")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><use x:href='/logboek#a'/></svg>", "from elsewhere")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>", "no SVG drawing")]
    [InlineData("<?xml-stylesheet href='x.css'?><svg xmlns='http://www.w3.org/2000/svg'/>", "instruction")]
    public void A_logo_that_does_more_than_show_is_refused(string svg, string reason)
    {
        var refused = Refused("onkreukbaar", null, svg);
        refused.Message.ShouldContain("logo.svg, line 1: ");
        refused.Message.ShouldContain(reason);
    }

    [Fact]
    public void An_own_theme_without_tokens_or_a_file_that_is_far_too_large_is_refused()
    {
        Refused("own", null, Drawing).Message.ShouldContain("there is no");
        Refused("onkreukbaar", ".a{--b:1}" + new string(' ', 1024 * 1024), null).Message.ShouldContain("at most");
        Refused("onkreukbaar", null, Drawing + new string(' ', 256 * 1024)).Message.ShouldContain("at most");
    }

    [Fact]
    public async Task What_is_refused_stops_the_start_before_the_first_address_is_listened_on()
    {
        var (settings, folder) = await TestApp.DatabaseAsync(Databases.Sqlite);
        Write(folder, "body{display:none}", null);
        await using (var app = OnkreukbaarApp.Build(settings))
        {
            (await Should.ThrowAsync<SettingsException>(() => app.StartAsync())).Message.ShouldContain("tokens.css, line 1");
            app.Urls.ShouldAllBe(url => url.EndsWith(":0", StringComparison.Ordinal), "a port would stand here");
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_showcase_shows_each_theme_whatever_the_installation_has()
    {
        await using var app = await WithFilesAsync("onkreukbaar", ".a{--ob-radius:0}", null);
        using var visitor = app.Browser();
        var page = await visitor.GetAsync("/ontwerp");
        page.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")).Where(h => h!.StartsWith("?huisstijl=", StringComparison.Ordinal))
            .ShouldBe(["?huisstijl=onkreukbaar", "?huisstijl=voorbeeld", "?huisstijl=own"]);
        foreach (var (theme, classes) in new[] { ("onkreukbaar", "onkreukbaar-theme"), ("voorbeeld", "voorbeeld-theme"), ("own", "eigen-theme"), ("paars", "onkreukbaar-theme eigen-theme") })
        {
            Themes(await visitor.GetAsync("/ontwerp?huisstijl=" + theme)).ShouldBe(classes, theme);
        }

        var shared = await TestApp.SharedAsync(Databases.Sqlite);
        using var other = shared.Browser();
        (await other.GetAsync("/ontwerp")).QuerySelectorAll("main a[href='?huisstijl=own']").ShouldBeEmpty("there are no own tokens");
    }

    /// <summary>The classes by which a page has its colours, in their order.</summary>
    private static string Themes(IHtmlDocument page) => string.Join(' ', page.Body!.ClassList.Where(c => c.EndsWith("-theme", StringComparison.Ordinal)));

    private static string[] Sheets(IHtmlDocument page) => [.. page.QuerySelectorAll("head link[rel=stylesheet]").Select(l => l.GetAttribute("href")!)];

    private static string EmptyFolder() => Directory.CreateTempSubdirectory("onkreukbaar-theme-").FullName;

    private static SettingsException Refused(string theme, string? tokens, string? logo)
    {
        var folder = EmptyFolder();
        try
        {
            Write(folder, tokens, logo);
            return Should.Throw<SettingsException>(() => new SiteTheme(new Settings { DataFolder = folder, Theme = theme }).StartAsync(CancellationToken.None));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<TestApp> WithFilesAsync(string theme, string? tokens, string? logo) =>
        TestApp.FreshAsync(
            Databases.Sqlite,
            settings: s =>
            {
                Write(s.DataFolder, tokens, logo);
                return s with { Theme = theme };
            }
        );

    private static void Write(string data, string? tokens, string? logo)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, SiteTheme.Folder)).FullName;
        if (tokens is not null)
        {
            File.WriteAllText(Path.Combine(folder, "tokens.css"), tokens);
        }

        if (logo is not null)
        {
            File.WriteAllText(Path.Combine(folder, "logo.svg"), logo);
        }
    }
}
