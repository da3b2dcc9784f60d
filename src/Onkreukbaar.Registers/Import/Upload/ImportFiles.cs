// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Registers.Import.Upload;

/// <summary>
/// What belongs to an import and is no data of the register: the file that was sent, the accounts of check and import, and how far it is. They
/// lie in the data folder, which processes that serve the same clerks share.
/// </summary>
internal sealed class ImportFiles(Settings settings, TimeProvider clock)
{
    /// <summary>Entries that a page shows of each sort; the download holds them all.</summary>
    public const int Shown = 100;

    /// <summary>Silence after which work is taken to have been cut off with its process.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The file as it was sent.</summary>
    public string Upload(Guid import) => Path.Combine(Folder(import), "bestand");

    /// <summary>Account of the check (a dry run) or of the import, in JSON lines.</summary>
    public string Report(Guid import, bool dryRun) => Path.Combine(Folder(import), dryRun ? "controle.jsonl" : "verslag.jsonl");

    /// <summary>Whether anything is kept under this number.</summary>
    public bool Exist(Guid import) => Directory.Exists(Folder(import));

    /// <summary>Keeps a file that was sent.</summary>
    public async Task KeepAsync(Guid import, Stream content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Folder(import));
        await using var file = new FileStream(Upload(import), FileMode.Create, FileAccess.Write);
        await content.CopyToAsync(file, cancellation);
    }

    /// <summary>Throws the sent file away: it holds what the register need not keep. The accounts stay.</summary>
    public void DropUpload(Guid import) => File.Delete(Upload(import));

    /// <summary>Throws all of it away.</summary>
    public void Drop(Guid import)
    {
        if (Directory.Exists(Folder(import)))
        {
            Directory.Delete(Folder(import), recursive: true);
        }
    }

    /// <summary>Notes how far the work is, and that it goes on.</summary>
    public void SetProgress(Guid import, long done, long? total)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow().Ticks} {done} {total}");
        try
        {
            File.WriteAllText(Path.Combine(Folder(import), "voortgang"), text);
        }
        catch (IOException)
        {
            // A reader has it open at this moment: the next one tells.
        }
    }

    /// <summary>How far the work is; null when nobody works on it any more.</summary>
    public ImportProgress? Progress(Guid import)
    {
        try
        {
            var parts = File.ReadAllText(Path.Combine(Folder(import), "voortgang")).Split(' ');
            var said = new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero);
            return clock.GetUtcNow() - said > Silence
                ? null
                : new(long.Parse(parts[1], CultureInfo.InvariantCulture), long.TryParse(parts[2], CultureInfo.InvariantCulture, out var total) ? total : null);
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>The first refusals and remarks of an account, put aside so that a page need not read a million lines.</summary>
    public async Task SummariseAsync(Guid import, bool dryRun)
    {
        var notes = new ImportNotes();
        await foreach (var line in LinesAsync(import, dryRun))
        {
            if (line.Outcome is "refused")
            {
                Add(notes.Refused, line);
            }
            else if (line.Outcome is "vanished")
            {
                Add(notes.Vanished, line);
            }
            else if (line.Reason is not null)
            {
                notes.RemarkCount++;
                Add(notes.Remarks, line);
            }
        }

        await File.WriteAllTextAsync(NotesFile(import, dryRun), JsonSerializer.Serialize(notes, Json));

        static void Add(IList<ImportLine> list, ImportLine line)
        {
            if (list.Count < Shown)
            {
                list.Add(line);
            }
        }
    }

    /// <summary>What <see cref="SummariseAsync"/> put aside; empty when there is nothing.</summary>
    public ImportNotes Notes(Guid import, bool dryRun) =>
        File.Exists(NotesFile(import, dryRun)) ? JsonSerializer.Deserialize<ImportNotes>(File.ReadAllText(NotesFile(import, dryRun)), Json) ?? new() : new();

    /// <summary>The lines of an account, without its totals.</summary>
    public async IAsyncEnumerable<ImportLine> LinesAsync(Guid import, bool dryRun, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var path = Report(import, dryRun);
        if (!File.Exists(path))
        {
            yield break;
        }

        await foreach (var text in File.ReadLinesAsync(path, cancellation))
        {
            if (JsonSerializer.Deserialize<ImportLine>(text, Json) is { Outcome: not null } line)
            {
                yield return line;
            }
        }
    }

    private string NotesFile(Guid import, bool dryRun) => Path.ChangeExtension(Report(import, dryRun), ".json");

    private string Folder(Guid import) => Path.Combine(settings.DataFolder, "imports", import.ToString("N"));
}

/// <summary>How far an import is.</summary>
/// <param name="Done">Lines, or bytes while the file is read for the first time.</param>
/// <param name="Total">Of how many; null when that is not known yet.</param>
public sealed record ImportProgress(long Done, long? Total);

/// <summary>One entry of an account.</summary>
public sealed record ImportLine(long Line, string? Outcome, string? Kind, string? Subject, string? Column, string? Code, string? Reason, bool Part = false);

/// <summary>What a page shows of an account.</summary>
public sealed record ImportNotes
{
    /// <summary>The first lines that cannot be kept.</summary>
    public IList<ImportLine> Refused { get; init; } = [];

    /// <summary>The first lines that are kept with something left out or unread.</summary>
    public IList<ImportLine> Remarks { get; init; } = [];

    /// <summary>All of those.</summary>
    public long RemarkCount { get; set; }

    /// <summary>The first entries of an earlier list that the file does not have.</summary>
    public IList<ImportLine> Vanished { get; init; } = [];
}
