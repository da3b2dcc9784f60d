// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Accounts.Manage;

/// <summary>Accounts from the command line: how an installation gets its first administrator.</summary>
internal static class AccountCommands
{
    private const int Done = 0;
    private const int NothingDone = 2;

    public static Command Add { get; } =
        new(
            "accounts add",
            "Make an account and print a link by which its owner sets a password.",
            new CommandArgument("EMAIL", "Address to sign in with."),
            [
                new CommandOption("name", "Name as shown."),
                new CommandOption("role", "Role, for example functional-administrator (default), clerk or auditor."),
                new CommandOption("body", "Name or id of the public body; left out: all bodies."),
            ],
            AddAsync
        );

    public static Command Link { get; } =
        new(
            "accounts link",
            "Print a new link by which the owner of an account sets a password.",
            new CommandArgument("EMAIL", "Address of the account."),
            [],
            LinkAsync
        );

    private static async Task<int> AddAsync(CommandContext context)
    {
        var email = EmailInput.Required(context.Argument);
        if (!email.Ok)
        {
            return await RefuseAsync(context, $"'{context.Argument}' is not an e-mail address.");
        }

        if (!context.Options.TryGetValue("name", out var name) || string.IsNullOrWhiteSpace(name))
        {
            return await RefuseAsync(context, "Say whose account it is: --name \"A. van der Berg\".");
        }

        var asked = context.Options.GetValueOrDefault("role", "functional-administrator").Replace("-", "", StringComparison.Ordinal);
        if (!Enum.TryParse<Role>(asked, ignoreCase: true, out var role) || !Enum.IsDefined(role) || char.IsAsciiDigit(asked[0]))
        {
            return await RefuseAsync(context, "There is no such role. Roles: " + string.Join(", ", Enum.GetValues<Role>().Select(Kebab)) + ".");
        }

        Guid? body = null;
        if (context.Options.TryGetValue("body", out var wanted))
        {
            var map = context.Services.GetRequiredService<OfficesMap>();
            var id = Guid.TryParse(wanted, out var parsed) ? parsed : Guid.Empty;
            var found = await map.Bodies.Where(b => b.Id == id || b.Name == wanted).Select(b => b.Id).Take(2).ToListAsync(context.Cancellation);
            if (found.Count != 1)
            {
                return await RefuseAsync(context, $"{(found.Count == 0 ? "No" : "More than one")} public body is called '{wanted}'. Use its full name or its id.");
            }

            body = found[0];
        }

        var accounts = context.Services.GetRequiredService<AccountService>();
        var account = await accounts.CreateAsync(email.Value, name.Trim(), password: null, [new Assignment(role, body)], cancellation: context.Cancellation);
        await PrintLinkAsync(context, accounts, account);
        return Done;
    }

    private static async Task<int> LinkAsync(CommandContext context)
    {
        var accounts = context.Services.GetRequiredService<AccountService>();
        if (await accounts.FindAsync(context.Argument ?? "") is not { } account)
        {
            return await RefuseAsync(context, "There is no account with this address.");
        }

        await PrintLinkAsync(context, accounts, account);
        return Done;
    }

    private static async Task PrintLinkAsync(CommandContext context, AccountService accounts, Guid account)
    {
        var link = await accounts.GiveLinkAsync(account, Act.BySystem(AccountsModule.GiveLink, AccountsModule.CommandLine), context.Cancellation);
        await context.Error.WriteLineAsync($"Works once, for {AccountService.LinkLifetime.Days} days. Give it to nobody but the owner of the account.");
        await context.Out.WriteLineAsync(context.Services.GetRequiredService<Settings>().PublicUrl + link);
    }

    private static async Task<int> RefuseAsync(CommandContext context, string why)
    {
        await context.Error.WriteLineAsync(why);
        return NothingDone;
    }

    private static string Kebab(Role role) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());
}
