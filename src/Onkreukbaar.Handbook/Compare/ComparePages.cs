// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Compare;

/// <summary>The same rule for different offices beside each other, and the list of rules that can be compared.</summary>
internal static class ComparePages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(HandbookAddress.Compare, ListAsync).Public().CachedPublic();
        app.MapGet(HandbookAddress.Compare + "/{key}", ShowAsync).Public().CachedPublic();
    }

    private static async Task<IResult> ListAsync(HttpContext http, HandbookReader reader)
    {
        var view = await ViewAsync(http, reader);
        var keys = view.Library.Norms.Where(n => n.Compare is not null && n.Validity.Contains(view.Day)).GroupBy(n => n.Compare!, StringComparer.Ordinal)
            .Where(g => g.Skip(1).Any()).Select(g => new Comparison(g.Key, [.. g])).OrderBy(c => c.Topic, Comparer<string>.Create(InOrder)).ThenBy(c => c.Title, StringComparer.CurrentCulture);
        return new RazorComponentResult<CompareList>(new { Model = new CompareModel { View = view, Rules = [.. keys] } });
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string key, HandbookReader reader)
    {
        var view = await ViewAsync(http, reader);
        var norms = view.Library.Norms.Where(n => n.Compare == key && n.Validity.Contains(view.Day)).ToList();
        return norms.Count == 0
            ? throw new ProblemException(Problem.NotFound(Texts.NoSuchComparison))
            : new RazorComponentResult<ComparePage>(new { Model = new CompareModel { View = view, Rules = [new(key, norms)] } });
    }

    private static async Task<HandbookView> ViewAsync(HttpContext http, HandbookReader reader)
    {
        PublicCache.ShownAsList(http);
        var view = await reader.ReadAsync(http.Request.Query, http.RequestAborted);
        return view.Errors.Count == 0
            ? view
            : throw new ProblemException(Problem.Invalid([.. view.Errors.Select(e => new InvalidField(e.Field, "parameter.onjuist", e.Message))]));
    }

    private static int InOrder(string one, string other) => Place(one).CompareTo(Place(other));

    private static int Place(string topic) => Enumerable.Range(0, NormNames.Topics.Count).First(i => NormNames.Topics[i] == topic);
}

/// <summary>One rule in several acts or for several offices.</summary>
/// <param name="Key">Compare key.</param>
/// <param name="Norms">The norms of the day.</param>
internal sealed record Comparison(string Key, IReadOnlyList<Norm> Norms)
{
    public string Topic => Norms[0].Topic;

    /// <summary>The title that most of them have.</summary>
    public string Title => Norms.GroupBy(n => n.Title.ToString(), StringComparer.Ordinal).OrderByDescending(g => g.Count()).First().Key;
}

/// <summary>What the pages of comparison show.</summary>
public sealed class CompareModel
{
    internal CompareModel() { }

    internal HandbookView View { get; init; } = null!;

    internal IReadOnlyList<Comparison> Rules { get; init; } = [];
}
