// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>Gifts and trips in words.</summary>
internal static class DeclarationWords
{
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
