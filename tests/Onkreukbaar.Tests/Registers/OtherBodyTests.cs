// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>Positions at an organisation that is a public body: from the form to the pages that gather them.</summary>
public sealed class OtherBodyTests
{
    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Theory, OnBothDatabases]
    public async Task A_position_at_a_public_body_is_found_from_form_to_page_api_files_and_organisation(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Plasman");
        var water = await site.BodyAsync("Waterschap Plas en Dras", "waterschap");
        using var clerk = site.Clerk(body);
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/overheidsorganisaties/{water}")).QuerySelector("#functies-hier").ShouldBeNull("nobody has a position there yet");

        var id = await DeclareAsync(clerk, body, person, ("overheid", "plas en dras"), ("organisatie", ""), ("kvk", ""));
        var page = await visitor.GetAsync($"/nevenfuncties/{id}");
        Item(page, "Overheid").QuerySelector("a")!.GetAttribute("href").ShouldBe($"/overheidsorganisaties/{water}");
        Item(page, "Overheid").TextContent.Trim().ShouldBe("Waterschap Plas en Dras");
        Item(page, "Organisatie").TextContent.Trim().ShouldBe("Waterschap Plas en Dras", "without a name of its own it has the name of the body");
        var slug = $"overheid-{water:N}";
        page.QuerySelector($"a[href='/organisaties/{slug}']").ShouldNotBeNull();
        Item(await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{id}"), "Overheid").QuerySelector("a")!.GetAttribute("href").ShouldBe($"/overheidsorganisaties/{water}");

        // Written otherwise and in another register: gathered all the same.
        var elsewhere = await site.BodyAsync("Gemeente Natland");
        var second = await site.PositionAsync(elsewhere, await site.PersonAsync(elsewhere, "Nat"), p => (p.Organisation, p.OrganisationBodyId) = ("Het waterschap", water));
        page = await visitor.GetAsync($"/organisaties/{slug}");
        page.QuerySelector("h1")!.TextContent.ShouldBe("Waterschap Plas en Dras");
        page.QuerySelector($"main a[href='/overheidsorganisaties/{water}']").ShouldNotBeNull();
        page.QuerySelector($"a[href='/nevenfuncties/{id}']").ShouldNotBeNull();
        page.QuerySelector($"a[href='/nevenfuncties/{second.Id}']").ShouldNotBeNull();
        (await visitor.GetAsync($"/overheidsorganisaties/{water}")).QuerySelector("#functies-hier")!.Closest("section")!.QuerySelector("a")!.ShouldSatisfyAllConditions(
            a => a.GetAttribute("href").ShouldBe("/organisaties/" + slug),
            a => a.TextContent.ShouldContain("2 functies")
        );
        (await visitor.GetAsync("/organisaties?zoek=plas+dras")).QuerySelector($"a[href='/organisaties/{slug}']")!.TextContent.ShouldBe("Waterschap Plas en Dras");

        using var list = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties?organisatie={slug}"));
        list.RootElement.GetProperty("aantal").GetInt32().ShouldBe(2);
        foreach (var one in list.RootElement.GetProperty("resultaten").EnumerateArray().Append(await ApiAsync(visitor, id)))
        {
            one.GetProperty("overheidsorganisatieNevenfunctie").GetProperty("id").GetGuid().ShouldBe(water);
            one.GetProperty("overheidsorganisatieNevenfunctie").GetProperty("naam").GetString().ShouldBe("Waterschap Plas en Dras");
            one.GetProperty("organisatie").GetString().ShouldBe(slug);
        }

        foreach (var file in new[] { $"/open-data/nevenfuncties.csv?organisatie={slug}", $"/beheer/{body}/nevenfuncties/export.csv" })
        {
            var csv = await clerk.Client.GetStringAsync(file);
            csv.Split('\n')[0].ShouldContain("naamOrganisatie,overheidsorganisatieNevenfunctieId,overheidsorganisatieNevenfunctieNaam,kvkNummer");
            csv.ShouldContain($",Waterschap Plas en Dras,{water},Waterschap Plas en Dras,");
        }

        (await ApiAsync(visitor, (await site.PositionAsync(body, person)).Id)).GetProperty("overheidsorganisatieNevenfunctie").ValueKind.ShouldBe(JsonValueKind.Null);

        // The name that came from the body goes along when it turns out to be another one.
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{id}/verbeteren");
        await clerk.SubmitAsync(Fields(("overheid", "Gemeente Natland"), ("reden", "Het was de gemeente.")));
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        (await ApiAsync(visitor, id)).GetProperty("naamOrganisatie").GetString().ShouldBe("Gemeente Natland");
    }

    [Theory, OnBothDatabases]
    public async Task A_name_that_fits_none_or_several_asks_on_and_keeps_what_was_typed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var town = await site.BodyAsync("Gemeente Zeepdorp");
        var province = await site.BodyAsync("Provincie Zeepdorp", "provincie");
        for (var i = 0; i < FindBody.MostChoices + 1; i++)
        {
            await site.BodyAsync($"Gemeente Wolkenveld {(char)('A' + i)}");
        }

        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        foreach (var (typed, message) in new[] { ("Ministerie van Nergens", "geen overheid"), ("wolkenveld", "te veel"), (new string('x', 256), "255"), ("...", "geen overheid") })
        {
            await clerk.SubmitAsync(new Dictionary<string, string?>(DeclareTests.Good, StringComparer.Ordinal) { ["overheid"] = typed });
            clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, typed);
            clerk.Page.QuerySelector("a[href='#veld-overheid']").ShouldNotBeNull(typed).TextContent.ShouldContain(message);
            clerk.Page.QuerySelector("[name=overheid]")!.GetAttribute("value").ShouldBe(typed);
            clerk.Page.QuerySelector("[name=omschrijving]")!.GetAttribute("value").ShouldBe("Voorzitter");
        }

        await clerk.SubmitAsync(Field("overheid", "zeepdorp"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-gekozenoverheid']")!.TextContent.ShouldContain("2 overheden");
        clerk.Page.GetElementById("veld-gekozenoverheid").ShouldNotBeNull();
        var choices = clerk.Page.QuerySelectorAll("input[type=radio][name=gekozenOverheid]").OfType<IHtmlInputElement>().ToList();
        choices.Select(c => c.Value).ShouldBe([town.ToString(), province.ToString()], ignoreOrder: true);
        choices.Single(c => c.Value == province.ToString()).IsChecked = true;
        await clerk.SubmitAsync(Nothing);
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        clerk.Page.QuerySelector("main dl")!.Text().ShouldContain("Provincie Zeepdorp");

        // Going back shows the body that was chosen; another whole name counts above the choice of before.
        await clerk.SubmitAsync(Nothing, action: $"/beheer/{body}/nevenfuncties/nieuw/wijzigen");
        clerk.Page.QuerySelector("[name=overheid]")!.GetAttribute("value").ShouldBe("Provincie Zeepdorp");
        await clerk.SubmitAsync(Field("overheid", "gemeente zeepdorp"));
        clerk.Page.QuerySelector("main dl")!.Text().ShouldContain("Gemeente Zeepdorp");
        await clerk.SubmitAsync(Nothing, button: ("actie", "openbaarmaken"));
        await clerk.FollowAsync();
        using var visitor = site.Visitor();
        var id = Guid.Parse(clerk.Response.RequestMessage!.RequestUri!.Segments[^1]);
        (await ApiAsync(visitor, id)).GetProperty("overheidsorganisatieNevenfunctie").GetProperty("id").GetGuid().ShouldBe(town);
    }

    [Theory, OnBothDatabases]
    public async Task Correcting_the_public_body_keeps_what_was_there_before(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var first = await site.BodyAsync("Waterschap Droogdal", "waterschap");
        var second = await site.BodyAsync("Waterschap Natdal", "waterschap");
        using var clerk = site.Clerk(body);
        using var visitor = site.Visitor();
        var id = await DeclareAsync(clerk, body, person, ("overheid", "Waterschap Droogdal"), ("organisatie", "Het waterschap"), ("kvk", ""));
        var address = $"/beheer/{body}/nevenfuncties/{id}/verbeteren";

        // What is not touched stays.
        await clerk.GetAsync(address);
        clerk.Page.QuerySelector("[name=overheid]")!.GetAttribute("value").ShouldBe("Waterschap Droogdal");
        await clerk.SubmitAsync(Fields(("uren", "9"), ("reden", "Uren bekend.")));
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        (await ApiAsync(visitor, id)).GetProperty("overheidsorganisatieNevenfunctie").GetProperty("id").GetGuid().ShouldBe(first);

        await clerk.GetAsync(address);
        await clerk.SubmitAsync(Fields(("overheid", "natdal"), ("reden", "Het was een ander waterschap.")));
        clerk.Page.QuerySelectorAll("main table tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim()))).ShouldBe(["Overheid|Waterschap Droogdal|Waterschap Natdal"]);
        await clerk.SubmitAsync(Nothing);
        var detail = await clerk.FollowAsync();
        detail.QuerySelectorAll("del").ShouldContain(d => d.TextContent.Contains("Waterschap Droogdal"));
        detail.QuerySelectorAll("ins").ShouldContain(d => d.TextContent.Contains("Waterschap Natdal"));
        var page = await visitor.GetAsync($"/nevenfuncties/{id}");
        Item(page, "Overheid").QuerySelector("a")!.GetAttribute("href").ShouldBe($"/overheidsorganisaties/{second}");
        page.QuerySelectorAll("del").ShouldContain(d => d.TextContent.Contains("Waterschap Droogdal"));
        Item(await visitor.GetAsync($"/nevenfuncties/{id}?versie=2"), "Overheid").TextContent.Trim().ShouldBe("Waterschap Droogdal");
        (await visitor.GetAsync($"/organisaties/overheid-{first:N}", HttpStatusCode.Gone)).QuerySelector($"main a[href='/nevenfuncties/{id}']").ShouldNotBeNull("the old address says where it is now");
        (await visitor.GetAsync($"/organisaties/overheid-{second:N}")).QuerySelector($"a[href='/nevenfuncties/{id}']").ShouldNotBeNull();
        (await visitor.GetAsync($"/personen/{person}")).QuerySelectorAll("ins").ShouldContain(i => i.TextContent.Contains("Waterschap Natdal"));

        await clerk.GetAsync(address);
        await clerk.SubmitAsync(Fields(("overheid", ""), ("reden", "Geen overheid.")));
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        var history = await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(id));
        history.Select(h => h.State.OrganisationBodyId).ShouldBe([first, first, second, null]);
        (await visitor.GetAsync($"/nevenfuncties/{id}")).QuerySelector($"main a[href='/organisaties/waterschap']").ShouldNotBeNull("it is gathered by its name again");
    }

    private static async Task<Guid> DeclareAsync(TestBrowser clerk, Guid body, Guid person, params (string Name, string Value)[] fields)
    {
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/nieuw?persoon={person}");
        var form = new Dictionary<string, string?>(DeclareTests.Good, StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            form[name] = value;
        }

        await clerk.SubmitAsync(form);
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, clerk.Page.QuerySelector("main")!.Text());
        await clerk.SubmitAsync(Nothing, button: ("actie", "openbaarmaken"));
        await clerk.FollowAsync();
        return Guid.Parse(clerk.Response.RequestMessage!.RequestUri!.Segments[^1]);
    }

    private static IElement Item(IParentNode page, string label) =>
        page.QuerySelectorAll("main dl > div").First(d => string.Equals(d.QuerySelector("dt")!.TextContent, label, StringComparison.Ordinal)).QuerySelector("dd")!;

    private static async Task<JsonElement> ApiAsync(TestBrowser visitor, Guid id) => JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/nevenfuncties/{id}")).RootElement;

    private static Dictionary<string, string?> Field(string name, string value) => Fields((name, value));

    private static Dictionary<string, string?> Fields(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(f => f.Name, f => (string?)f.Value, StringComparer.Ordinal);
}
