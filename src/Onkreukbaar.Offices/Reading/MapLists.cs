// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Export;
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
                    var rows = ExportList.Pages((skip, take) => reader.BodiesAsync(new(query.View), skip, take, cancellation));
                    return (Bodies(reader.Kinds), query.Body is { } body ? rows.Where(b => b.Id == body) : rows);
                }
            ),
            ExportList.Of(
                "personen",
                (services, query, cancellation) =>
                {
                    var reader = services.GetRequiredService<MapReader>();
                    return (Persons, ExportList.Pages((skip, take) => reader.PersonsAsync(new(query.View) { Body = query.Body }, skip, take, cancellation)));
                }
            ),
            ExportList.Of(
                "ambten",
                (services, query, cancellation) =>
                {
                    var reader = services.GetRequiredService<MapReader>();
                    return (Offices(reader.Kinds), ExportList.Pages((skip, take) => reader.OfficesAsync(new(query.View) { Body = query.Body }, skip, take, cancellation)));
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
}
