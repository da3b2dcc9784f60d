// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Handbook.Pdf;

/// <summary>The handbook of one office on one day as a tagged PDF.</summary>
internal static class PdfPages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet(HandbookAddress.Pdf, MakeAsync).Public().CachedPublic();

    private static async Task<IResult> MakeAsync(HttpContext http, HandbookReader reader, WeasyPrint weasyPrint, Settings settings, ILoggerFactory logs)
    {
        PublicCache.ShownAsList(http);
        var view = await reader.ReadAsync(http.Request.Query, http.RequestAborted);
        if (!view.IsClear || view.Office is null)
        {
            throw new ProblemException(Problem.Invalid(
                view.Errors.Count > 0
                    ? [.. view.Errors.Select(e => new InvalidField(e.Field, "parameter.onjuist", e.Message))]
                    : view.BodyChoices.Count > 0 ? [new InvalidField("organisatie", "organisatie.meer", HandbookWords.Say(Texts.SeveralBodies, view.BodyName))]
                    : [new InvalidField("ambt", "veld.verplicht", Texts.PdfOffice)]));
        }

        var pdf = await weasyPrint.MakeAsync(await HtmlAsync(http.RequestServices, logs, view, settings.PublicUrl), http.RequestAborted);
        http.Response.Headers.ContentDisposition = $"inline; filename=\"handboek-{view.Office.Code}-{HandbookAddress.Iso(view.Day)}.pdf\"";
        return Results.Bytes(pdf, "application/pdf");
    }

    /// <summary>The document that is printed.</summary>
    public static async Task<string> HtmlAsync(IServiceProvider services, ILoggerFactory logs, HandbookView view, string site)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(PrintedHandbook.View)] = view, [nameof(PrintedHandbook.Site)] = site });
            var root = await renderer.RenderComponentAsync<PrintedHandbook>(parameters);
            return root.ToHtmlString();
        });
    }
}
