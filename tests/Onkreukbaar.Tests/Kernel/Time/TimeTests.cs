// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Time;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Time;

public sealed class TimeTests
{
    private static readonly DateOnly Epoch = new(2000, 1, 1);

    private static readonly Gen<DateOnly?> End = Gen.Choose(-6, 20).Select(day => day < 0 ? (DateOnly?)null : Epoch.AddDays(day));

    private static readonly Arbitrary<Period> Periods = End.SelectMany(from => End.Select(until => (from, until)))
        .Where(ends => Period.IsValid(ends.from, ends.until))
        .Select(ends => new Period(ends.from, ends.until))
        .ToArbitrary();

    private static readonly Arbitrary<PartialDate> Dates = Gen.Choose(1, 9999)
        .SelectMany(year => Gen.Choose(0, 12).SelectMany(month => Gen.Choose(0, 31).Select(day => (year, month, day))))
        .Where(date => PartialDate.Exists(date.year, date.month == 0 ? null : date.month, date.month == 0 || date.day == 0 ? null : date.day))
        .Select(date => new PartialDate(date.year, date.month == 0 ? null : date.month, date.month == 0 || date.day == 0 ? null : date.day))
        .ToArbitrary();

    [Fact]
    public void A_partial_date_survives_its_text_form() =>
        Prop.ForAll(Dates, date => PartialDate.Parse(date.ToString()) == date).QuickCheckThrowOnFailure();

    [Fact]
    public void Partial_dates_sort_as_their_text_does() =>
        Prop.ForAll(
            Dates,
            Dates,
            (a, b) => Math.Sign(a.CompareTo(b)) == Math.Sign(string.CompareOrdinal(a.ToString(), b.ToString())) && a.First <= a.Last
        ).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2018", "2018-01-01", "2018-12-31", "2018", "2018")]
    [InlineData("2018-02", "2018-02-01", "2018-02-28", "februari 2018", "February 2018")]
    [InlineData("2018-05-03", "2018-05-03", "2018-05-03", "3 mei 2018", "3 May 2018")]
    public void A_partial_date_knows_its_days_and_its_words(string iso, string first, string last, string dutch, string english)
    {
        var date = PartialDate.Parse(iso);
        date.First.ShouldBe(DateOnly.Parse(first, CultureInfo.InvariantCulture));
        date.Last.ShouldBe(DateOnly.Parse(last, CultureInfo.InvariantCulture));
        date.Display(CultureInfo.GetCultureInfo("nl-NL")).ShouldBe(dutch);
        date.Display(CultureInfo.GetCultureInfo("en-GB")).ShouldBe(english);
    }

    [Theory]
    [InlineData("2018-13")]
    [InlineData("2018-02-30")]
    [InlineData("0000")]
    [InlineData("18")]
    [InlineData("2018-5")]
    [InlineData("٢٠١٨")]
    [InlineData("2018-05-23 ")]
    [InlineData("")]
    public void What_is_no_ISO_partial_date_is_not_read(string text) => PartialDate.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void The_default_partial_date_fails_nowhere()
    {
        PartialDate none = default;
        none.ToString().ShouldBe("0001");
        none.First.ShouldBe(DateOnly.MinValue);
        none.Display().ShouldBe("1");
    }

    [Fact]
    public void A_period_holds_its_first_day_and_not_its_until()
    {
        var period = new Period(new(2018, 5, 1), new(2018, 6, 1));
        period.Contains(new DateOnly(2018, 5, 1)).ShouldBeTrue();
        period.Contains(new DateOnly(2018, 6, 1)).ShouldBeFalse();
        period.Through.ShouldBe(new DateOnly(2018, 5, 31));
        Period.FromThrough(new(2018, 5, 1), new(2018, 5, 31)).ShouldBe(period);
        Period.FromThrough(null, DateOnly.MaxValue).Until.ShouldBeNull();
    }

    [Fact]
    public void A_period_without_a_day_is_refused()
    {
        Should.Throw<ArgumentException>(() => new Period(Epoch, Epoch)).Message.ShouldContain("2000-01-01");
        Period.TryCreate(Epoch, Epoch.AddDays(-1), out _).ShouldBeFalse();
        Period.IsValid(null, DateOnly.MinValue).ShouldBeFalse();
    }

    [Fact]
    public void The_algebra_of_periods_agrees_with_their_days() =>
        Prop.ForAll(
            Periods,
            Periods,
            (a, b) =>
            {
                var days = Enumerable.Range(-2, 26).Select(day => Epoch.AddDays(day)).ToList();
                var both = days.Where(day => a.Contains(day) && b.Contains(day)).ToList();
                var cut = a.Intersect(b);
                a.Overlaps(b).ShouldBe(both.Count > 0);
                b.Overlaps(a).ShouldBe(both.Count > 0);
                cut.ShouldBe(b.Intersect(a));
                days.Where(day => cut?.Contains(day) == true).ShouldBe(both);
                a.Adjacent(b).ShouldBe(b.Adjacent(a));
                (a.Adjacent(b) && a.Overlaps(b) && a.From is not null && b.From is not null).ShouldBeFalse();
                a.Contains(b).ShouldBe(cut == b);
                Period.TryParse(a.ToString(), out var again).ShouldBeTrue();
                again.ShouldBe(a);
            }
        ).QuickCheckThrowOnFailure();

    [Fact]
    public void A_partial_period_is_surely_within_what_it_may_be() =>
        Prop.ForAll(
            Dates,
            Dates,
            (a, b) =>
            {
                if (PartialPeriod.TryCreate(a, b, out var period))
                {
                    (period.Narrowest() is not { } sure || period.Widest().Contains(sure)).ShouldBeTrue();
                }
                else
                {
                    b.Last.ShouldBeLessThan(a.First);
                    Should.Throw<ArgumentException>(() => new PartialPeriod(a, b));
                }
            }
        ).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2018", "2019", "2018-01-01/2020-01-01", "2018-12-31/2019-01-02")]
    [InlineData("2018-05", "2018-05", "2018-05-01/2018-06-01", null)]
    [InlineData("2018-05", "2018", "2018-05-01/2019-01-01", null)]
    [InlineData("2018-05-23", null, "2018-05-23/..", "2018-05-23/..")]
    [InlineData(null, "2018", "../2019-01-01", "../2018-01-02")]
    public void A_partial_period_has_a_widest_and_a_narrowest_reading(string? start, string? end, string widest, string? narrowest)
    {
        var period = new PartialPeriod(
            start is null ? null : PartialDate.Parse(start),
            end is null ? null : PartialDate.Parse(end)
        );
        period.Widest().ToString().ShouldBe(widest);
        period.Narrowest()?.ToString().ShouldBe(narrowest);
    }

    [Theory]
    [InlineData("2026-06-30T22:30:00", "2026-07-01")]
    [InlineData("2026-06-30T21:30:00", "2026-06-30")]
    [InlineData("2026-12-31T23:30:00", "2027-01-01")]
    public void The_Dutch_day_is_not_the_UTC_day(string utc, string day) =>
        DutchClock
            .DateOf(DateTime.Parse(utc, CultureInfo.InvariantCulture))
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            .ShouldBe(day);

    // All of them: on a few the clock was changed at midnight, and of days that are drawn those would be one in many runs.
    [Fact]
    public void Each_Dutch_day_ends_a_microsecond_before_the_next_begins() =>
        Enumerable.Range(0, 73_001)
            .Select(new DateOnly(1900, 1, 1).AddDays)
            .Where(day =>
                DutchClock.DateOf(DutchClock.StartOf(day)) != day
                || DutchClock.DateOf(DutchClock.EndOf(day)) != day
                || DutchClock.EndOf(day).AddMicroseconds(1) != DutchClock.StartOf(day.AddDays(1)))
            .ShouldBeEmpty();

    [Fact]
    public void The_first_and_last_day_of_the_calendar_have_a_start_and_an_end()
    {
        DutchClock.StartOf(DateOnly.MinValue).Kind.ShouldBe(DateTimeKind.Utc);
        DutchClock.EndOf(DateOnly.MaxValue).Kind.ShouldBe(DateTimeKind.Utc);
        DutchClock.StartOf(DateOnly.MaxValue).ShouldBeLessThan(DutchClock.EndOf(DateOnly.MaxValue));
    }
}
