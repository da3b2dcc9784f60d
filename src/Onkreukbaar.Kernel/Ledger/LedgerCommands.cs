// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Head of a ledger, for the command line.</summary>
/// <param name="Zone">The store.</param>
/// <param name="Checkpoint">The signed head, as it may be published or handed to a witness; null before the first.</param>
/// <param name="Key">Text form of the verification key.</param>
public sealed record LedgerHead(Zone Zone, string? Checkpoint, string Key);

/// <summary>What <c>onkreukbaar ledger …</c> does, without the terminal.</summary>
public sealed class LedgerCommands(Ledgers ledgers)
{
    /// <summary>
    /// Proves the store against its ledger. What is committed but not numbered is checked as such; nothing is written.
    /// </summary>
    /// <param name="zone">The store.</param>
    /// <param name="knownCheckpointFile">A file with a signed checkpoint from elsewhere, which the log must contain; null for none.</param>
    /// <param name="progress">Told of entries done and in total.</param>
    /// <param name="cancellation">Stops the verification.</param>
    /// <exception cref="FormatException">The file holds no checkpoint.</exception>
    public async Task<LedgerReport> VerifyAsync(
        Zone zone, string? knownCheckpointFile = null, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        SignedNote[] known = knownCheckpointFile is null ? [] : [SignedNote.Parse(await File.ReadAllTextAsync(knownCheckpointFile, cancellation))];
        return await ledgers[zone].VerifyAsync(known, progress, cancellation);
    }

    /// <summary>Numbers what waits, and gives the signed head.</summary>
    public async Task<LedgerHead> HeadAsync(Zone zone, CancellationToken cancellation = default)
    {
        var ledger = ledgers[zone];
        await ledger.Sequencer.DrainAsync(cancellation);
        return new LedgerHead(zone, await ledger.Reader.CheckpointAsync(cancellation), ledger.Key.ToString());
    }

    /// <summary>The inclusion proof of a version; null when there is no such version in the log.</summary>
    public Task<InclusionProof?> ProveAsync(Zone zone, Guid versionId, CancellationToken cancellation = default) =>
        ledgers[zone].Reader.ProveAsync(versionId, cancellation);
}
