// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Accounts;

public sealed class SignInTests
{
    [Theory, OnBothDatabases]
    public async Task Who_signs_in_sees_name_and_roles(string database)
    {
        var app = await TestApp.SharedAsync(database);
        using var browser = app.Browser();
        await browser.SignInAsync(app, Role.Auditor, body: null);
        var page = await browser.FollowAsync();
        page.QuerySelector("main")!.TextContent.ShouldContain("Auditor");
        page.QuerySelector("main")!.TextContent.ShouldContain("Alle organisaties");
        page.QuerySelector(".ob-menu")!.TextContent.ShouldContain("M. Medewerker");
    }

    [Theory, OnBothDatabases]
    public async Task A_visitor_is_sent_to_sign_in_and_comes_back(string database)
    {
        var app = await TestApp.SharedAsync(database);
        using var browser = app.Browser();
        await browser.GetAsync("/account", HttpStatusCode.Found);
        browser.Response.Headers.Location!.OriginalString.ShouldBe("/aanmelden?terug=%2Faccount");
    }
}
