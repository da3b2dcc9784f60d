// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>How norms of some kinds are applied: duty, ban, judgement, requirement, threshold, amount, settlement or retention.</summary>
public abstract class NormShape
{
    /// <summary>What follows, given that the norm is in play.</summary>
    internal abstract Outcome Evaluate(Norm norm, Question question, Trace? trace);

    /// <summary>The verdicts that it can give, apart from "not applicable".</summary>
    internal abstract IEnumerable<Verdict> Possible(Norm norm);

    /// <summary>The facts that it may look at.</summary>
    internal abstract IEnumerable<FactDefinition> Facts { get; }

    internal static Outcome CannotTell(Trace? trace)
    {
        trace?.Because("Missing");
        return new(Verdict.CannotTell);
    }

    private protected static Outcome Because(Trace? trace, Outcome outcome, string sentence)
    {
        trace?.Because(sentence);
        return outcome;
    }
}

/// <summary>A case that makes what is forbidden or due permitted after all.</summary>
/// <param name="Reason">Why, as a clause or sentence.</param>
public sealed record ExceptedCase(Bilingual Reason)
{
    internal Condition When { get; init; } = null!;
}

/// <summary>The exceptions of a norm together.</summary>
internal readonly struct Exceptions(IReadOnlyList<ExceptedCase> all)
{
    public IReadOnlyList<ExceptedCase> All => all ?? [];

    public IEnumerable<FactDefinition> Facts => All.SelectMany(e => e.When.Facts);

    /// <summary>True with the exception that holds; unknown when one may hold.</summary>
    public Truth Find(CaseFacts facts, Trace? trace, out ExceptedCase? found)
    {
        found = null;
        var truth = Truth.False;
        foreach (var exception in All)
        {
            switch (exception.When.Evaluate(facts, trace))
            {
                case Truth.True:
                    found = exception;
                    return Truth.True;
                case Truth.Unknown:
                    truth = Truth.Unknown;
                    break;
            }
        }

        return truth;
    }
}
