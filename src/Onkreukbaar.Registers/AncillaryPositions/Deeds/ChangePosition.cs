// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Registers.AncillaryPositions.Deeds;

/// <summary>
/// The deeds with a short form of their own: end a position, withdraw it for safety (Woo 5.1(2)(h): hidden everywhere, the ground stays with
/// the clerk), and show it again.
/// </summary>
internal sealed class ChangePosition(Workplace workplace)
{
    private const string SafetyGround = "Woo 5.1(2)(h)";

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/nevenfuncties/{id:guid}/";
        foreach (var deed in Enum.GetValues<Deed>())
        {
            var permission = deed == Deed.End ? RegisterPermissions.Keep : RegisterPermissions.Withdraw;
            app.MapGet(Route + DeedWords.Path(deed), (Guid body, Guid id, ChangePosition use) => use.AskAsync(deed, body, id)).Requires(permission);
            app.MapPost(Route + DeedWords.Path(deed), (Guid body, Guid id, [FromForm] DeedForm form, Actor actor, ChangePosition use) => use.SaveAsync(deed, body, id, form, actor))
                .Requires(permission);
        }
    }

    private async Task<IResult> AskAsync(Deed deed, Guid body, Guid id)
    {
        var position = await workplace.PositionAsync(id);
        return await PageAsync(deed, body, position, new DeedForm { Versie = Number(position.Version) }, new FormErrors(), changed: false);
    }

    private async Task<IResult> SaveAsync(Deed deed, Guid body, Guid id, DeedForm form, Actor actor)
    {
        var position = await workplace.PositionAsync(id);
        if (IsDone(deed, position))
        {
            // Sent twice: it was done.
            return new SeeOther(WorkplaceAddress.Position(body, id));
        }

        var errors = new FormErrors();
        var act = Read(deed, form, errors, position, actor, body, out var apply);
        if (errors.Any)
        {
            return await PageAsync(deed, body, position, form, errors, changed: false);
        }

        if (!string.Equals(form.Versie, Number(position.Version), StringComparison.Ordinal))
        {
            return await PageAsync(deed, body, position, form with { Versie = Number(position.Version) }, errors, changed: true);
        }

        apply();
        try
        {
            await workplace.Store.SaveAsync(act);
        }
        catch (ProblemException stale) when (string.Equals(stale.Problem.Code, "conflict.gewijzigd", StringComparison.Ordinal))
        {
            workplace.Store.ChangeTracker.Clear();
            var fresh = await workplace.PositionAsync(id);
            return await PageAsync(deed, body, fresh, form with { Versie = Number(fresh.Version) }, errors, changed: true);
        }

        return new SeeOther($"{WorkplaceAddress.Position(body, id)}?gedaan={DeedWords.Path(deed)}");
    }

    private Act Read(Deed deed, DeedForm form, FormErrors errors, AncillaryPosition position, Actor actor, Guid body, out Action apply)
    {
        switch (deed)
        {
            case Deed.End:
                var end = errors.Take("tot", PartialDateInput.Required(form.Tot, missing: Texts.EndMissing));
                if (!errors.Any && !PartialPeriod.IsValid(position.Start, end))
                {
                    errors.Add("tot", PartialPeriodInput.EndBeforeStart(position.Start!.Value, end));
                }

                var why = errors.Take("reden", TextInput.Optional(form.Reden, 1000, lines: true));
                apply = () =>
                {
                    position.EndOn(end, workplace.Today);
                };
                return actor.Act(RegisterProcesses.End, RegisterPermissions.Keep, body, why);
            case Deed.Withdraw:
                var ground = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.GroundMissing));
                var until = errors.Take("tot", DateInput.Required(form.Tot, min: workplace.Today.AddDays(1), missing: Texts.UntilMissing));
                if (!string.Equals(form.Zeker, "ja", StringComparison.Ordinal))
                {
                    errors.Add("zeker", "veld.verplicht", Texts.ConfirmMissing);
                }

                apply = () =>
                {
                    position.Withdrawn = true;
                    position.WithdrawalGround = ground;
                    position.WithdrawnUntil = until;
                };
                return actor.Act(RegisterProcesses.Withdraw, RegisterPermissions.Withdraw, body, ground) with { LegalBasis = SafetyGround };
            default:
                var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
                apply = () =>
                {
                    position.Withdrawn = false;
                    position.WithdrawalGround = null;
                    position.WithdrawnUntil = null;
                };
                return actor.Act(RegisterProcesses.Resume, RegisterPermissions.Withdraw, body, reason);
        }
    }

    private static bool IsDone(Deed deed, AncillaryPosition position) =>
        deed switch
        {
            Deed.End => position.State == PositionState.Ended,
            Deed.Withdraw => position.Withdrawn,
            _ => !position.Withdrawn,
        };

    private async Task<IResult> PageAsync(Deed deed, Guid body, AncillaryPosition position, DeedForm form, FormErrors errors, bool changed) =>
        new RazorComponentResult<DeedPage>(
            new
            {
                Deed = deed,
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(position.PersonId),
                Position = position,
                Form = form,
                Errors = errors,
                Changed = changed,
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };

    private static string Number(long version) => version.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A deed with a short form.</summary>
public enum Deed
{
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
            Deed.End => "beeindigen",
            Deed.Withdraw => "intrekken",
            _ => "hervatten",
        };

    public static string Title(Deed deed) =>
        deed switch
        {
            Deed.End => Texts.End,
            Deed.Withdraw => Texts.WithdrawForSafety,
            _ => Texts.Resume,
        };

    public static string Lead(Deed deed) =>
        deed switch
        {
            Deed.End => Texts.EndLead,
            Deed.Withdraw => Texts.WithdrawLead,
            _ => Texts.ResumeLead,
        };
}

/// <summary>The short form as typed.</summary>
public sealed record DeedForm
{
    public string? Versie { get; set; }

    public string? Tot { get; set; }

    public string? Reden { get; set; }

    public string? Zeker { get; set; }
}
