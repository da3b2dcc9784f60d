// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Ledger;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

public sealed class Sha256LanesTests
{
    [Fact]
    public void Every_length_around_the_block_borders_gives_the_hash_of_the_platform() => Check([.. Enumerable.Range(0, 300)]);

    [Fact]
    public void Messages_of_any_lengths_side_by_side_give_the_hashes_of_the_platform()
    {
        foreach (var lengths in Gen.Choose(0, 6000).ArrayOf().Sample(60).Append([]).Append([7]).Append([5000, 1]))
        {
            Check(lengths);
        }
    }

    private static void Check(int[] lengths)
    {
        var data = RandomNumberGenerator.GetBytes(lengths.Sum());
        var start = 0;
        var messages = lengths.Select(length => (start += length) is var end ? (end - length, length) : default).ToArray();
        foreach (var prefix in (byte?[])[null, 0x00, 0x01])
        {
            var hashes = new byte[lengths.Length * 32];
            Sha256Lanes.Hash(data, messages, prefix, hashes);
            for (var i = 0; i < messages.Length; i++)
            {
                var message = data[messages[i].Item1..(messages[i].Item1 + messages[i].Item2)];
                hashes[(i * 32)..((i * 32) + 32)].ShouldBe(SHA256.HashData(prefix is { } p ? [p, .. message] : message), $"{messages[i].Item2} bytes");
            }
        }
    }
}
