// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>
/// The one source of everything the public sees of gifts and trips: pages, API, files. All are public once they are kept, on the page of the person
/// and everywhere else alike.
/// </summary>
internal sealed class PublicDeclarations(RegisterStore store, OfficesMap map, PublicReads reads)
{
    /// <summary>Most that is read at once for the page of one person; of more, each kind is read and counted apart.</summary>
    private const int MostOfPerson = 1000;

    /// <summary>Most that is shown of an organisation that goes by another name since.</summary>
    private const int MostMoved = 1000;

    /// <summary>Rows that a file is made of at a time.</summary>
    private const int Batch = 1000;

    /// <summary>Above this many that may be in it, a look back over everything is refused: it would read them all.</summary>
    private const int MostKnown = 20_000;

    /// <summary>Gifts and trips that are kept now.</summary>
    public IQueryable<Declaration> Now => store.Set<Declaration>().AsNoTracking();

    /// <summary>Gifts and trips of a person at the moment asked for, newest first.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="view">The moment of looking.</param>
    /// <param name="most">Most of each kind to give.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Gifts, then trips.</returns>
    public async Task<IReadOnlyList<DeclarationGroup>> OfPersonAsync(Guid person, ViewMoment view, int most, CancellationToken cancellation)
    {
        if (view.KnownOn is not null)
        {
            return await GroupsAsync(kind => new(kind, view) { Person = person }, most, cancellation);
        }

        var rows = await reads.DeclarationsOf.ReadAsync(
            store,
            key => Sorted(Named(Now.Where(d => d.PersonId == key)), DeclarationQuery.NewestFirst).Take(MostOfPerson),
            person,
            cancellation
        );
        if (rows.Count == MostOfPerson)
        {
            return await GroupsAsync(kind => new(kind, view) { Person = person }, most, cancellation);
        }

        return
        [
            .. new[] { DeclarationKind.Gift, DeclarationKind.Trip }.Select(kind =>
            {
                var ofKind = rows.Where(r => r.Declaration.Kind == kind).ToList();
                return new DeclarationGroup(kind, [.. ofKind.Take(most)], ofKind.Count);
            }),
        ];
    }

    /// <summary>Gifts and trips that once named this giver or payer and name another now.</summary>
    public async Task<IReadOnlyList<DeclarationRow>> MovedAsync(string organisation, CancellationToken cancellation)
    {
        var kind = store.KindOf(typeof(Declaration));
        var once = store.Versions.Where(v => v.Kind == kind && v.OrganisationKey == organisation).Select(v => v.SubjectId);
        return await Sorted(Named(Now.Where(d => once.Contains(d.Id) && d.OrganisationKey != organisation)), "id").Take(MostMoved).ToListAsync(cancellation);
    }

    /// <summary>The first of the gifts and of the trips that a filter leaves, with how many there are.</summary>
    /// <param name="filter">The filter for a kind.</param>
    /// <param name="most">Most of each kind to give.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Gifts, then trips.</returns>
    public async Task<IReadOnlyList<DeclarationGroup>> GroupsAsync(Func<DeclarationKind, DeclarationFilter> filter, int most, CancellationToken cancellation)
    {
        var groups = new List<DeclarationGroup>();
        foreach (var kind in new[] { DeclarationKind.Gift, DeclarationKind.Trip })
        {
            var (rows, total) = await ListAsync(filter(kind), 1, most, cancellation);
            groups.Add(new(kind, rows, total));
        }

        return groups;
    }

    /// <summary>One page of what the filter leaves, at the moment asked for.</summary>
    /// <exception cref="ProblemException">400 when a look back is asked for over more than can be read at once.</exception>
    public async Task<(IReadOnlyList<DeclarationRow> Rows, int Total)> ListAsync(DeclarationFilter filter, int page, int size, CancellationToken cancellation)
    {
        var skip = (page - 1) * size;
        if (filter.View.KnownOn is { } moment)
        {
            var known = await KnownAsync(filter, moment, cancellation);
            return ([.. known.Skip(skip).Take(size)], known.Count);
        }

        var found = Found(filter);
        var rows = await Sorted(Named(found), filter.Sort).Skip(skip).Take(size).ToListAsync(cancellation);
        // A first page that is not full holds them all.
        return (rows, page == 1 && rows.Count < size ? rows.Count : await found.CountAsync(cancellation));
    }

    /// <summary>All that the filter leaves, for a file: in order of number, a look back body by body.</summary>
    public async IAsyncEnumerable<DeclarationRow> AllAsync(DeclarationFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (filter.View.KnownOn is { } moment)
        {
            // A look back over everything at once would hold all of it in memory.
            foreach (var body in filter.Body is { } one ? [one] : await BodiesAsync(cancellation))
            {
                foreach (var row in await KnownAsync(filter with { Body = body, Sort = "id" }, moment, cancellation))
                {
                    yield return row;
                }
            }

            yield break;
        }

        var last = Guid.Empty;
        while (true)
        {
            var after = last;
            var some = await Named(Found(filter).Where(d => d.Id.CompareTo(after) > 0).OrderBy(d => d.Id).Take(Batch)).OrderBy(r => r.Declaration.Id).ToListAsync(cancellation);
            foreach (var row in some)
            {
                yield return row;
            }

            if (some.Count < Batch)
            {
                yield break;
            }

            last = some[^1].Declaration.Id;
        }
    }

    /// <summary>One gift or trip with names; null when there is none with this id.</summary>
    public async Task<DeclarationRow?> RowAsync(Guid id, DeclarationKind kind, CancellationToken cancellation) =>
        await Named(Now.Where(d => d.Id == id && d.Kind == kind)).SingleOrDefaultAsync(cancellation);

    /// <summary>All recorded states, oldest first.</summary>
    public async Task<IReadOnlyList<Recorded<Declaration>>> HistoryAsync(Guid id, CancellationToken cancellation)
    {
        var history = await store.HistoryAsync<Declaration>(id, cancellation);
        foreach (var recorded in history)
        {
            recorded.State.Derive();
        }

        return history;
    }

    /// <summary>Bodies that keep gifts, or trips.</summary>
    public async Task<IReadOnlyList<BodyCard>> BodiesWithAsync(DeclarationKind kind, CancellationToken cancellation)
    {
        var having = Now.Where(d => d.Kind == kind);
        return await map.Bodies.Where(b => having.Any(d => d.BodyId == b.Id)).OrderBy(b => b.SortKey).Take(500).ToListAsync(cancellation);
    }

    private async Task<IReadOnlyList<Guid>> BodiesAsync(CancellationToken cancellation)
    {
        var kind = store.KindOf(typeof(Declaration));
        return await store.Versions.Where(v => v.Kind == kind && v.BodyId != null).Select(v => v.BodyId!.Value).Distinct().Order().ToListAsync(cancellation);
    }

    private IQueryable<Declaration> Found(DeclarationFilter filter) =>
        Narrowed(DutchText.Fold(filter.Text).Length > 0 ? store.Matching<Declaration>(filter.Text!).AsNoTracking() : Now, filter);

    /// <summary>All of the filter but the words, in the database and in memory alike.</summary>
    private static IQueryable<Declaration> Narrowed(IQueryable<Declaration> declarations, DeclarationFilter filter)
    {
        var kind = filter.Kind;
        declarations = declarations.Where(d => d.Kind == kind);
        if (filter.Person is { } person)
        {
            declarations = declarations.Where(d => d.PersonId == person);
        }

        if (filter.Body is { } body)
        {
            declarations = declarations.Where(d => d.BodyId == body);
        }

        if (filter.OrganisationKey is { } key)
        {
            declarations = declarations.Where(d => d.OrganisationKey == key);
        }

        if (filter.Year is { } year)
        {
            declarations = Within(declarations, new(year, 1, 1), new(year, 12, 31));
        }

        return Within(declarations, filter.From, filter.Until);
    }

    /// <summary>
    /// What may have fallen between two days. Dates are compared as they are stored, and a coarse date comes before the days within it; so an end in the
    /// month or the year of the first day is named apart.
    /// </summary>
    private static IQueryable<Declaration> Within(IQueryable<Declaration> declarations, DateOnly? from, DateOnly? until)
    {
        if (from is { } first)
        {
            var (day, month, year) = (PartialDate.Of(first), new PartialDate(first.Year, first.Month), new PartialDate(first.Year));
            declarations = declarations.Where(d => (d.End ?? d.Start) >= day || (d.End ?? d.Start) == month || (d.End ?? d.Start) == year);
        }

        if (until is { } last)
        {
            var day = PartialDate.Of(last);
            declarations = declarations.Where(d => (d.Start ?? d.End) <= day);
        }

        return declarations;
    }

    /// <summary>Gifts and trips that the register held at a moment of looking back.</summary>
    /// <exception cref="ProblemException">400 when a look back is asked for over more than can be read at once.</exception>
    public async Task<IReadOnlyList<Declaration>> KnownAsync(string? text, ViewMoment view, CancellationToken cancellation)
    {
        var known = new List<Declaration>();
        foreach (var kind in Enum.GetValues<DeclarationKind>())
        {
            var (rows, _) = await ListAsync(new(kind, view) { Text = text, Sort = "id" }, 1, int.MaxValue, cancellation);
            known.AddRange(rows.Select(r => r.Declaration));
        }

        return known;
    }

    /// <summary>What the register said at a moment, sorted.</summary>
    private async Task<IReadOnlyList<DeclarationRow>> KnownAsync(DeclarationFilter filter, DateTime moment, CancellationToken cancellation)
    {
        var states = new List<Declaration>();
        if (filter.Person is not null || filter.Body is not null || filter.OrganisationKey is not null)
        {
            states.AddRange((await store.AsKnownAsync<Declaration>(moment, versions => Narrowed(versions, filter), cancellation)).Select(k => k.State));
        }
        else
        {
            // What did not change since is found as always; only the rest needs its recorded states.
            var changed = store.ChangedSince<Declaration>(moment);
            var same = Found(filter).Where(d => !changed.Contains(d.Id));
            if (await changed.Take(MostKnown + 1).CountAsync(cancellation) > MostKnown || await same.Take(MostKnown + 1).CountAsync(cancellation) > MostKnown)
            {
                throw new ProblemException(RegisterProblems.ChooseFirst());
            }

            states.AddRange(await same.ToListAsync(cancellation));
            states.AddRange((await store.AsKnownAsync<Declaration>(moment, versions => versions.Where(v => changed.Contains(v.SubjectId)), cancellation)).Select(k => k.State));
        }

        // What follows from the fields is no part of a recorded state.
        states.ForEach(d => d.Derive());
        var fitting = Narrowed(states.AsQueryable(), filter).Where(d => DutchText.Matches(d.SearchText, filter.Text)).ToList();
        return [.. Sorted((await NamedAsync(fitting, cancellation)).AsQueryable(), filter.Sort)];
    }

    private static IQueryable<VersionRow> Narrowed(IQueryable<VersionRow> versions, DeclarationFilter filter)
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

    private static IQueryable<DeclarationRow> Sorted(IQueryable<DeclarationRow> rows, string sort) =>
        sort switch
        {
            "van" => rows.OrderBy(r => r.Declaration.Start == null).ThenBy(r => r.Declaration.Start).ThenBy(r => r.Declaration.Id),
            "persoon" => rows.OrderBy(r => r.PersonSort).ThenBy(r => r.Declaration.Id),
            "-persoon" => rows.OrderByDescending(r => r.PersonSort).ThenBy(r => r.Declaration.Id),
            "omschrijving" => rows.OrderBy(r => r.Declaration.Description).ThenBy(r => r.Declaration.Id),
            "-omschrijving" => rows.OrderByDescending(r => r.Declaration.Description).ThenBy(r => r.Declaration.Id),
            "organisatie" => rows.OrderBy(r => r.Declaration.OrganisationKey == null).ThenBy(r => r.Declaration.OrganisationKey).ThenBy(r => r.Declaration.Id),
            "-organisatie" => rows.OrderBy(r => r.Declaration.OrganisationKey == null).ThenByDescending(r => r.Declaration.OrganisationKey).ThenBy(r => r.Declaration.Id),
            "id" => rows.OrderBy(r => r.Declaration.Id),
            "-id" => rows.OrderByDescending(r => r.Declaration.Id),
            _ => rows.OrderBy(r => r.Declaration.Start == null).ThenByDescending(r => r.Declaration.Start).ThenBy(r => r.Declaration.Id),
        };

    /// <summary>Adds the names of whom it is about and whose register holds it; none is without.</summary>
    private IQueryable<DeclarationRow> Named(IQueryable<Declaration> declarations) =>
        from d in declarations
        join who in map.Persons on d.PersonId equals who.Id
        join body in map.Bodies on d.BodyId equals body.Id
        select new DeclarationRow
        {
            Declaration = d,
            Person = who.Name,
            PersonSort = who.SortKey,
            Body = body.Name,
        };

    private async Task<IReadOnlyList<DeclarationRow>> NamedAsync(IReadOnlyList<Declaration> found, CancellationToken cancellation)
    {
        var persons = await map.PersonsAsync(found.Select(d => d.PersonId), cancellation);
        var bodies = await map.BodiesAsync(found.Select(d => d.BodyId), cancellation);
        return
        [
            .. found
                .Where(d => persons.ContainsKey(d.PersonId) && bodies.ContainsKey(d.BodyId))
                .Select(d => new DeclarationRow
                {
                    Declaration = d,
                    Person = persons[d.PersonId].Name,
                    PersonSort = persons[d.PersonId].SortKey,
                    Body = bodies[d.BodyId].Name,
                }),
        ];
    }
}

/// <summary>A gift or trip with the names of who received it and of whose register holds it.</summary>
public sealed class DeclarationRow
{
    /// <summary>The gift or trip.</summary>
    public required Declaration Declaration { get; init; }

    /// <summary>Name of who received it.</summary>
    public required string Person { get; init; }

    /// <summary>Sorts as Dutch readers expect: van der Berg under B.</summary>
    public required string PersonSort { get; init; }

    /// <summary>Name of the public body whose register holds it.</summary>
    public required string Body { get; init; }
}

/// <summary>The first gifts, or the first trips, of a larger list.</summary>
/// <param name="Kind">Gifts or trips.</param>
/// <param name="Rows">The first of them.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record DeclarationGroup(DeclarationKind Kind, IReadOnlyList<DeclarationRow> Rows, int Total);
