// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Onkreukbaar.Kernel.Crypto;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Controlesleutel: the public half of the key with which a ledger signs its checkpoints (C2SP signed-note, Ed25519). Its text form,
/// <c>naam+1a2b3c4d+base64</c>, is what the outside world must know beforehand to check a checkpoint.
/// </summary>
public sealed class NoteVerifier
{
    internal const byte Ed25519 = 0x01;

    private readonly byte[] _publicKey;

    private NoteVerifier(string name, byte[] publicKey)
    {
        Name = name;
        _publicKey = publicKey;
        KeyId = ComputeKeyId(name, publicKey);
    }

    /// <summary>Name of the key; for a ledger the same as the origin of its checkpoints.</summary>
    public string Name { get; }

    /// <summary>First four bytes (big-endian) of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). A handle, not a proof.</summary>
    public uint KeyId { get; }

    /// <summary>Makes a verifier from a 32-byte Ed25519 public key.</summary>
    /// <exception cref="FormatException">The name is empty or holds white space or a plus sign, or the key is not 32 bytes.</exception>
    public static NoteVerifier Create(string name, ReadOnlySpan<byte> publicKey)
    {
        RequireName(name);
        return publicKey.Length == Sodium.SignPublicKeySize
            ? new NoteVerifier(name, publicKey.ToArray())
            : throw new FormatException("An Ed25519 public key is 32 bytes.");
    }

    /// <summary>Reads the text form; the key id in it must be the right one.</summary>
    /// <exception cref="FormatException">Not the text form of an Ed25519 verification key.</exception>
    public static NoteVerifier Parse(string text)
    {
        var verifier = Create(SplitKey(text, Sodium.SignPublicKeySize, out var keyId, out var key), key);
        return verifier.KeyId == keyId ? verifier : throw new FormatException("The key id does not belong to the key.");
    }

    /// <summary>True when <paramref name="signature"/> (64 bytes) is this key's signature over <paramref name="text"/>.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => Sodium.Verify(text, signature, _publicKey);

    /// <summary>The text form, for publication.</summary>
    public override string ToString() => Join(Name, KeyId, _publicKey);

    internal static void RequireName(string name)
    {
        if (name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+'))
        {
            throw new FormatException("A key name is not empty and holds no white space or plus sign.");
        }
    }

    internal static string Join(string name, uint keyId, ReadOnlySpan<byte> key)
    {
        Span<byte> typed = stackalloc byte[1 + key.Length];
        typed[0] = Ed25519;
        key.CopyTo(typed[1..]);
        return string.Create(CultureInfo.InvariantCulture, $"{name}+{keyId:x8}+{Convert.ToBase64String(typed)}");
    }

    internal static string SplitKey(string text, int keySize, out uint keyId, out byte[] key)
    {
        // Base64 may hold a plus sign, a name may not.
        var parts = text.Split('+', 3);
        if (parts.Length != 3
            || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out keyId)
            || !string.Equals(parts[1], keyId.ToString("x8", CultureInfo.InvariantCulture), StringComparison.Ordinal))
        {
            throw new FormatException("A key is written as name+id+key.");
        }

        var typed = StrictBase64.Decode(parts[2]);
        if (typed is null || typed.Length != 1 + keySize || typed[0] != Ed25519)
        {
            throw new FormatException("The key is not an Ed25519 key.");
        }

        key = typed[1..];
        return parts[0];
    }

    private static uint ComputeKeyId(string name, ReadOnlySpan<byte> publicKey)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(name) + 2 + publicKey.Length];
        var at = Encoding.UTF8.GetBytes(name, bytes);
        bytes[at] = (byte)'\n';
        bytes[at + 1] = Ed25519;
        publicKey.CopyTo(bytes.AsSpan(at + 2));
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(bytes));
    }
}

/// <summary>
/// Ondertekensleutel: the secret half. It lives in a file that only the service account can read, and has no way out of this class:
/// <see cref="ToString"/> gives the public half, so that a log line can never hold the secret.
/// </summary>
public sealed class NoteSigner
{
    private const string SecretPrefix = "PRIVATE+KEY+";

    private readonly byte[] _secretKey = new byte[Sodium.SignSecretKeySize];

    private NoteSigner(string name, ReadOnlySpan<byte> seed)
    {
        Span<byte> publicKey = stackalloc byte[Sodium.SignPublicKeySize];
        Sodium.SignKeyPair(seed, publicKey, _secretKey);
        Verifier = NoteVerifier.Create(name, publicKey);
    }

    /// <summary>The public half.</summary>
    public NoteVerifier Verifier { get; }

    /// <summary>A new random key, kept nowhere.</summary>
    public static NoteSigner Generate(string name)
    {
        NoteVerifier.RequireName(name);
        Span<byte> seed = stackalloc byte[Sodium.SignSeedSize];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new NoteSigner(name, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Reads the customary text form of a secret note key, <c>PRIVATE+KEY+naam+1a2b3c4d+base64</c>.</summary>
    /// <exception cref="FormatException">Not such a key. The message never quotes the text.</exception>
    public static NoteSigner Parse(string text)
    {
        if (!text.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            throw new FormatException("Not a secret note key.");
        }

        var name = NoteVerifier.SplitKey(text[SecretPrefix.Length..], Sodium.SignSeedSize, out var keyId, out var seed);
        try
        {
            NoteVerifier.RequireName(name);
            var signer = new NoteSigner(name, seed);
            return signer.Verifier.KeyId == keyId ? signer : throw new FormatException("The key id does not belong to the key.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>
    /// Reads the key file, or makes one (mode 0600) when there is none. Two processes that start at once end up with the same key.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Name of a new key. A key that exists keeps its name: the identity of a log outlives the address of its site.</param>
    /// <exception cref="InvalidOperationException">The file can be read or written by others.</exception>
    /// <exception cref="FormatException">The file holds no key.</exception>
    public static NoteSigner LoadOrCreate(string path, string name)
    {
        if (!File.Exists(path))
        {
            Generate(name).Write(path, overwrite: false);
        }

        const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            throw new InvalidOperationException($"The key file {path} is open to others; make it mode 0600.");
        }

        return Parse(File.ReadAllText(path).TrimEnd('\n', '\r'));
    }

    /// <summary>The 64-byte Ed25519 signature over <paramref name="text"/>.</summary>
    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        var signature = new byte[Sodium.SignatureSize];
        Sodium.Sign(text, _secretKey, signature);
        return signature;
    }

    /// <summary>The public half as text; never the secret.</summary>
    public override string ToString() => Verifier.ToString();

    /// <summary>Writes the secret to its file (mode 0600). Of two processes that write at once without overwriting, the first wins.</summary>
    internal void Write(string path, bool overwrite)
    {
        var full = Path.GetFullPath(path);
        var directory = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(directory);
        // The seed is the first half of libsodium's secret key.
        var text = SecretPrefix + NoteVerifier.Join(Verifier.Name, Verifier.KeyId, _secretKey.AsSpan(0, Sodium.SignSeedSize)) + "\n";
        var temporary = Path.Combine(directory, Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            // Moved into place whole, so that no process ever reads half a key; the loser of a race uses the winner's key.
            File.Move(temporary, full, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(full))
        {
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

/// <summary>Base64 with exactly one accepted spelling per value; the framework's decoder skips white space.</summary>
internal static class StrictBase64
{
    /// <summary>The bytes, or null when the text is not the standard spelling of any bytes.</summary>
    public static byte[]? Decode(string text)
    {
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, buffer, out var count)
            && string.Equals(Convert.ToBase64String(buffer, 0, count), text, StringComparison.Ordinal)
            ? buffer[..count]
            : null;
    }
}
