// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>The stored tree does not carry its own signed head. Nothing is signed any more until a person has looked.</summary>
public sealed class LedgerCorruptException(string message) : Exception(message);

/// <summary>
/// Volgnummering: numbers committed entries without gaps, adds them to the tree and signs the new head. Savers never wait for it: they only
/// insert a row. At any time one process per database is the sequencer; all that a batch changes is one transaction, so that a kill at any
/// point leaves the old state or the new one.
/// </summary>
/// <param name="database">The database with the ledger.</param>
/// <param name="signers">Gives the key that signs the heads; asked for each batch, in which the key cannot be replaced.</param>
/// <param name="trusted">Keys whose signature on the last head counts.</param>
/// <param name="clock">The clock.</param>
public sealed class LedgerSequencer(LedgerDatabase database, Func<NoteSigner> signers, Func<IReadOnlyList<TrustedKey>> trusted, TimeProvider clock)
{
    /// <summary>A sequencer with one key that is never replaced.</summary>
    public LedgerSequencer(LedgerDatabase database, NoteSigner signer, TimeProvider clock)
        : this(database, () => signer, () => [new TrustedKey(signer.Verifier)], clock)
    {
    }

    /// <summary>Entries in one transaction at most: a hundred bundles.</summary>
    public const int BatchSize = 100 * TileLayout.Width;

    /// <summary>The public half of the key that signs the heads.</summary>
    public NoteVerifier Key => signers().Verifier;

    /// <summary>
    /// Integrates all that is committed now and returns the number of entries. Waits for its turn when another process is the sequencer.
    /// </summary>
    /// <exception cref="LedgerCorruptException">The stored tree does not carry its signed head.</exception>
    public async Task<long> DrainAsync(CancellationToken cancellation = default)
    {
        long total = 0;
        while (true)
        {
            var count = await IntegrateAsync(wait: true, cancellation) ?? 0;
            total += count;
            if (count < BatchSize)
            {
                return total;
            }
        }
    }

    /// <summary>Integrates one batch; null when another process is the sequencer and <paramref name="wait"/> is false.</summary>
    internal async Task<int?> IntegrateAsync(bool wait, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        if (!await LedgerDatabase.HasWorkAsync(connection, cancellation))
        {
            // Looking first keeps an idle installation from taking the write lock every second. What another process is numbering now still waits.
            return 0;
        }

        if (!await database.TryBeginSequencingAsync(connection, wait, cancellation))
        {
            return null;
        }

        try
        {
            var count = await IntegrateAsync(connection, cancellation);
            await database.EndSequencingAsync(connection, commit: true, cancellation);
            return count;
        }
        catch
        {
            // Also after cancellation: a pooled connection must not keep the transaction.
            await database.EndSequencingAsync(connection, commit: false, CancellationToken.None);
            throw;
        }
    }

    private async Task<int> IntegrateAsync(DbConnection connection, CancellationToken cancellation)
    {
        var head = await LedgerDatabase.ReadHeadAsync(connection, cancellation);
        var pending = await database.TakePendingAsync(connection, BatchSize, cancellation);
        if (pending.Count == 0 && head is not null)
        {
            return 0;
        }

        var oldSize = head?.Size ?? 0;
        var newSize = oldSize + pending.Count;
        var edge = await RightEdge.LoadAsync(connection, oldSize, cancellation);
        var oldRoot = await edge.RootAsync(oldSize, cancellation);
        if (head is not null && !oldRoot.AsSpan().SequenceEqual(head.Root))
        {
            throw new LedgerCorruptException($"The stored tree of {oldSize} entries does not have the root of its checkpoint.");
        }

        RequireTrusted(head);

        await database.PutBundlesAsync(connection, [.. edge.AppendEntries(oldSize, pending)], cancellation);
        await database.PutTilesAsync(connection, [.. edge.AppendHashes(oldSize, pending)], cancellation);
        var signer = signers();
        var checkpoint = new Checkpoint(signer.Verifier.Name, newSize, await edge.RootAsync(newSize, cancellation));
        var now = clock.GetUtcNow().UtcDateTime;
        await LedgerDatabase.ExecuteAsync(
            connection,
            "INSERT INTO ledger_checkpoint (size, root, note, created_at) VALUES (@size, @root, @note, @now)",
            cancellation,
            ("size", newSize),
            ("root", checkpoint.Root),
            ("note", checkpoint.Sign(signer).ToString()),
            ("now", now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond))));
        return pending.Count;
    }

    /// <summary>
    /// Lets a new key sign from here on. The head of this moment carries both signatures, so that who trusts the old key can come to trust the new
    /// one.
    /// </summary>
    /// <param name="replace">Takes the new key and the size of the log; puts the key in the place of the present one.</param>
    /// <param name="cancellation">Stops before anything is replaced.</param>
    /// <exception cref="LedgerCorruptException">The last head is not signed by a key of this ledger.</exception>
    internal async Task<(NoteVerifier Former, NoteVerifier Present)> RotateAsync(Action<NoteSigner, long> replace, CancellationToken cancellation)
    {
        await DrainAsync(cancellation);
        await using var connection = await database.OpenAsync(cancellation);
        await database.TryBeginSequencingAsync(connection, wait: true, cancellation);
        try
        {
            var head = (await LedgerDatabase.ReadHeadAsync(connection, cancellation))!;
            RequireTrusted(head);
            var former = signers();
            var next = NoteSigner.Generate(former.Verifier.Name);
            var note = SignedNote.Parse(head.Note);
            var both = note with { Signatures = [.. SignedNote.Sign(note.Text, next).Signatures, .. note.Signatures] };
            await LedgerDatabase.ExecuteAsync(
                connection, "UPDATE ledger_checkpoint SET note = @note WHERE size = @size", cancellation, ("note", both.ToString()), ("size", head.Size));
            // Within the transaction: no other process signs in between. Were the commit to fail, the head has the old signature, which counts.
            replace(next, head.Size);
            await database.EndSequencingAsync(connection, commit: true, CancellationToken.None);
            return (former.Verifier, next.Verifier);
        }
        catch
        {
            await database.EndSequencingAsync(connection, commit: false, CancellationToken.None);
            throw;
        }
    }

    private void RequireTrusted(CheckpointRow? head)
    {
        if (head is not null && SignedNote.Parse(head.Note) is var note && !trusted().Any(key => key.HasSigned(note, head.Size)))
        {
            throw new LedgerCorruptException($"The checkpoint of {head.Size} entries is not signed with a key of this ledger.");
        }
    }

    /// <summary>The unfinished bundle and the unfinished tile of each level: all of the stored log that appending touches.</summary>
    private sealed class RightEdge
    {
        private readonly Dictionary<int, byte[]> _tiles = [];
        private byte[] _bundle = [];

        public static async Task<RightEdge> LoadAsync(DbConnection connection, long size, CancellationToken cancellation)
        {
            var edge = new RightEdge();
            for (var level = 0; level < TileLayout.Levels(size); level++)
            {
                var complete = size >> (level * TileLayout.Height);
                var width = (int)(complete % TileLayout.Width);
                if (width == 0)
                {
                    continue;
                }

                var index = complete / TileLayout.Width;
                var tiles = await LedgerDatabase.ReadTilesAsync(connection, level, index, index, cancellation);
                if (!tiles.TryGetValue(index, out var tile) || tile.Hashes.Length != width * MerkleHash.Size)
                {
                    throw new LedgerCorruptException($"Tile {level}/{index} does not hold {width} hashes.");
                }

                edge._tiles[level] = tile.Hashes;
            }

            if (size % TileLayout.Width != 0)
            {
                var index = size / TileLayout.Width;
                var bundles = await LedgerDatabase.ReadBundlesAsync(connection, index, index, cancellation);
                if (bundles.Count == 0 || bundles[0].Count != size % TileLayout.Width)
                {
                    throw new LedgerCorruptException($"Bundle {index} does not hold {size % TileLayout.Width} entries.");
                }

                edge._bundle = bundles[0].Entries;
            }

            return edge;
        }

        public async Task<byte[]> RootAsync(long size, CancellationToken cancellation) =>
            (await MerkleFrontier.LoadAsync((level, _, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(_tiles[level]), size, cancellation)).Root();

        public IEnumerable<BundleRow> AppendEntries(long oldSize, PendingEntries added)
        {
            var at = 0;
            while (at < added.Count)
            {
                var number = oldSize + at;
                var before = (int)(number % TileLayout.Width);
                var take = Math.Min(TileLayout.Width - before, added.Count - at);
                var prefix = before == 0 ? [] : _bundle;
                var length = prefix.Length;
                for (var i = at; i < at + take; i++)
                {
                    length += EntryBundle.SizeOf(added[i].Length);
                }

                var bundle = new byte[length];
                prefix.CopyTo(bundle, 0);
                var end = prefix.Length;
                for (var i = at; i < at + take; i++)
                {
                    end += EntryBundle.Write(added[i], bundle.AsSpan(end));
                }

                at += take;
                yield return new BundleRow(number / TileLayout.Width, before + take, bundle);
            }
        }

        public IEnumerable<(int Level, long Index, byte[] Hashes)> AppendHashes(long oldSize, PendingEntries entries)
        {
            var added = new byte[entries.Count * MerkleHash.Size];
            for (var i = 0; i < entries.Count; i++)
            {
                entries.Leaf(i).CopyTo(added.AsSpan(i * MerkleHash.Size));
            }

            for (var level = 0; added.Length > 0; level++)
            {
                var complete = oldSize >> (level * TileLayout.Height);
                var index = complete / TileLayout.Width;
                byte[] hashes = complete % TileLayout.Width == 0 ? added : [.. _tiles[level], .. added];
                var roots = new byte[hashes.Length / TileLayout.Width];
                for (var at = 0; at < hashes.Length; index++)
                {
                    var tile = hashes.AsSpan(at, Math.Min(TileLayout.Width * MerkleHash.Size, hashes.Length - at)).ToArray();
                    at += tile.Length;
                    if (tile.Length == TileLayout.Width * MerkleHash.Size)
                    {
                        MerkleHash.Root(tile, roots.AsSpan((at / (TileLayout.Width * MerkleHash.Size) * MerkleHash.Size) - MerkleHash.Size));
                    }

                    _tiles[level] = tile;
                    yield return (level, index, tile);
                }

                added = roots[..(hashes.Length / (TileLayout.Width * MerkleHash.Size) * MerkleHash.Size)];
            }
        }
    }
}
