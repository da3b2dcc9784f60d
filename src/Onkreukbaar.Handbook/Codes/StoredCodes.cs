// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes;

/// <summary>Gives the shelf the codes that stand in the register, and tells it when they change here or in another process.</summary>
internal static class StoredCodes
{
    public const string Kind = "gedragscode";

    // The shelf is asked in the middle of an evaluation, which does not wait: these reads are short, and one for each body and change.
    public static CodeSource Source(IDbContextFactory<RegisterStore> stores) =>
        new(
            () =>
            {
                using var store = stores.CreateDbContext();
                return store.Set<AdoptedCode>().AsNoTracking().Where(c => c.RetractedOn == null).Select(c => c.BodyId).Distinct().ToHashSet();
            },
            body =>
            {
                using var store = stores.CreateDbContext();
                var codes = store.Set<AdoptedCode>().AsNoTracking().Where(c => c.BodyId == body && c.RetractedOn == null).OrderBy(c => c.Number).ToList();
                return new(new OfficesMap(store).Bodies.Where(b => b.Id == body).Select(b => b.Kind).FirstOrDefault(), [.. codes.Select(c => c.Text)]);
            });

    /// <summary>Before the pages that are kept: one that is made after the signal must be made of the new norms.</summary>
    public static void Follow(StoreSignals signals, NormShelf shelf) =>
        signals.ListenFirst((zone, saved) =>
        {
            if (zone == Zone.Register)
            {
                foreach (var code in saved.Subjects.Where(s => string.Equals(s.Kind, Kind, StringComparison.Ordinal)))
                {
                    shelf.Changed(code.BodyId!.Value);
                }
            }

            return ValueTask.CompletedTask;
        });
}
