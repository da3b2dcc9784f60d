// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Kernel.Web;

/// <summary>Writes published records: camelCase, ISO dates, instants in UTC with Z, absent values as null.</summary>
public static class ApiJson
{
    /// <summary>How all published records are written.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NumberHandling = JsonNumberHandling.Strict };

    /// <summary>200 with one record.</summary>
    public static IResult Ok<T>(T record) => new JsonAnswer<T>(record);

    /// <summary>Absolute address of a path on this site, for links in answers.</summary>
    public static string Absolute(HttpContext http, string path)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.RequestServices.GetRequiredService<Settings>().PublicUrl + path;
    }

    private sealed class JsonAnswer<T>(T record) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            await JsonSerializer.SerializeAsync(httpContext.Response.Body, record, Options, httpContext.RequestAborted);
        }
    }
}

/// <summary>A page of a list, with the number of all results and links to the other pages.</summary>
public sealed record ApiList<T>
{
    /// <summary>The results of this page.</summary>
    public required IReadOnlyList<T> Resultaten { get; init; }

    /// <summary>Number of results on all pages.</summary>
    public required long Aantal { get; init; }

    /// <summary>This page and its neighbours.</summary>
    [JsonPropertyName("_links")]
    public required ApiListLinks Links { get; init; }
}

/// <summary>Links of a page of a list; what does not exist is null.</summary>
[ApiSchema("Paginalinks")]
public sealed record ApiListLinks
{
    /// <summary>This page.</summary>
    public required ApiLink Self { get; init; }

    /// <summary>The first page.</summary>
    public required ApiLink First { get; init; }

    /// <summary>The page before.</summary>
    public ApiLink? Prev { get; init; }

    /// <summary>The page after.</summary>
    public ApiLink? Next { get; init; }

    /// <summary>The last page.</summary>
    public required ApiLink Last { get; init; }
}

/// <summary>A link to the subject itself.</summary>
[ApiSchema("Links")]
public sealed record ApiSelf
{
    /// <summary>The subject.</summary>
    public required ApiLink Self { get; init; }
}

/// <summary>A link.</summary>
/// <param name="Href">Absolute address.</param>
[ApiSchema("Link")]
public sealed record ApiLink(string Href);

/// <summary>Answers with lists.</summary>
public static class ApiList
{
    /// <summary>200 with a page of a list and an RFC 8288 <c>Link</c> header. A page after the last one is empty.</summary>
    public static IResult Ok<T>(HttpContext http, ApiPaging paging, long count, IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(paging);
        PublicCache.ShownAsList(http);
        var last = (int)Math.Max(1, (count + paging.Size - 1) / paging.Size);
        var links = new ApiListLinks
        {
            Self = Page(paging.Page),
            First = Page(1),
            Prev = paging.Page > 1 ? Page(Math.Min(paging.Page - 1, last)) : null,
            Next = paging.Page < last ? Page(paging.Page + 1) : null,
            Last = Page(last),
        };
        var header = new StringBuilder();
        foreach (var (rel, link) in new[] { ("self", links.Self), ("first", links.First), ("prev", links.Prev), ("next", links.Next), ("last", links.Last) })
        {
            if (link is not null)
            {
                header.Append(header.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"<{link.Href}>; rel=\"{rel}\"");
            }
        }

        http.Response.Headers.Link = header.ToString();
        return ApiJson.Ok(new ApiList<T> { Resultaten = items, Aantal = count, Links = links });

        ApiLink Page(int number)
        {
            var query = http
                .Request.Query.Where(q => q.Key is not ("page" or "pageSize") && q.Value.Count > 0)
                .Select(q => new KeyValuePair<string, string?>(q.Key, q.Value[0]))
                .Append(new("page", number.ToString(CultureInfo.InvariantCulture)))
                .Append(new("pageSize", paging.Size.ToString(CultureInfo.InvariantCulture)));
            return new(ApiJson.Absolute(http, http.Request.Path + QueryString.Create(query)));
        }
    }
}
