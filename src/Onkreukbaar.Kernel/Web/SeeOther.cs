// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Kernel.Web;

/// <summary>
/// The answer to a form that was accepted: 303, so that the browser gets the next page and a reload does not send the form again.
/// </summary>
/// <param name="path">Local path with query; never something that a visitor typed (see <see cref="LocalPath"/>).</param>
public sealed class SeeOther(string path) : IResult
{
    /// <summary>Where the browser goes.</summary>
    public string Path { get; } = path;

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Path;
        return Task.CompletedTask;
    }
}

/// <summary>Return addresses that a visitor brings along.</summary>
public static class LocalPath
{
    /// <summary>The address when it is a path on this site, else the fallback: nobody is led to another site by a link to ours.</summary>
    public static string Or(string? asked, string fallback) => IsLocal(asked) ? asked! : fallback;

    /// <summary>
    /// Whether it starts with one slash and holds nothing that a browser reads as another host: <c>//host</c>, <c>/\host</c>, control
    /// characters (which browsers drop, so that <c>/&lt;tab&gt;/host</c> becomes <c>//host</c>).
    /// </summary>
    public static bool IsLocal(string? path) =>
        path is { Length: > 0 and <= 2000 }
        && path[0] == '/'
        && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && path.All(c => c is > ' ' and < (char)0x7f);
}
