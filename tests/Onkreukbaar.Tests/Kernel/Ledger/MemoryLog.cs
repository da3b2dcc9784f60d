// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;

namespace Onkreukbaar.Tests.Kernel.Ledger;

/// <summary>A whole log in memory, with the tree hash computed straight from its definition in RFC 6962 §2.1 as an independent oracle.</summary>
internal sealed class MemoryLog
{
    private readonly List<byte[]> _leaves = [];

    public static MemoryLog OfSize(int size)
    {
        var log = new MemoryLog();
        for (var i = 0; i < size; i++)
        {
            log.Add(BitConverter.GetBytes(i));
        }

        return log;
    }

    public int Size => _leaves.Count;

    public byte[] Leaf(long index) => _leaves[(int)index];

    public void Add(byte[] entry) => _leaves.Add(SHA256.HashData([0x00, .. entry]));

    public byte[] RootByDefinition(int size) => ByDefinition(0, size);

    public ValueTask<ReadOnlyMemory<byte>> ReadTile(int level, long index, int width, CancellationToken cancellation)
    {
        var span = 1 << (8 * level);
        var tile = new byte[width * 32];
        for (var i = 0; i < width; i++)
        {
            var from = (int)((index * 256) + i) * span;
            ByDefinition(from, from + span).CopyTo(tile, i * 32);
        }

        return ValueTask.FromResult<ReadOnlyMemory<byte>>(tile);
    }

    private byte[] ByDefinition(int from, int to)
    {
        if (from == to)
        {
            return SHA256.HashData([]);
        }

        if (to - from == 1)
        {
            return _leaves[from];
        }

        var k = 1;
        while (2 * k < to - from)
        {
            k *= 2;
        }

        return SHA256.HashData([0x01, .. ByDefinition(from, from + k), .. ByDefinition(from + k, to)]);
    }
}
