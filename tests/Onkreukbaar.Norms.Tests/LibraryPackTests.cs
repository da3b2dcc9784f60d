// SPDX-License-Identifier: EUPL-1.2
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
    public void A_pack_of_other_files_is_not_used()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban));
        File.WriteAllBytes(PackFile, LibraryLoader.Pack(folder.Folder));
        LibraryPack.TryRead(folder.Folder).ShouldNotBeNull();

        folder.Act(TestLibrary.Norm("proef-2", "prohibited-act", Ban), from: "2024-01-01");
        LibraryPack.TryRead(folder.Folder).ShouldBeNull();
        LibraryLoader.Load(folder.Folder).Norms.Select(n => n.Id).ShouldBe(["proef-1", "proef-2"]);
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
        LibraryLoader.Load(folder.Folder).Norms.ShouldHaveSingleItem();
    }

    // The pack stands for files that passed the check; whoever changes one of them afterwards gets no further than those who have no pack.
    [Fact]
    public void A_changed_file_with_a_wrong_example_is_refused_beside_its_old_pack()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban));
        File.WriteAllBytes(PackFile, LibraryLoader.Pack(folder.Folder));
        LibraryLoader.Load(folder.Folder).Norms.ShouldHaveSingleItem();

        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban.Replace("gives: in-strijd", "gives: toegestaan", StringComparison.Ordinal)));
        var line = folder.LineOf("statute/proefwet/2020-01-01.yaml", "proef.a: true }, gives");
        Should.Throw<BrokenLibraryException>(() => LibraryLoader.Load(folder.Folder)).Errors
            .ShouldContain(e => e.File == "statute/proefwet/2020-01-01.yaml" && e.Line == line && e.Message.Contains("het voorbeeld geeft in-strijd", StringComparison.Ordinal));
    }

    [Fact]
    public void A_library_with_a_wrong_example_is_not_packed()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban.Replace("gives: in-strijd", "gives: toegestaan", StringComparison.Ordinal)));
        Should.Throw<BrokenLibraryException>(() => LibraryLoader.Pack(folder.Folder)).Message.ShouldContain("statute/proefwet/2020-01-01.yaml:");
    }
}
