// SPDX-License-Identifier: EUPL-1.2
using System.Linq.Expressions;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Organisations;

/// <summary>What there is of one organisation, counted by the database, and its place in the list.</summary>
internal sealed class OrganisationGroup
{
    public required string Key { get; init; }

    /// <summary>The organisation when it is a public body.</summary>
    public Guid? Body { get; init; }

    public string? Kvk { get; init; }

    /// <summary>One of the ways in which it is written.</summary>
    public string? Name { get; init; }

    /// <summary>Positions, gifts and trips together.</summary>
    public int Count { get; init; }

    public int Positions { get; init; }

    public int Gifts { get; init; }

    public int Trips { get; init; }

    public int Persons { get; init; }

    /// <summary>In the database.</summary>
    /// <param name="groups">The organisations.</param>
    /// <param name="sort">Sort key, with a minus for descending; null for those with most first.</param>
    /// <param name="bodies">All public bodies: an order by name is that of <see cref="OrganisationOrder"/>.</param>
    public static IQueryable<OrganisationGroup> Sorted(IQueryable<OrganisationGroup> groups, string? sort, IQueryable<BodyCard> bodies) =>
        sort is "naam" or "-naam"
            ? OrganisationOrder.Sorted(groups.Select(Itself), bodies, descending: sort[0] == '-').Select(o => o.Row)
            : ByCount(groups, sort).ThenBy(g => g.Key);

    /// <summary>Of organisations that were read already.</summary>
    /// <param name="groups">The organisations.</param>
    /// <param name="sort">As in the database.</param>
    /// <param name="bodies">The public bodies among them.</param>
    public static IEnumerable<OrganisationGroup> Sorted(IReadOnlyList<OrganisationGroup> groups, string? sort, IReadOnlyDictionary<Guid, BodyCard> bodies) =>
        sort is "naam" or "-naam"
            ? OrganisationOrder.Sorted(groups.Select(ReadItself), bodies, descending: sort[0] == '-').Select(o => o.Row)
            : ByCount(groups.AsQueryable(), sort).ThenBy(g => g.Key, StringComparer.Ordinal);

    private static Expression<Func<OrganisationGroup, OfOrganisation<OrganisationGroup>>> Itself { get; } =
        g => new OfOrganisation<OrganisationGroup>
        {
            Row = g,
            Key = g.Key,
            Body = g.Body,
            Kvk = g.Kvk,
            Name = g.Name,
        };

    // Compiled once: that takes longer than sorting a page.
    private static Func<OrganisationGroup, OfOrganisation<OrganisationGroup>> ReadItself { get; } = Itself.Compile();

    private static IOrderedQueryable<OrganisationGroup> ByCount(IQueryable<OrganisationGroup> groups, string? sort) =>
        sort switch
        {
            "nevenfuncties" => groups.OrderBy(g => g.Positions),
            "-nevenfuncties" => groups.OrderByDescending(g => g.Positions),
            "geschenken" => groups.OrderBy(g => g.Gifts),
            "-geschenken" => groups.OrderByDescending(g => g.Gifts),
            "reizen" => groups.OrderBy(g => g.Trips),
            "-reizen" => groups.OrderByDescending(g => g.Trips),
            "personen" => groups.OrderBy(g => g.Persons),
            "-personen" => groups.OrderByDescending(g => g.Persons),
            _ => groups.OrderByDescending(g => g.Count),
        };

    /// <summary>As the list shows them. A public body is called as the map calls it, however the positions write it.</summary>
    public static IReadOnlyList<OrganisationRow> Rows(IEnumerable<OrganisationGroup> groups, IReadOnlyDictionary<Guid, BodyCard> bodies) =>
        [
            .. groups.Select(g => new OrganisationRow(
                OrganisationSlug.Of(g.Key),
                (g.Body is { } body ? bodies.GetValueOrDefault(body)?.Name : null) ?? g.Name ?? g.Key,
                g.Positions,
                g.Gifts,
                g.Trips,
                g.Persons
            )),
        ];
}
