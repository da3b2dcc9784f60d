// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Vertrouwde sleutel: a key whose signature on a checkpoint counts. A key that was replaced counts for the log as it was then: with the old
/// secret nobody can sign a longer log.
/// </summary>
/// <param name="Key">The public half.</param>
/// <param name="Until">Size of the log at which the key was replaced; null for the present key.</param>
public sealed record TrustedKey(NoteVerifier Key, long? Until = null)
{
    /// <summary>True when the note is a checkpoint of <paramref name="size"/> entries that this key signed while it was in use.</summary>
    public bool HasSigned(SignedNote note, long size) => !(size > Until) && note.IsSignedBy(Key);

    /// <summary>Reads the text form: the key, and behind a space the size until which it counts.</summary>
    /// <exception cref="FormatException">Not such a line.</exception>
    public static TrustedKey Parse(string text)
    {
        var parts = text.Split(' ');
        return parts is [var present] ? new TrustedKey(NoteVerifier.Parse(present))
            : parts is [var former, var until] && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                ? new TrustedKey(NoteVerifier.Parse(former), size)
                : throw new FormatException("A trusted key is a key, or a key and the size until which it counts.");
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Until is { } size ? string.Create(CultureInfo.InvariantCulture, $"{Key} {size}") : Key.ToString();
}

/// <summary>The key files of one ledger: the secret of today, and the public halves of those before it.</summary>
/// <param name="path">File of the secret key.</param>
/// <param name="name">Name of a new key.</param>
internal sealed class LedgerKeyring(string path, string name)
{
    /// <summary>The key that signs now; made at first use. Read each time, so that every process notices that it was replaced.</summary>
    public NoteSigner Signer() => NoteSigner.LoadOrCreate(path, name);

    /// <summary>All keys whose signatures count, the present one first.</summary>
    public IReadOnlyList<TrustedKey> Trusted() => [new TrustedKey(Signer().Verifier), .. Former(path)];

    /// <summary>All keys that there are, without making one: who only looks must be able to on a disk that is full or read-only.</summary>
    public IReadOnlyList<TrustedKey> Present() => File.Exists(path) ? Trusted() : Former(path);

    /// <summary>The keys before the present one.</summary>
    /// <exception cref="SettingsException">The file is damaged.</exception>
    public static IReadOnlyList<TrustedKey> Former(string path)
    {
        var file = FormerFile(path);
        try
        {
            return File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => line.Length > 0).Select(TrustedKey.Parse)] : [];
        }
        catch (FormatException damaged)
        {
            throw new SettingsException($"{file}: {damaged.Message}", damaged);
        }
    }

    /// <summary>Puts a new key in the place of the present one. Killed in between, the present one is in use and in both files, which harms nothing.</summary>
    /// <param name="next">The new key.</param>
    /// <param name="size">Size of the log that the present key signed last.</param>
    public void Replace(NoteSigner next, long size)
    {
        var former = FormerFile(path);
        var temporary = former + ".new";
        File.WriteAllLines(temporary, [.. Former(path).Append(new TrustedKey(Signer().Verifier, size)).Select(key => key.ToString())]);
        File.Move(temporary, former, overwrite: true);
        next.Write(path, overwrite: true);
    }

    private static string FormerFile(string path) => Path.ChangeExtension(path, ".former");
}
