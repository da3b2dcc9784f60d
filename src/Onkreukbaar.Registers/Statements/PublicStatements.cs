// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.Statements;

/// <summary>Statements as the public sees them: those that hold. A retracted one is only told by the list of changes.</summary>
internal sealed class PublicStatements(RegisterStore store, OfficesMap map, PublicReads reads)
{
    private const int Most = 1000;

    /// <summary>Statements that hold now.</summary>
    public IQueryable<Statement> Now => store.Set<Statement>().AsNoTracking().Where(s => !s.Retracted);

    /// <summary>Statements of a person at the moment asked for, latest first.</summary>
    public async Task<IReadOnlyList<Statement>> OfPersonAsync(Guid person, ViewMoment view, CancellationToken cancellation)
    {
        IReadOnlyList<Statement> found = view.KnownOn is { } moment
            ? [.. (await store.AsKnownAsync<Statement>(moment, v => v.Where(x => x.PersonId == person), cancellation)).Select(k => k.State).Where(s => !s.Retracted)]
            : await reads.StatementsOf.ReadAsync(store, key => Now.Where(s => s.PersonId == key).Take(Most), person, cancellation);
        return [.. found.Where(s => view.AsOf is not { } day || s.On <= day).OrderByDescending(s => s.On).ThenByDescending(s => s.Id)];
    }

    /// <summary>Statements in the register of a body at the moment asked for, in no order.</summary>
    public async Task<IReadOnlyList<Statement>> OfBodyAsync(Guid body, ViewMoment view, CancellationToken cancellation)
    {
        IReadOnlyList<Statement> found = view.KnownOn is { } moment
            ? [.. (await store.AsKnownAsync<Statement>(moment, v => v.Where(x => x.BodyId == body), cancellation)).Select(k => k.State).Where(s => !s.Retracted)]
            : await Now.Where(s => s.BodyId == body).ToListAsync(cancellation);
        return [.. found.Where(s => Holds(s, view))];
    }

    /// <summary>All statements that hold, in order of their number.</summary>
    public async IAsyncEnumerable<StatementRow> AllAsync(Guid? body, ViewMoment view, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (view.KnownOn is { } moment)
        {
            var known = await store.AsKnownAsync<Statement>(moment, v => body is { } of ? v.Where(x => x.BodyId == of) : v, cancellation);
            foreach (var row in await NamedAsync([.. known.Select(k => k.State).Where(s => !s.Retracted && Holds(s, view)).OrderBy(s => s.Id)], cancellation))
            {
                yield return row;
            }

            yield break;
        }

        var last = Guid.Empty;
        while (true)
        {
            var after = last;
            var query = Now.Where(s => s.Id.CompareTo(after) > 0);
            var some = await (body is { } of ? query.Where(s => s.BodyId == of) : query).OrderBy(s => s.Id).Take(Most).ToListAsync(cancellation);
            foreach (var row in await NamedAsync([.. some.Where(s => Holds(s, view))], cancellation))
            {
                yield return row;
            }

            if (some.Count < Most)
            {
                yield break;
            }

            last = some[^1].Id;
        }
    }

    /// <summary>One page of what holds at the moment asked for, in order of number.</summary>
    public async Task<(IReadOnlyList<StatementRow> Rows, int Total)> ListAsync(StatementQuery query, int skip, int take, CancellationToken cancellation)
    {
        if (query.View.KnownOn is { } moment)
        {
            var known = await store.AsKnownAsync<Statement>(
                moment,
                v => query.Person is { } person ? v.Where(x => x.PersonId == person) : query.Body is { } body ? v.Where(x => x.BodyId == body) : v,
                cancellation
            );
            var then = Filtered(known.Select(k => k.State).Where(s => !s.Retracted).AsQueryable(), query).OrderBy(s => s.Id).ToList();
            return (await NamedAsync([.. then.Skip(skip).Take(take)], cancellation), then.Count);
        }

        var found = Filtered(Now, query);
        return (await NamedAsync(await found.OrderBy(s => s.Id).Skip(skip).Take(take).ToListAsync(cancellation), cancellation), await found.CountAsync(cancellation));
    }

    /// <summary>One statement as it holds, or held at a moment; null when there is none, or none any more.</summary>
    public async Task<StatementRow?> OneAsync(Guid id, ViewMoment view, CancellationToken cancellation)
    {
        IReadOnlyList<Statement> found = view.KnownOn is { } moment
            ? [.. (await store.AsKnownAsync<Statement>(moment, v => v.Where(x => x.SubjectId == id), cancellation)).Select(k => k.State).Where(s => !s.Retracted)]
            : await Now.Where(s => s.Id == id).ToListAsync(cancellation);
        return (await NamedAsync(found, cancellation)).SingleOrDefault();
    }

    private static IQueryable<Statement> Filtered(IQueryable<Statement> statements, StatementQuery query)
    {
        if (query.Person is { } person)
        {
            statements = statements.Where(s => s.PersonId == person);
        }

        if (query.Body is { } body)
        {
            statements = statements.Where(s => s.BodyId == body);
        }

        if (query.Kind is { } kind)
        {
            statements = statements.Where(s => s.Kind == kind);
        }

        if (query.Year is { } year)
        {
            statements = statements.Where(s => s.Year == year);
        }

        return query.View.AsOf is { } day ? statements.Where(s => s.On <= day) : statements;
    }

    private static bool Holds(Statement statement, ViewMoment view) => view.AsOf is not { } day || statement.On <= day;

    private async Task<IReadOnlyList<StatementRow>> NamedAsync(IReadOnlyList<Statement> found, CancellationToken cancellation)
    {
        var persons = await map.PersonsAsync(found.Select(s => s.PersonId), cancellation);
        return [.. found.Select(s => new StatementRow { Statement = s, Person = persons.GetValueOrDefault(s.PersonId)?.Name ?? "" })];
    }
}

/// <summary>Which statements are asked for.</summary>
/// <param name="View">The moment of looking.</param>
internal sealed record StatementQuery(ViewMoment View)
{
    public Guid? Person { get; init; }

    public Guid? Body { get; init; }

    public StatementKind? Kind { get; init; }

    /// <summary>Calendar year of the income.</summary>
    public int? Year { get; init; }
}
