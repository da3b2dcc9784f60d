// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>What all clerk's screens of one body need. The access gate has narrowed the store to that body.</summary>
internal sealed class Workplace(RegisterStore store, OfficesMap map, TimeProvider clock)
{
    /// <summary>Persons to choose from on one page.</summary>
    public const int ChoicesShown = 50;

    public RegisterStore Store => store;

    public OfficesMap Map => map;

    public DateOnly Today => DutchClock.Today(clock);

    /// <summary>The body of the screens.</summary>
    /// <exception cref="ProblemException">404 when there is no such body.</exception>
    public async Task<BodyCard> BodyAsync(Guid body) =>
        await map.Bodies.FirstOrDefaultAsync(b => b.Id == body) ?? throw new ProblemException(Problem.NotFound(Texts.BodyNotFound));

    /// <summary>An entry of this body, tracked for change.</summary>
    /// <exception cref="ProblemException">404 when this body has no such entry.</exception>
    public async Task<AncillaryPosition> PositionAsync(Guid id) =>
        await store.Set<AncillaryPosition>().FirstOrDefaultAsync(p => p.Id == id) ?? throw new ProblemException(Problem.NotFound(Texts.PositionNotFound));

    /// <summary>
    /// Saves; false when somebody else saved one of the same entries since they were read. Then nothing was saved, and the store holds nothing any more: who
    /// goes on reads again.
    /// </summary>
    public async Task<bool> TrySaveAsync(Act act)
    {
        try
        {
            await store.SaveAsync(act);
            return true;
        }
        catch (ProblemException stale) when (stale.IsChangedMeanwhile)
        {
            store.ChangeTracker.Clear();
            return false;
        }
    }

    /// <summary>Name of a person on the map.</summary>
    /// <exception cref="ProblemException">404 when there is no such person.</exception>
    public async Task<PersonCard> PersonAsync(Guid id) =>
        await map.Persons.FirstOrDefaultAsync(p => p.Id == id) ?? throw new ProblemException(Problem.NotFound(Texts.PersonNotFound));

    /// <summary>Persons whose name holds all these words, in any order; everybody when there are none.</summary>
    public IQueryable<PersonCard> PersonsNamed(string? words)
    {
        var persons = map.Persons;
        // More than a name has: each word is a condition in the database.
        foreach (var word in DutchText.Fold(words).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8))
        {
            persons = persons.Where(p => p.SearchText.Contains(word));
        }

        return persons;
    }

    /// <summary>
    /// A page of those from whom the clerk chooses: with a name, everybody who has it, those with an office here first; without one, those with an office here.
    /// </summary>
    /// <param name="words">As typed.</param>
    /// <param name="here">The terms of office that count as an office here.</param>
    /// <param name="page">From 1; each has <see cref="ChoicesShown"/> persons.</param>
    /// <returns>The persons, and how many there are on all pages.</returns>
    public async Task<(IReadOnlyList<PersonCard> Rows, int Total)> ChoicesAsync(string? words, IQueryable<TermCard> here, int page)
    {
        var persons = PersonsNamed(words);
        if (DutchText.Fold(words).Length == 0)
        {
            persons = persons.Where(p => here.Any(t => t.PersonId == p.Id));
        }

        var rows = persons.OrderByDescending(p => here.Any(t => t.PersonId == p.Id)).ThenBy(p => p.SortKey).ThenBy(p => p.Id);
        return (await rows.Skip((page - 1) * ChoicesShown).Take(ChoicesShown).ToListAsync(), await persons.CountAsync());
    }
}

/// <summary>The version that a form showed travels with it, so that what somebody else saved meanwhile is noticed.</summary>
internal static class FormVersion
{
    /// <summary>As the form carries it.</summary>
    public static string Of(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the form was made of this version.</summary>
    public static bool Shows(string? typed, long version) => string.Equals(typed, Of(version), StringComparison.Ordinal);
}

/// <summary>Addresses of the clerk's screens.</summary>
internal static class WorkplaceAddress
{
    public static string Home(Guid body) => $"/beheer/{body}";

    public static string Positions(Guid body) => $"/beheer/{body}/nevenfuncties";

    public static string New(Guid body) => $"/beheer/{body}/nevenfuncties/nieuw";

    public static string Position(Guid body, Guid id) => $"/beheer/{body}/nevenfuncties/{id}";

    public static string PublicPosition(Guid id) => $"/nevenfuncties/{id}";

    public static string Person(Guid id) => $"/personen/{id}";

    public static string Body(Guid id) => $"/overheidsorganisaties/{id}";

    /// <summary>From the workplace of a body down to a page.</summary>
    public static IReadOnlyList<Crumb> Crumbs(BodyCard body, params ReadOnlySpan<Crumb> below) =>
        [new(body.Name, Home(body.Id)), new(Texts.Positions, Positions(body.Id)), .. below];
}

/// <summary>From parser errors to what the page shows.</summary>
internal static class PageErrors
{
    public static IReadOnlyList<FieldMessage> Messages(this FormErrors errors) => [.. errors.All.Select(e => new FieldMessage(e.Field, e.Message))];

    public static string? For(this FormErrors errors, string field) => errors[field]?.Message;
}
