// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Handbook.Commands;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook;

/// <summary>Handboek: the norms for everybody to read and to ask, and the codes that bodies adopt themselves.</summary>
public sealed class HandbookModule : Module
{
    /// <inheritdoc />
    public override string Name => "Handbook";

    /// <inheritdoc />
    public override IEnumerable<Command> Commands => NormCommands.All;

    /// <inheritdoc />
    public override void Services(IServiceCollection services) => services.AddSingleton<NormShelf>();

    /// <inheritdoc />
    public override void Routes(IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Read before the first request: an installation whose norms are broken does not start.
        app.ServiceProvider.GetRequiredService<NormShelf>();
    }
}
