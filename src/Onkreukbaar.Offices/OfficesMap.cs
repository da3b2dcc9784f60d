// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices;

/// <summary>
/// The map for other modules: bodies, persons and terms as queries that compose with their own (joins run in the database).
/// </summary>
public sealed class OfficesMap(RegisterStore store)
{
    /// <summary>All public bodies.</summary>
    public IQueryable<BodyCard> Bodies =>
        store
            .Set<PublicBody>()
            .AsNoTracking()
            .Select(b => new BodyCard
            {
                Id = b.Id,
                Name = b.Name,
                Kind = b.Kind,
                SortKey = b.SortKey,
                KeepsRegister = b.KeepsRegister,
            });

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

    /// <summary>All terms of office with the kind of office.</summary>
    public IQueryable<TermCard> Terms =>
        store
            .Set<TermOfOffice>()
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
                        From = t.From,
                        Until = t.Until,
                        Faction = t.Faction,
                        FullTimePercent = t.FullTimePercent,
                    }
            );
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

    /// <summary>First possible day.</summary>
    public DateOnly? From { get; init; }

    /// <summary>First day after the last possible day; null while in office.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Fractie.</summary>
    public string? Faction { get; init; }

    /// <summary>Tijdsbestedingsnorm in whole percents; null when unknown.</summary>
    public int? FullTimePercent { get; init; }
}
