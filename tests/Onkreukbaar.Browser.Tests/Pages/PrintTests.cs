// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Browser.Tests.Pages;

/// <summary>What comes out of the printer: the content, when it was looked at, and nothing to click on.</summary>
public sealed class PrintTests(Chromium chromium)
{
    [Fact]
    public async Task On_paper_a_person_and_a_body_are_their_tables_without_what_only_a_screen_can_use()
    {
        await using var site = await DemoSite.StartAsync();
        await using var context = await chromium.ContextAsync(site.Address);
        var page = await context.NewPageAsync();
        foreach (var address in new[] { $"/personen/{await site.PersonAsync()}", $"/overheidsorganisaties/{site.Body}" })
        {
            await page.GotoAsync(address + "?bekendOp=2026-11-22");
            foreach (var shown in new[] { ".ob-nav", ".ob-search", ".ob-breadcrumb", ".ob-filters" })
            {
                (await page.Locator(shown).First.IsVisibleAsync()).ShouldBeTrue($"{shown} stands on the screen of {address}");
            }

            await page.EmulateMediaAsync(new() { Media = Media.Print });
            foreach (var hidden in new[] { ".nl-skip-link", ".ob-nav", ".ob-search", ".ob-breadcrumb", ".ob-filters", ".ob-footer__nav" })
            {
                foreach (var part in await page.Locator(hidden).AllAsync())
                {
                    (await part.IsVisibleAsync()).ShouldBeFalse($"{hidden} on the paper of {address}");
                }
            }

            (await page.Locator("h1").IsVisibleAsync()).ShouldBeTrue(address);
            (await page.Locator("main .ob-alert").First.IsVisibleAsync()).ShouldBeTrue("paper says at which moment it looks back");
            var tables = page.Locator("main table");
            (await tables.CountAsync()).ShouldBeGreaterThan(0, address);
            (await tables.First.IsVisibleAsync()).ShouldBeTrue(address);
            (await tables.First.Locator("tbody tr").First.IsVisibleAsync()).ShouldBeTrue(address);
            // Nothing can be scrolled on paper: what a box would cut off is lost.
            (await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.ob-table-container')].map(e => getComputedStyle(e).overflowX)")).ShouldAllBe(o => o == "visible", address);
            await page.EmulateMediaAsync(new() { Media = Media.Screen });
        }
    }

    [Fact]
    public async Task On_paper_the_rest_of_a_long_list_stands_there_without_asking()
    {
        await using var site = await DemoSite.StartAsync();
        await using var context = await chromium.ContextAsync(site.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/ontwerp");
        var rest = page.Locator("details.ob-details--rest");
        (await rest.Locator("p").IsVisibleAsync()).ShouldBeFalse("on a screen it is asked for");
        (await rest.Locator("summary").IsVisibleAsync()).ShouldBeTrue();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await rest.Locator("p").IsVisibleAsync()).ShouldBeTrue();
        (await rest.Locator("summary").IsVisibleAsync()).ShouldBeFalse();
        (await page.Locator("details:not(.ob-details--rest) p").First.IsVisibleAsync()).ShouldBeFalse("what was not opened stays closed");
    }

    [Fact]
    public async Task On_paper_a_link_in_a_text_to_another_site_gives_its_address()
    {
        await using var site = await DemoSite.StartAsync();
        await using var context = await chromium.ContextAsync(site.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/bewijs");
        const string After = "a => getComputedStyle(a, '::after').content";
        var link = page.Locator(".ob-prose a[href^='https://']").First;
        (await link.EvaluateAsync<string>(After)).ShouldBe("none");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        // The address itself, or the function that fetches it: browsers differ in what they tell.
        var address = await link.GetAttributeAsync("href");
        (await link.EvaluateAsync<string>(After)).ShouldSatisfyAllConditions(
            c => c.ShouldNotBe("none"),
            c => (c.Contains(address!, StringComparison.Ordinal) || c.Contains("attr(href)", StringComparison.Ordinal)).ShouldBeTrue(c)
        );
    }
}
