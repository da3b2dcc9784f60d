// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Changes;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Organisations;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers;

/// <summary>The registers' public lists as files: what the site shows, and no more.</summary>
internal static class RegisterLists
{
    public static IEnumerable<ExportList> All =>
        [
            ExportList.Of(
                "nevenfuncties",
                async (services, query, cancellation) =>
                {
                    var positions = services.GetRequiredService<PublicPositions>();
                    var filter = PositionQuery.Read(query.Filters, query.View, query.Errors) with { Body = query.Body };
                    // Without an order of its own a file has that of the numbers.
                    filter = string.IsNullOrWhiteSpace(query.Filters["sorteer"]) ? filter with { Sort = "id" } : filter;
                    return (PositionRecord.Export(await PositionContext.AllAsync(services.GetRequiredService<OfficesMap>(), cancellation), positions.Today), RowsAsync(services, positions, filter, cancellation));
                },
                "zoek",
                "persoon",
                "soort",
                "organisatie",
                "bezoldigd",
                "sorteer"
            ),
            ExportList.Of(
                "organisaties",
                (services, query, cancellation) =>
                {
                    var positions = services.GetRequiredService<PublicPositions>();
                    var search = query.Errors.Take("zoek", TextInput.Optional(query.Filters["zoek"], 200));
                    var filter = new PositionFilter(query.View) { Body = query.Body, Sort = "id" };
                    var declarations = services.GetRequiredService<PublicDeclarations>();
                    var given = Enum.GetValues<DeclarationKind>().Select(kind => declarations.AllAsync(new DeclarationFilter(kind, query.View) { Body = query.Body }, cancellation)).ToList();
                    // The page can ask for a day, which the database groups as well; what was known at a moment it cannot, and one body the page cannot ask for.
                    var rows = query.View.KnownOn is not null || query.Body is not null
                        ? OrganisationRow.OfAsync(RowsAsync(services, positions, filter, cancellation), given, search, services.GetRequiredService<OfficesMap>(), cancellation)
                        : AllOrganisationsAsync(positions, declarations, services.GetRequiredService<OfficesMap>(), search, query.View, cancellation);
                    return (Organisations, rows);
                },
                "zoek"
            ),
            ExportList.Of(IncomeFiles.List, (services, query, cancellation) => (IncomeFiles.Table, services.GetRequiredService<PublicIncomes>().AllAsync(query.Body, query.View, cancellation))),
            Declared("geschenken", DeclarationKind.Gift),
            Declared("reizen", DeclarationKind.Trip),
            ExportList.Of(StatementFiles.List, (services, query, cancellation) => (StatementFiles.Table, services.GetRequiredService<PublicStatements>().AllAsync(query.Body, query.View, cancellation))),
            ExportList.Of(
                "wijzigingen",
                (services, query, cancellation) =>
                    (Changes, services.GetRequiredService<PublicChanges>().AllAsync(ChangeQuery.Read(query.Filters, query.View.KnownOn, query.Errors) with { Body = query.Body }, cancellation)),
                ChangeQuery.Filters
            ),
        ];

    private static TableExport<OrganisationRow> Organisations { get; } =
        new(
            "organisaties",
            new ExportColumn<OrganisationRow>("organisatie", o => o.Slug),
            new("naamOrganisatie", o => o.Name),
            new("kvkNummer", o => o.Kvk),
            new("aantalNevenfuncties", o => (long?)o.Positions),
            new("aantalGeschenken", o => (long?)o.Gifts),
            new("aantalReizen", o => (long?)o.Trips),
            new("aantalPersonen", o => (long?)o.Persons)
        );

    private static TableExport<PublicChange> Changes { get; } =
        new(
            "wijzigingen",
            new ExportColumn<PublicChange>("tijdstip", c => (DateTime?)c.Row.RecordedAt),
            new("soort", c => c.Kind),
            new("onderwerpId", c => (Guid?)c.Row.SubjectId),
            new("versie", c => (long?)c.Row.Version),
            new("proces", c => c.Row.Process),
            new("persoonId", c => c.Row.PersonId),
            new("persoonNaam", c => c.Person),
            new("overheidsorganisatieId", c => c.Row.BodyId),
            new("omschrijving", c => c.Title),
            new("naamOrganisatie", c => c.Organisation),
            new("gewijzigd", c => c.Differences.Count == 0 ? null : string.Join("; ", c.Differences.Select(d => $"{d.Label}: {d.Old ?? "–"} → {d.New ?? "–"}")))
        );

    private static ExportList Declared(string name, DeclarationKind kind) =>
        ExportList.Of(
            name,
            (services, query, cancellation) =>
                (
                    DeclarationRecord.Export(name),
                    services.GetRequiredService<PublicDeclarations>().AllAsync(DeclarationQuery.Read(kind, query.Filters, query.View, query.Errors) with { Body = query.Body }, cancellation)
                ),
            "zoek",
            "persoon",
            "organisatie",
            "jaar",
            "van",
            "tot"
        );

    // Body by body: a look back over everything at once would hold all of it in memory, and is refused.
    private static async IAsyncEnumerable<PositionRow> RowsAsync(
        IServiceProvider services,
        PublicPositions positions,
        PositionFilter filter,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (filter.View.KnownOn is null)
        {
            await foreach (var row in (await positions.RowsAsync(filter, cancellation)).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                yield return row;
            }

            yield break;
        }

        var isWhole = filter is { Person: null, Body: null, OrganisationKey: null, Sort: "id" };
        IReadOnlyList<PositionFilter> pieces = isWhole ? [.. (await BodiesAsync(services.GetRequiredService<RegisterStore>(), cancellation)).Select(body => filter with { Body = body })] : [filter];
        foreach (var piece in pieces)
        {
            foreach (var row in await positions.KnownAsync(piece, cancellation))
            {
                yield return row;
            }
        }
    }

    private static async Task<IReadOnlyList<Guid>> BodiesAsync(RegisterStore store, CancellationToken cancellation)
    {
        var kind = store.KindOf(typeof(AncillaryPosition));
        return await store.Versions.Where(v => v.Kind == kind && v.BodyId != null).Select(v => v.BodyId!.Value).Distinct().Order().ToListAsync(cancellation);
    }

    private static async IAsyncEnumerable<OrganisationRow> AllOrganisationsAsync(
        PublicPositions positions,
        PublicDeclarations declarations,
        OfficesMap map,
        string? search,
        ViewMoment view,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        // One question, whose answer is a short line for each organisation: asked in pages it would be counted anew for each of them.
        foreach (var row in (await OrganisationPages.FindAsync(positions, declarations, map, search, sort: null, view, page: 1, int.MaxValue, cancellation)).Rows)
        {
            yield return row;
        }
    }
}
