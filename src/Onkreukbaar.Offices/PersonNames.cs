// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices;

/// <summary>
/// Reads and corrects the name of a person. A person is of no body, and a store that is narrowed to one body may not rename people (docs/decisions/0020):
/// this is the one door, with a store of its own, and it opens only for who holds or held an office at the body that asks.
/// </summary>
public sealed class PersonNames(IDbContextFactory<RegisterStore> stores)
{
    /// <summary>Kind under which the versions of persons are recorded.</summary>
    public const string Kind = "persoon";

    /// <summary>Process in which a name is corrected. A name that was corrected in it is not overwritten by an import.</summary>
    public const string Process = "persoon.verbeteren";

    /// <summary>The name as it is now; null when there is no such person, or none with a term of office at the body.</summary>
    /// <param name="body">The body that asks.</param>
    /// <param name="person">Whose name.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<NameState?> FindAsync(Guid body, Guid person, CancellationToken cancellation = default)
    {
        await using var store = await stores.CreateDbContextAsync(cancellation);
        return await OfBodyAsync(store, body, person, cancellation) is { } found ? new(found.Id, found.Version, found.Parts()) : null;
    }

    /// <summary>Recorded names, oldest first: the first one, and each that differs from the one before.</summary>
    /// <param name="body">The body that asks.</param>
    /// <param name="person">Whose names.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<(DateTime At, Act Act, PersonName Name)>> HistoryAsync(Guid body, Guid person, CancellationToken cancellation = default)
    {
        await using var store = await stores.CreateDbContextAsync(cancellation);
        var names = new List<(DateTime, Act, PersonName)>();
        if (await OfBodyAsync(store, body, person, cancellation) is null)
        {
            return names;
        }

        PersonName? before = null;
        foreach (var row in await store.HistoryAsync<Person>(person, cancellation))
        {
            // A state may differ in the keys of sources only.
            if (row.State.Parts() is var name && name != before)
            {
                names.Add((row.RecordedAt, row.Act, name));
                before = name;
            }
        }

        return names;
    }

    /// <summary>The name in a recorded state.</summary>
    public static PersonName Read(VersionRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Read<Person>().Parts();
    }

    /// <summary>Corrects a name and saves.</summary>
    /// <param name="body">The body in whose name it is done.</param>
    /// <param name="person">Whose name.</param>
    /// <param name="version">The version that the form showed.</param>
    /// <param name="name">The right name.</param>
    /// <param name="act">Who and why, in <see cref="Process"/>.</param>
    /// <param name="cancellation">Stops the saving.</param>
    /// <returns>False when somebody else changed the person since.</returns>
    /// <exception cref="ProblemException">404 when the person has no term of office at the body.</exception>
    public async Task<bool> CorrectAsync(Guid body, Guid person, long version, PersonName name, Act act, CancellationToken cancellation = default)
    {
        await using var store = await stores.CreateDbContextAsync(cancellation);
        var found = await OfBodyAsync(store, body, person, cancellation) ?? throw new ProblemException(Problem.NotFound(Texts.NoSuchPerson));
        if (found.Version != version)
        {
            return false;
        }

        found.Name(name);
        try
        {
            await store.SaveAsync(act, cancellation);
        }
        catch (ProblemException stale) when (stale.IsChangedMeanwhile)
        {
            return false;
        }

        return true;
    }

    private static Task<Person?> OfBodyAsync(RegisterStore store, Guid body, Guid person, CancellationToken cancellation)
    {
        var terms = store.Terms();
        return store.Set<Person>().FirstOrDefaultAsync(p => p.Id == person && terms.Any(t => t.PersonId == p.Id && t.BodyId == body), cancellation);
    }
}

/// <summary>The name of a person at one version.</summary>
/// <param name="Id">The person's opaque id.</param>
/// <param name="Version">Number of the version, for finding out that somebody else was first.</param>
/// <param name="Name">The parts of the name.</param>
public sealed record NameState(Guid Id, long Version, PersonName Name);
