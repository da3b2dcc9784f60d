// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.RegularExpressions;

namespace Onkreukbaar.Kernel.Forms;

/// <summary>
/// An amount in euros, to whole cents: <c>1.234,50</c>, <c>1234,50</c>, <c>€ 86,-</c>, <c>50,-</c>, <c>60 Euro</c>, <c>1.234</c> (= 1234).
/// A decimal point is read when it can be nothing else: with exactly two digits after it (<c>1234.50</c>, <c>1,234.50</c>). What can be
/// two amounts (<c>1,234</c>, <c>12.5</c>) is refused, never guessed. Codes: <c>veld.verplicht</c>, <c>bedrag.onleesbaar</c>,
/// <c>bedrag.dubbelzinnig</c>, <c>bedrag.negatief</c>, <c>bedrag.te-groot</c>.
/// </summary>
public static partial class AmountInput
{
    /// <summary>A thousand million euros, in cents: above it, someone forgot a comma.</summary>
    public const long Highest = 100_000_000_000;

    public static Parsed<long> Required(string? raw, long maxCents = Highest, string? missing = null) =>
        Parsed.Required(raw, text => Read(raw, text, maxCents), missing);

    public static Parsed<long?> Optional(string? raw, long maxCents = Highest) => Parsed.OptionalValue(raw, text => Read(raw, text, maxCents));

    /// <summary>An amount as it stands in a form field: <c>1234,50</c> in cents 123450 gives <c>1.234,50</c>, in both languages.</summary>
    public static string Format(long cents)
    {
        var euros = Math.Abs(cents / 100).ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '.');
        return string.Create(CultureInfo.InvariantCulture, $"{(cents < 0 ? "-" : "")}{euros},{Math.Abs(cents % 100):00}");
    }

    private static Parsed<long> Read(string? raw, string text, long maxCents)
    {
        if (text.Length > 60)
        {
            return Parsed.Bad<long>(raw, "bedrag.onleesbaar", Texts.AmountUnreadable);
        }

        var match = Shape().Match(text.Replace('−', '-').Replace('–', '-'));
        if (!match.Success)
        {
            return Parsed.Bad<long>(raw, "bedrag.onleesbaar", Texts.AmountUnreadable);
        }

        if (match.Groups["minus"].Success)
        {
            return Parsed.Bad<long>(raw, "bedrag.negatief", Texts.AmountNegative);
        }

        var euros = string.Concat(match.Groups["e"].Value.Where(char.IsAsciiDigit));
        var cents = match.Groups["c"].Value.PadRight(2, '0');
        if (euros.Length == 0)
        {
            return Parsed.Bad<long>(raw, "bedrag.dubbelzinnig", Texts.AmountAmbiguous, text);
        }

        return !long.TryParse(euros + cents, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > maxCents
            ? Parsed.Bad<long>(raw, "bedrag.te-groot", Texts.AmountTooLarge, Format(maxCents))
            : Parsed.Good(raw, value);
    }

    // "e" and "c" are filled by the readings that can mean one thing only; the last alternative catches other digits, commas and points.
    [GeneratedRegex(
        "^(?<minus>- ?)?(?:€|eur|euro)? ?(?<minus>- ?)?(?:"
            + "(?<e>[0-9]+|[1-9][0-9]{0,2}(?:[. ][0-9]{3})+)(?:,(?<c>[0-9]{1,2})|[,.] ?(?:-{1,2}|=))?"
            + "|(?<e>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)\\.(?<c>[0-9]{2})"
            + "|[0-9][0-9.,]*"
            + ") ?(?:€|eur|euro|euro's)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        Timeout.Infinite)]
    private static partial Regex Shape();
}

/// <summary>
/// A whole number, thousands with or without points. Codes: <c>veld.verplicht</c>, <c>getal.onleesbaar</c>, <c>getal.buiten-bereik</c>.
/// </summary>
public static partial class WholeNumberInput
{
    public static Parsed<int> Required(string? raw, int min = 0, int max = int.MaxValue, string? missing = null) =>
        Parsed.Required(raw, text => Read(raw, text, min, max), missing);

    public static Parsed<int?> Optional(string? raw, int min = 0, int max = int.MaxValue) =>
        Parsed.OptionalValue(raw, text => Read(raw, text, min, max));

    private static Parsed<int> Read(string? raw, string text, int min, int max)
    {
        if (text.Length > 40 || !Shape().IsMatch(text))
        {
            return Parsed.Bad<int>(raw, "getal.onleesbaar", Texts.NumberUnreadable);
        }

        var digits = text.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? Parsed.Good(raw, value)
            : Parsed.Bad<int>(raw, "getal.buiten-bereik", Texts.NumberOutOfRange, min, max);
    }

    [GeneratedRegex("^-?(?:[0-9]+|[1-9][0-9]{0,2}(?:[. ][0-9]{3})+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Shape();
}

/// <summary>
/// Hours per month, to two decimals, comma or point, with or without "uur": <c>7,5</c>. From 0 to 744, the hours of the longest month.
/// Codes: <c>veld.verplicht</c>, <c>uren.onleesbaar</c>, <c>uren.buiten-bereik</c>.
/// </summary>
public static partial class HoursInput
{
    public const decimal Highest = 744;

    public static Parsed<decimal> Required(string? raw, string? missing = null) => Parsed.Required(raw, text => Read(raw, text), missing);

    public static Parsed<decimal?> Optional(string? raw) => Parsed.OptionalValue(raw, text => Read(raw, text));

    /// <summary>As typed in a form, Dutch: <c>7,5</c>.</summary>
    public static string Format(decimal hours) => hours.ToString("0.##", CultureInfo.InvariantCulture).Replace('.', ',');

    private static Parsed<decimal> Read(string? raw, string text)
    {
        if (text.Length > 40 || Shape().Match(text) is not { Success: true } match)
        {
            return Parsed.Bad<decimal>(raw, "uren.onleesbaar", Texts.HoursUnreadable);
        }

        var number = match.Groups["n"].Value.Replace(',', '.');
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) && hours <= Highest
            ? Parsed.Good(raw, hours)
            : Parsed.Bad<decimal>(raw, "uren.buiten-bereik", Texts.HoursOutOfRange, Highest);
    }

    [GeneratedRegex(
        "^(?<n>[0-9]+(?:[.,][0-9]{1,2})?) ?(?:uur|uren|u\\.?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        Timeout.Infinite)]
    private static partial Regex Shape();
}

/// <summary>
/// Page number and page size of a list. Empty gives the default; anything that is not a whole number in range is refused (the API answers
/// 400), not bent to the nearest page. Codes: <c>pagina.onjuist</c>, <c>paginagrootte.onjuist</c>.
/// </summary>
public static class PageInput
{
    /// <summary>Beyond it no list has a page; it keeps the offset of a query within an int.</summary>
    public const int HighestPage = 1_000_000;

    public static Parsed<int> Number(string? raw) => Read(raw, 1, HighestPage, "pagina.onjuist", Texts.PageInvalid);

    public static Parsed<int> Size(string? raw, int @default = 50, int max = 200) =>
        Read(raw, @default, max, "paginagrootte.onjuist", Texts.PageSizeInvalid);

    private static Parsed<int> Read(string? raw, int @default, int max, string code, string message)
    {
        var read = WholeNumberInput.Optional(raw, 1, max);
        return !read.Ok ? Parsed.Bad<int>(raw, code, message, max) : new(raw, read.Value ?? @default, null, read.IsEmpty);
    }
}
