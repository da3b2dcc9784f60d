// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;

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

    // ENOSPC on Unix; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private const int NoSpace = 28;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The file as it was sent.</summary>
    public string Upload(Guid import) => Path.Combine(Folder(import), "bestand");

    /// <summary>Account of the check (a dry run) or of the import, in JSON lines.</summary>
    public string Report(Guid import, bool dryRun) => Path.Combine(Folder(import), dryRun ? "controle.jsonl" : "verslag.jsonl");

    /// <summary>Whether anything is kept under this number.</summary>
    public bool Exist(Guid import) => Directory.Exists(Folder(import));

    /// <summary>Keeps a file that was sent.</summary>
    /// <exception cref="ProblemException">The disk is full; nothing of the file is kept.</exception>
    public async Task KeepAsync(Guid import, Stream content, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Folder(import));
            await using var file = new FileStream(Upload(import), FileMode.Create, FileAccess.Write);
            await content.CopyToAsync(file, cancellation);
        }
        catch (IOException full) when (full.HResult is NoSpace or DiskFull or HandleDiskFull)
        {
            Drop(import);
            throw new ProblemException(Problem.Unavailable(ProblemTexts.DiskFull), full);
        }
    }

    /// <summary>Throws the sent file away: it holds what the register need not keep. The accounts stay.</summary>
    /// <returns>Whether it was there.</returns>
    public bool DropUpload(Guid import)
    {
        var isThere = File.Exists(Upload(import));
        File.Delete(Upload(import));
        return isThere;
    }

    /// <summary>Numbers under which something is kept.</summary>
    public IEnumerable<Guid> Kept() =>
        Directory.Exists(All) ? Directory.EnumerateDirectories(All).Select(Path.GetFileName).Select(n => Guid.TryParse(n, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty) : [];

    /// <summary>UTC moment at which something was last written for an import; null when nothing is kept.</summary>
    public DateTime? ChangedAt(Guid import) =>
        Directory.Exists(Folder(import)) ? new DirectoryInfo(Folder(import)).EnumerateFiles().Select(f => f.LastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(Folder(import))).Max() : null;

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
        await using var findings = new StreamWriter(FindingsFile(import, dryRun), append: false);
        await foreach (var line in LinesAsync(import, dryRun))
        {
            if (line is { Findings: { } said })
            {
                await NoteAsync(notes, line, said, findings);
            }
            else if (line is { Part: false, Outcome: "created" or "updated" })
            {
                notes.NotJudged++;
            }

            if (line is { Part: true, Kind: IncomeChangePart.Kind, Outcome: "created" })
            {
                notes.IncomesCreated++;
            }
            else if (line is { Part: true, Kind: IncomeChangePart.Kind, Outcome: "updated" })
            {
                notes.IncomesUpdated++;
            }

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

    private static async Task NoteAsync(ImportNotes notes, ImportLine line, IReadOnlyList<ImportFinding> said, StreamWriter to)
    {
        notes.Judged++;
        foreach (var verdict in said.Select(f => f.Verdict).Distinct(StringComparer.Ordinal))
        {
            notes.Verdicts[verdict] = (notes.Verdicts.TryGetValue(verdict, out var lines) ? lines : 0) + 1;
        }

        foreach (var finding in said)
        {
            notes.Norms[finding.Norm] = finding.Article;
            await to.WriteLineAsync(JsonSerializer.Serialize(new ImportFindingLine(line.Line, line.Subject, finding), Json));
        }
    }

    /// <summary>One page of what the norms say of the lines, in the order of the file.</summary>
    /// <param name="import">Which import.</param>
    /// <param name="dryRun">Of its check.</param>
    /// <param name="wanted">Which findings.</param>
    /// <param name="skip">How many of those to pass over.</param>
    /// <param name="take">How many to give.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The page, and how many there are in all.</returns>
    public async Task<(IReadOnlyList<ImportFindingLine> Rows, int Total)> FindingsAsync(
        Guid import,
        bool dryRun,
        Func<ImportFinding, bool> wanted,
        int skip,
        int take,
        CancellationToken cancellation
    )
    {
        var rows = new List<ImportFindingLine>();
        var total = 0;
        if (File.Exists(FindingsFile(import, dryRun)))
        {
            await foreach (var text in File.ReadLinesAsync(FindingsFile(import, dryRun), cancellation))
            {
                if (JsonSerializer.Deserialize<ImportFindingLine>(text, Json) is { } row && wanted(row.Finding) && ++total > skip && rows.Count < take)
                {
                    rows.Add(row);
                }
            }
        }

        return (rows, total);
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

    private string FindingsFile(Guid import, bool dryRun) => Path.ChangeExtension(Report(import, dryRun), ".bevindingen");

    private string NotesFile(Guid import, bool dryRun) => Path.ChangeExtension(Report(import, dryRun), ".json");

    private string All => Path.Combine(settings.DataFolder, "imports");

    private string Folder(Guid import) => Path.Combine(All, import.ToString("N"));
}

/// <summary>How far an import is.</summary>
/// <param name="Done">Lines, or bytes while the file is read for the first time.</param>
/// <param name="Total">Of how many; null when that is not known yet.</param>
public sealed record ImportProgress(long Done, long? Total);

/// <summary>One entry of an account.</summary>
public sealed record ImportLine(
    long Line,
    string? Outcome,
    string? Kind,
    string? Subject,
    string? Column,
    string? Code,
    string? Reason,
    bool Part = false,
    IReadOnlyList<ImportFinding>? Findings = null
);

/// <summary>What one norm says of one line of a list.</summary>
/// <param name="Line">Line in the file.</param>
/// <param name="Subject">Id of the position, once it is in the register.</param>
/// <param name="Finding">What the norm says.</param>
public sealed record ImportFindingLine(long Line, string? Subject, ImportFinding Finding);

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

    /// <summary>New and changed lines to which norms were applied.</summary>
    public long Judged { get; set; }

    /// <summary>New and changed lines of persons without an office at the body in that period: no norm was applied.</summary>
    public long NotJudged { get; set; }

    /// <summary>Incomes that the lines bring.</summary>
    public long IncomesCreated { get; set; }

    /// <summary>Incomes of which the lines say another amount.</summary>
    public long IncomesUpdated { get; set; }

    /// <summary>Lines by code of what a norm says of them; a line counts once for each code.</summary>
    public IDictionary<string, long> Verdicts { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The norms that say something, by id, with their article.</summary>
    public IDictionary<string, string> Norms { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
