// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Drafting;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Norms.Wording;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>What can be said of a norm without a case: what it asks, what it can answer, its conditions and terms in words.</summary>
public sealed class NormContentTests : IDisposable
{
    private readonly TestLibrary folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("proef.a: true", "Is het a? ja", "Is it a? yes")]
    [InlineData("proef.a: [true, false]", "Is het a? ja / nee", "Is it a? yes / no")]
    [InlineData("proef.kleur: rood", "Kleur: rood", "Colour: red")]
    [InlineData("proef.jaar: [2024, 2025]", "Jaar: 2024, 2025", "Year: 2024, 2025")]
    [InlineData("proef.kleur: { known: true }", "Kleur: bekend", "Colour: known")]
    [InlineData("proef.kleur: { known: false }", "Kleur: niet bekend", "Colour: not known")]
    [InlineData("proef.bedrag: { above: 1234.50 }", "Bedrag: meer dan € 1.234,50", "Amount: more than € 1,234.50")]
    [InlineData("proef.bedrag: { atLeast: 50.00 }", "Bedrag: € 50,00 of meer", "Amount: € 50.00 or more")]
    [InlineData("proef.aantal: { below: 2.5 }", "Aantal: minder dan 2,5", "Number: less than 2.5")]
    [InlineData("proef.aantal: { atMost: 2 }", "Aantal: ten hoogste 2", "Number: at most 2")]
    [InlineData("proef.begin: { above: 2026-01-02 }", "Begin: na 2 januari 2026", "Start: after 2 January 2026")]
    [InlineData("proef.begin: { from: 2026-01-02 }", "Begin: op of na 2 januari 2026", "Start: on or after 2 January 2026")]
    [InlineData("proef.begin: { before: 2026-01-02 }", "Begin: vóór 2 januari 2026", "Start: before 2 January 2026")]
    [InlineData("proef.begin: { atMost: 2026-01-02 }", "Begin: uiterlijk op 2 januari 2026", "Start: on 2 January 2026 at the latest")]
    [InlineData("proef.begin: { before: proef.einde }", "Begin: vóór Einde", "Start: before End")]
    [InlineData("proef.bedrag: { above: inkomsten.ambtshalve }", "Bedrag: meer dan Vergoeding voor functies die bij het ambt horen", "Amount: more than Pay for positions held ex officio")]
    [InlineData("not: { proef.a: true }", "niet: Is het a? ja", "not: Is it a? yes")]
    [InlineData("any: [ { proef.a: true }, { proef.kleur: rood } ]", "(Is het a? ja; of Kleur: rood)", "(Is it a? yes; or Colour: red)")]
    [InlineData("not: { proef.a: true, proef.b: true }", "niet: (Is het a? ja; en Is het b? ja)", "not: (Is it a? yes; and Is it b? yes)")]
    public void A_condition_in_words(string condition, string dutch, string english)
    {
        var norm = Norm("prohibited-act", $"forbids: {{ {condition} }}");
        Lines(norm, "Wat niet mag").ShouldBe([dutch]);
        Lines(norm, "What is not allowed").ShouldBe([english]);
    }

    [Theory]
    [InlineData("proef.a: true, proef.kleur: rood", "Is het a? ja", "Kleur: rood")]
    [InlineData("proef.kleur: [rood, groen]", "rood", "groen")]
    [InlineData("all: [ { proef.a: true, proef.b: false }, { proef.kleur: rood } ]", "Is het a? ja", "Is het b? nee", "Kleur: rood")]
    public void What_must_all_be_so_and_the_codes_of_one_list_are_lines_of_a_list(string condition, params string[] lines) =>
        Lines(Norm("prohibited-act", $"forbids: {{ {condition} }}"), "Wat niet mag").ShouldBe(lines);

    [Fact]
    public void An_exemption_tells_for_which_cases() =>
        Lines(Norm("prohibited-act", "forbids: { proef.a: true }\nexemption: { by: raad, when: { proef.b: true, proef.kleur: [rood, groen] } }"), "Ontheffing")
            .ShouldBe(["Ontheffing kan worden gegeven door: de raad", "Is het b? ja", "Kleur: rood, groen"]);

    // Article 4 of the General Act on Terms: it does not move the end of long terms, and a working day needs no moving.
    [Theory]
    [InlineData("P90D", true)]
    [InlineData("P91D", false)]
    [InlineData("P12W", true)]
    [InlineData("P13W", false)]
    [InlineData("P3M", true)]
    [InlineData("P6M", false)]
    [InlineData("P1Y", false)]
    [InlineData("P5WD", false)]
    [InlineData("terstond", false)]
    [InlineData("{ next: \"04-01\" }", false)]
    public void The_General_Act_on_Terms_is_named_where_it_moves_the_last_day(string term, bool named) =>
        Lines(Norm("deadline", $"duty: {{ trigger: proef.begin, term: {term} }}"), "Wanneer").Any(l => l.Contains("Algemene termijnenwet", StringComparison.Ordinal)).ShouldBe(named);

    [Fact]
    public void A_term_that_says_so_is_outside_the_General_Act_on_Terms() =>
        Lines(Norm("deadline", "duty: { trigger: proef.begin, term: P1W, awt: false }"), "Wanneer").ShouldBe(["binnen een week, gerekend vanaf: Begin"]);

    // What a body can set of a norm: the one amount above or from which it works.
    [Theory]
    [InlineData("proef.bedrag: { above: 50.00 }", 5000L)]
    [InlineData("proef.bedrag: { atLeast: 50.00 }", 5000L)]
    [InlineData("proef.bedrag: { above: 50.00 }, proef.a: true", 5000L)]
    [InlineData("proef.bedrag: { below: 50.00 }", null)]
    [InlineData("proef.bedrag: { atMost: 50.00 }", null)]
    [InlineData("proef.bedrag: { above: inkomsten.ambtshalve }", null)]
    [InlineData("proef.aantal: { above: 50 }", null)]
    [InlineData("proef.begin: { above: 2026-01-01 }", null)]
    [InlineData("proef.bedrag: { above: 50.00 }, inkomsten.ambtshalve: { above: 60.00 }", null)]
    [InlineData("proef.a: true", null)]
    public void The_amount_above_which_a_norm_works(string when, long? cents) =>
        NormSettings.Of(Norm("prohibited-act", "forbids: { proef.b: true }", $"when: {{ {when} }}")).Cents.ShouldBe(cents);

    // The check of a library wants a worked example for each verdict that a norm can give.
    [Theory]
    [InlineData("deadline", "duty: { trigger: proef.begin, term: P1W }", "", "handelen niet-te-bepalen")]
    [InlineData("deadline", "duty: { trigger: proef.begin, term: P1W, done: proef.klaar }", "", "handelen voldaan in-strijd niet-te-bepalen")]
    [InlineData("disclosure", "duty: { trigger: proef.begin, term: terstond, done: proef.klaar }", "", "opgeven voldaan niet-te-bepalen")]
    [InlineData("publication", "duty: { trigger: proef.jaar, term: { next: \"04-01\" }, done: proef.klaar }", "", "openbaar-maken voldaan in-strijd niet-te-bepalen")]
    [InlineData("prior-notice", "duty: { before: proef.begin }", "", "melden")]
    [InlineData("prior-notice", "duty: { before: proef.begin, done: proef.klaar }", "", "melden voldaan in-strijd")]
    [InlineData("prior-notice", "duty: { before: proef.begin }", "when: { proef.a: true }", "melden niet-te-bepalen niet-van-toepassing")]
    [InlineData("prohibited-act", "forbids: { proef.a: true }", "", "in-strijd toegestaan niet-te-bepalen")]
    [InlineData("prohibited-act", "forbids: { proef.a: true }", "about: proef", "in-strijd toegestaan niet-te-bepalen niet-van-toepassing")]
    [InlineData("prohibited-act", "forbids: { proef.a: true }\nexemption: { by: raad }", "", "in-strijd toegestaan toegestaan-met-ontheffing niet-te-bepalen")]
    [InlineData("abstention", "grounds: { proef.a: true }\ndecides: { nl: u, en: you }", "", "eigen-oordeel toegestaan niet-te-bepalen")]
    [InlineData("undesirable-position", "criteria: { nl: [schijn], en: [appearance] }\ndecides: { nl: u, en: you }", "", "eigen-oordeel")]
    [InlineData("undesirable-position", "criteria: { nl: [schijn], en: [appearance] }\ndecides: { nl: u, en: you }", "when: { proef.a: true }", "eigen-oordeel niet-te-bepalen niet-van-toepassing")]
    [InlineData("duty-of-care", "requires: { proef.a: true }", "", "voldaan in-strijd niet-te-bepalen")]
    [InlineData("threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nforbidden: true", "", "toegestaan in-strijd niet-te-bepalen")]
    [InlineData("threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nduty: { trigger: proef.begin, term: P1W, done: proef.klaar }", "", "melden voldaan in-strijd niet-te-bepalen toegestaan")]
    [InlineData("threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nduty: { before: proef.begin }", "", "melden toegestaan niet-te-bepalen")]
    [InlineData("public-chest", "amount: proef.bedrag", "", "bedrag-verschuldigd toegestaan niet-te-bepalen")]
    [InlineData("income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35", "", "bedrag-verschuldigd toegestaan niet-te-bepalen")]
    [InlineData("retention", "keep: { term: P10Y, from: proef.begin }", "", "bewaren vernietigen niet-te-bepalen")]
    [InlineData("retention", "keep: { term: forever, from: proef.begin }", "", "bewaren")]
    [InlineData("retention", "keep: { term: forever, from: proef.begin }", "when: { proef.a: true }", "bewaren niet-te-bepalen niet-van-toepassing")]
    public void A_worked_example_is_wanted_for_each_verdict_that_a_norm_can_give(string kind, string content, string head, string wanted)
    {
        folder.Act(TestLibrary.Norm("proef-1", kind, content, head));
        folder.Check().Errors.Select(e => e.Message).ShouldBe(wanted.Split(' ').Select(v => $"'proef-1' heeft geen voorbeeld dat uitkomt op {v}. Voeg er een toe."), ignoreOrder: true);
    }

    [Fact]
    public void Of_a_bill_only_one_example_is_wanted()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", "forbids: { proef.a: true }").Replace("status: in-force", "status: bill", StringComparison.Ordinal));
        folder.Check().Errors.ShouldHaveSingleItem().Message.ShouldBe("'proef-1' heeft geen voorbeeld dat uitkomt op niet-van-toepassing. Voeg er een toe.");
    }

    // A form that puts a norm to the test asks these facts, each once.
    [Theory]
    [InlineData("deadline", "duty: { trigger: { latest: [proef.begin, proef.einde] }, term: P1W, done: proef.klaar, extension: { term: P1W, when: { proef.a: true } } }", "proef.klaar proef.begin proef.einde proef.a")]
    [InlineData("deadline", "duty: { trigger: proef.begin, term: P1W, suspension: { from: proef.einde, until: proef.klaar } }", "proef.einde proef.klaar proef.begin")]
    [InlineData("prior-notice", "duty: { before: proef.begin, done: proef.klaar }", "proef.begin proef.klaar")]
    [InlineData("cooling-off", "window: { from: proef.begin, term: P2Y, act: proef.einde }\nforbids: { proef.a: true }\nexceptions: [ { when: { proef.b: true }, nl: b, en: b } ]\nexemption: { by: raad, when: { proef.kleur: rood }, granted: proef.b }", "proef.begin proef.einde proef.b proef.a proef.kleur")]
    [InlineData("prohibited-act", "forbids: { proef.a: true }\nexemption: { by: raad, granted: proef.b }", "proef.b proef.a")]
    [InlineData("prohibited-act", "forbids: { proef.a: true }\nexceptions: [ { when: { proef.a: false }, nl: b, en: b } ]", "proef.a")]
    [InlineData("prohibited-act", "forbids: { any: [ { proef.begin: { before: proef.einde } }, { not: { proef.aantal: { above: 2 } } }, { proef.kleur: { known: true } } ] }", "proef.begin proef.einde proef.aantal proef.kleur")]
    [InlineData("abstention", "grounds: { proef.kleur: rood }\nexceptions: [ { when: { proef.b: true }, nl: b, en: b } ]\ndecides: { nl: u, en: you }", "proef.kleur proef.b")]
    [InlineData("abstention", "criteria: { nl: [schijn], en: [appearance] }\nexceptions: [ { when: { proef.b: true }, nl: b, en: b } ]\ndecides: { nl: u, en: you }", "proef.b")]
    [InlineData("appointment-requirement", "requires: { proef.a: true, proef.begin: { from: 2026-01-01 } }\nmaxAge: { document: proef.begin, at: proef.einde, term: P3M }", "proef.a proef.begin proef.einde")]
    [InlineData("appointment-requirement", "maxAge: { document: proef.begin, at: proef.einde, term: P3M }", "proef.begin proef.einde")]
    [InlineData("threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nforbidden: true", "proef.bedrag")]
    [InlineData("threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nduty: { trigger: proef.begin, term: P1W, done: proef.klaar }", "proef.bedrag proef.klaar proef.begin")]
    [InlineData("public-chest", "amount: proef.bedrag", "proef.bedrag")]
    [InlineData("retention", "keep: { term: P10Y, from: proef.begin }", "proef.begin")]
    [InlineData("income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35\nexceptions: [ { when: { proef.a: true }, nl: b, en: b } ]", "inkomsten.jaar inkomsten.beloning inkomsten.genotenBeloning inkomsten.neveninkomsten inkomsten.vanaf inkomsten.tot inkomsten.opgave proef.a")]
    public void The_facts_that_a_norm_may_ask(string kind, string content, string asks) =>
        string.Join(' ', Norm(kind, content).Asks.Select(f => f.Id)).ShouldBe(asks);

    [Fact]
    public void A_norm_first_asks_the_facts_of_its_own_condition() =>
        Norm("prohibited-act", "forbids: { proef.a: true, proef.b: true }", "when: { proef.kleur: rood, proef.b: true }").Asks.Select(f => f.Id).ShouldBe(["proef.kleur", "proef.b", "proef.a"]);

    private Norm Norm(string kind, string content, string head = "") => folder.Act(TestLibrary.Norm("proef-1", kind, content, head)).Load().Norms[0];

    // The heading decides the language.
    private static IReadOnlyList<string> Lines(Norm norm, string heading) =>
        new[] { "nl-NL", "en-GB" }.SelectMany(c => NormContent.Of(norm, CultureInfo.GetCultureInfo(c))).Single(p => p.Heading == heading).Lines;
}
