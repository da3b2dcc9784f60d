// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Offices.Reading;

namespace Onkreukbaar.Offices.Pages;

/// <summary>The public pages of bodies and persons, home, search, and the page that explains API and open data.</summary>
internal static class PublicSite
{
    public const string Bodies = "/overheidsorganisaties";
    public const string Persons = "/personen";
    public const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", HomeAsync).Public().CachedPublic();
        app.MapGet(Bodies, BodiesAsync).Public().CachedPublic();
        app.MapGet(Bodies + "/{id}", BodyAsync).Public().CachedPublic();
        app.MapGet(Persons, PersonsAsync).Public().CachedPublic();
        app.MapGet(Persons + "/{id}", PersonAsync).Public().CachedPublic();
        app.MapGet("/zoeken", SearchAsync).Public().CachedPublic();
        app.MapGet(
                "/api",
                (EndpointDataSource endpoints, ModuleSet modules) =>
                    new RazorComponentResult<ApiPage>(new { Addresses = ApiAddress.Of(endpoints.Endpoints), Lists = (IReadOnlyList<ExportList>)[.. modules.All.SelectMany(m => m.Lists)] })
            )
            .Public()
            .CachedPublic();
    }

    private static async Task<IResult> HomeAsync(HttpContext http, ViewMoment view, MapReader reader, ModuleSet modules)
    {
        PublicCache.ShownAsList(http);
        var counts = await reader.CountsAsync(view, http.RequestAborted);
        var kinds = await reader.BodyKindsAsync(view, http.RequestAborted);
        var parts = await PartsAsync(http, modules, PageSlot.Home, Guid.Empty, view);
        return new RazorComponentResult<HomePage>(new { Counts = counts, Kinds = kinds, Parts = parts, Moment = view });
    }

    private static async Task<IResult> BodiesAsync(HttpContext http, ViewMoment view, MapReader reader)
    {
        PublicCache.ShownAsList(http);
        var (filter, page) = ReadBodies(http, view);
        var (rows, total) = await reader.BodiesAsync(filter, (page - 1) * PageSize, PageSize, http.RequestAborted);
        var kinds = await reader.BodyKindsAsync(view, http.RequestAborted);
        return new RazorComponentResult<BodiesPage>(new { Model = new BodiesModel {
                Filter = filter,
                Rows = rows,
                Total = total,
                Page = page,
                Kinds = kinds,
                Reference = reader.Kinds,
                Moment = view,
            } });
    }

    private static async Task<IResult> BodyAsync(HttpContext http, string id, ViewMoment view, MapReader reader, ModuleSet modules)
    {
        PublicCache.ShownAsList(http);
        var detail = Id(id) is { } known ? await reader.BodyAsync(known, view, http.RequestAborted) : null;
        if (detail is null)
        {
            throw new ProblemException(Problem.NotFound(view.KnownOn is null ? Texts.NoSuchBody : Texts.NotYetKnown));
        }

        var parts = await PartsAsync(http, modules, PageSlot.Body, detail.Body.Id, view);
        return new RazorComponentResult<BodyPage>(new { Model = new BodyModel { Detail = detail, Parts = parts, Reference = reader.Kinds, Moment = view } });
    }

    private static async Task<IResult> PersonsAsync(HttpContext http, ViewMoment view, MapReader reader)
    {
        PublicCache.ShownAsList(http);
        var (filter, page) = ReadPersons(http, view);
        var (rows, total) = await reader.PersonsAsync(filter, (page - 1) * PageSize, PageSize, http.RequestAborted);
        var terms = await reader.CurrentTermsAsync([.. rows.Select(p => p.Id)], view, http.RequestAborted);
        var body = filter.Body is { } bodyId ? (await reader.BodiesByIdAsync([bodyId], view, http.RequestAborted)).GetValueOrDefault(bodyId) : null;
        return new RazorComponentResult<PersonsPage>(new { Model = new PersonsModel {
                Filter = filter,
                Rows = rows,
                Total = total,
                Page = page,
                Terms = terms,
                Body = body,
                Reference = reader.Kinds,
                Moment = view,
            } });
    }

    private static async Task<IResult> PersonAsync(HttpContext http, string id, ViewMoment view, MapReader reader, ModuleSet modules)
    {
        var detail = Id(id) is { } known ? await reader.PersonAsync(known, view, http.RequestAborted) : null;
        if (detail is null)
        {
            throw new ProblemException(Problem.NotFound(view.KnownOn is null ? Texts.NoSuchPerson : Texts.NotYetKnown));
        }

        PublicCache.ShownIn(http, [detail.Person.Id, .. detail.Terms.Select(t => t.Body.Id)]);
        var parts = await PartsAsync(http, modules, PageSlot.Person, detail.Person.Id, view);
        var entries = new List<TimelineEntry>();
        foreach (var part in modules.All.SelectMany(m => m.TimelineParts))
        {
            entries.AddRange(await part.LoadAsync(http.RequestServices, new(detail.Person.Id, view), http.RequestAborted));
        }

        return new RazorComponentResult<PersonPage>(new { Model = new PersonModel {
                Detail = detail,
                Parts = parts,
                Entries = entries,
                Reference = reader.Kinds,
                Today = reader.Today,
                Moment = view,
            } });
    }

    private static async Task<IResult> SearchAsync(HttpContext http, ViewMoment view, MapReader reader, ModuleSet modules)
    {
        const int limit = 10;
        PublicCache.ShownAsList(http);
        var errors = new FormErrors();
        var text = errors.Take("zoek", TextInput.Optional(http.Request.Query["zoek"], 200));
        errors.ThrowIfAny();
        var hits = new List<SearchHits>();
        if (text is not null)
        {
            var (persons, personCount) = await reader.PersonsAsync(new(view) { Text = text }, 0, limit, http.RequestAborted);
            var terms = await reader.CurrentTermsAsync([.. persons.Select(p => p.Id)], view, http.RequestAborted);
            if (personCount > 0)
            {
                hits.Add(
                    new(
                        Texts.Persons,
                        personCount,
                        [.. persons.Select(p => new SearchHit(p.DisplayName, Address($"{Persons}/{p.Id}", view), Words.Terms(terms[p.Id], reader.Kinds)))],
                        personCount > limit ? Address(Persons, view, ("zoek", text)) : null
                    )
                );
            }

            var (bodies, bodyCount) = await reader.BodiesAsync(new(view) { Text = text }, 0, limit, http.RequestAborted);
            if (bodyCount > 0)
            {
                hits.Add(
                    new(
                        Texts.Bodies,
                        bodyCount,
                        [.. bodies.Select(b => new SearchHit(b.Name, Address($"{Bodies}/{b.Id}", view), Words.Body(b, reader.Kinds)))],
                        bodyCount > limit ? Address(Bodies, view, ("zoek", text), ("alle", "ja")) : null
                    )
                );
            }

            foreach (var part in modules.All.SelectMany(m => m.SearchParts).OrderBy(p => p.Order))
            {
                if (await part.LoadAsync(http.RequestServices, new(text, limit, view), http.RequestAborted) is { } found)
                {
                    hits.Add(found);
                }
            }
        }

        return new RazorComponentResult<SearchPage>(new { Text = text, Hits = hits, Moment = view });
    }

    private static (BodyFilter Filter, int Page) ReadBodies(HttpContext http, ViewMoment view)
    {
        var errors = new FormErrors();
        var filter = MapFilters.Bodies(http.Request.Query, view, errors);
        var page = errors.Take("pagina", PageInput.Number(http.Request.Query["pagina"]));
        errors.ThrowIfAny();
        return (filter, page);
    }

    private static (PersonFilter Filter, int Page) ReadPersons(HttpContext http, ViewMoment view)
    {
        var errors = new FormErrors();
        var filter = MapFilters.Persons(http.Request.Query, view, errors);
        var page = errors.Take("pagina", PageInput.Number(http.Request.Query["pagina"]));
        errors.ThrowIfAny();
        return (filter, page);
    }

    /// <summary>Address with parameters; the moment of looking goes along, what is null is left out.</summary>
    public static string Address(string path, ViewMoment moment, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = "";
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query += (query.Length == 0 ? "?" : "&") + name + "=" + Uri.EscapeDataString(value);
            }
        }

        return moment.At(path + query);
    }

    private static async Task<IReadOnlyList<RenderFragment>> PartsAsync(HttpContext http, ModuleSet modules, string slot, Guid subject, ViewMoment view)
    {
        var parts = new List<RenderFragment>();
        foreach (var part in modules.All.SelectMany(m => m.PageParts).Where(p => string.Equals(p.Slot, slot, StringComparison.Ordinal)).OrderBy(p => p.Order))
        {
            if (await part.LoadAsync(http.RequestServices, new(subject, view), http.RequestAborted) is { } fragment)
            {
                parts.Add(fragment);
            }
        }

        return parts;
    }

    private static Guid? Id(string text) => IdInput.Required(text) is { Ok: true, Value: var id } ? id : null;
}

/// <summary>Short texts made of facts.</summary>
internal static class Words
{
    public static string Say(string format, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, format, values);

    public static string Count(int count) => count.ToString("N0", CultureInfo.CurrentCulture);

    public static string Day(DateOnly day) => PartialDate.Of(day).Display();

    /// <summary>A period of whole days, half-open, in words.</summary>
    public static string Period(DateOnly? from, DateOnly? until) =>
        (from, until) switch
        {
            (null, null) => "",
            ({ } start, null) => Say(Texts.Since, Day(start)),
            (null, { } end) => Say(Texts.UpTo, Day(end.AddDays(-1))),
            ({ } start, { } end) => Say(Texts.FromUpTo, Day(start), Day(end.AddDays(-1))),
        };

    /// <summary>A term's period as far as it is known.</summary>
    public static string Period(TermOfOffice term) =>
        (term.Start, term.End) switch
        {
            ({ } start, null) => Say(Texts.Since, start.Display()),
            ({ } start, { } end) => Say(Texts.FromUpTo, start.Display(), end.Display()),
            (null, { } end) => Say(Texts.UpTo, end.Display()),
            _ when term.UnreadPeriod is { } written => Say(Texts.PeriodAsWritten, written),
            _ => term.ObservedOn is { } seen ? Say(Texts.SeenOn, Day(seen)) : Texts.PeriodUnknown,
        };

    /// <summary>The faction on the day of looking; both when it is not known on which day one followed the other.</summary>
    public static string Faction(Holder holder) => string.Join(Texts.OrJoin, holder.Factions);

    /// <summary>The share of full time on the day of looking; as <see cref="Faction"/>.</summary>
    public static string Share(Holder holder) => string.Join(Texts.OrJoin, holder.Shares.Select(Percent));

    /// <summary>"80 procent".</summary>
    public static string Percent(int share) => Say(Texts.SharePercent, share);

    /// <summary>A part of a term, as far as it is known.</summary>
    public static string Period<T>(TermPart<T> part)
        where T : notnull =>
        (part.Start, part.End) switch
        {
            ({ } seen, null) when part.Seen => Say(Texts.PartSeen, seen.Display()),
            ({ } seen, { } last) when part.Seen => seen == last ? Say(Texts.PartSeen, seen.Display()) : $"{Say(Texts.PartSeen, seen.Display())}, {Say(Texts.UpTo, last.Display())}",
            ({ } from, null) => Say(Texts.Since, from.Display()),
            ({ } from, { } last) => Say(Texts.FromUpTo, from.Display(), last.Display()),
            (null, { } last) => Say(Texts.UpTo, last.Display()),
            _ => Texts.WholeTerm,
        };

    /// <summary>What changed within terms: whose or which term, what held, and when.</summary>
    public static IReadOnlyList<TermChangeRow> Changes(IEnumerable<Holder> holders, Func<Holder, string> name) =>
        [
            .. holders
                .Where(h => h.HasChanges)
                .SelectMany(h =>
                    (h.Term.Faction is { IsWhole: false } factions ? factions.Parts.Select(p => new TermChangeRow(name(h), Texts.Faction, p.Value, Period(p))) : []).Concat(
                        h.Term.FullTimePercent is { IsWhole: false } shares ? shares.Parts.Select(p => new TermChangeRow(name(h), Texts.Share, Percent(p.Value), Period(p))) : []
                    )
                ),
        ];

    public static string Body(PublicBody body, ReferenceData kinds) =>
        body.Until is { } until ? Say(Texts.KindUntil, kinds.Body(body.Kind).Label, Day(until.AddDays(-1))) : kinds.Body(body.Kind).Label;

    /// <summary>The office in a few words: the source's role when it says more than the kind.</summary>
    public static string Office(Holder holder, ReferenceData kinds)
    {
        var kind = kinds.Office(holder.Office.Kind);
        return string.Equals(kind.Group, "ambtenaar", StringComparison.Ordinal) || kind.Code is "minister" or "staatssecretaris"
            ? holder.Term.Role ?? holder.Office.Label
            : kind.Label;
    }

    /// <summary>Offices held now, for lists.</summary>
    public static string? Terms(IEnumerable<Holder> holders, ReferenceData kinds)
    {
        var texts = holders.Select(h => Say(Texts.OfficeAt, Office(h, kinds), h.Body.Name)).Distinct(StringComparer.Ordinal).Take(3).ToList();
        return texts.Count == 0 ? null : string.Join("; ", texts);
    }
}

/// <summary>What held in a part of a term, in words.</summary>
/// <param name="Of">Whose term, or which.</param>
/// <param name="What">Faction or share of full time.</param>
/// <param name="Value">What held.</param>
/// <param name="When">When.</param>
public sealed record TermChangeRow(string Of, string What, string Value, string When);
