// SPDX-License-Identifier: EUPL-1.2
using Spectre.Console;

namespace Onkreukbaar.Cli;

/// <summary>Shows progress as a bar on a terminal.</summary>
internal static class ProgressBars
{
    /// <summary>
    /// Runs work that reports (done, total or null, label), with a bar on standard error: standard output may be a report for another program. Where
    /// standard error goes to a file, nothing is written; the command's own totals say what was done.
    /// </summary>
    public static Task<int> WithAsync(Func<Action<long, long?, string>, Task<int>> work) =>
        WithAsync(Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), work);

    /// <summary>The same on a given terminal; null shows nothing.</summary>
    internal static async Task<int> WithAsync(IAnsiConsole? terminal, Func<Action<long, long?, string>, Task<int>> work)
    {
        if (terminal is null)
        {
            return await work(static (_, _, _) => { });
        }

        return await terminal
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
