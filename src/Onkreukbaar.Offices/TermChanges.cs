// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices;

/// <summary>Lets another module's act change what may change within a term of office. It only changes what the store holds; the caller saves.</summary>
public sealed class TermChanges(RegisterStore store)
{
    /// <summary>Kind under which the versions of terms are recorded.</summary>
    public const string Kind = "ambtstermijn";

    /// <summary>Process in which faction or share of full time changes from a day on.</summary>
    public const string ChangeProcess = "ambtstermijn.wijzigen";

    /// <summary>Process in which a period of faction or share of full time is corrected.</summary>
    public const string CorrectProcess = "ambtstermijn.verbeteren";

    /// <summary>Process in which the first or last day of a term changes. What was stated in it is not overwritten by an import.</summary>
    public const string PeriodProcess = "ambtstermijn.periode";

    /// <summary>Process in which it is recorded that a term never was. An import does not bring it back.</summary>
    public const string StrikeProcess = "ambtstermijn.schrappen";

    /// <summary>A term as it is now, also one that was struck; null when there is none, or none of the body that the store is narrowed to.</summary>
    public async Task<TermState?> FindAsync(Guid id, CancellationToken cancellation = default)
    {
        if (await store.Set<TermOfOffice>().FirstOrDefaultAsync(t => t.Id == id, cancellation) is not { } term)
        {
            return null;
        }

        var office = await store.Set<Office>().AsNoTracking().FirstAsync(o => o.Id == term.OfficeId, cancellation);
        return TermState.Of(term) with { OfficeLabel = office.Label, OfficeKind = office.Kind };
    }

    /// <summary>All recorded states of a term, oldest first.</summary>
    public async Task<IReadOnlyList<(DateTime At, Act Act, TermState State)>> HistoryAsync(Guid id, CancellationToken cancellation = default) =>
        [.. (await store.HistoryAsync<TermOfOffice>(id, cancellation)).Select(r => (r.RecordedAt, r.Act, TermState.Of(r.State)))];

    /// <summary>A recorded state of a term.</summary>
    public static TermState Read(VersionRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TermState.Of(row.Read<TermOfOffice>());
    }

    /// <summary>Takes over what a source says of the faction of someone on one day, for that day: the source does not say since when.</summary>
    /// <param name="body">Where.</param>
    /// <param name="personKey">Key of the person in the source.</param>
    /// <param name="faction">As the source calls it.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>What became of it, and the person; null when nobody has that key.</returns>
    public async Task<(FactionSeen Outcome, Guid? Person)> ObserveAsync(Guid body, string personKey, string faction, DateOnly day, CancellationToken cancellation = default)
    {
        var keys = await store.Set<Person>().AsNoTracking().Where(p => p.SourceKey != null && p.SourceKey.Contains(personKey)).Select(p => new { p.Id, p.SourceKey }).ToListAsync(cancellation);
        if (keys.Find(p => p.SourceKey!.Split(' ').Contains(personKey, StringComparer.Ordinal)) is not { } person)
        {
            return (FactionSeen.NoTerm, null);
        }

        var terms = await store
            .Terms()
            .Where(t => t.BodyId == body && t.PersonId == person.Id && (t.From == null || t.From <= day) && (t.Until == null || t.Until > day))
            .ToListAsync(cancellation);
        // Of two terms at one body (a member who is chair too) nothing says which of them the faction goes with.
        if (terms is not [var term])
        {
            return (FactionSeen.NoTerm, person.Id);
        }

        if (term.Faction?.At(day) is { Count: > 0 } known)
        {
            return (known.Contains(faction, StringComparer.Ordinal) ? FactionSeen.Known : FactionSeen.Other, person.Id);
        }

        var on = PartialDate.Of(day);
        OverTime.TryOf([.. term.Faction?.Parts ?? [], new TermPart<string>(faction, on, on) { Seen = true }], out var factions);
        term.Faction = factions;
        return (FactionSeen.Added, person.Id);
    }

    /// <summary>
    /// Takes over the first and last day of a term, as far as they are known. What a source wrote as a period that cannot be true goes; so does the day on
    /// which a source saw the person in office, when it lies after the last day.
    /// </summary>
    /// <param name="id">The term.</param>
    /// <param name="period">First and last day; the caller has seen to it that what changed within the term lies within them.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task SetAsync(Guid id, PartialPeriod period, CancellationToken cancellation = default)
    {
        var term = await store.Set<TermOfOffice>().FirstAsync(t => t.Id == id, cancellation);
        (term.Start, term.End, term.UnreadPeriod) = (period.Start, period.End, null);
        if (period.End is { } end && term.ObservedOn > end.Last)
        {
            term.ObservedOn = null;
        }

        term.Derive();
    }

    /// <summary>Records that a term never was: from then on it counts nowhere, and its history stays.</summary>
    /// <param name="id">The term; the caller has seen to it that nothing hangs on it alone.</param>
    /// <param name="day">Dutch day.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task StrikeAsync(Guid id, DateOnly day, CancellationToken cancellation = default) =>
        (await store.Set<TermOfOffice>().FirstAsync(t => t.Id == id, cancellation)).StruckOn = day;

    /// <summary>Names of the offices of some terms, also of those that were struck.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> OfficesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation = default) =>
        ids.Count == 0
            ? new Dictionary<Guid, string>()
            : await store
                .Set<TermOfOffice>()
                .AsNoTracking()
                .Where(t => ids.Contains(t.Id))
                .Join(store.Set<Office>(), t => t.OfficeId, o => o.Id, (t, o) => new { t.Id, o.Label })
                .ToDictionaryAsync(t => t.Id, t => t.Label, cancellation);

    /// <summary>Takes over the factions of a term.</summary>
    public async Task SetAsync(Guid id, OverTime<string>? factions, CancellationToken cancellation = default) =>
        (await store.Set<TermOfOffice>().FirstAsync(t => t.Id == id, cancellation)).Faction = factions;

    /// <summary>Takes over the shares of full time of a term, in whole percents.</summary>
    public async Task SetAsync(Guid id, OverTime<int>? shares, CancellationToken cancellation = default) =>
        (await store.Set<TermOfOffice>().FirstAsync(t => t.Id == id, cancellation)).FullTimePercent = shares;
}

/// <summary>What became of a faction that a source saw on one day.</summary>
public enum FactionSeen
{
    /// <summary>It was not known and is now.</summary>
    Added,

    /// <summary>The register says the same.</summary>
    Known,

    /// <summary>The register says another one; it stays.</summary>
    Other,

    /// <summary>No term of office of that day, or more than one, to keep it with.</summary>
    NoTerm,
}

/// <summary>A term of office at one version.</summary>
public sealed record TermState
{
    /// <summary>Opaque id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Number of the version, for finding out that somebody else was first.</summary>
    public required long Version { get; init; }

    /// <summary>Whose.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>Name of the office; empty in a recorded state.</summary>
    public string OfficeLabel { get; init; } = "";

    /// <summary>Kind of office; empty in a recorded state.</summary>
    public string OfficeKind { get; init; } = "";

    /// <summary>Start as far as it is known.</summary>
    public PartialDate? Start { get; init; }

    /// <summary>Last day as far as it is known; null while in office.</summary>
    public PartialDate? End { get; init; }

    /// <summary>The period in the source's words when it cannot be true.</summary>
    public string? UnreadPeriod { get; init; }

    /// <summary>Day on which a source saw the person in office, when the start is not known.</summary>
    public DateOnly? ObservedOn { get; init; }

    /// <summary>Role in the source's words.</summary>
    public string? Role { get; init; }

    /// <summary>Dutch day on which it was recorded that this term never was; null for one that counts.</summary>
    public DateOnly? StruckOn { get; init; }

    /// <summary>Fractie, as it changed within the term; null when unknown or none.</summary>
    public OverTime<string>? Faction { get; init; }

    /// <summary>Tijdsbestedingsnorm in whole percents, as it changed within the term; null when unknown.</summary>
    public OverTime<int>? FullTimePercent { get; init; }

    /// <summary>Whether a first day, as far as it is known, can lie within the term.</summary>
    public bool CanBegin(PartialDate start) => (Start is not { } first || start.Last >= first.First) && (End is not { } last || start.First <= last.Last);

    /// <summary>Whether a last day, as far as it is known, can lie within the term.</summary>
    public bool CanEnd(PartialDate end) => (End is not { } last || end.First <= last.Last) && (Start is not { } first || end.Last >= first.First);

    internal static TermState Of(TermOfOffice term) =>
        new()
        {
            Id = term.Id,
            Version = term.Version,
            PersonId = term.PersonId,
            Start = term.Start,
            End = term.End,
            UnreadPeriod = term.UnreadPeriod,
            ObservedOn = term.ObservedOn,
            Role = term.Role,
            StruckOn = term.StruckOn,
            Faction = term.Faction,
            FullTimePercent = term.FullTimePercent,
        };
}
