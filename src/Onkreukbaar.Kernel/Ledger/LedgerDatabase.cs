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
    /// Begins the sequencer's transaction, which sees one state of all tables; false when another process is the sequencer now. The turn ends with
    /// <see cref="EndSequencingAsync"/>, and with the connection, so that a killed process holds nothing up.
    /// </summary>
    internal async Task<bool> TryBeginSequencingAsync(DbConnection connection, bool wait, CancellationToken cancellation)
    {
        if (!_postgres)
        {
            await ExecuteAsync(connection, "BEGIN IMMEDIATE", cancellation);
            return true;
        }

        // The turn is taken before the transaction begins: what the former sequencer did must be in the state that this one sees.
        await using var command = Command(
            connection,
            wait ? "SELECT true FROM (SELECT pg_advisory_lock(@key)) AS locked" : "SELECT pg_try_advisory_lock(@key)",
            ("key", SequencerLock));
        if (await command.ExecuteScalarAsync(cancellation) is not true)
        {
            return false;
        }

        await ExecuteAsync(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ", cancellation);
        return true;
    }

    /// <summary>Ends the sequencer's transaction and its turn.</summary>
    internal async Task EndSequencingAsync(DbConnection connection, bool commit, CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync(connection, commit ? "COMMIT" : "ROLLBACK", cancellation);
        }
        finally
        {
            if (_postgres && connection.State == System.Data.ConnectionState.Open)
            {
                await ExecuteAsync(connection, "SELECT pg_advisory_unlock(@key)", CancellationToken.None, ("key", SequencerLock));
            }
        }
    }

    /// <summary>True when entries wait, or the first head is still to be signed.</summary>
    internal static async Task<bool> HasWorkAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = Command(
            connection, "SELECT 1 WHERE EXISTS (SELECT 1 FROM ledger_pending) OR NOT EXISTS (SELECT 1 FROM ledger_checkpoint)");
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    /// <summary>
    /// Takes the oldest waiting entries out of the table: all, or those up to the one at <paramref name="limit"/> in order of id.
    /// </summary>
    /// <exception cref="LedgerCorruptException">A waiting row is unreadable.</exception>
    internal async Task<PendingEntries> TakePendingAsync(DbConnection connection, int limit, CancellationToken cancellation)
    {
        var pending = new PendingEntries();
        // The transaction sees one state of the table: what is saved meanwhile, also with a lower id, is not among these rows and stays.
        var last = await PendingIdAsync(connection, limit, cancellation) is { } id ? $"WHERE id <= {Literal(id)}" : "";
        await using var walk = await provider.WalkAsync(connection, $"DELETE FROM ledger_pending {last} RETURNING id, entry", cancellation);
        while (await walk.ReadAsync(cancellation))
        {
            var waiting = PendingId(walk);
            pending.Add(waiting, walk.TryBytes(1, out var entry) ? entry : throw new LedgerCorruptException($"Waiting entry {waiting} is no row of bytes."));
        }

        await pending.CompleteAsync();
        return pending;
    }

    private async Task<Guid?> PendingIdAsync(DbConnection connection, int place, CancellationToken cancellation)
    {
        var skipped = (place - 1).ToString(CultureInfo.InvariantCulture);
        await using var walk = await provider.WalkAsync(connection, $"SELECT id FROM ledger_pending ORDER BY id LIMIT 1 OFFSET {skipped}", cancellation);
        return await walk.ReadAsync(cancellation) ? PendingId(walk) : null;
    }

    private static Guid PendingId(RowWalk walk) => walk.TryGuid(0, out var id) ? id : throw new LedgerCorruptException("A waiting entry has an unreadable id.");

    /// <summary>Writes bundles with their rows in the index; the first may take the place of its unfinished self.</summary>
    internal async Task PutBundlesAsync(DbConnection connection, IReadOnlyList<BundleRow> bundles, CancellationToken cancellation)
    {
        const string Bundle = "INSERT INTO ledger_bundle (bundle_index, entry_count, entries) ";
        const string ReplaceBundle = " ON CONFLICT (bundle_index) DO UPDATE SET entry_count = excluded.entry_count, entries = excluded.entries";
        const string Index = "INSERT INTO ledger_index (bundle_index, first_id, last_id, entry_ids) ";
        const string ReplaceIndex =
            " ON CONFLICT (bundle_index) DO UPDATE SET first_id = excluded.first_id, last_id = excluded.last_id, entry_ids = excluded.entry_ids";
        var index = bundles.Select(IndexRow.Of).ToArray();
        if (_postgres)
        {
            (string, object) numbers = ("index", bundles.Select(b => b.Index).ToArray());
            await ExecuteAsync(
                connection,
                Bundle + "SELECT * FROM unnest(@index, @count, @entries)" + ReplaceBundle,
                cancellation,
                numbers,
                ("count", bundles.Select(b => b.Count).ToArray()),
                ("entries", bundles.Select(b => b.Entries).ToArray()));
            await ExecuteAsync(
                connection,
                Index + "SELECT * FROM unnest(@index, @first, @last, @ids)" + ReplaceIndex,
                cancellation,
                numbers,
                ("first", index.Select(i => i.First).ToArray()),
                ("last", index.Select(i => i.Last).ToArray()),
                ("ids", index.Select(i => i.Ids).ToArray()));
            return;
        }

        foreach (var (bundle, ids) in bundles.Zip(index))
        {
            await ExecuteAsync(
                connection,
                Bundle + "VALUES (@index, @count, @entries)" + ReplaceBundle,
                cancellation,
                ("index", bundle.Index),
                ("count", bundle.Count),
                ("entries", bundle.Entries));
            await ExecuteAsync(
                connection,
                Index + "VALUES (@index, @first, @last, @ids)" + ReplaceIndex,
                cancellation,
                ("index", bundle.Index),
                ("first", ids.First),
                ("last", ids.Last),
                ("ids", ids.Ids));
        }
    }

    /// <summary>Writes tiles; the first of each level may take the place of its unfinished self.</summary>
    internal async Task PutTilesAsync(DbConnection connection, IReadOnlyList<(int Level, long Index, byte[] Hashes)> tiles, CancellationToken cancellation)
    {
        const string Insert = "INSERT INTO ledger_tile (level, tile_index, width, hashes) ";
        const string Replace = " ON CONFLICT (level, tile_index) DO UPDATE SET width = excluded.width, hashes = excluded.hashes";
        if (_postgres)
        {
            await ExecuteAsync(
                connection,
                Insert + "SELECT * FROM unnest(@level, @index, @width, @hashes)" + Replace,
                cancellation,
                ("level", tiles.Select(t => t.Level).ToArray()),
                ("index", tiles.Select(t => t.Index).ToArray()),
                ("width", tiles.Select(t => t.Hashes.Length / MerkleHash.Size).ToArray()),
                ("hashes", tiles.Select(t => t.Hashes).ToArray()));
            return;
        }

        foreach (var (level, index, hashes) in tiles)
        {
            await ExecuteAsync(
                connection,
                Insert + "VALUES (@level, @index, @width, @hashes)" + Replace,
                cancellation,
                ("level", level),
                ("index", index),
                ("width", hashes.Length / MerkleHash.Size),
                ("hashes", hashes));
        }
    }

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

    /// <summary>The index of bundles, from one to another, both included; bundles without a row are absent.</summary>
    internal static async Task<Dictionary<long, IndexRow>> ReadIndexAsync(DbConnection connection, long from, long to, CancellationToken cancellation)
    {
        var rows = new Dictionary<long, IndexRow>();
        await using var command = Command(
            connection,
            "SELECT bundle_index, first_id, last_id, entry_ids FROM ledger_index WHERE bundle_index BETWEEN @from AND @to",
            ("from", from),
            ("to", to));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(reader.GetInt64(0), new IndexRow(Id(reader, 1), Id(reader, 2), reader.GetFieldValue<byte[]>(3)));
        }

        return rows;

        // SQLite keeps whatever was forced into a column.
        static Guid Id(DbDataReader reader, int column) =>
            Guid.TryParse(Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture), out var id) ? id : Guid.Empty;
    }

    /// <summary>The numbers in the log of these ids; an id that is not in it is absent.</summary>
    internal static async Task<Dictionary<Guid, long>> FindNumbersAsync(DbConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var numbers = new Dictionary<Guid, long>();
        if (ids.Count > 100)
        {
            // Ids are numbered nearly in their order: many of them stand together.
            await FindNumbersAsync(connection, ids.Min(), ids.Max(), ids.ToHashSet(), numbers, cancellation);
            return numbers;
        }

        foreach (var id in ids)
        {
            await FindNumbersAsync(connection, id, id, [id], numbers, cancellation);
        }

        return numbers;
    }

    private static async Task FindNumbersAsync(
        DbConnection connection, Guid first, Guid last, HashSet<Guid> wanted, Dictionary<Guid, long> numbers, CancellationToken cancellation)
    {
        await using var command = Command(
            connection,
            "SELECT bundle_index, entry_ids FROM ledger_index WHERE last_id >= @first AND first_id <= @last",
            ("first", first),
            ("last", last));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var number = reader.GetInt64(0) * TileLayout.Width;
            var ids = reader.GetFieldValue<byte[]>(1);
            for (var place = 0; EntryIds.At(ids, place) is { } id; place++)
            {
                if (wanted.Contains(id))
                {
                    numbers.TryAdd(id, number + place);
                }
            }
        }
    }

    /// <summary>Version rows with these ids; ids without a row are absent.</summary>
    internal async Task<Dictionary<Guid, VersionRecord>> ReadVersionsAsync(
        DbConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var rows = new Dictionary<Guid, VersionRecord>(ids.Count);
        await VisitVersionsAsync(connection, ids, (row, id) => rows[id] = VersionRecord.Read(row, id), cancellation);
        return rows;
    }

    /// <summary>
    /// Shows the version rows with these ids (as <see cref="VersionRecord.Names"/>). Rows with other ids may come by too, and a row may come by twice.
    /// </summary>
    internal Task VisitVersionsAsync(DbConnection connection, IReadOnlyCollection<Guid> ids, Action<RowWalk, Guid> visit, CancellationToken cancellation) =>
        VisitVersionsAsync(connection, VersionRecord.Names, ids, visit, cancellation);

    private async Task VisitVersionsAsync(
        DbConnection connection, string names, IReadOnlyCollection<Guid> ids, Action<RowWalk, Guid> visit, CancellationToken cancellation)
    {
        if (ids.Count > 100)
        {
            // Entries are numbered nearly in order of id: one walk along the key is cheaper than looking them up, or joining them, one by one.
            var limit = (ids.Count * 3 / 2) + 1000;
            var range = $"WHERE id BETWEEN {Literal(ids.Min())} AND {Literal(ids.Max())} ORDER BY id LIMIT {limit.ToString(CultureInfo.InvariantCulture)}";
            if (await VisitRowsAsync(connection, names, range, visit, cancellation) < limit)
            {
                return;
            }
        }

        foreach (var some in ids.Chunk(500))
        {
            await VisitRowsAsync(connection, names, $"WHERE id IN ({string.Join(", ", some.Select(Literal))})", visit, cancellation);
        }
    }

    private static string Literal(Guid id) => $"'{id.ToString("D").ToUpperInvariant()}'";

    private async Task<int> VisitRowsAsync(DbConnection connection, string names, string which, Action<RowWalk, Guid> visit, CancellationToken cancellation)
    {
        var read = 0;
        await using var walk = await provider.WalkAsync(connection, $"SELECT {names} FROM version {which}", cancellation);
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

    /// <summary>The ids of all rows of a table; null for a row whose id is none, which only an intruder can make, on SQLite.</summary>
    internal async Task VisitIdsAsync(DbConnection connection, string table, Action<Guid?> visit, CancellationToken cancellation)
    {
        await using var walk = await provider.WalkAsync(connection, $"SELECT id FROM {table}", cancellation);
        while (await walk.ReadAsync(cancellation))
        {
            visit(walk.TryGuid(0, out var id) ? id : null);
        }
    }

    /// <summary>What version rows say of their subjects, for the signal to caches.</summary>
    internal async Task<List<SavedSubject>> ReadSubjectsAsync(
        DbConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var rows = new Dictionary<Guid, SavedSubject?>(ids.Select(id => KeyValuePair.Create(id, (SavedSubject?)null)));
        await VisitVersionsAsync(connection, "id, kind, subject_id, version, body_id, person_id, organisation_key", ids, Read, cancellation);
        return [.. rows.Values.OfType<SavedSubject>()];

        void Read(RowWalk row, Guid id)
        {
            // A row that is unreadable is for the verification to name.
            if (rows.ContainsKey(id) && row.TryText(1, out var kind) && row.TryGuid(2, out var subject) && row.TryNumber(3, out var version))
            {
                rows[id] = new SavedSubject(
                    Encoding.UTF8.GetString(kind),
                    subject,
                    version,
                    row.TryGuid(4, out var body) ? body : null,
                    row.TryGuid(5, out var person) ? person : null,
                    row.TryText(6, out var key) ? Encoding.UTF8.GetString(key) : null);
            }
        }
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
}

/// <summary>A row of <c>ledger_checkpoint</c>.</summary>
internal sealed record CheckpointRow(long Size, byte[] Root, string Note);

/// <summary>A row of <c>ledger_bundle</c>.</summary>
internal sealed record BundleRow(long Index, int Count, byte[] Entries);

/// <summary>A row of <c>ledger_index</c>, by which the number of an entry is found.</summary>
/// <param name="First">The lowest of the ids of the bundle.</param>
/// <param name="Last">The highest of them.</param>
/// <param name="Ids">The ids in order of the entries (<see cref="EntryIds"/>).</param>
internal sealed record IndexRow(Guid First, Guid Last, byte[] Ids)
{
    /// <summary>The row of a bundle. An entry that is unreadable has an id of zeros in it.</summary>
    public static IndexRow Of(BundleRow bundle)
    {
        var ids = new byte[bundle.Count * EntryIds.Size];
        Guid? first = null;
        Guid? last = null;
        ReadOnlySpan<byte> rest = bundle.Entries;
        for (var place = 0; place < bundle.Count && EntryBundle.TryRead(ref rest, out var entry); place++)
        {
            if (LedgerEntry.TryParseId(entry, out var id))
            {
                EntryIds.Write(ids, place, id);
                first = first < id ? first : id;
                last = last > id ? last : id;
            }
        }

        return new IndexRow(first ?? Guid.Empty, last ?? Guid.Empty, ids);
    }
}

/// <summary>Entries that waited to be numbered, in order of id, with their leaf hashes, which are made while the rest still comes in.</summary>
internal sealed class PendingEntries
{
    private readonly List<Block> _blocks = [];
    private readonly List<(Guid Id, int At)> _order = [];
    private readonly List<Task> _hashing = [];

    public int Count => _order.Count;

    public ReadOnlySpan<byte> this[int index] => _blocks[_order[index].At / Block.Size][_order[index].At % Block.Size];

    /// <summary>The leaf hash of an entry, 32 bytes; call <see cref="CompleteAsync"/> first.</summary>
    public ReadOnlySpan<byte> Leaf(int index) => _blocks[_order[index].At / Block.Size].Leaf(_order[index].At % Block.Size);

    /// <summary>Adds an entry, in whatever order they come.</summary>
    public void Add(Guid id, ReadOnlySpan<byte> entry)
    {
        if (_order.Count % Block.Size == 0)
        {
            _blocks.Add(new Block());
        }

        var block = _blocks[^1];
        block.Add(entry);
        _order.Add((id, _order.Count));
        if (_order.Count % Block.Size == 0)
        {
            _hashing.Add(Task.Run(block.Hash));
        }
    }

    /// <summary>All entries were added.</summary>
    public async Task CompleteAsync()
    {
        if (_order.Count % Block.Size != 0)
        {
            _blocks[^1].Hash();
        }

        _order.Sort((one, other) => one.Id.CompareTo(other.Id));
        await Task.WhenAll(_hashing);
    }

    private sealed class Block
    {
        public const int Size = 1024;

        private readonly List<(int Start, int Length)> _places = new(Size);
        private byte[] _bytes = new byte[4096];
        private byte[] _leaves = [];
        private int _end;

        public ReadOnlySpan<byte> this[int place] => _bytes.AsSpan(_places[place].Start, _places[place].Length);

        public ReadOnlySpan<byte> Leaf(int place) => _leaves.AsSpan(place * MerkleHash.Size, MerkleHash.Size);

        public void Add(ReadOnlySpan<byte> entry)
        {
            if (_bytes.Length - _end < entry.Length)
            {
                Array.Resize(ref _bytes, Math.Max(_end + entry.Length, _bytes.Length * 2));
            }

            entry.CopyTo(_bytes.AsSpan(_end));
            _places.Add((_end, entry.Length));
            _end += entry.Length;
        }

        public void Hash()
        {
            _leaves = new byte[_places.Count * MerkleHash.Size];
            Sha256Lanes.Hash(_bytes, CollectionsMarshal.AsSpan(_places), 0x00, _leaves);
        }
    }
}
