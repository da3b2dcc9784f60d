// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Design;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Design;

public sealed class PageFrameTests
{
    private static SiteContext Site(string language = "nl") =>
        new()
        {
            SiteName = "Register",
            BodyName = "Gemeente Voorbeeldrecht",
            Language = language,
            Path = "/personen/7",
            Query = "?peildatum=2024-01-01&taal=nl",
            NavItems = [new("Personen", "/personen"), new("Besturen", "/besturen"), new("Start", "/")],
            UserName = "G. Griffier",
            UserLinks = [new("Account", "/account"), new("Uitloggen", "/uitloggen", Post: true)],
        };

    [Fact]
    public async Task A_page_has_language_title_one_heading_landmarks_and_a_skip_link_that_lands()
    {
        var html = await Render.HtmlAsync<PageFrame>(new() { ["Title"] = "Personen", ["ChildContent"] = Render.Text("x") }, Site());
        html.TrimStart().ShouldStartWith("<!DOCTYPE html>");

        var page = await Render.DocumentAsync<PageFrame>(new() { ["Title"] = "Personen", ["ChildContent"] = Render.Text("x") }, Site());
        page.DocumentElement.GetAttribute("lang").ShouldBe("nl");
        page.Title.ShouldBe("Personen – Register – Gemeente Voorbeeldrecht");
        page.QuerySelectorAll("h1").ShouldHaveSingleItem().TextContent.ShouldBe("Personen");
        page.QuerySelectorAll("main").Length.ShouldBe(1);
        page.QuerySelectorAll("body > header").Length.ShouldBe(1);
        page.QuerySelectorAll("body > footer").Length.ShouldBe(1);
        var skip = page.QuerySelector("body > a")!;
        page.QuerySelector("main")!.Id.ShouldBe(skip.GetAttribute("href")![1..]);
        page.Body!.ClassList.Contains("onkreukbaar-theme").ShouldBeTrue();
    }

    [Theory]
    [InlineData("nl", "Fout: Opgave – Register – Gemeente Voorbeeldrecht")]
    [InlineData("en", "Error: Opgave – Register – Gemeente Voorbeeldrecht")]
    public async Task Errors_stand_first_in_the_title_and_above_the_content(string language, string title)
    {
        var page = await Render.DocumentAsync<PageFrame>(
            new() { ["Title"] = "Opgave", ["Errors"] = new FieldMessage[] { new("vanaf", "Vul in.") }, ["ChildContent"] = Render.Text("formulier") },
            Site(language)
        );
        page.Title.ShouldBe(title);
        var main = page.QuerySelector("main")!;
        main.TextContent.IndexOf("Vul in.", StringComparison.Ordinal).ShouldBeLessThan(main.TextContent.IndexOf("formulier", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_navigation_marks_where_the_reader_is()
    {
        var page = await Render.DocumentAsync<PageFrame>(new() { ["Title"] = "x" }, Site());
        page.QuerySelectorAll("nav [aria-current=page]").ShouldHaveSingleItem().TextContent.ShouldBe("Personen");
    }

    [Fact]
    public async Task The_other_language_is_the_same_address_with_another_taal()
    {
        var page = await Render.DocumentAsync<PageFrame>(new() { ["Title"] = "x" }, Site());
        var link = page.QuerySelector("a[hreflang=en]")!;
        link.GetAttribute("href").ShouldBe("/personen/7?peildatum=2024-01-01&taal=en");
        link.GetAttribute("lang").ShouldBe("en");
        (await Render.DocumentAsync<PageFrame>(new() { ["Title"] = "x" }, Site("en"))).QuerySelectorAll("a[hreflang=nl]").Length.ShouldBe(1);
    }

    [Fact]
    public async Task Signing_out_is_a_post_with_a_token()
    {
        var page = await Render.DocumentAsync<PageFrame>(new() { ["Title"] = "x" }, Site());
        page.QuerySelectorAll("form[method=post][action='/uitloggen'] input[name=__RequestVerificationToken]").Length.ShouldBe(1);
    }

    [Fact]
    public async Task Feeds_robots_and_a_bodys_own_style_sheet_stand_in_the_head()
    {
        var site = Site();
        site.ExtraStylesheet = "/huisstijl.css";
        site.Theme = "gemeente-theme";
        var page = await Render.DocumentAsync<PageFrame>(
            new() { ["Title"] = "x", ["Robots"] = "noindex", ["Alternates"] = new AlternateLink[] { new("application/atom+xml", "Wijzigingen", "/wijzigingen.atom") } },
            site
        );
        page.QuerySelectorAll("head link[rel=stylesheet]").Select(l => l.GetAttribute("href")).ShouldBe([DesignAssets.Url("onkreukbaar.css"), "/huisstijl.css"]);
        page.QuerySelector("head meta[name=robots]")!.GetAttribute("content").ShouldBe("noindex");
        page.QuerySelector("head link[rel=alternate][type='application/atom+xml']")!.GetAttribute("href").ShouldBe("/wijzigingen.atom");
        page.Body!.ClassList.Contains("gemeente-theme").ShouldBeTrue();
    }
}
