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
        var office = await store.Set<Office>().FirstOrDefaultAsync(o => o.BodyId == holder.BodyId && o.Kind == holder.OfficeKind, cancellation);
        if (office is null)
        {
            office = new Office { BodyId = holder.BodyId, Kind = holder.OfficeKind, Label = holder.OfficeLabel };
            store.Add(office);
        }

        var name = holder.Name;
        var person = new Person
        {
            Id = holder.PersonId,
            Titles = name.TitlesBefore,
            Initials = name.Initials,
            GivenName = name.Given,
            Particle = name.Tussenvoegsel,
            FamilyName = name.Family,
            TitlesAfter = name.TitlesAfter,
            DisplayName = name.Display,
            SortKey = name.SortKey,
            SearchText = DutchText.Fold(name.Display),
        };
        var term = new TermOfOffice
        {
            BodyId = holder.BodyId,
            PersonId = person.Id,
            OfficeId = office.Id,
            Start = holder.Start,
            Faction = holder.Faction is { } faction ? OverTime.Whole(faction) : null,
            FullTimePercent = holder.FullTimePercent is { } share ? OverTime.Whole(share) : null,
        };
        term.Derive();
        store.Add(person);
        store.Add(term);
        return person.Id;
    }
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
