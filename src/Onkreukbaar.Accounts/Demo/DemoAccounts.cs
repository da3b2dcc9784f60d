// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Accounts;

/// <summary>
/// Accounts with a password that everybody may know, for a database that the demo made. A mark in the database keeps the two apart: demo
/// mode refuses a database without the mark that holds anything, and a real installation refuses a database with it.
/// </summary>
public sealed class DemoAccounts
{
    /// <summary>Shown on the sign-in page in demo mode.</summary>
    public const string Password = "Voorbeeldstad-demo-2026";

    private const string Mark = "demo";
    private readonly AccountsContext context;
    private readonly AccountService accounts;
    private readonly OfficesMap map;
    private readonly Settings settings;

    internal DemoAccounts(AccountsContext context, AccountService accounts, OfficesMap map, Settings settings)
    {
        this.context = context;
        this.accounts = accounts;
        this.map = map;
        this.settings = settings;
    }

    /// <summary>One account for each kind of work that the demo shows.</summary>
    public static IReadOnlyList<DemoAccount> All { get; } =
        [
            new("griffier@voorbeeldstad.example", "G. de Griffier", Role.Clerk, EveryBody: false),
            new("redacteur@voorbeeldstad.example", "R. Redacteur", Role.PublicationEditor, EveryBody: false),
            new("burgemeester@voorbeeldstad.example", "B. Burgemeester", Role.IntegrityGuardian, EveryBody: false),
            new("beheer@voorbeeldstad.example", "F. Beheerder", Role.FunctionalAdministrator, EveryBody: true),
        ];

    /// <summary>
    /// Refuses to run a database of the demo, before it is brought up to date or anything else is asked of it: it is left as it is, and who may only read it is
    /// told the same. Whatever else may be wrong with a database is not looked for.
    /// </summary>
    /// <param name="settings">How the installation is to run; in demo mode nothing is refused.</param>
    /// <param name="provider">The engine.</param>
    /// <param name="connectionString">The register's database; it may be missing, or empty.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SettingsException">The demo made it.</exception>
    public static async Task RefuseToRunAsync(Settings settings, StorageProvider provider, string connectionString, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(provider);
        if (settings.Demo)
        {
            return;
        }

        // Past Entity Framework: its model of the accounts is made by the application, which is not there yet.
        await using var connection = provider.Connect(connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT 1 FROM account_setting WHERE name = '{Mark}'";
            if (await command.ExecuteScalarAsync(cancellation) is null)
            {
                return;
            }
        }
        catch (DbException)
        {
            // No database, no such table yet, or no right to read it: what follows makes it, or tells.
            return;
        }

        throw MadeByDemo();
    }

    /// <summary>Marks an empty database as the demo's. Call it before anything is seeded.</summary>
    /// <exception cref="SettingsException">Not in demo mode, or the database holds something that the demo did not make.</exception>
    public async Task MarkAsync(CancellationToken cancellation = default)
    {
        if (!settings.Demo)
        {
            throw new SettingsException("Only demo mode marks a database as the demo's.");
        }

        await CheckAsync(cancellation);
        if (!await IsMarkedAsync(cancellation))
        {
            context.Settings.Add(new AccountSetting { Name = Mark, Value = "1" });
#pragma warning disable RS0030 // A mark on the database as a whole is no subject of the register.
            await context.SaveChangesAsync(cancellation);
#pragma warning restore RS0030
        }
    }

    /// <summary>Makes the accounts that are not there yet, for the demo's body.</summary>
    /// <exception cref="SettingsException">The database was not marked.</exception>
    public async Task SeedAsync(Guid bodyId, CancellationToken cancellation = default)
    {
        if (!await IsMarkedAsync(cancellation))
        {
            throw new SettingsException("Demo accounts are only made in a database that the demo made. Give the demo a data folder of its own (ONKREUKBAAR_DATA).");
        }

        foreach (var account in All)
        {
            if (await accounts.FindAsync(account.Email) is null)
            {
                await accounts.CreateAsync(
                    account.Email,
                    account.Name,
                    Password,
                    [new Assignment(account.Role, account.EveryBody ? null : bodyId)],
                    Act.BySystem(AccountsModule.Create, "demo"),
                    cancellation
                );
            }
        }
    }

    /// <summary>Whether mode and database belong together; asked at each start.</summary>
    /// <exception cref="SettingsException">They do not.</exception>
    internal async Task CheckAsync(CancellationToken cancellation)
    {
        var marked = await IsMarkedAsync(cancellation);
        if (settings.Demo && !marked && (await context.Users.AnyAsync(cancellation) || await map.Bodies.AnyAsync(cancellation)))
        {
            throw new SettingsException(
                "Demo mode refuses this database: it holds accounts or bodies that the demo did not make. "
                    + "Start without demo mode, or give the demo a data folder of its own (ONKREUKBAAR_DATA)."
            );
        }

        if (!settings.Demo && marked)
        {
            throw MadeByDemo();
        }
    }

    private static SettingsException MadeByDemo() =>
        new("This database was made by the demo: everybody knows its passwords. Start it with ./onkreukbaar demo, or choose another data folder (ONKREUKBAAR_DATA).");

    private Task<bool> IsMarkedAsync(CancellationToken cancellation) => context.Settings.AnyAsync(s => s.Name == Mark, cancellation);
}

/// <summary>An account of the demo.</summary>
/// <param name="Email">Name to sign in with.</param>
/// <param name="Name">Invented name.</param>
/// <param name="Role">Its one role.</param>
/// <param name="EveryBody">For all bodies rather than for the demo's.</param>
public sealed record DemoAccount(string Email, string Name, Role Role, bool EveryBody);
