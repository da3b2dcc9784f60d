// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Tests.Registers.Import;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;
using Process = System.Diagnostics.Process;

namespace Onkreukbaar.Tests.Faults;

/// <summary>Processes die without warning (SIGKILL) while they write: what was acknowledged is there, nothing is there by half.</summary>
public sealed class KillTests
{
    /// <summary>Per database; both together make the hundred that the project promises.</summary>
    private const int Kills = 50;

    private const string Mark = "killed";

    [Theory, OnBothDatabases]
    public async Task After_every_kill_each_acknowledged_save_is_there_and_the_ledger_verifies(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: WithoutNumbering);
        var settings = Marked(app.Settings);
        var acknowledged = new List<Acknowledged>();
        // The next one starts while its predecessor still writes: so they also write side by side, and each meets what a dead one left behind.
        var next = Saver(settings);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var saver = next;
            next = kill + 1 < Kills ? Saver(settings) : saver;
            for (var line = 0; line <= kill % 7; line++)
            {
                acknowledged.Add(Acknowledged.Parse(await saver.StandardOutput.ReadLineAsync() ?? throw Ended(saver)));
            }

            saver.Kill();
            // What it still told before it died counts as well; a line that was cut off does not.
            var rest = await saver.StandardOutput.ReadToEndAsync();
            acknowledged.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Acknowledged.Parse));
            await saver.WaitForExitAsync();
            saver.ExitCode.ShouldBe(128 + 9);
        }

        await GoneAsync(app);
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        var report = await ledger.VerifyAsync();
        report.First.ShouldBeNull();
        await app.WithStoreAsync(async store =>
        {
            var acts = await store.Versions.GroupBy(v => v.ActId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
            acts.Values.ShouldAllBe(count => count == 1 || count == 100);
            var live = await store.Set<AncillaryPosition>().AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Version);
            foreach (var save in acknowledged)
            {
                acts.GetValueOrDefault(save.Act).ShouldBe(save.Count);
                live.GetValueOrDefault(save.Subject).ShouldBeGreaterThanOrEqualTo(save.Version);
            }

            (report.Size + report.Pending).ShouldBe(acts.Values.Sum());
            return 0;
        });
        // And it goes on from there.
        await ledger.Sequencer.DrainAsync();
        (await ledger.VerifyAsync()).ShouldSatisfyAllConditions(r => r.First.ShouldBeNull(), r => r.Pending.ShouldBe(0));
    }

    [Theory, OnBothDatabases]
    public async Task An_import_that_is_killed_half_way_has_saved_whole_batches_and_finishes_when_run_again(string database)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes in the file system.");
        await using var app = await TestApp.FreshAsync(database, configure: WithoutNumbering);
        var body = new PublicBody { Name = "Voorbeeldgemeente", Kind = "gemeente", SortKey = "voorbeeldgemeente", SearchText = "voorbeeldgemeente" };
        await app.WithStoreAsync(store =>
        {
            store.Add(body);
            return store.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
        });
        const int Lines = 3 * ImportRun.BatchSize;
        using var runner = new ImportRunner(app);
        var file = runner.Write("lijst.csv", List(Lines));
        // The report tells of a line after it was saved. Through a pipe that nobody empties, the import cannot run ahead of the test.
        var pipe = Path.Combine(runner.Folder, "report");
        using (var made = Process.Start("mkfifo", pipe))
        {
            await made.WaitForExitAsync();
        }

        using (var import = Start("onkreukbaar.dll", Marked(app.Settings), ["import", "positions", file, "--body", body.Id.ToString(), "--report", pipe]))
        {
            using (var report = new StreamReader(new FileStream(pipe, FileMode.Open, FileAccess.Read), Encoding.UTF8))
            {
                for (var reported = 0; reported < ImportRun.BatchSize; )
                {
                    var line = await report.ReadLineAsync() ?? throw Ended(import);
                    reported += line.Contains("\"part\"", StringComparison.Ordinal) ? 0 : 1;
                }

                // The first batch is acknowledged to its last line; the second is being judged or written.
                import.Kill();
            }

            await import.WaitForExitAsync();
        }

        await GoneAsync(app);
        var kept = await CountAsync(app, body.Id);
        kept.ShouldBeInRange(ImportRun.BatchSize, Lines - 1, "it was killed half-way");
        (kept % ImportRun.BatchSize).ShouldBe(0, "whole batches");
        var acts = await app.WithStoreAsync(s => s.Versions.Where(v => v.Kind == "nevenfunctie").GroupBy(v => v.ActId).Select(g => g.Count()).ToListAsync());
        acts.Sum().ShouldBe(kept, "each position has its version");
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        (await ledger.VerifyAsync()).First.ShouldBeNull();

        var again = await runner.RunAsync("import positions", file, options: ("body", body.Id.ToString()));
        again.Code.ShouldBe(0);
        again.Counts.ShouldBe((Lines - kept, 0, kept, 0, 0));
        (await CountAsync(app, body.Id)).ShouldBe(Lines);
        (await ledger.VerifyAsync()).First.ShouldBeNull();
    }

    private static Task<int> CountAsync(TestApp app, Guid body) =>
        app.WithStoreAsync(store => store.Set<AncillaryPosition>().CountAsync(p => p.BodyId == body));

    internal static string List(int count)
    {
        var lines = new StringBuilder("Naam;Nevenfunctie;Organisatie\n");
        for (var i = 0; i < count; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"Voorbeeld{i % 400}, A. (Anna);Lid {i};Stichting {i % 70}\n");
        }

        return lines.ToString();
    }

    internal static void WithoutNumbering(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) =>
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(LedgerService)));

    /// <summary>Settings for what will be killed: PostgreSQL tells by the name which of its work is for whom.</summary>
    private static Settings Marked(Settings settings) =>
        settings.IsPostgres
            ? settings with
            {
                Database = string.Join(" | ", Enum.GetValues<Zone>().Select(zone => new NpgsqlConnectionStringBuilder(settings.PostgresConnection(zone)) { ApplicationName = Mark }.ConnectionString)),
            }
            : settings;

    /// <summary>
    /// Ends when nobody works for the dead any more. PostgreSQL finishes what it was sent, a commit too, and notices only then that nobody is there: until
    /// then what is counted twice may be two different things.
    /// </summary>
    private static async Task GoneAsync(TestApp app)
    {
        if (!app.Settings.IsPostgres)
        {
            return;
        }

        await using var connection = new NpgsqlConnection(app.Settings.PostgresConnection(Zone.Register));
        await connection.OpenAsync();
        await using var left = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()", connection);
        left.Parameters.Add(new() { Value = Mark });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (await left.ExecuteScalarAsync(patience.Token) is not 0L)
        {
            await Task.Yield();
        }
    }

    private static Process Saver(Settings settings) => Start("Onkreukbaar.Saver.dll", settings, [settings.DataFolder, settings.Database]);

    private static Process Start(string assembly, Settings settings, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ONKREUKBAAR_DATA"] = settings.DataFolder;
        start.Environment["ONKREUKBAAR_DATABASE"] = settings.Database;
        return Process.Start(start)!;
    }

    private static InvalidOperationException Ended(Process process) => new("It ended by itself: " + process.StandardError.ReadToEnd());

    /// <summary>A line of the saver.</summary>
    private sealed record Acknowledged(Guid Act, int Count, Guid Subject, long Version)
    {
        public static Acknowledged Parse(string line)
        {
            var parts = line.Split(' ');
            return new(Guid.Parse(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), Guid.Parse(parts[2]), long.Parse(parts[3], CultureInfo.InvariantCulture));
        }
    }
}
