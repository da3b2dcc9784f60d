// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.RegularExpressions;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Norms.Calendar;

namespace Onkreukbaar.Handbook.Codes.Keep;

/// <summary>A term as people type it, Dutch or English: "2 weken", "een maand", "5 werkdagen", "terstond".</summary>
internal static partial class TermInput
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["dag"] = "D", ["dagen"] = "D", ["day"] = "D", ["days"] = "D",
        ["werkdag"] = "WD", ["werkdagen"] = "WD", ["working day"] = "WD", ["working days"] = "WD",
        ["week"] = "W", ["weken"] = "W", ["weeks"] = "W",
        ["maand"] = "M", ["maanden"] = "M", ["month"] = "M", ["months"] = "M",
        ["jaar"] = "Y", ["jaren"] = "Y", ["year"] = "Y", ["years"] = "Y",
    };

    /// <summary>Reads it; the library's own writing (<c>P2W</c>) is understood as well.</summary>
    public static bool TryRead(string text, out Term term)
    {
        var typed = CleanText.Line(text).ToLowerInvariant();
        if (typed is "terstond" or "meteen" or "direct" or "onverwijld" or "at once" or "immediately")
        {
            term = Term.AtOnce;
            return true;
        }

        if (Words().Match(typed) is { Success: true } match && Units.TryGetValue(match.Groups["unit"].Value, out var unit))
        {
            var count = match.Groups["count"].Value is var number && char.IsAsciiDigit(number[0]) ? number : "1";
            return Term.TryParse($"P{count}{unit}", out term);
        }

        return Term.TryParse(typed.ToUpperInvariant(), out term) && term.IsCounted;
    }

    /// <summary>As it is shown in the form.</summary>
    public static string Write(Term term) => term.Unit == TermUnit.Immediately ? "terstond" : term.In(CultureInfo.CurrentUICulture);

    [GeneratedRegex("^(?<count>[0-9]{1,4}|een|één|a|an|one) (?<unit>[a-z ]+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();
}
