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
    public static ChangePart Part { get; } = new(TermChanges.Kind, [RegisterProcesses.AddTerm, RegisterProcesses.ChangeTerm, RegisterProcesses.CorrectTerm, RegisterProcesses.TermDates, RegisterProcesses.StrikeTerm], TellAsync);

    /// <summary>Whether the change is about the term as a whole: that there is one, or that it never was.</summary>
    private static bool IsWhole(VersionRow row) => row.Process is RegisterProcesses.AddTerm or RegisterProcesses.StrikeTerm;

    private static async Task<IReadOnlyDictionary<Guid, ToldChange>> TellAsync(IServiceProvider services, IReadOnlyList<VersionRow> rows, CancellationToken cancellation)
    {
        var subjects = rows.Select(r => r.SubjectId).Distinct().ToArray();
        var all = await services
            .GetRequiredService<RegisterStore>()
            .Versions.Where(v => subjects.Contains(v.SubjectId) && v.Payload != null)
            .ToDictionaryAsync(v => (v.SubjectId, v.Version), cancellation);
        var offices = await services.GetRequiredService<TermChanges>().OfficesAsync(rows.Where(IsWhole).Select(r => r.SubjectId).Distinct().ToArray(), cancellation);
        return rows.ToDictionary(
            r => r.Id,
            r =>
            {
                var now = TermChanges.Read(r);
                if (IsWhole(r))
                {
                    var title = string.Join(", ", new[] { offices.GetValueOrDefault(r.SubjectId), TermWords.InText(TermWords.Period(now)) }.Where(t => !string.IsNullOrEmpty(t)));
                    return new ToldChange(title, ProcessWords.Of(r.Process), WorkplaceAddress.Person(now.PersonId), []);
                }

                IReadOnlyList<ToldField> changes = all.GetValueOrDefault((r.SubjectId, r.Version - 1)) is { } before
                    ? [.. TermWords.Changes(TermChanges.Read(before), now).Select(c => new ToldField(c.Label, c.Old, c.New))]
                    : [];
                return new ToldChange(string.Join(", ", changes.Select(c => c.Label)), ProcessWords.Of(r.Process), WorkplaceAddress.Person(now.PersonId), changes);
            }
        );
    }
}
