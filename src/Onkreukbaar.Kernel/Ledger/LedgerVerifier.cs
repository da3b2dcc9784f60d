// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Proves a store against its ledger: entries against tree and signed checkpoints, versions against entries, live rows against versions;
/// and names the first entry that is wrong. Reads one snapshot in a stream: memory stays flat however long the log is.
/// </summary>
/// <param name="database">The database with ledger and versions.</param>
/// <param name="keys">Gives the keys whose signature on a checkpoint is trusted, the present one and those before it; asked once it is fixed what is verified, so that none is newer.</param>
/// <param name="current">The live tables; null leaves them out.</param>
public sealed class LedgerVerifier(LedgerDatabase database, Func<IReadOnlyList<TrustedKey>> keys, CurrentSubjects? current = null)
{
    // 16,384 entries a step: large enough to keep all cores busy, small enough to stay within tens of megabytes.
    internal const int BundlesPerStep = 64;

    internal const int PageSize = 4000;

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
            // The first question fixes the snapshot.
            _ = await LedgerDatabase.ReadHeadAsync(connection, cancellation);
            var run = new Run(database, connection, new CheckpointTrail(connection, keys(), known ?? []), progress);
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
        private readonly byte[] _key = RandomNumberGenerator.GetBytes(EntryIds.Size);
        private UInt128 _ids;
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
            var running = new Queue<(VerifyStep Step, Task<LedgerFinding?> Finding)>();
            try
            {
                for (var from = 0L; ; from += BundlesPerStep)
                {
                    var bundles = await LedgerDatabase.ReadBundlesAsync(connection, from, from + BundlesPerStep - 1, cancellation);
                    var tiles = await LedgerDatabase.ReadTilesAsync(connection, 0, from, from + BundlesPerStep - 1, cancellation);
                    var index = await LedgerDatabase.ReadIndexAsync(connection, from, from + BundlesPerStep - 1, cancellation);
                    var step = new VerifyStep(from, bundles, tiles, index, total);
                    if (running.Count == readers.Count && await NextAsync(running) is { } earlier)
                    {
                        return await NamedAsync(earlier, cancellation);
                    }

                    var reader = readers[(int)(from / BundlesPerStep % readers.Count)];
                    running.Enqueue((step, Task.Run(() => step.CompareAsync(database, reader, _key, cancellation), cancellation)));
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

        private async Task<LedgerFinding?> NextAsync(Queue<(VerifyStep Step, Task<LedgerFinding?> Finding)> running)
        {
            var (step, checking) = running.Peek();
            var finding = await checking;
            running.Dequeue();
            _erased += step.Erased;
            _ids = unchecked(_ids + step.IdSum);
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
            using var sum = new IdSum(_key);
            while (true)
            {
                var waiting = await ReadPendingAsync(after, cancellation);
                var ids = waiting.ConvertAll(w => w.Id);
                var versions = await database.ReadVersionsAsync(connection, ids, cancellation);
                var numbers = await LedgerDatabase.FindNumbersAsync(connection, ids, cancellation);
                foreach (var (id, bytes) in waiting)
                {
                    var version = versions.GetValueOrDefault(id);
                    var columns = version?.Columns;
                    var finding = LedgerEntry.TryParse(bytes, out var entry) && entry.Id == id
                        ? EntryCheck.Find(entry, null, version, numbers.TryGetValue(id, out var number) ? number : null)
                        : new LedgerFinding(LedgerFault.EntryChanged, null, id, columns?.Kind, columns?.Subject, columns?.Version, "A waiting entry is unreadable.");
                    if (finding is not null)
                    {
                        return finding;
                    }

                    sum.Add(id);
                }

                _pending += waiting.Count;
                if (waiting.Count < PageSize)
                {
                    _ids = unchecked(_ids + sum.Value);
                    return null;
                }

                after = waiting[^1].Id;
            }
        }

        public async Task<LedgerFinding?> CountsAsync(CancellationToken cancellation)
        {
            // Each bundle has its row, so whatever is more than that was added.
            if (await LedgerDatabase.CountAsync(connection, "ledger_index", cancellation) != (_size + TileLayout.Width - 1) / TileLayout.Width)
            {
                return new LedgerFinding(LedgerFault.IndexWrong, _size, null, null, null, null, "The index has a row for which there is no bundle.");
            }

            using var sum = new IdSum(_key);
            var unreadable = false;
            await database.VisitIdsAsync(
                connection,
                "version",
                found =>
                {
                    unreadable |= found is null;
                    sum.Add(found ?? Guid.Empty);
                },
                cancellation);
            return !unreadable && sum.Value == _ids ? null : await NamedAsync(await AddedAsync(cancellation), cancellation);
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
                        first = Earliest(first, difference with { Number = await NumberAsync(difference.Id, cancellation) });
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
                var index = await LedgerDatabase.ReadIndexAsync(connection, number / TileLayout.Width, number / TileLayout.Width, cancellation);
                id = index.TryGetValue(number / TileLayout.Width, out var row) ? EntryIds.At(row.Ids, (int)(number % TileLayout.Width)) : null;
            }

            if (id is null)
            {
                return finding;
            }

            var version = (await database.ReadVersionsAsync(connection, [id.Value], cancellation)).GetValueOrDefault(id.Value)?.Columns;
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

        private async Task<long?> NumberAsync(Guid? id, CancellationToken cancellation) =>
            id is { } known && (await LedgerDatabase.FindNumbersAsync(connection, [known], cancellation)).TryGetValue(known, out var number) ? number : null;

        /// <summary>
        /// Entries and version rows do not have the same ids, though each entry has its row: either an entry stands in the log twice, or there is a row
        /// without an entry. To name it takes all ids in memory.
        /// </summary>
        private async Task<LedgerFinding> AddedAsync(CancellationToken cancellation)
        {
            var ids = new HashSet<Guid>();
            for (var bundle = 0L; bundle * TileLayout.Width < _size; bundle++)
            {
                var index = await LedgerDatabase.ReadIndexAsync(connection, bundle, bundle, cancellation);
                for (var place = 0; EntryIds.At(index[bundle].Ids, place) is { } id; place++)
                {
                    if (!ids.Add(id))
                    {
                        return new LedgerFinding(
                            LedgerFault.EntryAdded, (bundle * TileLayout.Width) + place, id, null, null, null, "This entry stands in the log before.");
                    }
                }
            }

            await database.VisitIdsAsync(connection, "ledger_pending", id => ids.Add(id ?? Guid.Empty), cancellation);
            await using var command = LedgerDatabase.Command(connection, "SELECT id, kind, subject_id, version FROM version ORDER BY recorded_at, id");
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var id = GuidOrNull(reader, 0);
                if (id is null || !ids.Remove(id.Value))
                {
                    return new LedgerFinding(
                        LedgerFault.VersionAdded, null, id, reader.GetValue(1).ToString(), GuidOrNull(reader, 2), reader.GetInt64(3),
                        "A version row has no entry.");
                }
            }

            return new LedgerFinding(LedgerFault.VersionMissing, null, null, null, null, null, "There are more entries than version rows.");
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
}
