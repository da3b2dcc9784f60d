// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Onkreukbaar.Kernel.Forms;

/// <summary>KvK-nummer: 8 digits of the Dutch trade register, spaces and points left out. Code: <c>kvk.onjuist</c>.</summary>
public static class KvkInput
{
    public static Parsed<string> Required(string? raw, string? missing = null) => Parsed.Required(raw, text => Read(raw, text), missing);

    public static Parsed<string?> Optional(string? raw) => Parsed.OptionalRef(raw, text => Read(raw, text));

    private static Parsed<string> Read(string? raw, string text)
    {
        var digits = Digits.Strip(text);
        return Digits.Are(digits, 8)
            ? Parsed.Good(raw, digits)
            : Parsed.Bad<string>(raw, "kvk.onjuist", Texts.KvkInvalid);
    }
}

/// <summary>
/// RSIN: 9 digits with the eleven test (9,8,…,2 and -1 times the digits add up to a multiple of 11). A BSN has the same form, so this is
/// only for organisations. Code: <c>rsin.onjuist</c>.
/// </summary>
public static class RsinInput
{
    public static Parsed<string> Required(string? raw, string? missing = null) => Parsed.Required(raw, text => Read(raw, text), missing);

    public static Parsed<string?> Optional(string? raw) => Parsed.OptionalRef(raw, text => Read(raw, text));

    /// <summary>The eleven test over nine digits; all zeros fails.</summary>
    public static bool IsValid(string digits)
    {
        if (!Digits.Are(digits, 9) || digits == "000000000")
        {
            return false;
        }

        var sum = -(digits[8] - '0');
        for (var i = 0; i < 8; i++)
        {
            sum += (9 - i) * (digits[i] - '0');
        }

        return sum % 11 == 0;
    }

    private static Parsed<string> Read(string? raw, string text)
    {
        var digits = Digits.Strip(text);
        return IsValid(digits) ? Parsed.Good(raw, digits) : Parsed.Bad<string>(raw, "rsin.onjuist", Texts.RsinInvalid);
    }
}

/// <summary>
/// OIN: organisation identification number, 20 digits (Logius OIN-stelsel 2.2: prefix of 8, number, suffix of zeros). Code: <c>oin.onjuist</c>.
/// </summary>
public static class OinInput
{
    public static Parsed<string> Required(string? raw, string? missing = null) => Parsed.Required(raw, text => Read(raw, text), missing);

    public static Parsed<string?> Optional(string? raw) => Parsed.OptionalRef(raw, text => Read(raw, text));

    private static Parsed<string> Read(string? raw, string text)
    {
        var digits = Digits.Strip(text);
        return Digits.Are(digits, 20) && digits.StartsWith("000000", StringComparison.Ordinal)
            ? Parsed.Good(raw, digits)
            : Parsed.Bad<string>(raw, "oin.onjuist", Texts.OinInvalid);
    }
}

/// <summary>
/// TOOI: identifier of a government organisation, <c>https://identifier.overheid.nl/tooi/id/gemeente/gm0344</c> (KOOP). The scheme http is
/// raised to https. Code: <c>tooi.onjuist</c>.
/// </summary>
public static partial class TooiInput
{
    public static Parsed<string> Required(string? raw, string? missing = null) => Parsed.Required(raw, text => Read(raw, text), missing);

    public static Parsed<string?> Optional(string? raw) => Parsed.OptionalRef(raw, text => Read(raw, text));

    private static Parsed<string> Read(string? raw, string text)
    {
        var uri = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? string.Concat("https://", text.AsSpan(7)) : text;
        return uri.Length <= 200 && Shape().IsMatch(uri) ? Parsed.Good(raw, uri) : Parsed.Bad<string>(raw, "tooi.onjuist", Texts.TooiInvalid);
    }

    [GeneratedRegex(
        "^https://identifier\\.overheid\\.nl/tooi/id/[a-z_]+/[a-z_]+[0-9]+$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout.Infinite)]
    private static partial Regex Shape();
}

/// <summary>
/// An e-mail address, checked for what people mistype (no @, a space, no domain), not for the whole of RFC 5322: only a mail that arrives
/// proves an address. The domain is lower-cased; at most 254 characters. Code: <c>email.onjuist</c>.
/// </summary>
public static class EmailInput
{
    public static Parsed<string> Required(string? raw, string? missing = null) => Parsed.Required(raw, text => Read(raw, text), missing);

    public static Parsed<string?> Optional(string? raw) => Parsed.OptionalRef(raw, text => Read(raw, text));

    private static Parsed<string> Read(string? raw, string text)
    {
        var at = text.LastIndexOf('@');
        var local = at > 0 ? text[..at] : "";
        var domain = at > 0 ? text[(at + 1)..] : "";
        return text.Length <= 254
            && local.Length is > 0 and <= 64
            && local.All(c => c > ' ' && !char.IsWhiteSpace(c) && c is not ('@' or ',' or ';' or ':' or '<' or '>' or '(' or ')' or '[' or ']' or '"' or '\\'))
            && !local.StartsWith('.')
            && !local.EndsWith('.')
            && !local.Contains("..", StringComparison.Ordinal)
            && domain.Contains('.', StringComparison.Ordinal)
            && domain.Split('.').All(IsLabel)
            ? Parsed.Good(raw, local + "@" + domain.ToLowerInvariant())
            : Parsed.Bad<string>(raw, "email.onjuist", Texts.EmailInvalid);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label.All(c => char.IsLetterOrDigit(c) || c == '-') && label[0] != '-' && label[^1] != '-';
}

/// <summary>An opaque id of the system (a GUID in its plain form). Code: <c>id.onjuist</c>.</summary>
public static class IdInput
{
    public static Parsed<Guid> Required(string? raw, string? missing = null) => Parsed.Required(raw, text => Read(raw, text), missing);

    public static Parsed<Guid?> Optional(string? raw) => Parsed.OptionalValue(raw, text => Read(raw, text));

    private static Parsed<Guid> Read(string? raw, string text) =>
        (Guid.TryParseExact(text, "D", out var id) || Guid.TryParseExact(text, "N", out id)) && id != Guid.Empty
            ? Parsed.Good(raw, id)
            : Parsed.Bad<Guid>(raw, "id.onjuist", Texts.IdInvalid);
}

/// <summary>
/// The values one may choose from, each with its stable Dutch key (as in forms and the API) and other spellings that files use. Keys are
/// matched without regard to case.
/// <code>static readonly ChoiceSet&lt;Pay&gt; Pays = new((Pay.Paid, "ja", ["bezoldigd", "j"]), (Pay.Unpaid, "nee", ["onbezoldigd", "n"]));</code>
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a set of choices, not a collection type.")]
public sealed class ChoiceSet<T>
    where T : struct
{
    private readonly Dictionary<string, T> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<T, string> _keys = [];

    /// <exception cref="ArgumentException">A key, alias or value occurs twice.</exception>
    public ChoiceSet(params ReadOnlySpan<(T Value, string Key, string[] Aliases)> choices)
    {
        foreach (var (value, key, aliases) in choices)
        {
            _keys.Add(value, key);
            _values.Add(key, value);
            foreach (var alias in aliases)
            {
                _values.Add(alias, value);
            }
        }
    }

    /// <summary>The keys, in the order given.</summary>
    public IReadOnlyCollection<string> Keys => _keys.Values;

    /// <summary>The key of a value.</summary>
    public string this[T value] => _keys[value];

    public bool TryGet(string key, out T value) => _values.TryGetValue(key, out value);
}

/// <summary>One of a <see cref="ChoiceSet{T}"/>. Code: <c>keuze.onbekend</c>.</summary>
public static class ChoiceInput
{
    public static Parsed<T> Required<T>(string? raw, ChoiceSet<T> choices, string? missing = null)
        where T : struct => Parsed.Required(raw, text => Read(raw, text, choices), missing ?? Texts.ChoiceRequired);

    public static Parsed<T?> Optional<T>(string? raw, ChoiceSet<T> choices)
        where T : struct => Parsed.OptionalValue(raw, text => Read(raw, text, choices));

    private static Parsed<T> Read<T>(string? raw, string text, ChoiceSet<T> choices)
        where T : struct =>
        choices.TryGet(text, out var value)
            ? Parsed.Good(raw, value)
            : Parsed.Bad<T>(raw, "keuze.onbekend", Texts.ChoiceUnknown, string.Join(", ", choices.Keys));
}

internal static class Digits
{
    public static string Strip(string text) =>
        text.Length > 60 ? text : text.Replace(" ", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);

    public static bool Are(string text, int count) => text.Length == count && text.All(char.IsAsciiDigit);
}
