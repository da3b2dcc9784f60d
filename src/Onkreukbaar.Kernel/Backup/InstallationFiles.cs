// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Backup;

/// <summary>What lies in the data folder beside the databases, and where a backup keeps it.</summary>
internal sealed class InstallationFiles(Settings settings)
{
    /// <summary>Folder of a backup with the files of the data folder.</summary>
    public const string Files = "files";

    /// <summary>Folder of a backup with the signing keys.</summary>
    public const string Keys = "keys";

    /// <summary>Begin of the name of the folder in which a restore is prepared.</summary>
    public const string AsidePrefix = ".restore-";

    /// <summary>Begin of the name of the folder that holds what was there before a restore.</summary>
    public const string BeforePrefix = "before-restore-";

    private const string Backups = "backups";

    /// <summary>The file with a store's signing key.</summary>
    public string KeyFile(Zone zone) => Path.Combine(settings.KeyFolder, KeyName(zone));

    /// <summary>Name of the file with a store's signing key.</summary>
    public static string KeyName(Zone zone) => zone == Zone.Register ? "register.key" : "vault.key";

    /// <summary>Public half of the key in a file; null when there is no file.</summary>
    /// <exception cref="BackupRefusedException">The file holds no key.</exception>
    public static NoteVerifier? ReadKey(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return NoteSigner.Parse(File.ReadAllText(file).TrimEnd('\n', '\r')).Verifier;
        }
        catch (FormatException broken)
        {
            throw new BackupRefusedException($"{file} holds no signing key.", broken);
        }
    }

    /// <summary>Files of the data folder as (path relative to it, full path): without databases, keys, and what backups left there.</summary>
    /// <param name="leaveOut">A folder that is not part of the installation, wherever it is.</param>
    public IEnumerable<(string Name, string Path)> Own(string leaveOut) =>
        Below(settings.DataFolder)
            .Where(f => !IsWithin(f.Path, leaveOut) && !IsWithin(f.Path, settings.KeyFolder) && !IsDatabase(f.Path))
            .Where(f =>
            {
                var first = f.Name.Split('/')[0];
                return !first.StartsWith(AsidePrefix, StringComparison.Ordinal)
                    && !first.StartsWith(BeforePrefix, StringComparison.Ordinal)
                    && !string.Equals(first, Backups, StringComparison.Ordinal);
            });

    /// <summary>All files below a folder, ordered, as (path relative to it with slashes, full path).</summary>
    public static IEnumerable<(string Name, string Path)> Below(string folder) =>
        !Directory.Exists(folder)
            ? []
            : Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(f => (Name: Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/'), Path: f))
                .OrderBy(f => f.Name, StringComparer.Ordinal);

    /// <summary>Copies a file with its mode; folders are made.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    /// <summary>A folder that only the service account may enter: a backup holds what the vault holds.</summary>
    public static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A moment as part of a name of a file or database.</summary>
    public static string Mark(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private bool IsDatabase(string path) =>
        Enum.GetValues<Zone>()
            .Select(settings.SqliteFile)
            .Any(file => path.StartsWith(file, StringComparison.Ordinal) && path[file.Length..] is "" or "-wal" or "-shm" or "-journal");

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
