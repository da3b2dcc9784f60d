// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Kernel.Export;

/// <summary>
/// Every public list of every module as a file: <c>/open-data/{list}.{format}</c>, with the filters of the list's page, <c>overheidsorganisatie</c>,
/// <c>peildatum</c> and <c>bekendOp</c>. A filter that the list does not know is refused, as in the API: a misspelt one that is ignored gives a wrong file.
/// </summary>
public static class OpenData
{
    private const string Root = "/open-data";
    private const string Body = "overheidsorganisatie";
    private const string AsOf = "peildatum";
    private const string KnownOn = "bekendOp";

    /// <summary>What every list can be asked by, before its own filters.</summary>
    public static IReadOnlyList<string> CommonFilters { get; } = [Body, AsOf, KnownOn];

    /// <summary>Address of a list as a file, without a query.</summary>
    /// <param name="list">Name of the list.</param>
    /// <param name="format">Form of the file.</param>
    public static string Address(string list, ExportFormat format) => $"{Root}/{list}.{format.Ending()}";

    /// <summary>Maps an address for each list.</summary>
    public static void Map(IEndpointRouteBuilder app, ModuleSet modules)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var list in modules.All.SelectMany(m => m.Lists))
        {
            app.MapGet($"{Root}/{list.Name}.{{format}}", (HttpContext http, string format) => AnswerAsync(list, http, format)).WithMetadata(new OpenDataList(list)).Public();
        }
    }

    private static async Task AnswerAsync(ExportList list, HttpContext http, string ending)
    {
        if (!ExportFormats.TryParse(ending, out var format) || !string.Equals(format.Ending(), ending, StringComparison.Ordinal))
        {
            throw new ProblemException(Problem.NotFound(Texts.NoSuchFormat));
        }

        var query = Read(list, http.Request.Query);
        var response = http.Response;
        response.ContentType = format.MediaType();
        response.Headers.ContentDisposition = $"attachment; filename=\"{list.Name}.{format.Ending()}\"";
        response.Headers.CacheControl = "no-cache";
        // A failure half-way ends the connection without a proper end, so that no reader takes half a list for the whole.
        await list.WriteAsync(http.RequestServices, query, format, response.Body, http.RequestAborted);
    }

    private static ListQuery Read(ExportList list, IQueryCollection asked)
    {
        var errors = new FormErrors();
        string[] known = [.. CommonFilters, .. list.Filters];
        // The language of the site may stand in any address.
        foreach (var (name, values) in asked.Where(q => q.Key is not "taal"))
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(name, "parameter.onbekend", string.Format(CultureInfo.CurrentCulture, Texts.ApiParameterUnknown, string.Join(", ", known)));
            }
            else if (values.Count > 1)
            {
                errors.Add(name, "parameter.dubbel", Texts.ApiParameterTwice);
            }
        }

        var body = errors.Take(Body, IdInput.Optional(asked[Body]));
        var view = new ViewMoment(errors.Take(AsOf, PeildatumInput.Parse(asked[AsOf])), errors.Take(KnownOn, BekendOpInput.Parse(asked[KnownOn])));
        return new(body, view) { Filters = asked, Errors = errors };
    }
}

/// <summary>On the route of a file of open data: the list that it gives.</summary>
/// <param name="List">The list.</param>
public sealed record OpenDataList(ExportList List);
