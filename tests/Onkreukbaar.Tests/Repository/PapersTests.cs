// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Binary;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Repository;

/// <summary>The papers that a stranger needs: each is there, says something, and agrees with the rest.</summary>
public sealed class PapersTests
{
    private static readonly string GoodCode = Text("publiccode.yml");

    [Theory]
    [InlineData("README.md", "## Start", "./onkreukbaar demo", "./onkreukbaar test", "## Where things are", "## Limits")]
    [InlineData("LICENSE", "EUROPEAN UNION PUBLIC LICENCE v. 1.2", "1. Definitions", "Appendix")]
    [InlineData("SECURITY.md", "## Reporting", "ONKREUKBAAR_SECURITY_CONTACT", "## Supported versions")]
    [InlineData("CONTRIBUTING.md", "## Commands", "## Where things go", "## Done means")]
    [InlineData("CHANGELOG.md", "## [Unreleased]", "### Added")]
    [InlineData("docs/README.md", "## Decisions")]
    [InlineData("docs/glossary.md", "| Type | Dutch term |")]
    [InlineData("docs/beheer.md", "## Instellingen", "## Reservekopie en terugzetten")]
    [InlineData("docs/handleiding-griffier.md", "Aanmelden", "Openbaar maken", "Verbeteren", "Importeren")]
    public void A_paper_is_there_and_tells_what_is_looked_for_in_it(string path, params string[] parts)
    {
        var text = Text(path);
        foreach (var part in parts)
        {
            text.ShouldContain(part, Case.Sensitive, path);
        }
    }

    [Fact]
    public void What_is_still_to_be_filled_in_is_caught()
    {
        Guards.Placeholders("a.md", "Write to\n`CONTACT-TO-BE-SET-BY-SOMEONE`.").ShouldHaveSingleItem().ShouldStartWith("a.md:2:");
        Guards.Placeholders("a.md", "TODO: more").ShouldHaveSingleItem();
        Guards.Placeholders("a.md", "DCAT-AP-NL, RFC 6962, EUPL-1.2, a to-do list").ShouldBeEmpty();
    }

    [Fact]
    public void No_paper_has_a_place_still_to_be_filled_in() =>
        RepositoryFiles.Texts.Where(f => Path.GetExtension(f.Path) is ".md" or ".yml").SelectMany(f => Guards.Placeholders(f.Path, f.Text)).ShouldBeEmpty();

    [Theory]
    [InlineData("softwareVersion: 0.1.0", "softwareVersion: 0.2.0", "softwareVersion is 0.2.0")]
    [InlineData("license: EUPL-1.2", "license: MIT", "legal/license is MIT")]
    [InlineData("name: Onkreukbaar\n#", "#", "name is missing")]
    [InlineData("url: https:", "url: git:", "not an address that begins with https")]
    [InlineData("developmentStatus: development", "developmentStatus: klaar", "developmentStatus is klaar")]
    [InlineData("softwareType: standalone/web", "softwareType: web", "softwareType is web")]
    [InlineData("    - name: Onkreukbaar maintainers", "    - email: a@voorbeeld.example", "maintenance/contacts/0/name is missing")]
    [InlineData("    - en", "    - fr", "availableLanguages lacks en")]
    [InlineData("longDescription", "langeTekst", "description/nl/longDescription is not 150")]
    [InlineData("shortDescription: ", "shortDescription: en dit is een veel te lange samenvatting die nergens meer in past, want zij gaat maar door, en door, ", "shortDescription is not 1 to 150")]
    [InlineData("legal:", "legal: [", "not one YAML document")]
    public void A_description_for_catalogues_that_misses_something_is_caught(string part, string instead, string problem)
    {
        GoodCode.ShouldContain(part);
        PublicCode.Problems(GoodCode.Replace(part, instead, StringComparison.Ordinal), Version).ShouldContain(p => p.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void The_description_for_catalogues_is_whole_and_tells_the_version_that_is_built() => PublicCode.Problems(GoodCode, Version).ShouldBeEmpty();

    [Fact]
    public void As_long_as_the_address_of_the_source_is_an_example_the_readme_says_so()
    {
        PublicCode.IsExample(new Uri("https://example.org/a.git")).ShouldBeTrue();
        PublicCode.IsExample(new Uri("https://code.voorbeeld.example/a.git")).ShouldBeTrue();
        PublicCode.IsExample(new Uri("https://github.com/example/a.git")).ShouldBeFalse();
        Text("README.md").Contains("its `url` is an example until the source has a public address", StringComparison.Ordinal)
            .ShouldBe(PublicCode.IsExample(PublicCode.Address(GoodCode)!));
    }

    [Fact]
    public void The_picture_in_the_readme_is_as_wide_as_a_screen_and_quick_to_load()
    {
        Text("README.md").ShouldContain("](docs/images/person.png)");
        // The head of a PNG file: signature, then width and height in the first chunk.
        var picture = File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, "docs/images/person.png"));
        picture.AsSpan(0, 8).ToArray().ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)).ShouldBe(1280);
        BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(20)).ShouldBeGreaterThan(700);
        picture.Length.ShouldBeLessThan(1024 * 1024);
    }

    private static string Version { get; } =
        XDocument.Load(Path.Combine(RepositoryFiles.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    private static string Text(string path) => RepositoryFiles.Texts.Single(f => string.Equals(f.Path, path, StringComparison.Ordinal)).Text;
}
