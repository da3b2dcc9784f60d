// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Up to 64 bundles, taken apart and compared on all cores.</summary>
internal sealed class VerifyStep
{
    private readonly long _from;
    private readonly List<BundleRow> _bundles;
    private readonly Dictionary<long, (int Width, byte[] Hashes)> _tiles;
    private readonly BundleCheck[] _checks;

    public VerifyStep(long from, List<BundleRow> bundles, Dictionary<long, (int Width, byte[] Hashes)> tiles, long? total)
    {
        (_from, _bundles, _tiles) = (from, bundles, tiles);
        // A missing bundle ends the log: what stands after it hangs in the air.
        var contiguous = bundles.TakeWhile((row, i) => row.Index == from + i).Count();
        _checks = new BundleCheck[contiguous];
        IsLast = contiguous < LedgerVerifier.BundlesPerStep;
        ReadEntries();
        if (EndNumber > total)
        {
            Gap = new LedgerFinding(LedgerFault.EntryAdded, total, null, null, null, null, "The log has more entries than its newest checkpoint covers.");
        }
        else if (IsLast && EndNumber < total)
        {
            Gap = new LedgerFinding(LedgerFault.LogTruncated, EndNumber, null, null, null, null, $"The log ends here; its newest checkpoint covers {total} entries.");
        }
    }

    public long EndNumber { get; private set; }

    public bool IsLast { get; private set; }

    public long Erased { get; private set; }

    /// <summary>Where the log stops short of its head, or goes on past it.</summary>
    public LedgerFinding? Gap { get; private set; }

    public IReadOnlyCollection<Guid> Ids { get; private set; } = [];

    public IReadOnlyList<BundleCheck> Bundles { get; private set; } = [];

    public LedgerFinding? Compare(Dictionary<Guid, VersionRecord> versions)
    {
        var findings = new LedgerFinding?[Bundles.Count];
        var erased = new int[Bundles.Count];
        Parallel.For(0, Bundles.Count, i => findings[i] = Bundles[i].Compare(versions, out erased[i]));
        Erased = erased.Sum();
        return Array.Find(findings, f => f is not null);
    }

    private void ReadEntries()
    {
        Parallel.For(0, _checks.Length, i => _checks[i] = new BundleCheck(_bundles[i], _tiles.TryGetValue(_from + i, out var tile) ? tile : null));
        // Only the last bundle may be unfinished; a short one before it cuts the log off there.
        var count = 0;
        while (count < _checks.Length && _checks[count].Count == TileLayout.Width)
        {
            count++;
        }

        if (count < _checks.Length)
        {
            count++;
            IsLast = true;
        }

        Bundles = new ArraySegment<BundleCheck>(_checks, 0, count);
        EndNumber = (_from * TileLayout.Width) + Bundles.Sum(b => b.Count);
        Ids = [.. Bundles.SelectMany(b => b.Ids).Where(id => id != Guid.Empty)];
    }
}
