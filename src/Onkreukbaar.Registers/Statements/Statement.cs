// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Registers.Statements;

/// <summary>
/// Verklaring: a fact about an office-holder that no position can tell. That someone has no ancillary positions (the law asks to publish those that
/// there are, so only this tells "none" from "not known"; GW 12, 41b, 67 and parallels), or on which day the income of a year was published
/// (GW 41b(4), 67(3) and parallels). Public as soon as it is recorded; corrected or retracted with a reason, never deleted.
/// </summary>
public sealed class Statement : ISubject, IOfBody, IAboutPerson
{
    /// <inheritdoc />
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <inheritdoc />
    public long Version { get; set; }

    /// <inheritdoc />
    public Guid BodyId { get; init; }

    /// <inheritdoc />
    public Guid PersonId { get; init; }

    /// <summary>What it says.</summary>
    public StatementKind Kind { get; init; }

    /// <summary>Calendar year of the income; null for a statement of no positions.</summary>
    public int? Year { get; init; }

    /// <summary>Day on which it was stated, or on which the income was published.</summary>
    public DateOnly On { get; set; }

    /// <summary>Where the income stands: an https address; null when it only lies for inspection or nobody noted it.</summary>
    public string? Address { get; set; }

    /// <summary>Ingetrokken: it should not have been recorded, or does not hold any more.</summary>
    public bool Retracted { get; set; }

    /// <summary>One of each kind, and of each year, holds for a person at a body: equal for those that exclude each other; null when retracted.</summary>
    [Derived]
    public string? HoldsAs { get; set; }

    /// <summary>Brings what follows from the fields into step; call it after each change.</summary>
    public void Derive() => HoldsAs = Retracted ? null : string.Create(CultureInfo.InvariantCulture, $"{PersonId:N}:{Kind}:{Year}");
}

/// <summary>Soort verklaring.</summary>
public enum StatementKind
{
    /// <summary>Geen nevenfuncties: the person states to have none.</summary>
    NoPositions,

    /// <summary>Inkomsten openbaar gemaakt: the income from positions of a year was published.</summary>
    IncomePublished,
}
