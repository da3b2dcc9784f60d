// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Onkreukbaar.Kernel.Time;

/// <summary>
/// A stretch of days, half-open: <see cref="From"/> is in it, <see cref="Until"/> is the first day that is not. Null is an open end.
/// Half-open, because then a term that follows another begins on the very day the other stops (no gap, no overlap, no "minus one day"),
/// the length is a plain subtraction, and one comparison serves every query. Dutch registers write the last day instead ("t/m"): use
/// <see cref="FromThrough"/> and <see cref="Through"/> at the border. Never empty; the default value is all time.
/// </summary>
public readonly record struct Period
{
    /// <exception cref="ArgumentException">The end is not after the start, so no day would be in the period.</exception>
    public Period(DateOnly? from, DateOnly? until)
    {
        if (!IsValid(from, until))
        {
            throw new ArgumentException($"A period that begins on {from:o} cannot end before {until:o}.", nameof(until));
        }

        From = from;
        Until = until;
    }

    /// <summary>All time.</summary>
    public static Period Always => default;

    /// <summary>First day, or null: since ever.</summary>
    public DateOnly? From { get; }

    /// <summary>First day after, or null: no end known.</summary>
    public DateOnly? Until { get; }

    /// <summary>Last day, or null: no end known.</summary>
    public DateOnly? Through => Until?.AddDays(-1);

    /// <summary>Whether at least one day lies in [from, until).</summary>
    public static bool IsValid(DateOnly? from, DateOnly? until) =>
        (from is null || until is null || from < until) && until != DateOnly.MinValue;

    public static bool TryCreate(DateOnly? from, DateOnly? until, out Period period)
    {
        var valid = IsValid(from, until);
        period = valid ? new(from, until) : default;
        return valid;
    }

    /// <summary>From the last day that counts ("t/m"), as Dutch registers write it.</summary>
    /// <exception cref="ArgumentException">The last day lies before the first.</exception>
    public static Period FromThrough(DateOnly? from, DateOnly? through) => new(from, DayAfter(through));

    public bool Contains(DateOnly day) => (From is null || From <= day) && (Until is null || day < Until);

    /// <summary>Every day of the other is also in this one.</summary>
    public bool Contains(Period other) =>
        (From is null || (other.From is { } from && From <= from)) && (Until is null || (other.Until is { } until && until <= Until));

    /// <summary>At least one day is in both.</summary>
    public bool Overlaps(Period other) =>
        (From is null || other.Until is null || From < other.Until) && (other.From is null || Until is null || other.From < Until);

    /// <summary>The days that are in both, or null when there are none.</summary>
    public Period? Intersect(Period other)
    {
        var from = From is null ? other.From : other.From is null || From > other.From ? From : other.From;
        var until = Until is null ? other.Until : other.Until is null || Until < other.Until ? Until : other.Until;
        return TryCreate(from, until, out var both) ? both : null;
    }

    /// <summary>One begins on the day the other stops: no gap and no overlap.</summary>
    public bool Adjacent(Period other) =>
        (Until is { } until && until == other.From) || (other.Until is { } otherUntil && otherUntil == From);

    /// <summary>ISO interval: <c>2018-05-23/2019-01-01</c>, an open end as <c>..</c>; the second date is the first day after.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{From?.ToString("o", CultureInfo.InvariantCulture) ?? ".."}/{Until?.ToString("o", CultureInfo.InvariantCulture) ?? ".."}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Period period)
    {
        period = default;
        var parts = text?.Split('/');
        return parts is [var from, var until]
            && TryEnd(from, out var first)
            && TryEnd(until, out var after)
            && TryCreate(first, after, out period);
    }

    internal static DateOnly? DayAfter(DateOnly? day) => day is null || day == DateOnly.MaxValue ? null : day.Value.AddDays(1);

    private static bool TryEnd(string text, out DateOnly? day)
    {
        day = null;
        if (text == "..")
        {
            return true;
        }

        var read = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = read ? date : null;
        return read;
    }
}
