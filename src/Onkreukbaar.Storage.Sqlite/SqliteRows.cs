// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using Microsoft.Data.Sqlite;
using Onkreukbaar.Kernel.Stores;
using SQLitePCL;

namespace Onkreukbaar.Storage.Sqlite;

/// <summary>A statement of SQLite, stepped through without its client library.</summary>
internal sealed class SqliteRows : RowWalk
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteRows(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }

        return ValueTask.FromResult(result == raw.SQLITE_ROW);
    }

    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override bool TryGuid(int column, out Guid value)
    {
        value = default;
        return TryText(column, out var text) && text.Length == 36 && Utf8Parser.TryParse(text, out value, out var used, 'D') && used == text.Length;
    }

    public override bool TryNumber(int column, out long value)
    {
        var isNumber = raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER;
        value = isNumber ? raw.sqlite3_column_int64(_statement, column) : 0;
        return isNumber;
    }

    // Stored as 2026-11-22 12:00:00.123456, with as many decimals as are needed.
    public override bool TryMoment(int column, out DateTime value)
    {
        value = default;
        if (!TryText(column, out var text) || text.Length is < 19 or > 26 || text[10] != ' ' || (text.Length > 19 && text[19] != '.'))
        {
            return false;
        }

        var roundTrip = "0000-00-00T00:00:00.0000000Z"u8;
        Span<byte> whole = stackalloc byte[roundTrip.Length];
        roundTrip.CopyTo(whole);
        text.CopyTo(whole);
        whole[10] = (byte)'T';
        return Utf8Parser.TryParse(whole, out value, out var used, 'O') && used == whole.Length;
    }

    public override bool TryText(int column, out ReadOnlySpan<byte> value) => TryRead(column, raw.SQLITE_TEXT, out value);

    public override bool TryBytes(int column, out ReadOnlySpan<byte> value) => TryRead(column, raw.SQLITE_BLOB, out value);

    protected override ValueTask CloseAsync()
    {
        _statement.Dispose();
        return ValueTask.CompletedTask;
    }

    // The database is in UTF-8, so the bytes of a text are the text.
    private bool TryRead(int column, int type, out ReadOnlySpan<byte> value)
    {
        var isOfType = raw.sqlite3_column_type(_statement, column) == type;
        value = isOfType ? raw.sqlite3_column_blob(_statement, column) : default;
        return isOfType;
    }
}
