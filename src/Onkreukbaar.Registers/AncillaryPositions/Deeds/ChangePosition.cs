// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions.Correct;

namespace Onkreukbaar.Registers.AncillaryPositions.Deeds;

/// <summary>
/// The deeds with a short form of their own: declare a draft, end a position, withdraw it for safety (Woo 5.1(2)(h): hidden everywhere, the ground stays
/// with the clerk), and show it again. Each shows what changes and what follows from it before it saves. When somebody else saved meanwhile, the page shows
/// what that changed and keeps what was typed.
/// </summary>
internal sealed class ChangePosition(Workplace workplace, ActorNames names)
{
    private const string SafetyGround = "Woo 5.1(2)(h)";

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/nevenfuncties/{id:guid}/";
        foreach (var deed in Enum.GetValues<Deed>())
        {
            var route = Route + DeedWords.Path(deed);
            var permission = deed is Deed.Declare or Deed.End ? RegisterPermissions.Keep : RegisterPermissions.Withdraw;
            app.MapGet(route, (Guid body, Guid id, ChangePosition use) => use.AskAsync(deed, body, id)).Requires(permission);
            app.MapPost(route, (Guid body, Guid id, [FromForm] DeedForm form, Actor actor, ChangePosition use) => use.SaveAsync(deed, body, id, form, actor)).Requires(permission);
            app.MapPost(route + "/controle", (Guid body, Guid id, [FromForm] DeedForm form, Actor actor, ChangePosition use) => use.CheckAsync(deed, body, id, form, actor))
                .Requires(permission);
            app.MapPost(route + "/wijzigen", (Guid body, Guid id, [FromForm] DeedForm form, ChangePosition use) => use.AgainAsync(deed, body, id, form)).Requires(permission);
        }
    }

    private async Task<IResult> AskAsync(Deed deed, Guid body, Guid id)
    {
        var position = await workplace.PositionAsync(id);
        var form = new DeedForm { Versie = FormVersion.Of(position.Version), Melding = PositionWords.Day(position.ReportedOn ?? workplace.Today) };
        return await PageAsync(deed, body, position, form, new FormErrors());
    }

    private async Task<IResult> AgainAsync(Deed deed, Guid body, Guid id, DeedForm form) => await PageAsync(deed, body, await workplace.PositionAsync(id), form, new FormErrors());

    private async Task<IResult> CheckAsync(Deed deed, Guid body, Guid id, DeedForm form, Actor actor)
    {
        var position = await workplace.PositionAsync(id);
        var errors = new FormErrors();
        var asked = Read(deed, form, errors, position, actor, body);
        if (errors.Any)
        {
            return await PageAsync(deed, body, position, form, errors);
        }

        if (await OvertakenAsync(deed, body, position, form, asked) is { } answer)
        {
            return answer;
        }

        var after = After(position, asked);
        return new RazorComponentResult<CheckDeedPage>(
            new
            {
                Deed = deed,
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                Form = form,
                Differences = PositionField.Changes(position, after, await PositionContext.OfAsync(workplace.Map, [position, after]), _ => true),
                Consequences = DeedWords.Consequences(deed, after),
            }
        );
    }

    private async Task<IResult> SaveAsync(Deed deed, Guid body, Guid id, DeedForm form, Actor actor)
    {
        var position = await workplace.PositionAsync(id);
        var errors = new FormErrors();
        var asked = Read(deed, form, errors, position, actor, body);
        if (errors.Any)
        {
            return await PageAsync(deed, body, position, form, errors);
        }

        if (await OvertakenAsync(deed, body, position, form, asked) is { } answer)
        {
            return answer;
        }

        asked.Apply(position);
        if (!await workplace.TrySaveAsync(asked.Act))
        {
            // It has another version now, so there is an answer.
            return (await OvertakenAsync(deed, body, await workplace.PositionAsync(id), form, asked))!;
        }

        return new SeeOther(Done(deed, body, id));
    }

    /// <summary>The answer when the entry is not as the form showed it, or the deed cannot be done to it; null when it can go on.</summary>
    private async Task<IResult?> OvertakenAsync(Deed deed, Guid body, AncillaryPosition position, DeedForm form, Asked asked)
    {
        var isShown = FormVersion.Shows(form.Versie, position.Version);
        if (isShown && DeedWords.IsPossible(deed, position))
        {
            return null;
        }

        var history = await workplace.Store.HistoryAsync<AncillaryPosition>(position.Id);
        var last = history[^1];
        if (
            string.Equals(last.Act.Process, asked.Act.Process, StringComparison.Ordinal)
            && string.Equals(last.Act.Reason, asked.Act.Reason, StringComparison.Ordinal)
            && string.Equals(SubjectCodec.Write(After(position, asked)), SubjectCodec.Write(position), StringComparison.Ordinal)
        )
        {
            // The same form for the second time (a double click, a lost connection): it was done.
            return new SeeOther(Done(deed, body, position.Id));
        }

        var seen = history.FirstOrDefault(h => FormVersion.Shows(form.Versie, h.Version))?.State;
        var conflict = new EditConflict(
            await names.OfAsync(last.Act),
            PositionWords.Moment(last.RecordedAt),
            seen is null ? [] : PositionField.Changes(seen, position, await PositionContext.OfAsync(workplace.Map, [seen, position]), _ => true)
        );
        return await PageAsync(deed, body, position, form with { Versie = FormVersion.Of(position.Version) }, new FormErrors(), conflict);
    }

    private Asked Read(Deed deed, DeedForm form, FormErrors errors, AncillaryPosition position, Actor actor, Guid body)
    {
        switch (deed)
        {
            case Deed.Declare:
                var reported = errors.Take("melding", DateInput.Required(form.Melding, max: workplace.Today, missing: Texts.ReportedMissing));
                var remark = errors.Take("reden", TextInput.Optional(form.Reden, 1000, lines: true));
                return new(
                    actor.Act(RegisterProcesses.Declare, RegisterPermissions.Keep, body, remark) with { OnBehalfOf = position.PersonId },
                    p =>
                    {
                        p.State = PositionState.Declared;
                        p.ReportedOn = reported;
                    }
                );
            case Deed.End:
                var end = errors.Take("tot", PartialDateInput.Required(form.Tot, missing: Texts.EndMissing));
                if (!errors.Any && !PartialPeriod.IsValid(position.Start, end))
                {
                    errors.Add("tot", PartialPeriodInput.EndBeforeStart(position.Start!.Value, end));
                }

                var why = errors.Take("reden", TextInput.Optional(form.Reden, 1000, lines: true));
                return new(actor.Act(RegisterProcesses.End, RegisterPermissions.Keep, body, why), p => p.EndOn(end, workplace.Today));
            case Deed.Withdraw:
                var ground = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.GroundMissing));
                var until = errors.Take("tot", DateInput.Required(form.Tot, min: workplace.Today.AddDays(1), missing: Texts.UntilMissing));
                return new(
                    actor.Act(RegisterProcesses.Withdraw, RegisterPermissions.Withdraw, body, ground) with { LegalBasis = SafetyGround },
                    p =>
                    {
                        p.Withdrawn = true;
                        p.WithdrawalGround = ground;
                        p.WithdrawnUntil = until;
                    }
                );
            default:
                var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
                return new(
                    actor.Act(RegisterProcesses.Resume, RegisterPermissions.Withdraw, body, reason),
                    p =>
                    {
                        p.Withdrawn = false;
                        p.WithdrawalGround = null;
                        p.WithdrawnUntil = null;
                    }
                );
        }
    }

    private async Task<IResult> PageAsync(Deed deed, Guid body, AncillaryPosition position, DeedForm form, FormErrors errors, EditConflict? conflict = null) =>
        new RazorComponentResult<DeedPage>(
            new
            {
                Deed = deed,
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                Form = form,
                Errors = errors,
                Conflict = conflict,
            }
        )
        {
            StatusCode = errors.StatusCode(conflict is not null),
        };

    private static AncillaryPosition After(AncillaryPosition position, Asked asked)
    {
        var after = SubjectCodec.Read<AncillaryPosition>(SubjectCodec.Write(position));
        asked.Apply(after);
        return after;
    }

    private static string Done(Deed deed, Guid body, Guid id) => $"{WorkplaceAddress.Position(body, id)}?gedaan={DeedWords.Path(deed)}";

    /// <summary>What the form asks for.</summary>
    /// <param name="Act">The act by which it is saved.</param>
    /// <param name="Apply">Does it to an entry, or to a copy to see what would change.</param>
    private sealed record Asked(Act Act, Action<AncillaryPosition> Apply);
}

/// <summary>A deed with a short form.</summary>
public enum Deed
{
    /// <summary>Melden: a draft becomes what the office-holder reported.</summary>
    Declare,

    /// <summary>Beëindigen.</summary>
    End,

    /// <summary>Intrekken om veiligheid.</summary>
    Withdraw,

    /// <summary>Hervatten: show it again.</summary>
    Resume,
}

/// <summary>Deeds in words.</summary>
internal static class DeedWords
{
    public static string Path(Deed deed) =>
        deed switch
        {
            Deed.Declare => "melden",
            Deed.End => "beeindigen",
            Deed.Withdraw => "intrekken",
            _ => "hervatten",
        };

    public static string Title(Deed deed) =>
        deed switch
        {
            Deed.Declare => Texts.DeclareDraft,
            Deed.End => Texts.End,
            Deed.Withdraw => Texts.WithdrawForSafety,
            _ => Texts.Resume,
        };

    public static string Lead(Deed deed) =>
        deed switch
        {
            Deed.Declare => Texts.DeclareLead,
            Deed.End => Texts.EndLead,
            Deed.Withdraw => Texts.WithdrawLead,
            _ => Texts.ResumeLead,
        };

    /// <summary>What follows from a deed beside the fields that change, in sentences for the check.</summary>
    /// <param name="deed">The deed.</param>
    /// <param name="after">The entry as the deed leaves it.</param>
    public static IReadOnlyList<string> Consequences(Deed deed, AncillaryPosition after)
    {
        // Withdrawn or not.
        var isPublished = after.State is PositionState.Published or PositionState.Ended;
        return deed switch
        {
            Deed.End when after.State == PositionState.Published => [Texts.EndsLater],
            Deed.Withdraw when isPublished => [Texts.WithdrawHides, Texts.WithdrawOldAddress, Texts.WithdrawCopies, .. Reviewed(after)],
            Deed.Withdraw => [Texts.WithdrawKeepsBack, .. Reviewed(after)],
            Deed.Resume => [isPublished ? Texts.ResumeShows : Texts.ResumeNotPublicYet, Texts.ResumeOnRecord],
            _ => [],
        };
    }

    private static IEnumerable<string> Reviewed(AncillaryPosition withdrawn) =>
        [PositionWords.Say(Texts.WithdrawReviewOn, PositionWords.Day(withdrawn.WithdrawnUntil!.Value)), Texts.WithdrawOnRecord];

    /// <summary>Whether the deed can be done to an entry as it stands; what is ended or withdrawn already gets another date or ground.</summary>
    public static bool IsPossible(Deed deed, AncillaryPosition position) =>
        deed switch
        {
            Deed.Declare => position.State == PositionState.Draft,
            Deed.Resume => position.Withdrawn,
            _ => true,
        };
}

/// <summary>The short form as typed.</summary>
public sealed record DeedForm
{
    public string? Versie { get; set; }

    public string? Melding { get; set; }

    public string? Tot { get; set; }

    public string? Reden { get; set; }
}
