// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Kernel.Time;

/// <summary>
/// The period of an entry in a register, as far as it is known: begin and end as <see cref="PartialDate"/>, the end inclusive ("t/m"), as
/// Dutch registers state it (VNG Open Raadsinformatie: datumAanvang, datumEinde). A null start is unknown; a null end is not ended or
/// unknown. Calculation is done with <see cref="Widest"/> or <see cref="Narrowest"/>, never by filling in a day.
/// </summary>
public readonly record struct PartialPeriod
{
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public PartialPeriod(PartialDate? start, PartialDate? end)
    {
        if (!IsValid(start, end))
        {
            throw new ArgumentException($"A period that begins in {start} cannot end in {end}.", nameof(end));
        }

        Start = start;
        End = end;
    }

    public PartialDate? Start { get; }

    /// <summary>The last day, month or year that counts.</summary>
    public PartialDate? End { get; }

    /// <summary>Whether some reading of both dates gives a start that is not after the end: "mei 2018 t/m 2018" is valid.</summary>
    public static bool IsValid(PartialDate? start, PartialDate? end) => start is null || end is null || start.Value.First <= end.Value.Last;

    public static bool TryCreate(PartialDate? start, PartialDate? end, out PartialPeriod period)
    {
        var valid = IsValid(start, end);
        period = valid ? new(start, end) : default;
        return valid;
    }

    /// <summary>All days that may be in it: "2018 t/m 2019" runs from 1 January 2018 until 1 January 2020. Use it to find what may overlap.</summary>
    public Period Widest() => Period.FromThrough(Start?.First, End?.Last);

    /// <summary>The days that are surely in it: "2018 t/m 2019" is 31 December 2018 and 1 January 2019. Null when no day is sure.</summary>
    public Period? Narrowest() => Period.TryCreate(Start?.Last, Period.DayAfter(End?.First), out var period) ? period : null;

    /// <summary>ISO interval of the two partial dates, end inclusive: <c>2018-05/2019</c>, an unknown side as <c>..</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start?.ToString() ?? ".."}/{End?.ToString() ?? ".."}");
}
