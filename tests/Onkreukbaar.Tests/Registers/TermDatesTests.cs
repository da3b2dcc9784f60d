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
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Offices;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Who is in office from when to when, again, and under which name, as the clerk keeps it. It is 22 November 2026.</summary>
public sealed class TermDatesTests
{
    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Theory, OnBothDatabases]
    public async Task A_term_ends_after_a_check_and_pages_days_and_the_api_follow(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Aftreder");
        var address = await AddressAsync(site, body, person);
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelector("#raadslid").ShouldNotBeNull();
        (await visitor.GetAsync($"/personen/{person}")).QuerySelector("section:has(#kop-ambten) tbody")!.Text().ShouldContain("sinds 30 maart 2022");
        using var clerk = site.Clerk(body);
        (await clerk.GetAsync(address)).QuerySelector($"main a[href='{address}/periode']").ShouldNotBeNull();
        var form = await clerk.GetAsync(address + "/periode");
        form.QuerySelector("input[name=vanaf]")!.GetAttribute("value").ShouldBe("30 maart 2022");

        await clerk.SubmitAsync(Fields(("tot", "1-3-2022"), ("reden", " ")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-tot']").ShouldNotBeNull("the end lies before the start");
        clerk.Page.QuerySelector("a[href='#veld-reden']").ShouldNotBeNull();
        clerk.Page.QuerySelector("input[name=tot]")!.GetAttribute("value").ShouldBe("1-3-2022", "what was typed stays");
        await clerk.SubmitAsync(Fields(("tot", "30 februari 2026"), ("reden", "Afgetreden in oktober.")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("input[name=tot]")!.GetAttribute("value").ShouldBe("30 februari 2026");
        await clerk.SubmitAsync(Fields(("tot", "")));
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Deze dagen staan al in het register.");

        await clerk.SubmitAsync(Fields(("tot", "31-10-2026")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        clerk.Page.QuerySelector("h1")!.Text().ShouldBe("Controleer uw antwoorden");
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Vanaf 30 maart 2022");
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("30 maart 2022 t/m 31 oktober 2026");
        clerk.Page.QuerySelector($"main form a[href='{address}']")!.Text().ShouldBe("Annuleren");
        (await StateAsync(site, address)).End.ShouldBeNull("the check saves nothing");
        await clerk.SubmitAsync(Nothing, button: ("actie", "wijzigen"));
        clerk.Page.QuerySelector("textarea[name=reden]")!.Text().ShouldContain("Afgetreden in oktober.", customMessage: "going back loses nothing");
        await clerk.SubmitAsync(Nothing);
        var known = Later(site);
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        var done = await clerk.FollowAsync();
        done.QuerySelector("main")!.Text().ShouldContain("De periode is opgeslagen en openbaar.");
        var history = done.QuerySelector("section:has(#geschiedenis)")!.Text();
        history.ShouldContain("Begin of einde van de ambtstermijn gewijzigd");
        history.ShouldContain("Afgetreden in oktober.");
        history.ShouldContain("Griffier", Case.Insensitive, "who did it");

        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelector("#raadslid").ShouldBeNull("nobody is in office any more");
        (await visitor.GetAsync($"/overheidsorganisaties/{body}?peildatum=2026-10-31")).QuerySelector("#raadslid").ShouldNotBeNull("the last day belongs to it");
        (await visitor.GetAsync($"/overheidsorganisaties/{body}?peildatum=2026-11-01")).QuerySelector("#raadslid").ShouldBeNull();
        var page = await visitor.GetAsync($"/personen/{person}");
        page.QuerySelector("section:has(#kop-ambten) tbody")!.Text().ShouldContain("31 oktober 2026");
        page.QuerySelector("section:has(#wijzigingen)")!.Text().ShouldContain("Begin of einde van de ambtstermijn gewijzigd: Periode");
        (await TermAsync(visitor.Client, $"/v1/personen/{person}")).GetProperty("datumEinde").GetString().ShouldBe("2026-10-31");
        (await TermAsync(visitor.Client, $"/v1/personen/{person}?bekendOp={known}")).GetProperty("datumEinde").ValueKind.ShouldBe(JsonValueKind.Null);
        (await visitor.Client.GetStringAsync($"/open-data/ambtstermijnen.csv?overheidsorganisatie={body}")).ShouldContain("2022-03-30,2026-10-31");
        (await clerk.GetAsync($"/beheer/{body}/ambtstermijnen")).QuerySelector("main")!.Text().ShouldNotContain("Aftreder");
        (await clerk.GetAsync($"/beheer/{body}/ambtstermijnen?eerder=ja")).QuerySelector("main")!.Text().ShouldContain("Aftreder");
    }

    [Theory, OnBothDatabases]
    public async Task A_start_is_corrected_a_part_that_would_fall_off_is_named_and_a_second_tab_sees_what_changed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Laatbegonnen");
        var address = await AddressAsync(site, body, person, """[{"end":"2024-09-11","value":"Lijst Een"},{"start":"2024-09-12","value":"Lijst Twee"}]""");
        using var clerk = site.Clerk(body);
        using var second = site.Clerk(body);
        await second.GetAsync(address + "/periode");
        await clerk.GetAsync(address + "/periode");
        await clerk.SubmitAsync(Fields(("tot", "1-2-2024"), ("reden", "Besluit van de raad.")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Fractie Lijst Een (t/m 11 september 2024) past dan niet in de ambtstermijn.");
        await clerk.SubmitAsync(Fields(("vanaf", "januari 2025"), ("tot", "")));
        clerk.Page.QuerySelector("a[href='#veld-vanaf']").ShouldNotBeNull();
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Fractie Lijst Een (t/m 11 september 2024)");
        await clerk.SubmitAsync(Fields(("vanaf", ""), ("tot", "11-9-2024")));
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Fractie Lijst Twee (vanaf 12 september 2024)");
        await clerk.SubmitAsync(Fields(("vanaf", "april 2022"), ("tot", "")));
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        (await clerk.FollowAsync()).QuerySelector("section:has(#gegevens)")!.Text().ShouldContain("Vanaf april 2022");

        await second.SubmitAsync(Fields(("tot", "31-12-2025"), ("reden", "Vergissing.")));
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Page.QuerySelector("input[name=tot]")!.GetAttribute("value").ShouldBe("31-12-2025");
        second.Page.QuerySelector("main")!.Text().ShouldContain("Vanaf april 2022", customMessage: "how it stands now");
        (await StateAsync(site, address)).End.ShouldBeNull();

        using var editor = site.As(body, Role.PublicationEditor);
        (await editor.GetAsync(address)).QuerySelector("main a[href$='/periode']").ShouldBeNull();
        foreach (var path in new[] { address + "/periode", address + "/naam", $"/beheer/{body}/ambtstermijnen/nieuw" })
        {
            await editor.GetAsync(path, HttpStatusCode.Forbidden);
        }

        var other = await site.BodyAsync("Gemeente Buren");
        using var stranger = site.Clerk(other);
        foreach (var path in new[] { "periode", "naam" })
        {
            await stranger.GetAsync($"{address}/{path}", HttpStatusCode.Forbidden);
            await stranger.GetAsync($"/beheer/{other}/ambtstermijnen/{address.Split('/')[^1]}/{path}", HttpStatusCode.NotFound);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Who_is_elected_again_gets_a_second_term_as_the_same_person_and_the_same_term_twice_is_warned_of(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Herkozenaar");
        var elsewhere = await site.PersonAsync(await site.BodyAsync("Gemeente Overzijde"), "Herkozenaar-Elders");
        using var clerk = site.Clerk(body);
        (await clerk.GetAsync($"/beheer/{body}/ambtstermijnen")).QuerySelector($"main a[href='/beheer/{body}/ambtstermijnen/nieuw']").ShouldNotBeNull();
        var found = await clerk.GetAsync($"/beheer/{body}/ambtstermijnen/nieuw?zoek=herkozenaar");
        found.QuerySelectorAll("main tbody tr").Select(r => r.Text()).ShouldSatisfyAllConditions(
            rows => rows.Count().ShouldBe(2),
            rows => rows.ShouldContain(r => r.Contains("raadslid, vanaf 30 maart 2022", StringComparison.Ordinal)),
            rows => rows.ShouldContain(r => r.Contains("Geen ambt bij deze organisatie bekend", StringComparison.Ordinal))
        );
        (await clerk.GetAsync($"/beheer/{body}/ambtstermijnen/nieuw")).QuerySelector("main table")!.Text().ShouldNotContain("Elders", customMessage: "without a search only those with an office here");
        await clerk.GetAsync($"/beheer/{body}/ambtstermijnen/nieuw?persoon={Guid.CreateVersion7()}", HttpStatusCode.NotFound);

        var form = await clerk.GetAsync(found.QuerySelectorAll("main tbody th a").Single(a => a.GetAttribute("href")!.EndsWith(person.ToString(), StringComparison.Ordinal)).GetAttribute("href")!);
        form.QuerySelector("main")!.Text().ShouldContain("raadslid, vanaf 30 maart 2022", customMessage: "the terms that are there");
        await clerk.SubmitAsync(Fields(("ambt", ""), ("vanaf", "30-3-2026"), ("tot", "1-1-2026"), ("omvang", "honderd")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var field in new[] { "ambt", "tot", "omvang" })
        {
            clerk.Page.QuerySelector($"a[href='#veld-{field}']").ShouldNotBeNull(field);
        }

        clerk.Page.QuerySelector("input[name=omvang]")!.GetAttribute("value").ShouldBe("honderd");
        var number = clerk.Page.QuerySelector("input[name=nummer]")!.GetAttribute("value")!;
        // Even who presses the button of the check at once sees first that there is a term already.
        await clerk.SubmitAsync(Fields(("ambt", "raadslid"), ("tot", ""), ("omvang", ""), ("fractie", "Lijst Opnieuw")), button: ("actie", "opslaan"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var warning = clerk.Page.QuerySelector("main .ob-alert")!;
        warning.Text().ShouldContain("Er is al een ambtstermijn in deze periode");
        (await clerk.Client.GetAsync(warning.QuerySelector("a")!.GetAttribute("href"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync()).ShouldBe(1);

        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        var saved = await clerk.FollowAsync();
        saved.QuerySelector("main")!.Text().ShouldContain("De ambtstermijn is opgeslagen en openbaar.");
        saved.QuerySelector("section:has(#fractie)")!.Text().ShouldContain("Lijst Opnieuw");
        (await CountAsync()).ShouldBe(2);
        await clerk.GetAsync($"/beheer/{body}/ambtstermijnen/nieuw?persoon={person}");
        await clerk.SubmitAsync(Fields(("nummer", number), ("ambt", "raadslid"), ("vanaf", "30-3-2026")), button: ("actie", "opslaan"));
        await clerk.FollowAsync();
        (await CountAsync()).ShouldBe(2, "the same form twice is one term");

        // Once the first has ended, nothing meets.
        await clerk.GetAsync(await AddressAsync(site, body, person) + "/periode");
        await clerk.SubmitAsync(Fields(("tot", "29-3-2026"), ("reden", "Nieuwe raad.")));
        clerk.Page.QuerySelector("main")!.Text().ShouldNotContain("Er is al een ambtstermijn in deze periode");
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/personen/{person}");
        var terms = page.QuerySelector("section:has(#kop-ambten) tbody")!.Text();
        terms.ShouldContain("sinds 30 maart 2026");
        terms.ShouldContain("29 maart 2026");
        page.QuerySelector("section:has(#wijzigingen)")!.Text().ShouldContain("Ambtstermijn toegevoegd: raadslid, vanaf 30 maart 2026");
        (await JsonAsync(visitor.Client, $"/v1/personen/{person}")).GetProperty("ambtstermijnen").GetArrayLength().ShouldBe(2);
        (await JsonAsync(visitor.Client, "/v1/personen?zoek=herkozenaar")).GetProperty("resultaten").GetArrayLength().ShouldBe(2, "nobody was made twice");

        // Somebody of another body gets an office here.
        await clerk.GetAsync($"/beheer/{body}/ambtstermijnen/nieuw?persoon={elsewhere}");
        await clerk.SubmitAsync(Fields(("ambt", "wethouder"), ("vanaf", "juni 2026"), ("omvang", "80 %")));
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        (await clerk.FollowAsync()).QuerySelector("section:has(#omvang)")!.Text().ShouldContain("80 procent");
        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelector("section:has(#wethouder)")!.Text().ShouldContain("Herkozenaar-Elders");

        Task<int> CountAsync() => site.App.WithStoreAsync(s => s.Set<TermOfOffice>().CountAsync(t => t.PersonId == person));
    }

    [Theory, OnBothDatabases]
    public async Task A_new_person_of_a_known_name_is_added_only_by_who_saw_the_other(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Naamgenoot");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw/persoon?verder=ambtstermijnen");
        await clerk.SubmitAsync(Fields(("voornaam", "Anna"), ("tussenvoegsel", "van"), ("achternaam", "Naamgenoot"), ("ambt", "raadslid")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Deze persoon lijkt er al te zijn");
        clerk.Page.QuerySelector($"main a[href='/beheer/{body}/ambtstermijnen/nieuw?persoon={person}']").ShouldNotBeNull();
        clerk.Page.QuerySelector("input[name=achternaam]")!.GetAttribute("value").ShouldBe("Naamgenoot");
        (await CountAsync()).ShouldBe(1);
        await clerk.SubmitAsync(Nothing);
        (await clerk.FollowAsync()).QuerySelectorAll("main tbody tr").Length.ShouldBe(2, "the list of terms, with both");
        (await CountAsync()).ShouldBe(2);

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw/persoon");
        await clerk.SubmitAsync(Fields(("voornaam", "Boudewijn"), ("tussenvoegsel", "van"), ("achternaam", "Naamgenoot"), ("ambt", "raadslid")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther, "another given name is another person");

        Task<int> CountAsync() => site.App.WithStoreAsync(s => s.Set<Person>().CountAsync(p => p.FamilyName == "Naamgenoot"));
    }

    [Theory, OnBothDatabases]
    public async Task A_name_is_corrected_everywhere_and_the_old_one_is_found_as_of_then(string database)
    {
        // An application of its own: the page of changes shows the last ones only, and other tests change a lot.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Schrijffoud");
        var position = await site.PositionAsync(body, person);
        var address = await AddressAsync(site, body, person);
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/personen/{person}")).QuerySelector("h1")!.Text().ShouldBe("A. (Anna) van Schrijffoud");
        (await visitor.GetAsync($"/nevenfuncties/{position.Id}")).QuerySelector("main")!.Text().ShouldContain("Schrijffoud");
        using var clerk = site.Clerk(body);
        using var second = site.Clerk(body);
        await second.GetAsync(address + "/naam");
        await clerk.GetAsync(address + "/naam");
        await clerk.SubmitAsync(Fields(("reden", "Spelling.")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Dit is al de naam in het register.");
        await clerk.SubmitAsync(Fields(("achternaam", " "), ("titels", "drs."), ("reden", "")));
        clerk.Page.QuerySelector("a[href='#veld-achternaam']").ShouldNotBeNull();
        clerk.Page.QuerySelector("a[href='#veld-reden']").ShouldNotBeNull();
        clerk.Page.QuerySelector("input[name=titels]")!.GetAttribute("value").ShouldBe("drs.");
        var known = Later(site);
        await clerk.SubmitAsync(Fields(("achternaam", "Schrijfgoed"), ("tussenvoegsel", "van der"), ("reden", "Verkeerd gespeld.")));
        var done = await clerk.FollowAsync();
        done.QuerySelector("h1")!.Text().ShouldContain("drs. A. (Anna) van der Schrijfgoed");
        done.QuerySelector("main")!.Text().ShouldContain("De naam is verbeterd en openbaar.");
        var history = done.QuerySelector("section:has(#geschiedenis) li")!.Text();
        history.ShouldContain("Naam verbeterd");
        history.ShouldContain("Verkeerd gespeld.");
        history.ShouldContain("A. (Anna) van Schrijffoud");

        await second.SubmitAsync(Fields(("achternaam", "Anders"), ("reden", "Vergissing.")));
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Page.QuerySelector("input[name=achternaam]")!.GetAttribute("value").ShouldBe("Anders");
        second.Page.QuerySelector("main")!.Text().ShouldContain("van der Schrijfgoed", customMessage: "the name of now");

        (await visitor.GetAsync($"/personen/{person}")).QuerySelector("h1")!.Text().ShouldBe("drs. A. (Anna) van der Schrijfgoed");
        (await visitor.GetAsync($"/nevenfuncties/{position.Id}")).QuerySelector("main")!.Text().ShouldContain("Schrijfgoed");
        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelector("section:has(#raadslid)")!.Text().ShouldContain("Schrijfgoed");
        (await visitor.GetAsync("/personen?zoek=schrijfgoed")).QuerySelectorAll("main tbody tr").Length.ShouldBe(1);
        (await visitor.GetAsync("/personen?zoek=schrijffoud")).QuerySelectorAll("main tbody tr").Length.ShouldBe(0);
        (await JsonAsync(visitor.Client, $"/v1/personen/{person}")).GetProperty("achternaam").GetString().ShouldBe("Schrijfgoed");
        (await visitor.GetAsync("/wijzigingen")).QuerySelector("main")!.Text().ShouldSatisfyAllConditions(
            told => told.ShouldContain("Naam verbeterd: drs. A. (Anna) van der Schrijfgoed"),
            told => told.ShouldNotContain("Schrijffoud", customMessage: "the feed does not spread the name that was corrected")
        );
        (await visitor.GetAsync($"/personen?zoek=schrijffoud&bekendOp={known}")).QuerySelectorAll("main tbody tr").Length.ShouldBe(1);
        (await visitor.GetAsync($"/personen/{person}?bekendOp={known}")).QuerySelector("h1")!.Text().ShouldBe("A. (Anna) van Schrijffoud");
        (await JsonAsync(visitor.Client, $"/v1/personen/{person}?bekendOp={known}")).GetProperty("achternaam").GetString().ShouldBe("Schrijffoud");
    }

    [Theory, OnBothDatabases]
    public async Task From_a_day_on_there_may_be_no_share_of_full_time(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Omvangloos", "wethouder");
        var address = await AddressAsync(site, body, person, shares: "80");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync(address + "/omvang/wijzigen");
        await clerk.SubmitAsync(Fields(("geen", "ja"), ("vanaf", "")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await clerk.SubmitAsync(Fields(("geen", "ja"), ("vanaf", "1-6-2025")));
        (await clerk.FollowAsync()).QuerySelector("section:has(#omvang) tbody")!.Text().ShouldContain("31 mei 2025");
        using var visitor = site.Visitor();
        (await TermAsync(visitor.Client, $"/v1/personen/{person}")).GetProperty("deeltijdpercentage").ValueKind.ShouldBe(JsonValueKind.Null);
        (await TermAsync(visitor.Client, $"/v1/personen/{person}?peildatum=2025-05-31")).GetProperty("deeltijdpercentage").GetInt32().ShouldBe(80);
    }

    [Theory, OnBothDatabases]
    public async Task An_import_does_not_undo_what_the_clerk_stated_and_says_so(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var folder = OrganisationsImportTests.Folder(app, [OrganisationsImportTests.Body], [OrganisationsImportTests.Post], [Line("Jansen", null), Line("Bakker", null)]);
        (await ImportHarness.RunAsync(app, "import organisations", folder)).Code.ShouldBe(0);
        var (body, person) = await app.WithStoreAsync(async s => ((await s.Set<PublicBody>().SingleAsync()).Id, (await s.Set<Person>().SingleAsync(p => p.FamilyName == "Jansen")).Id));
        var address = await AddressAsync(site, body, person);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync(address + "/periode");
        await clerk.SubmitAsync(Fields(("tot", "1-6-2026"), ("reden", "Afgetreden.")));
        await clerk.SubmitAsync(Nothing, button: ("actie", "opslaan"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await clerk.GetAsync(address + "/naam");
        await clerk.SubmitAsync(Fields(("achternaam", "Janssen"), ("reden", "Met dubbel s.")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var again = await ImportHarness.RunAsync(app, "import organisations", folder);
        Codes(again).ShouldBe(["naam.anders", "periode.anders"], ignoreOrder: true);
        again.Totals.GetProperty("updated").GetInt32().ShouldBe(0);
        OrganisationsImportTests.Folder(app, [OrganisationsImportTests.Body], [OrganisationsImportTests.Post], [Line("Jansen", "2026-12-31"), Line("Bakker", "2026-12-31")]);
        var changed = await ImportHarness.RunAsync(app, "import organisations", folder, language: "nl");
        Codes(changed).ShouldBe(["naam.anders", "periode.anders"], ignoreOrder: true);
        changed.Entries.Single(e => e.TryGetProperty("code", out var c) && c.GetString() == "periode.anders").GetProperty("reason").GetString()!.ShouldContain("2026-12-31");
        changed.Count("ambtstermijn", "updated").ShouldBe(1, "what nobody touched follows the source");
        (await StateAsync(site, address)).End.ShouldBe(new(2026, 6, 1));
        // Once the source says the same, there is nothing left to say.
        OrganisationsImportTests.Folder(app, [OrganisationsImportTests.Body], [OrganisationsImportTests.Post], [Line("Jansen", "2026-06-01", "Janssen")]);
        Codes(await ImportHarness.RunAsync(app, "import organisations", folder)).ShouldBeEmpty();

        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        (await ledger.VerifyAsync()).First.ShouldBeNull("a name that was corrected is proven as all else");

        static string Line(string key, string? end, string? family = null) =>
            $$"""{"id":"person:{{key}}","name":{"full":"Anna {{family ?? key}}","family":"{{family ?? key}}","given":"Anna"},"mandaten":[{{OrganisationsImportTests.Term("2020-01-01", end)}}]}""";

        static IEnumerable<string> Codes(ImportResult result) => result.Entries.Where(e => e.TryGetProperty("code", out _)).Select(e => e.GetProperty("code").GetString()!).Where(c => c.EndsWith(".anders", StringComparison.Ordinal));
    }

    /// <summary>Address of the person's oldest term, which gets factions or shares when they are given.</summary>
    private static Task<string> AddressAsync(RegisterSite site, Guid body, Guid person, string? factions = null, string? shares = null) =>
        site.App.WithStoreAsync(async store =>
        {
            var term = await store.Set<TermOfOffice>().Where(t => t.PersonId == person).OrderBy(t => t.From).FirstAsync();
            if (factions is not null || shares is not null)
            {
                term.Faction = factions is null ? null : OverTime.Parse<string>(factions);
                term.FullTimePercent = shares is null ? null : OverTime.Parse<int>(shares);
                await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            }

            return $"/beheer/{body}/ambtstermijnen/{term.Id}";
        });

    /// <summary>A moment after all that is saved and before what comes, as addresses have it.</summary>
    private static string Later(RegisterSite site)
    {
        var moment = site.App.Clock.GetUtcNow().AddSeconds(1);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        return moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static async Task<TermState> StateAsync(RegisterSite site, string address) =>
        (await site.App.InScopeAsync(s => s.GetRequiredService<TermChanges>().FindAsync(Guid.Parse(address.Split('/')[^1]))))!;

    private static async Task<JsonElement> TermAsync(HttpClient client, string path) => (await JsonAsync(client, path)).GetProperty("ambtstermijnen")[0];

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;

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
