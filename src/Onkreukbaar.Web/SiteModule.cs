// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Web.Hosting;
using Onkreukbaar.Web.Pages;

namespace Onkreukbaar.Web;

/// <summary>What belongs to no module: health, the design showcase, the site's own pages.</summary>
internal sealed class SiteModule : Module
{
    public override string Name => "Site";

    public override void Routes(IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).Public();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = LedgerHealth.WriteAsync }).Public();
        app.MapGet("/ontwerp", Showcase).Public();
        app.MapGet("/toegankelijkheid", () => new RazorComponentResult<AccessibilityPage>()).Public();
        app.MapGet("/privacy", () => new RazorComponentResult<PrivacyPage>()).Public();
        app.MapGet("/bewijs", ProofAsync).Public();
        app.MapGet("/robots.txt", (Settings settings) => Results.Text(SiteFiles.Robots(settings))).Public();
        app.MapGet(
                "/.well-known/security.txt",
                (Settings settings, TimeProvider clock) =>
                    SiteFiles.Security(settings, clock) is { } text ? Results.Text(text, "text/plain; charset=utf-8") : Results.NotFound()
            )
            .Public();
    }

    /// <summary>All components, in the look of this installation or in that which the reader chooses.</summary>
    private static RazorComponentResult<ShowcasePage> Showcase(SiteContext site, SiteTheme look, string? huisstijl)
    {
        if (huisstijl is not null)
        {
            look.Dress(site, huisstijl);
        }

        return new(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ShowcasePage.Themes)] = look.Names });
    }

    private static async Task<IResult> ProofAsync(Ledgers ledgers, LedgerChecks checks, CancellationToken cancellation)
    {
        var register = ledgers[Zone.Register];
        var note = await register.Reader.CheckpointAsync(cancellation);
        return new RazorComponentResult<ProofPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ProofPage.Note)] = note,
                [nameof(ProofPage.Key)] = register.Key.ToString(),
                [nameof(ProofPage.Size)] = await register.Reader.SizeAsync(cancellation),
                [nameof(ProofPage.Register)] = await checks.LastAsync(Zone.Register, cancellation),
                [nameof(ProofPage.Vault)] = await checks.LastAsync(Zone.Vault, cancellation),
            }
        );
    }
}
