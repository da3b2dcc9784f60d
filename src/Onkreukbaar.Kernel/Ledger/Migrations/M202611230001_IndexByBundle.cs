// SPDX-License-Identifier: EUPL-1.2
using System.Data;
using FluentMigrator;

namespace Onkreukbaar.Kernel.Ledger.Migrations;

/// <summary>
/// The index has a row for each bundle, with the ids that stand in it, in the place of a row for each entry: to add that row took the sequencer longer than all else
/// that it does for an entry.
/// </summary>
[Migration(202611230001, "Ledger: index by bundle")]
public sealed class IndexByBundle : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Execute.Sql("DROP TABLE ledger_index");
        IfDatabase(ProcessorIdConstants.SQLite).Execute.Sql(
            """
            CREATE TABLE ledger_index (
                bundle_index INTEGER NOT NULL PRIMARY KEY, first_id UNIQUEIDENTIFIER NOT NULL, last_id UNIQUEIDENTIFIER NOT NULL, entry_ids BLOB NOT NULL)
            """);
        IfDatabase(ProcessorIdConstants.PostgreSQL).Execute.Sql(
            """
            CREATE TABLE ledger_index (bundle_index bigint NOT NULL PRIMARY KEY, first_id uuid NOT NULL, last_id uuid NOT NULL, entry_ids bytea NOT NULL);
            ALTER TABLE ledger_index ALTER COLUMN entry_ids SET STORAGE EXTERNAL;
            """);
        Execute.WithConnection(Fill);
        Execute.Sql("CREATE INDEX ix_ledger_index_id ON ledger_index (last_id, first_id)");
    }

    // One at a time: a log of a million entries is some hundreds of megabytes.
    private static void Fill(IDbConnection connection, IDbTransaction transaction)
    {
        using var next = Command(
            connection, transaction, "SELECT bundle_index, entry_count, entries FROM ledger_bundle WHERE bundle_index > @after ORDER BY bundle_index LIMIT 1");
        using var put = Command(
            connection, transaction, "INSERT INTO ledger_index (bundle_index, first_id, last_id, entry_ids) VALUES (@index, @first, @last, @ids)");
        var after = -1L;
        while (Next(next, after) is { } bundle)
        {
            var row = IndexRow.Of(bundle);
            Set(put, ("index", bundle.Index), ("first", row.First), ("last", row.Last), ("ids", row.Ids));
            put.ExecuteNonQuery();
            after = bundle.Index;
        }
    }

    private static BundleRow? Next(IDbCommand command, long after)
    {
        Set(command, ("after", after));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new BundleRow(reader.GetInt64(0), reader.GetInt32(1), (byte[])reader.GetValue(2)) : null;
    }

    private static IDbCommand Command(IDbConnection connection, IDbTransaction transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Statements are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static void Set(IDbCommand command, params ReadOnlySpan<(string Name, object Value)> values)
    {
        command.Parameters.Clear();
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }
}
