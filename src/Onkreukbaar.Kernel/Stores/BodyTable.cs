// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// What a store that is narrowed to one public body (<see cref="Store.BodyScope"/>) may do in a table. It follows from the model, so that a
/// new table of a body's rows cannot be forgotten; in a table that is not in the list such a store may do nothing. Nowhere may it delete.
/// </summary>
/// <param name="Name">Name of the table.</param>
/// <param name="BodyColumn">Column with the id of the body, which must be the store's; null when the rows are of all bodies.</param>
/// <param name="Reads">Whether it may read (of its own body, where there is a <paramref name="BodyColumn"/>).</param>
/// <param name="Adds">Whether it may add rows.</param>
/// <param name="Changes">Columns that it may change in rows that are there; empty when rows stay as they are.</param>
/// <param name="SharedKinds">
/// Only for the table of versions: the kinds of subjects of all bodies that it may add or change, whose versions carry no body.
/// </param>
public sealed record BodyTable(string Name, string? BodyColumn, bool Reads, bool Adds, IReadOnlyList<string> Changes, IReadOnlyList<string> SharedKinds)
{
    internal const string SharedAnnotation = "onkreukbaar:shared";

    /// <summary>The tables of a store's model.</summary>
    public static IReadOnlyList<BodyTable> Of(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var types = model.GetEntityTypes().ToList();
        var shared = types
            .Where(t => t.FindAnnotation(SharedAnnotation)?.Value is SharedUse { Writes: true })
            .Select(t => (string)t.FindAnnotation(Store.KindAnnotation)!.Value!)
            .ToList();
        return [.. types.Select(t => Of(t, shared)).OfType<BodyTable>()];
    }

    private static BodyTable? Of(IEntityType type, List<string> shared)
    {
        if (type.GetTableName() is not { } name)
        {
            return null;
        }

        var table = StoreObjectIdentifier.Table(name);
        string Column(string property) => type.FindProperty(property)!.GetColumnName(table)!;
        if (type.ClrType == typeof(VersionRow))
        {
            // What was recorded stays as it was recorded.
            return new(name, Column(nameof(VersionRow.BodyId)), Reads: true, Adds: true, [], shared);
        }

        if (type.ClrType == typeof(PendingEntry))
        {
            return new(name, BodyColumn: null, Reads: false, Adds: true, [], []);
        }

        if (typeof(IOfBody).IsAssignableFrom(type.ClrType))
        {
            string[] fixedProperties = [nameof(ISubject.Id), nameof(IOfBody.BodyId)];
            var columns = type.GetProperties().Where(p => !fixedProperties.Contains(p.Name, StringComparer.Ordinal)).Select(p => p.GetColumnName(table)!);
            var isSubject = typeof(ISubject).IsAssignableFrom(type.ClrType);
            return new(name, Column(nameof(IOfBody.BodyId)), Reads: true, Adds: isSubject, isSubject ? [.. columns] : [], []);
        }

        return type.FindAnnotation(SharedAnnotation)?.Value is SharedUse use
            ? new(name, BodyColumn: null, Reads: true, use.Adds, use.Changes.Count == 0 ? [] : [Column(nameof(ISubject.Version)), .. use.Changes.Select(Column)], [])
            : null;
    }
}

/// <summary>What a narrowed store may do with subjects of all bodies, besides reading them.</summary>
internal sealed record SharedUse(bool Adds, IReadOnlyList<string> Changes)
{
    public bool Writes => Adds || Changes.Count > 0;
}
