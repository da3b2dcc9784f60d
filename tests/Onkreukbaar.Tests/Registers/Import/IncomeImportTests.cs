// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.Import.Upload;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>Income of a year in a list of positions: kept by the rule of the clerk's form, or the line is refused. It is 22 November 2026.</summary>
public sealed class IncomeImportTests
{
    private const string Heading = "Naam;Nevenfunctie;Organisatie;Bezoldigd;Aanvang;Uren;Inkomsten;Jaar inkomsten\n";

    private const string Alderman = "Wethouder, A. van (Anna)";

    [Theory, OnBothDatabases]
    public async Task An_amount_is_kept_and_public_where_a_norm_asks_for_it_and_refuses_its_line_where_none_does(string database)
    {
        using var at = await Place.AtAsync(database);
        await at.Site.PersonAsync(at.Body, "Raadslid");
        var lines =
            $"{Alderman};Adviseur;Een;ja;2023;;€ 1.234,50;2025\n" // 2
            + $"{Alderman};Docent;Twee;ja;2023;;;2025\n" // 3
            + $"{Alderman};Spreker;Drie;ja;2023;;onbekend;\n" // 4
            + "Raadslid, A. van (Anna);Lid;Vier;ja;2023;;500;2025\n" // 5
            + $"{Alderman};Lid;Vijf;nee;2023;;0;2025\n" // 6
            + $"{Alderman};Lid;Zes;ja;2023;;veel;2025\n" // 7
            + $"{Alderman};Lid;Zeven;ja;2023;;10;\n" // 8
            + $"{Alderman};Lid;Acht;ja;2023;;10;2026\n" // 9
            + "Nieuweling, X. (Xandra);Lid;Negen;ja;2023;;10;2025\n"; // 10
        var dry = await at.ImportAsync(lines, ("dry-run", "true"));
        dry.Counts.ShouldBe((3, 0, 0, 6, 0));
        (await at.IncomesAsync()).ShouldBeEmpty();

        var report = await at.ImportAsync(lines);
        report.Code.ShouldBe(1);
        report.Counts.ShouldBe((3, 0, 0, 6, 0));
        Refused(report, 5).ShouldBe(("Inkomsten", "inkomsten.niet-gevraagd"));
        Reason(report, 5).ShouldContain("Gemeentewet, artikel 12 vraagt alleen de functies zelf");
        Refused(report, 6).ShouldBe(("Inkomsten", "inkomsten.niet-gevraagd"));
        Reason(report, 6).ShouldContain("onbezoldigd");
        Refused(report, 7).ShouldBe(("Inkomsten", "bedrag.onleesbaar"));
        Refused(report, 8).ShouldBe(("Jaar inkomsten", "veld.verplicht"));
        Refused(report, 9).ShouldBe(("Jaar inkomsten", "jaar.niet-voorbij"));
        Refused(report, 10).ShouldBe(("Inkomsten", "inkomsten.niet-gevraagd"));
        Reason(report, 10).ShouldContain("In 2025 had deze persoon hier geen ambt");
        (await at.App.WithStoreAsync(s => s.Set<Person>().CountAsync(p => p.FamilyName == "Nieuweling"))).ShouldBe(0, "a refused line leaves nobody behind");
        Incomes(report).ShouldBe(["2 created"], "it is counted apart from the lines");
        report.Totals.GetProperty("kinds").GetProperty("neveninkomsten").GetProperty("created").GetInt64().ShouldBe(1);

        var income = (await at.IncomesAsync()).ShouldHaveSingleItem();
        income.ShouldSatisfyAllConditions(i => i.Year.ShouldBe(2025), i => i.AmountCents.ShouldBe(123_450), i => i.PublishedOn.ShouldBe(new DateOnly(2026, 11, 22)));
        var position = (await at.PositionsAsync()).Single(p => p.Description == "Adviseur");
        income.ShouldSatisfyAllConditions(i => i.PositionId.ShouldBe(position.Id), i => i.PersonId.ShouldBe(position.PersonId));
        position.Version.ShouldBe(1);
        using var client = at.App.Client();
        (await client.GetStringAsync($"/open-data/neveninkomsten.csv?overheidsorganisatie={at.Body}")).ShouldContain(",2025,123450,2026-11-22,");
        (await client.GetStringAsync($"/v1/nevenfuncties/{position.Id}")).ShouldContain("\"bedragInCenten\":123450");
        var changes = await client.GetStringAsync("/v1/wijzigingen?limiet=200");
        changes.ShouldContain(income.Id.ToString(), customMessage: "who follows the register hears of it");
        changes.ShouldNotContain("\"ambtstermijn\"", customMessage: "the same process also wrote terms, and of those nothing is told");

        (await at.ImportAsync(lines)).Counts.ShouldBe((0, 0, 3, 6, 0));
        (await at.IncomesAsync()).ShouldHaveSingleItem().Version.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task A_changed_amount_is_a_correction_and_what_the_clerk_made_of_it_stays_until_the_list_changes(string database)
    {
        using var at = await Place.AtAsync(database);
        Task<Report> Import(string amount, string year) => at.ImportAsync($"{Alderman};Adviseur;Een;ja;2023;;{amount};{year}\n");
        (await Import("", "")).Counts.ShouldBe((1, 0, 0, 0, 0));
        var first = await Import("100", "2025");
        first.Counts.ShouldBe((0, 1, 0, 0, 0));
        Incomes(first).ShouldBe(["2 created"]);
        var corrected = await Import("150,25", "2025");
        corrected.Counts.ShouldBe((0, 1, 0, 0, 0));
        Incomes(corrected).ShouldBe(["2 updated"]);
        var income = (await at.IncomesAsync()).ShouldHaveSingleItem();
        income.ShouldSatisfyAllConditions(i => i.AmountCents.ShouldBe(15_025), i => i.Version.ShouldBe(2));
        (await at.PositionsAsync()).ShouldHaveSingleItem().Version.ShouldBe(1, "the position itself did not change");
        (await Import("150,25", "2025")).Counts.ShouldBe((0, 0, 1, 0, 0));

        await at.ChangeAsync(income.Id, i => i.AmountCents = 17_500);
        (await Import("150,25", "2025")).Counts.ShouldBe((0, 0, 1, 0, 0));
        (await at.IncomesAsync()).ShouldHaveSingleItem().AmountCents.ShouldBe(17_500, "the list says what it said");
        (await Import("175", "2025")).Counts.ShouldBe((0, 0, 1, 0, 0), "the register says so already");

        Incomes(await Import("75", "2024")).ShouldBe(["2 created"], "another year is another income");
        var earlier = (await at.IncomesAsync()).Single(i => i.Year == 2024);
        await at.ChangeAsync(earlier.Id, i => (i.Retracted, i.AmountCents) = (true, null));
        (await Import("75", "2024")).Counts.ShouldBe((0, 0, 1, 0, 0), "what was removed does not come back by itself");
        var removed = await Import("80", "2024");
        Refused(removed, 2).ShouldBe(("Inkomsten", "inkomsten.weggehaald"));
        (await at.IncomesAsync()).Count.ShouldBe(2);

        // Filled in by hand on the screen: corrected there, too.
        var position = (await at.PositionsAsync()).Single();
        using var clerk = at.Site.Clerk(at.Body);
        await clerk.GetAsync($"/beheer/{at.Body}/nevenfuncties/{position.Id}/inkomsten/nieuw?jaar=2023");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["bedrag"] = "40" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await Import("40", "2023")).Counts.ShouldBe((0, 0, 1, 0, 0));
        Refused(await Import("41", "2023"), 2).ShouldBe(("Inkomsten", "inkomsten.bestaat"));
    }

    [Theory, OnBothDatabases]
    public async Task A_refused_line_changes_nothing_of_its_position_and_is_taken_over_once_the_term_is_mended(string database)
    {
        using var at = await Place.AtAsync(database);
        await at.ShareAsync(share: null);
        await at.ImportAsync($"{Alderman};Adviseur;Een;ja;2023;5;;\n");
        var line = $"{Alderman};Adviseur;Een;ja;2023;8;100;2025\n";
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var refused = await at.ImportAsync(line);
            refused.Counts.ShouldBe((0, 0, 0, 1, 0));
            Reason(refused, 2).ShouldContain("Of Gemeentewet, artikel 41b lid 4-5 dit vraagt, is niet te zeggen");
        }

        (await at.PositionsAsync()).Single().HoursPerMonth.ShouldBe(5, "a line is taken over whole or not at all");
        await at.ShareAsync(100);
        (await at.ImportAsync(line)).Counts.ShouldBe((0, 1, 0, 0, 0));
        (await at.PositionsAsync()).Single().HoursPerMonth.ShouldBe(8);
        (await at.IncomesAsync()).Single().AmountCents.ShouldBe(10_000);
    }

    [Theory, OnBothDatabases]
    public async Task Lines_that_differ_in_the_year_alone_do_not_make_two_positions_of_one(string database)
    {
        using var at = await Place.AtAsync(database);
        var report = await at.ImportAsync($"{Alderman};Adviseur;Een;ja;2023;;100;2024\n{Alderman};Adviseur;Een;ja;2023;;200;2025\n");
        report.Counts.ShouldBe((0, 0, 0, 2, 0));
        Refused(report, 2).ShouldBe(("Inkomsten", "inkomsten.regel-dubbel"));
        Refused(report, 3).ShouldBe(("Inkomsten", "inkomsten.regel-dubbel"));
        (await at.PositionsAsync()).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task The_preview_says_how_many_amounts_there_are_and_nothing_is_public_before_the_clerk_agrees(string database)
    {
        using var at = await Place.AtAsync(database);
        using var clerk = at.Site.Clerk(at.Body);
        await clerk.GetAsync($"/beheer/{at.Body}/importeren");
        var list = Heading + $"{Alderman};Adviseur;Een;ja;2023;;100;2025\nOnbekend, X.;Lid;Twee;ja;2023;;50;2025\n";
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), file: ("bestand", "lijst.csv", Encoding.UTF8.GetBytes(list)));
        var columns = await clerk.FollowAsync();
        columns.QuerySelector("[name=kolom-inkomsten] option[selected]")!.GetAttribute("value").ShouldBe("Inkomsten");
        columns.QuerySelector("[name=kolom-inkomstenjaar] option[selected]")!.GetAttribute("value").ShouldBe("Jaar inkomsten");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal));
        var preview = await SettledAsync(at, clerk);
        preview.ShouldContain("Inkomsten in deze regels: 1 nieuw en 0 gewijzigd.");
        preview.ShouldContain("In 2025 had deze persoon hier geen ambt.");
        (await at.IncomesAsync()).ShouldBeEmpty();
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal));
        (await SettledAsync(at, clerk)).ShouldContain("Inkomsten in deze regels: 1 nieuw en 0 gewijzigd.");
        var income = (await at.IncomesAsync()).ShouldHaveSingleItem();
        var history = await clerk.GetAsync($"/beheer/{at.Body}/nevenfuncties/{income.PositionId}/inkomsten");
        history.QuerySelector("main tbody")!.Text().ShouldContain("€ 100,00");
        (await at.App.WithStoreAsync(s => s.HistoryAsync<PositionIncome>(income.Id))).ShouldHaveSingleItem().Act.ActorId.ShouldNotBeNull("it was the clerk");
    }

    private static async Task<string> SettledAsync(Place at, TestBrowser clerk)
    {
        await at.App.App.Services.GetRequiredService<ImportWork>().IdleAsync();
        return (await clerk.FollowAsync()).QuerySelector("main")!.Text();
    }

    private static (string? Column, string? Code) Refused(Report report, long line)
    {
        var entry = report.Of(line);
        entry.GetProperty("outcome").GetString().ShouldBe("refused");
        return (entry.GetProperty("column").GetString(), entry.GetProperty("code").GetString());
    }

    private static string Reason(Report report, long line) => report.Of(line).GetProperty("reason").GetString()!;

    private static IEnumerable<string> Incomes(Report report) =>
        report.Entries.Where(e => e.GetProperty("kind").GetString() == "neveninkomsten").Select(e => $"{e.GetProperty("line").GetInt64()} {e.GetProperty("outcome").GetString()}");

    /// <summary>An invented municipality with a full-time alderman.</summary>
    private sealed class Place(TestApp app, RegisterSite site, Guid body, Guid alderman) : IDisposable
    {
        private readonly ImportRunner runner = new(app);

        public TestApp App => app;

        public RegisterSite Site => site;

        public Guid Body => body;

        public static async Task<Place> AtAsync(string database)
        {
            var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
            var site = new RegisterSite(app);
            var body = await site.BodyAsync();
            var place = new Place(app, site, body, await site.PersonAsync(body, "Wethouder", "wethouder"));
            await place.ShareAsync(100);
            return place;
        }

        public Task<Report> ImportAsync(string lines, params (string Name, string Value)[] options) =>
            runner.RunAsync("import positions", runner.Write("lijst.csv", Heading + lines), options: [("body", body.ToString()), ("language", "nl"), .. options]);

        public Task<List<PositionIncome>> IncomesAsync() => app.WithStoreAsync(s => s.Set<PositionIncome>().AsNoTracking().Where(i => i.BodyId == body).ToListAsync());

        public Task<List<AncillaryPosition>> PositionsAsync() => app.WithStoreAsync(s => s.Set<AncillaryPosition>().AsNoTracking().Where(p => p.BodyId == body).ToListAsync());

        public Task<Saved> ChangeAsync(Guid income, Action<PositionIncome> change) =>
            app.WithStoreAsync(async s =>
            {
                var found = await s.Set<PositionIncome>().SingleAsync(i => i.Id == income);
                change(found);
                found.Derive();
                return await s.SaveAsync(Act.BySystem("neveninkomsten.verbeteren"));
            });

        public Task<Saved> ShareAsync(int? share) =>
            app.WithStoreAsync(async s =>
            {
                var term = await s.Set<TermOfOffice>().SingleAsync(t => t.PersonId == alderman);
                term.FullTimePercent = share is { } percent ? OverTime.Whole(percent) : null;
                return await s.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            });

        public void Dispose()
        {
            runner.Dispose();
            app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
