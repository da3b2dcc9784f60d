// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices;

/// <summary>
/// Finds the persons and bodies that another module's import names, or adds them. It only adds to the store; the import saves. A person is
/// found by the source's own key, else by name within the body; between two of the same name it never chooses.
/// </summary>
public sealed class ImportDirectory(RegisterStore store)
{
    // A list of a million lines names a hundred thousand persons, who all stay here: sixteen bytes of a hash stand for what is only compared, and
    // given names and initials are kept once.
    private readonly Dictionary<UInt128, Guid> byKey = [];
    private readonly Dictionary<UInt128, int> lastOfFamily = [];
    private readonly List<Known> persons = [];
    private readonly HashSet<string> words = new(StringComparer.Ordinal);

    /// <summary>Finds a body by its source key or TOOI address, or adds it, and marks it as keeping its register here.</summary>
    /// <returns>The body, and whether it is new.</returns>
    public async Task<(Guid Id, bool IsNew)> BodyAsync(NamedBody named, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(named);
        var body =
            await store.Set<PublicBody>().FirstOrDefaultAsync(b => b.SourceKey == named.SourceKey, cancellation)
            ?? await store.Set<PublicBody>().FirstOrDefaultAsync(b => b.Tooi == named.Tooi, cancellation);
        var isNew = body is null;
        if (body is null)
        {
            body = new PublicBody
            {
                Name = named.Name,
                Abbreviation = named.Abbreviation,
                Kind = named.Kind,
                Tooi = named.Tooi,
                SourceKey = named.SourceKey,
                SortKey = DutchText.SortKey(named.Name),
                SearchText = DutchText.Fold($"{named.Name} {named.Abbreviation}"),
            };
            store.Add(body);
        }

        body.KeepsRegister = true;
        return (body.Id, isNew);
    }

    /// <summary>Reads which persons there are. To be called before the first look-up, and again when a batch could not be saved.</summary>
    /// <param name="body">Persons are found by name only among those with a term at this body, or in <paramref name="others"/>.</param>
    /// <param name="others">Persons whom the importing module's own entries tie to the body.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task LoadAsync(Guid body, IReadOnlySet<Guid> others, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(others);
        byKey.Clear();
        lastOfFamily.Clear();
        persons.Clear();
        var near = await store.Terms().Where(t => t.BodyId == body).Select(t => t.PersonId).Distinct().ToHashSetAsync(cancellation);
        await foreach (var person in store.Set<Person>().AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
        {
            foreach (var key in person.SourceKey?.Split(' ') ?? [])
            {
                byKey[Hash(key)] = person.Id;
            }

            if (near.Contains(person.Id) || others.Contains(person.Id))
            {
                Remember(new(person.Id, Fold(person.GivenName), Fold(person.Initials)), DutchText.Fold($"{person.Particle} {person.FamilyName}"));
            }
        }
    }

    /// <summary>Finds a person as <see cref="PersonAsync"/> does, and changes nothing; null when that would add one.</summary>
    /// <param name="sourceKey">The source's key, "source:key", without a space.</param>
    /// <param name="name">As the source has it.</param>
    public Guid? Find(string sourceKey, PersonName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return byKey.TryGetValue(Hash(sourceKey), out var known) ? known : Same(name) is [var one] ? one.Id : null;
    }

    /// <summary>Finds or adds a person.</summary>
    /// <param name="sourceKey">The source's key, "source:key", without a space.</param>
    /// <param name="name">As the source has it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<NamedPerson> PersonAsync(string sourceKey, PersonName name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        var key = Hash(sourceKey);
        if (byKey.TryGetValue(key, out var known))
        {
            return new(known, PersonMatch.Known);
        }

        var family = DutchText.Fold(name.FullFamily);
        var wanted = Wanted(name);
        var same = Same(name);
        if (same is [var one])
        {
            var person = await store.Set<Person>().FirstAsync(p => p.Id == one.Id, cancellation);
            person.SourceKey = person.SourceKey is null ? sourceKey : $"{person.SourceKey} {sourceKey}";
            byKey[key] = one.Id;
            return new(one.Id, PersonMatch.ByName);
        }

        var added = new Person
        {
            Titles = name.TitlesBefore,
            Initials = name.Initials,
            GivenName = name.Given,
            Particle = name.Tussenvoegsel,
            FamilyName = name.Family,
            TitlesAfter = name.TitlesAfter,
            SourceKey = sourceKey,
            DisplayName = name.Display,
            SortKey = name.SortKey,
            SearchText = DutchText.Fold(string.Join(' ', name.Given, name.Initials, name.Tussenvoegsel, name.Family)),
        };
        store.Add(added);
        byKey[key] = added.Id;
        Remember(wanted with { Id = added.Id }, family);
        return new(added.Id, same.Count > 1 ? PersonMatch.AddedBesideNamesakes : PersonMatch.Added);
    }

    private Known Wanted(PersonName name) => new(Guid.Empty, Fold(name.Given), Fold(name.Initials));

    private List<Known> Same(PersonName name) => OfFamily(DutchText.Fold(name.FullFamily)).Where(Wanted(name).IsSame).ToList();

    private static UInt128 Hash(string text) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private string Fold(string? name)
    {
        var folded = DutchText.Fold(name);
        if (words.TryGetValue(folded, out var kept))
        {
            return kept;
        }

        words.Add(folded);
        return folded;
    }

    private IEnumerable<Known> OfFamily(string family)
    {
        for (var at = lastOfFamily.GetValueOrDefault(Hash(family), -1); at >= 0; at = persons[at].Before)
        {
            yield return persons[at];
        }
    }

    private void Remember(Known person, string family)
    {
        var hash = Hash(family);
        persons.Add(person with { Before = lastOfFamily.GetValueOrDefault(hash, -1) });
        lastOfFamily[hash] = persons.Count - 1;
    }

    /// <param name="Id">The person.</param>
    /// <param name="Given">Given name, folded.</param>
    /// <param name="Initials">Initials, folded.</param>
    /// <param name="Before">Place of another person of the same family name; negative when there is none.</param>
    private readonly record struct Known(Guid Id, string Given, string Initials, int Before = -1)
    {
        /// <summary>The given name or the initials are the same and neither says otherwise; titles do not count.</summary>
        public bool IsSame(Known other)
        {
            var given = Given.Length > 0 && other.Given.Length > 0;
            var initials = Initials.Length > 0 && other.Initials.Length > 0;
            var sameGiven = given && string.Equals(Given, other.Given, StringComparison.Ordinal);
            // One source writes "B.", another "B.O.".
            var sameInitials =
                initials && (Initials.StartsWith(other.Initials, StringComparison.Ordinal) || other.Initials.StartsWith(Initials, StringComparison.Ordinal));
            return (!given || sameGiven) && (!initials || sameInitials) && (sameGiven || (sameInitials && string.Equals(Initials, other.Initials, StringComparison.Ordinal)));
        }
    }
}

/// <summary>A body as an import knows it.</summary>
/// <param name="SourceKey">Key in the register of bodies, so that an import of that register finds it again.</param>
/// <param name="Tooi">TOOI address.</param>
/// <param name="Name">Official name.</param>
/// <param name="Abbreviation">Abbreviation.</param>
/// <param name="Kind">Kind of body.</param>
public sealed record NamedBody(string SourceKey, string Tooi, string Name, string Abbreviation, string Kind);

/// <summary>A person whom an import names.</summary>
public sealed record NamedPerson(Guid Id, PersonMatch Match);

/// <summary>How a person was found.</summary>
public enum PersonMatch
{
    /// <summary>By the source's key.</summary>
    Known,

    /// <summary>By name; the person now carries the source's key.</summary>
    ByName,

    /// <summary>Nobody of that name: added.</summary>
    Added,

    /// <summary>Several of that name: added, since choosing would be a guess.</summary>
    AddedBesideNamesakes,
}
