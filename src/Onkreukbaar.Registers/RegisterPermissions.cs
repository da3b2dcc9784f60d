// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Access;

namespace Onkreukbaar.Registers;

/// <summary>Who may do what with the registers of a body.</summary>
internal static class RegisterPermissions
{
    /// <summary>See the clerk's screens.</summary>
    public static readonly Permission Read = new("register.lezen", Role.Clerk, Role.PublicationEditor, Role.Auditor, Role.Archivist);

    /// <summary>Add, correct and end entries.</summary>
    public static readonly Permission Keep = new("register.bijhouden", Role.Clerk);

    /// <summary>Read a list into the register; its lines become public.</summary>
    public static readonly Permission Import = new("register.importeren", Role.Clerk);

    /// <summary>Make entries public.</summary>
    public static readonly Permission Publish = new("register.openbaarmaken", Role.Clerk, Role.PublicationEditor);

    /// <summary>Hide an entry for someone's safety, and show it again.</summary>
    public static readonly Permission Withdraw = new("register.intrekken", Role.Clerk);

    public static IEnumerable<Permission> All => [Read, Keep, Import, Publish, Withdraw];
}
