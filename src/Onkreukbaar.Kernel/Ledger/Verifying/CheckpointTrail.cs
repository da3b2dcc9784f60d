// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Holds every signed checkpoint against the entries that it covers.</summary>
internal sealed class CheckpointTrail
{
    private readonly DbConnection _connection;
    private readonly IReadOnlyList<TrustedKey> _keys;
    private readonly Queue<(long Size, byte[]? Root, SignedNote? Known)> _known;
    private readonly Queue<CheckpointRow> _stored = new();
    private readonly MerkleFrontier _frontier = new();
    private long _lastRead = -1;
    private long _lastGood;
    private bool _allRead;

    public CheckpointTrail(DbConnection connection, IReadOnlyList<TrustedKey> keys, IReadOnlyList<SignedNote> known)
    {
        (_connection, _keys) = (connection, keys);
        _known = new(known.Select(Read).OrderBy(k => k.Size));
    }

    public long Checked { get; private set; }

    public async Task<RangeFinding?> CheckAsync(VerifyStep step, CancellationToken cancellation)
    {
        foreach (var bundle in step.Bundles)
        {
            var end = _frontier.Size + bundle.Count;
            MerkleFrontier? ahead = null;
            while (await NextAsync(cancellation) is { } next && next.Size <= end)
            {
                // A head inside a bundle: walk a copy of the frontier up to it, leaf by leaf, once for all heads of the bundle.
                ahead ??= _frontier.Copy();
                while (ahead.Size < next.Size)
                {
                    ahead.Append(bundle.Leaves.Span.Slice((int)(ahead.Size % TileLayout.Width) * MerkleHash.Size, MerkleHash.Size));
                }

                if (Check(next, ahead.Root(), end) is { } finding)
                {
                    return finding;
                }

                Drop(next);
                _lastGood = next.Size;
                Checked++;
            }

            if (bundle.Count == TileLayout.Width)
            {
                _frontier.AppendSubtree(TileLayout.Height, bundle.Root);
            }
        }

        return null;
    }

    public async Task<RangeFinding?> FinishAsync(long size, CancellationToken cancellation)
    {
        while (await NextAsync(cancellation) is { } next)
        {
            // In an empty log the head of size 0 is still to be checked.
            var finding = next.Size == 0 || next.Wrong is not null
                ? Check(next, _frontier.Root(), size)
                : new RangeFinding(
                    new LedgerFinding(
                        LedgerFault.LogTruncated, size, null, null, null, null, $"The log ends here; a signed checkpoint covers {next.Size} entries."),
                    next.Size);
            if (finding is not null)
            {
                return finding;
            }

            Drop(next);
            Checked++;
        }

        return null;
    }

    private RangeFinding? Check(Head head, byte[] root, long end)
    {
        // A checkpoint is a statement about the entries up to its size; a wrong one is reported at the last of them that exists.
        var last = Math.Max(Math.Min(head.Size, end) - 1, 0);
        if (head.Wrong is not null)
        {
            return new RangeFinding(new LedgerFinding(LedgerFault.CheckpointWrong, last, null, null, null, null, head.Wrong), last + 1);
        }

        return head.Root.AsSpan().SequenceEqual(root)
            ? null
            : new RangeFinding(
                new LedgerFinding(
                    LedgerFault.RootDiffers, Math.Min(_lastGood, last), null, null, null, null,
                    $"The signed root of {head.Size} entries does not follow from them; the first wrong entry is this one or a later one up to {last}."),
                head.Size);
    }

    private async Task<Head?> NextAsync(CancellationToken cancellation)
    {
        if (_stored.Count == 0 && !_allRead)
        {
            foreach (var row in await LedgerDatabase.ReadCheckpointsAsync(_connection, _lastRead, LedgerVerifier.PageSize, cancellation))
            {
                _stored.Enqueue(row);
                _lastRead = row.Size;
            }

            _allRead = _stored.Count < LedgerVerifier.PageSize;
        }

        if (_known.TryPeek(out var known) && (!_stored.TryPeek(out var stored) || known.Size <= stored.Size))
        {
            var problem = known.Root is null || !_keys.Any(key => key.HasSigned(known.Known!, known.Size))
                ? $"The checkpoint of {known.Size} entries from elsewhere is not signed by a key of this ledger."
                : null;
            return new Head(known.Size, known.Root ?? [], problem, FromElsewhere: true);
        }

        return _stored.TryPeek(out var row2) ? new Head(row2.Size, row2.Root, Problem(row2), FromElsewhere: false) : null;
    }

    private void Drop(Head head)
    {
        if (head.FromElsewhere)
        {
            _known.Dequeue();
        }
        else
        {
            _stored.Dequeue();
        }
    }

    public string? Problem(CheckpointRow row)
    {
        try
        {
            var note = SignedNote.Parse(row.Note);
            var checkpoint = Checkpoint.Parse(note.Text);
            return !_keys.Any(key => key.HasSigned(note, row.Size) && string.Equals(key.Key.Name, checkpoint.Origin, StringComparison.Ordinal))
                ? $"The checkpoint of {row.Size} entries is not signed by a key of this ledger."
                : checkpoint.Size != row.Size || !checkpoint.Root.AsSpan().SequenceEqual(row.Root)
                    ? $"The checkpoint of {row.Size} entries is stored with another size or root than was signed."
                    : null;
        }
        catch (FormatException)
        {
            return $"The checkpoint of {row.Size} entries is unreadable.";
        }
    }

    private static (long Size, byte[]? Root, SignedNote? Known) Read(SignedNote note)
    {
        try
        {
            var checkpoint = Checkpoint.Parse(note.Text);
            return (checkpoint.Size, checkpoint.Root, note);
        }
        catch (FormatException)
        {
            return (0, null, note);
        }
    }

    private sealed record Head(long Size, byte[] Root, string? Wrong, bool FromElsewhere);
}
