// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Browser.Tests.Pages;

/// <summary>The clerk's main path, from signing in to the public page, with the keyboard alone; with and without JavaScript.</summary>
public sealed class KeyboardTests(Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_position_is_declared_and_published_without_a_mouse(bool javaScript)
    {
        await using var site = await DemoSite.StartAsync();
        await using var context = await chromium.ContextAsync(site.Address, javaScript: javaScript);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/aanmelden");
        await TypeAsync(page, "email", site.Email);
        await TypeAsync(page, "wachtwoord", TestKit.SignIn.Password);
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Aanmelden", Exact = true }));

        // Whoever signs in arrives at the workplace; going there at once would cross that journey.
        await page.WaitForURLAsync(url => url.Contains("/beheer", StringComparison.Ordinal), new() { WaitUntil = WaitUntilState.Load });
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.GotoAsync($"/beheer/{site.Body}");
        await PressAsync(page, page.Locator("main a[href$='/nevenfuncties/nieuw']").First);
        await PressAsync(page, page.Locator("main tbody a").First);
        await TypeAsync(page, "omschrijving", "Lid raad van toezicht met toetsen");
        await TypeAsync(page, "organisatie", "Stichting Zonder Muis");
        // One radio button of a group is a stop of the Tab key; the space bar chooses it.
        (await PageChecks.ReachAsync(page, page.Locator("[name=bezoldigd]").First)).ShouldBeTrue();
        await page.Keyboard.PressAsync("Space");
        await TypeAsync(page, "van", "maart 2024");
        await PressAsync(page, page.Locator("main form[method=post] button:not([formaction])").First);
        await PressAsync(page, page.Locator("main button[value=openbaarmaken]"));

        await page.Locator(".utrecht-alert").First.WaitForAsync();
        await page.GotoAsync("/nevenfuncties?zoek=toetsen");
        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Lid raad van toezicht met toetsen" }));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Lid raad van toezicht met toetsen", Level = 1 }).WaitForAsync();
        (await page.Locator("main").InnerTextAsync()).ShouldContain("Stichting Zonder Muis");
    }

    private static async Task TypeAsync(IPage page, string field, string text)
    {
        (await PageChecks.ReachAsync(page, page.Locator($"main [name={field}]"))).ShouldBeTrue($"the keyboard reaches {field}");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(text);
    }

    private static async Task PressAsync(IPage page, ILocator target)
    {
        (await PageChecks.ReachAsync(page, target)).ShouldBeTrue($"the keyboard reaches {target}");
        await page.RunAndWaitForResponseAsync(() => page.Keyboard.PressAsync("Enter"), r => r.Request.IsNavigationRequest && r.Status is not (302 or 303));
        await page.WaitForLoadStateAsync(LoadState.Load);
    }
}
