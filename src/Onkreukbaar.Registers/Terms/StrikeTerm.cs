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
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers.Terms;

/// <summary>
/// Strikes a term of office that never was: fill in why, check, save. It counts nowhere any more; its history stays. Refused while something of its holder
/// would be left without any office at the body. An import does not bring it back.
/// </summary>
internal sealed class StrikeTerm(Workplace workplace, TermChanges terms)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/ambtstermijnen/{id:guid}/ten-onrechte";
        app.MapGet(Route, (Guid body, Guid id, StrikeTerm use) => use.AskAsync(body, id)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, Guid id, [FromForm] StrikeForm form, Actor actor, StrikeTerm use) => use.SaveAsync(body, id, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body, Guid id)
    {
        var term = await TermAsync(id);
        return term.StruckOn is null
            ? await PageAsync(body, term, new StrikeForm { Versie = FormVersion.Of(term.Version) }, new FormErrors(), await HangingAsync(body, term), changed: false)
            : new SeeOther(TermAddress.One(body, id));
    }

    private async Task<IResult> SaveAsync(Guid body, Guid id, StrikeForm form, Actor actor)
    {
        var term = await TermAsync(id);
        if (term.StruckOn is not null)
        {
            // Sent twice, or another clerk was first: it was done.
            return new SeeOther(TermAddress.One(body, id));
        }

        var hanging = await HangingAsync(body, term);
        if (!FormVersion.Shows(form.Versie, term.Version) || !hanging.MayGo)
        {
            return await PageAsync(body, term, form with { Versie = FormVersion.Of(term.Version) }, new FormErrors(), hanging, changed: true);
        }

        if (string.Equals(form.Actie, TermForms.Again, StringComparison.Ordinal))
        {
            return await PageAsync(body, term, form, new FormErrors(), hanging, changed: false);
        }

        var errors = new FormErrors();
        var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
        if (errors.Any)
        {
            return await PageAsync(body, term, form, errors, hanging, changed: false);
        }

        var positions = await workplace.Store.Set<AncillaryPosition>().Where(p => p.TermId == id).ToListAsync();
        if (!string.Equals(form.Actie, TermForms.Save, StringComparison.Ordinal))
        {
            return new RazorComponentResult<CheckStrikePage>(
                new
                {
                    Body = await workplace.BodyAsync(body),
                    Person = await workplace.PersonAsync(term.PersonId),
                    Term = term,
                    Positions = positions.Count,
                    Form = form,
                }
            );
        }

        foreach (var position in positions)
        {
            // Of several other terms nothing says which: it then counts with all that it falls in, as an imported one does.
            var period = new Period(position.From, position.Until);
            position.TermId = hanging.Others.Where(t => new Period(t.From, t.Until).Overlaps(period)).Take(2).ToList() is [var one] ? one.Id : null;
        }

        await terms.StrikeAsync(id, workplace.Today);
        if (!await workplace.TrySaveAsync(actor.Act(RegisterProcesses.StrikeTerm, RegisterPermissions.Keep, body, reason) with { OnBehalfOf = term.PersonId }))
        {
            var fresh = await TermAsync(id);
            return fresh.StruckOn is null
                ? await PageAsync(body, fresh, form with { Versie = FormVersion.Of(fresh.Version) }, errors, await HangingAsync(body, fresh), changed: true)
                : new SeeOther(TermAddress.One(body, id));
        }

        return new SeeOther(TermAddress.One(body, id) + "?gedaan=ten-onrechte");
    }

    /// <summary>What the register has of the holder at the body, and which other terms that could belong to.</summary>
    private async Task<HangingOnTerm> HangingAsync(Guid body, TermState term)
    {
        var others = await workplace.Map.Terms.Where(t => t.BodyId == body && t.PersonId == term.PersonId && t.Id != term.Id).ToListAsync();
        var store = workplace.Store;
        return others.Count > 0
            ? new(others, 0, 0, 0)
            : new(
                [],
                await store.Set<AncillaryPosition>().CountAsync(p => p.PersonId == term.PersonId),
                await store.Set<Statement>().CountAsync(s => s.PersonId == term.PersonId && !s.Retracted),
                await store.Set<Declaration>().CountAsync(d => d.PersonId == term.PersonId)
            );
    }

    private async Task<TermState> TermAsync(Guid id) => await terms.FindAsync(id) ?? throw new ProblemException(Problem.NotFound(Texts.TermNotFound));

    private async Task<IResult> PageAsync(Guid body, TermState term, StrikeForm form, FormErrors errors, HangingOnTerm hanging, bool changed) =>
        new RazorComponentResult<StrikeTermPage>(
            new
            {
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(term.PersonId),
                Term = term,
                Form = form,
                Errors = errors,
                Hanging = hanging,
                Changed = changed,
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };
}

/// <summary>What would be left without an office at the body if a term were struck; nothing when its holder has another term there.</summary>
/// <param name="Others">Other terms of the holder at the body.</param>
/// <param name="Positions">Positions, of any state.</param>
/// <param name="Statements">Statements that hold.</param>
/// <param name="Declarations">Gifts and trips.</param>
public sealed record HangingOnTerm(IReadOnlyList<TermCard> Others, int Positions, int Statements, int Declarations)
{
    /// <summary>Whether the term can be struck.</summary>
    public bool MayGo => Positions + Statements + Declarations == 0;
}

/// <summary>Why a term never was, as typed.</summary>
public sealed record StrikeForm
{
    public string? Versie { get; set; }

    public string? Reden { get; set; }

    /// <summary>Which button of the check was pressed; empty: the form itself was sent.</summary>
    public string? Actie { get; set; }
}
