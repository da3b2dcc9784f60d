// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Tests.Registers.Import;
using Process = System.Diagnostics.Process;

namespace Onkreukbaar.Tests.CommandLine;

/// <summary>The program behind the door, in a process of its own.</summary>
internal static class CliProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "onkreukbaar.dll");

    /// <summary>Runs a command on an installation.</summary>
    public static Task<Ended> RunAsync(Settings settings, params string[] arguments) => RunAsync(EnvironmentOf(settings), arguments);

    /// <summary>Runs a command with settings as the environment gives them.</summary>
    public static Task<Ended> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Started.RunAsync(Started.Dotnet, [Program, .. arguments], environment);

    /// <summary>Starts a command that goes on until it is stopped.</summary>
    public static Process Start(Settings settings, params string[] arguments) => Started.Start(Started.Dotnet, [Program, .. arguments], EnvironmentOf(settings));

    /// <summary>Reads a list of positions into a body's register, and its report.</summary>
    /// <param name="settings">The installation.</param>
    /// <param name="file">The list.</param>
    /// <param name="body">The body.</param>
    /// <param name="heap">Most bytes of managed memory that it may use; null leaves it free.</param>
    /// <param name="options">More options.</param>
    public static async Task<Report> ImportAsync(Settings settings, string file, Guid body, long? heap = null, params string[] options)
    {
        var report = $"{file}.{Guid.CreateVersion7()}.jsonl";
        var environment = EnvironmentOf(settings);
        if (heap is { } most)
        {
            Limit(environment, most);
        }

        var ended = await RunAsync(environment, ["import", "positions", file, "--body", body.ToString(), "--report", report, .. options]);
        return new(ended.Code, ended.Error, [.. (File.Exists(report) ? File.ReadLines(report) : []).Select(l => JsonDocument.Parse(l).RootElement)]);
    }

    /// <summary>Bounds the managed memory of a process: what asks for more than this many bytes ends.</summary>
    public static void Limit(Dictionary<string, string> environment, long bytes) =>
        environment["DOTNET_GCHeapHardLimit"] = bytes.ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The settings as environment.</summary>
    public static Dictionary<string, string> EnvironmentOf(Settings settings) =>
        new(StringComparer.Ordinal)
        {
            ["ONKREUKBAAR_DATA"] = settings.DataFolder,
            ["ONKREUKBAAR_DATABASE"] = settings.Database,
            ["ONKREUKBAAR_URLS"] = settings.Urls,
        };
}
