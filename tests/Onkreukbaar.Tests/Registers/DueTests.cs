// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Due;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>What the norms make due: for the clerk line by line, for the public in numbers. It is 22 November 2026.</summary>
public sealed class DueTests
{
    [Theory, OnBothDatabases]
    public async Task A_position_that_waits_is_due_at_once_and_gone_when_it_is_public(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Wachtmans");
        var waiting = await site.PositionAsync(body, person, p => { p.State = PositionState.Declared; p.PublishedOn = null; p.Start = new(2024, 5, 3); });
        await site.PositionAsync(body, person, p => { p.State = PositionState.Declared; p.PublishedOn = null; p.Start = new(2024); p.Description = "Ergens in 2024"; });
        await site.PositionAsync(body, person, p => { p.State = PositionState.Declared; p.PublishedOn = null; p.Start = new(2018); p.Description = "Al sinds 2018"; });
        await site.PositionAsync(body, person, p => { p.State = PositionState.Declared; p.PublishedOn = null; p.Withdrawn = true; p.Description = "Verborgen"; });
        using var clerk = site.Clerk(body);

        var rows = await RowsAsync(clerk, body);
        rows.Length.ShouldBe(3);
        rows[0].ShouldContain("Al sinds 2018");
        rows[0].ShouldContain("30 maart 2022", customMessage: "whichever day of 2018 it was, the office began later");
        rows[1].ShouldContain("3 mei 2024");
        rows[1].ShouldContain("933 dagen geleden");
        rows[1].ShouldContain("Direct doen");
        rows[1].ShouldContain("Nevenfunctie openbaar maken");
        rows[1].ShouldContain("Gemeentewet, artikel 12");
        rows[2].ShouldContain("Ergens in 2024");
        rows[2].ShouldContain("Nagaan");
        rows[2].ShouldContain("Datum van aanvaarding");
        clerk.Page.Body!.Text().ShouldNotContain("Verborgen");
        clerk.Page.QuerySelector($"main a[href='/beheer/{body}/nevenfuncties/{waiting.Id}']").ShouldNotBeNull();
        clerk.Page.QuerySelector("main a[href='/handboek/normen/gemw-12-openbaarmaking']").ShouldNotBeNull();

        await site.App.WithStoreAsync(async s =>
        {
            (await s.Set<AncillaryPosition>().SingleAsync(p => p.Id == waiting.Id)).Publish(new(2026, 11, 22));
            return await s.SaveAsync(Act.BySystem("nevenfunctie.openbaarmaken"));
        });
        (await RowsAsync(clerk, body)).Length.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task A_notice_is_due_for_what_was_accepted_in_office_and_not_for_what_was_there_before(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Wethoudster", "wethouder");
        await site.PositionAsync(body, person, p => { p.Start = new(2024, 5, 3); p.Remuneration = Remuneration.Unpaid; p.Description = "In het ambt"; });
        await site.PositionAsync(body, person, p => { p.Start = new(2019, 5, 3); p.Remuneration = Remuneration.Unpaid; p.Description = "Al langer"; });
        await site.PositionAsync(body, person, p => { p.Start = new(2024, 6, 3); p.IntentionNotifiedOn = new(2024, 5, 1); p.Description = "Netjes gemeld"; });
        using var clerk = site.Clerk(body);
        var row = (await RowsAsync(clerk, body)).ShouldHaveSingleItem();
        row.ShouldContain("In het ambt");
        row.ShouldContain("Dag voorbij");
        row.ShouldContain("artikel 41b lid 2");
    }

    [Theory, OnBothDatabases]
    public async Task Income_is_due_on_1_April_for_whom_the_norm_asks_it_until_it_is_recorded(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var mayor = await site.PersonAsync(body, "Burgervader", "burgemeester");
        await site.PositionAsync(body, mayor, p => { p.Start = new(2020, 1, 1); p.Remuneration = Remuneration.Paid; });
        var exOfficio = await site.PersonAsync(body, "Ambtshalve", "burgemeester");
        await site.PositionAsync(body, exOfficio, p => { p.Start = new(2020, 1, 1); p.Remuneration = Remuneration.Paid; p.ExOfficio = true; });
        var alderman = await site.PersonAsync(body, "Deeltijder", "wethouder");
        await site.PositionAsync(body, alderman, p => { p.Start = new(2020, 1, 1); p.Remuneration = Remuneration.Paid; });
        var councillor = await site.PersonAsync(body, "Raadsman");
        await site.PositionAsync(body, councillor, p => { p.Start = new(2020, 1, 1); p.Remuneration = Remuneration.Paid; });
        using var clerk = site.Clerk(body);

        var rows = await RowsAsync(clerk, body, "?soort=inkomsten");
        rows.Length.ShouldBe(3);
        rows[0].ShouldContain("1 april 2026");
        rows[0].ShouldContain("Dag voorbij");
        rows[0].ShouldContain("Burgervader");
        rows[0].ShouldContain("Inkomsten over 2025");
        rows[0].ShouldContain("Gemeentewet, artikel 67");
        rows[1].ShouldContain("1 april 2027");
        rows[1].ShouldContain("Komt eraan");
        rows[1].ShouldContain("over 130 dagen");
        rows[2].ShouldContain("Deeltijder");
        rows[2].ShouldContain("Nagaan");
        rows[2].ShouldContain("voltijds");

        var link = clerk.Page.QuerySelectorAll("main tbody a").First(a => a.TextContent == "Vastleggen dat dit is gedaan").GetAttribute("href")!;
        await clerk.GetAsync(link);
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["dag"] = "28-3-2026" });
        await clerk.FollowAsync();
        rows = await RowsAsync(clerk, body, "?soort=inkomsten&stand=te-laat");
        rows.ShouldBeEmpty();
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Niets gevonden");
    }

    [Theory, OnBothDatabases]
    public async Task Who_said_nothing_is_listed_until_there_is_a_position_or_a_statement(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var silent = await site.PersonAsync(body, "Stilman");
        var none = await site.PersonAsync(body, "Leegman");
        await StateAsync(site, body, none, StatementKind.NoPositions, new(2024, 1, 2));
        await site.PositionAsync(body, await site.PersonAsync(body, "Volman"));
        await site.PersonAsync(body, "Griffierman", "griffier");
        using var clerk = site.Clerk(body);
        var row = (await RowsAsync(clerk, body)).ShouldHaveSingleItem();
        row.ShouldContain("Stilman");
        row.ShouldContain("Nog geen opgave");
        row.ShouldContain("30 maart 2022");
        row.ShouldContain("Gemeentewet, artikel 12");
        clerk.Page.QuerySelector($"main a[href='/beheer/{body}/verklaringen/nieuw?persoon={silent}&soort=geen']").ShouldNotBeNull();

        await StateAsync(site, body, silent, StatementKind.NoPositions, new(2026, 11, 1));
        (await RowsAsync(clerk, body)).ShouldBeEmpty();
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Er is nu niets te doen");
        await site.PositionAsync(body, silent);
        (await RowsAsync(clerk, body)).ShouldHaveSingleItem().ShouldContain("Verklaring achterhaald");
    }

    [Theory, OnBothDatabases]
    public async Task The_list_is_sorted_by_day_filtered_paged_and_given_as_a_file(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Velen");
        await site.App.WithStoreAsync(async s =>
        {
            for (var i = 0; i < 60; i++)
            {
                var position = new AncillaryPosition { BodyId = body, PersonId = person, Description = $"Functie {i}", State = PositionState.Declared, Start = new(2024, 1 + (i % 12), 1 + (i / 12)) };
                position.Derive();
                s.Add(position);
            }

            return await s.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
        });
        await EndAsync(site, body, await site.PersonAsync(body, "Vertrekker"), new(2026, 12, 31));
        using var clerk = site.Clerk(body);
        var first = await RowsAsync(clerk, body);
        first.Length.ShouldBe(50);
        first[0].ShouldContain("30 maart 2022", customMessage: "nothing is known of who leaves, since the office began");
        first[1].ShouldContain("1 januari 2024");
        var last = await RowsAsync(clerk, body, "?pagina=2");
        last.Length.ShouldBe(12);
        last[^1].ShouldContain("31 december 2026");
        last[^1].ShouldContain("Ambtstermijn eindigt");
        (await RowsAsync(clerk, body, "?sorteer=-dag"))[0].ShouldContain("31 december 2026");
        (await RowsAsync(clerk, body, "?persoon=vertrek")).Length.ShouldBe(2);
        (await RowsAsync(clerk, body, "?stand=komt-eraan")).ShouldHaveSingleItem();
        (await RowsAsync(clerk, body, "?ambt=wethouder")).ShouldBeEmpty();
        var file = (await clerk.Client.GetStringAsync($"/beheer/{body}/termijnen/export.csv?soort=openbaar-maken")).Trim().Split("\r\n");
        file.Length.ShouldBe(61);
        file[0].ShouldStartWith("dag,stand,dagenGeleden,soort,persoonId");
        file[1].ShouldStartWith("2024-01-01,direct,1056,openbaar-maken,");
        file[1].ShouldContain("gemw-12-openbaarmaking");
        await clerk.GetAsync($"/beheer/{body}/termijnen?pagina=nul", HttpStatusCode.BadRequest);
        using var visitor = site.Visitor();
        await visitor.GetAsync($"/beheer/{body}/termijnen", HttpStatusCode.Redirect);
    }

    [Theory, OnBothDatabases]
    public async Task The_public_page_counts_from_what_is_public_and_nothing_else(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        await site.PositionAsync(body, await site.PersonAsync(body, "Openbaar"));
        var none = await site.PersonAsync(body, "Geenheeft");
        await StateAsync(site, body, none, StatementKind.NoPositions, new(2024, 1, 2));
        var silent = await site.PersonAsync(body, "Zwijger");
        var mayor = await site.PersonAsync(body, "Burgervrouw", "burgemeester");
        await site.PositionAsync(body, mayor, p => { p.Start = new(2020, 1, 1); p.Remuneration = Remuneration.Paid; });
        var before = await AskedAsync(site, body);
        before.ShouldContain(r => r.Contains("Gemeentewet, artikel 12", StringComparison.Ordinal) && r.Contains("meteen", StringComparison.Ordinal) && r.Contains("2 van 3", StringComparison.Ordinal));
        before.ShouldContain(r => r.Contains("over 2025", StringComparison.Ordinal) && r.Contains("1 april 2026", StringComparison.Ordinal) && r.Contains("0 van 1", StringComparison.Ordinal));

        // What waits, and what is hidden for safety, changes no number.
        await site.PositionAsync(body, silent, p => { p.State = PositionState.Declared; p.PublishedOn = null; });
        await site.PositionAsync(body, silent, p => p.Withdrawn = true);
        await site.PositionAsync(body, none, p => { p.State = PositionState.Draft; p.PublishedOn = null; });
        (await AskedAsync(site, body)).ShouldBe(before);

        await StateAsync(site, body, mayor, StatementKind.IncomePublished, new(2026, 3, 20), 2025);
        (await AskedAsync(site, body)).ShouldContain(r => r.Contains("over 2025", StringComparison.Ordinal) && r.Contains("1 april 2026", StringComparison.Ordinal) && r.Contains("1 van 1", StringComparison.Ordinal));
        using var visitor = site.Visitor();
        var page = (await visitor.GetAsync($"/overheidsorganisaties/{body}")).Body!.Text();
        page.ShouldContain("met de verklaring dat zij er geen hebben");
        (await visitor.GetAsync($"/overheidsorganisaties/{body}?peildatum=2026-01-01")).Body!.Text().ShouldNotContain("Wat vraagt de wet nu?");
    }

    [Theory, OnBothDatabases]
    public async Task More_positions_and_persons_take_no_more_queries(string database)
    {
        // It listens before the application begins: Entity Framework looks only once a second whether anybody does.
        using var counter = new QueryCounter();
        await using var app = await TestApp.FreshAsync(database);
        var site = new RegisterSite(app);
        var small = await site.BodyAsync();
        var large = await site.BodyAsync();
        await FillAsync(site, small, 1, 1);
        await FillAsync(site, large, 12, 10);
        // Where a norm asks for income, one of the five looks for what is published here already.
        // Which bodies have codes of their own is read once by an application, however much there is to count.
        app.App.Services.GetRequiredService<NormShelf>().For(small);
        Task<int> Count(Guid body, Func<IServiceProvider, BodyCard, Task> work) =>
            site.App.InScopeAsync(async services =>
            {
                var card = await services.GetRequiredService<OfficesMap>().Bodies.FirstAsync(b => b.Id == body);
                // Which codes a body has is read once and remembered.
                services.GetRequiredService<NormShelf>().For(body);
                return await counter.CountAsync(() => work(services, card));
            });
        Task Clerk(IServiceProvider services, BodyCard card) => services.GetRequiredService<DueReader>().OfAsync(card, TestContext.Current.CancellationToken);
        Task Public(IServiceProvider services, BodyCard card) => services.GetRequiredService<PublicDue>().OfAsync(card, ViewMoment.Now, known: null, TestContext.Current.CancellationToken);
        (await Count(small, Clerk)).ShouldBe(5);
        (await Count(large, Clerk)).ShouldBe(5);
        (await Count(small, Public)).ShouldBe(5);
        (await Count(large, Public)).ShouldBe(5);
    }

    internal static Task<Guid> StateAsync(RegisterSite site, Guid body, Guid person, StatementKind kind, DateOnly on, int? year = null) =>
        site.App.WithStoreAsync(async store =>
        {
            var statement = new Statement { BodyId = body, PersonId = person, Kind = kind, On = on, Year = year };
            statement.Derive();
            store.Add(statement);
            await store.SaveAsync(Act.BySystem("verklaring.vastleggen"));
            return statement.Id;
        });

    private static Task<int> EndAsync(RegisterSite site, Guid body, Guid person, DateOnly last) =>
        site.App.WithStoreAsync(async store =>
        {
            var term = await store.Set<TermOfOffice>().SingleAsync(t => t.BodyId == body && t.PersonId == person);
            term.End = Onkreukbaar.Kernel.Time.PartialDate.Of(last);
            term.Derive();
            await store.SaveAsync(Act.BySystem("ambtsdrager.opnemen"));
            return 0;
        });

    private static async Task FillAsync(RegisterSite site, Guid body, int persons, int positions)
    {
        for (var i = 0; i < persons; i++)
        {
            var person = await site.PersonAsync(body, "Vuller", "burgemeester");
            await site.App.WithStoreAsync(async s =>
            {
                for (var n = 0; n < positions; n++)
                {
                    var position = new AncillaryPosition { BodyId = body, PersonId = person, Description = "Lid", State = n % 2 == 0 ? PositionState.Declared : PositionState.Published, Start = new(2024, 5, 3) };
                    position.Derive();
                    s.Add(position);
                }

                return await s.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
            });
        }
    }

    private static async Task<string[]> RowsAsync(TestBrowser clerk, Guid body, string query = "")
    {
        await clerk.GetAsync($"/beheer/{body}/termijnen{query}");
        return [.. clerk.Page.QuerySelectorAll("main tbody tr").Select(r => string.Join(' ', r.Text().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
    }

    private static async Task<string[]> AskedAsync(RegisterSite site, Guid body)
    {
        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/overheidsorganisaties/{body}");
        var table = page.QuerySelectorAll("table").Single(t => t.QuerySelector("caption")!.TextContent == "Wat vraagt de wet nu?");
        return [.. table.QuerySelectorAll("tbody tr").Select(r => string.Join(' ', r.Text().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
    }

    /// <summary>Counts the commands that one piece of work sends to a database; other tests at the same time do not count.</summary>
    private sealed class QueryCounter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly AsyncLocal<int[]?> mine = new();
        private readonly List<IDisposable> subscriptions = [];

        public QueryCounter() => subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public async Task<int> CountAsync(Func<Task> work)
        {
            var count = mine.Value = [0];
            await work();
            mine.Value = null;
            return count[0];
        }

        public void OnNext(DiagnosticListener value)
        {
            if (string.Equals(value.Name, DbLoggerCategory.Name, StringComparison.Ordinal))
            {
                subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (string.Equals(value.Key, RelationalEventId.CommandExecuting.Name, StringComparison.Ordinal) && mine.Value is { } count)
            {
                Interlocked.Increment(ref count[0]);
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose() => subscriptions.ForEach(s => s.Dispose());
    }
}
