// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Due;

/// <summary>How what is due is put into words, on every screen and in every file alike.</summary>
internal static class DueWords
{
    public static readonly ChoiceSet<DueKind> Kinds = new(
        (DueKind.Publish, "openbaar-maken", []),
        (DueKind.Notify, "melden", []),
        (DueKind.Act, "handelen", []),
        (DueKind.Income, "inkomsten", []),
        (DueKind.NoStatement, "geen-opgave", []),
        (DueKind.Outdated, "verklaring-achterhaald", []),
        (DueKind.TermEnds, "einde-ambtstermijn", [])
    );

    public static readonly ChoiceSet<DueState> States = new(
        (DueState.Late, "te-laat", []),
        (DueState.AtOnce, "direct", []),
        (DueState.Check, "nagaan", []),
        (DueState.Coming, "komt-eraan", [])
    );

    public static string Of(DueKind kind) =>
        kind switch
        {
            DueKind.Publish => Texts.DuePublish,
            DueKind.Notify => Texts.DueNotify,
            DueKind.Act => Texts.DueAct,
            DueKind.Income => Texts.DueIncome,
            DueKind.NoStatement => Texts.DueNoStatement,
            DueKind.Outdated => Texts.DueOutdated,
            _ => Texts.DueTermEnds,
        };

    public static string Of(DueState state) =>
        state switch
        {
            DueState.Late => Texts.DueLate,
            DueState.AtOnce => Texts.DueAtOnce,
            DueState.Check => Texts.DueCheck,
            _ => Texts.DueComing,
        };

    public static string Hint(DueState state) =>
        state switch
        {
            DueState.Late => Texts.DueLateHint,
            DueState.AtOnce => Texts.DueAtOnceHint,
            DueState.Check => Texts.DueCheckHint,
            _ => Texts.DueComingHint,
        };

    public static Tone ToneOf(DueState state) =>
        state switch
        {
            DueState.Late => Tone.Negative,
            DueState.AtOnce => Tone.Warning,
            DueState.Check => Tone.Info,
            _ => Tone.Neutral,
        };

    public static IReadOnlyList<Choice> KindChoices => [.. Enum.GetValues<DueKind>().Select(k => new Choice(Kinds[k], Of(k)))];

    public static IReadOnlyList<Choice> StateChoices => [.. Enum.GetValues<DueState>().Select(s => new Choice(States[s], Of(s)))];

    /// <summary>"12 dagen geleden", "vandaag", "over 12 dagen"; null without a day.</summary>
    public static string? Ago(DueItem item, DateOnly today) =>
        item.DaysAgo(today) switch
        {
            null => null,
            0 => Texts.DueToday,
            1 => Texts.DueYesterday,
            -1 => Texts.DueTomorrow,
            > 0 and var past => PositionWords.Say(Texts.DueDaysAgo, past.ToString("N0", CultureInfo.CurrentCulture)),
            var ahead => PositionWords.Say(Texts.DueInDays, (-ahead.Value).ToString("N0", CultureInfo.CurrentCulture)),
        };
}
