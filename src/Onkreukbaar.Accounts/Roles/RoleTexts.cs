// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Access;

namespace Onkreukbaar.Accounts.Roles;

/// <summary>Roles in words.</summary>
internal static class RoleTexts
{
    /// <summary>The role in the current language.</summary>
    public static string Of(Role role) => Texts.ResourceManager.GetString("Role" + role, Texts.Culture) ?? role.ToString();

    /// <summary>Who acted, as the history names it: a role code, or the system.</summary>
    public static string OfActor(string actorRole) =>
        actorRole switch
        {
            AccountsModule.CommandLine => Texts.ActorCommandLine,
            AccountsModule.Owner => Texts.ActorOwner,
            _ => Enum.TryParse<Role>(actorRole, out var role) ? Of(role) : actorRole,
        };
}
