// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers.Changes;

/// <summary>What changed in the public registers, in order of recording. States that were not public then, or are withdrawn now, do not exist here.</summary>
internal sealed class PublicChanges(RegisterStore store, OfficesMap map, PublicPositions positions, PublicReads reads, Ledgers ledgers, ModuleSet modules, IServiceProvider services)
{
    /// <summary>Most recorded states that are read at a time.</summary>
    private const int Batch = 200;

    /// <summary>Fewest recorded states that are read at a time, however few changes are asked for: not each of them is told. It holds all that is known of most persons.</summary>
    private const int Least = 64;

    /// <summary>Entries of the log that are read at a time.</summary>
    private const int Turn = 1024;

    private const int MostTurns = 20;
    private readonly Dictionary<string, ChangePart> parts = modules.All.SelectMany(m => m.ChangeParts).ToDictionary(p => p.Kind, StringComparer.Ordinal);

    /// <summary>Changes in one direction from a place in the feed.</summary>
    public async Task<IReadOnlyList<PublicChange>> ReadAsync(ChangeQuery query, CancellationToken cancellation = default)
    {
        var found = new List<PublicChange>();
        var place = query.Place;
        while (found.Count < query.Limit)
        {
            // What is prepared once for all persons reads the same number each time.
            var size = query.IsAllOfPerson && place is null ? Least : Math.Clamp(query.Limit, Least, Batch);
            var batch = await BatchAsync(query, place, size, cancellation);
            if (batch.Count == 0)
            {
                break;
            }

            // All that was ever recorded about a person holds also what each state was before.
            var isWhole = query.IsAllOfPerson && place is null && batch.Count < size;
            found.AddRange(await ToldAsync(batch, isWhole ? query.Person : null, query.Limit - found.Count, cancellation));
            place = new ChangePlace(batch[^1].RecordedAt, batch[^1].Id);
            if (batch.Count < size)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>How many changes are told of a person: as many as <see cref="ReadAsync"/> gives, without reading what they say.</summary>
    /// <param name="person">Whom they are about.</param>
    /// <param name="until">UTC, inclusive; null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<int> CountAsync(Guid person, DateTime? until, CancellationToken cancellation = default)
    {
        var position = store.KindOf(typeof(AncillaryPosition));
        var rows = Asked(new ChangeQuery(int.MaxValue) { Person = person, Until = until });
        // Of most kinds each recorded state is told. Of these it depends.
        string[] chosen = [position, .. parts.Values.Where(p => p.ShownAsync is not null).Select(p => p.Kind)];
        var count = await rows.CountAsync(v => v.Payload != null && !chosen.Contains(v.Kind), cancellation);
        var subjects = (
            await rows.Where(v => chosen.Contains(v.Kind))
                .OrderBy(v => v.Version)
                .Select(v => new { v.Kind, v.SubjectId, v.Process, IsErased = v.Payload == null })
                .ToListAsync(cancellation)
        )
            .GroupBy(v => (v.Kind, v.SubjectId))
            .ToLookup(s => s.Key.Kind, StringComparer.Ordinal);
        foreach (var history in subjects[position])
        {
            var life = new PositionLife();
            foreach (var state in history)
            {
                life.Pass(state.Process);
                count += life.IsPublic && !state.IsErased ? 1 : 0;
            }
        }

        foreach (var part in parts.Values.Where(p => p.ShownAsync is not null && subjects.Contains(p.Kind)))
        {
            var shown = await part.ShownAsync!(services, [.. subjects[part.Kind].Select(s => s.Key.SubjectId)], cancellation);
            count += subjects[part.Kind].Where(s => shown.Contains(s.Key.SubjectId)).Sum(s => s.Count(v => !v.IsErased));
        }

        return count;
    }

    private async Task<IReadOnlyList<VersionRow>> BatchAsync(ChangeQuery query, ChangePlace? place, int size, CancellationToken cancellation) =>
        query.IsAllOfPerson && place is null
            ? await reads.ChangesOf.ReadAsync(store, key => Rows(query with { Person = key }, place: null, size), query.Person!.Value, cancellation)
            : await Rows(query, place, size).ToListAsync(cancellation);

    /// <summary>Recorded states of what is public now; whether the state itself was public is seen when it is told.</summary>
    private IQueryable<VersionRow> Visible()
    {
        var kind = store.KindOf(typeof(AncillaryPosition));
        var declarations = store.KindOf(typeof(Declaration));
        var visible = positions.Now;
        var statements = store.KindOf(typeof(Statement));
        string[] kinds = [.. parts.Keys];
        string[] processes = [.. parts.Values.SelectMany(p => p.Processes).Distinct(StringComparer.Ordinal)];
        // What one process writes of one kind is told, and of another kind not.
        string[] told = [.. parts.Values.SelectMany(p => p.Processes.Select(process => p.Kind + " " + process))];
        return store.Versions.Where(v =>
            (v.Kind == kind && visible.Any(p => p.Id == v.SubjectId))
            || v.Kind == declarations
            || v.Kind == statements
            || (EF.Constant(kinds).Contains(v.Kind) && EF.Constant(processes).Contains(v.Process) && EF.Constant(told).Contains(v.Kind + " " + v.Process))
        );
    }

    /// <summary>The next of them, in order.</summary>
    private IQueryable<VersionRow> Rows(ChangeQuery query, ChangePlace? place, int size)
    {
        var rows = Asked(query);
        if (place is { } at)
        {
            rows = query.NewestFirst
                ? rows.Where(v => v.RecordedAt < at.At || (v.RecordedAt == at.At && v.Id.CompareTo(at.Id) < 0))
                : rows.Where(v => v.RecordedAt > at.At || (v.RecordedAt == at.At && v.Id.CompareTo(at.Id) > 0));
        }

        var sorted = query.NewestFirst ? rows.OrderByDescending(v => v.RecordedAt).ThenByDescending(v => v.Id) : rows.OrderBy(v => v.RecordedAt).ThenBy(v => v.Id);
        return sorted.Take(size);
    }

    /// <summary>All of them that the filters leave.</summary>
    private IQueryable<VersionRow> Asked(ChangeQuery query)
    {
        var rows = Visible();
        if (query.From is { } from)
        {
            rows = rows.Where(v => v.RecordedAt >= from);
        }

        if (query.Until is { } until)
        {
            rows = rows.Where(v => v.RecordedAt <= until);
        }

        if (query.Body is { } body)
        {
            rows = rows.Where(v => v.BodyId == body);
        }

        return query.Person is { } person ? rows.Where(v => v.PersonId == person) : rows;
    }

    /// <summary>
    /// Public changes by the numbers of the ledger, from old to new: nothing is passed over, whoever saved when. What is not numbered yet comes later, in a
    /// second at most.
    /// </summary>
    /// <param name="after">Number of the last entry that the follower has seen; -1 for the beginning.</param>
    /// <param name="query">Which changes, and how many at most; its place and order do not count.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The changes with their numbers, and the number up to which the log was read.</returns>
    public async Task<(IReadOnlyList<(long Number, PublicChange Change)> Found, long Read)> FollowAsync(long after, ChangeQuery query, CancellationToken cancellation = default)
    {
        var limit = query.Limit;
        var found = new List<(long, PublicChange)>();
        var read = after;
        // Most entries of a log may be of kinds that are not told; one question reads only so far, and the next goes on from there.
        for (var turn = 0; turn < MostTurns && found.Count < limit; turn++)
        {
            var entries = await ledgers[Zone.Register].Reader.ReadAsync(read + 1, Turn, cancellation);
            if (entries.Count == 0)
            {
                break;
            }

            var numbers = entries.ToDictionary(e => e.Entry.Id, e => e.Number);
            var some = new List<VersionRow>();
            foreach (var ids in entries.Select(e => e.Entry.Id).Chunk(Batch))
            {
                some.AddRange(await Asked(query).Where(v => ids.Contains(v.Id)).ToListAsync(cancellation));
            }

            some.Sort((a, b) => numbers[a.Id].CompareTo(numbers[b.Id]));
            var told = some.Count == 0 ? [] : await ToldAsync(some, wholeOf: null, limit - found.Count, cancellation);
            found.AddRange(told.Select(c => (numbers[c.Row.Id], c)));
            read = found.Count == limit ? found[^1].Item1 : entries[^1].Number;
        }

        return (found, read);
    }

    /// <summary>All changes, from old to new.</summary>
    public async IAsyncEnumerable<PublicChange> AllAsync(ChangeQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var next = query with { Limit = Batch, NewestFirst = false };
        while (true)
        {
            var some = await ReadAsync(next, cancellation);
            foreach (var change in some)
            {
                yield return change;
            }

            if (some.Count < Batch)
            {
                yield break;
            }

            next = next with { Place = some[^1].Place };
        }
    }

    /// <param name="batch">Recorded states, in the order in which they are told.</param>
    /// <param name="wholeOf">The person about whom the batch holds all there is; null when it is a part of more.</param>
    /// <param name="limit">Most changes to tell.</param>
    /// <param name="cancellation">Stops the reading.</param>
    private async Task<IReadOnlyList<PublicChange>> ToldAsync(IReadOnlyList<VersionRow> batch, Guid? wholeOf, int limit, CancellationToken cancellation)
    {
        var kind = store.KindOf(typeof(AncillaryPosition));
        var stated = store.KindOf(typeof(Statement));
        var declared = store.KindOf(typeof(Declaration));
        var told = new List<PublicChange>();
        var persons = await PersonsAsync(batch, wholeOf, cancellation);
        var ours = batch.Where(v => string.Equals(v.Kind, kind, StringComparison.Ordinal));
        if (wholeOf is null)
        {
            var subjects = ours.Select(v => v.SubjectId).Distinct().ToArray();
            ours = await store.Versions.Where(v => subjects.Contains(v.SubjectId)).ToListAsync(cancellation);
        }

        var histories = ours.Where(v => v.Payload is not null)
            .GroupBy(v => v.SubjectId)
            .ToDictionary(g => g.Key, g => g.OrderBy(v => v.Version).Select(v => (v.Version, State: v.Read<AncillaryPosition>())).Where(v => v.State.IsPublic).ToList());
        var context = await PositionContext.OfAsync(map, histories.Values.SelectMany(h => h.Select(v => v.State)), cancellation);
        var before = await BeforeAsync([.. batch.Where(v => v.Version > 1 && string.Equals(v.Kind, declared, StringComparison.Ordinal))], cancellation);
        var others = await OthersAsync([.. batch.Where(v => v.Payload is not null && parts.ContainsKey(v.Kind))], cancellation);
        foreach (var row in batch.Where(v => v.Payload is not null))
        {
            if (told.Count == limit)
            {
                break;
            }

            var person = row.PersonId is { } id ? persons.GetValueOrDefault(id)?.Name ?? "" : "";
            if (parts.ContainsKey(row.Kind))
            {
                if (others.GetValueOrDefault(row.Id) is { } other)
                {
                    told.Add(new PublicChange(row, row.Kind, other.Title, null, person, other.What, other.Href, [.. other.Differences.Select(d => new FieldChange(d.Label, d.Old, d.New))]));
                }

                continue;
            }

            if (string.Equals(row.Kind, stated, StringComparison.Ordinal))
            {
                var statement = row.Read<Statement>();
                told.Add(
                    new PublicChange(row, "verklaring", StatementWords.Of(statement), null, person, ProcessWords.Of(row.Process), WorkplaceAddress.Person(statement.PersonId), [])
                );
                continue;
            }

            if (!string.Equals(row.Kind, kind, StringComparison.Ordinal))
            {
                var declaration = row.Read<Declaration>();
                var old = before.GetValueOrDefault((row.SubjectId, row.Version - 1));
                told.Add(
                    new PublicChange(
                        row,
                        "opgave",
                        declaration.Description,
                        declaration.PaidBy,
                        person,
                        row.Version == 1 ? Texts.ChangeDeclaration : Texts.ChangeDeclarationAgain,
                        DeclarationAddress.Of(declaration),
                        old is null ? [] : DeclarationField.Changes(old, declaration)
                    )
                );
                continue;
            }

            var history = histories[row.SubjectId];
            var index = history.FindIndex(h => h.Version == row.Version);
            if (index < 0)
            {
                continue;
            }

            var state = history[index].State;
            var earlier = index == 0 ? null : history[index - 1].State;
            told.Add(
                new PublicChange(
                    row,
                    "nevenfunctie",
                    state.Description,
                    state.Organisation,
                    person,
                    earlier is null ? Texts.ProcessPublish : ProcessWords.Of(row.Process),
                    WorkplaceAddress.PublicPosition(state.Id),
                    earlier is null ? [] : PositionField.Changes(earlier, state, context, f => f.IsPublic)
                )
            );
        }

        return told;
    }

    /// <summary>What gifts and trips were before they changed, by subject and version.</summary>
    private async Task<Dictionary<(Guid Subject, long Version), Declaration>> BeforeAsync(IReadOnlyList<VersionRow> changed, CancellationToken cancellation)
    {
        var states = new Dictionary<(Guid, long), Declaration>();
        foreach (var some in changed.Select(v => v.SubjectId).Distinct().Chunk(200))
        {
            foreach (var row in await store.Versions.Where(v => some.Contains(v.SubjectId) && v.Payload != null).ToListAsync(cancellation))
            {
                states[(row.SubjectId, row.Version)] = row.Read<Declaration>();
            }
        }

        return states;
    }

    private async Task<Dictionary<Guid, ToldChange>> OthersAsync(IReadOnlyList<VersionRow> rows, CancellationToken cancellation)
    {
        var told = new Dictionary<Guid, ToldChange>();
        foreach (var kind in rows.GroupBy(r => r.Kind, StringComparer.Ordinal))
        {
            foreach (var (id, change) in await parts[kind.Key].TellAsync(services, [.. kind], cancellation))
            {
                told[id] = change;
            }
        }

        return told;
    }

    private async Task<IReadOnlyDictionary<Guid, PersonCard>> PersonsAsync(IReadOnlyList<VersionRow> batch, Guid? wholeOf, CancellationToken cancellation) =>
        wholeOf is { } one
            ? (await reads.Person.ReadAsync(store, key => map.Persons.Where(p => p.Id == key), one, cancellation)).ToDictionary(p => p.Id)
            : await map.PersonsAsync(batch.Select(v => v.PersonId).OfType<Guid>(), cancellation);
}

/// <summary>Which changes are asked for.</summary>
/// <param name="Limit">Most changes to give.</param>
internal sealed record ChangeQuery(int Limit)
{
    /// <summary>UTC, inclusive.</summary>
    public DateTime? From { get; init; }

    /// <summary>UTC, inclusive.</summary>
    public DateTime? Until { get; init; }

    /// <summary>Changes in one body's register.</summary>
    public Guid? Body { get; init; }

    /// <summary>Changes about one person.</summary>
    public Guid? Person { get; init; }

    /// <summary>Where to go on; null starts at the beginning.</summary>
    public ChangePlace? Place { get; init; }

    /// <summary>From new to old, as people read; machines follow from old to new.</summary>
    public bool NewestFirst { get; init; } = true;

    /// <summary>Names of the filters of <see cref="Read"/>, without the body.</summary>
    public static IReadOnlyList<string> Filters { get; } = ["persoon", "van", "tot"];

    /// <summary>Reads the filters from an address, for the API and for files alike; nothing is left out by a limit.</summary>
    /// <param name="query">The query of the address.</param>
    /// <param name="knownOn">Bekend op, UTC: what was recorded later is left out; null for all.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static ChangeQuery Read(IQueryCollection query, DateTime? knownOn, FormErrors errors)
    {
        var from = errors.Take("van", DateInput.Optional(query["van"]));
        var until = errors.Take("tot", DateInput.Optional(query["tot"]));
        if (from is { } first && until is { } last && last < first)
        {
            errors.Add("tot", PartialPeriodInput.EndBeforeStart(PartialDate.Of(first), PartialDate.Of(last)));
        }

        var end = until is { } day ? DutchClock.EndOf(day) : (DateTime?)null;
        return new(int.MaxValue)
        {
            Body = errors.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])),
            Person = errors.Take("persoon", IdInput.Optional(query["persoon"])),
            From = from is { } start ? DutchClock.StartOf(start) : null,
            Until = end is null || knownOn < end ? knownOn ?? end : end,
        };
    }

    /// <summary>Whether the latest changes about a person are asked for and nothing else.</summary>
    public bool IsAllOfPerson => Person is not null && Body is null && From is null && Until is null && Place is null && NewestFirst;
}

/// <summary>A place in the feed: after the change with this moment and id.</summary>
internal readonly record struct ChangePlace(DateTime At, Guid Id)
{
    /// <summary>Opaque text for addresses.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.Ticks}.{Id:N}")));

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out ChangePlace place)
    {
        place = default;
        if (string.IsNullOrEmpty(text) || text.Length > 100 || !Base64Url.IsValid(text))
        {
            return false;
        }

        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (
            parts is not [var ticks, var id]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > DateTime.MaxValue.Ticks
            || !Guid.TryParseExact(id, "N", out var subject)
        )
        {
            return false;
        }

        place = new ChangePlace(new DateTime(at, DateTimeKind.Utc), subject);
        return true;
    }
}

/// <summary>One public change.</summary>
/// <param name="Row">The recorded version.</param>
/// <param name="Kind">Kind of subject on the wire.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Organisation">The organisation that it names.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="What">What was done, in words.</param>
/// <param name="Href">Page of the subject.</param>
/// <param name="Differences">Public fields that changed.</param>
public sealed record PublicChange(
    VersionRow Row,
    string Kind,
    string Title,
    string? Organisation,
    string Person,
    string What,
    string Href,
    IReadOnlyList<FieldChange> Differences
)
{
    internal ChangePlace Place => new(Row.RecordedAt, Row.Id);

    /// <summary>As an entry of a history list, with a link to the same moment.</summary>
    internal HistoryEntry Entry(ViewMoment view) =>
        new(
            PositionWords.Moment(Row.RecordedAt),
            PositionWords.Iso(Row.RecordedAt),
            Person,
            Organisation is null ? $"{What}: {Title}" : $"{What}: {Title}, {Organisation}",
            Reason: null,
            Differences,
            view.At(Href)
        );
}
