// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Json;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Asking;

/// <summary>
/// The periods of one calendar year in which the pay of an office differed, or the office was held part-time (<c>beloningsperioden</c>). They become the
/// facts that a settlement reads: the pay that was really enjoyed in the year (Rechtspositiebesluit decentrale politieke ambtsdragers, 2.2.3, 3.2.3 and
/// 4.2.3: "totaal van de per kalenderjaar genoten bezoldiging"). Where a part-timer does not settle (Gemeentewet 44, seventh paragraph, and the parallels:
/// the norms of the office ask <c>ambt.voltijds</c>) only the full-time periods count. That they alone count in a year that has both is our reading: no
/// act says so in words. The chair of a water authority settles part-time too.
/// </summary>
internal static class PayPeriods
{
    /// <summary>Name of the list in a question.</summary>
    public const string Field = "beloningsperioden";

    /// <summary>More periods than this in one year are refused.</summary>
    public const int Most = 60;

    private const string Year = "inkomsten.jaar";
    private const string Enjoyed = "inkomsten.genotenBeloning";
    private const string Income = "inkomsten.neveninkomsten";
    private const string FullTime = "ambt.voltijds";

    private static readonly string[] Fields = ["vanaf", "tot", "beloning", "voltijds", "neveninkomsten"];

    /// <summary>Facts that the periods tell, or that would tell the pay a second time. Beside the periods they are refused.</summary>
    private static readonly string[] Told = [Year, Enjoyed, "inkomsten.beloning", "inkomsten.vanaf", "inkomsten.tot", FullTime];

    private sealed record Period(DateOnly From, DateOnly Until, long Cents, bool FullTime, long? Income);

    /// <summary>Reads the list of a question into facts.</summary>
    /// <param name="question">The whole question.</param>
    /// <param name="library">The norms that say for which offices a part-timer settles, and the facts.</param>
    /// <param name="office">Code of the office; null when it is not known, which is an error of its own.</param>
    /// <param name="facts">Gets what the periods tell.</param>
    /// <param name="errors">Gets what is wrong, by field.</param>
    /// <returns>The facts that may not be given as well; empty when there is no list.</returns>
    public static IReadOnlyList<string> Read(JsonElement question, NormLibrary library, string? office, CaseFactsBuilder facts, List<InvalidField> errors)
    {
        if (!question.TryGetProperty(Field, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > Most)
        {
            errors.Add(new(Field, "perioden.aantal", Say(Texts.QuestionPeriodsCount, Most)));
            return [];
        }

        var before = errors.Count;
        List<Period> periods = [];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (One(item, string.Create(CultureInfo.InvariantCulture, $"{Field}[{i++}]"), library.Facts, errors) is { } period)
            {
                periods.Add(period);
            }
        }

        var counted = FullTimeOnly(library, office) ? periods.FindAll(p => p.FullTime) : periods;
        if (errors.Count > before || !Consistent(periods, counted, errors))
        {
            return Told;
        }

        var year = periods[0].From.Year;
        var days = DateTime.IsLeapYear(year) ? 366 : 365;
        facts.SetYear(Year, year).Set(FullTime, periods.Exists(p => p.FullTime));
        if (counted.Count > 0)
        {
            // Rounded down once, after adding: it makes no difference into how many periods a year is cut.
            facts.SetCents(Enjoyed, (long)decimal.Floor(counted.Sum(p => (decimal)p.Cents * (p.Until.DayNumber - p.From.DayNumber)) / days));
        }

        // Without a period that counts there is nothing to settle, whatever was earned.
        if (counted.Count == 0 || counted[0].Income is null)
        {
            return Told;
        }

        facts.SetCents(Income, counted.Sum(p => p.Income!.Value));
        return [.. Told, Income];
    }

    private static bool FullTimeOnly(NormLibrary library, string? office) =>
        office is not null && library.Norms.Any(n =>
            n.Offices.Contains(office, StringComparer.Ordinal) && n.Kind == NormKind.IncomeSettlement && n.When?.Facts.Any(f => f.Id == FullTime) == true);

    private static Period? One(JsonElement item, string name, FactCatalogue catalogue, List<InvalidField> errors)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new(name, "vraag.geen-object", Texts.QuestionObject));
            return null;
        }

        var before = errors.Count;
        foreach (var field in item.EnumerateObject().Where(f => !Fields.Contains(f.Name, StringComparer.Ordinal)))
        {
            errors.Add(new(name + "." + field.Name, "veld.onbekend", Say(Texts.QuestionUnknownField, field.Name, string.Join(", ", Fields))));
        }

        var from = QuestionReader.Date(item, "vanaf", name + ".vanaf", errors);
        var until = QuestionReader.Date(item, "tot", name + ".tot", errors);
        var pay = Cents(item, "beloning", name, catalogue[Enjoyed], errors);
        var income = Cents(item, "neveninkomsten", name, catalogue[Income], errors);
        var fullTime = true;
        if (item.TryGetProperty("voltijds", out var said) && said.ValueKind != JsonValueKind.Null)
        {
            fullTime = said.ValueKind == JsonValueKind.True;
            if (said.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                errors.Add(new(name + ".voltijds", "feit.ongeldig", string.Format(CultureInfo.CurrentCulture, Texts.FactYesNo, "voltijds", said)));
            }
        }

        foreach (var missing in new[] { ("vanaf", from is null), ("beloning", pay is null) }.Where(m => m.Item2 && !Given(item, m.Item1)))
        {
            errors.Add(new(name + "." + missing.Item1, "veld.ontbreekt", Say(Texts.QuestionMissing, missing.Item1)));
        }

        if (errors.Count > before)
        {
            return null;
        }

        var start = from!.Value;
        var nextYear = new DateOnly(start.Year, 12, 31).AddDays(1);
        var end = until ?? nextYear;
        if (end <= start)
        {
            errors.Add(new(name, "periode.omgekeerd", Say(Texts.QuestionPeriodReversed, Iso(start))));
        }
        else if (end > nextYear)
        {
            errors.Add(new(name + ".tot", "periode.ander-jaar", Say(Texts.QuestionPeriodOtherYear, start.Year)));
        }

        return new(start, end, pay!.Value, fullTime, income);
    }

    // One year, no day twice, and the income told of all periods that count or of none.
    private static bool Consistent(List<Period> periods, List<Period> counted, List<InvalidField> errors)
    {
        var before = errors.Count;
        periods.Sort((a, b) => a.From.CompareTo(b.From));
        if (periods[^1].From.Year != periods[0].From.Year)
        {
            errors.Add(new(Field, "periode.ander-jaar", Say(Texts.QuestionPeriodOtherYear, periods[0].From.Year)));
        }

        for (var i = 1; i < periods.Count; i++)
        {
            if (periods[i - 1].Until > periods[i].From)
            {
                errors.Add(new(Field, "perioden.overlappen", Say(Texts.QuestionPeriodsOverlap, Iso(periods[i - 1].From), Iso(periods[i].From))));
            }
        }

        if (periods.Exists(p => p.Income is not null) && counted.Exists(p => p.Income is null))
        {
            errors.Add(new(Field, "perioden.neveninkomsten", Texts.QuestionPeriodsIncome));
        }

        return errors.Count == before;
    }

    private static long? Cents(JsonElement item, string field, string name, FactDefinition like, List<InvalidField> errors)
    {
        if (!Given(item, field))
        {
            return null;
        }

        var value = item.GetProperty(field);
        var text = value.ValueKind is JsonValueKind.Number ? value.GetRawText() : value.ValueKind is JsonValueKind.String ? value.GetString()! : value.ToString();
        if (like.TryRead(text, out var cents, out _))
        {
            return cents;
        }

        errors.Add(new(name + "." + field, "feit.ongeldig", string.Format(CultureInfo.CurrentCulture, Texts.FactAmount, field, text)));
        return null;
    }

    private static bool Given(JsonElement item, string field) => item.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Say(string format, params ReadOnlySpan<object?> parts) => string.Format(CultureInfo.CurrentCulture, format, parts);
}
