// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Drafting;

/// <summary>
/// Title and explanation of a norm with the body's values in place of the national ones. Where the sentences of the national norm cannot be followed, a
/// plain sentence says what the body's values are; so an old amount or term never stays in a text that no longer means it.
/// </summary>
internal sealed class OwnWords
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private readonly IReadOnlyDictionary<string, Authority> authorities;
    private readonly NormSettings old;
    private readonly NormSettings own;
    private readonly string topic;

    public OwnWords(NormLibrary library, Norm norm, NormSettings old, NormSettings own)
    {
        (authorities, this.old, this.own, topic) = (library.Vocabulary.Authorities, old, own, norm.Topic);
        Title = new(Of(norm.Title.Nl, Dutch, true), Of(norm.Title.En, English, true));
        Explanation = new(Of(norm.Explanation.Nl, Dutch, false), Of(norm.Explanation.En, English, false));
    }

    public Bilingual Title { get; }

    public Bilingual Explanation { get; }

    private string Of(string text, CultureInfo culture, bool title)
    {
        // What the default says of codes of bodies is no longer of use in such a code.
        var said = string.Join(' ', Sentences(text).Where(s => !s.StartsWith(Say("DraftOwnCode", culture), StringComparison.OrdinalIgnoreCase)));
        var complete = (old.Cents == own.Cents || Put(ref said, Amounts(old.Cents, culture), Amounts(own.Cents, culture), title))
            & (old.Term == own.Term || Put(ref said, Terms(old.Term, culture), Terms(own.Term, culture), title))
            & (old.Recipient == own.Recipient || Put(ref said, Recipients(old.Recipient, culture), Recipients(own.Recipient, culture), title));
        return complete ? said
            : title ? Say("DraftTitle", culture, NormNames.TopicLabel(topic, culture))
            : Say("DraftExplanation", culture, string.Join("; ", Values(culture)) is [var first, .. var rest] ? char.ToUpper(first, culture) + rest : "");
    }

    /// <summary>Puts the body's value in the place of the national one.</summary>
    /// <returns>Whether the text can be kept: an explanation must name the value, a title need not; neither may name the old one.</returns>
    private static bool Put(ref string text, IReadOnlyList<string> old, IReadOnlyList<string> own, bool title)
    {
        var named = false;
        foreach (var word in old)
        {
            for (var at = Find(text, word, 0); at >= 0; at = Find(text, word, at + own[0].Length))
            {
                if (own.Count == 0)
                {
                    return false;
                }

                // It may open the sentence: "Een jaar geen betaald werk".
                var put = char.IsUpper(text[at]) ? char.ToUpper(own[0][0], CultureInfo.InvariantCulture) + own[0][1..] : own[0];
                text = text[..at] + put + text[(at + word.Length)..];
                named = true;
            }
        }

        return named || title;
    }

    // Whole words only: "50 euro" is no part of "150 euro", and "1 week" none of "11 weeks".
    private static int Find(string text, string word, int from)
    {
        for (var at = text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length])))
            {
                return at;
            }
        }

        return -1;
    }

    private static IReadOnlyList<string> Amounts(long? cents, CultureInfo culture)
    {
        if (cents is not { } known)
        {
            return [];
        }

        var number = (known / 100m).ToString(known % 100 == 0 ? "N0" : "N2", culture);
        return [$"{number} {Say("DraftEuro", culture)}", "€ " + number, "€ " + (known / 100m).ToString("N2", culture)];
    }

    // "Within at once" is no sentence: a term without a count is told in one of its own. Of one week the library writes "a week" as well.
    private static IReadOnlyList<string> Terms(Term? term, CultureInfo culture)
    {
        if (term is not { IsCounted: true })
        {
            return [];
        }

        var words = term.In(culture);
        return term.Count != 1 ? [words] : [words, .. Say("DraftOne", culture).Split('|').Select(one => $"{one} {words[(words.IndexOf(' ', StringComparison.Ordinal) + 1)..]}")];
    }

    private IReadOnlyList<string> Recipients(string? code, CultureInfo culture) => code is null ? [] : [authorities[code].Label.In(culture)];

    private IEnumerable<string> Values(CultureInfo culture)
    {
        if (own.Cents is { } cents)
        {
            yield return Say("DraftAmount", culture, Amounts(cents, culture)[0]);
        }

        if (own.Term is { } term)
        {
            yield return Say("DraftTerm", culture, term.In(culture));
        }

        if (own.Recipient is { } to)
        {
            yield return Say("DraftRecipient", culture, authorities[to].Label.In(culture));
        }
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == ' ' && text[i - 1] is '.' or '?' or '!' && i + 1 < text.Length && char.IsUpper(text[i + 1]))
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static string Say(string name, CultureInfo culture, params ReadOnlySpan<object?> parts) => string.Format(culture, Texts.ResourceManager.GetString(name, culture)!, parts);
}
