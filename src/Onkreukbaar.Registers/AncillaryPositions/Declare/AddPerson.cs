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
using Onkreukbaar.Registers.Terms;

namespace Onkreukbaar.Registers.AncillaryPositions.Declare;

/// <summary>
/// Adds an office-holder who is not on the map yet, and goes on to the position. Somebody of the same name is told of first: the same person twice cannot be
/// made one again.
/// </summary>
internal sealed class AddPerson(Workplace workplace, OfficeHolders holders, PositionFindings findings, ReferenceData kinds)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/nevenfuncties/nieuw/persoon";
        app.MapGet(Route, (Guid body, string? verder, AddPerson use) => use.AskAsync(body, verder)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, [FromForm] PersonForm form, Actor actor, AddPerson use) => use.SaveAsync(body, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body, string? next) =>
        Page(await workplace.BodyAsync(body), new PersonForm { Nummer = Guid.CreateVersion7().ToString(), Verder = next }, new FormErrors(), []);

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
            return Page(card, form, errors, []);
        }

        if (!await workplace.Map.Persons.AnyAsync(p => p.Id == id))
        {
            var name = new PersonName { Family = family, Given = given, Initials = initials, Tussenvoegsel = particle };
            var namesakes = await NamesakesAsync(name);
            if (namesakes.Count > 0 && !string.Equals(form.Gezien, AddPersonPage.Seen(namesakes), StringComparison.Ordinal))
            {
                return Page(card, form, errors, namesakes);
            }

            await holders.AddAsync(new NewOfficeHolder(id, body, name, office, kinds.Office(office).Nl, start) { Faction = faction, FullTimePercent = share });
            await workplace.Store.SaveAsync(actor.Act(RegisterProcesses.AddPerson, RegisterPermissions.Keep, body));
        }

        return new SeeOther(string.Equals(form.Verder, PersonForm.ToTerms, StringComparison.Ordinal) ? TermAddress.All(body) : $"{WorkplaceAddress.New(body)}?persoon={id}");
    }

    /// <summary>Persons who may be the same: their family name is, and neither given name nor initials say otherwise.</summary>
    private async Task<IReadOnlyList<PersonCard>> NamesakesAsync(PersonName name)
    {
        // The sort key holds the folded parts: family name, initials, given name and tussenvoegsel.
        var parts = name.SortKey.Split('\t');
        // Of a name without one letter that can be searched for, everybody would be a namesake.
        var persons = parts[0].Length == 0 ? [] : await workplace.PersonsNamed(name.FullFamily).ToListAsync();
        return [.. persons.Where(p => IsSame(p.SortKey.Split('\t'))).OrderBy(p => p.SortKey, StringComparer.Ordinal).ThenBy(p => p.Id).Take(20)];

        bool IsSame(string[] other) =>
            other.Length == 4
            && string.Equals(other[0], parts[0], StringComparison.Ordinal)
            && string.Equals(other[3], parts[3], StringComparison.Ordinal)
            && (other[2].Length == 0 || parts[2].Length == 0 || string.Equals(other[2], parts[2], StringComparison.Ordinal))
            && (other[1].StartsWith(parts[1], StringComparison.Ordinal) || parts[1].StartsWith(other[1], StringComparison.Ordinal));
    }

    private RazorComponentResult<AddPersonPage> Page(BodyCard body, PersonForm form, FormErrors errors, IReadOnlyList<PersonCard> namesakes) =>
        new(new { Body = body, Form = form, Errors = errors, Offices = findings.Offices(body.Kind), Namesakes = namesakes })
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
}

/// <summary>A new person as typed.</summary>
public sealed record PersonForm
{
    /// <summary>Value of <see cref="Verder"/> for who came from the terms of office.</summary>
    internal const string ToTerms = "ambtstermijnen";

    /// <summary>Where to go on afterwards; empty: to the position.</summary>
    public string? Verder { get; set; }

    /// <summary>The persons of the same name that were told of.</summary>
    public string? Gezien { get; set; }

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
