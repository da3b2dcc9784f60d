// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;

namespace Onkreukbaar.Tests.Access;

/// <summary>What every route of the running application must hold to.</summary>
internal static partial class RouteGuards
{
    /// <summary>A route without a rule is refused at run time; it should not exist either.</summary>
    public static IEnumerable<string> WithoutRule(IEnumerable<Endpoint> endpoints) =>
        endpoints.Where(e => e.Metadata.GetMetadata<AccessRule>() is null).Select(e => $"{Name(e)}: no Public(), SignedIn() or Requires(permission)");

    /// <summary>A form that changes something must not be sent by another site. The API under /v1 has no cookies.</summary>
    public static IEnumerable<string> WithoutAntiforgery(IEnumerable<Endpoint> endpoints) =>
        endpoints
            .Where(e => Methods(e).Any(m => !HttpMethods.IsGet(m) && !HttpMethods.IsHead(m) && !HttpMethods.IsOptions(m)))
            .Where(e => !Pattern(e).StartsWith("/v1/", StringComparison.Ordinal))
            .Where(e => e.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true })
            .Select(e => $"{Name(e)}: no antiforgery; bind a [FromForm] record or an IFormCollection");

    /// <summary>One line for each route: who gets in.</summary>
    public static string Matrix(IEnumerable<Endpoint> endpoints)
    {
        var lines = endpoints
            .Select(e => (Path: Hash().Replace(Pattern(e), "<hash>"), Method: string.Join(',', Methods(e).Order(StringComparer.Ordinal)), Rule: e.Metadata.GetMetadata<AccessRule>()))
            .OrderBy(l => l.Path, StringComparer.Ordinal)
            .ThenBy(l => l.Method, StringComparer.Ordinal)
            .Select(l => $"{l.Method,-8} {l.Path,-70} {Who(l.Path, l.Rule)}")
            .Distinct(StringComparer.Ordinal);
        return new StringBuilder().AppendJoin('\n', lines).ToString();
    }

    /// <summary>The address; a group's empty pattern leaves a slash at the end that no address has.</summary>
    public static string Pattern(Endpoint endpoint) => "/" + ((endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName ?? "?").Trim('/');

    public static IReadOnlyList<string> Methods(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    public static string Name(Endpoint endpoint) => $"{string.Join(',', Methods(endpoint))} {Pattern(endpoint)}";

    private static string Who(string path, AccessRule? rule)
    {
        if (rule is null)
        {
            return "nobody: no rule";
        }

        if (rule.Permission is not { } permission)
        {
            return rule.SignedIn ? "everybody who signed in" : "everybody";
        }

        // Asked of the policy, not read from the permission: the policy is what decides.
        var roles = Enum.GetValues<Role>().Where(r => Policy.Allows(new Actor(Guid.Empty, "", [new Assignment(r, null)]), permission, bodyId: null));
        var scope = path.Contains("{body", StringComparison.Ordinal) ? " (of the body)" : "";
        return $"{permission.Code}: {string.Join(", ", roles)}{scope}";
    }

    [GeneratedRegex("[0-9a-f]{12,}", RegexOptions.None, 1000)]
    private static partial Regex Hash();
}
