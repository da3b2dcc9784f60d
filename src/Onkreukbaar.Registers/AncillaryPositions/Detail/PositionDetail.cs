// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;

namespace Onkreukbaar.Registers.AncillaryPositions.Detail;

/// <summary>One position as the clerk sees it: its fields, who changed what and why, its proof, and what can be done with it.</summary>
internal sealed class PositionDetail(Workplace workplace, ActorNames names, PositionFindings findings, IncomeList incomes)
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/beheer/{body:guid}/nevenfuncties/{id:guid}",
                (Guid body, Guid id, long? versie, string? gedaan, Actor actor, PositionDetail use) => use.ShowAsync(body, id, versie, gedaan, actor)
            )
            .Requires(RegisterPermissions.Read);

    private async Task<IResult> ShowAsync(Guid body, Guid id, long? version, string? done, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var position = await workplace.PositionAsync(id);
        var person = await workplace.PersonAsync(position.PersonId);
        var history = await workplace.Store.HistoryAsync<AncillaryPosition>(id);
        var shown = position;
        if (version is { } number && number != position.Version)
        {
            shown = history.FirstOrDefault(h => h.Version == number)?.State ?? throw new ProblemException(Problem.NotFound(Texts.VersionNotFound));
        }

        var context = await PositionContext.OfAsync(workplace.Map, history.Select(h => h.State).Append(position));
        return new RazorComponentResult<PositionDetailPage>(
            new
            {
                Body = card,
                Person = person,
                Current = position,
                Shown = shown,
                Findings = await findings.OfAsync(position, position.PersonId, card),
                Years = await incomes.YearsAsync(position, card),
                History = await EntriesAsync(body, id, history, context),
                context.Bodies,
                Done = done,
                Today = workplace.Today,
                MayKeep = Policy.Allows(actor, RegisterPermissions.Keep, body),
                MayPublish = Policy.Allows(actor, RegisterPermissions.Publish, body),
                MayWithdraw = Policy.Allows(actor, RegisterPermissions.Withdraw, body),
            }
        );
    }

    private async Task<IReadOnlyList<HistoryEntry>> EntriesAsync(Guid body, Guid id, IReadOnlyList<Recorded<AncillaryPosition>> history, PositionContext context)
    {
        var entries = new List<HistoryEntry>();
        AncillaryPosition? before = null;
        foreach (var recorded in history)
        {
            entries.Add(
                new HistoryEntry(
                    PositionWords.Moment(recorded.RecordedAt),
                    PositionWords.Iso(recorded.RecordedAt),
                    await names.OfAsync(recorded.Act),
                    ProcessWords.Of(recorded.Act.Process),
                    recorded.Act.Reason,
                    before is null ? [] : PositionField.Changes(before, recorded.State, context, _ => true),
                    $"{WorkplaceAddress.Position(body, id)}?versie={recorded.Version}"
                )
            );
            before = recorded.State;
        }

        entries.Reverse();
        return entries;
    }
}
