// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>Gifts and trips in words, on every page and in every file alike.</summary>
internal static class DeclarationWords
{
    public static readonly ChoiceSet<DeclarationKind> Kinds = new((DeclarationKind.Gift, "geschenk", []), (DeclarationKind.Trip, "reis", []));

    /// <summary>"Geschenk" or "Reis".</summary>
    public static string One(DeclarationKind kind) => kind == DeclarationKind.Gift ? Texts.Gift : Texts.Trip;

    /// <summary>"Geschenken" or "Reizen".</summary>
    public static string Many(DeclarationKind kind) => kind == DeclarationKind.Gift ? Texts.Gifts : Texts.Trips;

    /// <summary>"1 reis", "12 reizen".</summary>
    public static string Count(DeclarationKind kind, int count) =>
        PositionWords.Say(
            kind == DeclarationKind.Gift ? (count == 1 ? Texts.OneGift : Texts.CountGifts) : count == 1 ? Texts.OneTrip : Texts.CountTrips,
            count.ToString("N0", CultureInfo.CurrentCulture)
        );

    /// <summary>"Alle 1.403 reizen".</summary>
    public static string All(DeclarationKind kind, int count) =>
        PositionWords.Say(kind == DeclarationKind.Gift ? Texts.AllGifts : Texts.AllTrips, count.ToString("N0", CultureInfo.CurrentCulture));

    public static string Value(Declaration declaration) =>
        declaration.ValueCents is { } cents ? "€ " + AmountInput.Format(cents) : declaration.UnreadValue is { } unread ? PositionWords.Say(Texts.PeriodAsWritten, unread) : "";

    public static string When(Declaration declaration) =>
        declaration.UnreadPeriod is { } unread ? PositionWords.Say(Texts.PeriodAsWritten, unread)
        : (declaration.Start, declaration.End) switch
        {
            ({ } start, { } end) when start != end => PositionWords.Say(Texts.PeriodFromTo, start.Display(), end.Display()),
            ({ } start, _) => start.Display(),
            (null, { } end) => end.Display(),
            _ => "",
        };
}
