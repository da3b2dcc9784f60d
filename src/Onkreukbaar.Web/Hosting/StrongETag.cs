// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// Gives public cacheable responses a strong ETag over the bytes sent, so that a client that has them gets 304. It stands inside the output
/// cache, which then answers from memory.
/// </summary>
internal sealed class StrongETag(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<PublicCacheMark>() is null || !HttpMethods.IsGet(http.Request.Method))
        {
            await next(http);
            return;
        }

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

        if (http.Response.StatusCode == StatusCodes.Status200OK)
        {
            var tag = "\"" + Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)).AsSpan(0, 16)) + "\"";
            http.Response.Headers.ETag = tag;
            http.Response.Headers.CacheControl = "public, max-age=0, must-revalidate";
            http.Response.ContentLength = buffer.Length;
            if (http.Request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known && known.Any(k => k.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false)))
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                http.Response.ContentLength = null;
                return;
            }
        }

        await original.Stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }
}
