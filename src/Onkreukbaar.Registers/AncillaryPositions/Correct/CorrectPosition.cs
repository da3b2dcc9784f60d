// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Findings;

namespace Onkreukbaar.Registers.AncillaryPositions.Correct;

/// <summary>
/// Corrects a position, with a reason, after a page that shows what changes; the earlier version stays readable. When somebody else saved meanwhile,
/// the page shows both texts and keeps what was typed.
/// </summary>
internal sealed class CorrectPosition(Workplace workplace, FindBody bodies, ActorNames names, PositionFindings findings)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/nevenfuncties/{id:guid}/verbeteren";
        app.MapGet(Route, (Guid body, Guid id, CorrectPosition use) => use.AskAsync(body, id)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route + "/controle", (Guid body, Guid id, [FromForm] PositionForm form, CorrectPosition use) => use.CheckAsync(body, id, form)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route + "/wijzigen", (Guid body, Guid id, [FromForm] PositionForm form, CorrectPosition use) => use.AgainAsync(body, id, form)).Requires(RegisterPermissions.Keep);
        app.MapPost(Route, (Guid body, Guid id, [FromForm] PositionForm form, Actor actor, CorrectPosition use) => use.SaveAsync(body, id, form, actor)).Requires(RegisterPermissions.Keep);
    }

    private async Task<IResult> AskAsync(Guid body, Guid id)
    {
        var position = await workplace.PositionAsync(id);
        var other = (await PositionContext.OfAsync(workplace.Map, [position])).BodyOf(position);
        return await PageAsync(body, position, new(PositionForm.Of(position, other)));
    }

    private async Task<IResult> AgainAsync(Guid body, Guid id, PositionForm form) => await PageAsync(body, await workplace.PositionAsync(id), new(form));

    private async Task<IResult> CheckAsync(Guid body, Guid id, PositionForm form)
    {
        var position = await workplace.PositionAsync(id);
        var (asked, fields, _) = await ReadAsync(form);
        if (asked.Errors.Any)
        {
            return await PageAsync(body, position, asked);
        }

        if (!IsShown(form, position))
        {
            return await ConflictAsync(body, position, asked, fields);
        }

        var after = Copy(position);
        fields.ApplyTo(after, workplace.Today);
        var card = await workplace.BodyAsync(body);
        return new RazorComponentResult<CheckCorrectionPage>(
            new
            {
                Body = card,
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                Form = asked.Form,
                Differences = PositionField.Changes(position, after, await PositionContext.OfAsync(workplace.Map, [position, after]), _ => true),
                Findings = await findings.OfAsync(after, position.PersonId, card),
            }
        );
    }

    private async Task<IResult> SaveAsync(Guid body, Guid id, PositionForm form, Actor actor)
    {
        var position = await workplace.PositionAsync(id);
        var (asked, fields, reason) = await ReadAsync(form);
        if (asked.Errors.Any)
        {
            return await PageAsync(body, position, asked);
        }

        if (!IsShown(form, position))
        {
            return await ConflictAsync(body, position, asked, fields);
        }

        fields.ApplyTo(position, workplace.Today);
        if (!await workplace.TrySaveAsync(actor.Act(RegisterProcesses.Correct, RegisterPermissions.Keep, body, reason)))
        {
            return await ConflictAsync(body, await workplace.PositionAsync(id), asked, fields);
        }

        return new SeeOther(WorkplaceAddress.Position(body, id) + "?gedaan=verbeteren");
    }

    private async Task<(Asked Asked, PositionFields Fields, string Reason)> ReadAsync(PositionForm form)
    {
        var errors = new FormErrors();
        var found = await bodies.ReadAsync(form.Overheid, form.GekozenOverheid);
        var fields = PositionFields.Read(form, errors, workplace.Today, found);
        var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
        return (new(found.Body is { } one ? form.At(one) : form) { Errors = errors, Choices = found.Choices }, fields, reason);
    }

    /// <summary>The second of two shows what the first made of it; the form now carries the new version, so that saving again is a choice.</summary>
    private async Task<IResult> ConflictAsync(Guid body, AncillaryPosition current, Asked asked, PositionFields fields)
    {
        var mine = Copy(current);
        fields.ApplyTo(mine, workplace.Today);
        var last = (await workplace.Store.HistoryAsync<AncillaryPosition>(current.Id))[^1];
        var conflict = new EditConflict(
            await names.OfAsync(last.Act),
            PositionWords.Moment(last.RecordedAt),
            PositionField.Changes(current, mine, await PositionContext.OfAsync(workplace.Map, [current, mine]), f => f.InForm)
        );
        return await PageAsync(body, current, asked with { Form = asked.Form with { Versie = FormVersion.Of(current.Version) }, Conflict = conflict });
    }

    private async Task<IResult> PageAsync(Guid body, AncillaryPosition position, Asked asked) =>
        new RazorComponentResult<CorrectPage>(
            new
            {
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                asked.Form,
                asked.Errors,
                asked.Choices,
                asked.Conflict,
            }
        )
        {
            StatusCode = asked.Errors.StatusCode(asked.Conflict is not null),
        };

    private static bool IsShown(PositionForm form, AncillaryPosition position) =>
        FormVersion.Shows(form.Versie, position.Version);

    private static AncillaryPosition Copy(AncillaryPosition position) => SubjectCodec.Read<AncillaryPosition>(SubjectCodec.Write(position));

    /// <summary>What the page with the form shows.</summary>
    private sealed record Asked(PositionForm Form)
    {
        public FormErrors Errors { get; init; } = new();

        public IReadOnlyList<BodyCard> Choices { get; init; } = [];

        public EditConflict? Conflict { get; init; }
    }
}

/// <summary>What somebody else saved while this form was open.</summary>
/// <param name="Who">Name or role.</param>
/// <param name="When">Day and time.</param>
/// <param name="Differences">
/// When correcting: per field what is saved now (old) and what was typed here (new). For another deed: what stood there when the form was shown (old) and
/// what stands there now (new).
/// </param>
public sealed record EditConflict(string Who, string When, IReadOnlyList<FieldChange> Differences);
