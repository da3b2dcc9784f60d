// SPDX-License-Identifier: EUPL-1.2
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Offices.Reading;

namespace Onkreukbaar.Offices.Api;

/// <summary>Bodies, persons and offices in the public API.</summary>
internal static class OfficesApi
{
    private static readonly ApiParameter BodyId = new("overheidsorganisatie", () => Texts.ApiBodyFilter) { Format = "uuid" };

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapApi<ApiList<OverheidsorganisatieRecord>>(
            "/v1/overheidsorganisaties",
            new(
                "overheidsorganisatiesOpvragen",
                "overheidsorganisaties",
                () => Texts.ApiBodies,
                ApiParameter.Search,
                new("soort", () => Texts.ApiBodyKind),
                new("bovenliggend", () => Texts.ApiParent) { Format = "uuid" },
                ApiParameter.Sort("naam", "soort"),
                ApiParameter.AsOf,
                ApiParameter.KnownOn,
                ApiParameter.Page,
                ApiParameter.PageSize
            )
            {
                Examples = ["?soort=gemeente&sorteer=-naam", "?bekendOp=2026-03-01"],
            },
            BodiesAsync
        );
        app.MapApi<OverheidsorganisatieDetail>(
            "/v1/overheidsorganisaties/{id}",
            new("overheidsorganisatieOpvragen", "overheidsorganisaties", () => Texts.ApiBody, ApiParameter.AsOf, ApiParameter.KnownOn),
            BodyAsync
        );
        app.MapApi<ApiList<PersoonRecord>>(
            "/v1/personen",
            new(
                "personenOpvragen",
                "personen",
                () => Texts.ApiPersons,
                ApiParameter.Search,
                BodyId,
                new("ambt", () => Texts.ApiOfficeKindFilter),
                ApiParameter.Sort("naam"),
                ApiParameter.AsOf,
                ApiParameter.KnownOn,
                ApiParameter.Page,
                ApiParameter.PageSize
            )
            {
                Examples = ["?zoek=berg&pageSize=10", "?ambt=raadslid&peildatum=2026-03-01"],
            },
            PersonsAsync
        );
        app.MapApi<PersoonDetail>(
            "/v1/personen/{id}",
            new("persoonOpvragen", "personen", () => Texts.ApiPerson, ApiParameter.AsOf, ApiParameter.KnownOn),
            PersonAsync
        );
        app.MapApi<ApiList<AmbtRecord>>(
            "/v1/ambten",
            new(
                "ambtenOpvragen",
                "ambten",
                () => Texts.ApiOffices,
                ApiParameter.Search,
                BodyId,
                new("soort", () => Texts.ApiOfficeKind),
                ApiParameter.Sort("naam", "soort"),
                ApiParameter.AsOf,
                ApiParameter.KnownOn,
                ApiParameter.Page,
                ApiParameter.PageSize
            )
            {
                Examples = ["?zoek=burgemeester", "?soort=burgemeester&peildatum=2026-03-01"],
            },
            OfficesAsync
        );
        app.MapApi<AmbtDetail>("/v1/ambten/{id}", new("ambtOpvragen", "ambten", () => Texts.ApiOffice, ApiParameter.AsOf, ApiParameter.KnownOn), OfficeAsync);
    }

    private static async Task<IResult> BodiesAsync(HttpContext http, MapReader reader)
    {
        var query = ApiQuery.Of(http);
        var sort = query.Sort("naam", "soort");
        var filter = new BodyFilter(query.View())
        {
            Text = query.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Kind = query.Take("soort", TextInput.Optional(query["soort"], 100)),
            Parent = query.Take("bovenliggend", IdInput.Optional(query["bovenliggend"])),
            Sort = sort.Field,
            Descending = sort.Descending,
        };
        var paging = query.Paging();
        query.Check();
        var (rows, total) = await reader.BodiesAsync(filter, paging.Skip, paging.Size, http.RequestAborted);
        return ApiList.Ok(http, paging, total, [.. rows.Select(b => OverheidsorganisatieRecord.Of(http, reader.Kinds, b))]);
    }

    private static async Task<IResult> BodyAsync(HttpContext http, string id, MapReader reader)
    {
        var query = ApiQuery.Of(http);
        var view = query.View();
        query.Check();
        var detail = Id(id) is { } known ? await reader.BodyAsync(known, view, http.RequestAborted) : null;
        if (detail is null)
        {
            throw new ProblemException(Problem.NotFound(Texts.ApiNoBody));
        }

        PublicCache.ShownAsList(http);
        return ApiJson.Ok(OverheidsorganisatieDetail.Of(http, reader.Kinds, detail));
    }

    private static async Task<IResult> PersonsAsync(HttpContext http, MapReader reader)
    {
        var query = ApiQuery.Of(http);
        var filter = new PersonFilter(query.View())
        {
            Text = query.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Body = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            OfficeKind = query.Take("ambt", TextInput.Optional(query["ambt"], 100)),
            Descending = query.Sort("naam").Descending,
        };
        var paging = query.Paging();
        query.Check();
        var (rows, total) = await reader.PersonsAsync(filter, paging.Skip, paging.Size, http.RequestAborted);
        return ApiList.Ok(http, paging, total, [.. rows.Select(p => PersoonRecord.Of(http, p))]);
    }

    private static async Task<IResult> PersonAsync(HttpContext http, string id, MapReader reader)
    {
        var query = ApiQuery.Of(http);
        var view = query.View();
        query.Check();
        var detail = Id(id) is { } known ? await reader.PersonAsync(known, view, http.RequestAborted) : null;
        if (detail is null)
        {
            throw new ProblemException(Problem.NotFound(Texts.ApiNoPerson));
        }

        PublicCache.ShownIn(http, [detail.Person.Id, .. detail.Terms.Select(t => t.Body.Id)]);
        return ApiJson.Ok(PersoonDetail.Of(http, reader.Kinds, detail));
    }

    private static async Task<IResult> OfficesAsync(HttpContext http, MapReader reader)
    {
        var query = ApiQuery.Of(http);
        var sort = query.Sort("naam", "soort");
        var filter = new OfficeFilter(query.View())
        {
            Text = query.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Body = query.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            Kind = query.Take("soort", TextInput.Optional(query["soort"], 100)),
            Sort = sort.Field,
            Descending = sort.Descending,
        };
        var paging = query.Paging();
        query.Check();
        var (rows, total) = await reader.OfficesAsync(filter, paging.Skip, paging.Size, http.RequestAborted);
        var bodies = await reader.BodiesByIdAsync(rows.Select(o => o.BodyId), filter.View, http.RequestAborted);
        return ApiList.Ok(http, paging, total, [.. rows.Select(o => AmbtRecord.Of(http, reader.Kinds, o, bodies.GetValueOrDefault(o.BodyId)))]);
    }

    private static async Task<IResult> OfficeAsync(HttpContext http, string id, MapReader reader)
    {
        var query = ApiQuery.Of(http);
        var view = query.View();
        query.Check();
        var office = Id(id) is { } known ? await reader.OfficeAsync(known, view, http.RequestAborted) : null;
        if (office is null)
        {
            throw new ProblemException(Problem.NotFound(Texts.ApiNoOffice));
        }

        PublicCache.ShownAsList(http);
        var bodies = await reader.BodiesByIdAsync([office.BodyId], view, http.RequestAborted);
        var holders = await reader.HoldersOfAsync(office, view, http.RequestAborted);
        return ApiJson.Ok(AmbtDetail.Of(http, reader.Kinds, office, bodies.GetValueOrDefault(office.BodyId), holders));
    }

    private static Guid? Id(string text) => IdInput.Required(text) is { Ok: true, Value: var id } ? id : null;
}

/// <summary>A reference to another record.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Naam">Name.</param>
/// <param name="Href">Address of the record.</param>
public sealed record Verwijzing(Guid Id, string Naam, string Href)
{
    internal static Verwijzing? Of(HttpContext http, PublicBody? body) =>
        body is null ? null : new(body.Id, body.Name, ApiJson.Absolute(http, "/v1/overheidsorganisaties/" + body.Id));

    internal static Verwijzing Of(HttpContext http, Person person) =>
        new(person.Id, person.DisplayName, ApiJson.Absolute(http, "/v1/personen/" + person.Id));

    internal static Verwijzing Of(HttpContext http, Office office) => new(office.Id, office.Label, ApiJson.Absolute(http, "/v1/ambten/" + office.Id));
}

/// <summary>Overheidsorganisatie in lists.</summary>
[ApiSchema("Overheidsorganisatie")]
public record OverheidsorganisatieRecord
{
    /// <summary>Opaque id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name on the day asked for; present name when no day is asked for.</summary>
    public required string Naam { get; init; }

    /// <summary>Abbreviation, as the name.</summary>
    public string? Afkorting { get; init; }

    /// <summary>Code of the kind.</summary>
    public required string Soort { get; init; }

    /// <summary>Dutch name of the kind.</summary>
    public required string SoortNaam { get; init; }

    /// <summary>TOOI address.</summary>
    public string? Tooi { get; init; }

    /// <summary>Organisatie-identificatienummer.</summary>
    public string? Oin { get; init; }

    /// <summary>KvK number.</summary>
    public string? KvkNummer { get; init; }

    /// <summary>Own site.</summary>
    public string? Website { get; init; }

    /// <summary>First day; null when unknown.</summary>
    public DateOnly? DatumAanvang { get; init; }

    /// <summary>Last day; null while it exists.</summary>
    public DateOnly? DatumEinde { get; init; }

    /// <summary>Whether it keeps its registers here.</summary>
    public required bool HoudtRegister { get; init; }

    /// <summary>Links.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static OverheidsorganisatieRecord Of(HttpContext http, ReferenceData kinds, PublicBody body) =>
        new()
        {
            Id = body.Id,
            Naam = body.Name,
            Afkorting = body.Abbreviation,
            Soort = body.Kind,
            SoortNaam = kinds.Body(body.Kind).Nl,
            Tooi = body.Tooi,
            Oin = body.Oin,
            KvkNummer = body.Kvk,
            Website = body.Website,
            DatumAanvang = body.From,
            DatumEinde = body.Until?.AddDays(-1),
            HoudtRegister = body.KeepsRegister,
            Links = new() { Self = new(ApiJson.Absolute(http, "/v1/overheidsorganisaties/" + body.Id)) },
        };
}

/// <summary>Overheidsorganisatie by itself.</summary>
public sealed record OverheidsorganisatieDetail : OverheidsorganisatieRecord
{
    /// <summary>Body above it.</summary>
    public Verwijzing? Bovenliggend { get; init; }

    /// <summary>Body that took over.</summary>
    public Verwijzing? Opvolger { get; init; }

    /// <summary>Names over time, when there were more than one.</summary>
    public required IReadOnlyList<OrganisatienaamRecord> Namen { get; init; }

    /// <summary>Number of bodies below it.</summary>
    public required int AantalOnderdelen { get; init; }

    /// <summary>Who is in office at the moment of looking.</summary>
    public required IReadOnlyList<AmbtstermijnRecord> Ambtsdragers { get; init; }

    internal static OverheidsorganisatieDetail Of(HttpContext http, ReferenceData kinds, BodyDetail detail)
    {
        var body = detail.Body;
        return new()
        {
            Id = body.Id,
            Naam = body.Name,
            Afkorting = body.Abbreviation,
            Soort = body.Kind,
            SoortNaam = kinds.Body(body.Kind).Nl,
            Tooi = body.Tooi,
            Oin = body.Oin,
            KvkNummer = body.Kvk,
            Website = body.Website,
            DatumAanvang = body.From,
            DatumEinde = body.Until?.AddDays(-1),
            HoudtRegister = body.KeepsRegister,
            Links = new() { Self = new(ApiJson.Absolute(http, "/v1/overheidsorganisaties/" + body.Id)) },
            Bovenliggend = Verwijzing.Of(http, detail.Parent),
            Opvolger = Verwijzing.Of(http, detail.Successor),
            Namen = [.. detail.Names.Select(n => new OrganisatienaamRecord(n.Value, n.Abbreviation, n.From, n.Until?.AddDays(-1)))],
            AantalOnderdelen = detail.ChildCount,
            Ambtsdragers = [.. detail.Holders.Select(h => AmbtstermijnRecord.Of(http, kinds, h))],
        };
    }
}

/// <summary>A name in a period, both days included.</summary>
[ApiSchema("Organisatienaam")]
public sealed record OrganisatienaamRecord(string Naam, string? Afkorting, DateOnly? DatumAanvang, DateOnly? DatumEinde);

/// <summary>Persoon in lists.</summary>
[ApiSchema("Persoon")]
public record PersoonRecord
{
    /// <summary>Opaque id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name in full.</summary>
    public required string Naam { get; init; }

    /// <summary>Titles before the name.</summary>
    public string? Titels { get; init; }

    /// <summary>Initials.</summary>
    public string? Voorletters { get; init; }

    /// <summary>Given name.</summary>
    public string? Roepnaam { get; init; }

    /// <summary>Tussenvoegsel.</summary>
    public string? Tussenvoegsel { get; init; }

    /// <summary>Family name without tussenvoegsel.</summary>
    public required string Achternaam { get; init; }

    /// <summary>Links.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static PersoonRecord Of(HttpContext http, Person person) =>
        new()
        {
            Id = person.Id,
            Naam = person.DisplayName,
            Titels = person.Titles,
            Voorletters = person.Initials,
            Roepnaam = person.GivenName,
            Tussenvoegsel = person.Particle,
            Achternaam = person.FamilyName,
            Links = new() { Self = new(ApiJson.Absolute(http, "/v1/personen/" + person.Id)) },
        };
}

/// <summary>Persoon by itself.</summary>
public sealed record PersoonDetail : PersoonRecord
{
    /// <summary>Terms of office.</summary>
    public required IReadOnlyList<AmbtstermijnRecord> Ambtstermijnen { get; init; }

    internal static PersoonDetail Of(HttpContext http, ReferenceData kinds, PersonDetail detail)
    {
        var person = detail.Person;
        return new()
        {
            Id = person.Id,
            Naam = person.DisplayName,
            Titels = person.Titles,
            Voorletters = person.Initials,
            Roepnaam = person.GivenName,
            Tussenvoegsel = person.Particle,
            Achternaam = person.FamilyName,
            Links = new() { Self = new(ApiJson.Absolute(http, "/v1/personen/" + person.Id)) },
            Ambtstermijnen = [.. detail.Terms.Select(h => AmbtstermijnRecord.Of(http, kinds, h))],
        };
    }
}

/// <summary>Ambtstermijn: who in which office when.</summary>
[ApiSchema("Ambtstermijn")]
public sealed record AmbtstermijnRecord
{
    /// <summary>Opaque id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who.</summary>
    public required Verwijzing Persoon { get; init; }

    /// <summary>Which office.</summary>
    public required Verwijzing Ambt { get; init; }

    /// <summary>Code of the kind of office.</summary>
    public required string Soort { get; init; }

    /// <summary>Where.</summary>
    public Verwijzing? Overheidsorganisatie { get; init; }

    /// <summary>Role in the source's words.</summary>
    public string? Rol { get; init; }

    /// <summary>Faction on the day asked for (today, or the last day of a term that is over); null when none is known, or which of two held.</summary>
    public string? Fractie { get; init; }

    /// <summary>Factions within the term, from old to new.</summary>
    public required IReadOnlyList<FractieRecord> Fracties { get; init; }

    /// <summary>Share of full time on the day asked for, in whole percents; null as for the faction.</summary>
    public int? Deeltijdpercentage { get; init; }

    /// <summary>Shares of full time within the term, from old to new.</summary>
    public required IReadOnlyList<DeeltijdRecord> Deeltijdpercentages { get; init; }

    /// <summary>Start as far as known: year, year and month, or day.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? DatumAanvang { get; init; }

    /// <summary>Last day as far as known; null while in office.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? DatumEinde { get; init; }

    /// <summary>Day on which a source saw the person in office, when the start is unknown.</summary>
    public DateOnly? WaargenomenOp { get; init; }

    /// <summary>The period in the source's words, when it cannot be true.</summary>
    public string? PeriodeVolgensBron { get; init; }

    internal static AmbtstermijnRecord Of(HttpContext http, ReferenceData kinds, Holder holder) =>
        new()
        {
            Id = holder.Term.Id,
            Persoon = Verwijzing.Of(http, holder.Person),
            Ambt = Verwijzing.Of(http, holder.Office),
            Soort = kinds.Office(holder.Office.Kind).Code,
            Overheidsorganisatie = Verwijzing.Of(http, holder.Body),
            Rol = holder.Term.Role,
            Fractie = holder.Factions is [var faction] ? faction : null,
            Fracties = [.. (holder.Term.Faction?.Parts ?? []).Select(p => FractieRecord.Of(p))],
            Deeltijdpercentage = holder.Shares is [var share] ? share : null,
            Deeltijdpercentages = [.. (holder.Term.FullTimePercent?.Parts ?? []).Select(p => new DeeltijdRecord { Percentage = p.Value, DatumAanvang = p.Start?.ToString(), DatumEinde = p.End?.ToString() })],
            DatumAanvang = holder.Term.Start?.ToString(),
            DatumEinde = holder.Term.End?.ToString(),
            WaargenomenOp = holder.Term.ObservedOn,
            PeriodeVolgensBron = holder.Term.UnreadPeriod,
        };
}

/// <summary>A faction in a part of a term.</summary>
[ApiSchema("FractieInPeriode")]
public sealed record FractieRecord
{
    /// <summary>Name of the faction.</summary>
    public required string Naam { get; init; }

    /// <summary>First day as far as known; null: since the term began, or since when is not known.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? DatumAanvang { get; init; }

    /// <summary>Last day as far as known; null: until the term ends.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? DatumEinde { get; init; }

    /// <summary>Day on which a source named the faction, when it is not known since when; of earlier days nothing is said.</summary>
    public DateOnly? WaargenomenOp { get; init; }

    internal static FractieRecord Of(TermPart<string> part) =>
        new()
        {
            Naam = part.Value,
            DatumAanvang = part.Seen ? null : part.Start?.ToString(),
            DatumEinde = part.End?.ToString(),
            WaargenomenOp = part.Seen ? part.Start?.First : null,
        };
}

/// <summary>A share of full time in a part of a term.</summary>
[ApiSchema("DeeltijdInPeriode")]
public sealed record DeeltijdRecord
{
    /// <summary>Whole percents; 100 is full-time.</summary>
    public required int Percentage { get; init; }

    /// <summary>First day as far as known; null: since the term began.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? DatumAanvang { get; init; }

    /// <summary>Last day as far as known; null: until the term ends.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? DatumEinde { get; init; }
}

/// <summary>Ambt in lists.</summary>
[ApiSchema("Ambt")]
public record AmbtRecord
{
    /// <summary>Opaque id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the office.</summary>
    public required string Naam { get; init; }

    /// <summary>Code of the kind.</summary>
    public required string Soort { get; init; }

    /// <summary>Dutch name of the kind.</summary>
    public required string SoortNaam { get; init; }

    /// <summary><c>volksvertegenwoordiger</c>, <c>bestuurder</c> or <c>ambtenaar</c>.</summary>
    public required string Groep { get; init; }

    /// <summary>Where.</summary>
    public Verwijzing? Overheidsorganisatie { get; init; }

    /// <summary>First day; null when unknown.</summary>
    public DateOnly? DatumAanvang { get; init; }

    /// <summary>Last day; null while it exists.</summary>
    public DateOnly? DatumEinde { get; init; }

    /// <summary>Links.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static AmbtRecord Of(HttpContext http, ReferenceData kinds, Office office, PublicBody? body) =>
        new()
        {
            Id = office.Id,
            Naam = office.Label,
            Soort = office.Kind,
            SoortNaam = kinds.Office(office.Kind).Nl,
            Groep = kinds.Office(office.Kind).Group,
            Overheidsorganisatie = Verwijzing.Of(http, body),
            DatumAanvang = office.From,
            DatumEinde = office.Until?.AddDays(-1),
            Links = new() { Self = new(ApiJson.Absolute(http, "/v1/ambten/" + office.Id)) },
        };
}

/// <summary>Ambt by itself.</summary>
public sealed record AmbtDetail : AmbtRecord
{
    /// <summary>Who holds it at the moment of looking.</summary>
    public required IReadOnlyList<AmbtstermijnRecord> Ambtsdragers { get; init; }

    internal static AmbtDetail Of(HttpContext http, ReferenceData kinds, Office office, PublicBody? body, IReadOnlyList<Holder> holders) =>
        new()
        {
            Id = office.Id,
            Naam = office.Label,
            Soort = office.Kind,
            SoortNaam = kinds.Office(office.Kind).Nl,
            Groep = kinds.Office(office.Kind).Group,
            Overheidsorganisatie = Verwijzing.Of(http, body),
            DatumAanvang = office.From,
            DatumEinde = office.Until?.AddDays(-1),
            Links = new() { Self = new(ApiJson.Absolute(http, "/v1/ambten/" + office.Id)) },
            Ambtsdragers = [.. holders.Select(h => AmbtstermijnRecord.Of(http, kinds, h))],
        };
}
