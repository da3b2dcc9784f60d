// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.Declarations;

namespace Onkreukbaar.Registers.Import;

/// <summary>
/// Takes over lists into one body's register. Each line has a key made of what stays the same between versions of the file and a hash of all
/// it says: a stored hash that is equal means nothing to do. Lines that share a key are told apart by their content, so that their order
/// does not matter.
/// </summary>
internal sealed class RegisterImport(ImportRun run, ImportDirectory directory, Guid body)
{
    /// <summary>Part of each hash: raised when the rules read a line differently, so that the next import applies them.</summary>
    private const string Rules = "1";
    private const string PersonKind = "persoon";
    private const string ColumnKind = "kolom";
    private const int Attempts = 3;
    private bool loaded;
    private LineFindings? norms;
    private IncomeLines? incomes;

    private RegisterStore Store => run.Store;

    private CancellationToken Cancellation => run.Context.Cancellation;

    /// <summary>Reads one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="list">How to read it.</param>
    /// <param name="asked">Columns as the user pointed them out.</param>
    /// <param name="name">Name of a file that is kept under another one.</param>
    /// <param name="limits">Own limits, for a file that somebody sent.</param>
    public async Task FileAsync<T>(string path, SourceList<T> list, IReadOnlyDictionary<string, string>? asked = null, string? name = null, TableLimits? limits = null)
        where T : class, IImported
    {
        if (!loaded)
        {
            await LoadAsync();
            loaded = true;
            norms = await run.Context.Services.GetRequiredService<PositionFindings>().LinesAsync(body, Cancellation);
            incomes = await IncomesAsync();
        }

        var (keys, shared, count) = Survey(path, list, asked, name, limits);
        using var reader = TableReader.Open(path, name, limits);
        var mapping = ColumnMapping.Choose(reader.Columns, list.Fields, asked);
        foreach (var (column, reason) in list.LeftOut.Where(l => reader.Columns.Contains(l.Column, StringComparer.OrdinalIgnoreCase)))
        {
            run.Note(new(reader.Name, 1, ImportOutcome.Unchanged, ColumnKind, null, column, reason, IsPart: true, Code: "kolom.weggelaten"));
        }

        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        var batch = new List<Keyed>(ImportRun.BatchSize);
        long done = 0;
        foreach (var row in reader.Rows())
        {
            var line = new SourceLine(row, mapping, reader.Columns);
            batch.Add(line.Error is null ? KeyOf(list, line, shared, occurrences) : new(line, "", ""));
            if (batch.Count == ImportRun.BatchSize)
            {
                await BatchAsync(reader.Name, list, batch);
                batch.Clear();
            }

            if (++done % ImportRun.BatchSize == 0)
            {
                run.Context.Progress(done, count, reader.Name);
            }
        }

        await BatchAsync(reader.Name, list, batch);
        run.Context.Progress(done, count, reader.Name);
        await VanishedAsync(list, keys, shared, occurrences);
    }

    /// <summary>Short text that is equal for equal parts.</summary>
    public static string Hashed(IEnumerable<string> parts) => Encode(Hash(parts));

    /// <summary>Null for a body that a dry run only said it would add.</summary>
    private async Task<IncomeLines?> IncomesAsync()
    {
        var services = run.Context.Services;
        var map = services.GetRequiredService<OfficesMap>();
        if (await map.Bodies.FirstOrDefaultAsync(b => b.Id == body, Cancellation) is not { } card)
        {
            return null;
        }

        var terms = await map.Terms.Where(t => t.BodyId == body).ToListAsync(Cancellation);
        return new(run, services.GetRequiredService<IncomeRules>(), card, terms.ToLookup(t => t.PersonId), DutchClock.Today(services.GetRequiredService<TimeProvider>()));
    }

    private async Task LoadAsync()
    {
        var others = await Store.Set<AncillaryPosition>().Where(p => p.BodyId == body).Select(p => p.PersonId).Distinct().ToHashSetAsync(Cancellation);
        others.UnionWith(await Store.Set<Declaration>().Where(d => d.BodyId == body).Select(d => d.PersonId).Distinct().ToListAsync(Cancellation));
        await directory.LoadAsync(body, others, Cancellation);
    }

    // First pass: which lines share their identity. Sixteen bytes a line is all that is kept, in order: a set of them would take three times that.
    private (List<UInt128> All, HashSet<UInt128> Shared, long Count) Survey<T>(
        string path,
        SourceList<T> list,
        IReadOnlyDictionary<string, string>? asked,
        string? name,
        TableLimits? limits
    )
        where T : class, IImported
    {
        var all = new List<UInt128>();
        var shared = new HashSet<UInt128>();
        long count = 0;
        using var reader = TableReader.Open(path, name, limits);
        var mapping = ColumnMapping.Choose(reader.Columns, list.Fields, asked);
        foreach (var row in reader.Rows())
        {
            if (++count % 10_000 == 0)
            {
                Cancellation.ThrowIfCancellationRequested();
                run.Context.Progress(reader.Done, reader.Total, reader.Name);
            }

            if (row.Error is null)
            {
                all.Add(Hash(list.Identity(new SourceLine(row, mapping, reader.Columns))));
            }
        }

        all.Sort();
        for (var i = 1; i < all.Count; i++)
        {
            if (all[i] == all[i - 1])
            {
                shared.Add(all[i]);
            }
        }

        return (all, shared, count);
    }

    private static Keyed KeyOf<T>(SourceList<T> list, SourceLine line, HashSet<UInt128> shared, Dictionary<string, int> occurrences)
        where T : class, IImported
    {
        var identity = Hash(list.Identity(line));
        var hash = Hashed(line.AllBut(list.Beside).Prepend(Rules));
        var key = list.KeyPrefix + Encode(identity);
        if (shared.Contains(identity))
        {
            key += "~" + hash[..8];
            ref var occurrence = ref CollectionsMarshal.GetValueRefOrAddDefault(occurrences, key, out _);
            key += ++occurrence > 1 ? string.Create(CultureInfo.InvariantCulture, $"#{occurrence}") : "";
        }

        return new(line, key, hash);
    }

    private async Task BatchAsync<T>(string file, SourceList<T> list, List<Keyed> batch)
        where T : class, IImported
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await JudgeAsync(file, list, batch);
                await run.SaveAsync();
                return;
            }
            catch (ProblemException lost) when ((lost.IsThereAlready || lost.IsChangedMeanwhile) && attempt < Attempts)
            {
                // Somebody else saved one of these subjects first: look again, and judge the batch against what is there now.
                await LoadAsync();
            }
        }
    }

    private async Task JudgeAsync<T>(string file, SourceList<T> list, List<Keyed> batch)
        where T : class, IImported
    {
        var wanted = batch.Where(b => b.Key.Length > 0).Select(b => b.Key).ToList();
        var stored = await Store
            .Set<T>()
            .AsNoTracking()
            .Where(HasKey<T>(wanted))
            .Select(Brief<T>())
            .ToDictionaryAsync(b => b.Key, StringComparer.Ordinal, Cancellation);
        if (incomes is not null && list.Beside.Count > 0)
        {
            var earning = batch.Where(b => b.Line.Error is null && list.Beside.Any(f => b.Line.Raw(f).Length > 0));
            await incomes.LoadAsync([.. earning.Select(b => stored.GetValueOrDefault(b.Key)?.Id).OfType<Guid>()], Cancellation);
        }

        var changed = batch.Where(b => stored.TryGetValue(b.Key, out var known) && known.Hash != b.Hash).Select(b => b.Key).ToList();
        var present = changed.Count == 0
            ? []
            : await Store.Set<T>().Where(HasKey<T>(changed)).ToDictionaryAsync(t => t.SourceKey!, StringComparer.Ordinal, Cancellation);
        foreach (var (line, key, hash) in batch)
        {
            Cancellation.ThrowIfCancellationRequested();
            if (line.Error is not null)
            {
                run.Note(new(file, line.Number, ImportOutcome.Refused, list.Kind, null, null, line.Error, Code: ImportReport.UnreadableCode));
            }
            else if (stored.TryGetValue(key, out var known) && known.Hash == hash)
            {
                Same(file, list, line, key, known.Id);
            }
            else
            {
                await WriteAsync(file, list, line, key, hash, present.GetValueOrDefault(key));
            }
        }
    }

    /// <summary>A line that says of its subject what it said before; what it brings beside that may be new.</summary>
    private void Same<T>(string file, SourceList<T> list, SourceLine line, string key, Guid id)
        where T : class, IImported
    {
        try
        {
            if (IncomeOf(list, line, key) is not { } said || incomes!.IsKnown(id, said))
            {
                run.Note(new(file, line.Number, ImportOutcome.Unchanged, list.Kind, id.ToString()));
                return;
            }

            var position = incomes.Position(id);
            incomes.Admit(line, said, position);
            run.Note(new(file, line.Number, ImportOutcome.Updated, list.Kind, id.ToString(), Findings: norms?.Of(position)));
            KeepIncome(file, line, said, position);
        }
        catch (LineRefusedException refused)
        {
            NoteRefusal(file, list, line, key, refused);
        }
    }

    private async Task WriteAsync<T>(string file, SourceList<T> list, SourceLine line, string key, string hash, T? subject)
        where T : class, IImported
    {
        try
        {
            var (personKey, name) = list.Person(line);
            await list.PrepareAsync(line, Cancellation);
            // Read and judged before anything is added or changed: a line is taken over whole or not at all, and a refused one leaves nobody behind.
            var said = list.Build(line);
            var income = IncomeOf(list, line, key);
            if (income is not null)
            {
                var after = subject is null ? list.New(body, directory.Find(personKey, name) ?? Guid.Empty, key) : SubjectCodec.Read<T>(SubjectCodec.Write(subject));
                list.Take(after, said);
                incomes!.Admit(line, income, (after as AncillaryPosition)!);
            }

            if (subject is null)
            {
                var person = await directory.PersonAsync(personKey, name, Cancellation);
                NotePerson(file, line.Number, person);
                subject = list.New(body, person.Id, key);
                list.Take(subject, said);
                Store.Add(subject);
            }
            else
            {
                list.Take(subject, said);
            }

            subject.SourceHash = hash;
            run.Note(new(file, line.Number, run.OutcomeOf(subject), list.Kind, subject.Id.ToString(), line.RemarkColumn, line.Remarks, Code: line.RemarkCode, Findings: Said(subject)));
            if (income is not null)
            {
                KeepIncome(file, line, income, (subject as AncillaryPosition)!);
            }
        }
        catch (LineRefusedException refused)
        {
            NoteRefusal(file, list, line, key, refused);
        }
    }

    /// <summary>The income that a line brings; null when it brings none.</summary>
    /// <exception cref="LineRefusedException">It cannot be read, or more lines are about this position.</exception>
    private LineIncome? IncomeOf<T>(SourceList<T> list, SourceLine line, string key)
        where T : class, IImported
    {
        if (incomes is null || list.Income(line) is not { } income)
        {
            return null;
        }

        // Two lines that differ in nothing else, one for each year, would make two positions of one.
        return key.Contains('~', StringComparison.Ordinal) ? throw line.Refuse(income.Field, new("inkomsten.regel-dubbel", Texts.ImportIncomeTwice)) : income;
    }

    private void KeepIncome(string file, SourceLine line, LineIncome said, AncillaryPosition position)
    {
        if (incomes!.Keep(said, position) is { } kept)
        {
            run.Note(new(file, line.Number, kept.Outcome, IncomeChangePart.Kind, kept.Income.ToString(), IsPart: true));
        }
    }

    private void NoteRefusal<T>(string file, SourceList<T> list, SourceLine line, string key, LineRefusedException refused)
        where T : class, IImported =>
        run.Note(new(file, line.Number, ImportOutcome.Refused, list.Kind, key, refused.Column, refused.Message, Code: refused.Code));

    private IReadOnlyList<ImportFinding>? Said<T>(T subject)
        where T : class, IImported => subject is AncillaryPosition position ? norms?.Of(position) : null;

    private void NotePerson(string file, long line, NamedPerson person)
    {
        if (person.Match != PersonMatch.Known)
        {
            var outcome = person.Match == PersonMatch.ByName ? ImportOutcome.Updated : ImportOutcome.Created;
            var namesakes = person.Match == PersonMatch.AddedBesideNamesakes;
            run.Note(
                new(file, line, outcome, PersonKind, person.Id.ToString(), null, namesakes ? Texts.ImportNamesakes : null, IsPart: true, Code: namesakes ? "persoon.naamgenoten" : null)
            );
        }
    }

    private async Task VanishedAsync<T>(SourceList<T> list, List<UInt128> all, HashSet<UInt128> shared, Dictionary<string, int> occurrences)
        where T : class, IImported
    {
        var from = list.KeyPrefix;
        var until = from + "\u007f";
#pragma warning disable CA1309 // Runs in the database, where both engines compare these columns by code.
        var stored = Store
            .Set<T>()
            .AsNoTracking()
            .Where(t => t.BodyId == body && string.Compare(t.SourceKey, from) >= 0 && string.Compare(t.SourceKey, until) < 0)
            .Select(Brief<T>());
#pragma warning restore CA1309
        var gone = new List<string>();
        await foreach (var known in stored.AsAsyncEnumerable().WithCancellation(Cancellation))
        {
            if (!IsSeen(known.Key[from.Length..], known.Key))
            {
                gone.Add(known.Id.ToString());
            }
        }

        await run.VanishedAsync(list.Kind, gone);

        bool IsSeen(string rest, string key)
        {
            var identity = Decode(rest.AsSpan(0, Math.Min(22, rest.Length)));
            if (rest.Length == 22)
            {
                return all.BinarySearch(identity) >= 0 && !shared.Contains(identity);
            }

            var sharp = key.IndexOf('#', StringComparison.Ordinal);
            var number = sharp < 0 ? 1 : int.Parse(key.AsSpan(sharp + 1), CultureInfo.InvariantCulture);
            return occurrences.GetValueOrDefault(sharp < 0 ? key : key[..sharp]) >= number;
        }
    }

    private Expression<Func<T, bool>> HasKey<T>(List<string> keys)
        where T : class, IImported => t => t.BodyId == body && EF.Parameter(keys).Contains(t.SourceKey!);

    private static Expression<Func<T, Brief>> Brief<T>()
        where T : class, IImported => t => new Brief(t.Id, t.SourceKey!, t.SourceHash);

    private static UInt128 Hash(IEnumerable<string> parts)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts)), digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    private static string Encode(UInt128 hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return Base64Url.EncodeToString(bytes);
    }

    private static UInt128 Decode(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[18];
        return text.Length == 22 && Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == 16
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : UInt128.Zero;
    }

    private readonly record struct Keyed(SourceLine Line, string Key, string Hash);
}

/// <summary>What an import needs to know of a stored subject.</summary>
internal sealed record Brief(Guid Id, string Key, string? Hash);
