// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Terms;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Offices;
using Onkreukbaar.Tests.Repository;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>A term of office that never was counts nowhere any more, and says so. It is 22 November 2026.</summary>
public sealed class TermStrikeTests
{
    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Theory, OnBothDatabases]
    public async Task A_term_that_never_was_is_struck_after_a_check_and_counts_nowhere_while_its_history_stays(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Nooitbenoemd");
        var address = await AddressAsync(site, body, person);
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelector("#raadslid").ShouldNotBeNull();
        (await TermsAsync(visitor.Client, person)).ShouldBe(1);
        using var clerk = site.Clerk(body);
        using var second = site.Clerk(body);
        await second.GetAsync(address + "/ten-onrechte");
        await clerk.GetAsync(address);
        await clerk.GetAsync(clerk.Page.QuerySelector($"main a[href='{address}/ten-onrechte']")!.GetAttribute("href")!);
        await clerk.SubmitAsync(Fields(("reden", " ")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-reden']").ShouldNotBeNull();

        await clerk.SubmitAsync(Fields(("reden", "Andere persoon met die naam.")));
        clerk.Page.QuerySelector("h1")!.Text().ShouldBe("Controleer uw antwoorden");
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Vanaf 30 maart 2022");
        clerk.Page.QuerySelector("section:has(#gevolgen)")!.Text().ShouldContain("telt meteen nergens meer mee");
        clerk.Page.QuerySelector($"main form a[href='{address}']")!.Text().ShouldBe("Annuleren");
        (await StateAsync(site, address)).StruckOn.ShouldBeNull("the check saves nothing");
        await clerk.SubmitAsync(Nothing, button: ("actie", "wijzigen"));
        clerk.Page.QuerySelector("textarea[name=reden]")!.Text().ShouldContain("Andere persoon met die naam.");
        await clerk.SubmitAsync(Nothing);
        var known = Later(site);
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        var done = await clerk.FollowAsync();
        var struck = done.QuerySelector("main")!.Text();
        struck.ShouldContain("De ambtstermijn is geschrapt.");
        struck.ShouldContain("Deze ambtstermijn is ten onrechte vastgelegd");
        struck.ShouldContain($"Op {PositionWords.Day((await StateAsync(site, address)).StruckOn!.Value)} is vastgelegd dat zij er nooit is geweest.");
        done.QuerySelectorAll($"main a[href^='{address}/']").ShouldBeEmpty("it is not changed any more");
        var history = done.QuerySelector("section:has(#geschiedenis)")!.Text();
        history.ShouldContain("Ten onrechte vastgelegde ambtstermijn geschrapt");
        history.ShouldContain("Andere persoon met die naam.");

        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelector("#raadslid").ShouldBeNull();
        (await visitor.GetAsync($"/overheidsorganisaties/{body}?peildatum=2024-01-01")).QuerySelector("#raadslid").ShouldBeNull("it never was, on no day");
        var page = await visitor.GetAsync($"/personen/{person}");
        page.QuerySelector("section:has(#kop-ambten) tbody").ShouldBeNull();
        page.QuerySelector("section:has(#wijzigingen)")!.Text().ShouldContain("Ten onrechte vastgelegde ambtstermijn geschrapt: raadslid, vanaf 30 maart 2022");
        page.QuerySelector("main")!.Text().ShouldNotContain("Andere persoon met die naam.", customMessage: "reasons stay with the clerk");
        (await TermsAsync(visitor.Client, person)).ShouldBe(0);
        (await TermsAsync(visitor.Client, person, $"?bekendOp={known}")).ShouldBe(1, "that is what the register said then");
        var since = Later(site);
        (await TermsAsync(visitor.Client, person, $"?bekendOp={since}")).ShouldBe(0);
        foreach (var (file, there) in new[] { ("", false), ($"&bekendOp={known}", true), ($"&bekendOp={since}", false) })
        {
            (await visitor.Client.GetStringAsync($"/open-data/ambtstermijnen.csv?overheidsorganisatie={body}{file}")).Contains(person.ToString(), StringComparison.Ordinal).ShouldBe(there, file);
            (await visitor.GetAsync($"/personen?overheidsorganisatie={body}{file}")).QuerySelector("main")!.Text().Contains("Nooitbenoemd", StringComparison.Ordinal).ShouldBe(there, file);
        }

        (await clerk.GetAsync($"/beheer/{body}/ambtstermijnen?eerder=ja")).QuerySelector("main")!.Text().ShouldNotContain("Nooitbenoemd");
        foreach (var path in new[] { "periode", "naam", "fractie/wijzigen" })
        {
            (await clerk.GetAsync($"{address}/{path}", HttpStatusCode.Gone)).QuerySelector("main")!.Text().ShouldContain("ten onrechte vastgelegd");
        }

        await clerk.GetAsync(address + "/ten-onrechte", HttpStatusCode.SeeOther);
        await second.SubmitAsync(Fields(("reden", "Dubbel.")), button: ("actie", "opslaan"));
        (await second.FollowAsync()).QuerySelector("main")!.Text().ShouldContain("ten onrechte vastgelegd", customMessage: "the second tab sees that it was done");
        var entries = await site.App.InScopeAsync(s => s.GetRequiredService<TermChanges>().HistoryAsync(Guid.Parse(address.Split('/')[^1])));
        entries.Select(e => e.Act.Process).ShouldBe(["nevenfunctie.importeren", "ambtstermijn.schrappen"]);

        using var editor = site.As(body, Role.PublicationEditor);
        await editor.GetAsync(address + "/ten-onrechte", HttpStatusCode.Forbidden);
        await editor.GetAsync(address);
    }

    [Theory, OnBothDatabases]
    public async Task What_would_be_left_without_an_office_holds_it_back_and_goes_along_to_the_right_term(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Verwisseld");
        var address = await AddressAsync(site, body, person);
        var id = Guid.Parse(address.Split('/')[^1]);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync(address + "/ten-onrechte");
        var position = await site.PositionAsync(body, person, p => p.TermId = id);
        await clerk.SubmitAsync(Fields(("reden", "Verkeerde persoon.")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var told = clerk.Page.QuerySelector("main")!.Text();
        told.ShouldContain("Dit is de enige ambtstermijn van A. (Anna) van Verwisseld bij deze organisatie.");
        told.ShouldContain("Nevenfuncties: 1");
        told.ShouldNotContain("Verklaringen: 0");
        told.ShouldContain("Verkeerde persoon.", customMessage: "what was typed is not lost");
        clerk.Page.QuerySelector("main form[method=post]").ShouldBeNull();
        (await clerk.GetAsync(address + "/ten-onrechte")).QuerySelector("main form[method=post]").ShouldBeNull();

        // The right term first.
        await clerk.GetAsync(clerk.Page.QuerySelector("main a[href*='/ambtstermijnen/nieuw']")!.GetAttribute("href")!);
        await clerk.SubmitAsync(Fields(("ambt", "wethouder"), ("vanaf", "1-6-2022")));
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        await clerk.FollowAsync();
        var right = Guid.Parse(clerk.Response.RequestMessage!.RequestUri!.Segments[^1]);
        await clerk.GetAsync(address + "/ten-onrechte");
        await clerk.SubmitAsync(Fields(("reden", "Zij was wethouder.")));
        clerk.Page.QuerySelector("section:has(#gevolgen)")!.Text().ShouldContain("De nevenfunctie die bij deze ambtstermijn hoort, blijft staan.");
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        await clerk.FollowAsync();
        (await site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().SingleAsync(p => p.Id == position.Id))).TermId.ShouldBe(right);
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/nevenfuncties/{position.Id}")).QuerySelector("main")!.Text().ShouldContain("artikel 41b", customMessage: "public by the norm of the right office");
        (await visitor.GetAsync($"/personen/{person}")).QuerySelectorAll("section:has(#kop-ambten) tbody tr").Length.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task An_import_does_not_bring_a_struck_term_back(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        const string Line = """{"id":"person:Jansen","name":{"full":"Anna Jansen","family":"Jansen","given":"Anna"},"mandaten":[{0}]}""";
        var line = Line.Replace("{0}", OrganisationsImportTests.Term("2020-01-01", null), StringComparison.Ordinal);
        var folder = OrganisationsImportTests.Folder(app, [OrganisationsImportTests.Body], [OrganisationsImportTests.Post], [line]);
        (await ImportHarness.RunAsync(app, "import organisations", folder)).Code.ShouldBe(0);
        var (body, person) = await app.WithStoreAsync(async s => ((await s.Set<PublicBody>().SingleAsync()).Id, (await s.Set<Person>().SingleAsync()).Id));
        var address = await AddressAsync(site, body, person);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync(address + "/ten-onrechte");
        await clerk.SubmitAsync(Fields(("reden", "Fout in de bron.")));
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        OrganisationsImportTests.Folder(app, [OrganisationsImportTests.Body], [OrganisationsImportTests.Post], [Line.Replace("{0}", OrganisationsImportTests.Term("2020-01-01", "2026-12-31"), StringComparison.Ordinal)]);
        var again = await ImportHarness.RunAsync(app, "import organisations", folder, language: "nl");
        var entry = again.Entries.Single(e => e.TryGetProperty("code", out var code) && code.GetString() == "ambtstermijn.geschrapt");
        entry.GetProperty("outcome").GetString().ShouldBe("unchanged");
        entry.GetProperty("reason").GetString()!.ShouldContain("nooit is geweest");
        (await app.WithStoreAsync(s => s.Set<TermOfOffice>().SingleAsync(t => t.PersonId == person))).ShouldSatisfyAllConditions(t => t.StruckOn.ShouldNotBeNull(), t => t.End.ShouldBeNull());
        using var visitor = site.Visitor();
        (await TermsAsync(visitor.Client, person)).ShouldBe(0);
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        (await ledger.VerifyAsync()).First.ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Struck_terms_have_a_list_that_says_when_and_leads_to_who_and_why(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var list = $"/beheer/{body}/ambtstermijnen?ten-onrechte=ja";
        using var clerk = site.Clerk(body);
        var page = await clerk.GetAsync(list);
        page.QuerySelector(".ob-empty")!.Text().ShouldContain("Er is geen ambtstermijn geschrapt");
        page.QuerySelector($".ob-empty a[href='/beheer/{body}/ambtstermijnen']").ShouldNotBeNull();

        var person = await site.PersonAsync(body, "Doorgehaald", "wethouder");
        await site.PersonAsync(body, "Gebleven", "wethouder");
        var address = await AddressAsync(site, body, person);
        // A term that was over is found as well.
        await site.App.WithStoreAsync(async store =>
        {
            var term = await store.Set<TermOfOffice>().SingleAsync(t => t.PersonId == person);
            term.End = new(2023, 1, 1);
            term.Derive();
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        await clerk.GetAsync(address + "/ten-onrechte");
        await clerk.SubmitAsync(Fields(("reden", "Verkeerde persoon gekozen.")));
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        page = await clerk.FollowAsync();
        page.QuerySelector($"main a[href='{list}']").ShouldNotBeNull("the page of a struck term leads to the others");

        page = await clerk.GetAsync(list);
        page.QuerySelectorAll("main thead th").Select(h => h.Text().Trim()).ShouldBe(["Persoon", "Ambt", "Periode", "Geschrapt op"]);
        var row = page.QuerySelectorAll("main tbody tr").ShouldHaveSingleItem();
        row.Children.Select(c => c.Text().Trim()).Skip(1).ShouldBe(["wethouder", "30 maart 2022 t/m 1 januari 2023", PositionWords.Day((await StateAsync(site, address)).StruckOn!.Value)]);
        row.QuerySelector("th")!.Text().ShouldContain("Doorgehaald");
        var history = (await clerk.GetAsync(row.QuerySelector("a")!.GetAttribute("href")!)).QuerySelector("section:has(#geschiedenis)")!;
        history.QuerySelector(".ob-history__entry")!.Text().ShouldSatisfyAllConditions(
            t => t.ShouldContain("Griffier", customMessage: "who"),
            t => t.ShouldContain("2026", customMessage: "when"),
            t => t.ShouldContain("Verkeerde persoon gekozen.", customMessage: "why")
        );

        // Without the filter the list is what it was, and its form keeps what was chosen.
        page = await clerk.GetAsync($"/beheer/{body}/ambtstermijnen?eerder=ja");
        page.QuerySelectorAll("main tbody tr").ShouldHaveSingleItem().Text().ShouldContain("Gebleven");
        page.QuerySelector("input[name=ten-onrechte][checked]").ShouldBeNull();
        page = await clerk.GetAsync(list + "&eerder=ja&persoon=gebleven");
        page.QuerySelector(".ob-empty")!.Text().ShouldContain("Geen ambtstermijnen gevonden");
        page.QuerySelector("input[name=ten-onrechte][checked]").ShouldNotBeNull();
        (await clerk.GetAsync(list + "&persoon=doorgehaald")).QuerySelectorAll("main tbody tr").ShouldHaveSingleItem();

        // Only at the own body, and for who may read the clerk's lists.
        var other = await site.BodyAsync("Gemeente Elders");
        using var elsewhere = site.Clerk(other);
        (await elsewhere.GetAsync($"/beheer/{other}/ambtstermijnen?ten-onrechte=ja")).QuerySelector("main")!.Text().ShouldNotContain("Doorgehaald");
        await elsewhere.GetAsync(list, HttpStatusCode.Forbidden);
        using var editor = site.As(body, Role.PublicationEditor);
        (await editor.GetAsync(list)).QuerySelectorAll("main tbody tr").ShouldHaveSingleItem();
    }

    [Theory, OnBothDatabases]
    public async Task Struck_terms_come_in_pages_and_are_sorted_by_the_day_on_which_they_were_struck_too(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Vaakgeschrapt");
        await site.App.WithStoreAsync(async store =>
        {
            var office = (await store.Set<TermOfOffice>().SingleAsync(t => t.PersonId == person)).OfficeId;
            for (var i = 0; i < TermList.PageSize + 2; i++)
            {
                var term = new TermOfOffice { BodyId = body, PersonId = person, OfficeId = office, Start = new(2024), StruckOn = new DateOnly(2026, 1, 31).AddDays(i * 37 % 60) };
                term.Derive();
                store.Add(term);
            }

            return await store.SaveAsync(Act.BySystem("ambtstermijn.schrappen"));
        });
        var list = $"/beheer/{body}/ambtstermijnen?ten-onrechte=ja";
        using var clerk = site.Clerk(body);
        var days = new List<string>();
        foreach (var (page, count) in new[] { (list + "&sorteer=geschrapt", TermList.PageSize), (list + "&sorteer=geschrapt&pagina=2", 2) })
        {
            var rows = (await clerk.GetAsync(page)).QuerySelectorAll("main tbody tr");
            rows.Length.ShouldBe(count, page);
            days.AddRange(rows.Select(r => r.Children[3].Text().Trim()));
        }

        var order = Enumerable.Range(0, TermList.PageSize + 2).Select(i => new DateOnly(2026, 1, 31).AddDays(i * 37 % 60)).Order().ToList();
        days.ShouldBe(order.Select(PositionWords.Day));
        var sorted = await clerk.GetAsync(list + "&sorteer=-geschrapt");
        sorted.QuerySelector("main tbody tr")!.Children[3].Text().Trim().ShouldBe(PositionWords.Day(order[^1]));
        sorted.QuerySelector("main thead th[aria-sort=descending]")!.Text().Trim().ShouldBe("Geschrapt op");
        sorted.QuerySelectorAll("main thead th a").Select(a => a.GetAttribute("href")).ShouldBe([list, list + "&sorteer=ambt", list + "&sorteer=van", list + "&sorteer=geschrapt"]);
        sorted.QuerySelector($"main a[href='{list}&sorteer=-geschrapt&pagina=2']").ShouldNotBeNull();
        // That order is one of this list only.
        (await clerk.GetAsync($"/beheer/{body}/ambtstermijnen?sorteer=geschrapt")).QuerySelector("main thead th[aria-sort=ascending]")!.Text().Trim().ShouldBe("Persoon");
    }

    [Fact]
    public void Only_the_list_of_those_that_were_struck_asks_the_map_for_them()
    {
        RepositoryFiles
            .Texts.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal) && f.Text.Contains("StruckTerms", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(f.Path))
            .ShouldBe(["CountingTerms.cs", "OfficesMap.cs", "TermList.cs"], ignoreOrder: true);
    }

    [Fact]
    public void Only_history_imports_and_the_seed_read_terms_that_do_not_count()
    {
        RepositoryFiles
            .Texts.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal))
            .Where(f => f.Text.Contains("Set<TermOfOffice>()", StringComparison.Ordinal) || f.Text.Contains("AsKnownAsync<TermOfOffice>", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(f.Path))
            .ShouldBe(["CountingTerms.cs", "OrganisationsImport.cs", "OfficesSeed.cs", "TermChanges.cs"], ignoreOrder: true);
    }

    private static Task<string> AddressAsync(RegisterSite site, Guid body, Guid person) =>
        site.App.WithStoreAsync(async store => $"/beheer/{body}/ambtstermijnen/{(await store.Set<TermOfOffice>().SingleAsync(t => t.PersonId == person)).Id}");

    /// <summary>A moment after all that is saved and before what comes, as addresses have it.</summary>
    private static string Later(RegisterSite site)
    {
        var moment = site.App.Clock.GetUtcNow().AddSeconds(1);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        return moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static async Task<TermState> StateAsync(RegisterSite site, string address) =>
        (await site.App.InScopeAsync(s => s.GetRequiredService<TermChanges>().FindAsync(Guid.Parse(address.Split('/')[^1]))))!;

    private static async Task<int> TermsAsync(HttpClient client, Guid person, string query = "")
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync($"/v1/personen/{person}{query}"));
        return json.RootElement.GetProperty("ambtstermijnen").GetArrayLength();
    }

    private static Dictionary<string, string?> Fields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        return all;
    }
}
