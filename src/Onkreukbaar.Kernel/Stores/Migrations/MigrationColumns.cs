// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using FluentMigrator.Builders;
using FluentMigrator.Infrastructure;

namespace Onkreukbaar.Kernel.Stores.Migrations;

/// <summary>Column types that mean the same on SQLite and PostgreSQL.</summary>
public static class MigrationColumns
{
    /// <summary>Text without a limit; limits are the parsers' work, which can explain them.</summary>
    public static TNext AsText<TNext>(this IColumnTypeSyntax<TNext> column)
        where TNext : IFluentSyntax
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.AsString(int.MaxValue);
    }

    /// <summary>A UTC moment in whole microseconds.</summary>
    public static TNext AsMoment<TNext>(this IColumnTypeSyntax<TNext> column)
        where TNext : IFluentSyntax
    {
        ArgumentNullException.ThrowIfNull(column);
        // FluentMigrator has no such type for SQLite, where a moment is text whatever the column is called.
        return column.AsCustom("timestamptz");
    }

    /// <summary>
    /// Makes the full-text index that <see cref="Store.Matching{T}(string)"/> searches: an FTS5 table kept by triggers on SQLite, a GIN
    /// index on PostgreSQL. The column holds folded text (<c>DutchText.Fold</c>).
    /// </summary>
    /// <remarks>FTS5 refers to rows by rowid: never VACUUM the SQLite file (backups copy pages instead).</remarks>
    public static void FullText(this MigrationBase migration, string table, string column = "search_text")
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration
            .IfDatabase(ProcessorIdConstants.PostgreSQL)
            .Execute.Sql($"CREATE INDEX ix_{table}_text ON {table} USING gin (to_tsvector('simple', {column}))");
        migration
            .IfDatabase(ProcessorIdConstants.SQLite)
            .Execute.Sql(
                $"""
                CREATE VIRTUAL TABLE {table}_text USING fts5({column}, content='{table}', content_rowid='rowid', prefix='2 3');
                CREATE TRIGGER {table}_text_added AFTER INSERT ON {table} BEGIN
                  INSERT INTO {table}_text(rowid, {column}) VALUES (new.rowid, new.{column});
                END;
                CREATE TRIGGER {table}_text_changed AFTER UPDATE OF {column} ON {table} BEGIN
                  INSERT INTO {table}_text({table}_text, rowid, {column}) VALUES ('delete', old.rowid, old.{column});
                  INSERT INTO {table}_text(rowid, {column}) VALUES (new.rowid, new.{column});
                END;
                """
            );
    }
}
