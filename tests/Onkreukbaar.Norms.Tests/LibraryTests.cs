// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>The library that ships, and libraries that are broken in one way each.</summary>
public sealed class LibraryTests : IDisposable
{
    private const string Ban = "forbids: { proef.a: true }";

    private const string Examples = """
        examples:
          - { facts: { proef.a: true }, gives: in-strijd }
          - { facts: { proef.a: false }, gives: toegestaan }
          - { facts: { proef.b: false }, gives: niet-te-bepalen, missing: [proef.a] }
          - { facts: {}, gives: niet-van-toepassing }
        """;

    private readonly TestLibrary folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_norm_with_an_example_for_each_verdict_passes()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples));
        folder.Check().Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("forbids: { proef.a: true }", "forbid: { proef.a: true }", "'forbid' hoort hier niet. Bedoelde u 'forbids'?")]
    [InlineData("proef.a: true }", "proef.onbekend: true }", "Het feit 'proef.onbekend' bestaat niet")]
    [InlineData("proef.a: true }", "proef.a: misschien }", "'misschien' is geen ja of nee")]
    [InlineData("kind: prohibited-act", "kind: verbod", "'verbod' kan niet bij 'kind'")]
    [InlineData("status: in-force", "status: geldend", "'geldend' kan niet bij 'status'")]
    [InlineData("offices: [raadslid]", "offices: [koning]", "Het ambt 'koning' staat niet in offices.yaml")]
    [InlineData("topic: nevenfuncties", "topic: van-alles", "'van-alles' kan niet bij 'topic'")]
    [InlineData("about: proef", "about: elders", "De groep 'elders' bestaat niet")]
    [InlineData("about: proef", "until: 2019-01-01", "until (2019-01-01) moet na from (2020-01-01) liggen")]
    [InlineData("explanation: { nl: Verzonnen., en: Invented. }", "explanation: { nl: Verzonnen. }", "De sleutel 'en' ontbreekt")]
    [InlineData("gives: in-strijd", "gives: toegestaan", "het voorbeeld geeft in-strijd en niet toegestaan")]
    [InlineData("{ facts: { proef.a: true }, gives: in-strijd }", "{ facts: {}, gives: niet-van-toepassing }", "geen voorbeeld dat uitkomt op in-strijd")]
    [InlineData("missing: [proef.a]", "missing: [proef.b]", "missing is proef.a en niet proef.b")]
    [InlineData("gives: in-strijd", "gives: verboden", "'verboden' kan niet bij 'gives'")]
    [InlineData("source: verzonnen", "source: [1", "geen leesbare YAML")]
    public void A_mistake_is_named_with_its_file_and_line(string right, string wrong, string complaint)
    {
        var sound = TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples);
        var broken = sound.Replace(right, wrong, StringComparison.Ordinal);
        broken.ShouldNotBe(sound);
        folder.Act(broken);

        var errors = folder.Check().Errors;
        errors.ShouldContain(e => e.Message.Contains(complaint, StringComparison.Ordinal) && e.File == "statute/proefwet/2020-01-01.yaml" && e.Line > 3, string.Join('\n', errors));
    }

    [Fact]
    public void A_library_that_cannot_be_read_is_refused_and_the_file_is_named()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", "forbid: {}"));
        Should.Throw<BrokenLibraryException>(() => LibraryLoader.Load(folder.Folder)).Message.ShouldContain("statute/proefwet/2020-01-01.yaml:");
    }

    [Fact]
    public void An_id_can_be_used_once_in_a_file_and_by_one_act()
    {
        var norm = TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples);
        folder.Act(norm + "\n" + norm).Act(norm, act: "anderewet");
        const string Second = "statute/proefwet/2020-01-01.yaml";
        var errors = folder.Check().Errors.Where(e => e.Message == "'proef-1' komt twee keer voor. Geef een van de twee een andere naam.").Select(e => (e.File, e.Line));
        errors.ShouldBe([(Second, folder.LineOf(Second, "id: proef-1", 1)), (Second, folder.LineOf(Second, "id: proef-1", 2))], ignoreOrder: true);
    }

    [Fact]
    public void A_later_file_ends_the_earlier_version()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples)).Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples), from: "2023-01-01")
            .Act("", from: "2025-01-01", extra: "ends: [proef-1]");
        folder.Write("statute/proefwet/2025-01-01.yaml", "act: { id: proefwet, title: Proefwet, titleEn: Trial Act }\nfrom: 2025-01-01\nends: [proef-1]\nnorms: []\n");
        var library = folder.Load();
        library.Versions("proef-1").Select(n => n.Validity.ToString()).ShouldBe(["2020-01-01/2023-01-01", "2023-01-01/2025-01-01"]);
        library.For("raadslid", "gemeente", new(2022, 12, 31)).Single().Validity.From.ShouldBe(new DateOnly(2020, 1, 1));
        library.For("raadslid", "gemeente", new(2023, 1, 1)).Single().Validity.From.ShouldBe(new DateOnly(2023, 1, 1));
        library.For("raadslid", "gemeente", new(2025, 1, 1)).ShouldBeEmpty();
        library.For("raadslid", "gemeente", new(2019, 12, 31)).ShouldBeEmpty();
        library.For("raadslid", "provincie", new(2023, 1, 1)).ShouldBeEmpty();
        library.For("wethouder", "gemeente", new(2023, 1, 1)).ShouldBeEmpty();
        library.For("raadslid", null, new(2023, 1, 1)).Count.ShouldBe(1);
    }

    [Fact]
    public void A_new_wording_of_an_article_is_a_version_that_says_the_same()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples, "about: proef\narticle: \"1\""), extra: "texts: { \"1\": oud }");
        folder.Write("statute/proefwet/2025-01-01.yaml", "act: { id: proefwet, title: Proefwet, titleEn: Trial Act }\nfrom: 2025-01-01\ntexts: { \"1\": nieuw }\nnorms: []\n");
        folder.Check().Errors.ShouldBeEmpty();
        var library = folder.Load();
        library.Versions("proef-1").Select(n => (n.Text, n.Validity.From, n.Validity.Until)).ShouldBe([("oud", new(2020, 1, 1), new(2025, 1, 1)), ("nieuw", new DateOnly(2025, 1, 1), null)]);
        foreach (var day in new[] { "2024-12-31", "2025-06-01" })
        {
            library.Evaluate(TestLibrary.Question(library, day, "proef.a=true")).Single().Verdict.Code().ShouldBe("in-strijd");
        }
    }

    [Theory]
    [InlineData("", "", "in-force", "zeg onder article uit welk artikel dit komt")]
    [InlineData("\narticle: \"1\"", "", "in-force", "de wettekst van artikel 1 ontbreekt")]
    [InlineData("\narticle: \"1\"", "texts: { \"1\": tekst }", "in-force", null)]
    [InlineData("", "", "practice", null)]
    public void What_an_act_demands_names_its_article_and_text(string article, string texts, string status, string? complaint)
    {
        var norm = TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples, "about: proef" + article).Replace("status: in-force", "status: " + status, StringComparison.Ordinal);
        folder.Act(norm, extra: texts);
        var file = Path.Combine(folder.Folder, "statute/proefwet/2020-01-01.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("titleEn: Trial Act }", "titleEn: Trial Act, bwb: BWBR0000001 }", StringComparison.Ordinal));

        var errors = folder.Check().Errors;
        errors.Select(e => e.File).ShouldBe(complaint is null ? [] : ["statute/proefwet/2020-01-01.yaml"], string.Join('\n', errors));
        errors.ShouldAllBe(e => e.Line > 3 && e.Message.Contains(complaint!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2022-01-01", "Er zit een gat tussen. Zet until van de vorige versie op 2023-01-01, of geef de norm een versie voor de tijd ertussen.")]
    [InlineData("2024-01-01", "Zij overlappen. Zet until van de vorige versie op 2023-01-01 of laat until daar weg.")]
    public void A_gap_or_overlap_between_versions_is_refused(string until, string complaint)
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples, $"about: proef\nuntil: {until}"))
            .Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples), from: "2023-01-01");
        var error = folder.Check().Errors.ShouldHaveSingleItem();
        error.Message.ShouldContain(complaint);
        (error.File, error.Line).ShouldBe(("statute/proefwet/2023-01-01.yaml", folder.LineOf("statute/proefwet/2023-01-01.yaml", "id: proef-1")));
    }

    [Fact]
    public void Ending_what_does_not_hold_is_refused()
    {
        folder.Write("statute/proefwet/2025-01-01.yaml", "act: { id: proefwet, title: Proefwet, titleEn: Trial Act }\nfrom: 2025-01-01\nends: [proef-9]\nnorms: []\n");
        folder.Check().Errors.ShouldHaveSingleItem().ToString()
            .ShouldBe("statute/proefwet/2025-01-01.yaml:3: ends: 'proef-9' geldt niet op 2025-01-01. Noem een norm van deze regeling die dan nog geldt, of haal de naam weg.");
    }

    [Fact]
    public void A_file_stands_where_its_act_and_date_say()
    {
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples));
        File.Move(Path.Combine(folder.Folder, "statute/proefwet/2020-01-01.yaml"), Path.Combine(folder.Folder, "statute/proefwet/2021-01-01.yaml"));
        folder.Check().Errors.ShouldHaveSingleItem().Message.ShouldContain("statute/proefwet/2020-01-01.yaml");
    }

    [Fact]
    public void A_released_file_never_changes()
    {
        var file = Path.Combine(folder.Folder, "statute/proefwet/2020-01-01.yaml");
        folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", Ban + "\n" + Examples));
        LibraryLoader.Release(folder.Folder).ShouldBe(["statute/proefwet/2020-01-01.yaml"]);
        LibraryLoader.Release(folder.Folder).ShouldBeEmpty();
        folder.Check().Errors.ShouldBeEmpty();

        File.AppendAllText(file, "\n# anders\n");
        folder.Check().Errors.ShouldHaveSingleItem().Message.ShouldContain("mag niet meer veranderen");
        File.Delete(file);
        folder.Check().Errors.ShouldHaveSingleItem().Message.ShouldContain("kan niet weg");
    }

    [Fact]
    public void Facts_and_offices_have_one_meaning()
    {
        folder.Write("facts/dubbel.yaml", "group: dubbel\ntitle: { nl: D, en: D }\nfacts:\n  - { id: dubbel.a, type: yes-no, nl: A, en: A }\n  - { id: dubbel.a, type: yes-no, nl: A, en: A }\n  - { id: elders.b, type: code, nl: B, en: B }\n");
        File.AppendAllText(Path.Combine(folder.Folder, "offices.yaml"), "\n- { code: raadslid, nl: nog een, en: another, bodies: [] }\n");
        var errors = folder.Check().Errors;
        errors.ShouldContain(e => e.File == "offices.yaml" && e.Line == folder.LineOf("offices.yaml", "nog een") && e.Line == 3);
        errors.ShouldContain(e => e.File == "facts/dubbel.yaml" && e.Line == 5);
        var messages = errors.Select(e => e.Message).ToList();
        messages.ShouldContain(m => m.Contains("'dubbel.a' komt twee keer voor", StringComparison.Ordinal));
        messages.ShouldContain(m => m.Contains("'elders.b' moet beginnen met 'dubbel.'", StringComparison.Ordinal));
        messages.ShouldContain(m => m.Contains("een feit van de soort code heeft codes", StringComparison.Ordinal));
        messages.ShouldContain(m => m.Contains("'raadslid' komt twee keer voor", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_no_library() =>
        LibraryCheck.Run(Path.Combine(folder.Folder, "weg")).Errors.ShouldHaveSingleItem().Message.ShouldBe("De map met normen is er niet. Kijk de naam van de map na.");

    [Fact]
    public void In_English_the_complaint_is_English()
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
            LibraryCheck.Run(Path.Combine(folder.Folder, "weg")).Errors.ShouldHaveSingleItem().Message.ShouldBe("The folder of norms is not there. Check the name of the folder.");
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
