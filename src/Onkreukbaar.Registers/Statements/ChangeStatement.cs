// SPDX-License-Identifier: EUPL-1.2
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
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Statements;

/// <summary>One statement with its history; it can be corrected, or retracted, with a reason.</summary>
internal sealed class ChangeStatement(Workplace workplace, ActorNames names)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/verklaringen/{id:guid}";
        app.MapGet(Route, (Guid body, Guid id, string? gedaan, Actor actor, ChangeStatement use) => use.ShowAsync(body, id, gedaan, actor)).Requires(RegisterPermissions.Read);
        foreach (var retract in new[] { false, true })
        {
            var path = $"{Route}/{(retract ? "intrekken" : "verbeteren")}";
            app.MapGet(path, (Guid body, Guid id, ChangeStatement use) => use.AskAsync(retract, body, id)).Requires(RegisterPermissions.Keep);
            app.MapPost(path, (Guid body, Guid id, [FromForm] StatementForm form, Actor actor, ChangeStatement use) => use.SaveAsync(retract, body, id, form, actor))
                .Requires(RegisterPermissions.Keep);
        }
    }

    private async Task<IResult> ShowAsync(Guid body, Guid id, string? done, Actor actor)
    {
        var statement = await StatementAsync(id);
        var history = new List<HistoryEntry>();
        Statement? before = null;
        foreach (var recorded in await workplace.Store.HistoryAsync<Statement>(id))
        {
            history.Insert(
                0,
                new HistoryEntry(
                    PositionWords.Moment(recorded.RecordedAt),
                    PositionWords.Iso(recorded.RecordedAt),
                    await names.OfAsync(recorded.Act),
                    ProcessWords.Of(recorded.Act.Process),
                    recorded.Act.Reason,
                    before is null ? [] : StatementWords.Changes(before, recorded.State),
                    Href: null
                )
            );
            before = recorded.State;
        }

        return new RazorComponentResult<StatementPage>(
            new
            {
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(statement.PersonId),
                Statement = statement,
                History = history,
                Done = done,
                MayKeep = Policy.Allows(actor, RegisterPermissions.Keep, body),
            }
        );
    }

    private async Task<IResult> AskAsync(bool retract, Guid body, Guid id)
    {
        var statement = await StatementAsync(id);
        return statement.Retracted
            ? new SeeOther(StatementAddress.One(body, id))
            : await PageAsync(retract, body, statement, StatementForm.Of(statement), new FormErrors(), changed: false);
    }

    private async Task<IResult> SaveAsync(bool retract, Guid body, Guid id, StatementForm form, Actor actor)
    {
        var statement = await StatementAsync(id);
        if (statement.Retracted)
        {
            // Sent twice, or another clerk was first: what is retracted stays as it was.
            return new SeeOther(StatementAddress.One(body, id));
        }

        var errors = new FormErrors();
        var fields = retract ? null : StatementFields.Read(form, statement.Kind, statement.Year, errors, workplace.Today);
        var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
        if (errors.Any)
        {
            return await PageAsync(retract, body, statement, form, errors, changed: false);
        }

        if (!FormVersion.Shows(form.Versie, statement.Version))
        {
            return await PageAsync(retract, body, statement, form with { Versie = FormVersion.Of(statement.Version) }, errors, changed: true);
        }

        if (fields is null)
        {
            statement.Retracted = true;
            statement.Derive();
        }
        else
        {
            fields.ApplyTo(statement);
        }

        if (!await workplace.TrySaveAsync(actor.Act(retract ? RegisterProcesses.RetractStatement : RegisterProcesses.CorrectStatement, RegisterPermissions.Keep, body, reason)))
        {
            var fresh = await StatementAsync(id);
            return await PageAsync(retract, body, fresh, form with { Versie = FormVersion.Of(fresh.Version) }, errors, changed: true);
        }

        return new SeeOther(StatementAddress.One(body, id) + (retract ? "?gedaan=intrekken" : "?gedaan=verbeteren"));
    }

    private async Task<Statement> StatementAsync(Guid id) =>
        await workplace.Store.Set<Statement>().FirstOrDefaultAsync(s => s.Id == id) ?? throw new ProblemException(Problem.NotFound(Texts.StatementNotFound));

    private async Task<IResult> PageAsync(bool retract, Guid body, Statement statement, StatementForm form, FormErrors errors, bool changed) =>
        new RazorComponentResult<ChangeStatementPage>(
            new
            {
                Retract = retract,
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(statement.PersonId),
                Statement = statement,
                Form = form,
                Errors = errors,
                Changed = changed,
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };
}
