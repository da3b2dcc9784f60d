// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Accounts.SignIn;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Accounts.Own;

/// <summary>The change-password form as sent.</summary>
internal sealed record PasswordForm
{
    public string? Huidig { get; init; }

    public string? Wachtwoord { get; init; }

    public string? Herhaling { get; init; }
}

/// <summary>A new passkey's answer, made by the script, with the name that its owner gives it.</summary>
internal sealed record NewPasskeyForm
{
    public string? Naam { get; init; }

    public string? Antwoord { get; init; }
}

/// <summary>Which passkey goes.</summary>
internal sealed record RemovePasskeyForm
{
    public string? Sleutel { get; init; }
}

/// <summary>The own account: who am I, what may I, how do I sign in.</summary>
internal static class OwnRoutes
{
    private const string Passkeys = AccountsModule.OwnPath + "/toegangssleutels";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(AccountsModule.OwnPath, ShowAsync).SignedIn();
        app.MapPost(AccountsModule.OwnPath + "/wachtwoord", ChangePasswordAsync).SignedIn();
        app.MapPost(Passkeys + "/vraag", AskPasskeyAsync).SignedIn();
        app.MapPost(Passkeys, AddPasskeyAsync).SignedIn();
        app.MapPost(Passkeys + "/verwijderen", RemovePasskeyAsync).SignedIn();
    }

    private static async Task<IResult> ShowAsync(Actor actor, OwnAccount own, string? melding, CancellationToken cancellation) =>
        await PageAsync(actor, own, new FormErrors(), melding, cancellation);

    private static async Task<IResult> ChangePasswordAsync(
        HttpContext http,
        Actor actor,
        [FromForm] PasswordForm form,
        OwnAccount own,
        SignInService signIn,
        AccountService accounts,
        SignInManager<Account> manager,
        CancellationToken cancellation
    )
    {
        var errors = new FormErrors();
        var account = await own.AccountAsync(actor);
        if (string.IsNullOrEmpty(form.Huidig))
        {
            errors.Add("huidig", "veld.verplicht", Texts.CurrentPasswordMissing);
        }

        NewPassword.Check(errors, form.Wachtwoord, form.Herhaling, account);
        if (!errors.Any && await signIn.VerifyAsync(account.UserName!, form.Huidig!, cancellation) is null)
        {
            errors.Add("huidig", "wachtwoord.onjuist", Texts.CurrentPasswordWrong);
        }

        if (errors.Any)
        {
            return await PageAsync(actor, own, errors, melding: null, cancellation);
        }

        await accounts.SetPasswordAsync(account, form.Wachtwoord!);
        // All sessions have ended; this one goes on with a new cookie.
        await manager.RefreshSignInAsync(account);
        return new SeeOther(AccountsModule.OwnPath + "?melding=wachtwoord");
    }

    private static async Task<IResult> AskPasskeyAsync(Actor actor, IFormCollection form, OwnAccount own, SignInManager<Account> manager)
    {
        _ = form;
        var account = await own.AccountAsync(actor);
        var options = await manager.MakePasskeyCreationOptionsAsync(
            new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.UserName!, DisplayName = account.Name }
        );
        return Results.Text(options, "application/json");
    }

    private static async Task<IResult> AddPasskeyAsync(
        Actor actor,
        [FromForm] NewPasskeyForm form,
        OwnAccount own,
        UserManager<Account> accounts,
        SignInManager<Account> manager,
        CancellationToken cancellation
    )
    {
        var errors = new FormErrors();
        var name = errors.Take("naam", TextInput.Required(form.Naam, 60, missing: Texts.PasskeyNameMissing));
        var account = await own.AccountAsync(actor);
        if (!errors.Any)
        {
            var attested = form.Antwoord is { Length: > 0 } answer ? await manager.PerformPasskeyAttestationAsync(answer) : null;
            if (attested is { Succeeded: true })
            {
                attested.Passkey.Name = name;
                var added = await accounts.AddOrUpdatePasskeyAsync(account, attested.Passkey);
                if (added.Succeeded)
                {
                    return new SeeOther(AccountsModule.OwnPath + "?melding=sleutel");
                }
            }

            errors.Add("naam", "sleutel.mislukt", Texts.PasskeyFailed);
        }

        return await PageAsync(actor, own, errors, melding: null, cancellation, form.Naam);
    }

    private static async Task<IResult> RemovePasskeyAsync(Actor actor, [FromForm] RemovePasskeyForm form, OwnAccount own, UserManager<Account> accounts)
    {
        var account = await own.AccountAsync(actor);
        if (form.Sleutel is not { Length: > 0 and <= 2000 } key || !Base64Url.IsValid(key))
        {
            throw new ProblemException(Problem.NotFound(Texts.PasskeyNotFound));
        }

        // Looks among the account's own passkeys only.
        await accounts.RemovePasskeyAsync(account, Base64Url.DecodeFromChars(key));
        return new SeeOther(AccountsModule.OwnPath + "?melding=sleutel-weg");
    }

    private static async Task<RazorComponentResult<OwnPage>> PageAsync(
        Actor actor,
        OwnAccount own,
        FormErrors errors,
        string? melding,
        CancellationToken cancellation,
        string? passkeyName = null
    ) =>
        new(
            new
            {
                View = await own.ViewAsync(actor, cancellation),
                Errors = errors,
                PasskeyName = passkeyName,
                Notice = melding switch
                {
                    "wachtwoord" => Texts.PasswordChanged,
                    "sleutel" => Texts.PasskeyAdded,
                    "sleutel-weg" => Texts.PasskeyRemoved,
                    _ => null,
                },
            }
        )
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
}

/// <summary>Reads the signed-in person's own account.</summary>
internal sealed class OwnAccount(UserManager<Account> accounts, RegisterStore store, OfficesMap map, TimeProvider clock)
{
    public async Task<Account> AccountAsync(Actor actor) =>
        await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new ProblemException(Problem.NotFound(Texts.AccountNotFound));

    public async Task<OwnView> ViewAsync(Actor actor, CancellationToken cancellation)
    {
        var account = await AccountAsync(actor);
        var today = DutchClock.Today(clock);
        var assignments = await store.Set<RoleAssignment>().AsNoTracking().Where(a => a.AccountId == account.Id).ToListAsync(cancellation);
        var bodies = await BodyNamesAsync(map, assignments, cancellation);
        var passkeys = await accounts.GetPasskeysAsync(account);
        return new OwnView(
            account.Name,
            account.Email!,
            account.PasswordSetAt is { } at ? DutchClock.DateOf(at) : null,
            [
                .. assignments
                    .Where(a => a.HoldsOn(today))
                    .OrderBy(a => RoleTexts.Of(a.Role), StringComparer.CurrentCulture)
                    .Select(a => new OwnRole(RoleTexts.Of(a.Role), a.BodyId is { } body ? bodies.GetValueOrDefault(body, "–") : Texts.AllBodies, a.From, a.Until)),
            ],
            [
                .. passkeys
                    .OrderBy(p => p.CreatedAt)
                    .Select(p => new OwnPasskey(Base64Url.EncodeToString(p.CredentialId), p.Name ?? "–", DutchClock.DateOf(p.CreatedAt.UtcDateTime))),
            ]
        );
    }

    /// <summary>Names of the bodies that the assignments are for.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> BodyNamesAsync(
        OfficesMap map,
        IEnumerable<RoleAssignment> assignments,
        CancellationToken cancellation
    )
    {
        var ids = assignments.Select(a => a.BodyId).OfType<Guid>().Distinct().ToList();
        return await map.Bodies.Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Name, cancellation);
    }
}

/// <summary>What the own page shows.</summary>
public sealed record OwnView(string Name, string Email, DateOnly? PasswordSet, IReadOnlyList<OwnRole> Roles, IReadOnlyList<OwnPasskey> Passkeys);

public sealed record OwnRole(string Role, string Body, DateOnly From, DateOnly? Until);

public sealed record OwnPasskey(string Key, string Name, DateOnly Added);

/// <summary>Dates on these pages.</summary>
internal static class Dates
{
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>Last day of a half-open period, as people write it.</summary>
    public static string LastDay(DateOnly until) => Day(until.AddDays(-1));
}
