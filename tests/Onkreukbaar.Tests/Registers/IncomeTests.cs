// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Income of a position in a year: kept and public where a norm asks for it, and nowhere else. It is 22 November 2026.</summary>
public sealed class IncomeTests
{
    private const string Norm = "gemw-41b-4-inkomsten";

    [Theory, OnBothDatabases]
    public async Task What_a_full_time_alderman_earned_is_kept_and_stands_on_the_page_in_the_api_and_in_the_files(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, _, position) = await AldermanAsync(site, 100);
        using var clerk = site.Clerk(body);
        (await clerk.GetAsync(Screen(body, position))).QuerySelectorAll("main tbody tr").Select(Words).ShouldBe(
            [
                "2025 – – Nog niet ingevuld Gemeentewet, artikel 41b lid 4-5 2025 invullen",
                "2024 – – Nog niet ingevuld Gemeentewet, artikel 41b lid 4-5 2024 invullen",
                "2023 – – Nog niet ingevuld Gemeentewet, artikel 41b lid 4-5 2023 invullen",
            ],
            "the position began in 2023, and 2026 is not over"
        );
        (await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position}")).QuerySelector($"main a[href='{Screen(body, position)}']").ShouldNotBeNull();

        await clerk.GetAsync(Screen(body, position) + "/nieuw?jaar=2025");
        clerk.Page.QuerySelector("input[name=jaar]")!.GetAttribute("value").ShouldBe("2025");
        await clerk.SubmitAsync(Fields(("bedrag", "€ 1.234,50")));
        var list = await clerk.FollowAsync();
        Words(list.QuerySelector("main")!).ShouldContain("De inkomsten zijn opgeslagen en openbaar.");
        Words(list.QuerySelector("main tbody tr")!).ShouldBe("2025 € 1.234,50 22 november 2026 Openbaar Gemeentewet, artikel 41b lid 4-5 2025 verbeteren 2025 weghalen");
        var income = await site.App.WithStoreAsync(s => s.Set<PositionIncome>().SingleAsync(i => i.PositionId == position));
        var act = (await site.App.WithStoreAsync(s => s.HistoryAsync<PositionIncome>(income.Id))).ShouldHaveSingleItem().Act;
        act.LegalBasis.ShouldBe("Gemeentewet, artikel 41b lid 4-5");
        act.Process.ShouldBe("neveninkomsten.vastleggen");
        act.OnBehalfOf.ShouldBe(income.PersonId);

        using var visitor = site.Visitor();
        var page = await visitor.GetAsync($"/nevenfuncties/{position}");
        var section = page.QuerySelector("section:has(#inkomsten)")!;
        Words(section.QuerySelector("tbody tr")!).ShouldBe("2025 € 1.234,50 22 november 2026 Gemeentewet, artikel 41b lid 4-5");
        section.QuerySelector($"a[href='/handboek/normen/{Norm}']").ShouldNotBeNull();
        foreach (var address in new[] { $"/v1/nevenfuncties/{position}", $"/v1/nevenfuncties?overheidsorganisatie={body}" })
        {
            var one = (await IncomesAsync(visitor.Client, address)).ShouldHaveSingleItem();
            one.GetProperty("id").GetGuid().ShouldBe(income.Id);
            one.GetProperty("jaar").GetInt32().ShouldBe(2025);
            one.GetProperty("bedragInCenten").GetInt64().ShouldBe(123_450);
            one.GetProperty("datumOpenbaarmaking").GetString().ShouldBe("2026-11-22");
            one.GetProperty("norm").GetString().ShouldBe(Norm);
        }

        (await visitor.Client.GetStringAsync($"/open-data/neveninkomsten.csv?overheidsorganisatie={body}")).Trim().Split("\r\n").ShouldBe(
            [
                "id,nevenfunctieId,persoonId,overheidsorganisatieId,jaar,bedragInCenten,datumOpenbaarmaking,norm,versie",
                $"{income.Id},{position},{income.PersonId},{body},2025,123450,2026-11-22,{Norm},1",
            ]
        );
        (await TextAsync(visitor.Client, $"/open-data/neveninkomsten.json?overheidsorganisatie={body}")).ShouldContain("\"bedragInCenten\":123450");
        (await TextAsync(visitor.Client, $"/open-data/neveninkomsten.xlsx?overheidsorganisatie={body}")).ShouldContain("123450");

        // On a day within the year nobody could know what it would bring in.
        (await IncomesAsync(visitor.Client, $"/v1/nevenfuncties?overheidsorganisatie={body}&peildatum=2025-12-31")).ShouldBeEmpty();
        (await IncomesAsync(visitor.Client, $"/v1/nevenfuncties?overheidsorganisatie={body}&peildatum=2026-01-01")).ShouldHaveSingleItem();
        (await visitor.GetAsync($"/nevenfuncties/{position}?peildatum=2025-06-01")).QuerySelector("#inkomsten").ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task What_no_norm_asks_is_refused_with_the_article_and_nothing_is_kept(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Weigerdam");
        var councillor = await PaidAsync(site, body, await site.PersonAsync(body, "Raadsman"));
        var partTime = await PaidAsync(site, body, await HolderAsync(site, body, "Deeltijder", "wethouder", 80));
        var unknown = await PaidAsync(site, body, await site.PersonAsync(body, "Onbekende", "wethouder"));
        var fullTime = await HolderAsync(site, body, "Voltijder", "wethouder", 100, new(2019, 1, 1));
        var mayor = await site.PersonAsync(body, "Burgervader", "burgemeester");
        var chamber = await site.BodyAsync("Tweede Kamer van Verzonnen Zaken", "kamer");
        var member = await site.PersonAsync(chamber, "Kamerlid", "tweede_kamerlid");

        await RefusedAsync(body, councillor, "2025", "raadslid", "Gemeentewet, artikel 12 vraagt alleen de functies zelf");
        await RefusedAsync(body, partTime, "2025", "Gemeentewet, artikel 41b lid 4-5 vraagt dit hier niet", "voltijds vervuld? nee");
        await RefusedAsync(body, unknown, "2025", "Of Gemeentewet, artikel 41b lid 4-5 dit vraagt, is niet te zeggen", "voltijds vervuld?");
        await RefusedAsync(body, await PaidAsync(site, body, mayor, p => p.ExOfficio = true), "2025", "Gemeentewet, artikel 67", "vraagt dit hier niet");
        await RefusedAsync(body, await PaidAsync(site, body, fullTime, p => p.Start = new(2018)), "2020", "artikel 41b lid 4-5 vraagt alleen om de inkomsten ter inzage te leggen");
        await RefusedAsync(body, await PaidAsync(site, body, fullTime, p => p.Start = new(2010)), "2015", "In 2015 had deze persoon hier geen ambt");
        await RefusedAsync(body, await PaidAsync(site, body, fullTime), "2022", "Volgens het register was deze nevenfunctie er niet in 2022");
        await RefusedAsync(body, await PaidAsync(site, body, fullTime, p => p.Remuneration = Remuneration.Unpaid), "2025", "staat als onbezoldigd in het register");
        await RefusedAsync(body, await PaidAsync(site, body, fullTime, p => p.State = PositionState.Declared), "2025", "niet openbaar");
        await RefusedAsync(body, await PaidAsync(site, body, fullTime, p => p.Withdrawn = true), "2025", "niet openbaar");
        await RefusedAsync(chamber, await PaidAsync(site, chamber, member), "2025", "vraagt alleen");
        (await site.App.WithStoreAsync(s => s.Set<PositionIncome>().CountAsync(i => i.BodyId == body || i.BodyId == chamber))).ShouldBe(0);

        using var clerk = site.Clerk(body);
        var empty = await clerk.GetAsync(Screen(body, councillor));
        Words(empty.QuerySelector("main")!).ShouldContain("Gemeentewet, artikel 12 vraagt alleen de functies zelf. Het register bewaart daarom geen bedrag.");
        empty.QuerySelector("main a[href$='/inkomsten/nieuw']").ShouldBeNull();

        async Task RefusedAsync(Guid of, Guid position, string year, params string[] sentences)
        {
            using var refused = site.Clerk(of);
            await refused.GetAsync(Screen(of, position) + "/nieuw");
            await refused.SubmitAsync(Fields(("jaar", year), ("bedrag", "1000")));
            refused.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            var error = refused.Page.QuerySelector("a[href='#veld-jaar']")!.TextContent;
            foreach (var sentence in sentences)
            {
                error.ShouldContain(sentence);
            }

            refused.Page.QuerySelector("input[name=jaar]")!.GetAttribute("value").ShouldBe(year, "what was typed stays");
            refused.Page.QuerySelector("input[name=bedrag]")!.GetAttribute("value").ShouldBe("1000");
        }
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_years_and_amounts_are_refused_beside_what_was_typed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, _, position) = await AldermanAsync(site, 100);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync(Screen(body, position) + "/nieuw");
        foreach (
            var (field, typed, sentence) in new[]
            {
                ("jaar", "5008", "2000"),
                ("jaar", "1999", "2000"),
                ("jaar", "2026", "Het jaar 2026 is nog niet voorbij"),
                ("jaar", "", "Vul in over welk kalenderjaar"),
                ("jaar", "vorig jaar", "getal"),
                ("jaar", new string('9', 403), "getal"),
                ("bedrag", "-5", "niet onder nul"),
                ("bedrag", "1,234", ""),
                ("bedrag", "veel", ""),
                ("bedrag", "", "Vul het bedrag in"),
                ("bedrag", "10.000.000,01", "10.000.000,00"),
                ("bedrag", new string('9', 403), ""),
                ("bedrag", "12\u202e34", ""),
            }
        )
        {
            await clerk.SubmitAsync(string.Equals(field, "jaar", StringComparison.Ordinal) ? Fields(("jaar", typed), ("bedrag", "10")) : Fields(("jaar", "2025"), ("bedrag", typed)));
            clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, $"{field}: {typed}");
            clerk.Page.QuerySelector($"a[href='#veld-{field}']").ShouldNotBeNull(typed).TextContent.ShouldContain(sentence);
            clerk.Page.QuerySelector($"input[name={field}]")!.GetAttribute("value").ShouldBe(typed);
        }

        (await site.App.WithStoreAsync(s => s.Set<PositionIncome>().CountAsync(i => i.PositionId == position))).ShouldBe(0);
        await clerk.SubmitAsync(Fields(("jaar", "2025"), ("bedrag", "0")));
        await clerk.FollowAsync();
        using var visitor = site.Visitor();
        (await IncomesAsync(visitor.Client, $"/v1/nevenfuncties/{position}")).ShouldHaveSingleItem().GetProperty("bedragInCenten").GetInt64().ShouldBe(0, "nothing earned is a fact too");
    }

    [Theory, OnBothDatabases]
    public async Task A_correction_keeps_what_was_known_and_who_comes_second_loses_nothing(string database)
    {
        // An application of its own: the feed gives the last changes only, and other tests change a lot.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var (body, person, position) = await AldermanAsync(site, 100);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync(Screen(body, position) + "/nieuw?jaar=2024");
        var form = clerk.Page;
        await clerk.SubmitAsync(Fields(("bedrag", "500")));
        await clerk.FollowAsync();

        // The same form twice (a double click) is one; the same year in a new form is refused.
        var number = form.QuerySelector("input[name=nummer]")!.GetAttribute("value")!;
        await clerk.GetAsync(Screen(body, position) + "/nieuw?jaar=2024");
        await clerk.SubmitAsync(Fields(("nummer", number), ("bedrag", "600")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await clerk.GetAsync(Screen(body, position) + "/nieuw?jaar=2024");
        await clerk.SubmitAsync(Fields(("bedrag", "600")));
        clerk.Page.QuerySelector("a[href='#veld-jaar']")!.TextContent.ShouldContain("Over 2024 staat er al een bedrag");
        var income = await site.App.WithStoreAsync(s => s.Set<PositionIncome>().SingleAsync(i => i.PositionId == position));

        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var then = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var change = $"{Screen(body, position)}/{income.Id}/verbeteren";
        using var second = site.Clerk(body);
        await second.GetAsync(change);
        await clerk.GetAsync(change);
        await clerk.SubmitAsync(Fields(("bedrag", "veel"), ("reden", "")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelectorAll(".ob-error-summary a, a[href^='#veld-']").Select(a => a.GetAttribute("href")).Distinct().ShouldBe(["#veld-bedrag", "#veld-reden"]);
        await clerk.SubmitAsync(Fields(("bedrag", "750,25"), ("reden", "De opgave is verbeterd.")));
        var list = await clerk.FollowAsync();
        Words(list.QuerySelector("section:has(#geschiedenis)")!).ShouldContain("De opgave is verbeterd.");
        Words(list.QuerySelector("main tbody")!).ShouldContain("€ 750,25");

        await second.SubmitAsync(Fields(("bedrag", "800"), ("reden", "Dubbel werk.")));
        second.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        Words(second.Page.QuerySelector("main")!).ShouldContain("het is nu € 750,25");
        second.Page.QuerySelector("input[name=bedrag]")!.GetAttribute("value").ShouldBe("800");

        using var visitor = site.Visitor();
        async Task<long> Cents(string address) => (await IncomesAsync(visitor.Client, address)).ShouldHaveSingleItem().GetProperty("bedragInCenten").GetInt64();
        (await Cents($"/v1/nevenfuncties/{position}")).ShouldBe(75_025);
        (await Cents($"/v1/nevenfuncties/{position}?bekendOp={then}")).ShouldBe(50_000);
        (await Cents($"/v1/nevenfuncties?persoon={person}&bekendOp={then}")).ShouldBe(50_000);
        (await TextAsync(visitor.Client, $"/open-data/neveninkomsten.csv?overheidsorganisatie={body}&bekendOp={then}")).ShouldContain(",2024,50000,");
        Words((await visitor.GetAsync($"/nevenfuncties/{position}?bekendOp={then}")).QuerySelector("section:has(#inkomsten)")!).ShouldContain("€ 500,00");
        Words((await visitor.GetAsync($"/nevenfuncties/{position}")).QuerySelector("section:has(#inkomsten)")!).ShouldContain("€ 750,25");
        Words((await visitor.GetAsync($"/personen/{person}")).QuerySelector("section:has(#wijzigingen)")!).ShouldContain("Inkomsten verbeterd: Inkomsten over 2024, Adviseur");
        (await TextAsync(visitor.Client, "/wijzigingen.atom")).ShouldContain("€ 500,00 → € 750,25");
    }

    [Theory, OnBothDatabases]
    public async Task Of_two_clerks_who_fill_in_the_same_year_at_once_one_is_saved_and_the_other_keeps_what_was_typed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, _, position) = await AldermanAsync(site, 100);
        using var one = site.Clerk(body);
        using var two = site.Clerk(body);
        foreach (var year in new[] { "2024", "2025" })
        {
            await Task.WhenAll(one.GetAsync($"{Screen(body, position)}/nieuw?jaar={year}"), two.GetAsync($"{Screen(body, position)}/nieuw?jaar={year}"));
            await Task.WhenAll(one.SubmitAsync(Fields(("bedrag", "500"))), two.SubmitAsync(Fields(("bedrag", "600"))));
            var late = new[] { one, two }.Where(c => c.Response.StatusCode == HttpStatusCode.UnprocessableEntity).ShouldHaveSingleItem();
            new[] { one, two }.Where(c => c.Response.StatusCode == HttpStatusCode.SeeOther).ShouldHaveSingleItem();
            late.Page.QuerySelector("a[href='#veld-jaar']")!.TextContent.ShouldContain($"Over {year} staat er al een bedrag");
            late.Page.QuerySelector("input[name=bedrag]")!.GetAttribute("value").ShouldBe(late == one ? "500" : "600");
        }

        (await site.App.WithStoreAsync(s => s.Set<PositionIncome>().CountAsync(i => i.PositionId == position))).ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task A_withdrawn_position_takes_its_income_with_it_at_once(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var (body, person, position) = await AldermanAsync(site, 100);
        var income = await IncomeAsync(site, body, person, position, 2025, 7_654_321);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var then = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        string[] shown =
        [
            $"/nevenfuncties/{position}",
            $"/nevenfuncties/{position}?bekendOp={then}",
            $"/v1/nevenfuncties/{position}",
            $"/v1/nevenfuncties?persoon={person}",
            $"/v1/nevenfuncties?persoon={person}&bekendOp={then}",
            "/open-data/neveninkomsten.csv",
            "/open-data/neveninkomsten.json",
            "/open-data/neveninkomsten.xlsx",
            $"/open-data/neveninkomsten.csv?bekendOp={then}",
            "/wijzigingen",
            "/wijzigingen.atom",
            "/v1/wijzigingen?limiet=200",
            $"/personen/{person}",
        ];
        using var visitor = site.Visitor();
        foreach (var path in shown)
        {
            Tells(await TextAsync(visitor.Client, path)).ShouldBeTrue(path);
        }

        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position}/intrekken");
        await clerk.SubmitAsync(Fields(("reden", "Bedreiging"), ("tot", "1-3-2027")));
        await clerk.SubmitAsync(Fields());
        await clerk.FollowAsync();
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var path in shown)
        {
            Tells(await TextAsync(visitor.Client, path)).ShouldBeFalse(path);
        }

        Words((await clerk.GetAsync(Screen(body, position))).QuerySelector("main")!).ShouldContain("Niet openbaar");
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position}/hervatten");
        await clerk.SubmitAsync(Fields(("reden", "Voorbij")));
        await clerk.SubmitAsync(Fields());
        await clerk.FollowAsync();
        Tells(await TextAsync(visitor.Client, shown[0])).ShouldBeTrue();

        bool Tells(string text) =>
            text.Contains("76.543,21", StringComparison.Ordinal) || text.Contains("7654321", StringComparison.Ordinal) || text.Contains(income.ToString(), StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task What_a_corrected_term_no_longer_allows_is_hidden_and_what_is_removed_is_not_told_of_the_past_either(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, person, position) = await AldermanAsync(site, 100);
        var income = await IncomeAsync(site, body, person, position, 2025, 111_100);
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var then = PositionWords.Iso(site.App.Clock.GetUtcNow().UtcDateTime);
        using var visitor = site.Visitor();
        string[] looks = [$"/v1/nevenfuncties/{position}", $"/v1/nevenfuncties/{position}?bekendOp={then}"];
        foreach (var look in looks)
        {
            (await IncomesAsync(visitor.Client, look)).ShouldHaveSingleItem();
        }

        await ShareAsync(site, body, person, 80);
        foreach (var look in looks)
        {
            (await IncomesAsync(visitor.Client, look)).ShouldBeEmpty("who held the office part-time need not publish it");
        }

        (await visitor.GetAsync($"/nevenfuncties/{position}")).QuerySelector("#inkomsten").ShouldBeNull();
        (await TextAsync(visitor.Client, $"/open-data/neveninkomsten.csv?overheidsorganisatie={body}")).ShouldNotContain("111100");
        using var clerk = site.Clerk(body);
        var list = await clerk.GetAsync(Screen(body, position));
        var warning = Words(list.QuerySelector("main .ob-alert")!);
        warning.ShouldContain("Het bedrag over 2025 is niet openbaar");
        warning.ShouldContain("Gemeentewet, artikel 41b lid 4-5 vraagt dit hier niet");
        list.QuerySelector($"main a[href='{Screen(body, position)}/{income}/verbeteren']").ShouldBeNull();
        await clerk.GetAsync($"{Screen(body, position)}/{income}/verbeteren");
        await clerk.SubmitAsync(Fields(("bedrag", "5"), ("reden", "Toch?")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        await clerk.GetAsync($"{Screen(body, position)}/{income}/weghalen");
        await clerk.SubmitAsync(Fields(("reden", "")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await clerk.SubmitAsync(Fields(("reden", "De omvang was fout.")));
        Words((await clerk.FollowAsync()).QuerySelector("main")!).ShouldContain("De omvang was fout.");
        (await site.App.WithStoreAsync(s => s.Set<PositionIncome>().SingleAsync(i => i.Id == income))).AmountCents.ShouldBeNull();
        await clerk.GetAsync($"{Screen(body, position)}/{income}/weghalen", HttpStatusCode.SeeOther);

        // Also when the norm asks for it again: what was removed stays away, and the year can be filled in anew.
        await ShareAsync(site, body, person, 100);
        foreach (var look in looks)
        {
            (await IncomesAsync(visitor.Client, look)).ShouldBeEmpty("removed");
        }

        await clerk.GetAsync(Screen(body, position) + "/nieuw?jaar=2025");
        await clerk.SubmitAsync(Fields(("bedrag", "2222")));
        await clerk.FollowAsync();
        (await IncomesAsync(visitor.Client, looks[0])).ShouldHaveSingleItem().GetProperty("bedragInCenten").GetInt64().ShouldBe(222_200);
    }

    [Theory, OnBothDatabases]
    public async Task Income_that_is_published_here_is_done_for_its_year_as_soon_as_no_position_misses_it(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, person, first) = await AldermanAsync(site, 100);
        var second = await PaidAsync(site, body, person, p => p.Description = "Docent");
        await IncomeAsync(site, body, person, first, 2025, 100_000, new(2026, 3, 20));
        using var clerk = site.Clerk(body);
        var row = (await DueAsync(clerk, body)).ShouldHaveSingleItem();
        row.ShouldContain("1 april 2026");
        row.ShouldContain("Bedrag invullen: Docent");
        row.ShouldNotContain("Bedrag invullen: Adviseur");
        (await AskedAsync(site, body)).ShouldContain(r => r.Contains("over 2025", StringComparison.Ordinal) && r.Contains("0 van 1", StringComparison.Ordinal));

        await clerk.GetAsync(clerk.Page.QuerySelectorAll("main tbody a").Single(a => a.TextContent == "Bedrag invullen: Docent").GetAttribute("href")!);
        await clerk.SubmitAsync(Fields(("bedrag", "12,50")));
        await clerk.FollowAsync();
        (await site.App.WithStoreAsync(s => s.Set<PositionIncome>().SingleAsync(i => i.PositionId == second))).Year.ShouldBe(2025);
        (await DueAsync(clerk, body)).ShouldBeEmpty();
        (await AskedAsync(site, body)).ShouldContain(r => r.Contains("over 2025", StringComparison.Ordinal) && r.Contains("1 van 1", StringComparison.Ordinal));

        // What is hidden is not told in a number; and who published elsewhere states that, as before.
        await site.App.WithStoreAsync(async s =>
        {
            (await s.Set<PositionIncome>().SingleAsync(i => i.PositionId == second)).Retracted = true;
            return await s.SaveAsync(Act.BySystem("neveninkomsten.weghalen"));
        });
        (await AskedAsync(site, body)).ShouldContain(r => r.Contains("over 2025", StringComparison.Ordinal) && r.Contains("0 van 1", StringComparison.Ordinal));
        await DueTests.StateAsync(site, body, person, StatementKind.IncomePublished, new(2026, 3, 28), 2025);
        (await DueAsync(clerk, body)).ShouldBeEmpty();

        // Of a member of the House inspection is asked: there is nothing to fill in here, only to state.
        var chamber = await site.BodyAsync("Tweede Kamer van Verzonnen Zaken", "kamer");
        await PaidAsync(site, chamber, await site.PersonAsync(chamber, "Kamerlid", "tweede_kamerlid"));
        using var house = site.Clerk(chamber);
        var member = (await DueAsync(house, chamber)).ShouldHaveSingleItem();
        member.ShouldContain("Vastleggen dat dit is gedaan");
        member.ShouldNotContain("Bedrag invullen");
    }

    [Theory, OnBothDatabases]
    public async Task Only_the_clerk_of_the_own_body_writes_and_addresses_do_not_mix(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, person, position) = await AldermanAsync(site, 100);
        var other = await PaidAsync(site, body, person, p => p.Description = "Docent");
        var income = await IncomeAsync(site, body, person, position, 2025, 100_000);
        using var editor = site.As(body, Role.PublicationEditor);
        (await editor.GetAsync(Screen(body, position))).QuerySelectorAll("main tbody a[href*='/inkomsten/']").ShouldBeEmpty();
        await editor.GetAsync(Screen(body, position) + "/nieuw", HttpStatusCode.Forbidden);
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"{Screen(body, other)}/{income}/verbeteren", HttpStatusCode.NotFound);
        await clerk.GetAsync($"{Screen(body, position)}/{Guid.CreateVersion7()}/verbeteren", HttpStatusCode.NotFound);
        var elsewhere = await site.BodyAsync("Gemeente Elders");
        using var stranger = site.Clerk(elsewhere);
        await stranger.GetAsync(Screen(body, position), HttpStatusCode.Forbidden);
        await stranger.GetAsync(Screen(elsewhere, position), HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Public_records_hold_income_only_of_offices_of_whom_a_norm_asks_it_whatever_the_store_holds(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        var asked = 0;
        using var visitor = site.Visitor();
        foreach (var kind in NormShelf.Shipped.Offices.SelectMany(o => o.Bodies).Distinct(StringComparer.Ordinal).ToList())
        {
            var body = await site.BodyAsync("Alle ambten van " + kind, kind);
            var cases = new Dictionary<Guid, string>();
            foreach (var office in NormShelf.Shipped.Offices.Where(o => o.Bodies.Contains(kind, StringComparer.Ordinal)))
            {
                foreach (var share in new int?[] { 100, 80, null })
                {
                    var person = await HolderAsync(site, body, "Ambtsdrager", office.Code, share);
                    var position = await PaidAsync(site, body, person);
                    // Past the clerk's screen: as if a mistake elsewhere had kept it.
                    await IncomeAsync(site, body, person, position, 2025, 4_200);
                    cases[position] = $"{office.Code} {share?.ToString(CultureInfo.InvariantCulture) ?? "?"}";
                }
            }

            asked += cases.Count;
            using var json = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties?overheidsorganisatie={body}&pageSize=200"));
            var records = json.RootElement.GetProperty("resultaten").EnumerateArray().ToList();
            records.Count.ShouldBe(cases.Count);
            shown.UnionWith(records.Where(r => r.GetProperty("inkomsten").GetArrayLength() > 0).Select(r => cases[r.GetProperty("id").GetGuid()]));
            var file = await visitor.Client.GetStringAsync($"/open-data/neveninkomsten.csv?overheidsorganisatie={body}");
            shown.UnionWith(cases.Where(c => file.Contains(c.Key.ToString(), StringComparison.Ordinal)).Select(c => c.Value));
        }

        asked.ShouldBeGreaterThan(30);
        shown.ShouldBe(
            [
                "wethouder 100",
                "gedeputeerde 100",
                "dagelijks_bestuurslid 100",
                "burgemeester 100",
                "burgemeester 80",
                "burgemeester ?",
                "commissaris_van_de_koning 100",
                "commissaris_van_de_koning 80",
                "commissaris_van_de_koning ?",
                "dijkgraaf 100",
                "dijkgraaf 80",
                "dijkgraaf ?",
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public void No_other_published_record_has_a_place_for_income()
    {
        var places = typeof(PositionRecord)
            .Assembly.GetTypes()
            .Where(t => t.IsDefined(typeof(ApiSchemaAttribute), inherit: false))
            .Append(typeof(AncillaryPosition))
            .Append(typeof(Statement))
            .SelectMany(t => t.GetProperties().Select(p => $"{t.Name}.{p.Name}"))
            .Where(n => new[] { "Inkom", "Income", "Bedrag", "Amount" }.Any(w => n.Contains(w, StringComparison.OrdinalIgnoreCase)) && !n.StartsWith(nameof(IncomeRecord), StringComparison.Ordinal));
        places.ShouldBe([$"{nameof(PositionRecord)}.{nameof(PositionRecord.Inkomsten)}"]);
        PositionRecord.Columns(PositionContext.Of(body: null), new(2026, 11, 22)).ShouldNotContain(c => c.Name.Contains("inkom", StringComparison.OrdinalIgnoreCase));
    }

    private static string Screen(Guid body, Guid position) => $"/beheer/{body}/nevenfuncties/{position}/inkomsten";

    internal static async Task<(Guid Body, Guid Person, Guid Position)> AldermanAsync(RegisterSite site, int share)
    {
        var body = await site.BodyAsync("Gemeente Inkomstendam");
        var person = await HolderAsync(site, body, "Wethouder", "wethouder", share);
        return (body, person, await PaidAsync(site, body, person));
    }

    private static async Task<Guid> HolderAsync(RegisterSite site, Guid body, string name, string office, int? share, DateOnly? since = null)
    {
        var person = await site.PersonAsync(body, name, office);
        if (share is not null || since is not null)
        {
            await ShareAsync(site, body, person, share, since);
        }

        return person;
    }

    private static Task<int> ShareAsync(RegisterSite site, Guid body, Guid person, int? share, DateOnly? since = null) =>
        site.App.WithStoreAsync(async store =>
        {
            var term = await store.Set<TermOfOffice>().SingleAsync(t => t.BodyId == body && t.PersonId == person);
            term.FullTimePercent = share is { } percent ? OverTime.Whole(percent) : null;
            term.Start = since is { } day ? Onkreukbaar.Kernel.Time.PartialDate.Of(day) : term.Start;
            term.Derive();
            await store.SaveAsync(Act.BySystem("ambtstermijn.verbeteren"));
            return 0;
        });

    private static async Task<Guid> PaidAsync(RegisterSite site, Guid body, Guid person, Action<AncillaryPosition>? with = null) =>
        (
            await site.PositionAsync(
                body,
                person,
                p =>
                {
                    p.Description = "Adviseur";
                    p.Remuneration = Remuneration.Paid;
                    with?.Invoke(p);
                }
            )
        ).Id;

    internal static Task<Guid> IncomeAsync(RegisterSite site, Guid body, Guid person, Guid position, int year, long cents, DateOnly? on = null) =>
        site.App.WithStoreAsync(async store =>
        {
            var income = new PositionIncome { BodyId = body, PersonId = person, PositionId = position, Year = year, AmountCents = cents, PublishedOn = on ?? new(2026, 3, 31) };
            income.Derive();
            store.Add(income);
            await store.SaveAsync(Act.BySystem("neveninkomsten.vastleggen"));
            return income.Id;
        });

    /// <summary>The income in an answer of the API, of one position or of a list.</summary>
    private static async Task<IReadOnlyList<JsonElement>> IncomesAsync(HttpClient client, string address)
    {
        var answer = JsonDocument.Parse(await client.GetStringAsync(address)).RootElement;
        IEnumerable<JsonElement> records = answer.TryGetProperty("resultaten", out var list) ? list.EnumerateArray() : [answer];
        return [.. records.SelectMany(r => r.GetProperty("inkomsten").EnumerateArray())];
    }

    private static async Task<string[]> DueAsync(TestBrowser clerk, Guid body)
    {
        await clerk.GetAsync($"/beheer/{body}/termijnen?soort=inkomsten&stand=te-laat");
        return [.. clerk.Page.QuerySelectorAll("main tbody tr").Select(Words)];
    }

    private static async Task<string[]> AskedAsync(RegisterSite site, Guid body)
    {
        using var visitor = site.Visitor();
        return [.. (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelectorAll("table tbody tr").Select(Words)];
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        ((int)response.StatusCode).ShouldBeLessThan(500, path);
        if (!path.Contains(".xlsx", StringComparison.Ordinal))
        {
            return await response.Content.ReadAsStringAsync();
        }

        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync());
        var parts = new List<string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            parts.Add(await reader.ReadToEndAsync());
        }

        return string.Concat(parts);
    }

    private static string Words(IElement element) => string.Join(' ', element.Text().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

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
