// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices.Reading;

/// <summary>What a person's page asks of the map, prepared once for the application: most pages that are not in memory are these.</summary>
internal sealed class PersonReads(ReadConnections connections)
{
    private readonly PreparedRead<Person> persons = new(connections);
    private readonly PreparedRead<HeldTerm> terms = new(connections);

    /// <summary>The person; null when there is none.</summary>
    public async Task<Person?> PersonAsync(RegisterStore store, Guid id, CancellationToken cancellation) =>
        (await persons.ReadAsync(store, key => store.Set<Person>().AsNoTracking().Where(p => p.Id == key), id, cancellation)).SingleOrDefault();

    /// <summary>All terms of the person that count, in no order.</summary>
    public Task<IReadOnlyList<HeldTerm>> TermsAsync(RegisterStore store, Guid person, CancellationToken cancellation) =>
        terms.ReadAsync(
            store,
            key =>
                from term in store.Terms().AsNoTracking()
                join office in store.Set<Office>() on term.OfficeId equals office.Id
                join body in store.Set<PublicBody>() on term.BodyId equals body.Id
                where term.PersonId == key
                select new HeldTerm
                {
                    Term = term,
                    Office = office,
                    Body = body,
                },
            person,
            cancellation
        );
}

/// <summary>A term with its office and body.</summary>
internal sealed class HeldTerm
{
    public required TermOfOffice Term { get; init; }

    public required Office Office { get; init; }

    public required PublicBody Body { get; init; }
}
