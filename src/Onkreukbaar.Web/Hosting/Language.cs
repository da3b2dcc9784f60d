// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Dutch unless the visitor chose English by <c>?taal=en</c>, which a cookie remembers.</summary>
internal static class Language
{
    public const string Cookie = "onkreukbaar-taal";
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static Task ChooseAsync(HttpContext http, RequestDelegate next)
    {
        var asked = http.Request.Query["taal"].ToString();
        var chosen = asked.Length > 0 ? asked : http.Request.Cookies[Cookie];
        var culture = string.Equals(chosen, "en", StringComparison.Ordinal) ? English : Dutch;
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
        if (asked is "nl" or "en" && !string.Equals(asked, http.Request.Cookies[Cookie], StringComparison.Ordinal))
        {
            http.Response.Cookies.Append(
                Cookie,
                asked,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), Secure = http.Request.IsHttps, IsEssential = true }
            );
        }

        return next(http);
    }
}
