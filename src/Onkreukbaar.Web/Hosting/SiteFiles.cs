// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Small files that programs look for at fixed addresses.</summary>
internal static class SiteFiles
{
    /// <summary>Half a year, well below the year that RFC 9116 recommends as the most.</summary>
    private const int SecurityDays = 180;

    /// <summary>security.txt (RFC 9116); null when no contact was set, for a file without a contact helps nobody.</summary>
    public static string? Security(Settings settings, TimeProvider clock) =>
        settings.SecurityContact.Length == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Contact: {settings.SecurityContact}\nExpires: {clock.GetUtcNow().UtcDateTime.Date.AddDays(SecurityDays):yyyy-MM-dd'T'HH:mm:ss'Z'}\nPreferred-Languages: nl, en\nCanonical: {settings.PublicUrl}/.well-known/security.txt\n"
            );

    /// <summary>Public pages may be found; screens for staff may not, and neither may invented data.</summary>
    public static string Robots(Settings settings) =>
        settings.Demo ? "User-agent: *\nDisallow: /\n" : "User-agent: *\nDisallow: /aanmelden\nDisallow: /beheer\nDisallow: /account\nDisallow: /health\n";
}
