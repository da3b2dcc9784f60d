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
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Findings;

namespace Onkreukbaar.Registers.AncillaryPositions.Declare;

/// <summary>Adds an office-holder who is not on the map yet, and goes on to the position.</summary>
internal sealed class AddPerson(Workplace workplace, OfficeHolders holders, PositionFindings findings)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/nevenfuncties/nieuw/persoon";
        app.MapGet(Route, (Guid body, AddPerson use) => use.AskAsync(body)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, [FromForm] PersonForm form, Actor actor, AddPerson use) => use.SaveAsync(body, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body) =>
        Page(await workplace.BodyAsync(body), new PersonForm { Nummer = Guid.CreateVersion7().ToString() }, new FormErrors());

    private async Task<IResult> SaveAsync(Guid body, PersonForm form, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        if (!Guid.TryParse(form.Nummer, out var id))
        {
            throw new ProblemException(Problem.NotFound(Texts.PersonNotFound));
        }

        var errors = new FormErrors();
        var given = errors.Take("voornaam", TextInput.Optional(form.Voornaam, 100));
        var initials = errors.Take("voorletters", TextInput.Optional(form.Voorletters, 40));
        var particle = errors.Take("tussenvoegsel", TextInput.Optional(form.Tussenvoegsel, 40));
        var family = errors.Take("achternaam", TextInput.Required(form.Achternaam, 150, missing: Texts.FamilyNameMissing));
        var office = errors.Take("ambt", TextInput.Required(form.Ambt, 60, missing: Texts.OfficeMissing));
        var start = errors.Take("vanaf", PartialDateInput.Optional(form.Vanaf));
        var faction = errors.Take("fractie", TextInput.Optional(form.Fractie, 200));
        var share = errors.Take("omvang", WholeNumberInput.Optional(form.Omvang?.Trim().TrimEnd('%'), 1, 100));
        if (!errors.Any && findings.Offices(card.Kind).All(o => o.Value != office))
        {
            errors.Add("ambt", "keuze.onbekend", Texts.OfficeMissing);
        }

        if (errors.Any)
        {
            return Page(card, form, errors);
        }

        if (!await workplace.Map.Persons.AnyAsync(p => p.Id == id))
        {
            var name = new PersonName { Family = family, Given = given, Initials = initials, Tussenvoegsel = particle };
            await holders.AddAsync(new NewOfficeHolder(id, body, name, office, findings.Offices(card.Kind).First(o => o.Value == office).Label, start) { Faction = faction, FullTimePercent = share });
            await workplace.Store.SaveAsync(actor.Act(RegisterProcesses.AddPerson, RegisterPermissions.Keep, body));
        }

        return new SeeOther($"{WorkplaceAddress.New(body)}?persoon={id}");
    }

    private RazorComponentResult<AddPersonPage> Page(BodyCard body, PersonForm form, FormErrors errors) =>
        new(new { Body = body, Form = form, Errors = errors, Offices = findings.Offices(body.Kind) })
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
}

/// <summary>A new person as typed.</summary>
public sealed record PersonForm
{
    public string? Nummer { get; set; }

    public string? Voornaam { get; set; }

    public string? Voorletters { get; set; }

    public string? Tussenvoegsel { get; set; }

    public string? Achternaam { get; set; }

    public string? Ambt { get; set; }

    public string? Vanaf { get; set; }

    public string? Fractie { get; set; }

    public string? Omvang { get; set; }
}
