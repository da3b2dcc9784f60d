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
