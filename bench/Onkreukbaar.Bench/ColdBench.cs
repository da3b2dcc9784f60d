// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;

namespace Onkreukbaar.Bench;

/// <summary>
/// From sources that were never built to the first page, as <c>./onkreukbaar run</c> does it for who just cloned the repository, against a new web project of the SDK.
/// Both start without anything that an earlier build left: no outputs, no build nodes, a compiler server of their own. Packages come from the caches of the machine.
/// </summary>
internal static class ColdBench
{
    private const string Measure = "sources to first page, nothing built";

    /// <summary>A build on a busy machine takes many minutes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        if (Starting.Repository() is not { } root)
        {
            report.Skip(Measure, "this benchmark does not lie in the repository that it was built from");
            return;
        }

        if (await Starting.RunAsync(root, "git", ["ls-files", "-z"]) is not { Code: 0, Out: { Length: > 0 } listed })
        {
            report.Skip(Measure, "git does not know these sources");
            return;
        }

        if (await Starting.RunAsync(root, "dotnet", ["--version"]) is not { Code: 0 })
        {
            report.Skip(Measure, "there is no .NET SDK");
            return;
        }

        var files = listed.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var turns = new List<(Start Peer, Start Ours)>();
        for (var round = 0; round < (options.Quick ? 1 : 3); round++)
        {
            var peer = await InFolderAsync(folder => NewProjectAsync(folder, root));
            turns.Add((peer, await InFolderAsync(folder => OursAsync(folder, root, files))));
        }

        report.AddTimes(Measure, "sqlite", turns, "a new web project of the SDK, built and started");
    }

    private static async Task<Start> InFolderAsync(Func<string, Task<double>> measure)
    {
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-cold-").FullName;
        try
        {
            return new(await measure(folder), Cpu: null);
        }
        finally
        {
            await EndCompilerAsync(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> OursAsync(string folder, string root, string[] files)
    {
        foreach (var file in files.Where(f => File.Exists(Path.Combine(root, f))))
        {
            var copy = Path.Combine(folder, "sources", file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(root, file), copy);
        }

        var started = await Starting.SiteAsync(Path.Combine(folder, "sources", "onkreukbaar"), ["run"], Path.Combine(folder, "data"), Limit, start => Cold(start, folder));
        return started.Milliseconds;
    }

    /// <summary>As <c>dotnet new web</c> writes it, with the page that is asked for, and built with the words of our own door.</summary>
    private static async Task<double> NewProjectAsync(string folder, string root)
    {
        File.Copy(Path.Combine(root, "global.json"), Path.Combine(folder, "global.json"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "hello.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RequiresAspNetWebAssets>false</RequiresAspNetWebAssets>
              </PropertyGroup>
            </Project>
            """
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Program.cs"),
            $"""
            var builder = WebApplication.CreateBuilder(args);
            var app = builder.Build();

            app.MapGet("{Starting.Page}", () => "Hello World!");

            app.Run();
            """
        );
        var clock = Stopwatch.StartNew();
        var built = await Starting.RunAsync(folder, "dotnet", ["build", "--configuration", "Release", "--verbosity", "quiet", "--nologo"], start => Cold(start, folder));
        if (built is not { Code: 0 })
        {
            throw new InvalidOperationException($"The peer was not built. {built?.Out}\n{built?.Error}");
        }

        var building = clock.Elapsed.TotalMilliseconds;
        var address = Starting.FreeAddress();
        var started = await Starting.UntilPageAsync(new("dotnet", [Path.Combine(folder, "bin/Release/net10.0/hello.dll"), "--urls", address]), address, Limit);
        return building + started.Milliseconds;
    }

    /// <summary>No build node that waits for work, and a compiler server under a name of its own, so that it starts cold and we know whom to end.</summary>
    private static void Cold(ProcessStartInfo start, string folder)
    {
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["SharedCompilationId"] = Path.GetFileName(folder);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
    }

    private static async Task EndCompilerAsync(string folder)
    {
        var project = Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories).FirstOrDefault();
        if (project is null || await Starting.RunAsync(Path.GetDirectoryName(project)!, "dotnet", ["msbuild", project, "-getProperty:RoslynTargetsPath"]) is not { Code: 0, Out: var compilers })
        {
            return;
        }

        await Starting.RunAsync(folder, "dotnet", ["exec", Path.Combine(compilers.Trim(), "bincore", "VBCSCompiler.dll"), "-shutdown", $"-pipename:{Path.GetFileName(folder)}"]);
    }
}
