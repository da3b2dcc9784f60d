// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Accounts;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Modules;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Fills what all pages have in common: name, navigation, language and who is signed in.</summary>
internal static class SiteFrame
{
    public static Task FillAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            Fill(http);
        }

        return next(http);
    }

    /// <summary>Also for a problem page, whose request may have stopped before the frame was filled.</summary>
    public static void Fill(HttpContext http)
    {
        var site = http.RequestServices.GetRequiredService<SiteContext>();
        var settings = http.RequestServices.GetRequiredService<Settings>();
        var modules = http.RequestServices.GetRequiredService<ModuleSet>();
        var actor = http.Features.Get<Actor>() ?? Actor.Anonymous;
        site.SiteName = settings.SiteName;
        http.RequestServices.GetRequiredService<SiteTheme>().Dress(site);
        site.Notice = settings.Demo ? Texts.DemoNotice : null;
        site.Language = string.Equals(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "en", StringComparison.Ordinal) ? "en" : "nl";
        site.Path = http.Request.Path;
        site.Query = http.Request.QueryString.ToString();
        site.SearchAction = "/zoeken";
        site.SignInHref = AccountsModule.SignInPath;
        site.NavItems =
        [
            .. modules
                .All.SelectMany(m => m.Navigation)
                .Where(n => n.Permission is null || Policy.Allows(actor, n.Permission, bodyId: null))
                .OrderBy(n => n.Order)
                .Select(n => new NavItem(n.Label(), n.Path)),
        ];
        site.FooterLinks =
        [
            new(Texts.FooterAccessibility, "/toegankelijkheid"),
            new(Texts.FooterPrivacy, "/privacy"),
            new(Texts.FooterApi, "/api"),
            new(Texts.FooterLog, "/bewijs"),
        ];
        if (actor.IsSignedIn)
        {
            site.UserName = actor.Name;
            site.UserLinks = [.. AccountsModule.Menu(actor).Select(entry => new UserLink(entry.Label, entry.Href, entry.Post))];
        }
    }
}
