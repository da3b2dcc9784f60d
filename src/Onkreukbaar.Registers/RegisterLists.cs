// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Changes;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers;

/// <summary>The registers' public lists as files: what the site shows, and no more.</summary>
internal static class RegisterLists
{
    public static IEnumerable<ExportList> All =>
        [
            ExportList.Of(
                "nevenfuncties",
                (services, query, cancellation) =>
                {
                    var positions = services.GetRequiredService<PublicPositions>();
                    var filter = new PositionFilter(query.View) { Body = query.Body, Sort = "id" };
                    var rows = query.View.KnownOn is null
                        ? PositionOverview.Sorted(positions.Rows(filter), filter.Sort).AsAsyncEnumerable()
                        : KnownAsync(services.GetRequiredService<RegisterStore>(), positions, filter, cancellation);
                    return (PositionRecord.Export(positions.Today), rows);
                }
            ),
            Declared("geschenken", DeclarationKind.Gift),
            Declared("reizen", DeclarationKind.Trip),
            ExportList.Of("verklaringen", (services, query, cancellation) => (StatementFiles.Table, services.GetRequiredService<PublicStatements>().AllAsync(query.Body, query.View, cancellation))),
            ExportList.Of(
                "wijzigingen",
                (services, query, cancellation) =>
                    (Changes, services.GetRequiredService<PublicChanges>().AllAsync(new ChangeQuery(0) { Body = query.Body, Until = query.View.KnownOn }, cancellation))
            ),
        ];

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
                    new TableExport<DeclarationRow>(
                        name,
                        new ExportColumn<DeclarationRow>("id", d => (Guid?)d.Declaration.Id),
                        new("persoonId", d => (Guid?)d.Declaration.PersonId),
                        new("persoonNaam", d => d.Person),
                        new("overheidsorganisatieId", d => (Guid?)d.Declaration.BodyId),
                        new("omschrijving", d => d.Declaration.Description),
                        new("bestemming", d => d.Declaration.Destination),
                        new("betaaldDoor", d => d.Declaration.PaidBy),
                        new("waardeInCenten", d => d.Declaration.ValueCents),
                        new("waardeVolgensBron", d => d.Declaration.UnreadValue),
                        new("aanvang", d => d.Declaration.Start),
                        new("einde", d => d.Declaration.End),
                        new("periodeVolgensBron", d => d.Declaration.UnreadPeriod),
                        new("bron", d => d.Declaration.Source),
                        new("versie", d => (long?)d.Declaration.Version)
                    ),
                    services.GetRequiredService<PublicDeclarations>().AllAsync(kind, query.Body, query.View, cancellation)
                )
        );

    // Body by body: a look back over everything at once would hold all of it in memory, and is refused.
    private static async IAsyncEnumerable<PositionRow> KnownAsync(
        RegisterStore store,
        PublicPositions positions,
        PositionFilter filter,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var kind = store.KindOf(typeof(AncillaryPosition));
        var bodies = filter.Body is { } one
            ? [one]
            : await store.Versions.Where(v => v.Kind == kind && v.BodyId != null).Select(v => v.BodyId!.Value).Distinct().Order().ToListAsync(cancellation);
        foreach (var body in bodies)
        {
            foreach (var row in await positions.KnownAsync(filter with { Body = body }, cancellation))
            {
                yield return row;
            }
        }
    }
}
