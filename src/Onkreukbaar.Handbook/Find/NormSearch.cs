// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Runtime.CompilerServices;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Find;

/// <summary>Finds norms by words, folded as everywhere: in both languages, in title, explanation, act, article and statute text.</summary>
internal static class NormSearch
{
    // The library never changes, so the folded words of a norm are made once and live as long as it does.
    private static readonly ConditionalWeakTable<Norm, Folded> Words = [];

    /// <summary>The norms that hold on a day, for whatever office.</summary>
    public static IEnumerable<Norm> On(NormLibrary library, DateOnly day) => library.Norms.Where(n => n.Validity.Contains(day));

    /// <summary>The norms in which all words occur; first those with all of them in the title.</summary>
    public static IReadOnlyList<Norm> Find(IEnumerable<Norm> norms, string text)
    {
        var words = DutchText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0
            ? []
            : [
                .. norms.Select(n => (Norm: n, Words: Words.GetValue(n, Fold)))
                    .Where(n => Array.TrueForAll(words, w => n.Words.All.Contains(w, StringComparison.Ordinal)))
                    .OrderByDescending(n => Array.TrueForAll(words, w => n.Words.Title.Contains(w, StringComparison.Ordinal)))
                    .Select(n => n.Norm),
            ];
    }

    private static Folded Fold(Norm norm)
    {
        var title = $"{norm.Title.Nl} {norm.Title.En}";
        var (nl, en) = (CultureInfo.GetCultureInfo("nl-NL"), CultureInfo.GetCultureInfo("en-GB"));
        string[] parts =
        [
            title, norm.Explanation.Nl, norm.Explanation.En, norm.Citation.Nl, norm.Citation.En, norm.Regulation.Abbreviation ?? "",
            NormNames.TopicLabel(norm.Topic, nl), NormNames.TopicLabel(norm.Topic, en), NormNames.Label(norm.Kind, nl), NormNames.Label(norm.Kind, en), norm.Text ?? "",
        ];
        return new(DutchText.Fold(title), DutchText.Fold(string.Join(' ', parts)));
    }

    private sealed record Folded(string Title, string All);
}
