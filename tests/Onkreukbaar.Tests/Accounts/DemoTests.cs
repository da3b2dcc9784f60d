// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Accounts;
using Onkreukbaar.Accounts.Manage;
using Onkreukbaar.Accounts.SignIn;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Accounts;

public sealed class DemoTests
{
    [Theory, OnBothDatabases]
    public async Task The_demo_shows_its_accounts_and_lets_them_in(string database)
    {
        await using var app = await TestApp.FreshAsync(database, settings: s => s with { Demo = true });
        await SeedAsync(app);
        await SeedAsync(app);
        using var browser = app.Browser();
        var page = await browser.GetAsync("/aanmelden");
        page.QuerySelector("main")!.TextContent.ShouldContain(DemoAccounts.Password);
        foreach (var account in DemoAccounts.All)
        {
            page.QuerySelector("main")!.TextContent.ShouldContain(account.Email);
            using var visitor = app.Browser();
            await visitor.SignInAsync(account.Email, DemoAccounts.Password);
        }
    }

    [Theory, OnBothDatabases]
    public async Task All_modules_together_make_the_invented_municipality_once(string database)
    {
        await using var app = await TestApp.FreshAsync(database, settings: s => s with { Demo = true });
        var first = await SeedAllAsync(app);
        first.ShouldBeGreaterThan(100);
        (await SeedAllAsync(app)).ShouldBe(first);
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        (await ledger.VerifyAsync()).First.ShouldBeNull();
    }

    // As the commands do: one scope for all modules.
    private static Task<int> SeedAllAsync(TestApp app) =>
        app.InScopeAsync(async services =>
        {
            var plan = new SeedPlan();
            foreach (var module in OnkreukbaarApp.Modules.All)
            {
                await module.SeedAsync(services, plan, CancellationToken.None);
            }

            return await services.GetRequiredService<RegisterStore>().Versions.CountAsync();
        });

    [Theory, OnBothDatabases]
    public async Task Demo_mode_refuses_a_database_with_accounts_of_its_own(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await app.AccountAsync();
        using var demo = OnkreukbaarApp.Build(app.Settings with { Demo = true }) as IDisposable;
        var refused = await Should.ThrowAsync<SettingsException>(() => ((Microsoft.AspNetCore.Builder.WebApplication)demo!).StartAsync());
        refused.Message.ShouldContain("Demo mode refuses this database");
        await Should.ThrowAsync<SettingsException>(() => app.InScopeAsync(async s => { await s.GetRequiredService<DemoAccounts>().MarkAsync(); return 0; }));
    }

    [Theory, OnBothDatabases]
    public async Task A_real_installation_refuses_the_demos_database(string database)
    {
        await using var app = await TestApp.FreshAsync(database, settings: s => s with { Demo = true });
        await SeedAsync(app);
        using var real = OnkreukbaarApp.Build(app.Settings with { Demo = false }) as IDisposable;
        var refused = await Should.ThrowAsync<SettingsException>(() => ((Microsoft.AspNetCore.Builder.WebApplication)real!).StartAsync());
        refused.Message.ShouldContain("made by the demo");
    }

    [Fact]
    public async Task The_sign_in_page_of_a_real_installation_shows_no_accounts()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var browser = app.Browser();
        (await browser.GetAsync("/aanmelden")).Body!.TextContent.ShouldNotContain("voorbeeldstad.example");
    }

    [Fact]
    public async Task The_command_line_makes_the_first_administrator()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite);
        var (code, output, _) = await RunAsync(app, AccountCommands.Add, "eerste@voorbeeldstad.example", ("name", "E. Eerste"));
        code.ShouldBe(0);
        using var browser = app.Browser();
        await browser.GetAsync(output.Trim().Replace(app.Settings.PublicUrl, "", StringComparison.Ordinal));
        await browser.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["wachtwoord"] = SignIn.Password, ["herhaling"] = SignIn.Password });
        await browser.SignInAsync("eerste@voorbeeldstad.example");
        await browser.GetAsync("/beheer/accounts");

        (await RunAsync(app, AccountCommands.Link, "EERSTE@voorbeeldstad.example")).Code.ShouldBe(0);
        (await RunAsync(app, AccountCommands.Link, "niemand@voorbeeldstad.example")).Code.ShouldBe(2);
        (await RunAsync(app, AccountCommands.Add, "geen adres", ("name", "X"))).Code.ShouldBe(2);
        (await RunAsync(app, AccountCommands.Add, "x@voorbeeldstad.example")).Code.ShouldBe(2);
        (await RunAsync(app, AccountCommands.Add, "x@voorbeeldstad.example", ("name", "X"), ("role", "koning"))).Error.ShouldContain("functional-administrator");
        (await RunAsync(app, AccountCommands.Add, "x@voorbeeldstad.example", ("name", "X"), ("role", "3"))).Code.ShouldBe(2);
        (await RunAsync(app, AccountCommands.Add, "x@voorbeeldstad.example", ("name", "X"), ("body", "Nergenshuizen"))).Code.ShouldBe(2);
    }

    [Theory]
    [InlineData("elf tekens!", false)]
    [InlineData("twaalftekens", true)]
    [InlineData("wachtwoord123", false)]
    [InlineData("123456789012", false)]
    [InlineData("Welkom-2026-01!", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("mijn jansen wachtwoord", false)]
    [InlineData("paard batterij nietje juist", true)]
    public void A_password_is_long_and_not_the_first_guess(string password, bool good) =>
        (PasswordRules.Check(password, new Account { Name = "J. Jansen", Email = "jansen@voorbeeldstad.example" }) is null).ShouldBe(good);

    private static Task SeedAsync(TestApp app) =>
        app.InScopeAsync(async services =>
        {
            var demo = services.GetRequiredService<DemoAccounts>();
            await demo.MarkAsync();
            await demo.SeedAsync(Guid.CreateVersion7());
            return 0;
        });

    private static Task<(int Code, string Output, string Error)> RunAsync(TestApp app, Command command, string argument, params IReadOnlyList<(string, string)> options) =>
        app.InScopeAsync(async services =>
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            var given = options.ToDictionary(o => o.Item1, o => o.Item2, StringComparer.Ordinal);
            var code = await command.RunAsync(new CommandContext(services, argument, given, output, error, (_, _, _) => { }, CancellationToken.None));
            return (code, output.ToString(), error.ToString());
        });
}
