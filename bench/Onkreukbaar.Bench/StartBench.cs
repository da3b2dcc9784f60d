// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Bench;

/// <summary>Time from starting the process to the first page, against an ASP.NET Core application that answers one word.</summary>
internal static class StartBench
{
    private const string Peer = "empty ASP.NET Core application";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var bench = typeof(StartBench).Assembly.Location;
        // As the build makes it; the door gives the program machine code and starts that.
        var built = Path.Combine(Path.GetDirectoryName(bench)!, "onkreukbaar.dll");
        var door = Starting.Repository() is { } root ? Path.Combine(root, "onkreukbaar") : null;
        var ready = door is null ? null : await ReadyAsync(door, options, report);
        List<(Start Peer, Start Ours)> first = [], later = [], without = [], through = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            await InFolderAsync(async data =>
            {
                first.Add((await HelloAsync(bench), await SiteAsync(ready ?? built, data)));
                later.Add((await HelloAsync(bench), await SiteAsync(ready ?? built, data)));
                if (ready is not null)
                {
                    without.Add((await HelloAsync(bench), await SiteAsync(built, data)));
                }

                if (door is not null)
                {
                    through.Add((await HelloAsync(bench), await Starting.SiteAsync(door, ["run"], data, Limit)));
                }
            });
        }

        report.AddTimes("start to first page, databases made", "sqlite", first, Peer);
        report.AddTimes("start to first page, again", "sqlite", later, Peer);
        if (ready is null)
        {
            report.Skip("the same with machine code made ahead", "./onkreukbaar is not here, or made none on this machine");
        }
        else
        {
            report.AddTimes("the same without machine code made ahead", "sqlite", without, Peer);
        }

        if (door is null)
        {
            report.Skip("./onkreukbaar run to first page", "this benchmark does not lie in the repository that it was built from");
        }
        else
        {
            report.AddTimes("./onkreukbaar run to first page, build up to date", "sqlite", through, Peer);
        }

        await ColdBench.RunAsync(options, report);
    }

    /// <summary>The peer: <c>hello ADDRESS</c> of this program.</summary>
    public static async Task<int> ServeHelloAsync(string address)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        await using var app = builder.Build();
        app.Urls.Add(address);
        app.Run(http => http.Response.WriteAsync("Hello"));
        await app.RunAsync();
        return 0;
    }

    /// <summary>Milliseconds that reading the norms takes in an application that starts, as its log says.</summary>
    public static async Task<double> NormsReadAsync()
    {
        const string Said = " norms read in ";
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-start-").FullName;
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "onkreukbaar.dll"), "run"]) { UseShellExecute = false, RedirectStandardOutput = true };
            start.Environment.Remove("DOTNET_ReadyToRun");
            start.Environment["ONKREUKBAAR_DATA"] = folder;
            start.Environment["ONKREUKBAAR_URLS"] = Starting.FreeAddress();
            using var process = Process.Start(start) ?? throw new InvalidOperationException("The application did not start.");
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.IndexOf(Said, StringComparison.Ordinal) is var at and >= 0)
                {
                    process.Kill(entireProcessTree: true);
                    await process.WaitForExitAsync();
                    return double.Parse(line[(at + Said.Length)..line.LastIndexOf(' ')], CultureInfo.InvariantCulture);
                }
            }

            throw new InvalidOperationException("The application did not say how long reading the norms took.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<Start> HelloAsync(string bench)
    {
        var address = Starting.FreeAddress();
        return Starting.UntilPageAsync(new("dotnet", [bench, "hello", address]), address, Limit);
    }

    private static Task<Start> SiteAsync(string program, string data) => Starting.SiteAsync("dotnet", [program, "run"], data, Limit);

    /// <summary>
    /// Goes through the door once, so that the program with machine code is that of the sources as they are. Returns it; null when the door made none.
    /// </summary>
    private static async Task<string?> ReadyAsync(string door, BenchOptions options, Report report)
    {
        var release = Path.Combine(Path.GetDirectoryName(door)!, "src/Onkreukbaar.Cli/bin/Release");
        if (!options.Quick)
        {
            File.Delete(Path.Combine(release, "built"));
        }

        await InFolderAsync(async data =>
        {
            var start = await Starting.SiteAsync(door, ["run"], data, Limit);
            if (!options.Quick)
            {
                report.Add("./onkreukbaar run to first page, build looked through", "sqlite", "ms", start.Milliseconds);
            }
        });
        var ready = Path.Combine(release, "ready/onkreukbaar.dll");
        return File.Exists(ready) ? ready : null;
    }

    private static async Task InFolderAsync(Func<string, Task> measure)
    {
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-start-").FullName;
        try
        {
            await measure(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
