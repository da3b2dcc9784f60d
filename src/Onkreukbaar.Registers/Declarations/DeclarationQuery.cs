// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.Organisations;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>Which gifts or trips are asked for.</summary>
/// <param name="Kind">Gifts or trips: no list mixes them.</param>
/// <param name="View">The moment of looking; a peildatum does not narrow what happened on one day.</param>
public sealed record DeclarationFilter(DeclarationKind Kind, ViewMoment View)
{
    /// <summary>Of this person.</summary>
    public Guid? Person { get; init; }

    /// <summary>In the register of this body.</summary>
    public Guid? Body { get; init; }

    /// <summary>Given or paid by the organisation with this key.</summary>
    public string? OrganisationKey { get; init; }

    /// <summary>Beginnings of words of description, destination or payer; all must occur.</summary>
    public string? Text { get; init; }

    /// <summary>Calendar year in which it fell, in part at least. What has no date that could be read fell in no year.</summary>
    public int? Year { get; init; }

    /// <summary>Not over before this day, as far as is known.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Not begun after this day, as far as is known.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Sort key, with a minus for descending: <c>van</c>, <c>persoon</c>, <c>omschrijving</c>, <c>organisatie</c>, <c>id</c>.</summary>
    public string Sort { get; init; } = DeclarationQuery.NewestFirst;
}

/// <summary>Reads and writes the filters of lists of gifts and trips.</summary>
internal static class DeclarationQuery
{
    public const string NewestFirst = "-van";

    /// <summary>Years that a list can be narrowed to: those that dates of the registers may have.</summary>
    public const int FirstYear = 1900;

    /// <inheritdoc cref="FirstYear"/>
    public const int LastYear = 2100;

    private static readonly string[] Sorts = ["van", "-van", "persoon", "-persoon", "omschrijving", "-omschrijving", "organisatie", "-organisatie", "id", "-id"];

    /// <summary>What a page or download is asked for.</summary>
    public static DeclarationFilter Read(DeclarationKind kind, IQueryCollection query, ViewMoment view, FormErrors errors)
    {
        var sort = errors.Take("sorteer", TextInput.Optional(query["sorteer"], 40)) ?? NewestFirst;
        if (!Sorts.Contains(sort, StringComparer.Ordinal))
        {
            errors.Add("sorteer", "sorteer.onbekend", PositionWords.Say(Texts.SortUnknown, string.Join(", ", Sorts)));
        }

        var filter = new DeclarationFilter(kind, view)
        {
            Text = errors.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Person = errors.Take("persoon", IdInput.Optional(query["persoon"])),
            Body = errors.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            OrganisationKey = OrganisationSlug.Read(errors.Take("organisatie", TextInput.Optional(query["organisatie"], 400))),
            Year = errors.Take("jaar", WholeNumberInput.Optional(query["jaar"], FirstYear, LastYear)),
            From = errors.Take("van", DateInput.Optional(query["van"])),
            Until = errors.Take("tot", DateInput.Optional(query["tot"])),
            Sort = sort,
        };
        if (Backwards(filter) is { } backwards)
        {
            errors.Add("tot", backwards);
        }

        return filter;
    }

    /// <summary>Why the two days cannot be; null when they can.</summary>
    public static FieldError? Backwards(DeclarationFilter filter) =>
        filter is { From: { } from, Until: { } until } && until < from ? PartialPeriodInput.EndBeforeStart(PartialDate.Of(from), PartialDate.Of(until)) : null;

    /// <summary>Address of a list with these filters and the moment of looking.</summary>
    /// <param name="filter">The filters.</param>
    /// <param name="page">Page, from 1.</param>
    /// <param name="path">The list; without it the page of the kind.</param>
    public static string Address(DeclarationFilter filter, int page = 1, string? path = null) =>
        QueryText.Of(
            path ?? DeclarationAddress.List(filter.Kind),
            ("zoek", filter.Text),
            ("persoon", filter.Person?.ToString()),
            ("overheidsorganisatie", filter.Body?.ToString()),
            ("organisatie", filter.OrganisationKey is { } key ? OrganisationSlug.Of(key) : null),
            ("jaar", filter.Year?.ToString(CultureInfo.InvariantCulture)),
            ("van", Iso(filter.From)),
            ("tot", Iso(filter.Until)),
            ("sorteer", string.Equals(filter.Sort, NewestFirst, StringComparison.Ordinal) ? null : filter.Sort),
            ("peildatum", filter.View.AsOfText),
            ("bekendOp", filter.View.KnownOnText),
            ("pagina", page == 1 ? null : page.ToString(CultureInfo.InvariantCulture))
        );

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Addresses of gifts and trips.</summary>
internal static class DeclarationAddress
{
    /// <summary>The list of all gifts, or of all trips.</summary>
    public static string List(DeclarationKind kind) => kind == DeclarationKind.Gift ? "/geschenken" : "/reizen";

    /// <summary>One of them, as long as the site lives.</summary>
    public static string Of(Declaration declaration) => $"{List(declaration.Kind)}/{declaration.Id}";
}
