// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.RegularExpressions;

namespace Onkreukbaar.Tests.Repository;

/// <summary>What every file of the repository must hold to. Each guard is a function from a text to what is wrong with it.</summary>
internal static partial class Guards
{
    private const string LicenceLine = "SPDX-License-Identifier: EUPL-1.2";
    private const int CitizenNumberContext = 200;

    private static readonly string[] LicensedExtensions = [".cs", ".razor", ".css", ".sh", ".csproj", ".props", ".targets", ".mjs"];

    // Written in pieces, so that this file passes its own guard.
    private static readonly string[] MachineFolders = ["/" + "work" + "/", "/" + "root" + "/", "/tmp/" + "bash_jobs"];

    private static readonly string[] DecisionSections = ["## Context", "## Options", "## Decision", "## Consequences"];

    /// <summary>The licence stands in the head of each source file, so that a copied file still tells its licence.</summary>
    public static IEnumerable<string> Licence(string path, string text)
    {
        var isScript = text.StartsWith("#!", StringComparison.Ordinal);
        if (!isScript && !LicensedExtensions.Contains(Path.GetExtension(path), StringComparer.Ordinal))
        {
            yield break;
        }

        // Two lines, because the first of a script names its interpreter.
        if (!text.Split('\n').Take(2).Any(line => line.Contains(LicenceLine, StringComparison.Ordinal)))
        {
            yield return $"{path}: no '{LicenceLine}' in its first two lines";
        }
    }

    /// <summary>A path of the machine that something was made on means nothing elsewhere.</summary>
    public static IEnumerable<string> MachinePaths(string path, string text) =>
        text.Split('\n')
            .Select((line, index) => (line, index))
            .Where(numbered => MachineFolders.Any(folder => numbered.line.Contains(folder, StringComparison.Ordinal)))
            .Select(numbered => $"{path}:{numbered.index + 1}: a path of one machine");

    /// <summary>
    /// A number of nine digits that passes the check of the burgerservicenummer, near a word for it. The system keeps no such
    /// number (Wabb art. 10 and 11 give no ground for it), so neither do its code, its tests or its documentation.
    /// </summary>
    public static IEnumerable<string> CitizenNumbers(string path, string text)
    {
        foreach (Match mention in CitizenNumberWord().Matches(text))
        {
            var start = Math.Max(0, mention.Index - CitizenNumberContext);
            var end = Math.Min(text.Length, mention.Index + mention.Length + CitizenNumberContext);
            foreach (Match number in NineDigits().Matches(text[start..end]))
            {
                var digits = string.Concat(number.Value.Where(char.IsAsciiDigit));
                if (PassesElevenTest(digits))
                {
                    var line = 1 + text.AsSpan(0, start + number.Index).Count('\n');
                    yield return $"{path}:{line}: a number that can be a burgerservicenummer";
                }
            }
        }
    }

    /// <summary>A decision record tells its date, its number and its four sections, in that order.</summary>
    public static IEnumerable<string> Decision(string path, string text)
    {
        var number = Path.GetFileName(path).Split('-')[0];
        var lines = text.Split('\n').Select(line => line.TrimEnd()).ToArray();
        if (!DecisionFileName().IsMatch(Path.GetFileName(path)))
        {
            yield return $"{path}: the name is not NNNN-title.md";
        }

        if (!lines[0].StartsWith($"# {number}. ", StringComparison.Ordinal))
        {
            yield return $"{path}: the first line is not '# {number}. Title'";
        }

        var date = lines.FirstOrDefault(line => line.StartsWith("Date: ", StringComparison.Ordinal));
        if (date is null || !DateOnly.TryParseExact(date[6..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            yield return $"{path}: no line 'Date: YYYY-MM-DD'";
        }

        var sections = lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal));
        if (!sections.SequenceEqual(DecisionSections, StringComparer.Ordinal))
        {
            yield return $"{path}: its sections are not {string.Join(", ", DecisionSections)}";
        }
    }

    /// <summary>A link to another file of the repository leads somewhere, and so does a picture, which also says what it shows.</summary>
    /// <param name="path">The page that holds the links.</param>
    /// <param name="text">Its Markdown.</param>
    /// <param name="exists">Whether the repository has a file or folder of this path.</param>
    public static IEnumerable<string> Links(string path, string text, Func<string, bool> exists)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        foreach (Match link in MarkdownLink().Matches(text))
        {
            var target = link.Groups["target"].Value.Split('#')[0];
            var resolved = Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", folder, target)));
            if (target.Length > 0 && !exists(resolved))
            {
                yield return $"{path}: the link to {target} leads nowhere";
            }

            if (link.Value[0] == '!' && string.IsNullOrWhiteSpace(link.Groups["words"].Value))
            {
                yield return $"{path}: the picture {target} says nothing to who cannot see it";
            }
        }
    }

    /// <summary>What was to be filled in later: a reader of a finished page meets none.</summary>
    public static IEnumerable<string> Placeholders(string path, string text) =>
        Placeholder().Matches(text).Select(found => $"{path}:{1 + text.AsSpan(0, found.Index).Count('\n')}: {found.Value} is still to be filled in");

    private static bool PassesElevenTest(string digits)
    {
        var sum = 0;
        for (var position = 0; position < 8; position++)
        {
            sum += (9 - position) * (digits[position] - '0');
        }

        sum -= digits[8] - '0';
        return sum % 11 == 0 && digits.Any(digit => digit != '0');
    }

    [GeneratedRegex("bsn|burgerservicenummer|citizen service number", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CitizenNumberWord();

    [GeneratedRegex(@"(?<![\d.])\d{3}[. ]?\d{3}[. ]?\d{3}(?![.]?\d)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NineDigits();

    [GeneratedRegex(@"!?\[(?<words>[^\]\n]*)\]\((?<target>(?!\w+:)[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"\b(TODO|TBD|FIXME)\b|lorem ipsum|\b[A-Z]{2,}(-[A-Z]{2,}){3,}\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\d{4}-[a-z0-9-]+\.md$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DecisionFileName();
}
