// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Jobs;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.Import.Upload;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>Lists that clerks sent and left are thrown away after some days; what was read, and its account, stays.</summary>
public sealed class CleanImportsTests
{
    [Theory, OnBothDatabases]
    public async Task What_was_left_goes_after_seven_days_and_what_was_read_stays(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var now = app.Clock.GetUtcNow().UtcDateTime;
        var offered = await ListAsync(app, body, ListImportState.Offered, now.AddDays(-8));
        var running = await ListAsync(app, body, ListImportState.Running, now.AddDays(-8));
        var stopped = await ListAsync(app, body, ListImportState.Done, now.AddDays(-9), ended: now.AddDays(-8));
        var young = await ListAsync(app, body, ListImportState.Offered, now.AddDays(-6));
        var used = await ListAsync(app, body, ListImportState.Checked, now.AddDays(-8), written: now.AddDays(-1));
        var stray = Guid.CreateVersion7();
        Write(app, stray, now.AddDays(-8));
        var fresh = Guid.CreateVersion7();
        Write(app, fresh, now.AddHours(-1));
        var runs = app.App.Services.GetRequiredService<JobRuns>();

        (await runs.RunAsync("imports.clean", now)).ShouldBeTrue();

        var last = (await runs.LastAsync("imports.clean")).ShouldNotBeNull();
        last.Succeeded.ShouldBe(true, last.Result);
        last.Result.ShouldBe("1 lists thrown away, 2 files of ended imports removed, 1 folders without an import removed");
        Kept(app, offered).ShouldBeFalse();
        Kept(app, stray).ShouldBeFalse();
        Kept(app, fresh).ShouldBeTrue("its import may be saved at this moment");
        File.Exists(FileOf(app, running)).ShouldBeFalse();
        File.Exists(FileOf(app, stopped)).ShouldBeFalse();
        File.Exists(FileOf(app, young)).ShouldBeTrue();
        File.Exists(FileOf(app, used)).ShouldBeTrue("the clerk looked at it yesterday");
        await app.WithStoreAsync(async store =>
        {
            (await store.Set<ListImport>().SingleAsync(i => i.Id == offered)).State.ShouldBe(ListImportState.Discarded);
            var half = await store.Set<ListImport>().SingleAsync(i => i.Id == running);
            half.State.ShouldBe(ListImportState.Done);
            half.Stopped.ShouldNotBeNull();
            (await store.HistoryAsync<ListImport>(offered))[^1].Act.Process.ShouldBe("inlezing.weggooien");
            return 0;
        });
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/importeren/{running}");
        await clerk.GetAsync($"/beheer/{body}/importeren/{offered}");
    }

    [Fact]
    public void The_number_of_days_is_a_setting()
    {
        Read("30").ImportDays.ShouldBe(30);
        Read(null).ImportDays.ShouldBe(7);
        foreach (var wrong in new[] { "0", "366", "een week" })
        {
            Should.Throw<SettingsException>(() => Read(wrong)).Message.ShouldContain("ONKREUKBAAR_IMPORT_DAYS");
        }

        static Settings Read(string? days) => Settings.Read(name => name is "ONKREUKBAAR_IMPORT_DAYS" ? days : null, Path.GetTempPath());
    }

    private static async Task<Guid> ListAsync(TestApp app, Guid body, ListImportState state, DateTime offered, DateTime? ended = null, DateTime? written = null)
    {
        var import = new ListImport
        {
            BodyId = body,
            FileName = "lijst.csv",
            Format = "CSV, UTF-8, ;",
            OfferedAt = offered,
            State = state,
            EndedAt = ended,
            Stopped = state == ListImportState.Done ? "Afgebroken." : null,
        };
        await app.WithStoreAsync(async store =>
        {
            store.Add(import);
            return await store.SaveAsync(Act.BySystem("inlezing.aanbieden"));
        });
        Write(app, import.Id, written ?? offered);
        return import.Id;
    }

    private static void Write(TestApp app, Guid id, DateTime at)
    {
        Directory.CreateDirectory(FolderOf(app, id));
        File.WriteAllText(FileOf(app, id), "Naam;Nevenfunctie\n", Encoding.UTF8);
        File.SetLastWriteTimeUtc(FileOf(app, id), at);
        Directory.SetLastWriteTimeUtc(FolderOf(app, id), at);
    }

    private static bool Kept(TestApp app, Guid id) => Directory.Exists(FolderOf(app, id));

    private static string FolderOf(TestApp app, Guid id) => Path.Combine(app.Settings.DataFolder, "imports", id.ToString("N"));

    private static string FileOf(TestApp app, Guid id) => Path.Combine(FolderOf(app, id), "bestand");
}
