// SPDX-License-Identifier: EUPL-1.2
using System.Text.RegularExpressions;

namespace Onkreukbaar.Tests.Repository;

/// <summary>
/// The dictionary in docs/glossary.md. Its first cell is a type or a member in backticks (<c>`Period`</c>, <c>`OfficeKind.Mayor`</c>),
/// followed by <c>planned</c> as long as the code does not have it.
/// </summary>
internal static partial class Glossary
{
    private const string Header = "| Type | Dutch term | Source | Wire name | Meaning |";

    /// <summary>The rows of every table with the five columns.</summary>
    public static IReadOnlyList<Entry> Parse(string text)
    {
        var entries = new List<Entry>();
        var inside = false;
        var lines = text.Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index].TrimEnd();
            if (string.Equals(line, Header, StringComparison.Ordinal))
            {
                inside = true;
                index++; // The line of dashes.
            }
            else if (inside && line.StartsWith('|'))
            {
                var cells = line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
                var name = cells.Length == 5 ? NameCell().Match(cells[0]) : Match.Empty;
                entries.Add(
                    name.Success
                        ? new Entry(index + 1, name.Groups["name"].Value, name.Groups["planned"].Success, cells[1], cells[2], cells[3], cells[4])
                        : throw new FormatException($"docs/glossary.md:{index + 1}: not five cells that begin with a name in backticks"));
            }
            else
            {
                inside = false;
            }
        }

        return entries;
    }

    /// <summary>What is wrong with the rows, given the names that the code has: <c>Type</c> and <c>Type.Member</c>.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<Entry> entries, IReadOnlySet<string> known)
    {
        foreach (var entry in entries)
        {
            if (!entry.Planned && !known.Contains(entry.Name))
            {
                yield return $"line {entry.Line}: the code has no {entry.Name}";
            }

            if (entry.Planned && known.Contains(entry.Name))
            {
                yield return $"line {entry.Line}: {entry.Name} exists, so it is no longer planned";
            }

            if (entry.DutchTerm.Length == 0 || entry.Source.Length == 0 || entry.Meaning.Length == 0)
            {
                yield return $"line {entry.Line}: {entry.Name} has an empty cell";
            }

            if (!WireName().IsMatch(entry.WireName))
            {
                yield return $"line {entry.Line}: the wire name of {entry.Name} is neither a name in backticks nor –";
            }
        }

        foreach (var twice in entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"line {twice.Last().Line}: {twice.Key} stands here twice";
        }
    }

    [GeneratedRegex(@"^`(?<name>[A-Z]\w*(\.[A-Z]\w*)?)`(?<planned> planned)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameCell();

    // Fields are camelCase; paths and values of the API are kebab-case or snake_case, as their standards have them.
    [GeneratedRegex("^(`[a-z][a-zA-Z0-9_/-]*`|–)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WireName();

    internal sealed record Entry(int Line, string Name, bool Planned, string DutchTerm, string Source, string WireName, string Meaning);
}
