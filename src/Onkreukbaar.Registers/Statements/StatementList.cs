// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.Statements;

/// <summary>The clerk's list of all statements of a body's office-holders, the latest first.</summary>
internal sealed class StatementList(Workplace workplace)
{
    public const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/beheer/{body:guid}/verklaringen", (Guid body, HttpRequest request, Actor actor, StatementList use) => use.ShowAsync(body, request, actor))
            .Requires(RegisterPermissions.Read);

    private async Task<IResult> ShowAsync(Guid body, HttpRequest request, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var filter = StatementFilter.Of(request.Query);
        var errors = new FormErrors();
        var page = errors.Take("pagina", PageInput.Number(request.Query["pagina"]));
        errors.ThrowIfAny();
        var statements = workplace.Store.Set<Statement>().AsNoTracking();
        if (filter.Kind is { } key && StatementWords.Kinds.TryGet(key, out var kind))
        {
            statements = statements.Where(s => s.Kind == kind);
        }

        var persons = workplace.PersonsNamed(filter.Person);

        var rows = from s in statements join p in persons on s.PersonId equals p.Id select new StatementRow { Statement = s, Person = p.Name, SortKey = p.SortKey };
        var total = await rows.CountAsync();
        var shown = await Sorted(rows, filter.Sort).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync();
        return new RazorComponentResult<StatementsPage>(
            new { Body = card, Filter = filter, Rows = shown, Total = total, Page = page, MayKeep = Policy.Allows(actor, RegisterPermissions.Keep, body) }
        );
    }

    private static IQueryable<StatementRow> Sorted(IQueryable<StatementRow> rows, string sort) =>
        sort switch
        {
            "persoon" => rows.OrderBy(r => r.SortKey).ThenByDescending(r => r.Statement.On).ThenByDescending(r => r.Statement.Id),
            "-persoon" => rows.OrderByDescending(r => r.SortKey).ThenByDescending(r => r.Statement.On).ThenByDescending(r => r.Statement.Id),
            "soort" => rows.OrderBy(r => r.Statement.Kind == StatementKind.IncomePublished).ThenBy(r => r.Statement.Year).ThenBy(r => r.SortKey).ThenBy(r => r.Statement.Id),
            "-soort" => rows.OrderByDescending(r => r.Statement.Kind == StatementKind.IncomePublished).ThenByDescending(r => r.Statement.Year).ThenBy(r => r.SortKey).ThenBy(r => r.Statement.Id),
            "dag" => rows.OrderBy(r => r.Statement.On).ThenBy(r => r.Statement.Id),
            _ => rows.OrderByDescending(r => r.Statement.On).ThenByDescending(r => r.Statement.Id),
        };
}

/// <summary>A statement with the name of whom it is about.</summary>
public sealed class StatementRow
{
    /// <summary>The statement.</summary>
    public required Statement Statement { get; init; }

    /// <summary>Name as shown.</summary>
    public required string Person { get; init; }

    /// <summary>Name as it sorts for Dutch readers; empty where nothing is sorted by it.</summary>
    public string SortKey { get; init; } = "";
}

/// <summary>What the clerk filters and sorts on, as in the address.</summary>
public sealed record StatementFilter(string? Person, string? Kind, string Sort)
{
    /// <summary>The latest first: the order in which the list opens.</summary>
    internal const string LatestFirst = "-dag";

    private static readonly string[] Sorts = ["persoon", "-persoon", "soort", "-soort", "dag", LatestFirst];

    /// <summary>Whether it leaves something out.</summary>
    public bool Any => Person is not null || Kind is not null;

    internal static StatementFilter Of(IQueryCollection query) =>
        new(
            query["persoon"].ToString() is { Length: > 0 and <= 200 } person && !CleanText.IsBlank(person) && CleanText.FirstForbidden(person) < 0 ? person : null,
            StatementWords.Kinds.TryGet(query["soort"].ToString(), out var kind) ? StatementWords.Kinds[kind] : null,
            Sorts.Contains(query["sorteer"].ToString(), StringComparer.Ordinal) ? query["sorteer"].ToString() : LatestFirst
        );

    /// <summary>The order for an address or a form; null when it is that in which the list opens.</summary>
    internal string? KeptSort => string.Equals(Sort, LatestFirst, StringComparison.Ordinal) ? null : Sort;

    internal string Address(Guid body, int page = 1) =>
        QueryText.Of(StatementAddress.All(body), ("persoon", Person), ("soort", Kind), ("sorteer", KeptSort), ("pagina", page == 1 ? null : page.ToString(CultureInfo.InvariantCulture)));
}
