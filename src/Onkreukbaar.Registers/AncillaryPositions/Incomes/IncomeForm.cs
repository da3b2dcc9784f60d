// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Forms;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>Income of a position as typed: to record, to correct, or to remove it.</summary>
public sealed record IncomeForm
{
    public string? Nummer { get; set; }

    public string? Versie { get; set; }

    public string? Jaar { get; set; }

    public string? Bedrag { get; set; }

    public string? Reden { get; set; }

    internal static IncomeForm Of(PositionIncome income) =>
        new()
        {
            Versie = FormVersion.Of(income.Version),
            Jaar = PositionWords.Year(income.Year),
            Bedrag = income.AmountCents is { } cents ? AmountInput.Format(cents) : null,
        };
}

/// <summary>What is typed about income, read.</summary>
internal static class IncomeFields
{
    /// <summary>Ten million euros, in cents: above it, someone forgot a comma.</summary>
    private const long MostCents = 1_000_000_000;

    /// <summary>Reads the year; use it only when there are no errors.</summary>
    /// <param name="form">As typed.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="today">What a year brought in is known when it is over.</param>
    public static int Year(IncomeForm form, FormErrors errors, DateOnly today)
    {
        var now = PositionWords.Year(today.Year);
        if (string.Equals(form.Jaar?.Trim(), now, StringComparison.Ordinal))
        {
            errors.Add("jaar", "jaar.niet-voorbij", PositionWords.Say(Texts.IncomeYearNotOver, now));
            return today.Year;
        }

        return errors.Take("jaar", WholeNumberInput.Required(form.Jaar, IncomeRules.FirstYear, today.Year - 1, Texts.IncomeYearMissing));
    }

    /// <summary>Reads the amount in whole cents; use it only when there are no errors.</summary>
    public static long Amount(IncomeForm form, FormErrors errors) => errors.Take("bedrag", AmountInput.Required(form.Bedrag, MostCents, Texts.IncomeAmountMissing));
}
