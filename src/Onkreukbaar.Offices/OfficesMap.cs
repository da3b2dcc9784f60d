// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices;

/// <summary>
/// The map for other modules: bodies, persons and terms as queries that compose with their own (joins run in the database).
/// </summary>
public sealed class OfficesMap(RegisterStore store)
{
    /// <summary>Ids that one question asks for: more would make a statement that a database reads slowly, or refuses.</summary>
    private const int AtOnce = 500;

    /// <summary>All public bodies.</summary>
    public IQueryable<BodyCard> Bodies => Cards(store.Set<PublicBody>());

    /// <summary>Public bodies found by words of their name, an earlier name, abbreviation or number, as everywhere on the site.</summary>
    /// <param name="text">As typed; each word may be the beginning of one. Without a searchable word nothing is found.</param>
    public IQueryable<BodyCard> BodiesNamed(string text) => Cards(store.Matching<PublicBody>(text));

    /// <summary>Public bodies that some of these words are found by, as <see cref="BodiesNamed"/> finds by all of them.</summary>
    /// <param name="words">Folded, at least one and at most 32; each may be the beginning of one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>By the id of the body, which of the words: bit 0 stands for the first. A body without any is not there.</returns>
    public async Task<IReadOnlyDictionary<Guid, uint>> BodiesHoldingAsync(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words.Count, 32, nameof(words));
        var found = await store.MatchingAny<PublicBody>(words).Select(b => new { b.Id, b.SearchText }).ToListAsync(cancellation);
        return found.Select(b => (b.Id, Held: Held(b.SearchText))).Where(b => b.Held != 0).ToDictionary(b => b.Id, b => b.Held);

        uint Held(string text)
        {
            var held = 0u;
            for (var i = 0; i < words.Count; i++)
            {
                held |= DutchText.Matches(text, words[i]) ? 1u << i : 0;
            }

            return held;
        }
    }

    /// <summary>Public bodies by their ids, however many.</summary>
    /// <param name="ids">May hold an id more than once; without any nothing is asked.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>By id; one that is not on the map is not there.</returns>
    public Task<IReadOnlyDictionary<Guid, BodyCard>> BodiesAsync(IEnumerable<Guid> ids, CancellationToken cancellation = default) =>
        ByIdAsync(ids, some => Bodies.Where(b => some.Contains(b.Id)), b => b.Id, cancellation);

    /// <summary>Persons by their ids, however many; as <see cref="BodiesAsync"/>.</summary>
    /// <param name="ids">May hold an id more than once; without any nothing is asked.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>By id; one that is not on the map is not there.</returns>
    public Task<IReadOnlyDictionary<Guid, PersonCard>> PersonsAsync(IEnumerable<Guid> ids, CancellationToken cancellation = default) =>
        ByIdAsync(ids, some => Persons.Where(p => some.Contains(p.Id)), p => p.Id, cancellation);

    /// <summary>All persons.</summary>
    public IQueryable<PersonCard> Persons =>
        store
            .Set<Person>()
            .AsNoTracking()
            .Select(p => new PersonCard
            {
                Id = p.Id,
                Name = p.DisplayName,
                SortKey = p.SortKey,
                SearchText = p.SearchText,
            });

    /// <summary>All terms of office that count, with the kind of office.</summary>
    public IQueryable<TermCard> Terms => Cards(store.Terms());

    /// <summary>
    /// Terms of office of which it was recorded that they never were. They count nowhere: this is only for the list in which a clerk finds them, by
    /// <see cref="TermCard.StruckOn"/> and what <see cref="Terms"/> gives.
    /// </summary>
    public IQueryable<TermCard> StruckTerms => Cards(store.StruckTerms());

    /// <summary>Terms of office at a body on a day, as the register knows them or knew them.</summary>
    /// <param name="body">The body.</param>
    /// <param name="day">The day on which they ran; a term whose start or end is not known well enough counts.</param>
    /// <param name="knownOn">UTC; null is now.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<TermCard>> TermsOnAsync(Guid body, DateOnly day, DateTime? knownOn, CancellationToken cancellation)
    {
        if (knownOn is not { } moment)
        {
            return await Terms.Where(t => t.BodyId == body && (t.From == null || t.From <= day) && (t.Until == null || t.Until > day)).ToListAsync(cancellation);
        }

        var terms = await store.TermsAsKnownAsync(moment, v => v.Where(x => x.BodyId == body), cancellation);
        var offices = (await store.AsKnownAsync<Office>(moment, v => v.Where(x => x.BodyId == body), cancellation)).ToDictionary(o => o.State.Id, o => o.State);
        List<TermCard> found = [];
        foreach (var term in terms.Where(t => offices.ContainsKey(t.OfficeId)))
        {
            if ((term.From is null || term.From <= day) && (term.Until is null || term.Until > day))
            {
                found.Add(Card(term, offices[term.OfficeId]));
            }
        }

        return found;
    }

    private static async Task<IReadOnlyDictionary<Guid, T>> ByIdAsync<T>(IEnumerable<Guid> ids, Func<Guid[], IQueryable<T>> cards, Func<T, Guid> id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var found = new Dictionary<Guid, T>();
        foreach (var some in ids.Distinct().Chunk(AtOnce))
        {
            foreach (var card in await cards(some).ToListAsync(cancellation))
            {
                found[id(card)] = card;
            }
        }

        return found;
    }

    private static TermCard Card(TermOfOffice term, Office office) =>
        new()
        {
            Id = term.Id,
            PersonId = term.PersonId,
            BodyId = term.BodyId,
            OfficeKind = office.Kind,
            OfficeLabel = office.Label,
            Start = term.Start,
            End = term.End,
            From = term.From,
            Until = term.Until,
            Faction = term.Faction,
            FullTimePercent = term.FullTimePercent,
        };

    private IQueryable<TermCard> Cards(IQueryable<TermOfOffice> terms) =>
        terms
            .AsNoTracking()
            .Join(
                store.Set<Office>(),
                t => t.OfficeId,
                o => o.Id,
                (t, o) =>
                    new TermCard
                    {
                        Id = t.Id,
                        PersonId = t.PersonId,
                        BodyId = t.BodyId,
                        OfficeKind = o.Kind,
                        OfficeLabel = o.Label,
                        Start = t.Start,
                        End = t.End,
                        From = t.From,
                        Until = t.Until,
                        StruckOn = t.StruckOn,
                        Faction = t.Faction,
                        FullTimePercent = t.FullTimePercent,
                    }
            );

    private static IQueryable<BodyCard> Cards(IQueryable<PublicBody> bodies) =>
        bodies
            .AsNoTracking()
            .Select(b => new BodyCard
            {
                Id = b.Id,
                Name = b.Name,
                Kind = b.Kind,
                SortKey = b.SortKey,
                KeepsRegister = b.KeepsRegister,
            });
}

/// <summary>A public body as other modules see it.</summary>
public sealed record BodyCard
{
    /// <summary>Opaque id, also the tenant's id.</summary>
    public Guid Id { get; init; }

    /// <summary>Present name.</summary>
    public required string Name { get; init; }

    /// <summary>Kind, for example <c>gemeente</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Sorts as Dutch readers expect.</summary>
    public required string SortKey { get; init; }

    /// <summary>Whether the body keeps its registers in this installation.</summary>
    public bool KeepsRegister { get; init; }
}

/// <summary>A person as other modules see it.</summary>
public sealed record PersonCard
{
    /// <summary>Opaque public id.</summary>
    public Guid Id { get; init; }

    /// <summary>Name as shown, "drs. A.B. (Anna) van der Berg".</summary>
    public required string Name { get; init; }

    /// <summary>Sorts as Dutch readers expect: van der Berg under B.</summary>
    public required string SortKey { get; init; }

    /// <summary>Folded text for searching by name.</summary>
    public required string SearchText { get; init; }
}

/// <summary>A term of office as other modules see it.</summary>
public sealed record TermCard
{
    /// <summary>Opaque id.</summary>
    public Guid Id { get; init; }

    /// <summary>Who.</summary>
    public Guid PersonId { get; init; }

    /// <summary>Where.</summary>
    public Guid BodyId { get; init; }

    /// <summary>Kind of office, ORI code where there is one.</summary>
    public required string OfficeKind { get; init; }

    /// <summary>Name of the office.</summary>
    public required string OfficeLabel { get; init; }

    /// <summary>Start as far as it is known.</summary>
    public PartialDate? Start { get; init; }

    /// <summary>Last day as far as it is known, that day included; null while in office.</summary>
    public PartialDate? End { get; init; }

    /// <summary>First possible day.</summary>
    public DateOnly? From { get; init; }

    /// <summary>First day after the last possible day; null while in office.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Dutch day on which it was recorded that this term never was; null for one that counts.</summary>
    public DateOnly? StruckOn { get; init; }

    /// <summary>Fractie, as it changed within the term; null when unknown or none.</summary>
    public OverTime<string>? Faction { get; init; }

    /// <summary>Tijdsbestedingsnorm in whole percents, as it changed within the term; null when unknown.</summary>
    public OverTime<int>? FullTimePercent { get; init; }

    /// <summary>
    /// Whether the office was held full-time in a year. On one day of the term is enough: what was earned on that day is what norms about full-time
    /// holders ask after.
    /// </summary>
    /// <param name="year">Calendar year.</param>
    /// <returns>Null when the register does not know it of each day of the term in that year.</returns>
    public bool? IsFullTime(int year)
    {
        if (FullTimePercent is null || new Period(new(year, 1, 1), new(year + 1, 1, 1)).Intersect(new(From, Until)) is not { } asked)
        {
            return null;
        }

        var parts = FullTimePercent.Parts.Where(p => p.Period.Overlaps(asked)).ToList();
        if (parts.Exists(p => p.Value >= 100))
        {
            return true;
        }

        var known = asked.From;
        foreach (var part in parts.Where(p => p.Period.From is not { } from || from <= known))
        {
            known = part.Period.Until is { } until && until < asked.Until ? until : asked.Until;
        }

        return known == asked.Until ? false : null;
    }
}
