// SPDX-License-Identifier: EUPL-1.2
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Onkreukbaar.Browser.Tests.Pages;

/// <summary>What every page must pass. Each check returns what is wrong, so that a test sees all of it at once.</summary>
internal static class PageChecks
{
    private static readonly AxeRunOptions Wcag = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    /// <summary>WCAG 2.2 level A and AA, as far as a program can see it.</summary>
    public static async Task<IReadOnlyList<string>> AccessibilityAsync(IPage page)
    {
        var result = await page.RunAxe(Wcag);
        return
        [
            .. result.Violations.Select(v =>
                $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => $"{n.Target} {n.Html} {string.Join("; ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message))}"))}"
            ),
        ];
    }

    /// <summary>Nothing but a table in its own box may need sideways scrolling (WCAG 1.4.10).</summary>
    public static async Task<IReadOnlyList<string>> OverflowAsync(IPage page)
    {
        var wide = await page.EvaluateAsync<string[]>(
            """
            () => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return [];
              const found = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)
                .map(e => `${e.tagName.toLowerCase()}.${e.className} reaches ${Math.round(e.getBoundingClientRect().right)} of ${width}`);
              return found.length ? found.slice(-5) : [`the page is ${document.documentElement.scrollWidth} wide, the screen ${width}`];
            }
            """
        );
        return wide;
    }

    /// <summary>Presses Tab until the element has the focus; says so when the keyboard cannot reach it.</summary>
    public static async Task<bool> ReachAsync(IPage page, ILocator target)
    {
        var element = await target.ElementHandleAsync(new() { Timeout = 5000 });
        for (var presses = 0; presses < 250; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("e => e === document.activeElement", element))
            {
                return true;
            }
        }

        return false;
    }
}
