// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>What a verification can find wrong.</summary>
public enum LedgerFault
{
    /// <summary>The entry is not the one that was logged.</summary>
    EntryChanged,

    /// <summary>The entry stands at another number than it was given.</summary>
    OrderChanged,

    /// <summary>Entries are missing from this number on.</summary>
    LogTruncated,

    /// <summary>Entries were added that no checkpoint covers.</summary>
    EntryAdded,

    /// <summary>A stored hash of the tree does not follow from the entries.</summary>
    TreeDiffers,

    /// <summary>The root of a signed checkpoint does not follow from the entries.</summary>
    RootDiffers,

    /// <summary>A checkpoint is unreadable, not signed by a trusted key, or not the one that was signed.</summary>
    CheckpointWrong,

    /// <summary>The index of numbers does not match the log.</summary>
    IndexWrong,

    /// <summary>The version row of the entry is gone.</summary>
    VersionMissing,

    /// <summary>A column of the version row is not what was logged.</summary>
    VersionChanged,

    /// <summary>The payload is not the one that the entry commits to.</summary>
    PayloadChanged,

    /// <summary>A version row was added that has no entry.</summary>
    VersionAdded,

    /// <summary>A live row is not what its newest version says.</summary>
    SubjectChanged,

    /// <summary>A subject with versions has no live row.</summary>
    SubjectMissing,

    /// <summary>A live row has no version at all.</summary>
    SubjectAdded,
}

/// <summary>The first thing that is wrong. Holds identifiers only, so that it may be logged and mailed.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Number">Number of the entry; null when no entry belongs to it.</param>
/// <param name="Id">Id of the version row, when known.</param>
/// <param name="Kind">Kind of subject, when known.</param>
/// <param name="Subject">Id of the subject, when known.</param>
/// <param name="Version">Version of the subject, when known.</param>
/// <param name="Detail">English, for the operator: where it was seen.</param>
public sealed record LedgerFinding(
    LedgerFault Fault, long? Number, Guid? Id, string? Kind, Guid? Subject, long? Version, string Detail)
{
    /// <summary>One line for a log or a terminal.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Fault.ToString());
        Add(text, "entry", Number);
        Add(text, "kind", Kind);
        Add(text, "subject", Subject);
        Add(text, "version", Version);
        Add(text, "id", Id);
        return text.Append(": ").Append(Detail).ToString();
    }

    private static void Add<T>(StringBuilder text, string name, T value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" {name}={value}");
        }
    }
}

/// <summary>Outcome of a verification.</summary>
/// <param name="Size">Numbered entries that were checked.</param>
/// <param name="Pending">Committed entries that still wait for a number; they were checked too.</param>
/// <param name="Erased">Versions whose payload and salt were erased; their entries still verify.</param>
/// <param name="Subjects">Live rows that were compared with their newest version.</param>
/// <param name="Checkpoints">Signed checkpoints that were checked.</param>
/// <param name="First">The first thing that is wrong; null when all is well.</param>
public sealed record LedgerReport(long Size, long Pending, long Erased, long Subjects, long Checkpoints, LedgerFinding? First)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsIntact => First is null;
}
