// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Statements;

/// <summary>A statement as typed: to record, to correct, or to retract it.</summary>
public sealed record StatementForm
{
    public string? Nummer { get; set; }

    public string? Versie { get; set; }

    public string? Persoon { get; set; }

    public string? Soort { get; set; }

    public string? Jaar { get; set; }

    public string? Dag { get; set; }

    public string? Adres { get; set; }

    public string? Reden { get; set; }

    internal static StatementForm Of(Statement statement) =>
        new()
        {
            Versie = FormVersion.Of(statement.Version),
            Persoon = statement.PersonId.ToString(),
            Soort = StatementWords.Kinds[statement.Kind],
            Jaar = statement.Year?.ToString(CultureInfo.InvariantCulture),
            Dag = PositionWords.Day(statement.On),
            Adres = statement.Address,
        };
}

/// <summary>The fields of a statement that may be corrected, read.</summary>
internal sealed record StatementFields(DateOnly On, string? Address)
{
    private const int LongestAddress = 500;

    /// <summary>Reads day and address; use the result only when there are no errors.</summary>
    /// <param name="form">As typed.</param>
    /// <param name="kind">What the statement says.</param>
    /// <param name="year">Year of the income.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="today">Nothing is stated or published later.</param>
    public static StatementFields Read(StatementForm form, StatementKind kind, int? year, FormErrors errors, DateOnly today)
    {
        var on = errors.Take("dag", DateInput.Required(form.Dag, max: today, missing: kind == StatementKind.NoPositions ? Texts.StatementDayMissing : Texts.IncomeDayMissing));
        var address = errors.Take("adres", TextInput.Optional(form.Adres, LongestAddress));
        if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            errors.Add("adres", "adres.onjuist", Texts.StatementAddressWrong);
        }

        if (errors["dag"] is null && year is { } of && on.Year < of)
        {
            errors.Add("dag", "dag.voor-jaar", PositionWords.Say(Texts.IncomeBeforeYear, of.ToString(CultureInfo.InvariantCulture)));
        }

        return new(on, address);
    }

    /// <summary>Puts the values on the statement.</summary>
    public void ApplyTo(Statement statement)
    {
        statement.On = On;
        statement.Address = Address;
        statement.Derive();
    }
}
