// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Handbook.Codes;

/// <summary>The codes of all bodies as a file, with their text.</summary>
internal static class CodeList
{
    /// <summary>Name of the list.</summary>
    public const string Name = "gedragscodes";

    public static ExportList All => ExportList.Of(Name, (services, query, cancellation) => (Table, RowsAsync(services.GetRequiredService<RegisterStore>(), query, cancellation)));

    private static TableExport<AdoptedCode> Table { get; } =
        new(
            Name,
            new ExportColumn<AdoptedCode>("id", c => (Guid?)c.Id),
            new("overheidsorganisatieId", c => (Guid?)c.BodyId),
            new("code", c => c.Code),
            new("titel", c => c.TitleNl),
            new("datumVaststelling", c => (DateOnly?)c.AdoptedOn),
            new("vastgesteldDoor", c => c.AdoptedBy),
            new("datumAanvang", c => (DateOnly?)c.From),
            new("datumIntrekking", c => c.RetractedOn),
            new("redenIntrekking", c => c.RetractionReason),
            new("tekst", c => c.Yaml)
        );

    private static async IAsyncEnumerable<AdoptedCode> RowsAsync(RegisterStore store, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var codes = store.Set<AdoptedCode>().AsNoTracking().Where(c => query.Body == null || c.BodyId == query.Body);
        var rows = query.View.KnownOn is { } moment ? await store.AllAsKnownAsync(moment, codes, cancellation) : await codes.ToListAsync(cancellation);
        foreach (var code in rows.Where(c => (query.Body is null || c.BodyId == query.Body) && (query.View.AsOf is not { } day || c.From <= day)).OrderBy(c => c.Id))
        {
            yield return code;
        }
    }
}
