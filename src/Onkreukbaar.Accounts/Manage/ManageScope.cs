// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;

namespace Onkreukbaar.Accounts.Manage;

/// <summary>
/// How far an administrator's hand reaches: all bodies, or the bodies of the own role. Whoever can reset a password can act as its owner, so
/// a reset needs reach over every role that the account has.
/// </summary>
/// <param name="Self">The administrator's own account.</param>
/// <param name="Bodies">The bodies; null for all.</param>
internal sealed record ManageScope(Guid Self, IReadOnlySet<Guid>? Bodies)
{
    public static ManageScope Of(Actor actor)
    {
        var own = actor.Assignments.Where(a => AccountsModule.Manage.Roles.Contains(a.Role)).ToList();
        return new(actor.AccountId!.Value, own.Any(a => a.BodyId is null) ? null : own.Select(a => a.BodyId!.Value).ToHashSet());
    }

    /// <summary>Whether a role for this body (null: for all bodies) is the administrator's to give and end.</summary>
    public bool Covers(Guid? body) => Bodies is null || (body is { } id && Bodies.Contains(id));

    /// <summary>Whether the administrator may know of the account: it has or had a role within reach.</summary>
    public bool Sees(IEnumerable<RoleAssignment> assignments) => Bodies is null || assignments.Any(a => Covers(a.BodyId));

    /// <summary>Whether the administrator may block the account or reset its password.</summary>
    public bool Controls(Guid accountId, IEnumerable<RoleAssignment> assignments, DateOnly today) =>
        accountId != Self && assignments.Where(a => a.Until is not { } until || until > today).All(a => Covers(a.BodyId));

    /// <summary>Whether the administrator may change the account's roles for a body. Nobody changes the own rights.</summary>
    public bool Assigns(Guid accountId, Guid? body) => accountId != Self && Covers(body);

    /// <summary>Refuses what is out of reach.</summary>
    /// <exception cref="ProblemException"><c>account.buiten-bereik</c>.</exception>
    public static void Expect(bool allowed)
    {
        if (!allowed)
        {
            throw new ProblemException(new("account.buiten-bereik", StatusCodes.Status403Forbidden, Texts.OutOfReachTitle, Texts.OutOfReachDetail));
        }
    }
}
