// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Offices.Reading;

/// <summary>Reads the filters of bodies, persons and offices from an address, for pages and files alike.</summary>
internal static class MapFilters
{
    /// <summary>Names of the filters of <see cref="Bodies"/>.</summary>
    public static IReadOnlyList<string> OfBodies { get; } = ["zoek", "soort", "bovenliggend", "alle", "sorteer"];

    /// <summary>Names of the filters of <see cref="Persons"/>, without the body.</summary>
    public static IReadOnlyList<string> OfPersons { get; } = ["zoek", "letter", "ambt", "sorteer"];

    /// <summary>Names of the filters of <see cref="Offices"/>, without the body.</summary>
    public static IReadOnlyList<string> OfOffices { get; } = ["zoek", "soort", "sorteer"];

    /// <summary>Bodies; those that exist no longer only with <c>alle=ja</c>.</summary>
    public static BodyFilter Bodies(IQueryCollection query, ViewMoment view, FormErrors errors)
    {
        var (sort, descending) = Sort(query, errors, "naam", "soort");
        return new(view)
        {
            Text = errors.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Kind = errors.Take("soort", TextInput.Optional(query["soort"], 100)),
            Parent = errors.Take("bovenliggend", IdInput.Optional(query["bovenliggend"])),
            WithEnded = string.Equals(query["alle"], "ja", StringComparison.Ordinal),
            Sort = sort,
            Descending = descending,
        };
    }

    /// <summary>Persons.</summary>
    public static PersonFilter Persons(IQueryCollection query, ViewMoment view, FormErrors errors)
    {
        var letter = errors.Take("letter", TextInput.Optional(query["letter"], 1))?.ToLowerInvariant();
        if (letter is not null && letter[0] is < 'a' or > 'z')
        {
            errors.Add("letter", "letter.onbekend", Texts.LetterUnknown);
        }

        return new(view)
        {
            Text = errors.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Letter = letter,
            Body = errors.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            OfficeKind = errors.Take("ambt", TextInput.Optional(query["ambt"], 100)),
            Descending = Sort(query, errors, "naam").Descending,
        };
    }

    /// <summary>Offices.</summary>
    public static OfficeFilter Offices(IQueryCollection query, ViewMoment view, FormErrors errors)
    {
        var (sort, descending) = Sort(query, errors, "naam", "soort");
        return new(view)
        {
            Text = errors.Take("zoek", TextInput.Optional(query["zoek"], 200)),
            Kind = errors.Take("soort", TextInput.Optional(query["soort"], 100)),
            Sort = sort,
            Descending = descending,
        };
    }

    private static (string Field, bool Descending) Sort(IQueryCollection query, FormErrors errors, params ReadOnlySpan<string> fields)
    {
        var sort = errors.Take("sorteer", TextInput.Optional(query["sorteer"], 40)) ?? fields[0];
        var field = sort.StartsWith('-') ? sort[1..] : sort;
        if (!fields.Contains(field))
        {
            errors.Add("sorteer", "sorteer.onbekend", string.Format(CultureInfo.CurrentCulture, Texts.SortUnknown, string.Join(", ", fields.ToArray())));
        }

        return (field, sort.StartsWith('-'));
    }
}
