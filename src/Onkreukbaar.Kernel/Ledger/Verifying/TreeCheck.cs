// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Rebuilds the tree above the leaves and compares it with the stored tiles.</summary>
internal sealed class TreeCheck(DbConnection connection)
{
    // Per level above 0 the hashes of the tile that is being filled.
    private readonly List<List<byte[]>> _open = [];
    private readonly List<long> _done = [];
    private long _leafTiles;

    public async Task<RangeFinding?> AppendAsync(VerifyStep step, CancellationToken cancellation)
    {
        foreach (var bundle in step.Bundles)
        {
            _leafTiles++;
            if (bundle.Count == TileLayout.Width && await AddAsync(1, bundle.Root, cancellation) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    public async Task<RangeFinding?> FinishAsync(long size, CancellationToken cancellation)
    {
        for (var level = 1; level <= _open.Count; level++)
        {
            if (_open[level - 1].Count > 0 && await CompareAsync(level, cancellation) is { } finding)
            {
                return finding;
            }
        }

        var expected = _leafTiles;
        for (var level = 0; level < _open.Count; level++)
        {
            expected += _done[level] + (_open[level].Count > 0 ? 1 : 0);
        }

        return await LedgerDatabase.CountAsync(connection, "ledger_tile", cancellation) == expected
            && await LedgerDatabase.CountAsync(connection, "ledger_bundle", cancellation) == _leafTiles
            ? null
            : new RangeFinding(
                new LedgerFinding(LedgerFault.TreeDiffers, size, null, null, null, null, "There are tiles or bundles beyond the end of the log."), size + 1);
    }

    private async Task<RangeFinding?> AddAsync(int level, byte[] hash, CancellationToken cancellation)
    {
        if (_open.Count < level)
        {
            _open.Add([]);
            _done.Add(0);
        }

        var open = _open[level - 1];
        open.Add(hash);
        if (open.Count < TileLayout.Width)
        {
            return null;
        }

        if (await CompareAsync(level, cancellation) is { } finding)
        {
            return finding;
        }

        var root = new byte[MerkleHash.Size];
        MerkleHash.Root(open.SelectMany(h => h).ToArray(), root);
        open.Clear();
        _done[level - 1]++;
        return await AddAsync(level + 1, root, cancellation);
    }

    private async Task<RangeFinding?> CompareAsync(int level, CancellationToken cancellation)
    {
        var index = _done[level - 1];
        var open = _open[level - 1];
        var tiles = await LedgerDatabase.ReadTilesAsync(connection, level, index, index, cancellation);
        var stored = tiles.TryGetValue(index, out var tile) ? tile.Hashes : [];
        for (var i = 0; i < open.Count; i++)
        {
            if (stored.Length < (i + 1) * MerkleHash.Size || !stored.AsSpan(i * MerkleHash.Size, MerkleHash.Size).SequenceEqual(open[i]))
            {
                return Differs(level, (index * TileLayout.Width) + i);
            }
        }

        return stored.Length == open.Count * MerkleHash.Size && tile.Width == open.Count ? null : Differs(level, (index * TileLayout.Width) + open.Count);
    }

    private static RangeFinding Differs(int level, long position) => new(
        new LedgerFinding(
            LedgerFault.TreeDiffers, position << (level * TileLayout.Height), null, null, null, null,
            $"Hash {position} of level {level} does not follow from the {1L << (level * TileLayout.Height)} entries from here."),
        (position + 1) << (level * TileLayout.Height));
}
