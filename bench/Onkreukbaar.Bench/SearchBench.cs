// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions.Published;

namespace Onkreukbaar.Bench;

/// <summary>
/// The search of the public site, first page of 50 with the names of person and body and the number of hits, against a bare SELECT of 50 rows
/// in the same order by the engine's own full-text index.
/// </summary>
internal static class SearchBench
{
    public static async Task RunAsync(BenchOptions options, BenchSite site, Report report)
    {
        var queries = Queries(options.Quick ? 60 : 200);
        var ours = new List<double>();
        var peer = new List<double>();
        await PeerAsync(site, queries[0]);
        await OursAsync(site, queries[0]);
        foreach (var query in queries)
        {
            var (bare, expected) = await PeerAsync(site, query);
            var (own, got) = await OursAsync(site, query);
            if (got != expected)
            {
                throw new InvalidOperationException($"'{query}': {got} rows, the peer has {expected}.");
            }

            peer.Add(bare);
            ours.Add(own);
        }

        report.AddTime($"search, p95 of {queries.Count}", site.Database, P95(ours), P95(peer), "bare SELECT … MATCH … ORDER BY … LIMIT 50", 2);
        report.AddTime($"search, median of {queries.Count}", site.Database, Report.Median([.. ours]), Report.Median([.. peer]), "the same", null);
    }

    private static async Task<(double Milliseconds, int Rows)> OursAsync(BenchSite site, string query)
    {
        await using var scope = site.App.Services.CreateAsyncScope();
        var clock = Stopwatch.StartNew();
        var (rows, _) = await scope.ServiceProvider.GetRequiredService<PublicPositions>().ListAsync(new PositionFilter(ViewMoment.Now) { Text = query }, 1, 50);
        return (clock.Elapsed.TotalMilliseconds, rows.Count);
    }

    private static async Task<(double Milliseconds, int Rows)> PeerAsync(BenchSite site, string query)
    {
        var words = DutchText.Fold(query).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var clock = Stopwatch.StartNew();
        await using var connection = await site.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            site.Database == "sqlite"
                ? "SELECT * FROM ancillary_position WHERE rowid IN (SELECT rowid FROM ancillary_position_text WHERE ancillary_position_text MATCH @query) ORDER BY id DESC LIMIT 50"
                : "SELECT * FROM ancillary_position WHERE to_tsvector('simple', search_text) @@ to_tsquery('simple', @query) ORDER BY id DESC LIMIT 50";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@query";
        parameter.Value = site.Database == "sqlite" ? string.Join(' ', words.Select(w => $"\"{w}\"*")) : string.Join(" & ", words.Select(w => w + ":*"));
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new object[reader.FieldCount];
        var rows = 0;
        while (await reader.ReadAsync())
        {
            reader.GetValues(values);
            rows++;
        }

        return (clock.Elapsed.TotalMilliseconds, rows);
    }

    /// <summary>What people type: a word, two words, the beginning of a word.</summary>
    private static List<string> Queries(int count)
    {
        var synthetic = new Synthetic();
        return
        [
            .. Enumerable.Range(0, count).Select(i => (i % 3) switch
            {
                0 => synthetic.Word(),
                1 => $"{synthetic.Word()} {synthetic.Word()}",
                _ => synthetic.Word() is { Length: > 7 } word ? word[..7] : synthetic.Word(),
            }),
        ];
    }

    private static double P95(List<double> values)
    {
        values.Sort();
        return values[(int)(values.Count * 0.95)];
    }
}
