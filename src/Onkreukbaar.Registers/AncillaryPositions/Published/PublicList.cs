// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Published;

/// <summary>All public positions, to search and filter.</summary>
internal static class PublicList
{
    public const int PageSize = 50;
    public const string Path = "/nevenfuncties";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet(Path, ShowAsync).Public().CachedPublic();

    private static async Task<IResult> ShowAsync(HttpContext http, ViewMoment view, PublicPositions positions, OfficesMap map)
    {
        PublicCache.ShownAsList(http);
        var errors = new FormErrors();
        var filter = PositionQuery.Read(http.Request.Query, view, errors);
        var page = errors.Take("pagina", PageInput.Number(http.Request.Query["pagina"]));
        errors.ThrowIfAny();
        var (rows, total) = await positions.ListAsync(filter, page, PageSize, http.RequestAborted);
        var bodies = await map.Bodies.Where(b => b.KeepsRegister).OrderBy(b => b.SortKey).Take(500).ToListAsync(http.RequestAborted);
        return new RazorComponentResult<PublicListPage>(
            new
            {
                Filter = filter,
                Rows = rows,
                Total = total,
                Page = page,
                Bodies = bodies,
                Today = positions.Today,
            }
        );
    }
}

/// <summary>Reads the filters of lists of positions, on pages, in the API and in downloads alike.</summary>
internal static class PositionQuery
{
    private static readonly string[] Sorts = ["persoon", "-persoon", "omschrijving", "-omschrijving", "organisatie", "-organisatie", "van", "-van", "nieuwste", "id", "-id"];

    public static PositionFilter Read(IQueryCollection query, ViewMoment view, FormErrors errors)
    {
        var sort = errors.Take("sorteer", TextInput.Optional(query["sorteer"], 40)) ?? "nieuwste";
        if (!Sorts.Contains(sort, StringComparer.Ordinal))
        {
            errors.Add("sorteer", "sorteer.onbekend", PositionWords.Say(Texts.SortUnknown, string.Join(", ", Sorts)));
        }

        return new PositionFilter(view)
        {
            Person = errors.Take("persoon", IdInput.Optional(query["persoon"])),
            Body = errors.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            BodyKind = errors.Take("soort", TextInput.Optional(query["soort"], 100)),
            OrganisationKey = Organisations.OrganisationSlug.Read(errors.Take("organisatie", TextInput.Optional(query["organisatie"], 400))),
            Paid = errors.Take("bezoldigd", ChoiceInput.Optional(query["bezoldigd"], PositionWords.Remunerations)),
            Text = errors.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Sort = sort,
        };
    }

    /// <summary>Address of a list with these filters, at their moment.</summary>
    public static string Address(string path, PositionFilter filter, int page = 1) =>
        filter.View.At(Overview.QueryText.Of(
            path,
            ("zoek", filter.Text),
            ("persoon", filter.Person?.ToString()),
            ("overheidsorganisatie", filter.Body?.ToString()),
            ("soort", filter.BodyKind),
            ("organisatie", filter.OrganisationKey is { } key ? Organisations.OrganisationSlug.Of(key) : null),
            ("bezoldigd", filter.Paid is { } paid ? PositionWords.Remunerations[paid] : null),
            ("sorteer", string.Equals(filter.Sort, "nieuwste", StringComparison.Ordinal) ? null : filter.Sort),
            ("pagina", page == 1 ? null : page.ToString(CultureInfo.InvariantCulture))
        ));
}
