// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Binary;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Up to 256 consecutive entries as one block of bytes (C2SP tlog-tiles): each entry behind its length as a big-endian 16-bit number.
/// </summary>
public static class EntryBundle
{
    /// <summary>Bytes that an entry of this length takes in a bundle.</summary>
    public static int SizeOf(int entryLength) => sizeof(ushort) + entryLength;

    /// <summary>Writes one entry with its length at the start of <paramref name="destination"/>; returns the bytes written.</summary>
    /// <exception cref="ArgumentException">The entry is longer than 65,535 bytes.</exception>
    public static int Write(ReadOnlySpan<byte> entry, Span<byte> destination)
    {
        if (entry.Length > ushort.MaxValue)
        {
            throw new ArgumentException("An entry is at most 65,535 bytes.", nameof(entry));
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)entry.Length);
        entry.CopyTo(destination[sizeof(ushort)..]);
        return SizeOf(entry.Length);
    }

    /// <summary>Takes the first entry off <paramref name="rest"/>; false when the bytes end before it does, or nothing is left.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (rest.Length < sizeof(ushort))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length < SizeOf(length))
        {
            return false;
        }

        entry = rest.Slice(sizeof(ushort), length);
        rest = rest[SizeOf(length)..];
        return true;
    }

    /// <summary>
    /// Writes the leaf hashes of all entries (32 bytes each) and returns their number: the level-0 tile that belongs to the bundle.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not a bundle of at most 256 entries.</exception>
    public static int HashLeaves(ReadOnlySpan<byte> bundle, Span<byte> leafHashes)
    {
        Span<(int Start, int Length)> entries = stackalloc (int, int)[TileLayout.Width];
        var count = Find(bundle, entries, out var end);
        if (end != bundle.Length)
        {
            throw new InvalidDataException($"After {count} entries the bundle breaks off, or goes on past 256.");
        }

        Sha256Lanes.Hash(bundle, entries[..count], 0x00, leafHashes);
        return count;
    }

    /// <summary>
    /// Finds the entries of a bundle, at most 256, and where they end; that is before the end of the bytes when these are damaged.
    /// </summary>
    internal static int Find(ReadOnlySpan<byte> bundle, Span<(int Start, int Length)> entries, out int end)
    {
        var count = 0;
        var rest = bundle;
        while (count < TileLayout.Width && TryRead(ref rest, out var entry))
        {
            entries[count++] = (bundle.Length - rest.Length - entry.Length, entry.Length);
        }

        end = bundle.Length - rest.Length;
        return count;
    }
}
