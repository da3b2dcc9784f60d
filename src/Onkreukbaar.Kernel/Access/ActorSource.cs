// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Kernel.Access;

/// <summary>Tells who makes a request. The accounts module replaces this one, which knows nobody.</summary>
public class ActorSource
{
    /// <summary>The actor of a request; asked once per request by the access gate.</summary>
    public virtual ValueTask<Actor> OfAsync(HttpContext http) => ValueTask.FromResult(Actor.Anonymous);
}
