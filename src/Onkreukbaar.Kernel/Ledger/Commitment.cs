// SPDX-License-Identifier: EUPL-1.2
using System.Buffers;
using System.Security.Cryptography;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Zegel: the salted hash by which a ledger entry commits to a payload without holding it. SHA-256 over the 32 bytes of salt
/// followed by the line of <see cref="SealedColumns"/> and the payload. Whoever has salt and payload can check the seal; once both are erased nothing can be guessed from it
/// (GDPR article 17), and the ledger still verifies.
/// </summary>
public static class Commitment
{
    /// <summary>Length in bytes of the hash and of the salt.</summary>
    public const int Size = 32;

    /// <summary>A fresh random salt of 32 bytes. Every version has its own, so that equal payloads cannot be recognised.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(Size);

    /// <summary>The 32-byte seal of a version: its columns and its payload.</summary>
    /// <exception cref="ArgumentException">The salt is not 32 bytes.</exception>
    public static byte[] Compute(ReadOnlySpan<byte> salt, in SealedColumns columns, ReadOnlySpan<byte> payload) =>
        Compute(salt, columns.Before(payload));

    /// <summary>The 32-byte seal of <paramref name="payload"/>, everything that is sealed.</summary>
    /// <exception cref="ArgumentException">The salt is not 32 bytes.</exception>
    public static byte[] Compute(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> payload)
    {
        var result = new byte[Size];
        Compute(salt, payload, result);
        return result;
    }

    /// <summary>Writes the seal into <paramref name="destination"/> (32 bytes) without allocating.</summary>
    /// <exception cref="ArgumentException">The salt or the destination is not 32 bytes.</exception>
    [System.Runtime.CompilerServices.SkipLocalsInit]
    public static void Compute(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        if (salt.Length != Size)
        {
            throw new ArgumentException("The salt is 32 bytes.", nameof(salt));
        }

        // One call over one contiguous buffer: an incremental hash costs about twice as much for the small payloads we have.
        var length = Size + payload.Length;
        byte[]? rented = null;
        var buffer = length <= 2048 ? stackalloc byte[2048] : rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            salt.CopyTo(buffer);
            payload.CopyTo(buffer[Size..]);
            SHA256.HashData(buffer[..length], destination);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
    }
}
