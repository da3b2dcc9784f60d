// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Registers.Import.Upload;

/// <summary>
/// Inlezing: a list of ancillary positions that a clerk offers to the register of one body, from the file to the account of what became of
/// each line. The file itself is kept beside the database only until it is read or thrown away.
/// </summary>
public sealed class ListImport : ISubject, IOfBody
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    public Guid BodyId { get; init; }

    /// <summary>As the clerk's computer called it, without folders.</summary>
    public required string FileName { get; init; }

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>What the file turned out to be: "CSV, UTF-8, ;".</summary>
    public required string Format { get; init; }

    /// <summary>Account of the clerk.</summary>
    public Guid? OfferedBy { get; init; }

    /// <summary>UTC.</summary>
    public DateTime OfferedAt { get; init; }

    public ListImportState State { get; set; }

    /// <summary>Columns as the clerk chose them: <c>field=heading</c>, one a line; null until then.</summary>
    public string? Columns { get; set; }

    /// <summary>Language of the reasons in the account: <c>nl</c> or <c>en</c>.</summary>
    public string? Language { get; set; }

    /// <summary>Why the last check or import stopped before the end; null when it did not.</summary>
    public string? Stopped { get; set; }

    /// <summary>UTC moment at which it was read into the register, or thrown away.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Lines that are new.</summary>
    public long Created { get; set; }

    /// <summary>Lines that change an entry.</summary>
    public long Updated { get; set; }

    /// <summary>Lines that say what the register says.</summary>
    public long Unchanged { get; set; }

    /// <summary>Lines that cannot be kept.</summary>
    public long Refused { get; set; }

    /// <summary>Entries of an earlier list that this one does not have.</summary>
    public long Vanished { get; set; }
}

/// <summary>Stand van een inlezing.</summary>
public enum ListImportState
{
    /// <summary>Aangeboden: the columns are still to be chosen.</summary>
    Offered,

    /// <summary>Wordt gecontroleerd: a dry run is under way.</summary>
    Checking,

    /// <summary>Gecontroleerd: the clerk sees what would happen.</summary>
    Checked,

    /// <summary>Wordt ingelezen.</summary>
    Running,

    /// <summary>Ingelezen.</summary>
    Done,

    /// <summary>Weggegooid: nothing was read into the register.</summary>
    Discarded,
}
