// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Kernel.Time;

/// <summary>
/// A date of which the day, or the day and the month, may be unknown: <c>2018</c>, <c>2018-05</c>, <c>2018-05-23</c>. Public registers
/// often know no more than "mei 2018"; a made-up first of the month would be a false statement about a person, so what is unknown
/// stays unknown. Years 1 to 9999. The text form is ISO 8601 and sorts as the value does (as text, coarse before fine).
/// </summary>
public readonly record struct PartialDate : IComparable<PartialDate>, IComparable, IParsable<PartialDate>
{
    // Year is kept minus one, so that the default value is a real date (0001) and no member can fail on it.
    private readonly short _yearMinusOne;
    private readonly byte _month;
    private readonly byte _day;

    /// <summary>A year; with month and day as far as they are known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date does not exist, or a day is given without its month.</exception>
    public PartialDate(int year, int? month = null, int? day = null)
    {
        if (!Exists(year, month, day))
        {
            throw new ArgumentOutOfRangeException(nameof(year), $"{year}-{month}-{day} is not a date.");
        }

        _yearMinusOne = (short)(year - 1);
        _month = (byte)(month ?? 0);
        _day = (byte)(day ?? 0);
    }

    public int Year => _yearMinusOne + 1;

    /// <summary>1 to 12, or null when only the year is known.</summary>
    public int? Month => _month == 0 ? null : _month;

    /// <summary>1 to 31, or null when the day is not known.</summary>
    public int? Day => _day == 0 ? null : _day;

    /// <summary>Year, month and day are known.</summary>
    public bool IsWhole => _day != 0;

    /// <summary>The earliest day this can be.</summary>
    public DateOnly First => new(Year, Month ?? 1, Day ?? 1);

    /// <summary>The latest day this can be.</summary>
    public DateOnly Last
    {
        get
        {
            var month = Month ?? 12;
            return new(Year, month, Day ?? DateTime.DaysInMonth(Year, month));
        }
    }

    public static PartialDate Of(DateOnly date) => new(date.Year, date.Month, date.Day);

    /// <summary>Whether such a date exists: 29 February 2023 does not, nor does a day without a month.</summary>
    public static bool Exists(int year, int? month = null, int? day = null) =>
        year is >= 1 and <= 9999
        && (month is null ? day is null : month is >= 1 and <= 12)
        && (day is null || (day >= 1 && day <= DateTime.DaysInMonth(year, month!.Value)));

    /// <summary>The ISO form: <c>2018</c>, <c>2018-05</c> or <c>2018-05-23</c>; nothing else (see <see cref="DutchDate"/> for what people type).</summary>
    public static bool TryParse(string? text, out PartialDate date)
    {
        date = default;
        if (text is null || text.Length is not (4 or 7 or 10))
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 4 or 7 ? text[i] != '-' : !char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        var year = Number(text, 0, 4);
        int? month = text.Length >= 7 ? Number(text, 5, 2) : null;
        int? day = text.Length == 10 ? Number(text, 8, 2) : null;
        if (!Exists(year, month, day))
        {
            return false;
        }

        date = new(year, month, day);
        return true;
    }

    static bool IParsable<PartialDate>.TryParse(string? s, IFormatProvider? provider, out PartialDate result) => TryParse(s, out result);

    static PartialDate IParsable<PartialDate>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <exception cref="FormatException">Not an ISO partial date.</exception>
    public static PartialDate Parse(string text) =>
        TryParse(text, out var date) ? date : throw new FormatException($"'{text}' is not a date of the form 2018, 2018-05 or 2018-05-23.");

    /// <summary>The ISO form, as stored and as in the API.</summary>
    public override string ToString() =>
        this switch
        {
            { _month: 0 } => Year.ToString("0000", CultureInfo.InvariantCulture),
            { _day: 0 } => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{_month:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{_month:00}-{_day:00}"),
        };

    /// <summary>As people read it: <c>23 mei 2018</c>, <c>mei 2018</c>, <c>2018</c>; English for an English culture (default: the current UI culture).</summary>
    public string Display(CultureInfo? culture = null)
    {
        var month = _month == 0 ? "" : DutchDate.MonthName(_month, culture ?? CultureInfo.CurrentUICulture);
        return this switch
        {
            { _month: 0 } => string.Create(CultureInfo.InvariantCulture, $"{Year}"),
            { _day: 0 } => string.Create(CultureInfo.InvariantCulture, $"{month} {Year}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{_day} {month} {Year}"),
        };
    }

    /// <summary>By first day; of two that begin on the same day the coarser comes first, so 2018 &lt; 2018-01 &lt; 2018-01-01.</summary>
    public int CompareTo(PartialDate other)
    {
        var byFirst = First.CompareTo(other.First);
        return byFirst != 0 ? byFirst : (_month == 0 ? 0 : _day == 0 ? 1 : 2).CompareTo(other._month == 0 ? 0 : other._day == 0 ? 1 : 2);
    }

    int IComparable.CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            PartialDate other => CompareTo(other),
            _ => throw new ArgumentException("Not a partial date.", nameof(obj)),
        };

    public static bool operator <(PartialDate left, PartialDate right) => left.CompareTo(right) < 0;

    public static bool operator >(PartialDate left, PartialDate right) => left.CompareTo(right) > 0;

    public static bool operator <=(PartialDate left, PartialDate right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PartialDate left, PartialDate right) => left.CompareTo(right) >= 0;

    private static int Number(string text, int start, int length)
    {
        var number = 0;
        for (var i = start; i < start + length; i++)
        {
            number = (number * 10) + (text[i] - '0');
        }

        return number;
    }
}
