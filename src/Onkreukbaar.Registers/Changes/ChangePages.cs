// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using System.Xml;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Changes;

/// <summary>What changed: a page, an Atom feed (RFC 4287) and a feed for machines.</summary>
internal static class ChangePages
{
    public const string Path = "/wijzigingen";
    public const string FeedPath = "/wijzigingen.atom";
    private const string ApiPath = "/v1/wijzigingen";
    private const int PageSize = 50;
    private const string Atom = "http://www.w3.org/2005/Atom";

    private static readonly string[] Sorts = ["tijdstip"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).Public().CachedPublic();
        app.MapGet(FeedPath, FeedAsync).Public().CachedPublic();
        app.MapApi<ChangeList>(
            ApiPath,
            new ApiOperation(
                "wijzigingenOpvragen",
                "wijzigingen",
                () => Texts.ApiChanges,
                new ApiParameter("na", () => Texts.ApiAfter),
                new ApiParameter("limiet", () => Texts.ApiLimit) { Type = "integer", Range = (1, 200), Default = 50 },
                new ApiParameter("overheidsorganisatie", () => Texts.ApiBody) { Format = "uuid" },
                new ApiParameter("persoon", () => Texts.ApiChangesPerson) { Format = "uuid" },
                new ApiParameter("van", () => Texts.ApiChangesFrom) { Format = "date", Example = "2026-01-01" },
                new ApiParameter("tot", () => Texts.ApiChangesUntil) { Format = "date", Example = "2026-03-31" },
                ApiParameter.KnownOn,
                ApiParameter.Sort(Sorts)
            )
            {
                Examples = ["?van=2026-01-01&tot=2026-12-31&sorteer=-tijdstip", "?na=-1&limiet=10", "?bekendOp=2026-03-01T12:00:00Z&limiet=10"],
            },
            ApiAsync
        );
    }

    private static async Task<IResult> ShowAsync(HttpContext http, ViewMoment view, PublicChanges changes, OfficesMap map)
    {
        PublicCache.ShownAsList(http);
        var query = http.Request.Query;
        var errors = new FormErrors();
        var from = errors.Take("van", DateInput.Optional(query["van"]));
        var until = errors.Take("tot", DateInput.Optional(query["tot"]));
        if (!errors.Any && from is { } first && until is { } last && last < first)
        {
            errors.Add("tot", PartialPeriodInput.EndBeforeStart(PartialDate.Of(first), PartialDate.Of(last)));
        }

        var person = errors.Take("persoon", IdInput.Optional(query["persoon"]));
        var about = person is { } who ? await map.Persons.FirstOrDefaultAsync(p => p.Id == who, http.RequestAborted) : null;
        if (person is not null && about is null)
        {
            throw new ProblemException(Problem.NotFound(Texts.PersonNotFound));
        }

        ChangePlace? place = null;
        if (query["na"].ToString() is { Length: > 0 } text)
        {
            if (ChangePlace.TryParse(text, out var read))
            {
                place = read;
            }
            else
            {
                errors.Add("na", "plaats.onleesbaar", Texts.PlaceUnreadable);
            }
        }

        var found = errors.Any
            ? []
            : await changes.ReadAsync(
                new ChangeQuery(PageSize + 1)
                {
                    From = from is { } f ? DutchClock.StartOf(f) : null,
                    Until = Earliest(until is { } u ? DutchClock.EndOf(u) : null, view.KnownOn),
                    Person = person,
                    Place = place,
                },
                http.RequestAborted
            );
        return new RazorComponentResult<ChangesPage>(
            new
            {
                Changes = (IReadOnlyList<PublicChange>)[.. found.Take(PageSize)],
                From = query["van"].ToString(),
                Until = query["tot"].ToString(),
                About = about,
                Errors = errors,
                Older = found.Count > PageSize
                    ? view.At(Between(query, found[PageSize - 1].Place.ToString()))
                    : null,
                View = view,
                Now = Between(query, after: null),
            }
        )
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }

    private static string Between(IQueryCollection query, string? after) =>
        AncillaryPositions.Overview.QueryText.Of(Path, ("persoon", query["persoon"].ToString()), ("van", query["van"].ToString()), ("tot", query["tot"].ToString()), ("na", after));

    private static DateTime? Earliest(DateTime? one, DateTime? other) => one is null || other < one ? other : one;

    private static async Task<IResult> FeedAsync(HttpContext http, PublicChanges changes, Settings settings, TimeProvider clock)
    {
        RefuseMoment(http.Request.Query);
        PublicCache.ShownAsList(http);
        var found = await changes.ReadAsync(new ChangeQuery(PageSize), http.RequestAborted);
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, CheckCharacters = true }))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xml", "lang", ns: null, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
            xml.WriteElementString("id", Atom, ApiJson.Absolute(http, FeedPath));
            xml.WriteElementString("title", Atom, $"{Texts.ChangesTitle} – {settings.SiteName}");
            xml.WriteElementString("updated", Atom, PositionWords.Iso(found.Count > 0 ? found[0].Row.RecordedAt : clock.GetUtcNow().UtcDateTime));
            xml.WriteStartElement("author", Atom);
            xml.WriteElementString("name", Atom, settings.SiteName);
            xml.WriteEndElement();
            Link(xml, "self", ApiJson.Absolute(http, FeedPath));
            Link(xml, "alternate", ApiJson.Absolute(http, Path));
            foreach (var change in found)
            {
                xml.WriteStartElement("entry", Atom);
                xml.WriteElementString("id", Atom, $"urn:uuid:{change.Row.Id}");
                xml.WriteElementString("title", Atom, change.Person.Length == 0 ? $"{change.What}: {change.Title}" : $"{change.What}: {change.Title} ({change.Person})");
                xml.WriteElementString("updated", Atom, PositionWords.Iso(change.Row.RecordedAt));
                Link(xml, "alternate", ApiJson.Absolute(http, change.Href));
                xml.WriteElementString(
                    "summary",
                    Atom,
                    string.Join("; ", change.Differences.Select(d => $"{d.Label}: {d.Old ?? "–"} → {d.New ?? "–"}").DefaultIfEmpty(change.Organisation ?? change.Title))
                );
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return Results.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text, "application/atom+xml", Encoding.UTF8);
    }

    /// <summary>A feed says what is new. Whoever asked it for another moment would take what came later for what stood there then.</summary>
    private static void RefuseMoment(IQueryCollection query)
    {
        var errors = new FormErrors();
        foreach (var name in new[] { "peildatum", "bekendOp" })
        {
            if (query[name].ToString().Length > 0)
            {
                errors.Add(name, "feed.zonder-moment", Texts.FeedWithoutMoment);
            }
        }

        errors.ThrowIfAny();
    }

    private static async Task<IResult> ApiAsync(HttpContext http, PublicChanges changes)
    {
        PublicCache.ShownAsList(http);
        var query = ApiQuery.Of(http);
        var knownOn = query.Take("bekendOp", BekendOpInput.Parse(query["bekendOp"]));
        var sort = query.Sort(Sorts);
        var asked = ChangeQuery.Read(http.Request.Query, knownOn, query.Errors) with
        {
            Limit = query.Take("limiet", PageInput.Size(query["limiet"])),
            NewestFirst = sort.Descending,
        };
        var after = query.Take("na", TextInput.Optional(query["na"], 100));
        var byNumber = long.TryParse(after, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= -1;
        if (byNumber && sort.Descending)
        {
            query.Errors.Add("sorteer", "sorteer.bij-nummer", Texts.SortByNumber);
        }

        ChangePlace? place = null;
        if (after is not null && !byNumber)
        {
            if (ChangePlace.TryParse(after, out var read))
            {
                place = read;
            }
            else
            {
                query.Errors.Add("na", "plaats.onleesbaar", Texts.PlaceUnreadable);
            }
        }

        query.Check();
        if (byNumber)
        {
            // Not kept: an entry gets its number a moment after it was saved.
            PublicCache.Passing(http);
            var (followed, seen) = await changes.FollowAsync(number, asked, http.RequestAborted);
            return Piece(http, asked.Limit, after, seen.ToString(CultureInfo.InvariantCulture), [.. followed.Select(f => ChangeRecord.Of(f.Change, f.Number, path => ApiJson.Absolute(http, path)))]);
        }

        var found = await changes.ReadAsync(asked with { Place = place }, http.RequestAborted);
        var next = found.Count > 0 ? found[^1].Place.ToString() : after;
        return Piece(http, asked.Limit, after, next, [.. found.Select(c => ChangeRecord.Of(c, number: null, path => ApiJson.Absolute(http, path)))]);
    }

    private static IResult Piece(HttpContext http, int limit, string? after, string? next, IReadOnlyList<ChangeRecord> records)
    {
        var links = new ChangeLinks { Self = Place(after), Next = Place(next) };
        http.Response.Headers.Link = $"<{links.Self.Href}>; rel=\"self\", <{links.Next.Href}>; rel=\"next\"";
        return ApiJson.Ok(
            new ChangeList
            {
                Resultaten = records,
                Volgende = next,
                Links = links,
            }
        );

        // What was asked goes along, so that who follows the links stays within it.
        ApiLink Place(string? from) =>
            new(
                ApiJson.Absolute(
                    http,
                    AncillaryPositions.Overview.QueryText.Of(
                        ApiPath,
                        [
                            ("limiet", limit.ToString(CultureInfo.InvariantCulture)),
                            .. http.Request.Query.Where(q => q.Key is not ("limiet" or "na")).Select(q => (q.Key, (string?)q.Value.ToString())),
                            ("na", from),
                        ]
                    )
                )
            );
    }

    private static void Link(XmlWriter xml, string rel, string href)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", rel);
        xml.WriteAttributeString("href", href);
        xml.WriteEndElement();
    }
}

/// <summary>A piece of the feed of public changes, from old to new.</summary>
[ApiSchema("WijzigingLijst")]
public sealed record ChangeList
{
    /// <summary>The changes.</summary>
    public required IReadOnlyList<ChangeRecord> Resultaten { get; init; }

    /// <summary>Give this as <c>na</c> to go on, now or later; null while there is nothing.</summary>
    public string? Volgende { get; init; }

    /// <summary>This piece and the next.</summary>
    [JsonPropertyName("_links")]
    public required ChangeLinks Links { get; init; }
}

/// <summary>Links of a piece of the feed.</summary>
[ApiSchema("Wijzigingenlinks")]
public sealed record ChangeLinks
{
    /// <summary>This piece.</summary>
    public required ApiLink Self { get; init; }

    /// <summary>What comes after it; ask again later when it is empty.</summary>
    public required ApiLink Next { get; init; }
}

/// <summary>One recorded change of a public subject.</summary>
[ApiSchema("Wijziging")]
public sealed record ChangeRecord
{
    /// <summary>Id of the version, also of its ledger entry.</summary>
    public required Guid Id { get; init; }

    /// <summary>Number in the ledger, when changes are followed by number; else null.</summary>
    public long? Nummer { get; init; }

    /// <summary>Moment of recording, UTC.</summary>
    public required DateTime Tijdstip { get; init; }

    /// <summary>Kind of subject: <c>nevenfunctie</c>, <c>opgave</c>, <c>verklaring</c>, <c>neveninkomsten</c>, <c>ambtstermijn</c>, <c>persoon</c> or <c>gedragscode</c>.</summary>
    public required string Soort { get; init; }

    /// <summary>The subject.</summary>
    public required Guid OnderwerpId { get; init; }

    /// <summary>Number of the version.</summary>
    public required long Versie { get; init; }

    /// <summary>Process code, for example <c>nevenfunctie.verbeteren</c>.</summary>
    public required string Handeling { get; init; }

    /// <summary>Whom it is about.</summary>
    public Guid? PersoonId { get; init; }

    /// <summary>Public body whose register holds it.</summary>
    public Guid? OverheidsorganisatieId { get; init; }

    /// <summary>Page of the subject; of a position, a gift or a trip it is the permalink, and with <c>/v1</c> before its path the address in this API.</summary>
    public required string Pagina { get; init; }

    internal static ChangeRecord Of(PublicChange change, long? number, Func<string, string> absolute) =>
        new()
        {
            Id = change.Row.Id,
            Nummer = number,
            Tijdstip = change.Row.RecordedAt,
            Soort = change.Kind,
            OnderwerpId = change.Row.SubjectId,
            Versie = change.Row.Version,
            Handeling = change.Row.Process,
            PersoonId = change.Row.PersonId,
            OverheidsorganisatieId = change.Row.BodyId,
            Pagina = absolute(change.Href),
        };
}
