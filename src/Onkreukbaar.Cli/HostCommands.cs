// SPDX-License-Identifier: EUPL-1.2
using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Accounts;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Web.Hosting;
using Spectre.Console;

namespace Onkreukbaar.Cli;

/// <summary>Commands about the installation as a whole: run it, look at it, bring its databases up to date.</summary>
internal static class HostCommands
{
    public static void AddTo(RootCommand root)
    {
        var demo = new System.CommandLine.Command("demo", "Start an invented municipality: migrate, seed when empty, serve.");
        demo.SetAction((_, cancellation) => DemoAsync(cancellation));
        root.Subcommands.Add(demo);

        var run = new System.CommandLine.Command("run", "Start the public site and the clerk's screens.");
        run.SetAction((_, cancellation) => RunAsync(Installation.Settings(), before: null, cancellation));
        root.Subcommands.Add(run);

        var migrate = new System.CommandLine.Command("migrate", "Bring the databases to the schema of this version.");
        migrate.SetAction((_, cancellation) => MigrateAsync(cancellation));
        root.Subcommands.Add(migrate);

        var seed = new System.CommandLine.Command("seed", "Fill an empty database with invented bodies and persons.");
        seed.SetAction((_, cancellation) => SeedAsync(Installation.Settings() with { Demo = true }, cancellation));
        root.Subcommands.Add(seed);
    }

    // In the application that will serve: making a second one for it would make the reader of the norms, the model and the routes twice.
    private static Task<int> DemoAsync(CancellationToken cancellation) => RunAsync(Installation.Settings() with { Demo = true }, FillAsync, cancellation);

    private static async Task<int> SeedAsync(Settings settings, CancellationToken cancellation)
    {
        await OnkreukbaarApp.MigrateAsync(settings, cancellation);
        await using var app = OnkreukbaarApp.Build(settings);
        await FillAsync(app.Services, cancellation);
        return ExitCode.Done;
    }

    private static async Task FillAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<DemoAccounts>();
        await accounts.MarkAsync(cancellation);
        var plan = new SeedPlan();
        foreach (var module in OnkreukbaarApp.Modules.All)
        {
            await module.SeedAsync(scope.ServiceProvider, plan, cancellation);
        }

        await accounts.SeedAsync(plan["body:voorbeeldstad"], cancellation);
    }

    private static async Task<int> RunAsync(Settings settings, Func<IServiceProvider, CancellationToken, Task>? before, CancellationToken cancellation)
    {
        await DemoAccounts.RefuseToRunAsync(settings, OnkreukbaarApp.Provider(settings), OnkreukbaarApp.ConnectionString(settings, Zone.Register), cancellation);
        await OnkreukbaarApp.MigrateAsync(settings, cancellation);
        var starting = true;
        // What stops a start is told in a sentence where it is caught; the host would tell it first, with a stack trace. Work of its own that breaks off in
        // the background is critical and stays.
        await using WebApplication app = OnkreukbaarApp.Build(
            settings,
            builder => builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= (Volatile.Read(ref starting) ? LogLevel.Critical : LogLevel.Warning))
        );
        if (before is not null)
        {
            await before(app.Services, cancellation);
        }

        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException refused) when (refused.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new SettingsException($"Another program already uses {settings.Urls}. Stop it, or set ONKREUKBAAR_URLS to another address.", refused);
        }

        Volatile.Write(ref starting, false);
        var panel = new Table().HideHeaders().Border(TableBorder.Rounded).AddColumn("").AddColumn("");
        foreach (var url in app.Urls)
        {
            panel.AddRow("[bold]Address[/]", Markup.Escape(url));
        }

        panel.AddRow("Data", Markup.Escape(settings.DataFolder));
        if (settings.Demo)
        {
            foreach (var account in DemoAccounts.All)
            {
                panel.AddRow("Demo account", Markup.Escape($"{account.Email} ({account.Role})"));
            }

            panel.AddRow("Its password", Markup.Escape(DemoAccounts.Password));
        }

        AnsiConsole.Write(panel);
        AnsiConsole.MarkupLine("Stop with Ctrl-C.");
        await app.WaitForShutdownAsync(cancellation);
        return ExitCode.Done;
    }

    private static async Task<int> MigrateAsync(CancellationToken cancellation)
    {
        var ran = await OnkreukbaarApp.MigrateAsync(Installation.Settings(), cancellation);
        foreach (var migration in ran)
        {
            await Console.Out.WriteLineAsync(migration);
        }

        await Console.Out.WriteLineAsync(ran.Count == 0 ? "The databases are up to date." : $"{ran.Count} migrations ran.");
        return ExitCode.Done;
    }
}
