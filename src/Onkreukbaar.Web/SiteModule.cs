// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Modules;

namespace Onkreukbaar.Web;

/// <summary>What belongs to no module: health, the design showcase, the site's own pages.</summary>
internal sealed class SiteModule : Module
{
    public override string Name => "Site";

    public override void Routes(IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).Public();
        app.MapHealthChecks("/health/ready").Public();
        app.MapGet("/ontwerp", () => new RazorComponentResult<ShowcasePage>()).Public();
    }
}
