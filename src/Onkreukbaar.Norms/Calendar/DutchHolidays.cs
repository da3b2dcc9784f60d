// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Norms.Calendar;

/// <summary>
/// Algemeen erkende feestdagen: the public holidays of article 3 of the General Act on Terms (Algemene termijnenwet), with Good Friday,
/// which that article puts on a level with them, and the days that a royal decree equated for some years. Liberation Day counts every year.
/// </summary>
public static class DutchHolidays
{
    // Days put on a level with holidays by royal decree (article 3, third paragraph). Read in a secondary source, not in the decrees themselves.
    private static readonly HashSet<DateOnly> Equated =
    [
        new(2023, 4, 28), new(2023, 5, 19), new(2024, 5, 10), new(2024, 12, 27), new(2025, 5, 30),
        new(2026, 1, 2), new(2026, 5, 15), new(2027, 5, 7), new(2028, 4, 28), new(2028, 5, 26),
    ];

    /// <summary>Neither Saturday, Sunday nor public holiday.</summary>
    public static bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day);

    /// <summary>A public holiday in the sense of the act; Sundays are not looked at.</summary>
    public static bool IsHoliday(DateOnly day)
    {
        if (Equated.Contains(day) || day is { Month: 1, Day: 1 } or { Month: 5, Day: 5 } or { Month: 12, Day: 25 or 26 } || day == BirthdayOfTheMonarch(day.Year))
        {
            return true;
        }

        var sinceEaster = day.DayNumber - EasterSunday(day.Year).DayNumber;
        return sinceEaster is -2 or 1 or 39 or 50;
    }

    /// <summary>The day on which the monarch's birthday is celebrated: 27 April since 2014, 30 April before; a day earlier when that is a Sunday.</summary>
    public static DateOnly BirthdayOfTheMonarch(int year)
    {
        var day = new DateOnly(year, 4, year >= 2014 ? 27 : 30);
        return day.DayOfWeek == DayOfWeek.Sunday ? day.AddDays(-1) : day;
    }

    /// <summary>Easter Sunday by the method of Meeus, Jones and Butcher for the Gregorian calendar.</summary>
    public static DateOnly EasterSunday(int year)
    {
        var golden = year % 19;
        var (century, inCentury) = (year / 100, year % 100);
        var moonCorrection = (century + 8) / 25;
        var epact = ((19 * golden) + century - (century / 4) - ((century - moonCorrection + 1) / 3) + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (inCentury / 4)) - epact - (inCentury % 4)) % 7;
        var late = (golden + (11 * epact) + (22 * weekday)) / 451;
        var sum = epact + weekday - (7 * late) + 114;
        return new DateOnly(year, sum / 31, (sum % 31) + 1);
    }
}
