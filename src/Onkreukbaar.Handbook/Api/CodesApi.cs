// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Api;

namespace Onkreukbaar.Handbook.Api;

/// <summary>Codes of conduct of bodies in the public API: the list, and one code with its file.</summary>
internal static class CodesApi
{
    public const string Path = "/v1/gedragscodes";
    private const string Tag = "gedragscodes";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapApi<ApiList<GedragscodeRecord>>(
            Path,
            new("gedragscodesOpvragen", Tag, () => Texts.ApiCodes, new("overheidsorganisatie", () => Texts.ApiCodesBody) { Format = "uuid" }, ApiParameter.Page, ApiParameter.PageSize),
            ListAsync
        );
        app.MapApi<GedragscodeDetail>(Path + "/{id}", new("gedragscodeOpvragen", Tag, () => Texts.ApiCode), OneAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, BodyCodes codes, OfficesMap map)
    {
        var query = ApiQuery.Of(http);
        var body = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"]));
        var paging = query.Paging();
        query.Check();
        var found = codes.Store.Set<AdoptedCode>().AsNoTracking().Where(c => body == null || c.BodyId == body);
        var total = await found.CountAsync(http.RequestAborted);
        var page = await found.OrderByDescending(c => c.From).ThenByDescending(c => c.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(http.RequestAborted);
        var ids = page.Select(c => c.BodyId).Distinct().ToList();
        var bodies = await map.Bodies.Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, http.RequestAborted);
        var all = (await codes.Store.Set<AdoptedCode>().AsNoTracking().Where(c => ids.Contains(c.BodyId)).ToListAsync(http.RequestAborted)).ToLookup(c => c.BodyId);
        var records = page.ConvertAll(c => GedragscodeRecord.Of(http, new(c, bodies[c.BodyId], codes.StateOf(c, [.. all[c.BodyId]]))));

        return ApiList.Ok(http, paging, total, records);
    }

    private static async Task<IResult> OneAsync(HttpContext http, string id, BodyCodes codes, OfficesMap map)
    {
        ApiQuery.Of(http).Check();
        var known = IdInput.Required(id) is { Ok: true, Value: var value } ? value : Guid.Empty;
        var code = await codes.Store.Set<AdoptedCode>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == known, http.RequestAborted)
            ?? throw new ProblemException(Problem.NotFound(Texts.NoSuchCode));
        PublicCache.ShownAsList(http);
        return ApiJson.Ok(GedragscodeDetail.Of(http, await PlaceAsync(code, codes, map, http.RequestAborted)));
    }

    private static async Task<PlacedCode> PlaceAsync(AdoptedCode code, BodyCodes codes, OfficesMap map, CancellationToken cancellation) =>
        new(code, await map.Bodies.FirstAsync(b => b.Id == code.BodyId, cancellation), codes.StateOf(code, await codes.AllAsync(code.BodyId, cancellation)));
}

/// <summary>A code with its body, and where it stands today.</summary>
internal sealed record PlacedCode(AdoptedCode Code, BodyCard Body, CodeState State);

/// <summary>Gedragscode in lists: one file of norms as a body adopted it.</summary>
[ApiSchema("Gedragscode")]
public record GedragscodeRecord
{
    /// <summary>Opaque id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the code, the same in all its versions.</summary>
    public required string Code { get; init; }

    /// <summary>Title.</summary>
    public required BilingualRecord Titel { get; init; }

    /// <summary>The body that adopted it.</summary>
    public required Verwijzing Overheidsorganisatie { get; init; }

    /// <summary><c>geldend</c>, <c>toekomstig</c>, <c>eerder</c> or <c>ingetrokken</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Day of the decision.</summary>
    public required DateOnly DatumVaststelling { get; init; }

    /// <summary>The authority that decided.</summary>
    public required string VastgesteldDoor { get; init; }

    /// <summary>First day on which it holds.</summary>
    public required DateOnly DatumAanvang { get; init; }

    /// <summary>Day of retraction; null while it was not retracted.</summary>
    public DateOnly? DatumIntrekking { get; init; }

    /// <summary>Why it was retracted.</summary>
    public string? RedenIntrekking { get; init; }

    /// <summary>Links.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static GedragscodeRecord Of(HttpContext http, PlacedCode placed) =>
        new()
        {
            Id = placed.Code.Id,
            Code = placed.Code.Code,
            Titel = new(placed.Code.TitleNl, placed.Code.TitleEn),
            Overheidsorganisatie = Body(http, placed.Body),
            Status = StatusOf(placed.State),
            DatumVaststelling = placed.Code.AdoptedOn,
            VastgesteldDoor = placed.Code.AdoptedBy,
            DatumAanvang = placed.Code.From,
            DatumIntrekking = placed.Code.RetractedOn,
            RedenIntrekking = placed.Code.RetractionReason,
            Links = new() { Self = new(ApiJson.Absolute(http, CodesApi.Path + "/" + placed.Code.Id)) },
        };

    private protected static Verwijzing Body(HttpContext http, BodyCard body) => new(body.Id, body.Name, ApiJson.Absolute(http, "/v1/overheidsorganisaties/" + body.Id));

    private protected static string StatusOf(CodeState state) =>
        state switch
        {
            CodeState.InForce => "geldend",
            CodeState.Coming => "toekomstig",
            CodeState.Earlier => "eerder",
            _ => "ingetrokken",
        };
}

/// <summary>Gedragscode by itself, with the file as adopted.</summary>
public sealed record GedragscodeDetail : GedragscodeRecord
{
    /// <summary>The file in the format of the norm library (YAML).</summary>
    public required string Tekst { get; init; }

    internal static new GedragscodeDetail Of(HttpContext http, PlacedCode placed) =>
        new()
        {
            Id = placed.Code.Id,
            Code = placed.Code.Code,
            Titel = new(placed.Code.TitleNl, placed.Code.TitleEn),
            Overheidsorganisatie = Body(http, placed.Body),
            Status = StatusOf(placed.State),
            DatumVaststelling = placed.Code.AdoptedOn,
            VastgesteldDoor = placed.Code.AdoptedBy,
            DatumAanvang = placed.Code.From,
            DatumIntrekking = placed.Code.RetractedOn,
            RedenIntrekking = placed.Code.RetractionReason,
            Links = new() { Self = new(ApiJson.Absolute(http, CodesApi.Path + "/" + placed.Code.Id)) },
            Tekst = placed.Code.Yaml,
        };
}
