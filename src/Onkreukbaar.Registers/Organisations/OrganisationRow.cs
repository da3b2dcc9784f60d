// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.Declarations;

namespace Onkreukbaar.Registers.Organisations;

/// <summary>An organisation in the list.</summary>
/// <param name="Slug">Last part of its address.</param>
/// <param name="Name">The name of the public body that it is, else one of the ways in which it is written.</param>
/// <param name="Positions">Public positions with it.</param>
/// <param name="Gifts">Gifts that it gave.</param>
/// <param name="Trips">Trips that it paid.</param>
/// <param name="Persons">Persons who have any of them.</param>
public sealed record OrganisationRow(string Slug, string Name, int Positions, int Gifts, int Trips, int Persons)
{
    /// <summary>KvK number, 8 digits; null when the organisation is known by its name only.</summary>
    internal string? Kvk => OrganisationSlug.Read(Slug) is { } key && key.StartsWith("kvk:", StringComparison.Ordinal) ? key[4..] : null;

    /// <summary>"3 nevenfuncties, 1 reis": what there is of it, in words.</summary>
    internal string Counts() =>
        string.Join(
            ", ",
            new[]
            {
                (Positions, PositionWords.Say(Positions == 1 ? Texts.OnePosition : Texts.CountPositions, Positions)),
                (Gifts, DeclarationWords.Count(DeclarationKind.Gift, Gifts)),
                (Trips, DeclarationWords.Count(DeclarationKind.Trip, Trips)),
            }
                .Where(c => c.Item1 > 0)
                .Select(c => c.Item2)
        );

    /// <summary>Gathers positions, gifts and trips by organisation, those with most first: for a look back, which the database cannot group, and for the register of one body.</summary>
    /// <param name="rows">Public positions, in any order.</param>
    /// <param name="given">Gifts and trips, in any order.</param>
    /// <param name="search">Words of the organisation's name; null for all.</param>
    /// <param name="map">Knows the names of public bodies.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal static async IAsyncEnumerable<OrganisationRow> OfAsync(
        IAsyncEnumerable<PositionRow> rows,
        IReadOnlyList<IAsyncEnumerable<DeclarationRow>> given,
        string? search,
        OfficesMap map,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var asked = await PositionSearch.ReadAsync(search, map, cancellation);
        var words = asked?.Words.ToArray() ?? [];
        var found = new Dictionary<string, Gathered>(StringComparer.Ordinal);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            var p = row.Position;
            if (
                p.OrganisationKey is { Length: > 0 } key
                && words.Index().All(w =>
                    asked!.IsHeldBy(key, w.Index)
                    || (p.SearchText.Contains(w.Item, StringComparison.Ordinal) && (key.Contains(w.Item, StringComparison.Ordinal) || p.OrganisationKvk is not null || p.OrganisationBodyId is not null))
                )
            )
            {
                Of(key).Add(p.Organisation, p.PersonId).Positions++;
            }
        }

        foreach (var some in given)
        {
            await foreach (var row in some.WithCancellation(cancellation))
            {
                var d = row.Declaration;
                if (d.OrganisationKey is { Length: > 0 } key && Array.TrueForAll(words, word => key.Contains(word, StringComparison.Ordinal)))
                {
                    var organisation = Of(key).Add(d.PaidBy, d.PersonId);
                    _ = d.Kind == DeclarationKind.Gift ? organisation.Gifts++ : organisation.Trips++;
                }
            }
        }

        var groups = found.Select(f => f.Value.Group(f.Key)).ToList();
        var bodies = await map.BodiesAsync(groups.Select(g => g.Body).OfType<Guid>(), cancellation);
        foreach (var row in OrganisationGroup.Rows(OrganisationGroup.Sorted(groups, sort: null, bodies), bodies))
        {
            yield return row;
        }

        Gathered Of(string key)
        {
            if (!found.TryGetValue(key, out var known))
            {
                found.Add(key, known = new Gathered());
            }

            return known;
        }
    }

    private sealed class Gathered
    {
        public string? Name { get; private set; }

        public int Positions { get; set; }

        public int Gifts { get; set; }

        public int Trips { get; set; }

        public HashSet<Guid> Persons { get; } = [];

        public OrganisationGroup Group(string key) =>
            new()
            {
                Key = key,
                Body = OrganisationSlug.BodyOf(key),
                Name = Name,
                Count = Positions + Gifts + Trips,
                Positions = Positions,
                Gifts = Gifts,
                Trips = Trips,
                Persons = Persons.Count,
            };

        public Gathered Add(string? name, Guid person)
        {
            Persons.Add(person);
            if (name is not null && (Name is null || string.CompareOrdinal(name, Name) < 0))
            {
                Name = name;
            }

            return this;
        }
    }
}
