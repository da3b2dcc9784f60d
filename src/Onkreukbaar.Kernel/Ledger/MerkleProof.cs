// SPDX-License-Identifier: EUPL-1.2
using System.Numerics;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Proofs over a Merkle tree (RFC 9162 §2.1.3 and §2.1.4): that an entry is in a tree (inclusion), and that a tree only grew since an
/// earlier one (consistency). Making a proof reads a few tiles; checking one needs nothing but the proof.
/// </summary>
public static class MerkleProof
{
    /// <summary>The root hash of the first <paramref name="size"/> entries.</summary>
    public static async ValueTask<byte[]> RootAsync(TileReader tiles, long size, CancellationToken cancellation = default) =>
        (await MerkleFrontier.LoadAsync(tiles, size, cancellation)).Root();

    /// <summary>The inclusion proof of entry <paramref name="index"/> (from 0) in the tree of <paramref name="size"/> entries: sibling
    /// hashes from the leaf upwards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the size.</exception>
    public static async ValueTask<IReadOnlyList<byte[]>> InclusionAsync(
        TileReader tiles, long index, long size, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var ranges = new List<(long From, long To)>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + Split(to - from);
            if (index < middle)
            {
                ranges.Add((middle, to));
                to = middle;
            }
            else
            {
                ranges.Add((from, middle));
                from = middle;
            }
        }

        ranges.Reverse();
        return await HashesAsync(tiles, ranges, size, cancellation);
    }

    /// <summary>The proof that the tree of <paramref name="newSize"/> entries begins with the tree of <paramref name="oldSize"/>; empty when
    /// they are equal or the old one is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is negative or larger than the new one.</exception>
    public static async ValueTask<IReadOnlyList<byte[]>> ConsistencyAsync(
        TileReader tiles, long oldSize, long newSize, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var ranges = new List<(long From, long To)>();
        if (oldSize > 0)
        {
            var (from, to, whole) = (0L, newSize, true);
            while (to != oldSize)
            {
                var middle = from + Split(to - from);
                if (oldSize <= middle)
                {
                    ranges.Add((middle, to));
                    to = middle;
                }
                else
                {
                    ranges.Add((from, middle));
                    from = middle;
                    whole = false;
                }
            }

            if (!whole)
            {
                ranges.Add((from, to));
            }
        }

        ranges.Reverse();
        return await HashesAsync(tiles, ranges, newSize, cancellation);
    }

    /// <summary>True when <paramref name="proof"/> shows that the leaf stands at <paramref name="index"/> in the tree with this root.</summary>
    public static bool VerifyInclusion(
        ReadOnlySpan<byte> leafHash, long index, long size, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || leafHash.Length != MerkleHash.Size)
        {
            return false;
        }

        var (node, last) = (index, size - 1);
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        leafHash.CopyTo(hash);
        foreach (var sibling in proof)
        {
            if (last == 0 || sibling.Length != MerkleHash.Size)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                MerkleHash.Node(sibling, hash, hash);
                SkipLoneNodes(ref node, ref last);
            }
            else
            {
                MerkleHash.Node(hash, sibling, hash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash.SequenceEqual(root);
    }

    /// <summary>True when <paramref name="proof"/> shows that the new tree begins with all entries of the old tree, unchanged.</summary>
    public static bool VerifyConsistency(
        long oldSize, long newSize, ReadOnlySpan<byte> oldRoot, ReadOnlySpan<byte> newRoot, IReadOnlyList<byte[]> proof)
    {
        if (oldSize < 0 || oldSize > newSize)
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return proof.Count == 0 && oldRoot.SequenceEqual(newRoot);
        }

        if (oldSize == 0)
        {
            Span<byte> empty = stackalloc byte[MerkleHash.Size];
            MerkleHash.Empty(empty);
            return proof.Count == 0 && oldRoot.SequenceEqual(empty);
        }

        // A tree of 2^n entries is itself a node of the larger tree, so the proof does not repeat its root.
        var next = BitOperations.IsPow2(oldSize) ? 0 : 1;
        if (proof.Count < next || proof.Any(hash => hash.Length != MerkleHash.Size) || oldRoot.Length != MerkleHash.Size)
        {
            return false;
        }

        Span<byte> oldHash = stackalloc byte[MerkleHash.Size];
        Span<byte> newHash = stackalloc byte[MerkleHash.Size];
        (next == 0 ? oldRoot : proof[0]).CopyTo(oldHash);
        oldHash.CopyTo(newHash);
        var shift = BitOperations.TrailingZeroCount(oldSize);
        var (node, last) = ((oldSize - 1) >> shift, (newSize - 1) >> shift);
        for (; next < proof.Count; next++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                MerkleHash.Node(proof[next], oldHash, oldHash);
                MerkleHash.Node(proof[next], newHash, newHash);
                SkipLoneNodes(ref node, ref last);
            }
            else
            {
                MerkleHash.Node(newHash, proof[next], newHash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && oldHash.SequenceEqual(oldRoot) && newHash.SequenceEqual(newRoot);
    }

    // On the right edge a node without a sibling moves up unchanged, so its levels have no hash in the proof.
    private static void SkipLoneNodes(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            node >>= 1;
            last >>= 1;
        }
    }

    /// <summary>Largest power of two below <paramref name="count"/> (RFC 6962 §2.1).</summary>
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));

    private static async ValueTask<IReadOnlyList<byte[]>> HashesAsync(
        TileReader tiles, List<(long From, long To)> ranges, long size, CancellationToken cancellation)
    {
        var cache = new Dictionary<(int, long), ReadOnlyMemory<byte>>();
        var proof = new List<byte[]>(ranges.Count);
        foreach (var (from, to) in ranges)
        {
            // A range of a proof starts at a multiple of its largest power of two, so it falls apart into perfect subtrees, large to small.
            var subtrees = new List<byte[]>();
            for (var at = from; at < to;)
            {
                var height = BitOperations.Log2((ulong)(to - at));
                subtrees.Add(await SubtreeAsync(height, at));
                at += 1L << height;
            }

            var hash = subtrees[^1];
            for (var i = subtrees.Count - 2; i >= 0; i--)
            {
                MerkleHash.Node(subtrees[i], hash, hash);
            }

            proof.Add(hash);
        }

        return proof;

        async ValueTask<byte[]> SubtreeAsync(int height, long from)
        {
            var level = height / TileLayout.Height;
            var first = from >> (level * TileLayout.Height);
            var (index, offset) = (first / TileLayout.Width, (int)(first % TileLayout.Width));
            var count = 1 << (height % TileLayout.Height);
            if (!cache.TryGetValue((level, index), out var tile))
            {
                tile = await tiles(level, index, TileLayout.WidthAt(level, index, size), cancellation);
                cache.Add((level, index), tile);
            }

            if (tile.Length < (offset + count) * MerkleHash.Size)
            {
                throw new InvalidDataException($"Tile {level}/{index} is missing or too short.");
            }

            var hash = new byte[MerkleHash.Size];
            MerkleHash.Root(tile.Span.Slice(offset * MerkleHash.Size, count * MerkleHash.Size), hash);
            return hash;
        }
    }
}
