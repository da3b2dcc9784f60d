// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Onkreukbaar.Kernel.Backup;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Backup;

/// <summary>All that an installation is: both stores, what was sent and not read in yet, the keys of today and those before them.</summary>
public sealed class WholeInstallationTests : IDisposable
{
    private readonly string work = Directory.CreateTempSubdirectory("onkreukbaar-geheel-").FullName;

    private string Copy => Path.Combine(work, "copy");

    public void Dispose() => Directory.Delete(work, recursive: true);

    [Theory, OnBothDatabases]
    public async Task The_vault_the_files_that_were_sent_and_the_former_keys_come_back_as_they_were(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/importeren");
        var list = Encoding.UTF8.GetBytes("Naam;Nevenfunctie\nVries, R. de (René);Lid\n");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), file: ("bestand", "lijst.csv", list));
        var import = clerk.Response.Headers.Location!.OriginalString;
        var ledgers = app.App.Services.GetRequiredService<Ledgers>();
        await ledgers[Zone.Register].Sequencer.DrainAsync();
        await ledgers[Zone.Register].RotateKeyAsync();
        await site.PersonAsync(body);
        await NotesAsync(app, "Vertrouwelijk: eerste", "Vertrouwelijk: tweede");
        foreach (var zone in Enum.GetValues<Zone>())
        {
            await ledgers[zone].Sequencer.DrainAsync();
        }

        var manifest = await BackupOf(app.Settings).CreateAsync(Copy, replace: false, withoutKeys: false, Silent);
        manifest.LedgersVerified.ShouldBeTrue();
        manifest.Store(Zone.Vault).ShouldSatisfyAllConditions(s => s.Versions.ShouldBe(2), s => s.LedgerSize.ShouldBe(2), s => s.LedgerPending.ShouldBe(0));
        manifest.Store(Zone.Register).LedgerFormerKeys.ShouldNotBeNull().Count.ShouldBe(1);
        var files = Files(app.Settings);
        files.Keys.ShouldContain(name => name.StartsWith("imports/", StringComparison.Ordinal));
        files.Values.ShouldContain(content => content == Convert.ToHexString(list));
        files.Keys.ShouldContain("keys/register.former");

        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        await BackupOf(elsewhere.Settings).RestoreAsync(Copy, replace: false, withoutKeys: false, Silent);

        Files(elsewhere.Settings).ShouldBe(files, ignoreOrder: true);
        foreach (var (zone, table) in new[] { (Zone.Register, "person"), (Zone.Vault, "vault_note"), (Zone.Register, "version"), (Zone.Vault, "version"), (Zone.Vault, "ledger_checkpoint") })
        {
            var there = await RowsAsync(app.Settings, zone, table);
            there.ShouldNotBeEmpty($"{zone} {table}");
            (await RowsAsync(elsewhere.Settings, zone, table)).ShouldBe(there, $"{zone} {table}");
        }

        // It goes on from there: the list is read in after all, what is new is signed, and the whole verifies with both keys.
        await using var again = await TestApp.OnAsync(database, elsewhere.Settings, Directory.CreateDirectory(Path.Combine(work, "unused")).FullName, configure: RegisterSite.Actors);
        using var later = new RegisterSite(again).Clerk(body);
        (await later.GetAsync(import)).Body!.TextContent.ShouldContain("lijst.csv");
        await NotesAsync(again, "Vertrouwelijk: derde");
        foreach (var zone in Enum.GetValues<Zone>())
        {
            var ledger = again.App.Services.GetRequiredService<Ledgers>()[zone];
            await ledger.Sequencer.DrainAsync();
            var report = await ledger.VerifyAsync();
            report.First.ShouldBeNull();
            report.Pending.ShouldBe(0);
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_store_whose_ledger_does_not_verify_is_told_when_the_backup_is_made(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await new RegisterSite(app).BodyAsync();
        await app.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
        await app.ExecuteAsync(Zone.Register, "UPDATE version SET payload = 'x'");

        var refused = await Should.ThrowAsync<BackupRefusedException>(() => BackupOf(app.Settings).CreateAsync(Copy, replace: false, withoutKeys: false, Silent));

        refused.Message.ShouldContain("The ledger of the Register store does not verify: PayloadChanged entry=0");
        Directory.GetFileSystemEntries(work).ShouldBeEmpty("nothing is left behind");
        (await BesideAsync(app.Settings)).ShouldBe(0);
    }

    [Fact]
    public async Task An_account_that_may_not_make_databases_gets_its_backup_and_is_told_that_the_ledger_was_not_verified()
    {
        Assert.SkipWhen(Databases.WhyNot(Databases.Postgres) is not null, Databases.WhyNot(Databases.Postgres) ?? "");
        await using var app = await TestApp.FreshAsync(Databases.Postgres);
        await new RegisterSite(app).BodyAsync();
        await app.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
        var account = "ob_reader_" + Guid.CreateVersion7().ToString("N")[20..];
        await app.ExecuteAsync(Zone.Register, $"CREATE ROLE {account} LOGIN BYPASSRLS IN ROLE pg_read_all_data");
        try
        {
            var connections = Enum.GetValues<Zone>().Select(zone => new NpgsqlConnectionStringBuilder(app.Settings.PostgresConnection(zone)) { Username = account }.ConnectionString);
            var settings = app.Settings with { Database = string.Join(" | ", connections) };

            var manifest = await BackupOf(settings).CreateAsync(Copy, replace: false, withoutKeys: false, Silent);

            manifest.LedgersVerified.ShouldBeFalse();
            manifest.Store(Zone.Register).LedgerSize.ShouldBe(1);
            (await BackupManifest.ReadAsync(Copy, CancellationToken.None)).LedgersVerified.ShouldBeFalse();
            (await BackupOf(app.Settings).CreateAsync(Copy, replace: true, withoutKeys: false, Silent)).LedgersVerified.ShouldBeTrue();
        }
        finally
        {
            await app.ExecuteAsync(Zone.Register, $"DROP ROLE {account}");
        }
    }

    private static void Silent(long done, long? total, string label) { }

    private static StoreBackup BackupOf(Settings settings) =>
        new(settings, OnkreukbaarApp.Provider(settings), OnkreukbaarApp.Modules, zone => OnkreukbaarApp.ConnectionString(settings, zone), TimeProvider.System);

    /// <summary>What lies in the data folder beside the databases, by name, with the bytes of each.</summary>
    private static Dictionary<string, string> Files(Settings settings) =>
        Directory
            .EnumerateFiles(settings.DataFolder, "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetFileName(f).Contains(".db", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetRelativePath(settings.DataFolder, f).Replace('\\', '/'), f => Convert.ToHexString(File.ReadAllBytes(f)), StringComparer.Ordinal);

    private static async Task<List<string>> RowsAsync(Settings settings, Zone zone, string table)
    {
        await using var connection = OnkreukbaarApp.Provider(settings).Connect(OnkreukbaarApp.ConnectionString(settings, zone));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of this class.
        command.CommandText = $"SELECT * FROM {table}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader.GetValue(i)}")));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>Databases that were made beside those of the installation.</summary>
    private static async Task<long> BesideAsync(Settings settings)
    {
        if (!settings.IsPostgres)
        {
            return 0;
        }

        await using var server = new NpgsqlConnection(Databases.PostgresServer);
        await server.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE starts_with(datname, $1 || '_restore')", server);
        count.Parameters.Add(new() { Value = new NpgsqlConnectionStringBuilder(settings.PostgresConnection(Zone.Register)).Database! });
        return (long)(await count.ExecuteScalarAsync())!;
    }

    /// <summary>Saves to the vault as a module of it will: until there is one, tests bring their own.</summary>
    private static async Task NotesAsync(TestApp app, params IEnumerable<string> texts)
    {
        var provider = OnkreukbaarApp.Provider(app.Settings);
        var (id, number) = app.Settings.IsPostgres ? ("uuid", "bigint") : ("UNIQUEIDENTIFIER", "INTEGER");
        await app.ExecuteAsync(Zone.Vault, $"CREATE TABLE IF NOT EXISTS vault_note (id {id} NOT NULL PRIMARY KEY, version {number} NOT NULL, text text NOT NULL)");
        var options = new DbContextOptionsBuilder<VaultStore>();
        provider.Configure(options, OnkreukbaarApp.ConnectionString(app.Settings, Zone.Vault));
        // With a model of its own: that of the process is kept, and knows no notes.
        options.EnableServiceProviderCaching(false);
        await using var store = new VaultStore(options.Options, new StoreServices(provider, new ModuleSet(new NotesModule()), app.Clock, new StoreSignals()));
        foreach (var text in texts)
        {
            store.Add(new VaultNote { Text = text });
            await store.SaveAsync(Act.BySystem(NotesModule.Keep));
        }
    }

    private sealed class NotesModule : Module
    {
        public const string Keep = "proefnotitie.bewaren";

        public override string Name => "Notes";

        public override Zone Zone => Zone.Vault;

        public override IEnumerable<Process> Processes => [new(Keep, () => "Proefnotitie bewaren")];

        public override void Model(ModelBuilder model) => model.Subject<VaultNote>("proefnotitie", "vault_note");
    }

    private sealed class VaultNote : ISubject
    {
        public Guid Id { get; init; } = Guid.CreateVersion7();

        public long Version { get; set; }

        public required string Text { get; set; }
    }
}
