// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Onkreukbaar.Kernel.Web;

/// <summary>
/// Caching of public pages and JSON: whole responses are kept in memory until something on them is saved. A page names what it shows by
/// tags; the store's signal drops every page with a tag of the saved subject.
/// </summary>
public static class PublicCache
{
    /// <summary>Name of the output-cache policy.</summary>
    public const string Policy = "public";

    /// <summary>Tag of every list, search result and count: dropped at each save.</summary>
    public const string Lists = "lists";

    /// <summary>Marks a public GET route as cacheable. Never use it on a page with a form or a secret.</summary>
    public static RouteHandlerBuilder CachedPublic(this RouteHandlerBuilder route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.CacheOutput(Policy).WithMetadata(new PublicCacheMark());
    }

    /// <summary>Names a subject, person or body that the response shows, so that saving it drops the response.</summary>
    public static void ShownIn(HttpContext http, params ReadOnlySpan<Guid> ids)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Features.Get<IOutputCacheFeature>()?.Context is { } context)
        {
            foreach (var id in ids)
            {
                context.Tags.Add(Tag(id));
            }
        }
    }

    /// <summary>Marks the response as a list, dropped at each save.</summary>
    public static void ShownAsList(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Features.Get<IOutputCacheFeature>()?.Context.Tags.Add(Lists);
    }

    /// <summary>Tag of one subject, person or body.</summary>
    public static string Tag(Guid id) => "s:" + id.ToString("N");
}

/// <summary>Endpoint metadata: the response gets a strong ETag.</summary>
public sealed record PublicCacheMark;
