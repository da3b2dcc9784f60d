// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Accounts;
using Onkreukbaar.Kernel.Access;
using Shouldly;

namespace Onkreukbaar.TestKit;

/// <summary>Signs in through the real form, with an account made for the occasion.</summary>
public static class SignIn
{
    public const string Password = "vier-losse-woorden-op-rij";
    private static int count;

    /// <summary>Makes an account with one role and signs the browser in with it.</summary>
    /// <param name="browser">Visitor without account.</param>
    /// <param name="app">The application that the browser visits.</param>
    /// <param name="role">The role.</param>
    /// <param name="body">The body it is for; null for all bodies.</param>
    /// <returns>Id of the account.</returns>
    public static async Task<Guid> SignInAsync(this TestBrowser browser, TestApp app, Role role, Guid? body)
    {
        var (id, email) = await app.AccountAsync(new Assignment(role, body));
        await browser.SignInAsync(email);
        return id;
    }

    /// <summary>Signs in with an account that is there.</summary>
    public static async Task SignInAsync(this TestBrowser browser, string email, string password = Password)
    {
        await browser.GetAsync("/aanmelden");
        await browser.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["email"] = email, ["wachtwoord"] = password });
        browser.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther, browser.Page.Body?.TextContent.Trim());
    }

    /// <summary>Makes an account with <see cref="Password"/> and an invented address.</summary>
    public static async Task<(Guid Id, string Email)> AccountAsync(this TestApp app, params IReadOnlyList<Assignment> assignments)
    {
        var email = $"medewerker-{Interlocked.Increment(ref count)}@voorbeeldstad.example";
        var id = await app.InScopeAsync(services => services.GetRequiredService<AccountService>().CreateAsync(email, "M. Medewerker", Password, assignments));
        return (id, email);
    }
}
