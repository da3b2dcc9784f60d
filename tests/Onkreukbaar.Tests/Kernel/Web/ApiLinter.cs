// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using Onkreukbaar.Tests.Repository;
using Onkreukbaar.TestKit;

namespace Onkreukbaar.Tests.Kernel.Web;

/// <summary>Runs spectral with the linter rules of the NL GOV API Design Rules; its package is in <c>tests/tools</c>.</summary>
internal static class ApiLinter
{
    private static readonly SemaphoreSlim Installing = new(1, 1);

    private static string? Npm { get; } = OnPath("npm");

    private static string Tools => Path.Combine(RepositoryFiles.Root, "tests", "tools");

    /// <summary>Lints a document; warnings fail as well.</summary>
    public static async Task<(bool Failed, string Output)> RunAsync(string document, string rules, CancellationToken cancellation)
    {
        await InstallAsync(cancellation);
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-openapi-");
        try
        {
            var file = Path.Combine(folder.FullName, "openapi.json");
            await File.WriteAllTextAsync(file, document, cancellation);
            // Spectral finds nothing wrong with a file that is not there.
            if (!File.Exists(file) || new FileInfo(file).Length == 0)
            {
                throw new InvalidOperationException("There is no document to lint.");
            }

            var spectral = Path.Combine(Tools, "node_modules", ".bin", "spectral");
            var (code, output) = await RunAsync(spectral, ["lint", "--ruleset", rules, "--fail-severity", "warn", "--format", "text", file], cancellation);
            return (code != 0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Checks values against a JSON Schema (2020-12) with ajv, which comes with spectral.</summary>
    /// <returns>For each value what is wrong with it; empty when it fits.</returns>
    public static async Task<string[]> ValidateAsync(string schema, IReadOnlyList<string> values, CancellationToken cancellation)
    {
        const string Script = """
            const { readFileSync } = require('fs');
            const Ajv = require('ajv/dist/2020');
            const { schema, values } = JSON.parse(readFileSync(process.argv[1], 'utf8'));
            const ajv = new Ajv({ strict: false, allErrors: false });
            require('ajv-formats')(ajv);
            const validate = ajv.compile(schema);
            for (const value of values) console.log(validate(value) ? '' : ajv.errorsText(validate.errors).replace(/\n/g, ' '));
            """;
        await InstallAsync(cancellation);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"{{\"schema\":{schema},\"values\":[{string.Join(',', values)}]}}", cancellation);
            var (code, output) = await RunAsync("node", ["-e", Script, file], cancellation);
            return code == 0 ? output.ReplaceLineEndings("\n").Split('\n')[..values.Count] : throw new InvalidOperationException(output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task InstallAsync(CancellationToken cancellation)
    {
        Needs.Have(Npm is not null, Needs.Npm, "npm is not on this machine");
        await Installing.WaitAsync(cancellation);
        try
        {
            if (File.Exists(Path.Combine(Tools, "node_modules", ".bin", "spectral")))
            {
                return;
            }

            var (code, output) = await RunAsync(Npm, ["ci", "--ignore-scripts"], cancellation);
            if (code != 0)
            {
                throw new InvalidOperationException($"npm ci in tests/tools ended with {code}:\n{output}");
            }
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Tools, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output + await errors);
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
