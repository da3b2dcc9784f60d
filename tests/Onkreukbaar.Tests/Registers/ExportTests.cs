// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary><c>./onkreukbaar export</c>: every public list, and nothing that is not public.</summary>
public sealed class ExportTests
{
    private const string Formula = "=cmd|' /C calc'!A0";

    [Theory, OnBothDatabases]
    public async Task Every_list_is_written_in_every_form_with_only_what_is_public(string database)
    {
        await using var place = await Place.AtAsync(database);
        var lists = new[] { "overheidsorganisaties", "personen", "ambten", "ambtstermijnen", "nevenfuncties", "neveninkomsten", "geschenken", "reizen", "wijzigingen" };
        foreach (var format in new[] { "csv", "jsonl", "json", "xlsx" })
        {
            var (code, output, complaint) = await place.RunAsync(place.Folder, ("format", format), ("body", place.Body.ToString()));
            code.ShouldBe(0, complaint);
            foreach (var list in lists)
            {
                output.ShouldContain($"{list}.{format}: ");
                var file = Path.Combine(place.Folder, $"{list}.{format}");
                var rows = await RowsAsync(file, format);
                rows.ShouldBe(list switch { "nevenfuncties" => 2, "neveninkomsten" => 0, "wijzigingen" => 5, _ => 1 }, $"{list}.{format}");
                if (format != "xlsx")
                {
                    var text = await File.ReadAllTextAsync(file);
                    text.ShouldNotContain("Geheim");
                    text.ShouldNotContain("Elders");
                }
            }

            Directory.EnumerateFiles(place.Folder, "*.part").ShouldBeEmpty();
        }

        // In CSV a formula is marked as text; the other forms keep it as it is, where nothing runs it.
        (await File.ReadAllTextAsync(Path.Combine(place.Folder, "nevenfuncties.csv"))).ShouldContain(",'" + Formula + ",");
        (await File.ReadAllTextAsync(Path.Combine(place.Folder, "nevenfuncties.jsonl"))).ShouldContain("\"naamOrganisatie\":\"" + Formula + "\"");
        using var sheet = TableReader.Open(Path.Combine(place.Folder, "nevenfuncties.xlsx"));
        sheet.Rows().ShouldContain(r => r.Cells.Contains(Formula));
    }

    [Theory, OnBothDatabases]
    public async Task A_look_back_gives_what_held_and_what_was_known(string database)
    {
        await using var place = await Place.AtAsync(database);
        async Task<string[]> NamesAsync(params (string, string)[] options)
        {
            var (code, output, complaint) = await place.RunAsync("-", [("list", "nevenfuncties"), ("format", "jsonl"), ("body", place.Body.ToString()), .. options]);
            code.ShouldBe(0, complaint);
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("omschrijving").GetString()!).Order(StringComparer.Ordinal)];
        }

        (await NamesAsync()).ShouldBe(["Adviseur", "Voorzitter"]);
        (await NamesAsync(("as-of", "2020-01-01"))).ShouldBe(["Adviseur"]);
        (await NamesAsync(("known-on", Stamp(place.Before)))).ShouldBe(["Adviseur", "Lid"], "the correction came later");
        (await NamesAsync(("known-on", "2020-01-01"))).ShouldBeEmpty();
        var (_, everything, _) = await place.RunAsync("-", ("list", "nevenfuncties"), ("known-on", Stamp(place.Before)));
        everything.ShouldContain("Elders");
        var (_, changes, _) = await place.RunAsync("-", ("list", "wijzigingen"), ("body", place.Body.ToString()), ("known-on", Stamp(place.Before)));
        changes.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + 4);

        static string Stamp(DateTime moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    [Theory, OnBothDatabases]
    public async Task What_cannot_be_done_is_said_and_nothing_is_written(string database)
    {
        await using var place = await Place.AtAsync(database);
        foreach (
            var (target, options, sentence) in new (string, (string, string)[], string)[]
            {
                ("-", [], "Standard output takes one list"),
                ("-", [("list", "geheimen")], "the lists are overheidsorganisaties, personen"),
                (place.Folder, [("format", "docx")], "--format"),
                (place.Folder, [("as-of", "29-2-2023")], "--as-of"),
                (place.Folder, [("known-on", "gisteren")], "--known-on"),
                (place.Folder, [("body", "1")], "--body"),
            }
        )
        {
            var (code, output, complaint) = await place.RunAsync(target, options);
            code.ShouldBe(2);
            output.ShouldBeEmpty();
            complaint.ShouldContain(sentence);
        }

        Directory.EnumerateFiles(place.Folder).ShouldBeEmpty();
    }

    private static async Task<int> RowsAsync(string file, string format) =>
        format switch
        {
            "csv" => Rows(file),
            "xlsx" => Rows(file),
            "jsonl" => (await File.ReadAllLinesAsync(file)).Length,
            _ => JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetArrayLength(),
        };

    private static int Rows(string file)
    {
        using var table = TableReader.Open(file);
        return table.Rows().Count();
    }

    /// <summary>A body with something of everything: public, hidden, old and another body's.</summary>
    private sealed class Place(TestApp app, Guid body, DateTime before) : IAsyncDisposable
    {
        public Guid Body => body;

        /// <summary>A moment before the last correction.</summary>
        public DateTime Before => before;

        public string Folder { get; } = Directory.CreateTempSubdirectory("onkreukbaar-export-").FullName;

        public static async Task<Place> AtAsync(string database)
        {
            var app = await TestApp.FreshAsync(database);
            var site = new RegisterSite(app);
            var body = await site.BodyAsync();
            var other = await site.BodyAsync("Gemeente Elders");
            var person = await site.PersonAsync(body);
            var position = await site.PositionAsync(body, person, p => p.Description = "Lid");
            await site.PositionAsync(body, person, p => (p.Description, p.Organisation, p.Start) = ("Adviseur", Formula, new PartialDate(2018)));
            await site.PositionAsync(body, person, p => (p.Description, p.State) = ("Geheim concept", PositionState.Draft));
            await site.PositionAsync(body, person, p => (p.Description, p.Withdrawn) = ("Geheim ingetrokken", true));
            await site.PositionAsync(other, await site.PersonAsync(other, "Anders"), p => p.Description = "Elders");
            await app.WithStoreAsync(store =>
            {
                store.Add(new Declaration { BodyId = body, PersonId = person, Kind = DeclarationKind.Gift, Description = "Boek", ValueCents = 5500 });
                store.Add(new Declaration { BodyId = body, PersonId = person, Kind = DeclarationKind.Trip, Description = "Werkbezoek", Destination = "Brussel" });
                return store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            });
            var before = app.Clock.GetUtcNow().UtcDateTime;
            app.Clock.Advance(TimeSpan.FromHours(1));
            await app.WithStoreAsync(async store =>
            {
                (await store.Set<AncillaryPosition>().FirstAsync(p => p.Id == position.Id)).Description = "Voorzitter";
                return await store.SaveAsync(Act.BySystem("nevenfunctie.verbeteren", "import"));
            });
            return new(app, body, before);
        }

        public async Task<(int Code, string Output, string Complaint)> RunAsync(string target, params (string Name, string Value)[] options)
        {
            using var shown = new StringWriter(CultureInfo.InvariantCulture);
            using var complaint = new StringWriter(CultureInfo.InvariantCulture);
            using var bytes = new MemoryStream();
            await using var scope = app.App.Services.CreateAsyncScope();
            var command = OnkreukbaarApp.Modules.All.SelectMany(m => m.Commands).Single(c => c.Name == "export");
            var given = options.ToDictionary(o => o.Name, o => o.Value, StringComparer.Ordinal);
            var context = new CommandContext(scope.ServiceProvider, target, given, shown, complaint, (_, _, _) => { }, CancellationToken.None) { Bytes = bytes };
            var code = await command.RunAsync(context);
            return (code, shown + Encoding.UTF8.GetString(bytes.ToArray()), complaint.ToString());
        }

        public async ValueTask DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            await app.DisposeAsync();
        }
    }
}
