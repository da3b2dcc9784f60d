// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Terms;

/// <summary>
/// Terms of one person in one office that meet in time. Mostly one of them was not ended, or is the same one twice; it is told, and who saw it may go on: a
/// month of which the day is not known may belong to both.
/// </summary>
internal static class TermOverlap
{
    /// <summary>Terms that may share a day with a period, from old to new.</summary>
    public static async Task<IReadOnlyList<TermCard>> OfAsync(Workplace workplace, Guid body, Guid person, string officeKind, PartialPeriod period, Guid? except = null)
    {
        var all = await workplace.Map.Terms.Where(t => t.BodyId == body && t.PersonId == person && t.OfficeKind == officeKind && t.Id != except).ToListAsync();
        var days = period.Widest();
        return [.. all.Where(t => new Period(t.From, t.Until).Overlaps(days)).OrderBy(t => t.From).ThenBy(t => t.Id)];
    }

    /// <summary>Stands for these terms in a form: only who saw just these may go on.</summary>
    public static string Seen(IReadOnlyList<TermCard> terms) => string.Join(' ', terms.Select(t => t.Id.ToString("N")).Order(StringComparer.Ordinal));
}
