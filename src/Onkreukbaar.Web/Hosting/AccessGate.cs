// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// Asks the policy before any endpoint runs. Deny by default: a route without an access rule is refused, whoever asks. For a route within
/// one body it also narrows the store to that body.
/// </summary>
internal sealed class AccessGate(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, ActorSource actors)
    {
        // An address that has other methods than this one: the framework answers 405 itself, and there is nothing to guard.
        if (http.GetEndpoint() is not { } endpoint || IsMethodAnswer(endpoint))
        {
            await next(http);
            return;
        }

        var rule = endpoint.Metadata.GetMetadata<AccessRule>() ?? throw new ProblemException(WebProblems.Forbidden());
        var actor = await actors.OfAsync(http);
        http.Features.Set(actor);
        if ((rule.SignedIn || rule.Permission is not null) && !actor.IsSignedIn)
        {
            SendToSignIn(http);
            return;
        }

        if (rule.Permission is { } permission)
        {
            Guid? body = null;
            if (http.Request.RouteValues.TryGetValue("body", out var value))
            {
                body = Guid.TryParse(value as string, out var id) ? id : throw new ProblemException(WebProblems.NotFound());
            }

            if (!Policy.Allows(actor, permission, body))
            {
                throw new ProblemException(WebProblems.Forbidden());
            }

            if (body is { } scope)
            {
                http.RequestServices.GetRequiredService<RegisterStore>().ScopeTo(scope);
            }
        }

        if (rule.SignedIn || rule.Permission is not null)
        {
            // What is not for everybody is never stored by a browser or a proxy.
            http.Response.Headers.CacheControl = "no-store";
        }

        await next(http);
    }

    private static bool IsMethodAnswer(Endpoint endpoint) =>
        endpoint is not RouteEndpoint && endpoint.Metadata.Count == 0 && string.Equals(endpoint.DisplayName, "405 HTTP Method Not Supported", StringComparison.Ordinal);

    private static void SendToSignIn(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) && !WebProblems.IsMachine(http.Request))
        {
            http.Response.Redirect("/aanmelden?terug=" + Uri.EscapeDataString(http.Request.Path + http.Request.QueryString));
            return;
        }

        throw new ProblemException(WebProblems.SignInFirst());
    }
}
