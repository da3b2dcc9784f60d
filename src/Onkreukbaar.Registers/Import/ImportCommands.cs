// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Import;

/// <summary>The register's imports on the command line.</summary>
internal static class ImportCommands
{
    private static readonly NamedBody Senate = new(
        "org:eerste-kamer",
        "https://identifier.overheid.nl/tooi/id/oorg/oorg10001",
        "Eerste Kamer der Staten-Generaal",
        "EK",
        "kamer"
    );

    private static readonly NamedBody House = new(
        "org:tweede-kamer",
        "https://identifier.overheid.nl/tooi/id/oorg/oorg10002",
        "Tweede Kamer der Staten-Generaal",
        "TK",
        "kamer"
    );

    public static IEnumerable<Command> All =>
        [
            new(
                "import senate",
                "Positions, gifts and trips of senators from a folder with ek_nevenfuncties.csv, ek_geschenken.csv and ek_reizen.csv.",
                new("FOLDER", "Folder with the files; gifts and trips may be missing."),
                [.. ImportRun.Options, new("seen-on", "Day on which the lists were taken from the site: the factions that they name are kept for that day.")],
                context => RunAsync(context, run => SenateAsync(run, context.Argument ?? "."))
            ),
            new(
                "import trips",
                "Trips of members of the House of Representatives from a CSV file.",
                new("FILE", "The file."),
                [.. ImportRun.Options, Map],
                context =>
                    RunAsync(
                        context,
                        async run => await (await ForAsync(run, House)).Import.FileAsync(File(context), new HouseTrips(), ColumnMapping.Asked(context.Options.GetValueOrDefault("map")))
                    )
            ),
            new(
                "import positions",
                "A body's own list of ancillary positions: CSV, XLSX or JSON lines.",
                new("FILE", "The file."),
                [.. ImportRun.Options, Map, new("body", "Id of the public body whose list it is.")],
                context => RunAsync(context, run => PositionsAsync(run, context))
            ),
        ];

    private static CommandOption Map { get; } = new("map", "Columns for fields whose heading is not recognised: field=column;field=column.");

    private static Task<int> RunAsync(CommandContext context, Func<ImportRun, Task> work) => ImportRun.RunAsync(context, RegisterProcesses.Import, work);

    private static async Task SenateAsync(ImportRun run, string folder)
    {
        var today = DutchClock.Today(run.Context.Services.GetRequiredService<TimeProvider>());
        var positions = Path.Combine(folder, "ek_nevenfuncties.csv");
        if (!System.IO.File.Exists(positions))
        {
            throw new ImportStoppedException($"{folder} has no ek_nevenfuncties.csv.");
        }

        var (import, body) = await ForAsync(run, Senate);
        await import.FileAsync(positions, new SenatePositions(today));
        if (Path.Combine(folder, "ek_geschenken.csv") is var gifts && System.IO.File.Exists(gifts))
        {
            await import.FileAsync(gifts, new SenateGifts());
        }

        await SenateFactions.ReadAsync(run, body, positions, SeenOn(run.Context, today));
        if (Path.Combine(folder, "ek_reizen.csv") is var trips && System.IO.File.Exists(trips))
        {
            await import.FileAsync(trips, new SenateTrips());
        }
    }

    private static DateOnly? SeenOn(CommandContext context, DateOnly today)
    {
        var seen = DateInput.Optional(context.Options.GetValueOrDefault("seen-on"), max: today);
        return seen.Error is { } error ? throw new ImportStoppedException($"--seen-on: {error.Message}") : seen.Value;
    }

    private static async Task PositionsAsync(ImportRun run, CommandContext context)
    {
        if (!Guid.TryParse(context.Options.GetValueOrDefault("body"), out var body))
        {
            throw new ImportStoppedException("Say whose list it is: --body ID, with the id in the address of the body's page.");
        }

        if (!await context.Services.GetRequiredService<OfficesMap>().Bodies.AnyAsync(b => b.Id == body, context.Cancellation))
        {
            throw new ImportStoppedException($"There is no public body {body}.");
        }

        var today = DutchClock.Today(context.Services.GetRequiredService<TimeProvider>());
        var import = new RegisterImport(run, context.Services.GetRequiredService<ImportDirectory>(), body);
        await import.FileAsync(File(context), new ClerksPositions(today, body, context.Services.GetRequiredService<FindBody>()), ColumnMapping.Asked(context.Options.GetValueOrDefault("map")));
    }

    private static async Task<(RegisterImport Import, Guid Body)> ForAsync(ImportRun run, NamedBody named)
    {
        var directory = run.Context.Services.GetRequiredService<ImportDirectory>();
        var (body, isNew) = await directory.BodyAsync(named, run.Context.Cancellation);
        if (isNew)
        {
            run.Note(new("", 0, ImportOutcome.Created, "overheidsorganisatie", body.ToString(), IsPart: true));
        }

        await run.SaveAsync();
        return (new RegisterImport(run, directory, body), body);
    }

    private static string File(CommandContext context) => context.Argument ?? throw new ImportStoppedException("Name the file.");
}
