// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>Tells of income on the public page of changes: recorded and corrected amounts of what the public may see now. Of what was removed nothing is told.</summary>
internal static class IncomeChangePart
{
    /// <summary>Kind of subject, in versions and on the wire.</summary>
    public const string Kind = "neveninkomsten";

    public static ChangePart Part { get; } = new(Kind, [RegisterProcesses.RecordIncome, RegisterProcesses.CorrectIncome, RegisterProcesses.Import], TellAsync)
    {
        ShownAsync = async (services, subjects, cancellation) => (await services.GetRequiredService<PublicIncomes>().OfSubjectsAsync(subjects, cancellation)).Keys.ToHashSet(),
    };

    private static async Task<IReadOnlyDictionary<Guid, ToldChange>> TellAsync(IServiceProvider services, IReadOnlyList<VersionRow> rows, CancellationToken cancellation)
    {
        var subjects = rows.Select(r => r.SubjectId).Distinct().ToArray();
        var shown = await services.GetRequiredService<PublicIncomes>().OfSubjectsAsync(subjects, cancellation);
        var all = await services
            .GetRequiredService<RegisterStore>()
            .Versions.Where(v => subjects.Contains(v.SubjectId) && v.Payload != null)
            .ToDictionaryAsync(v => (v.SubjectId, v.Version), cancellation);
        var told = new Dictionary<Guid, ToldChange>();
        foreach (var row in rows)
        {
            if (shown.TryGetValue(row.SubjectId, out var income))
            {
                var now = row.Read<PositionIncome>();
                var before = all.TryGetValue((row.SubjectId, row.Version - 1), out var earlier) ? earlier.Read<PositionIncome>() : null;
                told[row.Id] = new(
                    $"{IncomeWords.Of(now)}, {income.Position}",
                    ProcessWords.Of(row.Process),
                    WorkplaceAddress.PublicPosition(now.PositionId),
                    [.. IncomeWords.Changes(before, now).Select(c => new ToldField(c.Label, c.Old, c.New))]
                );
            }
        }

        return told;
    }
}
