// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Norms.Wording;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>What is the same in norms that lie beside each other, what differs, and why.</summary>
public sealed class NormComparisonTests : IDisposable
{
    private const string Head = "about: proef\ncompare: proef-regel";
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private readonly TestLibrary folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Norms_are_compared_by_what_they_hold()
    {
        var parts = Compare(
            TestLibrary.Norm("proef-1", "deadline", "duty: { to: raad, trigger: proef.begin, term: P1W, channels: [electronic, inspection] }", Head),
            TestLibrary.Norm("proef-2", "deadline", "duty: { to: raad, trigger: proef.begin, term: P2W, channels: [electronic] }", Head),
            TestLibrary.Norm("proef-3", "disclosure", "duty: { to: raad, trigger: proef.begin, term: P1W, channels: [inspection, electronic], visible: P1Y }", Head));

        parts["Aan wie"].IsSame.ShouldBeTrue();
        parts["Aan wie"].Common.ShouldBe(["de raad"]);
        var term = parts["Wanneer"];
        Said(term).ShouldBe(["proef-1 proef-3: binnen een week, gerekend vanaf: Begin", "proef-2: binnen 2 weken, gerekend vanaf: Begin"]);
        term.Common.ShouldHaveSingleItem().ShouldContain("Algemene termijnenwet");
        var how = parts["Hoe"];
        how.Common.ShouldHaveSingleItem().ShouldContain("elektronisch", Case.Insensitive);
        how.Variants.Select(v => (v.Norms.Count, v.Lines.Count)).ShouldBe([(2, 1), (1, 0)]);
        var visible = parts["Hoe lang te zien"];
        visible.Common.ShouldBeEmpty();
        Said(visible).ShouldBe(["proef-1 proef-2: ", "proef-3: een jaar"]);
        Said(parts["Soort regel"]).Count().ShouldBe(2);
        parts["Hoe vast de regel is"].IsSame.ShouldBeTrue();
    }

    [Fact]
    public void Of_lists_only_what_not_all_have_differs()
    {
        var parts = Compare(
            TestLibrary.Norm("proef-1", "prohibited-act", "forbids: { proef.kleur: [rood, groen] }", Head),
            TestLibrary.Norm("proef-2", "prohibited-act", "forbids: { proef.kleur: [blauw, rood] }", Head));
        parts["Wat niet mag"].Common.ShouldBe(["rood"]);
        Said(parts["Wat niet mag"]).ShouldBe(["proef-1: groen", "proef-2: blauw"]);
    }

    [Fact]
    public void One_norm_differs_from_nothing() =>
        Compare(TestLibrary.Norm("proef-1", "prohibited-act", "forbids: { proef.a: true }", Head)).Values.ShouldAllBe(p => p.IsSame);

    [Fact]
    public void A_reason_is_told_with_its_source()
    {
        folder.Write("comparisons.yaml", "- compare: proef-regel\n  why: { nl: Omdat het zo is., en: Because it is so., source: Een brief }\n");
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", "forbids: { proef.a: true }", Head));
        var library = folder.Load();
        library.WhyDifferent("proef-regel").ShouldBe(new("proef-regel", new("Omdat het zo is.", "Because it is so."), "Een brief", null));
        library.WhyDifferent("iets-anders").ShouldBeNull();
    }

    [Theory]
    [InlineData("- compare: proef-regel\n  why: { nl: A, en: A, source: B }\n- compare: proef-regel\n  why: { nl: A, en: A, source: B }", 3, "'proef-regel' komt twee keer voor")]
    [InlineData("\n- compare: proef-weg\n  why: { nl: A, en: A, source: B }", 2, "Geen norm heeft compare: proef-weg. Kijk de naam na of haal dit weg.")]
    [InlineData("- compare: proef-regel\n  why: { nl: A, en: A }", 2, "De sleutel 'source' ontbreekt")]
    [InlineData("- compare: proef-regel", 1, "De sleutel 'why' ontbreekt")]
    public void A_mistake_in_the_reasons_is_named_with_its_line(string text, long line, string complaint)
    {
        folder.Write("comparisons.yaml", text);
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", "forbids: { proef.a: true }", Head));
        List<LibraryError> errors = [];
        LibraryLoader.TryLoad(folder.Folder, errors);
        var error = errors.ShouldHaveSingleItem();
        (error.File, error.Line).ShouldBe(("comparisons.yaml", line));
        error.Message.ShouldContain(complaint);
    }

    private Dictionary<string, ComparedPart> Compare(params string[] norms) =>
        NormComparison.Of(folder.Act(string.Join('\n', norms)).Load().Norms, Dutch).ToDictionary(p => p.Heading);

    private static IEnumerable<string> Said(ComparedPart part) => part.Variants.Select(v => $"{string.Join(' ', v.Norms.Select(n => n.Id))}: {string.Join("; ", v.Lines)}");
}
