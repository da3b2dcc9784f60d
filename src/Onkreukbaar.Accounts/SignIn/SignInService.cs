// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Accounts.SignIn;

/// <summary>
/// Signs in. Whether a name has an account cannot be learned from the answer, nor from the work: each attempt is counted, looked up,
/// hashed and compared in the same way, and five failures in a row lock the name for fifteen minutes, also a name that nobody has.
/// </summary>
internal sealed partial class SignInService(
    UserManager<Account> accounts,
    SignInManager<Account> signIn,
    AccountsContext context,
    RegisterStore store,
    DecoyAccount decoy,
    TimeProvider clock,
    ILogger<SignInService> log
)
{
    public const int MaxFailures = 5;
    public static readonly TimeSpan LockTime = TimeSpan.FromMinutes(15);

    /// <summary>Tries name and password, and sets the cookie when they are right.</summary>
    /// <returns>Id of the account; null when refused.</returns>
    public async Task<Guid?> WithPasswordAsync(string name, string password, CancellationToken cancellation)
    {
        if (await VerifyAsync(name, password, cancellation) is not { } account)
        {
            return null;
        }

        await signIn.SignInAsync(account, isPersistent: false, "pwd");
        SignedIn(log, account.Id, "password");
        return account.Id;
    }

    /// <summary>The account when the password is right and neither account nor name is locked; counts the attempt.</summary>
    public async Task<Account?> VerifyAsync(string name, string password, CancellationToken cancellation)
    {
        var key = Key(name);
        var attempts = await CountAsync(key, cancellation);
        var account = await accounts.FindByNameAsync(name);
        var id = account?.Id ?? decoy.Account.Id;
        var disabled = await store.Set<AccountState>().AnyAsync(s => s.Id == id && s.Disabled, cancellation);
        var verdict = accounts.PasswordHasher.VerifyHashedPassword(
            account ?? decoy.Account,
            account?.PasswordHash ?? decoy.Hash,
            password.Length <= PasswordRules.MaxLength ? password : ""
        );
        var right = account?.PasswordHash is not null && verdict != PasswordVerificationResult.Failed;
        if (!right || disabled || attempts > MaxFailures)
        {
            Refused(log, right ? account!.Id : null, disabled ? "blocked" : attempts > MaxFailures ? "locked" : "wrong");
            return null;
        }

        var old = clock.GetUtcNow().UtcDateTime - LockTime;
        await context.Attempts.Where(a => a.Key == key || a.Since < old).ExecuteDeleteAsync(cancellation);
        return account;
    }

    /// <summary>Signs in by a passkey's answer to the challenge that the options endpoint gave.</summary>
    /// <returns>Id of the account; null when refused.</returns>
    public async Task<Guid?> WithPasskeyAsync(string credential, CancellationToken cancellation)
    {
        var assertion = await signIn.PerformPasskeyAssertionAsync(credential);
        if (!assertion.Succeeded || await store.Set<AccountState>().AnyAsync(s => s.Id == assertion.User.Id && s.Disabled, cancellation))
        {
            Refused(log, account: null, "passkey");
            return null;
        }

        // Keeps the signature counter, by which a copied key shows.
        await accounts.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey);
        await signIn.SignInAsync(assertion.User, isPersistent: false, "hwk");
        SignedIn(log, assertion.User.Id, "passkey");
        return assertion.User.Id;
    }

    /// <summary>One statement, so that parallel guesses are counted one by one.</summary>
    private async Task<int> CountAsync(string key, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var old = now - LockTime;
        var counted = await context
            .Database.SqlQuery<int>(
                $"""
                INSERT INTO account_attempt (key, count, since) VALUES ({key}, 1, {now})
                ON CONFLICT (key) DO UPDATE SET
                  count = CASE WHEN account_attempt.since <= {old} THEN 1 ELSE account_attempt.count + 1 END,
                  since = CASE WHEN account_attempt.since <= {old} OR account_attempt.count < {MaxFailures} THEN {now} ELSE account_attempt.since END
                RETURNING count AS "Value"
                """
            )
            .ToListAsync(cancellation);
        return counted[0];
    }

    private string Key(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(accounts.NormalizeName(name) ?? "")));

    [LoggerMessage(Level = LogLevel.Information, Message = "Account {Account} signed in by {Means}")]
    private static partial void SignedIn(ILogger log, Guid account, string means);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sign-in refused for account {Account}: {Cause}")]
    private static partial void Refused(ILogger log, Guid? account, string cause);
}

/// <summary>Stands in for a name without account, so that a password is hashed and compared for it too.</summary>
internal sealed class DecoyAccount
{
    public DecoyAccount(IOptions<PasswordHasherOptions> options)
    {
        Hash = new PasswordHasher<Account>(options).HashPassword(Account, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
    }

    public Account Account { get; } = new() { Id = Guid.CreateVersion7(), Name = "" };

    public string Hash { get; }
}
