// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Onkreukbaar.Design;

namespace Onkreukbaar.TestKit;

/// <summary>Renders one component as the site would, without a server.</summary>
public static class Render
{
    /// <summary>The component's HTML.</summary>
    /// <param name="parameters">Values by parameter name; a <see cref="RenderFragment"/> for content.</param>
    /// <param name="site">What all pages have in common; its language is the language of the texts.</param>
    public static async Task<string> HtmlAsync<T>(Parameters? parameters = null, SiteContext? site = null)
        where T : IComponent
    {
        site ??= new SiteContext();
        await using var services = new ServiceCollection()
            .AddSingleton(site)
            .AddSingleton<AntiforgeryStateProvider, FixedToken>()
            .BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("nl-NL");
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(site.Language);
            var view = parameters is null ? ParameterView.Empty : ParameterView.FromDictionary(parameters);
            return (await renderer.RenderComponentAsync<T>(view)).ToHtmlString();
        });
    }

    /// <summary>The component's HTML, parsed as a browser does.</summary>
    public static async Task<IHtmlDocument> DocumentAsync<T>(Parameters? parameters = null, SiteContext? site = null)
        where T : IComponent => new HtmlParser().ParseDocument(await HtmlAsync<T>(parameters, site));

    /// <summary>Content of a component that is only text.</summary>
    public static RenderFragment Text(string text) => builder => builder.AddContent(0, text);

    /// <summary>Values by parameter name.</summary>
    public sealed class Parameters() : Dictionary<string, object?>(StringComparer.Ordinal);

    private sealed class FixedToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => new("token", "__RequestVerificationToken");
    }
}
