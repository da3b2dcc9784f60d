// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers.Import;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

/// <summary>The register of organisations as it was published; only where the files are. It is imported once in each database.</summary>
public sealed class RealOrganisationsTests(RealOrganisations source) : IClassFixture<RealOrganisations>
{
    [Theory, OnBothDatabases]
    public async Task The_whole_register_of_organisations_is_taken_over_and_a_second_run_changes_nothing(string database)
    {
        var (app, folder, first) = await source.OfAsync(database);

        first.Error.ShouldBeEmpty();
        first.Totals.GetProperty("lines").GetInt32().ShouldBe(7208 + 4826 + 6005);
        first.Count("overheidsorganisatie", "created").ShouldBe(7208);
        first.Count("ambt", "created").ShouldBe(4826);
        first.Count("persoon", "created").ShouldBe(6005);
        first.Count("ambtstermijn", "created").ShouldBe(7244);
        first.Count("ambtstermijn", "refused").ShouldBe(0);
        first.Code.ShouldBe(0);
        // Two of them end years before they begin: they are kept with the period as written, and the report says so.
        var impossible = await app.WithStoreAsync(s => s.Set<TermOfOffice>().Where(t => t.UnreadPeriod != null).ToListAsync());
        impossible.Count.ShouldBe(2);
        impossible.ShouldAllBe(t => t.Start == null && t.End == null);
        var counted = await app.WithStoreAsync(async s => (await s.Set<PublicBody>().CountAsync(), await s.Set<Person>().CountAsync(), await s.Set<TermOfOffice>().CountAsync()));
        counted.ShouldBe((7208, 6005, 7244));

        var versions = await app.WithStoreAsync(s => s.Versions.CountAsync());
        var second = await ImportHarness.RunAsync(app, RealOrganisations.Command, folder);

        second.Totals.GetProperty("created").GetInt32().ShouldBe(0);
        second.Totals.GetProperty("updated").GetInt32().ShouldBe(0);
        second.Totals.GetProperty("unchanged").GetInt32().ShouldBe(7208 + 4826 + 6005);
        second.Totals.GetProperty("vanished").GetInt32().ShouldBe(0);
        second.Count("ambtstermijn", "unchanged").ShouldBe(7244);
        (await app.WithStoreAsync(s => s.Versions.CountAsync())).ShouldBe(versions);
    }

    [Theory, OnBothDatabases]
    public async Task Persons_bodies_and_offices_are_found_on_the_site_and_by_the_API_and_are_proven(string database)
    {
        var (app, _, _) = await source.OfAsync(database);
        var (term, person, body) = await app.WithStoreAsync(async s =>
        {
            // A body and a member that are easy to show: one of few alike, in office now.
            var held = await (
                from t in s.Set<TermOfOffice>()
                join b in s.Set<PublicBody>() on t.BodyId equals b.Id
                where b.Kind == "gemeente" && t.Start != null && t.End == null
                orderby t.SourceKey
                select t
            ).FirstAsync();
            return (held, await s.Set<Person>().SingleAsync(p => p.Id == held.PersonId), await s.Set<PublicBody>().SingleAsync(b => b.Id == held.BodyId));
        });
        using var visitor = app.Browser();
        var about = $"/personen/{person.Id}";
        (await visitor.GetAsync($"/personen?zoek={Uri.EscapeDataString($"{person.GivenName} {person.FamilyName}")}")).QuerySelector($"main a[href='{about}']").ShouldNotBeNull("by name");
        (await visitor.GetAsync($"/overheidsorganisaties?zoek={Uri.EscapeDataString(body.Name)}")).QuerySelector($"main a[href='/overheidsorganisaties/{body.Id}']").ShouldNotBeNull("the body by name");
        (await visitor.GetAsync($"/overheidsorganisaties/{body.Id}")).QuerySelector($"main a[href='{about}']").ShouldNotBeNull("by body");
        var page = await visitor.GetAsync(about);
        page.QuerySelector("h1")!.Text().ShouldBe(person.DisplayName);
        page.QuerySelector($"main a[href='/overheidsorganisaties/{body.Id}']").ShouldNotBeNull();
        page.QuerySelector("section:has(#kop-ambten) tbody")!.Text().ShouldContain(term.Start!.Value.Display());

        var asData = await JsonAsync(visitor.Client, "/v1" + about);
        asData.GetProperty("ambtstermijnen").EnumerateArray().ShouldContain(t => t.GetProperty("id").GetGuid() == term.Id && t.GetProperty("datumAanvang").GetString() == term.Start!.Value.ToString());
        (await JsonAsync(visitor.Client, $"/v1/personen?overheidsorganisatie={body.Id}&pageSize=100")).GetProperty("resultaten").EnumerateArray().ShouldContain(p => p.GetProperty("id").GetGuid() == person.Id);
        (await JsonAsync(visitor.Client, $"/v1/ambten/{term.OfficeId}")).GetProperty("ambtsdragers").EnumerateArray().ShouldContain(t => t.GetProperty("id").GetGuid() == term.Id);
        (await JsonAsync(visitor.Client, $"/v1/overheidsorganisaties/{body.Id}")).GetProperty("naam").GetString().ShouldBe(body.Name);
        (await JsonAsync(visitor.Client, "/v1/personen")).GetProperty("aantal").GetInt32().ShouldBe(6005);
        await RealListTests.ProvenAsync(app);
    }

    [Theory, OnBothDatabases]
    public async Task Members_of_the_House_have_their_factions_for_the_whole_term_and_senators_from_the_day_on_which_their_page_was_read(string database)
    {
        var (app, _, _) = await source.OfAsync(database);
        var chambers = await app.WithStoreAsync(async s =>
            await (
                from t in s.Set<TermOfOffice>().AsNoTracking()
                join o in s.Set<Office>() on t.OfficeId equals o.Id
                where o.Kind == "tweede_kamerlid" || o.Kind == "eerste_kamerlid"
                select new { o.Kind, Term = t }
            ).ToListAsync()
        );
        var house = chambers.Where(c => c is { Kind: "tweede_kamerlid", Term.Faction: not null }).ToList();
        house.Count.ShouldBeGreaterThan(1000);
        house.ShouldAllBe(c => c.Term.Faction!.IsWhole);
        var senate = chambers.Where(c => c is { Kind: "eerste_kamerlid", Term.Faction: not null }).ToList();
        senate.Count.ShouldBe(74);
        senate.ShouldAllBe(c => c.Term.Faction!.Parts.Count == 1 && c.Term.Faction.Parts[0].Seen && c.Term.Faction.Parts[0].Start > c.Term.Start);

        using var visitor = app.Browser();
        var page = await visitor.GetAsync($"/personen/{senate[0].Term.PersonId}");
        page.QuerySelector("main details")!.Text().ShouldContain("volgens de bron van");
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;
}

/// <summary>The register of organisations, imported once in each database.</summary>
public sealed class RealOrganisations : IAsyncDisposable
{
    internal const string Command = "import organisations";
    private readonly ConcurrentDictionary<string, Lazy<Task<(TestApp App, string Folder, ImportResult First)>>> done = new(StringComparer.Ordinal);

    internal Task<(TestApp App, string Folder, ImportResult First)> OfAsync(string database)
    {
        var folder = SharedFiles.Find("data", "organisations");
        return done
            .GetOrAdd(
                database,
                d =>
                    new(async () =>
                    {
                        var app = await TestApp.FreshAsync(d);
                        return (app, folder, await ImportHarness.RunAsync(app, Command, folder));
                    })
            )
            .Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var import in done.Values.Where(d => d.IsValueCreated))
        {
            if (await Task.WhenAny(import.Value) is { IsCompletedSuccessfully: true })
            {
                await (await import.Value).App.DisposeAsync();
            }
        }
    }
}
