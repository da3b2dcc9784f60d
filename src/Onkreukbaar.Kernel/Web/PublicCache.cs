// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Kernel.Web;

/// <summary>
/// Caching of public pages and JSON: whole responses are kept in memory until something on them is saved. A page names the subjects that it
/// shows; a save makes every kept response with one of its subjects worthless.
/// </summary>
public static class PublicCache
{
    /// <summary>Marks a public GET route as cacheable. Never use it on a page with a form or a secret.</summary>
    public static RouteHandlerBuilder CachedPublic(this RouteHandlerBuilder route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.WithMetadata(new PublicCacheMark());
    }

    /// <summary>Names a subject, person or body that the response shows, so that saving it drops the response.</summary>
    public static void ShownIn(HttpContext http, params ReadOnlySpan<Guid> ids)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Features.Get<ShownSubjects>() is { } shown)
        {
            foreach (var id in ids)
            {
                shown.Ids.Add(id);
            }
        }
    }

    /// <summary>The response will soon say something else although nothing is saved: it is not kept.</summary>
    public static void Passing(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Features.Get<ShownSubjects>() is { } shown)
        {
            shown.IsPassing = true;
        }
    }

    /// <summary>Marks the response as a list, dropped at each save.</summary>
    public static void ShownAsList(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Features.Get<ShownSubjects>()?.Ids.Add(ShownSubjects.Lists);
    }
}

/// <summary>Endpoint metadata: the response gets a strong ETag and is kept.</summary>
public sealed record PublicCacheMark;

/// <summary>On a request whose response may be kept: what the response shows.</summary>
public sealed class ShownSubjects
{
    /// <summary>Stands for every list, search result and count.</summary>
    public static readonly Guid Lists = Guid.Empty;

    /// <summary>Ids of subjects, persons and bodies.</summary>
    public ISet<Guid> Ids { get; } = new HashSet<Guid>();

    /// <summary>The response holds for a moment only.</summary>
    public bool IsPassing { get; set; }
}
