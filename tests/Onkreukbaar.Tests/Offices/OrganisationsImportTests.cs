// SPDX-License-Identifier: EUPL-1.2
using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

public sealed class OrganisationsImportTests
{
    private const string Command = "import organisations";
    internal const string Body = """{"id":"org:gemeente-waterdorp","type":"gemeente","names":[{"value":"Gemeente Waterdorp","valid_from":"1900-01-01"}],"valid_from":"1900-01-01","valid_until":null,"parent_id":null,"sources":[]}""";
    internal const string Post = """{"id":"post:raadslid-waterdorp","organization_id":"org:gemeente-waterdorp","classification":"raadslid","label":"Raadslid","valid_from":"1900-01-01"}""";

    [Theory, OnBothDatabases]
    public async Task A_dry_run_judges_every_line_and_writes_nothing(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var folder = Folder(app, [Body], [Post], [Person("jansen", "Jansen", Term("2020-01-01", null))]);

        var result = await ImportHarness.RunAsync(app, Command, folder, dryRun: true);

        result.Code.ShouldBe(0);
        result.Totals.GetProperty("created").GetInt32().ShouldBe(3);
        result.Count("ambtstermijn", "created").ShouldBe(1);
        result.Totals.GetProperty("dryRun").GetBoolean().ShouldBeTrue();
        (await app.WithStoreAsync(s => s.Versions.CountAsync())).ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task What_cannot_be_right_is_refused_with_line_column_and_reason_and_the_rest_is_taken_over(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var folder = Folder(
            app,
            [Body, "{\"id\": \"org:half", Body],
            [Post],
            [
                Person("goed", "van der Berg", Term("2020-01-01", null)),
                """{"id":"person:naamloos","name":{"full":"Anna"},"mandaten":[]}""",
                Person("omgekeerd", "Omkeer", Term("2020-05-01", "2019-05-01")),
                Person("zwevend", "Zweef", Term("2020-05-01", null).Replace("post:raadslid-waterdorp", "post:nergens", StringComparison.Ordinal)),
                Person("datum", "Datum", Term("2023-02-29", null)),
            ]
        );

        var result = await ImportHarness.RunAsync(app, Command, folder);

        result.Code.ShouldBe(1);
        result.Totals.GetProperty("lines").GetInt32().ShouldBe(9);
        Refused(result).ShouldBe(
            [
                ("organisaties.jsonl", 2, null, "not valid JSON at character 17"),
                ("organisaties.jsonl", 3, "id", "'org:gemeente-waterdorp' stands on line 1 as well"),
                ("personen.jsonl", 2, "name.family", "is missing or empty"),
                ("personen.jsonl", 4, "mandaten.post_id", "'post:nergens' is not in the file of offices"),
                ("personen.jsonl", 5, "mandaten.start_date", "'2023-02-29' is not a date"),
            ],
            ignoreOrder: true
        );
        var persons = await app.WithStoreAsync(s => s.Set<Person>().OrderBy(p => p.SortKey).Select(p => p.Particle + "/" + p.FamilyName).ToListAsync());
        persons.ShouldBe(["van der/Berg", "/Datum", "/Omkeer", "/Zweef"]);
        (await app.WithStoreAsync(s => s.Set<TermOfOffice>().Where(t => t.UnreadPeriod != null).Select(t => t.UnreadPeriod).SingleAsync())).ShouldBe("2020-05-01 – 2019-05-01");
    }

    [Theory, OnBothDatabases]
    public async Task Reasons_come_in_Dutch_when_asked_with_the_same_codes(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var folder = Folder(app, [Body, Body], [Post], [Person("omgekeerd", "Omkeer", Term("2020-05-01", "2019-05-01")), Person("datum", "Datum", Term("2023-02-29", null))]);
        var dutch = await ImportHarness.RunAsync(app, Command, folder, dryRun: true, language: "nl");
        var english = await ImportHarness.RunAsync(app, Command, folder, dryRun: true);
        Reasons(dutch).ShouldBe(
            [
                ("sleutel.dubbel", "'org:gemeente-waterdorp' staat ook op regel 1"),
                ("periode.einde-voor-begin", "overgenomen zoals het er staat: het einde (2019-05-01) ligt voor het begin (2020-05-01)"),
                ("datum.onleesbaar", "'2023-02-29' is geen datum"),
            ]
        );
        Reasons(english).Select(r => r.Code).ShouldBe(Reasons(dutch).Select(r => r.Code));
        Reasons(english)[0].Reason.ShouldBe("'org:gemeente-waterdorp' stands on line 1 as well");

        static List<(string? Code, string? Reason)> Reasons(ImportResult result) =>
            [.. result.Entries.Where(e => e.TryGetProperty("reason", out _)).Select(e => (e.GetProperty("code").GetString(), e.GetProperty("reason").GetString()))];
    }

    [Theory, OnBothDatabases]
    public async Task A_file_that_breaks_off_gives_what_came_before_and_a_sentence(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var lines = Enumerable.Range(0, 5000).Select(i => Body.Replace("waterdorp", "plaats" + i + "-" + Guid.CreateVersion7(), StringComparison.Ordinal)).ToArray();
        var folder = Folder(app, lines, [], []);
        var plain = Path.Combine(folder, "organisaties.jsonl");
        await using (var packed = File.Create(plain + ".gz"))
        {
            await using var gzip = new GZipStream(packed, CompressionLevel.Fastest);
            await gzip.WriteAsync(await File.ReadAllBytesAsync(plain));
        }

        File.Delete(plain);
        var whole = await File.ReadAllBytesAsync(plain + ".gz");
        await File.WriteAllBytesAsync(plain + ".gz", whole[..(whole.Length / 2)]);

        var result = await ImportHarness.RunAsync(app, Command, folder);

        result.Code.ShouldBe(1);
        result.Error.ShouldContain("organisaties.jsonl.gz breaks off after line");
        var kept = await app.WithStoreAsync(s => s.Set<PublicBody>().CountAsync());
        kept.ShouldBeInRange(1, 4999);
        result.Totals.GetProperty("lines").GetInt32().ShouldBe(kept);

        await File.WriteAllBytesAsync(plain + ".gz", whole);
        var again = await ImportHarness.RunAsync(app, Command, folder);
        again.Code.ShouldBe(0);
        again.Count("overheidsorganisatie", "unchanged").ShouldBe(kept);
        again.Count("overheidsorganisatie", "created").ShouldBe(5000 - kept);
    }

    [Theory, OnBothDatabases]
    public async Task A_changed_line_gives_a_new_version_and_a_vanished_one_is_reported_and_kept(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var folder = Folder(app, [Body], [Post], [Person("jansen", "Jansen", Term("2020-01-01", null)), Person("bakker", "Bakker", Term("2020-01-01", null))]);
        (await ImportHarness.RunAsync(app, Command, folder)).Code.ShouldBe(0);
        folder = Folder(app, [Body], [Post], [Person("jansen", "Jansen", Term("2020-01-01", "2024-01-01"))]);

        var result = await ImportHarness.RunAsync(app, Command, folder);

        result.Code.ShouldBe(0);
        result.Count("persoon", "unchanged").ShouldBe(1);
        result.Count("persoon", "vanished").ShouldBe(1);
        result.Count("ambtstermijn", "updated").ShouldBe(1);
        result.Count("ambtstermijn", "vanished").ShouldBe(1);
        var terms = await app.WithStoreAsync(s => s.Set<TermOfOffice>().Where(t => t.SourceKey!.StartsWith("person:jansen")).ToListAsync());
        terms.Single().Version.ShouldBe(2);
        terms.Single().Until.ShouldBe(new DateOnly(2024, 1, 2));
        (await app.WithStoreAsync(s => s.Set<Person>().CountAsync())).ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task A_start_that_is_only_the_day_of_collecting_is_kept_as_seen_on_and_not_as_a_start(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var term = Term("2026-05-09", null).Replace("\"sources\":[]", "\"sources\":[{\"id\":\"x\",\"retrieved\":\"2026-05-09\"}]", StringComparison.Ordinal);
        var folder = Folder(app, [Body], [Post], [Person("jansen", "Jansen", term)]);

        (await ImportHarness.RunAsync(app, Command, folder)).Code.ShouldBe(0);

        var stored = await app.WithStoreAsync(s => s.Set<TermOfOffice>().SingleAsync());
        stored.Start.ShouldBeNull();
        stored.ObservedOn.ShouldBe(new DateOnly(2026, 5, 9));
        stored.From.ShouldBe(new DateOnly(2026, 5, 9));
    }

    [Theory, OnBothDatabases]
    public async Task A_folder_without_the_files_does_nothing_and_says_which_file_is_missing(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var folder = Directory.CreateDirectory(Path.Combine(app.Settings.DataFolder, "leeg")).FullName;

        var result = await ImportHarness.RunAsync(app, Command, folder);

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("no organisaties.jsonl");
    }

    internal static string Folder(TestApp app, string[] bodies, string[] posts, string[] persons)
    {
        var folder = Path.Combine(app.Settings.DataFolder, "bron");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "organisaties.jsonl"), bodies, new UTF8Encoding(false));
        File.WriteAllLines(Path.Combine(folder, "posten.jsonl"), posts, new UTF8Encoding(false));
        File.WriteAllLines(Path.Combine(folder, "personen.jsonl"), persons, new UTF8Encoding(false));
        return folder;
    }

    private static string Person(string key, string family, params string[] terms) =>
        $$"""{"id":"person:{{key}}","name":{"full":"Anna {{family}}","family":"{{family}}","given":"Anna"},"mandaten":[{{string.Join(',', terms)}}]}""";

    internal static string Term(string start, string? end) =>
        $$"""{"id":"m1","organization_id":"org:gemeente-waterdorp","post_id":"post:raadslid-waterdorp","role":"Raadslid","start_date":"{{start}}","end_date":{{(end is null ? "null" : $"\"{end}\"")}},"sources":[]}""";

    private static IEnumerable<(string, int, string?, string?)> Refused(ImportResult result) =>
        result
            .Entries.Where(e => string.Equals(e.GetProperty("outcome").GetString(), "refused", StringComparison.Ordinal))
            .Select(e =>
                (
                    e.GetProperty("file").GetString()!,
                    e.GetProperty("line").GetInt32(),
                    e.TryGetProperty("column", out var column) ? column.GetString() : null,
                    e.GetProperty("reason").GetString()
                )
            );
}
