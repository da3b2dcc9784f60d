// SPDX-License-Identifier: EUPL-1.2
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
