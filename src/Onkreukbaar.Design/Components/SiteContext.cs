// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Design;

/// <summary>
/// What every page of a site has in common. The host registers it as a scoped service and fills it once per request;
/// <see cref="PageFrame"/> reads it.
/// </summary>
public sealed class SiteContext
{
    /// <summary>Name of the site, last part of each page title: "Register van nevenfuncties".</summary>
    public string SiteName { get; set; } = "Onkreukbaar";

    /// <summary>Public body the site belongs to, shown under the name: "Gemeente Voorbeeldrecht".</summary>
    public string? BodyName { get; set; }

    /// <summary>
    /// Classes on <c>body</c> that switch all design tokens: <c>onkreukbaar-theme</c>, <c>voorbeeld-theme</c> or that of a public body's own tokens.
    /// Of two, that of the later style sheet has the last word.
    /// </summary>
    public string Theme { get; set; } = "onkreukbaar-theme";

    /// <summary>Style sheet with the body's own tokens, same origin; null for none.</summary>
    public string? ExtraStylesheet { get; set; }

    /// <summary>The body's own logo, same origin; null for the product's.</summary>
    public string? LogoHref { get; set; }

    public string HomeHref { get; set; } = "/";

    public IReadOnlyList<NavItem> NavItems { get; set; } = [];

    public IReadOnlyList<PageLink> FooterLinks { get; set; } = [];

    /// <summary>Name of who is signed in; null for a visitor.</summary>
    public string? UserName { get; set; }

    public IReadOnlyList<UserLink> UserLinks { get; set; } = [];

    /// <summary>Where a visitor signs in; null hides the link.</summary>
    public string? SignInHref { get; set; }

    /// <summary>Language of the page: <c>nl</c> or <c>en</c>.</summary>
    public string Language { get; set; } = "nl";

    /// <summary>Path of the request, without query: marks the current navigation item.</summary>
    public string Path { get; set; } = "/";

    /// <summary>Query of the request including the question mark, or empty.</summary>
    public string Query { get; set; } = "";

    /// <summary>Where the search box in the header leads (GET, parameter <c>zoek</c>); null hides it.</summary>
    public string? SearchAction { get; set; }

    /// <summary>A line above everything on every page: demonstration, maintenance; null for none.</summary>
    public string? Notice { get; set; }

    /// <summary>The current page in another language: the same address with <c>taal</c> set.</summary>
    public string LanguageHref(string language)
    {
        ArgumentException.ThrowIfNullOrEmpty(language);
        var kept = Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(part => !part.StartsWith("taal=", StringComparison.Ordinal) && !string.Equals(part, "taal", StringComparison.Ordinal));
        return $"{Path}?{string.Join('&', kept.Append($"taal={language}"))}";
    }

    internal bool IsCurrent(string href) =>
        string.Equals(Path, href, StringComparison.Ordinal)
        || (href.Length > 1 && Path.StartsWith(href + "/", StringComparison.Ordinal));
}
