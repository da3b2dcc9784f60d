// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Onkreukbaar.Tests.Repository;

/// <summary>What readers see stands in resource files, in two languages that say the same. Each guard is a function from texts to what is wrong with them.</summary>
internal static partial class TextGuards
{
    /// <summary>Names of formats and of the platform are the same in every language.</summary>
    private static readonly string[] Names = ["CSV", "JSON", "XLSX", "PDF", "Atom"];

    private static readonly string[] TextAttributes =
    [
        "Title", "Label", "Lead", "Hint", "Eyebrow", "Caption", "Legend", "Summary", "Text", "EmptyText", "Description", "OldLabel", "NewLabel", "Prefix", "Suffix", "Source",
        "aria-label", "aria-description", "alt", "title", "placeholder",
    ];

    /// <summary>A text that one language has and the other lacks, that is empty, or that takes other values in the one than in the other.</summary>
    /// <param name="path">The Dutch file.</param>
    /// <param name="dutch">Its XML.</param>
    /// <param name="english">The XML of the English one.</param>
    public static IEnumerable<string> Pair(string path, string dutch, string english)
    {
        var (first, second) = (Values(dutch).ToList(), Values(english).ToList());
        foreach (var twice in first.GroupBy(v => v.Name).Concat(second.GroupBy(v => v.Name)).Where(g => g.Count() > 1))
        {
            yield return $"{path}: {twice.Key} stands there twice";
        }

        var other = second.DistinctBy(v => v.Name).ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        foreach (var (name, value) in first)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                yield return $"{path}: {name} is empty";
            }
            else if (!other.Remove(name, out var translated))
            {
                yield return $"{path}: {name} has no English text";
            }
            else if (string.IsNullOrWhiteSpace(translated))
            {
                yield return $"{path}: {name} is empty in English";
            }
            else if (!Placeholders(value).SetEquals(Placeholders(translated)))
            {
                yield return $"{path}: {name} takes {{{string.Join("}, {", Placeholders(value))}}} in Dutch and {{{string.Join("}, {", Placeholders(translated))}}} in English";
            }
        }

        foreach (var name in other.Keys.Except(first.Select(v => v.Name), StringComparer.Ordinal))
        {
            yield return $"{path}: {name} has no Dutch text";
        }
    }

    /// <summary>Words in the markup of a page: between tags, or in an attribute that readers see. Samples of the showcase are no interface texts.</summary>
    public static IEnumerable<string> LiteralWords(string path, string text)
    {
        if (
            !path.StartsWith("src/", StringComparison.Ordinal)
            || !path.EndsWith(".razor", StringComparison.Ordinal)
            || path.EndsWith("_Imports.razor", StringComparison.Ordinal)
            || path.Contains("/Showcase/", StringComparison.Ordinal)
        )
        {
            yield break;
        }

        var markup = Markup(text);
        foreach (Match attribute in Attribute().Matches(markup))
        {
            if (TextAttributes.Contains(attribute.Groups["name"].Value, StringComparer.Ordinal) && HasWords(attribute.Groups["value"].Value))
            {
                yield return $"{path}:{Line(markup, attribute.Index)}: {attribute.Value}";
            }
        }

        // What a program or a person types is the same in every language.
        var between = Typed().Replace(markup, Blank);
        var number = 0;
        foreach (var line in WithoutTags(between).Split('\n'))
        {
            number++;
            foreach (var part in line.Split(Cut, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (HasWords(part) && !IsCode(part))
                {
                    yield return $"{path}:{number}: {part}";
                }
            }
        }
    }

    private const char Cut = '\u0001';

    private static IEnumerable<(string Name, string Value)> Values(string xml) =>
        XDocument.Parse(xml).Root!.Elements("data").Select(d => (d.Attribute("name")!.Value, d.Element("value")?.Value ?? ""));

    private static SortedSet<int> Placeholders(string text) =>
        [.. Placeholder().Matches(text.Replace("{{", "", StringComparison.Ordinal)).Select(m => int.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture))];

    /// <summary>The page without comments, code block and expressions; every line stays in its place.</summary>
    private static string Markup(string text)
    {
        text = Comment().Replace(text, Blank);
        var code = CodeBlock().Match(text);
        var markup = (code.Success ? text[..code.Index] : text).ToCharArray();
        var all = new string(markup);
        foreach (Match expression in Expression().Matches(all))
        {
            var end = expression.Index + expression.Length;
            while (end < all.Length && all[end] is '(' or '[')
            {
                end = Closed(all, end);
                end += Member().Match(all, end).Length;
            }

            for (var at = expression.Index; at < end; at++)
            {
                markup[at] = markup[at] == '\n' ? '\n' : ' ';
            }
        }

        return new string(markup);
    }

    /// <summary>The place after the bracket that closes the one here.</summary>
    private static int Closed(string text, int at)
    {
        var depth = 0;
        for (; at < text.Length; at++)
        {
            depth += text[at] is '(' or '[' ? 1 : text[at] is ')' or ']' ? -1 : 0;
            if (depth == 0)
            {
                return at + 1;
            }
        }

        return at;
    }

    private static string WithoutTags(string markup)
    {
        var left = markup.ToCharArray();
        foreach (Match tag in Tag().Matches(markup))
        {
            for (var at = tag.Index; at < tag.Index + tag.Length; at++)
            {
                left[at] = left[at] == '\n' ? '\n' : Cut;
            }
        }

        return new string(left);
    }

    private static bool IsCode(string part) => part[^1] is ';' or '{' or '}' || CodeStart().IsMatch(part);

    private static bool HasWords(string text) => Word().Matches(Entity().Replace(text, " ")).Any(word => !Names.Contains(word.Value, StringComparer.Ordinal));

    private static string Blank(Match found) => NotNewLine().Replace(found.Value, " ");

    private static int Line(string text, int at) => 1 + text.AsSpan(0, at).Count('\n');

    [GeneratedRegex(@"\{(?<number>\d+)(,-?\d+)?(:[^{}]*)?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"@\*.*?\*@|<!--.*?-->", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^@code\b", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex CodeBlock();

    // Statements keep their names: a line that begins with one is seen to be code.
    [GeneratedRegex(@"@(?=\()|@(?!(if|else|foreach|for|switch|while|using|inject|namespace|attribute|inherits|typeparam|implements|page|layout)\b)[A-Za-z_][\w.?!]*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();

    [GeneratedRegex(@"\G[?!]?\.[\w.?!]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Member();

    [GeneratedRegex(@"<(?<element>code|pre|kbd)\b.*?</\k<element>>", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Typed();

    [GeneratedRegex(@"<!?/?[A-Za-z](""[^""]*""|'[^']*'|[^<>""'])*>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?<![\w-])(?<name>[A-Za-z-]+)=""(?<value>[^""@]*)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^([@{}(]|(if|else|case|default|break|var|return|foreach|switch)\b|&&|\|\||[?:] )", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeStart();

    [GeneratedRegex(@"\p{L}{2,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"&\w+;", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Entity();

    [GeneratedRegex(@"[^\n]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotNewLine();
}
