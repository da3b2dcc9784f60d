// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Ids one after the other, 16 bytes each, most significant byte first: in that order both engines sort them.</summary>
internal static class EntryIds
{
    /// <summary>Bytes of an id.</summary>
    public const int Size = 16;

    /// <summary>The id at a place; null past the end.</summary>
    public static Guid? At(ReadOnlySpan<byte> ids, int place) =>
        ids.Length >= (place + 1) * Size ? new Guid(ids.Slice(place * Size, Size), bigEndian: true) : null;

    /// <summary>Writes an id at a place.</summary>
    public static void Write(Span<byte> ids, int place, Guid id) => id.TryWriteBytes(ids[(place * Size)..], bigEndian: true, out _);
}

/// <summary>
/// A fingerprint of a collection of ids in no order, in which an id counts as often as it is there: two collections have the same sum only when they
/// are the same (MSet-Add-Hash, Clarke and others, Asiacrypt 2003; AES under a key that nobody knows beforehand as the random function). It takes 16
/// bytes however many ids there are.
/// </summary>
/// <param name="key">16 random bytes, the same for the sums that are compared and new for each comparison.</param>
internal sealed class IdSum(byte[] key) : IDisposable
{
    private const int Batch = 256;

    private readonly Aes _cipher = Create(key);
    private readonly byte[] _ids = new byte[Batch * EntryIds.Size];
    private readonly byte[] _hashes = new byte[Batch * EntryIds.Size];
    private int _waiting;
    private UInt128 _sum;

    /// <summary>The sum of all that was added.</summary>
    public UInt128 Value
    {
        get
        {
            Flush();
            return _sum;
        }
    }

    /// <summary>Adds an id.</summary>
    public void Add(Guid id)
    {
        EntryIds.Write(_ids, _waiting++, id);
        if (_waiting == Batch)
        {
            Flush();
        }
    }

    public void Dispose() => _cipher.Dispose();

    private static Aes Create(byte[] key)
    {
        var cipher = Aes.Create();
        cipher.Key = key;
        return cipher;
    }

    private void Flush()
    {
        var length = _waiting * EntryIds.Size;
        // A permutation of single blocks under a key of one use: no message is kept secret by it, so the mode without chaining is the right one.
        _cipher.EncryptEcb(_ids.AsSpan(0, length), _hashes, PaddingMode.None);
        for (var i = 0; i < length; i += EntryIds.Size)
        {
            _sum = unchecked(_sum + BinaryPrimitives.ReadUInt128BigEndian(_hashes.AsSpan(i)));
        }

        _waiting = 0;
    }
}
