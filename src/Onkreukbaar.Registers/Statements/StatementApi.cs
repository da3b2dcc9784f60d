// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions.Published;

namespace Onkreukbaar.Registers.Statements;

/// <summary>Statements that hold, for machines: <c>/v1/verklaringen</c>.</summary>
internal static class StatementApi
{
    private const string Path = "/v1/verklaringen";
    private const string Tag = "verklaringen";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapApi<ApiList<StatementRecord>>(
            Path,
            new ApiOperation(
                "verklaringenOpvragen",
                Tag,
                () => Texts.ApiStatements,
                new ApiParameter("persoon", () => Texts.ApiPerson) { Format = "uuid" },
                new ApiParameter("overheidsorganisatie", () => Texts.ApiBody) { Format = "uuid" },
                new ApiParameter("soort", () => Texts.ApiStatementKind) { Values = [.. StatementWords.Kinds.Keys] },
                new ApiParameter("jaar", () => Texts.ApiStatementYear) { Type = "integer", Range = (2000, 2200) },
                ApiParameter.AsOf,
                ApiParameter.KnownOn,
                ApiParameter.Page,
                ApiParameter.PageSize
            )
            {
                Examples = ["?soort=inkomsten", "?peildatum=2026-03-01&bekendOp=2026-03-01T12:00:00Z"],
            },
            ListAsync
        );
        app.MapApi<StatementRecord>(Path + "/{id}", new ApiOperation("verklaringOpvragen", Tag, () => Texts.ApiStatement, ApiParameter.KnownOn), OneAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, PublicStatements statements)
    {
        var query = ApiQuery.Of(http);
        var filter = new StatementQuery(query.View())
        {
            Person = query.Take("persoon", IdInput.Optional(query["persoon"])),
            Body = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            Kind = query.Take("soort", ChoiceInput.Optional(query["soort"], StatementWords.Kinds)),
            Year = query.Take("jaar", WholeNumberInput.Optional(query["jaar"], 2000, 2200)),
        };
        var paging = query.Paging();
        query.Check();
        var (rows, total) = await statements.ListAsync(filter, paging.Skip, paging.Size, http.RequestAborted);
        return ApiList.Ok(http, paging, total, [.. rows.Select(r => StatementRecord.Of(r, path => ApiJson.Absolute(http, path)))]);
    }

    private static async Task<IResult> OneAsync(HttpContext http, string id, PublicStatements statements)
    {
        var query = ApiQuery.Of(http);
        var view = new ViewMoment(AsOf: null, query.Take("bekendOp", BekendOpInput.Parse(query["bekendOp"])));
        query.Check();
        var row = IdInput.Required(id) is { Ok: true, Value: var known } ? await statements.OneAsync(known, view, http.RequestAborted) : null;
        if (row is null)
        {
            throw new ProblemException(Problem.NotFound(Texts.StatementNotFound));
        }

        PublicCache.ShownIn(http, row.Statement.Id, row.Statement.PersonId, row.Statement.BodyId);
        return ApiJson.Ok(StatementRecord.Of(row, path => ApiJson.Absolute(http, path)));
    }
}

/// <summary>Verklaring as published.</summary>
[ApiSchema("Verklaring")]
public sealed record StatementRecord
{
    /// <summary>Opaque id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who stated it, or whose income was published.</summary>
    public required NamedReference Persoon { get; init; }

    /// <summary>Public body whose register holds it.</summary>
    public required Guid OverheidsorganisatieId { get; init; }

    /// <summary><c>geen</c>: no ancillary positions; <c>inkomsten</c>: the income of a year was published.</summary>
    public required string Soort { get; init; }

    /// <summary>Calendar year of the income; null for a statement of none.</summary>
    public int? Jaar { get; init; }

    /// <summary>Day on which it was stated, or on which the income was published.</summary>
    public required DateOnly Datum { get; init; }

    /// <summary>Where the income stands.</summary>
    public string? Vindplaats { get; init; }

    /// <summary>Number of the version.</summary>
    public required long Versie { get; init; }

    /// <summary>Links.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static StatementRecord Of(StatementRow row, Func<string, string> absolute) =>
        new()
        {
            Id = row.Statement.Id,
            Persoon = new NamedReference(row.Statement.PersonId, row.Person),
            OverheidsorganisatieId = row.Statement.BodyId,
            Soort = StatementWords.Kinds[row.Statement.Kind],
            Jaar = row.Statement.Year,
            Datum = row.Statement.On,
            Vindplaats = row.Statement.Address,
            Versie = row.Statement.Version,
            Links = new ApiSelf { Self = new ApiLink(absolute("/v1/verklaringen/" + row.Statement.Id)) },
        };
}
