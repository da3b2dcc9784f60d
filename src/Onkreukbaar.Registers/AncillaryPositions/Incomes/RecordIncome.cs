// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>
/// Records what a public position brought in during a year, when a norm asks to publish it. Nothing is kept when none does: the page then says why, with
/// the article.
/// </summary>
internal sealed class RecordIncome(Workplace workplace, IncomeRules rules)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/nevenfuncties/{id:guid}/inkomsten/nieuw";
        app.MapGet(Route, (Guid body, Guid id, string? jaar, RecordIncome use) => use.AskAsync(body, id, jaar)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, Guid id, [FromForm] IncomeForm form, Actor actor, RecordIncome use) => use.SaveAsync(body, id, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body, Guid id, string? year)
    {
        var position = await workplace.PositionAsync(id);
        return await PageAsync(await workplace.BodyAsync(body), position, new IncomeForm { Nummer = Guid.CreateVersion7().ToString(), Jaar = year }, new FormErrors());
    }

    private async Task<IResult> SaveAsync(Guid body, Guid id, IncomeForm form, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var position = await workplace.PositionAsync(id);
        if (!Guid.TryParse(form.Nummer, out var number))
        {
            throw new ProblemException(Problem.NotFound(Texts.IncomeNotFound));
        }

        if (await workplace.Store.Set<PositionIncome>().AnyAsync(i => i.Id == number))
        {
            // The same form for the second time (a double click, a lost connection): it was saved, show it.
            return new SeeOther(IncomeAddress.All(body, id));
        }

        var errors = new FormErrors();
        var year = IncomeFields.Year(form, errors, workplace.Today);
        var amount = IncomeFields.Amount(form, errors);
        var norm = errors["jaar"] is null ? await AskedByAsync(card, position, year, errors) : null;
        if (errors.Any)
        {
            return await PageAsync(card, position, form, errors);
        }

        var income = new PositionIncome
        {
            Id = number,
            BodyId = body,
            PersonId = position.PersonId,
            PositionId = id,
            Year = year,
            AmountCents = amount,
            PublishedOn = workplace.Today,
        };
        income.Derive();
        workplace.Store.Add(income);
        try
        {
            await workplace.Store.SaveAsync(
                actor.Act(RegisterProcesses.RecordIncome, RegisterPermissions.Keep, body) with { OnBehalfOf = position.PersonId, LegalBasis = norm!.Citation.Nl }
            );
        }
        catch (ProblemException twice) when (twice.IsThereAlready)
        {
            workplace.Store.ChangeTracker.Clear();
            if (await workplace.Store.Set<PositionIncome>().AnyAsync(i => i.Id == number))
            {
                return new SeeOther(IncomeAddress.All(body, id));
            }

            // Another clerk filled in the same year at the same moment: what was typed here is kept, and says so.
            errors.Add("jaar", "inkomsten.bestaat", PositionWords.Say(Texts.IncomeExists, PositionWords.Year(year)));
            return await PageAsync(card, position, form, errors);
        }

        return new SeeOther(IncomeAddress.All(body, id) + "?gedaan=vastleggen");
    }

    private async Task<Norm?> AskedByAsync(BodyCard body, AncillaryPosition position, int year, FormErrors errors)
    {
        var terms = await workplace.Map.Terms.Where(t => t.BodyId == body.Id && t.PersonId == position.PersonId).ToListAsync();
        var (norm, refusal) = rules.ToKeep(position, terms, body.Kind, year);
        if (refusal is { } why)
        {
            errors.Add("jaar", why);
        }
        else if (await workplace.Store.Set<PositionIncome>().AnyAsync(i => i.PositionId == position.Id && i.Year == year && !i.Retracted))
        {
            errors.Add("jaar", "inkomsten.bestaat", PositionWords.Say(Texts.IncomeExists, PositionWords.Year(year)));
        }

        return norm;
    }

    private async Task<RazorComponentResult<RecordIncomePage>> PageAsync(BodyCard body, AncillaryPosition position, IncomeForm form, FormErrors errors) =>
        new(
            new
            {
                Body = body,
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                Form = form,
                Errors = errors,
            }
        )
        {
            StatusCode = errors.StatusCode(changed: false),
        };
}
