// SPDX-License-Identifier: EUPL-1.2
using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Web.Hosting;
using Command = System.CommandLine.Command;

namespace Onkreukbaar.Cli;

/// <summary>Gives every command that a module offers its place in the command line, with a progress bar on a terminal.</summary>
internal static class ModuleCommands
{
    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["import"] = "Read bodies, persons, positions, gifts and trips from files.",
        ["ledger"] = "Verify the ledger against the stores, or show its head.",
        ["accounts"] = "Manage accounts.",
        ["norms"] = "Check the library of norms, ask it, or add the code of a body.",
    };

    public static void AddTo(RootCommand root)
    {
        foreach (var offered in OnkreukbaarApp.Modules.All.SelectMany(m => m.Commands))
        {
            var words = offered.Name.Split(' ');
            Command parent = root;
            foreach (var word in words[..^1])
            {
                var group = parent.Subcommands.FirstOrDefault(c => string.Equals(c.Name, word, StringComparison.Ordinal));
                if (group is null)
                {
                    group = new Command(word, Groups.GetValueOrDefault(word, ""));
                    parent.Subcommands.Add(group);
                }

                parent = group;
            }

            parent.Subcommands.Add(Build(offered, words[^1]));
        }
    }

    private static Command Build(Kernel.Modules.Command offered, string name)
    {
        var command = new Command(name, offered.Summary);
        Argument<string>? argument = null;
        if (offered.Argument is { } positional)
        {
            argument = new Argument<string>(positional.Name) { Description = positional.Summary };
            command.Arguments.Add(argument);
        }

        var flags = new Dictionary<string, Option<bool>>(StringComparer.Ordinal);
        var values = new Dictionary<string, Option<string>>(StringComparer.Ordinal);
        foreach (var option in offered.Options)
        {
            if (option.IsFlag)
            {
                flags[option.Name] = new Option<bool>("--" + option.Name) { Description = option.Summary };
                command.Options.Add(flags[option.Name]);
            }
            else
            {
                values[option.Name] = new Option<string>("--" + option.Name) { Description = option.Summary };
                command.Options.Add(values[option.Name]);
            }
        }

        command.SetAction(
            async (parsed, cancellation) =>
            {
                var options = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var (key, flag) in flags.Where(f => parsed.GetValue(f.Value)))
                {
                    options[key] = "true";
                }

                foreach (var (key, value) in values)
                {
                    if (parsed.GetValue(value) is { } given)
                    {
                        options[key] = given;
                    }
                }

                return await RunAsync(offered, argument is null ? null : parsed.GetValue(argument), options, cancellation);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Kernel.Modules.Command offered,
        string? argument,
        Dictionary<string, string> options,
        CancellationToken cancellation
    )
    {
        if (offered.Standalone && !(offered.InstallationFor is { } option && options.ContainsKey(option)))
        {
            await using var none = new ServiceCollection().BuildServiceProvider();
            return await offered.RunAsync(new CommandContext(none, argument, options, Console.Out, Console.Error, (_, _, _) => { }, cancellation));
        }

        var settings = Installation.Settings();
        await OnkreukbaarApp.MigrateAsync(settings, cancellation);
        await using var app = OnkreukbaarApp.Build(settings, KeepOutputFree);
        await using var scope = app.Services.CreateAsyncScope();

        Task<int> WithProgressAsync(Action<long, long?, string> progress) =>
            offered.RunAsync(new CommandContext(scope.ServiceProvider, argument, options, Console.Out, Console.Error, progress, cancellation) { Bytes = Console.OpenStandardOutput() });

        return await ProgressBars.WithAsync(WithProgressAsync);
    }

    /// <summary>Standard output is what the command gives, for another program or a file: of the log only what goes wrong is told, on standard error.</summary>
    private static void KeepOutputFree(WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Onkreukbaar", LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
