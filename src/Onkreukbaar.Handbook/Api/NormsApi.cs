// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Handbook.Find;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Api;

/// <summary>Norms in the public API: the list, one norm in all its versions, and the question that is answered and forgotten.</summary>
internal static class NormsApi
{
    public const string Path = "/v1/normen";
    public const string Question = "/v1/_normtoets";
    public const string Schema = "/v1/normvraag.schema.json";
    private const string Tag = "normen";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapApi<ApiList<NormRecord>>(
            Path,
            new(
                "normenOpvragen",
                Tag,
                () => Texts.ApiNorms,
                ApiParameter.Search,
                new("ambt", () => Texts.ApiOffice),
                new("soort", () => Texts.ApiBodyKind),
                new("overheidsorganisatie", () => Texts.ApiNormsBody) { Format = "uuid" },
                new("onderwerp", () => Texts.ApiTopic) { Values = NormNames.Topics },
                new("status", () => Texts.ApiStatus) { Values = Statuses },
                new("peildatum", () => Texts.ApiDay) { Format = "date", Example = "2026-03-01" },
                ApiParameter.Page,
                ApiParameter.PageSize
            )
            {
                Examples = ["?ambt=wethouder&peildatum=2026-03-01"],
            },
            ListAsync
        );
        app.MapApi<NormDetail>(
            Path + "/{id}",
            new("normOpvragen", Tag, () => Texts.ApiNorm, new ApiParameter("overheidsorganisatie", () => Texts.ApiNormsBody) { Format = "uuid" }) { NamedId = true },
            OneAsync
        );
        app.MapQuestion<NormAnswer>(Question, new("normToetsen", Tag, () => Texts.ApiAsk) { Body = ("Normvraag", QuestionSchema.Brief) }, AskAsync);
        app.MapGet(Schema, (NormShelf shelf) => Results.Text(QuestionSchema.Text(shelf.National), "application/schema+json")).Public().CachedPublic();
    }

    private static IReadOnlyList<string> Statuses => [.. Enum.GetValues<NormStatus>().Select(NormNames.Of)];

    private static async Task<IResult> ListAsync(HttpContext http, NormShelf shelf, OfficesMap map, TimeProvider clock)
    {
        var library = shelf.National;
        var query = ApiQuery.Of(http);
        var id = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"]));
        var text = query.Take("zoek", TextInput.Optional(query["zoek"], 200));
        var office = query.Choice("ambt", [.. library.Offices.Select(o => o.Code)]);
        var body = query.Choice("soort", [.. library.Offices.SelectMany(o => o.Bodies).Distinct(StringComparer.Ordinal)]);
        var topic = query.Choice("onderwerp", NormNames.Topics);
        var status = query.Choice("status", Statuses);
        var day = query.Take("peildatum", PeildatumInput.Parse(query["peildatum"])) ?? DutchClock.Today(clock);
        var paging = query.Paging();
        query.Check();
        var own = await BodyAsync(id, map, http.RequestAborted);
        library = own is null ? library : shelf.For(own.Id);
        var found = NormSearch.On(library, day)
            .Where(n => own is null || IsAt(library, n, own.Kind))
            .Where(n => office is null || n.Offices.Contains(office, StringComparer.Ordinal))
            .Where(n => body is null || IsAt(library, n, body))
            .Where(n => topic is null || n.Topic == topic)
            .Where(n => status is null || NormNames.Of(n.Status) == status);
        List<Norm> norms = [.. text is null ? found : NormSearch.Find(found, text)];
        return ApiList.Ok(http, paging, norms.Count, [.. norms.Skip(paging.Skip).Take(paging.Size).Select(n => NormRecord.Of(http, library, n, own?.Id))]);
    }

    private static async Task<BodyCard?> BodyAsync(Guid? id, OfficesMap map, CancellationToken cancellation) =>
        id is not { } known ? null
        : await map.Bodies.FirstOrDefaultAsync(b => b.Id == known, cancellation) ?? throw new ProblemException(Problem.Invalid([AskedNorms.Unknown("overheidsorganisatie")]));

    // A norm that names no kind of body holds wherever one of its offices is.
    private static bool IsAt(NormLibrary library, Norm norm, string body) =>
        norm.Bodies.Count > 0
            ? norm.Bodies.Contains(body, StringComparer.Ordinal)
            : norm.Offices.Any(o => library.Office(o) is { } office && (office.Bodies.Count == 0 || office.Bodies.Contains(body, StringComparer.Ordinal)));

    private static async Task<IResult> OneAsync(HttpContext http, string id, NormShelf shelf, OfficesMap map)
    {
        var query = ApiQuery.Of(http);
        var asked = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"]));
        query.Check();
        var body = await BodyAsync(asked, map, http.RequestAborted);
        var library = body is null ? shelf.National : shelf.For(body.Id);
        var versions = library.Versions(id);
        if (versions.Count == 0)
        {
            throw new ProblemException(Problem.NotFound(Texts.NoSuchNorm));
        }

        PublicCache.ShownAsList(http);
        return ApiJson.Ok(NormDetail.Of(http, library, versions, body?.Id));
    }

    private static async Task<IResult> AskAsync(HttpContext http, NormShelf shelf, OfficesMap map)
    {
        ApiQuery.Of(http).Check();
        var (library, read) = await AskedNorms.OfAsync(await ApiBody.TextAsync(http), shelf, map, http.RequestAborted);
        return read.Question is { } question
            ? ApiJson.Ok(NormAnswer.Of(library, question, read.All))
            : throw new ProblemException(Problem.Invalid(read.Errors));
    }
}
