// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
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

        plain.Vocabulary.Differences.ShouldNotBeEmpty();
        packed.Vocabulary.Differences.ShouldBe(plain.Vocabulary.Differences);
        packed.Norms.SelectMany(n => n.Examples).Select(e => (e.Origin, e.Gives, e.By, e.Cents)).ShouldBe(plain.Norms.SelectMany(n => n.Examples).Select(e => (e.Origin, e.Gives, e.By, e.Cents)));
    }

    // Bills are shown and never enforced; what the law leaves to a person never becomes a yes or no. Any office may be asked with any kind of body, also
    // one that does not have it. Each case asks a few of the examples, so that a thousand cases ask them all several times over.
    [Fact]
    public void The_shipped_library_answers_for_every_office_and_kind_of_body_on_any_day()
    {
        var library = LibraryLoader.Load(LibraryLoader.Shipped);
        var examples = library.Norms.SelectMany(n => n.Examples).ToList();
        var offices = library.Offices.Select(o => o.Code).ToArray();
        string?[] bodies = [null, .. library.Offices.SelectMany(o => o.Bodies).Distinct()];
        var first = new DateOnly(2010, 1, 1).DayNumber;
        var days = Gen.Choose(first, new DateOnly(2030, 12, 31).DayNumber).Select(DateOnly.FromDayNumber);
        var cases = days.SelectMany(day => Gen.Elements(offices).SelectMany(office => Gen.Elements(bodies).SelectMany(body => Gen.Choose(0, examples.Count - 1).Select(from => (Day: day, Office: office, Body: body, From: from)))));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(cases.ToArbitrary(), asked =>
        {
            for (var i = 0; i < 12; i++)
            {
                Answers(library, new(asked.Day, asked.Office, asked.Body, examples[(asked.From + i) % examples.Count].Facts));
            }
        }));
    }

    // A register that cannot tell whether a norm holds would name it under every position, and count what it asks twice.
    [Fact]
    public void What_makes_a_position_public_asks_of_the_office_only_what_a_register_knows()
    {
        string[] known = ["ambt.voltijds", "ambt.datumAanvang", "ambt.datumEinde", "ambt.onafgebrokenSinds"];
        var norms = LibraryLoader.Load(LibraryLoader.Shipped).Norms.Where(n => n is { Kind: NormKind.Publication, About: "nevenfunctie" }).ToList();
        norms.Count.ShouldBeGreaterThan(10);
        foreach (var norm in norms)
        {
            norm.Asks.Select(f => f.Id).Where(id => id.StartsWith("ambt.", StringComparison.Ordinal)).ShouldBeSubsetOf(known, norm.Id);
        }
    }

    // Where the law changes: the first day of each version and the day before it, with the examples of the versions on both sides.
    [Fact]
    public void The_shipped_library_answers_on_the_days_on_which_it_changes()
    {
        var library = LibraryLoader.Load(LibraryLoader.Shipped);
        var changes = library.Norms.Select(n => n.Validity.From).OfType<DateOnly>().Concat(library.Norms.Select(n => n.Validity.Until).OfType<DateOnly>()).Distinct().ToList();
        changes.Count.ShouldBeGreaterThan(20);
        foreach (var day in changes.SelectMany(d => new[] { d.AddDays(-1), d }).Distinct().Where(d => d.Year is >= 2010 and <= 2030))
        {
            foreach (var office in library.Offices)
            {
                foreach (var body in office.Bodies.Append(null))
                {
                    var norms = library.For(office.Code, body, day);
                    norms.Select(n => n.Id).ShouldBeUnique($"{office.Code} {body} {day:yyyy-MM-dd}: one version of a norm holds at a time");
                    foreach (var example in norms.SelectMany(n => n.Examples.Take(3)))
                    {
                        Answers(library, new(day, office.Code, body, example.Facts));
                    }
                }
            }
        }
    }

    private static void Answers(NormLibrary library, Question question)
    {
        foreach (var finding in library.Evaluate(question))
        {
            finding.Norm.Status.ShouldNotBe(NormStatus.Bill);
            finding.Norm.Validity.Contains(question.Date).ShouldBeTrue();
            finding.Norm.Offices.ShouldContain(question.Office);
            (question.BodyKind is null || finding.Norm.Bodies.Count == 0 || finding.Norm.Bodies.Contains(question.BodyKind)).ShouldBeTrue();
            (finding.Outcome.By is null || finding.Outcome.By > new DateOnly(1900, 1, 1)).ShouldBeTrue();
            if (finding.Norm.Shape is JudgementShape)
            {
                finding.Verdict.ShouldNotBe(Verdict.Violates);
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
