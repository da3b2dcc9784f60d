// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Onkreukbaar.Tests.Kernel.Stores;

/// <summary>What a column can hold. Engines have many names for it.</summary>
internal enum Content
{
    Id,
    Text,
    Whole32,
    Whole64,
    YesNo,
    Day,
    Moment,
    Decimal,
    Bytes,
    Json,
}

/// <summary>A column as the model wants it.</summary>
internal sealed record WantedColumn(string Table, string Name, Content Content, bool IsNullable, int? Length);

/// <summary>A column as the database has it, with all that its type can hold without loss: on SQLite one type serves for several. Without a limit its length is null.</summary>
internal sealed record PresentColumn(string Table, string Name, string Type, Content[] Contents, bool IsNullable, int? Length);

/// <summary>Compares what Entity Framework believes of the tables with the tables that the migrations made.</summary>
internal static class SchemaShape
{
    /// <summary>Tables that are read and written by SQL only: those of the ledger, of runs, of the scheduler and of the migrator, and what SQLite keeps for itself.</summary>
    private static bool IsOutsideTheModel(string table, IReadOnlyCollection<string> wanted) =>
        table is "ledger_bundle" or "ledger_index" or "ledger_tile" or "ledger_checkpoint" or "ledger_check" or "job_run" or "VersionInfo"
        || table.StartsWith("qrtz_", StringComparison.Ordinal)
        || table.StartsWith("sqlite_", StringComparison.Ordinal)
        || wanted.Any(w => table.StartsWith(w + "_text", StringComparison.Ordinal));

    /// <summary>The columns of a model.</summary>
    public static IEnumerable<WantedColumn> Of(IModel model) =>
        model.GetRelationalModel().Tables.SelectMany(table => table.Columns.Select(column => Of(table.Name, column)));

    /// <summary>The columns of a database.</summary>
    public static async Task<List<PresentColumn>> OfAsync(DbConnection connection)
    {
        var isSqlite = connection is Microsoft.Data.Sqlite.SqliteConnection;
        await using var command = connection.CreateCommand();
        command.CommandText = isSqlite
            // A key of SQLite may hold nulls where nobody forbids it; the model never writes one.
            ? """
                SELECT t.name, c.name, c.type, c."notnull" = 0 AND c.pk = 0, NULL
                FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
                """
            : """
                SELECT table_name::text, column_name::text, udt_name::text, is_nullable = 'YES', character_maximum_length::int
                FROM information_schema.columns WHERE table_schema = 'public'
                """;
        var columns = new List<PresentColumn>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var type = reader.GetString(2);
            var (contents, length) = isSqlite ? OfSqlite(type) : (OfPostgres(type), await reader.IsDBNullAsync(4) ? null : reader.GetInt32(4));
            columns.Add(new(reader.GetString(0), reader.GetString(1), type, contents, reader.GetBoolean(3), length));
        }

        return columns;
    }

    /// <summary>What differs, one sentence each, in order of table and column; empty when the two fit.</summary>
    public static IEnumerable<string> Differences(IReadOnlyCollection<WantedColumn> wanted, IReadOnlyCollection<PresentColumn> present)
    {
        var found = new List<string>();
        var tables = wanted.Select(w => w.Table).Distinct(StringComparer.Ordinal).ToList();
        var there = present.Select(p => p.Table).ToHashSet(StringComparer.Ordinal);
        found.AddRange(tables.Where(t => !there.Contains(t)).Select(t => $"{t}: the table is not there"));
        found.AddRange(there.Except(tables, StringComparer.Ordinal).Where(t => !IsOutsideTheModel(t, tables)).Select(t => $"{t}: no model knows this table"));
        var columns = present.ToDictionary(p => (p.Table, p.Name));
        foreach (var want in wanted.Where(w => there.Contains(w.Table)))
        {
            var name = $"{want.Table}.{want.Name}";
            if (!columns.Remove((want.Table, want.Name), out var has))
            {
                found.Add($"{name}: the column is not there");
                continue;
            }

            if (!has.Contents.Contains(want.Content))
            {
                found.Add($"{name}: {has.Type} does not hold {want.Content}");
            }

            if (has.IsNullable != want.IsNullable)
            {
                found.Add($"{name}: it {(has.IsNullable ? "may" : "may not")} be null, and the model says otherwise");
            }

            // A limit of the database below that of the model would refuse what the program accepted.
            if (has.Length is { } most && !(want.Length <= most))
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: it holds {most} characters, and the model says {want.Length?.ToString(CultureInfo.InvariantCulture) ?? "any number"}"));
            }
        }

        found.AddRange(columns.Values.Where(c => tables.Contains(c.Table, StringComparer.Ordinal)).Select(c => $"{c.Table}.{c.Name}: no model knows this column"));
        return found.Order(StringComparer.Ordinal);
    }

    private static WantedColumn Of(string table, IColumn column)
    {
        // A document in a column of its own has no property.
        if (column.PropertyMappings.Count == 0)
        {
            return new(table, column.Name, Content.Json, column.IsNullable, null);
        }

        var mapping = column.PropertyMappings[0];
        var type = mapping.TypeMapping.Converter?.ProviderClrType ?? mapping.TypeMapping.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var content =
            type == typeof(Guid) ? Content.Id
            : type == typeof(string) ? Content.Text
            : type == typeof(int) ? Content.Whole32
            : type == typeof(long) ? Content.Whole64
            : type == typeof(bool) ? Content.YesNo
            : type == typeof(DateOnly) ? Content.Day
            : type == typeof(DateTime) ? Content.Moment
            : type == typeof(decimal) ? Content.Decimal
            : type == typeof(byte[]) ? Content.Bytes
            : throw new NotSupportedException($"{table}.{column.Name} holds {type.Name}: say which type of column may hold it.");
        return new(table, column.Name, content, column.IsNullable, mapping.Property.GetMaxLength());
    }

    private static (Content[] Contents, int? Length) OfSqlite(string declared)
    {
        var open = declared.IndexOf('(', StringComparison.Ordinal);
        var (type, length) = open < 0 ? (declared, (int?)null) : (declared[..open], int.Parse(declared[(open + 1)..^1].Split(',')[0], CultureInfo.InvariantCulture));
        return type.ToUpperInvariant() switch
        {
            // Ids, moments and documents are text there.
            "TEXT" or "VARCHAR" => ([Content.Text, Content.Id, Content.Moment, Content.Json], length),
            "UNIQUEIDENTIFIER" => ([Content.Id], null),
            "INTEGER" => ([Content.Whole32, Content.Whole64, Content.YesNo], null),
            "NUMERIC" => ([Content.Decimal], null),
            "DATETIME" => ([Content.Day, Content.Moment], null),
            "TIMESTAMPTZ" => ([Content.Moment], null),
            "BLOB" => ([Content.Bytes], null),
            _ => ([], null),
        };
    }

    private static Content[] OfPostgres(string type) =>
        type switch
        {
            "uuid" => [Content.Id],
            "text" or "varchar" => [Content.Text],
            "int4" => [Content.Whole32],
            "int8" => [Content.Whole64],
            "bool" => [Content.YesNo],
            "date" => [Content.Day],
            "timestamptz" => [Content.Moment],
            "numeric" => [Content.Decimal],
            "bytea" => [Content.Bytes],
            "jsonb" => [Content.Json],
            _ => [],
        };
}
