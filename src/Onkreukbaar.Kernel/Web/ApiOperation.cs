// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;

namespace Onkreukbaar.Kernel.Web;

/// <summary>A query parameter of an API operation; the OpenAPI file and the refusal of unknown parameters both come from it.</summary>
/// <param name="Name">Name on the wire, camelCase.</param>
/// <param name="Description">One sentence, in the current language.</param>
public sealed record ApiParameter(string Name, Func<string> Description)
{
    /// <summary>JSON Schema type: <c>string</c> or <c>integer</c>.</summary>
    public string Type { get; init; } = "string";

    /// <summary>JSON Schema format, for example <c>date</c>.</summary>
    public string? Format { get; init; }

    /// <summary>A second format that is understood as well.</summary>
    public string? OtherFormat { get; init; }

    /// <summary>Allowed values; empty: any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Lowest and highest value of an integer.</summary>
    public (int Low, int High)? Range { get; init; }

    /// <summary>Value when the parameter is left out.</summary>
    public int? Default { get; init; }

    /// <summary>An example value.</summary>
    public string? Example { get; init; }

    /// <summary><c>page</c>.</summary>
    public static ApiParameter Page { get; } = new("page", () => Texts.ApiPage) { Type = "integer", Range = (1, Forms.PageInput.HighestPage), Default = 1 };

    /// <summary><c>pageSize</c>.</summary>
    public static ApiParameter PageSize { get; } = new("pageSize", () => Texts.ApiPageSize) { Type = "integer", Range = (1, 200), Default = 50 };

    /// <summary><c>peildatum</c>.</summary>
    public static ApiParameter AsOf { get; } = new("peildatum", () => Texts.ApiAsOf) { Format = "date", Example = "2026-03-01" };

    /// <summary><c>bekendOp</c>.</summary>
    public static ApiParameter KnownOn { get; } = new("bekendOp", () => Texts.ApiKnownOn) { Format = "date", OtherFormat = "date-time", Example = "2026-03-01T12:00:00Z" };

    /// <summary><c>zoek</c>.</summary>
    public static ApiParameter Search { get; } = new("zoek", () => Texts.ApiSearch);

    /// <summary><c>sorteer</c> over these fields.</summary>
    public static ApiParameter Sort(params IReadOnlyList<string> fields) =>
        new("sorteer", () => Texts.ApiSort) { Values = [.. fields.SelectMany(f => new[] { f, "-" + f })] };
}

/// <summary>What an API operation is; on the endpoint as metadata.</summary>
/// <param name="Id">Stable operation id, for example <c>personenOpvragen</c>.</param>
/// <param name="Tag">Resource that it belongs to, for example <c>personen</c>.</param>
/// <param name="Summary">One line, in the current language.</param>
/// <param name="Parameters">All query parameters that it knows.</param>
public sealed record ApiOperation(string Id, string Tag, Func<string> Summary, params IReadOnlyList<ApiParameter> Parameters)
{
    /// <summary>Type of the answer; set by <see cref="ApiRoutes.MapApi{T}"/>.</summary>
    public Type? Answer { get; init; }

    /// <summary>Whether it may answer 410: what it shows can be withdrawn for somebody's safety.</summary>
    public bool MayBeWithdrawn { get; init; }

    /// <summary>Whether the id in its path is a readable name rather than a UUID.</summary>
    public bool NamedId { get; init; }

    /// <summary>What is sent to it: name and JSON Schema of the body; null for GET.</summary>
    public (string Name, Func<JsonObject> Schema)? Body { get; init; }

    /// <summary>Queries to try, with their question marks, for the page that explains the API; the address alone when there are none.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [""];
}

/// <summary>An operation and where it is.</summary>
/// <param name="Path">From the root of the site, ids in braces: <c>/v1/personen/{id}</c>.</param>
/// <param name="Operation">What it is.</param>
public sealed record ApiAddress(string Path, ApiOperation Operation)
{
    /// <summary>All operations among these endpoints, by address.</summary>
    public static IReadOnlyList<ApiAddress> Of(IEnumerable<Endpoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return
        [
            .. endpoints
                .OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<ApiOperation>() is not null)
                .Select(e => new ApiAddress(ApiDocument.Template(e.RoutePattern), e.Metadata.GetMetadata<ApiOperation>()!))
                .OrderBy(a => a.Path, StringComparer.Ordinal),
        ];
    }
}

/// <summary>Maps operations of the public API: GET and HEAD, open to everybody, cached until something they show is saved.</summary>
public static class ApiRoutes
{
    /// <summary>Maps one operation.</summary>
    /// <typeparam name="T">Published record of the answer; for a list <see cref="ApiList{T}"/>.</typeparam>
    /// <param name="app">Routes.</param>
    /// <param name="path">Dutch, plural, kebab-case, from <c>/v1</c>.</param>
    /// <param name="operation">What it is.</param>
    /// <param name="handler">Answers with <see cref="ApiJson.Ok{T}"/> or <see cref="ApiList.Ok{T}"/>.</param>
    public static RouteHandlerBuilder MapApi<T>(this IEndpointRouteBuilder app, string path, ApiOperation operation, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(operation);
        return app.MapMethods(path, ["GET", "HEAD"], handler)
            .WithMetadata(operation with { Answer = typeof(T) })
            .WithName(operation.Id)
            .WithTags(operation.Tag)
            .Produces<T>(StatusCodes.Status200OK, "application/json")
            .AddEndpointFilter(
                (context, next) =>
                {
                    MustAcceptJson(context.HttpContext.Request);
                    return next(context);
                }
            )
            .Public()
            .CachedPublic();
    }

    /// <summary>
    /// Maps a question that is asked by POST because it is too large or too personal for an address: nothing of it is stored or logged, and the
    /// answer may not be stored either. Its name begins with an underscore (<c>_normtoets</c>).
    /// </summary>
    /// <typeparam name="T">Published record of the answer.</typeparam>
    /// <param name="app">Routes.</param>
    /// <param name="path">From <c>/v1</c>.</param>
    /// <param name="operation">What it is; with its <see cref="ApiOperation.Body"/>.</param>
    /// <param name="handler">Reads with <see cref="ApiBody.TextAsync"/>, answers with <see cref="ApiJson.Ok{T}"/>.</param>
    public static RouteHandlerBuilder MapQuestion<T>(this IEndpointRouteBuilder app, string path, ApiOperation operation, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(operation);
        return app.MapPost(path, handler)
            .WithMetadata(operation with { Answer = typeof(T) })
            .WithName(operation.Id)
            .WithTags(operation.Tag)
            .AddEndpointFilter(
                (context, next) =>
                {
                    MustAcceptJson(context.HttpContext.Request);
                    context.HttpContext.Response.Headers.CacheControl = "no-store";
                    return next(context);
                }
            )
            .Public();
    }

    /// <summary>Answers a browser's question whether another site may read public data: it may, without credentials.</summary>
    public static Task Preflight(HttpContext http, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(next);
        if (!HttpMethods.IsOptions(http.Request.Method) || !PublicData.IsAt(http.Request.Path))
        {
            return next(http);
        }

        var asks = http.Request.Path.Value!.Contains("/_", StringComparison.Ordinal);
        var methods = asks ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.Allow = methods;
        http.Response.Headers.AccessControlAllowMethods = methods;
        http.Response.Headers.AccessControlAllowHeaders = asks ? "Accept, Content-Type" : "Accept, If-None-Match";
        http.Response.Headers.AccessControlMaxAge = "86400";
        return Task.CompletedTask;
    }

    private static void MustAcceptJson(HttpRequest request)
    {
        var accept = request.GetTypedHeaders().Accept;
        if (accept.Count > 0 && !accept.Any(a => a.Quality is not 0 && Json.IsSubsetOf(a)))
        {
            throw new ProblemException(new Problem("verzoek.formaat", StatusCodes.Status406NotAcceptable, Texts.ApiNotAcceptableTitle, Texts.ApiNotAcceptableDetail));
        }
    }

    private static readonly MediaTypeHeaderValue Json = new("application/json");
}

/// <summary>Reads what is sent to a question.</summary>
public static class ApiBody
{
    /// <summary>Most bytes that a question may have: far more than all facts together, far less than what would hurt.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>The body as text.</summary>
    /// <exception cref="ProblemException">It is no JSON (415), or too long (413).</exception>
    public static async Task<string> TextAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (!http.Request.HasJsonContentType())
        {
            throw new ProblemException(new Problem("verzoek.mediatype", StatusCodes.Status415UnsupportedMediaType, Texts.ApiMediaType, Texts.ApiMediaTypeDetail));
        }

        var bytes = new byte[MostBytes + 1];
        var read = await http.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, http.RequestAborted);
        return read > MostBytes
            ? throw new ProblemException(new Problem("verzoek.groot", StatusCodes.Status413PayloadTooLarge, Texts.ApiTooLarge, Texts.ApiTooLargeDetail))
            : Encoding.UTF8.GetString(bytes, 0, read);
    }
}
