// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using Onkreukbaar.Design;

namespace Onkreukbaar.Tests.Design;

/// <summary>The style sheet as the build made it.</summary>
internal static class StyleSheet
{
    private static readonly string[] Prefixes = ["nl-", "utrecht-", "ob-"];

    public static string Text { get; } = Encoding.UTF8.GetString(DesignAssets.Read("onkreukbaar.css").Span);

    /// <summary>Every class that a selector names; a little more (decimals), never less.</summary>
    public static HashSet<string> Classes(string css)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var at = css.IndexOf('.', StringComparison.Ordinal); at >= 0; at = css.IndexOf('.', at + 1))
        {
            var end = at + 1;
            while (end < css.Length && (char.IsAsciiLetterOrDigit(css[end]) || css[end] is '-' or '_'))
            {
                end++;
            }

            names.Add(css[(at + 1)..end]);
        }

        return names;
    }

    /// <summary>Which of these classes should have a rule but have none; names without our prefixes are left alone.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> classes, HashSet<string> known) =>
        classes
            .Distinct(StringComparer.Ordinal)
            .Where(name => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .Where(name => !known.Contains(name));
}
