// SPDX-License-Identifier: EUPL-1.2
using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Proves a store against its ledger: entries against tree and signed checkpoints, versions against entries, live rows against versions;
/// and names the first entry that is wrong. Reads one snapshot in a stream: memory stays flat however long the log is.
/// </summary>
/// <param name="database">The database with ledger and versions.</param>
/// <param name="keys">Keys whose signature on a checkpoint is trusted: the present one and those before it.</param>
/// <param name="current">The live tables; null leaves them out.</param>
public sealed class LedgerVerifier(LedgerDatabase database, IReadOnlyList<NoteVerifier> keys, CurrentSubjects? current = null)
{
    // 16,384 entries a step: large enough to keep all cores busy, small enough to stay within tens of megabytes.
    private const int BundlesPerStep = 64;

    private const int PageSize = 4000;

    /// <summary>Verifies everything.</summary>
    /// <param name="known">
    /// Checkpoints from elsewhere (a journalist's copy, a witness, last year's annual report). Only these can show that a whole tail of the
    /// log was removed with everything that pointed to it.
    /// </param>
    /// <param name="progress">Told of entries done and in total.</param>
    /// <param name="cancellation">Stops the verification.</param>
    public async Task<LedgerReport> VerifyAsync(
        IReadOnlyList<SignedNote>? known = null, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await database.BeginSnapshotAsync(connection, cancellation);
        try
        {
            var run = new Run(database, connection, new CheckpointTrail(connection, keys, known ?? []), progress);
            var first = await run.LogAsync(cancellation)
                ?? await run.PendingAsync(cancellation)
                ?? await run.CountsAsync(cancellation)
                ?? (current is null ? null : await run.SubjectsAsync(current, cancellation));
            return run.Report(first);
        }
        finally
        {
            await LedgerDatabase.ExecuteAsync(connection, "ROLLBACK", CancellationToken.None);
        }
    }

    /// <summary>One verification under way.</summary>
    private sealed class Run(LedgerDatabase database, DbConnection connection, CheckpointTrail trail, Action<long, long>? progress)
    {
        private readonly TreeCheck _tree = new(connection);
        private long _size;
        private long _pending;
        private long _erased;
        private long _subjects;

        public LedgerReport Report(LedgerFinding? first) => new(_size, _pending, _erased, _subjects, trail.Checked, first);

        public async Task<LedgerFinding?> LogAsync(CancellationToken cancellation)
        {
            var head = await LedgerDatabase.ReadHeadAsync(connection, cancellation);
            // A head that is not what was signed says nothing about the length of the log; the trail of checkpoints will name it.
            var total = head is null ? 0 : trail.Problem(head) is null ? head.Size : (long?)null;
            var readers = await OpenReadersAsync(cancellation);
            // Entries are numbered and reported in order; comparing them with their version rows goes on side by side, a connection each.
            var running = new Queue<(Step Step, Task<LedgerFinding?> Finding)>();
            try
            {
                for (var from = 0L; ; from += BundlesPerStep)
                {
                    var bundles = await LedgerDatabase.ReadBundlesAsync(connection, from, from + BundlesPerStep - 1, cancellation);
                    var tiles = await LedgerDatabase.ReadTilesAsync(connection, 0, from, from + BundlesPerStep - 1, cancellation);
                    var step = new Step(from, bundles, tiles, total);
                    if (running.Count == readers.Count && await NextAsync(running) is { } earlier)
                    {
                        return await NamedAsync(earlier, cancellation);
                    }

                    var reader = readers[(int)(from / BundlesPerStep % readers.Count)];
                    running.Enqueue((step, Task.Run(async () => step.Compare(await database.ReadVersionsAsync(reader, step.Ids, cancellation)), cancellation)));
                    progress?.Invoke(step.EndNumber, total ?? step.EndNumber);
                    var structural = await _tree.AppendAsync(step, cancellation) ?? await trail.CheckAsync(step, cancellation);
                    if (structural is null && !step.IsLast)
                    {
                        continue;
                    }

                    while (running.Count > 1)
                    {
                        if (await NextAsync(running) is { } before)
                        {
                            return await NamedAsync(before, cancellation);
                        }
                    }

                    var finding = Narrowest(await NextAsync(running), structural, step.Gap);
                    return finding is null ? await EndAsync(head, cancellation) : await NamedAsync(finding, cancellation);
                }
            }
            finally
            {
                await Task.WhenAll(running.Select(r => (Task)r.Finding)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                foreach (var reader in readers)
                {
                    await reader.DisposeAsync();
                }
            }
        }

        private async Task<LedgerFinding?> NextAsync(Queue<(Step Step, Task<LedgerFinding?> Finding)> running)
        {
            var (step, checking) = running.Peek();
            var finding = await checking;
            running.Dequeue();
            _erased += step.Erased;
            _size = step.EndNumber;
            return finding;
        }

        // They need no common snapshot: all they read of is numbered, and what is numbered does not change any more.
        private async Task<List<DbConnection>> OpenReadersAsync(CancellationToken cancellation)
        {
            var readers = new List<DbConnection>();
            for (var i = 0; i < Math.Clamp(Environment.ProcessorCount, 2, 4); i++)
            {
                readers.Add(await database.OpenAsync(cancellation));
            }

            return readers;
        }

        public async Task<LedgerFinding?> PendingAsync(CancellationToken cancellation)
        {
            Guid? after = null;
            while (true)
            {
                var waiting = await ReadPendingAsync(after, cancellation);
                var versions = await database.ReadVersionsAsync(connection, [.. waiting.Select(w => w.Id)], cancellation);
                foreach (var (id, bytes) in waiting)
                {
                    var version = versions.GetValueOrDefault(id);
                    var finding = LedgerEntry.TryParse(bytes, out var entry) && entry.Id == id
                        ? EntryCheck.Find(entry, null, version, version?.Number is null ? null : "It is numbered already.")
                        : new LedgerFinding(LedgerFault.EntryChanged, null, id, version?.Kind, version?.Subject, version?.Version, "A waiting entry is unreadable.");
                    if (finding is not null)
                    {
                        return finding;
                    }
                }

                _pending += waiting.Count;
                if (waiting.Count < PageSize)
                {
                    return null;
                }

                after = waiting[^1].Id;
            }
        }

        public async Task<LedgerFinding?> CountsAsync(CancellationToken cancellation)
        {
            // Every entry has its version row and its number, so whatever is more than that was added.
            if (await LedgerDatabase.CountAsync(connection, "ledger_index", cancellation) != _size
                && await AddedIndexRowAsync(cancellation) is { } added)
            {
                return added;
            }

            return await LedgerDatabase.CountAsync(connection, "version", cancellation) == _size + _pending
                ? null
                : await AddedVersionAsync(cancellation);
        }

        public async Task<LedgerFinding?> SubjectsAsync(CurrentSubjects subjects, CancellationToken cancellation)
        {
            LedgerFinding? first = null;
            foreach (var kind in subjects.Kinds)
            {
                Guid? after = null;
                for (var last = false; !last;)
                {
                    var rows = await subjects.ReadAsync(connection, kind, after, PageSize, cancellation);
                    last = rows.Count < PageSize;
                    var newest = await ReadNewestAsync(kind, after, last ? null : rows[^1].Id, cancellation);
                    foreach (var difference in SubjectCheck.Differences(kind, rows, newest))
                    {
                        var number = difference.Id is { } id ? await LedgerDatabase.FindNumberAsync(connection, id, cancellation) : null;
                        first = Earliest(first, difference with { Number = number });
                    }

                    _subjects += rows.Count;
                    after = last ? after : rows[^1].Id;
                }
            }

            return first;
        }

        /// <summary>The finding with the lowest number; one without a number comes last, and of equals the most telling first.</summary>
        private static LedgerFinding? Earliest(params ReadOnlySpan<LedgerFinding?> findings)
        {
            LedgerFinding? earliest = null;
            foreach (var finding in findings)
            {
                if (finding is not null && (earliest is null || (finding.Number ?? long.MaxValue) < (earliest.Number ?? long.MaxValue)))
                {
                    earliest = finding;
                }
            }

            return earliest;
        }

        /// <summary>
        /// The first of what a step showed. A hash of the tree speaks of a range of entries; a wrong entry within that range is its cause, and
        /// then it is the entry that was changed, not the version row that it differs from.
        /// </summary>
        private static LedgerFinding? Narrowest(LedgerFinding? entry, RangeFinding? structural, LedgerFinding? gap)
        {
            if (entry?.Number is { } number && structural is not null && number >= structural.Finding.Number && number < structural.End)
            {
                structural = null;
                entry = entry.Fault == LedgerFault.VersionChanged ? entry with { Fault = LedgerFault.EntryChanged } : entry;
            }

            return Earliest(gap, entry, structural?.Finding);
        }

        /// <summary>What only shows when the whole log has been read.</summary>
        private async Task<LedgerFinding?> EndAsync(CheckpointRow? head, CancellationToken cancellation)
        {
            if (head is null && _size > 0)
            {
                return await NamedAsync(
                    new LedgerFinding(LedgerFault.EntryAdded, 0, null, null, null, null, "There are entries but no checkpoint."), cancellation);
            }

            var finding = await _tree.FinishAsync(_size, cancellation) ?? await trail.FinishAsync(_size, cancellation);
            return await NamedAsync(finding?.Finding, cancellation);
        }

        /// <summary>Adds kind, subject and version to a finding that has only a number, from whatever still knows them.</summary>
        private async Task<LedgerFinding?> NamedAsync(LedgerFinding? finding, CancellationToken cancellation)
        {
            if (finding is not { Number: { } number, Subject: null })
            {
                return finding;
            }

            var id = finding.Id;
            if (id is null)
            {
                await using var command = LedgerDatabase.Command(connection, "SELECT id FROM ledger_index WHERE number = @number ORDER BY id LIMIT 1", ("number", number));
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                id = await reader.ReadAsync(cancellation) ? reader.GetGuid(0) : null;
            }

            if (id is null)
            {
                return finding;
            }

            var version = (await database.ReadVersionsAsync(connection, [id.Value], cancellation)).GetValueOrDefault(id.Value);
            return finding with { Id = id, Kind = version?.Kind, Subject = version?.Subject, Version = version?.Version };
        }

        private async Task<List<(Guid Id, byte[] Entry)>> ReadPendingAsync(Guid? after, CancellationToken cancellation)
        {
            var rows = new List<(Guid, byte[])>();
            await using var command = LedgerDatabase.Command(
                connection, "SELECT id, entry FROM ledger_pending WHERE id > @after ORDER BY id LIMIT @limit", ("after", after ?? Guid.Empty), ("limit", PageSize));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add((reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)));
            }

            return rows;
        }

        private async Task<LedgerFinding?> AddedIndexRowAsync(CancellationToken cancellation)
        {
            var suspects = new List<(Guid Id, long Number)>();
            await using (var command = LedgerDatabase.Command(
                connection,
                """
                SELECT id, number FROM ledger_index
                WHERE number < 0 OR number >= @size OR number IN (SELECT number FROM ledger_index GROUP BY number HAVING count(*) > 1)
                ORDER BY number, id LIMIT 1000
                """,
                ("size", _size)))
            await using (var reader = await command.ExecuteReaderAsync(cancellation))
            {
                while (await reader.ReadAsync(cancellation))
                {
                    suspects.Add((reader.GetGuid(0), reader.GetInt64(1)));
                }
            }

            var entries = new LedgerReader(database);
            foreach (var (id, number) in suspects)
            {
                var real = number >= 0 && number < _size ? await entries.ReadAsync(number, 1, cancellation) : [];
                if (real.Count == 0 || real[0].Entry.Id != id)
                {
                    return await NamedAsync(
                        new LedgerFinding(LedgerFault.IndexWrong, number, id, null, null, null, "The index has a row for which there is no entry."), cancellation);
                }
            }

            return new LedgerFinding(LedgerFault.IndexWrong, null, null, null, null, null, "The index does not have one row for each entry.");
        }

        private async Task<LedgerFinding> AddedVersionAsync(CancellationToken cancellation)
        {
            await using var command = LedgerDatabase.Command(
                connection,
                """
                SELECT v.id, v.kind, v.subject_id, v.version FROM version v
                WHERE NOT EXISTS (SELECT 1 FROM ledger_index i WHERE i.id = v.id) AND NOT EXISTS (SELECT 1 FROM ledger_pending p WHERE p.id = v.id)
                ORDER BY v.recorded_at, v.id LIMIT 1
                """);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await reader.ReadAsync(cancellation)
                ? new LedgerFinding(
                    LedgerFault.VersionAdded, null, GuidOrNull(reader, 0), reader.GetValue(1).ToString(), GuidOrNull(reader, 2),
                    reader.GetInt64(3), "A version row has no entry.")
                : new LedgerFinding(LedgerFault.VersionAdded, null, null, null, null, null, "There are more version rows than entries.");
        }

        // An intruder's row on SQLite can hold anything.
        private static Guid? GuidOrNull(DbDataReader reader, int column) =>
            Guid.TryParse(Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture), out var id) ? id : null;

        private async Task<List<NewestVersion>> ReadNewestAsync(string kind, Guid? after, Guid? last, CancellationToken cancellation)
        {
            var rows = new List<NewestVersion>();
            await using var command = LedgerDatabase.Command(
                connection,
                """
                SELECT v.subject_id, v.version, v.id, v.payload FROM version v
                WHERE v.kind = @kind AND v.subject_id > @after
                """
                + (last is null ? "" : " AND v.subject_id <= @last")
                + """
                 AND NOT EXISTS (SELECT 1 FROM version newer WHERE newer.subject_id = v.subject_id AND newer.version > v.version)
                ORDER BY v.subject_id
                """,
                ("kind", kind),
                ("after", after ?? Guid.Empty));
            if (last is { } limit)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "@last";
                parameter.Value = limit;
                command.Parameters.Add(parameter);
            }

            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(new NewestVersion(reader.GetGuid(0), reader.GetInt64(1), reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
            }

            return rows;
        }
    }

    /// <summary>Something wrong with the tree: it lies in the entries from the finding's number up to <paramref name="End"/>.</summary>
    private sealed record RangeFinding(LedgerFinding Finding, long End);

    /// <summary>Up to 64 bundles, taken apart and compared on all cores.</summary>
    internal sealed class Step
    {
        private readonly long _from;
        private readonly List<BundleRow> _bundles;
        private readonly Dictionary<long, (int Width, byte[] Hashes)> _tiles;
        private readonly BundleCheck[] _checks;

        public Step(long from, List<BundleRow> bundles, Dictionary<long, (int Width, byte[] Hashes)> tiles, long? total)
        {
            (_from, _bundles, _tiles) = (from, bundles, tiles);
            // A missing bundle ends the log: what stands after it hangs in the air.
            var contiguous = bundles.TakeWhile((row, i) => row.Index == from + i).Count();
            _checks = new BundleCheck[contiguous];
            IsLast = contiguous < BundlesPerStep;
            ReadEntries();
            if (EndNumber > total)
            {
                Gap = new LedgerFinding(LedgerFault.EntryAdded, total, null, null, null, null, "The log has more entries than its newest checkpoint covers.");
            }
            else if (IsLast && EndNumber < total)
            {
                Gap = new LedgerFinding(LedgerFault.LogTruncated, EndNumber, null, null, null, null, $"The log ends here; its newest checkpoint covers {total} entries.");
            }
        }

        public long EndNumber { get; private set; }

        public bool IsLast { get; private set; }

        public long Erased { get; private set; }

        /// <summary>Where the log stops short of its head, or goes on past it.</summary>
        public LedgerFinding? Gap { get; private set; }

        public IReadOnlyCollection<Guid> Ids { get; private set; } = [];

        public IReadOnlyList<BundleCheck> Bundles { get; private set; } = [];

        public LedgerFinding? Compare(Dictionary<Guid, VersionRecord> versions)
        {
            var findings = new LedgerFinding?[Bundles.Count];
            var erased = new int[Bundles.Count];
            Parallel.For(0, Bundles.Count, i => findings[i] = Bundles[i].Compare(versions, out erased[i]));
            Erased = erased.Sum();
            return Array.Find(findings, f => f is not null);
        }

        private void ReadEntries()
        {
            Parallel.For(0, _checks.Length, i => _checks[i] = new BundleCheck(_bundles[i], _tiles.TryGetValue(_from + i, out var tile) ? tile : null));
            // Only the last bundle may be unfinished; a short one before it cuts the log off there.
            var count = 0;
            while (count < _checks.Length && _checks[count].Count == TileLayout.Width)
            {
                count++;
            }

            if (count < _checks.Length)
            {
                count++;
                IsLast = true;
            }

            Bundles = new ArraySegment<BundleCheck>(_checks, 0, count);
            EndNumber = (_from * TileLayout.Width) + Bundles.Sum(b => b.Count);
            Ids = [.. Bundles.SelectMany(b => b.Ids).Where(id => id != Guid.Empty)];
        }
    }

    /// <summary>One bundle with its leaf hashes and the tile that should hold the same.</summary>
    internal sealed class BundleCheck
    {
        private readonly BundleRow _row;
        private readonly (int Width, byte[] Hashes)? _tile;
        private readonly (int Start, int Length)[] _entries;
        private readonly bool _broken;

        public BundleCheck(BundleRow row, (int Width, byte[] Hashes)? tile)
        {
            (_row, _tile) = (row, tile);
            Span<(int Start, int Length)> entries = stackalloc (int, int)[TileLayout.Width];
            var count = EntryBundle.Find(row.Entries, entries, out var end);
            _broken = end != row.Entries.Length;
            _entries = entries[..count].ToArray();
            var leaves = new byte[count * MerkleHash.Size];
            Sha256Lanes.Hash(row.Entries, _entries, 0x00, leaves);
            Leaves = leaves;
            if (count == TileLayout.Width)
            {
                MerkleHash.Root(leaves, Root);
            }

            Ids = new Guid[count];
            for (var i = 0; i < count; i++)
            {
                Ids[i] = LedgerEntry.TryParseId(Bytes(i), out var id) ? id : Guid.Empty;
            }
        }

        /// <summary>Ids of the entries; empty for one that is unreadable.</summary>
        public Guid[] Ids { get; }

        public ReadOnlyMemory<byte> Leaves { get; }

        public int Count => _entries.Length;

        /// <summary>Root over a full bundle; zeros for an unfinished one.</summary>
        public byte[] Root { get; } = new byte[MerkleHash.Size];

        public LedgerFinding? Compare(Dictionary<Guid, VersionRecord> versions, out int erased)
        {
            erased = 0;
            var first = _row.Index * TileLayout.Width;
            var stored = _tile is { } tile ? tile.Hashes : [];
            var rows = Array.ConvertAll(Ids, id => versions.GetValueOrDefault(id));
            var holds = SealsHold(rows);
            for (var i = 0; i < Count; i++)
            {
                var leafIntact = stored.Length >= (i + 1) * MerkleHash.Size
                    && stored.AsSpan(i * MerkleHash.Size, MerkleHash.Size).SequenceEqual(Leaves.Span.Slice(i * MerkleHash.Size, MerkleHash.Size));
                // The version row, written as an entry, is the entry: that compares all columns at once.
                if (leafIntact && holds[i] && rows[i] is { } version && version.Number == first + i && version.AsEntry().IsWrittenAs(Bytes(i)))
                {
                    erased += version.Payload is null ? 1 : 0;
                    continue;
                }

                if (!LedgerEntry.TryParse(Bytes(i), out var entry))
                {
                    return new LedgerFinding(LedgerFault.EntryChanged, first + i, null, null, null, null, "The entry is unreadable.");
                }

                return EntryCheck.Find(entry, first + i, rows[i], null, leafIntact)
                    ?? EntryCheck.About(
                        LedgerFault.TreeDiffers, entry, first + i, "The entry and its hash in the tree differ; the version row agrees with the entry.");
            }

            if (_broken || _row.Count != Count)
            {
                return new LedgerFinding(
                    LedgerFault.EntryChanged, first + Math.Min(Count, _row.Count), null, null, null, null, "The bundle does not hold the number of entries that it states.");
            }

            return _tile is { } whole && (whole.Width != Count || whole.Hashes.Length != Count * MerkleHash.Size)
                ? new LedgerFinding(LedgerFault.TreeDiffers, first + Math.Min(Count, whole.Width), null, null, null, null, "The tile is wider than its bundle.")
                : null;
        }

        /// <summary>For each version whether its payload fits its commitment, or both payload and salt were erased.</summary>
        private static bool[] SealsHold(VersionRecord?[] rows)
        {
            var holds = new bool[rows.Length];
            var messages = new List<(int Start, int Length)>(rows.Length);
            var sealedRows = new List<int>(rows.Length);
            var length = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                if (rows[i] is { Payload: { } payload, Salt.Length: Commitment.Size })
                {
                    messages.Add((length, Commitment.Size + payload.Length));
                    sealedRows.Add(i);
                    length += Commitment.Size + payload.Length;
                }
                else
                {
                    holds[i] = rows[i] is { Payload: null, Salt: null };
                }
            }

            var data = ArrayPool<byte>.Shared.Rent(length);
            for (var j = 0; j < sealedRows.Count; j++)
            {
                var row = rows[sealedRows[j]]!;
                row.Salt!.CopyTo(data, messages[j].Start);
                row.Payload!.CopyTo(data, messages[j].Start + Commitment.Size);
            }

            Span<byte> hashes = stackalloc byte[TileLayout.Width * Commitment.Size];
            Sha256Lanes.Hash(data, CollectionsMarshal.AsSpan(messages), null, hashes);
            // Payloads can be confidential: they do not stay in a shared buffer.
            ArrayPool<byte>.Shared.Return(data, clearArray: true);
            for (var j = 0; j < sealedRows.Count; j++)
            {
                holds[sealedRows[j]] = hashes.Slice(j * Commitment.Size, Commitment.Size).SequenceEqual(rows[sealedRows[j]]!.Commitment);
            }

            return holds;
        }

        private ReadOnlySpan<byte> Bytes(int index) => _row.Entries.AsSpan(_entries[index].Start, _entries[index].Length);
    }

    /// <summary>Compares one entry with its version row.</summary>
    internal static class EntryCheck
    {
        public static LedgerFinding? Find(LedgerEntry entry, long? number, VersionRecord? version, string? indexProblem, bool leafIntact = true)
        {
            if (version is null)
            {
                // With its hash in the tree gone too, it is the entry that does not belong here.
                return leafIntact
                    ? About(LedgerFault.VersionMissing, entry, number, "The version row is gone.")
                    : About(LedgerFault.EntryChanged, entry, number, "The entry has neither its hash in the tree nor a version row.");
            }

            if (ChangedColumn(entry, version) is { } column)
            {
                return leafIntact
                    ? About(LedgerFault.VersionChanged, entry, number, $"Column {column} of the version row differs from the entry.")
                    : About(LedgerFault.EntryChanged, entry, number, $"The entry differs from its hash in the tree and from column {column} of the version row.");
            }

            if (indexProblem is not null)
            {
                return About(LedgerFault.IndexWrong, entry, number, indexProblem);
            }

            if (number is not null && version.Number != number)
            {
                return version.Number is null
                    ? About(LedgerFault.IndexWrong, entry, number, "The index has no number for this entry.")
                    : About(LedgerFault.OrderChanged, entry, number, $"The index has this entry as number {version.Number}.");
            }

            if (version.Payload is null != version.Salt is null)
            {
                return About(LedgerFault.PayloadChanged, entry, number, "Of payload and salt only one is there; erasure removes both.");
            }

            if (version is { Payload: { } payload, Salt: { } salt })
            {
                Span<byte> commitment = stackalloc byte[Commitment.Size];
                if (salt.Length == Commitment.Size)
                {
                    Commitment.Compute(salt, payload, commitment);
                }

                if (salt.Length != Commitment.Size || !commitment.SequenceEqual(entry.Commitment))
                {
                    return About(LedgerFault.PayloadChanged, entry, number, "Payload and salt do not give the commitment of the entry.");
                }
            }

            return null;
        }

        public static LedgerFinding About(LedgerFault fault, LedgerEntry entry, long? number, string detail) =>
            new(fault, number, entry.Id, entry.Kind, entry.Subject, entry.Version, detail);

        private static string? ChangedColumn(LedgerEntry entry, VersionRecord version) =>
            !string.Equals(entry.Kind, version.Kind, StringComparison.Ordinal) ? "kind"
            : entry.Subject != version.Subject ? "subject_id"
            : entry.Version != version.Version ? "version"
            : entry.RecordedAt != version.RecordedAt ? "recorded_at"
            : !string.Equals(entry.Process, version.Process, StringComparison.Ordinal) ? "process"
            : !version.Commitment.AsSpan().SequenceEqual(entry.Commitment) ? "commitment"
            : null;
    }

    /// <summary>Rebuilds the tree above the leaves and compares it with the stored tiles.</summary>
    private sealed class TreeCheck(DbConnection connection)
    {
        // Per level above 0 the hashes of the tile that is being filled.
        private readonly List<List<byte[]>> _open = [];
        private readonly List<long> _done = [];
        private long _leafTiles;

        public async Task<RangeFinding?> AppendAsync(Step step, CancellationToken cancellation)
        {
            foreach (var bundle in step.Bundles)
            {
                _leafTiles++;
                if (bundle.Count == TileLayout.Width && await AddAsync(1, bundle.Root, cancellation) is { } finding)
                {
                    return finding;
                }
            }

            return null;
        }

        public async Task<RangeFinding?> FinishAsync(long size, CancellationToken cancellation)
        {
            for (var level = 1; level <= _open.Count; level++)
            {
                if (_open[level - 1].Count > 0 && await CompareAsync(level, cancellation) is { } finding)
                {
                    return finding;
                }
            }

            var expected = _leafTiles;
            for (var level = 0; level < _open.Count; level++)
            {
                expected += _done[level] + (_open[level].Count > 0 ? 1 : 0);
            }

            return await LedgerDatabase.CountAsync(connection, "ledger_tile", cancellation) == expected
                && await LedgerDatabase.CountAsync(connection, "ledger_bundle", cancellation) == _leafTiles
                ? null
                : new RangeFinding(
                    new LedgerFinding(LedgerFault.TreeDiffers, size, null, null, null, null, "There are tiles or bundles beyond the end of the log."), size + 1);
        }

        private async Task<RangeFinding?> AddAsync(int level, byte[] hash, CancellationToken cancellation)
        {
            if (_open.Count < level)
            {
                _open.Add([]);
                _done.Add(0);
            }

            var open = _open[level - 1];
            open.Add(hash);
            if (open.Count < TileLayout.Width)
            {
                return null;
            }

            if (await CompareAsync(level, cancellation) is { } finding)
            {
                return finding;
            }

            var root = new byte[MerkleHash.Size];
            MerkleHash.Root(open.SelectMany(h => h).ToArray(), root);
            open.Clear();
            _done[level - 1]++;
            return await AddAsync(level + 1, root, cancellation);
        }

        private async Task<RangeFinding?> CompareAsync(int level, CancellationToken cancellation)
        {
            var index = _done[level - 1];
            var open = _open[level - 1];
            var tiles = await LedgerDatabase.ReadTilesAsync(connection, level, index, index, cancellation);
            var stored = tiles.TryGetValue(index, out var tile) ? tile.Hashes : [];
            for (var i = 0; i < open.Count; i++)
            {
                if (stored.Length < (i + 1) * MerkleHash.Size || !stored.AsSpan(i * MerkleHash.Size, MerkleHash.Size).SequenceEqual(open[i]))
                {
                    return Differs(level, (index * TileLayout.Width) + i);
                }
            }

            return stored.Length == open.Count * MerkleHash.Size && tile.Width == open.Count ? null : Differs(level, (index * TileLayout.Width) + open.Count);
        }

        private static RangeFinding Differs(int level, long position) => new(
            new LedgerFinding(
                LedgerFault.TreeDiffers, position << (level * TileLayout.Height), null, null, null, null,
                $"Hash {position} of level {level} does not follow from the {1L << (level * TileLayout.Height)} entries from here."),
            (position + 1) << (level * TileLayout.Height));
    }

    /// <summary>Holds every signed checkpoint against the entries that it covers.</summary>
    private sealed class CheckpointTrail
    {
        private readonly DbConnection _connection;
        private readonly IReadOnlyList<NoteVerifier> _keys;
        private readonly Queue<(long Size, byte[]? Root, SignedNote? Known)> _known;
        private readonly Queue<CheckpointRow> _stored = new();
        private readonly MerkleFrontier _frontier = new();
        private long _lastRead = -1;
        private long _lastGood;
        private bool _allRead;

        public CheckpointTrail(DbConnection connection, IReadOnlyList<NoteVerifier> keys, IReadOnlyList<SignedNote> known)
        {
            (_connection, _keys) = (connection, keys);
            _known = new(known.Select(Read).OrderBy(k => k.Size));
        }

        public long Checked { get; private set; }

        public async Task<RangeFinding?> CheckAsync(Step step, CancellationToken cancellation)
        {
            foreach (var bundle in step.Bundles)
            {
                var end = _frontier.Size + bundle.Count;
                MerkleFrontier? ahead = null;
                while (await NextAsync(cancellation) is { } next && next.Size <= end)
                {
                    // A head inside a bundle: walk a copy of the frontier up to it, leaf by leaf, once for all heads of the bundle.
                    ahead ??= _frontier.Copy();
                    while (ahead.Size < next.Size)
                    {
                        ahead.Append(bundle.Leaves.Span.Slice((int)(ahead.Size % TileLayout.Width) * MerkleHash.Size, MerkleHash.Size));
                    }

                    if (Check(next, ahead.Root(), end) is { } finding)
                    {
                        return finding;
                    }

                    Drop(next);
                    _lastGood = next.Size;
                    Checked++;
                }

                if (bundle.Count == TileLayout.Width)
                {
                    _frontier.AppendSubtree(TileLayout.Height, bundle.Root);
                }
            }

            return null;
        }

        public async Task<RangeFinding?> FinishAsync(long size, CancellationToken cancellation)
        {
            while (await NextAsync(cancellation) is { } next)
            {
                // In an empty log the head of size 0 is still to be checked.
                var finding = next.Size == 0 || next.Wrong is not null
                    ? Check(next, _frontier.Root(), size)
                    : new RangeFinding(
                        new LedgerFinding(
                            LedgerFault.LogTruncated, size, null, null, null, null, $"The log ends here; a signed checkpoint covers {next.Size} entries."),
                        next.Size);
                if (finding is not null)
                {
                    return finding;
                }

                Drop(next);
                Checked++;
            }

            return null;
        }

        private RangeFinding? Check(Head head, byte[] root, long end)
        {
            // A checkpoint is a statement about the entries up to its size; a wrong one is reported at the last of them that exists.
            var last = Math.Max(Math.Min(head.Size, end) - 1, 0);
            if (head.Wrong is not null)
            {
                return new RangeFinding(new LedgerFinding(LedgerFault.CheckpointWrong, last, null, null, null, null, head.Wrong), last + 1);
            }

            return head.Root.AsSpan().SequenceEqual(root)
                ? null
                : new RangeFinding(
                    new LedgerFinding(
                        LedgerFault.RootDiffers, Math.Min(_lastGood, last), null, null, null, null,
                        $"The signed root of {head.Size} entries does not follow from them; the first wrong entry is this one or a later one up to {last}."),
                    head.Size);
        }

        private async Task<Head?> NextAsync(CancellationToken cancellation)
        {
            if (_stored.Count == 0 && !_allRead)
            {
                foreach (var row in await LedgerDatabase.ReadCheckpointsAsync(_connection, _lastRead, PageSize, cancellation))
                {
                    _stored.Enqueue(row);
                    _lastRead = row.Size;
                }

                _allRead = _stored.Count < PageSize;
            }

            if (_known.TryPeek(out var known) && (!_stored.TryPeek(out var stored) || known.Size <= stored.Size))
            {
                var problem = known.Root is null || !_keys.Any(known.Known!.IsSignedBy)
                    ? $"The checkpoint of {known.Size} entries from elsewhere is not signed by a key of this ledger."
                    : null;
                return new Head(known.Size, known.Root ?? [], problem, FromElsewhere: true);
            }

            return _stored.TryPeek(out var row2) ? new Head(row2.Size, row2.Root, Problem(row2), FromElsewhere: false) : null;
        }

        private void Drop(Head head)
        {
            if (head.FromElsewhere)
            {
                _known.Dequeue();
            }
            else
            {
                _stored.Dequeue();
            }
        }

        public string? Problem(CheckpointRow row)
        {
            try
            {
                var note = SignedNote.Parse(row.Note);
                var checkpoint = Checkpoint.Parse(note.Text);
                return !_keys.Any(key => note.IsSignedBy(key) && string.Equals(key.Name, checkpoint.Origin, StringComparison.Ordinal))
                    ? $"The checkpoint of {row.Size} entries is not signed by a key of this ledger."
                    : checkpoint.Size != row.Size || !checkpoint.Root.AsSpan().SequenceEqual(row.Root)
                        ? $"The checkpoint of {row.Size} entries is stored with another size or root than was signed."
                        : null;
            }
            catch (FormatException)
            {
                return $"The checkpoint of {row.Size} entries is unreadable.";
            }
        }

        private static (long Size, byte[]? Root, SignedNote? Known) Read(SignedNote note)
        {
            try
            {
                var checkpoint = Checkpoint.Parse(note.Text);
                return (checkpoint.Size, checkpoint.Root, note);
            }
            catch (FormatException)
            {
                return (0, null, note);
            }
        }

        private sealed record Head(long Size, byte[] Root, string? Wrong, bool FromElsewhere);
    }

    private sealed record NewestVersion(Guid Subject, long Version, Guid Id, string? Payload);

    /// <summary>Compares a page of live rows with the newest versions in the same range of ids.</summary>
    private static class SubjectCheck
    {
        public static IEnumerable<LedgerFinding> Differences(string kind, IReadOnlyList<CurrentSubject> rows, List<NewestVersion> newest)
        {
            var (i, j) = (0, 0);
            while (i < rows.Count || j < newest.Count)
            {
                var order = i == rows.Count ? 1 : j == newest.Count ? -1 : rows[i].Id.CompareTo(newest[j].Subject);
                if (order < 0)
                {
                    var row = rows[i++];
                    yield return new LedgerFinding(LedgerFault.SubjectAdded, null, null, kind, row.Id, row.Version, "The live row has no version.");
                }
                else if (order > 0)
                {
                    var version = newest[j++];
                    yield return new LedgerFinding(
                        LedgerFault.SubjectMissing, null, version.Id, kind, version.Subject, version.Version, "The live row of this subject is gone.");
                }
                else
                {
                    var (row, version) = (rows[i++], newest[j++]);
                    if (row.Version != version.Version)
                    {
                        yield return new LedgerFinding(
                            LedgerFault.SubjectChanged, null, version.Id, kind, row.Id, version.Version, $"The live row says it is version {row.Version}.");
                    }
                    else if (version.Payload is { } payload && !IsSameState(StateOf(payload), row.State))
                    {
                        yield return new LedgerFinding(
                            LedgerFault.SubjectChanged, null, version.Id, kind, row.Id, version.Version, "The live row differs from its newest version.");
                    }
                }
            }
        }

        // The same state can have another text: PostgreSQL gives 8.5 back as 8.50. So equal text is equal, other text is compared as JSON.
        private static bool IsSameState(ReadOnlySpan<char> logged, string live)
        {
            if (logged.SequenceEqual(live))
            {
                return true;
            }

            try
            {
                using var a = JsonDocument.Parse(logged.ToString());
                using var b = JsonDocument.Parse(live);
                return JsonElement.DeepEquals(a.RootElement, b.RootElement);
            }
            catch (JsonException)
            {
                return false;
            }
        }

        // A payload is the act on the first line and the state after it.
        private static ReadOnlySpan<char> StateOf(string payload) => payload.AsSpan(payload.IndexOf('\n', StringComparison.Ordinal) + 1);
    }
}
