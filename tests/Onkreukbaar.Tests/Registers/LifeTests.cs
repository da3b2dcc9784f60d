// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>A position from draft to its end, and back when the end was a mistake.</summary>
public sealed class LifeTests
{
    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Theory, OnBothDatabases]
    public async Task A_draft_is_declared_published_and_ended_through_the_screens(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Levensloop");
        using var clerk = site.Clerk(body);
        using var visitor = site.Visitor();
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(DeclareTests.Good, StringComparer.Ordinal) { ["melding"] = "" });
        await clerk.SubmitAsync(Nothing, button: ("actie", "concept"));
        var detail = await clerk.FollowAsync();
        var id = Guid.Parse(clerk.Response.RequestMessage!.RequestUri!.Segments[^1]);
        var address = $"/beheer/{body}/nevenfuncties/{id}";
        detail.QuerySelector("main")!.Text().ShouldContain("Opgeslagen als concept.");
        (await StateAsync(site, id)).ShouldBe(PositionState.Draft);
        (await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=concept")).QuerySelector($"a[href='{address}']").ShouldNotBeNull();
        await visitor.GetAsync($"/nevenfuncties/{id}", HttpStatusCode.NotFound);

        detail = await clerk.GetAsync(address);
        await clerk.GetAsync(detail.QuerySelector($"a[href='{address}/melden']").ShouldNotBeNull().GetAttribute("href")!);
        clerk.Page.QuerySelector("[name=melding]")!.GetAttribute("value").ShouldBe(PositionWords.Day(DutchClock.Today(site.App.Clock)), "nobody said when, so today is proposed");
        await clerk.SubmitAsync(Fields(("melding", "1-1-2027"), ("reden", "Per brief")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "it cannot be reported in the future");
        clerk.Page.QuerySelector("a[href='#veld-melding']").ShouldNotBeNull();
        clerk.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ShouldBe("Per brief");
        await clerk.SubmitAsync(Fields(("melding", "")));
        clerk.Page.QuerySelector("a[href='#veld-melding']")!.TextContent.ShouldContain("wanneer de functie is gemeld");
        await clerk.SubmitAsync(Fields(("melding", "3-11-2026")));
        clerk.Page.QuerySelector("h1")!.TextContent.ShouldBe("Controleer uw antwoorden");
        clerk.Page.QuerySelector("main table")!.Text().ShouldContain("3 november 2026");
        (await StateAsync(site, id)).ShouldBe(PositionState.Draft, "nothing is saved before it was checked");
        await clerk.SubmitAsync(Nothing, action: address + "/melden/wijzigen");
        clerk.Page.QuerySelector("[name=melding]")!.GetAttribute("value").ShouldBe("3-11-2026");
        clerk.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ShouldBe("Per brief");
        await clerk.SubmitAsync(Nothing);
        await clerk.SubmitAsync(Nothing);
        detail = await clerk.FollowAsync();
        detail.QuerySelector("main")!.Text().ShouldContain("Opgeslagen als gemeld.");
        detail.QuerySelector($"a[href='{address}/melden']").ShouldBeNull("what was declared is not declared again");
        (await clerk.GetAsync(address + "/melden")).QuerySelector("main form").ShouldBeNull();
        await visitor.GetAsync($"/nevenfuncties/{id}", HttpStatusCode.NotFound);

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/openbaarmaken?nummer={id}");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        await visitor.GetAsync($"/nevenfuncties/{id}");
        await clerk.GetAsync(address + "/beeindigen");
        await clerk.SubmitAsync(Fields(("tot", "oktober 2026"), ("reden", "Afgetreden")));
        clerk.Page.QuerySelector("main table")!.Text().ShouldContain("Beëindigd");
        (await StateAsync(site, id)).ShouldBe(PositionState.Published);
        await clerk.SubmitAsync(Nothing);
        detail = await clerk.FollowAsync();
        detail.QuerySelectorAll("ol.ob-history > li").Length.ShouldBe(4);
        foreach (var done in new[] { "Als concept opgenomen", "Gemeld", "Openbaar gemaakt", "Beëindigd", "Per brief", "Afgetreden" })
        {
            detail.QuerySelector("#geschiedenis")!.Closest("section")!.Text().ShouldContain(done);
        }

        var history = await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(id));
        history.Select(h => h.Act.Process).ShouldBe(["nevenfunctie.opnemen", "nevenfunctie.melden", "nevenfunctie.openbaarmaken", "nevenfunctie.beeindigen"]);
        history.Select(h => h.State.State).ShouldBe([PositionState.Draft, PositionState.Declared, PositionState.Published, PositionState.Ended]);
        history[1].State.ReportedOn.ShouldBe(new DateOnly(2026, 11, 3));
        history[1].Act.OnBehalfOf.ShouldBe(person);
        (await visitor.GetAsync($"/nevenfuncties/{id}")).QuerySelector("main")!.Text().ShouldContain("oktober 2026");
    }

    [Theory, OnBothDatabases]
    public async Task Only_who_keeps_the_register_declares_a_draft(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var other = await site.BodyAsync("Gemeente Elders");
        var draft = await site.PositionAsync(body, await site.PersonAsync(body), p => p.State = PositionState.Draft, "nevenfunctie.opnemen");
        using var editor = site.As(body, Role.PublicationEditor);
        await editor.GetAsync($"/beheer/{body}/nevenfuncties/{draft.Id}/melden", HttpStatusCode.Forbidden);
        (await editor.GetAsync($"/beheer/{body}/nevenfuncties/{draft.Id}")).QuerySelector("a[href$='/melden']").ShouldBeNull();
        using var elsewhere = site.Clerk(other);
        await elsewhere.GetAsync($"/beheer/{other}/nevenfuncties/{draft.Id}/melden", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task An_end_that_was_a_mistake_is_corrected_away_and_stays_in_the_history(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        using var clerk = site.Clerk(body);
        using var visitor = site.Visitor();
        await EndAsync(clerk, body, position.Id, "30-6-2026");
        (await StateAsync(site, position.Id)).ShouldBe(PositionState.Ended);
        (await ApiAsync(visitor, position.Id)).GetProperty("beeindigd").GetBoolean().ShouldBeTrue();

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren");
        await clerk.SubmitAsync(Fields(("tot", ""), ("reden", "De verkeerde functie beëindigd.")));
        clerk.Page.QuerySelectorAll("main table tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim())))
            .ShouldBe(["Tot en met|30 juni 2026|(leeg)", "Status|Beëindigd|Openbaar"]);
        await clerk.SubmitAsync(Nothing);
        var detail = await clerk.FollowAsync();
        detail.QuerySelector($"a[href$='/{position.Id}/beeindigen']").ShouldNotBeNull("it can end again");
        var history = await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(position.Id));
        history.Select(h => h.State.State).ShouldBe([PositionState.Published, PositionState.Ended, PositionState.Published]);
        var seen = await ApiAsync(visitor, position.Id);
        seen.GetProperty("beeindigd").GetBoolean().ShouldBeFalse();
        seen.GetProperty("einde").ValueKind.ShouldBe(JsonValueKind.Null);
        var page = await visitor.GetAsync($"/nevenfuncties/{position.Id}");
        page.QuerySelector("main")!.Text().ShouldContain("Loopt");
        (await visitor.GetAsync($"/nevenfuncties/{position.Id}?versie=2")).QuerySelector("main")!.Text().ShouldContain("30 juni 2026");
        (await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=openbaar")).QuerySelector($"a[href$='/{position.Id}']").ShouldNotBeNull();

        // A correction gives an end as the deed does, by the same rule.
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren");
        await clerk.SubmitAsync(Fields(("tot", "oktober 2026"), ("reden", "Toch beëindigd.")));
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        (await StateAsync(site, position.Id)).ShouldBe(PositionState.Ended);
    }

    [Theory, OnBothDatabases]
    public async Task An_end_of_which_the_last_possible_day_has_not_come_counts_only_after_that_day(string database)
    {
        // An application of its own: its clock goes to the next year.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var declared = await site.PositionAsync(body, person, p => (p.State, p.PublishedOn, p.End) = (PositionState.Declared, null, new PartialDate(2026)), "nevenfunctie.melden");
        var position = await site.PositionAsync(body, person);
        using var clerk = site.Clerk(body);
        using var visitor = site.Visitor();
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/beeindigen");
        await clerk.SubmitAsync(Fields(("tot", "2026")));
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("De laatste dag is nog niet voorbij.");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/openbaarmaken?nummer={declared.Id}");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        foreach (var id in new[] { position.Id, declared.Id })
        {
            (await ApiAsync(visitor, id)).GetProperty("beeindigd").GetBoolean().ShouldBeFalse();
            (await StateAsync(site, id)).ShouldBe(PositionState.Published, "ending and publishing go by one rule");
            (await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=openbaar")).QuerySelector($"a[href$='/{id}']").ShouldNotBeNull();
            (await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=beeindigd")).QuerySelector($"a[href$='/{id}']").ShouldBeNull();
        }

        app.Clock.Set(new DateTime(2027, 1, 1, 12, 0, 0, DateTimeKind.Utc));
        foreach (var id in new[] { position.Id, declared.Id })
        {
            (await ApiAsync(visitor, id)).GetProperty("beeindigd").GetBoolean().ShouldBeTrue();
            (await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=openbaar")).QuerySelector($"a[href$='/{id}']").ShouldBeNull();
            (await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=beeindigd")).QuerySelector($"a[href$='/{id}']").ShouldNotBeNull();
            (await visitor.GetAsync($"/nevenfuncties/{id}")).QuerySelector("#gegevens")!.Closest("section")!.Text().ShouldContain("Beëindigd");
            var export = await clerk.Client.GetStringAsync($"/beheer/{body}/nevenfuncties/export.csv?status=beeindigd");
            export.Split('\n').ShouldContain(l => l.StartsWith("beeindigd,", StringComparison.Ordinal) && l.Contains(id.ToString(), StringComparison.Ordinal));
        }
    }

    [Theory, OnBothDatabases]
    public async Task What_a_source_says_to_have_ended_stays_ended_until_somebody_knows_better(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(
            body,
            await site.PersonAsync(body),
            p => (p.State, p.EndedUndated, p.UnreadPeriod) = (PositionState.Ended, true, "tot een poos geleden"),
            "nevenfunctie.importeren"
        );
        using var clerk = site.Clerk(body);
        using var visitor = site.Visitor();
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren");
        await clerk.SubmitAsync(Fields(("van", "2020"), ("reden", "Begin bekend.")));
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        (await StateAsync(site, position.Id)).ShouldBe(PositionState.Ended, "a known beginning does not take an end back");
        (await ApiAsync(visitor, position.Id)).GetProperty("beeindigd").GetBoolean().ShouldBeTrue();

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren");
        await clerk.SubmitAsync(Fields(("loopt", "ja"), ("tot", "2021"), ("reden", "Loopt nog.")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-loopt']").ShouldNotBeNull();
        await clerk.SubmitAsync(Fields(("tot", "")));
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        (await StateAsync(site, position.Id)).ShouldBe(PositionState.Published);
        (await ApiAsync(visitor, position.Id)).GetProperty("beeindigd").GetBoolean().ShouldBeFalse();
        (await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren")).QuerySelector("[name=loopt]").ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Several_positions_are_chosen_checked_and_published_in_one_act(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var one = await DeclaredAsync(site, body, person, "Bestuurslid");
        var two = await DeclaredAsync(site, body, person, "Penningmeester");
        var three = await DeclaredAsync(site, body, person, "Adviseur");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=gemeld");
        Choose(clerk, one, two);
        await clerk.SubmitAsync(Nothing);
        clerk.Response.RequestMessage!.RequestUri!.AbsolutePath.ShouldEndWith("/openbaarmaken/controle");
        clerk.Page.QuerySelector("h1")!.TextContent.ShouldBe("2 nevenfuncties openbaar maken?");
        var listed = clerk.Page.QuerySelector("main table")!.Text();
        listed.ShouldContain("Bestuurslid");
        listed.ShouldContain("Penningmeester");
        listed.ShouldNotContain("Adviseur");
        (await StateAsync(site, one)).ShouldBe(PositionState.Declared, "nothing is public before it was checked");
        await clerk.SubmitAsync(Nothing);
        (await clerk.FollowAsync()).QuerySelector("main")!.Text().ShouldContain("De gekozen nevenfuncties zijn openbaar gemaakt.");

        using var visitor = site.Visitor();
        await visitor.GetAsync($"/nevenfuncties/{one}");
        await visitor.GetAsync($"/nevenfuncties/{two}");
        await visitor.GetAsync($"/nevenfuncties/{three}", HttpStatusCode.NotFound);
        var acts = await site.App.WithStoreAsync(async s => new[] { (await s.HistoryAsync<AncillaryPosition>(one))[^1].Act, (await s.HistoryAsync<AncillaryPosition>(two))[^1].Act });
        acts.Select(a => a.Process).ShouldBe(["nevenfunctie.openbaarmaken", "nevenfunctie.openbaarmaken"]);
        acts[0].Id.ShouldBe(acts[1].Id, "what is published together is one act");

        // Nothing chosen, or nothing left to publish, is said.
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=gemeld");
        await clerk.SubmitAsync(Nothing);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Er is niets gekozen om openbaar te maken");
    }

    [Theory, OnBothDatabases]
    public async Task When_one_of_several_was_changed_meanwhile_none_is_published_and_the_page_shows_which(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var one = await DeclaredAsync(site, body, person, "Bestuurslid");
        var two = await DeclaredAsync(site, body, person, "Penningmeester");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties?status=gemeld");
        Choose(clerk, one, two);
        await clerk.SubmitAsync(Nothing);
        await site.App.WithStoreAsync(async store =>
        {
            var other = (await store.Set<AncillaryPosition>().FindAsync(two))!;
            other.Description = "Secretaris";
            other.Derive();
            return await store.SaveAsync(Act.BySystem("nevenfunctie.verbeteren"));
        });
        await clerk.SubmitAsync(Nothing);
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var rows = clerk.Page.QuerySelectorAll("main table tbody tr").Select(r => r.Text()).ToList();
        rows.Count.ShouldBe(2);
        rows.ShouldContain(r => r.Contains("Bestuurslid", StringComparison.Ordinal) && !r.Contains("gewijzigd", StringComparison.Ordinal));
        rows.ShouldContain(r => r.Contains("Secretaris", StringComparison.Ordinal) && r.Contains("gewijzigd", StringComparison.Ordinal));
        (await StateAsync(site, one)).ShouldBe(PositionState.Declared, "all or nothing");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        (await StateAsync(site, one)).ShouldBe(PositionState.Published);
        (await StateAsync(site, two)).ShouldBe(PositionState.Published);
    }

    [Theory, OnBothDatabases]
    public async Task An_ex_officio_position_shows_its_basis_and_its_source_from_form_to_page_and_api(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Ambtshalve", "wethouder");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(DeclareTests.Good, StringComparer.Ordinal) { ["ambtshalve"] = "ja", ["grondslag"] = "Gemeenschappelijke regeling Verzonland, artikel 7" });
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Gemeenschappelijke regeling Verzonland, artikel 7");
        await clerk.SubmitAsync(Nothing, button: ("actie", "openbaarmaken"));
        await clerk.FollowAsync();
        var id = Guid.Parse(clerk.Response.RequestMessage!.RequestUri!.Segments[^1]);
        using var visitor = site.Visitor();
        var items = (await visitor.GetAsync($"/nevenfuncties/{id}")).QuerySelectorAll("main dl > div").ToDictionary(d => d.QuerySelector("dt")!.TextContent, d => d.QuerySelector("dd")!.TextContent.Trim(), StringComparer.Ordinal);
        items["Vanwege het ambt"].ShouldBe("Ja");
        items["Grondslag"].ShouldBe("Gemeenschappelijke regeling Verzonland, artikel 7");
        items["Bron"].ShouldBe("opgave");
        var seen = await ApiAsync(visitor, id);
        seen.GetProperty("indicatorVanwegeLidmaatschap").GetBoolean().ShouldBeTrue();
        seen.GetProperty("grondslag").GetString().ShouldBe("Gemeenschappelijke regeling Verzonland, artikel 7");
        seen.GetProperty("bron").GetString().ShouldBe("opgave");

        // The box and the basis are there again on the form, and go together when the box is unticked.
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{id}/verbeteren");
        (clerk.Page.QuerySelector("[name=ambtshalve]") as IHtmlInputElement)!.IsChecked.ShouldBeTrue();
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["ambtshalve"] = null, ["grondslag"] = "", ["reden"] = "Persoonlijke titel." });
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        seen = await ApiAsync(visitor, id);
        seen.GetProperty("indicatorVanwegeLidmaatschap").GetBoolean().ShouldBeFalse();
        seen.GetProperty("grondslag").ValueKind.ShouldBe(JsonValueKind.Null);
        seen.GetProperty("bron").GetString().ShouldBe("opgave", "a correction keeps where the entry came from");
    }

    private static async Task EndAsync(TestBrowser clerk, Guid body, Guid id, string end)
    {
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{id}/beeindigen");
        await clerk.SubmitAsync(Fields(("tot", end)));
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
    }

    private static void Choose(TestBrowser clerk, params Guid[] ids)
    {
        foreach (var box in clerk.Page.QuerySelectorAll("input[name=nummer]").OfType<IHtmlInputElement>())
        {
            box.IsChecked = ids.Any(id => box.Value.StartsWith(id.ToString(), StringComparison.Ordinal));
        }
    }

    private static async Task<Guid> DeclaredAsync(RegisterSite site, Guid body, Guid person, string description) =>
        (await site.PositionAsync(body, person, p => (p.State, p.PublishedOn, p.Description) = (PositionState.Declared, null, description), "nevenfunctie.melden")).Id;

    private static Task<PositionState> StateAsync(RegisterSite site, Guid id) => site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().Where(p => p.Id == id).Select(p => p.State).SingleAsync());

    private static async Task<JsonElement> ApiAsync(TestBrowser visitor, Guid id) => JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties/{id}")).RootElement;

    private static Dictionary<string, string?> Fields(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(f => f.Name, f => (string?)f.Value, StringComparer.Ordinal);
}
