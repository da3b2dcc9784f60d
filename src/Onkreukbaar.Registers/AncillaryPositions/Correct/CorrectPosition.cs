// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Registers.AncillaryPositions.Correct;

/// <summary>
/// Corrects a position, with a reason; the earlier version stays readable. When somebody else saved meanwhile, the page shows both texts and
/// keeps what was typed.
/// </summary>
internal sealed class CorrectPosition(Workplace workplace, ActorNames names)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/nevenfuncties/{id:guid}/verbeteren";
        app.MapGet(Route, (Guid body, Guid id, CorrectPosition use) => use.AskAsync(body, id)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, Guid id, [FromForm] PositionForm form, Actor actor, CorrectPosition use) => use.SaveAsync(body, id, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body, Guid id)
    {
        var position = await workplace.PositionAsync(id);
        return await PageAsync(body, position, PositionForm.Of(position), new FormErrors(), conflict: null);
    }

    private async Task<IResult> SaveAsync(Guid body, Guid id, PositionForm form, Actor actor)
    {
        var position = await workplace.PositionAsync(id);
        var errors = new FormErrors();
        var fields = PositionFields.Read(form, errors, workplace.Today);
        var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
        if (errors.Any)
        {
            return await PageAsync(body, position, form, errors, conflict: null);
        }

        if (!string.Equals(form.Versie, position.Version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
        {
            return await ConflictAsync(body, position, form, fields);
        }

        fields.ApplyTo(position);
        try
        {
            await workplace.Store.SaveAsync(actor.Act(RegisterProcesses.Correct, RegisterPermissions.Keep, body, reason));
        }
        catch (ProblemException stale) when (string.Equals(stale.Problem.Code, "conflict.gewijzigd", StringComparison.Ordinal))
        {
            workplace.Store.ChangeTracker.Clear();
            return await ConflictAsync(body, await workplace.PositionAsync(id), form, fields);
        }

        return new SeeOther(WorkplaceAddress.Position(body, id) + "?gedaan=verbeteren");
    }

    /// <summary>The second of two shows what the first made of it; the form now carries the new version, so that saving again is a choice.</summary>
    private async Task<IResult> ConflictAsync(Guid body, AncillaryPosition current, PositionForm form, PositionFields fields)
    {
        var mine = Copy(current);
        fields.ApplyTo(mine);
        var last = (await workplace.Store.HistoryAsync<AncillaryPosition>(current.Id))[^1];
        var conflict = new EditConflict(
            await names.OfAsync(last.Act),
            PositionWords.Moment(last.RecordedAt),
            PositionField.Changes(current, mine, f => f.InForm)
        );
        return await PageAsync(body, current, form with { Versie = current.Version.ToString(CultureInfo.InvariantCulture) }, new FormErrors(), conflict);
    }

    private async Task<IResult> PageAsync(Guid body, AncillaryPosition position, PositionForm form, FormErrors errors, EditConflict? conflict) =>
        new RazorComponentResult<CorrectPage>(
            new
            {
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                Form = form,
                Errors = errors,
                Conflict = conflict,
            }
        )
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : conflict is not null ? StatusCodes.Status409Conflict : StatusCodes.Status200OK,
        };

    private static AncillaryPosition Copy(AncillaryPosition position) => SubjectCodec.Read<AncillaryPosition>(SubjectCodec.Write(position));
}

/// <summary>What somebody else saved while this form was open.</summary>
/// <param name="Who">Name or role.</param>
/// <param name="When">Day and time.</param>
/// <param name="Differences">Per field what is saved now (old) and what was typed here (new).</param>
public sealed record EditConflict(string Who, string When, IReadOnlyList<FieldChange> Differences);
