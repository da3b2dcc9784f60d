// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.Organisations;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>Gifts and trips for machines: <c>/v1/geschenken</c> and <c>/v1/reizen</c>.</summary>
internal static class DeclarationApi
{
    private static readonly string[] Sorts = ["id", "persoon", "omschrijving", "organisatie", "aanvang"];

    public static void Map(IEndpointRouteBuilder app)
    {
        Map(app, DeclarationKind.Gift, ("geschenkenOpvragen", () => Texts.ApiGifts), ("geschenkOpvragen", () => Texts.ApiGift));
        Map(app, DeclarationKind.Trip, ("reizenOpvragen", () => Texts.ApiTrips), ("reisOpvragen", () => Texts.ApiTrip));
    }

    private static void Map(IEndpointRouteBuilder app, DeclarationKind kind, (string Id, Func<string> Summary) list, (string Id, Func<string> Summary) one)
    {
        var path = "/v1" + DeclarationAddress.List(kind);
        var tag = DeclarationAddress.List(kind)[1..];
        app.MapApi<ApiList<DeclarationRecord>>(
            path,
            new ApiOperation(
                list.Id,
                tag,
                list.Summary,
                ApiParameter.Search,
                new ApiParameter("persoon", () => Texts.ApiPerson) { Format = "uuid" },
                new ApiParameter("overheidsorganisatie", () => Texts.ApiBody) { Format = "uuid" },
                new ApiParameter("organisatie", () => Texts.ApiGivenBy) { Example = "verzonnen-theater" },
                new ApiParameter("jaar", () => Texts.ApiDeclarationYear) { Type = "integer", Range = (DeclarationQuery.FirstYear, DeclarationQuery.LastYear) },
                new ApiParameter("van", () => Texts.ApiDeclarationFrom) { Format = "date" },
                new ApiParameter("tot", () => Texts.ApiDeclarationUntil) { Format = "date" },
                ApiParameter.KnownOn,
                ApiParameter.Sort(Sorts),
                ApiParameter.Page,
                ApiParameter.PageSize
            ),
            (HttpContext http, PublicDeclarations declarations) => ListAsync(kind, http, declarations)
        );
        app.MapApi<DeclarationRecord>(
            path + "/{id:guid}",
            new ApiOperation(one.Id, tag, one.Summary, ApiParameter.KnownOn),
            (Guid id, HttpContext http, PublicDeclarations declarations) => OneAsync(kind, id, http, declarations)
        );
    }

    private static async Task<IResult> ListAsync(DeclarationKind kind, HttpContext http, PublicDeclarations declarations)
    {
        var query = ApiQuery.Of(http);
        // What happened on one day did not begin or cease to hold: there is no peildatum here, but there are days between which it fell.
        var view = new ViewMoment(AsOf: null, query.Take("bekendOp", BekendOpInput.Parse(query["bekendOp"])));
        var filter = new DeclarationFilter(kind, view)
        {
            Text = query.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Person = query.Take("persoon", IdInput.Optional(query["persoon"])),
            Body = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            OrganisationKey = OrganisationSlug.Read(query.Take("organisatie", TextInput.Optional(query["organisatie"], 400))),
            Year = query.Take("jaar", WholeNumberInput.Optional(query["jaar"], DeclarationQuery.FirstYear, DeclarationQuery.LastYear)),
            From = query.Take("van", DateInput.Optional(query["van"])),
            Until = query.Take("tot", DateInput.Optional(query["tot"])),
        };
        var sort = query.Sort(Sorts);
        var paging = query.Paging();
        query.Check();
        if (DeclarationQuery.Backwards(filter) is { } backwards)
        {
            var errors = new FormErrors();
            errors.Add("tot", backwards);
            errors.ThrowIfAny();
        }

        var field = string.Equals(sort.Field, "aanvang", StringComparison.Ordinal) ? "van" : sort.Field;
        var (rows, total) = await declarations.ListAsync(filter with { Sort = sort.Descending ? "-" + field : field }, paging.Page, paging.Size, http.RequestAborted);
        return ApiList.Ok(http, paging, total, [.. rows.Select(r => DeclarationRecord.Of(r, path => ApiJson.Absolute(http, path)))]);
    }

    private static async Task<IResult> OneAsync(DeclarationKind kind, Guid id, HttpContext http, PublicDeclarations declarations)
    {
        PublicCache.ShownIn(http, id);
        var query = ApiQuery.Of(http);
        var moment = query.Take("bekendOp", BekendOpInput.Parse(query["bekendOp"]));
        query.Check();
        var row = await declarations.RowAsync(id, kind, http.RequestAborted) ?? throw new ProblemException(Problem.NotFound(Texts.DeclarationNotFound));
        PublicCache.ShownIn(http, row.Declaration.PersonId, row.Declaration.BodyId);
        if (moment is { } at)
        {
            var then = (await declarations.HistoryAsync(id, http.RequestAborted)).LastOrDefault(h => h.RecordedAt <= at)?.State;
            row = new DeclarationRow
            {
                Declaration = then ?? throw new ProblemException(Problem.NotFound(Texts.DeclarationNotKnownThen)),
                Person = row.Person,
                PersonSort = row.PersonSort,
                Body = row.Body,
            };
        }

        return ApiJson.Ok(DeclarationRecord.Of(row, path => ApiJson.Absolute(http, path)));
    }
}
