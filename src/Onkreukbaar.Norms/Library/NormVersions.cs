// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Norms.Library;

/// <summary>Strings the files of an act together: a later version of a norm or text ends the earlier one.</summary>
internal static class NormVersions
{
    /// <summary>All versions with their validity and statute text.</summary>
    public static List<Norm> Of(IReadOnlyList<NormFile> files, List<LibraryError> errors)
    {
        List<Norm> all = [];
        Dictionary<string, Regulation> owners = new(StringComparer.Ordinal);
        foreach (var act in files.GroupBy(f => f.Regulation.Id, StringComparer.Ordinal))
        {
            Dictionary<string, Norm> current = new(StringComparer.Ordinal);
            Dictionary<string, string> texts = new(StringComparer.Ordinal);
            NormFile? before = null;
            foreach (var file in act.OrderBy(f => f.From))
            {
                if (before?.From == file.From)
                {
                    errors.Add(new(file.Name, 1, Say(Texts.TwoFilesOneDate, act.Key, file.From)));
                }

                before = file;
                foreach (var (article, text) in file.Texts)
                {
                    texts[article] = text;
                }

                foreach (var end in file.Ends)
                {
                    if (current.Remove(end.Value, out var ended))
                    {
                        Close(ended, file.From, file, end.Line, errors);
                    }
                    else
                    {
                        errors.Add(new(file.Name, end.Line, Say(Texts.EndsUnknown, end.Value, file.From)));
                    }
                }

                all.AddRange(Reworded(file, current));
                HashSet<string> here = new(StringComparer.Ordinal);
                foreach (var norm in file.Norms)
                {
                    var line = Line(norm);
                    if (!here.Add(norm.Id) || (owners.TryGetValue(norm.Id, out var owner) && owner.Id != act.Key))
                    {
                        errors.Add(new(file.Name, line, Say(Texts.DuplicateId, norm.Id)));
                        continue;
                    }

                    owners[norm.Id] = norm.Regulation;
                    if (current.TryGetValue(norm.Id, out var earlier))
                    {
                        Close(earlier, file.From, file, line, errors);
                    }

                    norm.Text = norm.Article is { } article ? texts.GetValueOrDefault(article) : null;
                    current[norm.Id] = norm;
                    all.Add(norm);
                }
            }
        }

        return all;
    }

    // The norm says the same while its article is worded anew: a version of its own, so that a reader sees the text of the day.
    private static List<Norm> Reworded(NormFile file, Dictionary<string, Norm> current)
    {
        var here = file.Norms.Select(n => n.Id).ToHashSet(StringComparer.Ordinal);
        List<Norm> reworded = [];
        foreach (var norm in current.Values.Where(n => n.Article is { } a && file.Texts.ContainsKey(a) && !here.Contains(n.Id) && n.Validity.Contains(file.From)).ToList())
        {
            var version = norm.During(new(file.From, norm.Validity.Until));
            version.Text = file.Texts[norm.Article!];
            norm.Validity = new(norm.Validity.From, file.From);
            current[norm.Id] = version;
            reworded.Add(version);
        }

        return reworded;
    }

    private static void Close(Norm earlier, DateOnly day, NormFile file, long line, List<LibraryError> errors)
    {
        if (earlier.Validity.Until is not { } until)
        {
            earlier.Validity = new(earlier.Validity.From, day);
        }
        else if (until != day)
        {
            errors.Add(new(file.Name, line, Say(until < day ? Texts.VersionGap : Texts.VersionOverlap, earlier.Id, until, day)));
        }
    }

    internal static long Line(Norm norm) => long.Parse(norm.Origin[(norm.Origin.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);

    private static string Say(string format, params ReadOnlySpan<object?> parts) => string.Format(CultureInfo.CurrentCulture, format, parts);
}
