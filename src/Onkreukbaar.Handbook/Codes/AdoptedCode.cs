// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Norms;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Codes;

/// <summary>
/// Vastgestelde gedragscode: one file of norms as a body adopted it. It is never edited: what changes is a new file with a later first day, and what was
/// wrong is retracted with a reason and stays readable. Public in all its states.
/// </summary>
public sealed class AdoptedCode : ISubject, IOfBody
{
    /// <inheritdoc />
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <inheritdoc />
    public long Version { get; set; }

    /// <inheritdoc />
    public required Guid BodyId { get; init; }

    /// <summary>The body's how-manieth, retracted ones counted; from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Name of the code, the same in all its files: <c>gedragscode-raad</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Dutch title.</summary>
    public required string TitleNl { get; init; }

    /// <summary>English title.</summary>
    public required string TitleEn { get; init; }

    /// <summary>Day of the decision.</summary>
    public required DateOnly AdoptedOn { get; init; }

    /// <summary>The authority that decided, in its own words or as a code of <c>authorities.yaml</c>; never a person.</summary>
    public required string AdoptedBy { get; init; }

    /// <summary>First day on which it holds.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The file as adopted, in the format of the library.</summary>
    public required string Yaml { get; init; }

    /// <summary>Day of retraction; null while it was not retracted.</summary>
    public DateOnly? RetractedOn { get; set; }

    /// <summary>Why it was retracted; public.</summary>
    public string? RetractionReason { get; set; }

    internal Bilingual Title => new(TitleNl, TitleEn);

    /// <summary>Name in messages, and by which its norms are found again.</summary>
    internal string FileName => NameOf(Code, From);

    internal CodeText Text => new(FileName, Yaml);

    internal static string NameOf(string code, DateOnly from) => string.Create(CultureInfo.InvariantCulture, $"{code}/{from:yyyy-MM-dd}.yaml");
}

/// <summary>Where a code stands on a day.</summary>
public enum CodeState
{
    /// <summary>Geldend: at least one of its norms holds.</summary>
    InForce,

    /// <summary>Toekomstig: its first day is still to come.</summary>
    Coming,

    /// <summary>Eerder: later files took the place of all its norms.</summary>
    Earlier,

    /// <summary>Ingetrokken: it does not count, and never did.</summary>
    Retracted,
}
