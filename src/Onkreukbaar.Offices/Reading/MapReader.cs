// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices.Reading;

/// <summary>
/// Reads the map for pages, API and downloads alike, at any moment of looking. Now comes from the tables; what was known earlier from the
/// tables and, for what changed since, from the recorded versions, read as a whole because an old name or period cannot be searched for.
/// </summary>
internal sealed class MapReader(RegisterStore store, ReferenceData kinds, TimeProvider clock, PersonReads reads)
{
    /// <summary>Holders of one body that its page shows; the list of persons shows them all.</summary>
    public const int MostHolders = 400;

    public ReferenceData Kinds => kinds;

    public DateOnly Today => DutchClock.Today(clock);

    /// <summary>Bodies, filtered and sorted, and how many there are.</summary>
    public async Task<(IReadOnlyList<PublicBody> Rows, int Total)> BodiesAsync(BodyFilter filter, int skip, int take, CancellationToken cancellation)
    {
        var query = await BodyQueryAsync(filter.View, filter.Text, cancellation);
        if (filter.Kind is { } kind)
        {
            query = query.Where(b => b.Kind == kind);
        }

        if (filter.Parent is { } parent)
        {
            query = query.Where(b => b.ParentId == parent);
        }

        if (filter.KeepsRegister)
        {
            query = query.Where(b => b.KeepsRegister);
        }

        if (filter.View.AsOf is not null || !filter.WithEnded)
        {
            query = Existing(query, filter.View);
        }

        var sorted = (filter.Sort, filter.Descending) switch
        {
            ("soort", false) => query.OrderBy(b => b.Kind).ThenBy(b => b.SortKey).ThenBy(b => b.Id),
            ("soort", true) => query.OrderByDescending(b => b.Kind).ThenBy(b => b.SortKey).ThenBy(b => b.Id),
            (_, true) => query.OrderByDescending(b => b.SortKey).ThenBy(b => b.Id),
            _ => query.OrderBy(b => b.SortKey).ThenBy(b => b.Id),
        };
        var page = await PageAsync(sorted, skip, take, cancellation);
        await NameAsync(page.Rows, filter.View, cancellation);
        return page;
    }

    /// <summary>Kinds of the bodies there are at the moment of looking, with their number.</summary>
    public async Task<IReadOnlyList<(BodyKind Kind, int Count)>> BodyKindsAsync(ViewMoment view, CancellationToken cancellation)
    {
        var grouped = Existing(await BodyQueryAsync(view, text: null, cancellation), view).GroupBy(b => b.Kind).Select(g => new { g.Key, Count = g.Count() });
        var counted = (grouped is IAsyncEnumerable<object> ? await grouped.ToListAsync(cancellation) : [.. grouped]).ToDictionary(g => g.Key, g => g.Count, StringComparer.Ordinal);
        return
        [
            .. kinds.BodyKinds.Where(k => counted.ContainsKey(k.Code)).Select(k => (k, counted[k.Code])),
            .. counted.Where(c => !kinds.BodyKinds.Any(k => string.Equals(k.Code, c.Key, StringComparison.Ordinal))).Select(c => (kinds.Body(c.Key), c.Value)),
        ];
    }

    /// <summary>Persons, filtered and sorted, and how many there are.</summary>
    public async Task<(IReadOnlyList<Person> Rows, int Total)> PersonsAsync(PersonFilter filter, int skip, int take, CancellationToken cancellation)
    {
        var query = await PersonQueryAsync(filter.View, filter.Text, cancellation);
        if (filter.Letter is { Length: 1 } letter)
        {
            var next = ((char)(letter[0] + 1)).ToString();
            query = query.Where(p => p.SortKey.CompareTo(letter) >= 0 && p.SortKey.CompareTo(next) < 0);
        }

        if (filter.Body is not null || filter.OfficeKind is not null || filter.View.AsOf is not null)
        {
            query = await HavingTermAsync(query, filter, cancellation);
        }

        var sorted = filter.Descending
            ? query.OrderByDescending(p => p.SortKey).ThenBy(p => p.Id)
            : query.OrderBy(p => p.SortKey).ThenBy(p => p.Id);
        return await PageAsync(sorted, skip, take, cancellation);
    }

    /// <summary>Offices, filtered and sorted by label.</summary>
    public async Task<(IReadOnlyList<Office> Rows, int Total)> OfficesAsync(OfficeFilter filter, int skip, int take, CancellationToken cancellation)
    {
        IQueryable<Office> query = filter.View.KnownOn is { } moment
            ? (
                filter.Body is { } id
                    ? (await store.AsKnownAsync<Office>(moment, v => v.Where(x => x.BodyId == id), cancellation)).Select(r => r.State)
                    : await store.AllAsKnownAsync(moment, store.Set<Office>().AsNoTracking(), cancellation)
            ).AsQueryable()
            : store.Set<Office>().AsNoTracking();
        if (filter.Body is { } body)
        {
            query = query.Where(o => o.BodyId == body);
        }

        if (filter.Kind is { } kind)
        {
            query = query.Where(o => o.Kind == kind);
        }

        if (filter.Text is { } text)
        {
            // A few names serve thousands of offices, so they are matched once each, by the rules of every other search.
            var labels = query.Select(o => o.Label).Distinct();
            IReadOnlyList<string> all = labels is IAsyncEnumerable<string> ? await labels.ToListAsync(cancellation) : [.. labels];
            var found = all.Where(l => DutchText.Matches(DutchText.Fold(l), text)).ToList();
            query = query.Where(o => found.Contains(o.Label));
        }

        if (filter.View.AsOf is { } day)
        {
            query = query.Where(o => (o.From == null || o.From <= day) && (o.Until == null || o.Until > day));
        }

        var sorted = (filter.Sort, filter.Descending) switch
        {
            ("soort", false) => query.OrderBy(o => o.Kind).ThenBy(o => o.Label).ThenBy(o => o.Id),
            ("soort", true) => query.OrderByDescending(o => o.Kind).ThenBy(o => o.Label).ThenBy(o => o.Id),
            (_, true) => query.OrderByDescending(o => o.Label).ThenBy(o => o.Id),
            _ => query.OrderBy(o => o.Label).ThenBy(o => o.Id),
        };
        return await PageAsync(sorted, skip, take, cancellation);
    }

    public async Task<Office?> OfficeAsync(Guid id, ViewMoment view, CancellationToken cancellation) =>
        (await OneAsync<Office>([id], view, cancellation)).GetValueOrDefault(id);

    /// <summary>A body with its names, relations and holders; null when it is not (or was not yet) known.</summary>
    public async Task<BodyDetail?> BodyAsync(Guid id, ViewMoment view, CancellationToken cancellation)
    {
        if ((await OneAsync<PublicBody>([id], view, cancellation)).GetValueOrDefault(id) is not { } body)
        {
            return null;
        }

        body.Derive(kinds);
        var related = await OneAsync<PublicBody>([.. new[] { body.ParentId, body.SuccessorId }.OfType<Guid>()], view, cancellation);
        await NameAsync([body, .. related.Values], view, cancellation);
        var names = view.KnownOn is { } moment
            ? await NamesAsKnownAsync(id, moment, cancellation)
            : await store.Set<BodyName>().AsNoTracking().Where(n => n.PublicBodyId == id).ToListAsync(cancellation);
        var (children, childCount) = await BodiesAsync(new(view) { Parent = id }, 0, 60, cancellation);
        var terms = await TermsAsync(v => v.Where(x => x.BodyId == id), t => t.BodyId == id, view, cancellation);
        var day = view.AsOf ?? Today;
        var current = terms.Where(t => (t.From is null || t.From <= day) && (t.Until is null || t.Until > day)).ToList();
        var former = terms.Where(t => t.Until <= day).ToList();
        return new BodyDetail
        {
            Body = body,
            Parent = body.ParentId is { } parent ? related.GetValueOrDefault(parent) : null,
            Successor = body.SuccessorId is { } successor ? related.GetValueOrDefault(successor) : null,
            Names = [.. names.OrderByDescending(n => n.Until is null).ThenByDescending(n => n.Until).ThenByDescending(n => n.From)],
            Children = children,
            ChildCount = childCount,
            Holders = await HoldersAsync(current, view, cancellation),
            FormerCount = former.Select(t => t.PersonId).Distinct().Count(),
        };
    }

    /// <summary>A person with all terms; null when not (or not yet) known.</summary>
    public async Task<PersonDetail?> PersonAsync(Guid id, ViewMoment view, CancellationToken cancellation)
    {
        var person = view.KnownOn is null
            ? await reads.PersonAsync(store, id, cancellation)
            : (await OneAsync<Person>([id], view, cancellation)).GetValueOrDefault(id);
        if (person is null)
        {
            return null;
        }

        person.Derive();
        var terms = view.KnownOn is null
            ? InOrder((await reads.TermsAsync(store, id, cancellation)).Select(h => new Holder(h.Term, person, h.Office, h.Body, h.Term.DayOf(view.AsOf, Today))))
            : await HoldersAsync(await TermsAsync(v => v.Where(x => x.PersonId == id), t => t.PersonId == id, view, cancellation), view, cancellation);
        if (view.AsOf is { } day)
        {
            terms = [.. terms.Where(h => (h.Term.From is null || h.Term.From <= day) && (h.Term.Until is null || h.Term.Until > day))];
            if (view.KnownOn is null)
            {
                await NameAsync([.. terms.Select(h => h.Body)], view, cancellation);
            }
        }

        return new PersonDetail { Person = person, Terms = terms };
    }

    /// <summary>Names of bodies by id.</summary>
    public async Task<Dictionary<Guid, PublicBody>> BodiesByIdAsync(IEnumerable<Guid> ids, ViewMoment view, CancellationToken cancellation)
    {
        var bodies = await OneAsync<PublicBody>([.. ids.Distinct()], view, cancellation);
        await NameAsync(bodies.Values, view, cancellation);
        return bodies;
    }

    /// <summary>Who holds an office at the moment of looking.</summary>
    public async Task<IReadOnlyList<Holder>> HoldersOfAsync(Office office, ViewMoment view, CancellationToken cancellation)
    {
        var terms = await TermsAsync(v => v.Where(x => x.BodyId == office.BodyId), t => t.OfficeId == office.Id, view, cancellation);
        var day = view.AsOf ?? Today;
        return await HoldersAsync([.. terms.Where(t => t.OfficeId == office.Id && (t.From is null || t.From <= day) && (t.Until is null || t.Until > day))], view, cancellation);
    }

    /// <summary>Terms of a body or of all, in order of their number; with a day only those of that day.</summary>
    public async Task<(IReadOnlyList<Holder> Rows, int Total)> TermsAsync(Guid? body, ViewMoment view, int skip, int take, CancellationToken cancellation)
    {
        IQueryable<TermOfOffice> query = store.Terms().AsNoTracking();
        if (view.KnownOn is { } moment)
        {
            var known = body is { } one
                ? await store.TermsAsKnownAsync(moment, v => v.Where(x => x.BodyId == one), cancellation)
                : await store.TermsAsKnownAsync(moment, cancellation);
            query = known.AsQueryable();
        }

        if (body is { } id)
        {
            query = query.Where(t => t.BodyId == id);
        }

        if (view.AsOf is { } day)
        {
            query = query.Where(t => (t.From == null || t.From <= day) && (t.Until == null || t.Until > day));
        }

        var (rows, total) = await PageAsync(query.OrderBy(t => t.Id), skip, take, cancellation);
        // The order of the page is that of the file; holders are otherwise sorted by office and name.
        return ([.. (await HoldersAsync(rows, view, cancellation)).OrderBy(h => h.Term.Id)], total);
    }

    /// <summary>Terms that run now, by person, for the notes in lists of persons.</summary>
    public async Task<ILookup<Guid, Holder>> CurrentTermsAsync(IReadOnlyList<Guid> persons, ViewMoment view, CancellationToken cancellation)
    {
        var day = view.AsOf ?? Today;
        var terms = await TermsAsync(v => v.Where(x => x.PersonId != null && persons.Contains(x.PersonId.Value)), t => persons.Contains(t.PersonId), view, cancellation);
        var holders = await HoldersAsync([.. terms.Where(t => (t.From is null || t.From <= day) && (t.Until is null || t.Until > day))], view, cancellation);
        return holders.ToLookup(h => h.Term.PersonId);
    }

    /// <summary>Numbers for the home page: those of the lists that it leads to.</summary>
    public async Task<(int Bodies, int Persons, int Terms)> CountsAsync(ViewMoment view, CancellationToken cancellation) =>
        (
            (await BodiesAsync(new(view) { WithEnded = false }, 0, 0, cancellation)).Total,
            (await PersonsAsync(new(view), 0, 0, cancellation)).Total,
            (await TermsAsync(null, view with { AsOf = view.AsOf ?? Today }, 0, 0, cancellation)).Total
        );

    /// <summary>Bodies that existed on the day asked for; without a day also those that will only begin.</summary>
    private IQueryable<PublicBody> Existing(IQueryable<PublicBody> bodies, ViewMoment view)
    {
        var day = view.AsOf ?? Today;
        return view.AsOf is null
            ? bodies.Where(b => b.Until == null || b.Until > day)
            : bodies.Where(b => (b.From == null || b.From <= day) && (b.Until == null || b.Until > day));
    }

    private async Task<IQueryable<PublicBody>> BodyQueryAsync(ViewMoment view, string? text, CancellationToken cancellation)
    {
        if (view.KnownOn is { } moment)
        {
            var known = await store.AllAsKnownAsync(moment, store.Set<PublicBody>().AsNoTracking(), cancellation);
            foreach (var body in known)
            {
                body.Derive(kinds);
            }

            return known.Where(b => DutchText.Matches(b.SearchText, text)).AsQueryable();
        }

        return text is null ? store.Set<PublicBody>().AsNoTracking() : store.Matching<PublicBody>(text).AsNoTracking();
    }

    private async Task<IQueryable<Person>> PersonQueryAsync(ViewMoment view, string? text, CancellationToken cancellation)
    {
        if (view.KnownOn is { } moment)
        {
            var known = await store.AllAsKnownAsync(moment, store.Set<Person>().AsNoTracking(), cancellation);
            foreach (var person in known)
            {
                person.Derive();
            }

            return known.Where(p => DutchText.Matches(p.SearchText, text)).AsQueryable();
        }

        return text is null ? store.Set<Person>().AsNoTracking() : store.Matching<Person>(text).AsNoTracking();
    }

    private async Task<List<BodyName>> NamesAsKnownAsync(Guid body, DateTime moment, CancellationToken cancellation)
    {
        var own = store.Set<BodyName>().Where(n => n.PublicBodyId == body).Select(n => n.Id);
        return [.. (await store.AsKnownAsync<BodyName>(moment, v => v.Where(x => own.Contains(x.SubjectId)), cancellation)).Select(r => r.State)];
    }

    /// <summary>Gives bodies the name that they had on the day asked for. They are not tracked: nothing is saved.</summary>
    private async Task NameAsync(IReadOnlyCollection<PublicBody> bodies, ViewMoment view, CancellationToken cancellation)
    {
        if (view.AsOf is not { } day || bodies.Count == 0)
        {
            return;
        }

        var ids = bodies.Select(b => b.Id).ToHashSet();
        var all = view.KnownOn is { } moment
            ? await store.AllAsKnownAsync(moment, store.Set<BodyName>().AsNoTracking(), cancellation)
            : await store.Set<BodyName>().AsNoTracking().Where(n => ids.Contains(n.PublicBodyId)).ToListAsync(cancellation);
        var names = all.Where(n => (n.From is null || n.From <= day) && (n.Until is null || n.Until > day)).ToLookup(n => n.PublicBodyId);
        foreach (var body in bodies)
        {
            // Registers sometimes let two names meet: the younger one counts.
            if (names[body.Id].OrderByDescending(n => n.From).FirstOrDefault() is { } name)
            {
                (body.Name, body.Abbreviation) = (name.Value, name.Abbreviation);
            }
        }
    }

    private async Task<IQueryable<Person>> HavingTermAsync(IQueryable<Person> query, PersonFilter filter, CancellationToken cancellation)
    {
        if (filter.View.KnownOn is { } moment)
        {
            var terms = filter.Body is { } one
                ? await store.TermsAsKnownAsync(moment, v => v.Where(x => x.BodyId == one), cancellation)
                : await store.TermsAsKnownAsync(moment, cancellation);
            var offices = filter.OfficeKind is null
                ? []
                : (await store.AllAsKnownAsync(moment, store.Set<Office>().AsNoTracking(), cancellation))
                    .Where(o => string.Equals(o.Kind, filter.OfficeKind, StringComparison.Ordinal))
                    .Select(o => o.Id)
                    .ToHashSet();
            var persons = terms
                .Where(t => filter.Body is null || t.BodyId == filter.Body)
                .Where(t => filter.OfficeKind is null || offices.Contains(t.OfficeId))
                .Where(t => filter.View.AsOf is not { } day || ((t.From is null || t.From <= day) && (t.Until is null || t.Until > day)))
                .Select(t => t.PersonId)
                .ToHashSet();
            return query.Where(p => persons.Contains(p.Id));
        }

        var having = store.Terms().AsNoTracking();
        if (filter.Body is { } body)
        {
            having = having.Where(t => t.BodyId == body);
        }

        if (filter.OfficeKind is { } kind)
        {
            having = having.Where(t => store.Set<Office>().Any(o => o.Id == t.OfficeId && o.Kind == kind));
        }

        if (filter.View.AsOf is { } asOf)
        {
            having = having.Where(t => (t.From == null || t.From <= asOf) && (t.Until == null || t.Until > asOf));
        }

        return query.Where(p => having.Any(t => t.PersonId == p.Id));
    }

    private async Task<List<TermOfOffice>> TermsAsync(
        Func<IQueryable<VersionRow>, IQueryable<VersionRow>> narrow,
        System.Linq.Expressions.Expression<Func<TermOfOffice, bool>> where,
        ViewMoment view,
        CancellationToken cancellation
    )
    {
        return view.KnownOn is { } moment
            ? await store.TermsAsKnownAsync(moment, narrow, cancellation)
            : await store.Terms().AsNoTracking().Where(where).ToListAsync(cancellation);
    }

    private async Task<List<Holder>> HoldersAsync(IReadOnlyList<TermOfOffice> terms, ViewMoment view, CancellationToken cancellation)
    {
        var persons = await OneAsync<Person>([.. terms.Select(t => t.PersonId).Distinct()], view, cancellation);
        var offices = await OneAsync<Office>([.. terms.Select(t => t.OfficeId).Distinct()], view, cancellation);
        var bodies = await BodiesByIdAsync(terms.Select(t => t.BodyId), view, cancellation);
        foreach (var person in persons.Values)
        {
            person.Derive();
        }

        return InOrder(
            terms
                .Where(t => persons.ContainsKey(t.PersonId) && offices.ContainsKey(t.OfficeId) && bodies.ContainsKey(t.BodyId))
                .Select(t => new Holder(t, persons[t.PersonId], offices[t.OfficeId], bodies[t.BodyId], t.DayOf(view.AsOf, Today)))
        );
    }

    private List<Holder> InOrder(IEnumerable<Holder> holders) =>
        [
            .. holders
                .OrderBy(h => kinds.OfficeOrder(h.Office.Kind))
                .ThenBy(h => h.Person.SortKey, StringComparer.Ordinal)
                .ThenByDescending(h => h.Term.From)
                .ThenBy(h => h.Term.Id),
        ];

    private async Task<Dictionary<Guid, T>> OneAsync<T>(IReadOnlyList<Guid> ids, ViewMoment view, CancellationToken cancellation)
        where T : class, ISubject
    {
        if (ids.Count == 0)
        {
            return [];
        }

        if (view.KnownOn is { } moment)
        {
            return (await store.AsKnownAsync<T>(moment, v => v.Where(x => ids.Contains(x.SubjectId)), cancellation)).Select(r => r.State).ToDictionary(s => s.Id);
        }

        return await store.Set<T>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellation);
    }

    private static async Task<(IReadOnlyList<T> Rows, int Total)> PageAsync<T>(IQueryable<T> query, int skip, int take, CancellationToken cancellation)
    {
        if (query is not IAsyncEnumerable<T>)
        {
            return ([.. query.Skip(skip).Take(take)], query.Count());
        }

        var total = await query.CountAsync(cancellation);
        return (skip >= total || take == 0 ? [] : await query.Skip(skip).Take(take).ToListAsync(cancellation), total);
    }
}

/// <summary>Which bodies are asked for.</summary>
internal sealed record BodyFilter(ViewMoment View)
{
    public string? Text { get; init; }

    public string? Kind { get; init; }

    public Guid? Parent { get; init; }

    public bool KeepsRegister { get; init; }

    /// <summary>Also bodies that exist no longer.</summary>
    public bool WithEnded { get; init; } = true;

    public string Sort { get; init; } = "naam";

    public bool Descending { get; init; }
}

/// <summary>Which persons are asked for.</summary>
internal sealed record PersonFilter(ViewMoment View)
{
    public string? Text { get; init; }

    /// <summary>First letter of the family name, a to z.</summary>
    public string? Letter { get; init; }

    public Guid? Body { get; init; }

    public string? OfficeKind { get; init; }

    public bool Descending { get; init; }
}

/// <summary>Which offices are asked for.</summary>
internal sealed record OfficeFilter(ViewMoment View)
{
    /// <summary>Words of the office's name.</summary>
    public string? Text { get; init; }

    public Guid? Body { get; init; }

    public string? Kind { get; init; }

    public string Sort { get; init; } = "naam";

    public bool Descending { get; init; }
}

/// <summary>A term with all that it refers to.</summary>
/// <param name="Term">The term.</param>
/// <param name="Person">Who.</param>
/// <param name="Office">Which office.</param>
/// <param name="Body">Where.</param>
/// <param name="Day">The day of looking, or the nearest day of the term.</param>
internal sealed record Holder(TermOfOffice Term, Person Person, Office Office, PublicBody Body, DateOnly Day)
{
    /// <summary>Faction on that day; two when the day of a change is not known, none when nothing is.</summary>
    public IReadOnlyList<string> Factions => Term.Faction?.At(Day) ?? [];

    /// <summary>Full-time share on that day, in whole percents; as <see cref="Factions"/>.</summary>
    public IReadOnlyList<int> Shares => Term.FullTimePercent?.At(Day) ?? [];

    /// <summary>Whether faction or share changed within the term.</summary>
    public bool HasChanges => Term.Faction is { IsWhole: false } || Term.FullTimePercent is { IsWhole: false };
}

/// <summary>A body's page.</summary>
internal sealed record BodyDetail
{
    public required PublicBody Body { get; init; }

    public PublicBody? Parent { get; init; }

    public PublicBody? Successor { get; init; }

    public required IReadOnlyList<BodyName> Names { get; init; }

    public required IReadOnlyList<PublicBody> Children { get; init; }

    public int ChildCount { get; init; }

    /// <summary>In office at the moment of looking, in order of office and name.</summary>
    public required IReadOnlyList<Holder> Holders { get; init; }

    public int FormerCount { get; init; }
}

/// <summary>A person's page.</summary>
internal sealed record PersonDetail
{
    public required Person Person { get; init; }

    public required IReadOnlyList<Holder> Terms { get; init; }
}
