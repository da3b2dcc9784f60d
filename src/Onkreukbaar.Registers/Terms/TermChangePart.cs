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
    public static ChangePart Part { get; } = new(TermChanges.Kind, [RegisterProcesses.AddTerm, RegisterProcesses.ChangeTerm, RegisterProcesses.CorrectTerm, RegisterProcesses.TermDates], TellAsync);

    private static async Task<IReadOnlyDictionary<Guid, ToldChange>> TellAsync(IServiceProvider services, IReadOnlyList<VersionRow> rows, CancellationToken cancellation)
    {
        var subjects = rows.Select(r => r.SubjectId).Distinct().ToArray();
        var all = await services
            .GetRequiredService<RegisterStore>()
            .Versions.Where(v => subjects.Contains(v.SubjectId) && v.Payload != null)
            .ToDictionaryAsync(v => (v.SubjectId, v.Version), cancellation);
        var added = rows.Where(r => string.Equals(r.Process, RegisterProcesses.AddTerm, StringComparison.Ordinal)).Select(r => r.SubjectId).ToArray();
        Dictionary<Guid, string> offices =
            added.Length == 0
                ? []
                : await services.GetRequiredService<OfficesMap>().Terms.Where(t => added.Contains(t.Id)).Select(t => new { t.Id, t.OfficeLabel }).ToDictionaryAsync(t => t.Id, t => t.OfficeLabel, cancellation);
        return rows.ToDictionary(
            r => r.Id,
            r =>
            {
                var now = TermChanges.Read(r);
                if (string.Equals(r.Process, RegisterProcesses.AddTerm, StringComparison.Ordinal))
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
