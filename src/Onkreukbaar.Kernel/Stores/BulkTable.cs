// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>A table as the engine's own bulk load needs it: its columns, and the value of each for an entity, as the store's model maps them.</summary>
public sealed class BulkTable
{
    // Models live as long as the application, and each has its own entity types.
    private static readonly ConditionalWeakTable<IEntityType, BulkTable> Known = [];
    private readonly (IClrPropertyGetter Get, Func<object?, object?>? Convert)[] getters;

    private BulkTable(IEntityType type)
    {
        Name = type.GetTableName() ?? throw new InvalidOperationException($"{type.Name} has no table.");
        var table = StoreObjectIdentifier.Table(Name);
        var properties = type.GetProperties().ToArray();
        Columns = [.. properties.Select(p => p.GetColumnName(table)!)];
        Types = [.. properties.Select(p => p.GetColumnType())];
        Insert = $"INSERT INTO {Name} ({Quoted()}) VALUES ({string.Join(", ", Columns.Select((_, i) => $"${i + 1}"))})";
        getters = [.. properties.Select(p => (p.GetGetter(), p.GetTypeMapping().Converter?.ConvertToProvider))];
    }

    /// <summary>Name of the table.</summary>
    public string Name { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Types of the columns, as the engine calls them.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Statement that adds one row, with a parameter <c>$1</c>, <c>$2</c>… for each column.</summary>
    public string Insert { get; }

    /// <summary>The columns as statements name them.</summary>
    public string Quoted() => string.Join(", ", Columns.Select(column => $"\"{column}\""));

    /// <summary>The table of an entity type.</summary>
    public static BulkTable Of(IEntityType type) => Known.GetValue(type, t => new BulkTable(t));

    /// <summary>Puts an entity's values, in the order of <see cref="Columns"/>, as the database client takes them; null for none.</summary>
    public void Read(object entity, Span<object?> values)
    {
        ArgumentNullException.ThrowIfNull(entity);
        for (var i = 0; i < getters.Length; i++)
        {
            var (get, convert) = getters[i];
            var value = get.GetClrValue(entity);
            values[i] = value is null || convert is null ? value : convert(value);
        }
    }
}

/// <summary>Rows to add to one table.</summary>
/// <param name="Table">Where they go.</param>
/// <param name="Entities">The entities of which they are made.</param>
public sealed record BulkRows(BulkTable Table, IReadOnlyList<object> Entities);
