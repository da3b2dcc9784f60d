// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.InteropServices;

namespace Onkreukbaar.Kernel.Crypto;

/// <summary>The calls into libsodium. Nothing outside this file talks to the native library.</summary>
internal static partial class Sodium
{
    private const string Library = "libsodium";

    public const int SignPublicKeySize = 32;
    public const int SignSeedSize = 32;
    public const int SignSecretKeySize = 64;
    public const int SignatureSize = 64;

    // sodium_init is safe to call more than once and from more than one thread; the type initializer makes it happen before any use.
    static Sodium()
    {
        if (Native.Init() < 0)
        {
            throw new InvalidOperationException("libsodium could not be initialised.");
        }
    }

    /// <summary>Derives the Ed25519 key pair that belongs to a 32-byte seed (RFC 8032).</summary>
    public static void SignKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(seed.Length, SignSeedSize, nameof(seed));
        Require(publicKey.Length, SignPublicKeySize, nameof(publicKey));
        Require(secretKey.Length, SignSecretKeySize, nameof(secretKey));
        if (Native.SignSeedKeyPair(publicKey, secretKey, seed) != 0)
        {
            throw new InvalidOperationException("libsodium made no key pair.");
        }
    }

    /// <summary>Writes the 64-byte Ed25519 signature of <paramref name="message"/>.</summary>
    public static void Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> secretKey, Span<byte> signature)
    {
        Require(secretKey.Length, SignSecretKeySize, nameof(secretKey));
        Require(signature.Length, SignatureSize, nameof(signature));
        if (Native.SignDetached(signature, 0, message, (ulong)message.Length, secretKey) != 0)
        {
            throw new InvalidOperationException("libsodium made no signature.");
        }
    }

    /// <summary>True when <paramref name="signature"/> is a valid Ed25519 signature; false for a wrong one or a wrong length.</summary>
    public static bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> publicKey) =>
        signature.Length == SignatureSize
        && publicKey.Length == SignPublicKeySize
        && Native.SignVerifyDetached(signature, message, (ulong)message.Length, publicKey) == 0;

    private static void Require(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"Must be {expected} bytes, not {actual}.", name);
        }
    }

    private static partial class Native
    {
        [LibraryImport(Library, EntryPoint = "sodium_init")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static partial int Init();

        [LibraryImport(Library, EntryPoint = "crypto_sign_seed_keypair")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static partial int SignSeedKeyPair(Span<byte> publicKey, Span<byte> secretKey, ReadOnlySpan<byte> seed);

        [LibraryImport(Library, EntryPoint = "crypto_sign_detached")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static partial int SignDetached(
            Span<byte> signature, nint signatureLength, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> secretKey);

        [LibraryImport(Library, EntryPoint = "crypto_sign_verify_detached")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static partial int SignVerifyDetached(
            ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> publicKey);
    }
}
