// SPDX-License-Identifier: EUPL-1.2
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Onkreukbaar.Design;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Design;

/// <summary>Checks that hold for every component at once, on the page that shows them all. Each is first shown to catch a mistake.</summary>
public sealed class ShowcaseTests
{
    [Theory]
    [InlineData("<input name=a>", "no name")]
    [InlineData("<label for=b>x</label><select id=a></select>", "no name")]
    [InlineData("<button></button>", "no name")]
    [InlineData("<p id=a></p><p id=a></p>", "twice")]
    [InlineData("<input aria-label=x aria-describedby='a b'><p id=a></p>", "no b")]
    [InlineData("<p style='color: red'></p>", "style")]
    [InlineData("<p onclick='x()'></p>", "onclick")]
    [InlineData("<script>x()</script>", "script")]
    [InlineData("<table></table>", "caption")]
    [InlineData("<table><caption>x</caption><tr><th>y</th></tr></table>", "scope")]
    [InlineData("<img src=x>", "alt")]
    [InlineData("<h1>a</h1><h1>b</h1>", "h1")]
    [InlineData("<h1>a</h1><h3>b</h3>", "skips")]
    [InlineData("<a href='#weg'>x</a>", "no weg")]
    public void A_mistake_in_the_markup_is_caught(string html, string problem) =>
        Problems(new HtmlParser().ParseDocument(html)).ShouldContain(p => p.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("nl")]
    [InlineData("en")]
    public async Task The_showcase_has_no_mistake_in_its_markup(string language) =>
        Problems(await Render.DocumentAsync<ShowcasePage>(site: new SiteContext { Language = language })).ShouldBeEmpty();

    [Fact]
    public void A_class_without_a_rule_is_caught()
    {
        var page = new HtmlParser().ParseDocument("<p class='nl-paragraph nl-paragraf ob-hidden andere'></p>");
        UnknownClasses(page, ".nl-paragraph{color:red}.ob-hidden-niet,.ob-hidden:hover{}").ShouldBe(["nl-paragraf"]);
    }

    [Fact]
    public async Task Every_class_of_the_showcase_has_a_rule_in_the_built_style_sheet()
    {
        var page = await Render.DocumentAsync<ShowcasePage>(site: new SiteContext { SearchAction = "/zoeken", SignInHref = "/inloggen" });
        UnknownClasses(page, StyleSheet.Text).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("page frame", "body.ob-body > .ob-page main#inhoud")]
    [InlineData("header", "body > header .ob-brand")]
    [InlineData("navigation", "header nav.ob-nav a[aria-current=page]")]
    [InlineData("breadcrumb", "nav.ob-breadcrumb [aria-current=page]")]
    [InlineData("skip link", "body > a.nl-skip-link[href='#inhoud']")]
    [InlineData("heading of level 1", "main h1.nl-heading")]
    [InlineData("heading of level 2", "main h2.nl-heading")]
    [InlineData("heading of level 3", "main h3.nl-heading")]
    [InlineData("heading of level 4", "main h4.nl-heading")]
    [InlineData("link", "main p a.nl-link[href]")]
    [InlineData("button", "main button[type=submit].nl-button--primary")]
    [InlineData("button that is secondary", "main button.nl-button--secondary")]
    [InlineData("button that destroys", "main button.nl-button--negative")]
    [InlineData("text field", "main input[type=text].utrecht-textbox")]
    [InlineData("text field of several lines", "main textarea.utrecht-textarea")]
    [InlineData("text field with an error", "main input[aria-invalid=true][aria-describedby]")]
    [InlineData("date field", "main input[name=vanaf][aria-describedby]")]
    [InlineData("choice of few", "main fieldset[role=radiogroup] input[type=radio]")]
    [InlineData("choice of many", "main select.utrecht-select option")]
    [InlineData("check box", "main input[type=checkbox].utrecht-checkbox")]
    [InlineData("fieldset", "main fieldset.ob-fieldset > legend")]
    [InlineData("error summary", "main .ob-error-summary li a[href^='#']")]
    [InlineData("alert that is positive", "main .utrecht-alert--ok")]
    [InlineData("alert that informs", "main .utrecht-alert--info")]
    [InlineData("alert that warns", "main .utrecht-alert--warning")]
    [InlineData("alert that says what is wrong", "main .utrecht-alert--error:not(.ob-error-summary)")]
    [InlineData("table", "main table.ob-table th[aria-sort=ascending] a")]
    [InlineData("table without rows", "main .ob-empty")]
    [InlineData("data list", "main dl.ob-data-list .ob-data-list__item")]
    [InlineData("pagination", "main nav.ob-pagination a[rel=next]")]
    [InlineData("status badge", "main .utrecht-status-badge--warning")]
    [InlineData("timeline", "main figure.ob-timeline svg[role=img] > title")]
    [InlineData("search", "main form[role=search] input[type=search]")]
    [InlineData("file upload", "main form[enctype='multipart/form-data'] input[type=file]")]
    public async Task A_component_that_was_asked_for_stands_on_the_showcase(string component, string selector)
    {
        var site = new SiteContext { NavItems = [new("Personen", "/personen"), new("Bouwstenen", "/ontwerp")], Path = "/ontwerp" };
        (await Render.DocumentAsync<ShowcasePage>(site: site)).QuerySelector(selector).ShouldNotBeNull(component);
    }

    [Fact]
    public void The_showcase_and_its_guide_show_every_component()
    {
        var markup = File.ReadAllText(Path.Combine(Repository.RepositoryFiles.Root, "src/Onkreukbaar.Design/Showcase/ShowcasePage.razor"));
        string[] inside = ["Breadcrumb", "FieldFrame", "FieldNotes", "Icon", "LanguageSwitch", "Nav", "SvgText", "UserMenu", "ShowcasePage", "_Imports"];
        typeof(PageFrame).Assembly.GetExportedTypes()
            .Where(t => typeof(IComponent).IsAssignableFrom(t))
            .Select(t => t.Name.Split('`')[0])
            .Except(inside, StringComparer.Ordinal)
            .Where(name => !markup.Contains($"<{name}", StringComparison.Ordinal))
            .ShouldBeEmpty();
        var guide = File.ReadAllText(Path.Combine(Repository.RepositoryFiles.Root, "docs/design-system.md"));
        typeof(PageFrame).Assembly.GetExportedTypes()
            .Where(t => typeof(IComponent).IsAssignableFrom(t))
            .Select(t => t.Name.Split('`')[0])
            .Except(["FieldFrame", "FieldNotes", "LanguageSwitch", "SvgText", "UserMenu", "ShowcasePage", "_Imports"], StringComparer.Ordinal)
            .Where(name => !guide.Contains($"`{name}`", StringComparison.Ordinal))
            .ShouldBeEmpty("docs/design-system.md");
    }

    [Fact]
    public void The_style_sheet_is_small_and_loads_nothing_from_elsewhere()
    {
        var css = StyleSheet.Text;
        css.Length.ShouldBeLessThan(128 * 1024);
        DesignAssets.Read("onkreukbaar.css.br").Length.ShouldBeLessThan(16 * 1024);
        css.ShouldNotContain("@import");
        foreach (var url in css.Split("url(").Skip(1).Select(part => part.Split(')')[0].Trim('"', '\'')))
        {
            if (!url.StartsWith("data:image/svg+xml", StringComparison.Ordinal))
            {
                DesignAssets.Read(url).Length.ShouldBeGreaterThan(0, url);
            }
        }
    }

    private static IEnumerable<string> UnknownClasses(IHtmlDocument page, string css) =>
        StyleSheet.Unknown(page.All.SelectMany(e => e.ClassList), StyleSheet.Classes(css));

    private static IEnumerable<string> Problems(IHtmlDocument page)
    {
        foreach (var twice in page.All.Where(e => !string.IsNullOrEmpty(e.Id)).GroupBy(e => e.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"id {twice.Key} stands there twice";
        }

        foreach (var control in page.QuerySelectorAll("input:not([type=hidden]), select, textarea, button, a[href], summary"))
        {
            var named =
                !string.IsNullOrWhiteSpace(control.GetAttribute("aria-label"))
                || (control.LocalName is "button" or "a" or "summary" && control.TextContent.Trim().Length > 0)
                || (!string.IsNullOrEmpty(control.Id) && page.QuerySelectorAll("label").Any(l => string.Equals(l.GetAttribute("for"), control.Id, StringComparison.Ordinal)))
                || (control.LocalName == "a" && control.QuerySelector("img[alt]:not([alt=''])") is not null);
            if (!named)
            {
                yield return $"no name: {control.OuterHtml}";
            }
        }

        foreach (var element in page.All)
        {
            foreach (var reference in new[] { "aria-describedby", "aria-labelledby" })
            {
                foreach (var id in (element.GetAttribute(reference) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(id => page.GetElementById(id) is null))
                {
                    yield return $"{reference}: no {id}";
                }
            }

            foreach (var attribute in element.Attributes.Where(a => a.Name == "style" || a.Name.StartsWith("on", StringComparison.Ordinal)))
            {
                yield return $"{attribute.Name} on {element.LocalName}";
            }
        }

        foreach (var link in page.QuerySelectorAll("a[href^='#']").Select(a => a.GetAttribute("href")![1..]).Where(id => page.GetElementById(id) is null))
        {
            yield return $"link: no {link}";
        }

        foreach (var script in page.QuerySelectorAll("script:not([src]), style"))
        {
            yield return $"{script.LocalName} in the page";
        }

        foreach (var table in page.QuerySelectorAll("table"))
        {
            if (string.IsNullOrWhiteSpace(table.QuerySelector("caption")?.TextContent))
            {
                yield return "table without caption";
            }

            if (table.QuerySelectorAll("th").Any(h => h.GetAttribute("scope") is not ("col" or "row")))
            {
                yield return "th without scope";
            }
        }

        if (page.QuerySelectorAll("img").Any(i => !i.HasAttribute("alt")))
        {
            yield return "img without alt";
        }

        if (page.QuerySelectorAll("h1").Length > 1)
        {
            yield return "more than one h1";
        }

        var level = 0;
        foreach (var heading in page.QuerySelectorAll("h1, h2, h3, h4"))
        {
            var own = heading.LocalName[1] - '0';
            if (level > 0 && own > level + 1)
            {
                yield return $"{heading.LocalName} '{heading.TextContent}' skips a level";
            }

            level = own;
        }
    }
}
