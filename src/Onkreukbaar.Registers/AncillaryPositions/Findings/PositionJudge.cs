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

    private readonly Dictionary<string, (NormOffice? Office, IReadOnlyList<Norm> Norms)> offices = new(StringComparer.Ordinal);

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
            var (office, norms) = At(term.OfficeKind);
            if (office is not null && found.TrueForAll(f => !string.Equals(f.Office.Code, office.Code, StringComparison.Ordinal)))
            {
                var question = new Question(today, office.Code, bodyKind, Facts(position, term));
                var findings = norms.Select(n => NormLibrary.Apply(n, question)).Where(f => f.Verdict != Verdict.NotApplicable);
                found.Add(new(office, [.. findings.OrderByDescending(f => Weight(f.Verdict)).ThenBy(f => f.Norm.Id, StringComparer.Ordinal)]));
            }
        }

        return found;
    }

    /// <summary>An office of the library with its norms about positions; null and none when norms do not know it.</summary>
    public (NormOffice? Office, IReadOnlyList<Norm> Norms) At(string officeKind)
    {
        if (!offices.TryGetValue(officeKind, out var known))
        {
            known = (library.Office(officeKind), [.. library.For(officeKind, bodyKind, today).Where(n => string.Equals(n.About, Group, StringComparison.Ordinal))]);
            offices.Add(officeKind, known);
        }

        return known;
    }

    /// <summary>What is sure of a position in a term becomes a fact: "2018" is no day of acceptance.</summary>
    /// <param name="position">As it stands.</param>
    /// <param name="term">Term of its holder.</param>
    /// <param name="beforeOffice">
    /// A month or year that was over before the office began stands for its last day. For a duty within the office that is as good as the day itself:
    /// whichever day it was, it came first. Not for what is shown as a fact.
    /// </param>
    public CaseFacts Facts(AncillaryPosition position, TermCard term, bool beforeOffice = false)
    {
        DateOnly? accepted = position.Start is not { } start ? null
            : start.First == start.Last || (beforeOffice && start.Last < term.From) ? start.Last
            : null;
        var facts = new CaseFactsBuilder(library.Facts)
            .Set(FactCatalogue.ReferenceDate, today)
            .Set("ambt.datumAanvang", term.From)
            .Set("ambt.datumEinde", term.Until)
            .Set("nevenfunctie.ambtshalve", position.ExOfficio)
            .Set("nevenfunctie.datumAanvaarding", accepted)
            .Set("nevenfunctie.datumVoornemenGemeld", position.IntentionNotifiedOn)
            .Set("nevenfunctie.datumMelding", position.ReportedOn)
            .Set("nevenfunctie.datumOpenbaarmaking", position.PublishedOn)
            .Set("nevenfunctie.bezoldigd", position.Remuneration switch
            {
                Remuneration.Paid => true,
                Remuneration.Unpaid => false,
                _ => null,
            });
        if (position.Kind is { } kind && library.Facts[KindFact].Codes.Any(c => string.Equals(c.Key, kind, StringComparison.Ordinal)))
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
