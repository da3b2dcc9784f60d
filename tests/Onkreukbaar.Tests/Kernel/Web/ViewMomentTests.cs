// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Web;

/// <summary>The moment of looking, in addresses.</summary>
public sealed class ViewMomentTests
{
    private static readonly DateOnly Day = new(2026, 3, 1);

    [Theory]
    [InlineData("/personen", "/personen?peildatum=2026-03-01")]
    [InlineData("/personen?zoek=a%20b", "/personen?zoek=a%20b&peildatum=2026-03-01")]
    [InlineData("/personen/1#reizen", "/personen/1?peildatum=2026-03-01#reizen")]
    [InlineData("/personen?letter=a#b?c", "/personen?letter=a&peildatum=2026-03-01#b?c")]
    public void It_stands_at_the_end_of_the_query(string address, string expected) => new ViewMoment(Day, null).At(address).ShouldBe(expected);

    [Fact]
    public void Now_changes_no_address_and_has_no_fields()
    {
        ViewMoment.Now.At("/personen?letter=a").ShouldBe("/personen?letter=a");
        ViewMoment.Now.Fields.ShouldBeEmpty();
    }

    [Fact]
    public void A_whole_day_stays_a_day_and_an_instant_an_instant()
    {
        var whole = new ViewMoment(Day, DutchClock.EndOf(Day));
        whole.At("/").ShouldBe("/?peildatum=2026-03-01&bekendOp=2026-03-01");
        whole.DayAt("/").ShouldBe("/?peildatum=2026-03-01");
        whole.Fields.ShouldBe(new Dictionary<string, string> { ["peildatum"] = "2026-03-01", ["bekendOp"] = "2026-03-01" }, ignoreOrder: true);
        var instant = new ViewMoment(null, new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).AddMicroseconds(7));
        instant.KnownOnDay.ShouldBeNull();
        instant.At("/").ShouldBe("/?bekendOp=2026-03-01T12%3A00%3A00.000007Z");
    }

    [Fact]
    public void What_stands_in_an_address_is_read_back_as_the_same_moment()
    {
        var moments = Enumerable
            .Range(0, 400)
            .Select(i => DutchClock.EndOf(new DateOnly(2026, 1, 1).AddDays(i)))
            .Concat(Enumerable.Range(0, 400).Select(i => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMicroseconds(i * 79_999_999_999L)));
        foreach (var moment in moments)
        {
            var view = new ViewMoment(DateOnly.FromDateTime(moment), moment);
            BekendOpInput.Parse(view.KnownOnText).Value.ShouldBe(moment);
            PeildatumInput.Parse(view.AsOfText).Value.ShouldBe(view.AsOf);
        }
    }
}
