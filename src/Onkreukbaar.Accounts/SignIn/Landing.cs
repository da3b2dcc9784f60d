// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Modules;

namespace Onkreukbaar.Accounts.SignIn;

/// <summary>
/// Where somebody goes after signing in who was not on the way to a page: the first entry of the navigation that the own roles open, else
/// the own account.
/// </summary>
internal sealed class Landing(ModuleSet modules, AccountActorSource actors)
{
    public async ValueTask<string> OfAsync(HttpContext http, Guid account) => Of(await actors.OfAccountAsync(http, account));

    public string Of(Actor actor) =>
        modules
            .All.SelectMany(m => m.Navigation)
            .Where(n => n.Permission is { } permission && Policy.Allows(actor, permission, bodyId: null))
            .OrderBy(n => n.Order)
            .FirstOrDefault()
            ?.Path
        ?? AccountsModule.OwnPath;
}
