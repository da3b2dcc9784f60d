// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Web.Hosting;

// Counts the lines of a list, or keeps all of them to show what that takes; tests bound the memory of this process.
if (args is ["read" or "keep", var list])
{
    using var reader = TableReader.Open(list);
    var kept = new List<TableRow>();
    var lines = 0;
    foreach (var row in reader.Rows())
    {
        lines++;
        if (args[0] is "keep")
        {
            kept.Add(row);
        }
    }

    await Console.Out.WriteLineAsync(lines.ToString(CultureInfo.InvariantCulture));
    return kept.Count;
}

// Saves to a store as the application does, without end, and tells of each save after it was acknowledged; tests kill it while it writes.
// Each line is an act: its id, the number of subjects, and the first subject with its version.
var settings = new Settings { DataFolder = args[0], Database = args[1] };
var provider = OnkreukbaarApp.Provider(settings);
var connection = OnkreukbaarApp.ConnectionString(settings, Zone.Register);
var services = new StoreServices(provider, OnkreukbaarApp.Modules, TimeProvider.System, new StoreSignals());
var builder = new DbContextOptionsBuilder<RegisterStore>();
provider.Configure(builder, connection);

// The sequencer numbers meanwhile, as in a web process: a kill also meets it half-way.
var sequencer = new LedgerSequencer(
    new LedgerDatabase(provider, () => provider.Connect(connection)),
    NoteSigner.LoadOrCreate(Path.Combine(settings.KeyFolder, "register.key"), settings.LedgerOrigin + "/logboek"),
    TimeProvider.System
);
using var saved = new SemaphoreSlim(0);
var numbering = Task.Run(async () =>
{
    while (true)
    {
        await saved.WaitAsync();
        await sequencer.DrainAsync();
    }
});

// Whoever started it may itself be killed: without a reader at the other end there is nobody to save for.
_ = Task.Run(() =>
{
    Console.In.ReadToEnd();
    Environment.Exit(0);
});

await using var output = Console.OpenStandardOutput();
var body = Guid.CreateVersion7();
while (!numbering.IsFaulted)
{
    await using var store = new RegisterStore(builder.Options, services);
    var position = Position();
    store.Add(position);
    await SaveAsync(store, position);
    position.Activity = "Toezicht";
    position.Derive();
    await SaveAsync(store, position);
    // Many subjects in one act, as an import saves them.
    var many = Enumerable.Range(0, 100).Select(_ => Position()).ToList();
    store.AddRange(many);
    await SaveAsync(store, many[0]);
}

await numbering;
return 0;

async Task SaveAsync(RegisterStore store, AncillaryPosition first)
{
    var done = await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "proef"));
    var line = string.Create(CultureInfo.InvariantCulture, $"{done.Act!.Id} {done.Subjects.Count} {first.Id} {first.Version}\n");
    await output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line));
    saved.Release();
}

AncillaryPosition Position()
{
    var position = new AncillaryPosition
    {
        BodyId = body,
        PersonId = Guid.CreateVersion7(),
        Description = "Lid raad van toezicht",
        Organisation = "Stichting De Vuurtoren",
        State = PositionState.Published,
    };
    position.Derive();
    return position;
}
