// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>Remembers how a finding came about: the facts looked at and the reason. Only made when somebody asks.</summary>
internal sealed class Trace
{
    private readonly List<FactDefinition> looked = [];
    private readonly List<FactDefinition> missed = [];

    /// <summary>In the order in which they were looked at.</summary>
    public IReadOnlyList<FactDefinition> Looked => looked;

    /// <summary>Name of the sentence in the texts.</summary>
    public string Sentence { get; private set; } = "";

    /// <summary>What the sentence is filled with: dates, amounts, terms, authorities, texts in both languages.</summary>
    public IReadOnlyList<object?> Parts { get; private set; } = [];

    /// <summary>Facts that were needed and not known.</summary>
    public IReadOnlyList<FactDefinition> Missed => missed;

    /// <summary>The value of a fact without which there is no answer.</summary>
    public static bool Need(CaseFacts facts, FactDefinition fact, Trace? trace, out long raw)
    {
        trace?.Look(fact);
        if (facts.TryGet(fact, out raw))
        {
            return true;
        }

        if (trace?.missed.Contains(fact) == false)
        {
            trace.missed.Add(fact);
        }

        return false;
    }

    public void Look(FactDefinition fact)
    {
        if (!looked.Contains(fact))
        {
            looked.Add(fact);
        }
    }

    /// <summary>Forgets what was missed after the first so many: a condition that the rest decided does not need it.</summary>
    public void KeepMissed(int count) => missed.RemoveRange(count, missed.Count - count);

    public void Because(string sentence, params IReadOnlyList<object?> parts) => (Sentence, Parts) = (sentence, parts);
}
