// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Norms.Calendar;

/// <summary>Algemene termijnenwet: a term in a statute does not end on a day on which nobody works, and a short one holds two days to act.</summary>
public static class GeneralTermsAct
{
    /// <summary>
    /// Moves the end of a term: to the next working day (article 1), and so far that a term of three days or more holds two working days (article 2).
    /// </summary>
    /// <param name="trigger">Day of the event; the term begins the day after.</param>
    /// <param name="end">Last day before the act is applied.</param>
    public static DateOnly Move(DateOnly trigger, DateOnly end)
    {
        if (end.DayNumber - trigger.DayNumber is >= 3 and < 14)
        {
            var working = 0;
            for (var day = trigger.AddDays(1); day <= end; day = day.AddDays(1))
            {
                working += DutchHolidays.IsWorkingDay(day) ? 1 : 0;
            }

            for (; working < 2; working += DutchHolidays.IsWorkingDay(end) ? 1 : 0)
            {
                end = end.AddDays(1);
            }
        }

        while (!DutchHolidays.IsWorkingDay(end))
        {
            end = end.AddDays(1);
        }

        return end;
    }
}
