// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;

namespace Onkreukbaar.Offices.Entities;

/// <summary>
/// Bestuursorgaan / overheidsorganisatie: a public body, also the tenant whose register holds entries. Source: TOOI / Register van
/// Overheidsorganisaties.
/// </summary>
internal sealed class PublicBody : ISubject
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    /// <summary>Present name; earlier names are <see cref="BodyName"/> rows.</summary>
    public required string Name { get; set; }

    public string? Abbreviation { get; set; }

    /// <summary>Kind as in the source: <c>gemeente</c>, <c>provincie</c>, <c>waterschap</c>, <c>ministerie</c>, <c>kamer</c>, …; data, not code.</summary>
    public required string Kind { get; set; }

    /// <summary>TOOI address, for example <c>https://identifier.overheid.nl/tooi/id/gemeente/gm0344</c>.</summary>
    public string? Tooi { get; set; }

    /// <summary>Organisatie-identificatienummer, 20 digits.</summary>
    public string? Oin { get; set; }

    /// <summary>KvK number, 8 digits.</summary>
    public string? Kvk { get; set; }

    public string? Website { get; set; }

    public Guid? ParentId { get; set; }

    /// <summary>Body that took over the tasks, for example after a merger of municipalities.</summary>
    public Guid? SuccessorId { get; set; }

    public DateOnly? From { get; set; }

    /// <summary>First day on which the body no longer existed (half-open).</summary>
    public DateOnly? Until { get; set; }

    /// <summary>Day on which the source last checked what it says of this body.</summary>
    public DateOnly? VerifiedOn { get; set; }

    /// <summary>Whether this body keeps its registers here (a tenant), rather than being only named.</summary>
    public bool KeepsRegister { get; set; }

    /// <summary>Identity in the source from which it was imported; unique.</summary>
    public string? SourceKey { get; set; }

    [Derived]
    public string SortKey { get; set; } = "";

    [Derived]
    public string SearchText { get; set; } = "";

    /// <summary>Keeps sort key and search text in step with the names.</summary>
    /// <param name="kinds">Kinds of body: the word for the kind does not count when sorting.</param>
    /// <param name="earlierNames">Other names by which the body must be found.</param>
    public void Derive(ReferenceData kinds, params IEnumerable<string> earlierNames)
    {
        SortKey = kinds.BodySortKey(Name, Kind);
        SearchText = string.Join(
            ' ',
            new[] { Name, Abbreviation, kinds.Body(Kind).Nl, Oin, Kvk }
                .Concat(earlierNames)
                .Select(DutchText.Fold)
                .Where(t => t.Length > 0)
                .Distinct(StringComparer.Ordinal)
        );
    }
}

/// <summary>Naam van een overheidsorganisatie in een periode: a body's name over time.</summary>
internal sealed class BodyName : ISubject
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    public Guid PublicBodyId { get; init; }

    public required string Value { get; set; }

    public string? Abbreviation { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }
}
