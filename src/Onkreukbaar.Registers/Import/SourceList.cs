// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;

namespace Onkreukbaar.Registers.Import;

/// <summary>How one kind of list is read: its columns, what tells its lines apart, and what a line says.</summary>
internal abstract class SourceList<T>
    where T : class, IImported
{
    /// <summary>Kind of subject in the report.</summary>
    public abstract string Kind { get; }

    /// <summary>Beginning of the source keys of this list, by which its earlier lines are found again.</summary>
    public abstract string KeyPrefix { get; }

    /// <summary>Columns.</summary>
    public abstract IReadOnlyList<ImportField> Fields { get; }

    /// <summary>Columns that are never kept, with the reason for the report; a file that does not have them is not told about them.</summary>
    public virtual IReadOnlyList<(string Column, string Reason)> LeftOut => [];

    /// <summary>
    /// What makes the line the same line in a later version of the file: its own key, or person, description and start. Not what may be
    /// completed later, such as the end.
    /// </summary>
    public abstract IEnumerable<string> Identity(SourceLine line);

    /// <summary>The person's key in the source, without a space, and name.</summary>
    public abstract (string Key, PersonName Name) Person(SourceLine line);

    /// <summary>Fields that are kept beside the subject: that they change does not change it.</summary>
    public virtual IReadOnlyCollection<string> Beside => [];

    /// <summary>The income that a line brings beside its position; null when it says nothing of it.</summary>
    /// <exception cref="LineRefusedException">What stands there cannot be read.</exception>
    public virtual LineIncome? Income(SourceLine line) => null;

    /// <summary>Looks up what <see cref="Build"/> needs besides the line, for a line that is new or changed.</summary>
    public virtual Task PrepareAsync(SourceLine line, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>What the line says, in a subject of its own that is not stored.</summary>
    /// <exception cref="LineRefusedException">The line cannot be kept.</exception>
    public abstract T Build(SourceLine line);

    /// <summary>A subject to store, still empty.</summary>
    public abstract T New(Guid body, Guid person, string key);

    /// <summary>Takes what a line says over into the subject; what the clerk added stays.</summary>
    public abstract void Take(T subject, T said);
}

/// <summary>A subject that an import brought.</summary>
internal interface IImported : ISubject, IOfBody, IAboutPerson
{
    /// <summary>Identity in the source; unique within the body.</summary>
    string? SourceKey { get; set; }

    /// <summary>Hash of the line as it was last read: an unchanged line changes nothing, also after the clerk corrected the entry.</summary>
    string? SourceHash { get; set; }
}
