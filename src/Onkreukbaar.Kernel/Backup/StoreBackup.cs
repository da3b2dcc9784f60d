// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Backup;

/// <summary>
/// Copies both stores, the files and the keys to a folder while the application runs, and puts them back. A restore is prepared and proved
/// beside the living installation; only then do the two change places.
/// </summary>
/// <param name="settings">The installation.</param>
/// <param name="provider">Its database engine.</param>
/// <param name="modules">Its modules, for the schema and the live rows.</param>
/// <param name="connectionString">Connection string of a store.</param>
/// <param name="clock">The clock.</param>
public sealed partial class StoreBackup(
    Settings settings,
    StorageProvider provider,
    ModuleSet modules,
    Func<Zone, string> connectionString,
    TimeProvider clock
)
{
    private readonly InstallationFiles files = new(settings);

    /// <summary>Makes a backup. The folder appears only when it is complete and its copies were verified.</summary>
    /// <param name="folder">Where it goes; made when missing.</param>
    /// <param name="replace">A backup that is there already may be replaced.</param>
    /// <param name="withoutKeys">Leave the signing keys out, or do without them when they are missing.</param>
    /// <param name="progress">Takes (done, total or null, label).</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="BackupRefusedException">It was not made; the message tells why.</exception>
    public async Task<BackupManifest> CreateAsync(
        string folder,
        bool replace,
        bool withoutKeys,
        Action<long, long?, string> progress,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(progress);
        var target = Path.GetFullPath(folder);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            if (!replace)
            {
                throw new BackupRefusedException($"{target} is not empty. Choose another folder, or say --replace to overwrite the backup in it.");
            }

            // Only a backup is replaced: --replace with a wrong folder must not wipe somebody's documents.
            if (!File.Exists(Path.Combine(target, BackupManifest.FileName)))
            {
                throw new BackupRefusedException($"{target} holds something else than a backup; it is left alone.");
            }
        }

        foreach (var zone in Enum.GetValues<Zone>())
        {
            if (await provider.UseOfAsync(connectionString(zone), lookForUsers: false, cancellation) is StoreUse.Missing or StoreUse.Empty)
            {
                throw new BackupRefusedException($"There is no {zone} store to back up in this installation ({settings.DataFolder}).");
            }
        }

        var partial = $"{target}.{InstallationFiles.Mark(clock.GetUtcNow())}.partial";
        InstallationFiles.CreatePrivate(partial);
        try
        {
            var manifest = await FillAsync(partial, target, withoutKeys, progress, cancellation);
            await manifest.CheckFilesAsync(partial, progress, cancellation);
            manifest = manifest with { LedgersVerified = await ProveAsync(partial, manifest, progress, cancellation) };
            await manifest.WriteAsync(partial, cancellation);
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            Directory.Move(partial, target);
            return manifest;
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    private async Task<BackupManifest> FillAsync(
        string partial,
        string target,
        bool withoutKeys,
        Action<long, long?, string> progress,
        CancellationToken cancellation
    )
    {
        var created = clock.GetUtcNow().UtcDateTime;
        List<BackupStore> stores = [];
        foreach (var zone in Enum.GetValues<Zone>())
        {
            var name = zone == Zone.Register ? "register" : "vault";
            var file = $"{name}.{provider.CopyExtension}";
            BackupStore? store = null;
            await provider.CopyOutAsync(
                connectionString(zone),
                Path.Combine(partial, file),
                async connection => store = await DescribeAsync(zone, file, connection, cancellation),
                (done, total) => progress(done, total, $"Copying the {name}"),
                cancellation
            );
            stores.Add(store!);
        }

        if (!withoutKeys && stores.FirstOrDefault(s => s.LedgerRoot is not null && s.LedgerKey is null) is { } keyless)
        {
            throw new BackupRefusedException(
                $"{files.KeyFile(keyless.Zone)} is missing: without it nothing can be added to the ledger after a restore. "
                    + "Put the key back, or say --without-keys when you keep the keys elsewhere."
            );
        }

        foreach (var (name, path) in files.Own(leaveOut: partial).Where(f => !f.Path.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            cancellation.ThrowIfCancellationRequested();
            InstallationFiles.Copy(path, Path.Combine(partial, InstallationFiles.Files, name));
        }

        if (!withoutKeys)
        {
            foreach (var (name, path) in InstallationFiles.Below(settings.KeyFolder))
            {
                InstallationFiles.Copy(path, Path.Combine(partial, InstallationFiles.Keys, name));
            }
        }

        List<BackupFile> listed = [];
        foreach (var (name, path) in InstallationFiles.Below(partial))
        {
            listed.Add(new BackupFile(name, new FileInfo(path).Length, await BackupManifest.HashAsync(path, cancellation)));
        }

        return new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Product = typeof(StoreBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?",
            CreatedAt = created,
            Engine = provider.Name,
            KeysIncluded = !withoutKeys && stores.Exists(s => s.LedgerKey is not null),
            Stores = stores,
            Files = listed,
        };
    }

    private async Task<BackupStore> DescribeAsync(Zone zone, string file, DbConnection connection, CancellationToken cancellation)
    {
        var head = await LedgerDatabase.ReadHeadAsync(connection, cancellation);
        return new BackupStore(
            zone,
            file,
            await SchemaAsync(connection, cancellation),
            await LedgerDatabase.CountAsync(connection, "version", cancellation),
            head?.Size ?? 0,
            head is null ? null : Convert.ToHexStringLower(head.Root),
            await LedgerDatabase.CountAsync(connection, "ledger_pending", cancellation),
            InstallationFiles.ReadKey(files.KeyFile(zone))?.ToString(),
            [.. LedgerKeyring.Former(files.KeyFile(zone)).Select(key => key.ToString())]
        );
    }

    private static async Task<long> SchemaAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = LedgerDatabase.Command(connection, "SELECT max(\"Version\") FROM \"VersionInfo\"");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    /// <summary>Reads each copy through, and verifies its ledger as a restore would.</summary>
    /// <returns>False when a ledger could not be looked at: there is no key, or the account may not make the database that it takes.</returns>
    private async Task<bool> ProveAsync(string folder, BackupManifest manifest, Action<long, long?, string> progress, CancellationToken cancellation)
    {
        var all = true;
        foreach (var store in manifest.Stores)
        {
            progress(0, null, $"Reading the copy of the {store.Zone} store back");
            var file = Path.Combine(folder, store.File);
            var copy = await provider.ReadBackAsync(file, cancellation);
            if (store.LedgerKey is null && store.LedgerRoot is not null)
            {
                all = false;
            }
            else if (copy is not null)
            {
                await VerifyAsync(store, copy, Keys(store, store.LedgerKey), current: null, progress, cancellation);
            }
            else if (await provider.MayMakeAsideAsync(connectionString(store.Zone), cancellation))
            {
                var side = provider.AsideOf(connectionString(store.Zone), folder, InstallationFiles.Mark(clock.GetUtcNow()) + "_proof");
                try
                {
                    await provider.CopyInAsync(side, file, cancellation);
                    await VerifyAsync(store, side, Keys(store, store.LedgerKey), current: null, progress, cancellation);
                }
                finally
                {
                    await provider.DropAsideAsync(side);
                }
            }
            else
            {
                all = false;
            }
        }

        return all;
    }

    private static List<TrustedKey> Keys(BackupStore store, params ReadOnlySpan<string?> texts)
    {
        List<TrustedKey> keys = [.. (store.LedgerFormerKeys ?? []).Select(TrustedKey.Parse)];
        foreach (var text in texts)
        {
            if (text is not null)
            {
                keys.Add(new TrustedKey(NoteVerifier.Parse(text)));
            }
        }

        return keys;
    }

    private async Task<LedgerReport> VerifyAsync(
        BackupStore store,
        string copy,
        IReadOnlyList<TrustedKey> keys,
        CurrentSubjects? current,
        Action<long, long?, string> progress,
        CancellationToken cancellation
    )
    {
        var database = new LedgerDatabase(provider, () => provider.Connect(copy));
        var report = await new LedgerVerifier(database, () => keys, current).VerifyAsync(
            progress: (done, total) => progress(done, total, $"Verifying the ledger of the {store.Zone} store"),
            cancellation: cancellation
        );
        if (report.First is { } finding)
        {
            throw new BackupRefusedException($"The ledger of the {store.Zone} store does not verify: {finding}");
        }

        await using var connection = await database.OpenAsync(cancellation);
        var head = await LedgerDatabase.ReadHeadAsync(connection, cancellation);
        var root = head is null ? null : Convert.ToHexStringLower(head.Root);
        if ((head?.Size ?? 0) != store.LedgerSize || !string.Equals(root, store.LedgerRoot, StringComparison.Ordinal))
        {
            throw new BackupRefusedException($"The {store.Zone} store has another ledger than the manifest says.");
        }

        var versions = await LedgerDatabase.CountAsync(connection, "version", cancellation);
        return versions == store.Versions
            ? report
            : throw new BackupRefusedException($"The {store.Zone} store has {versions} versions; the manifest says {store.Versions}.");
    }
}
