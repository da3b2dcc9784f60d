// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>
/// Verrekening van neveninkomsten (Wet schadeloosstelling leden Tweede Kamer, article 3, to which the acts for decentral offices refer): a part of the
/// ancillary income above a free share of the pay is taken off the pay, up to a cap; both in proportion to the part of the year in office, or over the pay
/// that was really enjoyed in the year. Who states nothing has the cap taken off.
/// </summary>
public sealed class SettlementShape : NormShape
{
    /// <summary>Share of the pay up to which nothing is settled.</summary>
    public required decimal Free { get; init; }

    /// <summary>Share of the excess that is taken off.</summary>
    public required decimal Rate { get; init; }

    /// <summary>Largest share of the pay that is taken off.</summary>
    public required decimal Cap { get; init; }

    internal Exceptions Exceptions { get; init; }

    /// <summary>When nothing is settled.</summary>
    public IReadOnlyList<ExceptedCase> ExceptedCases => Exceptions.All;

    /// <summary>To whom it is due.</summary>
    public Authority? To { get; init; }

    internal SettlementFacts Uses { get; init; } = null!;

    internal override IEnumerable<FactDefinition> Facts => [.. Uses.All, .. Exceptions.Facts];

    internal override IEnumerable<Verdict> Possible(Norm norm) => [Verdict.AmountDue, Verdict.Permitted, Verdict.CannotTell];

    internal override Outcome Evaluate(Norm norm, Question question, Trace? trace)
    {
        var facts = question.Facts;
        switch (Exceptions.Find(facts, trace, out var exception))
        {
            case Truth.True:
                trace?.Because("Exception", exception!.Reason);
                return new(Verdict.Permitted, Cents: 0);
            case Truth.Unknown:
                return CannotTell(trace);
        }

        trace?.Look(Uses.Statement);
        var stated = facts.TryGet(Uses.Statement, out var statement);
        if (stated && statement == Uses.NoneOrFree)
        {
            return Because(trace, new(Verdict.Permitted, Cents: 0), "NothingToSettle");
        }

        if (Pay(facts, trace) is not { } pay)
        {
            return CannotTell(trace);
        }

        var most = (long)decimal.Floor(Cap * pay);
        if (!Trace.Need(facts, Uses.Income, trace, out var income))
        {
            if (!stated || statement != Uses.NoStatement)
            {
                return CannotTell(trace);
            }

            trace?.Because("NoStatement", most, 100 - (Cap * 100), (long)pay);
            return Due(most);
        }

        var due = Math.Min(most, (long)decimal.Floor(Rate * Math.Max(0, income - (Free * pay))));
        // The cap first: without pay in that year it is nothing, and there is no free share within which income could stay.
        trace?.Because(due == most ? "SettledAtCap" : due == 0 ? "WithinFree" : "Settled", due, Free * 100, Rate * 100, Cap * 100, (long)pay);
        return Due(due);
    }

    private Outcome Due(long cents) => cents == 0 ? new(Verdict.Permitted, Cents: 0) : new(Verdict.AmountDue, Cents: cents, Authority: To);

    // What was really enjoyed counts when it is known: it holds every change of the pay, and every part of the year without the office.
    private decimal? Pay(CaseFacts facts, Trace? trace)
    {
        trace?.Look(Uses.Enjoyed);
        return facts.TryGet(Uses.Enjoyed, out var enjoyed) ? enjoyed
            : !Trace.Need(facts, Uses.Year, trace, out var year) | !Trace.Need(facts, Uses.Pay, trace, out var yearlyPay) ? null
            : yearlyPay * Share(facts, (int)year, trace);
    }

    // Days in office over days of the year.
    private decimal Share(CaseFacts facts, int year, Trace? trace)
    {
        trace?.Look(Uses.From);
        trace?.Look(Uses.Until);
        var first = new DateOnly(year, 1, 1).DayNumber;
        var after = new DateOnly(year, 12, 31).DayNumber + 1;
        var from = facts.TryGet(Uses.From, out var start) ? Math.Clamp((int)start, first, after) : first;
        var until = facts.TryGet(Uses.Until, out var stop) ? Math.Clamp((int)stop, first, after) : after;
        return Math.Max(0, until - from) / (decimal)(after - first);
    }
}

/// <summary>The facts of the group <c>inkomsten</c> that a settlement reads.</summary>
internal sealed record SettlementFacts(
    FactDefinition Year, FactDefinition Pay, FactDefinition Enjoyed, FactDefinition Income, FactDefinition From, FactDefinition Until, FactDefinition Statement)
{
    public IEnumerable<FactDefinition> All => [Year, Pay, Enjoyed, Income, From, Until, Statement];

    public int NoneOrFree => Statement.CodePlace("geen-of-onder-vrijstelling");

    public int NoStatement => Statement.CodePlace("geen-opgave");

    public static SettlementFacts Of(FactCatalogue catalogue) =>
        new(catalogue["inkomsten.jaar"], catalogue["inkomsten.beloning"], catalogue["inkomsten.genotenBeloning"], catalogue["inkomsten.neveninkomsten"],
            catalogue["inkomsten.vanaf"], catalogue["inkomsten.tot"], catalogue["inkomsten.opgave"]);
}
