// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.Organisations;

namespace Onkreukbaar.Registers.AncillaryPositions.Published;

/// <summary>Positions for machines: <c>/v1/nevenfuncties</c>.</summary>
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
                new ApiParameter("soort", () => Texts.ApiPositionBodyKind) { Example = "gemeente" },
                new ApiParameter("organisatie", () => Texts.ApiOrganisation) { Example = "verzonnen-theater" },
                new ApiParameter("bezoldigd", () => Texts.ApiPaid) { Values = [.. PositionWords.Remunerations.Keys] },
                ApiParameter.AsOf,
                ApiParameter.KnownOn,
                ApiParameter.Sort(Sorts),
                ApiParameter.Page,
                ApiParameter.PageSize
            )
            {
                Examples = ["?soort=gemeente&bezoldigd=bezoldigd&sorteer=-aanvang", "?peildatum=2026-03-01&pageSize=10", "?organisatie=verzonnen-theater&bekendOp=2026-03-01T12:00:00Z"],
            },
            ListAsync
        );
        app.MapApi<PositionRecord>(
            "/v1/nevenfuncties/{id:guid}",
            new ApiOperation("nevenfunctieOpvragen", "nevenfuncties", () => Texts.ApiPosition, ApiParameter.AsOf, ApiParameter.KnownOn) { MayBeWithdrawn = true },
            OneAsync
        );
    }

    private static async Task<IResult> ListAsync(HttpContext http, PublicPositions positions, PublicIncomes incomes, OfficesMap map)
    {
        var query = ApiQuery.Of(http);
        var filter = new PositionFilter(query.View())
        {
            Text = query.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Person = query.Take("persoon", IdInput.Optional(query["persoon"])),
            Body = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            BodyKind = query.Take("soort", TextInput.Optional(query["soort"], 100)),
            OrganisationKey = OrganisationSlug.Read(query.Take("organisatie", TextInput.Optional(query["organisatie"], 400))),
            Paid = query.Take("bezoldigd", ChoiceInput.Optional(query["bezoldigd"], PositionWords.Remunerations)),
        };
        var sort = query.Sort(Sorts);
        var paging = query.Paging();
        query.Check();
        var field = string.Equals(sort.Field, "aanvang", StringComparison.Ordinal) ? "van" : sort.Field;
        var (rows, total) = await positions.ListAsync(filter with { Sort = sort.Descending ? "-" + field : field }, paging.Page, paging.Size, http.RequestAborted);
        var today = positions.Today;
        var context = await PositionContext.OfAsync(map, rows.Select(r => r.Position), http.RequestAborted);
        var earned = await incomes.OfAsync(rows, filter.View, http.RequestAborted);
        return ApiList.Ok(http, paging, total, [.. rows.Select(r => PositionRecord.Of(r, context, today, path => ApiJson.Absolute(http, path)).With(earned[r.Position.Id]))]);
    }

    private static async Task<IResult> OneAsync(Guid id, HttpContext http, PublicPositions positions, PublicIncomes incomes, PublicPosition one, OfficesMap map)
    {
        PublicCache.ShownIn(http, id);
        var query = ApiQuery.Of(http);
        var view = query.View();
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

        if (view.AsOf is { } day && !positions.Holds(row.Position, day))
        {
            throw new ProblemException(Problem.NotFound(PositionWords.Say(Texts.NotHeldThen, PositionWords.Day(day))));
        }

        var context = await PositionContext.OfAsync(map, [row.Position], http.RequestAborted);
        PublicCache.ShownIn(http, [.. context.Bodies.Keys]);
        var earned = await incomes.OfAsync([row], view, http.RequestAborted);
        return ApiJson.Ok(PositionRecord.Of(row, context, positions.Today, path => ApiJson.Absolute(http, path)).With(earned[id]));
    }
}
