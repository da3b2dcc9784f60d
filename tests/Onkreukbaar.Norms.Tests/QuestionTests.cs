// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Norms.Tests;

/// <summary>Questions as machines put them: all that is wrong is said at once, and a missing fact is no error.</summary>
public sealed class QuestionTests : IDisposable
{
    private readonly TestLibrary folder = new();
    private readonly NormLibrary library;

    public QuestionTests() => library = folder.Act(TestLibrary.Norm("proef-1", "prohibited-act", "forbids: { proef.a: true }")).Load();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","overheidsorganisatie":{"soort":"gemeente"},"feiten":{"proef":{"a":true}}}""")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.a":true,"proef.b":null}}""")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef":{"a":"true"}},"alles":true}""")]
    public void A_question_is_answered(string json)
    {
        var read = new QuestionReader(library).Read(json);
        read.Errors.ShouldBeEmpty();
        NormAnswer.Of(library, read.Question!, read.All).Bevindingen.Single().Oordeel.ShouldBe("in-strijd");
    }

    [Theory]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"koning"}""", "ambt", "ambt.onbekend")]
    [InlineData("""{"peildatum":"2026-03-02"}""", "ambt", "veld.ontbreekt")]
    [InlineData("""{"ambt":"raadslid"}""", "peildatum", "veld.ontbreekt")]
    [InlineData("""{"peildatum":"2-3-2026","ambt":"raadslid"}""", "peildatum", "datum.ongeldig")]
    [InlineData("""{"peildatum":"5008-03-02","ambt":"raadslid"}""", "peildatum", "datum.ongeldig")]
    [InlineData("""{"peildatum":20260302,"ambt":"raadslid"}""", "peildatum", "datum.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","overheidsorganisatie":{"naam":"Voorbeeldstad"}}""", "overheidsorganisatie.soort", "soort.ontbreekt")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","overheidsorganisatie":{"soort":"provincie"}}""", "ambt", "ambt.elders")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feit":{}}""", "feit", "veld.onbekend")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.z":true}}""", "feiten.proef.z", "feit.onbekend")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"peildatum":"2026-03-02"}}""", "feiten.peildatum", "feit.onbekend")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.a":[true]}}""", "feiten.proef.a", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.a":"ja"}}""", "feiten.proef.a", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.bedrag":-1}}""", "feiten.proef.bedrag", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.bedrag":0.001}}""", "feiten.proef.bedrag", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.bedrag":99999999999999}}""", "feiten.proef.bedrag", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.bedrag":"1.234,50"}}""", "feiten.proef.bedrag", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.bedrag":1e9}}""", "feiten.proef.bedrag", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.begin":"2023-02-29"}}""", "feiten.proef.begin", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.jaar":1}}""", "feiten.proef.jaar", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.kleur":"paars"}}""", "feiten.proef.kleur", "feit.ongeldig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.begin":"2026-01-02","proef.einde":"2026-01-01"}}""", "proef.einde", "datums.omgekeerd")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.a":true,"proef.kleur":"blauw"}}""", "proef.a", "feiten.tegenstrijdig")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":3}""", "feiten", "vraag.geen-object")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","ambtstermijnen":[{"datumAanvang":"2020-01-01","datumEinde":"2019-01-01"}]}""", "ambtstermijnen[0]", "termijn.omgekeerd")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","ambtstermijnen":[{"datumEinde":"2019-01-01"}]}""", "ambtstermijnen[0].datumAanvang", "veld.ontbreekt")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","ambtstermijnen":[{"datumAanvang":"2020-01-01"},{"datumAanvang":"2022-01-01"}]}""", "ambtstermijnen", "termijnen.overlappen")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","ambtstermijnen":[{"datumAanvang":"2020-01-01","datumEinde":"2022-01-02"},{"datumAanvang":"2022-01-01"}]}""", "ambtstermijnen", "termijnen.overlappen")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","ambtstermijnen":5}""", "ambtstermijnen", "veld.geen-lijst")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","alles":"ja"}""", "alles", "veld.geen-ja-nee")]
    [InlineData("[]", "", "vraag.geen-object")]
    [InlineData("{", "", "json.onleesbaar")]
    public void What_is_wrong_is_said_by_field(string json, string field, string code)
    {
        var read = new QuestionReader(library).Read(json);
        read.Question.ShouldBeNull();
        read.Errors.ShouldContain(e => e.Field == field && e.Code == code && e.Message.Length > 10, string.Join('\n', read.Errors));
    }

    [Theory]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.a":true,"proef.kleur":"blauw"}}""", "Wat a is kan niet blauw zijn. Kijk na wat klopt en verander het andere.")]
    [InlineData("""{"peildatum":"2026-03-02"}""", "Het veld 'ambt' ontbreekt. Voeg het toe.")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","feiten":{"proef.z":1}}""", "Het feit 'proef.z' is niet bekend. Kijk de naam na; alle feiten staan in /v1/normvraag.schema.json.")]
    [InlineData("""{"peildatum":"2026-03-02","ambt":"raadslid","ambtstermijnen":[{"datumAanvang":"2020-01-01","datumEinde":"2019-01-01"}]}""", "De ambtstermijn vanaf 2020-01-01 eindigt niet na haar begin. Kijk de datums na.")]
    [InlineData("{\n  1", "Dit is geen leesbare JSON. Het gaat mis op regel 2 van deze vraag, bij teken 3. Kijk daar naar aanhalingstekens, komma's en haakjes.")]
    public void What_is_wrong_is_said_with_what_to_do(string json, string sentence) =>
        new QuestionReader(library).Read(json).Errors.ShouldHaveSingleItem().Message.ShouldBe(sentence);

    [Theory]
    [InlineData("{\n \"a\": [\n  1,\n  { \"b\": 2,\n    \"c\": 3 }\n ],\n \"feiten\": {\n \"d.e\": 1 } }", "a:1 a[0]:2 a[1]:3 a[1].c:4 a[1].weg:3 d.e:7 feiten.d.e:7 feiten.weg:6 weg:0 :0")]
    [InlineData("\n\n { \"ambt\": 1,\n \"feiten\": { \"ambt\": {} } }", "ambt:2 weg:2 :2")]
    [InlineData("{\n\n \"a\" 1", "a:2 :2")]
    [InlineData("", ":0")]
    public void The_line_of_a_field_is_found(string json, string places)
    {
        var lines = QuestionText.Lines(json);
        string.Join(' ', places.Split(' ').Select(p => p[..p.LastIndexOf(':')]).Select(f => $"{f}:{lines.Of(f)}")).ShouldBe(places);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once() =>
        new QuestionReader(library).Read("""{"peildatum":"x","ambt":"koning","extra":1,"feiten":{"proef.a":"ja","proef.z":1}}""").Errors.Count.ShouldBe(5);

    [Theory]
    [InlineData("2018-01-01", "2020-01-01", "2020-01-01", "2018-01-01")]
    [InlineData("2018-01-01", "2019-12-31", "2020-01-01", "2020-01-01")]
    public void Terms_that_follow_each_other_are_one_stretch(string first, string end, string second, string since)
    {
        var read = new QuestionReader(library).Read(
            $$"""{"peildatum":"2026-03-02","ambt":"raadslid","ambtstermijnen":[{"datumAanvang":"{{second}}"},{"datumAanvang":"{{first}}","datumEinde":"{{end}}"}]}""");
        read.Errors.ShouldBeEmpty();
        read.Question!.Facts.Write(library.Facts["ambt.onafgebrokenSinds"]).ShouldBe(since);
        read.Question!.Facts.Write(library.Facts["ambt.datumAanvang"]).ShouldBe(second);
    }

    [Fact]
    public void The_answer_is_a_contract()
    {
        var read = new QuestionReader(library).Read("""{"peildatum":"2026-03-02","ambt":"raadslid","overheidsorganisatie":{"soort":"gemeente"},"feiten":{"proef.b":true}}""");
        JsonSerializer.Serialize(NormAnswer.Of(library, read.Question!, read.All), NormAnswer.Json).ShouldBe(
            """{"peildatum":"2026-03-02","ambt":"raadslid","soortOverheidsorganisatie":"gemeente","bevindingen":[{"norm":"proef-1","titel":{"nl":"Proefnorm","en":"Trial norm"},"soort":"prohibited-act","status":"in-force","zekerheid":"verified","oordeel":"niet-te-bepalen","uiterlijk":null,"bedrag":null,"instantie":null,"reden":{"nl":"Om dit te bepalen ontbreekt: Is het a?.","en":"To tell, this is missing: Is it a?."},"grondslag":{"regeling":"proefwet","naam":{"nl":"Proefwet","en":"Trial Act"},"artikel":null,"lid":null,"geldendVanaf":"2020-01-01","juriconnect":null,"link":null},"gebruikteFeiten":[],"ontbrekendeFeiten":[{"feit":"proef.a","vraag":{"nl":"Is het a?","en":"Is it a?"}}]}]}""");
    }
}
