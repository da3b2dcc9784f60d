// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Stores;

public sealed class StoreTests
{
    private static readonly Act Declare = Act.BySystem("kernel.proef", "proef");

    [Theory, OnBothDatabases]
    public async Task A_save_writes_subject_version_and_ledger_entry_together(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var position = Position();
        var before = app.Clock.GetUtcNow().UtcDateTime;
        var saved = await app.WithStoreAsync(async store =>
        {
            store.Add(position);
            return await store.SaveAsync(Declare);
        });
        var after = app.Clock.GetUtcNow().UtcDateTime;

        saved.Subjects.ShouldHaveSingleItem().Version.ShouldBe(1);
        await app.WithStoreAsync(async store =>
        {
            (await store.Set<AncillaryPosition>().SingleAsync(p => p.Id == position.Id)).Description.ShouldBe("Lid raad van toezicht");
            var version = await store.Versions.SingleAsync(v => v.SubjectId == position.Id);
            version.Kind.ShouldBe("nevenfunctie");
            version.RecordedAt.ShouldBeInRange(before, after);
            version.Commitment.Length.ShouldBe(32);
            return 0;
        });
    }

    [Theory, OnBothDatabases]
    public async Task A_correction_keeps_the_old_state_readable_with_its_reason(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var position = Position();
        await app.WithStoreAsync(async store =>
        {
            store.Add(position);
            return await store.SaveAsync(Declare);
        });
        await app.WithStoreAsync(async store =>
        {
            var found = await store.Set<AncillaryPosition>().SingleAsync(p => p.Id == position.Id);
            found.Description = "Voorzitter raad van toezicht";
            found.Derive();
            return await store.SaveAsync(Declare with { Id = Guid.CreateVersion7(), Reason = "Functie was verkeerd overgenomen" });
        });

        var history = await app.WithStoreAsync(store => store.HistoryAsync<AncillaryPosition>(position.Id));
        history.Select(h => h.State.Description).ShouldBe(["Lid raad van toezicht", "Voorzitter raad van toezicht"]);
        history[1].Act.Reason.ShouldBe("Functie was verkeerd overgenomen");
        history[0].State.Start.ShouldBe(new PartialDate(2018, 5));
    }

    [Theory, OnBothDatabases]
    public async Task What_was_saved_with_many_others_can_be_changed_and_saved_again_by_the_same_store(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var positions = Enumerable.Range(0, 60).Select(_ => Position()).ToList();
        await app.WithStoreAsync(async store =>
        {
            store.AddRange(positions);
            (await store.SaveAsync(Declare)).Subjects.Count.ShouldBe(60);
            (await store.SaveAsync(Declare with { Id = Guid.CreateVersion7() })).Subjects.ShouldBeEmpty();
            positions[7].Description = "Voorzitter";
            positions[7].Derive();
            return await store.SaveAsync(Declare with { Id = Guid.CreateVersion7() });
        });
        var history = await app.WithStoreAsync(store => store.HistoryAsync<AncillaryPosition>(positions[7].Id));
        history.Select(h => (h.Version, h.State.Description)).ShouldBe([(1, "Lid raad van toezicht"), (2, "Voorzitter")]);
    }

    [Theory, OnBothDatabases]
    public Task Of_few_new_subjects_all_are_saved_or_none(string database) => AllOrNoneAsync(database, 2);

    [Theory, OnBothDatabases]
    public Task Of_many_new_subjects_all_are_saved_or_none(string database) => AllOrNoneAsync(database, 60);

    /// <summary>One is refused: nothing is saved, and without it the others can be saved.</summary>
    private static async Task AllOrNoneAsync(string database, int count)
    {
        var app = await TestApp.SharedAsync(database);
        var earlier = Position();
        await app.WithStoreAsync(async store =>
        {
            store.Add(earlier);
            return await store.SaveAsync(Declare);
        });
        var positions = Enumerable.Range(0, count).Select(_ => Position()).ToList();
        // The last one: what stands before it is with the database already when it is refused.
        var twice = Position(earlier.Id);
        await app.WithStoreAsync(async store =>
        {
            store.AddRange([.. positions, twice]);
            var refused = await Should.ThrowAsync<ProblemException>(() => store.SaveAsync(Declare with { Id = Guid.CreateVersion7() }));
            refused.Problem.Code.ShouldBe("conflict.bestaat");
            (await SavedAsync()).ShouldBe((0, 0));

            store.Entry(twice).State = EntityState.Detached;
            return await store.SaveAsync(Declare with { Id = Guid.CreateVersion7() });
        });
        (await SavedAsync()).ShouldBe((count, count));

        async Task<(int Subjects, int Versions)> SavedAsync()
        {
            var ids = positions.ConvertAll(p => p.Id);
            return await app.WithStoreAsync(async store =>
                (await store.Set<AncillaryPosition>().CountAsync(p => ids.Contains(p.Id)), await store.Versions.CountAsync(v => ids.Contains(v.SubjectId)))
            );
        }
    }

    [Theory, OnBothDatabases]
    public async Task What_was_known_on_a_moment_is_answered_from_the_versions(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var position = Position();
        await app.WithStoreAsync(async store =>
        {
            store.Add(position);
            return await store.SaveAsync(Declare);
        });
        var first = app.Clock.GetUtcNow().UtcDateTime;
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.WithStoreAsync(async store =>
        {
            (await store.Set<AncillaryPosition>().SingleAsync(p => p.Id == position.Id)).Description = "Voorzitter";
            return await store.SaveAsync(Declare with { Id = Guid.CreateVersion7() });
        });

        async Task<string?> KnownAsync(DateTime moment) =>
            (await app.WithStoreAsync(s => s.AsKnownAsync<AncillaryPosition>(moment, v => v.Where(x => x.PersonId == position.PersonId))))
                .SingleOrDefault()
                ?.State.Description;
        (await KnownAsync(first.AddTicks(-10))).ShouldBeNull();
        (await KnownAsync(first)).ShouldBe("Lid raad van toezicht");
        (await KnownAsync(first.AddDays(2))).ShouldBe("Voorzitter");
    }

    [Theory, OnBothDatabases]
    public async Task The_second_of_two_editors_gets_a_conflict_and_nothing_is_saved(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var position = Position();
        await app.WithStoreAsync(async store =>
        {
            store.Add(position);
            return await store.SaveAsync(Declare);
        });
        await app.WithStoreAsync(async mine =>
        {
            var own = await mine.Set<AncillaryPosition>().SingleAsync(p => p.Id == position.Id);
            await app.WithStoreAsync(async theirs =>
            {
                (await theirs.Set<AncillaryPosition>().SingleAsync(p => p.Id == position.Id)).Description = "Van een ander";
                return await theirs.SaveAsync(Declare with { Id = Guid.CreateVersion7() });
            });
            own.Description = "Van mij";
            var refused = await Should.ThrowAsync<ProblemException>(() => mine.SaveAsync(Declare with { Id = Guid.CreateVersion7() }));
            refused.Problem.Code.ShouldBe("conflict.gewijzigd");
            return 0;
        });

        var history = await app.WithStoreAsync(store => store.HistoryAsync<AncillaryPosition>(position.Id));
        history[^1].State.Description.ShouldBe("Van een ander");
        history.Count.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task A_save_without_a_change_writes_nothing(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var position = Position();
        await app.WithStoreAsync(async store =>
        {
            store.Add(position);
            return await store.SaveAsync(Declare);
        });
        var saved = await app.WithStoreAsync(async store =>
        {
            var found = await store.Set<AncillaryPosition>().SingleAsync(p => p.Id == position.Id);
            found.Description = "Lid raad van toezicht";
            found.Derive();
            return await store.SaveAsync(Declare with { Id = Guid.CreateVersion7() });
        });
        saved.Subjects.ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task A_store_narrowed_to_a_body_neither_shows_nor_writes_another(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var position = Position();
        await app.WithStoreAsync(async store =>
        {
            store.Add(position);
            return await store.SaveAsync(Declare);
        });
        await app.WithStoreAsync(async store =>
        {
            store.ScopeTo(Guid.CreateVersion7());
            (await store.Set<AncillaryPosition>().AnyAsync(p => p.Id == position.Id)).ShouldBeFalse();
            store.Add(Position());
            await Should.ThrowAsync<InvalidOperationException>(() => store.SaveAsync(Declare with { Id = Guid.CreateVersion7() }));
            return 0;
        });
    }

    [Theory, OnBothDatabases]
    public async Task Search_finds_all_words_by_their_beginning_without_accents(string database)
    {
        var app = await TestApp.SharedAsync(database);
        var position = Position();
        position.Organisation = "Stichting Zéévogel Noordkust";
        position.Derive();
        await app.WithStoreAsync(async store =>
        {
            store.Add(position);
            return await store.SaveAsync(Declare);
        });
        async Task<bool> FoundAsync(string text) =>
            await app.WithStoreAsync(s => s.Matching<AncillaryPosition>(text).AnyAsync(p => p.Id == position.Id));
        (await FoundAsync("zeevog NOORD")).ShouldBeTrue();
        (await FoundAsync("zeevogel zuidkust")).ShouldBeFalse();
        (await FoundAsync("\" OR *")).ShouldBeFalse();
    }

    [Theory, OnBothDatabases]
    public async Task Deleting_or_saving_past_the_act_is_impossible(string database)
    {
        var app = await TestApp.SharedAsync(database);
        await app.WithStoreAsync(async store =>
        {
            store.Add(Position());
#pragma warning disable RS0030 // The ban is for code; here the guard itself is tested.
            await Should.ThrowAsync<InvalidOperationException>(() => store.SaveChangesAsync());
#pragma warning restore RS0030
            await Should.ThrowAsync<ArgumentException>(() => store.SaveAsync(Act.BySystem("bestaat.niet")));
            return 0;
        });
    }

    private static AncillaryPosition Position(Guid? id = null)
    {
        var position = new AncillaryPosition
        {
            Id = id ?? Guid.CreateVersion7(),
            BodyId = Guid.CreateVersion7(),
            PersonId = Guid.CreateVersion7(),
            Description = "Lid raad van toezicht",
            Organisation = "Stichting De Vuurtoren",
            Start = new PartialDate(2018, 5),
            HoursPerMonth = 8.5m,
            State = PositionState.Published,
        };
        position.Derive();
        return position;
    }
}
