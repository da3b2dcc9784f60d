// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers.Due;

/// <summary>
/// What the norms make due for those in office at a body, from what the register holds. The law is in the norms alone: here is only which facts go into
/// which question, and what of the answers the register can still do something about. A fixed number of queries, however many positions there are.
/// </summary>
internal sealed class DueReader(RegisterStore store, OfficesMap map, PositionFindings findings)
{
    /// <summary>How far ahead the list looks, in days.</summary>
    public const int Ahead = 183;

    /// <summary>All that is due, with a day first, from old to new; what has no day comes last.</summary>
    public async Task<IReadOnlyList<DueItem>> OfAsync(BodyCard body, CancellationToken cancellation)
    {
        var judge = findings.Judge(body);
        var today = judge.Today;
        var holders = await HoldersAsync(body.Id, today, cancellation);
        var statements = await store.Set<Statement>().AsNoTracking().Where(s => s.BodyId == body.Id && !s.Retracted).ToListAsync(cancellation);
        // Of most office-holders nothing is asked about what is public already: there are many such positions, and they stay where they are.
        var wider = holders
            .Where(h => judge.At(h.Term.OfficeKind) is var norms && (norms.Income.Count > 0 || norms.Duties.Any(n => n.Kind is NormKind.PriorNotice or NormKind.Deadline)))
            .Select(h => h.Person.Id)
            .Concat(statements.Where(s => s.Kind == StatementKind.NoPositions).Select(s => s.PersonId))
            .ToHashSet();
        var positions = await PositionsAsync(body.Id, today, wider, cancellation);
        var known = await store.Set<AncillaryPosition>().AsNoTracking().Where(p => p.BodyId == body.Id).Select(p => p.PersonId).Distinct().ToHashSetAsync(cancellation);
        var told = statements.ToLookup(s => s.PersonId);
        var held = positions.ToLookup(p => p.PersonId);
        var kept = await IncomeAsync(holders.Any(h => judge.At(h.Term.OfficeKind).Income.Count > 0), body.Id, today.Year - 1, cancellation);

        List<DueItem> items = [];
        foreach (var holder in holders.GroupBy(h => h.Person.Id))
        {
            var person = holder.First().Person;
            var terms = holder.Select(h => h.Term).DistinctBy(t => t.OfficeKind, StringComparer.Ordinal).ToList();
            foreach (var term in terms)
            {
                items.AddRange(held[person.Id].SelectMany(p => OfPosition(judge, person, term, p)));
                items.AddRange(IncomeOf(judge, person, term, [.. held[person.Id]], [.. told[person.Id]], kept));
            }

            if (terms.Select(t => (Term: t, Norm: judge.At(t.OfficeKind).Public)).FirstOrDefault(t => t.Norm is not null) is (var within, { } norm))
            {
                items.AddRange(OfHolder(person, within, norm, known.Contains(person.Id), [.. held[person.Id]], [.. told[person.Id]], today));
            }
        }

        return [.. items.OrderBy(i => i.Day is null).ThenBy(i => i.Day).ThenBy(i => i.Holder.SortKey, StringComparer.Ordinal).ThenBy(i => i.What, StringComparer.Ordinal)];
    }

    /// <summary>Terms of those in office at a body on a day, with the person.</summary>
    public async Task<IReadOnlyList<(PersonCard Person, TermCard Term)>> HoldersAsync(Guid body, DateOnly today, CancellationToken cancellation)
    {
        var found = await (
            from t in map.Terms
            join p in map.Persons on t.PersonId equals p.Id
            where t.BodyId == body && (t.From == null || t.From <= today) && (t.Until == null || t.Until > today)
            orderby p.SortKey, t.Id
            select new { Person = p, Term = t }
        ).ToListAsync(cancellation);
        return found.ConvertAll(f => (f.Person, f.Term));
    }

    /// <summary>The norms that ask to publish the income of a year from someone in an office, as they answer for that year.</summary>
    /// <param name="judge">Norms of the body.</param>
    /// <param name="term">The term of office.</param>
    /// <param name="year">Calendar year.</param>
    /// <param name="published">Day on which it was published; null when the register does not hold one.</param>
    public static IEnumerable<Finding> IncomeFindings(PositionJudge judge, TermCard term, int year, DateOnly? published)
    {
        var norms = judge.At(term.OfficeKind).Income;
        if (norms.Count == 0)
        {
            return [];
        }

        var question = IncomeQuestion(judge, term, year, published);
        return norms.Select(n => NormLibrary.Apply(n, question)).Where(f => f.Verdict != Verdict.NotApplicable && !IsBefore(f, term));
    }

    /// <summary>What the register knows of the income of a year, as norms ask it.</summary>
    /// <param name="judge">Norms of the body on the day of the law.</param>
    /// <param name="term">The term of office.</param>
    /// <param name="year">Calendar year.</param>
    /// <param name="published">Day on which it was published; null when the register does not hold one.</param>
    public static Question IncomeQuestion(PositionJudge judge, TermCard term, int year, DateOnly? published)
    {
        var facts = new CaseFactsBuilder(judge.Library.Facts)
            .Set(FactCatalogue.ReferenceDate, judge.Today)
            .Set("ambt.datumAanvang", term.From)
            .Set("ambt.datumEinde", term.Until)
            .Set("ambt.voltijds", term.IsFullTime(year))
            .SetYear("inkomsten.jaar", year)
            .Set("inkomsten.datumOpenbaarmaking", published)
            .Build();
        return new(judge.Today, term.OfficeKind, judge.BodyKind, facts);
    }

    /// <summary>Why the norms that make the positions of an office public do not speak of this one (for some offices not those held ex officio); null when one does.</summary>
    public static Finding? Outside(PositionJudge judge, AncillaryPosition position, TermCard term)
    {
        var question = new Question(judge.Today, term.OfficeKind, judge.BodyKind, judge.Facts(PositionCase.Of(position, term)));
        Finding? outside = null;
        foreach (var norm in judge.At(term.OfficeKind).Duties.Where(n => n.Kind == NormKind.Publication))
        {
            var finding = NormLibrary.Apply(norm, question);
            if (finding.Verdict != Verdict.NotApplicable)
            {
                return null;
            }

            outside ??= finding;
        }

        return outside;
    }

    /// <summary>
    /// Whether a position may have given income in a year that the office's own norm makes public: it was held in that year, is not known to be unpaid,
    /// and belongs to the positions that this norm speaks of (for some offices not those held ex officio).
    /// </summary>
    public static bool MayEarn(PositionJudge judge, AncillaryPosition position, TermCard term, int year)
    {
        var first = new DateOnly(year, 1, 1);
        return position.Remuneration != Remuneration.Unpaid
            && !position.EndedUndated
            && !(position.Until <= first)
            && !(position.From >= first.AddYears(1))
            && Outside(judge, position, term) is null;
    }

    /// <summary>
    /// Day on which the income of a year was public: the one that was stated, or the one on which it stood here for each position that may have given
    /// any; the first of the two.
    /// </summary>
    /// <param name="earning">Positions that may have given income in that year.</param>
    /// <param name="year">Calendar year.</param>
    /// <param name="kept">Days of publication here, by position and year.</param>
    /// <param name="stated">Day on which it was published elsewhere; null when nobody stated one.</param>
    public static DateOnly? IncomePublished(IReadOnlyList<AncillaryPosition> earning, int year, IReadOnlyDictionary<(Guid Position, int Year), DateOnly> kept, DateOnly? stated)
    {
        DateOnly? here = earning.Count > 0 && earning.All(p => kept.ContainsKey((p.Id, year))) ? earning.Max(p => kept[(p.Id, year)]) : null;
        return here is null || stated < here ? stated : here;
    }

    // What still has to be published or noted: all that is not over, and what gave income in the years that may be due. Nothing that is withdrawn for safety.
    private Task<List<AncillaryPosition>> PositionsAsync(Guid body, DateOnly today, HashSet<Guid> wider, CancellationToken cancellation)
    {
        var years = new DateOnly(today.Year - 1, 1, 1);
        return store
            .Set<AncillaryPosition>()
            .AsNoTracking()
            .Where(p => p.BodyId == body && !p.Withdrawn)
            .Where(p =>
                p.State == PositionState.Draft
                || p.State == PositionState.Declared
                || (
                    EF.Parameter(wider).Contains(p.PersonId)
                    && !p.EndedUndated
                    && (p.Until == null || p.Until > today || (p.Remuneration != Remuneration.Unpaid && p.Until > years))
                )
            )
            .Select(p => new AncillaryPosition
            {
                Id = p.Id,
                BodyId = p.BodyId,
                PersonId = p.PersonId,
                TermId = p.TermId,
                Description = p.Description,
                Organisation = p.Organisation,
                ExOfficio = p.ExOfficio,
                Remuneration = p.Remuneration,
                Start = p.Start,
                End = p.End,
                EndedUndated = p.EndedUndated,
                From = p.From,
                Until = p.Until,
                ReportedOn = p.ReportedOn,
                Kind = p.Kind,
                IntentionNotifiedOn = p.IntentionNotifiedOn,
                PublishedOn = p.PublishedOn,
                State = p.State,
            })
            .ToListAsync(cancellation);
    }

    private async Task<IReadOnlyDictionary<(Guid Position, int Year), DateOnly>> IncomeAsync(bool isAsked, Guid body, int from, CancellationToken cancellation) =>
        isAsked
            ? await store
                .Set<PositionIncome>()
                .Where(i => i.BodyId == body && !i.Retracted && i.Year >= from)
                .Select(i => new { i.PositionId, i.Year, i.PublishedOn })
                .ToDictionaryAsync(i => (i.PositionId, i.Year), i => i.PublishedOn, cancellation)
            : new Dictionary<(Guid Position, int Year), DateOnly>();

    private static IEnumerable<DueItem> OfPosition(PositionJudge judge, PersonCard person, TermCard term, AncillaryPosition position)
    {
        var isPublic = position.IsPublic;
        if ((isPublic && PositionWords.HasEnded(position, judge.Today)) || !new Kernel.Time.Period(term.From, term.Until).Overlaps(new(position.From, position.Until)))
        {
            yield break;
        }

        var question = new Question(judge.Today, term.OfficeKind, judge.BodyKind, judge.Facts(PositionCase.Of(position, term, beforeOffice: true)));
        var what = position.Organisation is { } organisation ? $"{position.Description}, {organisation}" : position.Description;
        // What is public was published and disclosed: nothing of that can be due any more.
        foreach (var norm in judge.At(term.OfficeKind).Duties.Where(n => !isPublic || n.Kind is not (NormKind.Publication or NormKind.Disclosure)))
        {
            var finding = NormLibrary.Apply(norm, question);
            DueKind? kind = finding.Verdict switch
            {
                Verdict.MustPublish when !isPublic => DueKind.Publish,
                // The day of acceptance is not known well enough to compute a day, and yet it waits to be published.
                Verdict.CannotTell when !isPublic && norm.Kind == NormKind.Publication => DueKind.Publish,
                // A notice whose day nobody can place in time is only asked for as long as the position is new here.
                Verdict.MustNotify when finding.Outcome.By is not null || !isPublic => DueKind.Notify,
                // What stands in the register was disclosed, whether or not somebody noted the day.
                Verdict.MustDisclose when position.State == PositionState.Draft => DueKind.Notify,
                Verdict.MustAct => DueKind.Act,
                _ => null,
            };
            if (kind is { } due && !IsBefore(finding, term))
            {
                yield return new(due, StateOf(finding, judge.Today), person, term, norm, finding.Outcome.By, what, finding) { Position = position.Id };
            }
        }
    }

    private static IEnumerable<DueItem> IncomeOf(
        PositionJudge judge,
        PersonCard person,
        TermCard term,
        List<AncillaryPosition> positions,
        List<Statement> told,
        IReadOnlyDictionary<(Guid Position, int Year), DateOnly> kept
    )
    {
        for (var year = judge.Today.Year - 1; year <= judge.Today.Year; year++)
        {
            var of = year;
            var earning = positions.FindAll(p => p.State != PositionState.Draft && MayEarn(judge, p, term, of));
            if (earning.Count == 0)
            {
                continue;
            }

            var published = IncomePublished(earning, year, kept, told.Find(s => s.Kind == StatementKind.IncomePublished && s.Year == of)?.On);
            foreach (var finding in IncomeFindings(judge, term, year, published))
            {
                var isDue = finding.Verdict == Verdict.MustPublish && (finding.Outcome.By is not { } by || by <= judge.Today.AddDays(Ahead));
                // Of a year that is not over nothing is asked yet; what cannot be told can wait until it is.
                if (isDue || (finding.Verdict == Verdict.CannotTell && year < judge.Today.Year))
                {
                    var what = PositionWords.Say(Texts.DueIncomeOver, year.ToString(CultureInfo.InvariantCulture));
                    yield return new(DueKind.Income, StateOf(finding, judge.Today), person, term, finding.Norm, finding.Outcome.By, what, finding)
                    {
                        Year = year,
                        // What a year brought in is known when it is over; and a norm that only asks for inspection puts no amount here.
                        Missing = isDue && year < judge.Today.Year && IncomeRules.IsElectronic(finding.Norm) ? [.. earning.Where(p => p.IsPublic && !kept.ContainsKey((p.Id, of))).Select(p => new DuePosition(p.Id, p.Description))] : [],
                    };
                }
            }
        }
    }

    private static IEnumerable<DueItem> OfHolder(PersonCard person, TermCard term, Norm norm, bool isKnown, List<AncillaryPosition> positions, List<Statement> told, DateOnly today)
    {
        var none = told.Find(s => s.Kind == StatementKind.NoPositions);
        if (none is null && !isKnown)
        {
            yield return new(DueKind.NoStatement, DueState.Check, person, term, norm, term.From, Texts.DueNoStatementWhat, Finding: null);
        }
        else if (none is not null && positions.Exists(p => p.State != PositionState.Draft && !PositionWords.HasEnded(p, today)))
        {
            yield return new(DueKind.Outdated, DueState.Check, person, term, norm, none.On, Texts.DueOutdatedWhat, Finding: null) { Statement = none.Id };
        }

        if (term.Until is { } until && until <= today.AddDays(Ahead))
        {
            yield return new(DueKind.TermEnds, DueState.Coming, person, term, norm, until.AddDays(-1), Texts.DueTermEndsWhat, Finding: null);
        }
    }

    // A norm of the phase "in office" asked for nothing on a day before the office began.
    private static bool IsBefore(Finding finding, TermCard term) => finding.Norm.Phase == NormPhase.During && finding.Outcome.By is { } by && by < term.From;

    private static DueState StateOf(Finding finding, DateOnly today) =>
        finding.Verdict == Verdict.CannotTell || finding.Outcome.By is null ? DueState.Check
        : finding.Norm.Shape is DutyShape { Term: { IsCounted: false } } ? DueState.AtOnce
        : finding.Outcome.By < today ? DueState.Late
        : DueState.Coming;
}
