// SPDX-License-Identifier: EUPL-1.2
using System.Linq.Expressions;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>
/// The order by name of what is with an organisation. A public body stands where the map has it among bodies, an organisation with a KvK number under its name,
/// any other under its key, which is its name without legal form; what is with none comes last, whichever way it is sorted.
/// </summary>
internal static class OrganisationOrder
{
    /// <summary>In the database.</summary>
    /// <param name="rows">What is sorted.</param>
    /// <param name="bodies">All public bodies.</param>
    /// <param name="descending">From Z to A.</param>
    public static IOrderedQueryable<OfOrganisation<T>> Sorted<T>(IQueryable<OfOrganisation<T>> rows, IQueryable<BodyCard> bodies, bool descending)
    {
#pragma warning disable CA1304, CA1311 // It becomes lower() of the database.
        Expression<Func<OfOrganisation<T>, string?>> name = r =>
            r.Body != null ? bodies.Where(b => b.Id == r.Body).Select(b => b.SortKey).FirstOrDefault()
            : r.Kvk != null ? (r.Name ?? r.Kvk).ToLower()
            : r.Key;
#pragma warning restore CA1304, CA1311
        var known = rows.OrderBy(r => r.Key == null);
        return (descending ? known.ThenByDescending(name) : known.ThenBy(name)).ThenBy(r => r.Key);
    }

    /// <summary>Of what was read already: the same order, by code as the databases have it.</summary>
    /// <param name="rows">What is sorted.</param>
    /// <param name="bodies">The public bodies among the organisations.</param>
    /// <param name="descending">From Z to A.</param>
    public static IOrderedEnumerable<OfOrganisation<T>> Sorted<T>(IEnumerable<OfOrganisation<T>> rows, IReadOnlyDictionary<Guid, BodyCard> bodies, bool descending)
    {
        var known = rows.OrderBy(r => r.Key is null);
        return (descending ? known.ThenByDescending(Name, StringComparer.Ordinal) : known.ThenBy(Name, StringComparer.Ordinal)).ThenBy(r => r.Key, StringComparer.Ordinal);

        string? Name(OfOrganisation<T> row) =>
            row.Body is { } body ? bodies.GetValueOrDefault(body)?.SortKey
            : row.Kvk is { } kvk ? (row.Name ?? kvk).ToLowerInvariant()
            : row.Key;
    }
}

/// <summary>Something with what decides where its organisation stands.</summary>
/// <typeparam name="T">What is with the organisation, or the organisation itself.</typeparam>
internal sealed class OfOrganisation<T>
{
    public required T Row { get; init; }

    /// <summary>What gathers everything at one organisation; null for what is with none.</summary>
    public string? Key { get; init; }

    /// <summary>The organisation when it is a public body.</summary>
    public Guid? Body { get; init; }

    public string? Kvk { get; init; }

    /// <summary>As it is written.</summary>
    public string? Name { get; init; }
}
