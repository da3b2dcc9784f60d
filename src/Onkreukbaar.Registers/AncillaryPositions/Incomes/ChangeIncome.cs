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

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>
/// Corrects the income of a year, or removes it, with a reason. What no norm asks for any more can only be removed. When somebody else saved meanwhile, the
/// page says what stands there now and keeps what was typed.
/// </summary>
internal sealed class ChangeIncome(Workplace workplace, IncomeRules rules)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var remove in new[] { false, true })
        {
            var route = "/beheer/{body:guid}/nevenfuncties/{id:guid}/inkomsten/{income:guid}/" + (remove ? "weghalen" : "verbeteren");
            app.MapGet(route, (Guid body, Guid id, Guid income, ChangeIncome use) => use.AskAsync(remove, body, id, income)).Requires(RegisterPermissions.Keep);
            app.MapPost(route, (Guid body, Guid id, Guid income, [FromForm] IncomeForm form, Actor actor, ChangeIncome use) => use.SaveAsync(remove, body, id, income, form, actor))
                .Requires(RegisterPermissions.Keep);
        }
    }

    private async Task<IResult> AskAsync(bool remove, Guid body, Guid id, Guid number)
    {
        var position = await workplace.PositionAsync(id);
        var income = await IncomeAsync(id, number);
        return income.Retracted
            ? new SeeOther(IncomeAddress.All(body, id))
            : await PageAsync(remove, body, position, income, IncomeForm.Of(income), new FormErrors(), changed: false);
    }

    private async Task<IResult> SaveAsync(bool remove, Guid body, Guid id, Guid number, IncomeForm form, Actor actor)
    {
        var position = await workplace.PositionAsync(id);
        var income = await IncomeAsync(id, number);
        if (income.Retracted)
        {
            // Sent twice, or another clerk was first: what was removed stays away.
            return new SeeOther(IncomeAddress.All(body, id));
        }

        var errors = new FormErrors();
        long? amount = remove ? null : IncomeFields.Amount(form, errors);
        var norm = remove ? null : await AskedByAsync(position, income, errors);
        var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
        if (errors.Any)
        {
            return await PageAsync(remove, body, position, income, form, errors, changed: false);
        }

        if (!FormVersion.Shows(form.Versie, income.Version))
        {
            return await PageAsync(remove, body, position, income, form with { Versie = FormVersion.Of(income.Version) }, errors, changed: true);
        }

        income.AmountCents = amount;
        income.Retracted = remove;
        income.Derive();
        var process = remove ? RegisterProcesses.RemoveIncome : RegisterProcesses.CorrectIncome;
        if (!await workplace.TrySaveAsync(actor.Act(process, RegisterPermissions.Keep, body, reason) with { LegalBasis = norm?.Citation.Nl }))
        {
            var fresh = await IncomeAsync(id, number);
            return fresh.Retracted
                ? new SeeOther(IncomeAddress.All(body, id))
                : await PageAsync(remove, body, position, fresh, form with { Versie = FormVersion.Of(fresh.Version) }, errors, changed: true);
        }

        return new SeeOther(IncomeAddress.All(body, id) + (remove ? "?gedaan=weghalen" : "?gedaan=verbeteren"));
    }

    private async Task<Norm?> AskedByAsync(AncillaryPosition position, PositionIncome income, FormErrors errors)
    {
        var body = await workplace.BodyAsync(income.BodyId);
        var terms = await workplace.Map.Terms.Where(t => t.BodyId == body.Id && t.PersonId == position.PersonId).ToListAsync();
        var ruling = rules.Of(position, terms, body.Kind, income.Year);
        if (ruling.Refusal is { } why)
        {
            errors.Add("bedrag", "inkomsten.niet-gevraagd", why);
        }

        return ruling.Norm;
    }

    private async Task<PositionIncome> IncomeAsync(Guid position, Guid number) =>
        await workplace.Store.Set<PositionIncome>().FirstOrDefaultAsync(i => i.Id == number && i.PositionId == position)
        ?? throw new ProblemException(Problem.NotFound(Texts.IncomeNotFound));

    private async Task<IResult> PageAsync(bool remove, Guid body, AncillaryPosition position, PositionIncome income, IncomeForm form, FormErrors errors, bool changed) =>
        new RazorComponentResult<ChangeIncomePage>(
            new
            {
                Remove = remove,
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                Income = income,
                Form = form,
                Errors = errors,
                Changed = changed,
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };
}
