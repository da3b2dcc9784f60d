// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>Runs import commands as the command line does, and reads their report.</summary>
internal sealed class ImportRunner(TestApp app) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onkreukbaar-import-").FullName;

    public string Folder => folder;

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public async Task<Report> RunAsync(
        string command,
        string argument,
        CancellationTokenSource? stop = null,
        Action<long>? progress = null,
        IServiceProvider? services = null,
        params (string Name, string Value)[] options
    )
    {
        var report = Path.Combine(folder, Guid.CreateVersion7() + ".jsonl");
        var given = options.ToDictionary(o => o.Name, o => o.Value, StringComparer.Ordinal);
        given["report"] = report;
        using var shown = new StringWriter(CultureInfo.InvariantCulture);
        using var complaint = new StringWriter(CultureInfo.InvariantCulture);
        await using var scope = app.App.Services.CreateAsyncScope();
        var offered = OnkreukbaarApp.Modules.All.SelectMany(m => m.Commands).Single(c => c.Name == command);
        var code = await offered.RunAsync(
            new CommandContext(services ?? scope.ServiceProvider, argument, given, shown, complaint, (done, _, _) => progress?.Invoke(done), stop?.Token ?? CancellationToken.None)
        );
        return new Report(code, complaint.ToString(), [.. File.ReadAllLines(report).Select(l => JsonDocument.Parse(l).RootElement)]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>What an import left: exit code and report.</summary>
internal sealed record Report(int Code, string Complaint, IReadOnlyList<JsonElement> Lines)
{
    public JsonElement Totals => Lines[^1].GetProperty("totals");

    public IEnumerable<JsonElement> Entries => Lines.Take(Lines.Count - 1);

    public JsonElement Of(long line) =>
        Entries.Single(e => e.TryGetProperty("line", out var number) && number.GetInt64() == line && !e.TryGetProperty("part", out _));

    /// <summary>Created, updated, unchanged, refused and vanished of the lines; checked against the entries.</summary>
    public (long Created, long Updated, long Unchanged, long Refused, long Vanished) Counts
    {
        get
        {
            long Total(string name) => Totals.GetProperty(name).GetInt64();
            long Listed(string outcome) => Entries.Count(e => !e.TryGetProperty("part", out _) && e.GetProperty("outcome").GetString() == outcome);
            foreach (var outcome in new[] { "created", "updated", "unchanged", "refused", "vanished" })
            {
                Total(outcome).ShouldBe(Listed(outcome), outcome);
            }

            (Total("created") + Total("updated") + Total("unchanged") + Total("refused")).ShouldBe(Total("lines"));
            return (Total("created"), Total("updated"), Total("unchanged"), Total("refused"), Total("vanished"));
        }
    }
}
