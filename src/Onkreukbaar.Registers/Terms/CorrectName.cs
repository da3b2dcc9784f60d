// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Terms;

/// <summary>
/// Corrects the name of who holds or held an office at the body, with a reason. The name is one for all bodies; what it was stays in the history and under
/// <c>bekendOp</c>.
/// </summary>
internal sealed class CorrectName(Workplace workplace, TermChanges terms, PersonNames names)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/ambtstermijnen/{id:guid}/naam";
        app.MapGet(Route, (Guid body, Guid id, CorrectName use) => use.AskAsync(body, id)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, Guid id, [FromForm] NameForm form, Actor actor, CorrectName use) => use.SaveAsync(body, id, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body, Guid id)
    {
        var (term, now) = await SubjectAsync(body, id);
        return await PageAsync(body, term, now, NameForm.Of(now), new FormErrors(), changed: false);
    }

    private async Task<IResult> SaveAsync(Guid body, Guid id, NameForm form, Actor actor)
    {
        var (term, now) = await SubjectAsync(body, id);
        if (!FormVersion.Shows(form.Versie, now.Version))
        {
            return await PageAsync(body, term, now, form with { Versie = FormVersion.Of(now.Version) }, new FormErrors(), changed: true);
        }

        var errors = new FormErrors();
        var name = new PersonName
        {
            TitlesBefore = errors.Take("titels", TextInput.Optional(form.Titels, 100)),
            Given = errors.Take("voornaam", TextInput.Optional(form.Voornaam, 100)),
            Initials = errors.Take("voorletters", TextInput.Optional(form.Voorletters, 40)),
            Tussenvoegsel = errors.Take("tussenvoegsel", TextInput.Optional(form.Tussenvoegsel, 40)),
            Family = errors.Take("achternaam", TextInput.Required(form.Achternaam, 150, missing: Texts.FamilyNameMissing)),
            TitlesAfter = errors.Take("titelsAchter", TextInput.Optional(form.TitelsAchter, 100)),
        };
        if (!errors.Any && name == now.Name)
        {
            errors.Add("achternaam", "naam.gelijk", Texts.NameSame);
        }

        var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
        if (errors.Any)
        {
            return await PageAsync(body, term, now, form, errors, changed: false);
        }

        if (!await names.CorrectAsync(body, now.Id, now.Version, name, actor.Act(RegisterProcesses.CorrectName, RegisterPermissions.Keep, body, reason) with { OnBehalfOf = now.Id }))
        {
            var (_, fresh) = await SubjectAsync(body, id);
            return await PageAsync(body, term, fresh, form with { Versie = FormVersion.Of(fresh.Version) }, errors, changed: true);
        }

        return new SeeOther(TermAddress.One(body, id) + "?gedaan=naam");
    }

    private async Task<(TermState Term, NameState Name)> SubjectAsync(Guid body, Guid id)
    {
        var term = TermForms.Counting(await terms.FindAsync(id));
        return await names.FindAsync(body, term.PersonId) is { } name ? (term, name) : throw new ProblemException(Problem.NotFound(Texts.TermNotFound));
    }

    private async Task<IResult> PageAsync(Guid body, TermState term, NameState now, NameForm form, FormErrors errors, bool changed) =>
        new RazorComponentResult<CorrectNamePage>(
            new
            {
                Body = await workplace.BodyAsync(body),
                Term = term,
                Now = now.Name,
                Form = form,
                Errors = errors,
                Changed = changed,
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };
}

/// <summary>A name as typed.</summary>
public sealed record NameForm
{
    public string? Versie { get; set; }

    public string? Titels { get; set; }

    public string? Voornaam { get; set; }

    public string? Voorletters { get; set; }

    public string? Tussenvoegsel { get; set; }

    public string? Achternaam { get; set; }

    public string? TitelsAchter { get; set; }

    public string? Reden { get; set; }

    internal static NameForm Of(NameState now) =>
        new()
        {
            Versie = FormVersion.Of(now.Version),
            Titels = now.Name.TitlesBefore,
            Voornaam = now.Name.Given,
            Voorletters = now.Name.Initials,
            Tussenvoegsel = now.Name.Tussenvoegsel,
            Achternaam = now.Name.Family,
            TitelsAchter = now.Name.TitlesAfter,
        };
}
