// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.Import;

/// <summary>
/// The party that the Senate's list names beside each senator is the faction on the day of the list, and of that day alone: since when is not said. It goes to
/// the term of office of that day. A list makes no terms: without its first and last day a term would say that someone is still in office.
/// </summary>
internal static class SenateFactions
{
    private const string Kind = "fractie";

    private static readonly IReadOnlyList<ImportField> Fields = [new("person_id", Required: true), new("party", Required: false)];

    /// <summary>Reads the list once more, after its persons are there.</summary>
    /// <param name="run">The import.</param>
    /// <param name="body">The Senate.</param>
    /// <param name="path">The list of positions.</param>
    /// <param name="seenOn">Day on which the list was taken from the site; the list itself does not say.</param>
    public static async Task ReadAsync(ImportRun run, Guid body, string path, DateOnly? seenOn)
    {
        using var reader = TableReader.Open(path);
        var mapping = ColumnMapping.Choose(reader.Columns, Fields);
        if (mapping["party"] < 0)
        {
            return;
        }

        if (seenOn is not { } day)
        {
            run.Note(new(reader.Name, 1, ImportOutcome.Unchanged, Kind, null, "party", Texts.ImportPartyNoDay, IsPart: true, Code: "fractie.zonder-dag"));
            return;
        }

        var terms = run.Context.Services.GetRequiredService<TermChanges>();
        var told = new HashSet<(string Person, string Party)>();
        foreach (var row in reader.Rows())
        {
            var line = new SourceLine(row, mapping, reader.Columns);
            if (line.Error is not null || line.Raw("party").Trim() is not { Length: > 0 and <= 200 } party || !told.Add((line.Raw("person_id"), party)))
            {
                continue;
            }

            var (found, person) = await terms.ObserveAsync(body, $"eerstekamer:{line.Raw("person_id")}", party, day, run.Context.Cancellation);
            var (outcome, code, reason) = found switch
            {
                FactionSeen.Added => (ImportOutcome.Updated, null, null),
                FactionSeen.Known => (ImportOutcome.Unchanged, null, null),
                FactionSeen.Other => (ImportOutcome.Unchanged, "fractie.anders", Texts.ImportPartyOther),
                _ => (ImportOutcome.Unchanged, "fractie.zonder-ambtstermijn", Texts.ImportPartyNoTerm),
            };
            run.Note(new(reader.Name, line.Number, outcome, Kind, person?.ToString(), reason is null ? null : "party", reason, IsPart: true, Code: code));
        }

        await run.SaveAsync();
    }
}
