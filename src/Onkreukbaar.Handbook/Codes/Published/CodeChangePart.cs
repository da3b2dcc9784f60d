// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes.Published;

/// <summary>Tells of codes of conduct that were adopted or retracted on the public page of changes; a code is public in all its states.</summary>
internal static class CodeChangePart
{
    public static ChangePart Part { get; } = new(StoredCodes.Kind, [CodeProcesses.Adopt, CodeProcesses.Retract], TellAsync);

    private static async Task<IReadOnlyDictionary<Guid, ToldChange>> TellAsync(IServiceProvider services, IReadOnlyList<VersionRow> rows, CancellationToken cancellation)
    {
        var ids = rows.Select(r => r.BodyId).OfType<Guid>().Distinct().ToArray();
        var bodies = await services.GetRequiredService<OfficesMap>().Bodies.Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Name, cancellation);
        var processes = CodeProcesses.All.ToDictionary(p => p.Code, p => p.Label, StringComparer.Ordinal);
        return rows.ToDictionary(
            r => r.Id,
            r =>
            {
                var code = r.Read<AdoptedCode>();
                List<ToldField> fields = [new(Texts.CodeFrom, null, HandbookWords.Day(code.From))];
                if (code.RetractionReason is { } reason)
                {
                    fields = [new(Texts.RetractReason, null, reason)];
                }

                var title = code.Title.In(CultureInfo.CurrentUICulture);
                return new ToldChange(
                    bodies.GetValueOrDefault(code.BodyId) is { } body ? $"{title}, {body}" : title,
                    processes[r.Process](),
                    CodeAddress.PublicOne(code.BodyId, code.Id),
                    fields
                );
            }
        );
    }
}
