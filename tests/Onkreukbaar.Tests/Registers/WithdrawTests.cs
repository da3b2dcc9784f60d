// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Tests.Access;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>What is withdrawn for safety is gone from everything at once; what is published is in everything at once.</summary>
public sealed partial class WithdrawTests
{
    private static readonly Dictionary<string, string?> Nothing = new(StringComparer.Ordinal);

    [Theory, OnBothDatabases]
    public async Task What_is_published_is_everywhere_at_once_and_what_is_withdrawn_nowhere(string database)
    {
        const string Canary = "Kanariepiet";
        // An application of its own: pages and feeds of what is new show the last changes only, and other tests change a lot.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
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
        await EverywhereAsync(site, visitor, person, body, position.Id, (path, text) => text.ShouldNotContain(Canary, Case.Insensitive, path));
        var place = await LastPlaceAsync(visitor.Client);
        var number = await NumberedAsync(site) - 1;
        site.App.Clock.Advance(TimeSpan.FromSeconds(1));

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
            .. Enum.GetValues<ExportFormat>()
                .SelectMany(f => new[]
                {
                    OpenData.Address("nevenfuncties", f),
                    OpenData.Address("nevenfuncties", f) + $"?overheidsorganisatie={body}&bekendOp={published}",
                    OpenData.Address("organisaties", f),
                    OpenData.Address("organisaties", f) + $"?overheidsorganisatie={body}&bekendOp={published}",
                    OpenData.Address("wijzigingen", f),
                    OpenData.Address("wijzigingen", f) + $"?persoon={person}&bekendOp={published}",
                }),
        ];
        foreach (var path in shown)
        {
            (await TextAsync(visitor.Client, path)).ShouldContain(Canary, Case.Insensitive, path);
        }

        // Who follows the register from before the publication gets it, by place and by number.
        await NumberedAsync(site);
        string[] following = [$"/v1/wijzigingen?limiet=200&overheidsorganisatie={body}&na={place}", $"/v1/wijzigingen?limiet=200&overheidsorganisatie={body}&na={number}"];
        foreach (var path in following)
        {
            (await TextAsync(visitor.Client, path)).ShouldContain(position.Id.ToString(), customMessage: path);
        }

        (await ExportedAsync(site)).ShouldContain(Canary);

        // A correction leaves the word in an old version only: that version must vanish too.
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/verbeteren");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["organisatie"] = "Verzonnen Genootschap", ["reden"] = "De naam was fout." });
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        (await TextAsync(visitor.Client, $"/nevenfuncties/{position.Id}?versie=2")).ShouldContain(Canary);

        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/intrekken");
        await clerk.SubmitAsync(Nothing);
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var field in new[] { "reden", "tot" })
        {
            clerk.Page.QuerySelector($"a[href='#veld-{field}']").ShouldNotBeNull(field);
        }

        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Geheime grond", ["tot"] = "1-3-2027" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.OK, "the check");
        (await TextAsync(visitor.Client, $"/nevenfuncties/{position.Id}")).ShouldContain("Verzonnen Genootschap", customMessage: "the check hides nothing yet");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        site.App.Clock.Advance(TimeSpan.FromMinutes(1));

        await NumberedAsync(site);
        await EverywhereAsync(
            site,
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
        foreach (var path in following.Append("/v1/wijzigingen?limiet=200"))
        {
            (await TextAsync(visitor.Client, path)).ShouldNotContain(position.Id.ToString(), customMessage: path);
        }

        // The command line gives no more than the site.
        (await ExportedAsync(site)).ShouldNotContain(Canary, Case.Insensitive);

        // That its versions stand in the log can still be proved, and the proof says nothing of what stood in them.
        var versions = await VersionsAsync(site, position.Id);
        versions.Count.ShouldBeGreaterThan(3);
        foreach (var version in versions)
        {
            using var proof = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/logboek/bewijs/{version}"));
            proof.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["regel", "nummer", "aantal", "bewijs", "verzegeling"]);
            using var entry = JsonDocument.Parse(proof.RootElement.GetProperty("regel").GetString()!);
            entry.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "soort", "onderwerp", "versie", "vastgelegd", "proces", "zegel"]);
        }

        // The clerk keeps ground and day, and can show it again.
        var detail = await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}");
        detail.QuerySelector("main")!.Text().ShouldContain("Geheime grond");
        detail.QuerySelector("main")!.Text().ShouldContain("1 maart 2027");
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/hervatten");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Dreiging voorbij." });
        (await visitor.Client.GetAsync($"/nevenfuncties/{position.Id}")).StatusCode.ShouldBe(HttpStatusCode.Gone, "the check shows nothing yet");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        var back = await TextAsync(visitor.Client, $"/nevenfuncties/{position.Id}");
        back.ShouldContain(Canary);
        back.ShouldNotContain("Geheime grond");
        back.ShouldNotContain("Dreiging voorbij");
    }

    [Theory, OnBothDatabases]
    public async Task The_check_says_what_is_hidden_on_what_ground_and_until_when_and_going_back_keeps_what_was_typed(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person);
        var address = $"/beheer/{body}/nevenfuncties/{position.Id}";
        using var clerk = site.Clerk(body);
        await clerk.GetAsync(address + "/intrekken");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Bedreiging", ["tot"] = "1-3-2020" });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "that day has gone by");
        clerk.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ShouldBe("Bedreiging");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["tot"] = "1-3-2027" });
        clerk.Page.QuerySelector("h1")!.Text().ShouldBe("Controleer uw antwoorden");
        Changes().ShouldBe(["Ingetrokken|Nee|Ja", "Grond van intrekken|(leeg)|Bedreiging", "Opnieuw bekijken op|(leeg)|1 maart 2027"]);
        var told = clerk.Page.QuerySelector("section:has(#gevolgen)")!.Text();
        told.ShouldContain("meteen nergens meer te zien");
        told.ShouldContain("Vanaf 1 maart 2027 staat op uw werkplek");
        told.ShouldContain("staan in de geschiedenis");
        clerk.Page.QuerySelector($"main form a[href='{address}']")!.Text().ShouldBe("Annuleren");
        (await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(position.Id))).Count.ShouldBe(1, "nothing is saved before it was checked");

        await clerk.SubmitAsync(Nothing, action: address + "/intrekken/wijzigen");
        clerk.Page.QuerySelector("[name=reden]")!.TextContent.Trim().ShouldBe("Bedreiging");
        clerk.Page.QuerySelector("[name=tot]")!.GetAttribute("value").ShouldBe("1-3-2027");
        await clerk.SubmitAsync(Nothing);

        // Saving goes over the same doors as checking.
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = " " });
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Bedreiging" });
        await clerk.SubmitAsync(Nothing);
        (await clerk.FollowAsync()).QuerySelector("main")!.Text().ShouldContain("De nevenfunctie is overal verborgen.");

        await clerk.GetAsync(address + "/hervatten");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Dreiging voorbij" });
        Changes().ShouldBe(["Ingetrokken|Ja|Nee", "Grond van intrekken|Bedreiging|(leeg)", "Opnieuw bekijken op|1 maart 2027|(leeg)"]);
        clerk.Page.QuerySelector("section:has(#gevolgen)")!.Text().ShouldContain("meteen weer te zien");
        clerk.Page.QuerySelector("main")!.Text().ShouldContain("Dreiging voorbij");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        var history = await site.App.WithStoreAsync(s => s.HistoryAsync<AncillaryPosition>(position.Id));
        history.Skip(1).Select(h => (h.Act.Process, h.Act.Reason)).ShouldBe([("nevenfunctie.intrekken", "Bedreiging"), ("nevenfunctie.hervatten", "Dreiging voorbij")]);

        IEnumerable<string> Changes() => clerk.Page.QuerySelectorAll("main table tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim())));
    }

    [Theory, OnBothDatabases]
    public async Task Withdrawing_what_is_not_public_yet_does_not_speak_of_pages_that_are_not_there(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body), p => (p.State, p.PublishedOn) = (PositionState.Declared, null));
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/intrekken");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Bedreiging", ["tot"] = "1-3-2027" });
        var told = clerk.Page.QuerySelector("section:has(#gevolgen)")!.Text();
        told.ShouldContain("nog niet openbaar");
        told.ShouldNotContain("oude adres");
        await clerk.SubmitAsync(Nothing);
        await clerk.FollowAsync();
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}/hervatten");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["reden"] = "Voorbij" });
        clerk.Page.QuerySelector("section:has(#gevolgen)")!.Text().ShouldContain("was nog niet openbaar");
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

    /// <summary>Every address that everybody may ask, as the application has them, with what leads to the position where an address takes something.</summary>
    private static async Task EverywhereAsync(RegisterSite site, TestBrowser visitor, Guid person, Guid body, Guid position, Action<string, string> check, params string[] more)
    {
        var versions = await VersionsAsync(site, position);
        var size = await site.App.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Reader.SizeAsync();
        var routes = site.App.App.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<AccessRule>() is { Permission: null, SignedIn: false } && RouteGuards.Methods(e).Contains("GET"))
            .Select(RouteGuards.Pattern)
            // The printed handbook holds norms only, and takes long.
            .Where(p => !p.EndsWith(".pdf", StringComparison.Ordinal) && !p.StartsWith("/ontwerp/", StringComparison.Ordinal))
            .ToList();
        string[] surfaces =
        [
            .. routes.SelectMany(Filled),
            "/zoeken?zoek=kanariepiet",
            $"/nevenfuncties?overheidsorganisatie={body}",
            $"/nevenfuncties?persoon={person}",
            "/nevenfuncties?zoek=kanariepiet",
            "/organisaties?zoek=kanariepiet",
            "/v1/nevenfuncties?pageSize=200",
            $"/v1/nevenfuncties?persoon={person}",
            "/v1/wijzigingen?limiet=200&sorteer=-tijdstip",
            "/v1/wijzigingen?limiet=200&na=-1",
        ];
        surfaces.Length.ShouldBeGreaterThan(60);
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

        IEnumerable<string> Filled(string pattern)
        {
            if (pattern.Contains("{format}", StringComparison.Ordinal))
            {
                return Enum.GetValues<ExportFormat>().Select(f => pattern.Replace("{format}", f.Ending(), StringComparison.Ordinal));
            }

            if (pattern.StartsWith("/logboek/bewijs/", StringComparison.Ordinal))
            {
                return versions.Select(v => $"/logboek/bewijs/{v}");
            }

            if (pattern.StartsWith("/logboek/tile/entries/", StringComparison.Ordinal))
            {
                return Enumerable.Range(0, (int)((size + 255) / 256)).Select(i => string.Create(CultureInfo.InvariantCulture, $"/logboek/tile/entries/{i:D3}{((i + 1) * 256L <= size ? "" : $".p/{size % 256}")}"));
            }

            return
            [
                Parameter()
                    .Replace(
                        pattern.Replace("/personen/{id}", $"/personen/{person}", StringComparison.Ordinal)
                            .Replace("/overheidsorganisaties/{id}", $"/overheidsorganisaties/{body}", StringComparison.Ordinal)
                            .Replace("{key}", "kanariepiet", StringComparison.Ordinal),
                        position.ToString()
                    ),
            ];
        }
    }

    private static Task<List<Guid>> VersionsAsync(RegisterSite site, Guid position) =>
        site.App.WithStoreAsync(store => store.Versions.Where(v => v.SubjectId == position).Select(v => v.Id).ToListAsync());

    /// <summary>Numbers what was saved; gives the length of the log.</summary>
    private static async Task<long> NumberedAsync(RegisterSite site)
    {
        var ledger = site.App.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        return await ledger.Reader.SizeAsync();
    }

    private static async Task<string> LastPlaceAsync(HttpClient client)
    {
        using var newest = JsonDocument.Parse(await client.GetStringAsync("/v1/wijzigingen?limiet=1&sorteer=-tijdstip"));
        return newest.RootElement.GetProperty("volgende").GetString() ?? "-1";
    }

    /// <summary>All that <c>./onkreukbaar export</c> writes, in all forms, as text.</summary>
    private static async Task<string> ExportedAsync(RegisterSite site)
    {
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-withdraw-").FullName;
        try
        {
            var all = new List<string>();
            var command = OnkreukbaarApp.Modules.All.SelectMany(m => m.Commands).Single(c => c.Name == "export");
            foreach (var format in Enum.GetValues<ExportFormat>())
            {
                await using var scope = site.App.App.Services.CreateAsyncScope();
                using var output = new StringWriter(CultureInfo.InvariantCulture);
                var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = format.Ending() };
                (await command.RunAsync(new CommandContext(scope.ServiceProvider, folder, options, output, output, (_, _, _) => { }, CancellationToken.None))).ShouldBe(0, output.ToString());
            }

            foreach (var file in Directory.EnumerateFiles(folder))
            {
                all.Add(file.EndsWith(".xlsx", StringComparison.Ordinal) ? await SheetAsync(File.OpenRead(file)) : await File.ReadAllTextAsync(file));
            }

            all.Count.ShouldBe(4 * OnkreukbaarApp.Modules.All.Sum(m => m.Lists.Count()));
            return string.Concat(all);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        ((int)response.StatusCode).ShouldBeLessThan(500, path);
        return path.Split('?')[0].EndsWith(".xlsx", StringComparison.Ordinal)
            ? await SheetAsync(await response.Content.ReadAsStreamAsync())
            : await response.Content.ReadAsStringAsync();
    }

    private static async Task<string> SheetAsync(Stream file)
    {
        await using var zip = new ZipArchive(file);
        var parts = new List<string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync());
            parts.Add(await reader.ReadToEndAsync());
        }

        return string.Concat(parts);
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
