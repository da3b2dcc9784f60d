// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.Tests.Repository;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Web;

/// <summary>The OpenAPI document: reviewed, by the rules of the Dutch government, and true.</summary>
public sealed class ApiDocumentTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private static string Reviewed => Path.Combine(RepositoryFiles.Root, "docs", "openapi.json");

    [Fact]
    public async Task The_document_is_as_reviewed()
    {
        var served = await ServedAsync();
        var approved = File.Exists(Reviewed) ? JsonNode.Parse(await File.ReadAllTextAsync(Reviewed, TestContext.Current.CancellationToken))! : new JsonObject();
        var difference = Difference(approved, served);
        if (difference is not null && Environment.GetEnvironmentVariable("CI") is null)
        {
            var neutral = Neutral(served);
            await File.WriteAllTextAsync(Path.ChangeExtension(Reviewed, ".received.json"), neutral.ToJsonString(Readable) + "\n", TestContext.Current.CancellationToken);
        }

        difference.ShouldBeNull("If this is meant: move docs/openapi.received.json to docs/openapi.json and let a reviewer see it.");
    }

    [Fact]
    public async Task A_document_that_differs_from_the_reviewed_one_is_caught()
    {
        var served = await ServedAsync();
        var elsewhere = served.DeepClone();
        elsewhere["servers"]![0]!["url"] = "https://elders.example.nl/v1";
        Difference(elsewhere, served).ShouldBeNull("only the server differs");
        var other = served.DeepClone();
        other["components"]!["schemas"]!["Persoon"]!["properties"]!["achternaam"]!["type"] = "integer";
        Difference(other, served).ShouldBe("/components/schemas/Persoon/properties/achternaam/type");
        var less = served.DeepClone();
        less["paths"]!.AsObject().Remove("/personen").ShouldBeTrue();
        Difference(less, served).ShouldBe("/paths/~1personen");
        Difference(served, less).ShouldBe("/paths/~1personen");
    }

    [Fact]
    public async Task The_document_is_for_everybody_and_does_not_depend_on_language()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var client = app.Client();
        using var response = await client.GetAsync(ApiDocument.Path + "?taal=en", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        var document = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        response.Headers.GetValues("API-Version").ShouldBe([(string)document["info"]!["version"]!]);
        ((string)document["paths"]!["/personen"]!["get"]!["summary"]!).ShouldBe("Personen opvragen");
        var server = (string)document["servers"]![0]!["url"]!;
        server.ShouldStartWith("https://");
        server.ShouldEndWith("/v1");
        var page = await client.GetStringAsync("/api", TestContext.Current.CancellationToken);
        page.ShouldContain($"href=\"{ApiDocument.Path}\"");
    }

    [Fact]
    public async Task The_document_follows_the_api_design_rules()
    {
        var (failed, output) = await LintAsync(await ServedAsync());
        failed.ShouldBeFalse(output);
    }

    [Fact]
    public async Task A_document_that_breaks_the_api_design_rules_is_caught()
    {
        var document = await ServedAsync();
        document["info"]!.AsObject().Remove("contact");
        document["paths"]!["/personen"]!["get"]!["parameters"]![0]!["name"] = "zoek_tekst";
        document["components"]!["responses"]!["NietGevonden"]!["content"] = new JsonObject { ["application/json"] = new JsonObject() };
        var (failed, output) = await LintAsync(document);
        failed.ShouldBeTrue();
        output.ShouldContain("info-contact");
        output.ShouldContain("nlgov:query-keys-camel-case");
        output.ShouldContain("nlgov:use-problem-schema");
    }

    [Fact]
    public async Task Every_operation_answers_as_described()
    {
        // An application of its own: what stands first in a list that others write to may be gone when it is asked for by itself.
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        await site.PositionAsync(body, person);
        await site.DeclarationAsync(body, person, DeclarationKind.Gift);
        await site.DeclarationAsync(body, person, DeclarationKind.Trip);
        await DueTests.StateAsync(site, body, person, StatementKind.IncomePublished, new(2026, 3, 1), 2025);
        await app.WithStoreAsync(store =>
        {
            store.Add(new AdoptedCode { BodyId = body, Number = 1, Code = "gedragscode-raad", TitleNl = "Gedragscode raad", TitleEn = "Code of the council", AdoptedOn = new(2026, 10, 1), AdoptedBy = "gemeenteraad", From = new(2026, 11, 1), Yaml = "" });
            return store.SaveAsync(Act.BySystem("gedragscode.vaststellen", "import"));
        });
        using var visitor = site.Visitor();
        var document = await ServedAsync(visitor.Client);
        var schemas = document["components"]!["schemas"]!.AsObject();
        var operations = document["paths"]!.AsObject().Where(p => p.Value!["get"] is not null).Select(p => (p.Key, Operation: p.Value!["get"]!)).ToList();
        operations.Count.ShouldBeGreaterThanOrEqualTo(9);
        foreach (var (template, operation) in operations)
        {
            var path = "/v1" + template.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
            using (var unknown = await AskAsync(visitor.Client, path + "?onbekend=1", HttpStatusCode.BadRequest))
            using (var zero = await AskAsync(visitor.Client, path + "?page=0", HttpStatusCode.BadRequest))
            using (var slash = await AskAsync(visitor.Client, path + "/", HttpStatusCode.NotFound))
            {
            }

            using (var other = await AskAsync(visitor.Client, path, HttpStatusCode.NotAcceptable, accept: "text/csv"))
            {
            }

            if (template.Contains('{', StringComparison.Ordinal))
            {
                using var missing = await AskAsync(visitor.Client, path, HttpStatusCode.NotFound);
                using var list = await AskAsync(visitor.Client, "/v1" + template[..template.IndexOf("/{", StringComparison.Ordinal)], HttpStatusCode.OK);
                var first = (await JsonAsync(list))["resultaten"]!.AsArray().FirstOrDefault().ShouldNotBeNull($"give this test one of {template}");
                path = "/v1" + template.Replace("{id}", (string)first["id"]!, StringComparison.Ordinal);
            }

            using var good = await AskAsync(visitor.Client, path, HttpStatusCode.OK);
            var success = operation["responses"]!["200"]!;
            good.Headers.Contains("Link").ShouldBe(success["headers"]!.AsObject().ContainsKey("Link"), path);
            Fits(await JsonAsync(good), success["content"]!["application/json"]!["schema"]!, schemas, path);
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, HttpStatusCode status, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Origin", "https://elders.example.nl");
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, path);
        response.Headers.GetValues("API-Version").ShouldBe(["1.0.0"], path);
        response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"], path);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(status is HttpStatusCode.OK ? "application/json" : "application/problem+json", path);
        if (status is not HttpStatusCode.OK)
        {
            var problem = await JsonAsync(response);
            ((int)problem["status"]!).ShouldBe((int)status, path);
            ((string)problem["title"]!).ShouldNotBeEmpty(path);
            ((string)problem["detail"]!).ShouldNotBeEmpty(path);
        }

        return response;
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

    /// <summary>Every property that is sent is described, every described one is sent, and its kind of value is allowed.</summary>
    private static void Fits(JsonNode? value, JsonNode schema, JsonObject schemas, string where)
    {
        if (schema["oneOf"] is JsonArray choices)
        {
            if (value is null)
            {
                choices.ShouldContain(c => c!["type"] != null && (string)c["type"]! == "null", where);
                return;
            }

            schema = choices[0]!;
        }

        if (schema["$ref"] is { } reference)
        {
            schema = schemas[((string)reference!).Split('/')[^1]].ShouldNotBeNull(where);
        }

        var types = schema["type"] is JsonArray many ? many.Select(t => (string)t!).ToArray() : [(string)schema["type"]!];
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        types.ShouldContain(
            t =>
                kind == JsonValueKind.Object ? t == "object"
                : kind == JsonValueKind.Array ? t == "array"
                : kind == JsonValueKind.String ? t == "string"
                : kind == JsonValueKind.Number ? t == "integer" || t == "number"
                : kind == JsonValueKind.Null ? t == "null"
                : t == "boolean",
            where
        );
        if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                Fits(item, schema["items"]!, schemas, where + "[]");
            }
        }

        if (value is JsonObject members)
        {
            var properties = schema["properties"]!.AsObject();
            members.Select(m => m.Key).ShouldBe(properties.Select(p => p.Key), ignoreOrder: true, where);
            foreach (var (name, member) in members)
            {
                Fits(member, properties[name]!, schemas, where + "." + name);
            }
        }
    }

    private static async Task<JsonNode> ServedAsync()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var client = app.Client();
        return await ServedAsync(client);
    }

    private static async Task<JsonNode> ServedAsync(HttpClient client) =>
        JsonNode.Parse(await client.GetStringAsync(ApiDocument.Path, TestContext.Current.CancellationToken))!;

    /// <summary>The document without what belongs to one site.</summary>
    private static JsonNode Neutral(JsonNode document)
    {
        var neutral = document.DeepClone();
        if (neutral["servers"] is JsonArray servers)
        {
            servers[0]!["url"] = "https://register.example.nl/v1";
        }

        if (neutral["info"]?["contact"] is { } contact)
        {
            contact["url"] = "https://register.example.nl";
        }

        return neutral;
    }

    /// <summary>Place (JSON pointer) of the first difference apart from the site's address; null when there is none.</summary>
    private static string? Difference(JsonNode approved, JsonNode served) => Differs(Neutral(approved), Neutral(served), "");

    private static string? Differs(JsonNode? a, JsonNode? b, string place)
    {
        if (a is JsonObject left && b is JsonObject right)
        {
            return left.Select(p => p.Key)
                .Union(right.Select(p => p.Key), StringComparer.Ordinal)
                .Select(name =>
                    left.ContainsKey(name) && right.ContainsKey(name)
                        ? Differs(left[name], right[name], $"{place}/{name.Replace("/", "~1", StringComparison.Ordinal)}")
                        : $"{place}/{name.Replace("/", "~1", StringComparison.Ordinal)}"
                )
                .FirstOrDefault(found => found is not null);
        }

        if (a is JsonArray one && b is JsonArray other && one.Count == other.Count)
        {
            return one.Select((item, i) => Differs(item, other[i], $"{place}/{i}")).FirstOrDefault(found => found is not null);
        }

        return JsonNode.DeepEquals(a, b) ? null : place;
    }

    private static Task<(bool Failed, string Output)> LintAsync(JsonNode document) =>
        ApiLinter.RunAsync(document.ToJsonString(Readable), SharedFiles.Find("checks", "adr", "linter.yaml"), TestContext.Current.CancellationToken);
}
