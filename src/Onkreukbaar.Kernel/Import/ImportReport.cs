// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Onkreukbaar.Kernel.Import;

/// <summary>What became of one input line, or of one part of it.</summary>
public enum ImportOutcome
{
    /// <summary>A new subject.</summary>
    Created,

    /// <summary>An existing subject got a new version.</summary>
    Updated,

    /// <summary>The subject says the same already: nothing was written.</summary>
    Unchanged,

    /// <summary>Not taken over; the reason says why.</summary>
    Refused,
}

/// <summary>One entry of an import report.</summary>
/// <param name="File">Name of the input file, without its folder.</param>
/// <param name="Line">Line number from 1; 0 when the entry is about no line (a vanished subject).</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Kind">Kind of subject, as in the store (<c>persoon</c>).</param>
/// <param name="Subject">Id of the subject in the store, or the source's key when it was refused; never a name.</param>
/// <param name="Column">Column or field to which the reason belongs.</param>
/// <param name="Reason">Why it was refused, or what was left out of it, in the language of the run.</param>
/// <param name="IsPart">True for a subject inside a line (a term inside a person's line): such entries are counted apart from the lines.</param>
/// <param name="Code">Stable code of the reason, the same in every language.</param>
/// <param name="Findings">What rules say of what the line brings; empty when they ask for nothing, null when none were applied.</param>
public sealed record ImportEntry(
    string File,
    long Line,
    ImportOutcome Outcome,
    string Kind,
    string? Subject,
    string? Column = null,
    string? Reason = null,
    bool IsPart = false,
    string? Code = null,
    IReadOnlyList<ImportFinding>? Findings = null
);

/// <summary>What one rule says of a line. Advice: a line is never refused because of it.</summary>
/// <param name="Norm">Stable id of the rule.</param>
/// <param name="Office">Code of the office for which the rule was applied.</param>
/// <param name="Verdict">Stable code of what follows.</param>
/// <param name="Article">Act and article, in the language of the run.</param>
/// <param name="Reason">Why, in the language of the run.</param>
/// <param name="By">Last day on which it has to be done; null when there is none.</param>
public sealed record ImportFinding(string Norm, string Office, string Verdict, string Article, string Reason, DateOnly? By = null);

/// <summary>Counts per outcome.</summary>
public sealed class ImportCount
{
    private readonly long[] counts = new long[4];

    /// <summary>New.</summary>
    public long Created => counts[(int)ImportOutcome.Created];

    /// <summary>Changed.</summary>
    public long Updated => counts[(int)ImportOutcome.Updated];

    /// <summary>The same as before.</summary>
    public long Unchanged => counts[(int)ImportOutcome.Unchanged];

    /// <summary>Not taken over.</summary>
    public long Refused => counts[(int)ImportOutcome.Refused];

    /// <summary>All four together: the number of lines, or of parts.</summary>
    public long All => counts.Sum();

    /// <summary>In the source of an earlier run and no longer in it; kept, reported, not part of <see cref="All"/>.</summary>
    public long Vanished { get; internal set; }

    internal void Add(ImportOutcome outcome) => counts[(int)outcome]++;
}

/// <summary>
/// The account of an import: one entry per input line (and per part of it), written as JSON lines while the import runs, so that memory
/// stays flat; the last line holds the totals. Entries of a batch are held back until the batch is saved.
/// </summary>
public sealed class ImportReport : IAsyncDisposable
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Code of an entry about what is no longer in the input.</summary>
    public const string VanishedCode = "regel.verdwenen";

    /// <summary>Code of a line that cannot be taken apart into cells.</summary>
    public const string UnreadableCode = "regel.onleesbaar";

    private readonly List<ImportEntry> waiting = [];
    private readonly Dictionary<string, ImportCount> kinds = new(StringComparer.Ordinal);
    private readonly Stream? file;
    private readonly bool dryRun;
    private bool closed;

    /// <param name="path">Where the report goes; null only counts.</param>
    /// <param name="dryRun">Noted in the totals.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public ImportReport(string? path, bool dryRun = false)
    {
        this.dryRun = dryRun;
        file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024);
    }

    /// <summary>Counts of input lines: these add up to the number of lines read.</summary>
    public ImportCount Lines { get; } = new();

    /// <summary>Counts by kind of subject, lines and parts both, in order of first appearance.</summary>
    public IReadOnlyDictionary<string, ImportCount> Kinds => kinds;

    /// <summary>Up to twenty refusals, for the summary on the screen.</summary>
    public IReadOnlyList<ImportEntry> FirstRefusals => firstRefusals;

    /// <summary>Lines of which a rule says something, by code of what it says; a line counts once for each code.</summary>
    public IReadOnlyDictionary<string, long> Findings => findings;

    private readonly List<ImportEntry> firstRefusals = [];
    private readonly SortedDictionary<string, long> findings = new(StringComparer.Ordinal);

    /// <summary>All refusals, of lines and of parts.</summary>
    public long Refusals { get; private set; }

    /// <summary>Everything that was or would be written.</summary>
    public long Written { get; private set; }

    /// <summary>0 done, 1 something was refused, 2 nothing was done because everything was refused or there was no line at all.</summary>
    public int ExitCode => Lines.All == Lines.Refused ? 2 : Refusals > 0 ? 1 : 0;

    /// <summary>Notes an entry; it counts once <see cref="CommitAsync"/> says that its batch is saved.</summary>
    public void Add(ImportEntry entry) => waiting.Add(entry);

    /// <summary>The batch is saved (or, in a dry run, judged): its entries count and are written.</summary>
    public async Task CommitAsync(CancellationToken cancellation = default)
    {
        foreach (var entry in waiting)
        {
            Count(entry);
        }

        if (file is not null && waiting.Count > 0)
        {
            using var buffer = new MemoryStream();
            foreach (var entry in waiting)
            {
                Write(buffer, json => Entry(json, entry));
            }

            await file.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellation);
        }

        waiting.Clear();
    }

    /// <summary>The batch was not saved: its entries are forgotten.</summary>
    public void Forget() => waiting.Clear();

    /// <summary>A subject of this source that is not in the input any more: kept, and reported.</summary>
    public async Task VanishedAsync(string kind, string subject, CancellationToken cancellation = default)
    {
        CountOf(kind).Vanished++;
        Lines.Vanished++;
        if (file is not null)
        {
            using var buffer = new MemoryStream();
            Write(
                buffer,
                json =>
                {
                    json.WriteString("outcome", "vanished");
                    json.WriteString("kind", kind);
                    json.WriteString("subject", subject);
                    json.WriteString("code", VanishedCode);
                    json.WriteString("reason", Texts.ImportVanished);
                }
            );
            await file.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellation);
        }
    }

    /// <summary>Writes the totals as the last line.</summary>
    /// <param name="stopped">Why the import stopped before the end; null when it did not.</param>
    public async Task CloseAsync(string? stopped = null)
    {
        if (closed)
        {
            return;
        }

        closed = true;
        if (file is null)
        {
            return;
        }

        using var buffer = new MemoryStream();
        Write(
            buffer,
            json =>
            {
                json.WriteStartObject("totals");
                json.WriteBoolean("dryRun", dryRun);
                if (stopped is not null)
                {
                    json.WriteString("stopped", stopped);
                }

                json.WriteNumber("lines", Lines.All);
                Counts(json, Lines);
                json.WriteStartObject("kinds");
                foreach (var (kind, count) in kinds)
                {
                    json.WriteStartObject(kind);
                    Counts(json, count);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                if (findings.Count > 0)
                {
                    json.WriteStartObject("findings");
                    foreach (var (verdict, lines) in findings)
                    {
                        json.WriteNumber(verdict, lines);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }
        );
        await file.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        await file.FlushAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CloseAsync("the import ended unexpectedly");
        if (file is not null)
        {
            await file.DisposeAsync();
        }
    }

    /// <summary>The counts as a table for the screen (English).</summary>
    public IEnumerable<string> Summary()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{"",-24}{"created",10}{"updated",10}{"unchanged",11}{"refused",9}{"vanished",10}");
        foreach (var (kind, count) in kinds.Append(new("lines read", Lines)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{kind,-24}{count.Created,10:N0}{count.Updated,10:N0}{count.Unchanged,11:N0}{count.Refused,9:N0}{count.Vanished,10:N0}"
            );
        }

        if (findings.Count > 0)
        {
            yield return "findings (advice, lines): " + string.Join(", ", findings.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value:N0}")));
        }

        foreach (var refusal in firstRefusals)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"refused: {refusal.File} line {refusal.Line}{(refusal.Column is null ? "" : ", " + refusal.Column)}: {refusal.Reason}");
        }

        if (Refusals > firstRefusals.Count)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"and {Refusals - firstRefusals.Count:N0} more refusals; --report FILE lists them all");
        }
    }

    private void Count(ImportEntry entry)
    {
        CountOf(entry.Kind).Add(entry.Outcome);
        if (!entry.IsPart)
        {
            Lines.Add(entry.Outcome);
        }

        if (entry.Findings is { Count: > 0 } said)
        {
            foreach (var verdict in said.Select(f => f.Verdict).Distinct(StringComparer.Ordinal))
            {
                findings[verdict] = findings.GetValueOrDefault(verdict) + 1;
            }
        }

        if (entry.Outcome == ImportOutcome.Refused)
        {
            Refusals++;
            if (firstRefusals.Count < 20)
            {
                firstRefusals.Add(entry);
            }
        }
        else if (entry.Outcome != ImportOutcome.Unchanged)
        {
            Written++;
        }
    }

    private ImportCount CountOf(string kind)
    {
        if (!kinds.TryGetValue(kind, out var count))
        {
            kinds[kind] = count = new();
        }

        return count;
    }

    private static void Counts(Utf8JsonWriter json, ImportCount count)
    {
        json.WriteNumber("created", count.Created);
        json.WriteNumber("updated", count.Updated);
        json.WriteNumber("unchanged", count.Unchanged);
        json.WriteNumber("refused", count.Refused);
        json.WriteNumber("vanished", count.Vanished);
    }

    private static void Entry(Utf8JsonWriter json, ImportEntry entry)
    {
        json.WriteString("file", entry.File);
        json.WriteNumber("line", entry.Line);
        json.WriteString(
            "outcome",
            entry.Outcome switch
            {
                ImportOutcome.Created => "created",
                ImportOutcome.Updated => "updated",
                ImportOutcome.Unchanged => "unchanged",
                _ => "refused",
            }
        );
        json.WriteString("kind", entry.Kind);
        if (entry.IsPart)
        {
            json.WriteBoolean("part", value: true);
        }

        json.WriteString("subject", entry.Subject);
        if (entry.Column is not null)
        {
            json.WriteString("column", entry.Column);
        }

        if (entry.Code is not null)
        {
            json.WriteString("code", entry.Code);
        }

        if (entry.Reason is not null)
        {
            json.WriteString("reason", entry.Reason);
        }

        if (entry.Findings is { } findings)
        {
            json.WriteStartArray("findings");
            foreach (var finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("norm", finding.Norm);
                json.WriteString("office", finding.Office);
                json.WriteString("verdict", finding.Verdict);
                if (finding.By is { } by)
                {
                    json.WriteString("by", by.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                }

                json.WriteString("article", finding.Article);
                json.WriteString("reason", finding.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static void Write(MemoryStream buffer, Action<Utf8JsonWriter> fields)
    {
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
    }
}
