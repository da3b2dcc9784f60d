// SPDX-License-Identifier: EUPL-1.2
using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Onkreukbaar.Kernel.Backup;
using Onkreukbaar.Web.Hosting;
using Command = System.CommandLine.Command;

namespace Onkreukbaar.Cli;

/// <summary>Backup and restore. They run without the application: a restore must work where nothing runs yet.</summary>
internal static class BackupCommands
{
    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Build("backup", "Copy both stores, the files and the keys to a folder, and verify the copy.", BackupAsync));
        root.Subcommands.Add(Build("restore", "Put a backup back: check it, prove its ledgers, and only then switch.", RestoreAsync));
    }

    private static Command Build(string name, string summary, Func<StoreBackup, Request, Task<int>> run)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Folder of the backup." };
        var replace = new Option<bool>("--replace")
        {
            Description = string.Equals(name, "backup", StringComparison.Ordinal)
                ? "Overwrite a backup that is in the folder already."
                : "Put it in the place of stores that hold data; those are kept beside it.",
        };
        var withoutKeys = new Option<bool>("--without-keys") { Description = "Do without the keys that sign the ledgers; you keep them elsewhere." };
        var command = new Command(name, summary) { folder, replace, withoutKeys };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = Installation.Settings();
                var backup = new StoreBackup(
                    settings,
                    OnkreukbaarApp.Provider(settings),
                    OnkreukbaarApp.Modules,
                    zone => OnkreukbaarApp.ConnectionString(settings, zone),
                    TimeProvider.System
                );
                try
                {
                    return await ProgressBars.WithAsync(progress =>
                        run(backup, new Request(parsed.GetValue(folder)!, parsed.GetValue(replace), parsed.GetValue(withoutKeys), progress, cancellation))
                    );
                }
                catch (BackupRefusedException refused)
                {
                    await Console.Error.WriteLineAsync(refused.Message);
                    return ExitCode.NothingDone;
                }
                catch (DbException refused)
                {
                    await Console.Error.WriteLineAsync($"The database refused: {refused.Message}");
                    return ExitCode.NothingDone;
                }
            }
        );
        return command;
    }

    private static async Task<int> BackupAsync(StoreBackup backup, Request asked)
    {
        var manifest = await backup.CreateAsync(asked.Folder, asked.Replace, asked.WithoutKeys, asked.Progress, asked.Cancellation);
        await Console.Out.WriteLineAsync($"Backup in {Path.GetFullPath(asked.Folder)}: {manifest.Files.Count} files, {Size(manifest)}.");
        await WriteStoresAsync(manifest);
        await Console.Out.WriteLineAsync(
            manifest.LedgersVerified
                ? "The ledgers in the copy verify."
                : "The ledgers in the copy were not verified, as there is no key or the account may not make databases. A restore verifies them: try one now and then."
        );
        await Console.Out.WriteLineAsync(
            manifest.KeysIncluded
                ? "The signing keys are in it: whoever has this folder can sign for this register. Keep it as you keep the keys."
                : "The signing keys are not in it. Without them a restored ledger cannot go on."
        );
        return ExitCode.Done;
    }

    private static async Task<int> RestoreAsync(StoreBackup backup, Request asked)
    {
        var outcome = await backup.RestoreAsync(asked.Folder, asked.Replace, asked.WithoutKeys, asked.Progress, asked.Cancellation);
        await Console.Out.WriteLineAsync($"Restored the backup of {Moment(outcome.Manifest)}; checksums and ledgers are right.");
        await WriteStoresAsync(outcome.Manifest);
        foreach (var kept in outcome.Kept)
        {
            await Console.Out.WriteLineAsync($"Kept what was there: {kept}. Remove it when you no longer need it.");
        }

        foreach (var warning in outcome.Warnings)
        {
            await Console.Out.WriteLineAsync("Note: " + warning);
        }

        return ExitCode.Done;
    }

    private static async Task WriteStoresAsync(BackupManifest manifest)
    {
        foreach (var store in manifest.Stores)
        {
            await Console.Out.WriteLineAsync(
                $"{store.Zone}: {store.Versions} versions, ledger of {store.LedgerSize} entries, {store.LedgerPending} waiting, root {store.LedgerRoot ?? "none"}"
            );
        }
    }

    private static string Moment(BackupManifest manifest) => manifest.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Size(BackupManifest manifest) =>
        (manifest.Files.Sum(f => f.Size) / 1048576.0).ToString("0.0' MB'", CultureInfo.InvariantCulture);

    private sealed record Request(string Folder, bool Replace, bool WithoutKeys, Action<long, long?, string> Progress, CancellationToken Cancellation);
}
