// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Components;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Kernel.Modules;

/// <summary>
/// A section that one module adds to another module's page, so that a person's page shows positions although the module that owns the page
/// does not know them.
/// </summary>
/// <param name="Slot">The page: <see cref="PageSlot"/>.</param>
/// <param name="Order">Low comes first.</param>
/// <param name="LoadAsync">
/// Loads the data and returns what to render; null when there is nothing to show. Parts load one after the other, before rendering, because
/// a store serves one query at a time.
/// </param>
public sealed record PagePart(string Slot, int Order, Func<IServiceProvider, PartContext, CancellationToken, Task<RenderFragment?>> LoadAsync);

/// <summary>Pages that other modules can add to.</summary>
public static class PageSlot
{
    /// <summary>A person's page; the subject is the person.</summary>
    public const string Person = "persoon";

    /// <summary>A public body's page; the subject is the body.</summary>
    public const string Body = "overheidsorganisatie";

    /// <summary>The home page; there is no subject.</summary>
    public const string Home = "start";

    /// <summary>The clerk's start page of one body; the subject is the body.</summary>
    public const string Workplace = "beheer";
}

/// <summary>What a part is about.</summary>
/// <param name="SubjectId">Person or body; empty on the home page.</param>
/// <param name="View">The moment asked for.</param>
public sealed record PartContext(Guid SubjectId, ViewMoment View);

/// <summary>What one module finds for the site's search page; people and bodies come first, then the parts in order.</summary>
/// <param name="Order">Low comes first.</param>
/// <param name="LoadAsync">Searches and returns the hits; null when the module finds nothing.</param>
public sealed record SearchPart(int Order, Func<IServiceProvider, SearchContext, CancellationToken, Task<SearchHits?>> LoadAsync);

/// <summary>What is searched for.</summary>
/// <param name="Text">As typed, not empty.</param>
/// <param name="Limit">Most hits that the page shows of one kind.</param>
/// <param name="View">The moment asked for.</param>
public sealed record SearchContext(string Text, int Limit, ViewMoment View);

/// <summary>Hits of one kind.</summary>
/// <param name="Title">Heading, in the current language ("Nevenfuncties").</param>
/// <param name="Count">Number of all hits.</param>
/// <param name="Hits">The first of them.</param>
/// <param name="MoreHref">Page with all hits; null when all are here.</param>
public sealed record SearchHits(string Title, int Count, IReadOnlyList<SearchHit> Hits, string? MoreHref);

/// <summary>One hit.</summary>
/// <param name="Title">Text of the link.</param>
/// <param name="Href">Where it leads.</param>
/// <param name="Note">What it is, in a few words.</param>
public sealed record SearchHit(string Title, string Href, string? Note);

/// <summary>Adds periods to a person's timeline.</summary>
/// <param name="LoadAsync">Gives the periods in order.</param>
public sealed record TimelinePart(Func<IServiceProvider, PartContext, CancellationToken, Task<IReadOnlyList<TimelineEntry>>> LoadAsync);

/// <summary>One bar on a person's timeline.</summary>
/// <param name="Group">Kind of bar, in the current language ("Ambten", "Nevenfuncties").</param>
/// <param name="Label">What it is.</param>
/// <param name="Start">Start as far as known.</param>
/// <param name="End">Last day as far as known; null while it lasts or unknown.</param>
/// <param name="Href">Its page; null when it has none.</param>
public sealed record TimelineEntry(string Group, string Label, Time.PartialDate? Start, Time.PartialDate? End, string? Href);
