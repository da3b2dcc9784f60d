// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Ledger;

/// <summary>One bundle with its leaf hashes and the tile that should hold the same.</summary>
internal sealed class BundleCheck
{
    private readonly BundleRow _row;
    private readonly (int Width, byte[] Hashes)? _tile;
    private readonly IndexRow? _index;
    private readonly (int Start, int Length)[] _entries;
    private readonly bool _broken;

    public BundleCheck(BundleRow row, (int Width, byte[] Hashes)? tile, IndexRow? index)
    {
        (_row, _tile, _index) = (row, tile, index);
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

    /// <summary>Whether the hash of this entry stands in the tree.</summary>
    public bool IsIntact(int index) =>
        _tile is { } tile
        && tile.Hashes.Length >= (index + 1) * MerkleHash.Size
        && tile.Hashes.AsSpan(index * MerkleHash.Size, MerkleHash.Size).SequenceEqual(Leaves.Span.Slice(index * MerkleHash.Size, MerkleHash.Size));

    /// <summary>Whether the index has this entry under its number.</summary>
    public bool IsIndexed(int index) => _index is not null && EntryIds.At(_index.Ids, index) == Ids[index];

    /// <summary>Says what is wrong with an entry of which something is.</summary>
    /// <param name="index">Its place in the bundle.</param>
    /// <param name="version">Its version row.</param>
    /// <param name="indexed">Its number in the index.</param>
    public LedgerFinding Explain(int index, VersionRecord? version, long? indexed)
    {
        var number = (_row.Index * TileLayout.Width) + index;
        return LedgerEntry.TryParse(Bytes(index), out var entry)
            ? EntryCheck.Find(entry, number, version, indexed, IsIntact(index))
                ?? EntryCheck.About(
                    LedgerFault.TreeDiffers, entry, number, "The entry and its hash in the tree differ; the version row agrees with the entry.")
            : new LedgerFinding(LedgerFault.EntryChanged, number, null, null, null, null, "The entry is unreadable.");
    }

    /// <summary>What is wrong with the bundle, its tile or its index as a whole, when all of its entries are right.</summary>
    public LedgerFinding? Problem()
    {
        var first = _row.Index * TileLayout.Width;
        if (_broken || _row.Count != Count)
        {
            return new LedgerFinding(
                LedgerFault.EntryChanged, first + Math.Min(Count, _row.Count), null, null, null, null, "The bundle does not hold the number of entries that it states.");
        }

        if (_tile is { } whole && (whole.Width != Count || whole.Hashes.Length != Count * MerkleHash.Size))
        {
            return new LedgerFinding(LedgerFault.TreeDiffers, first + Math.Min(Count, whole.Width), null, null, null, null, "The tile is wider than its bundle.");
        }

        if (Count == 0)
        {
            return new LedgerFinding(LedgerFault.EntryAdded, first, null, null, null, null, "There is a bundle without entries.");
        }

        return _index!.Ids.Length != Count * EntryIds.Size
            ? new LedgerFinding(LedgerFault.IndexWrong, first + Count, null, null, null, null, "The index has a number for which there is no entry.")
            : _index.First != Ids.Min() || _index.Last != Ids.Max()
                ? new LedgerFinding(LedgerFault.IndexWrong, first, null, null, null, null, "The index does not have the lowest and the highest id of the bundle.")
                : null;
    }

    /// <summary>The entry as it stands in the bundle.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => _row.Entries.AsSpan(_entries[index].Start, _entries[index].Length);
}
