// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Findings;

/// <summary>
/// Applies the norms of one body on one day to positions. It asks no database, and looks up once for each office which of its norms are about
/// positions, so that a long list costs little.
/// </summary>
/// <param name="library">The body's norms.</param>
/// <param name="bodyKind">Kind of the body.</param>
/// <param name="today">Day of the law.</param>
internal sealed class PositionJudge(NormLibrary library, string bodyKind, DateOnly today)
{
    /// <summary>Group of the facts about a position.</summary>
    internal const string Group = "nevenfunctie";

    /// <summary>Fact that names the kind of a position.</summary>
    internal const string KindFact = "nevenfunctie.soort";

    private readonly Dictionary<string, OfficeNorms> offices = new(StringComparer.Ordinal);

    /// <summary>Day of the law.</summary>
    public DateOnly Today => today;

    /// <summary>The body's norms.</summary>
    public NormLibrary Library => library;

    /// <summary>Kind of the body.</summary>
    public string BodyKind => bodyKind;

    /// <summary>The terms that a position falls in: the one that the entry names, else those that overlap it.</summary>
    public static IEnumerable<TermCard> During(AncillaryPosition position, IEnumerable<TermCard> terms)
    {
        var period = new Period(position.From, position.Until);
        return terms.Where(t => position.TermId is { } term ? t.Id == term : new Period(t.From, t.Until).Overlaps(period));
    }

    /// <summary>Whether a finding leaves nothing to do or to choose.</summary>
    public static bool IsSettled(Finding finding) => finding.Verdict is Verdict.Permitted or Verdict.Fulfilled;

    /// <summary>What the norms say of a position, by office; the most pressing first.</summary>
    /// <param name="position">As it stands.</param>
    /// <param name="terms">Terms of its holder at the body; of several in one office the first counts.</param>
    public IReadOnlyList<OfficeFindings> Of(AncillaryPosition position, IEnumerable<TermCard> terms)
    {
        List<OfficeFindings> found = [];
        foreach (var term in terms)
        {
            var norms = At(term.OfficeKind);
            if (norms.Office is { } office && found.TrueForAll(f => !string.Equals(f.Office.Code, office.Code, StringComparison.Ordinal)))
            {
                found.Add(new(office, Of(office, norms.Positions, PositionCase.Of(position, term))));
            }
        }

        return found;
    }

    /// <summary>What an office's norms say of a case; the most pressing first.</summary>
    public IReadOnlyList<Finding> Of(NormOffice office, IReadOnlyList<Norm> norms, PositionCase known)
    {
        var question = new Question(today, office.Code, bodyKind, Facts(known));
        var findings = norms.Select(n => NormLibrary.Apply(n, question)).Where(f => f.Verdict != Verdict.NotApplicable);
        return [.. findings.OrderByDescending(f => Weight(f.Verdict)).ThenBy(f => f.Norm.Id, StringComparer.Ordinal)];
    }

    /// <summary>An office with its norms, looked up once.</summary>
    public OfficeNorms At(string officeKind)
    {
        if (!offices.TryGetValue(officeKind, out var known))
        {
            var all = library.For(officeKind, bodyKind, today);
            IReadOnlyList<Norm> positions = [.. all.Where(n => string.Equals(n.About, Group, StringComparison.Ordinal))];
            known = new(
                library.Office(officeKind),
                positions,
                [.. positions.Where(Asks)],
                [.. all.Where(n => n is { Kind: NormKind.Publication, About: "inkomsten" } && Asks(n))],
                all.FirstOrDefault(PublicMatter.Positions.IsPublicUnder)
            );
            offices.Add(officeKind, known);
        }

        return known;
    }

    // Bills and guidelines ask for nothing that can be due; a default holds until the body has a code of its own.
    private static bool Asks(Norm norm) => norm is { Shape: DutyShape, Status: NormStatus.InForce or NormStatus.Local or NormStatus.Default };

    /// <summary>The facts of a case.</summary>
    public CaseFacts Facts(PositionCase known)
    {
        var facts = new CaseFactsBuilder(library.Facts)
            .Set(FactCatalogue.ReferenceDate, today)
            .Set("ambt.datumAanvang", known.From)
            .Set("ambt.datumEinde", known.Until)
            .Set("nevenfunctie.ambtshalve", known.ExOfficio)
            .Set("nevenfunctie.datumAanvaarding", known.Accepted)
            .Set("nevenfunctie.datumVoornemenGemeld", known.IntentionNotifiedOn)
            .Set("nevenfunctie.datumMelding", known.ReportedOn)
            .Set("nevenfunctie.datumOpenbaarmaking", known.PublishedOn)
            .Set("nevenfunctie.bezoldigd", known.Remuneration switch
            {
                Remuneration.Paid => true,
                Remuneration.Unpaid => false,
                _ => null,
            });
        if (known.Kind is { } kind && library.Facts[KindFact].Codes.Any(c => string.Equals(c.Key, kind, StringComparison.Ordinal)))
        {
            facts.SetCode(KindFact, kind);
        }

        return facts.Build();
    }

    private static int Weight(Verdict verdict) =>
        verdict switch
        {
            Verdict.Violates => 5,
            Verdict.PermittedWithExemption => 4,
            Verdict.MustNotify or Verdict.MustDisclose or Verdict.MustPublish or Verdict.MustAct or Verdict.AmountDue => 3,
            Verdict.OwnJudgement => 2,
            Verdict.CannotTell => 1,
            _ => 0,
        };
}

/// <summary>The norms of one office at one body on one day, by what they are used for.</summary>
/// <param name="Office">The office; null when norms do not know it.</param>
/// <param name="Positions">All that are about positions.</param>
/// <param name="Duties">Of these: those that make something due.</param>
/// <param name="Income">Those that ask to publish the income of a year.</param>
/// <param name="Public">The one that makes positions public; null when none does.</param>
internal sealed record OfficeNorms(NormOffice? Office, IReadOnlyList<Norm> Positions, IReadOnlyList<Norm> Duties, IReadOnlyList<Norm> Income, Norm? Public);

/// <summary>
/// All that is sure of a position in a term, and so all that norms can be asked about it: two that are equal here get the same findings on one day.
/// </summary>
internal readonly record struct PositionCase
{
    /// <summary>First day of the term.</summary>
    public DateOnly? From { get; private init; }

    /// <summary>First day after the term.</summary>
    public DateOnly? Until { get; private init; }

    /// <summary>Held by virtue of the office.</summary>
    public bool ExOfficio { get; private init; }

    /// <summary>Day of acceptance; "2018" is no day.</summary>
    public DateOnly? Accepted { get; private init; }

    /// <summary>Day on which the intention was notified.</summary>
    public DateOnly? IntentionNotifiedOn { get; private init; }

    /// <summary>Day on which it was reported.</summary>
    public DateOnly? ReportedOn { get; private init; }

    /// <summary>Day of first publication.</summary>
    public DateOnly? PublishedOn { get; private init; }

    /// <summary>Paid, unpaid or not known.</summary>
    public Remuneration Remuneration { get; private init; }

    /// <summary>Kind of position that norms know apart.</summary>
    public string? Kind { get; private init; }

    /// <summary>Takes what is sure.</summary>
    /// <param name="position">As it stands.</param>
    /// <param name="term">Term of its holder.</param>
    /// <param name="beforeOffice">
    /// A month or year that was over before the office began stands for its last day. For a duty within the office that is as good as the day itself:
    /// whichever day it was, it came first. Not for what is shown as a fact.
    /// </param>
    public static PositionCase Of(AncillaryPosition position, TermCard term, bool beforeOffice = false) =>
        new()
        {
            From = term.From,
            Until = term.Until,
            ExOfficio = position.ExOfficio,
            Accepted = position.Start is not { } start ? null
                : start.First == start.Last || (beforeOffice && start.Last < term.From) ? start.Last
                : null,
            IntentionNotifiedOn = position.IntentionNotifiedOn,
            ReportedOn = position.ReportedOn,
            PublishedOn = position.PublishedOn,
            Remuneration = position.Remuneration,
            Kind = position.Kind,
        };
}
