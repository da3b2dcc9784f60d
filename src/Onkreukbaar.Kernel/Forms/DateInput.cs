// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Kernel.Forms;

/// <summary>
/// A whole date, as Dutch people type it or ISO (<see cref="DutchDate"/>), within a plausible range. Codes: <c>veld.verplicht</c>,
/// <c>datum.onleesbaar</c>, <c>datum.jaar-twee-cijfers</c>, <c>datum.onbestaand</c>, <c>datum.onvolledig</c>, <c>datum.buiten-bereik</c>.
/// </summary>
public static class DateInput
{
    /// <summary>First plausible day unless a form says otherwise.</summary>
    public static readonly DateOnly Earliest = new(1900, 1, 1);

    /// <summary>Last plausible day unless a form says otherwise: a typed year 5008 is a slip.</summary>
    public static readonly DateOnly Latest = new(2100, 12, 31);

    public static Parsed<DateOnly> Required(string? raw, DateOnly? min = null, DateOnly? max = null, string? missing = null) =>
        Parsed.Required(raw, text => Read(raw, text, min, max), missing);

    public static Parsed<DateOnly?> Optional(string? raw, DateOnly? min = null, DateOnly? max = null) =>
        Parsed.OptionalValue(raw, text => Read(raw, text, min, max));

    private static Parsed<DateOnly> Read(string? raw, string text, DateOnly? min, DateOnly? max)
    {
        var partial = PartialDateInput.Read(raw, text, min, max);
        return partial.Error is { } error ? new(raw, default, error, false)
            : partial.Value.IsWhole ? Parsed.Good(raw, partial.Value.First)
            : Parsed.Bad<DateOnly>(raw, "datum.onvolledig", Texts.DateIncomplete);
    }
}

/// <summary>
/// A date of which the day, or day and month, may be left out: <c>23-5-2018</c>, <c>mei 2018</c>, <c>5-2018</c>, <c>2018</c>, ISO. Codes as
/// <see cref="DateInput"/>, but an incomplete date is fine.
/// </summary>
public static class PartialDateInput
{
    public static Parsed<PartialDate> Required(string? raw, DateOnly? min = null, DateOnly? max = null, string? missing = null) =>
        Parsed.Required(raw, text => Read(raw, text, min, max), missing);

    public static Parsed<PartialDate?> Optional(string? raw, DateOnly? min = null, DateOnly? max = null) =>
        Parsed.OptionalValue(raw, text => Read(raw, text, min, max));

    internal static Parsed<PartialDate> Read(string? raw, string text, DateOnly? min, DateOnly? max)
    {
        var earliest = min ?? DateInput.Earliest;
        var latest = max ?? DateInput.Latest;
        return DutchDate.Read(text, out var date) switch
        {
            DutchDateOutcome.TwoDigitYear => Parsed.Bad<PartialDate>(raw, "datum.jaar-twee-cijfers", Texts.DateTwoDigitYear),
            DutchDateOutcome.NonExistent => Parsed.Bad<PartialDate>(raw, "datum.onbestaand", Texts.DateNonExistent, text),
            DutchDateOutcome.Unreadable => Parsed.Bad<PartialDate>(raw, "datum.onleesbaar", Texts.DateUnreadable),
            _ when date.Last < earliest || date.First > latest => Parsed.Bad<PartialDate>(
                raw,
                "datum.buiten-bereik",
                Texts.DateOutOfRange,
                date.Year,
                PartialDate.Of(earliest).Display(),
                PartialDate.Of(latest).Display()
            ),
            _ => Parsed.Good(raw, date),
        };
    }
}

/// <summary>Begin and end of an entry, both optional and partial, the end inclusive.</summary>
public static class PartialPeriodInput
{
    /// <summary>
    /// Reads both fields into one period and notes errors at each; an end before the start is an error at the end
    /// (<c>periode.einde-voor-begin</c>).
    /// </summary>
    public static PartialPeriod Take(FormErrors errors, string startField, string? start, string endField, string? end)
    {
        var from = errors.Take(startField, PartialDateInput.Optional(start));
        var through = errors.Take(endField, PartialDateInput.Optional(end));
        if (!PartialPeriod.TryCreate(from, through, out var period))
        {
            errors.Add(endField, EndBeforeStart(from!.Value, through!.Value));
        }

        return period;
    }

    /// <summary>The error for an end before its start, for rules that compare other dates.</summary>
    public static FieldError EndBeforeStart(PartialDate start, PartialDate end) =>
        new(
            "periode.einde-voor-begin",
            string.Format(System.Globalization.CultureInfo.CurrentCulture, Texts.PeriodEndBeforeStart, end.Display(), start.Display())
        );
}

/// <summary>Peildatum: the day as of which the register is shown (<c>?peildatum=2026-03-01</c>). Empty is null: now.</summary>
public static class PeildatumInput
{
    public static Parsed<DateOnly?> Parse(string? raw) => DateInput.Optional(raw);
}

/// <summary>
/// BekendOp: the register as it was known at an instant (<c>?bekendOp=</c>). A date means the end of that Dutch day; an ISO instant needs an
/// offset or Z. Result: UTC in whole microseconds, to be compared with <c>recorded &lt;= value</c>. Empty is null: now.
/// Codes: those of <see cref="DateInput"/> and <c>tijdstip.onleesbaar</c>.
/// </summary>
public static class BekendOpInput
{
    public static Parsed<DateTime?> Parse(string? raw) => Parsed.OptionalValue(raw, text => Read(raw, text));

    private static Parsed<DateTime> Read(string? raw, string text)
    {
        if (!text.Contains('T', StringComparison.OrdinalIgnoreCase) || !text.Contains(':', StringComparison.Ordinal))
        {
            var day = DateInput.Required(raw);
            return day.Error is { } error ? new(raw, default, error, false) : Parsed.Good(raw, DutchClock.EndOf(day.Value));
        }

        // A plus sign that was not escaped in a URL arrives as a space.
        var instant = text.Length > 6 && text[^6] == ' ' ? string.Concat(text.AsSpan(0, text.Length - 6), "+", text.AsSpan(text.Length - 5)) : text;
        if (
            !HasOffset(instant)
            || !DateTimeOffset.TryParse(
                instant,
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.None,
                out var moment
            )
        )
        {
            return Parsed.Bad<DateTime>(raw, "tijdstip.onleesbaar", Texts.InstantUnreadable);
        }

        var utc = DutchClock.ToMicroseconds(moment.UtcDateTime);
        return utc < DutchClock.StartOf(DateInput.Earliest) || utc > DutchClock.EndOf(DateInput.Latest)
            ? Parsed.Bad<DateTime>(
                raw,
                "datum.buiten-bereik",
                Texts.DateOutOfRange,
                utc.Year,
                PartialDate.Of(DateInput.Earliest).Display(),
                PartialDate.Of(DateInput.Latest).Display()
            )
            : Parsed.Good(raw, utc);
    }

    private static bool HasOffset(string text) =>
        text.Length > 10
        && char.IsAsciiDigit(text[0])
        && text[4] == '-'
        && (text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 16 && text[^6] is '+' or '-' && text[^3] == ':'));
}
