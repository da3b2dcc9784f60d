// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.Tests.Access;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>
/// Open data: every list that a module registers, as a file. What is registered is asked of the modules, so that a list that is new is tried by itself;
/// it fails until the place of these tests holds something of it.
/// </summary>
public sealed class OpenDataTests
{
    private static readonly IReadOnlyList<ExportList> Lists = [.. OnkreukbaarApp.Modules.All.SelectMany(m => m.Lists)];

    /// <summary>Lists that a day long ago does not empty: what they hold has no first day here, or happened and does not hold.</summary>
    private static readonly string[] OfAnyDay = ["overheidsorganisaties", "ambten", "geschenken", "reizen", "wijzigingen"];

    [Theory, OnBothDatabases]
    public async Task Every_list_is_a_file_in_every_form_for_all_for_a_body_for_a_day_and_for_a_moment(string database)
    {
        await using var place = await Place.AtAsync(database);
        foreach (var list in Lists)
        {
            var whole = await place.RowsAsync(list.Name, ExportFormat.Json);
            whole.Count.ShouldBeGreaterThan(1, $"give the place of this test something of {list.Name}, in both bodies");
            foreach (var format in Enum.GetValues<ExportFormat>())
            {
                using var answer = await place.Client.GetAsync(OpenData.Address(list.Name, format));
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, list.Name);
                answer.Content.Headers.ContentType!.ToString().ShouldBe(format.MediaType());
                answer.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"{list.Name}.{format.Ending()}");
                answer.Headers.CacheControl!.NoCache.ShouldBeTrue();
                (await place.RowsAsync(list.Name, format)).ShouldBe(whole, $"{list.Name}.{format.Ending()} holds other rows than the JSON");
                await place.IsAsCommandLineAsync(list, format);
            }

            var own = await place.RowsAsync(list.Name, ExportFormat.Json, $"?overheidsorganisatie={place.Body}");
            own.Count.ShouldBeGreaterThan(0, list.Name);
            own.Count.ShouldBeLessThan(whole.Count, list.Name);
            (await place.RowsAsync(list.Name, ExportFormat.Xlsx, $"?overheidsorganisatie={place.Body}")).ShouldBe(own);

            (await place.RowsAsync(list.Name, ExportFormat.Json, "?bekendOp=2020-01-01")).ShouldBeEmpty($"{list.Name} tells what was not known");
            (await place.RowsAsync(list.Name, ExportFormat.Json, "?bekendOp=" + place.Moment)).ShouldBe(whole, ignoreOrder: true, list.Name);
            (await place.RowsAsync(list.Name, ExportFormat.Csv, $"?overheidsorganisatie={place.Body}&bekendOp={place.Moment}")).ShouldBe(own, ignoreOrder: true, list.Name);
            var before = await place.RowsAsync(list.Name, ExportFormat.Csv, "?peildatum=1950-01-01");
            before.ShouldBe(
                OfAnyDay.Contains(list.Name, StringComparer.Ordinal) ? whole
                    // No position held on that day; who gave something once, did.
                    : list.Name is "organisaties" ? ["uitgeverij-verzonnen"]
                    : [],
                list.Name
            );
        }
    }

    [Theory, OnBothDatabases]
    public async Task Every_filter_of_a_list_leaves_something_out_or_is_refused(string database)
    {
        await using var place = await Place.AtAsync(database);
        var nothing = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["zoek"] = "bestaatniet",
            ["soort"] = "bestaatniet",
            ["ambt"] = "bestaatniet",
            ["organisatie"] = "bestaat-niet",
            ["bovenliggend"] = Guid.CreateVersion7().ToString(),
            ["persoon"] = Guid.CreateVersion7().ToString(),
            ["letter"] = "q",
            ["bezoldigd"] = "bezoldigd",
            ["van"] = "2099-01-01",
            ["tot"] = "1950-01-01",
            ["jaar"] = "1950",
        };
        foreach (var list in Lists)
        {
            var whole = await place.RowsAsync(list.Name, ExportFormat.Json);
            foreach (var filter in list.Filters)
            {
                if (filter is "sorteer")
                {
                    var (field, code) = (await place.RefusedAsync($"/open-data/{list.Name}.csv?sorteer=onzin")).ShouldHaveSingleItem();
                    field.ShouldBe("sorteer");
                    code.ShouldBe("sorteer.onbekend");
                }
                else if (filter is "alle")
                {
                    (await place.RowsAsync(list.Name, ExportFormat.Csv, "?alle=nee")).Count.ShouldBeLessThan(whole.Count);
                    (await place.RowsAsync(list.Name, ExportFormat.Csv, "?alle=ja")).ShouldBe(whole);
                }
                else
                {
                    nothing.ShouldContainKey(filter, $"say here what no row of {list.Name} has");
                    (await place.RowsAsync(list.Name, ExportFormat.Csv, $"?{filter}={nothing[filter]}")).ShouldBeEmpty($"{list.Name} by {filter}");
                }
            }
        }

        var descending = await place.RowsAsync("personen", ExportFormat.Json, "?sorteer=-naam");
        (await place.RowsAsync("personen", ExportFormat.Json, "?sorteer=naam")).ShouldBe(descending.Reverse());
        (await place.RowsAsync("nevenfuncties", ExportFormat.Json, "?organisatie=verzonnen-theater")).ShouldHaveSingleItem();
        (await place.RowsAsync("nevenfuncties", ExportFormat.Json, $"?organisatie=verzonnen-theater&bekendOp={place.Moment}")).ShouldHaveSingleItem();
        (await place.RowsAsync("nevenfuncties", ExportFormat.Json, $"?zoek=vuurtoren&sorteer=persoon&bekendOp={place.Moment}")).ShouldHaveSingleItem();
        (await place.RowsAsync("organisaties", ExportFormat.Csv, "?zoek=theater")).ShouldBe(["verzonnen-theater"]);
        (await place.RowsAsync("organisaties", ExportFormat.Csv, "?zoek=theater&peildatum=2024-01-01")).ShouldBe(["verzonnen-theater"]);
        (await place.RowsAsync("organisaties", ExportFormat.Csv, "?zoek=vuurtoren&peildatum=2024-01-01")).ShouldBeEmpty("it ended before");
    }

    [Theory, OnBothDatabases]
    public async Task What_is_wrong_in_the_address_of_a_file_is_all_said_at_once_and_no_file_comes(string database)
    {
        await using var place = await Place.AtAsync(database);
        foreach (var list in Lists)
        {
            var refused = await place.RefusedAsync($"/open-data/{list.Name}.csv?persoonn=1&peildatum=31-2-2026&bekendOp=gisteren&overheidsorganisatie=x&pagina=2");
            refused.ShouldBe(
                [
                    ("persoonn", "parameter.onbekend"),
                    ("pagina", "parameter.onbekend"),
                    ("overheidsorganisatie", "id.onjuist"),
                    ("peildatum", "datum.onbestaand"),
                    ("bekendOp", "datum.onleesbaar"),
                ],
                list.Name
            );
            (await place.RefusedAsync($"/open-data/{list.Name}.csv?peildatum=2026-01-01&peildatum=2025-01-01")).ShouldContain(("peildatum", "parameter.dubbel"));
            using var other = await place.Client.GetAsync($"/open-data/{list.Name}.docx");
            other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            other.Content.Headers.ContentDisposition.ShouldBeNull();
        }

        // A person who follows an old link gets a page, that only this site may read.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/open-data/personen.docx") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/html") } } };
        using var page = await place.Client.SendAsync(request);
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await page.Content.ReadAsStringAsync()).ShouldContain("Kies csv, json, jsonl of xlsx.");
        page.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        page.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("style-src 'self'");
    }

    [Theory, OnBothDatabases]
    public async Task Every_list_page_gives_its_files_with_its_own_filters_and_moment(string database)
    {
        await using var place = await Place.AtAsync(database);
        using var visitor = place.Site.Visitor();
        foreach (
            var (path, list, query) in new (string, string, string)[]
            {
                ("/overheidsorganisaties", "overheidsorganisaties", "?zoek=lijst&soort=gemeente&peildatum=2024-01-01"),
                ("/overheidsorganisaties", "overheidsorganisaties", "?zoek=lijst&sorteer=-naam"),
                ("/overheidsorganisaties", "overheidsorganisaties", "?zoek=lijst&alle=ja"),
                ("/personen", "personen", $"?zoek=baas&bekendOp={place.Moment}"),
                ("/personen", "personen", $"?overheidsorganisatie={place.Body}&sorteer=-naam"),
                ("/nevenfuncties", "nevenfuncties", "?zoek=theater&peildatum=2024-01-01"),
                ("/nevenfuncties", "nevenfuncties", $"?overheidsorganisatie={place.Body}&bekendOp={place.Moment}"),
                ("/organisaties", "organisaties", "?zoek=theater"),
                ("/organisaties/verzonnen-theater", "nevenfuncties", $"?peildatum=2024-01-01&bekendOp={place.Moment}"),
            }
        )
        {
            var page = await visitor.GetAsync(path + query);
            var rows = page.QuerySelector("main table")!.QuerySelectorAll("tbody tr").Length;
            rows.ShouldBeGreaterThan(0, path + query);
            foreach (var link in Links(page, list, path + query))
            {
                foreach (var part in query[1..].Split('&'))
                {
                    Uri.UnescapeDataString(link).ShouldContain(part, customMessage: path + query);
                }

                (await place.RowsAsync(link)).Count.ShouldBe(rows, link);
            }
        }

        foreach (var link in Links(await visitor.GetAsync("/wijzigingen?van=2026-11-22&tot=2026-11-22"), "wijzigingen", "/wijzigingen"))
        {
            link.ShouldEndWith("?van=2026-11-22&tot=2026-11-22");
            (await place.RowsAsync(link)).Count.ShouldBe((await place.RowsAsync("wijzigingen", ExportFormat.Json)).Count);
        }

        foreach (var link in Links(await visitor.GetAsync($"/overheidsorganisaties/{place.Body}/gedragscodes"), "gedragscodes", "the codes of a body"))
        {
            (await place.RowsAsync(link)).ShouldHaveSingleItem();
        }

        var own = await visitor.GetAsync($"/overheidsorganisaties/{place.Body}");
        foreach (var (list, count) in new[] { ("ambtstermijnen", 1), ("ambten", 1), ("verklaringen", 1), ("nevenfuncties", 2) })
        {
            foreach (var link in Links(own, list, "the body's page"))
            {
                link.ShouldEndWith($"?overheidsorganisatie={place.Body}");
                (await place.RowsAsync(link)).Count.ShouldBe(count);
            }
        }
    }

    [Fact]
    public async Task Public_data_is_for_every_site_and_nothing_else_is()
    {
        var site = await RegisterSite.OfAsync(Databases.Sqlite);
        var body = await site.BodyAsync();
        using var visitor = site.App.Client();
        using var clerk = site.As(body, Enum.GetValues<Role>());
        var data = new List<string>();
        foreach (var endpoint in site.App.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = RouteGuards.Pattern(endpoint);
            var path = string.Concat(endpoint.RoutePattern.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(Filled))));
            var isData = PublicData.IsAt(path);
            if (isData)
            {
                data.Add(pattern);
                var rule = endpoint.Metadata.GetMetadata<AccessRule>()!;
                (rule.Permission is null && !rule.SignedIn).ShouldBeTrue($"{pattern} is not for everybody, so no other site may read it");
            }

            if (!RouteGuards.Methods(endpoint).Contains("GET"))
            {
                continue;
            }

            foreach (var client in new[] { visitor, clerk.Client })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", "https://elders.example.nl" } } };
                using var answer = await client.SendAsync(request);
                ((int)answer.StatusCode).ShouldNotBe(500, path);
                Header(answer, "Access-Control-Allow-Origin").ShouldBe(isData ? "*" : "", path);
                Header(answer, "Cross-Origin-Resource-Policy").ShouldBe(isData ? "cross-origin" : "same-origin", path);
                Header(answer, "Access-Control-Allow-Credentials").ShouldBe("", path);
                if (isData)
                {
                    Header(answer, "Set-Cookie").ShouldBe("", path);
                    Header(answer, "Access-Control-Expose-Headers").ShouldContain("Content-Disposition", customMessage: path);
                }
            }

            if (isData)
            {
                using var ask = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Options, path) { Headers = { { "Origin", "https://elders.example.nl" } } });
                ask.StatusCode.ShouldBe(HttpStatusCode.NoContent, path);
                Header(ask, "Access-Control-Allow-Origin").ShouldBe("*", path);
                Header(ask, "Access-Control-Allow-Methods").ShouldContain("GET", customMessage: path);
            }
        }

        data.ShouldContain("/wijzigingen.atom");
        data.ShouldContain("/logboek/checkpoint");
        data.ShouldContain("/v1/personen");
        data.Count(p => p.StartsWith("/open-data/", StringComparison.Ordinal)).ShouldBe(Lists.Count);

        static string Filled(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) =>
            part switch
            {
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "format" } => "csv",
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart => Guid.CreateVersion7().ToString(),
                _ => ".",
            };

        static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
    }

    [Theory, OnBothDatabases]
    public async Task The_page_about_open_data_has_every_list_and_an_example_of_every_resource_and_all_of_them_answer(string database)
    {
        await using var place = await Place.AtAsync(database);
        using var visitor = place.Site.Visitor();
        var page = await visitor.GetAsync("/api");
        var links = page.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")!).Where(h => h.StartsWith("/v1", StringComparison.Ordinal) || h.StartsWith("/open-data", StringComparison.Ordinal)).ToList();
        foreach (var list in Lists)
        {
            foreach (var format in Enum.GetValues<ExportFormat>())
            {
                links.ShouldContain(OpenData.Address(list.Name, format));
            }
        }

        var addresses = ApiAddress.Of(place.Site.App.App.Services.GetRequiredService<EndpointDataSource>().Endpoints);
        addresses.Select(a => a.Operation.Tag).ShouldContain("wijzigingen");
        foreach (var address in addresses)
        {
            if (address.Path.Contains('{') || address.Operation.Body is not null)
            {
                page.QuerySelector("main")!.TextContent.ShouldContain(address.Path);
            }
            else
            {
                links.ShouldContain(l => l == address.Path || l.StartsWith(address.Path + "?", StringComparison.Ordinal), address.Path);
            }
        }

        links.ShouldContain(l => l.StartsWith("/v1/wijzigingen?", StringComparison.Ordinal));
        links.ShouldContain(l => l.Contains("bekendOp=", StringComparison.Ordinal));
        foreach (var link in links)
        {
            using var answer = await visitor.Client.GetAsync(link);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, link);
        }
    }

    private static List<string> Links(IParentNode page, string list, string where)
    {
        var links = page.QuerySelectorAll($"main a[href^='/open-data/{list}.']").Select(a => a.GetAttribute("href")!).ToList();
        links.Select(l => l.Split('?')[0]).ShouldBe([$"/open-data/{list}.csv", $"/open-data/{list}.json", $"/open-data/{list}.xlsx"], ignoreOrder: true, where);
        return links;
    }

    /// <summary>Two bodies with something of every list, and one that is no more.</summary>
    private sealed class Place(RegisterSite site, Guid body, string moment) : IAsyncDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("onkreukbaar-opendata-").FullName;

        public RegisterSite Site => site;

        public HttpClient Client { get; } = site.App.Client();

        public Guid Body => body;

        /// <summary>A moment at which everything was known, for an address.</summary>
        public string Moment => moment;

        public static async Task<Place> AtAsync(string database)
        {
            var site = new RegisterSite(await TestApp.FreshAsync(database, configure: RegisterSite.Actors));
            var body = await site.BodyAsync("Gemeente Lijstdam");
            foreach (var (one, family, number) in new[] { (body, "Baas", 1), (await site.BodyAsync("Gemeente Lijsthaven"), "Anders", 2) })
            {
                // A mayor: the body's page then says what the law asks, and gives the statements.
                var person = await site.PersonAsync(one, family, "burgemeester");
                var earning = await site.PositionAsync(
                    one,
                    person,
                    p =>
                    {
                        (p.Description, p.Organisation, p.Start) = number == 1 ? ("Lid raad van toezicht", "Verzonnen Theater", new PartialDate(2023, 5)) : ("Lid", "Zwemclub", new PartialDate(2021));
                        // What is surely unpaid has no income.
                        p.Remuneration = Remuneration.Unknown;
                    }
                );
                await site.PositionAsync(
                    one,
                    person,
                    p => (p.Description, p.Organisation, p.Start, p.End, p.State) = ("Opzichter", number == 1 ? "Stichting Vuurtoren" : "Stichting Pont", new PartialDate(2015), new PartialDate(2017, 6), PositionState.Ended)
                );
                await DueTests.StateAsync(site, one, person, StatementKind.IncomePublished, new(2026, 3, 1), 2025);
                await site.App.WithStoreAsync(store =>
                {
                    var income = new PositionIncome { BodyId = one, PersonId = person, PositionId = earning.Id, Year = 2025, AmountCents = 100, PublishedOn = new(2026, 3, 1) };
                    income.Derive();
                    store.Add(income);
                    var gift = new Declaration { BodyId = one, PersonId = person, Kind = DeclarationKind.Gift, Description = "Boek", PaidBy = "Uitgeverij Verzonnen" };
                    var trip = new Declaration { BodyId = one, PersonId = person, Kind = DeclarationKind.Trip, Description = "Werkbezoek", Destination = "Brussel" };
                    gift.Derive();
                    trip.Derive();
                    store.AddRange(gift, trip);
                    store.Add(
                        new AdoptedCode
                        {
                            BodyId = one,
                            Number = 1,
                            Code = "gedragscode-raad",
                            TitleNl = "Gedragscode raad",
                            TitleEn = "Code of the council",
                            AdoptedOn = new(2026, 10, 1),
                            AdoptedBy = "gemeenteraad",
                            From = new(2026, 11, 1),
                            Yaml = "",
                            RetractedOn = new(2026, 11, 22),
                            RetractionReason = "Het besluit was nog niet genomen.",
                        }
                    );
                    return store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
                });
            }

            await site.App.WithStoreAsync(store =>
            {
                store.Add(new PublicBody { Name = "Gemeente Lijst-Oud", Kind = "gemeente", SortKey = "lijst oud", SearchText = "gemeente lijst oud", Until = new(2019, 1, 1) });
                return store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            });
            var moment = site.App.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            site.App.Clock.Advance(TimeSpan.FromMinutes(1));
            return new(site, body, moment);
        }

        /// <summary>The first column of each row, as the reader of that form finds it.</summary>
        public Task<IReadOnlyList<string>> RowsAsync(string list, ExportFormat format, string query = "") => RowsAsync(OpenData.Address(list, format) + query);

        public async Task<IReadOnlyList<string>> RowsAsync(string address)
        {
            using var answer = await Client.GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            var ending = address.Split('?')[0].Split('.')[^1];
            if (ending is "json")
            {
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                return [.. json.RootElement.EnumerateArray().Select(First)];
            }

            if (ending is "jsonl")
            {
                return [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => First(JsonDocument.Parse(line).RootElement))];
            }

            var file = Path.Combine(folder, "lijst." + ending);
            await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
            using var table = TableReader.Open(file);
            return [.. table.Rows().Select(r => r.Cells[0] ?? "")];

            static string First(JsonElement row) => row.EnumerateObject().First().Value.ToString();
        }

        public async Task<IReadOnlyList<(string Field, string Code)>> RefusedAsync(string address)
        {
            using var answer = await Client.GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, address);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", address);
            answer.Content.Headers.ContentDisposition.ShouldBeNull(address);
            answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"], address);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            json.RootElement.GetProperty("code").GetString().ShouldBe("invoer.ongeldig", address);
            return [.. json.RootElement.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("field").GetString()!, e.GetProperty("code").GetString()!))];
        }

        /// <summary>The site and the command line give the same, byte for byte; a spreadsheet's archive tells its time, so its rows are compared elsewhere.</summary>
        public async Task IsAsCommandLineAsync(ExportList list, ExportFormat format)
        {
            if (format == ExportFormat.Xlsx)
            {
                return;
            }

            var written = await site.App.InScopeAsync(async services =>
            {
                using var output = new MemoryStream();
                await list.WriteAsync(services, new ListQuery(null, ViewMoment.Now), format, output, CancellationToken.None);
                return output.ToArray();
            });
            (await Client.GetByteArrayAsync(OpenData.Address(list.Name, format))).ShouldBe(written, list.Name);
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            Directory.Delete(folder, recursive: true);
            await site.App.DisposeAsync();
        }
    }
}
