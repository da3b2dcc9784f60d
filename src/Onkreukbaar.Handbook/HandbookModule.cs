// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Handbook.Api;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Handbook.Codes.Keep;
using Onkreukbaar.Handbook.Codes.Published;
using Onkreukbaar.Handbook.Commands;
using Onkreukbaar.Handbook.Compare;
using Onkreukbaar.Handbook.Find;
using Onkreukbaar.Handbook.OneNorm;
using Onkreukbaar.Handbook.Overview;
using Onkreukbaar.Handbook.Pdf;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Handbook.Trial;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
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
    public override IEnumerable<Process> Processes => CodeProcesses.All;

    /// <inheritdoc />
    public override IEnumerable<Permission> Permissions => CodePermissions.All;

    /// <inheritdoc />
    public override void Model(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Subject<AdoptedCode>(StoredCodes.Kind, "adopted_code");
    }

    /// <inheritdoc />
    public override void Services(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var shelf = new NormShelf(provider.GetRequiredService<Settings>(), StoredCodes.Source(provider.GetRequiredService<IDbContextFactory<RegisterStore>>()), provider.GetRequiredService<ILogger<NormShelf>>());
            StoredCodes.Follow(provider.GetRequiredService<StoreSignals>(), shelf);
            return shelf;
        });
        services.TryAddScoped<AccountNames>();
        services.AddScoped<BodyCodes>();
        services.AddScoped<AddCode>();
        services.AddScoped<CodeOverview>();
        services.AddSingleton<WeasyPrint>();
        services.AddScoped<HandbookReader>();
    }

    /// <inheritdoc />
    public override IEnumerable<NavigationEntry> Navigation =>
        [
            new(() => Texts.Handbook, HandbookAddress.Root, Permission: null, Order: 50),
            new(() => Texts.Codes, CodeAddress.Choose, CodePermissions.Find, Order: 91),
        ];

    /// <inheritdoc />
    public override IEnumerable<ExportList> Lists => [CodeList.All];

    /// <inheritdoc />
    public override IEnumerable<ChangePart> ChangeParts => [CodeChangePart.Part];

    /// <inheritdoc />
    public override IEnumerable<SearchPart> SearchParts => [SearchPages.Part];

    /// <inheritdoc />
    public override IEnumerable<PagePart> PageParts => [BodyRules.Part, PublicCodes.Part, CodeOverview.Part];

    /// <inheritdoc />
    public override void Routes(IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Read before the first request: an installation whose norms are broken does not start.
        app.ServiceProvider.GetRequiredService<NormShelf>();
        NormsApi.Map(app);
        CodesApi.Map(app);
        CodeOverview.Map(app);
        AddCode.Map(app);
        PublicCodes.Map(app);
        OverviewPages.Map(app);
        NormPages.Map(app);
        ComparePages.Map(app);
        SearchPages.Map(app);
        TrialPages.Map(app);
        PdfPages.Map(app);
    }

    /// <inheritdoc />
    public override Task SeedAsync(IServiceProvider services, SeedPlan plan, CancellationToken cancellation) =>
        ActivatorUtilities.CreateInstance<CodesSeed>(services, plan).RunAsync(cancellation);
}
