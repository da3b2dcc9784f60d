// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Accounts;

public sealed class ManageTests
{
    [Theory, OnBothDatabases]
    public async Task A_new_account_sets_its_password_by_a_link_that_works_once(string database)
    {
        var app = await TestApp.SharedAsync(database);
        using var admin = await AdministratorAsync(app, body: null);
        await admin.GetAsync("/beheer/accounts/nieuw");
        var email = $"nieuw-{Guid.CreateVersion7():N}@voorbeeldstad.example";
        await admin.SubmitAsync(Fields(("naam", "N. Nieuw"), ("email", email), ("rol", "Auditor"), ("organisatie", "alle"), ("reden", "Nieuwe collega")));
        admin.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var link = admin.Page.QuerySelector<IHtmlInputElement>("[name=koppeling]").Value.Replace("http://localhost:5080", "", StringComparison.Ordinal);

        using var owner = app.Browser();
        await owner.GetAsync(link);
        await owner.SubmitAsync(Fields(("wachtwoord", "kort"), ("herhaling", "kort")));
        owner.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await owner.SubmitAsync(Fields(("wachtwoord", "Welkom-2026-2026!"), ("herhaling", "Welkom-2026-2026!")));
        owner.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await owner.SubmitAsync(Fields(("wachtwoord", SignIn.Password), ("herhaling", SignIn.Password + "x")));
        owner.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await owner.SubmitAsync(Fields(("wachtwoord", SignIn.Password), ("herhaling", SignIn.Password)));
        await owner.FollowAsync();
        await owner.SignInAsync(email);
        await owner.GetAsync(link, HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_link_expires_and_a_newer_one_replaces_it()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite);
        var (id, _) = await app.AccountAsync();
        using var admin = await AdministratorAsync(app, body: null);
        var first = await LinkAsync(admin, id);
        var second = await LinkAsync(admin, id);
        using var owner = app.Browser();
        await owner.GetAsync(first, HttpStatusCode.Gone);
        await owner.GetAsync(second);
        app.Clock.Advance(Onkreukbaar.Accounts.AccountService.LinkLifetime);
        await owner.GetAsync(second, HttpStatusCode.Gone);
        await owner.GetAsync("/wachtwoord-instellen?code=nee", HttpStatusCode.Gone);
        await owner.GetAsync("/wachtwoord-instellen", HttpStatusCode.Gone);
    }

    [Theory, OnBothDatabases]
    public async Task A_role_that_ends_gives_nothing_from_the_next_request_on_and_leaves_its_history(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var (id, email) = await app.AccountAsync(new Assignment(Role.FunctionalAdministrator, null));
        using var user = app.Browser();
        await user.SignInAsync(email);
        await user.GetAsync("/beheer/accounts");

        using var admin = await AdministratorAsync(app, body: null);
        await admin.GetAsync($"/beheer/accounts/{id}");
        await admin.GetAsync(admin.Page.QuerySelector("a[href*=beeindigen]")!.GetAttribute("href")!);
        await admin.SubmitAsync(Fields(("reden", "")));
        admin.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await admin.SubmitAsync(Fields(("reden", "Andere baan")));
        var page = await admin.FollowAsync();
        page.QuerySelector(".ob-history")!.TextContent.ShouldContain("Andere baan");

        await user.GetAsync("/beheer/accounts", HttpStatusCode.Forbidden);
        var history = await app.WithStoreAsync(async store =>
        {
            var assignment = await store.Set<RoleAssignment>().SingleAsync(a => a.AccountId == id);
            return await store.HistoryAsync<RoleAssignment>(assignment.Id);
        });
        history.Select(v => v.Act.Process).ShouldBe(["account.aanmaken", "roltoewijzing.beeindigen"]);
        history[1].Act.Reason.ShouldBe("Andere baan");
        history[1].State.Until.ShouldNotBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task A_blocked_account_is_out_at_once_and_can_come_back(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var (id, email) = await app.AccountAsync(new Assignment(Role.Auditor, null));
        using var user = app.Browser();
        await user.SignInAsync(email);
        await user.GetAsync("/account");
        using var admin = await AdministratorAsync(app, body: null);
        await DeedAsync(admin, id, "blokkeren");
        await user.GetAsync("/account", HttpStatusCode.Found);
        await user.GetAsync("/aanmelden");
        await user.SubmitAsync(Fields(("email", email), ("wachtwoord", SignIn.Password)));
        user.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await DeedAsync(admin, id, "vrijgeven");
        await user.SignInAsync(email);
    }

    [Theory, OnBothDatabases]
    public async Task An_administrator_of_one_body_has_no_hand_in_another(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var own = await BodyAsync(app);
        var other = await BodyAsync(app);
        using var admin = await AdministratorAsync(app, own);
        var (stranger, _) = await app.AccountAsync(new Assignment(Role.Clerk, other));
        await admin.GetAsync($"/beheer/accounts/{stranger}", HttpStatusCode.NotFound);

        // In both bodies: known, but a reset would give the rights in the other body too.
        var (shared, _) = await app.AccountAsync(new Assignment(Role.Clerk, own), new Assignment(Role.Clerk, other));
        await admin.GetAsync($"/beheer/accounts/{shared}/koppeling", HttpStatusCode.Forbidden);
        await admin.GetAsync($"/beheer/accounts/{shared}/blokkeren", HttpStatusCode.Forbidden);
        await admin.GetAsync($"/beheer/accounts/{shared}");
        admin.Page.QuerySelectorAll("a[href*=beeindigen]").Length.ShouldBe(1);
        await admin.SubmitAsync(Fields(("rol", "Auditor"), ("organisatie", other.ToString()), ("reden", "Over de grens")));
        admin.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await admin.SubmitAsync(Fields(("rol", "Auditor"), ("organisatie", "alle"), ("reden", "Over de grens")));
        admin.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await admin.SubmitAsync(Fields(("rol", "Auditor"), ("organisatie", own.ToString()), ("reden", "Binnen de grens")));
        admin.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Nobody_changes_the_own_rights()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var admin = app.Browser();
        var self = await admin.SignInAsync(app, Role.FunctionalAdministrator, body: null);
        await admin.GetAsync($"/beheer/accounts/{self}");
        admin.Page.QuerySelectorAll("main form[method=post]").ShouldBeEmpty();
        admin.Page.QuerySelectorAll("a[href*=beeindigen]").ShouldBeEmpty();
        var (other, _) = await app.AccountAsync(new Assignment(Role.Auditor, null));
        await admin.GetAsync($"/beheer/accounts/{other}");
        admin.Page.QuerySelector("main form[method=post]")!.SetAttribute("action", $"/beheer/accounts/{self}/rollen");
        await admin.SubmitAsync(Fields(("rol", "Clerk"), ("organisatie", "alle"), ("reden", "Voor mijzelf")));
        admin.Response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Changing_the_password_ends_the_other_sessions()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        var (_, email) = await app.AccountAsync();
        using var here = app.Browser();
        using var elsewhere = app.Browser();
        await here.SignInAsync(email);
        await elsewhere.SignInAsync(email);
        await here.GetAsync("/account");
        const string fresh = "een-heel-ander-geheim";
        await here.SubmitAsync(Fields(("huidig", "fout"), ("wachtwoord", fresh), ("herhaling", fresh)), form: "#wachtwoord-wijzigen");
        here.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await here.SubmitAsync(Fields(("huidig", SignIn.Password), ("wachtwoord", fresh), ("herhaling", fresh)), form: "#wachtwoord-wijzigen");
        (await here.FollowAsync()).QuerySelector("main")!.TextContent.ShouldContain("gewijzigd");
        await elsewhere.GetAsync("/account", HttpStatusCode.Found);
        await elsewhere.SignInAsync(email, fresh);
    }

    [Theory, OnBothDatabases]
    public async Task The_list_finds_by_name_and_address(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var (_, email) = await app.AccountAsync(new Assignment(Role.Auditor, null));
        using var admin = await AdministratorAsync(app, body: null);
        await admin.GetAsync("/beheer/accounts?zoek=" + Uri.EscapeDataString(email));
        admin.Page.QuerySelectorAll("main tbody tr").ShouldContain(r => r.TextContent.Contains(email, StringComparison.Ordinal));
        await admin.GetAsync("/beheer/accounts?zoek=zolangbestaatniemand");
        admin.Page.QuerySelector("main")!.TextContent.ShouldContain("geen accounts gevonden");
    }

    [Fact]
    public async Task An_address_that_has_an_account_is_refused_with_what_was_typed()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        var (_, email) = await app.AccountAsync();
        using var admin = await AdministratorAsync(app, body: null);
        await admin.GetAsync("/beheer/accounts/nieuw");
        await admin.SubmitAsync(Fields(("naam", "N. Nieuw"), ("email", email.ToUpperInvariant()), ("rol", "Auditor"), ("organisatie", "alle"), ("reden", "x")));
        admin.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        admin.Page.QuerySelector("main")!.TextContent.ShouldContain("Er is al een account");
        admin.Page.QuerySelector<IHtmlInputElement>("[name=naam]").Value.ShouldBe("N. Nieuw");
    }

    private static async Task<TestBrowser> AdministratorAsync(TestApp app, Guid? body)
    {
        var browser = app.Browser();
        await browser.SignInAsync(app, Role.FunctionalAdministrator, body);
        return browser;
    }

    private static async Task<string> LinkAsync(TestBrowser admin, Guid account)
    {
        await admin.GetAsync($"/beheer/accounts/{account}/koppeling");
        await admin.SubmitAsync(Fields(("reden", "Wachtwoord vergeten")));
        return admin.Page.QuerySelector<IHtmlInputElement>("[name=koppeling]").Value.Replace("http://localhost:5080", "", StringComparison.Ordinal);
    }

    private static async Task DeedAsync(TestBrowser admin, Guid account, string deed)
    {
        await admin.GetAsync($"/beheer/accounts/{account}/{deed}");
        await admin.SubmitAsync(Fields(("reden", "Proef")));
        admin.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    private static Task<Guid> BodyAsync(TestApp app) =>
        app.WithStoreAsync(async store =>
        {
            var body = new PublicBody { Name = "Gemeente Voorbeeldrecht", Kind = "gemeente", KeepsRegister = true };
            store.Add(body);
            await store.SaveAsync(Act.BySystem("kernel.proef"));
            return body.Id;
        });

    private static Dictionary<string, string?> Fields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        return all;
    }
}

/// <summary>AngleSharp's own selector has no generic form.</summary>
file static class Selecting
{
    public static T QuerySelector<T>(this AngleSharp.Dom.IParentNode node, string selector)
        where T : class => node.QuerySelector(selector) as T ?? throw new ShouldAssertException("No " + selector);
}
