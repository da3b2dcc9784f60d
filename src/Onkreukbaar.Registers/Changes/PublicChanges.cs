// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Declarations;

namespace Onkreukbaar.Registers.Changes;

/// <summary>What changed in the public registers, in order of recording. States that were not public then, or are withdrawn now, do not exist here.</summary>
internal sealed class PublicChanges(RegisterStore store, OfficesMap map, PublicPositions positions)
{
    private const int Batch = 200;

    /// <summary>Changes in one direction from a place in the feed.</summary>
    public async Task<IReadOnlyList<PublicChange>> ReadAsync(ChangeQuery query, CancellationToken cancellation = default)
    {
        var kind = store.KindOf(typeof(AncillaryPosition));
        var declarations = store.KindOf(typeof(Declaration));
        var visible = positions.Now;
        var rows = store.Versions.Where(v => (v.Kind == kind && visible.Any(p => p.Id == v.SubjectId)) || v.Kind == declarations);
        if (query.From is { } from)
        {
            rows = rows.Where(v => v.RecordedAt >= from);
        }

        if (query.Until is { } until)
        {
            rows = rows.Where(v => v.RecordedAt <= until);
        }

        if (query.Person is { } person)
        {
            rows = rows.Where(v => v.PersonId == person);
        }

        var found = new List<PublicChange>();
        var place = query.Place;
        while (found.Count < query.Limit)
        {
            var next = rows;
            if (place is { } at)
            {
                next = query.NewestFirst
                    ? next.Where(v => v.RecordedAt < at.At || (v.RecordedAt == at.At && v.Id.CompareTo(at.Id) < 0))
                    : next.Where(v => v.RecordedAt > at.At || (v.RecordedAt == at.At && v.Id.CompareTo(at.Id) > 0));
            }

            next = query.NewestFirst ? next.OrderByDescending(v => v.RecordedAt).ThenByDescending(v => v.Id) : next.OrderBy(v => v.RecordedAt).ThenBy(v => v.Id);
            var batch = await next.Take(Batch).ToListAsync(cancellation);
            if (batch.Count == 0)
            {
                break;
            }

            found.AddRange(await ToldAsync(batch, query.Limit - found.Count, cancellation));
            place = new ChangePlace(batch[^1].RecordedAt, batch[^1].Id);
            if (batch.Count < Batch)
            {
                break;
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<PublicChange>> ToldAsync(List<VersionRow> batch, int limit, CancellationToken cancellation)
    {
        var kind = store.KindOf(typeof(AncillaryPosition));
        var told = new List<PublicChange>();
        var persons = new Dictionary<Guid, string>();
        foreach (var some in batch.Select(v => v.PersonId).OfType<Guid>().Distinct().Chunk(200))
        {
            foreach (var card in await map.Persons.Where(p => some.Contains(p.Id)).ToListAsync(cancellation))
            {
                persons[card.Id] = card.Name;
            }
        }

        var subjects = batch.Where(v => string.Equals(v.Kind, kind, StringComparison.Ordinal)).Select(v => v.SubjectId).Distinct().ToArray();
        var histories = (await store.Versions.Where(v => subjects.Contains(v.SubjectId) && v.Payload != null).ToListAsync(cancellation))
            .GroupBy(v => v.SubjectId)
            .ToDictionary(g => g.Key, g => g.OrderBy(v => v.Version).Select(v => (v.Version, State: State<AncillaryPosition>(v))).Where(v => v.State.IsPublic).ToList());
        foreach (var row in batch.Where(v => v.Payload is not null))
        {
            if (told.Count == limit)
            {
                break;
            }

            var person = row.PersonId is { } id ? persons.GetValueOrDefault(id, "") : "";
            if (!string.Equals(row.Kind, kind, StringComparison.Ordinal))
            {
                var declaration = State<Declaration>(row);
                told.Add(
                    new PublicChange(row, "opgave", declaration.Description, declaration.PaidBy, person, Texts.ChangeDeclaration, WorkplaceAddress.Person(declaration.PersonId), [])
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
            var before = index == 0 ? null : history[index - 1].State;
            told.Add(
                new PublicChange(
                    row,
                    "nevenfunctie",
                    state.Description,
                    state.Organisation,
                    person,
                    before is null ? Texts.ProcessPublish : ProcessWords.Of(row.Process),
                    WorkplaceAddress.PublicPosition(state.Id),
                    before is null ? [] : PositionField.Changes(before, state, f => f.IsPublic)
                )
            );
        }

        return told;
    }

    private static T State<T>(VersionRow row)
        where T : class, ISubject => SubjectCodec.Read<T>(row.Payload![(row.Payload!.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
}

/// <summary>Which changes are asked for.</summary>
/// <param name="Limit">Most changes to give.</param>
internal sealed record ChangeQuery(int Limit)
{
    /// <summary>UTC, inclusive.</summary>
    public DateTime? From { get; init; }

    /// <summary>UTC, inclusive.</summary>
    public DateTime? Until { get; init; }

    /// <summary>Changes about one person.</summary>
    public Guid? Person { get; init; }

    /// <summary>Where to go on; null starts at the beginning.</summary>
    public ChangePlace? Place { get; init; }

    /// <summary>From new to old, as people read; machines follow from old to new.</summary>
    public bool NewestFirst { get; init; } = true;
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

    /// <summary>As an entry of a history list.</summary>
    internal HistoryEntry Entry() =>
        new(
            PositionWords.Moment(Row.RecordedAt),
            PositionWords.Iso(Row.RecordedAt),
            Person,
            Organisation is null ? $"{What}: {Title}" : $"{What}: {Title}, {Organisation}",
            Reason: null,
            Differences,
            Href
        );
}
