// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Norms.Library;

/// <summary>Something wrong in the library: where, what, and what to do.</summary>
/// <param name="File">Relative to the library's folder.</param>
/// <param name="Line">1 is the first.</param>
/// <param name="Message">For the person who wrote the file.</param>
public sealed record LibraryError(string File, long Line, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}

/// <summary>The library cannot be used. The message names the first file and line.</summary>
public sealed class BrokenLibraryException : Exception
{
    public BrokenLibraryException(IReadOnlyList<LibraryError> errors)
        : base(string.Join(Environment.NewLine, errors.Take(20)) + (errors.Count > 20 ? $"{Environment.NewLine}… {errors.Count - 20}" : "")) => Errors = errors;

    public IReadOnlyList<LibraryError> Errors { get; }
}
