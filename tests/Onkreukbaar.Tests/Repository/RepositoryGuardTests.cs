// SPDX-License-Identifier: EUPL-1.2
using System.Reflection;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Repository;

/// <summary>Each guard is first shown to catch a wrong text, then held against the repository.</summary>
public sealed class RepositoryGuardTests
{
    private const string GoodDecision =
        "# 0042. A title\n\nDate: 2026-11-22\n\n## Context\n\nx\n\n## Options\n\nx\n\n## Decision\n\nx\n\n## Consequences\n\nx\n";

    private const string GlossaryHead = "| Type | Dutch term | Source | Wire name | Meaning |\n|---|---|---|---|---|\n";

    [Theory]
    [InlineData("a.cs", "// SPDX-License-Identifier: EUPL-1.2\nclass A;", 0)]
    [InlineData("a.sh", "#!/bin/sh\n# SPDX-License-Identifier: EUPL-1.2\n", 0)]
    [InlineData("a.json", "{}", 0)]
    [InlineData("a.cs", "class A;", 1)]
    [InlineData("a", "#!/bin/sh\ntrue", 1)]
    [InlineData("a.css", "/* SPDX-License-Identifier: MIT */", 1)]
    [InlineData("a.razor", "<p>\n</p>\n@* SPDX-License-Identifier: EUPL-1.2 *@", 1)]
    public void A_source_file_without_its_licence_is_caught(string path, string text, int problems) =>
        Guards.Licence(path, text).Count().ShouldBe(problems);

    [Fact]
    public void Every_source_file_tells_its_licence() => Each(Guards.Licence).ShouldBeEmpty();

    [Fact]
    public void A_path_of_one_machine_is_caught()
    {
        Guards.MachinePaths("a.md", "first line\nsee /" + "work/shared").ShouldHaveSingleItem().ShouldStartWith("a.md:2:");
        Guards.MachinePaths("a.md", "a framework/library, https://example.nl/works/").ShouldBeEmpty();
    }

    [Fact]
    public void No_file_names_a_path_of_one_machine() => Each(Guards.MachinePaths).ShouldBeEmpty();

    [Fact]
    public void A_number_that_can_be_a_citizen_service_number_is_caught_near_its_name()
    {
        var valid = "1234" + "5678" + "2";
        Guards.CitizenNumbers("a.csv", $"naam\nBSN;{valid}").ShouldHaveSingleItem().ShouldStartWith("a.csv:2:");
        Guards.CitizenNumbers("a.csv", $"burgerservicenummer {valid.Insert(6, ".").Insert(3, ".")}").ShouldHaveSingleItem();
        Guards.CitizenNumbers("a.csv", $"{valid} hoort bij geen persoon").ShouldBeEmpty("nothing near it says what it is");
        Guards.CitizenNumbers("a.csv", "BSN 123456789").ShouldBeEmpty("it fails the check");
        Guards.CitizenNumbers("a.csv", $"BSN {valid}7").ShouldBeEmpty("it has ten digits");
    }

    [Fact]
    public void No_file_holds_a_number_that_can_be_a_citizen_service_number() => Each(Guards.CitizenNumbers).ShouldBeEmpty();

    [Theory]
    [InlineData("## Options", "## Possibilities")]
    [InlineData("## Consequences\n\nx\n", "")]
    [InlineData("Date: 2026-11-22", "Date: 22 november 2026")]
    [InlineData("# 0042. A title", "# A title")]
    public void A_decision_record_that_misses_a_part_is_caught(string part, string instead)
    {
        Guards.Decision("docs/decisions/0042-a-title.md", GoodDecision).ShouldBeEmpty();
        Guards.Decision("docs/decisions/0042-a-title.md", GoodDecision.Replace(part, instead, StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    [Fact]
    public void Every_decision_record_has_its_parts_and_a_number_of_its_own()
    {
        var decisions = RepositoryFiles.Texts.Where(file => file.Path.StartsWith("docs/decisions/", StringComparison.Ordinal)).ToList();

        decisions.ShouldNotBeEmpty();
        decisions.SelectMany(file => Guards.Decision(file.Path, file.Text)).ShouldBeEmpty();
        var index = RepositoryFiles.Texts.Single(file => string.Equals(file.Path, "docs/README.md", StringComparison.Ordinal)).Text;
        decisions.Where(file => !index.Contains(Path.GetFileName(file.Path), StringComparison.Ordinal)).ShouldBeEmpty("docs/README.md lists them all");
        decisions.Select(file => Path.GetFileName(file.Path)[..4]).ShouldBeUnique(StringComparer.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_caught()
    {
        static bool Exists(string path) => path is "README.md" or "docs/glossary.md";

        Guards.Links("docs/README.md", "[a](glossary.md#x) [b](../README.md) [c](#here) [d](https://example.nl/x)", Exists).ShouldBeEmpty();
        Guards.Links("docs/README.md", "[a](../glossary.md) and [b](missing.md)", Exists).Count().ShouldBe(2);
        Guards.Links("README.md", "![A page](docs/glossary.md) [![A badge](docs/images/none.png)](docs/glossary.md)", Exists).ShouldHaveSingleItem().ShouldContain("none.png");
        Guards.Links("README.md", "![](docs/glossary.md)", Exists).ShouldHaveSingleItem().ShouldContain("says nothing");
    }

    [Fact]
    public void Every_link_in_the_documentation_leads_somewhere()
    {
        static bool Exists(string path) => Path.Exists(Path.Combine(RepositoryFiles.Root, path));

        RepositoryFiles
            .Texts.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(file => Guards.Links(file.Path, file.Text, Exists))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("| `Period` | tijdvak | – | `periode` | From and until. |", 0)]
    [InlineData("| `Moment` planned | moment | – | – | Not made yet. |", 0)]
    [InlineData("| `Period.Start` | begin | – | `datumAanvang` | First day. |", 0)]
    [InlineData("| `Moment` | moment | – | – | Named, but not made. |", 1)]
    [InlineData("| `Period` planned | tijdvak | – | – | Made, but still called planned. |", 1)]
    [InlineData("| `Period` |  | – | – | No Dutch term. |", 1)]
    [InlineData("| `Period` | tijdvak | – | Periode | No backticks, and a capital. |", 1)]
    [InlineData("| `Period` | tijdvak | – | – | Once. |\n| `Period` | periode | – | – | Twice. |", 1)]
    public void A_row_of_the_glossary_that_does_not_fit_the_code_is_caught(string rows, int problems)
    {
        var known = new HashSet<string>(StringComparer.Ordinal) { "Period", "Period.Start" };

        Glossary.Problems(Glossary.Parse(GlossaryHead + rows), known).Count().ShouldBe(problems);
    }

    [Theory]
    [InlineData("| `Period` | tijdvak | – |")]
    [InlineData("| Period | tijdvak | – | – | No backticks. |")]
    public void A_row_of_the_glossary_that_cannot_be_read_is_caught(string row) =>
        Should.Throw<FormatException>(() => Glossary.Parse(GlossaryHead + row));

    [Fact]
    public void The_glossary_fits_the_code()
    {
        var entries = Glossary.Parse(RepositoryFiles.Texts.Single(file => string.Equals(file.Path, "docs/glossary.md", StringComparison.Ordinal)).Text);

        entries.ShouldNotBeEmpty();
        Glossary.Problems(entries, KnownNames()).ShouldBeEmpty();
    }

    private static IEnumerable<string> Each(Func<string, string, IEnumerable<string>> guard) =>
        RepositoryFiles.Texts.SelectMany(file => guard(file.Path, file.Text));

    private static HashSet<string> KnownNames()
    {
        const BindingFlags Anywhere = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var types = Directory
            .EnumerateFiles(AppContext.BaseDirectory, "*nkreukbaar*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !name.Contains("Test", StringComparison.Ordinal) && !name.EndsWith(".resources", StringComparison.Ordinal))
            .SelectMany(name => Assembly.Load(new AssemblyName(name)).GetTypes())
            .ToList();

        return types
            .Select(type => type.Name)
            .Concat(types.SelectMany(type => type.GetMembers(Anywhere).Select(member => $"{type.Name}.{member.Name}")))
            .ToHashSet(StringComparer.Ordinal);
    }
}
