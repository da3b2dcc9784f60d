// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Accounts.SignIn;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Accounts;

/// <summary>All that changes accounts and rights, for pages, command line, demo and tests.</summary>
public sealed class AccountService
{
    /// <summary>How long a set-password link works.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(3);

    private readonly UserManager<Account> accounts;
    private readonly AccountsContext context;
    private readonly RegisterStore store;
    private readonly AccountActorSource actors;
    private readonly TimeProvider clock;

    internal AccountService(UserManager<Account> accounts, AccountsContext context, RegisterStore store, AccountActorSource actors, TimeProvider clock)
    {
        this.accounts = accounts;
        this.context = context;
        this.store = store;
        this.actors = actors;
        this.clock = clock;
    }

    /// <summary>Makes an account with roles from today.</summary>
    /// <param name="email">Address, also the name to sign in with.</param>
    /// <param name="name">Name as shown.</param>
    /// <param name="password">Null: the owner sets it through a link (<see cref="GiveLinkAsync"/>).</param>
    /// <param name="assignments">Roles; a null body means all bodies of the installation.</param>
    /// <param name="act">Who makes it; the command line when null.</param>
    /// <param name="cancellation">Stops before the account is made.</param>
    /// <returns>Id of the account.</returns>
    /// <exception cref="ProblemException">
    /// <c>account.bestaat</c>: there is an account with this address. <c>account.wachtwoord</c>: the password is too short or too common.
    /// </exception>
    public async Task<Guid> CreateAsync(
        string email,
        string name,
        string? password,
        IReadOnlyList<Assignment> assignments,
        Act? act = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(assignments);
        act ??= Act.BySystem(AccountsModule.Create, AccountsModule.CommandLine);
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            Email = email,
            Name = name,
            SearchText = DutchText.Fold(name + " " + email),
            CreatedAt = clock.GetUtcNow().UtcDateTime,
            PasswordSetAt = password is null ? null : clock.GetUtcNow().UtcDateTime,
        };
        if (password is not null && PasswordRules.Check(password, account) is { } refused)
        {
            throw new ProblemException(new("account.wachtwoord", 422, Texts.PasswordRefused, refused.Message));
        }

        try
        {
            var made = password is null ? await accounts.CreateAsync(account) : await accounts.CreateAsync(account, password);
            Expect(made);
        }
        catch (DbUpdateException)
        {
            // Another administrator made it at the same moment.
            throw new ProblemException(Problem.Conflict("account.bestaat", Texts.AccountExists));
        }

        // Without rights until the second save: an interruption between the two leaves an account that can do nothing.
        store.Add(new AccountState { Id = account.Id });
        foreach (var assignment in assignments)
        {
            store.Add(New(account.Id, assignment, DutchClock.Today(clock), until: null));
        }

        await store.SaveAsync(act, cancellation);
        return account.Id;
    }

    /// <summary>The account with this address; null when there is none.</summary>
    public async Task<Guid?> FindAsync(string email) => (await accounts.FindByNameAsync(email))?.Id;

    /// <summary>
    /// Gives a link by which the owner sets a password. It works once and <see cref="LinkLifetime"/> long; an earlier link stops working,
    /// a password stays until the link is used. That it was given is recorded.
    /// </summary>
    /// <returns>Local address, to be put behind the public address; shown once, stored as a hash only.</returns>
    public async Task<string> GiveLinkAsync(Guid accountId, Act? act = null, CancellationToken cancellation = default)
    {
        var account = await AccountAsync(accountId);
        var code = RandomNumberGenerator.GetBytes(32);
        var state = await StateAsync(accountId, cancellation);
        state.LinksGiven++;
        // Recorded first: a link that nobody can account for must not exist.
        await store.SaveAsync(act ?? Act.BySystem(AccountsModule.GiveLink, AccountsModule.CommandLine), cancellation);
        account.LinkHash = SHA256.HashData(code);
        account.LinkUntil = clock.GetUtcNow().UtcDateTime + LinkLifetime;
        Expect(await accounts.UpdateAsync(account));
        return $"{AccountsModule.SetPasswordPath}?code={Base64Url.EncodeToString(code)}";
    }

    /// <summary>Whether the code of a link still works.</summary>
    internal async Task<Account?> OfLinkAsync(string? code, CancellationToken cancellation)
    {
        if (code is not { Length: > 0 and <= 100 } || !Base64Url.IsValid(code, out var length) || length != 32)
        {
            return null;
        }

        var hash = SHA256.HashData(Base64Url.DecodeFromChars(code));
        var now = clock.GetUtcNow().UtcDateTime;
        var account = await context.Users.SingleOrDefaultAsync(a => a.LinkHash == hash && a.LinkUntil > now, cancellation);
        return account is null || await store.Set<AccountState>().AnyAsync(s => s.Id == account.Id && s.Disabled, cancellation) ? null : account;
    }

    /// <summary>Sets the password of the link's account and uses the link up. The password must have been checked.</summary>
    internal async Task SetByLinkAsync(Account account, string password, CancellationToken cancellation)
    {
        account.LinkHash = null;
        account.LinkUntil = null;
        await SetPasswordAsync(account, password);
        var state = await StateAsync(account.Id, cancellation);
        state.LinksUsed++;
        await store.SaveAsync(
            new Act { ActorId = account.Id, ActorRole = AccountsModule.Owner, Process = AccountsModule.UseLink },
            cancellation
        );
    }

    /// <summary>Replaces the password; every other session of the account ends.</summary>
    internal async Task SetPasswordAsync(Account account, string password)
    {
        account.PasswordSetAt = clock.GetUtcNow().UtcDateTime;
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
        Expect(await accounts.UpdateSecurityStampAsync(account));
        actors.Forget();
    }

    /// <summary>Gives a role from a day on.</summary>
    public async Task AssignAsync(Guid accountId, Assignment assignment, DateOnly? from, DateOnly? until, Act act, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        await AccountAsync(accountId);
        store.Add(New(accountId, assignment, from ?? DutchClock.Today(clock), until));
        await store.SaveAsync(act, cancellation);
    }

    /// <summary>Ends a role today: from the next request on it gives nothing.</summary>
    public async Task EndAsync(Guid assignmentId, Act act, CancellationToken cancellation = default)
    {
        var assignment =
            await store.Set<RoleAssignment>().SingleOrDefaultAsync(a => a.Id == assignmentId, cancellation)
            ?? throw new ProblemException(Problem.NotFound(Texts.AssignmentNotFound));
        var today = DutchClock.Today(clock);
        if (assignment.Until is { } until && until <= today)
        {
            throw new ProblemException(Problem.Conflict("roltoewijzing.beeindigd", Texts.AssignmentEnded));
        }

        // A role that had not begun ends on the day on which it would have begun: it never held.
        assignment.Until = assignment.From > today ? assignment.From : today;
        await store.SaveAsync(act, cancellation);
    }

    /// <summary>Blocks an account, or lets it in again. Blocking ends its sessions and its open link.</summary>
    public async Task SetDisabledAsync(Guid accountId, bool disabled, Act act, CancellationToken cancellation = default)
    {
        var state = await StateAsync(accountId, cancellation);
        state.Disabled = disabled;
        await store.SaveAsync(act, cancellation);
        if (disabled)
        {
            var account = await AccountAsync(accountId);
            account.LinkHash = null;
            account.LinkUntil = null;
            Expect(await accounts.UpdateSecurityStampAsync(account));
            actors.Forget();
        }
    }

    private static RoleAssignment New(Guid accountId, Assignment assignment, DateOnly from, DateOnly? until) =>
        new()
        {
            AccountId = accountId,
            Role = assignment.Role,
            BodyId = assignment.BodyId,
            From = from,
            Until = until,
        };

    private static void Expect(IdentityResult result)
    {
        if (result.Succeeded)
        {
            return;
        }

        throw result.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.DuplicateUserName) or nameof(IdentityErrorDescriber.DuplicateEmail))
            ? new ProblemException(Problem.Conflict("account.bestaat", Texts.AccountExists))
            : result.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.ConcurrencyFailure))
                ? new ProblemException(Problem.Conflict("conflict.gewijzigd", Texts.AccountChangedMeanwhile))
                // Codes only: descriptions may repeat what was typed.
                : new InvalidOperationException("Identity refused: " + string.Join(", ", result.Errors.Select(e => e.Code)));
    }

    private async Task<Account> AccountAsync(Guid id) =>
        await accounts.FindByIdAsync(id.ToString()) ?? throw new ProblemException(Problem.NotFound(Texts.AccountNotFound));

    private async Task<AccountState> StateAsync(Guid accountId, CancellationToken cancellation) =>
        await store.Set<AccountState>().SingleOrDefaultAsync(s => s.Id == accountId, cancellation)
        ?? throw new ProblemException(Problem.NotFound(Texts.AccountNotFound));
}
