// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// Versie: one recorded state of one subject. Rows are only ever added; erasure empties <see cref="Payload"/> and <see cref="Salt"/> and
/// leaves the commitment, so that the ledger stays verifiable.
/// </summary>
public sealed class VersionRow
{
    /// <summary>Version 7 UUID; also the id of the ledger entry.</summary>
    public Guid Id { get; init; }

    /// <summary>Kind of subject, for example <c>nevenfunctie</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The subject.</summary>
    public Guid SubjectId { get; init; }

    /// <summary>1 for the first state.</summary>
    public long Version { get; init; }

    /// <summary>Public body of the subject; null for what belongs to all bodies.</summary>
    public Guid? BodyId { get; init; }

    /// <summary>Person whom the subject is about.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Key of the organisation that the state names.</summary>
    public string? OrganisationKey { get; init; }

    /// <summary>Moment of recording, UTC, whole microseconds: the axis of <c>bekendOp</c>.</summary>
    public DateTime RecordedAt { get; init; }

    /// <summary>The act that wrote this state.</summary>
    public Guid ActId { get; init; }

    /// <summary>Code of the act's process.</summary>
    public required string Process { get; init; }

    /// <summary>Act and state (<see cref="SubjectCodec"/>); null after erasure.</summary>
    public string? Payload { get; set; }

    /// <summary>32 random bytes; null after erasure.</summary>
    public byte[]? Salt { get; set; }

    /// <summary>SHA-256 of salt, act, body, person, organisation and payload; what the ledger entry holds.</summary>
    public required byte[] Commitment { get; init; }

    /// <summary>The state, without the act that led to it; derived properties are not filled.</summary>
    /// <exception cref="InvalidOperationException">The payload was erased.</exception>
    public T Read<T>()
        where T : class, ISubject => SubjectCodec.Read<T>(SubjectCodec.StateOf(Payload ?? throw new InvalidOperationException($"Version {Id} was erased.")).ToString());
}

/// <summary>A recorded state read back, with the act that led to it.</summary>
/// <param name="Version">Version number of the subject.</param>
/// <param name="RecordedAt">UTC moment from which this was what the register said.</param>
/// <param name="Act">Who, why and how.</param>
/// <param name="State">The subject as it then was; derived properties are not filled.</param>
public sealed record Recorded<T>(long Version, DateTime RecordedAt, Act Act, T State)
    where T : class, ISubject;
