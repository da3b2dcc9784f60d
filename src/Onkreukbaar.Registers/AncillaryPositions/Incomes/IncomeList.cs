// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>The years of one position as the clerk sees them: what is filled in, what a norm asks for, and who changed what and why.</summary>
internal sealed class IncomeList(Workplace workplace, IncomeRules rules, ActorNames names)
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/beheer/{body:guid}/nevenfuncties/{id:guid}/inkomsten",
                (Guid body, Guid id, string? gedaan, Actor actor, IncomeList use) => use.ShowAsync(body, id, gedaan, actor)
            )
            .Requires(RegisterPermissions.Read);

    /// <summary>Years for which there is an amount or a norm asks for one, latest first.</summary>
    public async Task<IReadOnlyList<IncomeYear>> YearsAsync(AncillaryPosition position, BodyCard body) => (await LookAsync(position, body)).Years;

    private async Task<(IReadOnlyList<IncomeYear> Years, string? Why)> LookAsync(AncillaryPosition position, BodyCard body)
    {
        var terms = await workplace.Map.Terms.Where(t => t.BodyId == body.Id && t.PersonId == position.PersonId).ToListAsync();
        var kept = await workplace.Store.Set<PositionIncome>().AsNoTracking().Where(i => i.PositionId == position.Id && !i.Retracted).ToDictionaryAsync(i => i.Year);
        var last = workplace.Today.Year - 1;
        var years = Enumerable
            .Range(IncomeRules.FirstYear, Math.Max(0, last - IncomeRules.FirstYear + 1))
            .Union(kept.Keys)
            .OrderDescending()
            .Select(y => new IncomeYear(y, kept.GetValueOrDefault(y), rules.Of(position, terms, body.Kind, y)))
            .ToList();
        return ([.. years.Where(y => y.Income is not null || (y.Ruling.Norm is not null && position.IsPublic))], years.Find(y => y.Year == last)?.Ruling.Refusal);
    }

    private async Task<IResult> ShowAsync(Guid body, Guid id, string? done, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var position = await workplace.PositionAsync(id);
        var (years, why) = await LookAsync(position, card);
        return new RazorComponentResult<IncomesPage>(
            new
            {
                Body = card,
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                Years = years,
                Why = position.IsPublic ? why : Texts.IncomePositionNotPublic,
                History = await HistoryAsync(id),
                Done = done,
                MayKeep = Policy.Allows(actor, RegisterPermissions.Keep, body),
            }
        );
    }

    private async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(Guid position)
    {
        var found = new List<(DateTime At, HistoryEntry Entry)>();
        foreach (var id in await workplace.Store.Set<PositionIncome>().Where(i => i.PositionId == position).Select(i => i.Id).ToListAsync())
        {
            PositionIncome? before = null;
            foreach (var recorded in await workplace.Store.HistoryAsync<PositionIncome>(id))
            {
                var entry = new HistoryEntry(
                    PositionWords.Moment(recorded.RecordedAt),
                    PositionWords.Iso(recorded.RecordedAt),
                    await names.OfAsync(recorded.Act),
                    $"{ProcessWords.Of(recorded.Act.Process)}: {PositionWords.Year(recorded.State.Year)}",
                    recorded.Act.Reason,
                    IncomeWords.Changes(before, recorded.State)
                );
                found.Add((recorded.RecordedAt, entry));
                before = recorded.State;
            }
        }

        return [.. found.OrderByDescending(f => f.At).Select(f => f.Entry)];
    }
}

/// <summary>One calendar year of a position.</summary>
/// <param name="Year">The year.</param>
/// <param name="Income">What is filled in; null when nothing is.</param>
/// <param name="Ruling">Whether a norm asks for it.</param>
public sealed record IncomeYear(int Year, PositionIncome? Income, IncomeRuling Ruling);
