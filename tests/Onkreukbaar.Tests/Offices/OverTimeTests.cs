// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

/// <summary>What may change within a term: what held when, what a change does, and what is refused.</summary>
public sealed class OverTimeTests
{
    private static readonly PartialDate Begin = new(2022, 3, 30);

    [Fact]
    public void A_change_ends_what_held_on_the_day_before()
    {
        OverTime.Change(OverTime.Whole("A"), new TermPart<string>("B"), new(2024, 9, 12), Begin, out var changed).ShouldBeNull();
        changed!.Parts.ShouldBe([new("A", null, new(2024, 9, 11)), new("B", new(2024, 9, 12))]);
        changed.At(new(2024, 9, 11)).ShouldBe(["A"]);
        changed.At(new(2024, 9, 12)).ShouldBe(["B"]);
        changed.TryAt(new(2030, 1, 1), out var later).ShouldBeTrue();
        later.ShouldBe("B");
    }

    [Fact]
    public void In_a_month_of_which_the_day_is_not_known_either_may_have_held()
    {
        OverTime.Change(OverTime.Whole(100), new TermPart<int>(80), new(2024, 5), Begin, out var changed).ShouldBeNull();
        changed!.At(new(2024, 4, 30)).ShouldBe([100]);
        changed.At(new(2024, 5, 17)).ShouldBe([100, 80]);
        changed.TryAt(new(2024, 5, 17), out _).ShouldBeFalse();
        changed.At(new(2024, 6, 1)).ShouldBe([80]);
    }

    [Fact]
    public void A_change_before_another_ends_where_the_other_begins_and_one_may_leave_nothing()
    {
        OverTime.Change(OverTime.Whole("A"), new TermPart<string>("C"), new(2025, 1, 1), Begin, out var first).ShouldBeNull();
        OverTime.Change(first, new TermPart<string>("B"), new(2024, 1, 1), Begin, out var second).ShouldBeNull();
        second!.Parts.ShouldBe([new("A", null, new(2023, 12, 31)), new("B", new(2024, 1, 1), new(2024, 12, 31)), new("C", new(2025, 1, 1))]);
        OverTime.Change(second, null, new(2026, 2, 1), Begin, out var third).ShouldBeNull();
        third!.At(new(2026, 2, 1)).ShouldBeEmpty();
        third.Parts[^1].End.ShouldBe(new PartialDate(2026, 1, 31));
        OverTime.Change(third, new TermPart<string>("D"), new(2026, 5, 1), Begin, out var fourth).ShouldBeNull();
        fourth!.At(new(2026, 4, 30)).ShouldBeEmpty();
        fourth.At(new(2026, 5, 1)).ShouldBe(["D"]);
    }

    [Fact]
    public void What_holds_already_and_what_begins_on_that_day_is_no_change()
    {
        OverTime.Change(OverTime.Whole("A"), new TermPart<string>("A"), new(2024, 1, 1), Begin, out _).ShouldBe(OverTimeFault.Same);
        OverTime.Change(OverTime.Whole("A"), new TermPart<string>("B"), Begin, Begin, out _).ShouldBe(OverTimeFault.Taken);
        OverTime.Change(OverTime.Whole("A"), new TermPart<string>("B"), new(2022, 3, 29), Begin, out _).ShouldBe(OverTimeFault.Taken);
        OverTime.Change(OverTime.Whole("A"), new TermPart<string>("B"), new(2024, 1, 1), Begin, out var changed);
        OverTime.Change(changed, new TermPart<string>("C"), new(2024, 1, 1), Begin, out _).ShouldBe(OverTimeFault.Taken);
        OverTime.Change<string>(null, null, new(2024, 1, 1), Begin, out _).ShouldBe(OverTimeFault.Same);
    }

    [Theory]
    [InlineData("..2024-05-14", "2024-05-15..", true)]
    [InlineData("..2024-05-15", "2024-05-15..", false)]
    [InlineData("..2024-05", "2024-05..", true)]
    [InlineData("..2024-05", "2024-05-20..", true)]
    [InlineData("..2024-05", "2024-05-01..", false)]
    [InlineData("..2024", "2024-05..", true)]
    [InlineData("..", "2024-05..", false)]
    [InlineData("..2023", "..", false)]
    [InlineData("2025..2024", "2026..", false)]
    public void Periods_never_overlap_whichever_days_their_dates_stand_for(string first, string second, bool allowed) =>
        OverTime.TryOf([Part(second, "B"), Part(first, "A")], out _).ShouldBe(allowed);

    [Fact]
    public void One_value_for_a_whole_term_is_written_as_before_and_the_rest_is_read_back()
    {
        OverTime.Whole("Groep \"A\"").ToString().ShouldBe("\"Groep \\\"A\\\"\"");
        OverTime.Whole(80).ToString().ShouldBe("80");
        OverTime.Parse<string>("\"Lijst é\"").ShouldBe(OverTime.Whole("Lijst é"));
        OverTime.TryOf([Part("..2024-05", "A"), Part("2024-05..2025-01-02", "B")], out var value).ShouldBeTrue();
        value!.ToString().ShouldBe("""[{"end":"2024-05","value":"A"},{"end":"2025-01-02","start":"2024-05","value":"B"}]""");
        OverTime.Parse<string>(value.ToString()).ShouldBe(value);
        Should.Throw<System.Text.Json.JsonException>(() => OverTime.Parse<int>("""[{"value":1},{"value":2}]"""));
        Should.Throw<System.Text.Json.JsonException>(() => OverTime.Parse<int>("[]"));
    }

    [Fact]
    public void What_a_source_saw_on_a_day_holds_from_that_day_and_leaves_what_was_seen_before_with_its_day_only()
    {
        OverTime.See(null, "A", new(2026, 5, 13), out var first).ShouldBeNull();
        first!.Parts.ShouldBe([new("A", new(2026, 5, 13)) { Seen = true }]);
        first.At(new(2026, 5, 12)).ShouldBeEmpty("of earlier days the source says nothing");
        first.ToString().ShouldBe("""[{"seen":true,"start":"2026-05-13","value":"A"}]""");
        OverTime.Parse<string>(first.ToString()).ShouldBe(first);
        OverTime.See(first, "A", new(2026, 9, 1), out var same).ShouldBe(OverTimeFault.Same);
        same.ShouldBe(first);
        OverTime.See(first, "B", new(2026, 5, 13), out _).ShouldBe(OverTimeFault.Taken, "one day has one value");
        OverTime.See(first, "B", new(2026, 9, 1), out var second).ShouldBeNull();
        second!.Parts.ShouldBe([new("A", new(2026, 5, 13), new(2026, 5, 13)) { Seen = true }, new("B", new(2026, 9, 1)) { Seen = true }]);
        second.At(new(2026, 7, 1)).ShouldBeEmpty("since when it is B nobody saw");
        OverTime.See(second, "C", new(2026, 1, 1), out var third).ShouldBeNull();
        third!.Parts[0].ShouldBe(new TermPart<string>("C", new(2026, 1, 1), new(2026, 1, 1)) { Seen = true });
        OverTime.See(OverTime.Whole("A"), "B", new(2026, 1, 1), out _).ShouldBe(OverTimeFault.Taken, "what somebody stated stays");
    }

    [Fact]
    public void Full_time_in_a_year_is_true_for_one_day_false_for_none_and_unknown_for_a_gap()
    {
        Card("""[{"end":"2024-06-30","value":100},{"start":"2024-07-01","value":80}]""").ShouldSatisfyAllConditions(
            c => c.IsFullTime(2023).ShouldBe(true),
            c => c.IsFullTime(2024).ShouldBe(true),
            c => c.IsFullTime(2025).ShouldBe(false),
            c => c.IsFullTime(2021).ShouldBeNull("before the term")
        );
        Card("""[{"end":"2024-03-31","value":80},{"start":"2024-05-01","value":60}]""").ShouldSatisfyAllConditions(
            c => c.IsFullTime(2024).ShouldBeNull("of April nothing is known"),
            c => c.IsFullTime(2025).ShouldBe(false)
        );
        Card("80").IsFullTime(2022).ShouldBe(false);
        Card("100").IsFullTime(2022).ShouldBe(true);
        new TermCard { OfficeKind = "wethouder", OfficeLabel = "Wethouder" }.IsFullTime(2024).ShouldBeNull();
    }

    private static TermCard Card(string shares) =>
        new()
        {
            OfficeKind = "wethouder",
            OfficeLabel = "Wethouder",
            From = Begin.First,
            FullTimePercent = OverTime.Parse<int>(shares),
        };

    private static TermPart<string> Part(string period, string value)
    {
        var ends = period.Split("..");
        return new(value, Date(ends[0]), Date(ends[1]));

        static PartialDate? Date(string text) => text.Length == 0 ? null : PartialDate.Parse(text);
    }
}
