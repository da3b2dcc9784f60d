// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Tests.CommandLine;
using Onkreukbaar.Tests.Kernel.Import;
using Onkreukbaar.Tests.Registers.Import;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Faults;

/// <summary><c>import positions</c> in a process of its own, when disk, database or file are against it.</summary>
public sealed class ImportFaultTests
{
    [Theory, OnBothDatabases]
    public async Task On_a_read_only_database_an_import_does_nothing_and_says_so_and_later_goes_through(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: KillTests.WithoutNumbering);
        var body = await BodyAsync(app);
        using var runner = new ImportRunner(app);
        var file = runner.Write("lijst.csv", KillTests.List(30));
        var versions = await VersionsAsync(app);
        await RefusalTests.RefuseWritesAsync(app, refuse: true);

        var refused = await CliProcess.ImportAsync(app.Settings, file, body);
        refused.Code.ShouldBe(2, refused.Complaint);
        refused.Complaint.ShouldContain("read-only");
        refused.Complaint.ShouldNotContain("   at ", customMessage: "a sentence, no stack trace");
        refused.Counts.ShouldBe((0, 0, 0, 0, 0));
        var judged = await CliProcess.ImportAsync(app.Settings, file, body, options: "--dry-run");
        judged.Code.ShouldBe(0, judged.Complaint);
        judged.Counts.ShouldBe((30, 0, 0, 0, 0), "judging writes nothing");
        (await VersionsAsync(app)).ShouldBe(versions);

        await RefusalTests.RefuseWritesAsync(app, refuse: false);
        var done = await CliProcess.ImportAsync(app.Settings, file, body);
        done.Code.ShouldBe(0, done.Complaint);
        done.Counts.ShouldBe((30, 0, 0, 0, 0));
        (await CountAsync(app, body)).ShouldBe(30);
        (await Ledger(app).VerifyAsync()).First.ShouldBeNull();
    }

    [Theory, OnBothDatabases]
    public async Task Databases_that_are_up_to_date_and_can_only_be_read_are_left_as_they_are(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: KillTests.WithoutNumbering);
        await BodyAsync(app);
        await RefusalTests.RefuseWritesAsync(app, refuse: true);
        var migrated = await CliProcess.RunAsync(app.Settings, "migrate");
        migrated.Code.ShouldBe(0, migrated.ToString());
        migrated.Out.ShouldBe("The databases are up to date.\n");
        var verified = await CliProcess.RunAsync(app.Settings, "ledger", "verify");
        verified.Code.ShouldBe(0, verified.ToString());
        var exported = await CliProcess.RunAsync(app.Settings, "export", "-", "--list", "overheidsorganisaties");
        exported.Code.ShouldBe(0, exported.ToString());
        exported.Out.ShouldContain("Voorbeeldgemeente");
        await RefusalTests.RefuseWritesAsync(app, refuse: false);
    }

    /// <summary>The rules of row-level security cannot be mended there, so a start that would rest on wrong ones is refused.</summary>
    [Theory]
    [InlineData("DROP POLICY of_body ON ancillary_position")]
    [InlineData("ALTER POLICY of_body ON ancillary_position USING (true)")]
    [InlineData("ALTER TABLE ancillary_position DISABLE ROW LEVEL SECURITY")]
    [InlineData("GRANT DELETE ON ancillary_position TO {role}")]
    public async Task A_read_only_database_whose_rules_for_clerks_are_not_right_is_refused_in_a_sentence(string harm)
    {
        Assert.SkipWhen(Databases.WhyNot(Databases.Postgres) is not null, "There is no PostgreSQL.");
        await using var app = await TestApp.FreshAsync(Databases.Postgres, configure: KillTests.WithoutNumbering);
        var body = await BodyAsync(app);
        await app.WithStoreAsync(store =>
        {
            var position = new AncillaryPosition { BodyId = body, PersonId = Guid.CreateVersion7(), Description = "Lid" };
            position.Derive();
            store.Add(position);
            return store.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
        });
        var role = new NpgsqlConnectionStringBuilder(app.Settings.PostgresConnection(Zone.Register)).Username + "_body";
        await app.ExecuteAsync(Zone.Register, harm.Replace("{role}", role, StringComparison.Ordinal));
        await RefusalTests.RefuseWritesAsync(app, refuse: true);

        var refused = await CliProcess.RunAsync(app.Settings, "migrate");
        refused.Code.ShouldBe(2, refused.ToString());
        refused.Error.ShouldContain("ancillary_position");
        refused.Error.ShouldNotContain("   at ");

        await RefusalTests.RefuseWritesAsync(app, refuse: false);
        (await CliProcess.RunAsync(app.Settings, "migrate")).Code.ShouldBe(0, "where it may be written, it is mended");
        await RefusalTests.RefuseWritesAsync(app, refuse: true);
        (await CliProcess.RunAsync(app.Settings, "migrate")).Code.ShouldBe(0);
        await RefusalTests.RefuseWritesAsync(app, refuse: false);
    }

    /// <summary>For PostgreSQL the server is made to say that its disk is full, at the batch where the test needs it; a disk that is really full: <see cref="FullDiskTests"/>.</summary>
    [Theory, OnBothDatabases]
    public async Task When_the_disk_fills_half_way_whole_batches_are_kept_and_the_next_run_finishes(string database)
    {
        using var disk = database == Databases.Sqlite ? SmallDisk.Mount() : null;
        await using var app = await TestApp.FreshAsync(database, settings: s => disk?.Move(s) ?? s, configure: KillTests.WithoutNumbering);
        var body = await BodyAsync(app);
        var lines = (disk is null ? 3 : 6) * ImportRun.BatchSize;
        using var runner = new ImportRunner(app);
        var file = runner.Write("lijst.csv", KillTests.List(lines));
        if (disk is null)
        {
            await app.ExecuteAsync(
                Zone.Register,
                $"""
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  IF (SELECT count(*) FROM ancillary_position) > {ImportRun.BatchSize} THEN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END IF;
                  RETURN NULL; END $$
                """,
                "CREATE TRIGGER full_disk AFTER INSERT ON ledger_pending FOR EACH STATEMENT EXECUTE FUNCTION full_disk()"
            );
        }

        var full = await CliProcess.ImportAsync(app.Settings, file, body);
        full.Code.ShouldBe(1, full.Complaint);
        full.Complaint.ShouldContain("The disk is full.");
        full.Complaint.ShouldNotContain("   at ");
        var kept = await CountAsync(app, body);
        kept.ShouldBeInRange(ImportRun.BatchSize, lines - 1, "it filled half-way");
        (kept % ImportRun.BatchSize).ShouldBe(0, "whole batches");
        full.Counts.ShouldBe((kept, 0, 0, 0, 0), "the report tells of what is there and of nothing else");
        (await app.WithStoreAsync(s => s.Versions.CountAsync(v => v.Kind == "nevenfunctie"))).ShouldBe(kept, "each position has its version");
        (await Ledger(app).VerifyAsync()).First.ShouldBeNull();

        if (disk is null)
        {
            await app.ExecuteAsync(Zone.Register, "DROP TRIGGER full_disk ON ledger_pending");
        }
        else
        {
            disk.Grow();
        }

        var again = await CliProcess.ImportAsync(app.Settings, file, body);
        again.Code.ShouldBe(0, again.Complaint);
        again.Counts.ShouldBe((lines - kept, 0, kept, 0, 0));
        (await CountAsync(app, body)).ShouldBe(lines);
        (await Ledger(app).VerifyAsync()).First.ShouldBeNull();
    }

    [Fact]
    public async Task On_a_disk_that_is_full_from_the_start_an_import_does_nothing_and_says_so()
    {
        using var disk = SmallDisk.Mount();
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, settings: disk.Move, configure: KillTests.WithoutNumbering);
        var body = await BodyAsync(app);
        using var runner = new ImportRunner(app);
        var file = runner.Write("lijst.csv", KillTests.List(500));
        await app.EmptyJournalAsync(Zone.Register);
        disk.Fill();
        var refused = await CliProcess.ImportAsync(app.Settings, file, body);
        refused.Code.ShouldBe(2, refused.Complaint);
        refused.Complaint.ShouldNotContain("   at ");
        disk.Free();
        (await CountAsync(app, body)).ShouldBe(0);
        (await CliProcess.ImportAsync(app.Settings, file, body)).Counts.ShouldBe((500, 0, 0, 0, 0));
    }

    [Theory, OnBothDatabases]
    public async Task A_zip_bomb_is_refused_and_nothing_is_read_of_it(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var body = await BodyAsync(app);
        using var runner = new ImportRunner(app);
        var refused = await CliProcess.ImportAsync(app.Settings, runner.Write("bom.xlsx", TableReaderTests.Bomb()), body);
        refused.Code.ShouldBe(2);
        refused.Complaint.ShouldContain("bom.xlsx unpacks to far more than an ordinary list");
        refused.Counts.ShouldBe((0, 0, 0, 0, 0));
        (await CountAsync(app, body)).ShouldBe(0);
    }

    [Theory]
    [InlineData("read", true)]
    [InlineData("keep", false)]
    public async Task A_million_lines_are_read_in_the_memory_of_a_few(string how, bool fits)
    {
        const long Heap = 32 * 1024 * 1024;
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-miljoen-").FullName;
        var file = Path.Combine(folder, "lijst.csv");
        await WriteAsync(file, 1_000_000);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        CliProcess.Limit(environment, Heap);

        var ended = await Started.RunAsync(Started.Dotnet, [Path.Combine(AppContext.BaseDirectory, "Onkreukbaar.Saver.dll"), how, file], environment);
        new FileInfo(file).Length.ShouldBeGreaterThan(Heap, "kept, it would not fit");
        Directory.Delete(folder, recursive: true);

        (ended.Code == 0).ShouldBe(fits, ended.ToString());
        ended.Out.ShouldBe(fits ? "1000000\n" : "", "what keeps them all must run out, or the limit says nothing");
    }

    /// <summary>Judging takes longer than reading: a million lines would keep a test run waiting for minutes. On one engine, as a dry run asks it little.</summary>
    [Fact]
    public async Task A_dry_run_over_two_hundred_thousand_lines_stays_below_what_keeping_them_takes()
    {
        const int Lines = 200_000;
        await using var app = await TestApp.FreshAsync(Databases.Sqlite);
        var body = await BodyAsync(app);
        using var runner = new ImportRunner(app);
        var file = Path.Combine(runner.Folder, "lijst.csv");
        await WriteAsync(file, Lines);
        var versions = await VersionsAsync(app);

        var ended = await CliProcess.ImportAsync(app.Settings, file, body, heap: 80 * 1024 * 1024, options: "--dry-run");
        ended.Code.ShouldBe(0, ended.Complaint);
        ended.Totals.GetProperty("created").GetInt64().ShouldBe(Lines);
        (await VersionsAsync(app)).ShouldBe(versions);
    }

    private static async Task WriteAsync(string file, int lines)
    {
        await using var writer = new StreamWriter(file, append: false, Encoding.UTF8);
        await writer.WriteLineAsync("Naam;Nevenfunctie;Organisatie");
        for (var i = 0; i < lines; i++)
        {
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Voorbeeld{i % 400}, A. (Anna);Lid van de raad van toezicht {i};Stichting {i % 7000}"));
        }
    }

    private static async Task<Guid> BodyAsync(TestApp app)
    {
        var body = new PublicBody { Name = "Voorbeeldgemeente", Kind = "gemeente", SortKey = "voorbeeldgemeente", SearchText = "voorbeeldgemeente" };
        await app.WithStoreAsync(store =>
        {
            store.Add(body);
            return store.SaveAsync(Act.BySystem("nevenfunctie.importeren"));
        });
        return body.Id;
    }

    private static StoreLedger Ledger(TestApp app) => app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];

    private static Task<int> VersionsAsync(TestApp app) => app.WithStoreAsync(store => store.Versions.CountAsync());

    private static Task<int> CountAsync(TestApp app, Guid body) => app.WithStoreAsync(store => store.Set<AncillaryPosition>().CountAsync(p => p.BodyId == body));
}
