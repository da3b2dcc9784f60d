// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Playwright;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Browser.Tests.Accounts;

public sealed class PasskeyTests(Chromium chromium)
{
    [Fact]
    public async Task A_passkey_is_added_signs_in_and_is_removed()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, kestrel: true);
        var (_, email) = await app.AccountAsync(new Assignment(Role.Auditor, null));
        await using var context = await chromium.ContextAsync(Address(app));
        var page = await context.NewPageAsync();
        await AuthenticatorAsync(page);
        await SignInAsync(page, email);

        await page.GotoAsync("/account");
        await page.GetByLabel("Naam van de toegangssleutel").FillAsync("Laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Toegangssleutel toevoegen" }).ClickAsync();
        await page.GetByText("De toegangssleutel is toegevoegd.").WaitForAsync();
        await ShootAsync(page, "account-1280");

        await page.Locator(".ob-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Afmelden" }).ClickAsync();
        await page.GetByText("U bent afgemeld.").WaitForAsync();
        await ShootAsync(page, "aanmelden-1280");
        await page.GetByRole(AriaRole.Button, new() { Name = "Aanmelden met een toegangssleutel" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/aanmelden", StringComparison.Ordinal));

        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Toegangssleutel Laptop verwijderen" }).ClickAsync();
        await page.GetByText("De toegangssleutel is verwijderd.").WaitForAsync();
        (await page.GetByText("U hebt nog geen toegangssleutel.").CountAsync()).ShouldBe(1);

        // The authenticator still has it, but it is known here no longer.
        await page.Locator(".ob-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Afmelden" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aanmelden met een toegangssleutel" }).ClickAsync();
        await page.GetByText("Deze toegangssleutel is hier niet bekend").First.WaitForAsync();
    }

    [Fact]
    public async Task Without_script_the_password_signs_in_and_passkeys_stay_out_of_sight()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, kestrel: true);
        var (_, email) = await app.AccountAsync(new Assignment(Role.FunctionalAdministrator, null));
        await using var context = await chromium.ContextAsync(Address(app), width: 360, javaScript: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/aanmelden");
        (await page.GetByRole(AriaRole.Button, new() { Name = "Aanmelden met een toegangssleutel" }).CountAsync()).ShouldBe(0);
        await SignInAsync(page, email);
        foreach (var path in new[] { "/aanmelden?taal=en", "/account", "/beheer/accounts", "/beheer/accounts/nieuw" })
        {
            await page.GotoAsync(path);
            await ShootAsync(page, path.Trim('/').Replace('/', '-').Split('?')[0] + "-360");
        }

        await page.GotoAsync("/beheer/accounts?taal=nl");
        await page.Locator("main tbody a").First.ClickAsync();
        await ShootAsync(page, "beheer-account-360");
        await page.SetViewportSizeAsync(1280, 900);
        await ShootAsync(page, "beheer-account-1280");
        await page.GotoAsync("/beheer/accounts");
        await ShootAsync(page, "beheer-accounts-1280");
    }

    /// <summary>By name: passkeys do not work on an address in figures.</summary>
    private static string Address(TestApp app) => app.BaseAddress.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("/aanmelden");
        await page.GetByLabel("E-mailadres").FillAsync(email);
        await page.GetByLabel("Wachtwoord").FillAsync(SignIn.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Aanmelden", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/aanmelden", StringComparison.Ordinal));
    }

    /// <summary>An authenticator of the browser itself, which always says yes.</summary>
    private static async Task AuthenticatorAsync(IPage page)
    {
        var cdp = await page.Context.NewCDPSessionAsync(page);
        await cdp.SendAsync("WebAuthn.enable");
        await cdp.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
    }

    /// <summary>Keeps a picture where the developer asks for it.</summary>
    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ONKREUKBAAR_TEST_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
