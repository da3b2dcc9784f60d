// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Time;

/// <summary>
/// Dutch days of UTC instants. A declaration of 1 July 00:30 in Amsterdam is still 30 June in UTC; terms and deadlines count Dutch days.
/// Instants are UTC <see cref="DateTime"/> in whole microseconds, as the databases keep them.
/// </summary>
public static class DutchClock
{
    /// <summary>Europe/Amsterdam.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    /// <summary>The day in the Netherlands at that instant.</summary>
    public static DateOnly DateOf(DateTime utc) => DateOnly.FromDateTime(Local(utc));

    /// <summary>Wall-clock time in the Netherlands at that instant.</summary>
    public static DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>The day in the Netherlands now.</summary>
    public static DateOnly Today(TimeProvider time) => DateOf(time.GetUtcNow().UtcDateTime);

    /// <summary>The instant (UTC) at which that day begins in the Netherlands.</summary>
    public static DateTime StartOf(DateOnly day)
    {
        if (day == DateOnly.MinValue)
        {
            return DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
        }

        // Midnight did not exist on a few days when the clock went forward at 00:00 (last in 1945): the day then began an hour later.
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(1);
        }

        var start = TimeZoneInfo.ConvertTimeToUtc(midnight, Zone);
        if (DateOf(start) == day && DateOf(start.AddMicroseconds(-1)) == day.AddDays(-1))
        {
            return start;
        }

        // Twice (1 July 1937, 16 May 1940) the time of the country changed at midnight by an odd amount: that day begins where its date does.
        var (before, after) = (start.AddHours(-3), start.AddHours(3));
        while (after - before > TimeSpan.FromMicroseconds(1))
        {
            var middle = ToMicroseconds(before + ((after - before) / 2));
            (before, after) = DateOf(middle) < day ? (middle, after) : (before, middle);
        }

        return after;
    }

    /// <summary>The last microsecond (UTC) of that day in the Netherlands, so that "known at the end of that day" is <c>recorded &lt;= this</c>.</summary>
    public static DateTime EndOf(DateOnly day) =>
        day == DateOnly.MaxValue ? ToMicroseconds(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)) : StartOf(day.AddDays(1)).AddMicroseconds(-1);

    /// <summary>Rounds down to whole microseconds, the precision that both databases keep.</summary>
    public static DateTime ToMicroseconds(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMicrosecond), utc.Kind);
}
