// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

/// <summary>Runs a module's command as <c>./onkreukbaar</c> does and reads its report back.</summary>
internal static class ImportHarness
{
    public static async Task<ImportResult> RunAsync(TestApp app, string command, string argument, bool dryRun = false, string? language = null)
    {
        var report = Path.Combine(app.Settings.DataFolder, $"report-{Guid.CreateVersion7():N}.jsonl");
        var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["report"] = report };
        if (language is not null)
        {
            options["language"] = language;
        }

        if (dryRun)
        {
            options["dry-run"] = "true";
        }

        using var output = new StringWriter();
        using var error = new StringWriter();
        var found = OnkreukbaarApp.Modules.All.SelectMany(m => m.Commands).Single(c => string.Equals(c.Name, command, StringComparison.Ordinal));
        var code = await app.InScopeAsync(services =>
            found.RunAsync(new CommandContext(services, argument, options, output, error, (_, _, _) => { }, TestContext.Current.CancellationToken))
        );
        var lines = File.Exists(report) ? (await File.ReadAllLinesAsync(report)).Select(l => JsonDocument.Parse(l).RootElement).ToList() : [];
        return new ImportResult(code, output.ToString(), error.ToString(), lines);
    }
}

/// <summary>What a command answered.</summary>
internal sealed record ImportResult(int Code, string Out, string Error, IReadOnlyList<JsonElement> Report)
{
    public JsonElement Totals => Report[^1].GetProperty("totals");

    public IEnumerable<JsonElement> Entries => Report.SkipLast(1);

    public int Count(string kind, string outcome) => Totals.GetProperty("kinds").GetProperty(kind).GetProperty(outcome).GetInt32();
}
