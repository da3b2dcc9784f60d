// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Onkreukbaar.Bench;

/// <summary>A measured value beside what the machine or the engine can do by itself.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Database">Engine; empty when it plays no part.</param>
/// <param name="Unit">Unit of both values.</param>
/// <param name="Ours">Median of the turns.</param>
/// <param name="Peer">Median of the peer's turns; null when there is none.</param>
/// <param name="PeerName">What the peer did.</param>
/// <param name="Ratio">Median of the ratios of neighbouring turns, so that a slow minute of the machine counts on both sides.</param>
/// <param name="Target">Bound of the ratio, or of the value when there is no peer; null when the figure only informs.</param>
/// <param name="AtMost">The target is an upper bound.</param>
/// <param name="CpuRatio">
/// The same ratio by processor time of this process for one unit of work: hardly moved by other work on the machine. Without the share of
/// PostgreSQL.
/// </param>
internal sealed record Figure(
    string Measure,
    string Database,
    string Unit,
    double Ours,
    double? Peer,
    string PeerName,
    double? Ratio,
    double? Target,
    bool AtMost,
    double? CpuRatio
)
{
    /// <summary>Whether the target is met; null without one.</summary>
    public bool? Met => Target is { } target ? (AtMost ? (Ratio ?? Ours) <= target : (Ratio ?? Ours) >= target) : null;
}

/// <summary>One turn of a measure.</summary>
/// <param name="Rate">Units of work per second.</param>
/// <param name="Cpu">Processor time of this process per unit of work, in microseconds.</param>
internal readonly record struct Turn(double Rate, double Cpu)
{
    /// <summary>Measures work that tells how many units it did.</summary>
    public static async Task<Turn> OfAsync(Func<Task<long>> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var count = await work();
        return new Turn(count / clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / count);
    }
}

/// <summary>Collects figures, shows them as a table and writes them as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<Figure> figures = [];
    private readonly List<Skipped> skipped = [];

    public void Add(Figure figure)
    {
        figures.Add(figure);
        // At once, on the side: a long run that is stopped half-way has still told something.
        Console.Error.WriteLine($"  {figure.Measure}: {Number(figure.Ours)} {figure.Unit}, peer {Number(figure.Peer)}, ratio {figure.Ratio:0.000}, by cpu {figure.CpuRatio:0.000} ({figure.Target})");
    }

    /// <summary>A figure from turns of peer and own, in the order in which they were measured.</summary>
    public void Add(string measure, string database, string unit, IReadOnlyList<(Turn Peer, Turn Ours)> turns, string peer, double? target) =>
        Add(
            new Figure(
                measure,
                database,
                unit,
                Median([.. turns.Select(t => t.Ours.Rate)]),
                Median([.. turns.Select(t => t.Peer.Rate)]),
                peer,
                Median([.. turns.Select(t => t.Ours.Rate / t.Peer.Rate)]),
                target,
                AtMost: false,
                Median([.. turns.Select(t => t.Peer.Cpu / t.Ours.Cpu)])
            )
        );

    /// <summary>Milliseconds beside a peer's.</summary>
    public void AddTime(string measure, string database, double ours, double other, string peer, double? atMost) =>
        Add(new Figure(measure, database, "ms", ours, other, peer, ours / other, atMost, AtMost: true, CpuRatio: null));

    /// <summary>Milliseconds from turns of peer and own, in the order in which they were measured.</summary>
    public void AddTimes(string measure, string database, IReadOnlyList<(Start Peer, Start Ours)> turns, string peer) =>
        Add(
            new Figure(
                measure,
                database,
                "ms",
                Median([.. turns.Select(t => t.Ours.Milliseconds)]),
                Median([.. turns.Select(t => t.Peer.Milliseconds)]),
                peer,
                Median([.. turns.Select(t => t.Ours.Milliseconds / t.Peer.Milliseconds)]),
                Target: null,
                AtMost: true,
                turns.All(t => t is { Ours.Cpu: not null, Peer.Cpu: not null }) ? Median([.. turns.Select(t => (t.Ours.Cpu / t.Peer.Cpu)!.Value)]) : null
            )
        );

    /// <summary>Something that could not be measured here: the table and the file say so and why.</summary>
    public void Skip(string measure, string reason)
    {
        skipped.Add(new(measure, reason));
        Console.Error.WriteLine($"  {measure}: skipped, {reason}");
    }

    /// <summary>A value without a peer.</summary>
    public void Add(string measure, string database, string unit, double value, double? target = null, bool atMost = false) =>
        Add(new Figure(measure, database, unit, value, Peer: null, PeerName: "", Ratio: null, target, atMost, CpuRatio: null));

    public static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    public void Show()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Measure", "Database", "Unit");
        table.AddColumn(new TableColumn("Ours").RightAligned()).AddColumn(new TableColumn("Peer").RightAligned());
        table.AddColumn(new TableColumn("Ratio").RightAligned()).AddColumn(new TableColumn("By cpu").RightAligned()).AddColumn(new TableColumn("Target").RightAligned()).AddColumns("Met", "Peer is");
        foreach (var f in figures)
        {
            table.AddRow(
                Markup.Escape(f.Measure),
                f.Database,
                Markup.Escape(f.Unit),
                Number(f.Ours),
                Number(f.Peer),
                f.Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
                f.CpuRatio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
                f.Target is { } target ? (f.AtMost ? "≤ " : "≥ ") + Number(target) : "",
                f.Met switch { true => "[green]yes[/]", false => "[red]no[/]", null => "" },
                Markup.Escape(f.PeerName)
            );
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 200;
        }

        AnsiConsole.Write(table);
        foreach (var (measure, reason) in skipped)
        {
            AnsiConsole.WriteLine($"Skipped: {measure}; {reason}.");
        }
    }

    public async Task<string> WriteAsync(BenchOptions options, string suite = "register")
    {
        Directory.CreateDirectory(options.Results);
        var now = TimeProvider.System.GetUtcNow();
        var file = Path.Combine(options.Results, $"{suite}-{now.UtcDateTime:yyyyMMdd-HHmmss}.json");
        await using var stream = File.Create(file);
        var run = new
        {
            At = now.UtcDateTime,
            Cores = Environment.ProcessorCount,
            Runtime = RuntimeInformation.FrameworkDescription,
            System = RuntimeInformation.OSDescription,
            options.Quick,
            options.Positions,
            Figures = figures,
            Skipped = skipped,
        };
        await JsonSerializer.SerializeAsync(stream, run, Json);
        return file;
    }

    private static string Number(double? value) =>
        value switch
        {
            null => "",
            >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
            _ => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
        };

    private sealed record Skipped(string Measure, string Reason);
}
