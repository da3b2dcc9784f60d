// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Backup;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Kernel.Backup;
using Onkreukbaar.Tests.Kernel.Ledger;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.CommandLine;

/// <summary><c>backup</c> and <c>restore</c> as an operator runs them.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly string work = Directory.CreateTempSubdirectory("onkreukbaar-backup-cli-").FullName;

    private string Copy => Path.Combine(work, "copy");

    public void Dispose() => Directory.Delete(work, recursive: true);

    [Theory, OnBothDatabases]
    public async Task A_backup_goes_back_on_another_machine_and_over_what_is_there_only_when_asked(string database)
    {
        await using var bench = await BenchAsync(database);
        var made = await CliProcess.RunAsync(bench.App.Settings, "backup", Copy);
        made.Code.ShouldBe(0, made.ToString());
        made.Out.ShouldContain("Register: 4 versions, ledger of 4 entries, 0 waiting, root ");
        made.Out.ShouldContain("Vault: 0 versions");
        made.Out.ShouldContain("The signing keys are in it");
        var again = await CliProcess.RunAsync(bench.App.Settings, "backup", Copy);
        again.Code.ShouldBe(2);
        again.Error.ShouldContain("--replace");
        (await CliProcess.RunAsync(bench.App.Settings, "backup", Copy, "--replace")).Code.ShouldBe(0);
        Directory.GetFileSystemEntries(work).ShouldBe([Copy], "nothing unfinished is left beside it");

        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        var restored = await CliProcess.RunAsync(elsewhere.Settings, "restore", Copy);
        restored.Code.ShouldBe(0, restored.ToString());
        restored.Out.ShouldContain("checksums and ledgers are right");
        restored.Out.ShouldNotContain("Kept what was there");
        var verified = await CliProcess.RunAsync(elsewhere.Settings, "ledger", "verify");
        verified.Out.ShouldContain("4 entries, 0 waiting");
        verified.Code.ShouldBe(0);

        var refused = await CliProcess.RunAsync(elsewhere.Settings, "restore", Copy);
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("--replace");
        var replaced = await CliProcess.RunAsync(elsewhere.Settings, "restore", Copy, "--replace");
        replaced.Code.ShouldBe(0, replaced.ToString());
        replaced.Out.ShouldContain("Kept what was there: ");
        (await CliProcess.RunAsync(elsewhere.Settings, "ledger", "verify")).Code.ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Without_the_keys_both_commands_want_it_said(string database)
    {
        await using var bench = await BenchAsync(database);
        var made = await CliProcess.RunAsync(bench.App.Settings, "backup", Copy, "--without-keys");
        made.Code.ShouldBe(0, made.ToString());
        made.Out.ShouldContain("The signing keys are not in it.");

        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        var refused = await CliProcess.RunAsync(elsewhere.Settings, "restore", Copy);
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("--without-keys");
        var restored = await CliProcess.RunAsync(elsewhere.Settings, "restore", Copy, "--without-keys");
        restored.Code.ShouldBe(0, restored.ToString());
        restored.Out.ShouldContain("Note: Put ");
        restored.Out.ShouldContain("register.key");
    }

    [Theory, OnBothDatabases]
    public async Task What_is_no_whole_backup_is_not_put_back(string database)
    {
        await using var bench = await BenchAsync(database);
        await using var elsewhere = EmptyMachine.Make(database, Path.Combine(work, "elsewhere"));
        var nothing = await CliProcess.RunAsync(elsewhere.Settings, "backup", Copy);
        nothing.Code.ShouldBe(2);
        nothing.Error.ShouldContain("There is no Register store to back up");
        var none = await CliProcess.RunAsync(elsewhere.Settings, "restore", Path.Combine(work, "nowhere"));
        none.Code.ShouldBe(2);
        none.Error.ShouldContain("not a finished backup");

        (await CliProcess.RunAsync(bench.App.Settings, "backup", Copy)).Code.ShouldBe(0);
        var register = Directory.GetFiles(Copy, "register.*").Single();
        var bytes = await File.ReadAllBytesAsync(register);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(register, bytes);
        var damaged = await CliProcess.RunAsync(elsewhere.Settings, "restore", Copy);
        damaged.Code.ShouldBe(2);
        damaged.Error.ShouldContain("The backup is damaged: ");
        File.Delete(Path.Combine(Copy, BackupManifest.FileName));
        (await CliProcess.RunAsync(elsewhere.Settings, "restore", Copy)).Code.ShouldBe(2);
        Directory.EnumerateFileSystemEntries(elsewhere.Settings.DataFolder).ShouldBeEmpty();
    }

    private static async Task<LedgerBench> BenchAsync(string database)
    {
        var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(4);
        await bench.Ledger.Sequencer.DrainAsync();
        return bench;
    }
}
