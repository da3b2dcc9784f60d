// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>The newest version of a subject.</summary>
internal sealed record NewestVersion(Guid Subject, long Version, Guid Id, string? Payload);

/// <summary>Compares a page of live rows with the newest versions in the same range of ids.</summary>
internal static class SubjectCheck
{
    public static IEnumerable<LedgerFinding> Differences(string kind, IReadOnlyList<CurrentSubject> rows, List<NewestVersion> newest)
    {
        var (i, j) = (0, 0);
        while (i < rows.Count || j < newest.Count)
        {
            var order = i == rows.Count ? 1 : j == newest.Count ? -1 : rows[i].Id.CompareTo(newest[j].Subject);
            if (order < 0)
            {
                var row = rows[i++];
                yield return new LedgerFinding(LedgerFault.SubjectAdded, null, null, kind, row.Id, row.Version, "The live row has no version.");
            }
            else if (order > 0)
            {
                var version = newest[j++];
                yield return new LedgerFinding(
                    LedgerFault.SubjectMissing, null, version.Id, kind, version.Subject, version.Version, "The live row of this subject is gone.");
            }
            else
            {
                var (row, version) = (rows[i++], newest[j++]);
                if (row.Version != version.Version)
                {
                    yield return new LedgerFinding(
                        LedgerFault.SubjectChanged, null, version.Id, kind, row.Id, version.Version, $"The live row says it is version {row.Version}.");
                }
                else if (version.Payload is { } payload && !IsSameState(SubjectCodec.StateOf(payload), row.State))
                {
                    yield return new LedgerFinding(
                        LedgerFault.SubjectChanged, null, version.Id, kind, row.Id, version.Version, "The live row differs from its newest version.");
                }
            }
        }
    }

    // The same state can have another text: PostgreSQL gives 8.5 back as 8.50. So equal text is equal, other text is compared as JSON.
    private static bool IsSameState(ReadOnlySpan<char> logged, string live)
    {
        if (logged.SequenceEqual(live))
        {
            return true;
        }

        try
        {
            using var a = JsonDocument.Parse(logged.ToString());
            using var b = JsonDocument.Parse(live);
            return JsonElement.DeepEquals(a.RootElement, b.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
