// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Bench;

/// <summary>
/// Every norm for every real term of office and every position of the Senate's register of 2020, against a hand-written chain of ifs for the norms
/// that are most in play; and the loading of the library against reading its bytes.
/// </summary>
internal static class NormsBench
{
    public const string Help = """
        Usage: ./onkreukbaar bench norms [options]

          --data FOLDER      folder with organisations/ and senate-2020/ (default: ../shared/data)
          --quick            short rounds
          --output FOLDER    where the JSON file goes (bench/results)
        """;

    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly DateOnly RegisterDate = new(2020, 11, 1);

    public static async Task<int> RunAsync(string[] args)
    {
        if (BenchOptions.ParseNorms(args, out var data) is not { } options || !Directory.Exists(data))
        {
            await Console.Error.WriteLineAsync(Help);
            return 2;
        }

        var report = new Report();
        await LoadAsync(options, report);
        var library = LibraryLoader.Load(LibraryLoader.Shipped);
        List<Question> questions = [.. Terms(library, Path.Combine(data, "organisations")), .. Positions(library, Path.Combine(data, "senate-2020", "ek_nevenfuncties.csv"))];
        await Console.Error.WriteLineAsync($"{questions.Count} questions, {library.Norms.Count} norms");
        await EvaluateAsync(options, report, library, questions);
        report.Show();
        await Console.Error.WriteLineAsync(await report.WriteAsync(options, "norms"));
        return 0;
    }

    private static async Task LoadAsync(BenchOptions options, Report report)
    {
        List<double> ours = [];
        List<double> bytes = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            foreach (var file in Directory.EnumerateFiles(LibraryLoader.Shipped, "*.yaml", SearchOption.AllDirectories))
            {
                await File.ReadAllBytesAsync(file);
            }

            bytes.Add(clock.Elapsed.TotalMilliseconds);
            ours.Add(await StartBench.NormsReadAsync());
        }

        report.Add(new Figure("loading the library, in an application that starts", "", "ms", Report.Median([.. ours]), Report.Median([.. bytes]), "reading the bytes alone", Ratio: null, Target: 100, AtMost: true, CpuRatio: null));
        LibraryLoader.Load(LibraryLoader.Shipped);
        var warm = Stopwatch.StartNew();
        LibraryLoader.Load(LibraryLoader.Shipped);
        report.Add("loading the library, second time", "", "ms", warm.Elapsed.TotalMilliseconds);
    }

    private static async Task EvaluateAsync(BenchOptions options, Report report, NormLibrary library, List<Question> questions)
    {
        Dictionary<string, int> inPlay = new(StringComparer.Ordinal);
        foreach (var finding in questions.SelectMany(q => library.Evaluate(q)))
        {
            inPlay[finding.Norm.Id] = inPlay.GetValueOrDefault(finding.Norm.Id) + 1;
        }

        foreach (var (id, count) in inPlay.OrderByDescending(p => p.Value).Take(8))
        {
            await Console.Error.WriteLineAsync($"  {id}: {count}");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var findings = questions.Sum(q => (long)library.Evaluate(q, all: true).Count);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        report.Add("bytes allocated per finding", "", "bytes", allocated / (double)findings);
        List<double> rates = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var count = questions.Sum(q => (long)library.Evaluate(q, all: true).Count);
            rates.Add(count / clock.Elapsed.TotalSeconds);
        }

        report.Add($"all norms, {questions.Count} questions", "", "findings/s", Report.Median([.. rates]));
        await Console.Error.WriteLineAsync($"  {findings} findings");
        HotNorms.Run(options, report, library, questions);
    }

    private static IEnumerable<Question> Terms(NormLibrary library, string folder)
    {
        var kinds = ReferenceData.Shipped;
        Dictionary<string, (string Office, string Body)> posts = new(StringComparer.Ordinal);
        Dictionary<string, string> bodies = new(StringComparer.Ordinal);
        foreach (var body in Lines(Path.Combine(folder, "organisaties.jsonl.gz")))
        {
            bodies[body.GetProperty("id").GetString()!] = body.TryGetProperty("classification", out var kind) ? kind.ToString() : "";
        }

        foreach (var post in Lines(Path.Combine(folder, "posten.jsonl.gz")))
        {
            var word = post.GetProperty("classification").GetString()!;
            posts[post.GetProperty("id").GetString()!] = (word == "bewindspersoon" ? "minister" : kinds.OfficeCode(word), bodies.GetValueOrDefault(post.GetProperty("organization_id").GetString()!, ""));
        }

        foreach (var person in Lines(Path.Combine(folder, "personen.jsonl.gz")))
        {
            if (!person.TryGetProperty("mandaten", out var terms))
            {
                continue;
            }

            foreach (var term in terms.EnumerateArray())
            {
                var post = term.TryGetProperty("post_id", out var id) && id.GetString() is { } known ? posts.GetValueOrDefault(known) : default;
                var facts = new CaseFactsBuilder(library.Facts).Set(FactCatalogue.ReferenceDate, Today);
                if (term.TryGetProperty("start_date", out var from) && DateOnly.TryParse(from.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var start))
                {
                    facts.Set("ambt.datumAanvang", start);
                }

                var office = post.Office is { } code && library.Knows(code) ? code : "ambtenaar";
                yield return new(Today, office, BodyKind: null, facts.Build());
            }
        }
    }

    private static IEnumerable<Question> Positions(NormLibrary library, string file)
    {
        using var table = TableReader.Open(file);
        var (paid, start, title) = (Column("bezoldigd"), Column("start_raw"), Column("title"));
        foreach (var row in table.Rows())
        {
            var facts = new CaseFactsBuilder(library.Facts).Set(FactCatalogue.ReferenceDate, RegisterDate);
            if (row[paid] is "ja" or "nee")
            {
                facts.Set("nevenfunctie.bezoldigd", row[paid] == "ja");
            }

            if (DutchPeriodText.Read("vanaf " + row[start]).Period.Start is { } from)
            {
                facts.Set("nevenfunctie.datumAanvaarding", from.First);
            }

            facts.SetCode("nevenfunctie.soort", row[title]?.StartsWith("Wethouder", StringComparison.Ordinal) == true ? "wethouder" : "andere");
            yield return new(RegisterDate, "eerste_kamerlid", "kamer", facts.Build());
        }

        int Column(string name) => table.Columns.ToList().IndexOf(name);
    }

    private static IEnumerable<JsonElement> Lines(string file)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (text.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            yield return json.RootElement.Clone();
        }
    }
}
