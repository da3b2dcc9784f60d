// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Accounts.Manage;

/// <summary>A new account, as sent.</summary>
public sealed record InviteForm
{
    public string? Email { get; init; }

    public string? Naam { get; init; }

    public string? Rol { get; init; }

    public string? Organisatie { get; init; }

    public string? Reden { get; init; }
}

/// <summary>A new role, as sent.</summary>
public sealed record AssignForm
{
    public string? Rol { get; init; }

    public string? Organisatie { get; init; }

    public string? Vanaf { get; init; }

    public string? TotEnMet { get; init; }

    public string? Reden { get; init; }
}

/// <summary>A deed that asks for a reason, as sent.</summary>
internal sealed record ReasonForm
{
    public string? Reden { get; init; }
}

/// <summary>The functional administrator's pages: accounts and who may do what.</summary>
internal static class ManageRoutes
{
    /// <summary>Value of the choice for all bodies; an empty value means that nothing was chosen.</summary>
    public const string EveryBody = "alle";

    private const string Root = AccountsModule.ManagePath;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Root, ListAsync).Requires(AccountsModule.Manage);
        app.MapGet(Root + "/nieuw", NewAsync).Requires(AccountsModule.Manage);
        app.MapPost(Root + "/nieuw", InviteAsync).Requires(AccountsModule.Manage);
        app.MapGet(Root + "/{id:guid}", ShowAsync).Requires(AccountsModule.Manage);
        app.MapPost(Root + "/{id:guid}/rollen", AssignAsync).Requires(AccountsModule.Manage);
        app.MapGet(Root + "/{id:guid}/rollen/{assignment:guid}/beeindigen", AskEndAsync).Requires(AccountsModule.Manage);
        app.MapPost(Root + "/{id:guid}/rollen/{assignment:guid}/beeindigen", EndAsync).Requires(AccountsModule.Manage);
        foreach (var deed in Deeds)
        {
            app.MapGet($"{Root}/{{id:guid}}/{deed.Path}", (Guid id, Actor actor, ManagedAccounts managed, CancellationToken c) => AskAsync(deed, id, actor, managed, c))
                .Requires(AccountsModule.Manage);
            app.MapPost(
                    $"{Root}/{{id:guid}}/{deed.Path}",
                    (Guid id, Actor actor, [FromForm] ReasonForm form, ManagedAccounts managed, AccountService accounts, Settings settings, CancellationToken c) =>
                        DoAsync(deed, id, actor, form, managed, accounts, settings, c)
                )
                .Requires(AccountsModule.Manage);
        }
    }

    private static readonly Deed[] Deeds =
    [
        new("koppeling", AccountsModule.GiveLink, () => Texts.LinkTitle, () => Texts.LinkLead, () => Texts.LinkButton),
        new("blokkeren", AccountsModule.Disable, () => Texts.DisableTitle, () => Texts.DisableLead, () => Texts.DisableButton),
        new("vrijgeven", AccountsModule.Enable, () => Texts.EnableTitle, () => Texts.EnableLead, () => Texts.EnableButton),
    ];

    private static async Task<IResult> ListAsync(Actor actor, ManagedAccounts managed, string? zoek, string? pagina, string? melding, CancellationToken cancellation)
    {
        var errors = new FormErrors();
        var number = errors.Take("pagina", PageInput.Number(pagina));
        errors.ThrowIfAny();
        var search = TextInput.Optional(zoek, 100);
        var list = await managed.ListAsync(ManageScope.Of(actor), search.Ok ? search.Value : null, number, cancellation);
        return new RazorComponentResult<AccountListPage>(new { List = list });
    }

    private static async Task<IResult> NewAsync(Actor actor, ManagedAccounts managed, CancellationToken cancellation) =>
        await NewPageAsync(ManageScope.Of(actor), managed, new InviteForm(), new FormErrors(), cancellation);

    private static async Task<IResult> InviteAsync(
        Actor actor,
        [FromForm] InviteForm form,
        ManagedAccounts managed,
        AccountService accounts,
        Settings settings,
        CancellationToken cancellation
    )
    {
        var scope = ManageScope.Of(actor);
        var errors = new FormErrors();
        var email = errors.Take("email", EmailInput.Required(form.Email, Texts.EmailMissing));
        var name = errors.Take("naam", TextInput.Required(form.Naam, 100, missing: Texts.NameMissing));
        var role = TakeRole(errors, form.Rol);
        var body = TakeBody(errors, form.Organisatie, scope);
        var reason = TakeReason(errors, form.Reden);
        if (errors.Any)
        {
            return await NewPageAsync(scope, managed, form, errors, cancellation);
        }

        Guid id;
        try
        {
            id = await accounts.CreateAsync(email, name, password: null, [new Assignment(role, body)], Act(actor, AccountsModule.Create, reason), cancellation);
        }
        catch (ProblemException exists) when (exists.Problem.Code == "account.bestaat")
        {
            errors.Add("email", exists.Problem.Code, exists.Problem.Detail);
            return await NewPageAsync(scope, managed, form, errors, cancellation);
        }

        return await LinkPageAsync(id, email, actor, reason, accounts, settings, cancellation);
    }

    private static async Task<IResult> ShowAsync(Guid id, Actor actor, ManagedAccounts managed, string? melding, CancellationToken cancellation) =>
        await AccountPageAsync(ManageScope.Of(actor), id, managed, new AssignForm(), new FormErrors(), melding, cancellation);

    private static async Task<IResult> AssignAsync(
        Guid id,
        Actor actor,
        [FromForm] AssignForm form,
        ManagedAccounts managed,
        AccountService accounts,
        CancellationToken cancellation
    )
    {
        var scope = ManageScope.Of(actor);
        var (account, _) = await managed.FindAsync(scope, id, cancellation);
        ManageScope.Expect(id != scope.Self);
        var errors = new FormErrors();
        var role = TakeRole(errors, form.Rol);
        var body = TakeBody(errors, form.Organisatie, scope);
        var from = errors.Take("vanaf", DateInput.Optional(form.Vanaf));
        var last = errors.Take("totEnMet", DateInput.Optional(form.TotEnMet));
        if (from is { } start && last is { } end && end < start)
        {
            errors.Add("totEnMet", "datum.volgorde", Texts.EndBeforeStart);
        }

        var reason = TakeReason(errors, form.Reden);
        if (errors.Any)
        {
            return await AccountPageAsync(scope, id, managed, form, errors, melding: null, cancellation);
        }

        await accounts.AssignAsync(account.Id, new Assignment(role, body), from, last?.AddDays(1), Act(actor, AccountsModule.Assign, reason), cancellation);
        return new SeeOther($"{Root}/{id}?melding=rol");
    }

    private static async Task<IResult> AskEndAsync(Guid id, Guid assignment, Actor actor, ManagedAccounts managed, CancellationToken cancellation)
    {
        var (account, row) = await EndableAsync(id, assignment, actor, managed, cancellation);
        return EndPage(account, row, null, new FormErrors());
    }

    private static async Task<IResult> EndAsync(
        Guid id,
        Guid assignment,
        Actor actor,
        [FromForm] ReasonForm form,
        ManagedAccounts managed,
        AccountService accounts,
        CancellationToken cancellation
    )
    {
        var (account, row) = await EndableAsync(id, assignment, actor, managed, cancellation);
        var errors = new FormErrors();
        var reason = TakeReason(errors, form.Reden);
        if (errors.Any)
        {
            return EndPage(account, row, form.Reden, errors);
        }

        await accounts.EndAsync(assignment, Act(actor, AccountsModule.End, reason), cancellation);
        return new SeeOther($"{Root}/{id}?melding=rol-weg");
    }

    private static async Task<(Account Account, RoleAssignment Row)> EndableAsync(
        Guid id,
        Guid assignment,
        Actor actor,
        ManagedAccounts managed,
        CancellationToken cancellation
    )
    {
        var scope = ManageScope.Of(actor);
        var (account, assignments) = await managed.FindAsync(scope, id, cancellation);
        var row = assignments.FirstOrDefault(a => a.Id == assignment) ?? throw new ProblemException(Problem.NotFound(Texts.AssignmentNotFound));
        ManageScope.Expect(scope.Assigns(id, row.BodyId));
        return (account, row);
    }

    private static async Task<IResult> AskAsync(Deed deed, Guid id, Actor actor, ManagedAccounts managed, CancellationToken cancellation)
    {
        var account = await ControlledAsync(id, actor, managed, cancellation);
        return DeedPage(deed, account, null, new FormErrors());
    }

    private static async Task<IResult> DoAsync(
        Deed deed,
        Guid id,
        Actor actor,
        ReasonForm form,
        ManagedAccounts managed,
        AccountService accounts,
        Settings settings,
        CancellationToken cancellation
    )
    {
        var account = await ControlledAsync(id, actor, managed, cancellation);
        var errors = new FormErrors();
        var reason = TakeReason(errors, form.Reden);
        if (errors.Any)
        {
            return DeedPage(deed, account, form.Reden, errors);
        }

        if (deed.Process == AccountsModule.GiveLink)
        {
            return await LinkPageAsync(id, account.Email!, actor, reason, accounts, settings, cancellation);
        }

        var disable = deed.Process == AccountsModule.Disable;
        await accounts.SetDisabledAsync(id, disable, Act(actor, deed.Process, reason), cancellation);
        return new SeeOther($"{Root}/{id}?melding={(disable ? "geblokkeerd" : "vrijgegeven")}");
    }

    private static async Task<Account> ControlledAsync(Guid id, Actor actor, ManagedAccounts managed, CancellationToken cancellation)
    {
        var scope = ManageScope.Of(actor);
        var (account, assignments) = await managed.FindAsync(scope, id, cancellation);
        ManageScope.Expect(scope.Controls(id, assignments, DutchClock.Today(managed.Clock)));
        return account;
    }

    private static Act Act(Actor actor, string process, string reason) =>
        new()
        {
            ActorId = actor.AccountId,
            ActorRole = Policy.RoleFor(actor, AccountsModule.Manage, bodyId: null)?.ToString() ?? throw new UnauthorizedAccessException(AccountsModule.Manage.Code),
            Process = process,
            Reason = reason,
        };

    private static Role TakeRole(FormErrors errors, string? raw)
    {
        if (Enum.GetNames<Role>().Contains(raw, StringComparer.Ordinal))
        {
            return Enum.Parse<Role>(raw!);
        }

        errors.Add("rol", "veld.verplicht", Texts.RoleMissing);
        return default;
    }

    private static Guid? TakeBody(FormErrors errors, string? raw, ManageScope scope)
    {
        if (string.Equals(raw, EveryBody, StringComparison.Ordinal) && scope.Bodies is null)
        {
            return null;
        }

        var body = errors.Take("organisatie", IdInput.Required(raw, Texts.BodyMissing));
        if (errors["organisatie"] is null && !scope.Covers(body))
        {
            errors.Add("organisatie", "account.buiten-bereik", Texts.OutOfReachDetail);
        }

        return body;
    }

    private static string TakeReason(FormErrors errors, string? raw) => errors.Take("reden", TextInput.Required(raw, 500, lines: true, missing: Texts.ReasonMissing));

    private static async Task<IResult> LinkPageAsync(
        Guid id,
        string email,
        Actor actor,
        string reason,
        AccountService accounts,
        Settings settings,
        CancellationToken cancellation
    )
    {
        var link = await accounts.GiveLinkAsync(id, Act(actor, AccountsModule.GiveLink, reason), cancellation);
        return new RazorComponentResult<LinkPage>(new { Id = id, Email = email, Link = settings.PublicUrl + link });
    }

    private static async Task<IResult> NewPageAsync(ManageScope scope, ManagedAccounts managed, InviteForm form, FormErrors errors, CancellationToken cancellation) =>
        new RazorComponentResult<InvitePage>(new { Form = form, Errors = errors, Bodies = await managed.ChoicesAsync(scope, cancellation) })
        {
            StatusCode = Status(errors),
        };

    private static async Task<IResult> AccountPageAsync(
        ManageScope scope,
        Guid id,
        ManagedAccounts managed,
        AssignForm form,
        FormErrors errors,
        string? melding,
        CancellationToken cancellation
    ) =>
        new RazorComponentResult<AccountPage>(
            new
            {
                View = await managed.ViewAsync(scope, id, cancellation),
                Form = form,
                Errors = errors,
                Notice = melding switch
                {
                    "rol" => Texts.RoleGiven,
                    "rol-weg" => Texts.RoleEnded,
                    "geblokkeerd" => Texts.AccountDisabled,
                    "vrijgegeven" => Texts.AccountEnabled,
                    _ => null,
                },
            }
        )
        {
            StatusCode = Status(errors),
        };

    private static RazorComponentResult<ReasonPage> DeedPage(Deed deed, Account account, string? reason, FormErrors errors) =>
        ReasonPage(account, deed.Title(), deed.Lead(), deed.Button(), $"{Root}/{account.Id}/{deed.Path}", deed.Process == AccountsModule.Disable, reason, errors);

    private static RazorComponentResult<ReasonPage> EndPage(Account account, RoleAssignment row, string? reason, FormErrors errors) =>
        ReasonPage(
            account,
            Texts.EndTitle,
            string.Format(CultureInfo.CurrentCulture, Texts.EndLead, RoleTexts.Of(row.Role)),
            Texts.EndButton,
            $"{Root}/{account.Id}/rollen/{row.Id}/beeindigen",
            danger: true,
            reason,
            errors
        );

    private static RazorComponentResult<ReasonPage> ReasonPage(
        Account account,
        string title,
        string lead,
        string button,
        string action,
        bool danger,
        string? reason,
        FormErrors errors
    ) =>
        new(
            new
            {
                account.Id,
                account.Name,
                Title = title,
                Lead = lead,
                Submit = button,
                Action = action,
                Danger = danger,
                Reason = reason,
                Errors = errors,
            }
        )
        {
            StatusCode = Status(errors),
        };

    private static int Status(FormErrors errors) => errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;

    /// <summary>Something done to an account as a whole, after a page that asks why.</summary>
    private sealed record Deed(string Path, string Process, Func<string> Title, Func<string> Lead, Func<string> Button);
}
