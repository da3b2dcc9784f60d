// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Design;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.OneNorm;

/// <summary>One norm on one day: explanation, content, statute text, examples, and what changed through time.</summary>
internal static class NormPages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet(HandbookAddress.Norms + "/{id}", ShowAsync).Public().CachedPublic();

    private static async Task<IResult> ShowAsync(HttpContext http, string id, HandbookReader reader)
    {
        PublicCache.ShownAsList(http);
        var view = await reader.ReadAsync(http.Request.Query, http.RequestAborted);
        if (view.Errors.Count > 0)
        {
            throw new ProblemException(Problem.Invalid([.. view.Errors.Select(e => new InvalidField(e.Field, "parameter.onjuist", e.Message))]));
        }

        var versions = view.Library.Versions(id);
        if (versions.Count == 0)
        {
            throw new ProblemException(Problem.NotFound(Texts.NoSuchNorm));
        }

        // Without a day asked for, a norm that is over or still to come is shown as it last was, or first will be.
        var norm = versions.FirstOrDefault(v => v.Validity.Contains(view.Day))
            ?? (view.Typed is not null ? throw new ProblemException(Problem.NotFound(NotThen(versions, view.Day)))
                : versions[^1].Validity.From > view.Day ? versions[0] : versions[^1]);
        return new RazorComponentResult<NormPage>(new { Model = new NormModel { View = view, Norm = norm, Versions = versions } });
    }

    private static string NotThen(IReadOnlyList<Norm> versions, DateOnly day) =>
        versions[0].Validity.From is { } first && day < first
            ? HandbookWords.Say(Texts.NotYetThen, HandbookWords.Day(day), HandbookWords.Day(first))
            : HandbookWords.Say(Texts.NotThen, HandbookWords.Day(day));
}

/// <summary>What <see cref="NormPage"/> shows.</summary>
public sealed class NormModel
{
    internal NormModel() { }

    internal HandbookView View { get; init; } = null!;

    /// <summary>The version that is shown.</summary>
    internal Norm Norm { get; init; } = null!;

    /// <summary>All versions, oldest first.</summary>
    internal IReadOnlyList<Norm> Versions { get; init; } = [];

    /// <summary>The same rule in other acts or for other offices, on the day that is looked at.</summary>
    internal int Others => Norm.Compare is { } key ? View.Library.Norms.Count(n => n.Compare == key && n.Id != Norm.Id && n.Validity.Contains(View.Day)) : 0;

    /// <summary>Versions from new to old, each with what changed since the one before.</summary>
    internal IEnumerable<(Norm Version, IReadOnlyList<FieldChange> Changes)> History =>
        Versions.Select((v, i) => (v, i == 0 ? [] : VersionChanges.Of(Versions[i - 1], v))).Reverse();
}
