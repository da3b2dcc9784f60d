// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Norms.Facts;

/// <summary>What a fact is made of.</summary>
public enum FactType
{
    YesNo,
    Date,

    /// <summary>Euros and cents, kept as whole cents.</summary>
    Amount,

    /// <summary>A number with at most four decimals, kept as ten-thousandths.</summary>
    Number,
    Year,

    /// <summary>One of a list of codes, kept as the place in that list.</summary>
    Code,
    Text,
}

/// <summary>Feit: one thing that a norm may ask about a case, such as whether a position is held ex officio.</summary>
public sealed class FactDefinition
{
    internal const string DateExample = "2026-03-01";
    private const long LargestAmount = 100_000_000_00;
    private readonly Dictionary<string, int> codePlaces = new(StringComparer.Ordinal);

    internal FactDefinition(string id, FactType type, Bilingual label, IReadOnlyList<KeyValuePair<string, Bilingual>> codes, string origin)
    {
        (Id, Type, Label, Codes, Origin) = (id, type, label, codes, origin);
        for (var i = 0; i < codes.Count; i++)
        {
            codePlaces.TryAdd(codes[i].Key, i);
        }
    }

    /// <summary>Dutch name on the wire, group first: <c>nevenfunctie.ambtshalve</c>.</summary>
    public string Id { get; }

    public FactType Type { get; }

    /// <summary>A question for a yes or no, else a label.</summary>
    public Bilingual Label { get; }

    /// <summary>The codes of a code fact with their labels, in the order of lists.</summary>
    public IReadOnlyList<KeyValuePair<string, Bilingual>> Codes { get; }

    /// <summary>First part of the name.</summary>
    public string Group => Id.Split('.')[0];

    /// <summary>File and line.</summary>
    internal string Origin { get; }

    /// <summary>Place in the catalogue.</summary>
    internal int Index { get; set; }

    /// <summary>Place of its group in the catalogue.</summary>
    internal int GroupIndex { get; set; }

    /// <summary>Id of the date that this date cannot lie before.</summary>
    internal string? NotBefore { get; init; }

    /// <summary>Place of a code; -1 when the fact has no such code.</summary>
    internal int CodePlace(string code) => codePlaces.GetValueOrDefault(code, -1);

    /// <summary>
    /// Reads a value as machines write it: <c>true</c>, <c>2026-03-01</c>, <c>50.00</c>, <c>2026</c>, a code.
    /// </summary>
    /// <param name="text">The value.</param>
    /// <param name="raw">What is kept: 0 or 1, day number, cents, ten-thousandths, year, place of the code.</param>
    /// <param name="complaint">Why it cannot be that, for the person who wrote it.</param>
    internal bool TryRead(string text, out long raw, out string complaint)
    {
        complaint = "";
        raw = 0;
        switch (Type)
        {
            case FactType.YesNo when text is "true" or "false":
                raw = text == "true" ? 1 : 0;
                return true;
            case FactType.YesNo:
                complaint = string.Format(CultureInfo.CurrentCulture, Texts.FactYesNo, Id, text);
                return false;
            case FactType.Date:
                if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 1900 or > 2100)
                {
                    complaint = string.Format(CultureInfo.CurrentCulture, Texts.FactDate, Id, text, DateExample);
                    return false;
                }

                raw = date.DayNumber;
                return true;
            case FactType.Amount:
                if (!TryScale(text, 100, LargestAmount, out raw))
                {
                    complaint = string.Format(CultureInfo.CurrentCulture, Texts.FactAmount, Id, text);
                    return false;
                }

                return true;
            case FactType.Number:
                if (!TryScale(text, 10_000, long.MaxValue / 2, out raw))
                {
                    complaint = string.Format(CultureInfo.CurrentCulture, Texts.FactNumber, Id, text);
                    return false;
                }

                return true;
            case FactType.Year:
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1900 or > 2100)
                {
                    complaint = string.Format(CultureInfo.CurrentCulture, Texts.FactYear, Id, text);
                    return false;
                }

                raw = year;
                return true;
            case FactType.Code:
                raw = CodePlace(text);
                complaint = raw < 0 ? string.Format(CultureInfo.CurrentCulture, Texts.FactCode, Id, text, string.Join(", ", Codes.Select(c => c.Key))) : "";
                return raw >= 0;
            default:
                complaint = text.Length > 1000 ? string.Format(CultureInfo.CurrentCulture, Texts.FactText, Id, text.Length, 1000) : "";
                return text.Length <= 1000;
        }
    }

    /// <summary>The value as machines write it; the reverse of <see cref="TryRead"/>. Texts are not kept here.</summary>
    internal string Write(long raw) =>
        Type switch
        {
            FactType.YesNo => raw == 1 ? "true" : "false",
            FactType.Date => DateOnly.FromDayNumber((int)raw).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            FactType.Amount => (raw / 100m).ToString("0.00", CultureInfo.InvariantCulture),
            FactType.Number => (raw / 10_000m).ToString("0.####", CultureInfo.InvariantCulture),
            FactType.Code => Codes[(int)raw].Key,
            _ => raw.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>The value for people.</summary>
    internal string Show(long raw, CultureInfo culture) =>
        Type switch
        {
            FactType.YesNo => Texts.ResourceManager.GetString(raw == 1 ? "Yes" : "No", culture)!,
            FactType.Date => DateOnly.FromDayNumber((int)raw).ToString("d MMMM yyyy", culture),
            FactType.Amount => "€ " + (raw / 100m).ToString("N2", culture),
            FactType.Code => Codes[(int)raw].Value.In(culture),
            FactType.Number => (raw / 10_000m).ToString("0.####", culture),
            _ => raw.ToString(culture),
        };

    private static bool TryScale(string text, int scale, long largest, out long raw)
    {
        raw = 0;
        if (text.Length > 24 || text.StartsWith('.') || text.EndsWith('.') || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var scaled = value * scale;
        if (scaled > largest || scaled != decimal.Truncate(scaled))
        {
            return false;
        }

        raw = (long)scaled;
        return true;
    }

}
