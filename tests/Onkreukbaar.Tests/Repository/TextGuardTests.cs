// SPDX-License-Identifier: EUPL-1.2
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Repository;

/// <summary>Each guard of the texts is first shown to catch a wrong text, then held against the repository.</summary>
public sealed class TextGuardTests
{
    [Theory]
    [InlineData("Naam: {0}", "Name: {0}", 0)]
    [InlineData("{0:N0} van {1:N0}", "{1:N0} and {0}", 0)]
    [InlineData("{0} van {1}", "{0} of them", 1)]
    [InlineData("Geen", "None {0}", 1)]
    [InlineData("{{0}} letterlijk", "{{0}} as it is", 0)]
    [InlineData(" ", "Empty", 1)]
    [InlineData("Leeg", "", 1)]
    public void A_pair_of_texts_that_take_other_values_or_none_is_caught(string dutch, string english, int problems) =>
        TextGuards.Pair("Texts.resx", Resx(("A", dutch)), Resx(("A", english))).Count().ShouldBe(problems);

    [Fact]
    public void A_text_that_one_language_lacks_or_has_twice_is_caught()
    {
        TextGuards.Pair("Texts.resx", Resx(("A", "a"), ("B", "b")), Resx(("A", "a"))).ShouldBe(["Texts.resx: B has no English text"]);
        TextGuards.Pair("Texts.resx", Resx(("A", "a")), Resx(("A", "a"), ("C", "c"))).ShouldBe(["Texts.resx: C has no Dutch text"]);
        TextGuards.Pair("Texts.resx", Resx(("A", "a"), ("A", "a")), Resx(("A", "a"))).ShouldContain("Texts.resx: A stands there twice");
    }

    [Fact]
    public void Both_languages_have_the_same_texts_with_the_same_values()
    {
        var files = RepositoryFiles.Texts.Where(f => f.Path.EndsWith(".resx", StringComparison.Ordinal)).ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);
        var dutch = files.Keys.Where(p => !p.EndsWith(".en.resx", StringComparison.Ordinal)).ToList();
        dutch.Count.ShouldBeGreaterThan(5);
        files.Keys.Except(dutch, StringComparer.Ordinal).ShouldBe(dutch.Select(English), ignoreOrder: true);
        dutch.SelectMany(path => TextGuards.Pair(path, files[path], files[English(path)])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<p>Nog niets gemeld</p>", 1)]
    [InlineData("<p>@Texts.None</p>\n<strong>let op</strong>", 1)]
    [InlineData("<p>\n  Zonder een haakje\n  op twee regels\n</p>", 2)]
    [InlineData("@if (Model.Count > 0)\n{\n  <p>Er is iets</p>\n}\nelse\n{\n  <p>@Texts.None</p>\n}", 1)]
    [InlineData("<p>@Words.Count(Model.Items.Count(i => i.Name == \"a\")) personen</p>", 1)]
    [InlineData("<Section Title=\"Wijzigingen\" Id=\"wijzigingen\" />", 1)]
    [InlineData("<a href=\"/\" aria-label=\"Naar boven\">@Texts.Up</a>", 1)]
    [InlineData("<img src=\"/a.svg\" alt=\"\" class=\"ob-brand\">", 0)]
    [InlineData("<TextLink Href=\"@Link(\"csv\")\" Download>CSV</TextLink> · <TextLink Href=\"/x\">JSON</TextLink>&nbsp;", 0)]
    [InlineData("@foreach (var g in Model.Where(r => r.Name is \"een naam\").GroupBy(r => r.Topic))\n{\n  var text = g.Key;\n  <p title=\"@g.Key\">@(g.Count() > 1 ? Texts.Many : Texts.One)</p>\n}", 0)]
    [InlineData("@switch (Kind)\n{\n  case Kind.Open:\n    <p>@Texts.Open</p>\n    break;\n  default:\n    break;\n}", 0)]
    [InlineData("@* Een opmerking *@\n<pre>python3 bewijs.py</pre>\n@code {\n  private const string A = \"<p>Tekst</p>\";\n}", 0)]
    public void Words_in_the_markup_of_a_page_are_caught(string page, int problems) =>
        TextGuards.LiteralWords("src/Onkreukbaar.Registers/A.razor", page).Count().ShouldBe(problems, string.Join(" | ", TextGuards.LiteralWords("src/Onkreukbaar.Registers/A.razor", page)));

    [Fact]
    public void No_page_holds_words_of_its_own() => RepositoryFiles.Texts.SelectMany(f => TextGuards.LiteralWords(f.Path, f.Text)).ShouldBeEmpty();

    private static string English(string path) => path[..^".resx".Length] + ".en.resx";

    private static string Resx(params (string Name, string Value)[] texts) =>
        new System.Xml.Linq.XElement(
            "root",
            texts.Select(t => new System.Xml.Linq.XElement("data", new System.Xml.Linq.XAttribute("name", t.Name), new System.Xml.Linq.XElement("value", t.Value)))
        ).ToString();
}
