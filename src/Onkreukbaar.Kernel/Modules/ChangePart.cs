// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Modules;

/// <summary>
/// Recorded changes that one module adds to the public list of changes, its feed and its API. Only for what is public as it is recorded: each state
/// that these processes write of this kind.
/// </summary>
/// <param name="Kind">Kind of subject, as in its versions; also the kind on the wire.</param>
/// <param name="Processes">Processes that write them; what other processes wrote (an import, say) is not told.</param>
/// <param name="TellAsync">Says what was done, by id of the version; what is missing is not told.</param>
public sealed record ChangePart(
    string Kind,
    IReadOnlyList<string> Processes,
    Func<IServiceProvider, IReadOnlyList<VersionRow>, CancellationToken, Task<IReadOnlyDictionary<Guid, ToldChange>>> TellAsync
)
{
    /// <summary>
    /// Says of which subjects <see cref="TellAsync"/> tells, so that changes can be counted without reading them; null when it tells of all. What it tells of
    /// a subject, it tells of each of its recorded states.
    /// </summary>
    public Func<IServiceProvider, IReadOnlyCollection<Guid>, CancellationToken, Task<IReadOnlySet<Guid>>>? ShownAsync { get; init; }
}

/// <summary>One change in words, in the current language.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="What">What was done.</param>
/// <param name="Href">Public page of the subject.</param>
/// <param name="Differences">What is other than before.</param>
public sealed record ToldChange(string Title, string What, string Href, IReadOnlyList<ToldField> Differences);

/// <summary>A field that changed.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Old">Before; null for nothing.</param>
/// <param name="New">After; null for nothing.</param>
public sealed record ToldField(string Label, string? Old, string? New);
