// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Binary;
using Npgsql;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Storage.Postgres;

/// <summary>
/// The result of a query as PostgreSQL copies it out in binary form: after a header a count of columns for each row, and for each column its
/// length and bytes; -1 for a count ends the rows, -1 for a length is an absent value.
/// (<see href="https://www.postgresql.org/docs/15/sql-copy.html">COPY, binary format</see>.)
/// </summary>
internal sealed class PostgresRows : RowWalk
{
    private const int FixedHeader = 19;
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly NpgsqlRawCopyStream _copy;
    private readonly List<(int Start, int Length)> _columns = [];
    private byte[] _buffer = new byte[256 * 1024];
    private int _at;
    private int _end;
    private bool _started;

    private PostgresRows(NpgsqlRawCopyStream copy) => _copy = copy;

    public static async Task<RowWalk> OpenAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation) =>
        new PostgresRows(await connection.BeginRawBinaryCopyAsync($"COPY ({sql}) TO STDOUT (FORMAT BINARY)", cancellation));

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        if (!_started)
        {
            await NeedAsync(FixedHeader, cancellation);
            var extension = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_at + FixedHeader - sizeof(int)));
            await NeedAsync(FixedHeader + extension, cancellation);
            _at += FixedHeader + extension;
            _started = true;
        }

        while (true)
        {
            var missing = TakeRow(out var isEnd);
            if (missing == 0)
            {
                return !isEnd;
            }

            await NeedAsync(_end - _at + missing, cancellation);
        }
    }

    public override bool IsNull(int column) => _columns[column].Length < 0;

    public override bool TryGuid(int column, out Guid value)
    {
        var bytes = Bytes(column);
        value = bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : default;
        return bytes.Length == 16;
    }

    public override bool TryNumber(int column, out long value)
    {
        var bytes = Bytes(column);
        value = bytes.Length == sizeof(long) ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
        return bytes.Length == sizeof(long);
    }

    // Microseconds since 1 January 2000; the extremes stand for infinity.
    public override bool TryMoment(int column, out DateTime value)
    {
        value = default;
        if (!TryNumber(column, out var microseconds) || microseconds < (DateTime.MinValue - Epoch).TotalMicroseconds || microseconds > (DateTime.MaxValue - Epoch).TotalMicroseconds)
        {
            return false;
        }

        value = Epoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        return true;
    }

    public override bool TryText(int column, out ReadOnlySpan<byte> value) => TryBytes(column, out value);

    public override bool TryBytes(int column, out ReadOnlySpan<byte> value)
    {
        value = Bytes(column);
        return _columns[column].Length >= 0;
    }

    protected override ValueTask CloseAsync() => _copy.DisposeAsync();

    private ReadOnlySpan<byte> Bytes(int column) => _columns[column] is { Length: > 0 } found ? _buffer.AsSpan(found.Start, found.Length) : default;

    /// <summary>Finds the columns of the next row; gives how many bytes more that takes at least, 0 when the row is whole.</summary>
    private int TakeRow(out bool isEnd)
    {
        isEnd = false;
        var at = _at;
        if (_end - at < sizeof(short))
        {
            return sizeof(short) - (_end - at);
        }

        var count = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(at));
        at += sizeof(short);
        isEnd = count < 0;
        _columns.Clear();
        for (var i = 0; i < count; i++)
        {
            if (_end - at < sizeof(int))
            {
                return sizeof(int) - (_end - at);
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(at));
            at += sizeof(int);
            _columns.Add((at, length));
            at += Math.Max(length, 0);
            if (at > _end)
            {
                return at - _end;
            }
        }

        _at = at;
        return 0;
    }

    /// <summary>Reads on until there are this many bytes from where the reading is.</summary>
    private async ValueTask NeedAsync(int count, CancellationToken cancellation)
    {
        if (_end - _at >= count)
        {
            return;
        }

        var rest = _buffer.AsMemory(_at, _end - _at);
        if (count > _buffer.Length)
        {
            _buffer = new byte[Math.Max(count, _buffer.Length * 2)];
        }

        rest.CopyTo(_buffer);
        (_at, _end) = (0, rest.Length);
        while (_end < count)
        {
            var read = await _copy.ReadAsync(_buffer.AsMemory(_end), cancellation);
            _end += read > 0 ? read : throw new EndOfStreamException("PostgreSQL's answer broke off within a row.");
        }
    }
}
