// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Offices.Entities;

/// <summary>
/// Persoon: someone who holds or held an office. Only the name parts are kept: no BSN, no birth date, no address. The id is opaque.
/// </summary>
internal sealed class Person : ISubject
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    /// <summary>Titles before the name, "Drs."</summary>
    public string? Titles { get; set; }

    /// <summary>Voorletters, "A.B."</summary>
    public string? Initials { get; set; }

    /// <summary>Roepnaam or first names.</summary>
    public string? GivenName { get; set; }

    /// <summary>Tussenvoegsel, "van der".</summary>
    public string? Particle { get; set; }

    /// <summary>Achternaam without tussenvoegsel.</summary>
    public required string FamilyName { get; set; }

    /// <summary>Titles after the name, "MSc".</summary>
    public string? TitlesAfter { get; set; }

    /// <summary>Identities in sources from which the person was imported, separated by a space, each "source:key".</summary>
    public string? SourceKey { get; set; }

    [Derived]
    public string DisplayName { get; set; } = "";

    [Derived]
    public string SortKey { get; set; } = "";

    [Derived]
    public string SearchText { get; set; } = "";
}
