// SPDX-License-Identifier: EUPL-1.2
using System.Text.RegularExpressions;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Norms;

/// <summary>The facts as they are shipped: dates of one thing have an order, and what excludes each other is told.</summary>
public sealed partial class ShippedFactsTests
{
    private static readonly NormLibrary Library = LibraryLoader.Load(LibraryLoader.Shipped);

    /// <summary>Each pair of dates in the fact files of which the later cannot lie before the earlier.</summary>
    public static TheoryData<string, string> Ordered()
    {
        TheoryData<string, string> pairs = [];
        foreach (var match in Directory.EnumerateFiles(Path.Combine(LibraryLoader.Shipped, "facts"), "*.yaml").Order(StringComparer.Ordinal).SelectMany(f => OrderedDates().Matches(File.ReadAllText(f))))
        {
            pairs.Add(match.Groups["later"].Value, match.Groups["earlier"].Value);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Ordered))]
    public void Dates_of_one_thing_in_the_wrong_order_are_told(string later, string earlier)
    {
        var error = Ask($$"""{ "{{later}}": "2025-01-01", "{{earlier}}": "2026-03-01" }""").ShouldHaveSingleItem();
        (error.Field, error.Code).ShouldBe((later, "datums.omgekeerd"));
        Ask($$"""{ "{{later}}": "2026-03-01", "{{earlier}}": "2026-03-01" }""").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("inkomsten.tot", "inkomsten.vanaf")]
    [InlineData("ambt.datumEinde", "ambt.datumAanvang")]
    [InlineData("nevenfunctie.datumEinde", "nevenfunctie.datumAanvaarding")]
    [InlineData("melding.datumBevestiging", "melding.datumOntvangst")]
    public void The_order_of_these_dates_is_known(string later, string earlier) => Ordered().Select(p => p.Data).ShouldContain((later, earlier));

    [Theory]
    [InlineData("burgemeester", """{ "inkomsten.opgave": "geen-of-onder-vrijstelling", "inkomsten.neveninkomsten": 900000 }""")]
    [InlineData("burgemeester", """{ "inkomsten.opgave": "geen-of-onder-vrijstelling", "inkomsten.neveninkomsten": 30000, "inkomsten.genotenBeloning": 20000 }""")]
    [InlineData("wethouder", """{ "inkomsten.opgave": "geen-of-onder-vrijstelling", "inkomsten.neveninkomsten": 39000, "inkomsten.beloning": 38000 }""")]
    [InlineData("raadslid", """{ "nevenfunctie.soort": "ambtenaar-eigen", "nevenfunctie.eigenOrganisatie": false }""")]
    [InlineData("algemeen_bestuurslid", """{ "nevenfunctie.soort": "lid-bestuur-ander-waterschap", "nevenfunctie.eigenOrganisatie": true }""")]
    [InlineData("gedeputeerde", """{ "nevenfunctie.soort": "ambtenaar-gemeente", "nevenfunctie.inEigenProvincie": false }""")]
    [InlineData("organisatie", """{ "melding.mondeling": false, "melding.opname": true }""")]
    [InlineData("organisatie", """{ "organisatie.meldprocedure": false, "organisatie.meldprocedureVolledig": true }""")]
    [InlineData("organisatie", """{ "gegeven.bijzonder": false, "gegeven.gezondheid": true }""")]
    [InlineData("raadslid", """{ "vergadering.besloten": false, "vergadering.apartVerslag": true }""")]
    [InlineData("raadslid", """{ "stemming.allenGestemd": true, "stemming.genoegDeelnemers": false }""")]
    [InlineData("raadslid", """{ "geheimhouding.geldt": true, "geheimhouding.opgeheven": true }""")]
    [InlineData("raadslid", """{ "lidmaatschap.geschorst": false, "lidmaatschap.voorgelegdInVergadering": true }""")]
    [InlineData("raadslid", """{ "lidmaatschap.onherroepelijk": false, "lidmaatschap.datumOnherroepelijk": "2026-03-01" }""")]
    [InlineData("politieke_partij", """{ "partijgift.anoniem": true, "partijgift.gever": "kiesgerechtigd" }""")]
    [InlineData("politieke_partij", """{ "partijgift.totaalJaar": 100, "partijgift.waarde": 200 }""")]
    [InlineData("minister", """{ "vervolgfunctie.ontheffing": false, "vervolgfunctie.datumOntheffing": "2026-03-01" }""")]
    [InlineData("minister", """{ "uitgave.functioneel": true, "uitgave.prive": true }""")]
    [InlineData("tweede_kamerlid", """{ "klacht.oordeelDefinitief": false, "klacht.datumDefinitief": "2026-03-01" }""")]
    [InlineData("wethouder", """{ "ontslag.vereisteVervallen": false, "ontslag.datumVereisteVervallen": "2026-03-01" }""")]
    public void Facts_that_cannot_all_be_true_are_told(string office, string facts) =>
        Ask(facts, office).ShouldHaveSingleItem().Code.ShouldBe("feiten.tegenstrijdig");

    [Fact]
    public void A_declaration_below_the_exemption_goes_with_income_below_it() =>
        Ask("""{ "inkomsten.opgave": "geen-of-onder-vrijstelling", "inkomsten.neveninkomsten": 12000, "inkomsten.beloning": 100000 }""", "burgemeester").ShouldBeEmpty();

    // What the check runs as an example, somebody may ask; an order that a real case breaks would show here.
    [Fact]
    public void No_example_of_the_shipped_library_contradicts_itself()
    {
        QuestionReader reader = new(Library);
        Library.Norms.SelectMany(n => n.Examples).SelectMany(e => reader.Contradictions(e.Facts).Select(c => $"{e.Origin}: {c.Message}")).Distinct().ShouldBeEmpty();
    }

    private static IReadOnlyList<Onkreukbaar.Kernel.Problems.InvalidField> Ask(string facts, string office = "raadslid") =>
        new QuestionReader(Library).Read($$"""{ "peildatum": "2026-11-02", "ambt": "{{office}}", "feiten": {{facts}} }""").Errors;

    [GeneratedRegex("id: (?<later>[a-zA-Z.]+), type: date, notBefore: (?<earlier>[a-zA-Z.]+)", RegexOptions.None, 1000)]
    private static partial Regex OrderedDates();
}
