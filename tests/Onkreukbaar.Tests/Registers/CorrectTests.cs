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
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/beeindigen");
        await clerk.SubmitAsync(Fields(("tot", "2022")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "it began in May 2023");
        await clerk.SubmitAsync(Fields(("tot", "30-6-2026")));
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
        await clerk.SubmitAsync(Fields(("reden", "Dreiging"), ("tot", "1-3-2027"), ("zeker", "ja")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        clerk.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ShouldBe("Dreiging");
        await clerk.SubmitAsync(Fields());
        await clerk.FollowAsync();
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Intussen");
    }

    private static Dictionary<string, string?> Fields(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(f => f.Name, f => (string?)f.Value, StringComparer.Ordinal);
}
