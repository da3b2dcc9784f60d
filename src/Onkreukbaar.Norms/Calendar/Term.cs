// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Norms.Calendar;

/// <summary>In what a term is counted.</summary>
public enum TermUnit
{
    /// <summary>Terstond, onverwijld: at once, without a count of days.</summary>
    Immediately,
    Days,
    Weeks,
    Months,
    Years,

    /// <summary>Days that are neither weekend nor public holiday.</summary>
    WorkingDays,

    /// <summary>A fixed day in the calendar year after the trigger, such as 1 April.</summary>
    DayOfNextYear,

    /// <summary>Blijvend: for ever.</summary>
    Forever,
}

/// <summary>
/// Termijn: how long after a trigger something must be done. The day of the trigger itself does not count: a week after Monday ends on the next
/// Monday. Months and years end on the last day of a shorter month.
/// </summary>
public sealed record Term
{
    private Term(TermUnit unit, int count = 0, int month = 0, int day = 0) => (Unit, Count, Month, Day) = (unit, count, month, day);

    public TermUnit Unit { get; }

    /// <summary>Number of units.</summary>
    public int Count { get; }

    private int Month { get; }

    private int Day { get; }

    /// <summary>At once.</summary>
    public static Term AtOnce { get; } = new(TermUnit.Immediately);

    /// <summary>For ever.</summary>
    public static Term Always { get; } = new(TermUnit.Forever);

    /// <summary>Whether it ends on a day that can be computed.</summary>
    public bool IsCounted => Unit is not (TermUnit.Immediately or TermUnit.Forever);

    /// <summary>A fixed day in the year after the trigger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such day in every year.</exception>
    public static Term OfNextYear(int month, int day)
    {
        _ = new DateOnly(2001, month, day);
        return new(TermUnit.DayOfNextYear, 0, month, day);
    }

    /// <summary>Reads <c>P7D</c>, <c>P1W</c>, <c>P3M</c>, <c>P2Y</c>, <c>P5WD</c>, <c>terstond</c> or <c>forever</c>.</summary>
    public static bool TryParse(string? text, out Term term)
    {
        term = AtOnce;
        switch (text)
        {
            case null:
                return false;
            case "terstond":
                return true;
            case "forever":
                term = Always;
                return true;
        }

        TermUnit? unit = text switch
        {
            ['P', .., 'W', 'D'] => TermUnit.WorkingDays,
            ['P', .., 'D'] => TermUnit.Days,
            ['P', .., 'W'] => TermUnit.Weeks,
            ['P', .., 'M'] => TermUnit.Months,
            ['P', .., 'Y'] => TermUnit.Years,
            _ => null,
        };
        var end = unit == TermUnit.WorkingDays ? text.Length - 2 : text.Length - 1;
        if (unit is null || end < 2 || !int.TryParse(text.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 1000)
        {
            return false;
        }

        term = new(unit.Value, count);
        return true;
    }

    /// <summary>
    /// The last day of the term.
    /// </summary>
    /// <param name="trigger">Day of the event that starts it.</param>
    /// <param name="statutory">Set in a statute, so that the General Act on Terms may move its end.</param>
    /// <param name="stoodStill">Days on which the term did not run (opschorting); they come on top before the act moves the end.</param>
    public DateOnly LastDay(DateOnly trigger, bool statutory, int stoodStill = 0)
    {
        if (Unit == TermUnit.Forever)
        {
            return DateOnly.MaxValue;
        }

        var end = Unit switch
        {
            TermUnit.Days => trigger.AddDays(Count),
            TermUnit.Weeks => trigger.AddDays(7 * Count),
            TermUnit.Months => trigger.AddMonths(Count),
            TermUnit.Years => trigger.AddYears(Count),
            TermUnit.WorkingDays => AfterWorkingDays(trigger, Count),
            TermUnit.DayOfNextYear => new DateOnly(trigger.Year + 1, Month, Day),
            _ => trigger,
        };
        end = end.AddDays(stoodStill);
        return statutory && MovesByAct ? GeneralTermsAct.Move(trigger, end) : end;
    }

    /// <summary>As the library writes it.</summary>
    public override string ToString() =>
        Unit switch
        {
            TermUnit.Immediately => "terstond",
            TermUnit.Forever => "forever",
            TermUnit.DayOfNextYear => string.Create(CultureInfo.InvariantCulture, $"{Month:00}-{Day:00}"),
            TermUnit.WorkingDays => string.Create(CultureInfo.InvariantCulture, $"P{Count}WD"),
            _ => string.Create(CultureInfo.InvariantCulture, $"P{Count}{Unit.ToString()[0]}"),
        };

    /// <summary>In words: "3 maanden", "1 april van het jaar erna".</summary>
    public string In(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        var one = Count == 1;
        string Text(string name) => Texts.ResourceManager.GetString(name, culture)!;
        return Unit switch
        {
            TermUnit.Immediately => Text("TermAtOnce"),
            TermUnit.Forever => Text("TermForever"),
            TermUnit.DayOfNextYear => string.Format(culture, Text("TermNextYear"), new DateOnly(2001, Month, Day).ToString("d MMMM", culture)),
            _ => string.Format(culture, Text($"Term{Unit}{(one ? "One" : "")}"), Count),
        };
    }

    /// <summary>
    /// Whether the General Act on Terms can move its end. Article 4: not for terms of more than 90 days, twelve weeks or three months, nor for years.
    /// A fixed calendar day is no count of days.
    /// </summary>
    internal bool MovesByAct =>
        Unit switch
        {
            TermUnit.Days => Count <= 90,
            TermUnit.Weeks => Count <= 12,
            TermUnit.Months => Count <= 3,
            _ => false,
        };

    private static DateOnly AfterWorkingDays(DateOnly day, int count)
    {
        while (count > 0)
        {
            day = day.AddDays(1);
            if (DutchHolidays.IsWorkingDay(day))
            {
                count--;
            }
        }

        return day;
    }
}
