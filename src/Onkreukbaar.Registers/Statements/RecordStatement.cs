// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Statements;

/// <summary>
/// Records that an office-holder states to have no ancillary positions, or that the income of a year was published. Someone with a position that
/// lasts cannot state to have none.
/// </summary>
internal sealed class RecordStatement(Workplace workplace)
{
    private const int FirstYear = 2000;
    private const int MostPersons = 2000;

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/verklaringen/nieuw";
        app.MapGet(Route, (Guid body, string? persoon, string? soort, string? jaar, RecordStatement use) => use.AskAsync(body, persoon, soort, jaar)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, [FromForm] StatementForm form, Actor actor, RecordStatement use) => use.SaveAsync(body, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body, string? person, string? kind, string? year) =>
        await PageAsync(
            await workplace.BodyAsync(body),
            new StatementForm
            {
                Nummer = Guid.CreateVersion7().ToString(),
                Persoon = person,
                Soort = kind,
                Jaar = year,
                Dag = PositionWords.Day(workplace.Today),
            },
            new FormErrors()
        );

    private async Task<IResult> SaveAsync(Guid body, StatementForm form, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        if (!Guid.TryParse(form.Nummer, out var id))
        {
            throw new ProblemException(Problem.NotFound(Texts.StatementNotFound));
        }

        if (await workplace.Store.Set<Statement>().AnyAsync(s => s.Id == id))
        {
            // The same form for the second time (a double click, a lost connection): it was saved, show it.
            return new SeeOther(StatementAddress.One(body, id));
        }

        var errors = new FormErrors();
        var person = errors.Take("persoon", IdInput.Required(form.Persoon, Texts.StatementPersonMissing));
        var kind = errors.Take("soort", ChoiceInput.Required(form.Soort, StatementWords.Kinds, Texts.StatementKindMissing));
        int? year = null;
        if (errors["soort"] is null && kind == StatementKind.IncomePublished)
        {
            year = errors.Take("jaar", WholeNumberInput.Required(form.Jaar, FirstYear, workplace.Today.Year, Texts.StatementYearMissing));
        }

        var fields = StatementFields.Read(form, kind, errors["jaar"] is null ? year : null, errors, workplace.Today);
        var statement = new Statement { Id = id, BodyId = body, PersonId = person, Kind = kind, Year = year };
        fields.ApplyTo(statement);
        if (!errors.Any)
        {
            await CheckAsync(statement, errors);
        }

        if (errors.Any)
        {
            return await PageAsync(card, form, errors);
        }

        workplace.Store.Add(statement);
        try
        {
            await workplace.Store.SaveAsync(actor.Act(RegisterProcesses.RecordStatement, RegisterPermissions.Keep, body) with { OnBehalfOf = person });
        }
        catch (ProblemException twice) when (twice.IsThereAlready)
        {
            // Two clerks recorded the same at the same moment: the database let one through.
            workplace.Store.ChangeTracker.Clear();
            var first = await workplace.Store.Set<Statement>().FirstOrDefaultAsync(s => s.Id == id || s.HoldsAs == statement.HoldsAs);
            return new SeeOther(first is null ? StatementAddress.All(body) : StatementAddress.One(body, first.Id));
        }

        return new SeeOther(StatementAddress.One(body, id) + "?gedaan=vastleggen");
    }

    private async Task CheckAsync(Statement statement, FormErrors errors)
    {
        var today = workplace.Today;
        if (!await workplace.Map.Terms.AnyAsync(t => t.BodyId == statement.BodyId && t.PersonId == statement.PersonId))
        {
            errors.Add("persoon", "persoon.zonder-ambt", Texts.StatementPersonMissing);
        }
        else if (await workplace.Store.Set<Statement>().AnyAsync(s => s.HoldsAs == statement.HoldsAs))
        {
            errors.Add("soort", "verklaring.bestaat", Texts.StatementExists);
        }
        else if (statement.Kind == StatementKind.NoPositions)
        {
            var lasting = await workplace
                .Store.Set<AncillaryPosition>()
                .CountAsync(p => p.PersonId == statement.PersonId && p.State != PositionState.Ended && !p.EndedUndated && (p.Until == null || p.Until > today));
            if (lasting > 0)
            {
                errors.Add("soort", "verklaring.met-functies", PositionWords.Say(lasting == 1 ? Texts.StatementHasOne : Texts.StatementHasMore, lasting));
            }
        }
    }

    private async Task<RazorComponentResult<RecordStatementPage>> PageAsync(BodyCard body, StatementForm form, FormErrors errors)
    {
        var today = workplace.Today;
        var asked = Guid.TryParse(form.Persoon, out var person) ? person : Guid.Empty;
        var holders = await (
            from t in workplace.Map.Terms
            join p in workplace.Map.Persons on t.PersonId equals p.Id
            where t.BodyId == body.Id && (p.Id == asked || ((t.From == null || t.From <= today) && (t.Until == null || t.Until > today)))
            orderby p.SortKey
            select new { p.Id, p.Name, t.OfficeLabel }
        ).Take(MostPersons).ToListAsync();
        var persons = holders
            .GroupBy(h => h.Id)
            .Select(g => new Choice(g.Key.ToString(), $"{g.First().Name} ({string.Join(", ", g.Select(h => h.OfficeLabel).Distinct(StringComparer.Ordinal))})"))
            .ToList();
        var years = Enumerable.Range(0, 4).Select(back => (today.Year - back).ToString(CultureInfo.InvariantCulture)).Select(y => new Choice(y, y)).ToList();
        if (form.Jaar is { Length: 4 } typed && typed.All(char.IsAsciiDigit) && years.TrueForAll(y => y.Value != typed))
        {
            years.Add(new Choice(typed, typed));
        }

        return new(new { Body = body, Form = form, Errors = errors, Persons = persons, Years = years })
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }
}
