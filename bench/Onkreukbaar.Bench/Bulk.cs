// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Onkreukbaar.Bench;

/// <summary>The fastest ordinary way to load rows: prepared inserts in one transaction on SQLite, binary COPY on PostgreSQL.</summary>
internal static class Bulk
{
    public static async Task<long> LoadAsync(DbConnection connection, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        var names = string.Join(", ", columns.Select(c => $"\"{c}\""));
        return connection switch
        {
            SqliteConnection sqlite => LoadSqlite(sqlite, table, names, columns.Count, rows),
            NpgsqlConnection postgres => await LoadPostgresAsync(postgres, table, names, rows),
            _ => throw new NotSupportedException(connection.GetType().Name),
        };
    }

    private static long LoadSqlite(SqliteConnection connection, string table, string names, int width, IEnumerable<object?[]> rows)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Names come from the model.
        command.CommandText = $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", Enumerable.Range(0, width).Select(i => "@p" + i))})";
#pragma warning restore CA2100
        var parameters = Enumerable.Range(0, width).Select(i => command.Parameters.Add(new SqliteParameter("@p" + i, DBNull.Value))).ToArray();
        command.Prepare();
        long count = 0;
        foreach (var row in rows)
        {
            for (var i = 0; i < width; i++)
            {
                parameters[i].Value = row[i] ?? DBNull.Value;
            }

            count += command.ExecuteNonQuery();
        }

        transaction.Commit();
        return count;
    }

    private static async Task<long> LoadPostgresAsync(NpgsqlConnection connection, string table, string names, IEnumerable<object?[]> rows)
    {
        await using var import = await connection.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            await import.StartRowAsync();
            foreach (var value in row)
            {
                if (value is null)
                {
                    await import.WriteNullAsync();
                }
                else
                {
                    await import.WriteAsync(value);
                }
            }
        }

        return (long)await import.CompleteAsync();
    }
}
