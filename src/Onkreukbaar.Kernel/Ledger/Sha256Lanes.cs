// SPDX-License-Identifier: EUPL-1.2
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// SHA-256 of many short messages at once, sixteen side by side in the lanes of AVX-512. A single call of the platform's SHA-256 costs some 350 ns
/// before it hashes anything, several times the work itself for a message of two blocks. Without AVX-512 it makes those single calls.
/// </summary>
internal static unsafe class Sha256Lanes
{
    private const int Lanes = 16;
    private const int BlockSize = 64;

    // Longer messages gain nothing here and would make the scratch space large.
    private const int MaxMessage = 4096;

    private static ReadOnlySpan<uint> Initial =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>
    /// Writes 32 bytes per message into <paramref name="hashes"/>, which may overlap the data only if message <c>i</c> starts at or after byte 32·i.
    /// </summary>
    /// <param name="data">Holds the messages.</param>
    /// <param name="messages">Start and length of each message in the data.</param>
    /// <param name="prefix">A byte to put before each message; null for none.</param>
    /// <param name="hashes">Receives the hashes.</param>
    public static void Hash(ReadOnlySpan<byte> data, ReadOnlySpan<(int Start, int Length)> messages, byte? prefix, Span<byte> hashes)
    {
        var done = 0;
        if (Avx512F.IsSupported)
        {
            for (; messages.Length - done >= Lanes / 2; done += Math.Min(Lanes, messages.Length - done))
            {
                var group = messages.Slice(done, Math.Min(Lanes, messages.Length - done));
                var longest = 0;
                foreach (var (_, length) in group)
                {
                    longest = Math.Max(longest, length);
                }

                if (longest > MaxMessage)
                {
                    HashSingly(data, group, prefix, hashes[(done * 32)..]);
                }
                else
                {
                    HashGroup(data, group, longest, prefix, hashes[(done * 32)..]);
                }
            }
        }

        HashSingly(data, messages[done..], prefix, hashes[(done * 32)..]);
    }

    [SkipLocalsInit]
    private static void HashSingly(ReadOnlySpan<byte> data, ReadOnlySpan<(int Start, int Length)> messages, byte? prefix, Span<byte> hashes)
    {
        Span<byte> small = stackalloc byte[1024];
        for (var i = 0; i < messages.Length; i++)
        {
            var message = data.Slice(messages[i].Start, messages[i].Length);
            if (prefix is not { } first)
            {
                SHA256.HashData(message, hashes.Slice(i * 32, 32));
            }
            else if (message.Length < small.Length)
            {
                small[0] = first;
                message.CopyTo(small[1..]);
                SHA256.HashData(small[..(message.Length + 1)], hashes.Slice(i * 32, 32));
            }
            else
            {
                SHA256.HashData([first, .. message], hashes.Slice(i * 32, 32));
            }
        }
    }

    [SkipLocalsInit]
    private static void HashGroup(ReadOnlySpan<byte> data, ReadOnlySpan<(int Start, int Length)> messages, int longest, byte? prefix, Span<byte> hashes)
    {
        var extra = prefix is null ? 0 : 1;
        var stride = Blocks(longest + extra) * BlockSize;
        var rented = ArrayPool<byte>.Shared.Rent(stride * Lanes);
        var counts = stackalloc uint[Lanes];
        new Span<uint>(counts, Lanes).Clear();
        for (var lane = 0; lane < messages.Length; lane++)
        {
            var length = messages[lane].Length + extra;
            var blocks = Blocks(length);
            counts[lane] = (uint)blocks;
            var padded = rented.AsSpan(lane * stride, blocks * BlockSize);
            if (prefix is { } first)
            {
                padded[0] = first;
            }

            data.Slice(messages[lane].Start, messages[lane].Length).CopyTo(padded[extra..]);
            padded[length] = 0x80;
            padded[(length + 1)..^8].Clear();
            BinaryPrimitives.WriteUInt64BigEndian(padded[^8..], (ulong)length * 8);
        }

        var state = stackalloc Vector512<uint>[8];
        for (var i = 0; i < 8; i++)
        {
            state[i] = Vector512.Create(Initial[i]);
        }

        fixed (byte* lanes = rented)
        {
            Compress(state, lanes, stride, counts, stride / BlockSize);
        }

        ArrayPool<byte>.Shared.Return(rented);
        for (var lane = 0; lane < messages.Length; lane++)
        {
            for (var i = 0; i < 8; i++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(hashes[((lane * 32) + (i * 4))..], ((uint*)(state + i))[lane]);
            }
        }
    }

    private static int Blocks(int length) => (length + 9 + BlockSize - 1) / BlockSize;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compress(Vector512<uint>* state, byte* lanes, int stride, uint* counts, int blocks)
    {
        var w = stackalloc Vector512<uint>[64];
        var words = (uint*)w;
        var laneBlocks = Vector512.Load(counts);
        fixed (uint* k = Constants)
        {
            for (var block = 0; block < blocks; block++)
            {
                // Word t of all lanes side by side. Lanes whose message has ended carry on with rubbish, which is not kept.
                for (var lane = 0; lane < Lanes; lane++)
                {
                    var source = (uint*)(lanes + (lane * stride) + (block * BlockSize));
                    for (var t = 0; t < 16; t++)
                    {
                        words[(t * Lanes) + lane] = BinaryPrimitives.ReverseEndianness(source[t]);
                    }
                }

                for (var t = 16; t < 64; t++)
                {
                    var w15 = w[t - 15];
                    var w2 = w[t - 2];
                    var s0 = Avx512F.RotateRight(w15, 7) ^ Avx512F.RotateRight(w15, 18) ^ (w15 >>> 3);
                    var s1 = Avx512F.RotateRight(w2, 17) ^ Avx512F.RotateRight(w2, 19) ^ (w2 >>> 10);
                    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
                }

                var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
                var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
                for (var t = 0; t < 64; t++)
                {
                    var s1 = Avx512F.RotateRight(e, 6) ^ Avx512F.RotateRight(e, 11) ^ Avx512F.RotateRight(e, 25);
                    var t1 = h + s1 + ((e & f) ^ Vector512.AndNot(g, e)) + Vector512.Create(k[t]) + w[t];
                    var s0 = Avx512F.RotateRight(a, 2) ^ Avx512F.RotateRight(a, 13) ^ Avx512F.RotateRight(a, 22);
                    var t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
                    h = g;
                    g = f;
                    f = e;
                    e = d + t1;
                    d = c;
                    c = b;
                    b = a;
                    a = t1 + t2;
                }

                var running = Vector512.GreaterThan(laneBlocks, Vector512.Create((uint)block));
                state[0] = Vector512.ConditionalSelect(running, state[0] + a, state[0]);
                state[1] = Vector512.ConditionalSelect(running, state[1] + b, state[1]);
                state[2] = Vector512.ConditionalSelect(running, state[2] + c, state[2]);
                state[3] = Vector512.ConditionalSelect(running, state[3] + d, state[3]);
                state[4] = Vector512.ConditionalSelect(running, state[4] + e, state[4]);
                state[5] = Vector512.ConditionalSelect(running, state[5] + f, state[5]);
                state[6] = Vector512.ConditionalSelect(running, state[6] + g, state[6]);
                state[7] = Vector512.ConditionalSelect(running, state[7] + h, state[7]);
            }
        }
    }
}
