// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.AncillaryPositions.Published;

/// <summary>
/// The one source of everything the public sees of positions: pages, API, files, feeds. Published and not withdrawn, now and in every look
/// back: what is withdrawn today is not told about the past either.
/// </summary>
internal sealed class PublicPositions(RegisterStore store, OfficesMap map, TimeProvider clock, PublicReads reads)
{
    /// <summary>Most that the page of a person shows; the list shows what is more.</summary>
    public const int MostOfPerson = 1000;

    /// <summary>Above this many positions that may be in it, a look back over everything is refused: it would read them all.</summary>
    private const int MostKnown = 20_000;

    /// <summary>Positions that are named at the old address of an organisation.</summary>
    private const int MostMoved = 100;

    private (Guid Person, ViewMoment View, IReadOnlyList<PositionRow> Rows)? ofPerson;

    public DateOnly Today => DutchClock.Today(clock);

    /// <summary>Positions that are public now.</summary>
    public IQueryable<AncillaryPosition> Now =>
        store.Set<AncillaryPosition>().AsNoTracking().Where(p => (p.State == PositionState.Published || p.State == PositionState.Ended) && !p.Withdrawn);

    /// <summary>Public positions that the filter leaves, as known now, with names and in its order.</summary>
    public async Task<IQueryable<PositionRow>> RowsAsync(PositionFilter filter, CancellationToken cancellation) =>
        Sorted(Named(Positions(filter, await SearchAsync(filter, cancellation))), filter.Sort);

    /// <summary>Adds the names of whom it is about and whose register holds it; no position is without.</summary>
    private IQueryable<PositionRow> Named(IQueryable<AncillaryPosition> positions) =>
        from p in positions
        join who in map.Persons on p.PersonId equals who.Id
        join body in map.Bodies on p.BodyId equals body.Id
        select new PositionRow
        {
            Position = p,
            Person = who.Name,
            PersonSort = who.SortKey,
            Body = body.Name,
            HasIncome = store.Set<PositionIncome>().Any(i => i.PositionId == p.Id && !i.Retracted),
        };

    /// <summary>Public positions that a filter without words leaves, as known now, without names.</summary>
    /// <exception cref="ArgumentException">The filter has words: those are looked up first, by <see cref="RowsAsync"/> or <see cref="ListAsync"/>.</exception>
    public IQueryable<AncillaryPosition> Positions(PositionFilter filter) =>
        filter.Text is null ? Positions(filter, search: null) : throw new ArgumentException("Words are looked up first.", nameof(filter));

    private Task<PositionSearch?> SearchAsync(PositionFilter filter, CancellationToken cancellation) => PositionSearch.ReadAsync(filter.Text, map, cancellation);

    private IQueryable<AncillaryPosition> Positions(PositionFilter filter, PositionSearch? search)
    {
        var positions = search is null ? Now : Public(search.In(store).AsNoTracking());
        if (filter.Person is { } person)
        {
            positions = positions.Where(p => p.PersonId == person);
        }

        if (filter.Body is { } body)
        {
            positions = positions.Where(p => p.BodyId == body);
        }

        if (filter.OrganisationKey is { } key)
        {
            positions = positions.Where(p => p.OrganisationKey == key);
        }

        if (filter.Paid is { } paid)
        {
            positions = positions.Where(p => p.Remuneration == paid);
        }

        if (filter.View.AsOf is { } day)
        {
            // What ended on a day that nobody noted may have held on any earlier day, but surely does not hold today.
            var past = day < Today;
            positions = positions.Where(p => (p.From == null || p.From <= day) && (p.Until == null || p.Until > day) && (past || !p.EndedUndated));
        }

        if (filter.BodyKind is { } kind)
        {
            positions = positions.Where(p => map.Bodies.Any(b => b.Id == p.BodyId && b.Kind == kind));
        }

        return positions;
    }

    /// <summary>One public position with names; null when it is not public now.</summary>
    public async Task<PositionRow?> RowAsync(Guid id, CancellationToken cancellation) =>
        (await reads.Position.ReadAsync(store, key => Named(Positions(new PositionFilter(ViewMoment.Now))).Where(r => r.Position.Id == key), id, cancellation)).SingleOrDefault();

    /// <summary>What a person's page shows at the moment asked for, latest start first; read once for all parts of the page.</summary>
    public async Task<IReadOnlyList<PositionRow>> OfPersonAsync(Guid person, ViewMoment view, CancellationToken cancellation)
    {
        if (ofPerson is { } known && known.Person == person && known.View == view)
        {
            return known.Rows;
        }

        var rows = view.IsPast
            ? (await ListAsync(LatestFirst(person, view), 1, MostOfPerson, cancellation)).Rows
            : await reads.PositionsOf.ReadAsync(
                store,
                key => Sorted(Named(Positions(LatestFirst(key, view))), "-van").Take(MostOfPerson),
                person,
                cancellation
            );
        ofPerson = (person, view, rows);
        return rows;
    }

    /// <summary>One page of what the filter leaves, at the moment asked for.</summary>
    /// <exception cref="ProblemException">400 when a look back is asked for without saying over whom or what.</exception>
    public async Task<(IReadOnlyList<PositionRow> Rows, int Total)> ListAsync(PositionFilter filter, int page, int size, CancellationToken cancellation = default)
    {
        if (filter.View.KnownOn is null)
        {
            var positions = Positions(filter, await SearchAsync(filter, cancellation));
            var skip = (page - 1) * size;
            // Names are looked up for the page alone where the order does not need them.
            var rows = filter.Sort switch
            {
                "id" => Named(positions.OrderBy(p => p.Id).Skip(skip).Take(size)),
                "-id" or "nieuwste" => Named(positions.OrderByDescending(p => p.Id).Skip(skip).Take(size)),
                _ => Sorted(Named(positions), filter.Sort).Skip(skip).Take(size),
            };
            var shown = await Sorted(rows, filter.Sort).ToListAsync(cancellation);
            // A first page that is not full holds them all.
            return (shown, page == 1 && shown.Count < size ? shown.Count : await positions.CountAsync(cancellation));
        }

        var known = await KnownAsync(filter, cancellation);
        return ([.. known.Skip((page - 1) * size).Take(size)], known.Count);
    }

    /// <summary>What the register said at <see cref="ViewMoment.KnownOn"/>, sorted; without what is withdrawn now.</summary>
    /// <exception cref="ProblemException">400 when it would read a great part of the register or its history.</exception>
    public async Task<IReadOnlyList<PositionRow>> KnownAsync(PositionFilter filter, CancellationToken cancellation = default)
    {
        var moment = filter.View.KnownOn ?? throw new ArgumentException("There is no moment to look back to.", nameof(filter));
        var search = await SearchAsync(filter, cancellation);
        if (filter.Person is not null || filter.Body is not null || filter.OrganisationKey is not null)
        {
            return await SortedAsync(await PastAsync(filter, search, moment, versions => Narrowed(versions, filter), cancellation), filter.Sort, cancellation);
        }

        // What did not change since is found as always; only the rest needs its recorded states.
        var changed = store.ChangedSince<AncillaryPosition>(moment);
        var same = Named(Positions(filter with { View = filter.View with { KnownOn = null } }, search)).Where(r => !changed.Contains(r.Position.Id));
        if (await changed.Take(MostKnown + 1).CountAsync(cancellation) > MostKnown || await same.Take(MostKnown + 1).CountAsync(cancellation) > MostKnown)
        {
            throw new ProblemException(RegisterProblems.ChooseFirst());
        }

        var others = await PastAsync(filter, search, moment, versions => versions.Where(v => changed.Contains(v.SubjectId)), cancellation);
        return await SortedAsync([.. await same.ToListAsync(cancellation), .. others], filter.Sort, cancellation);
    }

    private static IQueryable<VersionRow> Narrowed(IQueryable<VersionRow> versions, PositionFilter filter)
    {
        if (filter.Person is { } person)
        {
            versions = versions.Where(v => v.PersonId == person);
        }

        if (filter.Body is { } body)
        {
            versions = versions.Where(v => v.BodyId == body);
        }

        return filter.OrganisationKey is { } key ? versions.Where(v => v.OrganisationKey == key) : versions;
    }

    private IQueryable<PositionRow> Sorted(IQueryable<PositionRow> rows, string sort) => PositionOverview.Sorted(rows, sort, map.Bodies);

    private async Task<IReadOnlyList<PositionRow>> SortedAsync(IReadOnlyList<PositionRow> rows, string sort, CancellationToken cancellation)
    {
        if (sort is not ("organisatie" or "-organisatie"))
        {
            return [.. Sorted(rows.AsQueryable(), sort)];
        }

        var bodies = await map.BodiesAsync(rows.Select(r => r.Position.OrganisationBodyId).OfType<Guid>(), cancellation);
        return PositionOverview.ByOrganisation(rows, bodies, descending: sort[0] == '-');
    }

    /// <summary>Recorded states that were public at the moment, fit the filter and are not withdrawn now.</summary>
    private async Task<IReadOnlyList<PositionRow>> PastAsync(
        PositionFilter filter,
        PositionSearch? search,
        DateTime moment,
        Func<IQueryable<VersionRow>, IQueryable<VersionRow>> narrow,
        CancellationToken cancellation
    )
    {
        var recorded = await store.AsKnownAsync<AncillaryPosition>(moment, narrow, cancellation);
        var hidden = await HiddenAsync([.. recorded.Select(r => r.State.Id)], cancellation);
        var states = new List<AncillaryPosition>();
        foreach (var state in recorded.Select(r => r.State).Where(s => s.IsPublic && !hidden.Contains(s.Id)))
        {
            state.Derive();
            if (Fits(state, filter) && search?.Finds(state) is not false)
            {
                states.Add(state);
            }
        }

        return await NamedAsync(states, recorded.ToDictionary(r => r.State.Id, r => r.RecordedAt), filter, cancellation);
    }

    /// <summary>
    /// Positions that are public now and were public once under this key of an organisation, which was corrected since. What is withdrawn is not among them.
    /// </summary>
    public async Task<IReadOnlyList<PositionRow>> MovedAsync(string organisationKey, CancellationToken cancellation = default)
    {
        var kind = store.KindOf(typeof(AncillaryPosition));
        var once = store.Versions.Where(v => v.Kind == kind && v.OrganisationKey == organisationKey).Select(v => v.SubjectId);
        var rows = await Named(Now.Where(p => once.Contains(p.Id) && p.OrganisationKey != organisationKey).OrderBy(p => p.Id).Take(MostMoved)).ToListAsync(cancellation);
        var moved = new List<PositionRow>();
        foreach (var row in rows)
        {
            // What was corrected before it was published, nobody could read under the old key.
            if ((await store.HistoryAsync<AncillaryPosition>(row.Position.Id, cancellation)).Any(h => h.State.IsPublic && IsAt(h.State, organisationKey)))
            {
                moved.Add(row);
            }
        }

        return moved;
    }

    private static bool IsAt(AncillaryPosition state, string organisationKey)
    {
        state.Derive();
        return string.Equals(state.OrganisationKey, organisationKey, StringComparison.Ordinal);
    }

    /// <summary>Whether a position held on a day, as far as its dates tell: by the rule of <see cref="Positions(PositionFilter)"/>.</summary>
    public bool Holds(AncillaryPosition position, DateOnly day) =>
        (position.From is null || position.From <= day) && (position.Until is null || position.Until > day) && (day < Today || !position.EndedUndated);

    /// <summary>Which of these are withdrawn now.</summary>
    public async Task<HashSet<Guid>> HiddenAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation = default)
    {
        var hidden = new HashSet<Guid>();
        foreach (var some in ids.Distinct().Chunk(500))
        {
            hidden.UnionWith(await store.Set<AncillaryPosition>().Where(p => some.Contains(p.Id) && p.Withdrawn).Select(p => p.Id).ToListAsync(cancellation));
        }

        return hidden;
    }

    private static PositionFilter LatestFirst(Guid person, ViewMoment view) => new(view) { Person = person, Sort = "-van" };

    private static IQueryable<AncillaryPosition> Public(IQueryable<AncillaryPosition> positions) =>
        positions.Where(p => (p.State == PositionState.Published || p.State == PositionState.Ended) && !p.Withdrawn);

    private bool Fits(AncillaryPosition p, PositionFilter filter) =>
        (filter.Paid is null || p.Remuneration == filter.Paid)
        && (filter.OrganisationKey is null || string.Equals(p.OrganisationKey, filter.OrganisationKey, StringComparison.Ordinal))
        && (filter.View.AsOf is not { } day || Holds(p, day));

    private async Task<IReadOnlyList<PositionRow>> NamedAsync(
        List<AncillaryPosition> states,
        Dictionary<Guid, DateTime> recordedAt,
        PositionFilter filter,
        CancellationToken cancellation
    )
    {
        var persons = await map.PersonsAsync(states.Select(s => s.PersonId), cancellation);
        var bodies = await map.BodiesAsync(states.Select(s => s.BodyId), cancellation);
        return
        [
            .. states
                .Where(s => persons.ContainsKey(s.PersonId) && bodies.TryGetValue(s.BodyId, out var body) && (filter.BodyKind is null || string.Equals(body.Kind, filter.BodyKind, StringComparison.Ordinal)))
                .Select(s => new PositionRow
                {
                    Position = s,
                    Person = persons[s.PersonId].Name,
                    PersonSort = persons[s.PersonId].SortKey,
                    Body = bodies[s.BodyId].Name,
                    RecordedAt = recordedAt.TryGetValue(s.Id, out var at) ? at : null,
                }),
        ];
    }
}

/// <summary>What a visitor or caller of the API asks for.</summary>
public sealed record PositionFilter(ViewMoment View)
{
    public Guid? Person { get; init; }

    public Guid? Body { get; init; }

    public string? BodyKind { get; init; }

    public string? OrganisationKey { get; init; }

    public Remuneration? Paid { get; init; }

    public string? Text { get; init; }

    /// <summary>Sort key, with a minus for descending: <c>persoon</c>, <c>omschrijving</c>, <c>organisatie</c>, <c>van</c>, <c>nieuwste</c>.</summary>
    public string Sort { get; init; } = "nieuwste";
}
