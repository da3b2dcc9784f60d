// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>How income is put into words, on every screen alike.</summary>
internal static class IncomeWords
{
    /// <summary>"€ 1.234,50"; null after removal.</summary>
    public static string? Amount(PositionIncome income) => income.AmountCents is { } cents ? "€ " + AmountInput.Format(cents) : null;

    /// <summary>"Inkomsten over 2025".</summary>
    public static string Of(PositionIncome income) => PositionWords.Say(Texts.IncomeOver, PositionWords.Year(income.Year));

    /// <summary>What differs between two states; without an earlier one the amount is new.</summary>
    public static IReadOnlyList<FieldChange> Changes(PositionIncome? before, PositionIncome after)
    {
        var (old, now) = (before is null ? null : Amount(before), Amount(after));
        return string.Equals(old, now, StringComparison.Ordinal) ? [] : [new FieldChange(Texts.IncomeAmount, old, now)];
    }
}

/// <summary>Addresses of the screens about the income of a position.</summary>
internal static class IncomeAddress
{
    public static string All(Guid body, Guid position) => WorkplaceAddress.Position(body, position) + "/inkomsten";

    public static string New(Guid body, Guid position, int? year = null) =>
        QueryText.Of(All(body, position) + "/nieuw", ("jaar", year is { } of ? PositionWords.Year(of) : null));

    public static string One(Guid body, Guid position, Guid income, bool remove) => $"{All(body, position)}/{income}/{(remove ? "weghalen" : "verbeteren")}";
}
