// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Degraded when the last nightly verification found something wrong: the site still answers, and a person must look.</summary>
internal sealed class LedgerHealth(LedgerChecks checks) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var intact = true;
        try
        {
            foreach (var zone in Enum.GetValues<Zone>())
            {
                var name = zone == Zone.Register ? "register" : "kluis";
                if (await checks.LastAsync(zone, cancellationToken) is { } check)
                {
                    intact &= check.IsIntact;
                    data[name + "Gecontroleerd"] = check.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                    data[name + "Intact"] = check.IsIntact;
                }
            }
        }
        catch (System.Data.Common.DbException)
        {
            // The check of the stores tells it.
            return HealthCheckResult.Healthy();
        }

        return intact ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(data: data);
    }

    /// <summary>The answer of <c>/health/ready</c>: state and dates, no details of the installation.</summary>
    public static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(
            JsonSerializer.Serialize(
                new
                {
                    status = report.Status.ToString(),
                    onderdelen = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), gegevens = e.Value.Data }, StringComparer.Ordinal),
                }
            )
        );
    }
}
