// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Drafting;

/// <summary>Waarden van een norm: what a body can set of a norm without knowing the format: its amount, its term, who receives the notice.</summary>
/// <param name="Cents">Amount above or from which it works, in whole cents; null when the norm has none.</param>
/// <param name="Term">Time within which, or during which; null when the norm has none that can be set.</param>
/// <param name="Recipient">Code of who receives the notice; null when the norm names nobody.</param>
public sealed record NormSettings(long? Cents, Term? Term, string? Recipient)
{
    /// <summary>Whether there is anything to set.</summary>
    public bool Any => Cents is not null || Term is not null || Recipient is not null;

    /// <summary>The values that a norm has.</summary>
    public static NormSettings Of(Norm norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        var (cents, term, to) = norm.Shape switch
        {
            ThresholdShape { Fact.Type: FactType.Amount } t => (t.Raw, t.Due?.Term, t.Due?.To),
            ThresholdShape t => (null, t.Due?.Term, t.Due?.To),
            DutyShape d => (null, d.Term, d.To),
            BanShape { Window: { } window } => (null, window.Term, null),
            RequirementShape { OldestDocument: { } age } => (null, age, null),
            RetentionShape { Term.IsCounted: true } r => (null, r.Term, null),
            _ => default((long?, Term?, Authority?)),
        };
        // A fixed day of the next year is no count that can be made shorter or longer.
        return new(cents ?? Amount(norm.When)?.LowestCents, term is { Unit: TermUnit.DayOfNextYear } ? null : term, to?.Code);
    }

    /// <summary>The values that a code can make stricter: the law says who receives.</summary>
    public static NormSettings Bounds(Norm norm) => Of(norm) with { Recipient = null };

    /// <summary>The one amount in a norm's condition: "a gift above 50 euros must be returned".</summary>
    internal static Compare? Amount(Condition? when)
    {
        var parts = when is AllOf all ? all.Parts : when is null ? [] : [when];
        List<Compare> amounts = [.. parts.OfType<Compare>().Where(c => c.LowestCents is not null)];
        return amounts is [var one] ? one : null;
    }
}

/// <summary>How a norm can be taken into a code of a body.</summary>
public enum NormRelation
{
    /// <summary>Aanvullen: the law leaves it open; the body's value takes the place of the default.</summary>
    Fills,

    /// <summary>Aanscherpen: the law sets a bound; the body's value may be stricter.</summary>
    Tightens,
}

/// <summary>A national norm of which a body can set something, or that it can take over as it is.</summary>
/// <param name="Norm">The national norm, as it holds on the code's first day.</param>
/// <param name="Relation">Whether it is open or a bound.</param>
/// <param name="Settings">Its values.</param>
public sealed record SettableNorm(Norm Norm, NormRelation Relation, NormSettings Settings)
{
    /// <summary>Whether "at once" can be its term: something must be done. A ban or a time of keeping needs a count.</summary>
    public bool CanBeAtOnce => Norm.Shape is DutyShape or ThresholdShape;

    /// <summary>The norms that a code for these offices can set, in the order of the handbook.</summary>
    /// <param name="library">The national norms.</param>
    /// <param name="bodyKind">Kind of the body.</param>
    /// <param name="offices">Offices for which the code will hold.</param>
    /// <param name="day">Its first day.</param>
    public static IReadOnlyList<SettableNorm> Of(NormLibrary library, string bodyKind, IReadOnlyCollection<string> offices, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(library);
        return
        [
            .. library.Norms.Where(n => n.Validity.Contains(day) && library.Concerns(n, bodyKind) && n.Offices.Any(o => offices.Contains(o, StringComparer.Ordinal)))
                .Select(n => IsOpen(n) ? new SettableNorm(n, NormRelation.Fills, NormSettings.Of(n)) : new(n, NormRelation.Tightens, NormSettings.Bounds(n)))
                .Where(s => s.Relation == NormRelation.Fills || Bound(s))
                .OrderBy(s => s.Relation).ThenBy(s => Place(s.Norm.Topic)).ThenBy(s => s.Norm.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether a body may settle it: the law leaves it open, or it is a default until the body adopts its own.</summary>
    public static bool IsOpen(Norm norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        return norm.Open || norm.Status == NormStatus.Default;
    }

    // Of the law a code can be stricter in what it asks of an office-holder, by a number. Terms of a procedure (a resignation, a decision) and the authority
    // that the law names are not for a code; an amount in the norm's condition is a case, not a bound.
    private static bool Bound(SettableNorm norm) =>
        norm.Norm is { Status: NormStatus.InForce, Kind: NormKind.Disclosure or NormKind.Publication or NormKind.PriorNotice or NormKind.Threshold or NormKind.CoolingOff or NormKind.AppointmentRequirement }
        && norm.Norm.Shape is ThresholdShape or DutyShape { Term.IsCounted: true } or BanShape { Window: not null } or RequirementShape { OldestDocument: not null }
        && norm.Settings is { Term.IsCounted: true } or { Cents: not null };

    private static int Place(string topic) => NormNames.Topics.TakeWhile(t => t != topic).Count();
}
