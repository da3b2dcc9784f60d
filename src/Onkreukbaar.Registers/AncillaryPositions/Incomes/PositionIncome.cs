// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>
/// Neveninkomsten: what one ancillary position brought in during one calendar year (GW 41b(4)-(5), 67(3)-(4); PW 40b(4)-(5), 66(3)-(4);
/// WW 44k(4)-(5), 48(3)-(4)). Kept only where a norm asks to publish it electronically for that office over that year (<see cref="IncomeRules"/>),
/// and public as soon as it is kept; corrected or removed with a reason.
/// </summary>
public sealed class PositionIncome : ISubject, IOfBody, IAboutPerson
{
    /// <inheritdoc />
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <inheritdoc />
    public long Version { get; set; }

    /// <inheritdoc />
    public Guid BodyId { get; init; }

    /// <inheritdoc />
    public Guid PersonId { get; init; }

    /// <summary>The position that it came from.</summary>
    public Guid PositionId { get; init; }

    /// <summary>Kalenderjaar: the year in which it was enjoyed.</summary>
    public int Year { get; init; }

    /// <summary>
    /// Bedrag, in whole cents of a euro: wage in the sense of article 9 Wet LB 1964 less the final levy items of article 31 (GW 41b(5), 67(4) and
    /// parallels). Zero when there was none; null after removal.
    /// </summary>
    public long? AmountCents { get; set; }

    /// <summary>Openbaar sinds: Dutch day on which it first stood in the public register.</summary>
    public DateOnly PublishedOn { get; init; }

    /// <summary>Weggehaald: it should not have been kept, or may not be kept any more. No public output tells of it, not even a look back.</summary>
    public bool Retracted { get; set; }

    /// <summary>One for each position and year: equal for those that exclude each other; null after removal.</summary>
    [Derived]
    public string? HoldsAs { get; set; }

    /// <summary>Hash of what a list said of this year when it was last taken over; null when no list did.</summary>
    [Derived]
    public string? SourceHash { get; set; }

    /// <summary>Brings what follows from the fields into step; call it after each change.</summary>
    public void Derive() => HoldsAs = Retracted ? null : string.Create(CultureInfo.InvariantCulture, $"{PositionId:N}:{Year}");
}
