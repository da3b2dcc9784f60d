// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Terms;

/// <summary>Ends a term of office, or corrects its first or last day: fill in with a reason, check, save. An import does not undo it.</summary>
internal sealed class ChangeDates(Workplace workplace, TermChanges terms)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/ambtstermijnen/{id:guid}/periode";
        app.MapGet(Route, (Guid body, Guid id, ChangeDates use) => use.AskAsync(body, id)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, Guid id, [FromForm] TermDatesForm form, Actor actor, ChangeDates use) => use.SaveAsync(body, id, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body, Guid id)
    {
        var term = await TermAsync(id);
        var form = new TermDatesForm { Versie = FormVersion.Of(term.Version), Vanaf = term.Start?.Display(), Tot = term.End?.Display() };
        return await PageAsync(body, term, form, new FormErrors(), changed: false);
    }

    private async Task<IResult> SaveAsync(Guid body, Guid id, TermDatesForm form, Actor actor)
    {
        var term = await TermAsync(id);
        if (!FormVersion.Shows(form.Versie, term.Version))
        {
            return await PageAsync(body, term, form with { Versie = FormVersion.Of(term.Version) }, new FormErrors(), changed: true);
        }

        if (string.Equals(form.Actie, TermForms.Again, StringComparison.Ordinal))
        {
            return await PageAsync(body, term, form, new FormErrors(), changed: false);
        }

        var errors = new FormErrors();
        var period = Read(term, form, errors);
        var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
        if (errors.Any)
        {
            return await PageAsync(body, term, form, errors, changed: false);
        }

        var others = await TermOverlap.OfAsync(workplace, body, term.PersonId, term.OfficeKind, period, term.Id);
        if (!TermForms.IsSure(form.Actie, form.Gezien, others))
        {
            return new RazorComponentResult<CheckDatesPage>(
                new
                {
                    Body = await workplace.BodyAsync(body),
                    Person = await workplace.PersonAsync(term.PersonId),
                    Term = term,
                    New = TermWords.Period(term with { Start = period.Start, End = period.End, UnreadPeriod = null }),
                    Others = others,
                    Form = form,
                }
            );
        }

        await terms.SetAsync(id, period);
        if (!await workplace.TrySaveAsync(actor.Act(RegisterProcesses.TermDates, RegisterPermissions.Keep, body, reason)))
        {
            var fresh = await TermAsync(id);
            return await PageAsync(body, fresh, form with { Versie = FormVersion.Of(fresh.Version) }, errors, changed: true);
        }

        return new SeeOther(TermAddress.One(body, id) + "?gedaan=periode");
    }

    private static PartialPeriod Read(TermState term, TermDatesForm form, FormErrors errors)
    {
        var period = PartialPeriodInput.Take(errors, "vanaf", form.Vanaf, "tot", form.Tot);
        if (errors.Any)
        {
            return period;
        }

        if (term.UnreadPeriod is null && (period.Start, period.End) == (term.Start, term.End))
        {
            errors.Add("tot", "ambtstermijn.gelijk", Texts.TermDatesSame);
            return period;
        }

        // What changed within the term stays within it: a period that would fall off is corrected first, with its own reason.
        var begins = term with { Start = period.Start, End = null };
        var ends = term with { Start = null, End = period.End };
        foreach (var matter in TermMatter.All)
        {
            foreach (var part in matter.Parts(term))
            {
                var field =
                    !Fits(begins, part) ? "vanaf"
                    : !Fits(ends, part) ? "tot"
                    : null;
                if (field is not null && errors[field] is null)
                {
                    errors.Add(field, "ambtstermijn.buiten", PositionWords.Say(Texts.TermDatesCut, matter.Labels().Name, part.Shown, TermWords.InText(part.When)));
                }
            }
        }

        return period;

        static bool Fits(TermState within, TermMatterPart part) => (part.Start is not { } start || within.CanBegin(start)) && (part.End is not { } end || within.CanEnd(end));
    }

    private async Task<TermState> TermAsync(Guid id) => TermForms.Counting(await terms.FindAsync(id));

    private async Task<IResult> PageAsync(Guid body, TermState term, TermDatesForm form, FormErrors errors, bool changed) =>
        new RazorComponentResult<ChangeDatesPage>(
            new
            {
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(term.PersonId),
                Term = term,
                Form = form,
                Errors = errors,
                Changed = changed,
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };
}

/// <summary>First and last day of a term as typed.</summary>
public sealed record TermDatesForm
{
    public string? Versie { get; set; }

    public string? Vanaf { get; set; }

    public string? Tot { get; set; }

    public string? Reden { get; set; }

    /// <summary>Which button of the check was pressed; empty: the form itself was sent.</summary>
    public string? Actie { get; set; }

    /// <summary>The terms that the check told of.</summary>
    public string? Gezien { get; set; }
}

/// <summary>The two steps of the forms about terms: fill in, check.</summary>
internal static class TermForms
{
    /// <summary>Value of the button that saves.</summary>
    public const string Save = "opslaan";

    /// <summary>Value of the button that goes back to the form.</summary>
    public const string Again = "wijzigen";

    /// <summary>A term that can be changed.</summary>
    /// <exception cref="ProblemException">404 when there is none, 410 when it was struck.</exception>
    public static TermState Counting(TermState? term) =>
        term switch
        {
            null => throw new ProblemException(Problem.NotFound(Texts.TermNotFound)),
            { StruckOn: { } day } => throw new ProblemException(RegisterProblems.TermStruck(PositionWords.Day(day))),
            _ => term,
        };

    /// <summary>Whether somebody checked, and saw the terms that meet this one.</summary>
    public static bool IsSure(string? pressed, string? seen, IReadOnlyList<TermCard> others) =>
        string.Equals(pressed, Save, StringComparison.Ordinal) && (others.Count == 0 || string.Equals(seen, TermOverlap.Seen(others), StringComparison.Ordinal));
}
