// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// Ready when both stores answer a question about a row. A connection of its own each time: one from the pool would go on with a file that was taken away, and
/// opening alone says nothing of a damaged file or of tables that are not there.
/// </summary>
internal sealed class StoreHealth(Settings settings, StorageProvider provider) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            foreach (var zone in Enum.GetValues<Zone>())
            {
                await using var connection = provider.Connect(provider.Unpooled(OnkreukbaarApp.ConnectionString(settings, zone)));
                await connection.OpenAsync(cancellationToken);
                await using var question = connection.CreateCommand();
                question.CommandText = "SELECT id FROM version LIMIT 1";
                await question.ExecuteScalarAsync(cancellationToken);
            }

            return HealthCheckResult.Healthy();
        }
        catch (DbException)
        {
            return HealthCheckResult.Unhealthy();
        }
    }
}
