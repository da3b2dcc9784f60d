// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Backup;

/// <summary>What is in a backup: enough to know, before anything is touched, whether it is whole and whether it fits this installation.</summary>
public sealed record BackupManifest
{
    /// <summary>Name of the manifest in the backup's folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The layout that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Layout of the backup.</summary>
    public required int Format { get; init; }

    /// <summary>Version of the software that made it.</summary>
    public required string Product { get; init; }

    /// <summary>UTC moment at which the backup began.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary><c>sqlite</c> or <c>postgres</c>: a backup goes back to the engine that it came from.</summary>
    public required string Engine { get; init; }

    /// <summary>Whether the signing keys of the ledgers are among the files.</summary>
    public required bool KeysIncluded { get; init; }

    /// <summary>
    /// Whether both ledgers in the copy were verified when it was made. Otherwise only its files were read through, and a restore verifies them; false too in a
    /// backup of before this was noted.
    /// </summary>
    public bool LedgersVerified { get; init; }

    /// <summary>Both stores.</summary>
    public required IReadOnlyList<BackupStore> Stores { get; init; }

    /// <summary>Every file of the backup except this manifest.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>The entry of a store.</summary>
    /// <exception cref="BackupRefusedException">The backup does not have it.</exception>
    public BackupStore Store(Zone zone) =>
        Stores.FirstOrDefault(s => s.Zone == zone) ?? throw new BackupRefusedException($"The backup does not hold the {zone} store.");

    /// <summary>Writes the manifest; it comes last, so that a folder with a manifest is a finished backup.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellation)
    {
        await using var stream = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write);
        await JsonSerializer.SerializeAsync(stream, this, Json, cancellation);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Reads a manifest and checks that it can be understood.</summary>
    /// <exception cref="BackupRefusedException">There is none, it cannot be read, or a newer version wrote it.</exception>
    public static async Task<BackupManifest> ReadAsync(string folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            throw new BackupRefusedException($"{folder} holds no {FileName}: it is not a finished backup.");
        }

        BackupManifest? manifest;
        try
        {
            await using var stream = File.OpenRead(file);
            manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(stream, Json, cancellation);
        }
        catch (JsonException broken)
        {
            throw new BackupRefusedException($"{file}, line {(broken.LineNumber ?? 0) + 1}, cannot be read.", broken);
        }

        if (manifest is null || manifest.Format != CurrentFormat)
        {
            throw new BackupRefusedException($"{file} has layout {manifest?.Format}; this version reads layout {CurrentFormat}.");
        }

        // The names come from a file that anybody may have written: none may lead out of the folder.
        foreach (var path in manifest.Files.Select(f => f.Path).Concat(manifest.Stores.Select(s => s.File)))
        {
            if (Path.IsPathRooted(path) || path.Contains('\\', StringComparison.Ordinal) || path.Split('/').Any(part => part is "" or "." or ".."))
            {
                throw new BackupRefusedException($"{file} names a file outside the backup: {path}");
            }
        }

        return manifest;
    }

    /// <summary>Compares size and SHA-256 of every file with the manifest.</summary>
    /// <exception cref="BackupRefusedException">A file is missing or differs; all of them are named.</exception>
    public async Task CheckFilesAsync(string folder, Action<long, long?, string> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var wrong = new List<string>();
        var total = Files.Sum(f => f.Size);
        var done = 0L;
        foreach (var file in Files)
        {
            progress(done, total, "Checking the backup");
            var path = Path.Combine(folder, file.Path);
            if (!File.Exists(path))
            {
                wrong.Add($"{file.Path} is missing");
            }
            else if (new FileInfo(path).Length != file.Size)
            {
                wrong.Add($"{file.Path} has {new FileInfo(path).Length} bytes instead of {file.Size}");
            }
            else if (!string.Equals(await HashAsync(path, cancellation), file.Sha256, StringComparison.Ordinal))
            {
                wrong.Add($"{file.Path} was changed: its SHA-256 is another");
            }

            done += file.Size;
        }

        foreach (var store in Stores.Where(s => Files.All(f => !string.Equals(f.Path, s.File, StringComparison.Ordinal))))
        {
            wrong.Add($"{store.File} is not among the files of the manifest");
        }

        progress(total, total, "Checking the backup");
        if (wrong.Count > 0)
        {
            throw new BackupRefusedException("The backup is damaged: " + string.Join("; ", wrong) + ".");
        }
    }

    internal static async Task<string> HashAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }
}

/// <summary>A store in a backup.</summary>
/// <param name="Zone">Which store.</param>
/// <param name="File">Its copy, relative to the backup's folder.</param>
/// <param name="Schema">Number of its newest migration.</param>
/// <param name="Versions">Version rows in it.</param>
/// <param name="LedgerSize">Numbered entries of its ledger.</param>
/// <param name="LedgerRoot">Root of the ledger at that size, hexadecimal; null when it never ran.</param>
/// <param name="LedgerPending">Committed entries that still waited for a number.</param>
/// <param name="LedgerKey">Public half of the key that signs the ledger, in its text form; null when there is no key.</param>
/// <param name="LedgerFormerKeys">Keys before that one, each with the size of the log until which it counts.</param>
public sealed record BackupStore(
    Zone Zone,
    string File,
    long Schema,
    long Versions,
    long LedgerSize,
    string? LedgerRoot,
    long LedgerPending,
    string? LedgerKey,
    IReadOnlyList<string>? LedgerFormerKeys = null
);

/// <summary>A file in a backup.</summary>
/// <param name="Path">Relative to the backup's folder, with slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Hexadecimal, lower case.</param>
public sealed record BackupFile(string Path, long Size, string Sha256);

/// <summary>A backup or restore that is not done; the message tells why and what to do. Nothing was changed.</summary>
public sealed class BackupRefusedException(string message, Exception? cause = null) : Exception(message, cause);
