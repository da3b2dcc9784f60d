// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Onkreukbaar.Accounts.SignIn;

/// <summary>Filters that are services with a state of their own.</summary>
internal static class EndpointFilters
{
    /// <summary>Adds the registered filter; <c>AddEndpointFilter&lt;T&gt;</c> would make a new one for each endpoint.</summary>
    public static RouteHandlerBuilder AddEndpointFilterOf<TFilter>(this RouteHandlerBuilder route)
        where TFilter : class, IEndpointFilter
    {
        route.AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<TFilter>().InvokeAsync(context, next));
        return route;
    }
}
