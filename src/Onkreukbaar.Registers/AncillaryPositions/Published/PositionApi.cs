// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.Organisations;

namespace Onkreukbaar.Registers.AncillaryPositions.Published;

/// <summary>Positions for machines: <c>/v1/nevenfuncties</c> and the downloads of the whole list.</summary>
internal static class PositionApi
{
    private static readonly string[] Sorts = ["id", "persoon", "omschrijving", "organisatie", "aanvang"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapApi<ApiList<PositionRecord>>(
            "/v1/nevenfuncties",
            new ApiOperation(
                "nevenfunctiesOpvragen",
                "nevenfuncties",
                () => Texts.ApiPositions,
                ApiParameter.Search,
                new ApiParameter("persoon", () => Texts.ApiPerson) { Format = "uuid" },
                new ApiParameter("overheidsorganisatie", () => Texts.ApiBody) { Format = "uuid" },
                new ApiParameter("organisatie", () => Texts.ApiOrganisation) { Example = "verzonnen-theater" },
                new ApiParameter("bezoldigd", () => Texts.ApiPaid) { Values = [.. PositionWords.Remunerations.Keys] },
                ApiParameter.AsOf,
                ApiParameter.KnownOn,
                ApiParameter.Sort(Sorts),
                ApiParameter.Page,
                ApiParameter.PageSize
            ),
            ListAsync
        );
        app.MapApi<PositionRecord>(
            "/v1/nevenfuncties/{id:guid}",
            new ApiOperation("nevenfunctieOpvragen", "nevenfuncties", () => Texts.ApiPosition, ApiParameter.KnownOn) { MayBeWithdrawn = true },
            OneAsync
        );
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            app.MapGet($"/open-data/nevenfuncties.{format.Ending()}", (HttpContext http, ViewMoment view, PublicPositions positions) => DownloadAsync(format, http, view, positions)).Public();
        }
    }

    private static async Task<IResult> ListAsync(HttpContext http, PublicPositions positions)
    {
        var query = ApiQuery.Of(http);
        var filter = new PositionFilter(query.View())
        {
            Text = query.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Person = query.Take("persoon", IdInput.Optional(query["persoon"])),
            Body = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            OrganisationKey = OrganisationSlug.Read(query.Take("organisatie", TextInput.Optional(query["organisatie"], 400))),
            Paid = query.Take("bezoldigd", ChoiceInput.Optional(query["bezoldigd"], PositionWords.Remunerations)),
        };
        var sort = query.Sort(Sorts);
        var paging = query.Paging();
        query.Check();
        var field = string.Equals(sort.Field, "aanvang", StringComparison.Ordinal) ? "van" : sort.Field;
        var (rows, total) = await positions.ListAsync(filter with { Sort = sort.Descending ? "-" + field : field }, paging.Page, paging.Size, http.RequestAborted);
        var today = positions.Today;
        return ApiList.Ok(http, paging, total, [.. rows.Select(r => PositionRecord.Of(r, today, path => ApiJson.Absolute(http, path)))]);
    }

    private static async Task<IResult> OneAsync(Guid id, HttpContext http, PublicPositions positions, PublicPosition one)
    {
        PublicCache.ShownIn(http, id);
        var query = ApiQuery.Of(http);
        var view = new ViewMoment(AsOf: null, query.Take("bekendOp", BekendOpInput.Parse(query["bekendOp"])));
        query.Check();
        var row = await positions.RowAsync(id, http.RequestAborted);
        if (row is null)
        {
            var position = await one.FindAsync(id, http.RequestAborted);
            throw new ProblemException(position.Withdrawn ? RegisterProblems.Withdrawn() : Problem.NotFound(Texts.PositionNotFound));
        }

        PublicCache.ShownIn(http, row.Position.PersonId, row.Position.BodyId);
        if (view.KnownOn is { } moment)
        {
            var then = (await one.PublicHistoryAsync(id, http.RequestAborted)).LastOrDefault(h => h.RecordedAt <= moment)?.State;
            if (then is null)
            {
                throw new ProblemException(Problem.NotFound(Texts.NotKnownThen));
            }

            then.Derive();
            row = new PositionRow { Position = then, Person = row.Person, PersonSort = row.PersonSort, Body = row.Body };
        }

        return ApiJson.Ok(PositionRecord.Of(row, positions.Today, path => ApiJson.Absolute(http, path)));
    }

    private static async Task<IResult> DownloadAsync(ExportFormat format, HttpContext http, ViewMoment view, PublicPositions positions)
    {
        var errors = new FormErrors();
        var filter = PositionQuery.Read(http.Request.Query, view, errors) with { Sort = "id" };
        errors.ThrowIfAny();
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "no-cache";
        var rows = view.KnownOn is null
            ? PositionOverview.Sorted(positions.Rows(filter), filter.Sort).AsAsyncEnumerable()
            : (await positions.KnownAsync(filter, http.RequestAborted)).ToAsyncEnumerable();
        return PositionRecord.Export(positions.Today).Result(format, rows);
    }
}
