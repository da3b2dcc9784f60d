// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Globalization;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Entities;
using Process = System.Diagnostics.Process;

namespace Onkreukbaar.Bench;

/// <summary>
/// A clerk's list read by the real command in a process of its own, with history, ledger entries and report, against the engine's own bulk
/// load of the very rows that the import made into the same table with the same indexes.
/// </summary>
internal static class ImportBench
{
    public static async Task RunAsync(BenchOptions options, string database, Report report)
    {
        var lines = options.Positions;
        // A tenth of the lines, into an empty register as well, shows how memory grows with the list.
        var tenth = Math.Max(1, lines / 10);
        double shorter;
        await using (var small = await BenchSite.StartAsync(database, numbering: false))
        {
            var (_, peak, _) = await ImportAsync(small, await BodyAsync(small), await WriteAsync(small, tenth));
            shorter = peak;
        }

        await using var site = await BenchSite.StartAsync(database, numbering: false);
        var body = await BodyAsync(site);
        var file = await WriteAsync(site, lines);
        var first = await ImportAsync(site, body, file);
        var again = await ImportAsync(site, body, file);
        var load = await LoadAsync(site, database, "ancillary_position");

        report.Add($"import of {lines:N0} lines", database, "lines/s", [(load, new Turn(lines / first.Seconds, first.Cpu / lines))], "bulk load of the same rows into the same table", 0.1);
        report.Add($"import of the same {lines:N0} lines again", database, "lines/s", [(load, new Turn(lines / again.Seconds, again.Cpu / lines))], "bulk load of the same rows into the same table", null);
        report.Add("import, peak memory", database, "MB", first.Peak, 400, atMost: true);
        report.Add("import again, peak memory", database, "MB", again.Peak, 400, atMost: true);
        report.Add($"import of {tenth:N0} lines, peak memory", database, "MB", shorter);
    }

    private static async Task<PublicBody> BodyAsync(BenchSite site)
    {
        var body = new Synthetic().Body(1);
        await using var store = await site.Stores.CreateDbContextAsync();
        store.Add(body);
        await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        return body;
    }

    private static async Task<string> WriteAsync(BenchSite site, int lines)
    {
        var file = Path.Combine(site.Settings.DataFolder, "lijst.csv");
        var synthetic = new Synthetic();
        await using var list = new StreamWriter(file);
        await list.WriteLineAsync("Naam;Nevenfunctie;Organisatie;Bezoldigd;Aanvang;Werkzaamheden");
        Person? person = null;
        for (var i = 0; i < lines; i++)
        {
            // Ten positions a person, as in the large register.
            person = i % 10 == 0 ? synthetic.Person() : person!;
            var position = synthetic.Position(Guid.Empty, Guid.Empty);
            await list.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{person.Particle} {person.FamilyName}, {person.Initials} ({person.GivenName});{position.Description};{position.Organisation} {i};{(i % 3 == 0 ? "ja" : "nee")};{position.Start};{position.Activity}"
                )
            );
        }

        return file;
    }

    private static async Task<(double Seconds, double Peak, double Cpu)> ImportAsync(BenchSite site, PublicBody body, string file)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "onkreukbaar.dll");
        var report = Path.Combine(site.Settings.DataFolder, "report.jsonl");
        var start = new ProcessStartInfo("dotnet", [program, "import", "positions", file, "--body", body.Id.ToString(), "--report", report])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ONKREUKBAAR_DATA"] = site.Settings.DataFolder;
        start.Environment["ONKREUKBAAR_DATABASE"] = site.Settings.Database;
        var clock = Stopwatch.StartNew();
        using var import = Process.Start(start)!;
        var output = import.StandardOutput.ReadToEndAsync();
        var errors = import.StandardError.ReadToEndAsync();
        var ended = import.WaitForExitAsync();
        var (peak, cpu) = (0L, 0.0);
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, Task.Delay(20));
            try
            {
                import.Refresh();
                (peak, cpu) = (Math.Max(peak, import.PeakWorkingSet64), import.TotalProcessorTime.TotalMicroseconds);
            }
            catch (InvalidOperationException) when (import.HasExited)
            {
                // It ended while it was looked at: what was seen last stands.
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        return import.ExitCode == 0
            ? (seconds, peak / 1e6, cpu)
            : throw new InvalidOperationException($"The import ended with {import.ExitCode}. {await output}\n{await errors}");
    }

    private static async Task<Turn> LoadAsync(BenchSite site, string database, string table)
    {
        var rows = new List<object?[]>();
        string[] columns;
        await using (var connection = await site.ConnectAsync())
        await using (var command = connection.CreateCommand())
        {
#pragma warning disable CA2100 // A constant of this class.
            command.CommandText = $"SELECT * FROM {table}";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            while (await reader.ReadAsync())
            {
                var row = new object[columns.Length];
                reader.GetValues(row);
                rows.Add(Array.ConvertAll(row, value => value is DBNull ? null : value));
            }
        }

        await using var empty = await BenchSite.StartAsync(database, numbering: false);
        await using var target = await empty.ConnectAsync();
        return await Turn.OfAsync(() => Bulk.LoadAsync(target, table, columns, rows));
    }
}
