// SPDX-License-Identifier: EUPL-1.2
using System.IO.Compression;
using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>What is withdrawn for safety is gone from everything at once; what is published is in everything at once.</summary>
public sealed class WithdrawTests
{
    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Theory, OnBothDatabases]
    public async Task What_is_published_is_everywhere_at_once_and_what_is_withdrawn_nowhere(string database)
    {
        const string Canary = "Kanariepiet";
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body, "Beschermd");
        var position = await site.PositionAsync(
            body,
            person,
            p =>
            {
                p.State = PositionState.Declared;
                p.PublishedOn = null;
                p.Description = Canary;
                p.Organisation = Canary + " Stichting";
                p.Activity = Canary;
            },
            "nevenfunctie.melden"
        );
        using var clerk = site.Clerk(body);
        using var visitor = site.Visitor();

        // Every surface is seen before, so that every cache holds the answer without it.
        await EverywhereAsync(visitor, person, body, position.Id, (path, text) => text.ShouldNotContain(Canary, Case.Insensitive, path));

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/openbaarmaken?nummer={position.Id}");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var published = site.App.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        string[] shown =
        [
            $"/nevenfuncties/{position.Id}",
            $"/nevenfuncties/{position.Id}?bekendOp={published}",
            "/nevenfuncties?zoek=kanariepiet",
            $"/nevenfuncties?persoon={person}&bekendOp={published}",
            "/organisaties?zoek=kanariepiet",
            "/organisaties/kanariepiet",
            $"/organisaties/kanariepiet?bekendOp={published}",
            "/wijzigingen",
            "/wijzigingen.atom",
            "/v1/nevenfuncties?zoek=kanariepiet",
            $"/v1/nevenfuncties?overheidsorganisatie={body}&bekendOp={published}",
            $"/v1/nevenfuncties/{position.Id}",
            "/open-data/nevenfuncties.csv",
            "/open-data/nevenfuncties.json",
            "/open-data/nevenfuncties.xlsx",
        ];
        foreach (var path in shown)
        {
            (await TextAsync(visitor.Client, path)).ShouldContain(Canary, Case.Insensitive, path);
        }

        // A correction leaves the word in an old version only: that version must vanish too.
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["organisatie"] = "Verzonnen Genootschap", ["reden"] = "De naam was fout." });
        await clerk.FollowAsync();
        (await TextAsync(visitor.Client, $"/nevenfuncties/{position.Id}?versie=2")).ShouldContain(Canary);

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/intrekken");
        await clerk.SubmitAsync(Nothing);
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var field in new[] { "reden", "tot", "zeker" })
        {
            clerk.Page.QuerySelector($"a[href='#veld-{field}']").ShouldNotBeNull(field);
        }

        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Geheime grond", ["tot"] = "1-3-2027", ["zeker"] = "ja" });
        await clerk.FollowAsync();
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));

        await EverywhereAsync(
            visitor,
            person,
            body,
            position.Id,
            (path, text) =>
            {
                text.ShouldNotContain(Canary, Case.Insensitive, path);
                text.ShouldNotContain("Verzonnen Genootschap", Case.Insensitive, path);
                text.ShouldNotContain("Geheime grond", Case.Insensitive, path);
            },
            [.. shown, $"/nevenfuncties/{position.Id}?versie=1", $"/nevenfuncties/{position.Id}?versie=2"]
        );
        (await visitor.Client.GetAsync($"/nevenfuncties/{position.Id}")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await visitor.Client.GetAsync($"/v1/nevenfuncties/{position.Id}")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await TextAsync(visitor.Client, "/v1/wijzigingen?limiet=200")).ShouldNotContain(position.Id.ToString());

        // The clerk keeps ground and day, and can show it again.
        var detail = await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}");
        detail.QuerySelector("main")!.Text().ShouldContain("Geheime grond");
        detail.QuerySelector("main")!.Text().ShouldContain("1 maart 2027");
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/hervatten");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Dreiging voorbij." });
        await clerk.FollowAsync();
        var back = await TextAsync(visitor.Client, $"/nevenfuncties/{position.Id}");
        back.ShouldContain(Canary);
        back.ShouldNotContain("Geheime grond");
        back.ShouldNotContain("Dreiging voorbij");
    }

    [Theory, OnBothDatabases]
    public async Task A_draft_that_is_withdrawn_has_no_page_at_all(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(
            body,
            person,
            p =>
            {
                p.State = PositionState.Declared;
                p.Withdrawn = true;
            }
        );
        using var visitor = site.Visitor();
        await visitor.GetAsync($"/nevenfuncties/{position.Id}", HttpStatusCode.NotFound);
        await visitor.GetAsync($"/v1/nevenfuncties/{position.Id}", HttpStatusCode.NotFound);
    }

    private static async Task EverywhereAsync(TestBrowser visitor, Guid person, Guid body, Guid position, Action<string, string> check, params string[] more)
    {
        string[] surfaces =
        [
            "/",
            "/zoeken?zoek=kanariepiet",
            $"/personen/{person}",
            $"/overheidsorganisaties/{body}",
            $"/nevenfuncties?overheidsorganisatie={body}",
            $"/nevenfuncties?persoon={person}",
            $"/nevenfuncties/{position}",
            "/nevenfuncties?zoek=kanariepiet",
            "/organisaties",
            "/organisaties?zoek=kanariepiet",
            "/organisaties/kanariepiet",
            "/wijzigingen",
            "/wijzigingen.atom",
            "/v1/nevenfuncties?pageSize=200",
            $"/v1/nevenfuncties/{position}",
            "/v1/wijzigingen?limiet=200",
            "/open-data/nevenfuncties.csv",
            "/open-data/nevenfuncties.json",
            "/open-data/nevenfuncties.xlsx",
        ];
        foreach (var path in surfaces.Concat(more).Distinct(StringComparer.Ordinal))
        {
            // What was searched for stands in the search box: that is the visitor's own word.
            var text = (await TextAsync(visitor.Client, path)).Replace("value=\"kanariepiet\"", "", StringComparison.Ordinal).Replace("zoek=kanariepiet", "", StringComparison.Ordinal);
            if (path.Contains("/kanariepiet", StringComparison.Ordinal) || path.StartsWith("/zoeken", StringComparison.Ordinal))
            {
                text = text.Replace("kanariepiet", "", StringComparison.Ordinal);
            }

            check(path, text);
        }
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        ((int)response.StatusCode).ShouldBeLessThan(500, path);
        if (!path.EndsWith(".xlsx", StringComparison.Ordinal))
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
}
