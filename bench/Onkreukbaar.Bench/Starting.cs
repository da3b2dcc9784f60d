// SPDX-License-Identifier: EUPL-1.2
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Onkreukbaar.Bench;

/// <summary>How long something took.</summary>
/// <param name="Milliseconds">On the clock.</param>
/// <param name="Cpu">Processor time of the process that serves, in milliseconds, without what it started itself; null where others did most of the work.</param>
internal readonly record struct Start(double Milliseconds, double? Cpu);

/// <summary>How a program ended.</summary>
internal sealed record Ran(int Code, string Out, string Error);

/// <summary>Programs that are started and asked for a page until it comes.</summary>
internal static class Starting
{
    /// <summary>What is asked for. The home page only leads to others.</summary>
    public const string Page = "/nevenfuncties";

    /// <summary>The root of the repository that this benchmark was built in; null when it runs elsewhere.</summary>
    public static string? Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "onkreukbaar")) && File.Exists(Path.Combine(folder.FullName, "Onkreukbaar.slnx")))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    /// <summary>An address on which nothing listens.</summary>
    public static string FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
    }

    /// <summary>Starts Onkreukbaar on a data folder, through its door or as a program, until its first page; then it is stopped.</summary>
    public static Task<Start> SiteAsync(string program, string[] arguments, string data, TimeSpan limit, Action<ProcessStartInfo>? prepare = null)
    {
        var address = FreeAddress();
        var start = new ProcessStartInfo(program, arguments);
        prepare?.Invoke(start);
        start.Environment["ONKREUKBAAR_DATA"] = data;
        start.Environment["ONKREUKBAAR_URLS"] = address;
        return UntilPageAsync(start, address, limit);
    }

    /// <summary>From the start of a process until it answers 200; then it is stopped, with all that it started.</summary>
    /// <exception cref="InvalidOperationException">It ended by itself, or no page came within the limit; the message holds what it said.</exception>
    public static async Task<Start> UntilPageAsync(ProcessStartInfo start, string address, TimeSpan limit)
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
            while (clock.Elapsed < limit && !process.HasExited)
            {
                try
                {
                    using var response = await client.GetAsync(new Uri(address + Page));
                    if (response.StatusCode == HttpStatusCode.OK)
                    {
                        return new(clock.Elapsed.TotalMilliseconds, process.TotalProcessorTime.TotalMilliseconds);
                    }
                }
                catch (HttpRequestException)
                {
                    // Often enough to be exact to half a per cent, and not so often that the asking itself is work.
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(clock.Elapsed.TotalMilliseconds / 200, 5, 250)));
                }
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync();
        }

        throw new InvalidOperationException($"No page came. {await output}\n{await errors}");
    }

    /// <summary>Runs a program to its end. Null when it is not there.</summary>
    public static async Task<Ran?> RunAsync(string folder, string program, string[] arguments, Action<ProcessStartInfo>? prepare = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        prepare?.Invoke(start);
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new(process.ExitCode, await output, await errors);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
