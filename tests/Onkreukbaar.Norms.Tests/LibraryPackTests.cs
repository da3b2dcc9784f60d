// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>The packed library says what its files say, and nothing else is ever taken for it.</summary>
public sealed class LibraryPackTests : IDisposable
{
    private const string Ban = """
        forbids: { proef.a: true }
        examples:
          - { facts: { proef.a: true }, gives: in-strijd }
          - { facts: { proef.a: false }, gives: toegestaan }
          - { facts: { proef.kleur: rood }, gives: niet-te-bepalen }
          - { facts: {}, gives: niet-van-toepassing }
        """;

    private readonly TestLibrary folder = new();

    private string PackFile => Path.Combine(folder.Folder, "library.pack");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_packed_library_answers_every_example_as_its_files_do()
    {
        var plain = LibraryLoader.TryLoad(LibraryLoader.Shipped, [])!;
        using var copy = new TestLibrary(LibraryLoader.Shipped);
        File.WriteAllBytes(Path.Combine(copy.Folder, "library.pack"), LibraryLoader.Pack(copy.Folder));
        LibraryPack.TryRead(copy.Folder).ShouldNotBeNull();
        var packed = copy.Load();

        packed.Norms.Select(n => (n.Id, n.Origin, n.Validity, n.Text, n.Explanation, n.Source)).ShouldBe(plain.Norms.Select(n => (n.Id, n.Origin, n.Validity, n.Text, n.Explanation, n.Source)));
        foreach (var example in plain.Norms.SelectMany(n => n.Examples))
        {
            var asked = new Question(example.Date, example.Office, example.BodyKind, example.Facts);
            Answer(packed, asked).ShouldBe(Answer(plain, asked));
        }

        packed.Norms.SelectMany(n => n.Examples).Select(e => (e.Origin, e.Gives, e.By, e.Cents)).ShouldBe(plain.Norms.SelectMany(n => n.Examples).Select(e => (e.Origin, e.Gives, e.By, e.Cents)));
    }

    [Fact]
    public void A_pack_of_other_files_is_not_used()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban));
        File.WriteAllBytes(PackFile, LibraryLoader.Pack(folder.Folder));
        LibraryPack.TryRead(folder.Folder).ShouldNotBeNull();

        folder.Act(TestLibrary.Norm("proef-2", "prohibited-act", Ban), from: "2024-01-01");
        LibraryPack.TryRead(folder.Folder).ShouldBeNull();
        folder.Load().Norms.Select(n => n.Id).ShouldBe(["proef-1", "proef-2"]);
    }

    // Any damage: cut short, one bit turned in the head, one bit turned in the content.
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void A_damaged_pack_is_not_used(double where)
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban));
        var pack = LibraryLoader.Pack(folder.Folder);
        File.WriteAllBytes(PackFile, pack[..(int)(pack.Length * where)]);
        LibraryPack.TryRead(folder.Folder).ShouldBeNull();

        pack[(int)(pack.Length * where)] ^= 1;
        File.WriteAllBytes(PackFile, pack);
        LibraryPack.TryRead(folder.Folder).ShouldBeNull();
        folder.Load().Norms.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_library_with_a_wrong_example_is_not_packed()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban.Replace("gives: in-strijd", "gives: toegestaan", StringComparison.Ordinal)));
        Should.Throw<BrokenLibraryException>(() => LibraryLoader.Pack(folder.Folder)).Message.ShouldContain("statute/proefwet/2020-01-01.yaml:");
    }

    private static string Answer(NormLibrary library, Question question) => JsonSerializer.Serialize(NormAnswer.Of(library, question, true), NormAnswer.Json);
}
