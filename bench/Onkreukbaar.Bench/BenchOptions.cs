// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Bench;

/// <summary>What to measure, and how long.</summary>
internal sealed record BenchOptions(bool Quick, IReadOnlyList<string> Only, IReadOnlyList<string> Databases, string Results, int? Wanted)
{
    public const string Help = """
        Usage: ./onkreukbaar bench register [options]

          --only NAME        only this measure: saves, import, ledger, search, http, start; may be given more than once
          --database NAME    sqlite or postgres; both when left out
          --quick            short rounds and 50,000 positions: shows that it runs, proves little
          --positions N      size of the large register (1,000,000; with --quick 50,000)
          --output FOLDER    where the JSON file goes (bench/results)

        Each figure stands beside its peer, measured in turns in the same run. Publish ratios, not the figures: machines differ.
        """;

    /// <summary>Positions in the large register.</summary>
    public int Positions => Wanted ?? (Quick ? 50_000 : 1_000_000);

    /// <summary>Turns of peer and own; odd, so that the median is a measured value.</summary>
    public int Rounds => Quick ? 3 : 9;

    /// <summary>Length of one turn: short, so that peer and own meet the same minutes of a busy machine.</summary>
    public TimeSpan Turn => TimeSpan.FromSeconds(1);

    /// <summary>
    /// Length of the turns before the first that counts. A server runs for months, and the compiler reworks what is hot by what it saw of it: that
    /// makes a page twice as quick, and takes some thousands of requests.
    /// </summary>
    public TimeSpan Warm => TimeSpan.FromSeconds(Quick ? 6 : 12);

    public bool Wants(string name) => Only.Count == 0 || Only.Contains(name, StringComparer.Ordinal);

    /// <summary>Options of <c>bench norms</c>.</summary>
    public static BenchOptions? ParseNorms(string[] args, out string data)
    {
        data = Path.Combine("..", "shared", "data");
        var results = Path.Combine("bench", "results");
        var quick = false;
        for (var i = 1; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--data" when i + 1 < args.Length:
                    data = args[++i];
                    break;
                case "--output" when i + 1 < args.Length:
                    results = args[++i];
                    break;
                default:
                    return null;
            }
        }

        return new BenchOptions(quick, [], [], results, Wanted: null);
    }

    public static BenchOptions? Parse(string[] args)
    {
        if (args is not ["register", ..])
        {
            return null;
        }

        var quick = false;
        var only = new List<string>();
        var databases = new List<string>();
        int? positions = null;
        var results = Path.Combine("bench", "results");
        for (var i = 1; i < args.Length; i++)
        {
            if (args[i] == "--quick")
            {
                quick = true;
                continue;
            }

            if (i + 1 == args.Length)
            {
                return null;
            }

            var value = args[++i];
            switch (args[i - 1])
            {
                case "--only" when value is "saves" or "import" or "ledger" or "search" or "http" or "start":
                    only.Add(value);
                    break;
                case "--database" when value is "sqlite" or "postgres":
                    databases.Add(value);
                    break;
                case "--positions" when int.TryParse(value, out var number) && number > 0:
                    positions = number;
                    break;
                case "--output":
                    results = value;
                    break;
                default:
                    return null;
            }
        }

        return new BenchOptions(quick, only, databases.Count == 0 ? ["sqlite", "postgres"] : databases, results, positions);
    }
}
