// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.InteropServices;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Holds the version rows of a step against its entries while they pass, and keeps only which were right. Whatever was not is read again, to
/// say what is wrong with it.
/// </summary>
internal sealed class VersionMatch
{
    // A batch fills the lanes of the hash many times over and stays in the processor's cache.
    private const int BatchSize = 64;

    private readonly IReadOnlyList<BundleCheck> _bundles;
    private readonly Dictionary<Guid, int> _places;
    private readonly Marks[] _marks;
    private readonly List<(int Start, int Length)> _messages = new(BatchSize);
    private readonly List<int> _sealed = new(BatchSize);
    private byte[] _batch = new byte[64 * 1024];

    /// <param name="bundles">The entries, in full bundles except for the last.</param>
    public VersionMatch(IReadOnlyList<BundleCheck> bundles)
    {
        _bundles = bundles;
        var count = bundles.Sum(b => b.Count);
        _marks = new Marks[count];
        _places = new Dictionary<Guid, int>(count);
        for (var place = 0; place < count; place++)
        {
            // An id that stands there twice is right once at most.
            var id = bundles[place / TileLayout.Width].Ids[place % TileLayout.Width];
            if (id != Guid.Empty)
            {
                _places.TryAdd(id, place);
            }
        }
    }

    [Flags]
    private enum Marks : byte
    {
        Entry = 1,
        Seal = 2,
        All = Entry | Seal,
        Erased = 4,
    }

    /// <summary>Ids of the entries.</summary>
    public IReadOnlyCollection<Guid> Ids => _places.Keys;

    /// <summary>Whether row and seal of the entry at this place were right; call <see cref="Finish"/> first.</summary>
    public bool IsRight(int place) => (_marks[place] & Marks.All) == Marks.All;

    /// <summary>Whether payload and salt of the version at this place are gone, both.</summary>
    public bool IsErased(int place) => _marks[place].HasFlag(Marks.Erased);

    /// <summary>A version row passes; it may be of another step.</summary>
    public void Version(RowWalk row, Guid id)
    {
        if (!_places.TryGetValue(id, out var place))
        {
            return;
        }

        // The version row, written as an entry, is the entry: that compares all columns at once.
        Span<byte> entry = stackalloc byte[LedgerEntry.MaxByteCount];
        var length = VersionRecord.WriteEntry(row, id, entry);
        if (length > 0 && entry[..length].SequenceEqual(EntryAt(place)))
        {
            _marks[place] |= Marks.Entry;
        }

        if (row.IsNull(7) && row.IsNull(12))
        {
            _marks[place] |= Marks.Seal | Marks.Erased;
            return;
        }

        var start = _messages.Count == 0 ? 0 : _messages[^1].Start + _messages[^1].Length;
        var message = start + Commitment.Size;
        var end = VersionRecord.AppendMessage(row, ref _batch, message);
        if (end == message || !row.TryBytes(7, out var salt) || salt.Length != Commitment.Size)
        {
            return;
        }

        salt.CopyTo(_batch.AsSpan(start));
        _messages.Add((start, end - start));
        _sealed.Add(place);
        if (_messages.Count == BatchSize)
        {
            HashBatch();
        }
    }

    /// <summary>All rows have passed.</summary>
    public void Finish()
    {
        HashBatch();
        // Payloads can be confidential: they do not outlive their use.
        Array.Clear(_batch);
    }

    private ReadOnlySpan<byte> EntryAt(int place) => _bundles[place / TileLayout.Width].Bytes(place % TileLayout.Width);

    private void HashBatch()
    {
        Span<byte> hashes = stackalloc byte[BatchSize * Commitment.Size];
        Sha256Lanes.Hash(_batch, CollectionsMarshal.AsSpan(_messages), null, hashes);
        for (var i = 0; i < _sealed.Count; i++)
        {
            var entry = EntryAt(_sealed[i]);
            if (entry.Length > LedgerEntry.SealEnd && LedgerEntry.HasSeal(entry, hashes.Slice(i * Commitment.Size, Commitment.Size)))
            {
                _marks[_sealed[i]] |= Marks.Seal;
            }
        }

        _messages.Clear();
        _sealed.Clear();
    }
}
