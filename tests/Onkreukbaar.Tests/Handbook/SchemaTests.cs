// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Json.Nodes;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Tests.Kernel.Web;
using Onkreukbaar.Tests.Repository;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlNode = YamlDotNet.RepresentationModel.YamlNode;

namespace Onkreukbaar.Tests.Handbook;

/// <summary>The JSON schemas in <c>norms/schema</c>: of the question that machines put, and of the files that people write.</summary>
public sealed class SchemaTests
{
    private static readonly Lazy<NormLibrary> Library = new(() => LibraryLoader.Load(LibraryLoader.Shipped));

    [Fact]
    public async Task The_schema_of_the_question_is_as_reviewed_and_served()
    {
        var file = Path.Combine(RepositoryFiles.Root, "norms", "schema", "question.schema.json");
        var now = QuestionSchema.Text(Library.Value);
        var approved = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        if (now != approved && Environment.GetEnvironmentVariable("CI") is null)
        {
            await File.WriteAllTextAsync(Path.ChangeExtension(file, ".received.json"), now, TestContext.Current.CancellationToken);
        }

        (now == approved).ShouldBeTrue("The schema changed. If this is meant: move question.schema.received.json over question.schema.json and let a reviewer see it.");
        using var client = (await TestApp.SharedAsync(Databases.Sqlite)).Client();
        (await client.GetStringAsync("/v1/normvraag.schema.json", TestContext.Current.CancellationToken)).ShouldBe(now);
    }

    [Fact]
    public async Task Every_worked_example_can_be_put_as_a_question()
    {
        List<string> questions = [];
        foreach (var example in Library.Value.Norms.SelectMany(n => n.Examples))
        {
            var facts = new JsonObject();
            foreach (var fact in example.Facts.Known.Where(f => f.Id != "peildatum"))
            {
                var text = example.Facts.Write(fact)!;
                facts[fact.Id] = text is "true" or "false" ? text == "true"
                    : fact.Type is Onkreukbaar.Norms.Facts.FactType.Amount or Onkreukbaar.Norms.Facts.FactType.Number or Onkreukbaar.Norms.Facts.FactType.Year ? decimal.Parse(text, CultureInfo.InvariantCulture)
                    : text;
            }

            questions.Add(new JsonObject { ["peildatum"] = example.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["ambt"] = example.Office, ["feiten"] = facts }.ToJsonString());
        }

        questions.Add("""{"peildatum":"2026-03-01","ambt":"wethouder","beloningsperioden":[{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":90000.00,"neveninkomsten":9000},{"vanaf":"2025-07-01","tot":null,"beloning":66000,"voltijds":false,"neveninkomsten":null}]}""");
        questions.Add("""{"peildatum":"2026-03-01","ambt":"wethouder","beloningsperioden":null}""");
        questions.Count.ShouldBeGreaterThan(100);
        (await CheckAsync(QuestionSchema.Of(Library.Value).ToJsonString(), questions)).ShouldAllBe(e => e.Length == 0);
        var reader = new QuestionReader(Library.Value);
        questions.Where(q => reader.Read(q).Question is null).ShouldBeEmpty("what the schema accepts, the reader reads");
    }

    [Fact]
    public async Task A_wrong_question_does_not_fit_the_schema_nor_the_reader()
    {
        string[] wrong =
        [
            """{"ambt":"raadslid"}""",
            """{"peildatum":"1-3-2026","ambt":"raadslid"}""",
            """{"peildatum":"2026-03-01","ambt":"keizer"}""",
            """{"peildatum":"2026-03-01","ambt":"raadslid","onbekend":1}""",
            """{"peildatum":"2026-03-01","ambt":"raadslid","overheidsorganisatie":{}}""",
            """{"peildatum":"2026-03-01","ambt":"raadslid","ambtstermijnen":[{}]}""",
            """{"peildatum":"2026-03-01","ambt":"wethouder","beloningsperioden":[]}""",
            """{"peildatum":"2026-03-01","ambt":"wethouder","beloningsperioden":[{"vanaf":"2025-01-01"}]}""",
            """{"peildatum":"2026-03-01","ambt":"wethouder","beloningsperioden":[{"vanaf":"2025-01-01","beloning":1,"loon":1}]}""",
            """{"peildatum":"2026-03-01","ambt":"wethouder","beloningsperioden":[{"vanaf":"2025-01-01","beloning":-1}]}""",
            """{"peildatum":"2026-03-01","ambt":"raadslid","feiten":{"nevenfunctie":{"kleur":1}}}""",
            """{"peildatum":"2026-03-01","ambt":"raadslid","feiten":{"nevenfunctie.bezoldigd":"misschien"}}""",
            """{"peildatum":"2026-03-01","ambt":"raadslid","feiten":{"nevenfunctie.soort":"clown"}}""",
            """{"peildatum":"2026-03-01","ambt":"raadslid","feiten":{"inkomsten.neveninkomsten":-1}}""",
            """{"peildatum":"2026-03-01","ambt":"raadslid","feiten":{"inkomsten.jaar":12}}""",
            """[]""",
        ];

        var found = await CheckAsync(QuestionSchema.Of(Library.Value).ToJsonString(), wrong);

        wrong.Where((_, i) => found[i].Length == 0).ShouldBeEmpty();
        var reader = new QuestionReader(Library.Value);
        wrong.Where(q => reader.Read(q).Question is not null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("norm-file", 10)]
    [InlineData("facts-file", 10)]
    [InlineData("offices-file", 1)]
    [InlineData("authorities-file", 1)]
    [InlineData("comparisons-file", 1)]
    public async Task All_files_of_the_library_fit_the_schema_for_editors(string schema, int least)
    {
        var folder = Path.Combine(RepositoryFiles.Root, "norms");
        var files = FilesIn(folder).Where(f => SchemaOf(f) == schema).ToList();
        files.Count.ShouldBeGreaterThanOrEqualTo(least);

        var found = await CheckAsync(await SchemaAsync(schema), [.. files.Select(f => Json(File.ReadAllText(Path.Combine(folder, f))))]);

        files.Select((f, i) => $"{f}: {found[i]}").Where((_, i) => found[i].Length > 0).ShouldBeEmpty();
    }

    // An editor checks a file while it is being written only when the file says by which schema.
    [Fact]
    public void Each_file_of_the_library_names_its_schema()
    {
        var folder = Path.Combine(RepositoryFiles.Root, "norms");
        foreach (var file in FilesIn(folder))
        {
            var up = string.Concat(Enumerable.Repeat("../", file.Count(c => c == '/')));
            File.ReadLines(Path.Combine(folder, file)).First().ShouldBe($"# yaml-language-server: $schema={up}schema/{SchemaOf(file)}.schema.json", file);
        }
    }

    private static List<string> FilesIn(string folder) =>
        [.. Directory.GetFiles(folder, "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static string SchemaOf(string file) =>
        !file.Contains('/', StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(file) + "-file" : file.StartsWith("facts/", StringComparison.Ordinal) ? "facts-file" : "norm-file";

    [Theory]
    [InlineData("offices-file", "- { code: koning, nl: koning, en: king }")]
    [InlineData("offices-file", "- { code: Koning, nl: koning, en: king, bodies: [] }")]
    [InlineData("authorities-file", "- { code: koning, nl: koning }")]
    [InlineData("comparisons-file", "- { compare: onthouding, why: { nl: a, en: a } }")]
    [InlineData("comparisons-file", "- { compare: onthouding, reason: { nl: a, en: a, source: a } }")]
    [InlineData("norm-file", "act: { id: a, title: A, titleEn: A }\nfrom: 2026-01-01\nnorms: []\nnormen: []")]
    [InlineData("norm-file", "act: { id: a, title: A, titleEn: A }\nfrom: 1 januari\nnorms: []")]
    [InlineData("norm-file", "act: { id: a, title: A, titleEn: A }\nfrom: 2026-01-01\nnorms: [ { id: a-1 } ]")]
    [InlineData("facts-file", "group: a\ntitle: { nl: a, en: a }\nfacts: [ { id: a.b, type: kleur, nl: a, en: a } ]")]
    [InlineData("facts-file", "group: a\ntitle: { nl: a, en: a }\nfacts: [ { id: a.b, type: code, nl: a, en: a } ]")]
    [InlineData("facts-file", "group: a\ntitle: { nl: a }\nfacts: [ { id: a.b, type: date, nl: a, en: a } ]")]
    public async Task A_file_with_a_mistake_does_not_fit(string schema, string yaml) =>
        (await CheckAsync(await SchemaAsync(schema), [Json(yaml)])).Single().ShouldNotBeEmpty();

    private static Task<string> SchemaAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, "norms", "schema", name + ".schema.json"), TestContext.Current.CancellationToken);

    private static Task<string[]> CheckAsync(string schema, IReadOnlyList<string> values) =>
        ApiLinter.ValidateAsync(schema, values, TestContext.Current.CancellationToken);

    // As YAML 1.2 has it: plain true, false and numbers are no text; everything else is.
    private static string Json(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (Value(stream.Documents[0].RootNode) ?? JsonValue.Create("")).ToJsonString();
    }

    private static JsonNode? Value(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Value(c.Value)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Value)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => flag.Value == "true",
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "null" } => null,
            YamlScalarNode { Style: ScalarStyle.Plain } scalar when decimal.TryParse(scalar.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            YamlScalarNode scalar => scalar.Value,
            _ => null,
        };
}
