// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Onkreukbaar.Kernel.Stores;
using SQLitePCL;

namespace Onkreukbaar.Storage.Sqlite;

/// <summary>A statement of SQLite, stepped through without its client library.</summary>
internal sealed unsafe partial class SqliteRows : RowWalk
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly nint _row;

    public SqliteRows(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
        _row = _statement.DangerousGetHandle();
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

    public override bool IsNull(int column) => Native.ValueType(Native.ColumnValue(_row, column)) == raw.SQLITE_NULL;

    public override bool TryGuid(int column, out Guid value)
    {
        value = default;
        return TryText(column, out var text) && text.Length == 36 && Utf8Parser.TryParse(text, out value, out var used, 'D') && used == text.Length;
    }

    public override bool TryNumber(int column, out long value)
    {
        var found = Native.ColumnValue(_row, column);
        var isNumber = Native.ValueType(found) == raw.SQLITE_INTEGER;
        value = isNumber ? Native.ValueInt64(found) : 0;
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
        value = default;
        var found = Native.ColumnValue(_row, column);
        if (Native.ValueType(found) != type)
        {
            return false;
        }

        var bytes = Native.ValueBlob(found);
        value = new ReadOnlySpan<byte>(bytes, Native.ValueBytes(found));
        return true;
    }

    /// <summary>
    /// The library that the client library brings along. Through that library, to look at a value costs several times what SQLite needs to read
    /// it. These functions return at once: they look into the row that was stepped to. The statement outlives the calls: this class owns it.
    /// </summary>
    /// <remarks>
    /// A value is taken from the row once, under the lock of its connection, and looked at without it. SQLite allows that where no other thread uses the
    /// connection meanwhile, which is what a walk asks of its caller; with a lock for each look the verification of a ledger took 1.4 times as long.
    /// </remarks>
    private static partial class Native
    {
        private const string Library = "e_sqlite3";

        [LibraryImport(Library, EntryPoint = "sqlite3_column_value"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial nint ColumnValue(nint statement, int column);

        [LibraryImport(Library, EntryPoint = "sqlite3_value_type"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int ValueType(nint value);

        [LibraryImport(Library, EntryPoint = "sqlite3_value_blob"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial byte* ValueBlob(nint value);

        [LibraryImport(Library, EntryPoint = "sqlite3_value_bytes"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int ValueBytes(nint value);

        [LibraryImport(Library, EntryPoint = "sqlite3_value_int64"), SuppressGCTransition]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial long ValueInt64(nint value);
    }
}
