// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>Outcome of a condition: a fact that was not given makes it unknown, unless the rest decides it (Kleene's strong logic).</summary>
internal enum Truth
{
    False,
    Unknown,
    True,
}

/// <summary>A condition on the facts of a case. Pure; a trace, when given, learns which facts it looked at.</summary>
internal abstract class Condition
{
    public abstract Truth Evaluate(CaseFacts facts, Trace? trace);

    /// <summary>The facts that it may look at.</summary>
    public abstract IEnumerable<FactDefinition> Facts { get; }

    /// <summary>In words, without a full stop.</summary>
    public abstract string Describe(CultureInfo culture);

    /// <summary>In words, one line for each thing that must be so.</summary>
    public virtual IEnumerable<string> Lines(CultureInfo culture) => [Describe(culture)];

    private protected static string Say(string name, CultureInfo culture, params ReadOnlySpan<object?> parts) =>
        string.Format(culture, Texts.ResourceManager.GetString(name, culture)!, parts);
}

/// <summary>How a fact is compared.</summary>
internal enum Comparison
{
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// <summary>The fact is one of these values.</summary>
internal sealed class OneOf(FactDefinition fact, long[] values) : Condition
{
    public override IEnumerable<FactDefinition> Facts => [fact];

    public override Truth Evaluate(CaseFacts facts, Trace? trace)
    {
        if (!Trace.Need(facts, fact, trace, out var value))
        {
            return Truth.Unknown;
        }

        foreach (var wanted in values)
        {
            if (wanted == value)
            {
                return Truth.True;
            }
        }

        return Truth.False;
    }

    /// <summary>Whether it is about a choice from a list.</summary>
    public bool IsChoice => fact.Type == FactType.Code;

    /// <summary>The values in words.</summary>
    public IEnumerable<string> Values(CultureInfo culture) => values.Select(v => fact.Show(v, culture));

    public override string Describe(CultureInfo culture) =>
        fact.Type == FactType.YesNo
            ? $"{fact.Label.In(culture)} {string.Join(" / ", Values(culture))}"
            : $"{fact.Label.In(culture)}: {string.Join(", ", Values(culture))}";
}

/// <summary>The fact is known.</summary>
internal sealed class IsKnown(FactDefinition fact, bool wanted) : Condition
{
    public override IEnumerable<FactDefinition> Facts => [fact];

    public override Truth Evaluate(CaseFacts facts, Trace? trace)
    {
        trace?.Look(fact);
        return facts.Knows(fact.Index) == wanted ? Truth.True : Truth.False;
    }

    public override string Describe(CultureInfo culture) => Say(wanted ? "IsKnown" : "IsUnknown", culture, fact.Label.In(culture));
}

/// <summary>The fact lies on one side of a value, or of another fact.</summary>
internal sealed class Compare(FactDefinition fact, Comparison comparison, long value, FactDefinition? other) : Condition
{
    public override IEnumerable<FactDefinition> Facts => other is null ? [fact] : [fact, other];

    /// <summary>The amount above or from which the condition holds; null when it compares something else.</summary>
    public long? LowestCents => fact.Type == FactType.Amount && other is null && comparison is Comparison.Above or Comparison.AtLeast ? value : null;

    /// <summary>The fact that is compared.</summary>
    public FactDefinition Fact => fact;

    public override Truth Evaluate(CaseFacts facts, Trace? trace)
    {
        var against = value;
        if (!Trace.Need(facts, fact, trace, out var own) | (other is not null && !Trace.Need(facts, other, trace, out against)))
        {
            return Truth.Unknown;
        }

        var holds = comparison switch
        {
            Comparison.Above => own > against,
            Comparison.AtLeast => own >= against,
            Comparison.Below => own < against,
            _ => own <= against,
        };
        return holds ? Truth.True : Truth.False;
    }

    public override string Describe(CultureInfo culture) =>
        Say((fact.Type == FactType.Date ? "Date" : "Value") + comparison, culture, fact.Label.In(culture), other is null ? fact.Show(value, culture) : other.Label.In(culture));
}

/// <summary>All of them.</summary>
internal sealed class AllOf(Condition[] parts) : Condition
{
    public IReadOnlyList<Condition> Parts => parts;

    public override IEnumerable<FactDefinition> Facts => parts.SelectMany(p => p.Facts);

    public override Truth Evaluate(CaseFacts facts, Trace? trace)
    {
        var missed = trace?.Missed.Count ?? 0;
        var truth = Truth.True;
        foreach (var part in parts)
        {
            switch (part.Evaluate(facts, trace))
            {
                case Truth.False:
                    trace?.KeepMissed(missed);
                    return Truth.False;
                case Truth.Unknown:
                    truth = Truth.Unknown;
                    break;
            }
        }

        return truth;
    }

    public override string Describe(CultureInfo culture) => Say("AllOf", culture, Joined.Of(parts, "And", culture));

    public override IEnumerable<string> Lines(CultureInfo culture) => parts.SelectMany(p => p.Lines(culture));
}

/// <summary>At least one of them.</summary>
internal sealed class AnyOf(Condition[] parts) : Condition
{
    public override IEnumerable<FactDefinition> Facts => parts.SelectMany(p => p.Facts);

    public override Truth Evaluate(CaseFacts facts, Trace? trace)
    {
        var missed = trace?.Missed.Count ?? 0;
        var truth = Truth.False;
        foreach (var part in parts)
        {
            switch (part.Evaluate(facts, trace))
            {
                case Truth.True:
                    trace?.KeepMissed(missed);
                    return Truth.True;
                case Truth.Unknown:
                    truth = Truth.Unknown;
                    break;
            }
        }

        return truth;
    }

    public override string Describe(CultureInfo culture) => Say("AnyOf", culture, Joined.Of(parts, "Or", culture));
}

/// <summary>Not so.</summary>
internal sealed class Not(Condition part) : Condition
{
    public override IEnumerable<FactDefinition> Facts => part.Facts;

    public override Truth Evaluate(CaseFacts facts, Trace? trace) => (Truth)(2 - (int)part.Evaluate(facts, trace));

    public override string Describe(CultureInfo culture) => Say("NotSo", culture, part.Describe(culture));
}

/// <summary>Conditions beside each other in one sentence.</summary>
internal static class Joined
{
    public static string Of(Condition[] parts, string word, CultureInfo culture) =>
        string.Join($"; {Texts.ResourceManager.GetString(word, culture)} ", parts.Select(p => p.Describe(culture)));
}
