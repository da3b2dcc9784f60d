// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Norms.Library;

/// <summary>
/// Puts the codes of one body among the national norms. A norm that is filled gives way for the offices and the time of the one that fills it, and stays
/// for the others: a code for aldermen leaves the default of the mayor standing.
/// </summary>
internal static class LocalMerge
{
    public static IReadOnlyList<Norm> Of(IReadOnlyList<Norm> national, IReadOnlyList<NormFile> codes, List<LibraryError> errors)
    {
        var own = NormVersions.Of(codes, errors);
        var filling = own.Where(n => n.Fills is not null).GroupBy(n => n.Fills!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        foreach (var (target, fills) in filling)
        {
            Overlaps(target, fills, errors);
        }

        return [.. national.SelectMany(n => filling.TryGetValue(n.Id, out var fills) ? Rest(n, fills) : [n]), .. own];
    }

    private static void Overlaps(string target, List<Norm> fills, List<LibraryError> errors)
    {
        for (var i = 0; i < fills.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (fills[i].Validity.Overlaps(fills[j].Validity) && fills[i].Offices.Intersect(fills[j].Offices, StringComparer.Ordinal).Any())
                {
                    var file = fills[i].Origin[..fills[i].Origin.LastIndexOf(':')];
                    errors.Add(new(file, NormVersions.Line(fills[i]), string.Format(CultureInfo.CurrentCulture, Texts.LocalOverlap, fills[i].Id, fills[j].Id, target, fills[j].Regulation.Title)));
                }
            }
        }
    }

    /// <summary>What remains of a norm: for each stretch of time the offices for which nothing takes its place.</summary>
    private static IEnumerable<Norm> Rest(Norm norm, List<Norm> fills)
    {
        var days = fills.SelectMany(f => new[] { f.Validity.From, f.Validity.Until }).OfType<DateOnly>().Where(d => norm.Validity.Contains(d) && d != norm.Validity.From).Distinct().Order().ToList();
        List<(Period Period, IReadOnlyList<string> Offices)> stretches = [];
        for (var i = 0; i <= days.Count; i++)
        {
            var period = new Period(i == 0 ? norm.Validity.From : days[i - 1], i == days.Count ? norm.Validity.Until : days[i]);
            IReadOnlyList<string> left = [.. norm.Offices.Where(o => !fills.Exists(f => f.Validity.Overlaps(period) && f.Offices.Contains(o, StringComparer.Ordinal)))];
            if (stretches.Count > 0 && stretches[^1].Offices.SequenceEqual(left, StringComparer.Ordinal))
            {
                stretches[^1] = (new(stretches[^1].Period.From, period.Until), left);
            }
            else
            {
                stretches.Add((period, left));
            }
        }

        return stretches.Where(s => s.Offices.Count > 0).Select(s => s.Offices.Count == norm.Offices.Count && s.Period == norm.Validity ? norm : norm.During(s.Period, s.Offices));
    }
}
