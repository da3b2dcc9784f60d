// SPDX-License-Identifier: EUPL-1.2
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>The clerk sees what the norms say of a position, saves it all the same, and records what the person decides.</summary>
public sealed class FindingsTests
{
    [Theory, OnBothDatabases]
    public async Task What_the_norms_say_is_shown_and_stops_nobody(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Molenaar");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(DeclareTests.Good, StringComparer.Ordinal) { ["van"] = "3-5-2024", ["soort"] = "minister", ["oordeel"] = "Ik leg het ambt neer." });

        var findings = clerk.Page.QuerySelector("main")!.Text();
        findings.ShouldContain("Als raadslid");
        findings.ShouldContain("In strijd met de norm");
        findings.ShouldContain("Gemeentewet, artikel 13");
        findings.ShouldContain("Openbaar maken");
        findings.ShouldContain("3 mei 2024");
        clerk.Page.QuerySelector("main a[href^='https://wetten.overheid.nl/BWBR0005416/']").ShouldNotBeNull();

        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), button: ("actie", "openbaarmaken"));
        var detail = await clerk.FollowAsync();
        detail.QuerySelector("main")!.Text().ShouldContain("Ik leg het ambt neer.");
        var saved = await site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().SingleAsync(p => p.PersonId == person));
        saved.Kind.ShouldBe("minister");
        saved.OwnJudgement.ShouldBe("Ik leg het ambt neer.");

        using var visitor = site.Visitor();
        var page = (await visitor.GetAsync($"/nevenfuncties/{saved.Id}")).QuerySelector("main")!.Text();
        page.ShouldNotContain("Ik leg het ambt neer.");
        page.ShouldNotContain("Soort functie");
    }

    [Theory, OnBothDatabases]
    public async Task A_missing_fact_is_asked_and_a_kind_that_norms_do_not_know_is_refused(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Molenaar");
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(DeclareTests.Good);
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Om dit te bepalen ontbreekt: Soort functie");

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(DeclareTests.Good, StringComparer.Ordinal) { ["soort"] = "koning" });
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Deze soort functie staat niet in de lijst");
        clerk.Page.QuerySelector("input[name=omschrijving]")!.GetAttribute("value").ShouldBe("Voorzitter");
    }
}
