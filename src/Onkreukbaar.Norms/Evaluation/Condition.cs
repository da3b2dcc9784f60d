// SPDX-License-Identifier: EUPL-1.2
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
}

/// <summary>The fact lies on one side of a value, or of another fact.</summary>
internal sealed class Compare(FactDefinition fact, Comparison comparison, long value, FactDefinition? other) : Condition
{
    public override IEnumerable<FactDefinition> Facts => other is null ? [fact] : [fact, other];

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
}

/// <summary>All of them.</summary>
internal sealed class AllOf(Condition[] parts) : Condition
{
    public override IEnumerable<FactDefinition> Facts => parts.SelectMany(p => p.Facts);

    public override Truth Evaluate(CaseFacts facts, Trace? trace)
    {
        var truth = Truth.True;
        foreach (var part in parts)
        {
            var one = part.Evaluate(facts, trace);
            if (one == Truth.False)
            {
                return Truth.False;
            }

            truth = one < truth ? one : truth;
        }

        return truth;
    }
}

/// <summary>At least one of them.</summary>
internal sealed class AnyOf(Condition[] parts) : Condition
{
    public override IEnumerable<FactDefinition> Facts => parts.SelectMany(p => p.Facts);

    public override Truth Evaluate(CaseFacts facts, Trace? trace)
    {
        var truth = Truth.False;
        foreach (var part in parts)
        {
            var one = part.Evaluate(facts, trace);
            if (one == Truth.True)
            {
                return Truth.True;
            }

            truth = one > truth ? one : truth;
        }

        return truth;
    }
}

/// <summary>Not so.</summary>
internal sealed class Not(Condition part) : Condition
{
    public override IEnumerable<FactDefinition> Facts => part.Facts;

    public override Truth Evaluate(CaseFacts facts, Trace? trace) => (Truth)(2 - (int)part.Evaluate(facts, trace));
}
