// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>Gifts and trips as the public sees them: all are public once they are kept.</summary>
internal sealed class PublicDeclarations(RegisterStore store, OfficesMap map, PublicReads reads)
{
    private const int Most = 1000;

    /// <summary>Gifts and trips of a person, or from an organisation, newest first.</summary>
    /// <param name="view">The moment of looking; a peildatum does not narrow what happened on one day.</param>
    /// <param name="person">Whose.</param>
    /// <param name="organisation">Key of giver or payer.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<DeclarationRow>> ReadAsync(ViewMoment view, Guid? person, string? organisation, CancellationToken cancellation)
    {
        List<Declaration> found;
        if (view.KnownOn is { } moment)
        {
            var known = await store.AsKnownAsync<Declaration>(
                moment,
                versions =>
                {
                    versions = person is { } who ? versions.Where(v => v.PersonId == who) : versions;
                    return organisation is { } key ? versions.Where(v => v.OrganisationKey == key) : versions;
                },
                cancellation
            );
            found = [.. known.Select(k => k.State)];
            // Derived keys are no part of recorded states. One that named the organisation before may name another at the moment.
            found.ForEach(d => d.OrganisationKey = d.PaidBy is { } payer ? OrganisationName.Key(payer) : null);
            found.RemoveAll(d => organisation is not null && !string.Equals(d.OrganisationKey, organisation, StringComparison.Ordinal));
        }
        else if (person is { } one && organisation is null)
        {
            found = [.. await reads.DeclarationsOf.ReadAsync(store, key => store.Set<Declaration>().AsNoTracking().Where(d => d.PersonId == key).Take(Most), one, cancellation)];
        }
        else
        {
            var query = store.Set<Declaration>().AsNoTracking();
            query = person is { } who ? query.Where(d => d.PersonId == who) : query;
            query = organisation is { } key ? query.Where(d => d.OrganisationKey == key) : query;
            found = await query.Take(Most).ToListAsync(cancellation);
        }

        return [.. (await NamedAsync(found, cancellation)).OrderByDescending(d => d.Declaration.Start?.First ?? DateOnly.MinValue).ThenBy(d => d.Declaration.Id)];
    }

    /// <summary>Gifts and trips that once named this giver or payer and name another now.</summary>
    public async Task<IReadOnlyList<DeclarationRow>> MovedAsync(string organisation, CancellationToken cancellation)
    {
        var kind = store.KindOf(typeof(Declaration));
        var once = store.Versions.Where(v => v.Kind == kind && v.OrganisationKey == organisation).Select(v => v.SubjectId);
        var found = await store.Set<Declaration>().AsNoTracking().Where(d => once.Contains(d.Id) && d.OrganisationKey != organisation).OrderBy(d => d.Id).Take(Most).ToListAsync(cancellation);
        return await NamedAsync(found, cancellation);
    }

    /// <summary>All gifts or all trips, in order of their number.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="body">In whose register; null for all.</param>
    /// <param name="view">The moment of looking; a peildatum does not narrow what happened on one day.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async IAsyncEnumerable<DeclarationRow> AllAsync(DeclarationKind kind, Guid? body, ViewMoment view, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (view.KnownOn is { } moment)
        {
            var known = await store.AsKnownAsync<Declaration>(moment, v => body is { } of ? v.Where(x => x.BodyId == of) : v, cancellation);
            foreach (var row in await NamedAsync([.. known.Select(k => k.State).Where(d => d.Kind == kind).OrderBy(d => d.Id)], cancellation))
            {
                yield return row;
            }

            yield break;
        }

        var last = Guid.Empty;
        while (true)
        {
            var after = last;
            var query = store.Set<Declaration>().AsNoTracking().Where(d => d.Kind == kind && d.Id.CompareTo(after) > 0);
            var some = await (body is { } of ? query.Where(d => d.BodyId == of) : query).OrderBy(d => d.Id).Take(Most).ToListAsync(cancellation);
            foreach (var row in await NamedAsync(some, cancellation))
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

    private async Task<IReadOnlyList<DeclarationRow>> NamedAsync(List<Declaration> found, CancellationToken cancellation)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var some in found.Select(d => d.PersonId).Distinct().Chunk(200))
        {
            foreach (var card in await map.Persons.Where(p => some.Contains(p.Id)).ToListAsync(cancellation))
            {
                names[card.Id] = card.Name;
            }
        }

        return found.ConvertAll(d => new DeclarationRow(d, names.GetValueOrDefault(d.PersonId, "")));
    }
}

/// <summary>A gift or trip with the name of who received it.</summary>
public sealed record DeclarationRow(Declaration Declaration, string Person);
