// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.Organisations;

/// <summary>An organisation in the list.</summary>
/// <param name="Slug">Last part of its address.</param>
/// <param name="Name">One of the ways in which it is written.</param>
/// <param name="Positions">Public positions with it.</param>
/// <param name="Persons">Persons who have them.</param>
public sealed record OrganisationRow(string Slug, string Name, int Positions, int Persons)
{
    /// <summary>KvK number, 8 digits; null when the organisation is known by its name only.</summary>
    internal string? Kvk => OrganisationSlug.Read(Slug) is { } key && key.StartsWith("kvk:", StringComparison.Ordinal) ? key[4..] : null;

    /// <summary>Gathers positions by organisation, those with most first: for moments that the database cannot group.</summary>
    /// <param name="rows">Public positions, in any order.</param>
    /// <param name="search">Words of the organisation's name; null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal static async IAsyncEnumerable<OrganisationRow> OfAsync(
        IAsyncEnumerable<PositionRow> rows,
        string? search,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var words = DutchText.Fold(search).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = new Dictionary<string, (string? Name, int Count, HashSet<Guid> Persons)>(StringComparer.Ordinal);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            var p = row.Position;
            if (
                p.OrganisationKey is not { Length: > 0 } key
                || !Array.TrueForAll(
                    words,
                    word => p.SearchText.Contains(word, StringComparison.Ordinal) && (key.Contains(word, StringComparison.Ordinal) || p.OrganisationKvk is not null || p.OrganisationBodyId is not null)
                )
            )
            {
                continue;
            }

            var (name, count, persons) = found.TryGetValue(key, out var known) ? known : (null, 0, []);
            persons.Add(p.PersonId);
            found[key] = (name is null || string.CompareOrdinal(p.Organisation, name) < 0 ? p.Organisation ?? name : name, count + 1, persons);
        }

        foreach (var (key, (name, count, persons)) in found.OrderByDescending(f => f.Value.Count).ThenBy(f => f.Key, StringComparer.Ordinal))
        {
            yield return new OrganisationRow(OrganisationSlug.Of(key), name ?? key, count, persons.Count);
        }
    }
}
