// SPDX-License-Identifier: EUPL-1.2
using System.Buffers;
using System.Runtime.InteropServices;

namespace Onkreukbaar.Kernel.Ledger;

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
            if (leafIntact && holds[i] && rows[i] is { } version && version.Number == first + i && version.Entry.AsSpan().SequenceEqual(Bytes(i)))
            {
                erased += version.IsErased ? 1 : 0;
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
            if (rows[i] is { Message: { Length: > 0 } message, Salt.Length: Commitment.Size, Entry.Length: > LedgerEntry.SealEnd })
            {
                var size = Commitment.Size + message.Length;
                messages.Add((length, size));
                sealedRows.Add(i);
                length += size;
            }
            else
            {
                holds[i] = rows[i] is { IsErased: true };
            }
        }

        var data = ArrayPool<byte>.Shared.Rent(length);
        for (var j = 0; j < sealedRows.Count; j++)
        {
            var row = rows[sealedRows[j]]!;
            row.Salt!.CopyTo(data, messages[j].Start);
            row.Message!.CopyTo(data, messages[j].Start + Commitment.Size);
        }

        Span<byte> hashes = stackalloc byte[TileLayout.Width * Commitment.Size];
        Sha256Lanes.Hash(data, CollectionsMarshal.AsSpan(messages), null, hashes);
        // Payloads can be confidential: they do not stay in a shared buffer.
        ArrayPool<byte>.Shared.Return(data, clearArray: true);
        for (var j = 0; j < sealedRows.Count; j++)
        {
            holds[sealedRows[j]] = LedgerEntry.HasSeal(rows[sealedRows[j]]!.Entry, hashes.Slice(j * Commitment.Size, Commitment.Size));
        }

        return holds;
    }

    private ReadOnlySpan<byte> Bytes(int index) => _row.Entries.AsSpan(_entries[index].Start, _entries[index].Length);
}
