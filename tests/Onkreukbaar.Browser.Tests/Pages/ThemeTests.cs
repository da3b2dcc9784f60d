// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using Onkreukbaar.Design;
using Onkreukbaar.Registers.AncillaryPositions;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Browser.Tests.Pages;

/// <summary>Every theme is as readable as the product's own, which <see cref="EveryPageTests"/> looks at on all pages.</summary>
public sealed class ThemeTests(Chromium chromium)
{
    [Theory]
    [InlineData("voorbeeld", 1280)]
    [InlineData("voorbeeld", 360)]
    [InlineData("own", 1280)]
    public async Task Pages_pass_the_checks_in_another_theme(string theme, int width)
    {
        await using var site = await DemoSite.StartAsync(s =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(s.DataFolder, "theme")).FullName;
            if (theme is "own")
            {
                // A whole theme as bodies publish them, with a colour of its own.
                var whole = Encoding.UTF8.GetString(DesignAssets.Read("voorbeeld.css").Span);
                File.WriteAllText(Path.Combine(folder, "tokens.css"), whole + "\n.voorbeeldstad-theme { --ob-color-primary: #5b2182; }");
            }

            return s with { Theme = theme };
        });
        await using var context = await chromium.ContextAsync(site.Address, width);
        var page = await context.NewPageAsync();
        var person = await site.PersonAsync();
        string[] open =
        [
            "/",
            "/overheidsorganisaties",
            $"/overheidsorganisaties/{site.Body}",
            $"/personen/{person}",
            $"/nevenfuncties/{await site.PositionAsync(PositionState.Published)}",
            "/aanmelden",
            "/ontwerp",
        ];
        string[] closed = [$"/beheer/{site.Body}/nevenfuncties", $"/beheer/{site.Body}/nevenfuncties/nieuw?persoon={person}", $"/beheer/{site.Body}/importeren"];
        var wrong = new List<string>();
        foreach (var address in open)
        {
            await EveryPageTests.CheckAsync(page, address, width, wrong);
        }

        await site.SignInAsync(page);
        foreach (var address in closed)
        {
            await EveryPageTests.CheckAsync(page, address, width, wrong);
        }

        wrong.ShouldBeEmpty();
        // What was looked at is the theme, not the product's own under another name.
        var primary = await page.EvaluateAsync<string>("() => getComputedStyle(document.body).getPropertyValue('--ob-color-primary').trim()");
        primary.ShouldNotBe("#0b4650");
        if (theme is "own")
        {
            primary.ShouldBe("#5b2182");
        }
    }
}
