// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Up to 64 bundles, taken apart and compared on all cores.</summary>
internal sealed class VerifyStep
{
    private readonly long _from;
    private readonly List<BundleRow> _bundles;
    private readonly Dictionary<long, (int Width, byte[] Hashes)> _tiles;
    private readonly Dictionary<long, IndexRow> _index;
    private readonly BundleCheck[] _checks;

    public VerifyStep(
        long from, List<BundleRow> bundles, Dictionary<long, (int Width, byte[] Hashes)> tiles, Dictionary<long, IndexRow> index, long? total)
    {
        (_from, _bundles, _tiles, _index) = (from, bundles, tiles, index);
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

    public IReadOnlyList<BundleCheck> Bundles { get; private set; } = [];

    /// <summary>The sum of the ids of the entries, when all of them are right.</summary>
    public UInt128 IdSum { get; private set; }

    /// <summary>Compares the entries with their version rows; gives the first that is wrong.</summary>
    /// <param name="database">The database.</param>
    /// <param name="connection">A connection that nobody else uses meanwhile.</param>
    /// <param name="key">Key of <see cref="IdSum"/>.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<LedgerFinding?> CompareAsync(LedgerDatabase database, DbConnection connection, byte[] key, CancellationToken cancellation)
    {
        var match = new VersionMatch(Bundles);
        await database.VisitVersionsAsync(connection, match.Ids, match.Version, cancellation);
        match.Finish();
        using var sum = new IdSum(key);
        var place = 0;
        foreach (var bundle in Bundles)
        {
            for (var i = 0; i < bundle.Count; i++, place++)
            {
                if (!match.IsRight(place) || !bundle.IsIntact(i) || !bundle.IsIndexed(i))
                {
                    var id = bundle.Ids[i];
                    var versions = await database.ReadVersionsAsync(connection, [id], cancellation);
                    var numbers = await LedgerDatabase.FindNumbersAsync(connection, [id], cancellation);
                    return bundle.Explain(i, versions.GetValueOrDefault(id), numbers.TryGetValue(id, out var indexed) ? indexed : null);
                }

                sum.Add(bundle.Ids[i]);

                Erased += match.IsErased(place) ? 1 : 0;
            }

            if (bundle.Problem() is { } problem)
            {
                return problem;
            }
        }

        IdSum = sum.Value;
        return null;
    }

    private void ReadEntries()
    {
        Parallel.For(0, _checks.Length, i => _checks[i] = new BundleCheck(_bundles[i], _tiles.TryGetValue(_from + i, out var tile) ? tile : null, _index.GetValueOrDefault(_from + i)));
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
    }
}
