// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Positions at a public body are found by what they say and by how the body is and was called, and stand under that name.</summary>
public sealed class PositionSearchTests
{
    [Theory, OnBothDatabases]
    public async Task A_position_at_a_public_body_is_found_by_the_names_of_the_body_however_it_is_written(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Zoekman");
        var water = await site.BodyAsync("Waterschap Kreekland", "waterschap");
        var there = await site.PositionAsync(body, person, p => (p.Description, p.Organisation, p.OrganisationBodyId) = ("Penningmeester", "Het schap", water));
        var written = await site.PositionAsync(body, person, p => (p.Description, p.Organisation) = ("Penningmeester", "Vrienden van Kreekland"));
        await site.PositionAsync(body, person, p => (p.Description, p.Organisation, p.OrganisationBodyId) = ("Secretaris", "Het schap", water));
        await site.PositionAsync(body, person, p => (p.Description, p.Organisation, p.OrganisationBodyId, p.Withdrawn) = ("Penningmeester", "Het schap", water, true));
        await site.PositionAsync(body, person, p => (p.Description, p.Organisation) = ("Penningmeester", "Waterschap Elders"));
        var known = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await RenameAsync(site, water, "Waterschap Stromenland", "Waterschap Kreekland");

        using var visitor = site.Visitor();
        using var clerk = site.Clerk(body);
        (await FoundAsync(visitor, person, "penningmeester kreekland")).ShouldBe([there.Id, written.Id], ignoreOrder: true, "by an earlier name, and by what is written");
        (await FoundAsync(visitor, person, "penning stromen")).ShouldBe([there.Id], "the beginning of a word is enough, in the position and in the name");
        (await FoundAsync(visitor, person, "stromenland schap penningmeester")).ShouldBe([there.Id]);
        (await FoundAsync(visitor, person, "Stromenland")).Count.ShouldBe(2);
        (await FoundAsync(visitor, person, "tromenland")).ShouldBeEmpty("no word begins with it");
        (await FoundAsync(visitor, person, "stromenland penningmeester voorzitter")).ShouldBeEmpty("every word counts");
        (await FoundAsync(visitor, person, "penningmeester elders stromenland")).ShouldBeEmpty("words of two organisations");

        // A look back finds by the same names.
        (await FoundAsync(visitor, person, "penningmeester stromenland", $"&bekendOp={known}")).ShouldBe([there.Id]);
        (await FoundAsync(visitor, person, "voorzitter stromenland", $"&bekendOp={known}")).ShouldBeEmpty();

        var hits = await visitor.GetAsync("/zoeken?zoek=penningmeester+stromenland");
        hits.QuerySelector($"main a[href='/nevenfuncties/{there.Id}']").ShouldNotBeNull();
        hits.QuerySelector($"main a[href='/nevenfuncties/{written.Id}']").ShouldBeNull();
        (await visitor.GetAsync("/nevenfuncties?zoek=penningmeester+stromenland")).QuerySelectorAll("main tbody tr").ShouldHaveSingleItem();
        (await visitor.Client.GetStringAsync($"/open-data/nevenfuncties.csv?zoek=penningmeester+stromenland&persoon={person}")).Trim().Split('\n').Length.ShouldBe(2);
        // The clerk sees the withdrawn one as well.
        (await clerk.GetAsync($"/beheer/{body}/nevenfuncties?zoek=penningmeester+stromenland")).QuerySelectorAll("main tbody tr").Length.ShouldBe(2);
        (await clerk.Client.GetStringAsync($"/beheer/{body}/nevenfuncties/export.csv?zoek=penningmeester+stromenland")).Trim().Split('\n').Length.ShouldBe(3);
    }

    [Theory, OnBothDatabases]
    public async Task Sorted_by_organisation_a_public_body_stands_under_its_name_on_page_api_and_in_a_look_back(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Sorteerman");
        // Made in this order, so that the order of the ids is not that of the names.
        var last = await site.BodyAsync("Provincie Zuiderzicht", "provincie");
        var first = await site.BodyAsync("Gemeente Baarsdorp");
        await RenameAsync(site, last, "Zuiderzicht");
        await RenameAsync(site, first, "Baarsdorp");
        Task At(string description, string? organisation, Guid? at = null, string? kvk = null) =>
            site.PositionAsync(body, person, p => (p.Description, p.Organisation, p.OrganisationBodyId, p.OrganisationKvk) = (description, organisation, at, kvk));
        await At("vijf", "de provincie", last);
        await At("een", "Stichting Anker");
        await At("zes", null);
        await At("twee", "onze gemeente", first);
        await At("vier", "Molen B.V.", kvk: "90000011");
        await At("drie", "Het Kasteel");
        string[] order = ["een", "twee", "drie", "vier", "vijf"];

        using var visitor = site.Visitor();
        using var clerk = site.Clerk(body);
        var known = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        foreach (var moment in new[] { "", $"&bekendOp={known}" })
        {
            (await RowsAsync(visitor, $"/nevenfuncties?persoon={person}&sorteer=organisatie{moment}")).ShouldBe([.. order, "zes"], moment);
            (await RowsAsync(visitor, $"/nevenfuncties?persoon={person}&sorteer=-organisatie{moment}")).ShouldBe([.. Enumerable.Reverse(order), "zes"], moment);
        }

        (await RowsAsync(clerk, $"/beheer/{body}/nevenfuncties?sorteer=organisatie")).ShouldBe([.. order, "zes"]);
        using var list = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties?persoon={person}&sorteer=-organisatie"));
        list.RootElement.GetProperty("resultaten").EnumerateArray().Select(p => p.GetProperty("omschrijving").GetString()).ShouldBe([.. Enumerable.Reverse(order), "zes"]);
        var file = await visitor.Client.GetStringAsync($"/open-data/nevenfuncties.csv?persoon={person}&sorteer=organisatie");
        var places = order.Select(o => file.IndexOf($",{o},", StringComparison.Ordinal)).ToList();
        places.ShouldAllBe(place => place > 0);
        places.ShouldBeInOrder();
    }

    [Theory, OnBothDatabases]
    public async Task Organisations_are_found_by_the_names_of_a_public_body_and_sorted_by_name_and_number(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        Guid[] persons = [await site.PersonAsync(body, "Lijstman"), await site.PersonAsync(body, "Lijstvrouw")];
        var middle = await site.BodyAsync("Waterschap Vroeger", "waterschap");
        await RenameAsync(site, middle, "Sorteerbos Midden", "Waterschap Vroeger");
        Task At(int person, string organisation, Guid? at = null, string? kvk = null) =>
            site.PositionAsync(body, persons[person], p => (p.Organisation, p.OrganisationBodyId, p.OrganisationKvk) = (organisation, at, kvk));
        await At(0, "het schap", middle);
        await At(0, "Sorteerbos Zuid B.V.", kvk: "90000022");
        await At(1, "Sorteerbos Zuid B.V.", kvk: "90000022");
        for (var i = 0; i < 3; i++)
        {
            await At(0, "Stichting Sorteerbos Aan");
        }

        const string Aan = "Stichting Sorteerbos Aan";
        const string Midden = "Sorteerbos Midden";
        const string Zuid = "Sorteerbos Zuid B.V.";
        using var visitor = site.Visitor();
        foreach (var moment in new[] { "", "&bekendOp=" + PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime) })
        {
            foreach (var (sort, order) in new (string, string[])[]
            {
                ("", [Aan, Zuid, Midden]),
                ("&sorteer=naam", [Aan, Midden, Zuid]),
                ("&sorteer=-naam", [Zuid, Midden, Aan]),
                ("&sorteer=nevenfuncties", [Midden, Zuid, Aan]),
                ("&sorteer=-nevenfuncties", [Aan, Zuid, Midden]),
                ("&sorteer=-personen", [Zuid, Midden, Aan]),
            })
            {
                (await RowsAsync(visitor, "/organisaties?zoek=sorteerbos" + sort + moment)).ShouldBe(order, ignoreOrder: false, sort + moment);
            }

            (await RowsAsync(visitor, "/organisaties?zoek=vroeger+schap" + moment)).ShouldContain(Midden, "by an earlier name and a word of the position");
            (await visitor.Client.GetStringAsync("/open-data/organisaties.csv?zoek=sorteerbos" + moment)).Trim().Split('\n').Length.ShouldBe(4);
        }

        var page = await visitor.GetAsync("/organisaties?zoek=sorteerbos&sorteer=-nevenfuncties");
        page.QuerySelector("main thead th[aria-sort=descending]")!.TextContent.Trim().ShouldBe("Nevenfuncties");
        page.QuerySelectorAll("main thead th a").Select(a => a.GetAttribute("href")!.Split("sorteer=")[1]).ShouldBe(["naam", "nevenfuncties", "-geschenken", "-reizen", "-personen"]);
        (await visitor.GetAsync("/zoeken?zoek=sorteerbos+midden")).QuerySelector($"main a[href='/organisaties/overheid-{middle:N}']").ShouldNotBeNull();
        await visitor.GetAsync("/organisaties?sorteer=onzin", System.Net.HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task The_file_of_organisations_calls_a_public_body_as_the_page_does_at_each_moment_and_for_one_register(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Naamman");
        var water = await site.BodyAsync("Waterschap Naamgelijk", "waterschap");
        await site.PositionAsync(body, person, p => (p.Organisation, p.OrganisationBodyId) = ("het schap", water));
        await site.PositionAsync(body, person, p => (p.Organisation, p.OrganisationBodyId) = ("Ons waterschap", water));
        await site.PositionAsync(body, person, p => p.Organisation = "Stichting Naamgelijk");
        await site.DeclarationAsync(body, person, DeclarationKind.Gift, d => d.PaidBy = "Naamgelijk Fonds");
        using var visitor = site.Visitor();
        foreach (var moment in new[] { "", "&peildatum=2026-01-02", "&bekendOp=" + PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime) })
        {
            var page = (await visitor.GetAsync("/organisaties?zoek=naamgelijk" + moment))
                .QuerySelectorAll("main tbody th a")
                .Select(a => (Slug: a.GetAttribute("href")!.Split('/', '?')[2], Name: a.TextContent.Trim()))
                .ToList();
            page.ShouldContain(($"overheid-{water:N}", "Waterschap Naamgelijk"), moment);
            page.Count.ShouldBe(3, moment);
            foreach (var register in new[] { "", $"&overheidsorganisatie={body}" })
            {
                var file = await visitor.Client.GetStringAsync($"/open-data/organisaties.csv?zoek=naamgelijk{moment}{register}");
                file.Trim().Split('\n').Skip(1).Select(line => (Slug: line.Split(',')[0], Name: line.Split(',')[1])).ShouldBe(page, ignoreOrder: false, moment + register);
            }
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_search_that_names_a_public_body_is_answered_by_indexes(string database)
    {
        // An application of its own: of a plan decides also how much there is, and what the server had counted of it by then.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        await site.BodyAsync("Waterschap Indexwoud", "waterschap");
        var plan = await site.App.InScopeAsync(async services =>
        {
            var store = services.GetRequiredService<RegisterStore>();
            var search = await PositionSearch.ReadAsync("voorzitter indexwoud", services.GetRequiredService<OfficesMap>(), CancellationToken.None);
            await store.Database.OpenConnectionAsync();
            // Nothing else to choose by: on so small a table any other index would do as well.
            var asked = search!.In(store).OrderByDescending(p => p.Description).Take(50);
            await using var command = asked.CreateDbCommand();
            if (site.App.Settings.IsPostgres)
            {
                // A small table is always read whole, unless that is made dear.
                await using var dear = command.Connection!.CreateCommand();
                dear.CommandText = "SET enable_seqscan = off; SET enable_indexscan = off";
                await dear.ExecuteNonQueryAsync();
            }

#pragma warning disable CA2100 // The query itself.
            command.CommandText = (site.App.Settings.IsPostgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + command.CommandText;
#pragma warning restore CA2100
            var lines = new List<string>();
            await using (var reader = await command.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    lines.Add(reader.GetString(reader.FieldCount - 1));
                }
            }

            await store.Database.CloseConnectionAsync();
            return string.Join('\n', lines);
        });
        plan.Contains("ancillary_position_text", StringComparison.Ordinal).ShouldBeTrue(plan);
        plan.Contains("ix_position_organisation", StringComparison.Ordinal).ShouldBeTrue(plan);
        plan.Split('\n').ShouldNotContain(line => line.Contains("Seq Scan on ancillary_position", StringComparison.Ordinal) || (line + " ").Contains("SCAN ancillary_position ", StringComparison.Ordinal), plan);
    }

    private static async Task<List<Guid>> FoundAsync(TestBrowser visitor, Guid person, string text, string more = "")
    {
        using var list = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties?persoon={person}&zoek={Uri.EscapeDataString(text)}{more}"));
        return [.. list.RootElement.GetProperty("resultaten").EnumerateArray().Select(p => p.GetProperty("id").GetGuid())];
    }

    private static async Task<List<string>> RowsAsync(TestBrowser browser, string path) =>
        [.. (await browser.GetAsync(path)).QuerySelectorAll("main tbody th").Select(h => h.TextContent.Trim())];

    private static Task<Saved> RenameAsync(RegisterSite site, Guid body, string name, params string[] earlier) =>
        site.App.WithStoreAsync(async store =>
        {
            var renamed = await store.Set<PublicBody>().SingleAsync(b => b.Id == body);
            renamed.Name = name;
            renamed.SortKey = DutchText.SortKey(name);
            renamed.SearchText = string.Join(' ', earlier.Prepend(name).Select(DutchText.Fold));
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
}
