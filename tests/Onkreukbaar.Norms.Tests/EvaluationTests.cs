// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Evaluation;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>Each shape of norm, by invented norms of which the outcome is known beforehand.</summary>
public sealed class EvaluationTests : IDisposable
{
    private readonly TestLibrary folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    // term of a week; a statute's term moves off the weekend
    [InlineData("2026-03-02", "handelen", "2026-03-09", "proef.begin=2026-03-02")]
    [InlineData("2026-03-02", "handelen", "2026-03-09", "proef.begin=2026-02-28")]
    [InlineData("2026-12-31", "handelen", "2026-03-09", "proef.begin=2026-03-02")]
    [InlineData("2026-12-31", "voldaan", null, "proef.begin=2026-03-02", "proef.klaar=2026-03-09")]
    [InlineData("2026-12-31", "in-strijd", "2026-03-09", "proef.begin=2026-03-02", "proef.klaar=2026-03-10")]
    [InlineData("2026-03-02", "niet-te-bepalen", null, "proef.klaar=2026-03-10")]
    [InlineData("2026-03-02", "niet-van-toepassing", null)]
    public void A_duty_with_a_term(string date, string gives, string? by, params string[] facts) =>
        Expect("deadline", "duty: { trigger: proef.begin, term: P1W, done: proef.klaar, to: raad }", date, gives, by, facts);

    [Theory]
    [InlineData("2026-03-02", "handelen", "2026-03-16", "proef.begin=2026-03-02", "proef.a=true")]
    [InlineData("2026-03-02", "handelen", "2026-03-09", "proef.begin=2026-03-02", "proef.a=false")]
    [InlineData("2026-03-02", "handelen", "2026-03-12", "proef.begin=2026-03-02", "proef.einde=2026-03-05", "proef.klaar=2026-03-08")]
    [InlineData("2026-03-02", "niet-te-bepalen", null, "proef.begin=2026-03-02", "proef.einde=2026-03-05")]
    // a week and five days from 2 March is Saturday 14 March; the term that is moved off the weekend is the whole one
    [InlineData("2026-03-02", "handelen", "2026-03-16", "proef.begin=2026-03-02", "proef.einde=2026-03-05", "proef.klaar=2026-03-10")]
    // the first week ends on Saturday 7 March, the second a week after that day
    [InlineData("2026-03-02", "handelen", "2026-03-16", "proef.begin=2026-02-28", "proef.a=true")]
    // a term that has run out can no longer stand still
    [InlineData("2026-03-02", "handelen", "2026-03-11", "proef.begin=2026-03-02", "proef.einde=2026-03-09", "proef.klaar=2026-03-11")]
    [InlineData("2026-03-02", "handelen", "2026-03-09", "proef.begin=2026-03-02", "proef.einde=2026-03-10", "proef.klaar=2026-03-12")]
    [InlineData("2026-03-02", "handelen", "2026-03-09", "proef.begin=2026-03-02", "proef.einde=2026-03-10")]
    // what resumes before it stopped did not stand still
    [InlineData("2026-03-02", "handelen", "2026-03-09", "proef.begin=2026-03-02", "proef.einde=2026-03-05", "proef.klaar=2026-03-04")]
    public void A_term_can_be_extended_and_suspended(string date, string gives, string? by, params string[] facts) =>
        Expect("deadline", """
            duty:
              trigger: proef.begin
              term: P1W
              extension: { term: P1W, when: { proef.a: true } }
              suspension: { from: proef.einde, until: proef.klaar }
            """, date, gives, by, facts);

    // Saturday 7 March, then ten days: the extension is counted from the day on which the first term ran out, not from the working day after it.
    [Fact]
    public void An_extension_is_counted_from_the_end_of_the_first_term() =>
        Expect("deadline", "duty: { trigger: proef.begin, term: P1W, extension: { term: P10D, when: { proef.a: true } } }", "2026-03-02", "handelen", "2026-03-17", "proef.begin=2026-02-28", "proef.a=true");

    [Theory]
    [InlineData("2026-03-02", "opgeven", "2026-03-02", "proef.begin=2026-03-02")]
    [InlineData("2030-03-02", "opgeven", "2026-03-02", "proef.begin=2026-03-02")]
    [InlineData("2030-03-02", "voldaan", null, "proef.begin=2026-03-02", "proef.klaar=2027-01-01")]
    public void At_once_is_no_count_of_days(string date, string gives, string? by, params string[] facts) =>
        Expect("disclosure", "duty: { trigger: proef.begin, term: terstond, done: proef.klaar }", date, gives, by, facts);

    [Theory]
    [InlineData("2026-03-02", "melden", "2026-04-01", "proef.begin=2026-04-01")]
    [InlineData("2026-03-02", "melden", null, "proef.a=true")]
    [InlineData("2026-03-02", "voldaan", null, "proef.begin=2026-04-01", "proef.klaar=2026-04-01")]
    [InlineData("2026-03-02", "voldaan", null, "proef.klaar=2026-04-01")]
    [InlineData("2026-03-02", "in-strijd", "2026-04-01", "proef.begin=2026-04-01", "proef.klaar=2026-04-02")]
    public void A_notice_comes_before_the_event(string date, string gives, string? by, params string[] facts) =>
        Expect("prior-notice", "duty: { before: proef.begin, done: proef.klaar }", date, gives, by, facts);

    [Theory]
    [InlineData("2026-03-02", "openbaar-maken", "2026-04-01", "proef.jaar=2025")]
    [InlineData("2026-05-02", "in-strijd", "2026-04-01", "proef.jaar=2025", "proef.klaar=2026-04-02")]
    [InlineData("2026-05-02", "voldaan", null, "proef.jaar=2025", "proef.klaar=2026-04-01")]
    public void A_day_of_the_year_after(string date, string gives, string? by, params string[] facts) =>
        Expect("publication", "duty: { trigger: proef.jaar, term: { next: \"04-01\" }, done: proef.klaar }", date, gives, by, facts);

    [Theory]
    [InlineData("latest", "2026-03-19")]
    [InlineData("earliest", "2026-03-11")]
    public void A_term_from_the_latest_or_the_earliest_day(string which, string by) =>
        Expect("deadline", $"duty: {{ trigger: {{ {which}: [proef.begin, proef.einde] }}, term: P7D }}", "2026-03-02", "handelen", by, "proef.begin=2026-03-04", "proef.einde=2026-03-12");

    [Theory]
    [InlineData("in-strijd", "proef.kleur=rood", "proef.a=false")]
    [InlineData("in-strijd", "proef.kleur=blauw", "proef.a=false")]
    [InlineData("toegestaan", "proef.kleur=groen")]
    [InlineData("toegestaan", "proef.kleur=rood", "proef.a=true")]
    [InlineData("niet-te-bepalen", "proef.kleur=rood")]
    [InlineData("niet-te-bepalen", "proef.a=true")]
    public void A_ban_with_an_exception(string gives, params string[] facts) =>
        Expect("incompatible-position", """
            forbids: { proef.kleur: [rood, blauw] }
            exceptions: [ { when: { proef.a: true }, nl: want a., en: because a. } ]
            """, "2026-03-02", gives, null, facts);

    [Theory]
    [InlineData("toegestaan-met-ontheffing", "proef.kleur=rood")]
    [InlineData("toegestaan", "proef.kleur=rood", "proef.b=true")]
    [InlineData("in-strijd", "proef.kleur=rood", "proef.b=false")]
    [InlineData("in-strijd", "proef.kleur=blauw", "proef.b=true")]
    [InlineData("toegestaan", "proef.kleur=groen")]
    public void A_ban_that_an_authority_can_lift_in_some_cases(string gives, params string[] facts) =>
        Expect("prohibited-act", """
            forbids: { proef.kleur: [rood, blauw] }
            exemption: { by: raad, when: { proef.kleur: rood }, granted: proef.b }
            """, "2026-03-02", gives, null, facts);

    [Theory]
    [InlineData("in-strijd", "2027-03-01", "proef.begin=2025-03-01", "proef.einde=2027-02-28", "proef.a=true")]
    [InlineData("toegestaan", null, "proef.begin=2025-03-01", "proef.einde=2027-03-01", "proef.a=true")]
    [InlineData("toegestaan", null, "proef.begin=2025-03-01", "proef.einde=2025-02-28", "proef.a=true")]
    [InlineData("in-strijd", "2027-03-01", "proef.begin=2025-03-01", "proef.einde=2025-03-01", "proef.a=true")]
    [InlineData("toegestaan", null, "proef.begin=2025-03-01", "proef.einde=2026-03-01", "proef.a=false")]
    [InlineData("niet-te-bepalen", null, "proef.begin=2025-03-01", "proef.a=true")]
    public void A_ban_for_two_years_after_an_event(string gives, string? by, params string[] facts) =>
        Expect("cooling-off", """
            window: { from: proef.begin, term: P2Y, act: proef.einde }
            forbids: { proef.a: true }
            """, "2026-03-02", gives, by, facts);

    // Three months after 28 November end on Saturday 28 February: a ban is no term within which something must be done, and is over on that day.
    [Theory]
    [InlineData("in-strijd", "2026-02-28", "2026-02-27")]
    [InlineData("toegestaan", null, "2026-02-28")]
    public void A_ban_ends_in_a_weekend_too(string gives, string? by, string act) =>
        Expect("cooling-off", "window: { from: proef.begin, term: P3M, act: proef.einde }\nforbids: { proef.a: true }", "2026-03-02", gives, by, "proef.begin=2025-11-28", "proef.a=true", "proef.einde=" + act);

    [Theory]
    [InlineData("eigen-oordeel", "proef.a=true", "proef.b=false")]
    [InlineData("toegestaan", "proef.a=false", "proef.b=false")]
    [InlineData("toegestaan", "proef.a=true", "proef.b=true")]
    [InlineData("niet-te-bepalen", "proef.b=true")]
    [InlineData("niet-te-bepalen", "proef.a=true")]
    public void A_judgement_on_a_ground(string gives, params string[] facts) =>
        Expect("abstention", """
            grounds: { proef.a: true }
            exceptions: [ { when: { proef.b: true }, nl: want b., en: because b. } ]
            decides: { nl: uzelf, en: yourself }
            """, "2026-03-02", gives, null, facts);

    [Fact]
    public void A_judgement_without_a_ground_is_always_one() =>
        Expect("undesirable-position", """
            criteria: { nl: [schijn], en: [appearance] }
            decides: { nl: uzelf, en: yourself }
            """, "2026-03-02", "eigen-oordeel", null, "proef.a=true");

    [Theory]
    [InlineData("voldaan", null, "proef.a=true", "proef.begin=2026-01-15", "proef.einde=2026-04-15")]
    [InlineData("in-strijd", "2026-04-15", "proef.a=true", "proef.begin=2026-01-15", "proef.einde=2026-04-16")]
    [InlineData("in-strijd", "2026-04-15", "proef.a=true", "proef.begin=2026-01-15", "proef.einde=2026-01-14")]
    [InlineData("in-strijd", null, "proef.a=false", "proef.begin=2026-01-15", "proef.einde=2026-01-16")]
    [InlineData("niet-te-bepalen", null, "proef.a=true", "proef.begin=2026-01-15")]
    public void A_document_that_is_not_too_old(string gives, string? by, params string[] facts) =>
        Expect("appointment-requirement", """
            requires: { proef.a: true }
            maxAge: { document: proef.begin, at: proef.einde, term: P3M }
            """, "2026-03-02", gives, by, facts);

    [Theory]
    [InlineData("above: 50.00", "toegestaan", "proef.bedrag=50.00")]
    [InlineData("above: 50.00", "in-strijd", "proef.bedrag=50.01")]
    [InlineData("atLeast: 50.00", "in-strijd", "proef.bedrag=50.00")]
    [InlineData("atLeast: 50.00", "toegestaan", "proef.bedrag=49.99")]
    [InlineData("above: 50.00", "niet-te-bepalen", "proef.a=true")]
    public void A_cap(string bound, string gives, params string[] facts) =>
        Expect("threshold", $"threshold: {{ fact: proef.bedrag, {bound} }}\nforbidden: true", "2026-03-02", gives, null, facts);

    [Theory]
    [InlineData("melden", "2026-03-09", "proef.bedrag=51.00", "proef.begin=2026-03-02")]
    [InlineData("toegestaan", null, "proef.bedrag=50.00")]
    public void Above_a_threshold_something_is_due(string gives, string? by, params string[] facts) =>
        Expect("threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nduty: { trigger: proef.begin, term: P1W }", "2026-03-02", gives, by, facts);

    [Theory]
    [InlineData("bewaren", "2026-03-02", "proef.begin=2016-03-02")]
    [InlineData("vernietigen", "2026-03-01", "proef.begin=2016-03-01")]
    public void Kept_for_ten_years(string gives, string? by, params string[] facts) =>
        Expect("retention", "keep: { term: P10Y, from: proef.begin }", "2026-03-02", gives, by, facts);

    [Fact]
    public void Kept_for_ever() => Expect("retention", "keep: { term: forever, from: proef.begin }", "2026-03-02", "bewaren", null, "proef.a=true");

    [Fact]
    public void A_duty_of_care_on_a_bill_is_never_enforced()
    {
        var library = folder.Act(TestLibrary.Norm("proef-1", "duty-of-care", "requires: { proef.a: true }").Replace("status: in-force", "status: bill", StringComparison.Ordinal)).Load();
        TestLibrary.Ask(library, "2026-03-02", "proef.a=false").Verdict.Code().ShouldBe("niet-van-toepassing");
    }

    [Theory]
    [InlineData("0.00", "toegestaan", 0L)]
    [InlineData("12.34", "bedrag-verschuldigd", 1234L)]
    public void What_was_received_ex_officio_goes_to_the_chest(string received, string gives, long cents)
    {
        var library = folder.Act(TestLibrary.Norm("proef-1", "public-chest", "amount: proef.bedrag\nto: raad")).Load();
        var outcome = TestLibrary.Ask(library, "2026-03-02", "proef.bedrag=" + received).Outcome;
        outcome.Verdict.Code().ShouldBe(gives);
        outcome.Cents.ShouldBe(cents);
    }

    [Theory]
    [InlineData("all: [ { proef.a: true }, { proef.b: true } ]", "in-strijd", "proef.a=true", "proef.b=true")]
    [InlineData("all: [ { proef.a: true }, { proef.b: true } ]", "toegestaan", "proef.b=false")]
    [InlineData("all: [ { proef.a: true }, { proef.b: true } ]", "niet-te-bepalen", "proef.b=true")]
    [InlineData("any: [ { proef.a: true }, { proef.b: true } ]", "in-strijd", "proef.b=true")]
    [InlineData("any: [ { proef.a: true }, { proef.b: true } ]", "niet-te-bepalen", "proef.b=false")]
    [InlineData("any: [ { proef.a: true }, { proef.b: true } ]", "toegestaan", "proef.a=false", "proef.b=false")]
    [InlineData("not: { proef.a: true }", "toegestaan", "proef.a=true")]
    [InlineData("not: { proef.a: true }", "in-strijd", "proef.a=false")]
    [InlineData("not: { proef.a: true }", "niet-te-bepalen", "proef.b=false")]
    [InlineData("proef.a: { known: true }", "in-strijd", "proef.a=false")]
    [InlineData("proef.a: { known: true }", "toegestaan", "proef.b=false")]
    [InlineData("proef.a: { known: false }", "toegestaan", "proef.a=false")]
    [InlineData("proef.a: { known: false }", "in-strijd", "proef.b=false")]
    [InlineData("proef.aantal: { above: 2 }", "toegestaan", "proef.aantal=2")]
    [InlineData("proef.aantal: { above: 2 }", "in-strijd", "proef.aantal=2.5")]
    [InlineData("proef.aantal: { atLeast: 2 }", "in-strijd", "proef.aantal=2")]
    [InlineData("proef.aantal: { atMost: 2 }", "in-strijd", "proef.aantal=2")]
    [InlineData("proef.aantal: { atMost: 2 }", "toegestaan", "proef.aantal=2.0001")]
    [InlineData("proef.aantal: { below: 2 }", "toegestaan", "proef.aantal=2")]
    [InlineData("proef.aantal: { below: 2 }", "in-strijd", "proef.aantal=1.9")]
    [InlineData("proef.aantal: { above: 2, below: 4 }", "toegestaan", "proef.aantal=4")]
    [InlineData("proef.begin: { before: proef.einde }", "in-strijd", "proef.begin=2026-01-01", "proef.einde=2026-01-02")]
    [InlineData("proef.begin: { before: proef.einde }", "toegestaan", "proef.begin=2026-01-02", "proef.einde=2026-01-02")]
    [InlineData("proef.begin: { before: proef.einde }", "niet-te-bepalen", "proef.begin=2026-01-02")]
    [InlineData("proef.begin: { from: 2026-01-02 }", "in-strijd", "proef.begin=2026-01-02")]
    [InlineData("proef.begin: { from: 2026-01-02 }", "toegestaan", "proef.begin=2026-01-01")]
    [InlineData("proef.a: true, proef.b: true", "toegestaan", "proef.a=false")]
    public void Conditions(string condition, string gives, params string[] facts) =>
        Expect("prohibited-act", $"forbids: {{ {condition} }}", "2026-03-02", gives, null, facts);

    [Fact]
    public void A_finding_tells_why_which_facts_it_used_and_which_are_missing()
    {
        var library = folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", "forbids: { proef.a: true, proef.kleur: rood }")).Load();
        var why = TestLibrary.Ask(library, "2026-03-02", "proef.a=true").Explain();
        why.Missing.Select(f => f.Id).ShouldBe(["proef.kleur"]);
        why.Used.Single().Shown.ShouldBe(new Bilingual("ja", "yes"));
        why.Reason.Nl.ShouldBe("Om dit te bepalen ontbreekt: Kleur.");
        why.Reason.En.ShouldBe("To tell, this is missing: Colour.");

        var late = TestLibrary.Ask(library, "2026-03-02", "proef.a=true", "proef.kleur=rood").Explain();
        late.Missing.ShouldBeEmpty();
        late.Reason.Nl.ShouldBe("Proefwet staat dit niet toe: Proefnorm.");
        late.Used.Select(u => (u.Fact.Id, u.Value)).ShouldBe([("proef.a", "true"), ("proef.kleur", "rood")]);
    }

    private void Expect(string kind, string content, string date, string gives, string? by, params string[] facts)
    {
        var library = folder.Act(TestLibrary.Norm("proef-1", kind, content)).Load();
        var finding = TestLibrary.Ask(library, date, facts);
        finding.Verdict.Code().ShouldBe(gives, finding.Explain().Reason.Nl);
        finding.Outcome.By?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture).ShouldBe(by);
    }
}
