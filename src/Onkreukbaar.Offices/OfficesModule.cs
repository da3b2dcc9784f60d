// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Api;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Offices.Import;
using Onkreukbaar.Offices.Seed;
using Onkreukbaar.Offices.Pages;
using Onkreukbaar.Offices.Reading;

namespace Onkreukbaar.Offices;

/// <summary>Public bodies, persons, offices and terms of office: the map that every module may use.</summary>
public sealed class OfficesModule : Module
{
    /// <inheritdoc />
    public override string Name => "Offices";

    /// <inheritdoc />
    public override IEnumerable<Process> Processes => [new(OrganisationsImport.Process, () => Texts.ProcessImported)];

    /// <inheritdoc />
    public override IEnumerable<Command> Commands =>
        [
            new(
                "import organisations",
                "Public bodies, persons and terms of office from a folder with organisaties, personen and posten as .jsonl or .jsonl.gz.",
                new("FOLDER", "Folder with the three files."),
                ImportRun.Options,
                context =>
                    ImportRun.RunAsync(
                        context,
                        OrganisationsImport.Process,
                        run => new OrganisationsImport(run, context.Services.GetRequiredService<ReferenceData>()).RunAsync(context.Argument ?? ".")
                    )
            ),
        ];

    /// <inheritdoc />
    public override IEnumerable<ExportList> Lists => MapLists.All;

    /// <inheritdoc />
    public override void Model(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Subject<PublicBody>("overheidsorganisatie", "public_body").SharedByBodies();
        model.Subject<BodyName>("organisatienaam", "body_name");
        // A clerk's own list adds persons, and ties a person who was found by name to the list's key.
        model.Subject<Person>(PersonNames.Kind, "person").SharedByBodies(adds: true, changes: nameof(Person.SourceKey));
        model.Subject<Office>("ambt", "office");
        var term = model.Subject<TermOfOffice>(TermChanges.Kind, "term_of_office");
        term.Property(t => t.Faction).HasConversion(value => value!.ToString(), text => OverTime.Parse<string>(text));
        term.Property(t => t.FullTimePercent).HasConversion(value => value!.ToString(), text => OverTime.Parse<int>(text));
    }

    /// <inheritdoc />
    public override Task SeedAsync(IServiceProvider services, SeedPlan plan, CancellationToken cancellation) =>
        ActivatorUtilities.CreateInstance<OfficesSeed>(services, plan).RunAsync(cancellation);

    /// <inheritdoc />
    public override void Services(IServiceCollection services)
    {
        services.AddScoped<OfficesMap>();
        services.AddSingleton<PersonReads>();
        services.AddScoped<MapReader>();
        services.AddScoped<OfficeHolders>();
        services.AddScoped<TermChanges>();
        services.AddSingleton<PersonNames>();
        services.AddSingleton(provider => ReferenceData.Of(provider.GetRequiredService<Settings>()));
        services.AddScoped<ImportDirectory>();
    }

    /// <inheritdoc />
    public override IEnumerable<NavigationEntry> Navigation =>
        [new(() => Texts.Bodies, PublicSite.Bodies, Permission: null, Order: 10), new(() => Texts.Persons, PublicSite.Persons, Permission: null, Order: 20)];

    /// <inheritdoc />
    public override void Routes(IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Read before the first request: an installation whose own kinds are broken does not start.
        app.ServiceProvider.GetRequiredService<ReferenceData>();
        PublicSite.Map(app);
        OfficesApi.Map(app);
    }
}
