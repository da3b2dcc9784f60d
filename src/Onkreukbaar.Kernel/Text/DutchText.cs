// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;

namespace Onkreukbaar.Kernel.Text;

/// <summary>
/// Text as Dutch readers compare it. Both results are plain lower-case a–z, digits and spaces (letters of other scripts stay), so that a
/// database column holding them sorts and matches the same on SQLite (BINARY) and PostgreSQL (collation C).
/// </summary>
public static class DutchText
{
    /// <summary>
    /// For search: lower case, diacritics off, ligatures spelt out (ĳ → ij, œ → oe, æ → ae, ø → o, ß → ss, ł → l, đ → d, þ → th, ı → i), the
    /// signs &amp; → en; an apostrophe or a point inside a word vanishes (<c>'s-Gravenhage</c> → <c>s gravenhage</c>, <c>B.V.</c> →
    /// <c>bv</c>), all else that is not a letter or digit becomes one space. Folding twice changes nothing.
    /// </summary>
    public static string Fold(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var folded = new StringBuilder(text.Length);
        var gap = false;
        foreach (var rune in Decompose(text).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                // Combining marks are the diacritics; format characters are joiners and soft hyphens that nobody sees.
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format:
                    continue;
                case UnicodeCategory.OtherPunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.InitialQuotePunctuation
                    when rune.Value is '.' or '\'' or '’' or '‘' or '‛':
                case UnicodeCategory.ModifierLetter when rune.Value is 'ʼ':
                    continue;
            }

            var letters = Spelt(rune);
            if (letters.Length == 0)
            {
                gap = true;
                continue;
            }

            if (rune.Value == '&')
            {
                gap = true;
            }

            if (gap && folded.Length > 0)
            {
                folded.Append(' ');
            }

            folded.Append(letters);
            gap = rune.Value == '&';
        }

        return folded.ToString();
    }

    /// <summary>
    /// For sorting a title or the name of an organisation: folded, and a leading article (de, het, een, 't) moved to the end, so that "De
    /// Nederlandsche Bank" stands under N. For persons see <see cref="PersonName.SortKey"/>. IJ sorts as the letters i and j.
    /// </summary>
    public static string SortKey(string? text)
    {
        var folded = Fold(text);
        var space = folded.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && folded[..space] is "de" or "het" or "een" or "t" ? $"{folded[(space + 1)..]} {folded[..space]}" : folded;
    }

    /// <summary>Whether each word of a question begins a word of a text, as full-text search has it.</summary>
    /// <param name="folded">The text, folded.</param>
    /// <param name="asked">The question as typed; nothing asked fits everything.</param>
    public static bool Matches(string folded, string? asked)
    {
        ArgumentNullException.ThrowIfNull(folded);
        var words = folded.Split(' ');
        return Array.TrueForAll(
            Fold(asked).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            part => Array.Exists(words, word => word.StartsWith(part, StringComparison.Ordinal))
        );
    }

    // Compatibility decomposition takes apart ĳ, ﬁ, full-width letters and superscripts as well; it refuses half surrogate pairs
    // and the turned byte order mark.
    private static string Decompose(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) || text[i] == '\uFFFE')
            {
                text = string.Concat(text.EnumerateRunes()).Replace('\uFFFE', '\uFFFD');
                break;
            }
        }

        return text.Normalize(NormalizationForm.FormKD).ToLowerInvariant().Normalize(NormalizationForm.FormKD);
    }

    private static string Spelt(Rune rune) =>
        rune.Value switch
        {
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'ß' => "ss",
            'ł' => "l",
            'đ' or 'ð' => "d",
            'þ' => "th",
            'ı' => "i",
            'ħ' => "h",
            'ŧ' => "t",
            'ŋ' => "n",
            '&' => "en",
            _ when Rune.IsLetterOrDigit(rune) => rune.ToString(),
            _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark => rune.ToString(),
            _ => "",
        };
}
