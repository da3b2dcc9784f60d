// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// The database that holds a ledger, and the few statements that SQLite and PostgreSQL write differently. The ledger works below EF Core:
/// it moves rows by the thousand and must see tables as they are, not as a model has them.
/// </summary>
/// <param name="provider">The engine.</param>
/// <param name="connect">Makes a closed connection.</param>
public sealed class LedgerDatabase(StorageProvider provider, Func<DbConnection> connect)
{
    // One key for the sequencer of a database; advisory locks are per database, so register and vault do not meet. "onkreuk" in ASCII.
    private const long SequencerLock = 0x6f6e6b7265756b;

    private readonly bool _postgres = string.Equals(provider.Name, "postgres", StringComparison.Ordinal);

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

    /// <summary>Reads the oldest waiting entries, ordered by id; <see cref="NumberAsync"/> takes them out of the table.</summary>
    /// <exception cref="LedgerCorruptException">A waiting row is unreadable.</exception>
    internal async Task<PendingEntries> ReadPendingAsync(DbConnection connection, int limit, CancellationToken cancellation)
    {
        var pending = new PendingEntries();
        var oldest = $"SELECT id, entry FROM ledger_pending ORDER BY id LIMIT {limit.ToString(CultureInfo.InvariantCulture)}";
        await using var walk = await provider.WalkAsync(connection, oldest, cancellation);
        while (await walk.ReadAsync(cancellation))
        {
            pending.Add(
                walk.TryGuid(0, out var id) ? id : throw new LedgerCorruptException("A waiting entry has an unreadable id."),
                walk.TryBytes(1, out var entry) ? entry : throw new LedgerCorruptException($"Waiting entry {id} is no row of bytes."));
        }

        return pending;
    }

    /// <summary>Gives the entries their numbers, from <paramref name="first"/>, and takes them out of the table of what waits.</summary>
    /// <exception cref="LedgerCorruptException">They do not all wait any more.</exception>
    internal async Task NumberAsync(DbConnection connection, PendingEntries entries, long first, CancellationToken cancellation)
    {
        if (entries.Count == 0)
        {
            return;
        }

        // SQLite has one writer at a time, so the rows that were read are still the first ones; it numbers them without taking them out and in
        // again. On PostgreSQL others commit meanwhile, also with lower ids.
        var numbered = await ExecuteAsync(
            connection,
            _postgres
                ? "INSERT INTO ledger_index (id, number) SELECT id, @first + position - 1 FROM unnest(@ids) WITH ORDINALITY AS numbered(id, position)"
                : "INSERT INTO ledger_index (id, number) SELECT id, @first - 1 + row_number() OVER (ORDER BY id) FROM ledger_pending WHERE id <= @last ORDER BY id",
            cancellation,
            ("first", first),
            _postgres ? ("ids", entries.Ids.ToArray()) : ("last", entries.Ids[^1]));
        var taken = await ExecuteAsync(
            connection,
            _postgres ? "DELETE FROM ledger_pending WHERE id = ANY (@ids)" : "DELETE FROM ledger_pending WHERE id <= @last",
            cancellation,
            _postgres ? ("ids", entries.Ids.ToArray()) : ("last", entries.Ids[^1]));
        if (numbered != entries.Count || taken != entries.Count)
        {
            throw new LedgerCorruptException($"Of {entries.Count} waiting entries {taken} could be taken and {numbered} numbered.");
        }
    }

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

    /// <summary>Version rows with these ids, each with its number in the index; ids without a row are absent.</summary>
    internal async Task<Dictionary<Guid, VersionRecord>> ReadVersionsAsync(
        DbConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var rows = new Dictionary<Guid, VersionRecord>(ids.Count);
        await VisitVersionsAsync(
            connection,
            ids,
            (row, id) => rows[id] = VersionRecord.Read(row, id),
            (id, number) =>
            {
                if (rows.TryGetValue(id, out var row))
                {
                    row.Number = number;
                }
            },
            cancellation);
        return rows;
    }

    /// <summary>
    /// Shows the version rows with these ids (as <see cref="VersionRecord.Names"/>), and after them their rows in the index. Rows with other ids may
    /// come by too, and a row may come by twice.
    /// </summary>
    internal async Task VisitVersionsAsync(
        DbConnection connection, IReadOnlyCollection<Guid> ids, Action<RowWalk, Guid> version, Action<Guid, long> number, CancellationToken cancellation)
    {
        if (ids.Count > 100)
        {
            // Entries are numbered nearly in order of id: one walk along each key is cheaper than looking them up, or joining them, one by one.
            var limit = (ids.Count * 3 / 2) + 1000;
            var range = $"WHERE id BETWEEN {Literal(ids.Min())} AND {Literal(ids.Max())} ORDER BY id LIMIT {limit.ToString(CultureInfo.InvariantCulture)}";
            if (await VisitRowsAsync(connection, range, version, cancellation) < limit && await VisitNumbersAsync(connection, range, number, cancellation) < limit)
            {
                return;
            }
        }

        foreach (var some in ids.Chunk(500))
        {
            var wanted = $"WHERE id IN ({string.Join(", ", some.Select(Literal))})";
            await VisitRowsAsync(connection, wanted, version, cancellation);
            await VisitNumbersAsync(connection, wanted, number, cancellation);
        }
    }

    private static string Literal(Guid id) => $"'{id.ToString("D").ToUpperInvariant()}'";

    private async Task<int> VisitRowsAsync(DbConnection connection, string which, Action<RowWalk, Guid> visit, CancellationToken cancellation)
    {
        var read = 0;
        await using var walk = await provider.WalkAsync(connection, $"SELECT {VersionRecord.Names} FROM version {which}", cancellation);
        for (; await walk.ReadAsync(cancellation); read++)
        {
            // SQLite keeps whatever was forced into a column; a row whose id is none is no version of any entry.
            if (walk.TryGuid(0, out var id))
            {
                visit(walk, id);
            }
        }

        return read;
    }

    private async Task<int> VisitNumbersAsync(DbConnection connection, string which, Action<Guid, long> visit, CancellationToken cancellation)
    {
        var read = 0;
        await using var walk = await provider.WalkAsync(connection, $"SELECT id, number FROM ledger_index {which}", cancellation);
        for (; await walk.ReadAsync(cancellation); read++)
        {
            if (walk.TryGuid(0, out var id) && walk.TryNumber(1, out var number))
            {
                visit(id, number);
            }
        }

        return read;
    }

    /// <summary>What version rows say of their subjects, for the signal to caches.</summary>
    internal async Task<List<SavedSubject>> ReadSubjectsAsync(DbConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var rows = new List<SavedSubject>(ids.Count);
        const string Columns = "SELECT v.kind, v.subject_id, v.version, v.body_id, v.person_id, v.organisation_key FROM ";
        await using var command = Command(
            connection,
            Columns + (_postgres ? "version v WHERE v.id = ANY (@ids)" : "json_each(@ids) wanted JOIN version v ON v.id = wanted.value"),
            ("ids", Ids(ids, ids.Count)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new SavedSubject(
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
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    internal static async Task<int> ExecuteAsync(
        DbConnection connection, string sql, CancellationToken cancellation, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
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
}

/// <summary>A row of <c>ledger_checkpoint</c>.</summary>
internal sealed record CheckpointRow(long Size, byte[] Root, string Note);

/// <summary>A row of <c>ledger_bundle</c>.</summary>
internal sealed record BundleRow(long Index, int Count, byte[] Entries);

/// <summary>Entries that wait to be numbered, one after the other in one block of bytes.</summary>
internal sealed class PendingEntries
{
    private readonly List<Guid> _ids = [];
    private readonly List<(int Start, int Length)> _places = [];
    private byte[] _bytes = [];
    private int _end;

    public int Count => _ids.Count;

    public IReadOnlyList<Guid> Ids => _ids;

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_places[index].Start, _places[index].Length);

    public void Add(Guid id, ReadOnlySpan<byte> entry)
    {
        if (_bytes.Length - _end < entry.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_end + entry.Length, Math.Max(4096, _bytes.Length * 2)));
        }

        entry.CopyTo(_bytes.AsSpan(_end));
        _ids.Add(id);
        _places.Add((_end, entry.Length));
        _end += entry.Length;
    }

    /// <summary>The leaf hashes, 32 bytes each, made on all cores.</summary>
    public byte[] HashLeaves()
    {
        var hashes = new byte[Count * MerkleHash.Size];
        Parallel.For(0, (Count + TileLayout.Width - 1) / TileLayout.Width, block =>
        {
            var from = block * TileLayout.Width;
            var places = CollectionsMarshal.AsSpan(_places).Slice(from, Math.Min(TileLayout.Width, Count - from));
            Sha256Lanes.Hash(_bytes, places, 0x00, hashes.AsSpan(from * MerkleHash.Size));
        });
        return hashes;
    }
}
