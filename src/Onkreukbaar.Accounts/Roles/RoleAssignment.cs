// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Accounts.Roles;

/// <summary>
/// Roltoewijzing: gives an account a role for one public body, or for all bodies of the installation. A subject of the register's store,
/// so that each grant and each end is in history and ledger: nobody gets rights unseen.
/// </summary>
internal sealed class RoleAssignment : ISubject
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    public required Guid AccountId { get; init; }

    public required Role Role { get; init; }

    /// <summary>The public body; null for all bodies of the installation.</summary>
    public Guid? BodyId { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>First day on which it no longer holds; null while it lasts.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>Whether it holds on the day.</summary>
    public bool HoldsOn(DateOnly day) => From <= day && (Until is not { } until || day < until);
}

/// <summary>
/// Account, for as far as it must be accounted for: whether it may be used, and how often an administrator gave a set-password link. Names
/// and addresses stay out, so that history and ledger hold no personal data.
/// </summary>
internal sealed class AccountState : ISubject
{
    /// <summary>Id of the account.</summary>
    public required Guid Id { get; init; }

    public long Version { get; set; }

    /// <summary>Geblokkeerd: cannot sign in; sessions that run end at once.</summary>
    public bool Disabled { get; set; }

    /// <summary>Who gives a link can use it too: that it was given must not go unseen.</summary>
    public int LinksGiven { get; set; }

    public int LinksUsed { get; set; }
}
