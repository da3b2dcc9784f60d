// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices;

/// <summary>
/// Terms of office that count: all but those that turned out never to have been. Everything that shows, finds, counts or judges reads them here; only the
/// history of one term, the list in which the clerk finds it, and the imports, which may not bring it back, see the others.
/// </summary>
internal static class CountingTerms
{
    /// <summary>As they are now.</summary>
    public static IQueryable<TermOfOffice> Terms(this RegisterStore store) => store.Set<TermOfOffice>().Where(t => t.StruckOn == null);

    /// <summary>Those that do not count.</summary>
    public static IQueryable<TermOfOffice> StruckTerms(this RegisterStore store) => store.Set<TermOfOffice>().Where(t => t.StruckOn != null);

    /// <summary>Those of which the versions are asked, as they were known at a moment.</summary>
    /// <param name="store">The register.</param>
    /// <param name="moment">UTC.</param>
    /// <param name="narrow">Which terms.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<List<TermOfOffice>> TermsAsKnownAsync(
        this RegisterStore store,
        DateTime moment,
        Func<IQueryable<VersionRow>, IQueryable<VersionRow>> narrow,
        CancellationToken cancellation
    ) => Counting((await store.AsKnownAsync<TermOfOffice>(moment, narrow, cancellation)).Select(r => r.State));

    /// <summary>All of them, as they were known at a moment.</summary>
    public static async Task<List<TermOfOffice>> TermsAsKnownAsync(this RegisterStore store, DateTime moment, CancellationToken cancellation) =>
        Counting(await store.AllAsKnownAsync(moment, store.Terms().AsNoTracking(), cancellation));

    private static List<TermOfOffice> Counting(IEnumerable<TermOfOffice> known)
    {
        var terms = known.Where(t => t.StruckOn is null).ToList();
        terms.ForEach(t => t.Derive());
        return terms;
    }
}
