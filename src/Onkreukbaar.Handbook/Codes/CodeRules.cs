// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Handbook.Codes;

/// <summary>Who may do what with the codes of a body.</summary>
internal static class CodePermissions
{
    /// <summary>See the clerk's screens of codes; the codes themselves are public.</summary>
    public static readonly Permission Read = new("gedragscode.lezen", Role.Clerk, Role.PublicationEditor, Role.IntegrityCoordinator, Role.IntegrityGuardian, Role.Secretary, Role.Auditor, Role.Archivist);

    /// <summary>Record that the body adopted a code, and retract one.</summary>
    public static readonly Permission Adopt = new("gedragscode.vaststellen", Role.Clerk, Role.IntegrityCoordinator);

    /// <summary>Who may see the screens and does not find them on the start page of the registers: those get an entry of their own in the navigation.</summary>
    public static readonly Permission Find = new("gedragscode.vinden", Role.IntegrityCoordinator, Role.IntegrityGuardian, Role.Secretary);

    public static IEnumerable<Permission> All => [Read, Adopt, Find];
}

/// <summary>Processes by which codes are written.</summary>
internal static class CodeProcesses
{
    public const string Adopt = "gedragscode.vaststellen";
    public const string Retract = "gedragscode.intrekken";

    public static IEnumerable<Process> All => [new(Adopt, () => Texts.ProcessAdopt), new(Retract, () => Texts.ProcessRetract)];
}

/// <summary>Addresses of codes.</summary>
internal static class CodeAddress
{
    public const string Workplace = "/beheer/{body:guid}/gedragscodes";
    public const string Public = "/overheidsorganisaties/{id}/gedragscodes";

    public const string Choose = "/beheer/gedragscodes";

    public static string Home(Guid body) => $"/beheer/{body}";

    public static string All(Guid body) => $"/beheer/{body}/gedragscodes";

    public static string One(Guid body, Guid code) => $"/beheer/{body}/gedragscodes/{code}";

    public static string New(Guid body) => All(body) + "/nieuw";

    public static string Upload(Guid body) => All(body) + "/bestand";

    public static string PublicAll(Guid body) => $"/overheidsorganisaties/{body}/gedragscodes";

    public static string PublicOne(Guid body, Guid code) => $"{PublicAll(body)}/{code}";

    public static string File(Guid body, Guid code) => PublicOne(body, code) + "/gedragscode.yaml";
}
