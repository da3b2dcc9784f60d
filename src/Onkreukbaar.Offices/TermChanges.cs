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

    /// <summary>A term as it is now; null when there is none, or none of the body that the store is narrowed to.</summary>
    public async Task<TermState?> FindAsync(Guid id, CancellationToken cancellation = default) =>
        await store.Set<TermOfOffice>().FirstOrDefaultAsync(t => t.Id == id, cancellation) is { } term
            ? TermState.Of(term) with { OfficeLabel = (await store.Set<Office>().AsNoTracking().FirstAsync(o => o.Id == term.OfficeId, cancellation)).Label }
            : null;

    /// <summary>All recorded states of a term, oldest first.</summary>
    public async Task<IReadOnlyList<(DateTime At, Act Act, TermState State)>> HistoryAsync(Guid id, CancellationToken cancellation = default) =>
        [.. (await store.HistoryAsync<TermOfOffice>(id, cancellation)).Select(r => (r.RecordedAt, r.Act, TermState.Of(r.State)))];

    /// <summary>A recorded state of a term.</summary>
    public static TermState Read(VersionRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TermState.Of(SubjectCodec.Read<TermOfOffice>(row.Payload![(row.Payload!.IndexOf('\n', StringComparison.Ordinal) + 1)..]));
    }

    /// <summary>Takes over the factions of a term.</summary>
    public async Task SetAsync(Guid id, OverTime<string>? factions, CancellationToken cancellation = default) =>
        (await store.Set<TermOfOffice>().FirstAsync(t => t.Id == id, cancellation)).Faction = factions;

    /// <summary>Takes over the shares of full time of a term, in whole percents.</summary>
    public async Task SetAsync(Guid id, OverTime<int>? shares, CancellationToken cancellation = default) =>
        (await store.Set<TermOfOffice>().FirstAsync(t => t.Id == id, cancellation)).FullTimePercent = shares;
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
            Faction = term.Faction,
            FullTimePercent = term.FullTimePercent,
        };
}
