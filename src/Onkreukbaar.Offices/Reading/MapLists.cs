// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices.Reading;

/// <summary>Bodies, persons and offices as tables, for downloads and the command line alike.</summary>
internal static class MapLists
{
    public static IEnumerable<ExportList> All =>
        [
            ExportList.Of(
                "overheidsorganisaties",
                (services, query, cancellation) =>
                {
                    var reader = services.GetRequiredService<MapReader>();
                    // A file of all bodies holds those that were as well; the list's page says when they are left out.
                    var filter = MapFilters.Bodies(query.Filters, query.View, query.Errors) with { WithEnded = !string.Equals(query.Filters["alle"], "nee", StringComparison.Ordinal) };
                    var rows = ExportList.Pages((skip, take) => reader.BodiesAsync(filter, skip, take, cancellation));
                    return (Bodies(reader.Kinds), query.Body is { } body ? rows.Where(b => b.Id == body) : rows);
                },
                MapFilters.OfBodies
            ),
            ExportList.Of(
                "personen",
                (services, query, cancellation) =>
                {
                    var reader = services.GetRequiredService<MapReader>();
                    var filter = MapFilters.Persons(query.Filters, query.View, query.Errors) with { Body = query.Body };
                    return (Persons, ExportList.Pages((skip, take) => reader.PersonsAsync(filter, skip, take, cancellation)));
                },
                MapFilters.OfPersons
            ),
            ExportList.Of(
                "ambten",
                (services, query, cancellation) =>
                {
                    var reader = services.GetRequiredService<MapReader>();
                    var filter = MapFilters.Offices(query.Filters, query.View, query.Errors) with { Body = query.Body };
                    return (Offices(reader.Kinds), ExportList.Pages((skip, take) => reader.OfficesAsync(filter, skip, take, cancellation)));
                },
                MapFilters.OfOffices
            ),
            ExportList.Of(
                "ambtstermijnen",
                (services, query, cancellation) =>
                {
                    var reader = services.GetRequiredService<MapReader>();
                    return (Terms(reader.Kinds), ExportList.Pages((skip, take) => reader.TermsAsync(query.Body, query.View, skip, take, cancellation)));
                }
            ),
        ];

    public static TableExport<Person> Persons { get; } =
        new(
            "personen",
            new ExportColumn<Person>("id", p => p.Id),
            new("naam", p => p.DisplayName),
            new("titels", p => p.Titles),
            new("voorletters", p => p.Initials),
            new("roepnaam", p => p.GivenName),
            new("tussenvoegsel", p => p.Particle),
            new("achternaam", p => p.FamilyName)
        );

    /// <summary>
    /// Terms of office. What changed within a term stands in one cell, as "2022-03-30/2024-05-14 First; 2024-05-15/.. Second"; with a tilde before a first day
    /// that is only the day on which a source saw it.
    /// </summary>
    public static TableExport<Holder> Terms(ReferenceData kinds) =>
        new(
            "ambtstermijnen",
            new ExportColumn<Holder>("id", h => h.Term.Id),
            new("persoonId", h => h.Person.Id),
            new("persoon", h => h.Person.DisplayName),
            new("overheidsorganisatieId", h => h.Body.Id),
            new("overheidsorganisatie", h => h.Body.Name),
            new("soort", h => h.Office.Kind),
            new("soortNaam", h => kinds.Office(h.Office.Kind).Nl),
            new("rol", h => h.Term.Role),
            new("datumAanvang", h => h.Term.Start?.ToString()),
            new("datumEinde", h => h.Term.End?.ToString()),
            new("waargenomenOp", h => h.Term.ObservedOn),
            new("fractie", h => h.Factions is [var one] ? one : null),
            new("deeltijdpercentage", h => h.Shares is [var one] ? one : (int?)null),
            new("fracties", h => Parts(h.Term.Faction)),
            new("deeltijdpercentages", h => Parts(h.Term.FullTimePercent))
        );

    public static TableExport<PublicBody> Bodies(ReferenceData kinds) =>
        new(
            "overheidsorganisaties",
            new ExportColumn<PublicBody>("id", b => b.Id),
            new("naam", b => b.Name),
            new("afkorting", b => b.Abbreviation),
            new("soort", b => b.Kind),
            new("soortNaam", b => kinds.Body(b.Kind).Nl),
            new("tooi", b => b.Tooi),
            new("oin", b => b.Oin),
            new("kvkNummer", b => b.Kvk),
            new("website", b => b.Website),
            new("bovenliggend", b => b.ParentId),
            new("datumAanvang", b => b.From),
            new("datumEinde", b => b.Until?.AddDays(-1))
        );

    public static TableExport<Office> Offices(ReferenceData kinds) =>
        new(
            "ambten",
            new ExportColumn<Office>("id", o => o.Id),
            new("naam", o => o.Label),
            new("soort", o => o.Kind),
            new("soortNaam", o => kinds.Office(o.Kind).Nl),
            new("overheidsorganisatieId", o => o.BodyId),
            new("datumAanvang", o => o.From),
            new("datumEinde", o => o.Until?.AddDays(-1))
        );

    private static string? Parts<T>(OverTime<T>? value)
        where T : notnull =>
        value is null ? null : string.Join("; ", value.Parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{(p.Seen ? "~" : "")}{new PartialPeriod(p.Start, p.End)} {p.Value}")));
}
