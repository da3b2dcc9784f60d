// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Handbook.Api;
using Onkreukbaar.Handbook.Commands;
using Onkreukbaar.Handbook.Compare;
using Onkreukbaar.Handbook.Find;
using Onkreukbaar.Handbook.OneNorm;
using Onkreukbaar.Handbook.Overview;
using Onkreukbaar.Handbook.Pdf;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Handbook.Trial;
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
    public override void Services(IServiceCollection services)
    {
        services.AddSingleton<NormShelf>();
        services.AddSingleton<WeasyPrint>();
        services.AddScoped<HandbookReader>();
    }

    /// <inheritdoc />
    public override IEnumerable<NavigationEntry> Navigation => [new(() => Texts.Handbook, HandbookAddress.Root, Permission: null, Order: 50)];

    /// <inheritdoc />
    public override IEnumerable<SearchPart> SearchParts => [SearchPages.Part];

    /// <inheritdoc />
    public override IEnumerable<PagePart> PageParts => [BodyRules.Part];

    /// <inheritdoc />
    public override void Routes(IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Read before the first request: an installation whose norms are broken does not start.
        app.ServiceProvider.GetRequiredService<NormShelf>();
        NormsApi.Map(app);
        OverviewPages.Map(app);
        NormPages.Map(app);
        ComparePages.Map(app);
        SearchPages.Map(app);
        TrialPages.Map(app);
        PdfPages.Map(app);
    }
}
