// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// The two hashes of a Merkle tree after RFC 6962 §2.1 (unchanged in RFC 9162 §2.1): a leaf is SHA-256(0x00 ‖ entry), a node is
/// SHA-256(0x01 ‖ left ‖ right). The prefixes keep an entry from passing for a node.
/// </summary>
public static class MerkleHash
{
    /// <summary>Length of a hash, in bytes.</summary>
    public const int Size = 32;

    /// <summary>Writes the hash of the empty tree: SHA-256 of nothing.</summary>
    public static void Empty(Span<byte> destination) => SHA256.HashData([], destination);

    /// <summary>Writes the 32-byte leaf hash of an entry of at most 65,535 bytes.</summary>
    [SkipLocalsInit]
    public static void Leaf(ReadOnlySpan<byte> entry, Span<byte> destination)
    {
        if (entry.Length < 1024)
        {
            Span<byte> buffer = stackalloc byte[1024];
            buffer[0] = 0x00;
            entry.CopyTo(buffer[1..]);
            SHA256.HashData(buffer[..(entry.Length + 1)], destination);
            return;
        }

        var large = new byte[entry.Length + 1];
        entry.CopyTo(large.AsSpan(1));
        SHA256.HashData(large, destination);
    }

    /// <summary>Writes the 32-byte hash of a node; <paramref name="destination"/> may be one of the inputs.</summary>
    [SkipLocalsInit]
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[1 + (2 * Size)];
        buffer[0] = 0x01;
        left[..Size].CopyTo(buffer[1..]);
        right[..Size].CopyTo(buffer[(1 + Size)..]);
        SHA256.HashData(buffer, destination);
    }

    /// <summary>
    /// Writes the Merkle tree hash over consecutive subtree hashes of one level (at most 256, 32 bytes each): a whole tile or a part of one.
    /// Of a full tile it is the hash that stands in the level above.
    /// </summary>
    /// <exception cref="ArgumentException">Not 1 to 256 hashes.</exception>
    [SkipLocalsInit]
    public static void Root(ReadOnlySpan<byte> hashes, Span<byte> destination)
    {
        var count = hashes.Length / Size;
        if (count is < 1 or > 256 || hashes.Length % Size != 0)
        {
            throw new ArgumentException("Between 1 and 256 hashes of 32 bytes.", nameof(hashes));
        }

        Span<byte> work = stackalloc byte[256 * Size];
        Span<(int, int)> pairs = stackalloc (int, int)[128];
        for (var i = 0; i < count / 2; i++)
        {
            pairs[i] = (2 * i * Size, 2 * Size);
        }

        hashes.CopyTo(work);
        while (count > 1)
        {
            var half = count / 2;
            Sha256Lanes.Hash(work, pairs[..half], 0x01, work);

            // An odd one out moves up unchanged; that gives the same tree as splitting at the largest power of two (RFC 6962 §2.1).
            if (count % 2 == 1)
            {
                work.Slice((count - 1) * Size, Size).CopyTo(work[(half * Size)..]);
                half++;
            }

            count = half;
        }

        work[..Size].CopyTo(destination);
    }
}
