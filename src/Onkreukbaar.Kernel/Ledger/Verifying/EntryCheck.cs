// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Compares one entry with its version row.</summary>
internal static class EntryCheck
{
    /// <summary>What is wrong with an entry; null when nothing is.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="number">Its number; null while it waits.</param>
    /// <param name="version">Its version row.</param>
    /// <param name="indexed">Its number in the index.</param>
    /// <param name="leafIntact">Whether its hash stands in the tree.</param>
    public static LedgerFinding? Find(LedgerEntry entry, long? number, VersionRecord? version, long? indexed, bool leafIntact = true)
    {
        if (version is null)
        {
            // With its hash in the tree gone too, it is the entry that does not belong here.
            return leafIntact
                ? About(LedgerFault.VersionMissing, entry, number, "The version row is gone.")
                : About(LedgerFault.EntryChanged, entry, number, "The entry has neither its hash in the tree nor a version row.");
        }

        if (ChangedColumn(entry, version) is { } column)
        {
            return leafIntact
                ? About(LedgerFault.VersionChanged, entry, number, $"Column {column} of the version row differs from the entry.")
                : About(LedgerFault.EntryChanged, entry, number, $"The entry differs from its hash in the tree and from column {column} of the version row.");
        }

        if (number != indexed)
        {
            return number is null ? About(LedgerFault.IndexWrong, entry, number, "It is numbered already.")
                : indexed is null ? About(LedgerFault.IndexWrong, entry, number, "The index has no number for this entry.")
                : About(LedgerFault.OrderChanged, entry, number, $"The index has this entry as number {indexed}.");
        }

        if (version.Message is null != version.Salt is null)
        {
            return About(LedgerFault.PayloadChanged, entry, number, "Of payload and salt only one is there; erasure removes both.");
        }

        return version is { Message: { } message, Salt: { } salt }
            && (salt.Length != Commitment.Size || message.Length == 0 || !Commitment.Compute(salt, message).AsSpan().SequenceEqual(entry.Commitment))
                ? About(
                    LedgerFault.PayloadChanged, entry, number, "Salt, columns (act, body, person, organisation) and payload do not give the commitment of the entry.")
                : null;
    }

    public static LedgerFinding About(LedgerFault fault, LedgerEntry entry, long? number, string detail) =>
        new(fault, number, entry.Id, entry.Kind, entry.Subject, entry.Version, detail);

    private static string? ChangedColumn(LedgerEntry entry, VersionRecord version) =>
        version.Columns is not { } row ? "?"
        : !string.Equals(entry.Kind, row.Kind, StringComparison.Ordinal) ? "kind"
        : entry.Subject != row.Subject ? "subject_id"
        : entry.Version != row.Version ? "version"
        : entry.RecordedAt != row.RecordedAt ? "recorded_at"
        : !string.Equals(entry.Process, row.Process, StringComparison.Ordinal) ? "process"
        : !row.Commitment.AsSpan().SequenceEqual(entry.Commitment) ? "commitment"
        : null;
}
