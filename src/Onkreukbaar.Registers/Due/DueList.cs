// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.Due;

/// <summary>The clerk's list of all that is due at a body: by day, with norm and article, and where to do it.</summary>
internal sealed class DueList(Workplace workplace, DueReader due)
{
    public const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/termijnen";
        app.MapGet(Route, (Guid body, HttpRequest request, Actor actor, DueList use) => use.ShowAsync(body, request, actor)).Requires(RegisterPermissions.Read);
        foreach (var format in new[] { ExportFormat.Csv, ExportFormat.Xlsx })
        {
            app.MapGet($"{Route}/export.{format.Ending()}", (Guid body, HttpRequest request, DueList use) => use.ExportAsync(body, request, format)).Requires(RegisterPermissions.Read);
        }
    }

    private async Task<IResult> ShowAsync(Guid body, HttpRequest request, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var filter = DueFilter.Of(request.Query);
        var errors = new FormErrors();
        var page = errors.Take("pagina", PageInput.Number(request.Query["pagina"]));
        errors.ThrowIfAny();
        var all = await due.OfAsync(card, request.HttpContext.RequestAborted);
        var fit = filter.Take(all);
        return new RazorComponentResult<DuePage>(
            new
            {
                Body = card,
                Filter = filter,
                Counts = Enum.GetValues<DueState>().ToDictionary(s => s, s => all.Count(i => i.State == s)),
                Offices = all.Select(i => (i.Term.OfficeKind, i.Term.OfficeLabel)).DistinctBy(o => o.OfficeKind, StringComparer.Ordinal).OrderBy(o => o.OfficeLabel, StringComparer.Ordinal).ToList(),
                Rows = (IReadOnlyList<DueItem>)[.. fit.Skip((page - 1) * PageSize).Take(PageSize)],
                Total = fit.Count,
                Page = page,
                Today = workplace.Today,
                MayKeep = Policy.Allows(actor, RegisterPermissions.Keep, body),
            }
        );
    }

    private async Task<IResult> ExportAsync(Guid body, HttpRequest request, ExportFormat format)
    {
        var card = await workplace.BodyAsync(body);
        var rows = DueFilter.Of(request.Query).Take(await due.OfAsync(card, request.HttpContext.RequestAborted));
        return Export(workplace.Today).Result(format, rows.ToAsyncEnumerable());
    }

    private static TableExport<DueItem> Export(DateOnly today) =>
        new(
            "termijnen",
            new ExportColumn<DueItem>("dag", i => i.Day),
            new("stand", i => DueWords.States[i.State]),
            new("dagenGeleden", i => (long?)i.DaysAgo(today)),
            new("soort", i => DueWords.Kinds[i.Kind]),
            new("persoonId", i => (Guid?)i.Holder.Id),
            new("persoonNaam", i => i.Holder.Name),
            new("ambt", i => i.Term.OfficeLabel),
            new("omschrijving", i => i.What),
            new("nevenfunctieId", i => i.Position),
            new("normId", i => i.Norm.Id),
            new("artikel", i => i.Norm.Citation.ToString()),
            new("reden", i => i.Reason())
        );
}

/// <summary>What the clerk filters on, as in the address.</summary>
/// <param name="Person">Words of a name.</param>
/// <param name="Kind">Kind of thing.</param>
/// <param name="State">How it stands.</param>
/// <param name="Office">Kind of office.</param>
/// <param name="Newest">From new to old.</param>
public sealed record DueFilter(string? Person, DueKind? Kind, DueState? State, string? Office, bool Newest)
{
    /// <summary>Whether it leaves something out.</summary>
    public bool Any => Person is not null || Kind is not null || State is not null || Office is not null;

    internal static DueFilter Of(IQueryCollection query) =>
        new(
            query["persoon"].ToString() is { Length: > 0 and <= 200 } person && !CleanText.IsBlank(person) && CleanText.FirstForbidden(person) < 0 ? person : null,
            DueWords.Kinds.TryGet(query["soort"].ToString(), out var kind) ? kind : null,
            DueWords.States.TryGet(query["stand"].ToString(), out var state) ? state : null,
            query["ambt"].ToString() is { Length: > 0 and <= 60 } office ? office : null,
            string.Equals(query["sorteer"], "-dag", StringComparison.Ordinal)
        );

    /// <summary>The items that fit, in the order asked for.</summary>
    internal IReadOnlyList<DueItem> Take(IReadOnlyList<DueItem> all)
    {
        var words = DutchText.Fold(Person).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var fit = all.Where(i =>
            (Kind is null || i.Kind == Kind)
            && (State is null || i.State == State)
            && (Office is null || string.Equals(i.Term.OfficeKind, Office, StringComparison.Ordinal))
            && Array.TrueForAll(words, w => i.Holder.SearchText.Contains(w, StringComparison.Ordinal))
        );
        return Newest ? [.. fit.OrderBy(i => i.Day is null).ThenByDescending(i => i.Day)] : [.. fit];
    }

    internal string Address(Guid body, int page = 1) => QueryText.Of(DueAddress.All(body), [.. Parameters, ("pagina", page == 1 ? null : page.ToString(CultureInfo.InvariantCulture))]);

    internal string Export(Guid body, string ending) => QueryText.Of($"{DueAddress.All(body)}/export.{ending}", Parameters);

    private (string Name, string? Value)[] Parameters =>
        [
            ("persoon", Person),
            ("soort", Kind is { } kind ? DueWords.Kinds[kind] : null),
            ("stand", State is { } state ? DueWords.States[state] : null),
            ("ambt", Office),
            ("sorteer", Newest ? "-dag" : null),
        ];
}

/// <summary>Addresses of the screen of what is due.</summary>
internal static class DueAddress
{
    public static string All(Guid body) => $"/beheer/{body}/termijnen";
}
