// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>A settlement over a year in which the pay changed or the office was partly held part-time (<c>beloningsperioden</c>).</summary>
public sealed class PayPeriodTests : IDisposable
{
    private const string Shares = "free: 0.14\nrate: 0.5\ncap: 0.35";

    private readonly TestLibrary folder = new();
    private readonly NormLibrary library;

    public PayPeriodTests() =>
        library = folder.Act(TestLibrary.Norm("proef-1", "income-settlement", Shares, "about: inkomsten\nwhen: { ambt.voltijds: true }")
            + "\n" + TestLibrary.Norm("proef-2", "income-settlement", Shares, "about: inkomsten").Replace("[raadslid]", "[wethouder]", StringComparison.Ordinal)).Load();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_pay_that_was_really_enjoyed_needs_no_year_and_no_share()
    {
        var finding = TestLibrary.Ask(library, "2026-03-02", "ambt.voltijds=true", "inkomsten.genotenBeloning=100000.00", "inkomsten.neveninkomsten=24000.00");
        finding.Outcome.Cents.ShouldBe(500_000);
        finding.Explain().Reason.Nl.ShouldBe("Van wat boven 14 procent van de beloning van € 100.000,00 uitkomt, wordt 50 procent verrekend: € 5.000,00.");
        finding.Explain().Reason.En.ShouldBe("Of what is above 14 per cent of the pay of € 100,000.00, 50 per cent is settled: € 5,000.00.");
    }

    [Fact]
    public void What_was_enjoyed_goes_before_the_pay_of_a_whole_year() =>
        TestLibrary.Ask(library, "2026-03-02", "ambt.voltijds=true", "inkomsten.jaar=2025", "inkomsten.beloning=200000.00", "inkomsten.genotenBeloning=100000.00", "inkomsten.neveninkomsten=24000.00")
            .Outcome.Cents.ShouldBe(500_000);

    // 181 days at 90,000 and 184 at 110,000: 100,082.19 enjoyed, 14,011.51 free.
    [Theory]
    [InlineData("""[{"vanaf":"2025-01-01","beloning":100000,"neveninkomsten":24000}]""", 500_000)]
    [InlineData("""[{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":90000,"neveninkomsten":4011.51},{"vanaf":"2025-07-01","beloning":110000,"neveninkomsten":20000}]""", 500_000)]
    [InlineData("""[{"vanaf":"2025-07-01","tot":null,"beloning":110000.00,"voltijds":true,"neveninkomsten":20000},{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":90000,"voltijds":null,"neveninkomsten":4011.51}]""", 500_000)]
    [InlineData("""[{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":100000,"neveninkomsten":16942.47},{"vanaf":"2025-07-01","beloning":60000,"voltijds":false,"neveninkomsten":90000}]""", 500_000)]
    [InlineData("""[{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":100000,"neveninkomsten":16942.47},{"vanaf":"2025-07-01","beloning":60000,"voltijds":false}]""", 500_000)]
    [InlineData("""[{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":100000,"neveninkomsten":1000000}]""", 1_735_616)]
    [InlineData("""[{"vanaf":"2024-01-01","tot":"2024-07-01","beloning":100000,"neveninkomsten":1000000}]""", 1_740_436)]
    public void Worked_examples(string periods, long cents) => Ask(periods).Outcome.Cents.ShouldBe(cents);

    [Fact]
    public void A_year_without_a_full_time_period_settles_nothing()
    {
        var finding = Ask("""[{"vanaf":"2025-01-01","beloning":60000,"voltijds":false,"neveninkomsten":90000}]""", ""","feiten":{"inkomsten.opgave":"opgave"}""");
        finding.Verdict.ShouldBe(Verdict.NotApplicable);
    }

    // 181 days at 100,000 and 184 at 60,000: 79,835.61 enjoyed, 11,176.98 free.
    [Fact]
    public void Where_a_part_timer_settles_too_every_period_counts()
    {
        const string Year = """[{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":100000,"neveninkomsten":1176.99},{"vanaf":"2025-07-01","beloning":60000,"voltijds":false,"neveninkomsten":20000}]""";
        var read = Read(Year, office: "wethouder");
        read.Errors.ShouldBeEmpty();
        NormLibrary.Apply(library.Norms.Single(n => n.Id == "proef-2"), read.Question!).Outcome.Cents.ShouldBe(500_000);
        Read(Year.Replace(",\"neveninkomsten\":20000", "", StringComparison.Ordinal), office: "wethouder").Errors.ShouldContain(e => e.Code == "perioden.neveninkomsten");
    }

    [Fact]
    public void The_income_may_be_told_for_the_year_as_a_whole() =>
        Ask("""[{"vanaf":"2025-01-01","beloning":100000}]""", ""","feiten":{"inkomsten":{"neveninkomsten":24000.00}}""").Outcome.Cents.ShouldBe(500_000);

    [Fact]
    public void Cutting_a_period_in_two_changes_nothing() =>
        Prop.ForAll(Pays, Days, Pays, (pay, day, income) => Due(Whole(pay, income)) == Due(Cut(pay, pay, day, income))).QuickCheckThrowOnFailure();

    [Fact]
    public void More_income_never_settles_less() =>
        Prop.ForAll(Pays, Days, Pays, (pay, day, income) => Due(Cut(pay, pay / 2, day, income)) <= Due(Cut(pay, pay / 2, day, income + 1000))).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_up_to_fourteen_per_cent_and_never_above_thirty_five_of_what_was_enjoyed() =>
        Prop.ForAll(Pays, Days, Pays, (pay, day, other) =>
        {
            var enjoyed = ((pay * day) + (other * (365 - day))) / 365m;
            var free = decimal.Floor(14 * enjoyed) / 100;
            return Due(Cut(pay, other, day, Math.Max(0, free - 0.01m))) == 0 && Due(Cut(pay, other, day, 10_000_000)) <= 35 * enjoyed;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("3", "beloningsperioden", "perioden.aantal")]
    [InlineData("[]", "beloningsperioden", "perioden.aantal")]
    [InlineData("[3]", "beloningsperioden[0]", "vraag.geen-object")]
    [InlineData("""[{"beloning":1}]""", "beloningsperioden[0].vanaf", "veld.ontbreekt")]
    [InlineData("""[{"vanaf":"2025-01-01"}]""", "beloningsperioden[0].beloning", "veld.ontbreekt")]
    [InlineData("""[{"vanaf":"1 januari","beloning":1}]""", "beloningsperioden[0].vanaf", "datum.ongeldig")]
    [InlineData("""[{"vanaf":"2025-01-01","beloning":-1}]""", "beloningsperioden[0].beloning", "feit.ongeldig")]
    [InlineData("""[{"vanaf":"2025-01-01","beloning":1,"neveninkomsten":"veel"}]""", "beloningsperioden[0].neveninkomsten", "feit.ongeldig")]
    [InlineData("""[{"vanaf":"2025-01-01","beloning":1,"voltijds":"ja"}]""", "beloningsperioden[0].voltijds", "feit.ongeldig")]
    [InlineData("""[{"vanaf":"2025-01-01","beloning":1,"loon":2}]""", "beloningsperioden[0].loon", "veld.onbekend")]
    [InlineData("""[{"vanaf":"2025-07-01","tot":"2025-07-01","beloning":1}]""", "beloningsperioden[0]", "periode.omgekeerd")]
    [InlineData("""[{"vanaf":"2025-07-01","tot":"2026-01-02","beloning":1}]""", "beloningsperioden[0].tot", "periode.ander-jaar")]
    [InlineData("""[{"vanaf":"2024-07-01","beloning":1},{"vanaf":"2025-07-01","beloning":1}]""", "beloningsperioden", "periode.ander-jaar")]
    [InlineData("""[{"vanaf":"2025-01-01","tot":"2025-07-02","beloning":1},{"vanaf":"2025-07-01","beloning":1}]""", "beloningsperioden", "perioden.overlappen")]
    [InlineData("""[{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":1,"neveninkomsten":1},{"vanaf":"2025-07-01","beloning":1}]""", "beloningsperioden", "perioden.neveninkomsten")]
    public void What_is_wrong_is_said_by_field(string periods, string field, string code)
    {
        var read = Read(periods);
        read.Question.ShouldBeNull();
        read.Errors.ShouldContain(e => e.Field == field && e.Code == code && e.Message.Length > 10, string.Join('\n', read.Errors));
    }

    [Fact]
    public void More_periods_than_a_year_can_hold_are_refused()
    {
        Read("[" + string.Join(',', Enumerable.Range(1, 60).Select(d => Period(d))) + "]").Errors.ShouldBeEmpty();
        Read("[" + string.Join(',', Enumerable.Range(1, 61).Select(d => Period(d))) + "]").Errors.ShouldContain(e => e.Code == "perioden.aantal");

        static string Period(int day)
        {
            var from = new DateOnly(2025, 1, 1).AddDays(day);
            return $$"""{"vanaf":"{{from:yyyy-MM-dd}}","tot":"{{from.AddDays(1):yyyy-MM-dd}}","beloning":1}""";
        }
    }

    [Theory]
    [InlineData("inkomsten.jaar", "2025")]
    [InlineData("inkomsten.beloning", "1")]
    [InlineData("inkomsten.genotenBeloning", "1")]
    [InlineData("inkomsten.vanaf", "\"2025-01-01\"")]
    [InlineData("inkomsten.tot", "\"2025-01-01\"")]
    [InlineData("inkomsten.neveninkomsten", "1")]
    [InlineData("ambt.voltijds", "true")]
    public void What_the_periods_tell_is_not_told_twice(string fact, string value) =>
        Read("""[{"vanaf":"2025-01-01","beloning":1,"neveninkomsten":1}]""", $$""","feiten":{"{{fact}}":{{value}}}""")
            .Errors.ShouldContain(e => e.Field == "feiten." + fact && e.Code == "feit.dubbel");

    [Fact]
    public void No_list_and_an_empty_value_leave_the_facts_alone() =>
        Read("null", ""","feiten":{"inkomsten.jaar":2025}""").Errors.ShouldBeEmpty();

    private static readonly Arbitrary<long> Pays = Gen.Choose(0, 400_000).Select(e => (long)e).ToArbitrary();
    private static readonly Arbitrary<int> Days = Gen.Choose(1, 364).ToArbitrary();

    private static string Whole(long pay, decimal income) => $$"""[{"vanaf":"2025-01-01","beloning":{{pay}},"neveninkomsten":{{Number(income)}}}]""";

    private static string Cut(long pay, long other, int day, decimal income)
    {
        var at = new DateOnly(2025, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $$"""[{"vanaf":"2025-01-01","tot":"{{at}}","beloning":{{pay}},"neveninkomsten":{{Number(income)}}},{"vanaf":"{{at}}","beloning":{{other}},"neveninkomsten":0}]""";
    }

    private static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private long Due(string periods) => Ask(periods).Outcome.Cents!.Value;

    private ReadQuestion Read(string periods, string more = "", string office = "raadslid") =>
        new QuestionReader(library).Read($$"""{"peildatum":"2026-03-02","ambt":"{{office}}","overheidsorganisatie":{"soort":"gemeente"},"beloningsperioden":{{periods}}{{more}}}""");

    private Finding Ask(string periods, string more = "")
    {
        var read = Read(periods, more);
        read.Errors.ShouldBeEmpty();
        return NormLibrary.Apply(library.Norms[0], read.Question!);
    }
}
