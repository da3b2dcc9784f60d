// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Web;
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
    /// <summary>Counts those in office at the moment of looking whose norm asked for a register and, now, what is asked of them.</summary>
    /// <param name="body">The body.</param>
    /// <param name="view">The moment of looking.</param>
    /// <param name="known">Public positions of the body as they were known at that moment; null when it is as they are known now.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<RegisterHolders> OfAsync(BodyCard body, ViewMoment view, IReadOnlyList<AncillaryPosition>? known, CancellationToken cancellation)
    {
        var today = view.AsOf ?? positions.Today;
        var judge = findings.Judge(body, today);
        var terms = await map.TermsOnAsync(body.Id, today, view.KnownOn, cancellation);
        var asked = terms
            .Select(t => (Term: t, Norm: judge.At(t.OfficeKind).Public))
            .Where(t => t.Norm is not null)
            .Select(t => (t.Term, Norm: t.Norm!))
            .DistinctBy(t => (t.Term.PersonId, t.Term.OfficeKind))
            .ToList();
        var own = positions.Now.Where(p => p.BodyId == body.Id);
        var entries = (view.IsPast ? await PastAsync(view, known, own, cancellation) : await NowAsync(own, today, cancellation)).ToLookup(e => e.PersonId);
        var told = (await statements.OfBodyAsync(body.Id, view, cancellation)).ToLookup(s => s.PersonId);

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
        var counted = new RegisterHolders(places.Count, Count(Place.Current), Count(Place.Past)) { StatedNone = Count(Place.None) };
        if (view.IsPast)
        {
            // Days and open duties belong to now: of a day that is over it is not known what was still open on it.
            return counted;
        }

        var rows = asked
            .GroupBy(a => a.Norm.Id, StringComparer.Ordinal)
            .Select(g => new AskedByLaw(g.First().Norm, g.First().Term.OfficeLabel, null, null, g.Count(), g.Count(a => places[a.Term.PersonId] != Place.Nothing)))
            .ToList();
        rows.AddRange(await IncomeAsync(judge, body.Id, terms, own, told, cancellation));
        return counted with { Asked = rows };
    }

    private static async Task<IReadOnlyList<Entry>> NowAsync(IQueryable<AncillaryPosition> own, DateOnly today, CancellationToken cancellation) =>
        [
            .. (
                await own.Select(p => new { p.PersonId, Over = p.State == PositionState.Ended || p.EndedUndated || (p.Until != null && p.Until <= today), p.Until })
                    .Distinct()
                    .ToListAsync(cancellation)
            ).Select(e => new Entry(e.PersonId, e.Over, e.Until)),
        ];

    /// <summary>What had begun on the day of looking, and whether it was over then.</summary>
    private async Task<IReadOnlyList<Entry>> PastAsync(ViewMoment view, IReadOnlyList<AncillaryPosition>? known, IQueryable<AncillaryPosition> own, CancellationToken cancellation)
    {
        var day = view.AsOf ?? positions.Today;
        known ??= await own.Where(p => p.From == null || p.From <= day)
            .Select(p => new AncillaryPosition
            {
                PersonId = p.PersonId,
                Description = "",
                State = p.State,
                EndedUndated = p.EndedUndated,
                End = p.End,
                From = p.From,
                Until = p.Until,
            })
            .ToListAsync(cancellation);
        return
        [
            .. known.Where(p => view.AsOf is null || p.From is null || p.From <= day).Select(p => new Entry(p.PersonId, PositionWords.HasEnded(p, view, positions.Today), p.Until)),
        ];
    }

    /// <summary>What of a position counts here.</summary>
    private sealed record Entry(Guid PersonId, bool Over, DateOnly? Until);

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
