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
    [InlineData("2026-08-29", "P3M", "2026-11-30")]
    [InlineData("2025-08-29", "P4M", "2025-12-29")]
    [InlineData("2026-05-22", "P12W", "2026-08-14")]
    [InlineData("2025-11-29", "P13W", "2026-02-28")]
    [InlineData("2026-03-09", "P90D", "2026-06-08")]
    [InlineData("2026-03-08", "P91D", "2026-06-07")]
    [InlineData("2025-02-28", "P1Y", "2026-02-28")]
    public void The_General_Act_on_Terms_moves_an_end(string trigger, string term, string end) => Read(term).LastDay(Day(trigger), statutory: true).ShouldBe(Day(end));

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

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Term Read(string text) => Term.TryParse(text, out var term) ? term : throw new FormatException(text);
}
