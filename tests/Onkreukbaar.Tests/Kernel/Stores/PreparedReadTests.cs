// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Stores;

/// <summary>Queries that run past Entity Framework give what it would give.</summary>
public sealed class PreparedReadTests
{
    [Theory, OnBothDatabases]
    public async Task It_gives_the_rows_of_the_query_field_by_field_for_each_key(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var (one, other, nobody) = (await site.PersonAsync(body), await site.PersonAsync(body), Guid.CreateVersion7());
        await site.PositionAsync(body, one);
        await site.PositionAsync(
            body,
            one,
            p =>
            {
                p.TermId = Guid.CreateVersion7();
                p.HoursPerMonth = 8.5m;
                p.ExOfficio = true;
                p.Remuneration = Remuneration.Paid;
                p.Start = new(2015);
                p.End = new(2017, 6, 30);
                p.ReportedOn = new(2017, 2, 28);
                p.Description = "Éérste ‘lid’ 💧";
            }
        );
        await site.PositionAsync(body, other);
        await site.App.InScopeAsync(async services =>
        {
            var store = services.GetRequiredService<RegisterStore>();
            var read = new PreparedRead<AncillaryPosition>(services.GetRequiredService<ReadConnections>());
            IQueryable<AncillaryPosition> Of(Guid key) => store.Set<AncillaryPosition>().AsNoTracking().Where(p => p.PersonId == key).OrderBy(p => p.Id);
            foreach (var person in new[] { one, other, nobody, one })
            {
                (await read.ReadAsync(store, Of, person)).ShouldBeEquivalentTo(await Of(person).ToListAsync());
            }

            (await read.ReadAsync(store, Of, one)).Count.ShouldBe(2);
            return 0;
        });
    }

    [Theory, OnBothDatabases]
    public async Task A_projection_in_another_order_than_the_properties_is_refused(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        await site.PositionAsync(body, person);
        await site.App.InScopeAsync(async services =>
        {
            var store = services.GetRequiredService<RegisterStore>();
            var connections = services.GetRequiredService<ReadConnections>();
            IQueryable<Two> InOrder(Guid key) =>
                store.Set<AncillaryPosition>().Where(p => p.PersonId == key).Select(p => new Two { Description = p.Description, Organisation = p.Organisation });
            IQueryable<Two> Swapped(Guid key) =>
                store.Set<AncillaryPosition>().Where(p => p.PersonId == key).Select(p => new Two { Organisation = p.Organisation, Description = p.Description });
            (await new PreparedRead<Two>(connections).ReadAsync(store, InOrder, person)).ShouldHaveSingleItem().Organisation.ShouldBe("Stichting Het Verzonnen Theater");
            await Should.ThrowAsync<InvalidOperationException>(() => new PreparedRead<Two>(connections).ReadAsync(store, Swapped, person));
            return 0;
        });
    }

    [Theory, OnBothDatabases]
    public async Task A_store_that_comes_from_the_pool_is_open_to_all_bodies(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var first = await app.WithStoreAsync(store =>
        {
            store.ScopeTo(Guid.CreateVersion7());
            return Task.FromResult(store);
        });
        await app.WithStoreAsync(store =>
        {
            store.ShouldBeSameAs(first, "otherwise this test shows nothing");
            store.BodyScope.ShouldBeNull();
            return Task.FromResult(0);
        });
    }

    private sealed class Two
    {
        public required string Description { get; init; }

        public string? Organisation { get; init; }
    }
}
