// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Backup;

/// <summary>What a restore did.</summary>
/// <param name="Manifest">The backup.</param>
/// <param name="Kept">Where the former state is, one line each; empty when there was none. The operator removes it.</param>
/// <param name="Warnings">What the operator must know or do now.</param>
public sealed record RestoreOutcome(BackupManifest Manifest, IReadOnlyList<string> Kept, IReadOnlyList<string> Warnings);

public sealed partial class StoreBackup
{
    /// <summary>
    /// Puts a backup back: checksums first, then a complete copy beside the living installation whose ledgers must verify, then the switch.
    /// Whatever fails before or during the switch leaves the former state.
    /// </summary>
    /// <param name="folder">The backup.</param>
    /// <param name="replace">Stores that hold data may be replaced; they are kept beside the new ones.</param>
    /// <param name="withoutKeys">Go on although the signing keys are neither in the backup nor here.</param>
    /// <param name="progress">Takes (done, total or null, label).</param>
    /// <param name="cancellation">Stops before the switch.</param>
    /// <exception cref="BackupRefusedException">It was not done; the message tells why.</exception>
    public async Task<RestoreOutcome> RestoreAsync(
        string folder,
        bool replace,
        bool withoutKeys,
        Action<long, long?, string> progress,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(progress);
        var source = Path.GetFullPath(folder);
        var manifest = await BackupManifest.ReadAsync(source, cancellation);
        if (!string.Equals(manifest.Engine, provider.Name, StringComparison.Ordinal))
        {
            throw new BackupRefusedException($"This is a backup of {manifest.Engine}; this installation uses {provider.Name}.");
        }

        foreach (var zone in Enum.GetValues<Zone>())
        {
            if (manifest.Store(zone).Schema > Migrator.Newest(zone, modules))
            {
                throw new BackupRefusedException($"A newer version of Onkreukbaar made this backup ({manifest.Product}); restore it with that version.");
            }
        }

        await manifest.CheckFilesAsync(source, progress, cancellation);
        var keys = Enum.GetValues<Zone>().ToDictionary(zone => zone, zone => KeysFor(zone, source, manifest, withoutKeys));
        var before = await RefuseWhenFilledAsync(replace, cancellation);
        var mark = InstallationFiles.Mark(clock.GetUtcNow());
        var aside = Path.Combine(settings.DataFolder, InstallationFiles.AsidePrefix + mark);
        InstallationFiles.CreatePrivate(aside);
        var sides = new Dictionary<Zone, string>();
        try
        {
            foreach (var store in manifest.Stores)
            {
                progress(0, null, $"Putting the {store.Zone} store beside the present one");
                var side = provider.AsideOf(connectionString(store.Zone), aside, mark);
                sides[store.Zone] = side;
                await provider.CopyInAsync(side, Path.Combine(source, store.File), cancellation);
                // An older schema is brought up to date first: live rows can only be compared in the shape that this version reads.
                await VerifyAsync(store, side, keys[store.Zone], current: null, progress, cancellation);
                await Migrator.UpAsync(store.Zone, provider, side, modules, cancellation);
                await VerifyAsync(store, side, keys[store.Zone], Subjects(store.Zone, side), progress, cancellation);
            }

            foreach (var file in manifest.Files.Where(f => f.Path.Contains('/', StringComparison.Ordinal)))
            {
                InstallationFiles.Copy(Path.Combine(source, file.Path), Path.Combine(aside, file.Path));
            }

            progress(0, null, "Switching");
            var kept = await SwitchAsync(aside, sides, before.Values.Any(b => b.Use is not StoreUse.Missing), mark, CancellationToken.None);
            return new RestoreOutcome(manifest, kept, Warnings(manifest, before, withoutKeys));
        }
        catch
        {
            foreach (var side in sides.Values)
            {
                await provider.DropAsideAsync(side);
            }

            throw;
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }
    }

    private List<TrustedKey> KeysFor(Zone zone, string source, BackupManifest manifest, bool withoutKeys)
    {
        var store = manifest.Store(zone);
        var inBackup = InstallationFiles.ReadKey(Path.Combine(source, InstallationFiles.Keys, InstallationFiles.KeyName(zone)))?.ToString();
        if (inBackup is not null && !string.Equals(inBackup, store.LedgerKey, StringComparison.Ordinal))
        {
            throw new BackupRefusedException($"The {zone} key in the backup is not the key that the manifest names.");
        }

        var here = InstallationFiles.ReadKey(files.KeyFile(zone))?.ToString();
        if (inBackup is null && store.LedgerRoot is not null)
        {
            if (here is null && !withoutKeys)
            {
                throw new BackupRefusedException(
                    $"This backup holds no keys and {files.KeyFile(zone)} is not there: without the {zone} key nothing can be added to the ledger. "
                        + "Put the key in place first, or say --without-keys and do it before you start the application."
                );
            }

            if (here is not null && store.LedgerKey is not null && !string.Equals(here, store.LedgerKey, StringComparison.Ordinal))
            {
                throw new BackupRefusedException($"{files.KeyFile(zone)} is not the key with which the ledger of this backup was signed.");
            }
        }

        var keys = Keys(store, store.LedgerKey, inBackup is null ? here : null);
        return keys.Count > 0 || store.LedgerRoot is null
            ? keys
            : throw new BackupRefusedException($"No key is known with which the ledger of the {zone} store can be verified.");
    }

    private async Task<Dictionary<Zone, (StoreUse Use, long LedgerSize)>> RefuseWhenFilledAsync(bool replace, CancellationToken cancellation)
    {
        var found = new Dictionary<Zone, (StoreUse, long)>();
        foreach (var zone in Enum.GetValues<Zone>())
        {
            var connection = connectionString(zone);
            var use = await provider.UseOfAsync(connection, lookForUsers: true, cancellation);
            if (use == StoreUse.Running && !(replace && provider.CanReplaceRunning))
            {
                throw new BackupRefusedException(
                    $"The {zone} store is in use. Stop Onkreukbaar first"
                        + (provider.CanReplaceRunning ? ", or say --replace: its connections are then ended." : "; a running process would go on with the old files.")
                );
            }

            if (use == StoreUse.Filled && !replace)
            {
                throw new BackupRefusedException($"The {zone} store exists already. Say --replace to put the backup in its place; what is there now is kept beside it.");
            }

            var size = 0L;
            if (use is StoreUse.Filled or StoreUse.Running)
            {
                try
                {
                    size = await new LedgerReader(new LedgerDatabase(provider, () => provider.Connect(provider.Unpooled(connection)))).SizeAsync(cancellation);
                }
                catch (System.Data.Common.DbException)
                {
                    // Damaged, which may be why there is a restore at all.
                }
            }

            found[zone] = (use, size);
        }

        if (!replace && InstallationFiles.Below(settings.KeyFolder).Any() && found.Values.Any(f => f.Item1 is StoreUse.Filled))
        {
            throw new BackupRefusedException($"{settings.KeyFolder} is not empty. Say --replace to put the backup in its place.");
        }

        return found;
    }

    private CurrentSubjects Subjects(Zone zone, string connection)
    {
        var services = new StoreServices(provider, modules, clock, new StoreSignals());
        return zone == Zone.Register
            ? StoreSubjects.Of(new AsideStores<RegisterStore>(provider, connection, o => new RegisterStore(o, services)))
            : StoreSubjects.Of(new AsideStores<VaultStore>(provider, connection, o => new VaultStore(o, services)));
    }

    private async Task<IReadOnlyList<string>> SwitchAsync(
        string aside,
        Dictionary<Zone, string> sides,
        bool replacing,
        string mark,
        CancellationToken cancellation
    )
    {
        var before = Path.Combine(settings.DataFolder, InstallationFiles.BeforePrefix + mark);
        var undo = new Stack<(string From, string To)>();
        void Move(string from, string to)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Move(from, to);
            undo.Push((to, from));
        }

        try
        {
            InstallationFiles.CreatePrivate(before);
            var restored = Path.Combine(aside, InstallationFiles.Files);
            foreach (var (name, path) in InstallationFiles.Below(restored).ToList())
            {
                var live = Path.Combine(settings.DataFolder, name);
                if (File.Exists(live))
                {
                    Move(live, Path.Combine(before, InstallationFiles.Files, name));
                }

                Move(path, live);
            }

            foreach (var (name, path) in InstallationFiles.Below(Path.Combine(aside, InstallationFiles.Keys)).ToList())
            {
                var live = Path.Combine(settings.KeyFolder, name);
                if (File.Exists(live))
                {
                    Move(live, Path.Combine(before, InstallationFiles.Keys, name));
                }

                Move(path, live);
            }

            // The databases come last: theirs is the step that cannot be half done.
            var stores = Enum.GetValues<Zone>().Select(zone => (Live: connectionString(zone), Side: sides[zone])).ToList();
            var kept = new List<string>(await provider.SwitchAsync(stores, before, mark, cancellation));
            if (Directory.EnumerateFileSystemEntries(before).Any())
            {
                kept.Insert(0, before);
            }
            else
            {
                Directory.Delete(before);
            }

            return replacing ? kept : [.. kept.Where(k => string.Equals(k, before, StringComparison.Ordinal))];
        }
        catch
        {
            foreach (var (from, to) in undo)
            {
                File.Move(from, to);
            }

            if (Directory.Exists(before))
            {
                Directory.Delete(before, recursive: true);
            }

            throw;
        }
    }

    private List<string> Warnings(BackupManifest manifest, Dictionary<Zone, (StoreUse Use, long LedgerSize)> before, bool withoutKeys)
    {
        List<string> warnings = [];
        foreach (var store in manifest.Stores)
        {
            if (before[store.Zone].LedgerSize > store.LedgerSize)
            {
                // Whoever kept a newer checkpoint can prove that entries are gone: better told than found out.
                warnings.Add(
                    $"The ledger of the {store.Zone} store went back from {before[store.Zone].LedgerSize} to {store.LedgerSize} entries. "
                        + "Checkpoints that were published after the backup no longer fit: publish why."
                );
            }

            if (withoutKeys && store.LedgerRoot is not null && !File.Exists(files.KeyFile(store.Zone)))
            {
                warnings.Add($"Put {files.KeyFile(store.Zone)} back before you start the application: a new key cannot continue the ledger.");
            }
        }

        return warnings;
    }

    private sealed class AsideStores<TStore>(StorageProvider provider, string connection, Func<DbContextOptions<TStore>, TStore> make)
        : IDbContextFactory<TStore>
        where TStore : Store
    {
        public TStore CreateDbContext()
        {
            var options = new DbContextOptionsBuilder<TStore>();
            provider.Configure(options, connection);
            return make(options.Options);
        }
    }
}
