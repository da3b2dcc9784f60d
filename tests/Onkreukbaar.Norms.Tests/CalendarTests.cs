// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Norms.Calendar;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

public sealed class CalendarTests
{
    private static readonly Arbitrary<DateOnly> Days = Gen.Choose(new DateOnly(2010, 1, 1).DayNumber, new DateOnly(2030, 12, 31).DayNumber).Select(DateOnly.FromDayNumber).ToArbitrary();

    private static readonly Arbitrary<Term> Terms =
        Gen.Elements("D", "W", "M", "Y", "WD").SelectMany(u => Gen.Choose(1, 120).Select(n => Read($"P{n}{u}"))).ToArbitrary();

    // Easter Sundays as published by the churches; the holidays around them follow.
    [Theory]
    [InlineData("2016-03-27")]
    [InlineData("2019-04-21")]
    [InlineData("2024-03-31")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-05")]
    [InlineData("2027-03-28")]
    [InlineData("2008-03-23")]
    public void Easter_and_the_days_that_hang_on_it(string sunday)
    {
        var easter = Day(sunday);
        DutchHolidays.EasterSunday(easter.Year).ShouldBe(easter);
        DutchHolidays.IsHoliday(easter.AddDays(-2)).ShouldBeTrue("Good Friday");
        DutchHolidays.IsHoliday(easter.AddDays(1)).ShouldBeTrue("Easter Monday");
        DutchHolidays.IsHoliday(easter.AddDays(39)).ShouldBeTrue("Ascension Day");
        DutchHolidays.IsHoliday(easter.AddDays(50)).ShouldBeTrue("Whit Monday");
        DutchHolidays.IsHoliday(easter.AddDays(2)).ShouldBeFalse();
        DutchHolidays.IsHoliday(easter.AddDays(51)).ShouldBeFalse();
    }

    // The old way: a table gives the date of the full moon of spring by the place of the year in the cycle of nineteen years (valid for 1900 to 2199); Easter is the Sunday after it.
    [Fact]
    public void Easter_is_the_Sunday_after_the_full_moon_of_spring()
    {
        (int Month, int Day)[] moons =
        [
            (4, 14), (4, 3), (3, 23), (4, 11), (3, 31), (4, 18), (4, 8), (3, 28), (4, 16), (4, 5),
            (3, 25), (4, 13), (4, 2), (3, 22), (4, 10), (3, 30), (4, 17), (4, 7), (3, 27),
        ];
        for (var year = 1900; year < 2200; year++)
        {
            var (month, day) = moons[year % 19];
            var moon = new DateOnly(year, month, day);
            DutchHolidays.EasterSunday(year).ShouldBe(moon.AddDays(7 - (int)moon.DayOfWeek));
        }
    }

    // The years in which the rule of thumb and the tables of the church differ by a week, and the earliest and latest Easter there can be.
    [Theory]
    [InlineData("1818-03-22")]
    [InlineData("1886-04-25")]
    [InlineData("1943-04-25")]
    [InlineData("1954-04-18")]
    [InlineData("1981-04-19")]
    [InlineData("2038-04-25")]
    [InlineData("2049-04-18")]
    [InlineData("2076-04-19")]
    [InlineData("2285-03-22")]
    public void Easter_in_the_years_that_are_easily_wrong(string sunday) => DutchHolidays.EasterSunday(Day(sunday).Year).ShouldBe(Day(sunday));

    [Theory]
    [InlineData(2013, "2013-04-30")]
    [InlineData(2006, "2006-04-29")]
    [InlineData(2014, "2014-04-26")]
    [InlineData(2026, "2026-04-27")]
    [InlineData(2025, "2025-04-26")]
    public void The_birthday_of_the_monarch_is_never_kept_on_a_Sunday(int year, string day) => DutchHolidays.BirthdayOfTheMonarch(year).ShouldBe(Day(day));

    [Theory]
    [InlineData("2026-01-01", true)]
    [InlineData("2026-05-05", true)]
    [InlineData("2026-12-25", true)]
    [InlineData("2026-12-26", true)]
    [InlineData("2026-12-24", false)]
    [InlineData("2026-05-15", true)]
    [InlineData("2025-05-15", false)]
    [InlineData("2026-05-04", false)]
    [InlineData("2026-12-31", false)]
    public void Fixed_holidays(string day, bool holiday) => DutchHolidays.IsHoliday(Day(day)).ShouldBe(holiday);

    [Theory]
    [InlineData("2026-01-31", "P1M", "2026-02-28")]
    [InlineData("2024-01-31", "P1M", "2024-02-29")]
    [InlineData("2024-02-29", "P1Y", "2025-02-28")]
    [InlineData("2026-11-30", "P3M", "2027-02-28")]
    [InlineData("2026-03-02", "P1W", "2026-03-09")]
    [InlineData("2026-03-02", "P8D", "2026-03-10")]
    [InlineData("2026-03-06", "P1WD", "2026-03-09")]
    [InlineData("2026-04-02", "P1WD", "2026-04-07")]
    [InlineData("2026-04-24", "P2WD", "2026-04-29")]
    public void A_term_without_the_act(string trigger, string term, string end) => Read(term).LastDay(Day(trigger), statutory: false).ShouldBe(Day(end));

    // Article 1: to the next working day. Article 2: at least two working days in a term of three days or more. Article 4: not for long terms.
    [Theory]
    [InlineData("2026-02-28", "P1W", "2026-03-09")]
    [InlineData("2026-03-29", "P1W", "2026-04-07")]
    [InlineData("2025-12-18", "P1W", "2025-12-29")]
    [InlineData("2026-04-02", "P4D", "2026-04-08")]
    [InlineData("2026-04-02", "P2D", "2026-04-07")]
    [InlineData("2026-04-02", "P3D", "2026-04-08")]
    [InlineData("2026-04-02", "P5D", "2026-04-08")]
    [InlineData("2026-04-02", "P6D", "2026-04-08")]
    [InlineData("2026-08-29", "P3M", "2026-11-30")]
    [InlineData("2025-08-29", "P4M", "2025-12-29")]
    [InlineData("2026-05-22", "P12W", "2026-08-14")]
    [InlineData("2026-02-28", "P12W", "2026-05-26")]
    [InlineData("2025-11-29", "P13W", "2026-02-28")]
    [InlineData("2026-03-09", "P90D", "2026-06-08")]
    [InlineData("2026-03-08", "P91D", "2026-06-07")]
    [InlineData("2025-02-28", "P1Y", "2026-02-28")]
    public void The_General_Act_on_Terms_moves_an_end(string trigger, string term, string end) => Read(term).LastDay(Day(trigger), statutory: true).ShouldBe(Day(end));

    // Days on which a term stood still come on top; only what comes out then is moved off a weekend or holiday.
    [Theory]
    [InlineData("2026-03-02", "P4W", 5, "2026-04-07")]
    [InlineData("2026-03-01", "P4W", 5, "2026-04-07")]
    [InlineData("2026-03-01", "P4W", 2, "2026-03-31")]
    [InlineData("2026-03-02", "P4W", 0, "2026-03-30")]
    public void Days_on_which_a_term_stood_still_come_on_top(string trigger, string term, int days, string end) =>
        Read(term).LastDay(Day(trigger), statutory: true, stoodStill: days).ShouldBe(Day(end));

    [Fact]
    public void For_ever_has_no_last_day_whatever_stood_still() => Term.Always.LastDay(Day("2026-03-02"), statutory: true, stoodStill: 5).ShouldBe(DateOnly.MaxValue);

    [Fact]
    public void A_day_of_the_next_year_is_that_day() => Term.OfNextYear(4, 1).LastDay(Day("2025-12-31"), statutory: true).ShouldBe(Day("2026-04-01"));

    [Fact]
    public void A_term_never_ends_before_its_trigger() =>
        Prop.ForAll(Days, Terms, (day, term) => term.LastDay(day, false) >= day && term.LastDay(day, true) >= term.LastDay(day, false)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_later_trigger_never_ends_a_term_earlier() =>
        Prop.ForAll(Days, Terms, (day, term) => term.LastDay(day.AddDays(1), true) >= term.LastDay(day, true)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_term_that_the_act_moves_ends_on_a_working_day() =>
        Prop.ForAll(Days, Gen.Choose(1, 90).ToArbitrary(), (day, n) => DutchHolidays.IsWorkingDay(Read($"P{n}D").LastDay(day, true))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_term_survives_its_text_form() => Prop.ForAll(Terms, term => Read(term.ToString()) == term).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("P0D")]
    [InlineData("P")]
    [InlineData("PD")]
    [InlineData("PWD")]
    [InlineData("P-1D")]
    [InlineData("P1001D")]
    [InlineData("P1H")]
    [InlineData("1 week")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_term_is_refused(string? text) => Term.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("P1D", "een dag", "one day")]
    [InlineData("P1000D", "1000 dagen", "1000 days")]
    [InlineData("P1W", "een week", "one week")]
    [InlineData("P3M", "3 maanden", "3 months")]
    [InlineData("P5WD", "5 werkdagen", "5 working days")]
    [InlineData("terstond", "terstond (meteen)", "at once")]
    [InlineData("forever", "blijvend", "for ever")]
    public void A_term_in_words(string text, string dutch, string english)
    {
        Read(text).In(CultureInfo.GetCultureInfo("nl-NL")).ShouldBe(dutch);
        Read(text).In(CultureInfo.GetCultureInfo("en-GB")).ShouldBe(english);
        Read(text).ToString().ShouldBe(text);
    }

    [Fact]
    public void A_term_in_words_needs_a_language() => Should.Throw<ArgumentNullException>(() => Read("P1W").In(null!)).ParamName.ShouldBe("culture");

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Term Read(string text) => Term.TryParse(text, out var term) ? term : throw new FormatException(text);
}
