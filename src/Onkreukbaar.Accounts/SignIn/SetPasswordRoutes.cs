// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Accounts.SignIn;

/// <summary>The set-password form as sent.</summary>
internal sealed record SetPasswordForm
{
    public string? Code { get; init; }

    public string? Wachtwoord { get; init; }

    public string? Herhaling { get; init; }
}

/// <summary>Setting the first or a new password by a one-time link.</summary>
internal static class SetPasswordRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(AccountsModule.SetPasswordPath, ShowAsync).Public();
        app.MapPost(AccountsModule.SetPasswordPath, SetAsync).AddEndpointFilterOf<SignInThrottle>().Public();
    }

    private static async Task<IResult> ShowAsync(HttpContext http, AccountService accounts, string? code, CancellationToken cancellation)
    {
        var account = await OfLinkAsync(accounts, code, cancellation);
        return Page(http, account, code!, new FormErrors());
    }

    private static async Task<IResult> SetAsync(HttpContext http, [FromForm] SetPasswordForm form, AccountService accounts, CancellationToken cancellation)
    {
        var account = await OfLinkAsync(accounts, form.Code, cancellation);
        var errors = new FormErrors();
        NewPassword.Check(errors, form.Wachtwoord, form.Herhaling, account);
        if (errors.Any)
        {
            return Page(http, account, form.Code!, errors);
        }

        await accounts.SetByLinkAsync(account, form.Wachtwoord!, cancellation);
        return new SeeOther(AccountsModule.SignInPath + "?melding=ingesteld");
    }

    private static async Task<Account> OfLinkAsync(AccountService accounts, string? code, CancellationToken cancellation) =>
        await accounts.OfLinkAsync(code, cancellation)
        ?? throw new ProblemException(new("account.koppeling-verlopen", StatusCodes.Status410Gone, Texts.LinkGoneTitle, Texts.LinkGoneDetail));

    private static RazorComponentResult<SetPasswordPage> Page(HttpContext http, Account account, string code, FormErrors errors)
    {
        http.Response.Headers.CacheControl = "no-store";
        // The address holds the code: nothing may send it on.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return new RazorComponentResult<SetPasswordPage>(new { account.Email, Code = code, Errors = errors })
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }
}

/// <summary>A new password, typed twice because it cannot be read back.</summary>
internal static class NewPassword
{
    public const string Field = "wachtwoord";
    public const string Repeat = "herhaling";

    public static void Check(FormErrors errors, string? password, string? repeated, Account account)
    {
        if (string.IsNullOrEmpty(password))
        {
            errors.Add(Field, "veld.verplicht", Texts.NewPasswordMissing);
        }
        else if (PasswordRules.Check(password, account) is { } refused)
        {
            errors.Add(Field, refused);
        }
        else if (!string.Equals(password, repeated, StringComparison.Ordinal))
        {
            errors.Add(Repeat, "wachtwoord.ongelijk", Texts.PasswordsDiffer);
        }
    }
}
