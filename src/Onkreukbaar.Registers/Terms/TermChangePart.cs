// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Terms;

/// <summary>Tells of changes within terms of office on the public page of changes.</summary>
internal static class TermChangePart
{
    public static ChangePart Part { get; } = new(TermChanges.Kind, [RegisterProcesses.ChangeTerm, RegisterProcesses.CorrectTerm], TellAsync);

    private static async Task<IReadOnlyDictionary<Guid, ToldChange>> TellAsync(IServiceProvider services, IReadOnlyList<VersionRow> rows, CancellationToken cancellation)
    {
        var subjects = rows.Select(r => r.SubjectId).Distinct().ToArray();
        var all = await services
            .GetRequiredService<RegisterStore>()
            .Versions.Where(v => subjects.Contains(v.SubjectId) && v.Payload != null)
            .ToDictionaryAsync(v => (v.SubjectId, v.Version), cancellation);
        return rows.ToDictionary(
            r => r.Id,
            r =>
            {
                var now = TermChanges.Read(r);
                IReadOnlyList<ToldField> changes = all.GetValueOrDefault((r.SubjectId, r.Version - 1)) is { } before
                    ? [.. TermWords.Changes(TermChanges.Read(before), now).Select(c => new ToldField(c.Label, c.Old, c.New))]
                    : [];
                return new ToldChange(string.Join(", ", changes.Select(c => c.Label)), ProcessWords.Of(r.Process), WorkplaceAddress.Person(now.PersonId), changes);
            }
        );
    }
}
