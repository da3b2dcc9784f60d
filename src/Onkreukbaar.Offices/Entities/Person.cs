// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;

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

    /// <summary>The name in its parts.</summary>
    public PersonName Parts() =>
        new()
        {
            Family = FamilyName,
            Tussenvoegsel = Particle,
            Initials = Initials,
            Given = GivenName,
            TitlesBefore = Titles,
            TitlesAfter = TitlesAfter,
        };

    /// <summary>Takes over a name and what follows from it.</summary>
    public void Name(PersonName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Titles = name.TitlesBefore;
        Initials = name.Initials;
        GivenName = name.Given;
        Particle = name.Tussenvoegsel;
        FamilyName = name.Family;
        TitlesAfter = name.TitlesAfter;
        Derive();
    }

    /// <summary>Keeps display name, sort key and search text in step with the parts.</summary>
    public void Derive()
    {
        var name = Parts();
        DisplayName = name.Display;
        SortKey = name.SortKey;
        SearchText = DutchText.Fold(string.Join(' ', GivenName, Initials, Particle, FamilyName));
    }
}
