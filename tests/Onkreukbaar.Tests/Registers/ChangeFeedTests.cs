// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Changes for machines: the API with its filters, and the Atom feed as a feed reader reads it.</summary>
public sealed class ChangeFeedTests
{
    [Theory, OnBothDatabases]
    public async Task Changes_are_asked_by_body_person_day_and_moment_in_either_order(string database)
    {
        await using var place = await Place.AtAsync(database);
        var (a, b) = (place.One, place.Other);
        (await place.DescriptionsAsync("")).ShouldBe([a.First, b.First, a.Second, b.Second, a.Third]);
        (await place.DescriptionsAsync("sorteer=-tijdstip")).ShouldBe([a.Third, b.Second, a.Second, b.First, a.First]);
        (await place.DescriptionsAsync($"overheidsorganisatie={a.Body}")).ShouldBe([a.First, a.Second, a.Third]);
        (await place.DescriptionsAsync($"overheidsorganisatie={a.Body}&sorteer=-tijdstip")).ShouldBe([a.Third, a.Second, a.First]);
        (await place.DescriptionsAsync($"persoon={b.Person}")).ShouldBe([b.First, b.Second]);
        (await place.DescriptionsAsync($"persoon={b.Person}&sorteer=-tijdstip")).ShouldBe([b.Second, b.First]);
        (await place.DescriptionsAsync($"persoon={b.Person}&overheidsorganisatie={a.Body}")).ShouldBeEmpty();
        // The days are those of the Netherlands, both included: the second round was recorded on 23 November at a quarter past midnight there.
        (await place.DescriptionsAsync("van=2026-11-23")).ShouldBe([a.Second, b.Second, a.Third]);
        (await place.DescriptionsAsync("tot=2026-11-22")).ShouldBe([a.First, b.First]);
        (await place.DescriptionsAsync("van=2026-11-23&tot=2026-11-23")).ShouldBe([a.Second, b.Second]);
        (await place.DescriptionsAsync("bekendOp=2026-11-22")).ShouldBe([a.First, b.First]);
        (await place.DescriptionsAsync("bekendOp=2026-11-22&tot=2026-11-24")).ShouldBe([a.First, b.First]);
        (await place.DescriptionsAsync("bekendOp=2026-11-24&tot=2026-11-22")).ShouldBe([a.First, b.First]);
        (await place.DescriptionsAsync("bekendOp=2026-11-23T12:00:00Z&van=2026-11-23&sorteer=-tijdstip")).ShouldBe([b.Second, a.Second]);
    }

    [Theory, OnBothDatabases]
    public async Task Who_follows_the_links_gets_every_change_that_was_asked_for_once_by_place_and_by_number(string database)
    {
        await using var place = await Place.AtAsync(database);
        var (a, b) = (place.One, place.Other);
        (await place.FollowedAsync($"/v1/wijzigingen?limiet=1&overheidsorganisatie={a.Body}")).ShouldBe([a.First, a.Second, a.Third]);
        (await place.FollowedAsync("/v1/wijzigingen?limiet=2&sorteer=-tijdstip&van=2026-11-22&tot=2026-11-23")).ShouldBe([b.Second, a.Second, b.First, a.First]);
        (await place.FollowedAsync($"/v1/wijzigingen?limiet=1&na=-1&overheidsorganisatie={a.Body}")).ShouldBe([a.First, a.Second, a.Third]);
        (await place.FollowedAsync($"/v1/wijzigingen?limiet=1&na=-1&persoon={b.Person}&van=2026-11-23")).ShouldBe([b.Second]);
        (await place.FollowedAsync("/v1/wijzigingen?limiet=3&na=-1")).ShouldBe([a.First, b.First, a.Second, b.Second, a.Third]);

        // The numbers stay what they were: who comes back after more was saved goes on where it was.
        using var seen = JsonDocument.Parse(await place.Client.GetStringAsync($"/v1/wijzigingen?na=-1&overheidsorganisatie={b.Body}"));
        var after = seen.RootElement.GetProperty("volgende").GetString();
        await place.Site.PositionAsync(b.Body, b.Person, p => p.Description = "Later");
        await place.Site.PositionAsync(a.Body, a.Person, p => p.Description = "Elders later");
        await place.DrainAsync();
        (await place.FollowedAsync($"/v1/wijzigingen?limiet=1&na={after}&overheidsorganisatie={b.Body}")).ShouldBe(["Later"]);
    }

    [Theory, OnBothDatabases]
    public async Task A_question_for_changes_that_contradicts_itself_is_refused(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        using var client = site.App.Client();
        foreach (
            var (query, field, code) in new[]
            {
                ("van=2026-02-01&tot=2026-01-01", "tot", "periode.einde-voor-begin"),
                ("na=-1&sorteer=-tijdstip", "sorteer", "sorteer.bij-nummer"),
                ("na=-2", "na", "plaats.onleesbaar"),
                ("van=31-2-2026", "van", "datum.onbestaand"),
            }
        )
        {
            using var answer = await client.GetAsync("/v1/wijzigingen?" + query);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            var error = json.RootElement.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
            (error.GetProperty("field").GetString(), error.GetProperty("code").GetString()).ShouldBe((field, code), query);
        }
    }

    [Theory, OnBothDatabases]
    public async Task The_atom_feed_refuses_a_moment_in_a_sentence_rather_than_giving_what_is_new_now(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        using var visitor = site.Visitor();
        foreach (var (query, fields) in new (string, string[])[]
        {
            ("bekendOp=2026-11-22", ["bekendOp"]),
            ("peildatum=2026-01-01", ["peildatum"]),
            ("peildatum=gisteren&bekendOp=morgen", ["peildatum", "bekendOp"]),
        })
        {
            using var answer = await visitor.Client.GetAsync("/wijzigingen.atom?" + query);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            var errors = json.RootElement.GetProperty("errors").EnumerateArray().ToList();
            errors.ConvertAll(e => e.GetProperty("field").GetString()).ShouldBe(fields, ignoreOrder: false, query);
            errors.ShouldAllBe(e => e.GetProperty("code").GetString() == "feed.zonder-moment" && e.GetProperty("detail").GetString()!.Contains("alleen wat nieuw is"));
        }

        // The page of a moment leads to the feed as it is.
        var page = await visitor.GetAsync("/wijzigingen?bekendOp=2026-11-22");
        foreach (var link in page.QuerySelectorAll("a[href*='.atom'], link[type='application/atom+xml']").Select(l => l.GetAttribute("href")!).Append("/wijzigingen.atom?bekendOp="))
        {
            using var feed = await visitor.Client.GetAsync(link);
            feed.StatusCode.ShouldBe(HttpStatusCode.OK, link);
        }
    }

    [Theory, OnBothDatabases]
    public async Task The_atom_feed_is_read_by_a_feed_reader_with_ids_moments_links_and_every_character(string database)
    {
        const string Title = "Adviseur R&D <b>\"vuurtoren\"</b> 🚲 é";
        await using var app = await TestApp.FreshAsync(database, settings: s => s with { PublicUrl = "https://register.voorbeeldstad.example" }, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Volger");
        await site.PositionAsync(body, person, p => p.Description = "Eerder");
        app.Clock.Advance(TimeSpan.FromSeconds(90));
        var position = await site.PositionAsync(body, person, p => (p.Description, p.Organisation) = (Title, "Bakkerij & Zn 🥐"));
        using var client = app.Client();
        using var answer = await client.GetAsync("/wijzigingen.atom");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/atom+xml; charset=utf-8");

        using var reader = XmlReader.Create(await answer.Content.ReadAsStreamAsync(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, Async = true });
        var feed = (await XDocument.LoadAsync(reader, LoadOptions.None, CancellationToken.None)).Root!;
        XNamespace atom = "http://www.w3.org/2005/Atom";
        feed.Name.ShouldBe(atom + "feed");
        Text(feed, "id").ShouldBe("https://register.voorbeeldstad.example/wijzigingen.atom");
        Text(feed, "title").ShouldNotBeEmpty();
        feed.Element(atom + "author")!.Element(atom + "name")!.Value.ShouldNotBeEmpty();
        Moment(feed).ShouldBe(new DateTime(2026, 11, 22, 12, 1, 30, DateTimeKind.Utc), "that of the newest entry");
        Link(feed, "self").ShouldBe("https://register.voorbeeldstad.example/wijzigingen.atom");
        Link(feed, "alternate").ShouldBe("https://register.voorbeeldstad.example/wijzigingen");

        var entries = feed.Elements(atom + "entry").ToList();
        entries.Count.ShouldBe(2);
        Text(entries[0], "title").ShouldContain(Title);
        Text(entries[0], "title").ShouldContain("Volger");
        Text(entries[0], "summary").ShouldBe("Bakkerij & Zn 🥐");
        Moment(entries[0]).ShouldBe(new DateTime(2026, 11, 22, 12, 1, 30, DateTimeKind.Utc));
        Link(entries[0], "alternate").ShouldBe($"https://register.voorbeeldstad.example/nevenfuncties/{position.Id}");
        (await client.GetAsync(new Uri(Link(entries[0], "alternate")).AbsolutePath)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Text(entries[1], "title").ShouldContain("Eerder");
        Moment(entries[1]).ShouldBeLessThan(Moment(entries[0]), "newest first");
        entries.Select(e => Text(e, "id")).ShouldBeUnique();
        var version = await app.WithStoreAsync(store => store.Versions.SingleAsync(v => v.SubjectId == position.Id));
        Text(entries[0], "id").ShouldBe($"urn:uuid:{version.Id}", "the id of the version, which never changes");
        using var again = await client.GetAsync("/wijzigingen.atom");
        (await again.Content.ReadAsStringAsync()).ShouldContain($"urn:uuid:{version.Id}");

        string Text(XElement element, string name) => element.Elements(atom + name).ShouldHaveSingleItem().Value;
        string Link(XElement element, string rel) => element.Elements(atom + "link").Single(l => (string)l.Attribute("rel")! == rel).Attribute("href")!.Value;
        DateTime Moment(XElement element) => XmlConvert.ToDateTime(Text(element, "updated"), XmlDateTimeSerializationMode.Utc);
    }

    [Theory, OnBothDatabases]
    public async Task Offices_are_found_by_words_of_their_name_now_and_then(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        await site.PersonAsync(body, "Eerste", "Sluiswachter à vapeur");
        await site.PersonAsync(body, "Tweede", "Havenmeester");
        var moment = site.App.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        using var client = site.App.Client();
        async Task<string?[]> NamesAsync(string query)
        {
            using var json = JsonDocument.Parse(await client.GetStringAsync($"/v1/ambten?overheidsorganisatie={body}&{query}"));
            return [.. json.RootElement.GetProperty("resultaten").EnumerateArray().Select(o => o.GetProperty("naam").GetString())];
        }

        (await NamesAsync("zoek=sluisw")).ShouldBe(["Sluiswachter à vapeur"]);
        (await NamesAsync("zoek=VAPEUR%20a")).ShouldBe(["Sluiswachter à vapeur"]);
        (await NamesAsync("zoek=wachter")).ShouldBeEmpty("a word is found by its beginning");
        (await NamesAsync($"zoek=haven&bekendOp={moment}")).ShouldBe(["Havenmeester"]);
        (await NamesAsync("zoek=haven&bekendOp=2020-01-01")).ShouldBeEmpty();
        (await NamesAsync("sorteer=naam")).Length.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Positions_are_asked_by_kind_of_body_and_one_of_them_on_a_day(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (town, water) = (await site.BodyAsync(), await site.BodyAsync("Waterschap Voorbeeldplas", "waterschap"));
        var person = await site.PersonAsync(town);
        var here = await site.PositionAsync(town, person, p => (p.Description, p.Start, p.End) = ("Zeepzieder ooievaar", new PartialDate(2015, 3, 1), new PartialDate(2017, 6, 30)));
        var there = await site.PositionAsync(water, await site.PersonAsync(water), p => p.Description = "Touwslager ooievaar");
        using var client = site.App.Client();
        async Task<Guid[]> IdsAsync(string query)
        {
            using var json = JsonDocument.Parse(await client.GetStringAsync("/v1/nevenfuncties?zoek=ooievaar&" + query));
            return [.. json.RootElement.GetProperty("resultaten").EnumerateArray().Select(e => e.GetProperty("id").GetGuid())];
        }

        (await IdsAsync("soort=gemeente")).ShouldBe([here.Id]);
        (await IdsAsync("soort=waterschap")).ShouldBe([there.Id]);
        (await IdsAsync($"soort=waterschap&overheidsorganisatie={water}&bekendOp=2099-01-01")).ShouldBe([there.Id]);
        (await IdsAsync("soort=provincie")).ShouldBeEmpty();

        foreach (var (day, status) in new[] { ("2015-03-01", HttpStatusCode.OK), ("2017-06-30", HttpStatusCode.OK), ("2017-07-01", HttpStatusCode.NotFound), ("2015-02-28", HttpStatusCode.NotFound) })
        {
            using var answer = await client.GetAsync($"/v1/nevenfuncties/{here.Id}?peildatum={day}");
            answer.StatusCode.ShouldBe(status, day);
            // The list and the entry agree.
            (await IdsAsync($"persoon={person}&peildatum={day}")).Length.ShouldBe(status == HttpStatusCode.OK ? 1 : 0, day);
        }
    }

    /// <summary>Two bodies with changes on three days.</summary>
    private sealed class Place(RegisterSite site, Side one, Side other) : IAsyncDisposable
    {
        public RegisterSite Site => site;

        public HttpClient Client { get; } = site.App.Client();

        public Side One => one;

        public Side Other => other;

        public static async Task<Place> AtAsync(string database)
        {
            var site = new RegisterSite(await TestApp.FreshAsync(database, configure: RegisterSite.Actors));
            var sides = new List<Side>();
            foreach (var name in new[] { "Aa", "Bee" })
            {
                var body = await site.BodyAsync("Gemeente " + name);
                sides.Add(new Side(name, body, await site.PersonAsync(body, name)));
            }

            foreach (var (hours, round) in new[] { (0.0, 1), (11.25, 2), (24.0, 3) })
            {
                site.App.Clock.Advance(TimeSpan.FromHours(hours));
                foreach (var side in round == 3 ? sides[..1] : sides)
                {
                    await site.PositionAsync(side.Body, side.Person, p => p.Description = side.Description(round));
                    // Of what is saved at one moment the ledger numbers in an order of its own.
                    site.App.Clock.Advance(TimeSpan.FromSeconds(1));
                }
            }

            var place = new Place(site, sides[0], sides[1]);
            await place.DrainAsync();
            return place;
        }

        public async Task DrainAsync() => await site.App.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();

        public async Task<IReadOnlyList<string>> DescriptionsAsync(string query) => (await ReadAsync("/v1/wijzigingen?" + query)).Descriptions;

        /// <summary>All that the links lead to, until a piece is empty and leads to itself.</summary>
        public async Task<IReadOnlyList<string>> FollowedAsync(string address)
        {
            var all = new List<string>();
            for (var i = 0; i < 50; i++)
            {
                var (descriptions, next) = await ReadAsync(address);
                all.AddRange(descriptions);
                if (descriptions.Count == 0)
                {
                    return all;
                }

                address = next;
            }

            throw new ShouldAssertException("The links never end: " + address);
        }

        private async Task<(IReadOnlyList<string> Descriptions, string Next)> ReadAsync(string address)
        {
            using var json = JsonDocument.Parse(await Client.GetStringAsync(address));
            var ids = json.RootElement.GetProperty("resultaten").EnumerateArray().Select(r => r.GetProperty("onderwerpId").GetGuid()).ToList();
            var names = await site.App.WithStoreAsync(store => store.Set<AncillaryPosition>().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Description));
            return ([.. ids.Select(id => names[id])], new Uri(json.RootElement.GetProperty("_links").GetProperty("next").GetProperty("href").GetString()!).PathAndQuery);
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await site.App.DisposeAsync();
        }
    }

    private sealed record Side(string Name, Guid Body, Guid Person)
    {
        public string First => Description(1);

        public string Second => Description(2);

        public string Third => Description(3);

        public string Description(int round) => string.Create(CultureInfo.InvariantCulture, $"{Name} {round}");
    }
}
