// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Norms;

/// <summary>The whole library as it is shipped, over all its examples and days. Apart from Onkreukbaar.Norms.Tests, which stays quick enough for mutation testing.</summary>
public sealed class ShippedLibraryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onkreukbaar-norms-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_shipped_library_is_sound_and_its_examples_come_out()
    {
        var report = LibraryCheck.Run(LibraryLoader.Shipped);
        report.Errors.ShouldBeEmpty();
        report.Norms.ShouldBeGreaterThan(100);
        report.Examples.ShouldBeGreaterThan(report.Norms);
    }

    [Fact]
    public void The_packed_library_answers_every_example_as_its_files_do()
    {
        var plain = LibraryLoader.TryLoad(LibraryLoader.Shipped, [])!;
        foreach (var file in Directory.EnumerateFiles(LibraryLoader.Shipped, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".pack", StringComparison.Ordinal)))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(LibraryLoader.Shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllBytes(Path.Combine(folder, "library.pack"), LibraryLoader.Pack(folder));
        LibraryPack.TryRead(folder).ShouldNotBeNull();
        var packed = LibraryLoader.Load(folder);

        packed.Norms.Select(n => (n.Id, n.Origin, n.Validity, n.Text, n.Explanation, n.Source)).ShouldBe(plain.Norms.Select(n => (n.Id, n.Origin, n.Validity, n.Text, n.Explanation, n.Source)));
        foreach (var example in plain.Norms.SelectMany(n => n.Examples))
        {
            var asked = new Question(example.Date, example.Office, example.BodyKind, example.Facts);
            Answer(packed, asked).ShouldBe(Answer(plain, asked));
        }

        packed.Norms.SelectMany(n => n.Examples).Select(e => (e.Origin, e.Gives, e.By, e.Cents)).ShouldBe(plain.Norms.SelectMany(n => n.Examples).Select(e => (e.Origin, e.Gives, e.By, e.Cents)));
    }

    // Bills are shown and never enforced; what the law leaves to a person never becomes a yes or no.
    [Fact]
    public void The_shipped_library_answers_for_every_office_on_any_day()
    {
        var library = LibraryLoader.Load(LibraryLoader.Shipped);
        var cases = library.Norms.SelectMany(n => n.Examples).ToList();
        for (var day = new DateOnly(2010, 1, 1); day <= new DateOnly(2030, 12, 31); day = day.AddDays(97))
        {
            foreach (var office in library.Offices)
            {
                foreach (var norm in library.For(office.Code, null, day))
                {
                    norm.Validity.Contains(day).ShouldBeTrue();
                }

                foreach (var example in cases.Where((_, i) => i % 7 == day.DayNumber % 7))
                {
                    foreach (var finding in library.Evaluate(new(day, office.Code, null, example.Facts)))
                    {
                        finding.Norm.Status.ShouldNotBe(NormStatus.Bill);
                        (finding.Outcome.By is null || finding.Outcome.By > new DateOnly(1900, 1, 1)).ShouldBeTrue();
                    }
                }
            }
        }
    }

    // Every sentence of every shape can be said in both languages, with all its parts in place.
    [Fact]
    public void Every_example_of_the_shipped_library_is_explained_in_whole_sentences()
    {
        var library = LibraryLoader.Load(LibraryLoader.Shipped);
        foreach (var norm in library.Norms)
        {
            foreach (var example in norm.Examples)
            {
                var why = NormLibrary.Apply(norm, new(example.Date, example.Office, example.BodyKind, example.Facts)).Explain();
                why.Reason.Nl.ShouldNotBeNullOrWhiteSpace();
                why.Reason.En.ShouldNotBeNullOrWhiteSpace();
                why.Reason.Nl.ShouldNotContain("{");
                why.Reason.Nl.ShouldNotContain("System.");
            }
        }
    }

    [Fact]
    public void A_norm_points_to_its_text_in_the_version_that_was_applied()
    {
        var library = LibraryLoader.Load(LibraryLoader.Shipped);
        var norm = library.For("raadslid", "gemeente", new(2026, 11, 22)).First(n => n is { Regulation.Id: "gemeentewet", Article: "12" });
        norm.Href!.ShouldStartWith("https://wetten.overheid.nl/BWBR0005416/");
        norm.Href!.ShouldEndWith("#Artikel12");
        norm.Juriconnect!.ShouldStartWith("jci1.3:c:BWBR0005416&artikel=12&z=");
        norm.Text!.ShouldContain("openbaar");
        norm.Citation.Nl.ShouldStartWith("Gemeentewet, artikel 12");
    }

    [Fact]
    public void An_article_with_a_space_in_its_number_has_an_address_without_one()
    {
        var library = LibraryLoader.Load(LibraryLoader.Shipped);
        var norm = library.For("raadslid", "gemeente", new(2026, 11, 22)).First(n => n is { Regulation.Id: "kieswet", Article: "V 3" });
        norm.Href!.ShouldEndWith("#ArtikelV_3");
        norm.Juriconnect!.ShouldContain("&artikel=V_3&");
        norm.Citation.Nl.ShouldStartWith("Kieswet, artikel V 3");
    }

    private static string Answer(NormLibrary library, Question question) => JsonSerializer.Serialize(NormAnswer.Of(library, question, true), NormAnswer.Json);
}
