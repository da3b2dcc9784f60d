// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Norms.Facts;

/// <summary>The facts of one case, as far as they are known. Made by a <see cref="CaseFactsBuilder"/>; never changes.</summary>
public sealed class CaseFacts
{
    private readonly FactCatalogue catalogue;
    private readonly long[] values;
    private readonly ulong[] known;
    private readonly IReadOnlyDictionary<int, string> texts;

    internal CaseFacts(FactCatalogue catalogue, long[] values, ulong[] known, ulong groups, IReadOnlyDictionary<int, string> texts) =>
        (this.catalogue, this.values, this.known, Groups, this.texts) = (catalogue, values, known, groups, texts);

    /// <summary>One bit per group of which a fact is known.</summary>
    internal ulong Groups { get; }

    /// <summary>The facts that are known.</summary>
    public IEnumerable<FactDefinition> Known => catalogue.All.Where(f => Knows(f.Index));

    internal bool Knows(int fact) => (known[fact >> 6] & (1UL << (fact & 63))) != 0;

    internal long this[int fact] => values[fact];

    internal bool TryGet(FactDefinition fact, out long raw)
    {
        raw = values[fact.Index];
        return Knows(fact.Index);
    }

    /// <summary>The value as machines write it; null when it is not known.</summary>
    public string? Write(FactDefinition fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return !Knows(fact.Index) ? null : texts.TryGetValue(fact.Index, out var text) ? text : fact.Write(values[fact.Index]);
    }

    /// <summary>The value for people; null when it is not known.</summary>
    public string? Show(FactDefinition fact, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return !Knows(fact.Index) ? null : texts.TryGetValue(fact.Index, out var text) ? text : fact.Show(values[fact.Index], culture);
    }
}

/// <summary>Gathers the facts of a case.</summary>
/// <param name="catalogue">The facts there are.</param>
public sealed class CaseFactsBuilder(FactCatalogue catalogue)
{
    private readonly long[] values = new long[catalogue.All.Count];
    private readonly ulong[] known = new ulong[(catalogue.All.Count + 63) / 64];
    private Dictionary<int, string>? texts;
    private ulong groups;

    public CaseFactsBuilder Set(string fact, bool? value) => Set(fact, FactType.YesNo, value is { } known ? (known ? 1 : 0) : null);

    public CaseFactsBuilder Set(string fact, DateOnly? value) => Set(fact, FactType.Date, value?.DayNumber);

    /// <summary>An amount in whole cents.</summary>
    public CaseFactsBuilder SetCents(string fact, long? cents) => Set(fact, FactType.Amount, cents);

    public CaseFactsBuilder SetYear(string fact, int? year) => Set(fact, FactType.Year, year);

    /// <summary>A code; one that the fact does not have is refused.</summary>
    /// <exception cref="ArgumentException">The fact has no such code.</exception>
    public CaseFactsBuilder SetCode(string fact, string? code)
    {
        if (code is null)
        {
            return this;
        }

        var place = catalogue[fact].CodePlace(code);
        return place < 0 ? throw new ArgumentException($"{fact} has no code {code}.", nameof(code)) : Set(fact, FactType.Code, place);
    }

    /// <summary>Reads a value as machines write it.</summary>
    /// <returns>Why it was refused; null when it was taken.</returns>
    public string? Read(FactDefinition fact, string text)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(text);
        if (!fact.TryRead(text, out var raw, out var complaint))
        {
            return complaint;
        }

        if (fact.Type == FactType.Text)
        {
            (texts ??= [])[fact.Index] = text;
        }

        Put(fact, raw);
        return null;
    }

    public CaseFacts Build() => new(catalogue, (long[])values.Clone(), (ulong[])known.Clone(), groups, texts is null ? NoTexts : new Dictionary<int, string>(texts));

    private static readonly Dictionary<int, string> NoTexts = [];

    private CaseFactsBuilder Set(string id, FactType type, long? raw)
    {
        if (raw is { } value)
        {
            var fact = catalogue[id];
            if (fact.Type != type)
            {
                throw new ArgumentException($"{id} is a {fact.Type}, not a {type}.", nameof(id));
            }

            Put(fact, value);
        }

        return this;
    }

    private void Put(FactDefinition fact, long raw)
    {
        values[fact.Index] = raw;
        known[fact.Index >> 6] |= 1UL << (fact.Index & 63);
        groups |= 1UL << fact.GroupIndex;
    }
}
