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
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Findings;

namespace Onkreukbaar.Registers.AncillaryPositions.Declare;

/// <summary>Adds a position: choose the person, fill in one form, check, save as draft, declared or published.</summary>
internal sealed class DeclarePosition(Workplace workplace, FindBody bodies, PositionFindings findings)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/beheer/{body:guid}/nevenfuncties/nieuw");
        group.MapGet("", AskAsync).Requires(RegisterPermissions.Keep);
        group.MapPost("/controle", (Guid body, [FromForm] PositionForm form, DeclarePosition use) => use.CheckAsync(body, form)).Requires(RegisterPermissions.Keep);
        group.MapPost("/wijzigen", (Guid body, [FromForm] PositionForm form, DeclarePosition use) => use.AgainAsync(body, form)).Requires(RegisterPermissions.Keep);
        group.MapPost("", (Guid body, [FromForm] PositionForm form, Actor actor, DeclarePosition use) => use.SaveAsync(body, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private static async Task<IResult> AskAsync(Guid body, string? persoon, string? zoek, string? pagina, DeclarePosition use) =>
        string.IsNullOrEmpty(persoon) ? await use.ChooseAsync(body, zoek, pagina) : await use.FormAsync(body, persoon);

    private async Task<IResult> ChooseAsync(Guid body, string? search, string? pagina)
    {
        var card = await workplace.BodyAsync(body);
        var errors = new FormErrors();
        var page = errors.Take("pagina", PageInput.Number(pagina));
        errors.ThrowIfAny();
        var today = workplace.Today;
        var terms = workplace.Map.Terms.Where(t => t.BodyId == body);
        // Who is searched for may have left: positions are declared after a term as well.
        var here = DutchText.Fold(search).Length > 0 ? terms : terms.Where(t => t.Until == null || t.Until > today);
        var (persons, total) = await workplace.ChoicesAsync(search, here, page);
        var ids = persons.Select(p => p.Id).ToList();
        var offices = (await here.Where(t => ids.Contains(t.PersonId)).ToListAsync()).ToLookup(t => t.PersonId, t => t.OfficeLabel);
        return new RazorComponentResult<ChoosePersonPage>(
            new
            {
                Body = card,
                Search = search,
                Page = page,
                Total = total,
                Persons = (IReadOnlyList<ChoosePersonPage.Found>)
                    [.. persons.Select(p => new ChoosePersonPage.Found(p.Id, p.Name, offices.Contains(p.Id) ? string.Join(", ", offices[p.Id].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) : null))],
            }
        );
    }

    private async Task<IResult> FormAsync(Guid body, string persoon)
    {
        if (!Guid.TryParse(persoon, out var id))
        {
            throw new ProblemException(Problem.NotFound(Texts.PersonNotFound));
        }

        var form = new PositionForm
        {
            Nummer = Guid.CreateVersion7().ToString(),
            Persoon = id.ToString(),
            Melding = PositionWords.Day(workplace.Today),
        };
        return Page(await workplace.BodyAsync(body), await workplace.PersonAsync(id), form, new FormErrors());
    }

    private async Task<IResult> AgainAsync(Guid body, PositionForm form)
    {
        var (card, person, _) = await SubjectAsync(body, form);
        return Page(card, person, form, new FormErrors());
    }

    private async Task<IResult> CheckAsync(Guid body, PositionForm form)
    {
        var (card, person, _) = await SubjectAsync(body, form);
        var errors = new FormErrors();
        var found = await bodies.ReadAsync(form.Overheid, form.GekozenOverheid);
        var fields = PositionFields.Read(form, errors, workplace.Today, found);
        return errors.Any ? Page(card, person, form, errors, found.Choices) : await CheckPageAsync(card, person, form, fields);
    }

    private async Task<IResult> SaveAsync(Guid body, PositionForm form, Actor actor)
    {
        var (card, person, id) = await SubjectAsync(body, form);
        if (await workplace.Store.Set<AncillaryPosition>().AnyAsync(p => p.Id == id))
        {
            // The same form for the second time (a double click, a lost connection): it was saved, show it.
            return new SeeOther(WorkplaceAddress.Position(body, id));
        }

        var errors = new FormErrors();
        var found = await bodies.ReadAsync(form.Overheid, form.GekozenOverheid);
        var fields = PositionFields.Read(form, errors, workplace.Today, found);
        if (errors.Any)
        {
            return Page(card, person, form, errors, found.Choices);
        }

        var alike = await AlikeAsync(body, person.Id, fields);
        if (alike.Count > 0 && !string.Equals(form.Dubbel, Seen(alike), StringComparison.Ordinal))
        {
            return await CheckPageAsync(card, person, form, fields, alike);
        }

        var position = new AncillaryPosition
        {
            Id = id,
            BodyId = body,
            PersonId = person.Id,
            Description = fields.Description,
            TermId = await TermAsync(body, person.Id),
            Source = AncillaryPosition.EnteredSource,
        };
        fields.ApplyTo(position, workplace.Today);
        var (process, permission) = form.Actie switch
        {
            "openbaarmaken" => (RegisterProcesses.Publish, RegisterPermissions.Publish),
            "concept" => (RegisterProcesses.Draft, RegisterPermissions.Keep),
            _ => (RegisterProcesses.Declare, RegisterPermissions.Keep),
        };
        if (!Policy.Allows(actor, permission, body))
        {
            throw new ProblemException(RegisterProblems.MayNotPublish());
        }

        position.State = string.Equals(process, RegisterProcesses.Draft, StringComparison.Ordinal) ? PositionState.Draft : PositionState.Declared;
        if (string.Equals(process, RegisterProcesses.Publish, StringComparison.Ordinal))
        {
            position.Publish(workplace.Today);
        }

        workplace.Store.Add(position);
        try
        {
            await workplace.Store.SaveAsync(actor.Act(process, permission, body) with { OnBehalfOf = person.Id });
        }
        catch (ProblemException twice) when (twice.IsThereAlready)
        {
            // Two of the same form at the same moment: the database let one through.
        }

        return new SeeOther(WorkplaceAddress.Position(body, id) + "?gedaan=" + process[(process.IndexOf('.', StringComparison.Ordinal) + 1)..]);
    }

    private async Task<(BodyCard Body, PersonCard Person, Guid Id)> SubjectAsync(Guid body, PositionForm form)
    {
        var card = await workplace.BodyAsync(body);
        if (!Guid.TryParse(form.Persoon, out var person) || !Guid.TryParse(form.Nummer, out var id))
        {
            throw new ProblemException(Problem.NotFound(Texts.PersonNotFound));
        }

        return (card, await workplace.PersonAsync(person), id);
    }

    private async Task<Guid?> TermAsync(Guid body, Guid person) =>
        await workplace
            .Map.Terms.Where(t => t.BodyId == body && t.PersonId == person)
            .OrderByDescending(t => t.Until == null)
            .ThenByDescending(t => t.From)
            .Select(t => (Guid?)t.Id)
            .FirstOrDefaultAsync();

    /// <summary>Entries of the same person with the same organisation in an overlapping period.</summary>
    private async Task<IReadOnlyList<AncillaryPosition>> AlikeAsync(Guid body, Guid person, PositionFields fields)
    {
        var candidate = new AncillaryPosition { BodyId = body, PersonId = person, Description = fields.Description };
        fields.ApplyTo(candidate, workplace.Today);
        var byName = fields.Organisation is { } name ? OrganisationName.Key(name) : null;
        var own = await workplace.Store.Set<AncillaryPosition>().AsNoTracking().Where(p => p.PersonId == person).ToListAsync();
        var period = new Period(candidate.From, candidate.Until);
        return
        [
            .. own.Where(p =>
                period.Overlaps(new Period(p.From, p.Until))
                && (
                    p.OrganisationKey is { Length: > 0 } key && string.Equals(key, candidate.OrganisationKey, StringComparison.Ordinal)
                    || byName is { Length: > 0 } && string.Equals(OrganisationName.Key(p.Organisation), byName, StringComparison.Ordinal)
                    || p.Organisation is null && byName is null && string.Equals(DutchText.Fold(p.Description), DutchText.Fold(fields.Description), StringComparison.Ordinal)
                )
            ),
        ];
    }

    private static string Seen(IReadOnlyList<AncillaryPosition> alike) => string.Join(' ', alike.Select(p => p.Id.ToString("N")).Order(StringComparer.Ordinal));

    private async Task<IResult> CheckPageAsync(BodyCard body, PersonCard person, PositionForm form, PositionFields fields) =>
        await CheckPageAsync(body, person, form, fields, await AlikeAsync(body.Id, person.Id, fields));

    private async Task<RazorComponentResult<CheckDeclarationPage>> CheckPageAsync(
        BodyCard body,
        PersonCard person,
        PositionForm form,
        PositionFields fields,
        IReadOnlyList<AncillaryPosition> alike
    )
    {
        var position = new AncillaryPosition { Description = fields.Description, TermId = await TermAsync(body.Id, person.Id) };
        fields.ApplyTo(position, workplace.Today);
        return new(
            new
            {
                Body = body,
                Person = person,
                Form = fields.Body is { } other ? form.At(other) : form,
                Position = position,
                PositionContext.Of(fields.Body).Bodies,
                Alike = alike,
                Seen = Seen(alike),
                Findings = await findings.OfAsync(position, person.Id, body),
            }
        );
    }

    private static RazorComponentResult<DeclarePage> Page(BodyCard body, PersonCard person, PositionForm form, FormErrors errors, IReadOnlyList<BodyCard>? choices = null) =>
        new(new { Body = body, Person = person, Form = form, Errors = errors, Choices = choices ?? [] }) { StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK };
}
