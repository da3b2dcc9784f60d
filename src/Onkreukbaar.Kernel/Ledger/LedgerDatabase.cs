// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Text;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// The database that holds a ledger, and the few statements that SQLite and PostgreSQL write differently. The ledger works below EF Core:
/// it moves rows by the thousand and must see tables as they are, not as a model has them.
/// </summary>
/// <param name="engine"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="connect">Makes a closed connection.</param>
public sealed class LedgerDatabase(string engine, Func<DbConnection> connect)
{
    // One key for the sequencer of a database; advisory locks are per database, so register and vault do not meet. "onkreuk" in ASCII.
    private const long SequencerLock = 0x6f6e6b7265756b;

    private const string VersionColumns =
        "v.id, v.kind, v.subject_id, v.version, v.recorded_at, v.process, convert_to(v.payload, 'UTF8'), v.salt, v.commitment, "
        + "v.act_id, v.body_id, v.person_id, v.organisation_key";

    // The entry and the sealed text as the row writes them, put together by the engine: its client library spends more on each column than that.
    private const string VersionTexts =
        """
        v.id,
        CAST(format('{"id":"%s","soort":"%s","onderwerp":"%s","versie":%d,"vastgelegd":"%s","proces":"%s","zegel":"%s"}',
            lower(v.id), v.kind, lower(v.subject_id), v.version,
            CASE WHEN length(v.recorded_at) <= 26 AND (v.recorded_at GLOB '????-??-?? ??:??:??.*' OR v.recorded_at GLOB '????-??-?? ??:??:??')
                THEN substr(v.recorded_at, 1, 10) || 'T' || substr(v.recorded_at, 12, 8) || '.' || substr(substr(v.recorded_at, 21) || '000000', 1, 6) || 'Z' END,
            v.process, lower(hex(v.commitment))) AS BLOB),
        v.salt,
        CASE WHEN v.payload IS NULL THEN NULL
            WHEN instr(coalesce(v.organisation_key, ''), char(10)) > 0 THEN x''
            ELSE coalesce(CAST(lower(v.act_id) || ' ' || coalesce(lower(v.body_id), '-') || ' ' || coalesce(lower(v.person_id), '-')
                || coalesce(' ' || v.organisation_key, '') || char(10) || v.payload AS BLOB), x'') END
        """;

    private readonly bool _postgres = string.Equals(engine, "postgres", StringComparison.Ordinal);

    internal async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = connect();
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction that sees one state of all tables and writes nothing.</summary>
    internal Task BeginSnapshotAsync(DbConnection connection, CancellationToken cancellation) =>
        ExecuteAsync(connection, _postgres ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN", cancellation);

    /// <summary>
    /// Begins the sequencer's transaction; false when another process is the sequencer now. It ends with the transaction, so that a killed
    /// process holds nothing up.
    /// </summary>
    internal async Task<bool> TryBeginSequencingAsync(DbConnection connection, bool wait, CancellationToken cancellation)
    {
        if (!_postgres)
        {
            await ExecuteAsync(connection, "BEGIN IMMEDIATE", cancellation);
            return true;
        }

        await ExecuteAsync(connection, "BEGIN", cancellation);
        await using var command = Command(
            connection,
            wait ? "SELECT true FROM (SELECT pg_advisory_xact_lock(@key)) AS locked" : "SELECT pg_try_advisory_xact_lock(@key)",
            ("key", SequencerLock));
        if (await command.ExecuteScalarAsync(cancellation) is true)
        {
            return true;
        }

        await ExecuteAsync(connection, "ROLLBACK", cancellation);
        return false;
    }

    /// <summary>True when entries wait, or the first head is still to be signed.</summary>
    internal static async Task<bool> HasWorkAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = Command(
            connection, "SELECT 1 WHERE EXISTS (SELECT 1 FROM ledger_pending) OR NOT EXISTS (SELECT 1 FROM ledger_checkpoint)");
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    /// <summary>Takes the oldest waiting entries out of the table, ordered by id.</summary>
    internal async Task<List<(Guid Id, byte[] Entry)>> TakePendingAsync(DbConnection connection, int limit, CancellationToken cancellation)
    {
        var pending = new List<(Guid Id, byte[] Entry)>();
        // A row committed between reading and deleting must stay; on PostgreSQL one statement does both, SQLite has one writer at a time.
        await using (var command = Command(
            connection,
            _postgres
                ? "DELETE FROM ledger_pending WHERE id IN (SELECT id FROM ledger_pending ORDER BY id LIMIT @limit) RETURNING id, entry"
                : "SELECT id, entry FROM ledger_pending ORDER BY id LIMIT @limit",
            ("limit", limit)))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                pending.Add((reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)));
            }
        }

        if (_postgres)
        {
            pending.Sort((a, b) => a.Id.CompareTo(b.Id));
        }
        else if (pending.Count > 0 && pending.Count < limit)
        {
            // All that waits: SQLite drops the pages of the table without looking at rows.
            await ExecuteAsync(connection, "DELETE FROM ledger_pending", cancellation);
        }
        else if (pending.Count > 0)
        {
            await ExecuteAsync(connection, "DELETE FROM ledger_pending WHERE id <= @last", cancellation, ("last", pending[^1].Id));
        }

        return pending;
    }

    /// <summary>Numbers ids in the order given, from <paramref name="first"/>.</summary>
    internal Task AddToIndexAsync(DbConnection connection, IReadOnlyList<(Guid Id, byte[] Entry)> entries, long first, CancellationToken cancellation) =>
        ExecuteAsync(
            connection,
            _postgres
                ? "INSERT INTO ledger_index (id, number) SELECT id, @first + position - 1 FROM unnest(@ids) WITH ORDINALITY AS numbered(id, position)"
                : "INSERT INTO ledger_index (id, number) SELECT value, @first + key FROM json_each(@ids)",
            cancellation,
            ("first", first),
            ("ids", Ids(entries.Select(e => e.Id), entries.Count)));

    internal static async Task PutBundleAsync(DbConnection connection, long index, int count, byte[] entries, CancellationToken cancellation) =>
        await ExecuteAsync(
            connection,
            "INSERT INTO ledger_bundle (bundle_index, entry_count, entries) VALUES (@index, @count, @entries) "
                + "ON CONFLICT (bundle_index) DO UPDATE SET entry_count = excluded.entry_count, entries = excluded.entries",
            cancellation,
            ("index", index),
            ("count", count),
            ("entries", entries));

    internal static async Task PutTileAsync(DbConnection connection, int level, long index, byte[] hashes, CancellationToken cancellation) =>
        await ExecuteAsync(
            connection,
            "INSERT INTO ledger_tile (level, tile_index, width, hashes) VALUES (@level, @index, @width, @hashes) "
                + "ON CONFLICT (level, tile_index) DO UPDATE SET width = excluded.width, hashes = excluded.hashes",
            cancellation,
            ("level", level),
            ("index", index),
            ("width", hashes.Length / MerkleHash.Size),
            ("hashes", hashes));

    /// <summary>The head: the checkpoint of the largest size; null in a ledger that never ran.</summary>
    internal static async Task<CheckpointRow?> ReadHeadAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = Command(connection, "SELECT size, root, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new CheckpointRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetString(2))
            : null;
    }

    /// <summary>Checkpoints in order of size, after <paramref name="after"/>.</summary>
    internal static async Task<List<CheckpointRow>> ReadCheckpointsAsync(
        DbConnection connection, long after, int limit, CancellationToken cancellation)
    {
        var rows = new List<CheckpointRow>();
        await using var command = Command(
            connection,
            "SELECT size, root, note FROM ledger_checkpoint WHERE size > @after ORDER BY size LIMIT @limit",
            ("after", after),
            ("limit", limit));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new CheckpointRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetString(2)));
        }

        return rows;
    }

    /// <summary>Tile hashes by level, from one index to another, both included; indexes without a row are absent.</summary>
    internal static async Task<Dictionary<long, (int Width, byte[] Hashes)>> ReadTilesAsync(
        DbConnection connection, int level, long from, long to, CancellationToken cancellation)
    {
        var tiles = new Dictionary<long, (int, byte[])>();
        await using var command = Command(
            connection,
            "SELECT tile_index, width, hashes FROM ledger_tile WHERE level = @level AND tile_index BETWEEN @from AND @to",
            ("level", level),
            ("from", from),
            ("to", to));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            tiles.Add(reader.GetInt64(0), (reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)));
        }

        return tiles;
    }

    /// <summary>Bundles in order, from one index to another, both included.</summary>
    internal static async Task<List<BundleRow>> ReadBundlesAsync(DbConnection connection, long from, long to, CancellationToken cancellation)
    {
        var rows = new List<BundleRow>();
        await using var command = Command(
            connection,
            "SELECT bundle_index, entry_count, entries FROM ledger_bundle WHERE bundle_index BETWEEN @from AND @to ORDER BY bundle_index",
            ("from", from),
            ("to", to));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new BundleRow(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)));
        }

        return rows;
    }

    /// <summary>Version rows with these ids, each with its number in the index; ids without a row are absent, other rows may be present.</summary>
    internal async Task<Dictionary<Guid, VersionRecord>> ReadVersionsAsync(
        DbConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var rows = new Dictionary<Guid, VersionRecord>(ids.Count);
        if (ids.Count > 100)
        {
            // Entries are numbered nearly in order of id: one walk along each key is cheaper than looking them up, or joining them, one by one.
            var limit = (ids.Count * 3 / 2) + 1000;
            (string, object)[] range = [("first", ids.Min()), ("last", ids.Max()), ("limit", limit)];
            const string Walk = "WHERE id BETWEEN @first AND @last ORDER BY id LIMIT @limit";
            await ReadVersionsAsync(connection, rows, $"version v {Walk}", cancellation, range);
            if (rows.Count < limit && await ReadNumbersAsync(connection, rows, $"ledger_index i {Walk}", cancellation, range) < limit)
            {
                return rows;
            }

            rows.Clear();
        }

        var wanted = Ids(ids, ids.Count);
        await ReadVersionsAsync(
            connection, rows, _postgres ? "version v WHERE id = ANY (@ids)" : "json_each(@ids) wanted JOIN version v ON v.id = wanted.value", cancellation, ("ids", wanted));
        await ReadNumbersAsync(
            connection, rows, _postgres ? "ledger_index i WHERE id = ANY (@ids)" : "json_each(@ids) wanted JOIN ledger_index i ON i.id = wanted.value", cancellation, ("ids", wanted));
        return rows;
    }

    private static async Task<int> ReadNumbersAsync(
        DbConnection connection, Dictionary<Guid, VersionRecord> rows, string from, CancellationToken cancellation, params (string Name, object Value)[] parameters)
    {
        var read = 0;
        await using var command = Command(connection, $"SELECT i.id, i.number FROM {from}", parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        for (; await reader.ReadAsync(cancellation); read++)
        {
            if (TryReadId(reader, out var id) && rows.TryGetValue(id, out var row) && reader.GetValue(1) is long number)
            {
                row.Number = number;
            }
        }

        return read;
    }

    private async Task ReadVersionsAsync(
        DbConnection connection, Dictionary<Guid, VersionRecord> rows, string from, CancellationToken cancellation, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(connection, $"SELECT {(_postgres ? VersionColumns : VersionTexts)} FROM {from}", parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (TryReadId(reader, out var id))
            {
                rows[id] = _postgres ? ReadColumns(reader, id) : ReadTexts(reader, id);
            }
        }
    }

    // SQLite keeps whatever was forced into a column; a row whose id is none is no version of any entry.
    private static bool TryReadId(DbDataReader reader, out Guid id)
    {
        try
        {
            id = reader.GetGuid(0);
            return true;
        }
        catch (Exception unreadable) when (unreadable is FormatException or InvalidCastException or ArgumentException)
        {
            id = default;
            return false;
        }
    }

    /// <summary>What version rows say of their subjects, for the signal to caches.</summary>
    internal async Task<List<Stores.SavedSubject>> ReadSubjectsAsync(DbConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var rows = new List<Stores.SavedSubject>(ids.Count);
        const string Columns = "SELECT v.kind, v.subject_id, v.version, v.body_id, v.person_id, v.organisation_key FROM ";
        await using var command = Command(
            connection,
            Columns + (_postgres ? "version v WHERE v.id = ANY (@ids)" : "json_each(@ids) wanted JOIN version v ON v.id = wanted.value"),
            ("ids", Ids(ids, ids.Count)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new Stores.SavedSubject(
                reader.GetString(0),
                reader.GetGuid(1),
                reader.GetInt64(2),
                reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.IsDBNull(4) ? null : reader.GetGuid(4),
                reader.IsDBNull(5) ? null : reader.GetString(5)));
        }

        return rows;
    }

    /// <summary>The number of a version in the log; null when it has none.</summary>
    internal static async Task<long?> FindNumberAsync(DbConnection connection, Guid id, CancellationToken cancellation)
    {
        await using var command = Command(connection, "SELECT number FROM ledger_index WHERE id = @id", ("id", id));
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    internal static async Task<long> CountAsync(DbConnection connection, string table, CancellationToken cancellation)
    {
        await using var command = Command(connection, $"SELECT count(*) FROM {table}");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    internal static async Task ExecuteAsync(
        DbConnection connection, string sql, CancellationToken cancellation, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    internal static DbCommand Command(DbConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants of this assembly; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    // Arrays are a type on PostgreSQL; SQLite unpacks JSON, with ids spelled as it stores them.
    private object Ids(IEnumerable<Guid> ids, int count)
    {
        if (_postgres)
        {
            return ids.ToArray();
        }

        var json = new StringBuilder((count * 39) + 2).Append('[');
        foreach (var id in ids)
        {
            json.Append(json.Length > 1 ? ",\"" : "\"").Append(id.ToString("D").ToUpperInvariant()).Append('"');
        }

        return json.Append(']').ToString();
    }

    private static VersionRecord ReadColumns(DbDataReader reader, Guid id)
    {
        try
        {
            var entry = new LedgerEntry(
                id,
                reader.GetString(1),
                reader.GetGuid(2),
                reader.GetInt64(3),
                DateTime.SpecifyKind(reader.GetDateTime(4), DateTimeKind.Utc),
                reader.GetString(5),
                reader.GetFieldValue<byte[]>(8));
            var columns = new SealedColumns(
                reader.GetGuid(9),
                reader.IsDBNull(10) ? null : reader.GetGuid(10),
                reader.IsDBNull(11) ? null : reader.GetGuid(11),
                reader.IsDBNull(12) ? null : reader.GetString(12));
            return new VersionRecord(
                id,
                entry.ToBytes(),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7),
                reader.IsDBNull(6) ? null : columns.HasOneReading ? columns.Before(reader.GetFieldValue<byte[]>(6)) : []);
        }
        catch (Exception unreadable) when (unreadable is FormatException or InvalidCastException or OverflowException or InvalidOperationException)
        {
            // An unreadable row is a changed row, and must not stop the verification.
            return new VersionRecord(id, [], null, []);
        }
    }

    private static VersionRecord ReadTexts(DbDataReader reader, Guid id) =>
        new(
            id,
            reader.IsDBNull(1) ? [] : reader.GetFieldValue<byte[]>(1),
            reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2),
            reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3));
}

/// <summary>A row of <c>ledger_checkpoint</c>.</summary>
internal sealed record CheckpointRow(long Size, byte[] Root, string Note);

/// <summary>A row of <c>ledger_bundle</c>.</summary>
internal sealed record BundleRow(long Index, int Count, byte[] Entries);

/// <summary>A row of <c>version</c> as the ledger sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Entry">The row written as an entry; empty when it cannot be.</param>
/// <param name="Salt">Salt; null after erasure.</param>
/// <param name="Message">What is sealed with the salt: columns and payload. Null after erasure, empty when it cannot be written in one way only.</param>
internal sealed record VersionRecord(Guid Id, byte[] Entry, byte[]? Salt, byte[]? Message)
{
    /// <summary>Its number in <c>ledger_index</c>; null when it has none.</summary>
    public long? Number { get; set; }

    /// <summary>Payload and salt are gone, both.</summary>
    public bool IsErased => Message is null && Salt is null;

    /// <summary>The columns; null when one of them is unreadable.</summary>
    public LedgerEntry? Columns => LedgerEntry.TryParse(Entry, out var entry) ? entry : null;
}
