// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;

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
        var api = http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);
        headers.ContentSecurityPolicy = api ? "default-src 'none'; frame-ancestors 'none'" : PageCsp;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (api)
        {
            // Public data is for everybody, also from a browser on another site; no credentials are ever allowed with it.
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlExposeHeaders = "API-Version, Link, ETag";
            headers["API-Version"] = ApiVersion.Current;
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        }
        else
        {
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
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
}

/// <summary>Version of the public API, as in its OpenAPI file.</summary>
internal static class ApiVersion
{
    public const string Current = "1.0.0";
}
