// SPDX-License-Identifier: EUPL-1.2
using System.ComponentModel.DataAnnotations.Schema;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Overview;

/// <summary>The clerk's list of all positions of a body, in every state.</summary>
internal sealed class PositionOverview(Workplace workplace)
{
    public const int PageSize = 50;

    private DateOnly Today => workplace.Today;

    private OfficesMap Offices => workplace.Map;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/beheer/{body:guid}/nevenfuncties", (Guid body, HttpRequest request, Actor actor, PositionOverview use) => use.ShowAsync(body, request, actor))
            .Requires(RegisterPermissions.Read);
        foreach (var format in new[] { ExportFormat.Csv, ExportFormat.Xlsx })
        {
            app.MapGet(
                    $"/beheer/{{body:guid}}/nevenfuncties/export.{format.Ending()}",
                    async (Guid body, HttpRequest request, PositionOverview use) =>
                        Export(await PositionContext.AllAsync(use.Offices, request.HttpContext.RequestAborted), use.Today)
                            .Result(
                                format,
                                Sorted(await use.FilteredAsync(OverviewFilter.Of(request.Query), request.HttpContext.RequestAborted), "persoon", use.Offices.Bodies).AsAsyncEnumerable()
                            )
                )
                .Requires(RegisterPermissions.Read);
        }
    }

    /// <summary>What the public files hold, and where each entry stands; grounds of withdrawal stay on the screen.</summary>
    private static TableExport<PositionRow> Export(PositionContext context, DateOnly today) =>
        new(
            "nevenfuncties-beheer",
            [
                new("status", r => PositionWords.States[PositionWords.StateOn(r.Position, today)]),
                new("ingetrokken", r => (bool?)r.Position.Withdrawn),
                new("opnieuwBekijkenOp", r => r.Position.WithdrawnUntil),
                .. Published.PositionRecord.Columns(context, today).Where(c => c.Name is not "overheidsorganisatieNaam"),
            ]
        );

    private async Task<IResult> ShowAsync(Guid body, HttpRequest request, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var filter = OverviewFilter.Of(request.Query);
        var errors = new FormErrors();
        var page = errors.Take("pagina", PageInput.Number(request.Query["pagina"]));
        errors.ThrowIfAny();
        var rows = await FilteredAsync(filter, request.HttpContext.RequestAborted);
        var total = await rows.CountAsync();
        var shown = await Sorted(rows, filter.Sort, workplace.Map.Bodies).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync();
        return new RazorComponentResult<OverviewPage>(
            new
            {
                Body = card,
                Filter = filter,
                Rows = shown,
                Total = total,
                Page = page,
                Today,
                Done = request.Query["gedaan"].ToString(),
                MayKeep = Policy.Allows(actor, RegisterPermissions.Keep, body),
                MayPublish = Policy.Allows(actor, RegisterPermissions.Publish, body),
            }
        );
    }

    /// <summary>The rows that the filter leaves, unsorted.</summary>
    public async Task<IQueryable<PositionRow>> FilteredAsync(OverviewFilter filter, CancellationToken cancellation)
    {
        var search = await PositionSearch.ReadAsync(filter.Text, Offices, cancellation);
        var positions = (search?.In(workplace.Store) ?? workplace.Store.Set<AncillaryPosition>()).AsNoTracking();
        if (string.Equals(filter.State, "ingetrokken", StringComparison.Ordinal))
        {
            positions = positions.Where(p => p.Withdrawn);
        }
        else if (filter.State is { } key && PositionWords.States.TryGet(key, out var state))
        {
            // As it stands today: what was published and is over by now counts as ended.
            var today = Today;
            positions = state switch
            {
                PositionState.Published => positions.Where(p => p.State == PositionState.Published && !p.EndedUndated && (p.Until == null || p.Until > today)),
                PositionState.Ended => positions.Where(p => p.State == PositionState.Ended || (p.State == PositionState.Published && (p.EndedUndated || p.Until <= today))),
                _ => positions.Where(p => p.State == state),
            };
        }

        if (filter.Paid is { } paidKey && PositionWords.Remunerations.TryGet(paidKey, out var paid))
        {
            positions = positions.Where(p => p.Remuneration == paid);
        }

        if (filter.WithoutOrganisation)
        {
            positions = positions.Where(p => p.Organisation == null);
        }

        if (filter.NotPublic)
        {
            positions = positions.Where(p => p.State == PositionState.Draft || p.State == PositionState.Declared);
        }

        if (filter.WithoutEnd)
        {
            positions = positions.Where(p => p.EndedUndated);
        }

        var persons = workplace.PersonsNamed(filter.Person);

        return from p in positions join who in persons on p.PersonId equals who.Id select new PositionRow { Position = p, Person = who.Name, PersonSort = who.SortKey };
    }

    /// <summary>Rows in the order that an address asks for, in the database.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sort">Sort key, with a minus for descending; an unknown one is by person.</param>
    /// <param name="bodies">All public bodies, whose names an order by organisation needs.</param>
    public static IQueryable<PositionRow> Sorted(IQueryable<PositionRow> rows, string sort, IQueryable<BodyCard> bodies) =>
        sort switch
        {
            "omschrijving" => rows.OrderBy(r => r.Position.Description).ThenBy(r => r.Position.Id),
            "-omschrijving" => rows.OrderByDescending(r => r.Position.Description).ThenBy(r => r.Position.Id),
            "organisatie" or "-organisatie" => OrganisationOrder
                .Sorted(rows.Select(AtOrganisation), bodies, descending: sort[0] == '-')
                .ThenBy(r => r.Row.Position.Id)
                .Select(r => r.Row),
            "van" => rows.OrderBy(r => r.Position.From == null).ThenBy(r => r.Position.From).ThenBy(r => r.Position.Id),
            "-van" => rows.OrderBy(r => r.Position.From == null).ThenByDescending(r => r.Position.From).ThenBy(r => r.Position.Id),
            "-persoon" => rows.OrderByDescending(r => r.PersonSort).ThenBy(r => r.Position.Id),
            "id" => rows.OrderBy(r => r.Position.Id),
            "-id" or "nieuwste" => rows.OrderByDescending(r => r.Position.Id),
            _ => rows.OrderBy(r => r.PersonSort).ThenBy(r => r.Position.Id),
        };

    /// <summary>Rows that were read already, in the order of their organisations, as <see cref="Sorted"/> has it.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="bodies">The public bodies at which the positions are.</param>
    /// <param name="descending">From Z to A.</param>
    public static IReadOnlyList<PositionRow> ByOrganisation(IReadOnlyList<PositionRow> rows, IReadOnlyDictionary<Guid, BodyCard> bodies, bool descending) =>
        [.. OrganisationOrder.Sorted(rows.Select(ReadAtOrganisation), bodies, descending).ThenBy(r => r.Row.Position.Id).Select(r => r.Row)];

    private static Expression<Func<PositionRow, OfOrganisation<PositionRow>>> AtOrganisation { get; } =
        r => new OfOrganisation<PositionRow>
        {
            Row = r,
            Key = r.Position.OrganisationKey,
            Body = r.Position.OrganisationBodyId,
            Kvk = r.Position.OrganisationKvk,
            Name = r.Position.Organisation,
        };

    // Compiled once: that takes longer than sorting a page.
    private static Func<PositionRow, OfOrganisation<PositionRow>> ReadAtOrganisation { get; } = AtOrganisation.Compile();
}

/// <summary>A position with the names of whom it is about and whose register holds it.</summary>
public sealed class PositionRow
{
    public required AncillaryPosition Position { get; init; }

    public required string Person { get; init; }

    public required string PersonSort { get; init; }

    public string Body { get; init; } = "";

    /// <summary>Whether income of it is kept; false where nobody asked.</summary>
    public bool HasIncome { get; init; }

    /// <summary>When this state was recorded, UTC; null when it was not read from what was known at a moment.</summary>
    [NotMapped]
    public DateTime? RecordedAt { get; init; }
}

/// <summary>What the clerk filters on, as in the address.</summary>
public sealed record OverviewFilter(string? Person, string? Text, string? State, string? Paid, bool WithoutOrganisation, bool NotPublic, bool WithoutEnd, string Sort)
{
    public bool Any => Person is not null || Text is not null || State is not null || Paid is not null || WithoutOrganisation || NotPublic || WithoutEnd;

    public static OverviewFilter Of(IQueryCollection query) =>
        new(
            Take(query, "persoon"),
            Take(query, "zoek"),
            Take(query, "status"),
            Take(query, "bezoldigd"),
            query["zonder-organisatie"] == "ja",
            query["niet-openbaar"] == "ja",
            query["zonder-einddatum"] == "ja",
            Take(query, "sorteer") ?? "persoon"
        );

    /// <summary>Address of the list with these filters, changed in one respect.</summary>
    public string Address(Guid body, int page = 1) =>
        QueryText.Of(
            WorkplaceAddress.Positions(body),
            ("persoon", Person),
            ("zoek", Text),
            ("status", State),
            ("bezoldigd", Paid),
            ("zonder-organisatie", WithoutOrganisation ? "ja" : null),
            ("niet-openbaar", NotPublic ? "ja" : null),
            ("zonder-einddatum", WithoutEnd ? "ja" : null),
            ("sorteer", string.Equals(Sort, "persoon", StringComparison.Ordinal) ? null : Sort),
            ("pagina", page == 1 ? null : page.ToString(CultureInfo.InvariantCulture))
        );

    private static string? Take(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 and <= 200 } value && !CleanText.IsBlank(value) && CleanText.FirstForbidden(value) < 0 ? value : null;
}

/// <summary>Puts an address together; what has no value is left out.</summary>
internal static class QueryText
{
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new System.Text.StringBuilder(path);
        var sign = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is { Length: > 0 })
            {
                text.Append(sign).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                sign = '&';
            }
        }

        return text.ToString();
    }
}
