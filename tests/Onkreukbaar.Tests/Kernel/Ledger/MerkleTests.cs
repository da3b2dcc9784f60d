// SPDX-License-Identifier: EUPL-1.2
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Ledger;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

public sealed class MerkleTests
{
    // The eight leaves and roots with which the implementations of Certificate Transparency check each other.
    private static readonly string[] ReferenceLeaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] ReferenceRoots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_reference_leaves_give_the_reference_root_at_every_size()
    {
        var frontier = new MerkleFrontier();
        Convert.ToHexStringLower(frontier.Root()).ShouldBe(ReferenceRoots[0]);
        for (var i = 0; i < ReferenceLeaves.Length; i++)
        {
            frontier.Append(Hash(Convert.FromHexString(ReferenceLeaves[i])));
            Convert.ToHexStringLower(frontier.Root()).ShouldBe(ReferenceRoots[i + 1]);
        }
    }

    [Theory]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 "
        + "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b "
        + "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    public async Task The_reference_inclusion_proofs_come_out(int index, int size, string expected)
    {
        var log = ReferenceLog();
        var proof = await MerkleProof.InclusionAsync(log.ReadTile, index, size, Cancellation);
        string.Join(' ', proof.Select(Convert.ToHexStringLower)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a "
        + "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e "
        + "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public async Task The_reference_consistency_proofs_come_out(int oldSize, int newSize, string expected)
    {
        var log = ReferenceLog();
        var proof = await MerkleProof.ConsistencyAsync(log.ReadTile, oldSize, newSize, Cancellation);
        string.Join(' ', proof.Select(Convert.ToHexStringLower)).ShouldBe(expected);
    }

    [Fact]
    public async Task Between_all_sizes_up_to_70_every_inclusion_and_consistency_proof_verifies_and_no_altered_one_does()
    {
        var log = MemoryLog.OfSize(70);
        for (var size = 1; size <= log.Size; size++)
        {
            var root = log.RootByDefinition(size);
            for (var index = 0; index < size; index++)
            {
                var proof = await MerkleProof.InclusionAsync(log.ReadTile, index, size, Cancellation);
                MerkleProof.VerifyInclusion(log.Leaf(index), index, size, proof, root).ShouldBeTrue();
                MerkleProof.VerifyInclusion(log.Leaf(index), (index + 1) % size, size, proof, root).ShouldBe(size == 1);
                MerkleProof.VerifyInclusion(log.Leaf(index), index, size, [.. proof, root], root).ShouldBeFalse();
                MerkleProof.VerifyInclusion(log.Leaf(index), index, size, [.. proof.Skip(1)], root).ShouldBe(proof.Count == 0);
            }

            for (var oldSize = 0; oldSize <= size; oldSize++)
            {
                var oldRoot = log.RootByDefinition(oldSize);
                var proof = await MerkleProof.ConsistencyAsync(log.ReadTile, oldSize, size, Cancellation);
                MerkleProof.VerifyConsistency(oldSize, size, oldRoot, root, proof).ShouldBeTrue();
                MerkleProof.VerifyConsistency(oldSize, size, oldRoot, root, [.. proof, root]).ShouldBeFalse();
                MerkleProof.VerifyConsistency(oldSize, size, Flip(oldRoot, 3), root, proof).ShouldBeFalse();
                if (oldSize > 0)
                {
                    MerkleProof.VerifyConsistency(oldSize, size, oldRoot, Flip(root, 200), proof).ShouldBeFalse();
                }
            }
        }
    }

    [Fact]
    public async Task In_trees_of_any_size_a_proof_verifies_and_a_changed_bit_anywhere_breaks_it()
    {
        var log = MemoryLog.OfSize(1100);
        var cases = Gen.Choose(1, log.Size).SelectMany(size => Gen.Choose(0, size - 1).SelectMany(
            index => Gen.Choose(0, 255).Select(bit => (size, index, bit)))).Sample(120);
        foreach (var (size, index, bit) in cases)
        {
            var root = log.RootByDefinition(size);
            (await MerkleProof.RootAsync(log.ReadTile, size, Cancellation)).ShouldBe(root);

            var inclusion = await MerkleProof.InclusionAsync(log.ReadTile, index, size, Cancellation);
            MerkleProof.VerifyInclusion(log.Leaf(index), index, size, inclusion, root).ShouldBeTrue();
            MerkleProof.VerifyInclusion(Flip(log.Leaf(index), bit), index, size, inclusion, root).ShouldBeFalse();
            MerkleProof.VerifyInclusion(log.Leaf(index), index, size, inclusion, Flip(root, bit)).ShouldBeFalse();
            for (var i = 0; i < inclusion.Count; i++)
            {
                byte[][] altered = [.. inclusion];
                altered[i] = Flip(altered[i], bit);
                MerkleProof.VerifyInclusion(log.Leaf(index), index, size, altered, root).ShouldBeFalse();
            }

            var consistency = await MerkleProof.ConsistencyAsync(log.ReadTile, index, size, Cancellation);
            MerkleProof.VerifyConsistency(index, size, log.RootByDefinition(index), root, consistency).ShouldBeTrue();
            for (var i = 0; i < consistency.Count; i++)
            {
                byte[][] altered = [.. consistency];
                altered[i] = Flip(altered[i], bit);
                MerkleProof.VerifyConsistency(index, size, log.RootByDefinition(index), root, altered).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void A_frontier_grows_by_whole_subtrees_to_the_same_root()
    {
        var log = MemoryLog.OfSize(1000);
        var frontier = new MerkleFrontier();
        var tile = new byte[256 * 32];
        var subtree = new byte[32];
        for (var at = 0; at < 768; at += 256)
        {
            for (var i = 0; i < 256; i++)
            {
                log.Leaf(at + i).CopyTo(tile, i * 32);
            }

            MerkleHash.Root(tile, subtree);
            frontier.AppendSubtree(8, subtree);
        }

        for (var i = 768; i < 1000; i++)
        {
            frontier.Append(log.Leaf(i));
        }

        frontier.Root().ShouldBe(log.RootByDefinition(1000));
        Should.Throw<ArgumentException>(() => frontier.AppendSubtree(8, subtree));
    }

    [Fact]
    public void The_root_of_part_of_a_tile_is_the_root_of_that_many_leaves()
    {
        var log = MemoryLog.OfSize(256);
        var hashes = Enumerable.Range(0, 256).SelectMany(i => log.Leaf(i)).ToArray();
        var root = new byte[32];
        for (var count = 1; count <= 256; count++)
        {
            MerkleHash.Root(hashes.AsSpan(0, count * 32), root);
            root.ShouldBe(log.RootByDefinition(count));
        }
    }

    [Fact]
    public async Task A_proof_from_a_tile_that_is_too_short_is_refused()
    {
        var log = MemoryLog.OfSize(300);
        await Should.ThrowAsync<InvalidDataException>(async () => await MerkleProof.InclusionAsync(
            async (level, index, width, token) => (await log.ReadTile(level, index, width, token))[32..], 299, 300, Cancellation));
    }

    [Theory]
    [InlineData(0, 256, "000")]
    [InlineData(1234067, 256, "x001/x234/067")]
    [InlineData(1000, 17, "x001/000.p/17")]
    [InlineData(999, 1, "999.p/1")]
    public void A_tile_index_is_written_in_groups_of_three_digits(long index, int width, string path)
    {
        TileLayout.Path(index, width).ShouldBe(path);
        TileLayout.TryParsePath(path, out var readIndex, out var readWidth).ShouldBeTrue();
        (readIndex, readWidth).ShouldBe((index, width));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0001")]
    [InlineData("x000/001")]
    [InlineData("001/002")]
    [InlineData("x001")]
    [InlineData("000.p/0")]
    [InlineData("000.p/256")]
    [InlineData("000.p/01")]
    [InlineData("000.p/")]
    [InlineData("-01")]
    [InlineData("x001/x000/x000/x000/x000/x000/000")]
    [InlineData("../../etc/passwd")]
    public void Any_other_spelling_of_a_tile_index_is_refused(string path) =>
        TileLayout.TryParsePath(path, out _, out _).ShouldBeFalse();

    [Fact]
    public void The_tile_widths_of_70000_entries_are_those_of_the_specification()
    {
        // The worked example in C2SP tlog-tiles.
        TileLayout.Levels(70_000).ShouldBe(3);
        TileLayout.WidthAt(0, 272, 70_000).ShouldBe(256);
        TileLayout.WidthAt(0, 273, 70_000).ShouldBe(112);
        TileLayout.WidthAt(1, 0, 70_000).ShouldBe(256);
        TileLayout.WidthAt(1, 1, 70_000).ShouldBe(17);
        TileLayout.WidthAt(2, 0, 70_000).ShouldBe(1);
        TileLayout.WidthAt(0, 274, 70_000).ShouldBe(0);
    }

    [Fact]
    public void A_bundle_gives_its_entries_back_and_a_broken_one_is_refused()
    {
        byte[][] entries = [[], [1], [.. Enumerable.Repeat((byte)7, 300)]];
        var bundle = new byte[entries.Sum(e => EntryBundle.SizeOf(e.Length))];
        var at = 0;
        foreach (var entry in entries)
        {
            at += EntryBundle.Write(entry, bundle.AsSpan(at));
        }

        Convert.ToHexStringLower(bundle[..5]).ShouldBe("0000000101");
        var hashes = new byte[256 * 32];
        EntryBundle.HashLeaves(bundle, hashes).ShouldBe(3);
        for (var i = 0; i < 3; i++)
        {
            hashes.AsSpan(i * 32, 32).ToArray().ShouldBe(Hash(entries[i]));
        }

        Should.Throw<InvalidDataException>(() => EntryBundle.HashLeaves(bundle.AsSpan(0, bundle.Length - 1), hashes));
        Should.Throw<InvalidDataException>(() => EntryBundle.HashLeaves(new byte[2 * 257], new byte[300 * 32]));
    }

    private static MemoryLog ReferenceLog()
    {
        var log = new MemoryLog();
        foreach (var leaf in ReferenceLeaves)
        {
            log.Add(Convert.FromHexString(leaf));
        }

        return log;
    }

    private static byte[] Hash(byte[] entry)
    {
        var hash = new byte[32];
        MerkleHash.Leaf(entry, hash);
        return hash;
    }

    private static byte[] Flip(byte[] hash, int bit)
    {
        var copy = (byte[])hash.Clone();
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
