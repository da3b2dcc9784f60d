// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Findings;

/// <summary>What the norms say of a position for one office of its holder.</summary>
/// <param name="Office">The office.</param>
/// <param name="All">Findings in play, the most pressing first.</param>
public sealed record OfficeFindings(NormOffice Office, IReadOnlyList<Finding> All);

/// <summary>
/// Bevindingen: applies the norms to a position for each office that the holder has at the register's body. Advice to the person and the clerk; nothing
/// is refused because of it, and where the law leaves the decision to the person, the person's own judgement is recorded with the position.
/// </summary>
internal sealed class PositionFindings(NormShelf shelf, OfficesMap map, TimeProvider clock)
{
    private const string Group = "nevenfunctie";
    internal const string KindFact = "nevenfunctie.soort";

    /// <summary>Offices that norms know at a kind of body, to choose from; all of them when norms know no office there.</summary>
    public IReadOnlyList<Choice> Offices(string bodyKind)
    {
        var own = shelf.National.Offices.Where(o => o.Bodies.Contains(bodyKind, StringComparer.Ordinal)).ToList();
        return [.. (own.Count > 0 ? own : shelf.National.Offices.Where(o => o.Bodies.Count > 0)).Select(o => new Choice(o.Code, o.Label.ToString()))];
    }

    /// <summary>What the norms say today of a position as it stands, by office.</summary>
    public async Task<IReadOnlyList<OfficeFindings>> OfAsync(AncillaryPosition position, Guid person, BodyCard body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(position);
        ArgumentNullException.ThrowIfNull(body);
        var today = DutchClock.Today(clock);
        var library = shelf.For(body.Id);
        List<OfficeFindings> found = [];
        foreach (var term in await TermsAsync(position, person, body.Id, cancellation))
        {
            if (library.Office(term.OfficeKind) is { } office && found.TrueForAll(f => f.Office.Code != office.Code))
            {
                var question = new Question(today, office.Code, body.Kind, Facts(library, position, term, today));
                var findings = library.Evaluate(question).Where(f => string.Equals(f.Norm.About, Group, StringComparison.Ordinal));
                found.Add(new(office, [.. findings.OrderByDescending(f => Weight(f.Verdict)).ThenBy(f => f.Norm.Id, StringComparer.Ordinal)]));
            }
        }

        return found;
    }

    /// <summary>The norms by which a position is public, on a day, one for each office of its holder.</summary>
    public async Task<IReadOnlyList<Norm>> PublishedUnderAsync(AncillaryPosition position, BodyCard body, DateOnly day, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(position);
        ArgumentNullException.ThrowIfNull(body);
        var library = shelf.For(body.Id);
        var terms = await TermsAsync(position, position.PersonId, body.Id, cancellation);
        return
        [
            .. terms.Select(t => t.OfficeKind).Distinct(StringComparer.Ordinal)
                .SelectMany(o => library.For(o, body.Kind, day))
                .Where(MakesPublic),
        ];
    }

    /// <summary>Whether a norm makes the positions of an office's holders public on a day.</summary>
    public bool IsPublicFor(Guid body, string office, DateOnly day) => shelf.For(body).For(office, null, day).Any(MakesPublic);

    // Norms of the topic itself: for civil servants publication holds for designated posts only, which the register does not know.
    private static bool MakesPublic(Norm norm) =>
        norm is { Kind: NormKind.Publication, About: Group, Topic: "nevenfuncties", Status: NormStatus.InForce or NormStatus.Local };

    // The term that the entry names, else those that overlap it.
    private async Task<IReadOnlyList<TermCard>> TermsAsync(AncillaryPosition position, Guid person, Guid body, CancellationToken cancellation)
    {
        var terms = await map.Terms.Where(t => t.PersonId == person && t.BodyId == body).ToListAsync(cancellation);
        var period = new Period(position.From, position.Until);
        return [.. terms.Where(t => position.TermId is { } term ? t.Id == term : new Period(t.From, t.Until).Overlaps(period))];
    }

    // Only what is sure becomes a fact: "2018" is no day of acceptance.
    private static CaseFacts Facts(NormLibrary library, AncillaryPosition position, TermCard term, DateOnly today)
    {
        var facts = new CaseFactsBuilder(library.Facts)
            .Set(FactCatalogue.ReferenceDate, today)
            .Set("ambt.datumAanvang", term.From)
            .Set("ambt.datumEinde", term.Until)
            .Set("nevenfunctie.ambtshalve", position.ExOfficio)
            .Set("nevenfunctie.datumAanvaarding", position.Start is { } start && start.First == start.Last ? start.First : null)
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
