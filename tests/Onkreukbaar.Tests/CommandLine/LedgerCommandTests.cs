// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Kernel.Ledger;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.CommandLine;

/// <summary><c>ledger</c> as an operator runs it.</summary>
public sealed class LedgerCommandTests
{
    [Theory, OnBothDatabases]
    public async Task Verify_says_intact_or_names_the_first_wrong_entry(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        var subjects = await bench.SaveAsync(6);
        await bench.Ledger.Sequencer.DrainAsync();
        await bench.SaveAsync(1);
        var right = await CliProcess.RunAsync(bench.App.Settings, "ledger", "verify");
        right.Code.ShouldBe(0, right.ToString());
        right.Lines.ShouldBe(["6 entries, 1 waiting, 1 checkpoints, 7 live rows, 0 erased versions", "Intact."]);

        await bench.ExecuteAsync("UPDATE ancillary_position SET description = 'Iets anders' WHERE id = @a OR id = @b", ("a", subjects[4]), ("b", subjects[2]));
        var changed = await CliProcess.RunAsync(bench.App.Settings, "ledger", "verify");
        changed.Code.ShouldBe(1);
        changed.Error.ShouldContain("NOT INTACT. First: SubjectChanged entry=2 kind=nevenfunctie ");
        changed.Error.ShouldContain($"subject={subjects[2]} version=1 ");
        changed.Out.ShouldNotContain("Intact.");
        changed.ToString().ShouldNotContain("Iets anders", customMessage: "the finding may be mailed");

        await bench.ExecuteAsync("UPDATE version SET payload = 'x' WHERE subject_id = @a", ("a", subjects[1]));
        (await CliProcess.RunAsync(bench.App.Settings, "ledger", "verify")).Error.ShouldContain($"NOT INTACT. First: PayloadChanged entry=1 kind=nevenfunctie subject={subjects[1]} ");
        (await CliProcess.RunAsync(bench.App.Settings, "ledger", "verify", "--store", "vault")).Code.ShouldBe(0, "the other store is whole");
    }

    [Theory, OnBothDatabases]
    public async Task Verify_holds_the_log_against_a_head_that_was_kept_elsewhere(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(3);
        var head = await CliProcess.RunAsync(bench.App.Settings, "ledger", "head");
        head.Code.ShouldBe(0);
        head.Lines[^1].ShouldBe($"Key: {bench.Ledger.Key}");
        var kept = Path.Combine(bench.App.Settings.DataFolder, "kept.txt");
        await File.WriteAllTextAsync(kept, head.Out[..head.Out.LastIndexOf("\nKey: ", StringComparison.Ordinal)]);
        await bench.SaveAsync(2);
        (await CliProcess.RunAsync(bench.App.Settings, "ledger", "verify", "--known", kept)).Code.ShouldBe(0);

        await File.WriteAllTextAsync(kept, "not a checkpoint");
        var refused = await CliProcess.RunAsync(bench.App.Settings, "ledger", "verify", "--known", kept);
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("this is not a signed checkpoint");
        (await CliProcess.RunAsync(bench.App.Settings, "ledger", "verify", "--store", "kluis")).Code.ShouldBe(2);
        (await CliProcess.RunAsync(bench.App.Settings, "ledger", "prove", Guid.CreateVersion7().ToString())).Code.ShouldBe(1);
    }
}
