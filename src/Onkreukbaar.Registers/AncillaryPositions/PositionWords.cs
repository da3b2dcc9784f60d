// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;

using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Registers.AncillaryPositions.Findings;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>How positions are put into words, on every screen and in every file alike.</summary>
internal static class PositionWords
{
    public static readonly ChoiceSet<Remuneration> Remunerations = new(
        (Remuneration.Paid, "ja", ["bezoldigd", "j"]),
        (Remuneration.Unpaid, "nee", ["onbezoldigd", "n"]),
        (Remuneration.Unknown, "onbekend", [])
    );

    public static readonly ChoiceSet<bool> YesOrNo = new((true, "ja", ["j"]), (false, "nee", ["n"]));

    public static readonly ChoiceSet<PositionState> States = new(
        (PositionState.Draft, "concept", []),
        (PositionState.Declared, "gemeld", []),
        (PositionState.Published, "openbaar", []),
        (PositionState.Ended, "beeindigd", [])
    );

    /// <summary>The choices of the form, in the order in which people look for them.</summary>
    // The words of the library that ships: a kind that only another library knows is shown by its code.
    private static FactDefinition Kind => NormShelf.Shipped.Facts[PositionFindings.KindFact];

    /// <summary>Kinds of position that norms know apart, to choose from.</summary>
    public static IReadOnlyList<Choice> KindChoices => [.. Kind.Codes.Select(c => new Choice(c.Key, c.Value.ToString()))];

    /// <summary>Whether norms know this kind.</summary>
    public static bool IsKind(string kind) => Kind.Codes.Any(c => string.Equals(c.Key, kind, StringComparison.Ordinal));

    /// <summary>The kind in words.</summary>
    public static string KindOf(string kind) => Kind.Codes.FirstOrDefault(c => string.Equals(c.Key, kind, StringComparison.Ordinal)).Value?.ToString() ?? kind;

    public static IReadOnlyList<Choice> RemunerationChoices =>
        [new("ja", Texts.PaidYes), new("nee", Texts.PaidNo), new("onbekend", Texts.PaidUnknown)];

    public static IReadOnlyList<Choice> StateChoices =>
        [
            new("concept", Texts.StateDraft),
            new("gemeld", Texts.StateDeclared),
            new("openbaar", Texts.StatePublished),
            new("beeindigd", Texts.StateEnded),
            new("ingetrokken", Texts.StateWithdrawn),
        ];

    public static string Of(Remuneration remuneration) =>
        remuneration switch
        {
            Remuneration.Paid => Texts.PaidYes,
            Remuneration.Unpaid => Texts.PaidNo,
            _ => Texts.PaidUnknown,
        };

    public static string Of(PositionState state) =>
        state switch
        {
            PositionState.Draft => Texts.StateDraft,
            PositionState.Declared => Texts.StateDeclared,
            PositionState.Published => Texts.StatePublished,
            _ => Texts.StateEnded,
        };

    /// <summary>Where an entry stands on a day: what was published and is over by now has ended, also when nobody did anything on that day.</summary>
    public static PositionState StateOn(AncillaryPosition position, DateOnly today) =>
        position.State == PositionState.Published && position.IsOver(today) ? PositionState.Ended : position.State;

    public static string Status(AncillaryPosition position, DateOnly today) => position.Withdrawn ? Texts.StateWithdrawn : Of(StateOn(position, today));

    public static Tone ToneOf(AncillaryPosition position, DateOnly today) =>
        position.Withdrawn
            ? Tone.Negative
            : StateOn(position, today) switch
            {
                PositionState.Declared => Tone.Warning,
                PositionState.Published => Tone.Positive,
                _ => Tone.Neutral,
            };

    /// <summary>The period as far as it is known; what the source wrote when it could not be read.</summary>
    public static string Period(AncillaryPosition position)
    {
        if (position.UnreadPeriod is { } unread)
        {
            return Say(Texts.PeriodAsWritten, unread);
        }

        return (position.Start, position.End, position.EndedUndated) switch
        {
            ({ } start, { } end, _) => Say(Texts.PeriodFromTo, start.Display(), end.Display()),
            ({ } start, null, false) => Say(Texts.PeriodFrom, start.Display()),
            ({ } start, null, true) => Say(Texts.PeriodFromEnded, start.Display()),
            (null, { } end, _) => Say(Texts.PeriodTo, end.Display()),
            (null, null, true) => Texts.PeriodEnded,
            _ => Texts.PeriodUnknown,
        };
    }

    /// <summary>Whether it is over on a day: said so, or its last possible day lies before it.</summary>
    public static bool HasEnded(AncillaryPosition position, DateOnly today) =>
        position.State == PositionState.Ended || position.IsOver(today);

    /// <summary>Whether it is over at the moment of looking. What has ended since held on an earlier day, so that day alone counts.</summary>
    /// <param name="position">A state as it is or was known.</param>
    /// <param name="view">The moment of looking.</param>
    /// <param name="today">Today.</param>
    public static bool HasEnded(AncillaryPosition position, ViewMoment view, DateOnly today) =>
        view.AsOf is { } day && day < today ? position.Until <= day : HasEnded(position, view.AsOf ?? today);

    public static string Day(DateOnly day) => PartialDate.Of(day).Display();

    /// <summary>A calendar year: "2025", the same in each language.</summary>
    public static string Year(int year) => year.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment as Dutch readers see it: day and wall-clock time in the Netherlands.</summary>
    public static string Moment(DateTime utc)
    {
        var local = DutchClock.Local(utc);
        return string.Create(CultureInfo.InvariantCulture, $"{Day(DateOnly.FromDateTime(local))}, {local:HH:mm}");
    }

    public static string Iso(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    public static string Say(string format, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, format, values);
}
