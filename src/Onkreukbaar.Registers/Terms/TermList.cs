// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.Terms;

/// <summary>
/// The clerk's list of the terms of office of a body: those of now unless former ones are asked for, or those that were struck; by name unless sorted otherwise.
/// </summary>
internal sealed class TermList(Workplace workplace)
{
    public const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/beheer/{body:guid}/ambtstermijnen", (Guid body, HttpRequest request, Actor actor, TermList use) => use.ShowAsync(body, request, actor)).Requires(RegisterPermissions.Read);

    private async Task<IResult> ShowAsync(Guid body, HttpRequest request, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var filter = TermFilter.Of(request.Query);
        var errors = new FormErrors();
        var page = errors.Take("pagina", PageInput.Number(request.Query["pagina"]));
        errors.ThrowIfAny();
        var today = workplace.Today;
        var persons = workplace.PersonsNamed(filter.Person);

        var terms = (filter.Struck ? workplace.Map.StruckTerms : workplace.Map.Terms).Where(t => t.BodyId == body);
        if (!filter.Former && !filter.Struck)
        {
            terms = terms.Where(t => t.Until == null || t.Until > today);
        }

        var rows = from t in terms join p in persons on t.PersonId equals p.Id select new TermRow { Term = t, Person = p.Name, SortKey = p.SortKey };
        var total = await rows.CountAsync();
        var shown = await Sorted(rows, filter.Sort).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync();
        return new RazorComponentResult<TermsPage>(
            new
            {
                Body = card,
                Filter = filter,
                Rows = shown,
                Total = total,
                Page = page,
                Today = today,
                MayKeep = Policy.Allows(actor, RegisterPermissions.Keep, body),
            }
        );
    }

    private static IQueryable<TermRow> Sorted(IQueryable<TermRow> rows, string sort) =>
        sort switch
        {
            "ambt" => rows.OrderBy(r => r.Term.OfficeLabel).ThenBy(r => r.SortKey).ThenBy(r => r.Term.Id),
            "-ambt" => rows.OrderByDescending(r => r.Term.OfficeLabel).ThenBy(r => r.SortKey).ThenBy(r => r.Term.Id),
            "van" => rows.OrderBy(r => r.Term.From == null).ThenBy(r => r.Term.From).ThenBy(r => r.SortKey).ThenBy(r => r.Term.Id),
            "-van" => rows.OrderBy(r => r.Term.From == null).ThenByDescending(r => r.Term.From).ThenBy(r => r.SortKey).ThenBy(r => r.Term.Id),
            TermFilter.ByDayStruck => rows.OrderBy(r => r.Term.StruckOn).ThenBy(r => r.SortKey).ThenBy(r => r.Term.Id),
            "-" + TermFilter.ByDayStruck => rows.OrderByDescending(r => r.Term.StruckOn).ThenBy(r => r.SortKey).ThenBy(r => r.Term.Id),
            "-persoon" => rows.OrderByDescending(r => r.SortKey).ThenBy(r => r.Term.Id),
            _ => rows.OrderBy(r => r.SortKey).ThenBy(r => r.Term.Id),
        };
}

/// <summary>A term with the name of whose it is.</summary>
public sealed class TermRow
{
    /// <summary>The term.</summary>
    public required TermCard Term { get; init; }

    /// <summary>Name as shown.</summary>
    public required string Person { get; init; }

    /// <summary>Sorts as Dutch readers expect.</summary>
    public required string SortKey { get; init; }

    internal string Faction(DateOnly today) => Of(Term.Faction, today, f => f);

    internal string Share(DateOnly today) => Of(Term.FullTimePercent, today, s => PositionWords.Say(Texts.SharePercent, s));

    internal string When => Term is { Start: null, End: null } ? Texts.PeriodUnknown : TermWords.Period(Term.Start, Term.End);

    // Today, or the last day of a term that is over; both where it is not known on which day one followed the other.
    private string Of<T>(OverTime<T>? value, DateOnly today, Func<T, string> show)
        where T : notnull =>
        value is null ? "" : string.Join(Texts.OrJoin, value.At(Term.Until is { } until && until <= today ? until.AddDays(-1) : Term.From is { } from && from > today ? from : today).Select(show));
}

/// <summary>What the clerk filters and sorts on, as in the address.</summary>
/// <param name="Person">Words of the name; null for everybody.</param>
/// <param name="Former">Also terms that are over.</param>
/// <param name="Struck">Only terms of which it was recorded that they never were, of any time.</param>
/// <param name="Sort">Key of the order.</param>
public sealed record TermFilter(string? Person, bool Former, bool Struck, string Sort)
{
    /// <summary>By name: the order in which the list opens.</summary>
    internal const string ByName = "persoon";

    /// <summary>By the day on which a term was struck.</summary>
    internal const string ByDayStruck = "geschrapt";

    private static readonly string[] Sorts = [ByName, "-persoon", "ambt", "-ambt", "van", "-van"];

    private static readonly string[] SortsOfStruck = [.. Sorts, ByDayStruck, "-" + ByDayStruck];

    /// <summary>Whether it differs from the list as it opens.</summary>
    public bool Any => Person is not null || Former || Struck;

    internal static TermFilter Of(IQueryCollection query)
    {
        var struck = query["ten-onrechte"] == "ja";
        var sort = query["sorteer"].ToString();
        return new(
            query["persoon"].ToString() is { Length: > 0 and <= 200 } person && !CleanText.IsBlank(person) && CleanText.FirstForbidden(person) < 0 ? person : null,
            // Of what never was, nothing is over.
            query["eerder"] == "ja" && !struck,
            struck,
            (struck ? SortsOfStruck : Sorts).Contains(sort, StringComparer.Ordinal) ? sort : ByName
        );
    }

    /// <summary>The order for an address or a form; null when it is that in which the list opens.</summary>
    internal string? KeptSort => string.Equals(Sort, ByName, StringComparison.Ordinal) ? null : Sort;

    internal string Address(Guid body, int page = 1) =>
        QueryText.Of(TermAddress.All(body), ("persoon", Person), ("eerder", Former ? "ja" : null), ("ten-onrechte", Struck ? "ja" : null), ("sorteer", KeptSort), ("pagina", page == 1 ? null : page.ToString(CultureInfo.InvariantCulture)));
}
