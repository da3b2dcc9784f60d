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

    public static async Task DisposeAsync()
    {
        if (site is not null)
        {
            await site.DisposeAsync();
            site = null;
        }
    }
}
