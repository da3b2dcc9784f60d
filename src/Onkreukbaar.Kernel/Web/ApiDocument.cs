// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Kernel.Web;

/// <summary>
/// The OpenAPI 3.1 document of the public API at <see cref="Path"/> (NL GOV API Design Rules, <c>/core/publish-openapi</c>), made from the
/// declared operations: what is refused and what is described cannot differ. Always Dutch. <c>docs/openapi.json</c> is its reviewed copy.
/// </summary>
public static class ApiDocument
{
    /// <summary>Where it is.</summary>
    public const string Path = "/v1/openapi.json";

    private const string Root = "/v1";
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Maps the document.</summary>
    /// <param name="app">Routes.</param>
    /// <param name="version">Full version of the API, for example <c>1.0.0</c>.</param>
    public static void Map(IEndpointRouteBuilder app, string version)
    {
        ArgumentNullException.ThrowIfNull(app);
        byte[]? made = null;
        app.MapMethods(
                Path,
                ["GET", "HEAD"],
                (EndpointDataSource endpoints, Settings settings) =>
                    Results.Bytes(made ??= JsonSerializer.SerializeToUtf8Bytes(Of(endpoints.Endpoints, settings, version), Readable), "application/json; charset=utf-8")
            )
            .Public()
            .CachedPublic();
    }

    /// <summary>The document.</summary>
    /// <param name="endpoints">All endpoints; those with an <see cref="ApiOperation"/> are described.</param>
    /// <param name="settings">Gives the server and the contact.</param>
    /// <param name="version">Full version of the API.</param>
    public static JsonObject Of(IReadOnlyList<Endpoint> endpoints, Settings settings, string version)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(settings);
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (Dutch, Dutch);
        try
        {
            return Make(endpoints, settings, version);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
        }
    }

    private static JsonObject Make(IReadOnlyList<Endpoint> endpoints, Settings settings, string version)
    {
        // The rules ask for https; where the public address is plain http (a trial on one's own machine), the proxy or reader knows better.
        var site = "https://" + new Uri(settings.PublicUrl).Authority;
        var operations = endpoints
            .OfType<RouteEndpoint>()
            .Select(e => (Route: e.RoutePattern, Operation: e.Metadata.GetMetadata<ApiOperation>()))
            .Where(e => e.Operation is not null)
            .OrderBy(e => Template(e.Route), StringComparer.Ordinal)
            .ToList();
        var schemas = new ApiSchemas();
        var paths = new JsonObject();
        foreach (var (route, operation) in operations)
        {
            // From the root of the server, which holds the version.
            paths[Template(route)[Root.Length..]] = new JsonObject { [operation!.Body is null ? "get" : "post"] = Operation(route, operation, schemas) };
        }

        var components = schemas.Components();
        foreach (var (name, schema) in operations.Select(o => o.Operation!.Body).OfType<(string Name, Func<JsonObject> Schema)>())
        {
            components[name] = schema();
        }

        components["Probleem"] = Problem();
        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = string.Format(CultureInfo.CurrentCulture, Texts.ApiDocumentTitle, settings.SiteName),
                ["description"] = Texts.ApiDocumentDescription,
                ["version"] = version,
                ["contact"] = new JsonObject { ["name"] = settings.SiteName, ["email"] = settings.ContactEmail, ["url"] = site },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = site + Root }),
            ["security"] = new JsonArray(),
            ["tags"] = new JsonArray(
                [.. operations.Select(o => o.Operation!.Tag).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(tag => (JsonNode)new JsonObject { ["name"] = tag })]
            ),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = components,
                ["responses"] = new JsonObject
                {
                    ["OngeldigeVraag"] = Failure(Texts.ApiBadRequest),
                    ["NietGevonden"] = Failure(Texts.ApiNotFound),
                    ["FormaatNietBeschikbaar"] = Failure(Texts.ApiNotAcceptableDetail),
                    ["Ingetrokken"] = Failure(Texts.ApiGone),
                    ["TeGroot"] = Failure(Texts.ApiTooLarge),
                    ["MediatypeNietBekend"] = Failure(Texts.ApiMediaType),
                },
                ["headers"] = new JsonObject
                {
                    ["API-Version"] = new JsonObject
                    {
                        ["description"] = Texts.ApiVersionHeader,
                        ["schema"] = new JsonObject { ["type"] = "string" },
                        ["example"] = version,
                    },
                    ["Link"] = new JsonObject { ["description"] = Texts.ApiLinkHeader, ["schema"] = new JsonObject { ["type"] = "string" } },
                },
            },
        };
    }

    private static JsonObject Operation(RoutePattern route, ApiOperation operation, ApiSchemas schemas)
    {
        var inPath = route.Parameters.Select(p =>
            Parameter(p.Name, "path", operation.NamedId ? Texts.ApiNamedId : Texts.ApiId, operation.NamedId ? Text() : new() { ["type"] = "string", ["format"] = "uuid" })
        );
        var headers = Headers();
        if (ApiSchemas.IsList(operation.Answer!))
        {
            headers["Link"] = Reference("headers", "Link");
        }

        var responses = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = Texts.ApiOk,
                ["headers"] = headers,
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schemas.Of(operation.Answer!) } },
            },
            ["400"] = Reference("responses", "OngeldigeVraag"),
        };
        if (route.Parameters.Count > 0)
        {
            responses["404"] = Reference("responses", "NietGevonden");
        }

        responses["406"] = Reference("responses", "FormaatNietBeschikbaar");
        if (operation.MayBeWithdrawn)
        {
            responses["410"] = Reference("responses", "Ingetrokken");
        }

        var described = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["summary"] = operation.Summary(),
            ["tags"] = new JsonArray(operation.Tag),
            ["parameters"] = new JsonArray([.. inPath, .. operation.Parameters.Select(Parameter)]),
            ["responses"] = responses,
        };
        if (operation.Body is var (name, _))
        {
            described["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Reference("schemas", name) } },
            };
            responses["413"] = Reference("responses", "TeGroot");
            responses["415"] = Reference("responses", "MediatypeNietBekend");
        }

        return described;
    }

    private static JsonObject Parameter(ApiParameter parameter)
    {
        var schema = new JsonObject { ["type"] = parameter.Type };
        if (parameter.OtherFormat is { } other)
        {
            schema["anyOf"] = new JsonArray(new JsonObject { ["format"] = parameter.Format }, new JsonObject { ["format"] = other });
        }
        else if (parameter.Format is { } format)
        {
            schema["format"] = format;
        }

        if (parameter.Values.Count > 0)
        {
            schema["enum"] = new JsonArray([.. parameter.Values.Select(v => (JsonNode)v)]);
        }

        if (parameter.Range is var (low, high))
        {
            schema["minimum"] = low;
            schema["maximum"] = high;
        }

        if (parameter.Default is { } value)
        {
            schema["default"] = value;
        }

        var made = Parameter(parameter.Name, "query", parameter.Description(), schema);
        if (parameter.Example is { } example)
        {
            made["example"] = example;
        }

        return made;
    }

    private static JsonObject Parameter(string name, string place, string description, JsonObject schema)
    {
        var made = new JsonObject { ["name"] = name, ["in"] = place, ["description"] = description };
        if (place is "path")
        {
            made["required"] = true;
        }

        made["schema"] = schema;
        return made;
    }

    private static JsonObject Failure(string description) =>
        new()
        {
            ["description"] = description,
            ["headers"] = Headers(),
            ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Probleem" } } },
        };

    private static JsonObject Headers() => new() { ["API-Version"] = Reference("headers", "API-Version") };

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    /// <summary>Problem details (RFC 9457) with our code and, for invalid input, everything that is wrong.</summary>
    private static JsonObject Problem() =>
        new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("type", "status", "title", "detail", "instance", "code"),
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["type"] = "string", ["format"] = "uri-reference" },
                ["status"] = new JsonObject { ["type"] = "integer", ["minimum"] = 400, ["maximum"] = 599 },
                ["title"] = Text(),
                ["detail"] = Text(),
                ["instance"] = new JsonObject { ["type"] = "string", ["format"] = "uri-reference" },
                ["code"] = Text(),
                ["errors"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = new JsonArray("field", "code", "detail"),
                        ["properties"] = new JsonObject { ["field"] = Text(), ["code"] = Text(), ["detail"] = Text() },
                    },
                },
            },
        };

    private static JsonObject Text() => new() { ["type"] = "string" };

    /// <summary>Path without constraints: <c>/v1/personen/{id}</c>.</summary>
    internal static string Template(RoutePattern route) =>
        string.Concat(
            route.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(p => p is RoutePatternParameterPart name ? $"{{{name.Name}}}" : ((RoutePatternLiteralPart)p).Content)))
        );
}
