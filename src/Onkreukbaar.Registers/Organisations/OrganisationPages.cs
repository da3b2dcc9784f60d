// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Declarations;

namespace Onkreukbaar.Registers.Organisations;

/// <summary>Positions, gifts and trips by the other organisation: who has something with X.</summary>
internal static class OrganisationPages
{
    public const string Path = "/organisaties";
    public const int PageSize = 100;

    private static readonly string[] Sorts =
        ["naam", "-naam", "nevenfuncties", "-nevenfuncties", "geschenken", "-geschenken", "reizen", "-reizen", "personen", "-personen"];

    /// <summary>Gifts, and trips, on the page of an organisation; what is more stands in the list.</summary>
    private const int DeclarationsShown = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ListAsync).Public().CachedPublic();
        app.MapGet(Path + "/{key}", ShowAsync).Public().CachedPublic();
    }

    private static async Task<IResult> ListAsync(HttpContext http, ViewMoment view, PublicPositions positions, PublicDeclarations declarations, OfficesMap map)
    {
        PublicCache.ShownAsList(http);
        var errors = new FormErrors();
        var search = errors.Take("zoek", TextInput.Optional(http.Request.Query["zoek"], 200));
        var sort = errors.Take("sorteer", TextInput.Optional(http.Request.Query["sorteer"], 40));
        if (sort is not null && !Sorts.Contains(sort, StringComparer.Ordinal))
        {
            errors.Add("sorteer", "sorteer.onbekend", PositionWords.Say(Texts.SortUnknown, string.Join(", ", Sorts)));
        }

        var page = errors.Take("pagina", PageInput.Number(http.Request.Query["pagina"]));
        errors.ThrowIfAny();
        var (rows, total) = await FindAsync(positions, declarations, map, search, sort, view, page, PageSize, http.RequestAborted);
        return new RazorComponentResult<OrganisationsPage>(
            new
            {
                Search = search,
                Sort = sort,
                Rows = rows,
                Total = total,
                Page = page,
                View = view,
            }
        );
    }

    /// <summary>Organisations with public positions at the moment of looking, and those that gave a gift or paid a trip; those with most first, unless sorted otherwise.</summary>
    /// <exception cref="ProblemException">400 when a look back would read a great part of the register or its history.</exception>
    public static async Task<(IReadOnlyList<OrganisationRow> Rows, int Total)> FindAsync(
        PublicPositions positions,
        PublicDeclarations declarations,
        OfficesMap map,
        string? search,
        string? sort,
        ViewMoment view,
        int page,
        int size,
        CancellationToken cancellation
    )
    {
        var inDatabase = view.KnownOn is null;
        var filter = new PositionFilter(view);
        // The words narrow what has to be read of the past; which of them the organisation itself must hold is asked below, as always.
        var held = inDatabase ? positions.Positions(filter) : (await positions.KnownAsync(filter with { Text = search }, cancellation)).Select(r => r.Position).AsQueryable();
        var named = held.Where(p => p.OrganisationKey != null && p.OrganisationKey != "");
        var given = (inDatabase ? declarations.Now : (await declarations.KnownAsync(search, view, cancellation)).AsQueryable()).Where(d => d.OrganisationKey != null && d.OrganisationKey != "");
        var asked = await PositionSearch.ReadAsync(search, map, cancellation);
        for (var i = 0; i < Math.Min(asked?.Words.Count ?? 0, 8); i++)
        {
            // A public body has the word in its name, whatever the positions call it.
            var (word, bodies) = (asked!.Words[i], asked.KeysHolding(i));
            named = named.Where(p =>
                bodies.Contains(p.OrganisationKey!) || (p.SearchText.Contains(word) && (p.OrganisationKey!.Contains(word) || p.OrganisationKvk != null || p.OrganisationBodyId != null))
            );
            given = given.Where(d => d.OrganisationKey!.Contains(word));
        }

        var groups = named
            .Select(p => new { Key = p.OrganisationKey!, Body = p.OrganisationBodyId, Kvk = p.OrganisationKvk, Name = p.Organisation, p.PersonId, Position = 1, Gift = 0, Trip = 0 })
            .Concat(
                given.Select(d => new
                {
                    Key = d.OrganisationKey!,
                    Body = (Guid?)null,
                    Kvk = (string?)null,
                    Name = d.PaidBy,
                    d.PersonId,
                    Position = 0,
                    Gift = d.Kind == DeclarationKind.Gift ? 1 : 0,
                    Trip = d.Kind == DeclarationKind.Trip ? 1 : 0,
                })
            )
            // The key says which body it is: with the body it gathers the same, and the order can ask for its name.
            .GroupBy(n => new { n.Key, n.Body })
            .Select(g => new OrganisationGroup
            {
                Key = g.Key.Key,
                Body = g.Key.Body,
                Kvk = g.Max(n => n.Kvk),
                Name = g.Min(n => n.Name),
                Count = g.Count(),
                Positions = g.Sum(n => n.Position),
                Gifts = g.Sum(n => n.Gift),
                Trips = g.Sum(n => n.Trip),
                Persons = g.Select(n => n.PersonId).Distinct().Count(),
            });
        if (inDatabase)
        {
            var total = await groups.CountAsync(cancellation);
            var rows = await OrganisationGroup.Sorted(groups, sort, map.Bodies).Skip((page - 1) * size).Take(size).ToListAsync(cancellation);
            return (OrganisationGroup.Rows(rows, await map.BodiesAsync(rows.Select(g => g.Body).OfType<Guid>(), cancellation)), total);
        }

        var all = groups.ToList();
        var known = await map.BodiesAsync(all.Select(g => g.Body).OfType<Guid>(), cancellation);
        return (OrganisationGroup.Rows(OrganisationGroup.Sorted(all, sort, known).Skip((page - 1) * size).Take(size), known), all.Count);
    }

    private static async Task<IResult> ShowAsync(string key, HttpContext http, ViewMoment view, PublicPositions positions, PublicDeclarations declarations, OfficesMap map)
    {
        PublicCache.ShownAsList(http);
        var organisation = OrganisationSlug.Read(key);
        if (organisation is null || !string.Equals(OrganisationSlug.Of(organisation), key, StringComparison.Ordinal))
        {
            throw new ProblemException(Problem.NotFound(Texts.OrganisationNotFound));
        }

        var errors = new FormErrors();
        var page = errors.Take("pagina", PageInput.Number(http.Request.Query["pagina"]));
        errors.ThrowIfAny();
        var filter = new PositionFilter(view) { OrganisationKey = organisation, Sort = "persoon" };
        var (rows, total) = await positions.ListAsync(filter, page, PageSize, http.RequestAborted);
        var given = await declarations.GroupsAsync(kind => new(kind, view) { OrganisationKey = organisation }, DeclarationsShown, http.RequestAborted);
        var known =
            total > 0
            || given.Any(g => g.Total > 0)
            || (
                view.IsPast
                && (
                    await positions.Now.AnyAsync(p => p.OrganisationKey == organisation, http.RequestAborted)
                    || await declarations.Now.AnyAsync(d => d.OrganisationKey == organisation, http.RequestAborted)
                )
            );
        if (!known)
        {
            return await MovedAsync(organisation, positions, declarations, http.RequestAborted);
        }

        var body = OrganisationSlug.BodyOf(organisation) is { } id ? await map.Bodies.FirstOrDefaultAsync(b => b.Id == id, http.RequestAborted) : null;
        var name =
            body?.Name
            ?? rows.Select(r => r.Position.Organisation).FirstOrDefault(n => n is not null)
            ?? given.SelectMany(g => g.Rows).Select(g => g.Declaration.PaidBy).FirstOrDefault(n => n is not null)
            ?? organisation;
        return new RazorComponentResult<OrganisationPage>(
            new
            {
                Slug = key,
                Name = name,
                Body = body,
                Rows = rows,
                Total = total,
                Page = page,
                Given = given,
                GivenFilter = (Func<DeclarationKind, DeclarationFilter>)(kind => new(kind, view) { OrganisationKey = organisation }),
                Alike = await AlikeAsync(organisation, rows, view, positions, declarations, http.RequestAborted),
                Today = positions.Today,
                View = view,
            }
        );
    }

    /// <summary>
    /// What stood here once and is public now under another organisation: its name or KvK number was corrected. Of an organisation whose entries are withdrawn
    /// the answer is the same as of one that never was here: else whoever guesses a name would learn that something with it is hidden.
    /// </summary>
    private static async Task<IResult> MovedAsync(string organisation, PublicPositions positions, PublicDeclarations declarations, CancellationToken cancellation)
    {
        var rows = await positions.MovedAsync(organisation, cancellation);
        var given = await declarations.MovedAsync(organisation, cancellation);
        return rows.Count + given.Count == 0
            ? throw new ProblemException(Problem.NotFound(Texts.OrganisationNotFound))
            : new RazorComponentResult<MovedPage>(
                new
                {
                    Rows = rows,
                    Given = given,
                    Today = positions.Today,
                }
            )
            {
                StatusCode = StatusCodes.Status410Gone,
            };
    }

    /// <summary>
    /// The same name written down without, or with another, KvK number or public body: perhaps the same organisation, so a link and no more.
    /// </summary>
    private static async Task<IReadOnlyList<PageLink>> AlikeAsync(
        string key,
        IReadOnlyList<PositionRow> rows,
        ViewMoment view,
        PublicPositions positions,
        PublicDeclarations declarations,
        CancellationToken cancellation
    )
    {
        if (!key.StartsWith("kvk:", StringComparison.Ordinal) && OrganisationSlug.BodyOf(key) is null)
        {
            return [];
        }

        var names = rows.Select(r => OrganisationName.Key(r.Position.Organisation)).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Take(20).ToArray();
        var found = await positions.Now.Where(p => names.Contains(p.OrganisationKey)).GroupBy(p => p.OrganisationKey!).Select(g => new { g.Key, Name = g.Min(p => p.Organisation) }).ToListAsync(cancellation);
        // Lists of gifts and trips name no KvK number at all.
        var givers = await declarations.Now.Where(d => names.Contains(d.OrganisationKey)).GroupBy(d => d.OrganisationKey!).Select(g => new { g.Key, Name = g.Min(d => d.PaidBy) }).ToListAsync(cancellation);
        return [.. found.Concat(givers).DistinctBy(f => f.Key, StringComparer.Ordinal).Select(f => new PageLink(f.Name ?? f.Key, view.At($"{Path}/{OrganisationSlug.Of(f.Key)}")))];
    }
}
