// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Ledger;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

public sealed class EntryIdsTests
{
    private static readonly byte[] Key = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    [Fact]
    public void The_order_of_ids_has_no_part_in_their_sum_but_how_often_they_are_there_has()
    {
        var ids = Enumerable.Range(0, 600).Select(_ => Guid.CreateVersion7()).ToArray();
        Sum(ids.Reverse()).ShouldBe(Sum(ids));
        Sum(ids.Append(ids[0])).ShouldNotBe(Sum(ids));
        Sum(ids.Append(ids[0]).Append(ids[0])).ShouldNotBe(Sum(ids));
        Sum(ids.Skip(1)).ShouldNotBe(Sum(ids));
        Sum([]).ShouldBe(UInt128.Zero);
    }

    [Fact]
    public void Ids_of_which_the_numbers_add_up_to_the_same_have_another_sum()
    {
        Guid Of(byte last) => new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last], bigEndian: true);
        Sum([Of(1), Of(4)]).ShouldNotBe(Sum([Of(2), Of(3)]));
    }

    [Fact]
    public void The_sum_depends_on_the_key()
    {
        var id = Guid.CreateVersion7();
        using var other = new IdSum(new byte[16]);
        other.Add(id);
        other.Value.ShouldNotBe(Sum([id]));
    }

    [Fact]
    public void Ids_stand_in_the_order_in_which_they_sort()
    {
        var first = Guid.Parse("00000000-0000-0001-0000-000000000000");
        var second = Guid.Parse("00000000-0000-0100-0000-000000000000");
        var ids = new byte[32];
        EntryIds.Write(ids, 0, first);
        EntryIds.Write(ids, 1, second);
        (first < second).ShouldBeTrue();
        ids.AsSpan(0, 16).SequenceCompareTo(ids.AsSpan(16)).ShouldBeLessThan(0);
        (EntryIds.At(ids, 0), EntryIds.At(ids, 1), EntryIds.At(ids, 2)).ShouldBe((first, second, null));
    }

    private static UInt128 Sum(IEnumerable<Guid> ids)
    {
        using var sum = new IdSum(Key);
        foreach (var id in ids)
        {
            sum.Add(id);
        }

        return sum.Value;
    }
}
