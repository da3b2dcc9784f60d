// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>Eigen oordeel: the law names grounds or criteria and leaves the decision to a person.</summary>
public sealed class JudgementShape : NormShape
{
    internal Condition? Grounds { get; init; }

    internal Exceptions Exceptions { get; init; }

    /// <summary>Why it does not apply after all.</summary>
    public IReadOnlyList<ExceptedCase> ExceptedCases => Exceptions.All;

    /// <summary>Who decides.</summary>
    public required Bilingual Decides { get; init; }

    /// <summary>What to weigh, in both languages in the same order.</summary>
    public IReadOnlyList<Bilingual> Criteria { get; init; } = [];

    internal override IEnumerable<FactDefinition> Facts => (Grounds?.Facts ?? []).Concat(Exceptions.Facts);

    internal override IEnumerable<Verdict> Possible(Norm norm) =>
        Grounds is not null ? [Verdict.OwnJudgement, Verdict.Permitted, Verdict.CannotTell]
        : norm.When is not null ? [Verdict.OwnJudgement, Verdict.CannotTell]
        : [Verdict.OwnJudgement];

    internal override Outcome Evaluate(Norm norm, Question question, Trace? trace)
    {
        switch (Grounds?.Evaluate(question.Facts, trace) ?? Truth.True)
        {
            case Truth.False:
                return Because(trace, new(Verdict.Permitted), "NoGround");
            case Truth.Unknown:
                return CannotTell(trace);
        }

        switch (Exceptions.Find(question.Facts, trace, out var exception))
        {
            case Truth.True:
                trace?.Because("Exception", exception!.Reason);
                return new(Verdict.Permitted);
            case Truth.Unknown:
                return CannotTell(trace);
        }

        trace?.Because(Grounds is null ? "Judge" : "JudgeOnGround", Decides);
        return new(Verdict.OwnJudgement);
    }
}

/// <summary>Vereiste: something must be so, and a document not too old.</summary>
public sealed class RequirementShape : NormShape
{
    internal Condition? Requires { get; init; }

    internal (FactDefinition Document, FactDefinition At, Term Term)? MaxAge { get; init; }

    /// <summary>How old the document may be; null when that does not matter.</summary>
    public Term? OldestDocument => MaxAge?.Term;

    internal override IEnumerable<FactDefinition> Facts =>
        (Requires?.Facts ?? []).Concat(new[] { MaxAge?.Document, MaxAge?.At }.OfType<FactDefinition>());

    internal override IEnumerable<Verdict> Possible(Norm norm) => [Verdict.Fulfilled, Verdict.Violates, Verdict.CannotTell];

    internal override Outcome Evaluate(Norm norm, Question question, Trace? trace)
    {
        switch (Requires?.Evaluate(question.Facts, trace) ?? Truth.True)
        {
            case Truth.False:
                return Because(trace, new(Verdict.Violates), "NotAsRequired");
            case Truth.Unknown:
                return CannotTell(trace);
        }

        if (MaxAge is { } age)
        {
            if (!Trace.Need(question.Facts, age.Document, trace, out var dated) | !Trace.Need(question.Facts, age.At, trace, out var at))
            {
                return CannotTell(trace);
            }

            var last = age.Term.LastDay(DateOnly.FromDayNumber((int)dated), false);
            if (DateOnly.FromDayNumber((int)at) > last || dated > at)
            {
                trace?.Because(dated > at ? "DocumentLater" : "DocumentOld", age.Term, last);
                return new(Verdict.Violates, last);
            }
        }

        return Because(trace, new(Verdict.Fulfilled), "AsRequired");
    }
}

/// <summary>Drempel: above an amount something is due, or is forbidden.</summary>
public sealed class ThresholdShape : NormShape
{
    internal FactDefinition Fact { get; init; } = null!;

    /// <summary>The threshold itself: cents for an amount.</summary>
    internal long Raw { get; init; }

    /// <summary>Whether the threshold itself is already over it.</summary>
    public required bool Inclusive { get; init; }

    internal DutyShape? Duty { get; init; }

    /// <summary>What is due above; null when it is forbidden.</summary>
    public DutyShape? Due => Duty;

    /// <summary>The threshold in words of the fact.</summary>
    public Bilingual Shown =>
        new(Fact.Show(Raw, System.Globalization.CultureInfo.GetCultureInfo("nl-NL")), Fact.Show(Raw, System.Globalization.CultureInfo.GetCultureInfo("en-GB")));

    internal override IEnumerable<FactDefinition> Facts => [Fact, .. Duty?.Facts ?? []];

    internal override IEnumerable<Verdict> Possible(Norm norm) =>
        Duty is null ? [Verdict.Permitted, Verdict.Violates, Verdict.CannotTell] : Duty.Possible(norm).Append(Verdict.Permitted).Append(Verdict.CannotTell).Distinct();

    internal override Outcome Evaluate(Norm norm, Question question, Trace? trace)
    {
        if (!Trace.Need(question.Facts, Fact, trace, out var value))
        {
            return CannotTell(trace);
        }

        if (Inclusive ? value < Raw : value <= Raw)
        {
            trace?.Because(Inclusive ? "UnderThreshold" : "NotAboveThreshold", Shown);
            return new(Verdict.Permitted);
        }

        if (Duty is not null)
        {
            return Duty.Evaluate(norm, question, trace);
        }

        trace?.Because("AboveCap", Shown);
        return new(Verdict.Violates);
    }
}

/// <summary>Storting in de kas: what was received goes to the public chest.</summary>
public sealed class AmountShape : NormShape
{
    internal FactDefinition Fact { get; init; } = null!;

    /// <summary>Which chest; null when the norm does not say.</summary>
    public Authority? To { get; init; }

    internal override IEnumerable<FactDefinition> Facts => [Fact];

    internal override IEnumerable<Verdict> Possible(Norm norm) => [Verdict.AmountDue, Verdict.Permitted, Verdict.CannotTell];

    internal override Outcome Evaluate(Norm norm, Question question, Trace? trace)
    {
        if (!Trace.Need(question.Facts, Fact, trace, out var cents))
        {
            return CannotTell(trace);
        }

        if (cents == 0)
        {
            return Because(trace, new(Verdict.Permitted, Cents: 0), "NothingDue");
        }

        trace?.Because(To is null ? "AmountDue" : "AmountDueTo", cents, To);
        return new(Verdict.AmountDue, Cents: cents, Authority: To);
    }
}

/// <summary>Bewaartermijn: how long something is kept after an event.</summary>
public sealed class RetentionShape : NormShape
{
    internal FactDefinition From { get; init; } = null!;

    /// <summary>How long.</summary>
    public required Term Term { get; init; }

    internal override IEnumerable<FactDefinition> Facts => [From];

    internal override IEnumerable<Verdict> Possible(Norm norm) =>
        Term.Unit == TermUnit.Forever ? norm.When is null ? [Verdict.MustKeep] : [Verdict.MustKeep, Verdict.CannotTell]
        : [Verdict.MustKeep, Verdict.MustDestroy, Verdict.CannotTell];

    internal override Outcome Evaluate(Norm norm, Question question, Trace? trace)
    {
        if (Term.Unit == TermUnit.Forever)
        {
            return Because(trace, new(Verdict.MustKeep), "KeepForever");
        }

        if (!Trace.Need(question.Facts, From, trace, out var from))
        {
            return CannotTell(trace);
        }

        var last = Term.LastDay(DateOnly.FromDayNumber((int)from), false);
        trace?.Because(question.Date <= last ? "Keep" : "Destroy", Term, last);
        return new(question.Date <= last ? Verdict.MustKeep : Verdict.MustDestroy, last);
    }
}
