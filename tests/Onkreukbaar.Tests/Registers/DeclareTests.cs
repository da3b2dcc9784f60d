// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>From the clerk's form to the public page, on both databases.</summary>
public sealed class DeclareTests
{
    internal static readonly Dictionary<string, string?> Good = new(StringComparer.Ordinal)
    {
        ["omschrijving"] = "Voorzitter",
        ["organisatie"] = "Coöperatie Windmolens U.A.",
        ["kvk"] = "9000 0001",
        ["bezoldigd"] = "ja",
        ["uren"] = "7,5",
        ["van"] = "mei 2024",
        ["melding"] = "1-11-2026",
        ["werkzaamheden"] = "Leidt de vergadering.",
    };

    [Theory, OnBothDatabases]
    public async Task A_position_goes_from_the_form_to_the_public_page(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Molenaar");
        using var clerk = site.Clerk(body);

        var choose = await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw");
        choose.QuerySelector($"a[href*='persoon={person}']").ShouldNotBeNull();
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        (await clerk.SubmitAsync(Good)).StatusCode.ShouldBe(HttpStatusCode.OK, clerk.Page.Body!.TextContent);
        clerk.Page.Title!.ShouldContain("Controleer uw antwoorden");
        clerk.Page.Body!.TextContent.ShouldContain("Coöperatie Windmolens U.A.");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), button: ("actie", "melden"));
        var detail = await clerk.FollowAsync();
        detail.Body!.TextContent.ShouldContain("Gemeld");
        var id = Guid.Parse(clerk.Response.RequestMessage!.RequestUri!.Segments[^1]);

        using var visitor = site.Visitor();
        await visitor.GetAsync($"/nevenfuncties/{id}", HttpStatusCode.NotFound);
        var list = await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=gemeld");
        var row = list.QuerySelector($"input[name=nummer][value^='{id}']").ShouldNotBeNull();
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["nummer"] = row.GetAttribute("value") });
        clerk.Page.Title!.ShouldContain("openbaar maken?");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal));
        await clerk.FollowAsync();

        var page = await visitor.GetAsync($"/nevenfuncties/{id}");
        page.QuerySelector("h1")!.TextContent.ShouldBe("Voorzitter");
        var text = page.QuerySelector("main")!.Text();
        text.ShouldContain("A. (Anna) van Molenaar");
        text.ShouldContain("90000001");
        text.ShouldContain("7,5");
        text.ShouldContain("mei 2024");
        text.ShouldContain("Gemeentewet, artikel 12");
        (await visitor.GetAsync("/nevenfuncties?zoek=windmol")).QuerySelector($"a[href='/nevenfuncties/{id}']").ShouldNotBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Advisory_work_is_filled_in_corrected_and_taken_back_and_the_history_tells_of_it(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Raadgever");
        using var clerk = site.Clerk(body);
        var form = await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        form.QuerySelector("#veld-advieswerk-uitleg")!.Text().ShouldContain("Eerste Kamer");
        await clerk.SubmitAsync(new Dictionary<string, string?>(Good, StringComparer.Ordinal) { ["advieswerk"] = "soms", ["sector"] = "Zorg" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-advieswerk']").ShouldNotBeNull();
        clerk.Page.QuerySelector("[name=sector]")!.GetAttribute("value").ShouldBe("Zorg");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["advieswerk"] = "ja" });
        clerk.Page.QuerySelector("main dl")!.Text().ShouldContain("Advieswerk");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), button: ("actie", "openbaarmaken"));
        await clerk.FollowAsync();
        var saved = await site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().SingleAsync(p => p.PersonId == person));
        saved.ShouldSatisfyAllConditions(p => p.Advisory.ShouldBe(true), p => p.Sector.ShouldBe("Zorg"));
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/nevenfuncties/{saved.Id}")).QuerySelector("main")!.Text().ShouldContain("Advieswerk");
        (await visitor.Client.GetStringAsync($"/v1/nevenfuncties/{saved.Id}")).ShouldContain("\"indicatorAdvieswerk\":true");

        // The form holds what stands there: who corrects something else changes nothing of it.
        var address = $"/beheer/{body}/nevenfuncties/{saved.Id}";
        await clerk.GetAsync(address + "/verbeteren");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["uren"] = "9", ["reden"] = "Meer uren." });
        Changes().ShouldBe(["Uren per maand|7,5|9"]);
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), action: address + "/verbeteren/wijzigen");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["uren"] = "7,5", ["advieswerk"] = "nee", ["sector"] = "", ["reden"] = "Geen advies." });
        Changes().ShouldBe(["Advieswerk|Ja|Nee", "Sector|Zorg|(leeg)"]);
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal));
        await clerk.FollowAsync();
        await clerk.GetAsync(address + "/verbeteren");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["advieswerk"] = "", ["reden"] = "Niemand vraagt het." });
        Changes().ShouldBe(["Advieswerk|Nee|(leeg)"]);
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal));
        var history = (await clerk.FollowAsync()).QuerySelector("section:has(#geschiedenis)")!.Text();
        history.ShouldContain("Geen advies.");
        history.ShouldContain("Advieswerk");
        (await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(saved.Id))).Select(h => h.State.Advisory).ShouldBe([true, false, null]);

        IEnumerable<string> Changes() => clerk.Page.QuerySelectorAll("main table")[0].QuerySelectorAll("tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim())));
    }

    [Theory, OnBothDatabases]
    public async Task Who_publishes_at_once_is_told_so_and_led_to_the_public_page(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(Good);
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), button: ("actie", "openbaarmaken"));
        var told = (await clerk.FollowAsync()).QuerySelector(".utrecht-alert--ok")!;
        string.Join(' ', told.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldBe("De nevenfunctie is openbaar. Bekijk de openbare pagina");
        using var visitor = site.Visitor();
        await visitor.GetAsync(told.QuerySelector("a")!.GetAttribute("href")!);
    }

    [Theory, OnBothDatabases]
    public async Task The_same_form_sent_twice_makes_one_entry(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(Good);
        var form = clerk.Page.QuerySelector("main form[method=post]")!;
        var fields = form.QuerySelectorAll("input[type=hidden]").Select(i => new KeyValuePair<string, string>(i.GetAttribute("name")!, i.GetAttribute("value") ?? "")).ToList();
        fields.Add(new("actie", "openbaarmaken"));

        var answers = new List<HttpResponseMessage>();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            answers.Add(await clerk.Client.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(fields)));
        }

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.SeeOther);
        (await site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().CountAsync(p => p.PersonId == person))).ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Every_error_keeps_what_was_typed_and_links_to_its_field(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        using var clerk = site.Clerk(body);
        (string Field, string Value, string Message)[] wrong =
        [
            ("omschrijving", "", "Vul in wat de functie is"),
            ("omschrijving", " ", "Vul in wat de functie is"),
            ("omschrijving", new string('x', 403), "148"),
            ("omschrijving", "a\u202Eb", "U+202E"),
            ("organisatie", new string('x', 256), "255"),
            ("kvk", "1234567", "8"),
            ("bezoldigd", "misschien", "kies"),
            ("uren", "veel", "uren"),
            ("uren", "745", "744"),
            ("van", "29-2-2023", "29-2-2023"),
            ("van", "1-1-5008", "5008"),
            ("tot", "1-1-2020", "2020"),
            ("melding", "1-1-2027", "2027"),
            ("melding", "mei 2026", ""),
            ("grondslag", "Gemeenschappelijke regeling", "ambt"),
        ];
        foreach (var (field, value, message) in wrong)
        {
            await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
            await clerk.SubmitAsync(new Dictionary<string, string?>(Good, StringComparer.Ordinal) { [field] = value });
            clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, $"{field}={value}");
            var at = string.Equals(field, "grondslag", StringComparison.Ordinal) ? "ambtshalve" : field;
            var link = clerk.Page.QuerySelector($"a[href='#veld-{at}']").ShouldNotBeNull($"{field}={value}");
            link.TextContent.ShouldContain(message, Case.Insensitive);
            clerk.Page.GetElementById($"veld-{at}").ShouldNotBeNull();
            clerk.Page.Title!.ShouldStartWith("Fout:");
            if (value.Trim().Length > 0 && field is not "bezoldigd")
            {
                clerk.Page.QuerySelector($"[name={field}]")!.GetAttribute("value").ShouldBe(value);
            }

            if (!string.Equals(field, "organisatie", StringComparison.Ordinal))
            {
                clerk.Page.QuerySelector("[name=organisatie]")!.GetAttribute("value").ShouldBe("Coöperatie Windmolens U.A.");
            }
        }

        // No browser can send a NUL in a field; what does is told so at the field, and keeps what was typed elsewhere.
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(Good, StringComparer.Ordinal) { ["omschrijving"] = "a\0b" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-omschrijving']")!.TextContent.ShouldContain("U+0000");
        clerk.Page.QuerySelector("[name=organisatie]")!.GetAttribute("value").ShouldBe("Coöperatie Windmolens U.A.");
        (await site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().CountAsync(p => p.PersonId == person))).ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Emoji_and_right_to_left_letters_are_text_like_any_other(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(Good, StringComparer.Ordinal) { ["omschrijving"] = "Voorzitter 👩‍🌾 שלום", ["organisatie"] = "<b>مؤسسة</b>", ["kvk"] = "" });
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), button: ("actie", "openbaarmaken"));
        await clerk.FollowAsync();
        var saved = await site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().SingleAsync(p => p.PersonId == person));
        saved.Description.ShouldBe("Voorzitter 👩‍🌾 שלום");

        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/nevenfuncties/{saved.Id}");
        page.QuerySelector("h1")!.TextContent.ShouldBe("Voorzitter 👩‍🌾 שלום");
        page.QuerySelector("main b").ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task A_look_alike_is_shown_once_and_can_be_passed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        await site.PositionAsync(body, person, p => p.Organisation = "Verzonnen Theater (Stichting)");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(Good, StringComparer.Ordinal) { ["organisatie"] = "stichting verzonnen theater stichting", ["kvk"] = "" });
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Deze lijkt er al te zijn");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), button: ("actie", "melden"));
        await clerk.FollowAsync();
        (await site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().CountAsync(p => p.PersonId == person))).ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task A_person_who_is_not_there_is_added_with_an_office(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw/persoon");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["voornaam"] = "Bo" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-achternaam']").ShouldNotBeNull();
        clerk.Page.QuerySelector("a[href='#veld-ambt']").ShouldNotBeNull();
        clerk.Page.QuerySelector("[name=voornaam]")!.GetAttribute("value").ShouldBe("Bo");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["achternaam"] = "Fictief", ["tussenvoegsel"] = "de", ["ambt"] = "wethouder", ["vanaf"] = "2024" });
        var form = await clerk.FollowAsync();
        form.QuerySelector("h1")!.TextContent.ShouldContain("Bo de Fictief");
        var choose = await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?zoek=fictief");
        choose.QuerySelector("main table")!.TextContent.ShouldContain("Wethouder");
    }

    [Theory, OnBothDatabases]
    public async Task Persons_to_choose_from_come_in_pages_with_those_who_have_an_office_here_first(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var elsewhere = await site.PersonAsync(await site.BodyAsync("Gemeente Overkant"), "Aamenigte");
        for (var i = 0; i < Workplace.ChoicesShown + 2; i++)
        {
            await site.PersonAsync(body, $"Menigte{i:00}");
        }

        using var clerk = site.Clerk(body);
        foreach (var path in new[] { $"/beheer/{body}/nevenfuncties/nieuw", $"/beheer/{body}/ambtstermijnen/nieuw" })
        {
            async Task<List<string>> Names(string query) => [.. (await clerk.GetAsync(path + query)).QuerySelectorAll("main tbody th a").Select(a => a.TextContent.Trim().Split(' ')[^1])];
            var here = Enumerable.Range(0, Workplace.ChoicesShown + 2).Select(i => $"Menigte{i:00}").ToList();
            (await Names("")).ShouldBe(here[..Workplace.ChoicesShown], path);
            clerk.Page.QuerySelector("main nav a[rel=next]")!.GetAttribute("href").ShouldBe(path + "?pagina=2");
            (await Names("?pagina=2")).ShouldBe(here[Workplace.ChoicesShown..], path);
            clerk.Page.QuerySelector("main nav a[rel=prev]")!.GetAttribute("href").ShouldBe(path);

            (await Names("?zoek=menigte")).ShouldBe(here[..Workplace.ChoicesShown], "'Aamenigte' does not come between them");
            clerk.Page.QuerySelector("main nav a[rel=next]")!.GetAttribute("href").ShouldBe(path + "?zoek=menigte&pagina=2");
            (await Names("?zoek=menigte&pagina=2")).ShouldBe([.. here[Workplace.ChoicesShown..], "Aamenigte"], "whoever has no office here comes last");
            clerk.Page.QuerySelector($"main a[href$='?persoon={elsewhere}']").ShouldNotBeNull();
            await clerk.GetAsync(path + "?pagina=0", HttpStatusCode.BadRequest);
            await clerk.GetAsync(path + "?pagina=1000000000", HttpStatusCode.BadRequest);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Only_those_with_the_role_at_this_body_come_in(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var other = await site.BodyAsync("Provincie Verzonland", "provincie");
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person);
        string[] reading = [$"/beheer/{body}", $"/beheer/{body}/nevenfuncties", $"/beheer/{body}/nevenfuncties/{position.Id}"];
        string[] keeping =
        [
            $"/beheer/{body}/nevenfuncties/nieuw",
            $"/beheer/{body}/nevenfuncties/nieuw/persoon",
            $"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren",
            $"/beheer/{body}/nevenfuncties/{position.Id}/beeindigen",
            $"/beheer/{body}/nevenfuncties/{position.Id}/intrekken",
            $"/beheer/{body}/nevenfuncties/{position.Id}/hervatten",
        ];
        foreach (var role in Enum.GetValues<Role>())
        {
            using var here = site.As(body, role);
            using var elsewhere = site.As(other, role);
            var reads = role is Role.Clerk or Role.PublicationEditor or Role.Auditor or Role.Archivist;
            foreach (var path in reading)
            {
                await here.GetAsync(path, reads ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
                await elsewhere.GetAsync(path, HttpStatusCode.Forbidden);
            }

            foreach (var path in keeping)
            {
                await here.GetAsync(path, role == Role.Clerk ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
                await elsewhere.GetAsync(path, HttpStatusCode.Forbidden);
            }

            await here.GetAsync($"/beheer/{body}/nevenfuncties/openbaarmaken", role is Role.Clerk or Role.PublicationEditor ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        }

        using var visitor = site.Visitor();
        foreach (var path in reading.Concat(keeping))
        {
            await visitor.GetAsync(path, HttpStatusCode.Redirect);
            visitor.Response.Headers.Location!.OriginalString.ShouldStartWith("/aanmelden?terug=");
        }

        // An entry of another body is not there, even for a clerk who is one somewhere.
        using var clerkElsewhere = site.Clerk(other);
        await clerkElsewhere.GetAsync($"/beheer/{other}/nevenfuncties/{position.Id}", HttpStatusCode.NotFound);
    }
}
