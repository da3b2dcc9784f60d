// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Runtime;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Import;

/// <summary>
/// One run of an import into the register: batches of one save each under one correlation, a report, a dry run, one import at a time. An
/// import that stops half-way has saved whole batches only; running it again finishes it.
/// </summary>
public sealed class ImportRun
{
    /// <summary>Lines per save: enough to make the transaction's cost small, few enough to keep memory flat.</summary>
    public const int BatchSize = 2000;
    private readonly Act act;
    private int inBatch;

    private ImportRun(CommandContext context, RegisterStore store, ImportReport report, Act act, bool dryRun)
    {
        Context = context;
        Store = store;
        Report = report;
        IsDryRun = dryRun;
        Correlation = act.Correlation ?? Guid.CreateVersion7();
        // Outcomes are asked entity by entity and saving looks at all of them: looking at all of them in between would cost most of the time.
        store.ChangeTracker.AutoDetectChangesEnabled = false;
        this.act = act with { Correlation = Correlation };
    }

    /// <summary>The options that every import takes; add them to the command's own.</summary>
    public static IReadOnlyList<CommandOption> Options { get; } =
        [
            new("dry-run", "Judge every line and write nothing.", IsFlag: true),
            new("report", "Write one JSON line per input line to this file; the last line holds the totals."),
            new("language", "Language of the reasons in the report: en (the default) or nl. Their codes are the same in both."),
        ];

    /// <summary>What the command runs with.</summary>
    public CommandContext Context { get; }

    /// <summary>The register. Changes are saved by <see cref="LineDoneAsync"/>; do not save them yourself.</summary>
    public RegisterStore Store { get; }

    /// <summary>The account of this run.</summary>
    public ImportReport Report { get; }

    /// <summary>Nothing is written.</summary>
    public bool IsDryRun { get; }

    /// <summary>Joins all acts of this run.</summary>
    public Guid Correlation { get; }

    /// <summary>Runs an import for the command line: opens the report, does the work, saves what is left, prints the summary.</summary>
    /// <param name="context">What the command was given.</param>
    /// <param name="process">Code of a declared process, for example <c>organisaties.importeren</c>.</param>
    /// <param name="work">Reads the input and calls <see cref="LineDoneAsync"/> after each line.</param>
    /// <returns>The command's exit code: 0 done, 1 something was refused, 2 nothing done.</returns>
    public static async Task<int> RunAsync(CommandContext context, string process, Func<ImportRun, Task> work)
    {
        ArgumentNullException.ThrowIfNull(context);
        var language = context.Options.GetValueOrDefault("language", "en");
        if (language is not ("en" or "nl"))
        {
            await context.Error.WriteLineAsync($"--language: write en or nl, not '{language}'. Nothing was imported.");
            return 2;
        }

        // The messages of parsers and readers follow the culture; the command line itself speaks English.
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        // Nobody waits for an answer of this process: it may stop to clean up its memory, and need not do so beside the work, while that asks for more.
        var latency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        ImportEnd end;
        try
        {
            end = await RunAsync(context, Act.BySystem(process, "import"), work);
        }
        finally
        {
            GCSettings.LatencyMode = latency;
        }

        foreach (var line in end.Report?.Summary() ?? [])
        {
            await context.Out.WriteLineAsync(line);
        }

        if (end.Report is not null && context.Options.ContainsKey("dry-run"))
        {
            await context.Out.WriteLineAsync("Dry run: nothing was written.");
        }

        if (end.Stopped is not null)
        {
            await context.Error.WriteLineAsync(
                end.Begun
                    ? $"Stopped before the end: {end.Stopped} What is counted above is done; run the import again to finish it."
                    : $"{end.Stopped} Nothing was imported."
            );
        }

        return end.ExitCode;
    }

    /// <summary>Runs an import: opens the report, does the work and saves what is left. Prints nothing.</summary>
    /// <param name="context">Services, cancellation and progress; options <c>dry-run</c> and <c>report</c>.</param>
    /// <param name="act">Who imports, and by which process. Each batch is saved as such an act, all with one correlation.</param>
    /// <param name="work">Reads the input and calls <see cref="LineDoneAsync"/> after each line.</param>
    public static async Task<ImportEnd> RunAsync(CommandContext context, Act act, Func<ImportRun, Task> work)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(work);
        var dryRun = context.Options.ContainsKey("dry-run");
        var settings = context.Services.GetRequiredService<Settings>();
        ImportReport report;
        try
        {
            report = new ImportReport(context.Options.GetValueOrDefault("report"), dryRun);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new(null, string.Format(CultureInfo.CurrentCulture, Texts.ImportReportUnwritable, refused.Message), Begun: false);
        }

        await using (report)
        {
            await using var gate = dryRun ? null : Gate(settings.DataFolder);
            if (gate is null && !dryRun)
            {
                await report.CloseAsync(Texts.ImportBusy);
                return new(null, Texts.ImportBusy, Begun: false);
            }

            var run = new ImportRun(context, context.Services.GetRequiredService<RegisterStore>(), report, act, dryRun);
            string? stopped = null;
            try
            {
                await work(run);
                await run.SaveAsync();
            }
            catch (ImportStoppedException stop)
            {
                stopped = stop.Message;
            }
            catch (ProblemException problem)
            {
                stopped = problem.Problem.Detail;
            }
            catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
            {
                stopped = Texts.ImportStopped;
            }
            catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                stopped = unreadable.Message;
            }

            // Lines before the point where the input broke off are good: they are kept, as if the input ended there.
            if (stopped is not null && !context.Cancellation.IsCancellationRequested)
            {
                try
                {
                    await run.SaveAsync();
                }
                catch (ProblemException)
                {
                    report.Forget();
                }
            }

            report.Forget();
            await report.CloseAsync(stopped);
            return new(report, stopped, Begun: true);
        }
    }

    /// <summary>Notes a line's (or a part's) entry.</summary>
    public void Note(ImportEntry entry) => Report.Add(entry);

    /// <summary>
    /// What saving the entity will do: <see cref="ImportOutcome.Created"/> when it was added, <see cref="ImportOutcome.Updated"/> when a
    /// value differs from what is stored.
    /// </summary>
    public ImportOutcome OutcomeOf(ISubject subject)
    {
        var entry = Store.Entry(subject);
        entry.DetectChanges();
        return entry.State switch
        {
            EntityState.Added => ImportOutcome.Created,
            EntityState.Modified => ImportOutcome.Updated,
            _ => ImportOutcome.Unchanged,
        };
    }

    /// <summary>To be called after each line: saves when the batch is full.</summary>
    /// <returns>True when a batch ended: everything tracked was let go, so look-ups must start afresh.</returns>
    public async Task<bool> LineDoneAsync()
    {
        Context.Cancellation.ThrowIfCancellationRequested();
        if (++inBatch < BatchSize)
        {
            return false;
        }

        await SaveAsync();
        return true;
    }

    /// <summary>Saves what is pending and lets go of it.</summary>
    public async Task SaveAsync()
    {
        inBatch = 0;
        try
        {
            if (!IsDryRun)
            {
                Store.ChangeTracker.AutoDetectChangesEnabled = true;
                // One act per batch, so that each version's act is saved with it; the correlation joins them.
                await Store.SaveAsync(act with { Id = Guid.CreateVersion7() }, Context.Cancellation);
            }

            await Report.CommitAsync(Context.Cancellation);
        }
        catch
        {
            Report.Forget();
            throw;
        }
        finally
        {
            Store.ChangeTracker.Clear();
            Store.ChangeTracker.AutoDetectChangesEnabled = false;
        }
    }

    /// <summary>Reports whom an earlier run of this source brought and this one did not. Nothing is deleted.</summary>
    public async Task VanishedAsync(string kind, IEnumerable<string> subjects)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        foreach (var subject in subjects)
        {
            await Report.VanishedAsync(kind, subject, Context.Cancellation);
        }
    }

    private static FileStream? Gate(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, "import.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>How an import ended.</summary>
/// <param name="Report">Its account, closed; null when it did not begin.</param>
/// <param name="Stopped">Why it stopped before the end, in the current language; null when it did not.</param>
/// <param name="Begun">False when nothing was read at all.</param>
public sealed record ImportEnd(ImportReport? Report, string? Stopped, bool Begun)
{
    /// <summary>0 done, 1 something was refused or left, 2 nothing done.</summary>
    public int ExitCode => Stopped is null ? Report!.ExitCode : Report is { Written: > 0 } ? 1 : 2;
}

/// <summary>Ends an import with a sentence for the user; what was saved before stays.</summary>
public sealed class ImportStoppedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Reads text files line by line, plain or gzip (by content, not by name), as JSON lines or otherwise.</summary>
public static class ImportFile
{
    /// <summary>Longest line that is read: beyond it a file is not what it says it is.</summary>
    public const int LongestLine = 8 * 1024 * 1024;

    /// <summary>Opens a file for reading, unpacking gzip.</summary>
    /// <exception cref="ImportStoppedException">It is not there or cannot be read.</exception>
    public static Stream Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, FileOptions.SequentialScan);
            var gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return gzip ? new GzipInput(file) : file;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ImportStoppedException($"{path} cannot be read: {refused.Message}", refused);
        }
    }

    /// <summary>
    /// Lines with their numbers, empty ones left out. A file that breaks off (a truncated gzip) ends with an
    /// <see cref="ImportStoppedException"/> after its last whole line.
    /// </summary>
    public static async IAsyncEnumerable<(long Number, string Text)> LinesAsync(
        string path,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await using var stream = Open(path);
        using var reader = new StreamReader(stream, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        long number = 0;
        string? ahead = null;
        while (true)
        {
            string? line;
            try
            {
                line = await reader.ReadLineAsync(cancellation);
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException)
            {
                throw new ImportStoppedException(
                    string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} breaks off after line {number}: the file is damaged or not complete."),
                    broken
                );
            }

            // One line behind: the last line of a file that breaks off is half a line.
            if (ahead is not null)
            {
                number++;
                if (ahead.Length > LongestLine)
                {
                    throw new ImportStoppedException(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} line {number} is longer than {LongestLine:N0} characters."));
                }

                if (!string.IsNullOrWhiteSpace(ahead))
                {
                    yield return (number, ahead);
                }
            }

            if (line is null)
            {
                yield break;
            }

            ahead = line;
        }
    }

    /// <summary>
    /// Lines of a JSON-lines file as documents; a line that is not a JSON object comes with a null document and the reason. The caller
    /// disposes the documents.
    /// </summary>
    public static async IAsyncEnumerable<JsonLine> JsonLinesAsync(
        string path,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var (number, text) in LinesAsync(path, cancellation))
        {
            JsonDocument? document = null;
            string? error = null;
            try
            {
                document = JsonDocument.Parse(text);
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                {
                    document.Dispose();
                    document = null;
                    error = "not a JSON object";
                }
            }
            catch (JsonException broken)
            {
                error = string.Create(CultureInfo.InvariantCulture, $"not valid JSON at character {(broken.BytePositionInLine ?? 0) + 1}");
            }

            yield return new JsonLine(number, document, error);
        }
    }
}

/// <summary>Ways to read lines that may break off.</summary>
public static class ImportLines
{
    /// <summary>Lines in lists of at most <paramref name="size"/>. When the input breaks off, what came before it is handed out first.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<T>> InChunks<T>(this IAsyncEnumerable<T> lines, int size)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var chunk = new List<T>(size);
        ImportStoppedException? broken = null;
        await using var reader = lines.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await reader.MoveNextAsync())
                {
                    break;
                }
            }
            catch (ImportStoppedException stop)
            {
                broken = stop;
                break;
            }

            chunk.Add(reader.Current);
            if (chunk.Count == size)
            {
                yield return chunk;
                chunk = new List<T>(size);
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }

        if (broken is not null)
        {
            throw broken;
        }
    }

    /// <summary>For a first look at the input: ends quietly where it breaks off; the real reading says so.</summary>
    public static async IAsyncEnumerable<T> UntilBreak<T>(this IAsyncEnumerable<T> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        await using var reader = lines.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await reader.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (ImportStoppedException)
            {
                yield break;
            }

            yield return reader.Current;
        }
    }
}

/// <summary>One line of a JSON-lines file.</summary>
/// <param name="Number">Line number from 1.</param>
/// <param name="Document">The object; null when the line cannot be read.</param>
/// <param name="Error">Why not.</param>
public sealed record JsonLine(long Number, JsonDocument? Document, string? Error);

/// <summary>
/// Unpacks gzip and notices when the file is cut off: the platform's own stream then simply ends. The trailer holds the length of what was
/// packed.
/// </summary>
internal sealed class GzipInput(FileStream file) : Stream
{
    private readonly System.IO.Compression.GZipStream unpacked = new(file, System.IO.Compression.CompressionMode.Decompress);
    private uint length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Counted(unpacked.Read(buffer, offset, count), count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await unpacked.ReadAsync(buffer, cancellationToken), buffer.Length);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read, int asked)
    {
        length = unchecked(length + (uint)read);
        if (read == 0 && asked > 0)
        {
            Span<byte> trailer = stackalloc byte[4];
            file.Position = Math.Max(0, file.Length - 4);
            if (file.ReadAtLeast(trailer, 4, throwOnEndOfStream: false) < 4 || System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(trailer) != length)
            {
                throw new InvalidDataException("The gzip file is cut off.");
            }
        }

        return read;
    }
}
