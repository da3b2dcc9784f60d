// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>Ontheffing: who may permit what is forbidden, and which cases.</summary>
public sealed record Exemption(Authority By)
{
    internal Condition? When { get; init; }

    internal FactDefinition? Granted { get; init; }
}

/// <summary>The time after an event in which a ban holds.</summary>
public sealed record BanWindow(Term Term)
{
    internal FactDefinition From { get; init; } = null!;

    internal FactDefinition Act { get; init; } = null!;
}

/// <summary>Verbod: an act or position that is not allowed, with exceptions, a time after an event, and exemption by an authority.</summary>
public sealed class BanShape : NormShape
{
    internal Condition Forbids { get; init; } = null!;

    internal Exceptions Exceptions { get; init; }

    /// <summary>Why it may be permitted after all.</summary>
    public IReadOnlyList<ExceptedCase> ExceptedCases => Exceptions.All;

    /// <summary>Who can exempt; null when nobody can.</summary>
    public Exemption? Exemption { get; init; }

    /// <summary>The time in which it holds; null: always.</summary>
    public BanWindow? Window { get; init; }

    internal override IEnumerable<FactDefinition> Facts =>
        new[] { Window?.From, Window?.Act, Exemption?.Granted }.OfType<FactDefinition>().Concat(Forbids.Facts).Concat(Exceptions.Facts).Concat(Exemption?.When?.Facts ?? []);

    internal override IEnumerable<Verdict> Possible(Norm norm) =>
        Exemption is null
            ? [Verdict.Violates, Verdict.Permitted, Verdict.CannotTell]
            : [Verdict.Violates, Verdict.Permitted, Verdict.PermittedWithExemption, Verdict.CannotTell];

    internal override Outcome Evaluate(Norm norm, Question question, Trace? trace)
    {
        var facts = question.Facts;
        DateOnly? last = null;
        if (Window is { } window)
        {
            if (!Trace.Need(facts, window.From, trace, out var from) | !Trace.Need(facts, window.Act, trace, out var act))
            {
                return CannotTell(trace);
            }

            last = window.Term.LastDay(DateOnly.FromDayNumber((int)from), false);
            if (act < from || DateOnly.FromDayNumber((int)act) >= last)
            {
                trace?.Because("OutsideWindow", window.Term, last);
                return new(Verdict.Permitted);
            }
        }

        switch (Forbids.Evaluate(facts, trace))
        {
            case Truth.False:
                return Because(trace, new(Verdict.Permitted), "NotForbidden");
            case Truth.Unknown:
                return CannotTell(trace);
        }

        switch (Exceptions.Find(facts, trace, out var exception))
        {
            case Truth.True:
                trace?.Because("Exception", exception!.Reason);
                return new(Verdict.Permitted);
            case Truth.Unknown:
                return CannotTell(trace);
        }

        if (Exemption is { } exemption)
        {
            switch (exemption.When?.Evaluate(facts, trace) ?? Truth.True)
            {
                case Truth.Unknown:
                    return CannotTell(trace);
                case Truth.True:
                    return Exempted(facts, exemption, trace);
            }
        }

        trace?.Because(last is null ? "Forbidden" : "ForbiddenInWindow", last);
        return new(Verdict.Violates, last);
    }

    private static Outcome Exempted(CaseFacts facts, Exemption exemption, Trace? trace)
    {
        if (exemption.Granted is { } granted)
        {
            trace?.Look(granted);
            if (facts.TryGet(granted, out var given))
            {
                trace?.Because(given == 1 ? "ExemptionGranted" : "ExemptionRefused", exemption.By);
                return new(given == 1 ? Verdict.Permitted : Verdict.Violates, Authority: exemption.By);
            }
        }

        trace?.Because("ExemptionNeeded", exemption.By);
        return new(Verdict.PermittedWithExemption, Authority: exemption.By);
    }
}
