// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Identity;

namespace Onkreukbaar.Accounts;

/// <summary>
/// Account: means to sign in. Holds no rights: those are <see cref="Roles.RoleAssignment"/> and <see cref="Roles.AccountState"/>, which are
/// versioned. What stands here (name, address, password hash) is left out of versions and ledger on purpose: it can be erased.
/// </summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>Name as shown to administrators and to the person, "A. van der Berg".</summary>
    public required string Name { get; set; }

    /// <summary>Name and address, folded: the administrator's list searches and sorts by it.</summary>
    public string SearchText { get; set; } = "";

    public DateTime CreatedAt { get; init; }

    /// <summary>SHA-256 of the code in the open set-password link; null when there is none.</summary>
    public byte[]? LinkHash { get; set; }

    /// <summary>Moment after which the link no longer works.</summary>
    public DateTime? LinkUntil { get; set; }

    /// <summary>Moment of the last password change, shown to its owner.</summary>
    public DateTime? PasswordSetAt { get; set; }
}

/// <summary>A name that is being tried, whether or not an account has it: the answer and the work are the same for both.</summary>
internal sealed class SignInAttempt
{
    /// <summary>SHA-256 of the normalised name: a typed name may be anything, also a password typed in the wrong box.</summary>
    public required string Key { get; init; }

    public int Count { get; set; }

    public DateTime Since { get; set; }
}

/// <summary>A fact about this database as a whole.</summary>
internal sealed class AccountSetting
{
    public required string Name { get; init; }

    public required string Value { get; set; }
}
