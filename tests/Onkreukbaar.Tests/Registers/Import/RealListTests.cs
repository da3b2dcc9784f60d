// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Organisations;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>The lists of both chambers as they were published; only where the files are. Each is imported once for all its tests.</summary>
public sealed class RealListTests(RealLists lists) : IClassFixture<RealLists>
{
    [Theory, OnBothDatabases]
    public async Task The_Senates_lists_are_taken_over_and_a_second_run_changes_nothing(string database)
    {
        var senate = await lists.SenateAsync(database);

        senate.Dry!.Code.ShouldBe(0, senate.Dry.Complaint);
        senate.Dry.Counts.ShouldBe((1851, 0, 0, 0, 0));
        senate.AfterDry.ShouldBe(0, "a dry run writes nothing");
        senate.First.Code.ShouldBe(0, senate.First.Complaint);
        senate.First.Counts.ShouldBe((1851, 0, 0, 0, 0));
        await senate.App.WithStoreAsync(async s =>
        {
            (await s.Set<AncillaryPosition>().CountAsync()).ShouldBe(1801);
            (await s.Set<AncillaryPosition>().CountAsync(p => p.Remuneration == Remuneration.Paid)).ShouldBe(544);
            (await s.Set<Declaration>().CountAsync(d => d.Kind == DeclarationKind.Gift)).ShouldBe(37);
            (await s.Set<Declaration>().CountAsync(d => d.Kind == DeclarationKind.Trip)).ShouldBe(13);
            (await s.Set<Person>().CountAsync()).ShouldBe(72);
            (await s.Set<PublicBody>().SingleAsync()).KeepsRegister.ShouldBeTrue();
            var gifts = await s.Set<Declaration>().Where(d => d.Kind == DeclarationKind.Gift).ToListAsync();
            gifts.ShouldAllBe(d => d.Start != null && d.UnreadPeriod == null);
            gifts.Count(d => d.ValueCents != null).ShouldBe(12);
            var positions = await s.Set<AncillaryPosition>().ToListAsync();
            positions.Count(p => p.Start != null).ShouldBeGreaterThan(1600);
            positions.Count(p => p.Organisation != null).ShouldBeGreaterThan(700, "most functions at the head of something name what they are of");
            positions.ShouldAllBe(p => p.Organisation == null || p.IsOrganisationInTitle, "no name is made up");
            positions.Count(p => p.UnreadPeriod != null).ShouldBeLessThan(80);
            positions.Where(p => p.End is { } end && end.Last < new DateOnly(2020, 1, 1)).ShouldAllBe(p => p.State == PositionState.Ended);
            return 0;
        });

        senate.Second.Code.ShouldBe(0, senate.Second.Complaint);
        senate.Second.Counts.ShouldBe((0, 0, 1851, 0, 0));
        senate.AfterSecond.ShouldBe(senate.AfterFirst, "nothing was written");
    }

    [Theory, OnBothDatabases]
    public async Task A_senators_positions_are_found_by_body_by_person_by_the_words_for_the_organisation_and_by_the_API_and_are_proven(string database)
    {
        var app = (await lists.SenateAsync(database)).App;
        using var visitor = app.Browser();
        var bodies = await visitor.GetAsync("/overheidsorganisaties?zoek=kamer");
        var senate = Link(bodies, "/overheidsorganisaties/");
        var body = Id(senate);
        var position = Link(await visitor.GetAsync(senate), "/nevenfuncties/");
        var page = await visitor.GetAsync(position);
        var person = Link(page, "/personen/");
        var about = await visitor.GetAsync(person);
        about.QuerySelector($"main a[href='{position}']").ShouldNotBeNull("the person's page shows it");

        var (family, description) = await app.WithStoreAsync(async s =>
            ((await s.Set<Person>().SingleAsync(p => p.Id == Id(person))).FamilyName, (await s.Set<AncillaryPosition>().SingleAsync(p => p.Id == Id(position))).Description)
        );
        page.QuerySelector("main")!.Text().ShouldContain(description);
        (await visitor.GetAsync($"/personen?zoek={Uri.EscapeDataString(family)}")).QuerySelector($"main a[href='{person}']").ShouldNotBeNull("by the name of the person");
        (await visitor.GetAsync($"/zoeken?zoek={Uri.EscapeDataString(family)}")).QuerySelector($"main a[href='{person}']").ShouldNotBeNull("by the search on each page");
        // Who else has something with an organisation, which this list names within the description.
        var shared = await app.WithStoreAsync(async s =>
            (await s.Set<AncillaryPosition>().Where(p => p.OrganisationKey != null && p.OrganisationKey != "").ToListAsync())
                .GroupBy(p => p.OrganisationKey!)
                .Where(g => g.Select(p => p.PersonId).Distinct().Count() > 1)
                .OrderByDescending(g => g.Count())
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .First()
                .ToList()
        );
        var organisation = $"/organisaties/{OrganisationSlug.Of(shared[0].OrganisationKey!)}";
        var others = await visitor.GetAsync(organisation);
        foreach (var holder in shared.Select(p => p.PersonId).Distinct())
        {
            others.QuerySelector($"main a[href='/personen/{holder}']").ShouldNotBeNull("by the other organisation");
        }

        (await JsonAsync(visitor.Client, $"/v1/nevenfuncties?organisatie={organisation.Split('/')[^1]}&pageSize=1")).GetProperty("aantal").GetInt32().ShouldBe(shared.Count);
        // Of some the description names no organisation that can be read; their longest word finds them.
        var word = DutchText.Fold(description).Split(' ').MaxBy(w => w.Length)!;
        (await visitor.GetAsync($"/nevenfuncties?zoek={Uri.EscapeDataString(word)}&overheidsorganisatie={body}")).QuerySelectorAll("main tbody tr").Length.ShouldBeGreaterThan(0);
        var byWord = await JsonAsync(visitor.Client, $"/v1/nevenfuncties?zoek={Uri.EscapeDataString(word)}&persoon={Id(person)}&pageSize=100");
        byWord.GetProperty("resultaten").EnumerateArray().ShouldContain(p => p.GetProperty("id").GetGuid() == Id(position));

        var counted = await app.WithStoreAsync(s => s.Set<AncillaryPosition>().CountAsync(p => p.PersonId == Id(person)));
        (await JsonAsync(visitor.Client, $"/v1/nevenfuncties?persoon={Id(person)}")).GetProperty("aantal").GetInt32().ShouldBe(counted);
        (await JsonAsync(visitor.Client, $"/v1/nevenfuncties?overheidsorganisatie={body}")).GetProperty("aantal").GetInt32().ShouldBe(1801);
        (await JsonAsync(visitor.Client, "/v1" + position)).GetProperty("omschrijving").GetString().ShouldBe(description);

        var gift = await app.WithStoreAsync(s => s.Set<Declaration>().FirstAsync(d => d.Kind == DeclarationKind.Gift));
        (await visitor.GetAsync($"/personen/{gift.PersonId}")).QuerySelector("main")!.Text().ShouldContain(gift.Description);
        await ProvenAsync(app);
    }

    [Theory, OnBothDatabases]
    public async Task The_trips_of_the_House_are_taken_over_with_what_is_wrong_in_them(string database)
    {
        var house = await lists.TripsAsync(database);
        house.First.Code.ShouldBe(1, "lines without any trip are refused");
        house.First.Counts.ShouldBe((1403, 0, 0, 21, 0));
        await house.App.WithStoreAsync(async s =>
        {
            var trips = await s.Set<Declaration>().ToListAsync();
            trips.Count.ShouldBe(1403);
            trips.Where(t => t.UnreadPeriod != null).Select(t => t.UnreadPeriod).Order(StringComparer.Ordinal).ShouldBe(["2005-05-03 t/m 2005-03-13", "2008-12-10 t/m 2008-10-13"]);
            (await s.Set<Person>().CountAsync()).ShouldBe(179);
            return 0;
        });
        house.Second.Counts.ShouldBe((0, 0, 1403, 21, 0));
    }

    [Theory, OnBothDatabases]
    public async Task A_trip_is_found_by_who_made_it_and_by_who_paid_for_it_and_is_proven(string database)
    {
        var app = (await lists.TripsAsync(database)).App;
        // A payer of more than one member: on its page the others stand too.
        var (trip, family, others) = await app.WithStoreAsync(async s =>
        {
            var trips = await s.Set<Declaration>().Where(d => d.OrganisationKey != null && d.OrganisationKey != "").ToListAsync();
            var payer = trips.GroupBy(t => t.OrganisationKey!).Where(g => g.Select(t => t.PersonId).Distinct().Count() > 1).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First();
            var one = payer.First();
            return (one, (await s.Set<Person>().SingleAsync(p => p.Id == one.PersonId)).FamilyName, payer.Select(t => t.PersonId).Distinct().ToArray());
        });
        using var visitor = app.Browser();
        var person = $"/personen/{trip.PersonId}";
        (await visitor.GetAsync($"/zoeken?zoek={Uri.EscapeDataString(family)}")).QuerySelector($"main a[href='{person}']").ShouldNotBeNull();
        var page = await visitor.GetAsync(person);
        page.QuerySelector("main")!.Text().ShouldContain(trip.Description);
        var organisation = page.QuerySelectorAll("main a[href^='/organisaties/']").First(a => DutchText.Fold(a.Text()) == DutchText.Fold(trip.PaidBy)).GetAttribute("href")!;
        var paid = await visitor.GetAsync(organisation);
        paid.QuerySelectorAll("#reizen").Length.ShouldBe(1);
        // The page shows the newest; the rest stands in the list to which it leads.
        var all = paid.QuerySelectorAll("main a[href^='/reizen?organisatie=']").Single().GetAttribute("href");
        var seen = new HashSet<string?>(StringComparer.Ordinal);
        while (all is not null)
        {
            var list = await visitor.GetAsync(all);
            seen.UnionWith(list.QuerySelectorAll("main a[href^='/personen/']").Select(a => a.GetAttribute("href")));
            all = list.QuerySelector("nav.ob-pagination a[rel=next]")?.GetAttribute("href");
        }

        others.ShouldAllBe(o => seen.Contains($"/personen/{o}"));
        await ProvenAsync(app);
    }

    internal static async Task ProvenAsync(TestApp app)
    {
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        (await ledger.VerifyAsync()).First.ShouldBeNull();
    }

    private static string Link(IHtmlDocument page, string start) =>
        page.QuerySelectorAll($"main a[href^='{start}']").Select(a => a.GetAttribute("href")!).First(h => Guid.TryParse(h[start.Length..], out _));

    private static Guid Id(string address) => Guid.Parse(address[(address.LastIndexOf('/') + 1)..]);

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;
}

/// <summary>The lists of both chambers, imported once in each database.</summary>
public sealed class RealLists : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string List, string Database), Lazy<Task<Imported>>> done = new();

    internal Task<Imported> SenateAsync(string database)
    {
        var folder = SharedFiles.Find("data", "senate-2020");
        return Once("import senate", folder, database, dry: true);
    }

    internal Task<Imported> TripsAsync(string database)
    {
        var file = SharedFiles.Find("data", "trips-house", "reizen.csv");
        return Once("import trips", file, database, dry: false);
    }

    private Task<Imported> Once(string command, string path, string database, bool dry) =>
        done.GetOrAdd(
            (command, database),
            _ =>
                new(async () =>
                {
                    var app = await TestApp.FreshAsync(database);
                    using var runner = new ImportRunner(app);
                    var tried = dry ? await runner.RunAsync(command, path, options: ("dry-run", "true")) : null;
                    var before = await VersionsAsync();
                    var first = await runner.RunAsync(command, path);
                    var between = await VersionsAsync();
                    var second = await runner.RunAsync(command, path);
                    return new Imported(app, tried, before, first, between, second, await VersionsAsync());

                    Task<int> VersionsAsync() => app.WithStoreAsync(s => s.Versions.CountAsync());
                })
        ).Value;

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

/// <summary>What two runs of an import left.</summary>
internal sealed record Imported(TestApp App, Report? Dry, int AfterDry, Report First, int AfterFirst, Report Second, int AfterSecond);
