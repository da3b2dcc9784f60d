// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Registers.AncillaryPositions.Overview;

/// <summary>Where the clerk starts: choose the body, then see what waits.</summary>
internal sealed class WorkplaceHome(Workplace workplace, ModuleSet modules, IServiceProvider services)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/beheer", (Actor actor, WorkplaceHome use) => use.ChooseAsync(actor)).Requires(RegisterPermissions.Read);
        app.MapGet("/beheer/{body:guid}", (Guid body, Actor actor, WorkplaceHome use, HttpContext http) => use.ShowAsync(body, actor, http.RequestAborted)).Requires(RegisterPermissions.Read);
    }

    private async Task<IResult> ChooseAsync(Actor actor)
    {
        var assigned = actor.Assignments.Where(a => RegisterPermissions.Read.Roles.Contains(a.Role)).ToList();
        var bodies = workplace.Map.Bodies;
        if (assigned.Exists(a => a.BodyId is null))
        {
            bodies = bodies.Where(b => b.KeepsRegister);
        }
        else
        {
            var own = assigned.ConvertAll(a => a.BodyId!.Value);
            bodies = bodies.Where(b => own.Contains(b.Id));
        }

        var found = await bodies.OrderBy(b => b.SortKey).Take(1000).ToListAsync();
        return found.Count == 1 ? new SeeOther(WorkplaceAddress.Home(found[0].Id)) : new RazorComponentResult<ChooseBodyPage>(new { Bodies = found });
    }

    private async Task<IResult> ShowAsync(Guid body, Actor actor, CancellationToken cancellation)
    {
        var card = await workplace.BodyAsync(body);
        var today = workplace.Today;
        var positions = workplace.Store.Set<AncillaryPosition>().AsNoTracking();
        var declared = positions.Where(p => p.State == PositionState.Declared && !p.Withdrawn);
        var oldest = await declared.MinAsync(p => p.ReportedOn, cancellation);
        var counts = new WorkplaceCounts(
            await positions.CountAsync(p => p.State == PositionState.Draft, cancellation),
            await declared.CountAsync(cancellation),
            oldest is { } day ? today.DayNumber - day.DayNumber : null,
            await positions.CountAsync(p => p.EndedUndated && p.End == null, cancellation),
            await positions.CountAsync(p => p.Withdrawn && p.WithdrawnUntil <= today, cancellation),
            await positions.CountAsync(p => (p.State == PositionState.Published || p.State == PositionState.Ended) && !p.Withdrawn, cancellation)
        );
        var parts = new List<RenderFragment>();
        foreach (var part in modules.All.SelectMany(m => m.PageParts).Where(p => string.Equals(p.Slot, PageSlot.Workplace, StringComparison.Ordinal)).OrderBy(p => p.Order))
        {
            if (await part.LoadAsync(services, new PartContext(body, ViewMoment.Now), cancellation) is { } fragment)
            {
                parts.Add(fragment);
            }
        }

        return new RazorComponentResult<WorkplacePage>(
            new
            {
                Body = card,
                Counts = counts,
                Parts = parts,
                MayKeep = Policy.Allows(actor, RegisterPermissions.Keep, body),
            }
        );
    }
}

/// <summary>What waits at a body.</summary>
/// <param name="Drafts">Concepts.</param>
/// <param name="Declared">Reported and not yet public.</param>
/// <param name="DeclaredDays">Days since the oldest of them was reported; null when none has a date.</param>
/// <param name="WithoutEnd">Ended on a day that nobody noted.</param>
/// <param name="ToReview">Withdrawn, and the day for looking again has come.</param>
/// <param name="Published">Public.</param>
public sealed record WorkplaceCounts(int Drafts, int Declared, int? DeclaredDays, int WithoutEnd, int ToReview, int Published);
