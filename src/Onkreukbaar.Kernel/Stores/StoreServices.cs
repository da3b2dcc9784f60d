// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Modules;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>What every store of this process shares.</summary>
/// <param name="Provider">The database engine.</param>
/// <param name="Modules">All modules of the installation.</param>
/// <param name="Clock">The clock; tests set it.</param>
/// <param name="Signals">Told of each save after it is committed.</param>
public sealed record StoreServices(StorageProvider Provider, ModuleSet Modules, TimeProvider Clock, StoreSignals Signals)
{
    /// <summary>Only the benchmark that measures the ledger's cost turns it off.</summary>
    internal bool LedgerOn { get; init; } = true;
}

/// <summary>Tells the rest of this process what was committed: caches drop it, the sequencer wakes.</summary>
public sealed class StoreSignals
{
    private readonly Lock room = new();

    // Never changed, only replaced: what listens may be made while something is saved, as services are at the first request for them.
    private volatile Func<Zone, Saved, ValueTask>[] listeners = [];

    /// <summary>Adds a listener; it hears of the saves from then on. A listener must be quick and must not throw: the save has already happened.</summary>
    public void Listen(Func<Zone, Saved, ValueTask> listener)
    {
        lock (room)
        {
            listeners = [.. listeners, listener];
        }
    }

    /// <summary>Adds a listener that hears of a save before those added by <see cref="Listen"/>: it holds what kept pages are made of.</summary>
    public void ListenFirst(Func<Zone, Saved, ValueTask> listener)
    {
        lock (room)
        {
            listeners = [listener, .. listeners];
        }
    }

    internal async ValueTask PublishAsync(Zone zone, Saved saved)
    {
        foreach (var listener in listeners)
        {
            await listener(zone, saved);
        }
    }
}

/// <summary>What one save recorded.</summary>
/// <param name="Act">The act with its moment; null when nothing changed, and when another process saved.</param>
/// <param name="Subjects">One per changed subject.</param>
public sealed record Saved(Act? Act, IReadOnlyList<SavedSubject> Subjects)
{
    /// <summary>A save that found nothing to write.</summary>
    public static Saved Nothing { get; } = new(null, []);
}

/// <summary>A subject that a save recorded, with the keys by which caches find pages about it.</summary>
public sealed record SavedSubject(string Kind, Guid Id, long Version, Guid? BodyId, Guid? PersonId, string? OrganisationKey);
