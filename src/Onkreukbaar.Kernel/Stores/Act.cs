// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json.Serialization;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// Handeling: one deed of one actor that changes the store. Every save takes one, so that each version of each subject answers who,
/// on whose behalf, by which process, when, why and on what legal ground.
/// </summary>
/// <remarks>Its text is stored beside the subject and covered by the ledger's commitment; it never leaves the store unasked.</remarks>
public sealed record Act
{
    /// <summary>Identity shared by all versions that this act wrote.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Account of the actor; null when the system or an import from the command line acts.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>The capacity in which the actor acted, for example <c>griffier</c> or <c>import</c>. Never a personal name.</summary>
    public required string ActorRole { get; init; }

    /// <summary>Person on whose behalf the actor acted, for example the councillor whose paper form the clerk enters.</summary>
    public Guid? OnBehalfOf { get; init; }

    /// <summary>Code of a process that a module declares, for example <c>nevenfunctie.openbaarmaken</c>.</summary>
    public required string Process { get; init; }

    /// <summary>Moment of the act, UTC, whole microseconds. Set by the store at the moment of saving when left open.</summary>
    public DateTime? At { get; init; }

    /// <summary>Reason in the actor's own words; obliged for corrections and withdrawals.</summary>
    public string? Reason { get; init; }

    /// <summary>Legal basis as Juriconnect link or article, where the process rests on one.</summary>
    public string? LegalBasis { get; init; }

    /// <summary>Groups acts that belong together, for example all batches of one import run.</summary>
    public Guid? Correlation { get; init; }

    /// <summary>The act that an import or job performs without a signed-in person.</summary>
    /// <param name="process">Code of a declared process.</param>
    /// <param name="role">Capacity shown in the history, for example <c>import</c>.</param>
    public static Act BySystem(string process, string role = "systeem") => new() { ActorRole = role, Process = process };

    [JsonIgnore]
    internal DateTime Moment => At ?? throw new InvalidOperationException("The store sets the moment before it writes.");
}

/// <summary>Proces: a kind of act that a module can perform; the list of all processes is a reviewed snapshot.</summary>
/// <param name="Code">Stable code, Dutch, <c>onderwerp.handeling</c>.</param>
/// <param name="Label">Gives the label in the current language, for histories ("openbaar gemaakt").</param>
public sealed record Process(string Code, Func<string> Label);
