// SPDX-License-Identifier: EUPL-1.2
using System.Numerics;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// The right edge of a growing Merkle tree: the hashes of the perfect subtrees that its size is made of, one per set bit. Enough to append
/// and to give the root, in at most 63 × 32 bytes, however large the tree is.
/// </summary>
public sealed class MerkleFrontier
{
    // Slot n holds the perfect subtree of 2^n leaves; it counts only while bit n of the size is set.
    private readonly byte[] _subtrees = new byte[63 * MerkleHash.Size];

    /// <summary>Number of leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>Adds one leaf by its hash.</summary>
    public void Append(ReadOnlySpan<byte> leafHash) => AppendSubtree(0, leafHash);

    /// <summary>Adds a perfect subtree of 2^<paramref name="height"/> leaves by its root.</summary>
    /// <exception cref="ArgumentException">The size is not a multiple of the subtree: it would not lie in one piece.</exception>
    public void AppendSubtree(int height, ReadOnlySpan<byte> hash)
    {
        if (height is < 0 or > 62 || (Size & ((1L << height) - 1)) != 0)
        {
            throw new ArgumentException("The subtree does not start at a multiple of its own size.", nameof(height));
        }

        Span<byte> carry = stackalloc byte[MerkleHash.Size];
        hash[..MerkleHash.Size].CopyTo(carry);
        var level = height;
        while ((Size & (1L << level)) != 0)
        {
            MerkleHash.Node(Slot(level), carry, carry);
            level++;
        }

        carry.CopyTo(Slot(level));
        Size += 1L << height;
    }

    /// <summary>The root hash of the tree so far, 32 bytes.</summary>
    public byte[] Root()
    {
        var root = new byte[MerkleHash.Size];
        if (Size == 0)
        {
            MerkleHash.Empty(root);
            return root;
        }

        var level = BitOperations.TrailingZeroCount(Size);
        Slot(level).CopyTo(root);
        for (level++; level < 63; level++)
        {
            if ((Size & (1L << level)) != 0)
            {
                MerkleHash.Node(Slot(level), root, root);
            }
        }

        return root;
    }

    /// <summary>Rebuilds the frontier of a tree of <paramref name="size"/> leaves from its tiles (at most one tile per level).</summary>
    public static async ValueTask<MerkleFrontier> LoadAsync(TileReader tiles, long size, CancellationToken cancellation = default)
    {
        var frontier = new MerkleFrontier();
        for (var level = TileLayout.Levels(size) - 1; level >= 0; level--)
        {
            var shift = level * TileLayout.Height;
            var width = (int)((size >> shift) & (TileLayout.Width - 1));
            if (width == 0)
            {
                continue;
            }

            var tile = await tiles(level, size >> (shift + TileLayout.Height), width, cancellation);
            if (tile.Length < width * MerkleHash.Size)
            {
                throw new InvalidDataException($"Tile {level}/{size >> (shift + TileLayout.Height)} has fewer than {width} hashes.");
            }

            for (var i = 0; i < width; i++)
            {
                frontier.AppendSubtree(shift, tile.Span.Slice(i * MerkleHash.Size, MerkleHash.Size));
            }
        }

        return frontier;
    }

    /// <summary>An independent copy, to look ahead with.</summary>
    public MerkleFrontier Copy()
    {
        var copy = new MerkleFrontier { Size = Size };
        _subtrees.CopyTo(copy._subtrees, 0);
        return copy;
    }

    private Span<byte> Slot(int level) => _subtrees.AsSpan(level * MerkleHash.Size, MerkleHash.Size);
}
