// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Jobs;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.Seed;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Correct;
using Onkreukbaar.Registers.AncillaryPositions.Declare;
using Onkreukbaar.Registers.AncillaryPositions.Deeds;
using Onkreukbaar.Registers.AncillaryPositions.Detail;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.AncillaryPositions.Publish;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Changes;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Due;
using Onkreukbaar.Registers.Import;
using Onkreukbaar.Registers.Import.Upload;
using Onkreukbaar.Registers.Organisations;
using Onkreukbaar.Registers.Parts;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.Registers.Terms;

namespace Onkreukbaar.Registers;

/// <summary>The public registers: ancillary positions, gifts and trips.</summary>
public sealed class RegistersModule : Module
{
    /// <inheritdoc />
    public override string Name => "Registers";

    /// <inheritdoc />
    public override IEnumerable<Process> Processes => RegisterProcesses.All;

    /// <inheritdoc />
    public override IEnumerable<Permission> Permissions => RegisterPermissions.All;

    /// <inheritdoc />
    public override IEnumerable<NavigationEntry> Navigation =>
        [
            new(() => Texts.Positions, PublicList.Path, Permission: null, Order: 30),
            new(() => Texts.Gifts, DeclarationAddress.List(DeclarationKind.Gift), Permission: null, Order: 33),
            new(() => Texts.Trips, DeclarationAddress.List(DeclarationKind.Trip), Permission: null, Order: 36),
            new(() => Texts.Organisations, OrganisationPages.Path, Permission: null, Order: 40),
            new(() => Texts.ChangesTitle, ChangePages.Path, Permission: null, Order: 50),
            new(() => Texts.Workplace, "/beheer", RegisterPermissions.Read, Order: 90),
        ];

    /// <inheritdoc />
    public override IEnumerable<Command> Commands => ImportCommands.All;

    /// <inheritdoc />
    public override IEnumerable<Job> Jobs => [CleanImports.Job];

    /// <inheritdoc />
    public override IEnumerable<ExportList> Lists => RegisterLists.All;

    /// <inheritdoc />
    public override void Model(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Subject<AncillaryPosition>("nevenfunctie", "ancillary_position").Ignore(p => p.IsPublic);
        model.Subject<Declaration>("opgave", "declaration");
        model.Subject<PositionIncome>(IncomeChangePart.Kind, "position_income");
        model.Subject<ListImport>("inlezing", "list_import");
        model.Subject<Statement>("verklaring", "statement");
    }

    /// <inheritdoc />
    public override void Services(IServiceCollection services)
    {
        services.TryAddScoped<AccountNames>();
        services.AddScoped<Workplace>();
        services.AddScoped<FindBody>();
        services.AddScoped<PositionFindings>();
        services.AddScoped<ActorNames>();
        services.AddScoped<WorkplaceHome>();
        services.AddScoped<PositionOverview>();
        services.AddScoped<DeclarePosition>();
        services.AddScoped<AddPerson>();
        services.AddScoped<PublishPositions>();
        services.AddScoped<PositionDetail>();
        services.AddScoped<CorrectPosition>();
        services.AddScoped<ChangePosition>();
        services.AddScoped<IncomeRules>();
        services.AddScoped<IncomeList>();
        services.AddScoped<RecordIncome>();
        services.AddScoped<ChangeIncome>();
        services.AddScoped<PublicIncomes>();
        services.AddScoped<OfferList>();
        services.AddScoped<OneImport>();
        services.AddScoped<ShowFindings>();
        services.AddSingleton<ImportFiles>();
        services.AddSingleton<ImportWork>();
        services.AddHostedService(s => s.GetRequiredService<ImportWork>());
        services.AddSingleton<PublicReads>();
        services.AddScoped<PublicPositions>();
        services.AddScoped<LedgerPlaces>();
        services.AddScoped<PublicPosition>();
        services.AddScoped<PublicDeclarations>();
        services.AddScoped<PublicStatements>();
        services.AddScoped<PublicNorms>();
        services.AddScoped<PublicChanges>();
        services.AddScoped<RecordStatement>();
        services.AddScoped<StatementList>();
        services.AddScoped<ChangeStatement>();
        services.AddScoped<TermList>();
        services.AddScoped<ChangeTerm>();
        services.AddScoped<ChangeDates>();
        services.AddScoped<StrikeTerm>();
        services.AddScoped<AddTerm>();
        services.AddScoped<CorrectName>();
        services.AddScoped<DueReader>();
        services.AddScoped<PublicDue>();
        services.AddScoped<DueList>();
    }

    /// <inheritdoc />
    public override void Routes(IEndpointRouteBuilder app)
    {
        WorkplaceHome.Map(app);
        PositionOverview.Map(app);
        DeclarePosition.Map(app);
        AddPerson.Map(app);
        PublishPositions.Map(app);
        PositionDetail.Map(app);
        CorrectPosition.Map(app);
        ChangePosition.Map(app);
        IncomeList.Map(app);
        RecordIncome.Map(app);
        ChangeIncome.Map(app);
        OfferList.Map(app);
        OneImport.Map(app);
        ShowFindings.Map(app);
        RecordStatement.Map(app);
        StatementList.Map(app);
        ChangeStatement.Map(app);
        StatementApi.Map(app);
        TermList.Map(app);
        ChangeTerm.Map(app);
        ChangeDates.Map(app);
        StrikeTerm.Map(app);
        AddTerm.Map(app);
        CorrectName.Map(app);
        DueList.Map(app);
        PublicList.Map(app);
        PublicPosition.Map(app);
        PositionApi.Map(app);
        DeclarationPages.Map(app);
        DeclarationApi.Map(app);
        OrganisationPages.Map(app);
        ChangePages.Map(app);
    }

    /// <inheritdoc />
    public override IEnumerable<PagePart> PageParts => RegisterParts.All;

    /// <inheritdoc />
    public override IEnumerable<ChangePart> ChangeParts => [TermChangePart.Part, NameChangePart.Part, IncomeChangePart.Part];

    /// <inheritdoc />
    public override IEnumerable<SearchPart> SearchParts => RegisterParts.Search;

    /// <inheritdoc />
    public override IEnumerable<TimelinePart> TimelineParts => RegisterParts.Timeline;

    /// <inheritdoc />
    public override Task SeedAsync(IServiceProvider services, SeedPlan plan, CancellationToken cancellation) =>
        ActivatorUtilities.CreateInstance<RegistersSeed>(services, plan).RunAsync(cancellation);
}
