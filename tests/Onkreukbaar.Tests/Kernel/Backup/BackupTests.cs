// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Backup;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Backup;

public sealed class BackupTests : IDisposable
{
    private readonly string work = Directory.CreateTempSubdirectory("onkreukbaar-backup-").FullName;

    public void Dispose() => Directory.Delete(work, recursive: true);

    [Theory, OnBothDatabases]
    public async Task A_backup_made_during_saves_comes_back_complete_on_an_empty_machine(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await File.WriteAllTextAsync(Path.Combine(app.Settings.DataFolder, "onkreukbaar.json"), "{}");
        await SaveAsync(app, 60);
        await DrainAsync(app);
        var original = await VersionsAsync(app.Settings);
        using var stop = new CancellationTokenSource();
        var saved = 0;
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await SaveAsync(app, 1);
                Interlocked.Increment(ref saved);
                first.TrySetResult();
            }
        });
        // A busy machine may not have come to the writer yet when the backup is done.
        await Task.WhenAny(first.Task, writer);
        var folder = Path.Combine(work, "backup");
        var manifest = await BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: false, Silent);
        await stop.CancelAsync();
        await writer;
        Volatile.Read(ref saved).ShouldBeGreaterThan(0, "the saves went on during the backup");
        manifest.KeysIncluded.ShouldBeTrue();
        manifest.Store(Zone.Register).LedgerSize.ShouldBeGreaterThanOrEqualTo(60);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        var outcome = await BackupOf(elsewhere.Settings).RestoreAsync(folder, replace: false, withoutKeys: false, Silent);

        outcome.Kept.ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(elsewhere.Settings.DataFolder, "onkreukbaar.json"))).ShouldBe("{}");
        var restored = await VersionsAsync(elsewhere.Settings);
        restored.Count.ShouldBe((int)manifest.Store(Zone.Register).Versions);
        original.Except(restored, StringComparer.Ordinal).ShouldBeEmpty("every version from before the backup is there");
        restored.Except(await VersionsAsync(app.Settings), StringComparer.Ordinal).ShouldBeEmpty("and nothing that was never saved");

        await using var again = OnkreukbaarApp.Build(elsewhere.Settings);
        await again.Services.GetService<Ledgers>()![Zone.Register].Sequencer.DrainAsync();
        (await again.Services.GetService<Ledgers>()![Zone.Register].VerifyAsync()).First.ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Full_text_search_finds_the_right_rows_after_a_restore(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await SaveAsync(app, 5);
        await SaveAsync(app, 1, "Dirigent van het fanfarekorps");
        var folder = Path.Combine(work, "backup");
        await BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: true, Silent);
        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        await BackupOf(elsewhere.Settings).RestoreAsync(folder, replace: false, withoutKeys: true, Silent);

        await using var again = OnkreukbaarApp.Build(elsewhere.Settings);
        await using var store = await again.Services.GetService<IDbContextFactory<RegisterStore>>()!.CreateDbContextAsync();
        (await store.Matching<AncillaryPosition>("fanfarekorps").SingleAsync()).Description.ShouldBe("Dirigent van het fanfarekorps");

        // The copy holds no roles or rights of the server that it comes from; the restore gives them anew.
        await using var narrowed = await again.Services.GetService<IDbContextFactory<RegisterStore>>()!.CreateDbContextAsync();
        narrowed.ScopeTo(Guid.CreateVersion7());
        (await narrowed.Set<AncillaryPosition>().IgnoreQueryFilters().CountAsync()).ShouldBe(elsewhere.Settings.IsPostgres ? 0 : 6);
    }

    [Theory, OnBothDatabases]
    public async Task A_flipped_byte_or_a_missing_file_is_found_and_nothing_is_touched(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await SaveAsync(app, 20);
        await DrainAsync(app);
        var folder = Path.Combine(work, "backup");
        var manifest = await BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: false, Silent);
        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        var backup = BackupOf(elsewhere.Settings);
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(folder, file.Path);
            var right = await File.ReadAllBytesAsync(path);
            var wrong = (byte[])right.Clone();
            wrong[wrong.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(path, wrong);
            (await RefusedAsync(backup, folder)).ShouldContain($"{file.Path} was changed");
            File.Delete(path);
            (await RefusedAsync(backup, folder)).ShouldContain($"{file.Path} is missing");
            await File.WriteAllBytesAsync(path, right);
        }

        Directory.EnumerateFileSystemEntries(elsewhere.Settings.DataFolder).ShouldBeEmpty();
        await backup.RestoreAsync(folder, replace: false, withoutKeys: false, Silent);
    }

    [Theory, OnBothDatabases]
    public async Task A_change_that_was_given_right_checksums_is_found_by_the_ledger_and_the_present_state_stays(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await SaveAsync(app, 20);
        await DrainAsync(app);
        var honest = Path.Combine(work, "honest");
        await BackupOf(app.Settings).CreateAsync(honest, replace: false, withoutKeys: false, Silent);
        // Somebody changes one published word in the store itself, below the application, and makes a new backup of it.
        await OnStoreAsync(
            app.Settings,
            "UPDATE ancillary_position SET description = 'Iets anders' WHERE id = (SELECT id FROM ancillary_position ORDER BY id LIMIT 1)"
        );
        var forged = Path.Combine(work, "forged");
        await BackupOf(app.Settings).CreateAsync(forged, replace: false, withoutKeys: false, Silent);

        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        await BackupOf(elsewhere.Settings).RestoreAsync(honest, replace: false, withoutKeys: false, Silent);
        var before = await VersionsAsync(elsewhere.Settings);
        await elsewhere.ReleaseAsync();
        var refused = await Should.ThrowAsync<BackupRefusedException>(() =>
            BackupOf(elsewhere.Settings).RestoreAsync(forged, replace: true, withoutKeys: false, Silent)
        );

        refused.Message.ShouldContain(nameof(LedgerFault.SubjectChanged));
        (await VersionsAsync(elsewhere.Settings)).ShouldBe(before);
        Directory.EnumerateDirectories(elsewhere.Settings.DataFolder).Select(Path.GetFileName).ShouldBe(["keys"]);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_there_is_only_replaced_when_asked_and_is_kept(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await SaveAsync(app, 3);
        await DrainAsync(app);
        var folder = Path.Combine(work, "backup");
        await BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: false, Silent);
        (await Should.ThrowAsync<BackupRefusedException>(() => BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: false, Silent)))
            .Message.ShouldContain("--replace");
        await BackupOf(app.Settings).CreateAsync(folder, replace: true, withoutKeys: false, Silent);

        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        await BackupOf(elsewhere.Settings).RestoreAsync(folder, replace: false, withoutKeys: false, Silent);
        (await RefusedAsync(BackupOf(elsewhere.Settings), folder)).ShouldContain("--replace");
        var outcome = await BackupOf(elsewhere.Settings).RestoreAsync(folder, replace: true, withoutKeys: false, Silent);
        outcome.Kept.ShouldNotBeEmpty();
        await elsewhere.ReleaseAsync();
        (await VersionsAsync(elsewhere.Settings)).Count.ShouldBe(3);
    }

    [Theory, OnBothDatabases]
    public async Task A_store_in_use_is_not_replaced_unasked(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await SaveAsync(app, 1);
        await DrainAsync(app);
        var folder = Path.Combine(work, "backup");
        await BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: false, Silent);
        await using var user = await OpenAsync(app.Settings);
        (await RefusedAsync(BackupOf(app.Settings), folder)).ShouldContain("in use");
        if (!app.Settings.IsPostgres)
        {
            (await Should.ThrowAsync<BackupRefusedException>(() => BackupOf(app.Settings).RestoreAsync(folder, replace: true, withoutKeys: false, Silent)))
                .Message.ShouldContain("Stop Onkreukbaar first");
        }
    }

    [Theory, OnBothDatabases]
    public async Task Stores_that_changed_places_are_refused(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await SaveAsync(app, 4);
        await DrainAsync(app);
        var folder = Path.Combine(work, "backup");
        var manifest = await BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: false, Silent);
        var register = manifest.Store(Zone.Register);
        var vault = manifest.Store(Zone.Vault);
        File.Delete(Path.Combine(folder, BackupManifest.FileName));
        var swapped = manifest with { Stores = [register with { File = vault.File }, vault with { File = register.File }] };
        await swapped.WriteAsync(folder, CancellationToken.None);
        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        (await RefusedAsync(BackupOf(elsewhere.Settings), folder)).ShouldContain("store");
        Directory.EnumerateFileSystemEntries(elsewhere.Settings.DataFolder).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task A_backup_of_the_other_engine_or_of_a_newer_version_is_refused(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var folder = Path.Combine(work, "backup");
        var manifest = await BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: true, Silent);
        var file = Path.Combine(folder, BackupManifest.FileName);
        File.Delete(file);
        await (manifest with { Engine = "another" }).WriteAsync(folder, CancellationToken.None);
        (await RefusedAsync(BackupOf(app.Settings), folder)).ShouldContain("backup of another");
        File.Delete(file);
        await (manifest with { Stores = [.. manifest.Stores.Select(s => s with { Schema = 299912312359 })] }).WriteAsync(folder, CancellationToken.None);
        (await RefusedAsync(BackupOf(app.Settings), folder)).ShouldContain("newer version");
        File.Delete(file);
        await (manifest with { Files = [new BackupFile("../elsewhere", 1, "")] }).WriteAsync(folder, CancellationToken.None);
        (await RefusedAsync(BackupOf(app.Settings), folder)).ShouldContain("outside the backup");
        File.Delete(file);
        (await RefusedAsync(BackupOf(app.Settings), folder)).ShouldContain("not a finished backup");
    }

    [Theory, OnBothDatabases]
    public async Task Without_the_keys_it_must_be_said(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await SaveAsync(app, 2);
        await DrainAsync(app);
        var folder = Path.Combine(work, "backup");
        var manifest = await BackupOf(app.Settings).CreateAsync(folder, replace: false, withoutKeys: true, Silent);
        manifest.KeysIncluded.ShouldBeFalse();
        manifest.Files.ShouldAllBe(f => !f.Path.EndsWith(".key", StringComparison.Ordinal));

        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        (await RefusedAsync(BackupOf(elsewhere.Settings), folder)).ShouldContain("--without-keys");
        var outcome = await BackupOf(elsewhere.Settings).RestoreAsync(folder, replace: false, withoutKeys: true, Silent);
        outcome.Warnings.ShouldContain(w => w.Contains("register.key", StringComparison.Ordinal));

        Directory.Delete(app.Settings.KeyFolder, recursive: true);
        (await Should.ThrowAsync<BackupRefusedException>(() => BackupOf(app.Settings).CreateAsync(Path.Combine(work, "second"), replace: false, withoutKeys: false, Silent)))
            .Message.ShouldContain("--without-keys");
        Directory.Exists(Path.Combine(work, "second")).ShouldBeFalse();
    }

    private static void Silent(long done, long? total, string label) { }

    private static StoreBackup BackupOf(Settings settings) =>
        new(settings, OnkreukbaarApp.Provider(settings), OnkreukbaarApp.Modules, zone => OnkreukbaarApp.ConnectionString(settings, zone), TimeProvider.System);

    private static async Task<string> RefusedAsync(StoreBackup backup, string folder) =>
        (await Should.ThrowAsync<BackupRefusedException>(() => backup.RestoreAsync(folder, replace: false, withoutKeys: false, Silent))).Message;

    private static async Task SaveAsync(TestApp app, int count, string description = "Lid raad van toezicht")
    {
        for (var i = 0; i < count; i++)
        {
            await app.WithStoreAsync(async store =>
            {
                var position = new AncillaryPosition
                {
                    BodyId = Guid.CreateVersion7(),
                    PersonId = Guid.CreateVersion7(),
                    Description = description,
                    State = PositionState.Published,
                };
                position.Derive();
                store.Add(position);
                return await store.SaveAsync(Act.BySystem("kernel.proef", "proef"));
            });
        }
    }

    private static async Task DrainAsync(TestApp app)
    {
        foreach (var ledger in ((Ledgers)app.App.Services.GetService(typeof(Ledgers))!).All)
        {
            await ledger.Sequencer.DrainAsync();
        }
    }

    private static async Task<List<string>> VersionsAsync(Settings settings)
    {
        await using var app = OnkreukbaarApp.Build(settings);
        await using var store = await app.Services.GetService<IDbContextFactory<RegisterStore>>()!.CreateDbContextAsync();
        var rows = await store.Versions.OrderBy(v => v.Id).ToListAsync();
        return rows.ConvertAll(v => $"{v.Id} {v.Version} {Convert.ToHexString(v.Commitment)} {v.Payload}");
    }

    private static async Task<System.Data.Common.DbConnection> OpenAsync(Settings settings)
    {
        var connection = OnkreukbaarApp.Provider(settings).Connect(OnkreukbaarApp.ConnectionString(settings, Zone.Register));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM version";
        await command.ExecuteScalarAsync();
        return connection;
    }

    private static async Task OnStoreAsync(Settings settings, string sql)
    {
        await using var connection = await OpenAsync(settings);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }
}
