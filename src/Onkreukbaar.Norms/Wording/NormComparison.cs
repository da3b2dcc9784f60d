// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Wording;

/// <summary>What some of the norms say where they do not all say the same.</summary>
/// <param name="Norms">The norms that say it.</param>
/// <param name="Lines">What they say beside what all of them say; empty when they say nothing more.</param>
public sealed record NormVariant(IReadOnlyList<Norm> Norms, IReadOnlyList<string> Lines);

/// <summary>One part of the content of norms that are laid beside each other.</summary>
/// <param name="Heading">What it is about: "Wanneer".</param>
/// <param name="Common">What all norms say of it.</param>
/// <param name="Variants">What only some say, the most frequent first; empty when all say the same.</param>
public sealed record ComparedPart(string Heading, IReadOnlyList<string> Common, IReadOnlyList<NormVariant> Variants)
{
    /// <summary>Whether the norms say the same.</summary>
    public bool IsSame => Variants.Count == 0;
}

/// <summary>
/// Lays norms beside each other: what of their typed content (cases, terms, who is told, what is published, exceptions) is the same and what differs. It
/// compares what the norms say, not how titles and explanations put it.
/// </summary>
public static class NormComparison
{
    /// <summary>The parts that any of the norms has, in the order of reading.</summary>
    /// <param name="norms">The norms; one alone differs from nothing.</param>
    /// <param name="culture">Language of the words.</param>
    public static IReadOnlyList<ComparedPart> Of(IReadOnlyList<Norm> norms, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(norms);
        ArgumentNullException.ThrowIfNull(culture);
        List<string> headings = [];
        List<(Norm Norm, Dictionary<string, IReadOnlyList<string>> Parts)> said = [];
        foreach (var norm in norms)
        {
            Dictionary<string, IReadOnlyList<string>> parts = new(StringComparer.Ordinal);
            foreach (var part in Parts(norm, culture))
            {
                // Two parts may have one heading: to whom something is reported, and to whom it is paid.
                parts[part.Heading] = parts.TryGetValue(part.Heading, out var before) ? [.. before, .. part.Lines] : part.Lines;
                if (!headings.Contains(part.Heading, StringComparer.Ordinal))
                {
                    headings.Add(part.Heading);
                }
            }

            said.Add((norm, parts));
        }

        return [.. headings.Select(h => Compare(h, [.. said.Select(s => (s.Norm, s.Parts.GetValueOrDefault(h) ?? []))]))];
    }

    private static IEnumerable<ContentPart> Parts(Norm norm, CultureInfo culture) =>
    [
        .. NormContent.Of(norm, culture),
        new(Texts.ResourceManager.GetString("ContentKind", culture)!, [NormNames.Label(norm.Kind, culture)]),
        new(Texts.ResourceManager.GetString("ContentStatus", culture)!, [NormNames.Label(norm.Status, culture)]),
    ];

    private static ComparedPart Compare(string heading, IReadOnlyList<(Norm Norm, IReadOnlyList<string> Lines)> said)
    {
        List<string> common = [.. said[0].Lines.Where(line => said.All(s => s.Lines.Contains(line, StringComparer.Ordinal)))];
        // The order of a list of cases means nothing.
        var variants = said
            .Select(s => (s.Norm, Lines: (IReadOnlyList<string>)[.. s.Lines.Where(line => !common.Contains(line, StringComparer.Ordinal))]))
            .GroupBy(s => string.Join('\n', s.Lines.Order(StringComparer.Ordinal)), StringComparer.Ordinal)
            .OrderByDescending(g => g.Count())
            .Select(g => new NormVariant([.. g.Select(s => s.Norm)], g.First().Lines))
            .ToList();
        return new(heading, common, variants.Count == 1 ? [] : variants);
    }
}
