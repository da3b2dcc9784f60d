// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Offices.Pages;

namespace Onkreukbaar.Offices.Import;

/// <summary>
/// Takes over public bodies, their offices, and persons with their terms, from a folder of JSON lines derived from the Register van
/// Overheidsorganisaties. Each subject keeps the source's key, so that a second run finds it again.
/// </summary>
internal sealed class OrganisationsImport(ImportRun run, ReferenceData kinds)
{
    public const string Process = "organisaties.importeren";
    private const string BodyKindName = "overheidsorganisatie";
    private const string OfficeKindName = "ambt";
    private const string PersonKindName = PersonNames.Kind;
    private const string TermKindName = TermChanges.Kind;
    private readonly Dictionary<string, Guid> bodies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Guid Id, Guid Body)> offices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guid> persons = new(StringComparer.Ordinal);
    private HashSet<Guid> named = [];
    private HashSet<Guid> dated = [];
    private HashSet<Guid> parted = [];
    private RegisterStore Store => run.Store;

    public async Task RunAsync(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ImportStoppedException(Words.Say(Texts.ImportNoFolder, folder));
        }

        var bodyFile = Find(folder, "organisaties");
        var officeFile = Find(folder, "posten");
        var personFile = Find(folder, "personen");
        await BodiesAsync(bodyFile);
        await OfficesAsync(officeFile);
        await PersonsAsync(personFile);
    }

    private static string Find(string folder, string name)
    {
        foreach (var ending in new[] { ".jsonl.gz", ".jsonl" })
        {
            var path = Path.Combine(folder, name + ending);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new ImportStoppedException(Words.Say(Texts.ImportNoFile, folder, name));
    }

    private async Task BodiesAsync(string path)
    {
        var known = await Store.Set<PublicBody>().AsNoTracking().Where(b => b.SourceKey != null).Select(b => new { b.SourceKey, b.Id }).ToListAsync(run.Context.Cancellation);
        var stored = known.Where(b => b.SourceKey!.StartsWith("org:", StringComparison.Ordinal)).ToDictionary(b => b.SourceKey!, b => b.Id, StringComparer.Ordinal);

        // Parents may come after their children: which bodies there are must be known before the first one is judged.
        var count = 0L;
        await foreach (var line in ImportFile.JsonLinesAsync(path, run.Context.Cancellation).UntilBreak())
        {
            using var document = line.Document;
            count++;
            try
            {
                if (document is not null && BodyLine.Read(document.RootElement) is { } body)
                {
                    bodies.TryAdd(body.Key, stored.TryGetValue(body.Key, out var id) ? id : Guid.CreateVersion7());
                }
            }
            catch (RefusedException)
            {
                // Said when the line is judged below.
            }
        }

        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        var done = 0L;
        var file = Path.GetFileName(path);
        await foreach (var chunk in ImportFile.JsonLinesAsync(path, run.Context.Cancellation).InChunks(ImportRun.BatchSize))
        {
            var lines = Judge(chunk, file, BodyKindName, seen, BodyLine.Read, l => l.Key);
            var ids = lines.Select(l => bodies[l.Item.Key]).ToList();
            var present = await Store.Set<PublicBody>().Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, run.Context.Cancellation);
            var names = (await Store.Set<BodyName>().Where(n => ids.Contains(n.PublicBodyId)).ToListAsync(run.Context.Cancellation)).ToLookup(n => n.PublicBodyId);
            foreach (var (number, line) in lines)
            {
                try
                {
                    var id = bodies[line.Key];
                    var (body, outcome) = Apply(line, present.GetValueOrDefault(id), id, names[id].ToList());
                    run.Note(new(file, number, outcome, BodyKindName, body.Id.ToString(), null, line.LeftOut, Code: line.LeftOut is null ? null : "veld.weggelaten"));
                }
                catch (RefusedException refused)
                {
                    run.Note(new(file, number, ImportOutcome.Refused, BodyKindName, line.Key, refused.Column, refused.Message, Code: refused.Code));
                }
            }

            await run.SaveAsync();
            done += chunk.Count;
            run.Context.Progress(done, count, Texts.Bodies);
        }

        await run.VanishedAsync(BodyKindName, stored.Where(s => !seen.ContainsKey(s.Key)).Select(s => s.Value.ToString()));
        foreach (var (key, id) in stored)
        {
            bodies.TryAdd(key, id);
        }
    }

    private (PublicBody Body, ImportOutcome Outcome) Apply(BodyLine line, PublicBody? stored, Guid id, List<BodyName> storedNames)
    {
        var parent = Reference(line.Parent, "parent_id");
        var successor = Reference(line.Successor, "successor_id");
        var body = stored ?? new PublicBody { Id = id, Name = "", Kind = "", SourceKey = line.Key };
        body.Name = kinds.BodyName(line.Present.Value, line.Kind);
        body.Abbreviation = line.Present.Abbreviation;
        body.Kind = line.Kind;
        body.Tooi = line.Tooi;
        body.Oin = line.Oin;
        body.Kvk = line.Kvk;
        body.Website = line.Website;
        body.ParentId = parent;
        body.SuccessorId = successor;
        body.From = line.From;
        body.Until = line.Until;
        body.VerifiedOn = line.VerifiedOn;
        body.Derive(kinds, line.Names.Select(n => n.Value).Concat(line.Names.Select(n => n.Abbreviation ?? "")));
        if (stored is null)
        {
            Store.Add(body);
        }

        var outcome = run.OutcomeOf(body);
        // A single name that lasts as long as the body says nothing more than the body does.
        foreach (var name in line.Names.Count > 1 ? line.Names : [])
        {
            var full = kinds.BodyName(name.Value, line.Kind);
            var row = storedNames.Find(n => (string.Equals(n.Value, full, StringComparison.Ordinal) || string.Equals(n.Value, name.Value, StringComparison.Ordinal)) && n.From == name.From);
            if (row is null)
            {
                row = new BodyName { PublicBodyId = id, Value = full, Abbreviation = name.Abbreviation, From = name.From, Until = name.Until };
                Store.Add(row);
            }
            else
            {
                row.Value = full;
                row.Abbreviation = name.Abbreviation;
                row.Until = name.Until;
            }

            if (run.OutcomeOf(row) != ImportOutcome.Unchanged && outcome == ImportOutcome.Unchanged)
            {
                outcome = ImportOutcome.Updated;
            }
        }

        return (body, outcome);

        Guid? Reference(string? key, string column) =>
            key is null ? null
            : string.Equals(key, line.Key, StringComparison.Ordinal) ? throw new RefusedException(column, "verwijzing.zelf", Texts.ImportItself)
            : bodies.TryGetValue(key, out var other) ? other
            : throw new RefusedException(column, "verwijzing.onbekend", Texts.ImportNotInFile, key);
    }

    private async Task OfficesAsync(string path)
    {
        var stored = (await Store.Set<Office>().AsNoTracking().Where(o => o.SourceKey != null).Select(o => new { o.SourceKey, o.Id, o.BodyId }).ToListAsync(run.Context.Cancellation))
            .Where(o => o.SourceKey!.StartsWith("post:", StringComparison.Ordinal))
            .ToDictionary(o => o.SourceKey!, o => (o.Id, o.BodyId), StringComparer.Ordinal);
        var count = await CountAsync(path);
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        var file = Path.GetFileName(path);
        var done = 0L;
        await foreach (var chunk in ImportFile.JsonLinesAsync(path, run.Context.Cancellation).InChunks(ImportRun.BatchSize))
        {
            var lines = Judge(chunk, file, OfficeKindName, seen, OfficeLine.Read, l => l.Key);
            var ids = lines.Where(l => stored.ContainsKey(l.Item.Key)).Select(l => stored[l.Item.Key].Id).ToList();
            var present = await Store.Set<Office>().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.SourceKey!, StringComparer.Ordinal, run.Context.Cancellation);
            foreach (var (number, line) in lines)
            {
                try
                {
                    var body = bodies.TryGetValue(line.Body, out var id) ? id : throw new RefusedException("organization_id", "verwijzing.onbekend", Texts.ImportNoSuchBody, line.Body);
                    var office = present.GetValueOrDefault(line.Key);
                    if (office is not null && office.BodyId != body)
                    {
                        throw new RefusedException("organization_id", "ambt.verhuisd", Texts.ImportOfficeMoved);
                    }

                    var isNew = office is null;
                    office ??= new Office { BodyId = body, Kind = "", Label = "", SourceKey = line.Key };
                    office.Kind = line.KindOf(kinds);
                    office.Label = line.Label;
                    office.From = line.From;
                    office.Until = line.Until;
                    if (isNew)
                    {
                        Store.Add(office);
                    }

                    offices[line.Key] = (office.Id, body);
                    run.Note(new(file, number, run.OutcomeOf(office), OfficeKindName, office.Id.ToString()));
                }
                catch (RefusedException refused)
                {
                    run.Note(new(file, number, ImportOutcome.Refused, OfficeKindName, line.Key, refused.Column, refused.Message, Code: refused.Code));
                }
            }

            await run.SaveAsync();
            done += chunk.Count;
            run.Context.Progress(done, count, Texts.Offices);
        }

        await run.VanishedAsync(OfficeKindName, stored.Where(s => !seen.ContainsKey(s.Key)).Select(s => s.Value.Id.ToString()));
        foreach (var (key, value) in stored)
        {
            offices.TryAdd(key, value);
        }
    }

    private async Task PersonsAsync(string path)
    {
        foreach (var person in await Store.Set<Person>().AsNoTracking().Where(p => p.SourceKey != null).Select(p => new { p.SourceKey, p.Id }).ToListAsync(run.Context.Cancellation))
        {
            foreach (var key in person.SourceKey!.Split(' '))
            {
                persons.TryAdd(key, person.Id);
            }
        }

        // What people stated in the clerk's screens is not overwritten by a source that says something else.
        named = await ChangedByHandAsync(PersonKindName, PersonNames.Process);
        dated = await ChangedByHandAsync(TermKindName, TermChanges.PeriodProcess);
        parted = await ChangedByHandAsync(TermKindName, TermChanges.ChangeProcess, TermChanges.CorrectProcess);
        var count = await CountAsync(path);
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        var seenTerms = new HashSet<string>(StringComparer.Ordinal);
        var file = Path.GetFileName(path);
        var done = 0L;
        await foreach (var chunk in ImportFile.JsonLinesAsync(path, run.Context.Cancellation).InChunks(ImportRun.BatchSize))
        {
            var lines = Judge(chunk, file, PersonKindName, seen, PersonLine.Read, l => l.Key);
            var ids = lines.Select(l => Known(l.Item)).OfType<Guid>().ToList();
            var present = await Store.Set<Person>().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, run.Context.Cancellation);
            var terms = (await Store.Set<TermOfOffice>().Where(t => ids.Contains(t.PersonId)).ToListAsync(run.Context.Cancellation))
                .Where(t => t.SourceKey is not null)
                .ToDictionary(t => t.SourceKey!, StringComparer.Ordinal);
            foreach (var (number, line) in lines)
            {
                var person = Known(line) is { } known ? present.GetValueOrDefault(known) : null;
                var isNew = person is null;
                person ??= new Person { FamilyName = "" };
                if (!named.Contains(person.Id))
                {
                    person.Name(line.Name);
                }

                var keepsName = person.Parts() != line.Name;
                person.SourceKey = string.Join(' ', (person.SourceKey?.Split(' ') ?? []).Union(line.Keys, StringComparer.Ordinal));
                if (isNew)
                {
                    Store.Add(person);
                    present.Add(person.Id, person);
                }

                foreach (var key in line.Keys)
                {
                    persons.TryAdd(key, person.Id);
                }

                run.Note(
                    new(
                        file,
                        number,
                        run.OutcomeOf(person),
                        PersonKindName,
                        person.Id.ToString(),
                        keepsName ? "name" : null,
                        keepsName ? Words.Say(Texts.ImportNameKept, line.Name.Display) : null,
                        Code: keepsName ? "naam.anders" : null
                    )
                );
                foreach (var term in line.Terms)
                {
                    Apply(file, number, line.Key, person.Id, term, terms, seenTerms);
                }
            }

            await run.SaveAsync();
            done += chunk.Count;
            run.Context.Progress(done, count, Texts.Persons);
        }

        var gonePersons = persons.Where(p => p.Key.StartsWith("person:", StringComparison.Ordinal) && !seen.ContainsKey(p.Key)).Select(p => p.Value.ToString());
        await run.VanishedAsync(PersonKindName, gonePersons);
        var storedTerms = await Store.Set<TermOfOffice>().AsNoTracking().Where(t => t.SourceKey != null && t.StruckOn == null).Select(t => new { t.SourceKey, t.Id }).ToListAsync(run.Context.Cancellation);
        var goneTerms = storedTerms.Where(t => t.SourceKey!.StartsWith("person:", StringComparison.Ordinal) && !seenTerms.Contains(t.SourceKey));
        await run.VanishedAsync(TermKindName, goneTerms.Select(t => t.Id.ToString()));

        Guid? Known(PersonLine line) => line.Keys.Select(k => persons.TryGetValue(k, out var id) ? id : (Guid?)null).FirstOrDefault(id => id is not null);
    }

    private void Apply(
        string file,
        long number,
        string person,
        Guid personId,
        JsonElement source,
        Dictionary<string, TermOfOffice> stored,
        HashSet<string> seen
    )
    {
        var key = person;
        try
        {
            var line = TermLine.Read(person, source);
            key = line.Key;
            if (!seen.Add(key))
            {
                throw new RefusedException("mandaten.id", "sleutel.dubbel", Texts.ImportTermTwice);
            }

            if (!offices.TryGetValue(line.Office, out var office))
            {
                throw new RefusedException("mandaten.post_id", "verwijzing.onbekend", Texts.ImportNoSuchOffice, line.Office);
            }

            if (!bodies.TryGetValue(line.Body, out var body) || body != office.Body)
            {
                throw new RefusedException("mandaten.organization_id", "ambt.ander-bestuur", Texts.ImportOtherBody);
            }

            // A period that cannot be true is kept in the source's words and marked; which of the two dates is wrong is not ours to guess.
            var possible = PartialPeriod.IsValid(line.Start, line.End);
            var term = stored.GetValueOrDefault(key);
            if (term is { StruckOn: not null })
            {
                // The body says that this never was; a source that still says it is not right for that.
                run.Note(new(file, number, ImportOutcome.Unchanged, TermKindName, term.Id.ToString(), "mandaten.id", Texts.ImportTermStruck, IsPart: true, Code: "ambtstermijn.geschrapt"));
                return;
            }

            var isNew = term is null;
            term ??= new TermOfOffice { BodyId = body, PersonId = personId, OfficeId = office.Id, SourceKey = key };
            if (term.OfficeId != office.Id)
            {
                throw new RefusedException("mandaten.post_id", "ambtstermijn.verhuisd", Texts.ImportTermMoved);
            }

            term.Role = line.Role;
            var keepsPeriod = dated.Contains(term.Id);
            if (!keepsPeriod)
            {
                term.Start = possible ? line.Start : null;
                term.End = possible ? line.End : null;
                term.UnreadPeriod = possible ? null : $"{line.Start} – {line.End}";
                term.ObservedOn = line.ObservedOn;
            }

            term.Derive();
            var faction = TakeFaction(term, line);
            var told =
                keepsPeriod && (term.Start, term.End) != (line.Start, line.End)
                    ? new Told("mandaten.end_date", "periode.anders", Words.Say(Texts.ImportPeriodKept, line.Start?.ToString() ?? "..", line.End?.ToString() ?? ".."))
                : !keepsPeriod && !possible ? new Told("mandaten.end_date", "periode.einde-voor-begin", Words.Say(Texts.ImportPeriodAsWritten, line.End, line.Start))
                : faction;
            if (isNew)
            {
                Store.Add(term);
            }

            run.Note(new(file, number, run.OutcomeOf(term), TermKindName, term.Id.ToString(), told?.Column, told?.Reason, IsPart: true, Code: told?.Code));
        }
        catch (RefusedException refused)
        {
            run.Note(new(file, number, ImportOutcome.Refused, TermKindName, key, refused.Column, refused.Message, IsPart: true, Code: refused.Code));
        }
    }

    /// <summary>Takes over the faction that the source names, for as long as the source says it held.</summary>
    /// <returns>What the report says when it is not taken over.</returns>
    private Told? TakeFaction(TermOfOffice term, TermLine line)
    {
        if (line.Faction is not { } faction)
        {
            // The source names none: what is known from elsewhere stays.
            return null;
        }

        var kept = new Told("mandaten.role", "fractie.anders", Words.Say(Texts.ImportFactionsKept, faction));
        if (parted.Contains(term.Id))
        {
            return string.Equals(term.Faction?.Parts[^1].Value, faction, StringComparison.Ordinal) ? null : kept;
        }

        if (line.HasSeat)
        {
            if (term.Faction is null or { IsWhole: true } || term.Faction.Parts.All(p => p.Seen))
            {
                term.Faction = OverTime.Whole(faction);
                return null;
            }

            return string.Equals(term.Faction.Parts[^1].Value, faction, StringComparison.Ordinal) ? null : kept;
        }

        if (line.FactionSeenOn is not { } day || term.From > day || term.Until <= day)
        {
            return new Told("mandaten.role", "fractie.zonder-dag", Words.Say(Texts.ImportFactionNoDay, faction));
        }

        // One value for the whole term is what an earlier version made of such a source: more than it says.
        if (OverTime.See(term.Faction is { IsWhole: true } ? null : term.Faction, faction, day, out var factions) is OverTimeFault.Taken)
        {
            return kept;
        }

        term.Faction = factions;
        return null;
    }

    /// <summary>Subjects of a kind that somebody changed in one of these processes.</summary>
    private Task<HashSet<Guid>> ChangedByHandAsync(string kind, params string[] processes) =>
        Store.Versions.Where(v => v.Kind == kind && processes.Contains(v.Process)).Select(v => v.SubjectId).ToHashSetAsync(run.Context.Cancellation);

    /// <summary>Reads the lines of a chunk; what cannot be read or occurs twice is refused here.</summary>
    private List<(long Number, T Item)> Judge<T>(
        IReadOnlyList<JsonLine> chunk,
        string file,
        string kind,
        Dictionary<string, long> seen,
        Func<JsonElement, T> read,
        Func<T, string> key
    )
    {
        var good = new List<(long, T)>(chunk.Count);
        foreach (var line in chunk)
        {
            // The document stays alive as long as its elements are used: the garbage collector returns it.
            if (line.Document is null)
            {
                run.Note(new(file, line.Number, ImportOutcome.Refused, kind, null, null, line.Error, Code: ImportReport.UnreadableCode));
                continue;
            }

            try
            {
                var item = read(line.Document.RootElement);
                if (seen.TryGetValue(key(item), out var earlier))
                {
                    throw new RefusedException("id", "sleutel.dubbel", Texts.ImportTwice, key(item), earlier);
                }

                seen.Add(key(item), line.Number);
                good.Add((line.Number, item));
            }
            catch (RefusedException refused)
            {
                run.Note(new(file, line.Number, ImportOutcome.Refused, kind, Id(line.Document.RootElement), refused.Column, refused.Message, Code: refused.Code));
            }
        }

        return good;

        static string? Id(JsonElement root) => root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
    }

    private async Task<long?> CountAsync(string path)
    {
        var count = 0L;
        await foreach (var _ in ImportFile.LinesAsync(path, run.Context.Cancellation).UntilBreak())
        {
            count++;
        }

        return count;
    }
}

/// <summary>What the report says of a part of a line that was not taken over.</summary>
internal sealed record Told(string Column, string Code, string Reason);

/// <summary>A name of a body in a period, half-open.</summary>
internal sealed record NameLine(string Value, string? Abbreviation, DateOnly? From, DateOnly? Until);

/// <summary>A line of the file of bodies.</summary>
internal sealed record BodyLine
{
    public required string Key { get; init; }

    public required string Kind { get; init; }

    public required NameLine Present { get; init; }

    public required IReadOnlyList<NameLine> Names { get; init; }

    public string? Tooi { get; init; }

    public string? Oin { get; init; }

    public string? Kvk { get; init; }

    public string? Website { get; init; }

    public string? Parent { get; init; }

    public string? Successor { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    public DateOnly? VerifiedOn { get; init; }

    /// <summary>What was in the line and cannot be right, so was left out.</summary>
    public string? LeftOut { get; init; }

    public static BodyLine Read(JsonElement json)
    {
        var left = new List<string>();
        var key = json.Required("id", 300);
        if (key.Contains(' ', StringComparison.Ordinal) || !key.StartsWith("org:", StringComparison.Ordinal))
        {
            throw new RefusedException("id", "sleutel.onjuist", Texts.ImportKeyForm, "org:");
        }

        var from = json.Day("valid_from");
        if (from is { } begin && json.IsCollected(begin))
        {
            from = null;
        }

        var through = json.LastDay("valid_until");
        if (from > through)
        {
            throw new RefusedException("valid_until", "periode.einde-voor-begin", Texts.ImportEndBeforeStart, $"{through:yyyy-MM-dd}", $"{from:yyyy-MM-dd}");
        }

        // The register's own start date, unless it is that of a successor under the same key.
        from ??= json.Day("roo_start_datum") is { } registered && !(registered > through) ? registered : null;
        var until = through?.AddDays(1);
        var names = NamesOf(json, until);
        return new BodyLine
        {
            Key = key,
            Kind = json.Text("subtype") is "Staten-Generaal" ? "kamer" : json.Required("type", 100),
            Present = names.OrderBy(n => n.Until is null ? 0 : 1).ThenByDescending(n => n.Until).ThenByDescending(n => n.From).First(),
            Names = names,
            Tooi = Checked("identifiers.tooi", TooiInput.Optional),
            Oin = Checked("identifiers.oin", OinInput.Optional),
            Kvk = Checked("identifiers.kvk", KvkInput.Optional),
            Website = Site(),
            Parent = json.Text("parent_id"),
            Successor = json.Text("successor_id"),
            From = from,
            Until = until,
            VerifiedOn = json.Day("last_verified"),
            LeftOut = left.Count == 0 ? null : Words.Say(Texts.ImportLeftOut, string.Join("; ", left)),
        };

        string? Checked(string path, Func<string?, Parsed<string?>> parse)
        {
            var raw = json.Text(path);
            var parsed = parse(raw);
            if (parsed.Ok)
            {
                return parsed.Value;
            }

            left.Add(Words.Say(Texts.ImportNotValid, path, raw));
            return null;
        }

        string? Site()
        {
            var raw = json.Text("contact.website", 2000);
            if (raw is null)
            {
                return null;
            }

            var address = raw.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? "https://" + raw : raw;
            if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Contains('.', StringComparison.Ordinal))
            {
                return address;
            }

            left.Add(Texts.ImportNoAddress);
            return null;
        }
    }

    private static List<NameLine> NamesOf(JsonElement json, DateOnly? until)
    {
        var names = new List<NameLine>();
        foreach (var item in json.Items("names"))
        {
            var value = item.Required("value");
            var start = item.Day("valid_from");
            var last = item.LastDay("valid_until");
            var end = last is null || last.Value.AddDays(1) > until ? until : last.Value.AddDays(1);
            var abbreviation = item.Text("abbr", 200);
            var same = names.FindIndex(n => string.Equals(n.Value, value, StringComparison.Ordinal));
            if (same < 0)
            {
                names.Add(new(value, abbreviation, start, end));
                continue;
            }

            // The same name twice, from two registers: what one of them knows counts.
            var other = names[same];
            names[same] = other with
            {
                Abbreviation = other.Abbreviation ?? abbreviation,
                From = other.From is null || start is null ? other.From ?? start : other.From < start ? other.From : start,
                Until = other.Until is null || end is null ? null : other.Until > end ? other.Until : end,
            };
        }

        return names.Count == 0
            ? throw new RefusedException("names", "veld.verplicht", Texts.ImportMissing)
            : names.ConvertAll(n => n.From >= n.Until ? n with { From = null } : n);
    }
}

/// <summary>A line of the file of offices.</summary>
internal sealed record OfficeLine(string Key, string Body, string Word, string Label, DateOnly? From, DateOnly? Until)
{
    public static OfficeLine Read(JsonElement json)
    {
        var from = json.Day("valid_from");
        var through = json.LastDay("valid_until");
        if (from is { } begin && json.IsCollected(begin))
        {
            from = null;
        }

        return from > through
            ? throw new RefusedException("valid_until", "periode.einde-voor-begin", Texts.ImportEndBeforeStart, $"{through:yyyy-MM-dd}", $"{from:yyyy-MM-dd}")
            : new(json.Required("id", 400), json.Required("organization_id", 300), json.Required("classification", 100), json.Required("label"), from, through?.AddDays(1));
    }

    /// <summary>The source has one word for members of the government; the label tells ministers and state secretaries apart.</summary>
    public string KindOf(ReferenceData kinds) =>
        Word is not "bewindspersoon" ? kinds.OfficeCode(Word)
        : Label.StartsWith("Minister-president", StringComparison.OrdinalIgnoreCase) ? "minister_president"
        : Label.Contains("taatssecretaris", StringComparison.Ordinal) ? "staatssecretaris"
        : "minister";
}

/// <summary>A line of the file of persons; its terms are judged one by one.</summary>
internal sealed record PersonLine(string Key, IReadOnlyList<string> Keys, Onkreukbaar.Kernel.Text.PersonName Name, IReadOnlyList<JsonElement> Terms)
{
    public static PersonLine Read(JsonElement json)
    {
        var key = json.Required("id", 300);
        if (key.Contains(' ', StringComparison.Ordinal) || !key.StartsWith("person:", StringComparison.Ordinal))
        {
            throw new RefusedException("id", "sleutel.onjuist", Texts.ImportKeyForm, "person:");
        }

        var keys = new List<string> { key };
        if (json.Text("identifiers.tk_persoon_id", 100) is { } house && !house.Contains(' ', StringComparison.Ordinal))
        {
            keys.Add("tk:" + house);
        }

        var name = SourceName.Read(
            json.Text("name.full"),
            json.Text("name.family"),
            json.Text("name.given"),
            json.Text("name.initials", 100),
            json.Text("name.tussenvoegsel", 100),
            Titles("name.honorifics_pre"),
            Titles("name.honorifics_post")
        );
        return new(key, keys, name ?? throw new RefusedException("name.family", "veld.verplicht", Texts.ImportMissing), [.. json.Items("mandaten")]);

        string? Titles(string path) => string.Join(' ', json.Items(path).Select(t => t.GetString())) is { Length: > 0 and < 200 } titles ? titles : null;
    }
}

/// <summary>A term inside a person's line.</summary>
internal sealed record TermLine(string Key, string Body, string Office, string? Role, string? Faction, PartialDate? Start, PartialDate? End, DateOnly? ObservedOn)
{
    // Sources that record who sat in a faction's seat, with the first and last day of that: what they call a term ends when somebody changes faction.
    private static readonly string[] Seats = ["tk_odata"];

    // Sources that tell who is in office on the day they are read, not since when.
    private static readonly string[] Snapshots = ["open_raadsinformatie"];

    public static TermLine Read(string person, JsonElement json)
    {
        var office = In("post_id", 400);
        var started = Date("start_date");
        // The source's own term ids occur more than once; with person, office and start they are unique.
        var key = $"{person}/{In("id", 300)}/{office}/{started}";
        var snapshot = json.Items("sources").Any(s => s.Text("id") is { } id && Snapshots.Contains(id, StringComparer.Ordinal));
        var observed = started is { IsWhole: true } day && (snapshot || json.IsCollected(day.First)) ? day.First : (DateOnly?)null;
        var role = json.Text("role");
        return new(
            key,
            In("organization_id", 300),
            office,
            role,
            FactionOf(role),
            observed is null ? started : null,
            Date("end_date"),
            observed
        )
        {
            HasSeat = json.Items("sources").Any(s => s.Text("id") is { } id && Seats.Contains(id, StringComparer.Ordinal)),
            FactionSeenOn = json.Items("sources").Select(s => PartialDate.TryParse(s.Text("retrieved"), out var read) && read.IsWhole ? read.First : (DateOnly?)null).Max(),
        };

        string In(string name, int max) => json.Text(name, max) ?? throw new RefusedException("mandaten." + name, "veld.verplicht", Texts.ImportMissing);

        PartialDate? Date(string name)
        {
            try
            {
                return json.Date(name);
            }
            catch (RefusedException refused)
            {
                throw new RefusedException("mandaten." + refused.Column, refused.Code, "{0}", refused.Message);
            }
        }
    }

    /// <summary>Whether the faction held for all of this term: the source gives it with its period.</summary>
    public bool HasSeat { get; init; }

    /// <summary>Day on which the source was read, and so the day of which it names the faction; null when it does not say.</summary>
    public DateOnly? FactionSeenOn { get; init; }

    /// <summary>"Kamerlid voor ABC": members of both chambers sit for a faction, and the source says so only here.</summary>
    private static string? FactionOf(string? role)
    {
        foreach (var start in new[] { "Kamerlid voor ", "Senator voor " })
        {
            if (role is not null && role.StartsWith(start, StringComparison.Ordinal))
            {
                return role[start.Length..];
            }
        }

        return null;
    }
}
