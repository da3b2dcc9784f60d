// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;

namespace Onkreukbaar.Browser.Tests.Pages;

/// <summary>The invented municipality on a real port, with a clerk who also manages accounts.</summary>
internal sealed class DemoSite(TestApp app, Guid body, string email) : IAsyncDisposable
{
    public TestApp App => app;

    public Guid Body => body;

    public string Address { get; } = app.BaseAddress.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <param name="settings">Changes the settings, such as the theme.</param>
    public static async Task<DemoSite> StartAsync(Func<Settings, Settings>? settings = null)
    {
        var app = await TestApp.FreshAsync(Databases.Sqlite, kestrel: true, settings);
        var plan = new SeedPlan();
        await app.InScopeAsync(async services =>
        {
            foreach (var module in OnkreukbaarApp.Modules.All)
            {
                await module.SeedAsync(services, plan, CancellationToken.None);
            }

            return 0;
        });
        var body = plan["body:voorbeeldstad"];
        var (_, email) = await app.AccountAsync(new Assignment(Role.Clerk, body), new Assignment(Role.FunctionalAdministrator, null));
        return new(app, body, email);
    }

    public async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/aanmelden");
        await page.Locator("[name=email]").FillAsync(email);
        await page.Locator("[name=wachtwoord]").FillAsync(SignIn.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Aanmelden", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/aanmelden", StringComparison.Ordinal));
    }

    public string Email => email;

    public Task<Guid> PositionAsync(PositionState state) =>
        app.WithStoreAsync(async store =>
        {
            var found = await store.Set<AncillaryPosition>().FirstOrDefaultAsync(p => p.BodyId == body && p.State == state && !p.Withdrawn);
            return found?.Id ?? throw new InvalidOperationException($"The demo has no position that is {state}.");
        });

    /// <summary>A public position that is hidden for someone's safety from now on.</summary>
    public Task<Guid> WithdrawnAsync() =>
        app.WithStoreAsync(async store =>
        {
            // One without income: that with income is shown on pages of its own.
            var position = await store
                .Set<AncillaryPosition>()
                .OrderBy(p => p.Id)
                .LastAsync(p => p.BodyId == body && p.State == PositionState.Published && !p.Withdrawn && !store.Set<PositionIncome>().Any(i => i.PositionId == p.Id));
            position.Withdrawn = true;
            position.WithdrawalGround = "Bedreiging";
            await store.SaveAsync(Act.BySystem("nevenfunctie.intrekken"));
            return position.Id;
        });

    /// <summary>Address of an organisation of which the name was corrected since.</summary>
    public async Task<string> MovedOrganisationAsync()
    {
        var id = await PositionAsync(PositionState.Published);
        foreach (var name in new[] { "Stichting Oude Naam", "Stichting Nieuwe Naam" })
        {
            await app.WithStoreAsync(async store =>
            {
                var position = await store.Set<AncillaryPosition>().SingleAsync(p => p.Id == id);
                (position.Organisation, position.OrganisationKvk) = (name, null);
                position.Derive();
                return await store.SaveAsync(Act.BySystem("nevenfunctie.verbeteren"));
            });
        }

        return $"/organisaties/{OrganisationName.Key("Stichting Oude Naam").Replace(' ', '-')}";
    }

    /// <summary>A statement of an office-holder that holds.</summary>
    public Task<Guid> StatementAsync() => app.WithStoreAsync(store => store.Set<Statement>().Where(s => s.BodyId == body && !s.Retracted).Select(s => s.Id).FirstAsync());

    /// <summary>A position of the demo's municipality with income, and that income.</summary>
    public Task<(Guid Position, Guid Income)> IncomeAsync() =>
        app.WithStoreAsync(async store =>
        {
            var income = await store.Set<PositionIncome>().FirstAsync(i => i.BodyId == body && !i.Retracted);
            return (income.PositionId, income.Id);
        });

    /// <summary>A gift or trip of an office-holder.</summary>
    public Task<Guid> DeclarationAsync(DeclarationKind kind) => app.WithStoreAsync(store => store.Set<Declaration>().Where(d => d.BodyId == body && d.Kind == kind).OrderBy(d => d.Id).Select(d => d.Id).FirstAsync());

    /// <summary>A term of office of the demo's municipality within which the faction, or else the share of full time, changed.</summary>
    public Task<Guid> ChangedTermAsync(bool faction) =>
        app.InScopeAsync(async services =>
        {
            var terms = await services.GetRequiredService<OfficesMap>().Terms.Where(t => t.BodyId == body).ToListAsync();
            return terms.First(t => faction ? t.Faction is { IsWhole: false } : t.FullTimePercent is { IsWhole: false }).Id;
        });

    /// <summary>A term of office that turned out never to have been.</summary>
    public Task<Guid> StruckTermAsync() =>
        app.InScopeAsync(async services =>
        {
            // One that no other page is about.
            var terms = await services.GetRequiredService<OfficesMap>().Terms.Where(t => t.BodyId == body && t.OfficeKind == "raadslid" && t.Until == null).OrderBy(t => t.Id).ToListAsync();
            var term = terms.Last(t => t.Faction is null or { IsWhole: true } && t.FullTimePercent is null or { IsWhole: true });
            await services.GetRequiredService<TermChanges>().StrikeAsync(term.Id, new(2026, 11, 20));
            await services.GetRequiredService<RegisterStore>().SaveAsync(Act.BySystem(TermChanges.StrikeProcess));
            return term.Id;
        });

    /// <summary>The code of conduct that the demo's body adopted.</summary>
    public Task<Guid> CodeAsync() => app.WithStoreAsync(store => store.Set<AdoptedCode>().Where(c => c.BodyId == body).OrderBy(c => c.Number).Select(c => c.Id).FirstAsync());

    public Task<Guid> PersonAsync() =>
        app.InScopeAsync(async services =>
        {
            var person = await services.GetRequiredService<RegisterStore>().Set<AncillaryPosition>().Where(p => p.BodyId == body).Select(p => p.PersonId).FirstAsync();
            return person;
        });

    public Task<string> PersonNameAsync(Guid person) =>
        app.InScopeAsync(services => services.GetRequiredService<OfficesMap>().Persons.Where(p => p.Id == person).Select(p => p.Name).FirstAsync());

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
