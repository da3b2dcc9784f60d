// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Problems;

/// <summary>
/// A failure that the user or caller can do something about: stable code, HTTP status, a title and a sentence in the current language
/// (RFC 9457 on the wire).
/// </summary>
/// <param name="Code">Stable, Dutch, <c>onderwerp.fout</c>; part of the contract.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">Short and the same for every occurrence.</param>
/// <param name="Detail">What is wrong here and what to do.</param>
public sealed record Problem(string Code, int Status, string Title, string Detail)
{
    /// <summary>All invalid fields at once; empty for other problems.</summary>
    public IReadOnlyList<InvalidField> Errors { get; init; } = [];

    /// <summary>409: the state of the subject forbids it.</summary>
    public static Problem Conflict(string code, string detail) => new(code, 409, Texts.ProblemConflictTitle, detail);

    /// <summary>404: there is nothing here, or nothing that the caller may know of.</summary>
    public static Problem NotFound(string detail) => new("nietgevonden", 404, Texts.ProblemNotFoundTitle, detail);

    /// <summary>400: invalid input, with every invalid field.</summary>
    public static Problem Invalid(IReadOnlyList<InvalidField> errors) =>
        new("invoer.ongeldig", 400, Texts.ProblemInvalidTitle, Texts.ProblemInvalidDetail) { Errors = errors };

    /// <summary>503: the database or disk refuses for now; nothing was saved.</summary>
    public static Problem Unavailable(string detail) => new("opslag.onbeschikbaar", 503, Texts.ProblemUnavailableTitle, detail);

    /// <summary>503: the database went away before it answered. All of it was saved or nothing, and nobody can tell yet which.</summary>
    public static Problem Unsure(string detail) => new("opslag.onzeker", 503, Texts.ProblemUnsureTitle, detail);
}

/// <summary>One invalid field of a request.</summary>
/// <param name="Field">Name on the wire.</param>
/// <param name="Code">Stable code of the parser.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record InvalidField(string Field, string Code, string Message);

/// <summary>Carries a problem to the edge, where it becomes a page or problem+json.</summary>
public sealed class ProblemException(Problem problem, Exception? cause = null) : Exception(problem.Code, cause)
{
    /// <summary>The problem.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>Somebody else saved the same subject since it was read (<c>conflict.gewijzigd</c>).</summary>
    public bool IsChangedMeanwhile => string.Equals(Problem.Code, "conflict.gewijzigd", StringComparison.Ordinal);

    /// <summary>What should be added is there already (<c>conflict.bestaat</c>).</summary>
    public bool IsThereAlready => string.Equals(Problem.Code, "conflict.bestaat", StringComparison.Ordinal);

    /// <summary>It may have been saved all the same (<c>opslag.onzeker</c>).</summary>
    public bool IsUnsure => string.Equals(Problem.Code, "opslag.onzeker", StringComparison.Ordinal);
}
