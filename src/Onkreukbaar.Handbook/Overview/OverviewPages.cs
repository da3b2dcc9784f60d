// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Handbook.Overview;

/// <summary>"Which rules hold for me?": the choice of office, body and day, and the norms that hold then.</summary>
internal static class OverviewPages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet(HandbookAddress.Root, ShowAsync).Public().CachedPublic();

    private static async Task<IResult> ShowAsync(HttpContext http, HandbookReader reader)
    {
        PublicCache.ShownAsList(http);
        var view = await reader.ReadAsync(http.Request.Query, http.RequestAborted);
        return new RazorComponentResult<OverviewPage>(new { View = view })
        {
            StatusCode = view.Errors.Count > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
        };
    }
}
