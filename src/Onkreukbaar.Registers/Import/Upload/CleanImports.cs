// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Jobs;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Registers.Import.Upload;

/// <summary>
/// Throws away what clerks sent and left: a list holds personal data that the register need not keep. What was read into the register, and the account of it,
/// stays.
/// </summary>
internal static class CleanImports
{
    /// <summary>Name of the job.</summary>
    public const string JobName = "imports.clean";

    private static readonly ListImportState[] Waiting = [ListImportState.Offered, ListImportState.Checking, ListImportState.Checked];

    /// <summary>Each night.</summary>
    public static Job Job { get; } =
        new(JobName, "0 10 3 * * ?", "Throws away lists that clerks sent and did not read into the register.", RunAsync);

    private static async Task<string> RunAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var files = services.GetRequiredService<ImportFiles>();
        var clock = services.GetRequiredService<TimeProvider>();
        var store = services.GetRequiredService<RegisterStore>();
        var now = clock.GetUtcNow().UtcDateTime;
        var before = now.AddDays(-services.GetRequiredService<Settings>().ImportDays);
        var (thrown, ended) = (0, 0);
        // Work that goes on says so in its folder; the others are left, or were cut off with their process.
        var left = await store.Set<ListImport>().Where(i => i.OfferedAt < before && (Waiting.Contains(i.State) || i.State == ListImportState.Running)).ToListAsync(cancellation);
        foreach (var import in left.Where(i => files.Progress(i.Id) is null && !(files.ChangedAt(i.Id) > before)))
        {
            var isRunning = import.State == ListImportState.Running;
            // Part of the lines of a list that was being read may stand in the register: that is no list of which nothing was read.
            import.State = isRunning ? ListImportState.Done : ListImportState.Discarded;
            import.Stopped = isRunning ? Texts.ImportCleanedUp : import.Stopped;
            import.EndedAt = now;
            try
            {
                await store.SaveAsync(Act.BySystem(RegisterProcesses.DiscardList) with { Correlation = import.Id }, cancellation);
            }
            catch (ProblemException busy) when (busy.IsChangedMeanwhile)
            {
                // The clerk came back at this very moment: the list is used, and waits for another night.
                store.Entry(import).State = EntityState.Detached;
                continue;
            }

            if (isRunning)
            {
                files.DropUpload(import.Id);
                ended++;
            }
            else
            {
                files.Drop(import.Id);
                thrown++;
            }
        }

        // An import that stopped half-way keeps its file so that it can go on; after a while nobody will.
        foreach (var id in await store.Set<ListImport>().AsNoTracking().Where(i => i.State == ListImportState.Done && i.EndedAt < before).Select(i => i.Id).ToListAsync(cancellation))
        {
            ended += files.DropUpload(id) ? 1 : 0;
        }

        // A process that stopped while a file came in leaves a folder without an import.
        var strays = files.Kept().Where(id => files.ChangedAt(id) < before).ToList();
        var known = await store.Set<ListImport>().AsNoTracking().Where(i => strays.Contains(i.Id)).Select(i => i.Id).ToHashSetAsync(cancellation);
        strays.RemoveAll(known.Contains);
        strays.ForEach(files.Drop);
        return string.Create(CultureInfo.InvariantCulture, $"{thrown} lists thrown away, {ended} files of ended imports removed, {strays.Count} folders without an import removed");
    }
}
