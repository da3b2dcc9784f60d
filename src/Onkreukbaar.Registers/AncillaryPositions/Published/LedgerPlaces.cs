// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Registers.AncillaryPositions.Published;

/// <summary>Says where the public states of a subject stand in the ledger.</summary>
internal sealed class LedgerPlaces(RegisterStore store, Ledgers ledgers)
{
    /// <summary>The places of these states, newest first.</summary>
    /// <param name="id">The subject.</param>
    /// <param name="history">Its public states, oldest first.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<LedgerPlace>> OfAsync<T>(Guid id, IReadOnlyList<Recorded<T>> history, CancellationToken cancellation)
        where T : class, ISubject
    {
        var ids = await store.Versions.Where(v => v.SubjectId == id).Select(v => new { v.Version, v.Id }).ToDictionaryAsync(v => v.Version, v => v.Id, cancellation);
        var numbers = await ledgers[Zone.Register].Reader.NumbersAsync(history.Select(h => ids[h.Version]), cancellation);
        return
        [
            .. history
                .Select(h => new LedgerPlace(h.Version, h.RecordedAt, ids[h.Version], numbers.TryGetValue(ids[h.Version], out var number) ? number : null))
                .Reverse(),
        ];
    }
}

/// <summary>Where one version stands in the ledger.</summary>
/// <param name="Version">Version of the entry, from 1.</param>
/// <param name="RecordedAt">UTC.</param>
/// <param name="Id">Id of the version, by which its proof is found.</param>
/// <param name="Number">Number in the log, from 0; null in the second before it is numbered.</param>
public sealed record LedgerPlace(long Version, DateTime RecordedAt, Guid Id, long? Number);
