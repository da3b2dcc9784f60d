// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>A body fills what the law leaves open and is stricter where it wishes; it never loosens.</summary>
public sealed class LocalCodeTests : IDisposable
{
    private readonly TestLibrary folder = new();
    private readonly NormLibrary library;

    public LocalCodeTests() =>
        library = folder.Act(
            TestLibrary.Norm("proef-drempel", "threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nforbidden: true").Replace("status: in-force", "status: default", StringComparison.Ordinal) + "\n"
            + TestLibrary.Norm("proef-termijn", "deadline", "duty: { trigger: proef.begin, term: P1W, done: proef.klaar }") + "\n"
            + TestLibrary.Norm("proef-wet", "threshold", "threshold: { fact: proef.bedrag, above: 500.00 }\nforbidden: true")).Load();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_own_threshold_takes_the_place_of_the_default_from_its_day()
    {
        var own = Read(Threshold("eigen-drempel", "fills: proef-drempel", "25.00"), out var errors);
        errors.ShouldBeEmpty();
        var merged = library.WithLocal([own!]);
        Verdict(merged, "2022-06-01", "proef.bedrag=30.00").ShouldBe([("proef-drempel", "toegestaan"), ("proef-wet", "toegestaan")]);
        Verdict(merged, "2024-06-01", "proef.bedrag=30.00").ShouldBe([("eigen-drempel", "in-strijd"), ("proef-wet", "toegestaan")], ignoreOrder: true);
        merged.Norms.Single(n => n.Id == "eigen-drempel").Status.ShouldBe(NormStatus.Local);
    }

    [Fact]
    public void What_is_open_may_be_filled_with_more() => Read(Threshold("eigen-drempel", "fills: proef-drempel", "100.00"), out _).ShouldNotBeNull();

    [Theory]
    [InlineData("tightens: proef-wet", "400.00", null)]
    [InlineData("tightens: proef-wet", "500.00", null)]
    [InlineData("tightens: proef-wet", "500.01", "soepeler")]
    [InlineData("fills: proef-wet", "400.00", "laat niets open")]
    [InlineData("tightens: proef-onbekend", "400.00", "bestaat niet")]
    [InlineData("tightens: proef-termijn", "400.00", "andere soort")]
    public void A_norm_of_the_law_can_only_be_made_stricter(string relation, string amount, string? complaint)
    {
        Read(Threshold("eigen-wet", relation, amount), out var errors);
        if (complaint is null)
        {
            errors.ShouldBeEmpty();
        }
        else
        {
            errors.ShouldContain(e => e.Message.Contains(complaint, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("P5D", true)]
    [InlineData("P7D", true)]
    [InlineData("P8D", false)]
    [InlineData("P1M", false)]
    [InlineData("terstond", true)]
    public void A_term_can_only_be_made_shorter(string term, bool allowed)
    {
        Read(Local("eigen-termijn", "deadline", $"duty: {{ trigger: proef.begin, term: {term}, done: proef.klaar }}\n" + Examples(term), "tightens: proef-termijn"), out var errors);
        errors.Any().ShouldBe(!allowed, string.Join('\n', errors));
    }

    [Fact]
    public void A_stricter_code_never_gives_a_milder_verdict()
    {
        var merged = library.WithLocal([Read(Threshold("eigen-wet", "tightens: proef-wet", "400.00"), out _)!]);
        for (var euros = 0; euros <= 1000; euros += 5)
        {
            var question = TestLibrary.Question(library, "2024-06-01", $"proef.bedrag={euros}.00");
            var before = library.Evaluate(question).Max(f => f.Verdict);
            var after = merged.Evaluate(question).Max(f => f.Verdict);
            ((int)after).ShouldBeGreaterThanOrEqualTo((int)before, $"{euros}");
        }
    }

    // For each shape a norm of the law, and own norms drawn at random: whatever the check lets through as stricter answers any case at least as strictly as the
    // law does, by itself and together with it. What it refuses is counted: a check that refuses everything would pass too.
    [Theory]
    [InlineData("threshold")]
    [InlineData("threshold-duty")]
    [InlineData("deadline")]
    [InlineData("disclosure")]
    [InlineData("cooling-off")]
    [InlineData("ban")]
    [InlineData("requirement")]
    [InlineData("income-settlement")]
    public void What_the_check_lets_through_is_never_milder_than_the_law(string shape)
    {
        using var own = new TestLibrary();
        var law = own.Act(TestLibrary.Norm("proef-wet", Shapes[shape].Kind, Shapes[shape].Law, "about: " + Shapes[shape].About)).Load();
        var (accepted, refused) = (0, 0);
        var cases = Gen.Choose(0, 5).Select(i => Shapes[shape].Terms[i % Shapes[shape].Terms.Length]).SelectMany(term =>
            Gen.Choose(0, 1200).SelectMany(number => Gen.Choose(0, 1 << 30).Select(seed => (Term: term, Number: number, Seed: seed))));
        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var content = string.Format(CultureInfo.InvariantCulture, Shapes[shape].Own, drawn.Term, drawn.Number, (drawn.Number % 29) / 100m, 0.30m + ((drawn.Number % 41) / 100m), 0.20m + ((drawn.Number % 31) / 100m));
            var yaml = File(TestLibrary.Norm("eigen-wet", Shapes[shape].Kind, content, $"about: {Shapes[shape].About}\ntightens: proef-wet").Replace("status: in-force", "status: local", StringComparison.Ordinal));
            LocalCodes.Read(law, "gemeente", "code.yaml", yaml, out var errors);
            // The examples are another matter: they say what this code does, not whether it may.
            if (errors.Any(e => !e.Message.Contains("geen voorbeeld", StringComparison.Ordinal)))
            {
                errors.ShouldContain(e => e.Message.Contains("soepeler", StringComparison.Ordinal), string.Join('\n', errors));
                refused++;
                return;
            }

            accepted++;
            var question = Any(law, Shapes[shape].Facts, new Random(drawn.Seed));
            var lawsays = law.Evaluate(question, all: true).Single();
            var file = new YamlFile("code.yaml", []);
            var read = new NormReader(law.Vocabulary).Read(file, file.Parse(new StringReader(yaml))!)!;
            var merged = law.WithLocal([new LocalCode(read)]);
            var together = merged.Evaluate(question, all: true);
            together.ShouldContain(f => f.Norm.Id == "proef-wet" && f.Outcome == lawsays.Outcome, "the law itself still holds");
            Strictness(together.Select(f => f.Verdict)).ShouldBeGreaterThanOrEqualTo(Strictness([lawsays.Verdict]));
            if (shape is "ban" or "requirement")
            {
                return;
            }

            var codesays = together.Single(f => f.Norm.Id == "eigen-wet");
            Strictness([codesays.Verdict]).ShouldBeGreaterThanOrEqualTo(Strictness([lawsays.Verdict]), yaml);
            if (lawsays.Outcome.By is { } last && codesays.Verdict == lawsays.Verdict && shape != "cooling-off")
            {
                codesays.Outcome.By!.Value.ShouldBeLessThanOrEqualTo(last, yaml);
            }

            (codesays.Outcome.Cents ?? 0).ShouldBeGreaterThanOrEqualTo(lawsays.Outcome.Cents ?? 0, yaml);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        accepted.ShouldBeGreaterThan(10);
        // A ban or requirement that tightens only adds to the law's own, so none is refused.
        refused.ShouldBeGreaterThan(shape is "ban" or "requirement" ? -1 : 10);
    }

    // Content of the law's norm, and of an own one with a term {0}, a number {1} and shares {2} to {4}; the terms to draw from, and the facts of a case.
    private static readonly Dictionary<string, (string Kind, string About, string Law, string Own, string[] Terms, string[] Facts)> Shapes = new()
    {
        ["threshold"] = ("threshold", "proef", "threshold: { fact: proef.bedrag, above: 500.00 }\nforbidden: true", "threshold: {{ fact: proef.bedrag, above: {1}.00 }}\nforbidden: true", ["P1D"], ["proef.bedrag"]),
        ["threshold-duty"] = ("threshold", "proef", "threshold: { fact: proef.bedrag, above: 500.00 }\nduty: { trigger: proef.begin, term: P2W, done: proef.klaar }",
            "threshold: {{ fact: proef.bedrag, atLeast: {1}.00 }}\nduty: {{ trigger: proef.begin, term: {0}, done: proef.klaar }}", ["P1D", "P5WD", "P1W", "P2W", "P3W", "P1M"], ["proef.bedrag", "proef.begin", "proef.klaar"]),
        ["deadline"] = ("deadline", "proef", "duty: { trigger: proef.begin, term: P1M, done: proef.klaar }", "duty: {{ trigger: proef.begin, term: {0}, done: proef.klaar }}",
            ["P1D", "P28D", "P30D", "P31D", "P1M", "P2M"], ["proef.begin", "proef.klaar"]),
        ["disclosure"] = ("disclosure", "proef", "duty: { trigger: proef.begin, term: P10WD, done: proef.klaar }", "duty: {{ trigger: proef.begin, term: {0}, done: proef.klaar }}",
            ["P1D", "P5WD", "P10WD", "P2W", "P11WD", "P1M"], ["proef.begin", "proef.klaar"]),
        ["cooling-off"] = ("cooling-off", "proef", "forbids: { proef.a: true }\nwindow: { from: proef.begin, term: P1Y, act: proef.klaar }",
            "forbids: {{ proef.a: true }}\nwindow: {{ from: proef.begin, term: {0}, act: proef.klaar }}", ["P6M", "P12M", "P365D", "P1Y", "P2Y", "P1M"], ["proef.a", "proef.begin", "proef.klaar"]),
        ["ban"] = ("prohibited-act", "proef", "forbids: { proef.a: true }", "forbids: {{ proef.bedrag: {{ above: {1}.00 }} }}", ["P1D"], ["proef.a", "proef.bedrag"]),
        ["requirement"] = ("duty-of-care", "proef", "requires: { proef.a: true }", "requires: {{ proef.bedrag: {{ below: {1}.00 }} }}", ["P1D"], ["proef.a", "proef.bedrag"]),
        ["income-settlement"] = ("income-settlement", "inkomsten", "free: 0.14\nrate: 0.5\ncap: 0.35", "free: {2}\nrate: {3}\ncap: {4}", ["P1D"], ["inkomsten.neveninkomsten", "inkomsten.genotenBeloning", "inkomsten.beloning", "inkomsten.jaar"]),
    };

    // How much a verdict asks of somebody. What is not known yet may become anything, and so is as strict as the strictest.
    private static int Strictness(IEnumerable<Verdict> verdicts) =>
        verdicts.Max(v => v switch
        {
            Evaluation.Verdict.NotApplicable or Evaluation.Verdict.Permitted or Evaluation.Verdict.Fulfilled => 0,
            Evaluation.Verdict.MustAct or Evaluation.Verdict.MustDisclose or Evaluation.Verdict.MustNotify or Evaluation.Verdict.MustPublish or Evaluation.Verdict.AmountDue => 1,
            Evaluation.Verdict.Violates => 2,
            Evaluation.Verdict.CannotTell => 3,
            _ => throw new ArgumentOutOfRangeException(nameof(verdicts), v, "not a verdict of these shapes"),
        });

    private static Question Any(NormLibrary library, string[] facts, Random random)
    {
        var day = new DateOnly(2024, 6, 1);
        return TestLibrary.Question(library, "2024-06-01", [.. facts.Where(_ => random.Next(8) > 0).Select(id => id + "=" + library.Facts[id].Type switch
        {
            Norms.Facts.FactType.YesNo => random.Next(2) == 0 ? "true" : "false",
            Norms.Facts.FactType.Date => day.AddDays(-random.Next(random.Next(2) == 0 ? 60 : 500)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Norms.Facts.FactType.Amount => random.Next(1200) + ".00",
            _ => "2023",
        })]);
    }

    [Fact]
    public void Who_adopted_it_and_when_must_be_said()
    {
        LocalCodes.Read(library, "gemeente", "code.yaml", File(Threshold("eigen-drempel", "fills: proef-drempel", "25.00")).Replace("adopted: { on: 2022-12-01, by: raad }", "", StringComparison.Ordinal), out var errors).ShouldBeNull();
        errors.ShouldHaveSingleItem().Message.ShouldContain("adopted");
    }

    [Fact]
    public void It_cannot_take_the_name_or_the_force_of_a_norm_of_the_law()
    {
        Read(Threshold("proef-wet", "tightens: proef-wet", "400.00").Replace("status: local", "status: in-force", StringComparison.Ordinal), out var errors);
        errors.Select(e => e.Message).ShouldContain(m => m.Contains("is de naam van een landelijke norm", StringComparison.Ordinal));
        errors.Select(e => e.Message).ShouldContain(m => m.Contains("status: local", StringComparison.Ordinal));
    }

    private LocalCode? Read(string norm, out IReadOnlyList<LibraryError> errors) => LocalCodes.Read(library, "gemeente", "code.yaml", File(norm), out errors);

    private static string File(string norm) => $$"""
        act: { id: code-voorbeeldstad, title: Gedragscode Voorbeeldstad, titleEn: Code of Voorbeeldstad }
        from: 2023-01-01
        adopted: { on: 2022-12-01, by: raad }
        norms:
        {{norm}}
        """;

    // Each code must show what it does: its worked examples are run.
    private static string Threshold(string id, string relation, string amount) => Local(id, "threshold", $$"""
        threshold: { fact: proef.bedrag, above: {{amount}} }
        forbidden: true
        examples:
          - { facts: { proef.bedrag: {{amount}} }, gives: toegestaan }
          - { facts: { proef.bedrag: 9999.00 }, gives: in-strijd }
          - { facts: { proef.a: true }, gives: niet-te-bepalen, missing: [proef.bedrag] }
          - { facts: {}, gives: niet-van-toepassing }
        """, relation);

    private static string Examples(string term) => $$"""
        examples:
          - { facts: { proef.begin: 2024-01-01 }, date: 2024-01-01, gives: handelen }
          - { facts: { proef.begin: 2024-01-01, proef.klaar: 2024-01-01 }, date: 2024-01-02, gives: voldaan }
          - { facts: { proef.begin: 2024-01-01, proef.klaar: 2024-06-01 }, date: 2024-06-01, gives: {{(term == "terstond" ? "voldaan" : "in-strijd")}} }
          - { facts: { proef.a: true }, gives: niet-te-bepalen, missing: [proef.begin] }
          - { facts: {}, gives: niet-van-toepassing }
        """;

    [Fact]
    public void A_worked_example_that_does_not_come_out_is_told_by_line()
    {
        Read(Threshold("eigen-wet", "tightens: proef-wet", "400.00").Replace("gives: toegestaan", "gives: in-strijd", StringComparison.Ordinal), out var errors).ShouldBeNull();
        errors.ShouldContain(e => e.Line == 20 && e.Message.Contains("het voorbeeld geeft toegestaan", StringComparison.Ordinal));
    }

    private static string Local(string id, string kind, string content, string relation) =>
        TestLibrary.Norm(id, kind, content, "about: proef\n" + relation).Replace("status: in-force", "status: local", StringComparison.Ordinal);

    private static IEnumerable<(string, string)> Verdict(NormLibrary library, string date, string fact) =>
        library.Evaluate(TestLibrary.Question(library, date, fact)).Where(f => f.Verdict != Evaluation.Verdict.CannotTell).Select(f => (f.Norm.Id, f.Verdict.Code()));
}
