// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Bench;

/// <summary>
/// Three of the norms that are most in play over the real positions, applied by the library and by a chain of ifs as one would write it by hand for
/// just these norms. Both make the same findings; when they differ the benchmark stops.
/// </summary>
internal static class HotNorms
{
    private const string BothHouses = "grondwet-57-beide-kamers";
    private const string Incompatible = "grondwet-57-onverenigbaar";
    private const string Publication = "wvek-3b-openbaarmaking";

    public static void Run(BenchOptions options, Report report, NormLibrary library, IReadOnlyList<Question> questions)
    {
        var positions = questions.Where(q => q.Office == "eerste_kamerlid" && q.BodyKind == "kamer").ToList();
        var date = positions[0].Date;
        var norms = new[] { BothHouses, Incompatible, Publication }.Select(id => library.Versions(id).Single(n => n.Validity.Contains(date))).ToArray();
        var (kind, accepted, published) = (library.Facts["nevenfunctie.soort"], library.Facts["nevenfunctie.datumAanvaarding"], library.Facts["nevenfunctie.datumOpenbaarmaking"]);
        var plain = positions.Select(q => new Position(q.Facts.Write(kind), Day(q.Facts.Write(accepted)), Day(q.Facts.Write(published)))).ToList();
        for (var i = 0; i < positions.Count; i++)
        {
            var ours = norms.Select(n => NormLibrary.Apply(n, positions[i])).Select(f => (f.Norm.Id, f.Verdict, f.Outcome.By));
            var byHand = ByHand(plain[i]).Select(f => (f.Norm, f.Verdict, f.By));
            if (!ours.SequenceEqual(byHand))
            {
                throw new InvalidOperationException($"Position {i}: the library and the chain differ.");
            }
        }

        List<(Turn Peer, Turn Ours)> turns = [];
        for (var round = 0; round < options.Rounds + 1; round++)
        {
            var peer = Measure(options.Turn, () => plain.Sum(p => ByHand(p).Count));
            var own = Measure(options.Turn, () => positions.Sum(p => ByLibrary(norms, p).Count));
            if (round > 0)
            {
                turns.Add((peer, own));
            }
        }

        report.Add("three norms most in play", "", "findings/s", turns, "chain of ifs written by hand", 0.25);
    }

    private static List<Finding> ByLibrary(Norm[] norms, Question question)
    {
        List<Finding> findings = [];
        foreach (var norm in norms)
        {
            findings.Add(NormLibrary.Apply(norm, question));
        }

        return findings;
    }

    private static List<PlainFinding> ByHand(Position position)
    {
        List<PlainFinding> findings = [];
        if (position.Kind is null)
        {
            findings.Add(new(BothHouses, Verdict.CannotTell, null));
            findings.Add(new(Incompatible, Verdict.CannotTell, null));
        }
        else
        {
            findings.Add(new(BothHouses, position.Kind is "lid-tweede-kamer" or "lid-eerste-kamer" ? Verdict.Violates : Verdict.Permitted, null));
            findings.Add(
                position.Kind is "minister" or "staatssecretaris" ? new(Incompatible, Verdict.CannotTell, null)
                : position.Kind is "lid-raad-van-state" or "lid-algemene-rekenkamer" or "nationale-ombudsman" or "substituut-ombudsman" or "lid-hoge-raad" ? new(Incompatible, Verdict.Violates, null)
                : new(Incompatible, Verdict.Permitted, null));
        }

        findings.Add(
            position.Accepted is not { } accepted ? new(Publication, Verdict.CannotTell, null)
            : position.Published is not null ? new(Publication, Verdict.Fulfilled, null)
            : new(Publication, Verdict.MustPublish, accepted));
        return findings;
    }

    private static Turn Measure(TimeSpan length, Func<int> once) =>
        Turn.OfAsync(() =>
        {
            long count = 0;
            var clock = System.Diagnostics.Stopwatch.StartNew();
            while (clock.Elapsed < length)
            {
                count += once();
            }

            return Task.FromResult(count);
        }).GetAwaiter().GetResult();

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Position(string? Kind, DateOnly? Accepted, DateOnly? Published);

    private sealed record PlainFinding(string Norm, Verdict Verdict, DateOnly? By);
}
