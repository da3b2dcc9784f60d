// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using Onkreukbaar.Cli;
using Shouldly;
using Spectre.Console;
using Xunit;

namespace Onkreukbaar.Tests.Cli;

/// <summary>Long work shows how far it is to a person at a terminal, and leaves files and pipes alone.</summary>
public sealed class ProgressBarsTests
{
    [Fact]
    public async Task On_a_terminal_the_bar_tells_what_is_done_and_how_far_it_is()
    {
        using var screen = new StringWriter();
        var code = await ProgressBars.WithAsync(
            Terminal(screen),
            report =>
            {
                report(0, 0, "Opening");
                report(250, 1000, "Reading list [2026].csv");
                return Task.FromResult(7);
            }
        );
        code.ShouldBe(7, "the work's own answer");
        screen.ToString().ShouldContain("Reading list [2026].csv");
        screen.ToString().ShouldContain("25%");
        screen.ToString().ShouldNotContain("100%");
    }

    [Fact]
    public async Task Work_whose_end_is_not_known_shows_that_it_goes_on_and_a_mistake_in_it_comes_through()
    {
        using var screen = new StringWriter();
        (await ProgressBars.WithAsync(Terminal(screen), report => { report(12, null, "Reading lines"); return Task.FromResult(0); })).ShouldBe(0);
        screen.ToString().ShouldContain("Reading lines");

        await Should.ThrowAsync<InvalidDataException>(() => ProgressBars.WithAsync(Terminal(screen), _ => throw new InvalidDataException("broken")));
    }

    [Fact]
    public async Task Where_standard_error_goes_to_a_file_no_bar_and_no_control_characters_are_written()
    {
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-progress-").FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "onkreukbaar.dll"), "ledger", "verify"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ONKREUKBAAR_DATA"] = folder;
        start.Environment["ONKREUKBAAR_DATABASE"] = "sqlite";
        using (var process = Process.Start(start)!)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0, await error);
            (await error).ShouldBeEmpty();
            output.ShouldNotBeEmpty();
            output.ShouldNotContain('\u001b');
            output.ShouldNotContain('\r');
        }

        Directory.Delete(folder, recursive: true);
    }

    private static IAnsiConsole Terminal(TextWriter screen) =>
        AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(screen) }
        );
}
