// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Access;

/// <summary>
/// Tells the name of an account to those who may read a history. Acts hold only the account's id, so that a name can change or be erased;
/// the accounts module replaces this one, which knows nobody.
/// </summary>
public class AccountNames
{
    /// <summary>Name of the account; null when it is not known (any more).</summary>
    /// <param name="accountId">The account of <see cref="Stores.Act.ActorId"/>.</param>
    public virtual ValueTask<string?> OfAsync(Guid accountId) => ValueTask.FromResult<string?>(null);

    /// <summary>The capacity of an act in the current language.</summary>
    /// <param name="role">As in <see cref="Stores.Act.ActorRole"/>.</param>
    public virtual string RoleName(string role) => role;
}
