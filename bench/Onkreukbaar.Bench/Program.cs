// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Bench;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["hello", var address])
{
    return await StartBench.ServeHelloAsync(address);
}

if (args is ["serve", var engine, var size])
{
    return await LargeBench.ServeAsync(engine, int.Parse(size, CultureInfo.InvariantCulture));
}

if (args is ["norms", ..])
{
    return await NormsBench.RunAsync(args);
}

var options = BenchOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(BenchOptions.Help);
    return 2;
}

var report = new Report();
foreach (var database in options.Databases)
{
    foreach (var (name, run) in Suite)
    {
        if (options.Wants(name))
        {
            await Console.Error.WriteLineAsync($"{database}: {name}");
            await run(options, database, report);
        }
    }
}

if (options.Wants("start"))
{
    await Console.Error.WriteLineAsync("start");
    await StartBench.RunAsync(options, report);
}

await LargeBench.DisposeAsync();
report.Show();
await Console.Error.WriteLineAsync(await report.WriteAsync(options));
return 0;

internal sealed partial class Program
{
    // The order matters little: each measure makes its own databases, except that ledger, search and http share one large one.
    private static readonly (string Name, Func<BenchOptions, string, Report, Task> Run)[] Suite =
    [
        ("saves", SaveBench.RunAsync),
        ("import", ImportBench.RunAsync),
        ("ledger", (options, database, report) => LargeBench.RunAsync(options, database, report, LedgerBench.RunAsync)),
        ("search", (options, database, report) => LargeBench.RunAsync(options, database, report, SearchBench.RunAsync)),
        ("http", (options, database, report) => LargeBench.RunAsync(options, database, report, HttpBench.RunAsync)),
    ];
}
