// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Parts;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers.Due;

/// <summary>
/// What the law asks of those in office at a body, and how far the public register has come with it, in numbers. It reads nothing but what is public
/// already, so that no number tells of a position that waits or is withdrawn for safety.
/// </summary>
internal sealed class PublicDue(PublicPositions positions, PublicStatements statements, PublicIncomes incomes, OfficesMap map, PositionFindings findings)
{
    /// <summary>Counts those in office whose norm asks for a register, and what is asked of them.</summary>
    public async Task<RegisterHolders> OfAsync(BodyCard body, CancellationToken cancellation)
    {
        var judge = findings.Judge(body);
        var today = judge.Today;
        var terms = await map
            .Terms.Where(t => t.BodyId == body.Id && (t.From == null || t.From <= today) && (t.Until == null || t.Until > today))
            .ToListAsync(cancellation);
        var asked = terms
            .Select(t => (Term: t, Norm: judge.At(t.OfficeKind).Public))
            .Where(t => t.Norm is not null)
            .Select(t => (t.Term, Norm: t.Norm!))
            .DistinctBy(t => (t.Term.PersonId, t.Term.OfficeKind))
            .ToList();
        var own = positions.Now.Where(p => p.BodyId == body.Id);
        var entries = (
            await own.Select(p => new { p.PersonId, Over = p.State == PositionState.Ended || p.EndedUndated || (p.Until != null && p.Until <= today), p.Until })
                .Distinct()
                .ToListAsync(cancellation)
        ).ToLookup(e => e.PersonId);
        var told = (await statements.Now.Where(s => s.BodyId == body.Id).ToListAsync(cancellation)).ToLookup(s => s.PersonId);

        var places = asked
            .Select(a => a.Term.PersonId)
            .Distinct()
            .ToDictionary(
                p => p,
                p =>
                    entries[p].Any(e => !e.Over) ? Place.Current
                    // A position that ended later than the statement, or on a day that nobody noted, has overtaken it.
                    : told[p].Any(s => s.Kind == StatementKind.NoPositions && entries[p].All(e => e.Until <= s.On)) ? Place.None
                    : entries[p].Any() ? Place.Past
                    : Place.Nothing
            );
        int Count(Place place) => places.Values.Count(p => p == place);
        var rows = asked
            .GroupBy(a => a.Norm.Id, StringComparer.Ordinal)
            .Select(g => new AskedByLaw(g.First().Norm, g.First().Term.OfficeLabel, null, null, g.Count(), g.Count(a => places[a.Term.PersonId] != Place.Nothing)))
            .ToList();
        rows.AddRange(await IncomeAsync(judge, body.Id, terms, own, told, cancellation));
        return new(places.Count, Count(Place.Current), Count(Place.Past)) { StatedNone = Count(Place.None), Asked = rows };
    }

    private async Task<IEnumerable<AskedByLaw>> IncomeAsync(
        PositionJudge judge,
        Guid body,
        IReadOnlyList<TermCard> terms,
        IQueryable<AncillaryPosition> own,
        ILookup<Guid, Statement> told,
        CancellationToken cancellation
    )
    {
        var year = judge.Today.Year - 1;
        var first = new DateOnly(year, 1, 1);
        var last = first.AddYears(1);
        // Asked as if nothing was published: that is where the last day stands.
        var open = terms.SelectMany(t => DueReader.IncomeFindings(judge, t, year, null).Select(f => (t.PersonId, f.Norm.Id, f.Outcome.By))).ToList();
        var may = open.Select(o => o.PersonId).ToHashSet();
        if (may.Count == 0)
        {
            return [];
        }

        var earning = (
            await own.Where(p => p.Remuneration != Remuneration.Unpaid && !p.EndedUndated && (p.Until == null || p.Until > first) && (p.From == null || p.From < last))
                .Select(p => new AncillaryPosition
                {
                    Id = p.Id,
                    PersonId = p.PersonId,
                    Description = "",
                    ExOfficio = p.ExOfficio,
                    Remuneration = p.Remuneration,
                    Start = p.Start,
                    From = p.From,
                    Until = p.Until,
                    PublishedOn = p.PublishedOn,
                })
                .ToListAsync(cancellation)
        ).ToLookup(p => p.PersonId);
        var kept = await incomes.Now.Where(i => i.BodyId == body && i.Year == year).ToDictionaryAsync(i => (i.PositionId, i.Year), i => i.PublishedOn, cancellation);
        return terms
            .Where(t => may.Contains(t.PersonId))
            .Select(t => (Term: t, Earning: earning[t.PersonId].Where(p => DueReader.MayEarn(judge, p, t, year)).ToList()))
            .Where(t => t.Earning.Count > 0)
            .DistinctBy(t => (t.Term.PersonId, t.Term.OfficeKind))
            .SelectMany(t =>
                DueReader
                    .IncomeFindings(judge, t.Term, year, DueReader.IncomePublished(t.Earning, year, kept, Stated(t.Term.PersonId)))
                    .Select(f => (t.Term, Finding: f))
            )
            .Where(f => f.Finding.Verdict is Verdict.MustPublish or Verdict.Fulfilled or Verdict.Violates)
            .GroupBy(f => f.Finding.Norm.Id, StringComparer.Ordinal)
            .Select(g => new AskedByLaw(
                g.First().Finding.Norm,
                g.First().Term.OfficeLabel,
                open.Find(o => string.Equals(o.Id, g.Key, StringComparison.Ordinal) && o.By is not null).By,
                year,
                g.Count(),
                g.Count(f => f.Finding.Verdict != Verdict.MustPublish)
            ));

        DateOnly? Stated(Guid person) => told[person].FirstOrDefault(s => s.Kind == StatementKind.IncomePublished && s.Year == year)?.On;
    }

    private enum Place
    {
        Nothing,
        Past,
        None,
        Current,
    }
}

/// <summary>What one norm asks of those in one office, and of how many the public register holds it.</summary>
/// <param name="Norm">The norm.</param>
/// <param name="Office">Name of the office at the body.</param>
/// <param name="By">Last day; null when the norm counts no days.</param>
/// <param name="Year">Calendar year that it is about; null when it is about now.</param>
/// <param name="Holders">Of how many it is asked.</param>
/// <param name="Done">Of how many of them the register holds it.</param>
public sealed record AskedByLaw(Norm Norm, string Office, DateOnly? By, int? Year, int Holders, int Done)
{
    /// <summary>Of how many it does not.</summary>
    public int Open => Holders - Done;
}
