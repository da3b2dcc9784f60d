// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Evaluation;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>What a finding says to people: the sentence of each outcome of each shape, word for word and in both languages.</summary>
public sealed class ReasonTests : IDisposable
{
    private readonly TestLibrary folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("2026-03-02", "Proefwet: dit moet uiterlijk op 9 maart 2026 (termijn: een week).", "Trial Act: this must be done by 9 March 2026 (term: one week).", "proef.begin=2026-03-02")]
    [InlineData("2026-03-09", "Proefwet: dit moet uiterlijk op 9 maart 2026 (termijn: een week).", "Trial Act: this must be done by 9 March 2026 (term: one week).", "proef.begin=2026-03-02")]
    [InlineData("2026-03-10", "Proefwet: dit moest uiterlijk op 9 maart 2026. Die dag is voorbij en er is geen datum opgegeven waarop het is gedaan.", "Trial Act: this had to be done by 9 March 2026. That day is over, and no date was given on which it was done.", "proef.begin=2026-03-02")]
    [InlineData("2026-03-10", "Gedaan op 9 maart 2026. Daarmee is aan de norm voldaan.", "Done on 9 March 2026. The norm is fulfilled.", "proef.begin=2026-03-02", "proef.klaar=2026-03-09")]
    [InlineData("2026-03-10", "Gedaan op 10 maart 2026; het moest uiterlijk op 9 maart 2026.", "Done on 10 March 2026; it was due by 9 March 2026.", "proef.begin=2026-03-02", "proef.klaar=2026-03-10")]
    [InlineData("2026-03-10", "Om dit te bepalen ontbreekt: Begin.", "To tell, this is missing: Start.", "proef.klaar=2026-03-10")]
    public void A_duty_tells_by_when_and_whether_it_was_in_time(string date, string dutch, string english, params string[] facts) =>
        Says("deadline", "duty: { trigger: proef.begin, term: P1W, done: proef.klaar, to: raad }", date, dutch, english, facts);

    [Theory]
    [InlineData("2026-03-02")]
    [InlineData("2030-01-01")]
    public void At_once_names_no_number_of_days_and_no_day_that_is_over(string date) =>
        Says("disclosure", "duty: { trigger: proef.begin, term: terstond, done: proef.klaar }", date,
            "Proefwet: dit moet terstond, dus zo snel mogelijk na 2 maart 2026. De norm noemt geen aantal dagen.",
            "Trial Act: this must be done at once, so as soon as possible after 2 March 2026. The norm gives no number of days.", "proef.begin=2026-03-02");

    [Theory]
    [InlineData("2026-03-02", "Proefwet: dit moet vooraf, uiterlijk op 1 april 2026.", "Trial Act: this must be done beforehand, on 1 April 2026 at the latest.", "proef.begin=2026-04-01")]
    [InlineData("2026-04-01", "Proefwet: dit moet vooraf, uiterlijk op 1 april 2026.", "Trial Act: this must be done beforehand, on 1 April 2026 at the latest.", "proef.begin=2026-04-01")]
    [InlineData("2026-04-02", "Proefwet: dit moest uiterlijk op 1 april 2026. Die dag is voorbij en er is geen datum opgegeven waarop het is gedaan.", "Trial Act: this had to be done by 1 April 2026. That day is over, and no date was given on which it was done.", "proef.begin=2026-04-01")]
    [InlineData("2026-03-02", "Proefwet: dit moet vooraf gebeuren.", "Trial Act: this must be done beforehand.", "proef.a=true")]
    [InlineData("2026-03-02", "Gedaan op 1 april 2026. Daarmee is aan de norm voldaan.", "Done on 1 April 2026. The norm is fulfilled.", "proef.begin=2026-04-01", "proef.klaar=2026-04-01")]
    [InlineData("2026-03-02", "Gedaan op 2 april 2026; het moest uiterlijk op 1 april 2026.", "Done on 2 April 2026; it was due by 1 April 2026.", "proef.begin=2026-04-01", "proef.klaar=2026-04-02")]
    public void A_notice_beforehand_names_the_day_of_the_event_when_it_is_known(string date, string dutch, string english, params string[] facts) =>
        Says("prior-notice", "duty: { before: proef.begin, done: proef.klaar }", date, dutch, english, facts);

    [Theory]
    [InlineData("Wat is opgegeven, valt niet onder het verbod van Proefwet.", "What was given does not fall under the ban of Trial Act.", "proef.kleur=groen")]
    [InlineData("Een uitzondering geldt: want a.", "An exception holds: because a.", "proef.kleur=rood", "proef.a=true")]
    [InlineData("Proefwet staat dit niet toe: Proefnorm.", "Trial Act does not allow this: Trial norm.", "proef.kleur=rood", "proef.a=false", "proef.aantal=1")]
    [InlineData("Om dit te bepalen ontbreekt: Is het a?; Aantal.", "To tell, this is missing: Is it a?; Number.", "proef.kleur=rood")]
    public void A_ban_tells_whether_the_case_falls_under_it_and_which_exception_holds(string dutch, string english, params string[] facts) =>
        Says("incompatible-position", """
            forbids: { proef.kleur: [rood, blauw] }
            exceptions: [ { when: { proef.a: true }, nl: want a., en: because a. }, { when: { proef.aantal: { above: 2 } }, nl: want veel., en: because many. } ]
            """, "2026-03-02", dutch, english, facts);

    [Theory]
    [InlineData("Proefwet verbiedt dit, tenzij u vooraf ontheffing krijgt van de raad.", "Trial Act forbids this, unless the council grants an exemption beforehand.", "proef.kleur=rood")]
    [InlineData("Proefwet verbiedt dit, maar de ontheffing is verleend (de raad).", "Trial Act forbids this, but the exemption was granted (the council).", "proef.kleur=rood", "proef.b=true")]
    [InlineData("Proefwet verbiedt dit en er is geen ontheffing (de raad).", "Trial Act forbids this and there is no exemption (the council).", "proef.kleur=rood", "proef.b=false")]
    [InlineData("Proefwet staat dit niet toe: Proefnorm.", "Trial Act does not allow this: Trial norm.", "proef.kleur=blauw", "proef.b=true")]
    public void A_ban_tells_who_can_exempt_and_whether_that_was_done(string dutch, string english, params string[] facts) =>
        Says("prohibited-act", """
            forbids: { proef.kleur: [rood, blauw] }
            exemption: { by: raad, when: { proef.kleur: rood }, granted: proef.b }
            """, "2026-03-02", dutch, english, facts);

    [Theory]
    [InlineData("Proefwet staat dit niet toe tot 1 maart 2027: Proefnorm.", "Trial Act does not allow this until 1 March 2027: Trial norm.", "proef.begin=2025-03-01", "proef.einde=2027-02-28", "proef.a=true")]
    [InlineData("De termijn van 2 jaar is voorbij of nog niet begonnen (einde: 1 maart 2027).", "The term of 2 years is over or has not begun (end: 1 March 2027).", "proef.begin=2025-03-01", "proef.einde=2027-03-01", "proef.a=true")]
    [InlineData("Om dit te bepalen ontbreekt: Begin; Einde.", "To tell, this is missing: Start; End.", "proef.a=true")]
    public void A_cooling_off_tells_until_when(string dutch, string english, params string[] facts) =>
        Says("cooling-off", "window: { from: proef.begin, term: P2Y, act: proef.einde }\nforbids: { proef.a: true }", "2026-03-02", dutch, english, facts);

    [Theory]
    [InlineData("Er is een grond van Proefwet. De beslissing is aan uzelf.", "There is a ground of Trial Act. The decision is for yourself.", "proef.a=true", "proef.b=false")]
    [InlineData("Geen van de gronden van Proefwet is opgegeven.", "None of the grounds of Trial Act was given.", "proef.a=false", "proef.b=false")]
    [InlineData("Een uitzondering geldt: want b.", "An exception holds: because b.", "proef.a=true", "proef.b=true")]
    public void A_judgement_names_who_decides(string dutch, string english, params string[] facts) =>
        Says("abstention", """
            grounds: { proef.a: true }
            exceptions: [ { when: { proef.b: true }, nl: want b., en: because b. } ]
            decides: { nl: uzelf, en: yourself }
            """, "2026-03-02", dutch, english, facts);

    [Fact]
    public void A_judgement_without_grounds_leaves_the_decision() =>
        Says("undesirable-position", "criteria: { nl: [schijn], en: [appearance] }\ndecides: { nl: uzelf, en: yourself }", "2026-03-02",
            "Proefwet laat de beslissing aan uzelf.", "Trial Act leaves the decision to yourself.", "proef.a=true");

    [Theory]
    [InlineData("Aan de eis van Proefwet is voldaan.", "The requirement of Trial Act is met.", "proef.a=true", "proef.begin=2026-01-15", "proef.einde=2026-04-15")]
    [InlineData("Aan de eis van Proefwet is voldaan.", "The requirement of Trial Act is met.", "proef.a=true", "proef.begin=2026-01-15", "proef.einde=2026-01-15")]
    [InlineData("Aan de eis van Proefwet is niet voldaan: Proefnorm.", "The requirement of Trial Act is not met: Trial norm.", "proef.a=false")]
    [InlineData("Het stuk is te oud: het mag niet ouder zijn dan 3 maanden en gold tot en met 15 april 2026.", "The document is too old: it may be no older than 3 months and was good until 15 April 2026.", "proef.a=true", "proef.begin=2026-01-15", "proef.einde=2026-04-16")]
    [InlineData("Het stuk is van later dan de benoeming.", "The document is dated after the appointment.", "proef.a=true", "proef.begin=2026-01-15", "proef.einde=2026-01-14")]
    [InlineData("Om dit te bepalen ontbreekt: Begin; Einde.", "To tell, this is missing: Start; End.", "proef.a=true")]
    public void A_requirement_tells_what_is_wrong_with_the_document(string dutch, string english, params string[] facts) =>
        Says("appointment-requirement", "requires: { proef.a: true }\nmaxAge: { document: proef.begin, at: proef.einde, term: P3M }", "2026-03-02", dutch, english, facts);

    // A term of age is no term within which something must be done: a weekend does not make a document good for longer.
    [Fact]
    public void The_age_of_a_document_ends_in_a_weekend_too() =>
        Says("appointment-requirement", "maxAge: { document: proef.begin, at: proef.einde, term: P3M }", "2026-03-02",
            "Het stuk is te oud: het mag niet ouder zijn dan 3 maanden en gold tot en met 28 februari 2026.",
            "The document is too old: it may be no older than 3 months and was good until 28 February 2026.", "proef.begin=2025-11-28", "proef.einde=2026-03-01");

    [Theory]
    [InlineData("above: 50.00", "Niet meer dan de drempel van € 50,00.", "Not above the threshold of € 50.00.", "proef.bedrag=50.00")]
    [InlineData("atLeast: 1234.50", "Minder dan de drempel van € 1.234,50.", "Below the threshold of € 1,234.50.", "proef.bedrag=1234.49")]
    [InlineData("above: 50.00", "Meer dan Proefwet toestaat (€ 50,00).", "More than Trial Act allows (€ 50.00).", "proef.bedrag=50.01")]
    [InlineData("above: 50.00", "Om dit te bepalen ontbreekt: Bedrag.", "To tell, this is missing: Amount.", "proef.a=true")]
    public void A_threshold_names_its_amount(string bound, string dutch, string english, params string[] facts) =>
        Says("threshold", $"threshold: {{ fact: proef.bedrag, {bound} }}\nforbidden: true", "2026-03-02", dutch, english, facts);

    [Fact]
    public void Above_a_threshold_the_duty_speaks() =>
        Says("threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nduty: { trigger: proef.begin, term: P5WD }", "2026-03-02",
            "Proefwet: dit moet uiterlijk op 9 maart 2026 (termijn: 5 werkdagen).", "Trial Act: this must be done by 9 March 2026 (term: 5 working days).", "proef.bedrag=50.01", "proef.begin=2026-03-02");

    [Theory]
    [InlineData("amount: proef.bedrag\nto: raad", "Proefwet: € 1.234,50 moet worden afgedragen aan de raad.", "Trial Act: € 1,234.50 must be paid over to the council.", "proef.bedrag=1234.50")]
    [InlineData("amount: proef.bedrag", "Proefwet: € 0,01 moet worden afgedragen.", "Trial Act: € 0.01 must be paid over.", "proef.bedrag=0.01")]
    [InlineData("amount: proef.bedrag\nto: raad", "Er is niets ontvangen dat moet worden afgedragen.", "Nothing was received that must be paid over.", "proef.bedrag=0.00")]
    [InlineData("amount: proef.bedrag\nto: raad", "Om dit te bepalen ontbreekt: Bedrag.", "To tell, this is missing: Amount.", "proef.a=true")]
    public void What_goes_to_the_chest_is_named_with_the_chest(string content, string dutch, string english, params string[] facts) =>
        Says("public-chest", content, "2026-03-02", dutch, english, facts);

    [Theory]
    [InlineData("Bewaartermijn: 10 jaar. Te bewaren tot en met 2 maart 2026.", "Retention: 10 years. To be kept until 2 March 2026.", "proef.begin=2016-03-02")]
    [InlineData("Bewaartermijn: 10 jaar. Die eindigde op 1 maart 2026; het moet worden vernietigd.", "Retention: 10 years. It ended on 1 March 2026; it must be destroyed.", "proef.begin=2016-03-01")]
    [InlineData("Om dit te bepalen ontbreekt: Begin.", "To tell, this is missing: Start.", "proef.a=true")]
    public void A_time_of_keeping_tells_its_last_day(string dutch, string english, params string[] facts) =>
        Says("retention", "keep: { term: P10Y, from: proef.begin }", "2026-03-02", dutch, english, facts);

    // 28 February 2026 is a Saturday.
    [Fact]
    public void A_time_of_keeping_ends_in_a_weekend_too() =>
        Says("retention", "keep: { term: P3M, from: proef.begin }", "2026-03-01", "Bewaartermijn: 3 maanden. Die eindigde op 28 februari 2026; het moet worden vernietigd.",
            "Retention: 3 months. It ended on 28 February 2026; it must be destroyed.", "proef.begin=2025-11-28");

    [Fact]
    public void What_is_kept_for_ever_says_so() =>
        Says("retention", "keep: { term: forever, from: proef.begin }", "2026-03-02", "Proefwet: dit wordt blijvend bewaard.", "Trial Act: this is kept for ever.", "proef.a=true");

    [Theory]
    [InlineData("14 procent, te weinig om te verrekenen", "inkomsten.neveninkomsten=14000.00", "De neveninkomsten blijven binnen de vrijstelling van 14 procent van de beloning van € 100.000,00.", "The ancillary income stays within the free share of 14 per cent of the pay of € 100,000.00.")]
    [InlineData("boven de vrijstelling", "inkomsten.neveninkomsten=24000.00", "Van wat boven 14 procent van de beloning van € 100.000,00 uitkomt, wordt 40 procent verrekend: € 4.000,00.", "Of what is above 14 per cent of the pay of € 100,000.00, 40 per cent is settled: € 4,000.00.")]
    [InlineData("boven de grens", "inkomsten.neveninkomsten=900000.00", "De verrekening is hooguit 37,5 procent van de beloning van € 100.000,00: € 37.500,00.", "The settlement is at most 37.5 per cent of the pay of € 100,000.00: € 37,500.00.")]
    [InlineData("geen opgave", "inkomsten.opgave=geen-opgave", "Zonder opgave wordt de beloning van € 100.000,00 vastgesteld op 62,5 procent; de verrekening is € 37.500,00.", "Without a statement the pay of € 100,000.00 is fixed at 62.5 per cent; the settlement is € 37,500.00.")]
    [InlineData("verklaring", "inkomsten.opgave=geen-of-onder-vrijstelling", "Volgens de verklaring zijn er geen inkomsten of blijven zij onder de vrijstelling.", "According to the declaration there is no income, or it stays under the free share.")]
    [InlineData("uitzondering", "proef.a=true", "Een uitzondering geldt: want a.", "An exception holds: because a.")]
    [InlineData("ontbreekt", "inkomsten.opgave=opgave", "Om dit te bepalen ontbreekt: Neveninkomsten in het jaar (zonder ambtshalve functies).", "To tell, this is missing: Ancillary income in the year (without ex officio positions).")]
    public void A_settlement_tells_which_share_was_taken(string name, string fact, string dutch, string english)
    {
        name.ShouldNotBeEmpty();
        string[] rest = ["inkomsten.jaar=2025", "inkomsten.beloning=100000.00"];
        Says("income-settlement", """
            free: 0.14
            rate: 0.4
            cap: 0.375
            exceptions: [ { when: { proef.a: true }, nl: want a., en: because a. } ]
            """, "2026-03-02", dutch, english, fact.StartsWith("proef.a", StringComparison.Ordinal) ? [fact, .. rest] : [fact, "proef.a=false", .. rest]);
    }

    // Whoever held no office that year had no pay and so no free share; the sentence must not speak of one.
    [Theory]
    [InlineData("toegestaan", "De verrekening is hooguit 35 procent van de beloning van € 0,00: € 0,00.", "The settlement is at most 35 per cent of the pay of € 0.00: € 0.00.", "inkomsten.neveninkomsten=24000.00")]
    [InlineData("toegestaan", "Zonder opgave wordt de beloning van € 0,00 vastgesteld op 65 procent; de verrekening is € 0,00.", "Without a statement the pay of € 0.00 is fixed at 65 per cent; the settlement is € 0.00.", "inkomsten.opgave=geen-opgave")]
    public void Without_pay_nothing_is_due(string gives, string dutch, string english, string fact)
    {
        string[] facts = ["inkomsten.jaar=2025", "inkomsten.beloning=100000.00", "inkomsten.vanaf=2026-01-01", fact];
        var finding = Find("income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35\nto: raad", "2026-03-02", "about: inkomsten", facts);
        finding.Verdict.Code().ShouldBe(gives);
        finding.Outcome.Cents.ShouldBe(0);
        finding.Outcome.Authority.ShouldBeNull();
        finding.Explain().Reason.ShouldBe(new Bilingual(dutch, english));
    }

    [Theory]
    [InlineData("about: proef\nwhen: { proef.a: true }", "2026-03-02", "De norm geldt niet voor dit geval.", "The norm does not apply to this case.", "niet-van-toepassing", "proef.a=false")]
    [InlineData("about: proef\nwhen: { proef.a: true }", "2026-03-02", "Om dit te bepalen ontbreekt: Is het a?.", "To tell, this is missing: Is it a?.", "niet-te-bepalen", "proef.b=true")]
    [InlineData("about: proef\nwhen: { proef.a: true }", "2026-03-02", "Proefwet staat dit niet toe: Proefnorm.", "Trial Act does not allow this: Trial norm.", "in-strijd", "proef.a=true", "proef.b=true")]
    [InlineData("about: proef", "2026-03-02", "De vraag gaat niet over het onderwerp van deze norm.", "The question is not about the subject of this norm.", "niet-van-toepassing", "ambt.voltijds=true")]
    [InlineData("topic: nevenfuncties", "2026-03-02", "Om dit te bepalen ontbreekt: Is het b?.", "To tell, this is missing: Is it b?.", "niet-te-bepalen", "ambt.voltijds=true")]
    [InlineData("about: ambt", "2026-03-02", "De vraag gaat niet over het onderwerp van deze norm.", "The question is not about the subject of this norm.", "niet-van-toepassing", "proef.b=true")]
    [InlineData("about: proef", "2019-12-31", "Deze versie van de norm geldt niet op de gevraagde datum.", "This version of the norm does not hold on the date of the question.", "niet-van-toepassing", "proef.b=true")]
    [InlineData("about: proef", "2020-01-01", "Proefwet staat dit niet toe: Proefnorm.", "Trial Act does not allow this: Trial norm.", "in-strijd", "proef.b=true")]
    public void A_norm_that_is_not_in_play_tells_why(string head, string date, string dutch, string english, string gives, params string[] facts)
    {
        var finding = Find("prohibited-act", "forbids: { proef.b: true }", date, head == "topic: nevenfuncties" ? "" : head, facts);
        finding.Verdict.Code().ShouldBe(gives);
        finding.Explain().Reason.ShouldBe(new Bilingual(dutch, english));
    }

    [Fact]
    public void A_bill_says_that_it_is_one()
    {
        var library = folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", "forbids: { proef.a: true }").Replace("status: in-force", "status: bill", StringComparison.Ordinal)).Load();
        var why = TestLibrary.Ask(library, "2026-03-02", "proef.a=true").Explain();
        why.Reason.ShouldBe(new Bilingual("Dit is een wetsvoorstel. Het geldt nog niet.", "This is a bill. It is not in force."));
        why.Used.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nl-NL", "Proefwet staat dit niet toe tot 1 maart 2027: Proefnorm.")]
    [InlineData("en-GB", "Trial Act does not allow this until 1 March 2027: Trial norm.")]
    [InlineData("en-US", "Trial Act does not allow this until 1 March 2027: Trial norm.")]
    [InlineData("de-DE", "Proefwet staat dit niet toe tot 1 maart 2027: Proefnorm.")]
    public void A_reason_in_one_language_is_Dutch_unless_the_reader_wants_English(string culture, string reason) =>
        Find("cooling-off", "window: { from: proef.begin, term: P2Y, act: proef.einde }\nforbids: { proef.a: true }", "2026-03-02", "about: proef",
            "proef.begin=2025-03-01", "proef.einde=2026-02-28", "proef.a=true").Reason(CultureInfo.GetCultureInfo(culture)).ShouldBe(reason);

    [Fact]
    public void A_reason_in_one_language_names_what_is_missing() =>
        Find("prohibited-act", "forbids: { proef.kleur: rood, proef.aantal: { above: 1 } }", "2026-03-02", "about: proef", "proef.a=true")
            .Reason(CultureInfo.GetCultureInfo("nl-NL")).ShouldBe("Om dit te bepalen ontbreekt: Kleur; Aantal.");

    // Nobody is asked for a fact that cannot change the answer.
    [Theory]
    [InlineData("any: [ { proef.a: true }, { proef.b: true } ]", "proef.aantal", "proef.b=true")]
    [InlineData("not: { all: [ { proef.a: true }, { proef.b: true } ] }", "proef.aantal", "proef.b=false")]
    [InlineData("any: [ { proef.a: true }, { proef.b: true } ]", "proef.a", "proef.b=false")]
    [InlineData("all: [ { proef.a: true }, { any: [ { proef.a: true }, { proef.b: true } ] } ]", "proef.a", "proef.b=true")]
    [InlineData("any: [ { proef.a: true }, { all: [ { proef.b: true }, { proef.kleur: rood } ] } ]", "proef.a", "proef.kleur=groen")]
    public void What_is_missing_is_only_what_can_still_matter(string condition, string missing, params string[] facts)
    {
        var why = Find("prohibited-act", $$"""
            forbids: { {{condition}} }
            exceptions: [ { when: { proef.aantal: { above: 2 } }, nl: want veel., en: because many. } ]
            """, "2026-03-02", "about: proef", facts).Explain();
        why.Missing.Select(f => f.Id).ShouldBe([missing]);
    }

    // The facts that were looked at and known, in the order of looking; with those that stayed unknown when nothing can be told.
    [Theory]
    [InlineData("deadline", "duty: { trigger: proef.begin, term: P1W, done: proef.klaar }", "proef.begin proef.klaar", "", "proef.klaar=2026-03-09", "proef.begin=2026-03-02", "proef.a=true")]
    [InlineData("deadline", "duty: { trigger: { latest: [proef.einde, proef.begin] }, term: P1W }", "proef.einde", "proef.begin", "proef.einde=2026-03-02")]
    [InlineData("deadline", "duty: { trigger: proef.begin, term: P1W, extension: { term: P1W, when: { proef.a: true } } }", "proef.begin proef.a", "", "proef.begin=2026-03-02", "proef.a=false")]
    [InlineData("deadline", "duty: { trigger: proef.begin, term: P1W, extension: { term: P1W, when: { proef.a: true } } }", "proef.begin", "", "proef.begin=2026-03-02")]
    [InlineData("deadline", "duty: { trigger: proef.begin, term: P1W, suspension: { from: proef.einde, until: proef.klaar } }", "proef.begin proef.einde proef.klaar", "", "proef.begin=2026-03-02", "proef.einde=2026-03-03", "proef.klaar=2026-03-04")]
    [InlineData("deadline", "duty: { trigger: proef.begin, term: P1W, suspension: { from: proef.einde, until: proef.klaar } }", "proef.begin proef.einde", "proef.klaar", "proef.begin=2026-03-02", "proef.einde=2026-03-03")]
    [InlineData("prior-notice", "duty: { before: proef.begin, done: proef.klaar }", "proef.klaar proef.begin", "", "proef.begin=2026-03-02", "proef.klaar=2026-03-01")]
    [InlineData("prohibited-act", "forbids: { proef.kleur: { known: true }, proef.a: true }", "proef.kleur proef.a", "", "proef.a=true", "proef.kleur=rood")]
    [InlineData("prohibited-act", "forbids: { proef.begin: { before: proef.einde } }", "proef.begin", "proef.einde", "proef.begin=2026-03-02")]
    [InlineData("prohibited-act", "forbids: { proef.begin: { before: proef.einde } }", "", "proef.begin proef.einde", "proef.a=true")]
    [InlineData("prohibited-act", "forbids: { proef.a: true }\nexemption: { by: raad, when: { proef.aantal: { above: 1 } }, granted: proef.b }", "proef.a proef.aantal proef.b", "", "proef.b=true", "proef.aantal=2", "proef.a=true")]
    [InlineData("prohibited-act", "forbids: { proef.a: true }\nexemption: { by: raad, when: { proef.aantal: { above: 1 } }, granted: proef.b }", "proef.a", "proef.aantal", "proef.b=true", "proef.a=true")]
    [InlineData("prohibited-act", "forbids: { all: [ { proef.a: true }, { proef.a: true } ], proef.aantal: { above: 1 } }", "proef.a", "proef.aantal", "proef.a=true")]
    [InlineData("prohibited-act", "forbids: { all: [ { proef.a: true }, { proef.a: true } ] }", "", "proef.a", "proef.b=true")]
    [InlineData("cooling-off", "window: { from: proef.begin, term: P2Y, act: proef.einde }\nforbids: { proef.a: true }", "proef.begin proef.einde", "", "proef.begin=2026-03-02", "proef.einde=2029-03-03", "proef.a=true")]
    [InlineData("appointment-requirement", "requires: { proef.a: true }\nmaxAge: { document: proef.begin, at: proef.einde, term: P3M }", "proef.a proef.begin proef.einde", "", "proef.begin=2026-03-02", "proef.einde=2026-03-03", "proef.a=true")]
    [InlineData("threshold", "threshold: { fact: proef.bedrag, above: 50.00 }\nduty: { trigger: proef.begin, term: P1W }", "proef.bedrag", "proef.begin", "proef.bedrag=51.00")]
    [InlineData("public-chest", "amount: proef.bedrag", "proef.bedrag", "", "proef.bedrag=51.00", "proef.a=true")]
    [InlineData("retention", "keep: { term: P10Y, from: proef.begin }", "proef.begin", "", "proef.begin=2016-03-02", "proef.a=true")]
    [InlineData("income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35", "inkomsten.opgave inkomsten.jaar inkomsten.beloning inkomsten.vanaf inkomsten.tot inkomsten.neveninkomsten", "", "inkomsten.neveninkomsten=1.00", "inkomsten.tot=2025-12-01", "inkomsten.vanaf=2025-02-01", "inkomsten.beloning=100.00", "inkomsten.jaar=2025", "inkomsten.opgave=opgave")]
    [InlineData("income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35", "inkomsten.genotenBeloning inkomsten.neveninkomsten", "", "inkomsten.neveninkomsten=1.00", "inkomsten.genotenBeloning=100.00", "inkomsten.beloning=200.00", "inkomsten.jaar=2025")]
    [InlineData("income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35", "", "inkomsten.jaar inkomsten.beloning", "proef.a=true")]
    [InlineData("income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35", "inkomsten.jaar", "inkomsten.beloning", "inkomsten.jaar=2025", "inkomsten.neveninkomsten=1.00")]
    [InlineData("income-settlement", "free: 0.14\nrate: 0.5\ncap: 0.35", "inkomsten.beloning", "inkomsten.jaar", "inkomsten.beloning=100.00", "inkomsten.neveninkomsten=1.00")]
    public void The_facts_that_a_finding_rests_on(string kind, string content, string used, string missing, params string[] facts)
    {
        var why = Find(kind, content, "2026-03-02", "", facts).Explain();
        string.Join(' ', why.Used.Select(u => u.Fact.Id)).ShouldBe(used);
        string.Join(' ', why.Missing.Select(f => f.Id)).ShouldBe(missing);
    }

    [Fact]
    public void A_fact_that_was_used_is_shown_to_people_and_machines()
    {
        var used = Find("prohibited-act", "forbids: { proef.begin: { from: 2026-01-01 }, proef.bedrag: { above: 1.00 }, proef.aantal: { below: 2 }, proef.kleur: rood, proef.jaar: 2025, proef.a: true }", "2026-03-02", "",
            "proef.begin=2026-03-01", "proef.bedrag=1234.50", "proef.aantal=0.25", "proef.kleur=rood", "proef.jaar=2025", "proef.a=false").Explain().Used;
        used.Select(u => (u.Fact.Id, u.Value, u.Shown.Nl, u.Shown.En)).ShouldBe([
            ("proef.begin", "2026-03-01", "1 maart 2026", "1 March 2026"),
            ("proef.bedrag", "1234.50", "€ 1.234,50", "€ 1,234.50"),
            ("proef.aantal", "0.25", "0,25", "0.25"),
            ("proef.kleur", "rood", "rood", "red"),
            ("proef.jaar", "2025", "2025", "2025"),
            ("proef.a", "false", "nee", "no"),
        ]);
    }

    private void Says(string kind, string content, string date, string dutch, string english, params string[] facts) =>
        Find(kind, content, date, "", facts).Explain().Reason.ShouldBe(new Bilingual(dutch, english));

    private Finding Find(string kind, string content, string date, string head, params string[] facts) =>
        TestLibrary.Ask(folder.Act(TestLibrary.Norm("proef-1", kind, content, head)).Load(), date, facts);
}
