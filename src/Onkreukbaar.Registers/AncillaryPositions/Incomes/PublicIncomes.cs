// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.AncillaryPositions.Published;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>
/// The one source of what the public sees of income: only of positions that are public now, only where a norm asks for it of that office over that year
/// as the register knows them now, and nothing that was removed. The same holds for a look back: what may not be shown today is not told about the past.
/// </summary>
internal sealed class PublicIncomes(RegisterStore store, OfficesMap map, IncomeRules rules, PublicPositions positions)
{
    private const int Batch = 200;

    /// <summary>What is kept now; whether the public may see it is decided where it is shown.</summary>
    public IQueryable<PositionIncome> Now => store.Set<PositionIncome>().AsNoTracking().Where(i => !i.Retracted);

    /// <summary>Income of positions at the moment asked for, latest year first.</summary>
    /// <param name="rows">Positions that are shown.</param>
    /// <param name="view">The moment of looking.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>By position.</returns>
    public async Task<ILookup<Guid, PublicIncome>> OfAsync(IReadOnlyCollection<PositionRow> rows, ViewMoment view, CancellationToken cancellation)
    {
        if (view.KnownOn is null)
        {
            // Most positions have none, and their rows say so: no question is asked about them.
            var some = rows.Where(r => r.HasIncome).Select(r => r.Position.Id).ToList();
            return await ByPositionAsync(some.Count == 0 ? [] : await Now.Where(i => some.Contains(i.PositionId)).ToListAsync(cancellation), view, cancellation);
        }

        var ids = rows.Select(r => r.Position.Id).ToHashSet();
        Guid?[] persons = [.. rows.Select(r => (Guid?)r.Position.PersonId).Distinct()];
        var known = persons.Length == 0 ? [] : await KnownAsync(view.KnownOn.Value, v => v.Where(x => persons.Contains(x.PersonId)), cancellation);
        return await ByPositionAsync([.. known.Where(i => ids.Contains(i.PositionId))], view, cancellation);
    }

    /// <summary>Income of one position at the moment asked for, latest year first.</summary>
    public async Task<IReadOnlyList<PublicIncome>> OfPositionAsync(Guid position, Guid person, ViewMoment view, CancellationToken cancellation)
    {
        var found = view.KnownOn is { } moment
            ? [.. (await KnownAsync(moment, v => v.Where(x => x.PersonId == person), cancellation)).Where(i => i.PositionId == position)]
            : await Now.Where(i => i.PositionId == position).ToListAsync(cancellation);
        return [.. (await ByPositionAsync(found, view, cancellation))[position]];
    }

    /// <summary>Those of these that the public may see now, by their number.</summary>
    public async Task<IReadOnlyDictionary<Guid, PublicIncome>> OfSubjectsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var found = await Now.Where(i => ids.Contains(i.Id)).ToListAsync(cancellation);
        return (await ShownAsync(found, ViewMoment.Now, cancellation)).ToDictionary(i => i.Income.Id);
    }

    /// <summary>All income, in order of number.</summary>
    public async IAsyncEnumerable<PublicIncome> AllAsync(Guid? body, ViewMoment view, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (view.KnownOn is { } moment)
        {
            var known = await KnownAsync(moment, v => body is { } of ? v.Where(x => x.BodyId == of) : v, cancellation);
            foreach (var some in known.OrderBy(i => i.Id).Chunk(Batch))
            {
                foreach (var income in await ShownAsync(some, view, cancellation))
                {
                    yield return income;
                }
            }

            yield break;
        }

        var last = Guid.Empty;
        while (true)
        {
            var after = last;
            var query = Now.Where(i => i.Id.CompareTo(after) > 0);
            var some = await (body is { } of ? query.Where(i => i.BodyId == of) : query).OrderBy(i => i.Id).Take(Batch).ToListAsync(cancellation);
            foreach (var income in await ShownAsync(some, view, cancellation))
            {
                yield return income;
            }

            if (some.Count < Batch)
            {
                yield break;
            }

            last = some[^1].Id;
        }
    }

    /// <summary>What was recorded then of what is still kept now.</summary>
    private async Task<IReadOnlyList<PositionIncome>> KnownAsync(DateTime moment, Func<IQueryable<VersionRow>, IQueryable<VersionRow>> narrow, CancellationToken cancellation)
    {
        var known = (await store.AsKnownAsync<PositionIncome>(moment, narrow, cancellation)).Select(k => k.State).ToList();
        var alive = new HashSet<Guid>();
        foreach (var some in known.Select(i => i.Id).Chunk(Batch))
        {
            alive.UnionWith(await Now.Where(i => some.Contains(i.Id)).Select(i => i.Id).ToListAsync(cancellation));
        }

        return known.FindAll(i => !i.Retracted && alive.Contains(i.Id));
    }

    private async Task<ILookup<Guid, PublicIncome>> ByPositionAsync(IReadOnlyList<PositionIncome> found, ViewMoment view, CancellationToken cancellation)
    {
        var shown = new List<PublicIncome>();
        foreach (var some in found.Chunk(Batch))
        {
            shown.AddRange(await ShownAsync(some, view, cancellation));
        }

        return shown.OrderByDescending(i => i.Income.Year).ToLookup(i => i.Income.PositionId);
    }

    private async Task<IReadOnlyList<PublicIncome>> ShownAsync(IReadOnlyCollection<PositionIncome> found, ViewMoment view, CancellationToken cancellation)
    {
        if (found.Count == 0)
        {
            return [];
        }

        var ids = found.Select(i => i.PositionId).Distinct().ToList();
        var held = await positions.Now.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellation);
        var persons = held.Values.Select(p => p.PersonId).Distinct().ToList();
        var terms = (await map.Terms.Where(t => persons.Contains(t.PersonId)).ToListAsync(cancellation)).ToLookup(t => (t.PersonId, t.BodyId));
        var bodies = held.Values.Select(p => p.BodyId).Distinct().ToList();
        var kinds = await map.Bodies.Where(b => bodies.Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Kind, cancellation);
        var shown = new List<PublicIncome>();
        foreach (var income in found)
        {
            // On a day within the year nobody could know what it brought in.
            if (
                held.TryGetValue(income.PositionId, out var position)
                && !(view.AsOf is { } day && day.Year <= income.Year)
                && kinds.TryGetValue(position.BodyId, out var kind)
                && rules.Of(position, terms[(position.PersonId, position.BodyId)], kind, income.Year).Norm is { } norm
            )
            {
                shown.Add(new(income, position.Description, new PublicUnder(norm, position.BodyId)));
            }
        }

        return shown;
    }
}

/// <summary>Income of a position in a year as the public sees it.</summary>
/// <param name="Income">Year and amount.</param>
/// <param name="Position">What the position is now.</param>
/// <param name="Under">The norm by which it is public.</param>
public sealed record PublicIncome(PositionIncome Income, string Position, PublicUnder Under);
