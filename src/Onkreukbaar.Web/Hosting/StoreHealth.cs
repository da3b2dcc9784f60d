// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Ready when both stores answer.</summary>
internal sealed class StoreHealth(RegisterStore register, VaultStore vault) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await register.Database.CanConnectAsync(cancellationToken) && await vault.Database.CanConnectAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy();
}
