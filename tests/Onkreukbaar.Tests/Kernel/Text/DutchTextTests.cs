// SPDX-License-Identifier: EUPL-1.2
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Text;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Text;

public sealed class DutchTextTests
{
    [Theory]
    [InlineData("Café Ünïcode", "cafe unicode")]
    [InlineData("ĲSSELSTEIN", "ijsselstein")]
    [InlineData("IJsselstein", "ijsselstein")]
    [InlineData("Œuvre, Øresund & Straße", "oeuvre oresund en strasse")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Æsop", "aesop")]
    [InlineData("Akdağ-Şerif", "akdag serif")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("'s-Gravenhage", "s gravenhage")]
    [InlineData("Voorbeeld B.V.", "voorbeeld bv")]
    [InlineData("  veel\t\u00A0ruimte  ", "veel ruimte")]
    [InlineData("e\u0301e\u0301n", "een")]
    [InlineData("50PLUS", "50plus")]
    [InlineData("A&B", "a en b")]
    [InlineData("!!!", "")]
    [InlineData(null, "")]
    public void Folding_leaves_plain_lower_case_words(string? text, string folded) => DutchText.Fold(text).ShouldBe(folded);

    [Fact]
    public void Folding_twice_is_folding_once() =>
        Prop.ForAll(AnyText.Arbitrary, text => DutchText.Fold(DutchText.Fold(text)) == DutchText.Fold(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void Titles_sort_without_their_article()
    {
        string[] titles = ["Zonnefonds", "De Appelbank", "het Bos", "IJsclub", "Ijzerfonds", "'t Hofje", "Ĳskoud BV", "Éénhoorn", "De"];
        titles
            .OrderBy(DutchText.SortKey, StringComparer.Ordinal)
            .ShouldBe(["De Appelbank", "het Bos", "De", "Éénhoorn", "'t Hofje", "IJsclub", "Ĳskoud BV", "Ijzerfonds", "Zonnefonds"]);
    }

    [Theory]
    [InlineData("Voorbeeld B.V.", "voorbeeld bv")]
    [InlineData("Voorbeeld B. V.", "VOORBEELD")]
    [InlineData("Stichting De Voorbeeldschool", "St. Voorbeeldschool")]
    [InlineData("Vereniging Appel & Peer", "Appel en Peer")]
    [InlineData("Coöperatie Zonnig U.A.", "zonnig")]
    [InlineData("N.V. Voorbeeld", "Voorbeeld NV")]
    [InlineData("Ver. Ĳsclub", "IJsclub")]
    public void Spellings_of_one_organisation_share_a_key(string one, string other) =>
        OrganisationName.Key(one).ShouldBe(OrganisationName.Key(other));

    [Theory]
    [InlineData("Voorbeeld Noord", "Voorbeeld Zuid")]
    [InlineData("Stichting", "Vereniging")]
    [InlineData("Bank van Noord", "Bank Noord")]
    public void Different_organisations_keep_different_keys(string one, string other) =>
        OrganisationName.Key(one).ShouldNotBe(OrganisationName.Key(other), StringComparer.Ordinal);

    // What Unicode does not let anybody normalise; an address can carry it all the same.
    [Theory]
    [InlineData("brug\uFFFEwachter")]
    [InlineData("brug\uD83Dwachter")]
    [InlineData("brug\uDC00wachter")]
    public void What_is_no_character_parts_words(string text) => DutchText.Fold(text).ShouldBe("brug wachter");

    [Fact]
    public void No_text_breaks_a_key() =>
        Prop.ForAll(AnyText.Arbitrary, text => OrganisationName.Key(text) is not null && DutchText.SortKey(text) is not null)
            .QuickCheckThrowOnFailure();
}
