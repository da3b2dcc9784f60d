// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Evaluation;

namespace Onkreukbaar.Norms.Library;

/// <summary>What the check of a library found.</summary>
/// <param name="Errors">What is wrong; empty when all is well.</param>
/// <param name="Norms">Number of norms, versions counted apart.</param>
/// <param name="Examples">Number of worked examples that were run.</param>
public sealed record LibraryReport(IReadOnlyList<LibraryError> Errors, int Norms, int Examples);

/// <summary>Reads a library, runs all its worked examples, and sees that each norm has one for each verdict it can give.</summary>
public static class LibraryCheck
{
    /// <summary>Checks a folder.</summary>
    public static LibraryReport Run(string folder)
    {
        List<LibraryError> errors = [];
        var library = TryLoad(folder, errors);
        return library is null ? new(errors, 0, 0) : new(errors, library.Norms.Count, Defined(library).Sum(v => v[0].Examples.Count));
    }

    /// <summary>Reads the files of a library and checks them; null when nothing can be made of them.</summary>
    /// <param name="folder">The library.</param>
    /// <param name="errors">Takes all that is wrong.</param>
    internal static NormLibrary? TryLoad(string folder, List<LibraryError> errors)
    {
        var library = LibraryLoader.TryLoad(folder, errors);
        errors.AddRange(library is null ? [] : Defined(library).SelectMany(v => Check(v)));
        return library;
    }

    // A norm as it stands in a file, with the versions in which only its article is worded anew.
    private static IEnumerable<List<Norm>> Defined(NormLibrary library) => library.Norms.GroupBy(n => n.Origin, StringComparer.Ordinal).Select(g => g.ToList());

    /// <summary>Checks the worked examples of one norm.</summary>
    /// <param name="versions">The norm as a file gives it, and the same with a later text of its article; each example is run on the version of its date.</param>
    internal static IEnumerable<LibraryError> Check(IReadOnlyList<Norm> versions)
    {
        var norm = versions[0];
        var file = norm.Origin[..norm.Origin.LastIndexOf(':')];
        foreach (var example in norm.Examples)
        {
            var line = long.Parse(example.Origin[(example.Origin.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
            foreach (var complaint in Run(versions.FirstOrDefault(v => v.Validity.Contains(example.Date)) ?? norm, example))
            {
                yield return new(file, line, complaint);
            }
        }

        var given = norm.Examples.Select(e => e.Gives).ToHashSet();
        foreach (var verdict in Wanted(norm).Where(v => !given.Contains(v)))
        {
            yield return new(file, NormVersions.Line(norm), string.Format(CultureInfo.CurrentCulture, Texts.ExampleWanted, norm.Id, verdict.Code()));
        }

        // Who is told that the law demands something, must be able to read where.
        if (norm.Regulation.Bwb is not null && norm.Status == NormStatus.InForce && (norm.Article is null || norm.Text is null))
        {
            yield return new(file, NormVersions.Line(norm), norm.Article is null ? Say(Texts.StatuteArticleWanted, norm.Id) : Say(Texts.StatuteTextWanted, norm.Id, norm.Article));
        }
    }

    private static IEnumerable<Verdict> Wanted(Norm norm)
    {
        if (norm.Status == NormStatus.Bill)
        {
            return [Verdict.NotApplicable];
        }

        var possible = norm.Shape.Possible(norm);
        return norm.About is not null || norm.When is not null ? possible.Append(Verdict.NotApplicable) : possible;
    }

    private static IEnumerable<string> Run(Norm norm, NormExample example)
    {
        var question = new Question(example.Date, example.Office, example.BodyKind, example.Facts);
        var finding = new Finding(norm, question, Evaluator.Evaluate(norm, question));
        var outcome = finding.Outcome;
        var why = finding.Explain();
        if (outcome.Verdict != example.Gives)
        {
            yield return Say(Texts.ExampleVerdict, norm.Id, outcome.Verdict.Code(), example.Gives.Code(), why.Reason);
            yield break;
        }

        if (example.By is { } by && outcome.By != by)
        {
            yield return Say(Texts.ExampleValue, norm.Id, "by", outcome.By?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-", by.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        if (example.Cents is { } cents && outcome.Cents != cents)
        {
            yield return Say(Texts.ExampleValue, norm.Id, "amount", (outcome.Cents / 100m)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-", (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture));
        }

        if (example.Authority is { } authority && outcome.Authority?.Code != authority)
        {
            yield return Say(Texts.ExampleValue, norm.Id, "authority", outcome.Authority?.Code ?? "-", authority);
        }

        if (example.Missing.Count > 0 && !example.Missing.Order(StringComparer.Ordinal).SequenceEqual(why.Missing.Select(f => f.Id).Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            yield return Say(Texts.ExampleValue, norm.Id, "missing", string.Join(", ", why.Missing.Select(f => f.Id)), string.Join(", ", example.Missing));
        }
    }

    private static string Say(string format, params ReadOnlySpan<object?> parts) => string.Format(CultureInfo.CurrentCulture, format, parts);
}
