// SPDX-License-Identifier: EUPL-1.2
using Spectre.Console;

namespace Onkreukbaar.Cli;

/// <summary>Shows progress as a bar on a terminal.</summary>
internal static class ProgressBars
{
    /// <summary>Runs work that reports (done, total or null, label).</summary>
    public static async Task<int> WithAsync(Func<Action<long, long?, string>, Task<int>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work(static (_, _, _) => { });
        }

        // The bar goes to standard error: standard output may be a report for another program.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console
            .Progress()
            .AutoClear(enabled: true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async bars =>
            {
                ProgressTask? bar = null;
                return await work(
                    (done, total, label) =>
                    {
                        bar ??= bars.AddTask(Markup.Escape(label));
                        bar.Description = Markup.Escape(label);
                        bar.MaxValue = Math.Max(total ?? done, 1);
                        bar.IsIndeterminate = total is null;
                        bar.Value = done;
                    }
                );
            });
    }
}
