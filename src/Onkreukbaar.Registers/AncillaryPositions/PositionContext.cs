// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>What is needed beside a position to put its fields into words.</summary>
/// <param name="Bodies">Names of the public bodies at which the positions are, by id.</param>
/// <param name="Today">The Dutch day of looking; null where the words are about a recorded state, which stays what it was.</param>
internal sealed record PositionContext(IReadOnlyDictionary<Guid, string> Bodies, DateOnly? Today = null)
{
    /// <summary>Reads the names of the bodies that these positions are at; asks nothing when they are at none.</summary>
    public static async Task<PositionContext> OfAsync(OfficesMap map, IEnumerable<AncillaryPosition> positions, CancellationToken cancellation = default) =>
        new((await map.BodiesAsync(positions.Select(p => p.OrganisationBodyId).OfType<Guid>(), cancellation)).ToDictionary(b => b.Key, b => b.Value.Name));

    /// <summary>Names of all public bodies, for a list of unknown length.</summary>
    public static async Task<PositionContext> AllAsync(OfficesMap map, CancellationToken cancellation = default) =>
        new(await map.Bodies.Select(b => new { b.Id, b.Name }).ToDictionaryAsync(b => b.Id, b => b.Name, cancellation));

    /// <summary>Where the only body that matters is at hand already.</summary>
    public static PositionContext Of(BodyCard? body) =>
        new(body is null ? new Dictionary<Guid, string>() : new Dictionary<Guid, string> { [body.Id] = body.Name });

    /// <summary>Name of the public body at which a position is; null when it is at none, or the map does not know it any more.</summary>
    public string? BodyOf(AncillaryPosition position) => position.OrganisationBodyId is { } body ? Bodies.GetValueOrDefault(body) : null;
}
