// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Bench;

/// <summary>
/// An invented register of any size, always the same: words made of syllables, as unevenly spread as words in a language are. It is loaded
/// past the application, with the versions and waiting ledger entries that saving would have made.
/// </summary>
internal sealed class Synthetic
{
    private const int WordCount = 40_000;
    private static readonly string[] Syllables = "bal ber dor fen gal hem kor lin mer nol pas ros sta tin vel wim zan zuid oog aal rijk plas".Split(' ');
    private readonly Random random = new(20261122);
    private readonly string[] words;
    private readonly double[] weights;

    public Synthetic()
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        while (made.Count < WordCount)
        {
            made.Add(string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => Syllables[random.Next(Syllables.Length)])));
        }

        words = [.. made];
        // Zipf: the n-th word is used 1/n times as often as the first.
        weights = new double[WordCount];
        var sum = 0.0;
        for (var i = 0; i < WordCount; i++)
        {
            weights[i] = sum += 1.0 / (i + 10);
        }
    }

    public string Word()
    {
        var at = Array.BinarySearch(weights, random.NextDouble() * weights[^1]);
        return words[Math.Min(at < 0 ? ~at : at, WordCount - 1)];
    }

    public PublicBody Body(int number)
    {
        var name = $"Gemeente {Capital(Word())} {number}";
        return new PublicBody { Name = name, Kind = "gemeente", KeepsRegister = true, SortKey = DutchText.SortKey(name), SearchText = DutchText.Fold(name) };
    }

    public Person Person()
    {
        var name = new PersonName { Family = Capital(Word()) + Word(), Given = Capital(Word()), Initials = "A.", Tussenvoegsel = random.Next(4) == 0 ? "van" : null };
        return new Person
        {
            FamilyName = name.Family,
            GivenName = name.Given,
            Initials = name.Initials,
            Particle = name.Tussenvoegsel,
            DisplayName = name.Display,
            SortKey = name.SortKey,
            SearchText = DutchText.Fold(name.Display),
        };
    }

    public static Office Office(Guid body) => new() { BodyId = body, Kind = "raadslid", Label = "Raadslid" };

    public TermOfOffice Term(Office office, Guid person)
    {
        var term = new TermOfOffice { BodyId = office.BodyId, OfficeId = office.Id, PersonId = person, Start = new PartialDate(2014 + (4 * random.Next(3)), 3, 30), Faction = OverTime.Whole(Capital(Word())) };
        term.Derive();
        return term;
    }

    public AncillaryPosition Position(Guid body, Guid person)
    {
        var position = new AncillaryPosition
        {
            BodyId = body,
            PersonId = person,
            Description = $"Lid {Word()} {Word()}",
            Organisation = $"Stichting {Capital(Word())} {Word()}",
            Activity = random.Next(2) == 0 ? $"Toezicht op {Word()} en {Word()}" : null,
            Remuneration = (Remuneration)random.Next(3),
            Start = new PartialDate(2000 + random.Next(26), 1 + random.Next(12)),
            PublishedOn = new DateOnly(2026, 1, 2),
            State = PositionState.Published,
        };
        position.Derive();
        return position;
    }

    /// <summary>Fills an empty register: 10 positions and a term of office to a person, 100 persons to a body.</summary>
    public async Task FillAsync(BenchSite site, int positions)
    {
        var bodies = Enumerable.Range(0, Math.Max(1, positions / 1_000)).Select(Body).ToList();
        var persons = Enumerable.Range(0, Math.Max(1, positions / 10)).Select(_ => Person()).ToList();
        await AddAsync(site, bodies);
        await AddAsync(site, persons);
        var offices = bodies.ConvertAll(b => Office(b.Id));
        await AddAsync(site, offices);
        await AddAsync(site, [.. persons.Select((p, i) => Term(offices[i / 100 % offices.Count], p.Id))]);
        // In parts, so that a million rows are never in memory at once.
        for (var at = 0; at < positions; at += 50_000)
        {
            await AddAsync(
                site,
                [.. Enumerable.Range(at, Math.Min(50_000, positions - at)).Select(i => Position(bodies[i / 1_000 % bodies.Count].Id, persons[i / 10 % persons.Count].Id))]
            );
        }

        await using var connection = await site.ConnectAsync();
        await using var analyze = connection.CreateCommand();
        // What the filling leaves for the engine to tidy up is no part of what is measured.
        analyze.CommandText = string.Equals(site.Database, "postgres", StringComparison.Ordinal) ? "VACUUM (ANALYZE)" : "ANALYZE";
        analyze.CommandTimeout = 600;
        await analyze.ExecuteNonQueryAsync();
    }

    /// <summary>Columns and values of an entity as the store's model maps them.</summary>
    public static (string Table, string[] Columns, Func<T, object?[]> Values) Mapping<T>(DbContext store)
        where T : class
    {
        var type = store.Model.FindEntityType(typeof(T))!;
        var table = StoreObjectIdentifier.Table(type.GetTableName()!);
        var properties = type.GetProperties().ToArray();
        var getters = properties.Select(p => (Get: p.GetGetter(), Convert: p.FindTypeMapping()?.Converter?.ConvertToProvider)).ToArray();
        return (
            type.GetTableName()!,
            [.. properties.Select(p => p.GetColumnName(table)!)],
            entity =>
            {
                var values = new object?[getters.Length];
                for (var i = 0; i < values.Length; i++)
                {
                    var value = getters[i].Get.GetClrValue(entity);
                    values[i] = getters[i].Convert is { } convert && value is not null ? convert(value) : value;
                }

                return values;
            }
        );
    }

    private static async Task AddAsync<T>(BenchSite site, IReadOnlyList<T> subjects)
        where T : class, ISubject
    {
        await using var store = await site.Stores.CreateDbContextAsync();
        await using var connection = await site.ConnectAsync();
        var kind = store.KindOf(typeof(T));
        var moment = Microseconds.Truncate(TimeProvider.System.GetUtcNow().UtcDateTime);
        var act = Act.BySystem("nevenfunctie.importeren", "import") with { At = moment };
        var (table, columns, values) = Mapping<T>(store);
        var (versions, versionColumns, versionValues) = Mapping<VersionRow>(store);
        var (waiting, waitingColumns, waitingValues) = Mapping<PendingEntry>(store);
        var rows = new List<VersionRow>(subjects.Count);
        foreach (var subject in subjects)
        {
            subject.Version = 1;
            var payload = SubjectCodec.Record(act, SubjectCodec.Write(subject));
            var salt = RandomNumberGenerator.GetBytes(32);
            rows.Add(
                new VersionRow
                {
                    Id = Guid.CreateVersion7(),
                    Kind = kind,
                    SubjectId = subject.Id,
                    Version = 1,
                    BodyId = (subject as IOfBody)?.BodyId,
                    PersonId = (subject as IAboutPerson)?.PersonId,
                    OrganisationKey = (subject as INamesOrganisation)?.OrganisationKey,
                    RecordedAt = moment,
                    ActId = act.Id,
                    Process = act.Process,
                    Payload = payload,
                    Salt = salt,
                    Commitment = Commitment.Compute(
                        salt,
                        new SealedColumns(act.Id, (subject as IOfBody)?.BodyId, (subject as IAboutPerson)?.PersonId, (subject as INamesOrganisation)?.OrganisationKey),
                        Encoding.UTF8.GetBytes(payload)
                    ),
                }
            );
        }

        var entries = rows.Select(row => new PendingEntry
        {
            Id = row.Id,
            Entry = new LedgerEntry(row.Id, row.Kind, row.SubjectId, row.Version, row.RecordedAt, row.Process, row.Commitment).ToBytes(),
        });
        await Bulk.LoadAsync(connection, table, columns, subjects.Select(values));
        await Bulk.LoadAsync(connection, versions, versionColumns, rows.Select(versionValues));
        await Bulk.LoadAsync(connection, waiting, waitingColumns, entries.Select(waitingValues));
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
