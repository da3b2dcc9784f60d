// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.Tests.Access;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>Wrong questions, put to every address there is: to the API as its own description has it, and to every page.</summary>
public sealed class ProbeTests
{
    private static readonly string[] WrongPages = ["0", "-1", "1000000000", "99999999999999999999", "x", "1,5"];

    /// <summary>Codes that callers build on, whatever the operation.</summary>
    private static readonly Dictionary<string, string> Codes = new(StringComparer.Ordinal)
    {
        ["page=0"] = "pagina.onjuist",
        ["page=1000000000"] = "pagina.onjuist",
        ["page=99999999999999999999"] = "pagina.onjuist",
        ["pageSize=0"] = "paginagrootte.onjuist",
        ["pageSize=201"] = "paginagrootte.onjuist",
        ["peildatum=31-2-2026"] = "datum.onbestaand",
        ["peildatum=gisteren"] = "datum.onleesbaar",
        ["peildatum=5008-01-01"] = "datum.buiten-bereik",
        ["bekendOp=31-2-2026"] = "datum.onbestaand",
        ["bekendOp=gisteren"] = "datum.onleesbaar",
        ["bekendOp=2026-03-01T12:00:00"] = "tijdstip.onleesbaar",
        ["sorteer=onzin"] = "keuze.onbekend",
    };

    [Theory, OnBothDatabases]
    public async Task Every_wrong_parameter_of_every_operation_is_refused_with_its_name_and_a_stable_code(string database)
    {
        await using var app = await TestApp.FreshAsync(database, kestrel: true);
        using var client = new HttpClient { BaseAddress = new Uri(app.BaseAddress) };
        var document = JsonNode.Parse(await client.GetStringAsync(ApiDocument.Path))!;
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (template, operations) in document["paths"]!.AsObject())
        {
            if (operations!["get"] is not { } operation)
            {
                continue;
            }

            var path = "/v1" + template.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
            var parameters = operation["parameters"]!.AsArray().Where(p => (string)p!["in"]! == "query").ToDictionary(p => (string)p!["name"]!, p => p!["schema"]!, StringComparer.Ordinal);
            foreach (var (name, schema) in parameters)
            {
                foreach (var value in Wrong(name, schema))
                {
                    var code = await RefusedAsync(client, $"{path}?{name}={Uri.EscapeDataString(value)}", name);
                    asked.Add($"{name}={value}");
                    if (Codes.TryGetValue($"{name}={value}", out var expected))
                    {
                        code.ShouldBe(expected, $"{path}?{name}={value}");
                    }
                }

                (await RefusedAsync(client, $"{path}?{name}=1&{name}=2", name)).ShouldBe("parameter.dubbel", path);
            }

            foreach (var question in Codes.Keys.Where(q => !parameters.ContainsKey(q.Split('=')[0])))
            {
                (await RefusedAsync(client, $"{path}?{question}", question.Split('=')[0])).ShouldBe("parameter.onbekend", path);
            }
        }

        Codes.Keys.Where(q => !asked.Contains(q)).ShouldBeEmpty("no operation was asked this");
    }

    [Theory, OnBothDatabases]
    public async Task A_page_number_that_no_list_has_is_refused_on_every_page_with_a_list(string database)
    {
        // Its own application: what other tests save meanwhile would change the pages.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person);
        var statement = await DueTests.StateAsync(site, body, person, StatementKind.IncomePublished, new(2026, 3, 1), 2025);
        using var browser = site.As(body, Enum.GetValues<Role>());
        var paged = new List<string>();
        var tried = 0;
        foreach (var pattern in Pages(app))
        {
            var path = Filled(pattern, body, person, position.Id, statement);
            if (path is null || await MainAsync(browser, path) is not (HttpStatusCode.OK, { } first))
            {
                continue;
            }

            tried++;
            foreach (var page in WrongPages)
            {
                var (status, main) = await MainAsync(browser, $"{path}?pagina={page}");
                if (status == HttpStatusCode.BadRequest)
                {
                    main!.ShouldContain("pagina", Case.Insensitive, path);
                    if (!paged.Contains(pattern))
                    {
                        paged.Add(pattern);
                    }
                }
                else
                {
                    // A page without pages takes no notice; one that shows another part of a list took what it should refuse.
                    status.ShouldBe(HttpStatusCode.OK, $"{path}?pagina={page}");
                    main.ShouldBe(first, $"{path}?pagina={page}");
                    paged.ShouldNotContain(pattern, $"{page} is refused like other wrong numbers");
                }
            }
        }

        tried.ShouldBeGreaterThan(30);
        foreach (
            var pattern in new[]
            {
                "/nevenfuncties",
                "/organisaties",
                "/organisaties/{key}",
                "/overheidsorganisaties",
                "/personen",
                "/beheer/accounts",
                "/beheer/{body:guid}/nevenfuncties",
                "/beheer/{body:guid}/verklaringen",
                "/beheer/{body:guid}/ambtstermijnen",
            }
        )
        {
            paged.ShouldContain(pattern);
        }
    }

    private static IEnumerable<string> Wrong(string name, JsonNode schema)
    {
        if ((string?)schema["type"] is "integer")
        {
            return [.. WrongPages, ((int)schema["minimum"]! - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), ((int)schema["maximum"]! + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)];
        }

        if (schema["enum"] is not null)
        {
            return ["onzin", "--" + (string)schema["enum"]![0]!, "\0"];
        }

        var format = (string?)schema["format"] ?? (string?)schema["anyOf"]?[0]?["format"];
        return format switch
        {
            "uuid" => ["x", Guid.Empty.ToString(), "\0"],
            "date" when schema["anyOf"] is not null => ["31-2-2026", "gisteren", "2026-03-01T12:00:00", "9999-12-31T23:59:59-14:00", "\0"],
            "date" => ["31-2-2026", "gisteren", "5008-01-01", "2026-03", "\0"],
            _ => name is "na" ? ["onzin", "-2", "\0"] : ["\0"],
        };
    }

    /// <returns>The code of the first fault that names the parameter.</returns>
    private static async Task<string> RefusedAsync(HttpClient client, string path, string name)
    {
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", path);
        answer.Headers.GetValues("API-Version").ShouldBe(["1.0.0"], path);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((int)problem["status"]!).ShouldBe(400, path);
        ((string)problem["code"]!).ShouldBe("invoer.ongeldig", path);
        var error = problem["errors"]!.AsArray().FirstOrDefault(e => (string)e!["field"]! == name).ShouldNotBeNull(path);
        ((string)error["detail"]!).ShouldNotBeEmpty(path);
        return (string)error["code"]!;
    }

    private static async Task<(HttpStatusCode Status, string? Main)> MainAsync(TestBrowser browser, string path)
    {
        using var answer = await browser.Client.GetAsync(path);
        ((int)answer.StatusCode).ShouldNotBe(500, path);
        if (answer.Content.Headers.ContentType?.MediaType is not "text/html")
        {
            return (answer.StatusCode, null);
        }

        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, page.QuerySelector("main")?.Text());
    }

    private static IEnumerable<string> Pages(TestApp app) =>
        app.App.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => RouteGuards.Methods(e).Contains("GET"))
            .Select(RouteGuards.Pattern)
            // Files and data are no pages.
            .Where(p => !PublicData.IsAt(p.Replace("{", "", StringComparison.Ordinal)) && !p.Split('/')[^1].Contains('.', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);

    private static string? Filled(string pattern, Guid body, Guid person, Guid position, Guid statement)
    {
        var path = pattern.Replace("{body:guid}", body.ToString(), StringComparison.Ordinal).Replace("{key}", "verzonnen-theater", StringComparison.Ordinal);
        path = path.Replace("/personen/{id}", $"/personen/{person}", StringComparison.Ordinal)
            .Replace("/overheidsorganisaties/{id}", $"/overheidsorganisaties/{body}", StringComparison.Ordinal)
            .Replace("/nevenfuncties/{id:guid}", $"/nevenfuncties/{position}", StringComparison.Ordinal)
            .Replace("/verklaringen/{id:guid}", $"/verklaringen/{statement}", StringComparison.Ordinal);
        return path.Contains('{', StringComparison.Ordinal) ? null : path;
    }
}
