// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;

namespace Onkreukbaar.Bench;

/// <summary>One large register per engine, made at first use and shared by the measures that need it.</summary>
internal static class LargeBench
{
    private static BenchSite? site;

    public static async Task RunAsync(BenchOptions options, string database, Report report, Func<BenchOptions, BenchSite, Report, Task> measure)
    {
        if (site?.Database != database)
        {
            await DisposeAsync();
            site = await BenchSite.StartAsync(database, numbering: false, HttpPeers.AddTo);
            var clock = Stopwatch.StartNew();
            await new Synthetic().FillAsync(site, options.Positions);
            await Console.Error.WriteLineAsync($"  filled with {options.Positions:N0} positions in {clock.Elapsed.TotalSeconds:0} s");
        }

        await measure(options, site, report);
    }

    /// <summary><c>serve ENGINE POSITIONS</c>: a filled register with the peers beside it, for a profiler, until Enter is pressed.</summary>
    public static async Task<int> ServeAsync(string database, int positions)
    {
        await using var served = await BenchSite.StartAsync(database, numbering: false, HttpPeers.AddTo);
        await new Synthetic().FillAsync(served, positions);
        await HttpBench.PrepareAsync(served);
        Console.WriteLine($"{served.Address} {served.Settings.DataFolder}");
        await Console.In.ReadLineAsync();
        return 0;
    }

    public static async Task DisposeAsync()
    {
        if (site is not null)
        {
            await site.DisposeAsync();
            site = null;
        }
    }
}
