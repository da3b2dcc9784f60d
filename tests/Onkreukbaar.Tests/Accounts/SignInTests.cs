// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Accounts;
using Onkreukbaar.Accounts.SignIn;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Accounts;

public sealed class SignInTests
{
    private const string Wrong = "niet-het-goede-wachtwoord";

    [Theory, OnBothDatabases]
    public async Task Who_signs_in_sees_name_and_roles(string database)
    {
        var app = await TestApp.SharedAsync(database);
        using var browser = app.Browser();
        await browser.SignInAsync(app, Role.Auditor, body: null);
        var page = await browser.GetAsync("/account");
        page.QuerySelector("main")!.TextContent.ShouldContain("Auditor");
        page.QuerySelector("main")!.TextContent.ShouldContain("Alle organisaties");
        page.QuerySelector(".ob-menu")!.TextContent.ShouldContain("M. Medewerker");
    }

    [Theory, OnBothDatabases]
    public async Task A_visitor_is_sent_to_sign_in_and_comes_back(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var (_, email) = await app.AccountAsync();
        using var browser = app.Browser();
        await browser.GetAsync("/account?melding=wachtwoord", HttpStatusCode.Found);
        await browser.GetAsync(browser.Response.Headers.Location!.OriginalString);
        await browser.SubmitAsync(Form(email, SignIn.Password));
        browser.Response.Headers.Location!.OriginalString.ShouldBe("/account?melding=wachtwoord");
    }

    [Theory, OnBothDatabases]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var (_, email) = await app.AccountAsync();
        using var known = app.Browser();
        using var unknown = app.Browser();
        await known.GetAsync("/aanmelden");
        await known.SubmitAsync(Form(email, Wrong));
        await unknown.GetAsync("/aanmelden");
        await unknown.SubmitAsync(Form("niemand@voorbeeldstad.example", Wrong));
        known.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        unknown.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        known.Page.QuerySelector("[name=email]")!.GetAttribute("value").ShouldBe(email);
        known.Page.QuerySelector("[name=wachtwoord]")!.GetAttribute("value").ShouldBeNull();
        known.Page.Title.ShouldNotBeNull().ShouldStartWith("Fout:");
        Shown(known).ShouldBe(Shown(unknown));
    }

    [Theory, OnBothDatabases]
    public async Task Five_failures_lock_the_name_for_fifteen_minutes_whether_or_not_it_has_an_account(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var (_, email) = await app.AccountAsync();
        foreach (var name in new[] { email, "niemand@voorbeeldstad.example" })
        {
            using var browser = app.Browser();
            await browser.GetAsync("/aanmelden");
            for (var i = 0; i < SignInService.MaxFailures; i++)
            {
                await browser.SubmitAsync(Form(name, Wrong));
            }

            await browser.SubmitAsync(Form(name, SignIn.Password));
            browser.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        using var later = app.Browser();
        await later.GetAsync("/aanmelden");
        app.Clock.Advance(SignInService.LockTime - TimeSpan.FromSeconds(1));
        await later.SubmitAsync(Form(email, SignIn.Password));
        later.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "trying does not shorten or lengthen the lock");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await later.SubmitAsync(Form(email, SignIn.Password));
        later.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory, OnBothDatabases]
    public async Task Four_failures_are_forgotten_after_success(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var (_, email) = await app.AccountAsync();
        for (var round = 0; round < 2; round++)
        {
            using var browser = app.Browser();
            await browser.GetAsync("/aanmelden");
            for (var i = 0; i < SignInService.MaxFailures - 1; i++)
            {
                await browser.SubmitAsync(Form(email, Wrong));
            }

            await browser.SubmitAsync(Form(email, SignIn.Password));
            browser.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        }
    }

    [Theory]
    [InlineData("https://elders.example/")]
    [InlineData("//elders.example/")]
    [InlineData("/\\elders.example/")]
    [InlineData("/\t/elders.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task Nobody_is_led_to_another_site(string back)
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        var (_, email) = await app.AccountAsync();
        using var browser = app.Browser();
        // Without a role, the own account is where one lands.
        await browser.GetAsync("/aanmelden?terug=" + Uri.EscapeDataString(back));
        await browser.SubmitAsync(new Dictionary<string, string?>(Form(email, SignIn.Password), StringComparer.Ordinal) { ["terug"] = back });
        browser.Response.Headers.Location!.OriginalString.ShouldBe("/account");
    }

    [Theory, OnBothDatabases]
    public async Task Who_signs_out_is_a_visitor_again(string database)
    {
        var app = await TestApp.SharedAsync(database);
        using var browser = app.Browser();
        await browser.SignInAsync(app, Role.Auditor, body: null);
        await browser.GetAsync("/account");
        await browser.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), form: "form[action='/afmelden']");
        (await browser.FollowAsync()).QuerySelector("main")!.TextContent.ShouldContain("U bent afgemeld");
        await browser.GetAsync("/account", HttpStatusCode.Found);
    }

    [Fact]
    public async Task Signing_in_and_out_need_the_token_of_our_own_form()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        var (_, email) = await app.AccountAsync();
        using var client = app.Client();
        using var content = new FormUrlEncodedContent(Form(email, SignIn.Password)!);
        using var answer = await client.PostAsync("/aanmelden", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var browser = app.Browser();
        await browser.SignInAsync(email);
        using var empty = new FormUrlEncodedContent([]);
        using var refused = await browser.Client.PostAsync("/afmelden", empty, TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await browser.GetAsync("/account");
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_and_not_for_scripts()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, settings: s => s with { PublicUrl = "https://register.example" });
        var (_, email) = await app.AccountAsync();
        using var browser = app.Browser();
        await browser.SignInAsync(email);
        var cookie = browser.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-onkreukbaar-aanmelding=", StringComparison.Ordinal));
        cookie.ShouldContain("; path=/; secure; samesite=lax; httponly");
    }

    [Fact]
    public async Task A_session_ends_after_eight_hours_without_use()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite);
        using var browser = app.Browser();
        await browser.SignInAsync(app, Role.Auditor, body: null);
        app.Clock.Advance(TimeSpan.FromHours(7));
        await browser.GetAsync("/account");
        app.Clock.Advance(TimeSpan.FromHours(7));
        await browser.GetAsync("/account");
        app.Clock.Advance(TimeSpan.FromHours(8) + TimeSpan.FromSeconds(1));
        await browser.GetAsync("/account", HttpStatusCode.Found);
    }

    [Fact]
    public async Task Too_many_attempts_from_one_address_must_wait()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, configure: b => b.Services.AddSingleton<IStartupFilter>(new FromAddress("2001:db8::1")));
        using var browser = app.Browser();
        await browser.GetAsync("/aanmelden");
        for (var i = 0; i < SignInThrottle.PerMinute; i++)
        {
            await browser.SubmitAsync(Form($"naam-{i}@voorbeeldstad.example", ""));
            browser.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        await browser.SubmitAsync(Form("naam@voorbeeldstad.example", ""));
        browser.Response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        browser.Response.Headers.RetryAfter.ShouldNotBeNull();
        browser.Page.QuerySelector("h1")!.TextContent.ShouldBe("Te veel verzoeken");
    }

    [Theory, OnBothDatabases]
    public async Task Logs_hold_no_name_address_or_password(string database)
    {
        using var log = new MemoryLog();
        await using var app = await TestApp.FreshAsync(database, configure: b => b.Logging.AddProvider(log).AddFilter<MemoryLog>(null, LogLevel.Information));
        var (_, email) = await app.AccountAsync();
        using var browser = app.Browser();
        await browser.GetAsync("/aanmelden");
        await browser.SubmitAsync(Form(email, Wrong));
        await browser.SubmitAsync(Form("niemand@voorbeeldstad.example", Wrong));
        await browser.SubmitAsync(Form(email, SignIn.Password));
        await browser.GetAsync("/account");
        await Should.ThrowAsync<ProblemException>(() =>
            app.InScopeAsync(s => s.GetRequiredService<AccountService>().CreateAsync(email, "Dubbele Naam", SignIn.Password, []))
        );
        log.Text.ShouldContain("signed in");
        foreach (var secret in new[] { email, "niemand@", Wrong, SignIn.Password, "Medewerker", "Dubbele Naam" })
        {
            log.Text.ShouldNotContain(secret, Case.Insensitive);
        }
    }

    private static Dictionary<string, string?> Form(string email, string password) =>
        new(StringComparer.Ordinal) { ["email"] = email, ["wachtwoord"] = password };

    /// <summary>What the visitor reads, without the name that was typed.</summary>
    private static string Shown(TestBrowser browser)
    {
        browser.Page.QuerySelector("[name=email]")!.RemoveAttribute("value");
        foreach (var token in browser.Page.QuerySelectorAll("[name=__RequestVerificationToken]"))
        {
            token.Remove();
        }

        return browser.Page.QuerySelector("main")!.OuterHtml;
    }

    private sealed class FromAddress(string address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (http, rest) =>
                    {
                        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
                        return rest(http);
                    }
                );
                next(app);
            };
    }

    private sealed class MemoryLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public string Text => string.Join('\n', lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose() { }
    }
}
