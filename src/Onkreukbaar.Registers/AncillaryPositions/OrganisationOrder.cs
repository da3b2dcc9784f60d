// SPDX-License-Identifier: EUPL-1.2
using System.Linq.Expressions;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>
/// Positions in the order of their organisations. A public body stands where the map has it among bodies, an organisation with a KvK number under its name,
/// any other under its key, which is its name without legal form; those without organisation come last, whichever way it is sorted.
/// </summary>
internal static class OrganisationOrder
{
    /// <summary>In the database.</summary>
    /// <param name="rows">The positions.</param>
    /// <param name="bodies">All public bodies.</param>
    /// <param name="descending">From Z to A.</param>
    public static IQueryable<PositionRow> Sorted(IQueryable<PositionRow> rows, IQueryable<BodyCard> bodies, bool descending)
    {
#pragma warning disable CA1304, CA1311 // It becomes lower() of the database.
        Expression<Func<PositionRow, string?>> name = r =>
            r.Position.OrganisationBodyId != null ? bodies.Where(b => b.Id == r.Position.OrganisationBodyId).Select(b => b.SortKey).FirstOrDefault()
            : r.Position.OrganisationKvk != null ? (r.Position.Organisation ?? r.Position.OrganisationKvk).ToLower()
            : r.Position.OrganisationKey;
#pragma warning restore CA1304, CA1311
        var known = rows.OrderBy(r => r.Position.OrganisationKey == null);
        return (descending ? known.ThenByDescending(name) : known.ThenBy(name)).ThenBy(r => r.Position.OrganisationKey).ThenBy(r => r.Position.Id);
    }

    /// <summary>Of positions that were read already.</summary>
    /// <param name="rows">The positions.</param>
    /// <param name="bodies">Sort keys of the public bodies at which they are.</param>
    /// <param name="descending">From Z to A.</param>
    public static IReadOnlyList<PositionRow> Sorted(IReadOnlyList<PositionRow> rows, IReadOnlyDictionary<Guid, string> bodies, bool descending)
    {
        var known = rows.OrderBy(r => r.Position.OrganisationKey is null);
        return
        [
            .. (descending ? known.ThenByDescending(Name, StringComparer.Ordinal) : known.ThenBy(Name, StringComparer.Ordinal))
                .ThenBy(r => r.Position.OrganisationKey, StringComparer.Ordinal)
                .ThenBy(r => r.Position.Id),
        ];

        string? Name(PositionRow row) =>
            row.Position.OrganisationBodyId is { } body ? bodies.GetValueOrDefault(body)
            : row.Position.OrganisationKvk is { } kvk ? (row.Position.Organisation ?? kvk).ToLowerInvariant()
            : row.Position.OrganisationKey;
    }
}
