// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>Settlement of ancillary income: half of what is above 14 per cent of the pay, at most 35 per cent (Wet schadeloosstelling leden Tweede Kamer, article 3).</summary>
public sealed class SettlementTests : IDisposable
{
    private readonly TestLibrary folder = new();
    private readonly NormLibrary library;

    public SettlementTests() =>
        library = folder.Act(TestLibrary.Norm("proef-1", "income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35\nexceptions: [ { when: { ambt.waarnemend: true }, nl: waarneming., en: acting. } ]", "about: inkomsten")).Load();

    private static readonly Arbitrary<long> Euros = Gen.Choose(0, 400_000).Select(e => e * 100L).ToArbitrary();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(100_000, 14_000, 0)]
    [InlineData(100_000, 14_000.02, 0.01)]
    [InlineData(100_000, 24_000, 5_000)]
    [InlineData(100_000, 84_000, 35_000)]
    [InlineData(100_000, 84_000.02, 35_000)]
    [InlineData(100_000, 900_000, 35_000)]
    [InlineData(100_000, 0, 0)]
    public void Worked_examples(double pay, double income, double due) => Due((long)(pay * 100), (long)Math.Round(income * 100)).ShouldBe((long)Math.Round(due * 100));

    // 181 of 365 days in office: pay 49,589.04, free 6,942.46.
    [Fact]
    public void In_proportion_to_the_days_in_office()
    {
        Due(10_000_000, 1_694_247, "inkomsten.tot=2025-07-01").ShouldBe(500_000);
        Due(10_000_000, 100_000_000, "inkomsten.tot=2025-07-01").ShouldBe(1_735_616);
        Due(10_000_000, 100_000_000, "inkomsten.vanaf=2025-07-01").ShouldBe(3_500_000 - 1_735_616 - 1);
        Due(10_000_000, 100_000_000, "inkomsten.vanaf=2024-07-01", "inkomsten.tot=2026-07-01").ShouldBe(3_500_000);
        Due(10_000_000, 100_000_000, "inkomsten.vanaf=2026-07-01").ShouldBe(0);
    }

    [Fact]
    public void More_income_never_settles_less() =>
        Prop.ForAll(Euros, Euros, Euros, (pay, a, b) => Due(pay, Math.Min(a, b)) <= Due(pay, Math.Max(a, b))).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_up_to_fourteen_per_cent() => Prop.ForAll(Euros, pay => Due(pay, (long)decimal.Floor(0.14m * pay)) == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Never_above_thirty_five_per_cent() => Prop.ForAll(Euros, Euros, (pay, income) => Due(pay, income) <= 0.35m * pay).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("bedrag-verschuldigd", 3_500_000L, "inkomsten.jaar=2025", "inkomsten.beloning=100000.00", "inkomsten.opgave=geen-opgave", "ambt.waarnemend=false")]
    [InlineData("toegestaan", 0L, "inkomsten.opgave=geen-of-onder-vrijstelling", "ambt.waarnemend=false")]
    [InlineData("toegestaan", 0L, "inkomsten.jaar=2025", "ambt.waarnemend=true")]
    [InlineData("niet-te-bepalen", null, "inkomsten.jaar=2025", "inkomsten.beloning=100000.00", "ambt.waarnemend=false")]
    [InlineData("niet-te-bepalen", null, "inkomsten.jaar=2025", "inkomsten.beloning=100000.00", "inkomsten.opgave=opgave", "ambt.waarnemend=false")]
    [InlineData("niet-te-bepalen", null, "inkomsten.jaar=2025", "inkomsten.beloning=100000.00", "inkomsten.neveninkomsten=1.00")]
    [InlineData("niet-te-bepalen", null, "inkomsten.neveninkomsten=1.00", "ambt.waarnemend=false")]
    public void Statements_and_exceptions(string gives, long? cents, params string[] facts)
    {
        var finding = TestLibrary.Ask(library, "2026-03-02", facts);
        finding.Verdict.Code().ShouldBe(gives, finding.Explain().Reason.Nl);
        finding.Outcome.Cents.ShouldBe(cents);
    }

    private long Due(long pay, long income, params string[] more) =>
        TestLibrary.Ask(library, "2026-03-02",
            ["inkomsten.jaar=2025", "inkomsten.beloning=" + Euro(pay), "inkomsten.neveninkomsten=" + Euro(income), "ambt.waarnemend=false", .. more]).Outcome.Cents!.Value;

    private static string Euro(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
