// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;

namespace Onkreukbaar.Accounts.Roles;

/// <summary>Names of the accounts that are here; an account that was removed leaves its acts with their role alone.</summary>
internal sealed class StoredAccountNames(AccountsContext accounts) : AccountNames
{
    /// <inheritdoc />
    public override async ValueTask<string?> OfAsync(Guid accountId) =>
        await accounts.Users.Where(a => a.Id == accountId).Select(a => a.Name).FirstOrDefaultAsync();

    /// <inheritdoc />
    public override string RoleName(string role) => RoleTexts.OfActor(role);
}
