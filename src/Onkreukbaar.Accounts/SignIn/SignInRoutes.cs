// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Accounts.SignIn;

/// <summary>The sign-in form as sent. Properties, not constructor parameters: those must all be in the form.</summary>
internal sealed record SignInForm
{
    public string? Email { get; init; }

    public string? Wachtwoord { get; init; }

    public string? Terug { get; init; }
}

/// <summary>The answer of a passkey, made by the script.</summary>
internal sealed record PasskeyForm
{
    public string? Antwoord { get; init; }

    public string? Terug { get; init; }
}

/// <summary>Signing in and out.</summary>
internal static class SignInRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(AccountsModule.SignInPath, Show).Public();
        app.MapPost(AccountsModule.SignInPath, SignInAsync).AddEndpointFilterOf<SignInThrottle>().Public();
        app.MapPost(AccountsModule.SignInPath + "/toegangssleutel/vraag", AskPasskeyAsync).AddEndpointFilterOf<SignInThrottle>().Public();
        app.MapPost(AccountsModule.SignInPath + "/toegangssleutel", SignInWithPasskeyAsync).AddEndpointFilterOf<SignInThrottle>().Public();
        app.MapPost(AccountsModule.SignOutPath, SignOutAsync).Public();
        app.MapGet(PasskeyScript.Path, PasskeyScript.Serve).Public();
    }

    private static IResult Show(HttpContext http, Actor actor, Landing landing, Settings settings, string? terug, string? melding)
    {
        if (actor.IsSignedIn)
        {
            return new SeeOther(LocalPath.Or(terug, landing.Of(actor)));
        }

        return Page(http, settings, new SignInForm { Terug = terug }, new FormErrors(), melding);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http,
        [FromForm] SignInForm form,
        SignInService signIn,
        Landing landing,
        Settings settings,
        CancellationToken cancellation
    )
    {
        var errors = new FormErrors();
        var email = errors.Take("email", TextInput.Required(form.Email, 254, missing: Texts.EmailMissing));
        if (string.IsNullOrEmpty(form.Wachtwoord))
        {
            errors.Add("wachtwoord", "veld.verplicht", Texts.PasswordMissing);
        }

        if (!errors.Any)
        {
            if (await signIn.WithPasswordAsync(email, form.Wachtwoord!, cancellation) is { } account)
            {
                return new SeeOther(LocalPath.Or(form.Terug, await landing.OfAsync(http, account)));
            }

            errors.Add("email", "aanmelden.onjuist", Texts.SignInRefused);
        }

        return Page(http, settings, form, errors, melding: null);
    }

    private static async Task<IResult> AskPasskeyAsync(IFormCollection form, SignInManager<Account> signIn)
    {
        // No name is asked: the passkey tells whose it is, so this answer is the same for everybody.
        _ = form;
        return Results.Text(await signIn.MakePasskeyRequestOptionsAsync(user: null), "application/json");
    }

    private static async Task<IResult> SignInWithPasskeyAsync(
        HttpContext http,
        [FromForm] PasskeyForm form,
        SignInService signIn,
        Landing landing,
        Settings settings,
        CancellationToken cancellation
    )
    {
        if (form.Antwoord is { Length: > 0 } answer && await signIn.WithPasskeyAsync(answer, cancellation) is { } account)
        {
            return new SeeOther(LocalPath.Or(form.Terug, await landing.OfAsync(http, account)));
        }

        var errors = new FormErrors();
        errors.Add("email", "aanmelden.sleutel", Texts.PasskeyRefused);
        return Page(http, settings, new SignInForm { Terug = form.Terug }, errors, melding: null);
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IFormCollection form)
    {
        // The form is bound for its antiforgery token: another site must not sign anybody out.
        _ = form;
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        return new SeeOther(AccountsModule.SignInPath + "?melding=afgemeld");
    }

    private static RazorComponentResult<SignInPage> Page(HttpContext http, Settings settings, SignInForm form, FormErrors errors, string? melding)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<SignInPage>(
            new
            {
                Email = form.Email,
                Back = LocalPath.IsLocal(form.Terug) ? form.Terug : null,
                Errors = errors,
                Notice = melding switch
                {
                    "afgemeld" => Texts.SignedOut,
                    "ingesteld" => Texts.PasswordIsSet,
                    _ => null,
                },
                settings.Demo,
            }
        )
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }
}
