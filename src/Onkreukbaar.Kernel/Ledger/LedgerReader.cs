// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Text;
using System.Text.Json.Serialization;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>An entry with its number in the log, counted from 0.</summary>
public sealed record NumberedEntry(long Number, LedgerEntry Entry);

/// <summary>
/// Bewijs van opname: all that is needed, beside the public key, to check that an entry stands in the log. Hashes are hexadecimal.
/// </summary>
/// <param name="Entry">The entry, exactly the bytes that are hashed.</param>
/// <param name="Number">Number of the entry, from 0.</param>
/// <param name="Size">Number of entries under the checkpoint.</param>
/// <param name="Proof">Sibling hashes from the leaf upwards (RFC 9162 §2.1.3).</param>
/// <param name="Checkpoint">The signed head.</param>
public sealed record InclusionProof(
    [property: JsonPropertyName("regel")] string Entry,
    [property: JsonPropertyName("nummer")] long Number,
    [property: JsonPropertyName("aantal")] long Size,
    [property: JsonPropertyName("bewijs")] IReadOnlyList<string> Proof,
    [property: JsonPropertyName("verzegeling")] string Checkpoint);

/// <summary>Reads a ledger: head, tiles, bundles, proofs, and the numbered log as a feed of changes.</summary>
public sealed class LedgerReader(LedgerDatabase database)
{
    /// <summary>The newest signed head as published; null when the sequencer never ran.</summary>
    public async Task<string?> CheckpointAsync(CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return (await LedgerDatabase.ReadHeadAsync(connection, cancellation))?.Note;
    }

    /// <summary>Number of entries under the newest head.</summary>
    public async Task<long> SizeAsync(CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return (await LedgerDatabase.ReadHeadAsync(connection, cancellation))?.Size ?? 0;
    }

    /// <summary>The first <paramref name="width"/> hashes of a tile; null when the log has not grown that far.</summary>
    public async Task<ReadOnlyMemory<byte>?> TileAsync(int level, long index, int width, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenAsync(cancellation);
        var tiles = await LedgerDatabase.ReadTilesAsync(connection, level, index, index, cancellation);
        return tiles.TryGetValue(index, out var tile) && tile.Hashes.Length >= width * MerkleHash.Size
            ? new ReadOnlyMemory<byte>(tile.Hashes, 0, width * MerkleHash.Size)
            : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>The first <paramref name="width"/> entries of a bundle; null when the log has not grown that far.</summary>
    public async Task<ReadOnlyMemory<byte>?> BundleAsync(long index, int width, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenAsync(cancellation);
        var bundles = await LedgerDatabase.ReadBundlesAsync(connection, index, index, cancellation);
        if (bundles.Count == 0 || bundles[0].Count < width)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = bundles[0].Entries;
        for (var i = 0; i < width; i++)
        {
            if (!EntryBundle.TryRead(ref rest, out _))
            {
                return null;
            }
        }

        return bundles[0].Entries.AsMemory(0, bundles[0].Entries.Length - rest.Length);
    }

    /// <summary>The subjects of entries with the keys by which pages are found; entries without a version row are absent.</summary>
    public async Task<IReadOnlyList<Stores.SavedSubject>> SubjectsOfAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return await database.ReadSubjectsAsync(connection, ids, cancellation);
    }

    /// <summary>
    /// The feed of changes: entries from number <paramref name="from"/> in order, at most <paramref name="max"/>. A follower keeps the number
    /// after the last entry it handled; numbers have no gaps and never change.
    /// </summary>
    /// <exception cref="FormatException">An entry was damaged; verification will name it.</exception>
    public async Task<IReadOnlyList<NumberedEntry>> ReadAsync(long from, int max, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        await using var connection = await database.OpenAsync(cancellation);
        var bundles = await LedgerDatabase.ReadBundlesAsync(
            connection, from / TileLayout.Width, (from + max - 1) / TileLayout.Width, cancellation);
        var entries = new List<NumberedEntry>();
        foreach (var bundle in bundles)
        {
            ReadOnlySpan<byte> rest = bundle.Entries;
            for (var number = bundle.Index * TileLayout.Width; EntryBundle.TryRead(ref rest, out var bytes); number++)
            {
                if (number >= from && number < from + max)
                {
                    entries.Add(new NumberedEntry(number, LedgerEntry.Parse(bytes)));
                }
            }
        }

        return entries;
    }

    /// <summary>
    /// The proof that a version stands in the log under the newest head; null for an unknown version and for one that is not numbered yet.
    /// </summary>
    public async Task<InclusionProof?> ProveAsync(Guid versionId, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await database.BeginSnapshotAsync(connection, cancellation);
        try
        {
            var head = await LedgerDatabase.ReadHeadAsync(connection, cancellation);
            var found = await LedgerDatabase.FindNumbersAsync(connection, [versionId], cancellation);
            if (head is null || !found.TryGetValue(versionId, out var number) || number >= head.Size)
            {
                return null;
            }

            var bundles = await LedgerDatabase.ReadBundlesAsync(
                connection, number / TileLayout.Width, number / TileLayout.Width, cancellation);
            var entry = bundles.Count == 0 ? null : EntryAt(bundles[0], (int)(number % TileLayout.Width));
            if (entry is null)
            {
                return null;
            }

            var proof = await MerkleProof.InclusionAsync(Tiles(connection), number, head.Size, cancellation);
            return new InclusionProof(
                Encoding.UTF8.GetString(entry), number, head.Size, [.. proof.Select(Convert.ToHexStringLower)], head.Note);
        }
        finally
        {
            await LedgerDatabase.ExecuteAsync(connection, "ROLLBACK", CancellationToken.None);
        }
    }

    /// <summary>The numbers of versions in the log; a version that is not numbered yet is absent.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> NumbersAsync(IEnumerable<Guid> versionIds, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(versionIds);
        await using var connection = await database.OpenAsync(cancellation);
        return await LedgerDatabase.FindNumbersAsync(connection, [.. versionIds], cancellation);
    }

    /// <summary>The proof that the log of today begins with the log of <paramref name="oldSize"/> entries; hashes from the leaf side up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The log is not that long.</exception>
    public async Task<IReadOnlyList<byte[]>> ProveGrowthAsync(long oldSize, long newSize, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenAsync(cancellation);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            newSize, (await LedgerDatabase.ReadHeadAsync(connection, cancellation))?.Size ?? 0);
        return await MerkleProof.ConsistencyAsync(Tiles(connection), oldSize, newSize, cancellation);
    }

    private static TileReader Tiles(DbConnection connection) => async (level, index, _, cancellation) =>
        (await LedgerDatabase.ReadTilesAsync(connection, level, index, index, cancellation)).TryGetValue(index, out var tile) ? tile.Hashes : default;

    private static byte[]? EntryAt(BundleRow bundle, int position)
    {
        ReadOnlySpan<byte> rest = bundle.Entries;
        for (var i = 0; EntryBundle.TryRead(ref rest, out var entry); i++)
        {
            if (i == position)
            {
                return entry.ToArray();
            }
        }

        return null;
    }
}
