// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

/// <summary>Somebody with the database password changes rows: each change must be found, and the first wrong entry named.</summary>
public sealed class LedgerMutationTests
{
    /// <summary>Every table that ledger and versions of ancillary positions live in.</summary>
    internal static readonly string[] Tables =
        ["ledger_pending", "ledger_index", "ledger_bundle", "ledger_tile", "ledger_checkpoint", "version", "ancillary_position"];

    private const string Insert = "INSERT INTO version (id, kind, subject_id, version, recorded_at, act_id, process, payload, salt, commitment) ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Every_change_past_the_application_is_found_and_the_first_wrong_entry_named(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        var subjects = await bench.SaveAsync(250);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        subjects.AddRange(await bench.SaveAsync(290));
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        await bench.ChangeAsync(subjects[7]);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        await bench.SaveAsync(2);
        // 541 numbered entries in three bundles under checkpoints of 250, 540 and 541; two entries wait.
        await bench.KeepAsync(Tables);
        (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldBeNull();

        var entries = await bench.Ledger.Reader.ReadAsync(0, 541, Cancellation);
        Guid Id(int number) => entries[number].Entry.Id;
        Guid Subject(int number) => entries[number].Entry.Subject;
        var first = await bench.ScalarAsync<byte[]>("SELECT entries FROM ledger_bundle WHERE bundle_index = 0");
        var second = await bench.ScalarAsync<byte[]>("SELECT entries FROM ledger_bundle WHERE bundle_index = 1");
        var last = await bench.ScalarAsync<byte[]>("SELECT entries FROM ledger_bundle WHERE bundle_index = 2");
        var leaves = await bench.ScalarAsync<byte[]>("SELECT hashes FROM ledger_tile WHERE level = 0 AND tile_index = 0");
        var ids = await bench.ScalarAsync<byte[]>("SELECT entry_ids FROM ledger_index WHERE bundle_index = 0");
        var lastIds = await bench.ScalarAsync<byte[]>("SELECT entry_ids FROM ledger_index WHERE bundle_index = 2");
        var added = Guid.CreateVersion7();
        var note = await bench.ScalarAsync<string>("SELECT note FROM ledger_checkpoint WHERE size = 540");
        var newline = database == Databases.Sqlite ? "char(10)" : "chr(10)";
        var cut = database == Databases.Sqlite ? "instr(payload, char(10))" : "strpos(payload, chr(10))";
        var waiting = await bench.ScalarAsync<Guid>("SELECT id FROM ledger_pending ORDER BY id LIMIT 1");

        async Task Found(string what, LedgerFault fault, long? number, string sql, params (string Name, object Value)[] parameters)
        {
            foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                (await bench.ExecuteAsync(statement, [.. parameters.Where(p => statement.Contains("@" + p.Name, StringComparison.Ordinal))]))
                    .ShouldBeGreaterThan(0, what);
            }

            var finding = (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldNotBeNull(what);
            finding.Fault.ShouldBe(fault, $"{what}: {finding}");
            finding.Number.ShouldBe(number, $"{what}: {finding}");
            // Of a changed order it is the entry found at that place that is named, wherever it belongs.
            if (number is { } named && named < 541 && fault != LedgerFault.OrderChanged)
            {
                (finding.Subject, finding.Kind, finding.Version).ShouldBe(
                    (Subject((int)named), "nevenfunctie", entries[(int)named].Entry.Version), $"{what}: {finding}");
            }

            await bench.RestoreAsync(Tables);
        }

        // Entries.
        await Found("a byte of an entry", LedgerFault.EntryChanged, 3, "UPDATE ledger_bundle SET entries = @e WHERE bundle_index = 0",
            ("e", Replaced(first, 3, bytes => bytes[^5] ^= 1)));
        await Found("an entry with its hash", LedgerFault.EntryChanged, 3,
            "UPDATE ledger_bundle SET entries = @e WHERE bundle_index = 0; UPDATE ledger_tile SET hashes = @h WHERE level = 0 AND tile_index = 0",
            ("e", Forged(first, entries[3].Entry, out var hashes)), ("h", hashes));
        await Found("two entries swapped", LedgerFault.OrderChanged, 10, "UPDATE ledger_bundle SET entries = @e WHERE bundle_index = 0",
            ("e", Swapped(first, 10, 20)));
        await Found("two entries swapped with their hashes", LedgerFault.OrderChanged, 10,
            "UPDATE ledger_bundle SET entries = @e WHERE bundle_index = 0; UPDATE ledger_tile SET hashes = @h WHERE level = 0 AND tile_index = 0",
            ("e", Swapped(first, 10, 20)), ("h", SwappedHashes(leaves, 10, 20)));
        await Found("two entries swapped with hashes and numbers", LedgerFault.RootDiffers, 0,
            "UPDATE ledger_bundle SET entries = @e WHERE bundle_index = 0; UPDATE ledger_tile SET hashes = @h WHERE level = 0 AND tile_index = 0; "
                + "UPDATE ledger_index SET entry_ids = @i WHERE bundle_index = 0",
            ("e", Swapped(first, 10, 20)), ("h", SwappedHashes(leaves, 10, 20)), ("i", SwappedIds(ids, 10, 20)));
        await Found("a bundle cut off", LedgerFault.LogTruncated, 540, "UPDATE ledger_bundle SET entries = @e, entry_count = 28 WHERE bundle_index = 2",
            ("e", Without(last, 28)));
        await Found("a bundle gone", LedgerFault.LogTruncated, 256, "DELETE FROM ledger_bundle WHERE bundle_index = 1");
        await Found("all bundles gone", LedgerFault.LogTruncated, 0, "DELETE FROM ledger_bundle");
        await Found("an entry taken out of the middle", LedgerFault.OrderChanged, 261, "UPDATE ledger_bundle SET entries = @e, entry_count = 255 WHERE bundle_index = 1",
            ("e", Without(second, 5)));
        await Found("an entry added", LedgerFault.EntryAdded, 541, "UPDATE ledger_bundle SET entries = @e, entry_count = 30 WHERE bundle_index = 2",
            ("e", Appended(last, entries[0].Entry with { Id = Guid.CreateVersion7() })));
        await Found("another count", LedgerFault.EntryChanged, 538, "UPDATE ledger_bundle SET entry_count = 26 WHERE bundle_index = 2");
        await Found("a bundle far away", LedgerFault.TreeDiffers, 541, "INSERT INTO ledger_bundle SELECT bundle_index + 900, entry_count, entries FROM ledger_bundle");

        // Tree.
        await Found("a leaf hash", LedgerFault.TreeDiffers, 5, "UPDATE ledger_tile SET hashes = @h WHERE level = 0 AND tile_index = 0",
            ("h", Flipped(leaves, 5 * 32)));
        await Found("a hash of the level above", LedgerFault.TreeDiffers, 256, "UPDATE ledger_tile SET hashes = @h WHERE level = 1",
            ("h", Flipped(await bench.ScalarAsync<byte[]>("SELECT hashes FROM ledger_tile WHERE level = 1"), 40)));
        await Found("a leaf tile gone", LedgerFault.TreeDiffers, 256, "DELETE FROM ledger_tile WHERE level = 0 AND tile_index = 1");
        await Found("a node tile gone", LedgerFault.TreeDiffers, 0, "DELETE FROM ledger_tile WHERE level = 1");
        await Found("a tile added", LedgerFault.TreeDiffers, 541, "INSERT INTO ledger_tile (level, tile_index, width, hashes) VALUES (2, 0, 1, @h)", ("h", new byte[32]));
        await Found("a width", LedgerFault.TreeDiffers, 513, "UPDATE ledger_tile SET width = 1 WHERE level = 0 AND tile_index = 2");

        // Checkpoints.
        await Found("a signature", LedgerFault.CheckpointWrong, 539, "UPDATE ledger_checkpoint SET note = @n WHERE size = 540",
            ("n", Resigned(note, bench.Ledger.Key.Name)));
        await Found("a root", LedgerFault.CheckpointWrong, 249, "UPDATE ledger_checkpoint SET root = @r WHERE size = 250", ("r", new byte[32]));
        await Found("a size", LedgerFault.CheckpointWrong, 540, "UPDATE ledger_checkpoint SET size = 541000 WHERE size = 541");
        await Found("the newest checkpoint gone", LedgerFault.EntryAdded, 540, "DELETE FROM ledger_checkpoint WHERE size = 541");
        await Found("all checkpoints gone", LedgerFault.EntryAdded, 0, "DELETE FROM ledger_checkpoint");

        // Index.
        await Found("a number", LedgerFault.OrderChanged, 8, "UPDATE ledger_index SET entry_ids = @i WHERE bundle_index = 0", ("i", SwappedIds(ids, 8, 9)));
        await Found("a number gone", LedgerFault.IndexWrong, 8, "UPDATE ledger_index SET entry_ids = @i WHERE bundle_index = 0",
            ("i", Flipped(ids, 8 * 16)));
        await Found("numbers gone", LedgerFault.IndexWrong, 200, "UPDATE ledger_index SET entry_ids = @i WHERE bundle_index = 0", ("i", ids[..(200 * 16)]));
        await Found("a number added", LedgerFault.IndexWrong, 541, "UPDATE ledger_index SET entry_ids = @i WHERE bundle_index = 2",
            ("i", (byte[])[.. lastIds, .. Guid.CreateVersion7().ToByteArray()]));
        await Found("the lowest id", LedgerFault.IndexWrong, 256, "UPDATE ledger_index SET first_id = @new WHERE bundle_index = 1", ("new", Guid.CreateVersion7()));
        await Found("the highest id", LedgerFault.IndexWrong, 512, "UPDATE ledger_index SET last_id = @new WHERE bundle_index = 2", ("new", Guid.CreateVersion7()));
        await Found("a row of the index gone", LedgerFault.IndexWrong, 256, "DELETE FROM ledger_index WHERE bundle_index = 1");
        await Found("a row of the index added", LedgerFault.IndexWrong, 541,
            "INSERT INTO ledger_index SELECT 600, first_id, last_id, entry_ids FROM ledger_index WHERE bundle_index = 1");

        // Versions.
        await Found("a payload", LedgerFault.PayloadChanged, 100, "UPDATE version SET payload = replace(payload, 'Vuurtoren', 'Vuurtoorn') WHERE id = @id", ("id", Id(100)));
        await Found("a salt", LedgerFault.PayloadChanged, 100, "UPDATE version SET salt = @s WHERE id = @id", ("id", Id(100)), ("s", new byte[32]));
        await Found("half an erasure", LedgerFault.PayloadChanged, 100, "UPDATE version SET salt = NULL WHERE id = @id", ("id", Id(100)));
        // Columns that stand in no entry, but are sealed with the payload.
        await Found("another act", LedgerFault.PayloadChanged, 100, "UPDATE version SET act_id = @new WHERE id = @id", ("id", Id(100)), ("new", Guid.CreateVersion7()));
        await Found("another body", LedgerFault.PayloadChanged, 100, "UPDATE version SET body_id = @new WHERE id = @id", ("id", Id(100)), ("new", Guid.CreateVersion7()));
        await Found("no body", LedgerFault.PayloadChanged, 100, "UPDATE version SET body_id = NULL WHERE id = @id", ("id", Id(100)));
        await Found("another person", LedgerFault.PayloadChanged, 100, "UPDATE version SET person_id = @new WHERE id = @id", ("id", Id(100)), ("new", Guid.CreateVersion7()));
        await Found("no person", LedgerFault.PayloadChanged, 100, "UPDATE version SET person_id = NULL WHERE id = @id", ("id", Id(100)));
        await Found("another organisation", LedgerFault.PayloadChanged, 100, "UPDATE version SET organisation_key = 'kvk:1' WHERE id = @id", ("id", Id(100)));
        await Found("no organisation", LedgerFault.PayloadChanged, 100, "UPDATE version SET organisation_key = NULL WHERE id = @id", ("id", Id(100)));
        await Found("an organisation that takes the first line of the payload", LedgerFault.PayloadChanged, 100,
            $"UPDATE version SET organisation_key = organisation_key || {newline} || substr(payload, 1, {cut} - 1), payload = substr(payload, {cut} + 1) WHERE id = @id",
            ("id", Id(100)));
        await Found("a payload with a fitting commitment", LedgerFault.VersionChanged, 100,
            "UPDATE version SET payload = 'x', salt = @s, commitment = @c WHERE id = @id",
            ("id", Id(100)), ("s", new byte[32]), ("c", Commitment.Compute(new byte[32], "x"u8)));
        await Found("a moment", LedgerFault.VersionChanged, 540, "UPDATE version SET recorded_at = @t WHERE id = @id",
            ("id", Id(540)), ("t", new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        await Found("a process", LedgerFault.VersionChanged, 300, "UPDATE version SET process = 'iets.anders' WHERE id = @id", ("id", Id(300)));
        await Found("a kind", LedgerFault.VersionChanged, 300, "UPDATE version SET kind = 'geschenk' WHERE id = @id", ("id", Id(300)));
        await Found("a subject", LedgerFault.VersionChanged, 300, "UPDATE version SET subject_id = @new WHERE id = @id", ("id", Id(300)), ("new", Guid.CreateVersion7()));
        await Found("two versions wrong, the first is named", LedgerFault.VersionChanged, 20, "UPDATE version SET process = 'x' WHERE id = @a OR id = @b",
            ("a", Id(400)), ("b", Id(20)));
        await Found("a version gone", LedgerFault.VersionMissing, 50, "DELETE FROM version WHERE id = @id", ("id", Id(50)));
        await Found("all versions gone", LedgerFault.VersionMissing, 0, "DELETE FROM version");
        await Found("a version added", LedgerFault.VersionAdded, null,
            Insert + "SELECT @new, kind, @new, 1, recorded_at, act_id, process, payload, salt, commitment FROM version WHERE id = @id",
            ("new", Guid.CreateVersion7()), ("id", Id(1)));
        await Found("a version added with a number", LedgerFault.IndexWrong, 541,
            Insert + "SELECT @new, kind, @new, 1, recorded_at, act_id, process, payload, salt, commitment FROM version WHERE id = @id; "
                + "UPDATE ledger_index SET entry_ids = @i WHERE bundle_index = 2",
            ("new", added), ("id", Id(1)), ("i", (byte[])[.. lastIds, .. added.ToByteArray(bigEndian: true)]));

        // Waiting entries.
        await Found("a waiting entry", LedgerFault.EntryChanged, null, "UPDATE ledger_pending SET entry = @e WHERE id = @id", ("id", waiting), ("e", Encoding.UTF8.GetBytes("{}")));
        await Found("a waiting entry gone", LedgerFault.VersionAdded, null, "DELETE FROM ledger_pending WHERE id = @id", ("id", waiting));
        await Found("a numbered entry waits again", LedgerFault.IndexWrong, null, "INSERT INTO ledger_pending (id, entry) VALUES (@id, @e)",
            ("id", Id(4)), ("e", entries[4].Entry.ToBytes()));

        // Live rows.
        await Found("a live row", LedgerFault.SubjectChanged, 30, "UPDATE ancillary_position SET description = 'Voorzitter' WHERE id = @id", ("id", Subject(30)));
        await Found("two live rows, the first is named", LedgerFault.SubjectChanged, 30, "UPDATE ancillary_position SET organisation = NULL WHERE id = @a OR id = @b",
            ("a", Subject(530)), ("b", Subject(30)));
        await Found("a live row put back to its first version", LedgerFault.SubjectChanged, 540, "UPDATE ancillary_position SET version = 1, activity = NULL WHERE id = @id",
            ("id", Subject(540)));
        await Found("a live row gone", LedgerFault.SubjectMissing, 44, "DELETE FROM ancillary_position WHERE id = @id", ("id", Subject(44)));
        await Found("a live row under another id", LedgerFault.SubjectMissing, 44, "UPDATE ancillary_position SET id = @new WHERE id = @id",
            ("id", Subject(44)), ("new", Guid.CreateVersion7()));

        (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task A_version_row_does_not_hide_behind_an_entry_that_was_numbered_twice(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(300);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var entry = (await bench.Ledger.Reader.ReadAsync(7, 1, Cancellation))[0].Entry;
        // The sequencer signs what waits, so the tree is right, and there are as many version rows as entries.
        await bench.ExecuteAsync("INSERT INTO ledger_pending (id, entry) VALUES (@id, @e)", ("id", entry.Id), ("e", entry.ToBytes()));
        await bench.SaveAsync(260);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        await bench.ExecuteAsync(
            Insert + "SELECT @new, kind, @new, 1, recorded_at, act_id, process, payload, salt, commitment FROM version WHERE id = @id",
            ("new", Guid.CreateVersion7()), ("id", entry.Id));
        var finding = (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldNotBeNull();
        (finding.Fault, finding.Number, finding.Subject).ShouldBe((LedgerFault.OrderChanged, 300, entry.Subject), finding.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task An_entry_that_comes_back_thousands_later_is_found(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(2);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var entry = (await bench.Ledger.Reader.ReadAsync(1, 1, Cancellation))[0].Entry;
        // More than a verification looks at in one step.
        const int More = 17_000;
        await bench.SaveAtOnceAsync(More);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        await bench.ExecuteAsync("INSERT INTO ledger_pending (id, entry) VALUES (@id, @e)", ("id", entry.Id), ("e", entry.ToBytes()));
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        await bench.ExecuteAsync(
            Insert + "SELECT @new, kind, @new, 1, recorded_at, act_id, process, payload, salt, commitment FROM version WHERE id = @id",
            ("new", Guid.CreateVersion7()), ("id", entry.Id));
        var finding = (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldNotBeNull();
        (finding.Fault, finding.Number, finding.Subject).ShouldBe((LedgerFault.EntryAdded, More + 2, entry.Subject), finding.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task An_emptied_bundle_without_tile_and_index_is_a_finding_and_no_crash(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAtOnceAsync(257);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        await bench.ExecuteAsync("UPDATE ledger_bundle SET entries = @e, entry_count = 0 WHERE bundle_index = 1", ("e", Array.Empty<byte>()));
        await bench.ExecuteAsync("DELETE FROM ledger_tile WHERE level = 0 AND tile_index = 1");
        await bench.ExecuteAsync("DELETE FROM ledger_index WHERE bundle_index = 1");
        var finding = (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldNotBeNull();
        (finding.Fault, finding.Number).ShouldBe((LedgerFault.LogTruncated, 256), finding.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task After_erasure_of_payload_and_salt_the_store_still_verifies(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(20);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var erased = (await bench.Ledger.Reader.ReadAsync(4, 1, Cancellation))[0].Entry;
        await bench.ExecuteAsync("UPDATE version SET payload = NULL, salt = NULL WHERE id = @id", ("id", erased.Id));
        var report = await bench.Ledger.VerifyAsync(cancellation: Cancellation);
        (report.First, report.Erased, report.Size).ShouldBe((null, 1, 20));
    }

    [Theory, OnBothDatabases]
    public async Task No_changed_byte_anywhere_in_the_log_goes_unnoticed(string database)
    {
        await using var bench = await LedgerBench.StartAsync(database);
        await bench.SaveAsync(3);
        await bench.Ledger.Sequencer.DrainAsync(Cancellation);
        var entries = await bench.ScalarAsync<byte[]>("SELECT entries FROM ledger_bundle");
        var hashes = await bench.ScalarAsync<byte[]>("SELECT hashes FROM ledger_tile");
        var note = await bench.ScalarAsync<string>("SELECT note FROM ledger_checkpoint WHERE size = 3");
        for (var i = 0; i < entries.Length; i += 7)
        {
            await bench.ExecuteAsync("UPDATE ledger_bundle SET entries = @e", ("e", Flipped(entries, i)));
            (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldNotBeNull(i.ToString(CultureInfo.InvariantCulture));
        }

        await bench.ExecuteAsync("UPDATE ledger_bundle SET entries = @e", ("e", entries));
        for (var i = 0; i < hashes.Length; i += 5)
        {
            await bench.ExecuteAsync("UPDATE ledger_tile SET hashes = @h", ("h", Flipped(hashes, i)));
            (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldNotBeNull(i.ToString(CultureInfo.InvariantCulture));
        }

        await bench.ExecuteAsync("UPDATE ledger_tile SET hashes = @h", ("h", hashes));
        for (var i = 0; i < note.Length; i += 5)
        {
            await bench.ExecuteAsync("UPDATE ledger_checkpoint SET note = @n WHERE size = 3", ("n", note[..i] + (char)(note[i] ^ 1) + note[(i + 1)..]));
            (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldNotBeNull(i.ToString(CultureInfo.InvariantCulture));
        }

        await bench.ExecuteAsync("UPDATE ledger_checkpoint SET note = @n WHERE size = 3", ("n", note));
        (await bench.Ledger.VerifyAsync(cancellation: Cancellation)).First.ShouldBeNull();
    }

    private static List<byte[]> Entries(byte[] bundle)
    {
        var entries = new List<byte[]>();
        ReadOnlySpan<byte> rest = bundle;
        while (EntryBundle.TryRead(ref rest, out var entry))
        {
            entries.Add(entry.ToArray());
        }

        return entries;
    }

    private static byte[] Bundle(List<byte[]> entries)
    {
        var bundle = new byte[entries.Sum(e => EntryBundle.SizeOf(e.Length))];
        var at = 0;
        foreach (var entry in entries)
        {
            at += EntryBundle.Write(entry, bundle.AsSpan(at));
        }

        return bundle;
    }

    private static byte[] Replaced(byte[] bundle, int index, Action<byte[]> change)
    {
        var entries = Entries(bundle);
        change(entries[index]);
        return Bundle(entries);
    }

    private static byte[] Forged(byte[] bundle, LedgerEntry entry, out byte[] hashes)
    {
        var entries = Entries(bundle);
        var index = entries.FindIndex(bytes => LedgerEntry.Parse(bytes).Id == entry.Id);
        entries[index] = (entry with { Commitment = new byte[32] }).ToBytes();
        var forged = Bundle(entries);
        hashes = new byte[256 * 32];
        EntryBundle.HashLeaves(forged, hashes);
        return forged;
    }

    private static byte[] Swapped(byte[] bundle, int a, int b)
    {
        var entries = Entries(bundle);
        (entries[a], entries[b]) = (entries[b], entries[a]);
        return Bundle(entries);
    }

    private static byte[] SwappedHashes(byte[] hashes, int a, int b)
    {
        var swapped = (byte[])hashes.Clone();
        hashes.AsSpan(a * 32, 32).CopyTo(swapped.AsSpan(b * 32));
        hashes.AsSpan(b * 32, 32).CopyTo(swapped.AsSpan(a * 32));
        return swapped;
    }

    private static byte[] SwappedIds(byte[] ids, int a, int b)
    {
        var swapped = (byte[])ids.Clone();
        ids.AsSpan(a * 16, 16).CopyTo(swapped.AsSpan(b * 16));
        ids.AsSpan(b * 16, 16).CopyTo(swapped.AsSpan(a * 16));
        return swapped;
    }

    private static byte[] Without(byte[] bundle, int index)
    {
        var entries = Entries(bundle);
        entries.RemoveAt(index);
        return Bundle(entries);
    }

    private static byte[] Appended(byte[] bundle, LedgerEntry entry) => Bundle([.. Entries(bundle), entry.ToBytes()]);

    private static byte[] Flipped(byte[] bytes, int index)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[index] ^= 1;
        return flipped;
    }

    private static string Resigned(string note, string name) =>
        SignedNote.Sign(SignedNote.Parse(note).Text, NoteSigner.Generate(name)).ToString();
}
