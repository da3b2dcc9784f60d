// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Headers on every response. Nothing is loaded from elsewhere, nothing runs inline, nobody may frame us.</summary>
internal static class SecurityHeaders
{
    public const string PageCsp =
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        var data = PublicData.IsAt(http.Request.Path);
        headers.ContentSecurityPolicy = data ? "default-src 'none'; frame-ancestors 'none'" : PageCsp;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (data)
        {
            // Public data is for everybody, also from a browser on another site; no credentials are ever allowed with it.
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlExposeHeaders = "API-Version, Content-Disposition, ETag, Link";
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        }
        else
        {
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
        }

        if (http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            headers["API-Version"] = ApiVersion.Current;
        }

        // Rendering adds a header for a script that we do not ship.
        http.Response.OnStarting(
            static response =>
            {
                ((HttpResponse)response).Headers.Remove("blazor-enhanced-nav");
                return Task.CompletedTask;
            },
            http.Response
        );
        if (http.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }
    }

    /// <summary>A page where data was asked, because it is not there: its frame may tell who is signed in, so it is for its own site only.</summary>
    public static void SetPage(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = PageCsp;
        headers.Remove("Access-Control-Allow-Origin");
        headers.Remove("Access-Control-Expose-Headers");
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}

/// <summary>Version of the public API, as in its OpenAPI file.</summary>
internal static class ApiVersion
{
    public const string Current = "1.0.0";
}
