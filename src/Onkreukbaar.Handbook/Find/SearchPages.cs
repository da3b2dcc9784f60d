// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Find;

/// <summary>Search over norms: a page of its own, and hits on the site's search page.</summary>
internal static class SearchPages
{
    private const int PageSize = 25;

    public static SearchPart Part { get; } = new(50, FindAsync);

    public static void Map(IEndpointRouteBuilder app) => app.MapGet(HandbookAddress.Search, ShowAsync).Public().CachedPublic();

    private static async Task<IResult> ShowAsync(HttpContext http, HandbookReader reader)
    {
        PublicCache.ShownAsList(http);
        var errors = new FormErrors();
        var text = errors.Take("zoek", TextInput.Optional(http.Request.Query["zoek"], 200));
        var page = errors.Take("pagina", PageInput.Number(http.Request.Query["pagina"]));
        errors.ThrowIfAny();
        var view = await reader.ReadAsync(http.Request.Query, http.RequestAborted);
        IReadOnlyList<Norm> found = text is null ? [] : NormSearch.Find(NormSearch.On(view.Library, view.Day), text);
        return new RazorComponentResult<SearchNormsPage>(new { Model = new SearchModel {
                View = view,
                Text = text,
                Count = found.Count,
                Page = page,
                PageCount = (found.Count + PageSize - 1) / PageSize,
                Rows = [.. found.Skip((page - 1) * PageSize).Take(PageSize)],
            } });
    }

    private static Task<SearchHits?> FindAsync(IServiceProvider services, SearchContext context, CancellationToken cancellation)
    {
        var day = context.View.AsOf ?? DutchClock.Today(services.GetRequiredService<TimeProvider>());
        var found = NormSearch.Find(NormSearch.On(services.GetRequiredService<NormShelf>().National, day), context.Text);
        return Task.FromResult(
            found.Count == 0
                ? null
                : new SearchHits(
                    Texts.Handbook,
                    found.Count,
                    [.. found.Take(context.Limit).Select(n => new SearchHit(n.Title.ToString(), HandbookAddress.With($"{HandbookAddress.Norms}/{n.Id}", ("peildatum", Asked(context))), n.Citation.ToString()))],
                    found.Count > context.Limit ? HandbookAddress.With(HandbookAddress.Search, ("zoek", context.Text), ("peildatum", Asked(context))) : null
                )
        );
    }

    private static string? Asked(SearchContext context) => context.View.AsOf is { } day ? HandbookAddress.Iso(day) : null;
}

/// <summary>What <see cref="SearchNormsPage"/> shows.</summary>
public sealed class SearchModel
{
    internal SearchModel() { }

    internal HandbookView View { get; init; } = null!;

    internal string? Text { get; init; }

    internal int Count { get; init; }

    internal int Page { get; init; }

    internal int PageCount { get; init; }

    internal IReadOnlyList<Norm> Rows { get; init; } = [];
}
