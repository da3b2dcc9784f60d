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
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Findings;

namespace Onkreukbaar.Registers.Terms;

/// <summary>
/// Adds a term of office of someone who is on the map: elected or appointed again, or to another office. Choose the person, fill in, check, save.
/// </summary>
internal sealed class AddTerm(Workplace workplace, OfficeHolders holders, PositionFindings findings, ReferenceData kinds)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/ambtstermijnen/nieuw";
        app.MapGet(Route, (Guid body, string? persoon, string? zoek, string? pagina, AddTerm use) => string.IsNullOrEmpty(persoon) ? use.ChooseAsync(body, zoek, pagina) : use.AskAsync(body, persoon)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, [FromForm] NewTermForm form, Actor actor, AddTerm use) => use.SaveAsync(body, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> ChooseAsync(Guid body, string? search, string? pagina)
    {
        var card = await workplace.BodyAsync(body);
        var errors = new FormErrors();
        var page = errors.Take("pagina", PageInput.Number(pagina));
        errors.ThrowIfAny();
        // Also those who are no longer in office: after an election they are the ones who come back.
        var terms = workplace.Map.Terms.Where(t => t.BodyId == body);
        var (persons, total) = await workplace.ChoicesAsync(search, terms, page);
        var ids = persons.Select(p => p.Id).ToList();
        var held = (await terms.Where(t => ids.Contains(t.PersonId)).ToListAsync()).ToLookup(t => t.PersonId);
        return new RazorComponentResult<ChooseHolderPage>(
            new
            {
                Body = card,
                Search = search,
                Page = page,
                Total = total,
                Persons = (IReadOnlyList<ChooseHolderPage.Found>)[.. persons.Select(p => new ChooseHolderPage.Found(p.Id, p.Name, InOrder(held[p.Id])))],
            }
        );
    }

    private async Task<IResult> AskAsync(Guid body, string persoon)
    {
        var form = new NewTermForm { Nummer = Guid.CreateVersion7().ToString(), Persoon = persoon };
        var (card, person, _) = await SubjectAsync(body, form);
        return await PageAsync(card, person, form, new FormErrors());
    }

    private async Task<IResult> SaveAsync(Guid body, NewTermForm form, Actor actor)
    {
        var (card, person, id) = await SubjectAsync(body, form);
        if (await workplace.Map.Terms.AnyAsync(t => t.Id == id))
        {
            // The same form for the second time (a double click, a lost connection): it was saved, show it.
            return new SeeOther(TermAddress.One(body, id));
        }

        if (string.Equals(form.Actie, TermForms.Again, StringComparison.Ordinal))
        {
            return await PageAsync(card, person, form, new FormErrors());
        }

        var errors = new FormErrors();
        var office = errors.Take("ambt", TextInput.Required(form.Ambt, 60, missing: Texts.OfficeMissing));
        if (errors["ambt"] is null && findings.Offices(card.Kind).All(o => !string.Equals(o.Value, office, StringComparison.Ordinal)))
        {
            errors.Add("ambt", "keuze.onbekend", Texts.OfficeMissing);
        }

        var period = PartialPeriodInput.Take(errors, "vanaf", form.Vanaf, "tot", form.Tot);
        var faction = errors.Take("fractie", TextInput.Optional(form.Fractie, 200));
        var share = errors.Take("omvang", WholeNumberInput.Optional(form.Omvang?.Trim().TrimEnd('%'), 1, 100));
        if (errors.Any)
        {
            return await PageAsync(card, person, form, errors);
        }

        var others = await TermOverlap.OfAsync(workplace, body, person.Id, office, period);
        if (!TermForms.IsSure(form.Actie, form.Gezien, others))
        {
            return new RazorComponentResult<CheckTermPage>(
                new
                {
                    Body = card,
                    Person = person,
                    Office = kinds.Office(office).Label,
                    Period = period is { Start: null, End: null } ? Texts.PeriodUnknown : TermWords.Period(period.Start, period.End),
                    Faction = faction,
                    Share = share is { } percent ? PositionWords.Say(Texts.SharePercent, percent) : null,
                    Others = others,
                    Form = form,
                }
            );
        }

        await holders.AddAsync(new NewTerm(id, person.Id, body, office, kinds.Office(office).Nl, period) { Faction = faction, FullTimePercent = share });
        try
        {
            await workplace.Store.SaveAsync(actor.Act(RegisterProcesses.AddTerm, RegisterPermissions.Keep, body) with { OnBehalfOf = person.Id });
        }
        catch (ProblemException twice) when (twice.IsThereAlready)
        {
            // Two of the same form at the same moment: the database let one through.
        }

        return new SeeOther(TermAddress.One(body, id) + "?gedaan=opnemen");
    }

    private async Task<(BodyCard Body, PersonCard Person, Guid Id)> SubjectAsync(Guid body, NewTermForm form)
    {
        var card = await workplace.BodyAsync(body);
        if (!Guid.TryParse(form.Persoon, out var person) || !Guid.TryParse(form.Nummer, out var id))
        {
            throw new ProblemException(Problem.NotFound(Texts.PersonNotFound));
        }

        return (card, await workplace.PersonAsync(person), id);
    }

    private async Task<IResult> PageAsync(BodyCard body, PersonCard person, NewTermForm form, FormErrors errors) =>
        new RazorComponentResult<AddTermPage>(
            new
            {
                Body = body,
                Person = person,
                Form = form,
                Errors = errors,
                Offices = findings.Offices(body.Kind),
                Earlier = InOrder(await workplace.Map.Terms.Where(t => t.BodyId == body.Id && t.PersonId == person.Id).ToListAsync()),
            }
        )
        {
            StatusCode = errors.StatusCode(changed: false),
        };

    private static IReadOnlyList<TermCard> InOrder(IEnumerable<TermCard> terms) => [.. terms.OrderBy(t => t.From).ThenBy(t => t.Id)];
}

/// <summary>A new term of office as typed.</summary>
public sealed record NewTermForm
{
    public string? Nummer { get; set; }

    public string? Persoon { get; set; }

    public string? Ambt { get; set; }

    public string? Vanaf { get; set; }

    public string? Tot { get; set; }

    public string? Fractie { get; set; }

    public string? Omvang { get; set; }

    /// <summary>Which button of the check was pressed; empty: the form itself was sent.</summary>
    public string? Actie { get; set; }

    /// <summary>The terms that the check told of.</summary>
    public string? Gezien { get; set; }

    /// <summary>What was typed, by the name of its field.</summary>
    internal IEnumerable<(string Name, string? Value)> Fields() =>
        [("nummer", Nummer), ("persoon", Persoon), ("ambt", Ambt), ("vanaf", Vanaf), ("tot", Tot), ("fractie", Fractie), ("omvang", Omvang)];
}
