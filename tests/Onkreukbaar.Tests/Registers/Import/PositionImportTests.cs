// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>A clerk's own list, with all that can be wrong in it.</summary>
public sealed class PositionImportTests
{
    private const string Heading = "Naam;Nevenfunctie;Organisatie;Bezoldigd;Aanvang;Einde;Uren per maand;KvK\n";

    [Theory, OnBothDatabases]
    public async Task Every_line_ends_in_one_outcome_with_its_reason(string database)
    {
        using var at = await Place.AtAsync(database);
        var long403 = new string('x', 403);
        var file = at.Runner.Write(
            "lijst.csv",
            Heading
                + "Berg, A. van der (Anna);Lid raad van toezicht;Stichting Voorbeeld;ja;1-3-2018;;7,5;12345678\n" // 2
                + "Jansen, B. (Bram);Penningmeester;\"Zwemclub\nDe Waterrat\";onbezoldigd;mei 2018;2020;;\n" // 3, 4
                + "Jansen, B. (Bram);Adviseur;=cmd|' /C calc'!A0;vrijwilligersvergoeding;2019;;900;123\n" // 5
                + "Smit, C.;Bestuurder;Iets;nee;1-1-5008;;;\n" // 6
                + "Smit, C.;Voorzitter;Iets;nee;1-3-2019;1-3-2018;;\n" // 7
                + "Smit, C.;Secretaris;Iets;nee;29-2-2023;;;\n" // 8
                + $"Smit, C.;Lid;{long403};nee;;;;\n" // 9
                + " ;Lid;Iets;nee;;;;\n" // 10
                + "Smit, C.; ;Iets;nee;;;;\n" // 11
                + "Smit, C.;Lid;Iets\0;nee;;;;\n" // 12
                + "Smit, C.;Lid;Iets;nee\n" // 13
                + "Smit, C.;Lid sinds 2009;Iets;;;;;\n" // 14
                + "Smit, C.;\u202Edil;Iets;;;;;\n" // 15
                + "Yılmaz, Z. (😀);Lid 👩‍👩‍👧;שלום;;;;;\n" // 16
        );
        var report = await at.ImportAsync(file);
        report.Code.ShouldBe(1);
        report.Counts.ShouldBe((8, 0, 0, 6, 0));
        (string Outcome, string? Column) Of(long line) =>
            (report.Of(line).GetProperty("outcome").GetString()!, report.Of(line).TryGetProperty("column", out var column) ? column.GetString() : null);
        Of(2).ShouldBe(("created", null));
        Of(3).ShouldBe(("created", null));
        Of(5).Outcome.ShouldBe("created");
        report.Of(5).GetProperty("reason").GetString()!.ShouldContain("paid or unpaid");
        Of(6).ShouldBe(("created", "Aanvang"));
        Of(7).ShouldBe(("created", "Einde"));
        Of(8).ShouldBe(("created", "Aanvang"));
        Of(9).ShouldBe(("refused", "Organisatie"));
        Of(10).ShouldBe(("refused", "Naam"));
        Of(11).ShouldBe(("refused", "Nevenfunctie"));
        Of(12).ShouldBe(("refused", "Organisatie"));
        Of(13).Outcome.ShouldBe("refused");
        Of(15).ShouldBe(("refused", "Nevenfunctie"));
        Of(16).Outcome.ShouldBe("created");

        var stored = (await at.PositionsAsync()).ToDictionary(p => p.Description, StringComparer.Ordinal);
        stored["Lid raad van toezicht"].ShouldSatisfyAllConditions(
            p => p.Remuneration.ShouldBe(Remuneration.Paid),
            p => p.HoursPerMonth.ShouldBe(7.5m),
            p => p.OrganisationKvk.ShouldBe("12345678"),
            p => p.State.ShouldBe(PositionState.Published),
            p => p.OrganisationKey.ShouldBe("kvk:12345678"),
            p => p.PublishedOn.ShouldBe(new DateOnly(2026, 11, 22))
        );
        stored["Penningmeester"].ShouldSatisfyAllConditions(
            p => p.Organisation.ShouldBe("Zwemclub De Waterrat"),
            p => p.Start.ShouldBe(new PartialDate(2018, 5)),
            p => p.End.ShouldBe(new PartialDate(2020)),
            p => p.State.ShouldBe(PositionState.Ended)
        );
        stored["Adviseur"].Organisation.ShouldBe("=cmd|' /C calc'!A0");
        stored["Bestuurder"].ShouldSatisfyAllConditions(p => p.Start.ShouldBeNull(), p => p.UnreadPeriod.ShouldBe("1-1-5008"));
        stored["Voorzitter"].ShouldSatisfyAllConditions(p => p.Start.ShouldBeNull(), p => p.End.ShouldBeNull(), p => p.UnreadPeriod.ShouldBe("1-3-2019 t/m 1-3-2018"));
        stored["Secretaris"].UnreadPeriod.ShouldBe("29-2-2023");
        stored["Lid"].Start.ShouldBe(new PartialDate(2009));
    }

    [Theory, OnBothDatabases]
    public async Task A_second_run_changes_nothing_whatever_the_order_and_a_changed_line_gets_one_new_version(string database)
    {
        using var at = await Place.AtAsync(database);
        string[] lines =
        [
            "Berg, A. van der;Lid;Een;ja;2018;;;",
            "Berg, A. van der;Lid;Twee;ja;2018;;;",
            "Berg, A. van der;Lid;Twee;ja;2018;2019;;",
            "Berg, A. van der;Lid;Twee;ja;2018;2019;;",
            "Jansen, B.;Voorzitter;Drie;nee;;;;",
        ];
        Task<Report> Import(params IEnumerable<string> rows) => at.ImportAsync(at.Runner.Write("lijst.csv", Heading + string.Join('\n', rows) + "\n"));
        (await Import(lines)).Counts.ShouldBe((5, 0, 0, 0, 0));
        (await Import(lines)).Counts.ShouldBe((0, 0, 5, 0, 0));
        (await Import(lines.Reverse())).Counts.ShouldBe((0, 0, 5, 0, 0));

        // One line changes, one vanishes, one is new.
        var changed = await Import(lines[0].Replace(";;;", ";2020;;", StringComparison.Ordinal), lines[1], lines[2], lines[3], "Jansen, B.;Lid;Vier;nee;;;;");
        changed.Code.ShouldBe(0);
        changed.Counts.ShouldBe((1, 1, 3, 0, 1));
        var positions = await at.PositionsAsync();
        positions.Count.ShouldBe(6, "a vanished line is reported, not deleted");
        var first = positions.Single(p => p.Organisation == "Een");
        first.Version.ShouldBe(2);
        first.End.ShouldBe(new PartialDate(2020));
        positions.Where(p => p.Organisation != "Een").ShouldAllBe(p => p.Version == 1);
        changed.Entries.Single(e => e.GetProperty("outcome").GetString() == "vanished").GetProperty("subject").GetString()
            .ShouldBe(positions.Single(p => p.Organisation == "Drie").Id.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task What_the_clerk_corrected_stays_until_the_list_itself_changes(string database)
    {
        using var at = await Place.AtAsync(database);
        var file = at.Runner.Write("lijst.csv", Heading + "Berg, A. van der;Lid;Een;ja;2018;;;\n");
        await at.ImportAsync(file);
        await at.App.WithStoreAsync(async s =>
        {
            var position = await s.Set<AncillaryPosition>().SingleAsync(p => p.BodyId == at.Body);
            position.Remuneration = Remuneration.Unpaid;
            position.Derive();
            return await s.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
        });
        (await at.ImportAsync(file)).Counts.ShouldBe((0, 0, 1, 0, 0));
        (await at.PositionsAsync()).Single().Remuneration.ShouldBe(Remuneration.Unpaid);
    }

    [Theory, OnBothDatabases]
    public async Task A_column_with_public_bodies_is_matched_by_name_and_what_is_not_clear_is_left_out_with_a_remark(string database)
    {
        using var at = await Place.AtAsync(database);
        var bodies = new[] { ("Waterschap Zeepbel", "waterschap"), ("Gemeente Luchtdorp", "gemeente"), ("Provincie Luchtdorp", "provincie") }
            .Select(b => new PublicBody { Name = b.Item1, Kind = b.Item2, SortKey = b.Item1, SearchText = Onkreukbaar.Kernel.Text.DutchText.Fold(b.Item1) })
            .ToList();
        await at.App.WithStoreAsync(s =>
        {
            s.AddRange(bodies);
            return s.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
        });
        const string Columns = "Kenmerk;Naam;Nevenfunctie;Organisatie;Overheid;Einde\n";
        const string First = "1;Berg, A.;Lid algemeen bestuur;;waterschap zeepbel;\n";
        const string Rest =
            "2;Berg, A.;Adviseur;Het provinciehuis;provincie luchtdorp;\n" + "3;Berg, A.;Lid;Iets;luchtdorp;\n" + "4;Berg, A.;Lid;Anders;Ministerie van Nergens;\n" + "5;Berg, A.;Lid;Gewoon;;\n";
        var report = await at.ImportAsync(at.Runner.Write("lijst.csv", Columns + First + Rest));
        report.Counts.ShouldBe((5, 0, 0, 0, 0));
        report.Of(2).TryGetProperty("reason", out _).ShouldBeFalse();
        report.Of(4).GetProperty("code").GetString().ShouldBe("overheid.meer");
        report.Of(4).GetProperty("column").GetString().ShouldBe("Overheid");
        report.Of(4).GetProperty("reason").GetString()!.ShouldContain("Gemeente Luchtdorp, Provincie Luchtdorp");
        report.Of(5).GetProperty("code").GetString().ShouldBe("overheid.onbekend");
        var stored = (await at.PositionsAsync()).ToDictionary(p => p.Organisation!, StringComparer.Ordinal);
        stored["Waterschap Zeepbel"].OrganisationBodyId.ShouldBe(bodies[0].Id, "a body without a name of its own in the list is called as it is called");
        stored["Het provinciehuis"].OrganisationBodyId.ShouldBe(bodies[2].Id);
        stored["Het provinciehuis"].OrganisationKey.ShouldBe(Onkreukbaar.Registers.Organisations.OrganisationSlug.KeyOf(bodies[2].Id));
        stored["Iets"].ShouldSatisfyAllConditions(p => p.OrganisationBodyId.ShouldBeNull(), p => p.OrganisationKey.ShouldBe("iets"));
        (await at.ImportAsync(at.Runner.Write("lijst.csv", Columns + First + Rest))).Counts.ShouldBe((0, 0, 5, 0, 0));

        // Without the column, pointed out by hand under another heading, and with a list that says nothing of it.
        var mapped = await at.Runner.RunAsync(
            "import positions",
            at.Runner.Write("lijst2.csv", "Kenmerk;Naam;Nevenfunctie;Organisatie;Waar\n5;Berg, A.;Lid;Gewoon;gemeente luchtdorp\n"),
            options: [("body", at.Body.ToString()), ("map", "overheidsorganisatieNevenfunctie=waar")]
        );
        mapped.Counts.ShouldBe((0, 1, 0, 0, 4));
        (await at.PositionsAsync()).Single(p => p.Organisation == "Gewoon").OrganisationBodyId.ShouldBe(bodies[1].Id);
        await at.ImportAsync(at.Runner.Write("lijst3.csv", "Kenmerk;Naam;Nevenfunctie;Organisatie;Einde\n5;Berg, A.;Lid;Gewoon;2020\n2;Berg, A.;Adviseur;Een heel ander huis;\n"));
        stored = (await at.PositionsAsync()).ToDictionary(p => p.Organisation!, StringComparer.Ordinal);
        stored["Gewoon"].ShouldSatisfyAllConditions(p => p.End.ShouldBe(new PartialDate(2020)), p => p.OrganisationBodyId.ShouldBe(bodies[1].Id, "a list that does not say it does not take it back"));
        stored["Een heel ander huis"].OrganisationBodyId.ShouldBeNull("another organisation is not that body");
    }

    [Theory, OnBothDatabases]
    public async Task A_dry_run_reports_everything_and_writes_nothing(string database)
    {
        using var at = await Place.AtAsync(database);
        var file = at.Runner.Write("lijst.csv", Heading + "Berg, A. van der;Lid;Een;ja;2018;;;\n;;x;;;;;\n");
        var dry = await at.Runner.RunAsync("import positions", file, options: [("body", at.Body.ToString()), ("dry-run", "true")]);
        dry.Counts.ShouldBe((1, 0, 0, 1, 0));
        (await at.PositionsAsync()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task The_report_says_what_the_norms_say_of_a_line_and_refuses_none_for_it(string database)
    {
        using var at = await Place.AtAsync(database);
        await at.App.WithStoreAsync(async s =>
        {
            var office = new Office { BodyId = at.Body, Kind = "wethouder", Label = "Wethouder" };
            var holder = new Person { Initials = "A.", GivenName = "Anna", FamilyName = "Berg", Particle = "van der", DisplayName = "Berg", SortKey = "berg", SearchText = "berg" };
            var term = new TermOfOffice { BodyId = at.Body, PersonId = holder.Id, OfficeId = office.Id, Start = new(2022, 6, 1) };
            term.Derive();
            s.AddRange(office, holder, term);
            return await s.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
        });
        var file = at.Runner.Write("lijst.csv", Heading + "Berg, A. van der (Anna);Lid;Een;ja;1-3-2024;;;\nSmit, C. (Cor);Lid;Twee;ja;1-3-2024;;;\n;Lid;Drie;ja;;;;\n");
        var report = await at.ImportAsync(file);
        report.Counts.ShouldBe((2, 0, 0, 1, 0));
        var said = report.Of(2).GetProperty("findings").EnumerateArray().ToDictionary(f => f.GetProperty("norm").GetString()!, StringComparer.Ordinal);
        var notice = said["gemw-41b-2-melding"];
        notice.GetProperty("office").GetString().ShouldBe("wethouder");
        notice.GetProperty("verdict").GetString().ShouldBe("melden");
        notice.GetProperty("by").GetString().ShouldBe("2024-03-01");
        notice.GetProperty("article").GetString().ShouldBe("Municipalities Act, article 41b(2)");
        notice.GetProperty("reason").GetString()!.ShouldContain("1 March 2024");
        said["gemw-41b-1-ongewenst"].GetProperty("verdict").GetString().ShouldBe("eigen-oordeel");
        said["gemw-36b-onverenigbaar"].GetProperty("verdict").GetString().ShouldBe("niet-te-bepalen");
        said.ShouldNotContainKey("gemw-41b-3-openbaarmaking", "it is public on the day of the import: nothing is left to do");
        report.Of(3).TryGetProperty("findings", out _).ShouldBeFalse("no office of this person is known, so no norm was applied");
        report.Of(4).TryGetProperty("findings", out _).ShouldBeFalse();
        report.Totals.GetProperty("findings").GetProperty("eigen-oordeel").GetInt64().ShouldBe(1);

        var again = await at.ImportAsync(file);
        again.Counts.ShouldBe((0, 0, 2, 1, 0));
        again.Totals.TryGetProperty("findings", out _).ShouldBeFalse("what does not change is not looked at again");
    }

    [Theory, OnBothDatabases]
    public async Task A_person_is_found_by_name_without_titles_and_never_chosen_between_two(string database)
    {
        using var at = await Place.AtAsync(database);
        Guid[] known = [];
        await at.App.WithStoreAsync(async s =>
        {
            var office = new Office { BodyId = at.Body, Kind = "raadslid", Label = "Raadslid" };
            var persons = new[] { ("A.B.", "Anna", "Berg", "van der"), ("C.", "Cor", "Smit", null), ("C.", "Cor", "Smit", null) }
                .Select(n => new Person { Initials = n.Item1, GivenName = n.Item2, FamilyName = n.Item3, Particle = n.Item4, DisplayName = n.Item3, SortKey = n.Item3, SearchText = n.Item3 })
                .ToList();
            known = [.. persons.Select(p => p.Id)];
            s.Add(office);
            s.AddRange(persons);
            s.AddRange(persons.Select(p => new TermOfOffice { BodyId = at.Body, PersonId = p.Id, OfficeId = office.Id }));
            return await s.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
        });
        var file = at.Runner.Write("lijst.csv", Heading + "Drs. A.B. (Anna) van der Berg MSc;Lid;Een;;;;;\nSmit, C. (Cor);Lid;Twee;;;;;\nBerg, X. van der;Lid;Drie;;;;;\n");
        var report = await at.ImportAsync(file);
        report.Counts.ShouldBe((3, 0, 0, 0, 0));
        var positions = (await at.PositionsAsync()).ToDictionary(p => p.Organisation!, StringComparer.Ordinal);
        positions["Een"].PersonId.ShouldBe(known[0]);
        known.ShouldNotContain(positions["Twee"].PersonId);
        known.ShouldNotContain(positions["Drie"].PersonId);
        var parts = report.Entries.Where(e => e.TryGetProperty("part", out _)).ToList();
        parts.Select(p => p.GetProperty("outcome").GetString()).ShouldBe(["updated", "created", "created"]);
        parts[1].GetProperty("reason").GetString()!.ShouldContain("several persons");
        (await at.ImportAsync(file)).Counts.ShouldBe((0, 0, 3, 0, 0));
    }

    [Theory, OnBothDatabases]
    public async Task A_missing_column_an_unknown_body_and_a_file_that_is_no_list_do_nothing(string database)
    {
        using var at = await Place.AtAsync(database);
        var missing = await at.ImportAsync(at.Runner.Write("a.csv", "Wie;Wat\nA;B\n"));
        missing.Code.ShouldBe(2);
        missing.Complaint.ShouldContain("naam (persoon");
        missing.Complaint.ShouldContain("\"Wie\", \"Wat\"");
        (await at.ImportAsync(Path.Combine(at.Runner.Folder, "nergens.csv"))).Code.ShouldBe(2);
        (await at.ImportAsync(at.Runner.Write("b.csv", "Naam;Functie;Naam\nA;B;C\n"))).Code.ShouldBe(2);
        (await at.ImportAsync(at.Runner.Write("c.csv", Heading))).Code.ShouldBe(2);
        (await at.Runner.RunAsync("import positions", at.Runner.Write("d.csv", Heading), options: ("body", Guid.CreateVersion7().ToString()))).Code.ShouldBe(2);
        (await at.Runner.RunAsync("import positions", at.Runner.Write("d.csv", Heading))).Code.ShouldBe(2);
        (await at.PositionsAsync()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Columns_can_be_pointed_out_and_the_file_may_be_Windows_1252_or_a_spreadsheet(string database)
    {
        using var at = await Place.AtAsync(database);
        byte[] text = [.. "Wie;Wat\nRen"u8, 0xE9, .. " de Vries (R.);Lid\n"u8];
        var report = await at.Runner.RunAsync("import positions", at.Runner.Write("a.csv", text), options: [("body", at.Body.ToString()), ("map", "naam=wie;omschrijving=wat")]);
        report.Counts.ShouldBe((1, 0, 0, 0, 0));
        var sheet = Kernel.Import.TableReaderTests.Sheet(["Naam", "Nevenfunctie"], [Cell("René de Vries (R.)"), Cell("Lid")]);
        (await at.ImportAsync(at.Runner.Write("a.xlsx", sheet))).Counts.ShouldBe((0, 0, 1, 0, 0));
        (await at.App.WithStoreAsync(s => s.Set<Person>().CountAsync(p => p.FamilyName == "Vries" && p.GivenName == "René"))).ShouldBe(1);

        static DocumentFormat.OpenXml.Spreadsheet.Cell Cell(string text) =>
            new() { DataType = DocumentFormat.OpenXml.Spreadsheet.CellValues.SharedString, CellValue = new(text) };
    }

    [Theory, OnBothDatabases]
    public async Task An_import_that_is_stopped_half_way_leaves_whole_batches_and_finishes_when_run_again(string database)
    {
        using var at = await Place.AtAsync(database);
        const int All = (3 * ImportRun.BatchSize) - 10;
        var file = at.Runner.Write("lijst.csv", Heading + Lines(All));
        using var stop = new CancellationTokenSource();
        var stopped = await at.ImportAsync(file, stop, done => { if (done >= 2 * ImportRun.BatchSize) { stop.Cancel(); } });
        stopped.Code.ShouldBe(1);
        stopped.Complaint.ShouldContain("stopped by the user");
        var kept = (await at.PositionsAsync()).Count;
        kept.ShouldBe(2 * ImportRun.BatchSize);
        stopped.Counts.ShouldBe((kept, 0, 0, 0, 0));
        (await at.ImportAsync(file)).Counts.ShouldBe((All - kept, 0, kept, 0, 0));
        (await at.ImportAsync(file)).Counts.ShouldBe((0, 0, All, 0, 0));
    }

    [Theory, OnBothDatabases]
    public async Task A_file_that_breaks_off_keeps_the_lines_before_the_break_only_when_it_can_be_read_at_all(string database)
    {
        using var at = await Place.AtAsync(database);
        var broken = await at.ImportAsync(at.Runner.Write("lijst.csv", Heading + Lines(3) + "Berg, A.;\"Lid"));
        broken.Code.ShouldBe(2);
        broken.Complaint.ShouldContain("line 5");
        (await at.PositionsAsync()).ShouldBeEmpty("the file is read once before anything is written");
    }

    [Theory, OnBothDatabases]
    public async Task Two_imports_of_the_same_file_at_once_double_nothing(string database)
    {
        using var at = await Place.AtAsync(database);
        var file = at.Runner.Write("lijst.csv", Heading + Lines(1200));
        var both = await Task.WhenAll(Task.Run(() => at.ImportAsync(file)), Task.Run(() => at.ImportAsync(file)));
        both.ShouldContain(r => r.Code == 0);
        foreach (var refused in both.Where(r => r.Code != 0))
        {
            refused.Complaint.ShouldContain("Another import is running");
        }

        (await at.PositionsAsync()).Count.ShouldBe(1200);
        (await at.ImportAsync(file)).Counts.ShouldBe((0, 0, 1200, 0, 0));
    }

    [Theory, OnBothDatabases]
    public async Task Two_imports_from_different_data_folders_lose_the_race_without_harm(string database)
    {
        using var at = await Place.AtAsync(database);
        var file = at.Runner.Write("lijst.csv", Heading + Lines(1200));
        Task<Report> Beside(string folder) => at.BesideAsync(folder, file);
        var both = await Task.WhenAll(Task.Run(() => Beside("een")), Task.Run(() => Beside("twee")));
        both.ShouldAllBe(r => r.Code == 0, string.Join('\n', both.Select(r => r.Complaint)));
        both.Sum(r => r.Counts.Created).ShouldBe(1200);
        both.Sum(r => r.Counts.Unchanged).ShouldBe(1200);
        (await at.PositionsAsync()).Count.ShouldBe(1200);
    }

    private static string Lines(int count)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"Voorbeeld{i % 40}, A. (Anna);Lid {i};Stichting {i % 7};nee;2018;;;\n");
        }

        return lines.ToString();
    }

    /// <summary>An application with one invented body.</summary>
    private sealed class Place(TestApp app, Guid body) : IDisposable
    {
        public TestApp App => app;

        public Guid Body => body;

        public ImportRunner Runner { get; } = new(app);

        public static async Task<Place> AtAsync(string database)
        {
            var app = await TestApp.FreshAsync(database);
            var body = new PublicBody { Name = "Voorbeeldgemeente", Kind = "gemeente", SortKey = "voorbeeldgemeente", SearchText = "voorbeeldgemeente" };
            await app.WithStoreAsync(s =>
            {
                s.Add(body);
                return s.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
            });
            return new(app, body.Id);
        }

        public Task<Report> ImportAsync(string file, CancellationTokenSource? stop = null, Action<long>? progress = null) =>
            Runner.RunAsync("import positions", file, stop, progress, services: null, ("body", body.ToString()));

        public Task<List<AncillaryPosition>> PositionsAsync() =>
            app.WithStoreAsync(s => s.Set<AncillaryPosition>().AsNoTracking().Where(p => p.BodyId == body).ToListAsync());

        /// <summary>As another process would, with a data folder of its own but the same database.</summary>
        public async Task<Report> BesideAsync(string folder, string file)
        {
            var data = Path.Combine(Runner.Folder, folder);
            Directory.CreateDirectory(data);
            await using var scope = app.App.Services.CreateAsyncScope();
            var services = new Overlay(scope.ServiceProvider, app.Settings with { DataFolder = data });
            return await Runner.RunAsync("import positions", file, services: services, options: ("body", body.ToString()));
        }

        public void Dispose()
        {
            Runner.Dispose();
            app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private sealed class Overlay(IServiceProvider services, Onkreukbaar.Kernel.Hosting.Settings settings) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(Onkreukbaar.Kernel.Hosting.Settings) ? settings : services.GetService(serviceType);
    }
}
