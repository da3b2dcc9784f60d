// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>The lists of both chambers as they were published; only where the files are.</summary>
public sealed class RealListTests
{
    [Theory, OnBothDatabases]
    public async Task The_Senates_lists_are_taken_over_and_a_second_run_changes_nothing(string database)
    {
        var folder = ImportRunner.SharedData("senate-2020");
        Assert.SkipWhen(folder is null, "the Senate's lists are not on this machine");
        await using var app = await TestApp.FreshAsync(database);
        using var runner = new ImportRunner(app);

        var dry = await runner.RunAsync("import senate", folder, options: ("dry-run", "true"));
        dry.Code.ShouldBe(0, dry.Complaint);
        dry.Counts.ShouldBe((1851, 0, 0, 0, 0));
        (await app.WithStoreAsync(s => s.Versions.CountAsync())).ShouldBe(0);

        var first = await runner.RunAsync("import senate", folder);
        first.Code.ShouldBe(0, first.Complaint);
        first.Counts.ShouldBe((1851, 0, 0, 0, 0));
        await app.WithStoreAsync(async s =>
        {
            (await s.Set<AncillaryPosition>().CountAsync()).ShouldBe(1801);
            (await s.Set<AncillaryPosition>().CountAsync(p => p.Remuneration == Remuneration.Paid)).ShouldBe(544);
            (await s.Set<Declaration>().CountAsync(d => d.Kind == DeclarationKind.Gift)).ShouldBe(37);
            (await s.Set<Declaration>().CountAsync(d => d.Kind == DeclarationKind.Trip)).ShouldBe(13);
            (await s.Set<Person>().CountAsync()).ShouldBe(72);
            (await s.Set<PublicBody>().SingleAsync()).KeepsRegister.ShouldBeTrue();
            var gifts = await s.Set<Declaration>().Where(d => d.Kind == DeclarationKind.Gift).ToListAsync();
            gifts.ShouldAllBe(d => d.Start != null && d.UnreadPeriod == null);
            gifts.Count(d => d.ValueCents != null).ShouldBe(12);
            var positions = await s.Set<AncillaryPosition>().ToListAsync();
            positions.Count(p => p.Start != null).ShouldBeGreaterThan(1600);
            positions.Count(p => p.UnreadPeriod != null).ShouldBeLessThan(80);
            positions.Where(p => p.End is { } end && end.Last < new DateOnly(2020, 1, 1)).ShouldAllBe(p => p.State == PositionState.Ended);
            return 0;
        });
        var versions = await app.WithStoreAsync(s => s.Versions.CountAsync());

        var second = await runner.RunAsync("import senate", folder);
        second.Code.ShouldBe(0, second.Complaint);
        second.Counts.ShouldBe((0, 0, 1851, 0, 0));
        (await app.WithStoreAsync(s => s.Versions.CountAsync())).ShouldBe(versions);
    }

    [Theory, OnBothDatabases]
    public async Task The_trips_of_the_House_are_taken_over_with_what_is_wrong_in_them(string database)
    {
        var file = ImportRunner.SharedData("trips-house", "reizen.csv");
        Assert.SkipWhen(file is null, "the House's trips are not on this machine");
        await using var app = await TestApp.FreshAsync(database);
        using var runner = new ImportRunner(app);
        var first = await runner.RunAsync("import trips", file);
        first.Code.ShouldBe(1, "lines without any trip are refused");
        first.Counts.ShouldBe((1403, 0, 0, 21, 0));
        await app.WithStoreAsync(async s =>
        {
            var trips = await s.Set<Declaration>().ToListAsync();
            trips.Count.ShouldBe(1403);
            trips.Where(t => t.UnreadPeriod != null).Select(t => t.UnreadPeriod).Order(StringComparer.Ordinal).ShouldBe(["2005-05-03 t/m 2005-03-13", "2008-12-10 t/m 2008-10-13"]);
            (await s.Set<Person>().CountAsync()).ShouldBe(179);
            return 0;
        });
        (await runner.RunAsync("import trips", file)).Counts.ShouldBe((0, 0, 1403, 21, 0));
    }
}
