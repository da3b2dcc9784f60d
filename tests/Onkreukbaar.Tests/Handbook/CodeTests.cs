// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Onkreukbaar.Handbook;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Handbook;

/// <summary>A body records its own codes of conduct, by form, file, command; everybody sees what holds there.</summary>
public sealed class CodeTests
{
    private const string Default = "mgc-geschenk-melden-leden";

    [Theory, OnBothDatabases]
    public async Task A_body_sets_its_own_values_with_the_form_and_they_hold_from_the_day_on_there_and_nowhere_else(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync("Gemeente Codedam");
        var other = await site.BodyAsync("Gemeente Codeloos");
        using var visitor = site.Visitor();
        (await visitor.GetAsync(Rules(body))).QuerySelectorAll("main .ob-card").First(c => c.TextContent.Contains("Geschenken boven 50 euro melden", StringComparison.Ordinal))
            .TextContent.ShouldContain("Standaard tot de eigen code is vastgesteld");
        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).Body!.TextContent.ShouldContain("nog geen eigen gedragscode");

        using var clerk = site.Clerk(body);
        (await clerk.GetAsync($"/beheer/{body}/gedragscodes")).Body!.TextContent.ShouldContain("Nog geen eigen gedragscode");
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/nieuw");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["titel"] = "Gedragscode raad", ["titelEngels"] = "Code of the council", ["vastgesteldOp"] = "1-10-2026", ["vanaf"] = "1-11-2026" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["bedrag." + Default] = "25", ["termijn." + Default] = "3 werkdagen", ["ontvanger." + Default] = "burgemeester" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, clerk.Page.Body!.TextContent);
        var check = clerk.Page.QuerySelector("main")!.TextContent;
        check.ShouldContain("Geschenken boven 25 euro melden");
        check.ShouldContain("Meld dat dan binnen 3 werkdagen aan de burgemeester");
        await clerk.SubmitAsync(new Dictionary<string, string?>());
        await clerk.FollowAsync();
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("De gedragscode is vastgelegd");
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Gedragscode vastgelegd");

        var rules = await visitor.GetAsync(Rules(body));
        var card = rules.QuerySelectorAll("main .ob-card").Single(c => c.TextContent.Contains("Geschenken boven 25 euro melden", StringComparison.Ordinal));
        card.TextContent.ShouldContain("Eigen norm van de organisatie");
        card.TextContent.ShouldContain("Vastgesteld door de gemeenteraad op 1 oktober 2026");
        rules.QuerySelector("main")!.TextContent.ShouldNotContain("Geschenken boven 50 euro melden");
        (await visitor.GetAsync(Rules(body) + "&peildatum=31-10-2026")).QuerySelector("main")!.TextContent.ShouldContain("Geschenken boven 50 euro melden");
        (await visitor.GetAsync(Rules(other))).QuerySelector("main")!.TextContent.ShouldNotContain("25 euro");
        var norm = await visitor.GetAsync(card.QuerySelector("a")!.GetAttribute("href")!);
        norm.QuerySelector("main")!.TextContent.ShouldContain("Vastgesteld door de gemeenteraad op 1 oktober 2026");

        var list = await visitor.GetAsync($"/overheidsorganisaties/{body}/gedragscodes");
        var one = await visitor.GetAsync(list.QuerySelectorAll("main table a").Single(a => a.TextContent == "Gedragscode raad").GetAttribute("href")!);
        one.QuerySelector("main")!.TextContent.ShouldContain("3 werkdagen");
        var file = await visitor.Client.GetStringAsync(one.QuerySelectorAll("main a").Single(a => a.TextContent.Contains("YAML", StringComparison.Ordinal)).GetAttribute("href")!);
        file.ShouldStartWith("act:");
        file.ShouldContain("fills: " + Default);
        (await visitor.GetAsync($"/overheidsorganisaties/{body}")).QuerySelectorAll("main a").ShouldContain(a => a.TextContent == "Gedragscode raad");

        (await AskAsync(visitor, body, 30)).ShouldContain(v => v.StartsWith("gedragscode-raad-", StringComparison.Ordinal) && v.EndsWith(" melden burgemeester", StringComparison.Ordinal));
        (await AskAsync(visitor, body, 30)).ShouldNotContain(v => v.StartsWith(Default, StringComparison.Ordinal));
        (await AskAsync(visitor, other, 30)).ShouldContain(Default + " toegestaan");
        (await AskAsync(visitor, null, 30)).ShouldContain(Default + " toegestaan");

        var own = await JsonAsync(visitor, $"/v1/normen?overheidsorganisatie={body}&status=local");
        var found = own.GetProperty("resultaten").EnumerateArray().ShouldHaveSingleItem();
        found.GetProperty("vaststelling").GetProperty("door").GetString().ShouldBe("de gemeenteraad");
        (await JsonAsync(visitor, new Uri(found.GetProperty("_links").GetProperty("self").GetProperty("href").GetString()!).PathAndQuery)).GetProperty("versies").GetArrayLength().ShouldBe(1);
        (await JsonAsync(visitor, "/v1/normen?status=local")).GetProperty("aantal").GetInt32().ShouldBe(0);
        var codes = await JsonAsync(visitor, $"/v1/gedragscodes?overheidsorganisatie={body}");
        var record = codes.GetProperty("resultaten").EnumerateArray().ShouldHaveSingleItem();
        record.GetProperty("status").GetString().ShouldBe("geldend");
        (await JsonAsync(visitor, "/v1/gedragscodes/" + record.GetProperty("id").GetString())).GetProperty("tekst").GetString().ShouldBe(file);
        (await visitor.GetAsync("/handboek/normen/" + found.GetProperty("id").GetString(), HttpStatusCode.NotFound)).ShouldNotBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task What_is_milder_than_the_law_is_refused_beside_its_field_with_the_article_and_what_was_typed_stays(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/nieuw");
        await clerk.SubmitAsync(Basics());
        const string Field = "termijn.rpb-3-2-3-opgave-wethouder";
        clerk.Page.QuerySelector($"[name='{Field}']").ShouldNotBeNull();

        await clerk.SubmitAsync(new Dictionary<string, string?> { [Field] = "9 maanden", ["bedrag." + Default] = "10" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var field = clerk.Page.QuerySelector($"[name='{Field}']")!;
        field.GetAttribute("value").ShouldBe("9 maanden");
        field.GetAttribute("aria-invalid").ShouldBe("true");
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Rechtspositiebesluit decentrale politieke ambtsdragers, artikel 3.2.3");
        clerk.Page.QuerySelector($"[name='bedrag.{Default}']")!.GetAttribute("value").ShouldBe("10");

        await clerk.SubmitAsync(new Dictionary<string, string?> { [Field] = "twee poosjes" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Deze termijn begrijpen wij niet");

        await clerk.SubmitAsync(new Dictionary<string, string?> { [Field] = "2 weken" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Strenger dan: Rechtspositiebesluit decentrale politieke ambtsdragers");
        await clerk.SubmitAsync(new Dictionary<string, string?>());
        await clerk.FollowAsync();
        site.App.App.Services.GetRequiredService<NormShelf>().For(body).Norms.Count(n => n.Status == NormStatus.Local).ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task The_first_step_says_all_that_is_wrong_at_once(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/nieuw");

        await clerk.SubmitAsync(new Dictionary<string, string?>
        {
            ["titel"] = "", ["vastgesteldOp"] = "1-1-2027", ["vastgesteldDoor"] = "", ["vanaf"] = "nooit",
            ["ambt.raadslid"] = null, ["ambt.burgerlid"] = null, ["ambt.wethouder"] = null, ["ambt.burgemeester"] = null,
        });

        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelectorAll(".ob-error-summary a").Select(a => a.GetAttribute("href")).ShouldBe(["#veld-titel", "#veld-vastgesteldop", "#veld-vastgestelddoor", "#veld-vanaf", "#veld-ambt-raadslid"]);
        clerk.Page.QuerySelector("[name=vanaf]")!.GetAttribute("value").ShouldBe("nooit");

        await clerk.SubmitAsync(Basics(from: "1-9-2026"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("kan niet gelden vóór de dag");
    }

    [Theory, OnBothDatabases]
    public async Task A_new_version_begins_with_the_values_of_the_code_and_an_emptied_value_brings_the_default_back(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        var first = await AdoptAsync(clerk, body, new() { ["bedrag." + Default] = "25", ["termijn.mgc-reis-melden-leden"] = "2 dagen" });

        var page = await clerk.GetAsync(first);
        await clerk.GetAsync(page.QuerySelectorAll("main a").Single(a => a.TextContent == "Nieuwe versie").GetAttribute("href")!);
        clerk.Page.QuerySelector("h1")!.TextContent.ShouldBe("Nieuwe versie van: Gedragscode raad");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["vastgesteldOp"] = "15-11-2026", ["vanaf"] = "1-11-2026" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "there is a version from that day");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["vanaf"] = "1-12-2026" });
        clerk.Page.QuerySelector($"[name='bedrag.{Default}']")!.GetAttribute("value").ShouldBe("25,00");
        clerk.Page.QuerySelector("[name='termijn.mgc-reis-melden-leden']")!.GetAttribute("value").ShouldBe("2 dagen");

        await clerk.SubmitAsync(new Dictionary<string, string?> { ["bedrag." + Default] = "10", ["termijn.mgc-reis-melden-leden"] = "" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, clerk.Page.Body!.TextContent);
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Vervalt");
        await clerk.SubmitAsync(new Dictionary<string, string?>());
        await clerk.FollowAsync();
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Gaat nog gelden");

        var shelf = site.App.App.Services.GetRequiredService<NormShelf>();
        string[] On(int month) => [.. shelf.For(body).For("raadslid", "gemeente", new(2026, month, 1)).Where(n => n.Topic is "geschenken" or "reizen").Select(n => n.Id)];
        On(11).ShouldContain("gedragscode-raad-mgc-reis-melden-leden");
        On(11).ShouldNotContain("mgc-reis-melden-leden");
        On(12).ShouldNotContain("gedragscode-raad-mgc-reis-melden-leden");
        On(12).ShouldContain("mgc-reis-melden-leden");
        shelf.For(body).Versions("gedragscode-raad-" + Default).Count.ShouldBe(2);
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/overheidsorganisaties/{body}/gedragscodes")).QuerySelectorAll("main table tbody tr").Length.ShouldBe(2);
        site.App.Database.ShouldBe(database);
    }

    [Theory, OnBothDatabases]
    public async Task A_file_with_errors_is_refused_with_all_lines_and_its_text_stays_to_be_mended(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/bestand");
        var wrong = File("eigen-code", "25.00").Replace("topic: geschenken", "topic: cadeaus", StringComparison.Ordinal).Replace("offices: [raadslid]", "offices: [statenlid]", StringComparison.Ordinal);

        await clerk.SubmitAsync(new Dictionary<string, string?>(), file: ("bestand", "code.yaml", Encoding.UTF8.GetBytes(wrong)));

        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var lines = clerk.Page.QuerySelectorAll("main table tbody tr").Select(r => r.TextContent.Trim()).ToList();
        lines.ShouldContain(l => l.Contains("cadeaus", StringComparison.Ordinal) && l.StartsWith('8'));
        lines.ShouldContain(l => l.Contains("statenlid", StringComparison.Ordinal));
        clerk.Page.QuerySelector("textarea")!.TextContent.ShouldContain("topic: cadeaus");

        await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = File("eigen-code", "25.00").Replace("gives: toegestaan", "gives: in-strijd", StringComparison.Ordinal) });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "a worked example does not come out");

        await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = "norms: [" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("geen leesbare YAML");

        await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = "" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = File("eigen-code", "25.00") });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, clerk.Page.Body!.TextContent);
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Komt in de plaats van");
        await clerk.SubmitAsync(new Dictionary<string, string?>());
        await clerk.FollowAsync();
        site.App.App.Services.GetRequiredService<NormShelf>().For(body).Versions("eigen-code-geschenk").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("te groot", "te groot")]
    [InlineData("diep", "te diep genest")]
    [InlineData("verwijzing", "Verwijzingen")]
    [InlineData("teken", "een teken dat niet kan")]
    public async Task A_file_that_would_cost_the_server_is_refused(string what, string message)
    {
        var site = await RegisterSite.OfAsync(Databases.Sqlite);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/bestand");
        var text = what switch
        {
            "te groot" => File("eigen-code", "25.00") + new string('#', 2 * 1024 * 1024),
            "diep" => "act: " + new string('[', 100_000),
            "verwijzing" => "a: &a [x]\nb: [*a, *a]\n",
            _ => "act: \"\\0\"\n",
        };

        await clerk.SubmitAsync(new Dictionary<string, string?>(), file: ("bestand", "code.yaml", Encoding.UTF8.GetBytes(text)));

        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain(message);
    }

    [Theory, OnBothDatabases]
    public async Task Two_codes_cannot_settle_the_same_for_the_same_office(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await UploadAsync(clerk, body, File("eigen-code", "25.00"));

        await clerk.GetAsync($"/beheer/{body}/gedragscodes/bestand");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = File("andere-code", "30.00") });

        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("regelen allebei");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = File("andere-code", "30.00").Replace("raadslid", "burgerlid", StringComparison.Ordinal) });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, "for another office it may");
    }

    [Theory, OnBothDatabases]
    public async Task What_was_adopted_in_another_window_is_shown_before_a_second_code_is_recorded(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var one = site.Clerk(body);
        using var two = site.Clerk(body);
        foreach (var (clerk, text) in new[] { (one, File("eigen-code", "25.00")), (two, File("andere-code", "30.00").Replace("raadslid", "burgerlid", StringComparison.Ordinal)) })
        {
            await clerk.GetAsync($"/beheer/{body}/gedragscodes/bestand");
            await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = text });
        }

        await one.SubmitAsync(new Dictionary<string, string?>());
        await one.FollowAsync();
        await two.SubmitAsync(new Dictionary<string, string?>());
        two.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        two.Page.QuerySelector("main")!.TextContent.ShouldContain("intussen");
        await two.SubmitAsync(new Dictionary<string, string?>());
        await two.FollowAsync();
        (await CodesAsync(site, body)).Count.ShouldBe(2);

        // The same form for the second time makes nothing new.
        var path = two.Response.RequestMessage!.RequestUri!.AbsolutePath;
        await two.GetAsync(path);
        (await CodesAsync(site, body)).Count.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Of_two_codes_that_are_recorded_at_the_same_moment_the_second_looks_again(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        await using var one = site.App.App.Services.CreateAsyncScope();
        await using var two = site.App.App.Services.CreateAsyncScope();
        var (first, second) = (one.ServiceProvider.GetRequiredService<BodyCodes>(), two.ServiceProvider.GetRequiredService<BodyCodes>());
        var card = await first.BodyAsync(body);
        var present = await first.AllAsync(body);
        await first.AdoptAsync(Guid.CreateVersion7(), card, present, first.Check(card, present, File("eigen-code", "25.00")), Act.BySystem("gedragscode.vaststellen"));

        var late = await Should.ThrowAsync<ProblemException>(() =>
            second.AdoptAsync(Guid.CreateVersion7(), card, present, second.Check(card, present, File("andere-code", "30.00")), Act.BySystem("gedragscode.vaststellen")));

        late.Problem.Code.ShouldBe("conflict.bestaat");
        (await CodesAsync(site, body)).Count.ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Codes_are_among_the_public_lists_and_coordinators_find_their_screens(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, other) = (await site.BodyAsync("Gemeente Lijstdam"), await site.BodyAsync("Gemeente Elders"));
        using var coordinator = site.As(body, Role.IntegrityCoordinator);
        await UploadAsync(coordinator, body, File("eigen-code", "25.00"));
        (await coordinator.GetAsync("/handboek")).QuerySelectorAll("nav a").ShouldContain(a => a.GetAttribute("href") == "/beheer/gedragscodes");
        (await coordinator.GetAsync("/beheer/gedragscodes", HttpStatusCode.SeeOther)).ShouldNotBeNull();
        coordinator.Response.Headers.Location!.OriginalString.ShouldBe($"/beheer/{body}/gedragscodes");

        async Task<string> ExportAsync(Guid of)
        {
            await using var scope = site.App.App.Services.CreateAsyncScope();
            using var file = new MemoryStream();
            await new HandbookModule().Lists.Single().WriteAsync(scope.ServiceProvider, new ListQuery(of, ViewMoment.Now), ExportFormat.Csv, file, CancellationToken.None);
            return Encoding.UTF8.GetString(file.ToArray());
        }

        (await ExportAsync(body)).ShouldContain("Eigen code eigen-code");
        (await ExportAsync(other)).ShouldNotContain("eigen-code");
    }

    [Theory, OnBothDatabases]
    public async Task A_mistake_is_retracted_with_a_reason_that_stays_readable(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        var path = await UploadAsync(clerk, body, File("eigen-code", "25.00"));
        await UploadAsync(clerk, body, Later());

        await clerk.GetAsync(path + "/intrekken");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["reden"] = "Verkeerd bestand", ["zeker"] = "ja" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "a later version ends a norm of it");
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("een latere versie bouwt op deze voort");

        var later = (await CodesAsync(site, body)).Single(c => c.From.Year == 2027);
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/{later.Id}/intrekken");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["reden"] = "" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelectorAll(".ob-error-summary a").Length.ShouldBe(2);
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["reden"] = "Dit is nooit vastgesteld", ["zeker"] = "ja" });
        await clerk.FollowAsync();
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("Dit is nooit vastgesteld");
        await clerk.GetAsync(path + "/intrekken");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["reden"] = "Verkeerd bestand", ["zeker"] = "ja" });
        await clerk.FollowAsync();

        site.App.App.Services.GetRequiredService<NormShelf>().For(body).ShouldBeSameAs(site.App.App.Services.GetRequiredService<NormShelf>().National);
        using var visitor = site.Visitor();
        var list = await visitor.GetAsync($"/overheidsorganisaties/{body}/gedragscodes");
        list.QuerySelectorAll("main table tbody tr").Length.ShouldBe(2);
        (await visitor.GetAsync(list.QuerySelectorAll("main table a")[0].GetAttribute("href")!)).QuerySelector("main")!.TextContent.ShouldContain("Dit is nooit vastgesteld");
        await UploadAsync(clerk, body, File("eigen-code", "20.00"));
    }

    [Theory, OnBothDatabases]
    public async Task Who_keeps_another_body_or_only_reads_adds_nothing(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var (body, other) = (await site.BodyAsync(), await site.BodyAsync("Gemeente Elders"));
        using var elsewhere = site.Clerk(other);
        await elsewhere.GetAsync($"/beheer/{body}/gedragscodes", HttpStatusCode.Forbidden);
        await elsewhere.GetAsync($"/beheer/{body}/gedragscodes/nieuw", HttpStatusCode.Forbidden);
        using var auditor = site.As(body, Role.Auditor);
        (await auditor.GetAsync($"/beheer/{body}/gedragscodes")).QuerySelectorAll("main a").ShouldNotContain(a => a.TextContent == "Gedragscode toevoegen");
        await auditor.GetAsync($"/beheer/{body}/gedragscodes/bestand", HttpStatusCode.Forbidden);
        using var coordinator = site.As(body, Role.IntegrityCoordinator);
        var path = await UploadAsync(coordinator, body, File("eigen-code", "25.00"));
        using var there = site.Clerk(other);
        await there.GetAsync(path.Replace(body.ToString(), other.ToString(), StringComparison.Ordinal), HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task A_code_that_can_no_longer_be_used_leaves_the_national_norms_and_tells_the_clerk_why(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await UploadAsync(clerk, body, File("eigen-code", "25.00"));
        // As after an update of the law: what was right when it was adopted is not any more.
        await site.App.WithStoreAsync(async store =>
        {
            store.Add(Stored(body, 2, "kapotte-code", "norms: ["));
            return await store.SaveAsync(Act.BySystem("gedragscode.vaststellen"));
        });

        using var visitor = site.Visitor();
        (await visitor.GetAsync(Rules(body))).QuerySelector("main")!.TextContent.ShouldContain("Geschenken boven 50 euro melden");
        var list = await clerk.GetAsync($"/beheer/{body}/gedragscodes");
        list.QuerySelector(".ob-alert")!.TextContent.ShouldContain("kapotte-code");
        (await clerk.GetAsync($"/beheer/{body}")).QuerySelector("main")!.TextContent.ShouldContain("tellen nu niet mee");
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/bestand");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = File("derde-code", "30.00") });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        var broken = (await CodesAsync(site, body)).Single(c => c.Code == "kapotte-code");
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/{broken.Id}/intrekken");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["reden"] = "Niet te lezen", ["zeker"] = "ja" });
        await clerk.FollowAsync();
        (await visitor.GetAsync(Rules(body))).QuerySelector("main")!.TextContent.ShouldContain("Geschenken boven 25 euro melden");
    }

    [Theory, OnBothDatabases]
    public async Task A_code_that_another_process_records_holds_here_after_the_next_look_in_the_log(string database)
    {
        await using var home = await TestApp.FreshAsync(database, configure: ByHand);
        await using var other = OnkreukbaarApp.Build(home.Settings, builder => builder.WebHost.UseTestServer());
        var body = await new RegisterSite(home).BodyAsync();
        var shelf = home.App.Services.GetRequiredService<NormShelf>();
        var follower = home.App.Services.GetRequiredService<LedgerFollower>();
        var ledger = other.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        await follower.FollowAsync();
        using var visitor = home.Browser();
        (await visitor.GetAsync(Rules(body))).QuerySelector("main")!.TextContent.ShouldContain("Geschenken boven 50 euro melden");

        (await CommandAsync(other.Services, "norms adopt", File("eigen-code", "25.00"), ("body", body.ToString()))).Code.ShouldBe(0);

        shelf.For(body).ShouldBeSameAs(shelf.National);
        await ledger.Sequencer.DrainAsync();
        (await follower.FollowAsync()).ShouldBe(1);
        shelf.For(body).Versions("eigen-code-geschenk").Count.ShouldBe(1);
        (await visitor.GetAsync(Rules(body))).QuerySelector("main")!.TextContent.ShouldContain("Geschenken boven 25 euro melden");
    }

    [Theory, OnBothDatabases]
    public async Task The_command_line_checks_adopts_and_asks(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var services = site.App.App.Services;
        var id = ("body", body.ToString());

        (await CommandAsync(services, "norms adopt", File("eigen-code", "25.00"))).Code.ShouldBe(2, "no body was named");
        (await CommandAsync(services, "norms adopt", File("eigen-code", "25.00"), ("body", Guid.CreateVersion7().ToString()))).Code.ShouldBe(2);
        var wrong = await CommandAsync(services, "norms adopt", File("eigen-code", "25.00").Replace("topic: geschenken", "topic: cadeaus", StringComparison.Ordinal), id);
        wrong.Code.ShouldBe(1);
        wrong.Error.ShouldContain(":8: ");
        (await CommandAsync(services, "norms adopt", File("eigen-code", "25.00"), id, ("dry-run", "true"))).Code.ShouldBe(0);
        (await CodesAsync(site, body)).ShouldBeEmpty();
        (await CommandAsync(services, "norms adopt", File("eigen-code", "25.00"), id)).Code.ShouldBe(0);
        (await CodesAsync(site, body)).Count.ShouldBe(1);
        (await CommandAsync(services, "norms adopt", File("eigen-code", "20.00"), id)).Code.ShouldBe(1, "it is there from that day");

        var question = $$"""{ "peildatum": "2026-11-22", "ambt": "raadslid", "overheidsorganisatie": { "id": "{{body}}" }, "feiten": { "geschenk.waarde": 30.00, "geschenk.datumOntvangst": "2026-11-20" } }""";
        var asked = await CommandAsync(services, "norms ask", question, ("own-codes", "true"));
        asked.Code.ShouldBe(0, asked.Error);
        asked.Out.ShouldContain("eigen-code-geschenk");
        (await CommandAsync(services, "norms ask", question)).Code.ShouldBe(2, "without an installation nobody knows the body");
    }

    [Theory, OnBothDatabases]
    public async Task A_question_that_names_an_unknown_body_or_another_kind_is_refused(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var visitor = site.Visitor();
        foreach (var (asked, field) in new[]
        {
            (new { id = Guid.CreateVersion7().ToString(), soort = (string?)null }, "overheidsorganisatie.id"),
            (new { id = "geen id", soort = (string?)null }, "overheidsorganisatie.id"),
            (new { id = body.ToString(), soort = (string?)"provincie" }, "overheidsorganisatie.soort"),
        })
        {
            using var answer = await visitor.Client.PostAsJsonAsync("/v1/_normtoets", new { peildatum = "2026-11-22", ambt = "raadslid", overheidsorganisatie = asked.soort is null ? (object)new { asked.id } : asked });
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(field);
        }

        using var unknown = await visitor.Client.GetAsync($"/v1/normen?overheidsorganisatie={Guid.CreateVersion7()}");
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task A_stricter_code_never_gives_a_milder_verdict(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await AdoptAsync(clerk, body, new()
        {
            ["bedrag." + Default] = "20", ["termijn." + Default] = "2 dagen", ["termijn.rpb-3-2-3-opgave-wethouder"] = "1 maand", ["termijn.mgc-draaideur"] = "2 jaar", ["overige"] = "ja",
        });
        var shelf = site.App.App.Services.GetRequiredService<NormShelf>();
        var random = new Random(20261122);
        var facts = shelf.National.Facts;
        var asked = facts.All.Where(f => f.Group is "geschenk" or "ontslag" or "inkomsten" or "vervolgfunctie" or "uitgave" or "informatie").ToList();
        var (stricter, day) = (0, new DateOnly(2026, 11, 20));
        for (var i = 0; i < 4000; i++)
        {
            var office = i % 2 == 0 ? "raadslid" : "wethouder";
            var builder = new CaseFactsBuilder(facts);
            foreach (var fact in asked.Where(_ => random.Next(3) > 0))
            {
                builder.Read(fact, fact.Type switch
                {
                    FactType.YesNo => random.Next(2) == 0 ? "true" : "false",
                    FactType.Date => day.AddDays(random.Next(-1200, 1)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                    FactType.Amount => $"{random.Next(100)}.{random.Next(10)}0",
                    FactType.Code => fact.Codes[random.Next(fact.Codes.Count)].Key,
                    FactType.Year => "2025",
                    FactType.Number => random.Next(50).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    _ => "x",
                }).ShouldBeNull();
            }

            var question = new Question(day, office, "gemeente", builder.Build());
            var (before, after) = (shelf.National.Evaluate(question, all: true), shelf.For(body).Evaluate(question, all: true));
            foreach (var national in before.Where(f => f.Verdict is Verdict.Violates))
            {
                var own = after.Where(f => f.Norm.Id == national.Norm.Id || (f.Norm.Fills ?? f.Norm.Tightens) == national.Norm.Id).ToList();
                own.ShouldContain(f => f.Verdict == Verdict.Violates, national.Norm.Id);
            }

            stricter += after.Count(f => f.Norm.Status == NormStatus.Local && f.Verdict == Verdict.Violates) - before.Count(f => f.Norm.Status == NormStatus.Default && f.Verdict == Verdict.Violates);
        }

        stricter.ShouldBePositive("the code must matter in some of the cases");
    }

    private static Dictionary<string, string?> Basics(string from = "1-11-2026") =>
        new() { ["titel"] = "Gedragscode raad", ["vastgesteldOp"] = "1-10-2026", ["vastgesteldDoor"] = "de gemeenteraad", ["vanaf"] = from, ["ambt.raadslid"] = "ja" };

    private static async Task<string> AdoptAsync(TestBrowser clerk, Guid body, Dictionary<string, string?> values)
    {
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/nieuw");
        await clerk.SubmitAsync(Basics());
        await clerk.SubmitAsync(values);
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, clerk.Page.QuerySelector("main")!.TextContent);
        await clerk.SubmitAsync(new Dictionary<string, string?>());
        await clerk.FollowAsync();
        return clerk.Response.RequestMessage!.RequestUri!.AbsolutePath;
    }

    private static async Task<string> UploadAsync(TestBrowser clerk, Guid body, string text)
    {
        await clerk.GetAsync($"/beheer/{body}/gedragscodes/bestand");
        await clerk.SubmitAsync(new Dictionary<string, string?> { ["tekst"] = text });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, clerk.Page.QuerySelector("main")!.TextContent);
        await clerk.SubmitAsync(new Dictionary<string, string?>());
        await clerk.FollowAsync();
        return clerk.Response.RequestMessage!.RequestUri!.AbsolutePath;
    }

    private static async Task<List<string>> AskAsync(TestBrowser visitor, Guid? body, int euros)
    {
        object who = body is { } id ? new { id } : new { soort = "gemeente" };
        using var answer = await visitor.Client.PostAsJsonAsync("/v1/_normtoets", new
        {
            peildatum = "2026-11-22",
            ambt = "raadslid",
            overheidsorganisatie = who,
            feiten = new { geschenk = new { waarde = euros, datumOntvangst = "2026-11-20" } },
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return
        [
            .. json.RootElement.GetProperty("bevindingen").EnumerateArray().Select(b =>
                $"{b.GetProperty("norm").GetString()} {b.GetProperty("oordeel").GetString()} {(b.TryGetProperty("instantie", out var to) && to.ValueKind == JsonValueKind.Object ? to.GetProperty("code").GetString() : "")}".TrimEnd()),
        ];
    }

    private static async Task<JsonElement> JsonAsync(TestBrowser visitor, string path)
    {
        using var answer = await visitor.Client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task<(int Code, string Out, string Error)> CommandAsync(IServiceProvider services, string name, string text, params (string Name, string Value)[] options)
    {
        var file = Path.GetTempFileName();
        await System.IO.File.WriteAllTextAsync(file, text);
        try
        {
            await using var scope = services.CreateAsyncScope();
            var (output, error) = (new StringWriter(), new StringWriter());
            var command = new HandbookModule().Commands.Single(c => c.Name == name);
            var context = new CommandContext(scope.ServiceProvider, file, options.ToDictionary(o => o.Name, o => o.Value), output, error, (_, _, _) => { }, CancellationToken.None);
            return (await command.RunAsync(context), output.ToString(), error.ToString());
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    private static Task<List<AdoptedCode>> CodesAsync(RegisterSite site, Guid body) =>
        site.App.WithStoreAsync(store => store.Set<AdoptedCode>().AsNoTracking().Where(c => c.BodyId == body).OrderBy(c => c.Number).ToListAsync());

    private static AdoptedCode Stored(Guid body, long number, string code, string yaml) =>
        new() { BodyId = body, Number = number, Code = code, TitleNl = code, TitleEn = code, AdoptedOn = new(2026, 10, 1), AdoptedBy = "de raad", From = new(2026, 11, 1), Yaml = yaml };

    private static string Rules(Guid body) => $"/handboek?ambt=raadslid&overheidsorganisatie={body}";

    private static string File(string code, string amount) => $$"""
        act: { id: {{code}}, title: "Eigen code {{code}}", titleEn: "Own code {{code}}" }
        from: 2026-11-01
        adopted: { on: 2026-10-01, by: raad }
        norms:
          - id: {{code}}-geschenk
            kind: threshold
            phase: during
            topic: geschenken
            who: { offices: [raadslid], bodies: [gemeente] }
            status: local
            fills: mgc-geschenk-melden-leden
            certainty: verified
            source: "Eigen code, artikel 3"
            title: { nl: "Geschenken boven {{amount[..2]}} euro melden", en: "Notify gifts above {{amount[..2]}} euros" }
            explanation: { nl: "Meld een geschenk.", en: "Notify a gift." }
            about: geschenk
            threshold: { fact: geschenk.waarde, above: {{amount}} }
            duty: { to: griffier, trigger: geschenk.datumOntvangst, term: P1W, done: geschenk.datumOpgave }
            examples:
              - { facts: { geschenk.waarde: {{amount}} }, gives: toegestaan }
              - { facts: { geschenk.waarde: 31.00, geschenk.datumOntvangst: 2026-11-02 }, date: 2026-11-03, gives: melden, by: 2026-11-09, authority: griffier }
              - { facts: { geschenk.waarde: 31.00, geschenk.datumOntvangst: 2026-11-02, geschenk.datumOpgave: 2026-11-09 }, date: 2026-11-10, gives: voldaan }
              - { facts: { geschenk.waarde: 31.00, geschenk.datumOntvangst: 2026-11-02, geschenk.datumOpgave: 2026-11-10 }, date: 2026-11-11, gives: in-strijd }
              - { facts: { geschenk.datumOntvangst: 2026-11-02 }, date: 2026-11-03, gives: niet-te-bepalen, missing: [geschenk.waarde] }
              - { facts: {}, gives: niet-van-toepassing }
        """;

    private static string Later() => """
        act: { id: eigen-code, title: "Eigen code", titleEn: "Own code" }
        from: 2027-01-01
        adopted: { on: 2026-11-20, by: raad }
        ends: [eigen-code-geschenk]
        norms: []
        """;

    /// <summary>The test looks in the log itself, at the moment that it chooses.</summary>
    private static void ByHand(WebApplicationBuilder builder) =>
        builder.Services.Remove(
            builder.Services.Single(d => d.ServiceType == typeof(IHostedService) && d.ImplementationFactory?.Method.ReturnType == typeof(LedgerFollower))
        );
}
