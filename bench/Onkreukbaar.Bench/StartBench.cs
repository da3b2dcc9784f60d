// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Bench;

/// <summary>Time from starting the process to the first page, against an ASP.NET Core application that answers one word.</summary>
internal static class StartBench
{
    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var bench = typeof(StartBench).Assembly.Location;
        var program = Path.Combine(Path.GetDirectoryName(bench)!, "onkreukbaar.dll");
        var first = new List<(double Peer, double Ours)>();
        var later = new List<(double Peer, double Ours)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var folder = Directory.CreateTempSubdirectory("onkreukbaar-start-").FullName;
            try
            {
                var peer = await HelloAsync(bench);
                first.Add((peer, await SiteAsync("dotnet", [program, "run"], folder)));
                peer = await HelloAsync(bench);
                later.Add((peer, await SiteAsync("dotnet", [program, "run"], folder)));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Add("start to first page, databases made", first);
        Add("start to first page, again", later);
        var door = Path.Combine(Directory.GetCurrentDirectory(), "onkreukbaar");
        if (options.Quick || !File.Exists(door))
        {
            return;
        }

        var data = Directory.CreateTempSubdirectory("onkreukbaar-start-").FullName;
        try
        {
            // The first of these may build; what counts is the second, which only looks whether it must.
            report.Add("./onkreukbaar run to first page, build not up to date", "sqlite", "ms", await WithoutStampAsync(door, data));
            report.Add("./onkreukbaar run to first page, build up to date", "sqlite", "ms", await SiteAsync(door, ["run"], data));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }

        void Add(string measure, List<(double Peer, double Ours)> turns) =>
            report.AddTime(
                measure,
                "sqlite",
                Report.Median([.. turns.Select(t => t.Ours)]),
                Report.Median([.. turns.Select(t => t.Peer)]),
                "empty ASP.NET Core application",
                null
            );
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
            start.Environment["ONKREUKBAAR_URLS"] = FreeAddress();
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

    private static Task<double> HelloAsync(string bench)
    {
        var address = FreeAddress();
        return UntilPageAsync(new ProcessStartInfo("dotnet") { ArgumentList = { bench, "hello", address } }, address);
    }

    private static Task<double> SiteAsync(string program, string[] arguments, string folder)
    {
        var address = FreeAddress();
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["ONKREUKBAAR_DATA"] = folder;
        start.Environment["ONKREUKBAAR_URLS"] = address;
        return UntilPageAsync(start, address);
    }

    private static Task<double> WithoutStampAsync(string door, string folder)
    {
        File.Delete(Path.Combine(Path.GetDirectoryName(door)!, "src/Onkreukbaar.Cli/bin/Release/built"));
        return SiteAsync(door, ["run"], folder);
    }

    private static async Task<double> UntilPageAsync(ProcessStartInfo start, string address)
    {
        start.UseShellExecute = false;
        // What is measured here is an installation, not this benchmark.
        start.Environment.Remove("DOTNET_ReadyToRun");
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var client = new HttpClient();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            while (clock.Elapsed < TimeSpan.FromMinutes(10) && !process.HasExited)
            {
                try
                {
                    using var response = await client.GetAsync(new Uri(address + "/nevenfuncties"));
                    if (response.StatusCode == HttpStatusCode.OK)
                    {
                        return clock.Elapsed.TotalMilliseconds;
                    }
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(5);
                }
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        throw new InvalidOperationException($"No page came. {await output}\n{await errors}");
    }

    private static string FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
    }
}
