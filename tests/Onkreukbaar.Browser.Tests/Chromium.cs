// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Onkreukbaar.Browser.Tests.Chromium))]

namespace Onkreukbaar.Browser.Tests;

/// <summary>One Chromium for all browser tests of a run; each test takes a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string Executable = Environment.GetEnvironmentVariable("ONKREUKBAAR_TEST_CHROMIUM") ?? "/usr/bin/chromium";
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Executable,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    /// <summary>A visitor with cookies of its own.</summary>
    /// <param name="address">Where the application listens; <c>localhost</c> counts as safe, so passkeys work there.</param>
    /// <param name="width">Pixels; 360 is the smallest screen that pages are made for.</param>
    /// <param name="javaScript">Every page must work without.</param>
    public Task<IBrowserContext> ContextAsync(string address, int width = 1280, bool javaScript = true) =>
        browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = address,
                JavaScriptEnabled = javaScript,
                Locale = "nl-NL",
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
            }
        );

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
