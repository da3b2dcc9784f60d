// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;

namespace Onkreukbaar.Kernel.Text;

/// <summary>
/// What is done to every text that comes in, from form, file or API, before anything looks at it: refuse what never belongs in a text,
/// compose (NFC), strip the ends.
/// </summary>
public static class CleanText
{
    /// <summary>
    /// Index of the first character that is refused, or -1: NUL and other control characters (C1 too: a file read in the wrong encoding
    /// shows there), bidirectional overrides, embeddings and isolates (they make a text read otherwise than it is stored), half surrogate
    /// pairs and non-characters (no XML, JSON or UTF-8 can carry them). Tab and line ends are white space, not refused. Right-to-left
    /// letters, marks and emoji (with joiners) are text like any other.
    /// </summary>
    public static int FirstForbidden(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                // The last two of each plane are non-characters; private use and unassigned ones may be a new emoji.
                if ((char.ConvertToUtf32(c, text[i + 1]) & 0xFFFE) == 0xFFFE)
                {
                    return i;
                }

                i++;
            }
            else if (
                char.IsSurrogate(c)
                || (char.IsControl(c) && c is not ('\t' or '\n' or '\r'))
                || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or >= '\uFDD0' and <= '\uFDEF' or '\uFFFE' or '\uFFFF'
            )
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>One line: NFC, every run of white space (tabs, line ends, no-break spaces) one space, ends stripped.</summary>
    /// <remarks>Text that <see cref="FirstForbidden"/> refuses is not composed, so that this never throws.</remarks>
    public static string Line(string text)
    {
        var composed = Compose(text);
        var line = new StringBuilder(composed.Length);
        var gap = false;
        foreach (var c in composed)
        {
            if (char.IsWhiteSpace(c))
            {
                gap = true;
                continue;
            }

            if (gap && line.Length > 0)
            {
                line.Append(' ');
            }

            gap = false;
            line.Append(c);
        }

        return Strip(line.ToString());
    }

    /// <summary>Several lines: NFC, line ends as LF, white space at the end of each line and at both ends stripped.</summary>
    public static string Lines(string text)
    {
        var lines = Compose(text).ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = lines[i].TrimEnd();
        }

        return Strip(string.Join('\n', lines));
    }

    /// <summary>Nothing that anyone can see: white space, zero-width characters, soft hyphens, variation selectors.</summary>
    public static bool IsBlank(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (!IsInvisible(rune))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Length in Unicode code points: what PostgreSQL counts in <c>varchar(n)</c>; an emoji is one, or a few when it is composed.</summary>
    public static int Length(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format
        || rune.Value is >= 0xFE00 and <= 0xFE0F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;

    private static string Compose(string text) => FirstForbidden(text) < 0 ? text.Normalize(NormalizationForm.FormC) : text;

    // A byte order mark or zero-width space at an end is left by copying; inside a text a joiner may hold an emoji together.
    private static string Strip(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsEdge(text[start]))
        {
            start++;
        }

        while (end > start && IsEdge(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsEdge(char c) => char.IsWhiteSpace(c) || c is '\uFEFF' or '\u200B' or '\u2060' or '\u00AD';
}
