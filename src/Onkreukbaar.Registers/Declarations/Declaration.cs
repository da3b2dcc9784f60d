// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>
/// Opgave van een geschenk of reis: a gift (above € 50) or a trip at the cost of others, as the chambers' registers hold them (RvO TK;
/// Gedragscode integriteit EK 5 and 6).
/// </summary>
public sealed class Declaration : ISubject, IOfBody, IAboutPerson, INamesOrganisation, Import.IImported
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    public Guid BodyId { get; init; }

    public Guid PersonId { get; init; }

    public DeclarationKind Kind { get; init; }

    /// <summary>What was received, or the purpose of the trip.</summary>
    public required string Description { get; set; }

    /// <summary>Destination of a trip.</summary>
    public string? Destination { get; set; }

    /// <summary>Giver or payer in the source's words.</summary>
    public string? PaidBy { get; set; }

    /// <summary>Value in whole cents; null when unknown.</summary>
    public long? ValueCents { get; set; }

    /// <summary>Value in the source's words when it could not be read as an amount.</summary>
    public string? UnreadValue { get; set; }

    /// <summary>Day of receipt, or first day of the trip.</summary>
    public PartialDate? Start { get; set; }

    /// <summary>Last day of the trip, inclusive.</summary>
    public PartialDate? End { get; set; }

    /// <summary>Dates in the source's words when they cannot be true or could not be read (end before start, year 5008).</summary>
    public string? UnreadPeriod { get; set; }

    public string? Source { get; set; }

    public string? SourceKey { get; set; }

    /// <summary>Hash of the source's line as it was last read.</summary>
    [Derived]
    public string? SourceHash { get; set; }

    /// <summary>Key for equality of names of organisations; null when the source names none.</summary>
    [Derived]
    public string? OrganisationKey { get; set; }

    /// <summary>Folded text of description, destination and payer.</summary>
    [Derived]
    public string SearchText { get; set; } = "";

    /// <summary>Brings what follows from the fields into step; call it after each change.</summary>
    public void Derive()
    {
        OrganisationKey = PaidBy is { } payer ? OrganisationName.Key(payer) : null;
        SearchText = DutchText.Fold($"{Description} {Destination} {PaidBy}");
    }
}

/// <summary>Kind of declaration.</summary>
public enum DeclarationKind
{
    /// <summary>Geschenk.</summary>
    Gift,

    /// <summary>Reis.</summary>
    Trip,
}
