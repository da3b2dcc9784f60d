// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.AspNetCore.Identity;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Accounts.Roles;

/// <summary>
/// The actor of a request: the account in the cookie, with the roles it has today. Rights are looked up, never read from the cookie, so
/// that an ended role, a blocked account or a changed password counts from the next request in this process, and after
/// <see cref="Lifetime"/> in the other processes.
/// </summary>
internal sealed class AccountActorSource : ActorSource
{
    /// <summary>How long another process may answer from memory.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, Known> cache = new();
    private readonly TimeProvider clock;
    private readonly string stampClaim;
    private long generation;

    public AccountActorSource(StoreSignals signals, TimeProvider clock, IOptions<IdentityOptions> identity)
    {
        this.clock = clock;
        stampClaim = identity.Value.ClaimsIdentity.SecurityStampClaimType;
        signals.Listen(
            (_, saved) =>
            {
                if (saved.Subjects.Any(s => s.Kind is AccountsModule.AssignmentKind or AccountsModule.StateKind))
                {
                    Forget();
                }

                return ValueTask.CompletedTask;
            }
        );
    }

    /// <summary>Drops what is remembered: rights or sign-in data changed.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref generation);
        cache.Clear();
    }

    public override async ValueTask<Actor> OfAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (
            http.User.Identity is not { IsAuthenticated: true }
            || !Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || await KnownAsync(http, id) is not { } known
            || !string.Equals(known.Stamp, http.User.FindFirstValue(stampClaim), StringComparison.Ordinal)
        )
        {
            return Actor.Anonymous;
        }

        return ActorOf(id, known);
    }

    /// <summary>The actor that an account will be from its next request on.</summary>
    public async ValueTask<Actor> OfAccountAsync(HttpContext http, Guid id) => await KnownAsync(http, id) is { } known ? ActorOf(id, known) : Actor.Anonymous;

    private Actor ActorOf(Guid id, Known known)
    {
        var today = DutchClock.Today(clock);
        return new Actor(id, known.Name, [.. known.Assignments.Where(a => a.HoldsOn(today)).Select(a => new Assignment(a.Role, a.BodyId))]);
    }

    private async ValueTask<Known?> KnownAsync(HttpContext http, Guid id)
    {
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(id, out var remembered) && remembered.LoadedAt <= now && now - remembered.LoadedAt < Lifetime)
        {
            return remembered;
        }

        // What was read before a change must not be remembered after it.
        var before = Interlocked.Read(ref generation);
        var store = http.RequestServices.GetRequiredService<RegisterStore>();
        var account = await http
            .RequestServices.GetRequiredService<AccountsContext>()
            .Users.AsNoTracking()
            .Where(a => a.Id == id)
            .Select(a => new { a.Name, a.SecurityStamp })
            .SingleOrDefaultAsync(http.RequestAborted);
        if (account is null || await store.Set<AccountState>().AnyAsync(s => s.Id == id && s.Disabled, http.RequestAborted))
        {
            return null;
        }

        var assignments = await store.Set<RoleAssignment>().AsNoTracking().Where(a => a.AccountId == id).ToListAsync(http.RequestAborted);
        var known = new Known(account.Name, account.SecurityStamp, assignments, now);
        if (Interlocked.Read(ref generation) == before)
        {
            cache[id] = known;
        }

        return known;
    }

    private sealed record Known(string Name, string? Stamp, IReadOnlyList<RoleAssignment> Assignments, DateTimeOffset LoadedAt);
}
