// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>Applies a norm to a case. Pure: the same question always gives the same outcome.</summary>
internal static class Evaluator
{
    public static Outcome Evaluate(Norm norm, Question question, Trace? trace = null)
    {
        if (norm.Status == NormStatus.Bill)
        {
            trace?.Because("Bill");
            return new(Verdict.NotApplicable);
        }

        if (!norm.Validity.Contains(question.Date))
        {
            trace?.Because("NotValid");
            return new(Verdict.NotApplicable);
        }

        if (norm.AboutGroup >= 0 && (question.Facts.Groups & (1UL << norm.AboutGroup)) == 0)
        {
            trace?.Because("NotAsked");
            return new(Verdict.NotApplicable);
        }

        if (norm.When is { } when)
        {
            switch (when.Evaluate(question.Facts, trace))
            {
                case Truth.False:
                    trace?.Because("WhenFalse");
                    return new(Verdict.NotApplicable);
                case Truth.Unknown:
                    return NormShape.CannotTell(trace);
            }
        }

        return norm.Shape.Evaluate(norm, question, trace);
    }
}
