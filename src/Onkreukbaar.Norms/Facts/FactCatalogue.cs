// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics.CodeAnalysis;

namespace Onkreukbaar.Norms.Facts;

/// <summary>A group of facts: what a question is about.</summary>
/// <param name="Id">Dutch name, first part of the names of its facts.</param>
/// <param name="Title">For people.</param>
/// <param name="Facts">In the order of a form.</param>
public sealed record FactGroup(string Id, Bilingual Title, IReadOnlyList<FactDefinition> Facts);

/// <summary>All facts that the norms of the library may ask.</summary>
public sealed class FactCatalogue
{
    /// <summary>The date of the question, a fact of every question.</summary>
    public const string ReferenceDate = "peildatum";

    private readonly Dictionary<string, FactDefinition> byId = new(StringComparer.Ordinal);

    private readonly Lazy<List<(Evaluation.Condition When, Bilingual Sentence)>> contradictions;

    /// <param name="groups">The groups there are.</param>
    /// <param name="later">Reads the contradictions when somebody asks for them; without it there are none but those that are added.</param>
    internal FactCatalogue(IReadOnlyList<FactGroup> groups, Func<FactCatalogue, List<(Evaluation.Condition When, Bilingual Sentence)>>? later = null)
    {
        contradictions = new(() => later?.Invoke(this) ?? []);
        Groups = groups;
        var own = new FactDefinition(ReferenceDate, FactType.Date, new("Datum van de vraag", "Date of the question"), [], "");
        All = [own, .. groups.SelectMany(g => g.Facts)];
        for (var i = 0; i < All.Count; i++)
        {
            All[i].Index = i;
            byId.TryAdd(All[i].Id, All[i]);
        }

        own.GroupIndex = groups.Count;
        for (var g = 0; g < groups.Count; g++)
        {
            foreach (var fact in groups[g].Facts)
            {
                fact.GroupIndex = g;
            }
        }
    }

    /// <summary>Most groups that a library can have: presence of a group is one bit.</summary>
    internal const int MostGroups = 63;

    public IReadOnlyList<FactGroup> Groups { get; }

    /// <summary>Facts that cannot be true together, with the sentence that says so.</summary>
    internal List<(Evaluation.Condition When, Bilingual Sentence)> Contradictions => contradictions.Value;

    /// <summary>The facts, the date of the question first.</summary>
    public IReadOnlyList<FactDefinition> All { get; }

    /// <summary>Finds a fact by its name.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out FactDefinition? fact) => byId.TryGetValue(id, out fact);

    /// <summary>A fact that the code itself depends on.</summary>
    /// <exception cref="KeyNotFoundException">The library does not have it.</exception>
    public FactDefinition this[string id] => byId.TryGetValue(id, out var fact) ? fact : throw new KeyNotFoundException($"The norm library has no fact {id}.");

    internal int GroupIndex(string group)
    {
        for (var i = 0; i < Groups.Count; i++)
        {
            if (string.Equals(Groups[i].Id, group, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
