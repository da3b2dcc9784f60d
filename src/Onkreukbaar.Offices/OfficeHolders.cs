// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices;

/// <summary>Lets another module's act add an office-holder who is not on the map yet. It only adds to the store; the caller saves.</summary>
public sealed class OfficeHolders(RegisterStore store)
{
    /// <summary>Adds a person with one term of office, and the office itself when the body has none of this kind yet.</summary>
    /// <param name="holder">Who and since when.</param>
    /// <param name="cancellation">Stops the look-up of the office.</param>
    /// <returns>The new person's id.</returns>
    public async Task<Guid> AddAsync(NewOfficeHolder holder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(holder);
        var person = new Person { Id = holder.PersonId, FamilyName = holder.Name.Family };
        person.Name(holder.Name);
        store.Add(person);
        await AddAsync(
            new NewTerm(Guid.CreateVersion7(), person.Id, holder.BodyId, holder.OfficeKind, holder.OfficeLabel, new PartialPeriod(holder.Start, null))
            {
                Faction = holder.Faction,
                FullTimePercent = holder.FullTimePercent,
            },
            cancellation
        );
        return person.Id;
    }

    /// <summary>Adds a term of office of a person who is on the map, and the office itself when the body has none of this kind yet.</summary>
    /// <param name="added">Who, which office, and when.</param>
    /// <param name="cancellation">Stops the look-up of the office.</param>
    public async Task AddAsync(NewTerm added, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(added);
        var office = await store.Set<Office>().FirstOrDefaultAsync(o => o.BodyId == added.BodyId && o.Kind == added.OfficeKind, cancellation);
        if (office is null)
        {
            office = new Office { BodyId = added.BodyId, Kind = added.OfficeKind, Label = added.OfficeLabel };
            store.Add(office);
        }

        var term = new TermOfOffice
        {
            Id = added.Id,
            BodyId = added.BodyId,
            PersonId = added.PersonId,
            OfficeId = office.Id,
            Start = added.Period.Start,
            End = added.Period.End,
            Faction = added.Faction is { } faction ? OverTime.Whole(faction) : null,
            FullTimePercent = added.FullTimePercent is { } share ? OverTime.Whole(share) : null,
        };
        term.Derive();
        store.Add(term);
    }
}

/// <summary>A term of office that is not on the map yet.</summary>
/// <param name="Id">Id made when the form was shown, so that sending it twice adds one term.</param>
/// <param name="PersonId">Whose.</param>
/// <param name="BodyId">The body of the office.</param>
/// <param name="OfficeKind">Code of the kind of office.</param>
/// <param name="OfficeLabel">Name for the office when the body does not have it yet.</param>
/// <param name="Period">First and last day as far as they are known; no last day while in office.</param>
public sealed record NewTerm(Guid Id, Guid PersonId, Guid BodyId, string OfficeKind, string OfficeLabel, PartialPeriod Period)
{
    /// <summary>Fractie, for the whole term; null when unknown or none.</summary>
    public string? Faction { get; init; }

    /// <summary>Tijdsbestedingsnorm in whole percents, for the whole term; null when unknown.</summary>
    public int? FullTimePercent { get; init; }
}

/// <summary>A person who is not on the map yet.</summary>
/// <param name="PersonId">Id made when the form was shown, so that sending it twice adds one person.</param>
/// <param name="BodyId">The body of the office.</param>
/// <param name="Name">Parts of the name.</param>
/// <param name="OfficeKind">ORI code of the office.</param>
/// <param name="OfficeLabel">Name for the office when the body does not have it yet.</param>
/// <param name="Start">Start of the term as far as it is known.</param>
public sealed record NewOfficeHolder(Guid PersonId, Guid BodyId, PersonName Name, string OfficeKind, string OfficeLabel, PartialDate? Start)
{
    /// <summary>Fractie, for the whole term; null when unknown or none.</summary>
    public string? Faction { get; init; }

    /// <summary>Tijdsbestedingsnorm in whole percents, for the whole term; null when unknown.</summary>
    public int? FullTimePercent { get; init; }
}
