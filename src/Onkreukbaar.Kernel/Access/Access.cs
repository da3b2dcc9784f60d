// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Kernel.Access;

/// <summary>Rol: the capacities in which people work with the system (design §5). More are data of a body, not code.</summary>
public enum Role
{
    /// <summary>Politieke ambtsdrager, for the own data.</summary>
    OfficeHolder,

    /// <summary>Griffier (or board secretary): keeps the registers.</summary>
    Clerk,

    /// <summary>Publicatieredacteur: publishes what the clerk prepared.</summary>
    PublicationEditor,

    /// <summary>Integriteitsbewaker: mayor, King's commissioner or dike-reeve.</summary>
    IntegrityGuardian,

    /// <summary>Secretaris.</summary>
    Secretary,

    /// <summary>Integriteitscoördinator.</summary>
    IntegrityCoordinator,

    /// <summary>Vertrouwenspersoon.</summary>
    ConfidentialAdviser,

    /// <summary>Onderzoeker: one case, expiring.</summary>
    Investigator,

    /// <summary>Veiligheidscoördinator.</summary>
    SafetyCoordinator,

    /// <summary>Functioneel beheerder: settings and accounts, no confidential content.</summary>
    FunctionalAdministrator,

    /// <summary>Technisch beheerder: no content.</summary>
    TechnicalAdministrator,

    /// <summary>Functionaris gegevensbescherming.</summary>
    PrivacyOfficer,

    /// <summary>Archivaris.</summary>
    Archivist,

    /// <summary>Auditor: reads and logs.</summary>
    Auditor,
}

/// <summary>Something that may be done, and by whom.</summary>
/// <param name="Code">Stable, Dutch, <c>onderwerp.handeling</c>.</param>
/// <param name="Roles">Roles that may, each for the bodies for which it was given.</param>
public sealed record Permission(string Code, params IReadOnlyList<Role> Roles);

/// <summary>A role for one body, or for all bodies of the installation when <paramref name="BodyId"/> is null.</summary>
public sealed record Assignment(Role Role, Guid? BodyId);

/// <summary>Who asks: an account with its assignments, or nobody.</summary>
/// <param name="AccountId">Null for the anonymous visitor.</param>
/// <param name="Name">Shown to the actor alone.</param>
/// <param name="Assignments">Roles by body.</param>
public sealed record Actor(Guid? AccountId, string Name, IReadOnlyList<Assignment> Assignments)
{
    /// <summary>The visitor who did not sign in.</summary>
    public static Actor Anonymous { get; } = new(null, "", []);

    /// <summary>Whether somebody signed in.</summary>
    public bool IsSignedIn => AccountId is not null;

    /// <summary>Lets endpoints take the actor as a parameter; the access gate has put it on the request.</summary>
    public static ValueTask<Actor?> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return ValueTask.FromResult(http.Features.Get<Actor>() ?? Anonymous)!;
    }

    /// <summary>Starts an act in the role that gives the permission.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor has no such role: the access gate was passed by.</exception>
    public Stores.Act Act(string process, Permission permission, Guid bodyId, string? reason = null) =>
        new()
        {
            ActorId = AccountId,
            ActorRole = Policy.RoleFor(this, permission, bodyId)?.ToString() ?? throw new UnauthorizedAccessException(permission.Code),
            Process = process,
            Reason = reason,
        };
}

/// <summary>The one place that decides who may do what. Deny by default.</summary>
public static class Policy
{
    /// <summary>Whether the actor may, for this body. With a null body: whether for any body.</summary>
    public static bool Allows(Actor actor, Permission permission, Guid? bodyId) => RoleFor(actor, permission, bodyId) is not null;

    /// <summary>The role by which the actor may; null when not.</summary>
    public static Role? RoleFor(Actor actor, Permission permission, Guid? bodyId)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(permission);
        foreach (var assignment in actor.Assignments)
        {
            var covers = bodyId is null || assignment.BodyId is null || assignment.BodyId == bodyId;
            if (covers && permission.Roles.Contains(assignment.Role))
            {
                return assignment.Role;
            }
        }

        return null;
    }
}

/// <summary>Endpoint metadata: what the access gate asks before the endpoint runs.</summary>
/// <param name="Permission">Null: open to everybody, or to everybody who signed in.</param>
/// <param name="SignedIn">Only for who signed in, in whatever role.</param>
public sealed record AccessRule(Permission? Permission, bool SignedIn = false);

/// <summary>Marks routes for the access gate; a route without a mark is refused.</summary>
public static class AccessRouting
{
    /// <summary>Open to everybody, signed in or not.</summary>
    public static TBuilder Public<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AccessRule(Permission: null));

    /// <summary>Only for who signed in, whatever the role: pages about the own account.</summary>
    public static TBuilder SignedIn<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AccessRule(Permission: null, SignedIn: true));

    /// <summary>Only for who has the permission; for the body named by route value <c>body</c> when the route has one.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder route, Permission permission)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AccessRule(permission));
}
