// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.Due;

/// <summary>What kind of thing is due.</summary>
public enum DueKind
{
    /// <summary>Openbaar maken: a position that is not public yet.</summary>
    Publish,

    /// <summary>Melden of opgeven: a notice of a position.</summary>
    Notify,

    /// <summary>Handelen: something else that a norm asks to do about a position.</summary>
    Act,

    /// <summary>Inkomsten openbaar maken: the income from positions of a year.</summary>
    Income,

    /// <summary>Geen opgave: someone in office of whom the register holds neither a position nor the statement that there is none.</summary>
    NoStatement,

    /// <summary>Verklaring achterhaald: someone stated to have no positions, and has one.</summary>
    Outdated,

    /// <summary>Einde ambtstermijn: the term of office ends soon.</summary>
    TermEnds,
}

/// <summary>How a thing that is due stands on a day.</summary>
public enum DueState
{
    /// <summary>Te laat: its last day has passed.</summary>
    Late,

    /// <summary>Direct: the norm says "at once" and counts no days.</summary>
    AtOnce,

    /// <summary>Nagaan: the register does not hold what is needed to tell.</summary>
    Check,

    /// <summary>Komt eraan: its last day is today or lies ahead.</summary>
    Coming,
}

/// <summary>Wat er moet gebeuren: one thing that a norm makes due, or that has to be looked up, for one office-holder.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="State">How it stands.</param>
/// <param name="Holder">Whose.</param>
/// <param name="Term">Term of office within which.</param>
/// <param name="Norm">The norm that asks for it.</param>
/// <param name="Day">The last day; for "at once" the day from which; null when the norm or the register gives none.</param>
/// <param name="What">The position, the year of the income, or what else it is about.</param>
/// <param name="Finding">What the norm says; null when no norm was applied to a case.</param>
public sealed record DueItem(DueKind Kind, DueState State, PersonCard Holder, TermCard Term, Norm Norm, DateOnly? Day, string What, Finding? Finding)
{
    /// <summary>The position that it is about; null when it is about none.</summary>
    public Guid? Position { get; init; }

    /// <summary>The statement that it is about; null when it is about none.</summary>
    public Guid? Statement { get; init; }

    /// <summary>Calendar year of the income.</summary>
    public int? Year { get; init; }

    /// <summary>Public positions of which the register does not hold the income of that year, once it is over.</summary>
    public IReadOnlyList<DuePosition> Missing { get; init; } = [];

    /// <summary>Days since its day; negative while the day lies ahead, null without a day.</summary>
    public int? DaysAgo(DateOnly today) => Day is { } day ? today.DayNumber - day.DayNumber : null;

    /// <summary>Why, in the reader's language; made when it is shown, since a list holds more than a page.</summary>
    public string Reason() =>
        Kind switch
        {
            DueKind.NoStatement => Texts.DueNoStatementReason,
            DueKind.Outdated => Texts.DueOutdatedReason,
            DueKind.TermEnds => Norm.Shape is DutyShape { Visible: { } visible }
                ? string.Format(CultureInfo.CurrentCulture, Texts.DueTermEndsReason, visible)
                : Texts.DueTermEndsPlain,
            _ => Finding!.Reason(CultureInfo.CurrentUICulture),
        };
}

/// <summary>A position for which something is due.</summary>
/// <param name="Id">The position.</param>
/// <param name="Description">What it is.</param>
public sealed record DuePosition(Guid Id, string Description);
