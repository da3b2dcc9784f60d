// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Design;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Norms.Wording;

namespace Onkreukbaar.Handbook.OneNorm;

/// <summary>What differs between two versions of a norm: title, explanation, force, content in words, and the lines of the statute text.</summary>
internal static class VersionChanges
{
    public static IReadOnlyList<FieldChange> Of(Norm old, Norm now)
    {
        List<FieldChange> changes = [];
        Add(changes, Texts.NormTitle, old.Title.ToString(), now.Title.ToString());
        Add(changes, Texts.Status, HandbookWords.Label(old.Status), HandbookWords.Label(now.Status));
        Add(changes, Texts.Place, old.Citation.ToString(), now.Citation.ToString());
        Add(changes, Texts.Explanation, old.Explanation.ToString(), now.Explanation.ToString());
        var (before, after) = (Content(old), Content(now));
        foreach (var heading in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            Add(changes, heading, before.GetValueOrDefault(heading), after.GetValueOrDefault(heading));
        }

        foreach (var (gone, come) in Lines(Split(old.Text), Split(now.Text)))
        {
            changes.Add(new(Texts.StatuteText, gone, come));
        }

        return changes;
    }

    private static void Add(List<FieldChange> changes, string label, string? old, string? now)
    {
        if (!string.Equals(old, now, StringComparison.Ordinal))
        {
            changes.Add(new(label, old, now));
        }
    }

    private static Dictionary<string, string> Content(Norm norm)
    {
        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        foreach (var part in NormContent.Of(norm, CultureInfo.CurrentUICulture))
        {
            var lines = string.Join("; ", part.Lines);
            parts[part.Heading] = parts.TryGetValue(part.Heading, out var more) ? $"{more}; {lines}" : lines;
        }

        return parts;
    }

    private static string[] Split(string? text) => text is null ? [] : text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines that differ, by their longest common subsequence; what stands in one place in both is put beside each other.</summary>
    public static IReadOnlyList<(string? Gone, string? Come)> Lines(string[] old, string[] now)
    {
        var length = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                length[i, j] = string.Equals(old[i], now[j], StringComparison.Ordinal) ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        List<(string?, string?)> different = [];
        Queue<string> gone = [];
        Queue<string> come = [];
        var (o, n) = (0, 0);
        while (o < old.Length || n < now.Length)
        {
            if (o < old.Length && n < now.Length && string.Equals(old[o], now[n], StringComparison.Ordinal))
            {
                Pair();
                o++;
                n++;
            }
            else if (n == now.Length || (o < old.Length && length[o + 1, n] >= length[o, n + 1]))
            {
                gone.Enqueue(old[o++]);
            }
            else
            {
                come.Enqueue(now[n++]);
            }
        }

        Pair();
        return different;

        void Pair()
        {
            while (gone.Count > 0 || come.Count > 0)
            {
                different.Add((gone.TryDequeue(out var one) ? one : null, come.TryDequeue(out var other) ? other : null));
            }
        }
    }
}
