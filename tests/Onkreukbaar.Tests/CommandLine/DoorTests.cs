// SPDX-License-Identifier: EUPL-1.2
using System.Text.RegularExpressions;
using Onkreukbaar.Tests.Repository;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.CommandLine;

/// <summary>The one door: what it tells, when it builds, and how it counts tests.</summary>
public sealed partial class DoorTests : IDisposable
{
    private const string Builds = "build src/Onkreukbaar.Cli --configuration Release --verbosity quiet --nologo";
    private const string MakesReady = "build src/Onkreukbaar.MachineCode --configuration Release --verbosity quiet --nologo";

    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    private static readonly string[] Projects = ["Onkreukbaar.Norms.Tests", "Onkreukbaar.Tests", "Onkreukbaar.Browser.Tests"];

    private readonly DoorCopy door = new();

    public void Dispose() => door.Dispose();

    [Fact]
    public async Task Help_lists_exactly_the_commands_that_there_are()
    {
        var commands = Listed().Matches((await door.RunAsync("help")).Out).Select(m => m.Groups["name"].Value).ToList();

        var cli = await CliProcess.RunAsync(Nothing, "--help");
        var offered = Listed().Matches(cli.Out[cli.Out.IndexOf("Commands:", StringComparison.Ordinal)..]).Select(m => m.Groups["name"].Value);
        commands.Order(StringComparer.Ordinal).ShouldBe(offered.Concat(["test", "bench", "help"]).Order(StringComparer.Ordinal));
        foreach (var command in commands.Except(["test", "bench", "help"], StringComparer.Ordinal))
        {
            (await door.RunAsync(command, "--help")).Out.ShouldContain($"arguments: {command} --help\n");
        }
    }

    [Theory]
    [InlineData("help")]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("test", "--help")]
    [InlineData]
    public async Task Asking_for_help_builds_nothing(params string[] arguments)
    {
        var ended = await door.RunAsync(arguments);

        ended.Code.ShouldBe(0);
        ended.Out.ShouldStartWith("Onkreukbaar: the public integrity register");
        ended.Out.ShouldNotContain("#");
        ended.Error.ShouldBeEmpty();
        door.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_command_ends_with_2_and_the_help()
    {
        var ended = await door.RunAsync("frobnicate", "--now");

        ended.Code.ShouldBe(2);
        ended.Out.ShouldBeEmpty("standard output may be read by another program");
        ended.Error.ShouldStartWith("There is no command 'frobnicate'.\n");
        ended.Error.ShouldContain("Usage: ./onkreukbaar COMMAND");
        door.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_builds_the_first_time_and_again_only_when_a_source_file_changed_came_or_went()
    {
        await door.RunAsync("migrate");
        door.Calls.ShouldContain(Builds);
        await door.RunAsync("migrate");
        door.Calls.ShouldHaveSingleItem().ShouldEndWith("onkreukbaar.dll migrate");

        File.SetLastWriteTimeUtc(door.Source, File.GetLastWriteTimeUtc(door.Source).AddHours(1));
        await door.RunAsync("migrate");
        door.Calls.ShouldContain(Builds, "a file was changed");
        File.SetLastWriteTimeUtc(door.Source, File.GetLastWriteTimeUtc(door.Source).AddHours(-2));
        await door.RunAsync("migrate");
        door.Calls.ShouldNotContain(Builds);

        var other = Path.Combine(door.Root, "src", "Old.cs");
        File.WriteAllText(other, "");
        // As a file that is moved in or unpacked: older than the build.
        File.SetLastWriteTimeUtc(other, File.GetLastWriteTimeUtc(door.Source));
        await door.RunAsync("migrate");
        door.Calls.ShouldContain(Builds, "a file came");
        File.Delete(other);
        await door.RunAsync("migrate");
        door.Calls.ShouldContain(Builds, "a file went");
    }

    [Fact]
    public async Task What_has_machine_code_is_what_runs()
    {
        await door.RunAsync("migrate");
        door.Calls.ShouldBe(["--version", Builds, MakesReady, $"{Program("ready")} migrate"]);
        await door.RunAsync("migrate");
        door.Calls.ShouldBe([$"{Program("ready")} migrate"]);
    }

    [Fact]
    public async Task Without_a_compiler_for_machine_code_it_runs_what_was_built_and_says_what_that_costs()
    {
        await door.RunAsync("migrate");
        File.SetLastWriteTimeUtc(door.Source, File.GetLastWriteTimeUtc(door.Source).AddHours(1));
        door.Calls.ShouldNotBeEmpty();

        var ended = await RunAsync([("DOOR_NO_COMPILER", "1")], "migrate");

        ended.Code.ShouldBe(0, ended.Error);
        ended.Out.ShouldStartWith("arguments: migrate\n");
        ended.Error.ShouldContain("Each start will take some seconds longer");
        ended.Error.ShouldNotContain("NU1101");
        door.Calls[^1].ShouldBe($"{Program("net10.0")} migrate", "neither half a copy nor that of the sources as they were");
    }

    [Fact]
    public async Task A_build_that_fails_starts_nothing_and_is_tried_again()
    {
        var broken = await RunAsync([("DOOR_BROKEN", "1")], "ledger", "verify");

        broken.Code.ShouldBe(2);
        broken.Out.ShouldBeEmpty();
        broken.Error.ShouldContain("error CS1002");
        broken.Error.ShouldContain("The build failed");
        door.Calls.ShouldAllBe(call => !call.Contains(".dll", StringComparison.Ordinal));
        (await door.RunAsync("ledger", "verify")).Out.ShouldStartWith("arguments: ledger verify\n");
    }

    [Theory]
    [InlineData("DOOR_SDK", "9.0.300", ".NET SDK 10 is missing")]
    [InlineData("DOOR_NODE", "v18.19.0", "Node 20 or newer is missing")]
    public async Task What_is_missing_is_named_before_anything_is_done(string tool, string version, string sentence)
    {
        var refused = await RunAsync([(tool, version)], "demo");

        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain(sentence);
        refused.Error.ShouldContain("Nothing was done.");
        door.Calls.ShouldAllBe(call => call == "--version");
    }

    [Fact]
    public async Task Arguments_and_exit_code_pass_through_and_the_data_lies_beside_the_script_unless_it_is_set()
    {
        var ended = await RunAsync([("DOOR_CODE", "1")], "import", "positions", "a list.csv", "--dry-run");
        ended.Code.ShouldBe(1);
        ended.Out.ShouldBe($"arguments: import positions a list.csv --dry-run\ndata: {Path.Combine(door.Root, "data")}\n");
        (await RunAsync([("ONKREUKBAAR_DATA", "/elsewhere")], "migrate")).Out.ShouldContain("data: /elsewhere\n");

        var link = Path.Combine(Path.GetDirectoryName(door.Root)!, "ob");
        File.CreateSymbolicLink(link, Path.Combine(door.Root, "onkreukbaar"));
        (await door.RunAsync(link, Nothing, "migrate")).Out.ShouldContain($"data: {Path.Combine(door.Root, "data")}\n");
    }

    [Fact]
    public async Task Tests_end_with_the_sum_and_what_was_skipped_stands_on_the_line_before()
    {
        door.Tests(Projects[0], Summary(total: 5), 0);
        door.Tests(Projects[1], Summary(total: 20, skipped: 3, notRun: 2), 0);
        door.Tests(Projects[2], Summary(total: 4), 0);
        var green = await TestAsync();
        green.Code.ShouldBe(0, green.Error);
        green.Lines[^2..].ShouldBe(["3 skipped", "24 passed, 0 failed"]);

        door.Tests(Projects[1], Summary(total: 20), 0);
        var whole = await TestAsync();
        whole.Lines[^1].ShouldBe("29 passed, 0 failed");
        whole.Out.ShouldNotContain(" skipped\n");

        door.Tests(Projects[1], Summary(total: 20, failed: 2, errors: 1), 1);
        var red = await TestAsync();
        red.Code.ShouldBe(1);
        red.Lines[^1].ShouldBe("27 passed, 3 failed");
    }

    [Fact]
    public async Task What_failed_is_told_again_at_the_end_where_a_long_log_is_read()
    {
        door.Tests(Projects[0], Summary(total: 5), 0);
        door.Tests(Projects[1], "    Proef.Klasse.Een_regel [FAIL]\n      Verwacht 1\n" + string.Concat(Enumerable.Repeat("info: veel\n", 500)) + Summary(total: 20, failed: 1), 1);
        door.Tests(Projects[2], string.Concat(Enumerable.Repeat("info: veel\n", 500)) + Summary(total: 4), 0);
        var red = await TestAsync();
        red.Lines[^14..].ShouldContain("    Proef.Klasse.Een_regel [FAIL]");
        red.Lines[^14..].ShouldContain("      Verwacht 1");
        red.Lines[^1].ShouldBe("28 passed, 1 failed");

        door.Tests(Projects[1], Summary(total: 20), 0);
        (await TestAsync()).Out.ShouldNotContain("[FAIL]");
    }

    [Fact]
    public async Task A_test_program_that_breaks_off_or_runs_nothing_counts_as_a_failure()
    {
        door.Tests(Projects[0], Summary(total: 5), 0);
        door.Tests(Projects[1], "Segmentation fault\n", 139);
        door.Tests(Projects[2], Summary(total: 0), 0);
        var broken = await TestAsync();
        broken.Code.ShouldBe(1);
        broken.Lines[^1].ShouldBe("5 passed, 2 failed");
        broken.Error.ShouldContain("Onkreukbaar.Tests stopped with exit code 139");
        broken.Error.ShouldContain("Onkreukbaar.Browser.Tests ran no test");
    }

    [Fact]
    public async Task A_filter_may_leave_a_program_without_tests_but_not_all_of_them()
    {
        door.Tests(Projects[0], Summary(total: 0), 0);
        door.Tests(Projects[1], Summary(total: 7), 0);
        door.Tests(Projects[2], Summary(total: 0), 0);
        var some = await TestAsync("--filter", "Period");
        some.Code.ShouldBe(0);
        some.Lines[^1].ShouldBe("7 passed, 0 failed");
        door.Calls.Where(c => c.Contains(".Tests.dll", StringComparison.Ordinal)).ShouldAllBe(c => c.EndsWith("-method *Period*", StringComparison.Ordinal));

        door.Tests(Projects[1], Summary(total: 0), 0);
        var none = await TestAsync("--filter", "Perioed");
        none.Code.ShouldBe(1);
        none.Lines[^1].ShouldBe("0 passed, 1 failed");
    }

    [Theory]
    [InlineData("--database", "mysql")]
    [InlineData("--database")]
    [InlineData("--filter")]
    [InlineData("--frobnicate")]
    public async Task Tests_with_a_wrong_option_do_nothing(params string[] options)
    {
        var refused = await door.RunAsync(["test", .. options]);
        refused.Code.ShouldBe(2);
        refused.Out.ShouldBeEmpty();
        door.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_can_be_had_in_CI_must_be_there(bool withShared)
    {
        var run = Path.Combine(door.Root, ".ci", "run");
        Directory.CreateDirectory(Path.GetDirectoryName(run)!);
        File.Copy(Path.Combine(RepositoryFiles.Root, ".ci", "run"), run);
        File.WriteAllText(Path.Combine(door.Root, "onkreukbaar"), "#!/bin/sh\necho \"needs $ONKREUKBAAR_TEST_NEEDS, data ${ONKREUKBAAR_DATA-none}\"\n");
        if (withShared)
        {
            Directory.CreateDirectory(Path.Combine(door.Root, "..", "shared"));
        }

        var ended = await door.RunAsync(run, new Dictionary<string, string>(StringComparer.Ordinal) { ["ONKREUKBAAR_DATA"] = "/of/a/developer" });

        ended.Code.ShouldBe(0, ended.Error);
        ended.Lines[^1].ShouldStartWith("needs npm");
        ended.Lines[^1].Contains(",shared", StringComparison.Ordinal).ShouldBe(withShared);
        ended.Lines[^1].Contains(",weasyprint", StringComparison.Ordinal).ShouldBe(Environment.IsPrivilegedProcess, "root installs it");
        ended.Lines[^1].ShouldEndWith("data none");
    }

    private string Program(string folder) => Path.Combine(door.Root, "src", "Onkreukbaar.Cli", "bin", "Release", folder, "onkreukbaar.dll");

    private Task<Ended> TestAsync(params string[] options) =>
        RunAsync([("ONKREUKBAAR_TEST_POSTGRES", "Host=127.0.0.1")], ["test", .. options]);

    private Task<Ended> RunAsync((string Name, string Value)[] environment, params string[] arguments) =>
        door.RunAsync(Path.Combine(door.Root, "onkreukbaar"), environment.ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal), arguments);

    // As the runner of xunit.v3 writes it.
    private static string Summary(int total, int failed = 0, int errors = 0, int skipped = 0, int notRun = 0) =>
        $"=== TEST EXECUTION SUMMARY ===\n   Proef  Total: {total}, Errors: {errors}, Failed: {failed}, Skipped: {skipped}, Not Run: {notRun}, Time: 0.123s\n";

    [GeneratedRegex(@"^  (?<name>[a-z]+)( <\w+>)?  ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listed();
}
