// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// Answers public requests from <see cref="PageMemory"/>, and gives each public response a strong ETag over the bytes sent, so that a client
/// that has them gets 304.
/// </summary>
internal static class PublicPages
{
    /// <summary>
    /// Stands before everything else, as what is kept has all its headers. Nobody is signed in here: who sends no cookie but that of the language is nobody, and gets what everybody gets.
    /// </summary>
    public static Task AnswerAsync(PageMemory memory, HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsGet(http.Request.Method))
        {
            var cookies = http.Request.Cookies;
            var language = cookies.Count == 0 ? null : cookies[Language.Cookie];
            if (
                (cookies.Count == 0 || (cookies.Count == 1 && language is not null))
                && memory.Find(PageKey.Of(http, language is "en")) is { } page
            )
            {
                return WriteAsync(http, page.Body, page);
            }
        }

        return next(http);
    }

    /// <summary>Stands after the access gate: makes the response, and keeps it when it is the same for everybody.</summary>
    public static async Task MakeAsync(PageMemory memory, HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<PublicCacheMark>() is null || !HttpMethods.IsGet(http.Request.Method))
        {
            await next(http);
            return;
        }

        // A signed-in visitor's frame shows a name: never kept, never from memory.
        var anybody = http.Features.Get<Actor>() is not { IsSignedIn: true };
        var key = PageKey.Of(http, string.Equals(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "en", StringComparison.Ordinal));
        // A page on which the language is chosen sets a cookie.
        var keep = anybody && !http.Request.Query.ContainsKey("taal");
        if (keep && memory.Find(key) is { } page)
        {
            await WriteAsync(http, page.Body, page);
            return;
        }

        var made = memory.Moment;
        var shown = new ShownSubjects();
        http.Features.Set(shown);
        var original = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        var buffered = new StreamResponseBodyFeature(buffer);
        http.Features.Set<IHttpResponseBodyFeature>(buffered);
        try
        {
            await next(http);
            await buffered.CompleteAsync();
        }
        finally
        {
            http.Features.Set(original);
        }

        var body = buffer.ToArray();
        if (http.Response.StatusCode != StatusCodes.Status200OK)
        {
            await original.Stream.WriteAsync(body);
            return;
        }

        var headers = http.Response.Headers;
        headers.ETag = "\"" + Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16)) + "\"";
        headers.CacheControl = anybody ? "public, max-age=0, must-revalidate" : "private, max-age=0, must-revalidate";
        if (keep && !shown.IsPassing && headers.SetCookie.Count == 0)
        {
            headers.ContentLength = null;
            memory.Keep(key, headers, body, shown, made);
        }

        await WriteAsync(http, body, page: null);
    }

    private static Task WriteAsync(HttpContext http, byte[] body, KeptPage? page)
    {
        var headers = http.Response.Headers;
        foreach (var (name, value) in page?.Headers ?? [])
        {
            headers[name] = value;
        }

        if (http.Request.Headers.IfNoneMatch.Count > 0 && Knows(http, page?.ETag ?? headers.ETag.ToString()))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            headers.ContentLength = null;
            return Task.CompletedTask;
        }

        headers.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, 0, body.Length, http.RequestAborted);
    }

    private static bool Knows(HttpContext http, string tag)
    {
        var own = EntityTagHeaderValue.Parse(tag);
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(own, useStrongComparison: false) || known.Equals(EntityTagHeaderValue.Any));
    }
}
