// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>The day on which a term begins: a date, the last day of a year, or the latest or earliest of several dates.</summary>
internal sealed record Trigger(IReadOnlyList<FactDefinition> Sources, bool Latest)
{
    /// <summary>The day; null while a fact is missing.</summary>
    public DateOnly? Day(CaseFacts facts, Trace? trace)
    {
        DateOnly? day = null;
        foreach (var source in Sources)
        {
            if (!Trace.Need(facts, source, trace, out var raw))
            {
                return null;
            }

            var one = source.Type == FactType.Year ? new DateOnly((int)raw, 12, 31) : DateOnly.FromDayNumber((int)raw);
            day = day is null || (Latest ? one > day : one < day) ? one : day;
        }

        return day;
    }
}

/// <summary>
/// Plicht: something must be done, within a term after a trigger, or before an event. Whether it was done late is only said when the date on which
/// it was done is known: a date that nobody gave is no proof of neglect.
/// </summary>
public sealed class DutyShape : NormShape
{
    internal Verdict Must { get; init; }

    /// <summary>Who receives it; null when that is the public.</summary>
    public Authority? To { get; init; }

    /// <summary>How long after the trigger; null for a duty before an event.</summary>
    public Term? Term { get; init; }

    internal Trigger? Trigger { get; init; }

    internal FactDefinition? Before { get; init; }

    internal FactDefinition? Done { get; init; }

    internal (Term Term, Condition When)? Extension { get; init; }

    internal (FactDefinition From, FactDefinition Until)? Suspension { get; init; }

    internal bool Statutory { get; init; }

    /// <summary>What is published.</summary>
    public IReadOnlyList<Bilingual> Fields { get; init; } = [];

    /// <summary>Codes of the ways of publication: <c>electronic</c>, <c>inspection</c>.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>How long it stays public, in words; null when the norm does not say.</summary>
    public Bilingual? Visible { get; init; }

    /// <summary>How much longer it may take in some cases; null when it cannot.</summary>
    public Term? ExtendedBy => Extension?.Term;

    internal override IEnumerable<FactDefinition> Facts =>
        new[] { Before, Done, Suspension?.From, Suspension?.Until }.OfType<FactDefinition>().Concat(Trigger?.Sources ?? []).Concat(Extension?.When.Facts ?? []);

    internal override IEnumerable<Verdict> Possible(Norm norm)
    {
        yield return Must;
        if (Done is not null)
        {
            yield return Verdict.Fulfilled;
            if (Before is not null || Term is { IsCounted: true })
            {
                yield return Verdict.Violates;
            }
        }

        if (Trigger is not null || norm.When is not null)
        {
            yield return Verdict.CannotTell;
        }
    }

    internal override Outcome Evaluate(Norm norm, Question question, Trace? trace)
    {
        var facts = question.Facts;
        DateOnly? done;
        if (Before is not null)
        {
            done = Date(facts, Done, trace);
            var by = Date(facts, Before, trace);
            if (done is { } notified)
            {
                return by is { } start && notified > start ? Late(trace, notified, start) : InTime(trace, notified);
            }

            return Open(by, question.Date, "BeforeEvent", trace);
        }

        if (Trigger!.Day(facts, trace) is not { } trigger)
        {
            return CannotTell(trace);
        }

        var (term, since) = (Term!, trigger);
        if (Extension is { } extension && extension.When.Evaluate(facts, trace) == Truth.True)
        {
            (term, since) = (extension.Term, term.LastDay(trigger, false));
        }

        var end = term.LastDay(since, Statutory);
        // A term that has run out can no longer stand still.
        if (Suspension is { } suspension && Date(facts, suspension.From, trace) is { } stopped && stopped <= end)
        {
            if (!Trace.Need(facts, suspension.Until, trace, out var resumed))
            {
                return CannotTell(trace);
            }

            end = term.LastDay(since, Statutory, Math.Max(0, (int)resumed - stopped.DayNumber));
        }

        done = Date(facts, Done, trace);
        if (done is { } day)
        {
            return Term!.IsCounted && day > end ? Late(trace, day, end) : InTime(trace, day);
        }

        return Term!.IsCounted ? Open(end, question.Date, "ByTerm", trace) : AtOnce(trigger, trace);
    }

    private Outcome Open(DateOnly? by, DateOnly today, string sentence, Trace? trace)
    {
        trace?.Because(by < today ? "DatePassed" : by is null ? sentence + "Unknown" : sentence, by, Term, To);
        return new(Must, by, Authority: To);
    }

    private Outcome AtOnce(DateOnly trigger, Trace? trace)
    {
        trace?.Because("AtOnce", trigger, null, To);
        return new(Must, trigger, Authority: To);
    }

    private Outcome InTime(Trace? trace, DateOnly done)
    {
        trace?.Because("InTime", done);
        return new(Verdict.Fulfilled, Authority: To);
    }

    private Outcome Late(Trace? trace, DateOnly done, DateOnly by)
    {
        trace?.Because("Late", done, by);
        return new(Verdict.Violates, by, Authority: To);
    }

    private static DateOnly? Date(CaseFacts facts, FactDefinition? fact, Trace? trace)
    {
        if (fact is null)
        {
            return null;
        }

        trace?.Look(fact);
        return facts.TryGet(fact, out var raw) ? DateOnly.FromDayNumber((int)raw) : null;
    }
}
