// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using AngleSharp.Dom;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Correcting and ending: with a reason, with the old version readable, and with two people at once.</summary>
public sealed class CorrectTests
{
    [Theory, OnBothDatabases]
    public async Task The_second_of_two_sees_both_texts_and_loses_nothing(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        var address = $"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren";
        using var first = site.Clerk(body);
        using var second = site.Clerk(body);
        await first.GetAsync(address);
        await second.GetAsync(address);
        await first.SubmitAsync(Fields(("omschrijving", "Voorzitter raad van toezicht"), ("reden", "Benoemd tot voorzitter.")));
        await first.SubmitAsync(Fields());
        await first.FollowAsync();

        await second.SubmitAsync(Fields(("omschrijving", "Penningmeester"), ("uren", "12"), ("reden", "Andere rol.")));
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var table = second.Page.QuerySelector("main table")!.Text();
        table.ShouldContain("Voorzitter raad van toezicht");
        table.ShouldContain("Penningmeester");
        table.ShouldContain("12");
        second.Page.QuerySelector("[name=omschrijving]")!.GetAttribute("value").ShouldBe("Penningmeester");
        second.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ShouldBe("Andere rol.");

        await second.SubmitAsync(Fields());
        second.Response.StatusCode.ShouldBe(HttpStatusCode.OK, "what the second makes of it is shown before it is saved");
        await second.SubmitAsync(Fields());
        await second.FollowAsync();
        var history = await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(position.Id));
        history.Select(h => h.State.Description).ShouldBe(["Lid raad van toezicht", "Voorzitter raad van toezicht", "Penningmeester"]);
    }

    [Theory, OnBothDatabases]
    public async Task The_history_tells_who_when_why_and_what(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person, p => p.State = PositionState.Declared, "nevenfunctie.melden");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/openbaarmaken?nummer={position.Id}");
        await clerk.SubmitAsync(Fields());
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren");
        await clerk.SubmitAsync(Fields(("organisatie", "Stichting Nieuw Theater"), ("reden", "")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-reden']").ShouldNotBeNull();
        await clerk.SubmitAsync(Fields(("reden", "Naam gewijzigd.")));
        await clerk.SubmitAsync(Fields());
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/beeindigen");
        await clerk.SubmitAsync(Fields(("tot", "2022")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "it began in May 2023");
        await clerk.SubmitAsync(Fields(("tot", "30-6-2026")));
        await clerk.SubmitAsync(Fields());
        var detail = await clerk.FollowAsync();

        var history = await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(position.Id));
        history.Select(h => h.Act.Process).ShouldBe(["nevenfunctie.melden", "nevenfunctie.openbaarmaken", "nevenfunctie.verbeteren", "nevenfunctie.beeindigen"]);
        history.Skip(1).ShouldAllBe(h => h.Act.ActorRole == nameof(Role.Clerk) && h.Act.ActorId != null);
        history[2].Act.Reason.ShouldBe("Naam gewijzigd.");
        history[3].State.State.ShouldBe(PositionState.Ended);
        var text = detail.QuerySelector("main")!.Text();
        text.ShouldContain("Naam gewijzigd.");
        text.ShouldContain("Griffier");
        detail.QuerySelectorAll("del").ShouldContain(d => d.TextContent.Contains("Het Verzonnen Theater"));
        detail.QuerySelectorAll("ins").ShouldContain(d => d.TextContent.Contains("Stichting Nieuw Theater"));
        (await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}?versie=2")).QuerySelector("main")!.Text().ShouldContain("Stichting Het Verzonnen Theater");
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}?versie=99", HttpStatusCode.NotFound);

        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/nevenfuncties/{position.Id}");
        var seen = page.QuerySelector("main")!.Text();
        seen.ShouldContain("beëindigd");
        seen.ShouldNotContain("Naam gewijzigd.", Case.Insensitive, "reasons stay with the clerk");
        seen.ShouldNotContain("Griffier");
        page.QuerySelectorAll("#versies ~ ol > li, ol.ob-history > li").Length.ShouldBe(3, "what was only reported is not public");
        await visitor.GetAsync($"/nevenfuncties/{position.Id}?versie=1", HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Saving_a_correction_over_a_changed_row_never_loses_the_first_save(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        using var clerk = site.Clerk(body);
        var address = $"/beheer/{body}/nevenfuncties/{position.Id}/intrekken";
        await clerk.GetAsync(address);
        await site.App.WithStoreAsync(async store =>
        {
            var other = (await store.Set<AncillaryPosition>().FindAsync(position.Id))!;
            other.Activity = "Intussen";
            other.Derive();
            return await store.SaveAsync(Act.BySystem("nevenfunctie.verbeteren"));
        });
        await clerk.SubmitAsync(Fields(("reden", "Dreiging"), ("tot", "1-3-2027")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        clerk.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ShouldBe("Dreiging");
        await clerk.SubmitAsync(Fields());
        await clerk.SubmitAsync(Fields());
        await clerk.FollowAsync();
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Intussen");
    }

    [Theory, OnBothDatabases]
    public async Task A_correction_is_shown_before_it_is_saved_and_going_back_keeps_what_was_typed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        using var clerk = site.Clerk(body);
        var address = $"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren";
        await clerk.GetAsync(address);
        await clerk.SubmitAsync(Fields(("omschrijving", "Penningmeester"), ("uren", "7,5"), ("reden", "Andere rol.\nMeer uren.")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var rows = clerk.Page.QuerySelectorAll("main table tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim()))).ToList();
        rows.ShouldBe(["Functie|Lid raad van toezicht|Penningmeester", "Uren per maand|(leeg)|7,5"]);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Meer uren.");
        (await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(position.Id))).Count.ShouldBe(1, "nothing is saved before it was checked");

        await clerk.SubmitAsync(Fields(), action: address + "/wijzigen");
        clerk.Page.QuerySelector("[name=omschrijving]")!.GetAttribute("value").ShouldBe("Penningmeester");
        clerk.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ReplaceLineEndings("\n").ShouldBe("Andere rol.\nMeer uren.");
        await clerk.SubmitAsync(Fields(("omschrijving", "Lid raad van toezicht"), ("uren", "")));
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("U hebt niets veranderd.");
        clerk.Page.QuerySelectorAll("main form[method=post] button:not([formaction])").ShouldBeEmpty("there is nothing to save");
        await clerk.SubmitAsync(Fields(), action: address + "/wijzigen");
        await clerk.SubmitAsync(Fields(("omschrijving", "Secretaris")));

        // Saving goes over the same doors as checking: a form that was tampered with is refused with what it held.
        await clerk.SubmitAsync(Fields(("omschrijving", " "), ("uren", "veel")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("[name=uren]")!.GetAttribute("value").ShouldBe("veel");
        await clerk.SubmitAsync(Fields(("omschrijving", "Secretaris"), ("uren", "")));
        await clerk.SubmitAsync(Fields());
        await clerk.FollowAsync();
        clerk.Page.QuerySelector("h1")!.TextContent.ShouldBe("Secretaris");
    }

    [Theory, OnBothDatabases]
    public async Task Whoever_saves_after_checking_what_another_changed_meanwhile_sees_the_difference(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren");
        await clerk.SubmitAsync(Fields(("omschrijving", "Penningmeester"), ("reden", "Andere rol.")));
        await OtherAsync(site, position.Id, p => p.Description = "Secretaris");
        await clerk.SubmitAsync(Fields());
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        clerk.Page.QuerySelector("main table")!.Text().ShouldContain("Secretaris");
        clerk.Page.QuerySelector("[name=omschrijving]")!.GetAttribute("value").ShouldBe("Penningmeester");
    }

    [Theory, OnBothDatabases]
    public async Task The_second_of_two_who_declare_end_withdraw_or_resume_sees_what_the_first_changed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        (string Deed, Action<AncillaryPosition> With, (string, string)[] Typed)[] deeds =
        [
            ("melden", p => p.State = PositionState.Draft, [("melding", "2-11-2026"), ("reden", "Per brief")]),
            ("beeindigen", _ => { }, [("tot", "30-6-2026"), ("reden", "Afgetreden")]),
            ("intrekken", _ => { }, [("tot", "1-3-2027"), ("reden", "Dreiging")]),
            ("hervatten", p => (p.Withdrawn, p.WithdrawalGround) = (true, "Dreiging"), [("reden", "Voorbij")]),
        ];
        foreach (var (deed, with, typed) in deeds)
        {
            var position = await site.PositionAsync(body, person, with);
            using var clerk = site.Clerk(body);
            await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/{deed}");
            await OtherAsync(site, position.Id, p => (p.HoursPerMonth, p.Description) = (12, "Secretaris"));
            await clerk.SubmitAsync(Fields(typed));
            clerk.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict, deed);
            var rows = clerk.Page.QuerySelectorAll("main table tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim()))).ToList();
            rows.ShouldBe(["Functie|Lid raad van toezicht|Secretaris", "Uren per maand|(leeg)|12"], deed);
            foreach (var (field, value) in typed)
            {
                var input = clerk.Page.QuerySelector($"main form [name={field}]").ShouldNotBeNull($"{deed}: {field}");
                (input.GetAttribute("value") ?? input.TextContent.Trim()).ShouldBe(value, $"{deed}: {field}");
            }

            // Whoever looked at it and sends it again does it, after the check.
            await clerk.SubmitAsync(Fields());
            clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, deed);
            await OtherAsync(site, position.Id, p => p.HoursPerMonth = 13);
            await clerk.SubmitAsync(Fields());
            clerk.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict, $"{deed}: changed after the check");
            clerk.Page.QuerySelector("main table")!.Text().ShouldContain("13");
            await clerk.SubmitAsync(Fields());
            await clerk.SubmitAsync(Fields());
            await clerk.FollowAsync();
            var saved = (await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(position.Id)))[^1];
            saved.Act.Process.ShouldBe("nevenfunctie." + deed);
            saved.State.Description.ShouldBe("Secretaris");
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_deed_that_another_did_with_other_words_is_shown_and_one_sent_twice_is_done_once(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        var address = $"/beheer/{body}/nevenfuncties/{position.Id}/";
        using var first = site.Clerk(body);
        using var second = site.Clerk(body);
        using var again = site.Clerk(body);
        foreach (var browser in new[] { first, second, again })
        {
            await browser.GetAsync(address + "intrekken");
        }

        var ground = Fields(("reden", "Dreiging"), ("tot", "1-3-2027"));
        await first.SubmitAsync(ground);
        await first.SubmitAsync(Fields());
        await first.FollowAsync();
        await again.SubmitAsync(ground);
        await again.FollowAsync();
        await second.SubmitAsync(Fields(("reden", "Bedreigd op huisadres"), ("tot", "1-4-2027")));
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Page.QuerySelector("main table")!.Text().ShouldContain("Dreiging");
        second.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ShouldBe("Bedreigd op huisadres");

        // What is shown again already cannot be shown again; what was typed is not lost.
        foreach (var browser in new[] { first, second })
        {
            await browser.GetAsync(address + "hervatten");
        }

        await first.SubmitAsync(Fields(("reden", "Voorbij")));
        await first.SubmitAsync(Fields());
        await first.FollowAsync();
        await second.SubmitAsync(Fields(("reden", "Overleg met burgemeester")));
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Page.QuerySelector("main")!.Text().ShouldContain("Deze functie is niet ingetrokken.");
        second.Page.QuerySelector("main")!.Text().ShouldContain("Overleg met burgemeester");
        second.Page.QuerySelector("main form").ShouldBeNull();

        // Ended by another on another day: that is no second sending.
        foreach (var browser in new[] { first, second })
        {
            await browser.GetAsync(address + "beeindigen");
            await browser.SubmitAsync(Fields(("tot", browser == first ? "30-6-2026" : "31-7-2026")));
        }

        await first.SubmitAsync(Fields());
        await first.FollowAsync();
        await second.SubmitAsync(Fields());
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Page.QuerySelector("main table")!.Text().ShouldContain("30 juni 2026");
        var history = await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(position.Id));
        history.Skip(1).Select(h => h.Act.Process).ShouldBe(["nevenfunctie.intrekken", "nevenfunctie.hervatten", "nevenfunctie.beeindigen"]);
    }

    private static Task OtherAsync(RegisterSite site, Guid id, Action<AncillaryPosition> change) =>
        site.App.WithStoreAsync(async store =>
        {
            var other = (await store.Set<AncillaryPosition>().FindAsync(id))!;
            change(other);
            other.Derive();
            return await store.SaveAsync(Act.BySystem("nevenfunctie.verbeteren"));
        });

    private static Dictionary<string, string?> Fields(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(f => f.Name, f => (string?)f.Value, StringComparer.Ordinal);
}
