// SPDX-License-Identifier: EUPL-1.2
using System.Net.Http.Json;
using System.Text;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

public sealed class LedgerStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task An_empty_ledger_has_a_signed_head_and_is_intact(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        (await bench.Ledger.Sequencer.DrainAsync(Cancellation)).ShouldBe(0);
        var note = SignedNote.Parse((await bench.Ledger.Reader.CheckpointAsync(Cancellation))!);
        note.IsSignedBy(bench.Ledger.Key).ShouldBeTrue();
        Checkpoint.Parse(note.Text).Size.ShouldBe(0);
        (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).ShouldBe(new LedgerReport(0, 0, 0, 0, 1, null));
    }

    [Theory, OnBothDatabases]
    public async Task Saves_are_numbered_without_gaps_however_they_are_batched_and_the_store_verifies(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        var saved = new List<Guid>();
        foreach (var count in (int[])[1, 2, 254, 3, 300])
        {
            saved.AddRange(await bench.SaveAsync(count));
            (await bench.Ledger.Sequencer.DrainAsync(Cancellation)).ShouldBe(count);
        }

        await bench.ChangeAsync(saved[0]);
        var waiting = await bench.Ledger.VerifyAsync(cancellation: Cancellation);
        (waiting.Size, waiting.Pending, waiting.Subjects, waiting.First).ShouldBe((560, 1, 560, null));
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);

        var feed = new List<NumberedEntry>();
        while (await bench.Ledger.Reader.ReadAsync(feed.Count, 100, Cancellation) is { Count: > 0 } page)
        {
            feed.AddRange(page);
        }

        feed.Select(e => e.Number).ShouldBe(Enumerable.Range(0, 561).Select(n => (long)n));
        feed.Take(560).Select(e => e.Entry.Subject).ShouldBe(saved);
        feed[560].Entry.ShouldSatisfyAllConditions(e => e.Subject.ShouldBe(saved[0]), e => e.Version.ShouldBe(2));
        var report = await bench.Ledger.VerifyAsync(cancellation: Cancellation);
        (report.Size, report.Pending, report.Checkpoints, report.First).ShouldBe((561, 0, 6, null));
    }

    [Theory, OnBothDatabases]
    public async Task Several_sequencers_and_savers_at_once_give_one_gapless_log(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        var savers = Enumerable.Range(0, 4).Select(_ => bench.SaveAsync(40)).ToList();
        var sequencers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!savers.TrueForAll(s => s.IsCompleted))
            {
                await bench.Ledger.Sequencer.IntegrateAsync(wait: false, Cancellation);
            }
        }, Cancellation)).ToList();
        await Task.WhenAll([.. savers, .. sequencers]);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var report = await bench.Ledger.VerifyAsync(cancellation: Cancellation);
        (report.Size, report.Pending, report.First).ShouldBe((160, 0, null));
    }

    [Theory, OnBothDatabases]
    public async Task The_public_log_proves_a_version_to_an_outsider_who_has_only_the_key(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(300);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var id = (await bench.Ledger.Reader.ReadAsync(123, 1, Cancellation))[0].Entry.Id;
        using var client = bench.App.Client();

        var key = NoteVerifier.Parse((await client.GetStringAsync("/logboek/sleutel", Cancellation)).TrimEnd('\n'));
        var note = SignedNote.Parse(await client.GetStringAsync("/logboek/checkpoint", Cancellation));
        note.IsSignedBy(key).ShouldBeTrue();
        var head = Checkpoint.Parse(note.Text);

        // The whole log, fetched as tools do.
        var frontier = new MerkleFrontier();
        foreach (var path in (string[])["000", "001.p/44"])
        {
            var bundle = await client.GetByteArrayAsync($"/logboek/tile/entries/{path}", Cancellation);
            var tile = await client.GetByteArrayAsync($"/logboek/tile/0/{path}", Cancellation);
            var leaves = new byte[256 * 32];
            var count = EntryBundle.HashLeaves(bundle, leaves);
            tile.ShouldBe(leaves[..(count * 32)]);
            for (var i = 0; i < count; i++)
            {
                frontier.Append(leaves.AsSpan(i * 32, 32));
            }
        }

        frontier.Size.ShouldBe(head.Size);
        frontier.Root().ShouldBe(head.Root);

        var proof = (await client.GetFromJsonAsync<InclusionProof>($"/logboek/bewijs/{id}", Cancellation))!;
        var leaf = new byte[32];
        MerkleHash.Leaf(Encoding.UTF8.GetBytes(proof.Entry), leaf);
        LedgerEntry.Parse(Encoding.UTF8.GetBytes(proof.Entry)).Id.ShouldBe(id);
        MerkleProof.VerifyInclusion(leaf, proof.Number, proof.Size, [.. proof.Proof.Select(Convert.FromHexString)], head.Root).ShouldBeTrue();
    }

    [Theory, OnBothDatabases]
    public async Task What_is_not_in_the_log_is_not_found(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(10);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        using var client = bench.App.Client();
        string[] absent =
        [
            "tile/0/000", "tile/0/000.p/11", "tile/0/001.p/1", "tile/1/000.p/1", "tile/64/000", "tile/00/000.p/1", "tile/0/0", "tile/x/000",
            "tile/entries/000", "tile/entries/000.p/11", "tile/entries/..%2f000", $"bewijs/{Guid.CreateVersion7()}", "bewijs/1",
        ];
        foreach (var path in absent)
        {
            using var response = await client.GetAsync($"/logboek/{path}", Cancellation);
            ((int)response.StatusCode).ShouldBe(404, path);
        }

        using var partial = await client.GetAsync("/logboek/tile/entries/000.p/7", Cancellation);
        EntryBundle.HashLeaves(await partial.Content.ReadAsByteArrayAsync(Cancellation), new byte[256 * 32]).ShouldBe(7);
    }

    [Theory, OnBothDatabases]
    public async Task A_tree_that_does_not_carry_its_head_is_not_signed_further(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(10);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        await bench.ExecuteAsync("UPDATE ledger_tile SET hashes = @zeros WHERE level = 0", ("zeros", new byte[320]));
        await bench.SaveAsync(1);
        await Should.ThrowAsync<LedgerCorruptException>(() => bench.Ledger.Sequencer.DrainAsync(Cancellation));
        (await bench.ScalarAsync<long>("SELECT count(*) FROM ledger_pending")).ShouldBe(1);
        (await bench.Ledger.Reader.SizeAsync(Cancellation)).ShouldBe(10);
    }

    [Theory, OnBothDatabases]
    public async Task The_log_must_contain_what_an_outsider_kept(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(20);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var kept = SignedNote.Parse((await bench.Ledger.Reader.CheckpointAsync(Cancellation))!);
        await bench.SaveAsync(5);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        (await bench.Ledger.VerifyAsync([kept], cancellation: Cancellation)).First.ShouldBeNull();

        var other = NoteSigner.Generate(bench.Ledger.Key.Name);
        var forged = new Checkpoint(bench.Ledger.Key.Name, 20, new byte[32]).Sign(other);
        (await bench.Ledger.VerifyAsync([forged], cancellation: Cancellation)).First!.Fault.ShouldBe(LedgerFault.CheckpointWrong);

        // The whole ledger is emptied with everything that points to it: only the outsider's copy shows it.
        foreach (var table in LedgerMutationTests.Tables)
        {
            await bench.ExecuteAsync($"DELETE FROM {table}");
        }

        await bench.SaveAsync(3);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldBeNull();
        var found = (await bench.Ledger.VerifyAsync([kept], cancellation: Cancellation)).First!;
        (found.Fault, found.Number).ShouldBe((LedgerFault.LogTruncated, 3));
    }

    [Theory, OnBothDatabases]
    public async Task The_running_application_numbers_what_is_saved_by_itself(string database)
    {
        await using var bench = new LedgerBench(await TestApp.FreshAsync(database));
        await bench.SaveAsync(3);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (await bench.Ledger.Reader.SizeAsync(patience.Token) < 3)
        {
            await Task.Yield();
        }

        (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).ShouldSatisfyAllConditions(r => r.Size.ShouldBe(3), r => r.First.ShouldBeNull());
    }

    [Theory, OnBothDatabases]
    public async Task The_commands_give_verification_head_and_proof(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(2);
        await bench.App.InScopeAsync(async services =>
        {
            var commands = (LedgerCommands)services.GetService(typeof(LedgerCommands))!;
            var head = await commands.HeadAsync(Onkreukbaar.Kernel.Stores.Zone.Register, Cancellation);
            SignedNote.Parse(head.Checkpoint!).IsSignedBy(NoteVerifier.Parse(head.Key)).ShouldBeTrue();
            (await commands.VerifyAsync(Onkreukbaar.Kernel.Stores.Zone.Register, cancellation: Cancellation)).Size.ShouldBe(2);
            var id = (await bench.Ledger.Reader.ReadAsync(1, 1, Cancellation))[0].Entry.Id;
            (await commands.ProveAsync(Onkreukbaar.Kernel.Stores.Zone.Register, id, Cancellation))!.Number.ShouldBe(1);
            return 0;
        });
    }

    [Theory, OnBothDatabases]
    public async Task A_replaced_key_keeps_what_it_signed_and_signs_nothing_more(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        var file = Path.Combine(bench.App.Settings.KeyFolder, "register.key");
        await bench.SaveAsync(300);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var kept = SignedNote.Parse((await bench.Ledger.Reader.CheckpointAsync(Cancellation))!);
        var old = NoteSigner.LoadOrCreate(file, "");
        await bench.SaveAsync(5);

        var (former, present) = await bench.Ledger.RotateKeyAsync(Cancellation);

        former.ToString().ShouldBe(old.Verifier.ToString());
        bench.Ledger.Key.ToString().ShouldBe(present.ToString());
        present.ToString().ShouldNotBe(former.ToString());
        bench.Ledger.Keys.Select(key => key.Until).ShouldBe([null, 305]);
        var head = SignedNote.Parse((await bench.Ledger.Reader.CheckpointAsync(Cancellation))!);
        head.IsSignedBy(former).ShouldBeTrue("who trusts the old key can come to trust the new one");
        head.IsSignedBy(present).ShouldBeTrue();
        await bench.SaveAsync(10);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        head = SignedNote.Parse((await bench.Ledger.Reader.CheckpointAsync(Cancellation))!);
        head.IsSignedBy(former).ShouldBeFalse();
        head.IsSignedBy(present).ShouldBeTrue();
        (await bench.Ledger.VerifyAsync([kept], cancellation: Cancellation)).First.ShouldBeNull();
        await bench.Ledger.RotateKeyAsync(Cancellation);
        (await bench.Ledger.VerifyAsync([kept], cancellation: Cancellation)).First.ShouldBeNull();

        // Who stole the old key writes a head after it was replaced.
        await bench.ExecuteAsync("UPDATE ledger_checkpoint SET note = @n WHERE size = 315", ("n", SignedNote.Sign(head.Text, old).ToString()));
        var finding = (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldNotBeNull();
        (finding.Fault, finding.Number).ShouldBe((LedgerFault.CheckpointWrong, 314));
        await Should.ThrowAsync<LedgerCorruptException>(() => AfterSaveAsync(bench));
    }

    private static async Task AfterSaveAsync(LedgerBench bench)
    {
        await bench.SaveAsync(1);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
    }
}
