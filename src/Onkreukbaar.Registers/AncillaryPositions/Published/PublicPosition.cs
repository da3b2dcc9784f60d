// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;

namespace Onkreukbaar.Registers.AncillaryPositions.Published;

/// <summary>One public position with its versions: a permalink that never dies.</summary>
internal sealed class PublicPosition(RegisterStore store, OfficesMap map, PublicPositions positions, PublicIncomes incomes, PositionFindings findings, LedgerPlaces ledger)
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/nevenfuncties/{id:guid}",
                (Guid id, long? versie, HttpContext http, ViewMoment view, PublicPosition use) => use.ShowAsync(id, versie, http, view)
            )
            .Public()
            .CachedPublic();

    private async Task<IResult> ShowAsync(Guid id, long? version, HttpContext http, ViewMoment view)
    {
        PublicCache.ShownIn(http, id);
        var current = await FindAsync(id, http.RequestAborted);
        if (current.Withdrawn)
        {
            return new RazorComponentResult<WithdrawnPage>() { StatusCode = StatusCodes.Status410Gone };
        }

        PublicCache.ShownIn(http, current.PersonId, current.BodyId);
        var history = await PublicHistoryAsync(id, http.RequestAborted);
        var shown = current;
        if (view.KnownOn is { } moment)
        {
            shown = history.LastOrDefault(h => h.RecordedAt <= moment)?.State ?? throw new ProblemException(Problem.NotFound(Texts.NotKnownThen));
        }
        else if (version is { } number && number != current.Version)
        {
            shown = history.FirstOrDefault(h => h.Version == number)?.State ?? throw new ProblemException(Problem.NotFound(Texts.VersionNotFound));
        }

        if (view.KnownOn is { } known)
        {
            // What was recorded later nobody could read then.
            history = [.. history.Where(h => h.RecordedAt <= known)];
        }

        shown.Derive();
        var context = await PositionContext.OfAsync(map, history.Select(h => h.State).Append(shown), http.RequestAborted);
        PublicCache.ShownIn(http, [.. context.Bodies.Keys]);
        var person = await map.Persons.FirstAsync(p => p.Id == current.PersonId, http.RequestAborted);
        var body = await map.Bodies.FirstAsync(b => b.Id == current.BodyId, http.RequestAborted);
        var places = await ledger.OfAsync(id, history, http.RequestAborted);
        if (places.Any(p => p.Number is null))
        {
            PublicCache.Passing(http);
        }

        return new RazorComponentResult<PublicPositionPage>(
            new
            {
                Person = person,
                Body = body,
                Current = current,
                Shown = shown,
                Norms = await findings.PublishedUnderAsync(current, body, view.AsOf ?? positions.Today, http.RequestAborted),
                // An earlier version stands alone: what was earned belongs to the years, not to it.
                Incomes = view.KnownOn is null && shown.Version != current.Version ? [] : await incomes.OfPositionAsync(id, current.PersonId, view, http.RequestAborted),
                History = Entries(id, history, context),
                context.Bodies,
                Places = places,
                Today = positions.Today,
                View = view,
            }
        );
    }

    /// <summary>The entry when it is or was public.</summary>
    /// <exception cref="ProblemException">404 when the public may not know of it.</exception>
    public async Task<AncillaryPosition> FindAsync(Guid id, CancellationToken cancellation)
    {
        var position = await store.Set<AncillaryPosition>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellation);
        // A draft that was withdrawn was never public: it has no page, not even a neutral one.
        return position is { State: PositionState.Published or PositionState.Ended } ? position : throw new ProblemException(Problem.NotFound(Texts.PositionNotFound));
    }

    /// <summary>The states that were public, oldest first.</summary>
    public async Task<IReadOnlyList<Recorded<AncillaryPosition>>> PublicHistoryAsync(Guid id, CancellationToken cancellation) =>
        [.. (await store.HistoryAsync<AncillaryPosition>(id, cancellation)).Where(h => h.State.IsPublic)];

    private static List<HistoryEntry> Entries(Guid id, IReadOnlyList<Recorded<AncillaryPosition>> history, PositionContext context)
    {
        var entries = new List<HistoryEntry>();
        AncillaryPosition? before = null;
        foreach (var recorded in history)
        {
            entries.Add(
                new HistoryEntry(
                    PositionWords.Moment(recorded.RecordedAt),
                    PositionWords.Iso(recorded.RecordedAt),
                    PositionWords.Say(Texts.VersionNumber, recorded.Version),
                    before is null ? Texts.ProcessPublish : ProcessWords.Of(recorded.Act.Process),
                    Reason: null,
                    before is null ? [] : PositionField.Changes(before, recorded.State, context, f => f.IsPublic),
                    $"{WorkplaceAddress.PublicPosition(id)}?versie={recorded.Version}"
                )
            );
            before = recorded.State;
        }

        entries.Reverse();
        return entries;
    }
}
