// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.Statements;

/// <summary>How statements are put into words, on every screen and in every file alike.</summary>
internal static class StatementWords
{
    public static readonly ChoiceSet<StatementKind> Kinds = new((StatementKind.NoPositions, "geen", []), (StatementKind.IncomePublished, "inkomsten", []));

    public static IReadOnlyList<Choice> KindChoices => [new("geen", Texts.StatementNone), new("inkomsten", Texts.StatementIncome)];

    /// <summary>"Geen nevenfuncties", "Inkomsten over 2025 openbaar gemaakt".</summary>
    public static string Of(Statement statement) => Of(statement.Kind, statement.Year);

    /// <summary>As <see cref="Of(Statement)"/>.</summary>
    public static string Of(StatementKind kind, int? year) =>
        kind == StatementKind.NoPositions ? Texts.StatementNone : PositionWords.Say(Texts.StatementIncomeOver, year?.ToString(CultureInfo.InvariantCulture));

    public static string Status(Statement statement) => statement.Retracted ? Texts.StatementRetracted : Texts.StatementHolds;

    public static Tone ToneOf(Statement statement) => statement.Retracted ? Tone.Neutral : Tone.Positive;

    /// <summary>What differs between two states.</summary>
    public static IReadOnlyList<FieldChange> Changes(Statement before, Statement after)
    {
        List<FieldChange> changes = [];
        void Add(string label, string? old, string? now)
        {
            if (!string.Equals(old, now, StringComparison.Ordinal))
            {
                changes.Add(new FieldChange(label, old, now));
            }
        }

        Add(Texts.StatementOn, PositionWords.Day(before.On), PositionWords.Day(after.On));
        Add(Texts.StatementAddress, before.Address, after.Address);
        Add(Texts.FieldState, Status(before), Status(after));
        return changes;
    }
}

/// <summary>Addresses of the screens about statements.</summary>
internal static class StatementAddress
{
    public static string All(Guid body) => $"/beheer/{body}/verklaringen";

    public static string New(Guid body) => $"/beheer/{body}/verklaringen/nieuw";

    public static string New(Guid body, Guid person, StatementKind kind, int? year) =>
        QueryText.Of(New(body), ("persoon", person.ToString()), ("soort", StatementWords.Kinds[kind]), ("jaar", year?.ToString(CultureInfo.InvariantCulture)));

    public static string One(Guid body, Guid id) => $"/beheer/{body}/verklaringen/{id}";
}
