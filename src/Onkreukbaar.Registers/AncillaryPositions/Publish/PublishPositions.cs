// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.AncillaryPositions.Publish;

/// <summary>Makes one or more positions public in one act, after a page on which they can be checked.</summary>
internal sealed class PublishPositions(Workplace workplace)
{
    private const int MostAtOnce = 500;

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/nevenfuncties/openbaarmaken";
        app.MapGet(Route, (Guid body, HttpRequest request, PublishPositions use) => use.CheckAsync(body, Numbers(request.Query["nummer"]))).Requires(RegisterPermissions.Publish);
        app.MapPost(Route + "/controle", (Guid body, [FromForm] IFormCollection form, PublishPositions use) => use.CheckAsync(body, Numbers(form["nummer"]))).Requires(RegisterPermissions.Publish);
        app.MapPost(Route, (Guid body, [FromForm] IFormCollection form, Actor actor, PublishPositions use) => use.PublishAsync(body, Numbers(form["nummer"]), actor)).Requires(RegisterPermissions.Publish);
    }

    private async Task<IResult> CheckAsync(Guid body, string[] numbers, int status = StatusCodes.Status200OK)
    {
        var card = await workplace.BodyAsync(body);
        var chosen = Chosen(numbers);
        var ids = chosen.ConvertAll(c => c.Id);
        var rows = await (
            from p in workplace.Store.Set<AncillaryPosition>().AsNoTracking()
            where ids.Contains(p.Id) && (p.State == PositionState.Draft || p.State == PositionState.Declared) && !p.Withdrawn
            join who in workplace.Map.Persons on p.PersonId equals who.Id
            orderby who.SortKey
            select new PositionRow { Position = p, Person = who.Name, PersonSort = who.SortKey }
        ).ToListAsync();
        // Without a version the page was reached by a link, on which nothing was seen before.
        var versions = chosen.Where(c => c.Version > 0).ToDictionary(c => c.Id, c => c.Version);
        var changed = rows.Where(r => versions.TryGetValue(r.Position.Id, out var seen) && seen != r.Position.Version).Select(r => r.Position.Id).ToHashSet();
        return new RazorComponentResult<CheckPublicationPage>(
            new
            {
                Body = card,
                Rows = rows,
                Changed = (IReadOnlySet<Guid>)changed,
                IsStopped = status == StatusCodes.Status409Conflict,
            }
        )
        {
            StatusCode = status,
        };
    }

    private async Task<IResult> PublishAsync(Guid body, string[] numbers, Actor actor)
    {
        var chosen = Chosen(numbers);
        if (chosen.Count == 0)
        {
            return await CheckAsync(body, numbers, StatusCodes.Status422UnprocessableEntity);
        }

        var ids = chosen.ConvertAll(c => c.Id);
        var positions = await workplace.Store.Set<AncillaryPosition>().Where(p => ids.Contains(p.Id)).ToListAsync();
        if (positions.Count < chosen.Count)
        {
            throw new ProblemException(Problem.NotFound(Texts.PositionNotFound));
        }

        // Sent twice: everything is public already, and the page says so again.
        var waiting = positions.Where(p => p.State is PositionState.Draft or PositionState.Declared).ToList();
        if (waiting.Exists(p => p.Withdrawn || p.Version != chosen.First(c => c.Id == p.Id).Version))
        {
            return await CheckAsync(body, numbers, StatusCodes.Status409Conflict);
        }

        foreach (var position in waiting)
        {
            position.Publish(workplace.Today);
        }

        if (!await workplace.TrySaveAsync(actor.Act(RegisterProcesses.Publish, RegisterPermissions.Publish, body)))
        {
            return await CheckAsync(body, numbers, StatusCodes.Status409Conflict);
        }

        return new SeeOther(
            positions.Count == 1
                ? WorkplaceAddress.Position(body, positions[0].Id) + "?gedaan=openbaarmaken"
                : WorkplaceAddress.Positions(body) + "?gedaan=openbaarmaken"
        );
    }

    private static string[] Numbers(Microsoft.Extensions.Primitives.StringValues values) => [.. values.OfType<string>()];

    private static List<(Guid Id, long Version)> Chosen(string[] numbers)
    {
        var chosen = new List<(Guid Id, long Version)>();
        foreach (var number in numbers.Take(MostAtOnce))
        {
            var parts = number.Split(':');
            if (Guid.TryParse(parts[0], out var id) && chosen.TrueForAll(c => c.Id != id))
            {
                chosen.Add((id, parts.Length > 1 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0));
            }
        }

        return chosen;
    }
}
