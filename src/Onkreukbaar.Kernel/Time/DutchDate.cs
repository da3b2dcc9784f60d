// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.RegularExpressions;

namespace Onkreukbaar.Kernel.Time;

/// <summary>What came of reading a date that a person typed.</summary>
public enum DutchDateOutcome
{
    /// <summary>A date that exists, whole or partial.</summary>
    Read,

    /// <summary>Not the shape of a date.</summary>
    Unreadable,

    /// <summary>The year has two digits, so the century would be a guess.</summary>
    TwoDigitYear,

    /// <summary>The shape is right but the day or month is not on the calendar (29 February 2023, month 13).</summary>
    NonExistent,
}

/// <summary>
/// Reads dates as people in the Netherlands write them, day before month: <c>1-3-2026</c>, <c>1/3/2026</c>, <c>1.3.2026</c>,
/// <c>1 maart 2026</c>, <c>1 mrt. 2026</c>, <c>maart 2026</c>, <c>3-2026</c>, <c>2026</c>, and ISO <c>2026-03-01</c>. English month names
/// are read too, since the screens also speak English.
/// </summary>
public static partial class DutchDate
{
    private static readonly string[] Dutch =
        ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];

    private static readonly string[] English =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly Dictionary<string, int> Months = MonthNames();

    /// <summary>All names a month goes by, as a regular expression alternation (lower case, abbreviations with an optional dot).</summary>
    internal const string MonthPattern =
        "(?:januari|january|jan|februari|february|febr|feb|maart|march|mrt|mar|april|apr|mei|may|juni|june|jun|juli|july|jul|augustus|august|aug|"
        + "september|sept|sep|oktober|october|okt|oct|november|nov|december|dec)\\.?";

    // Longer than any date. Bounded input and patterns without nested repeats keep matching cheap, also here on hostile input; a time-out
    // would count wall-clock time and make a parser throw on a busy machine, so the patterns of this system have none.
    private const int Longest = 40;

    /// <summary>Reads one date. Surrounding and repeated white space does not matter, nor does case.</summary>
    public static DutchDateOutcome Read(string? text, out PartialDate date)
    {
        date = default;
        if (text is null || text.Length > Longest)
        {
            return DutchDateOutcome.Unreadable;
        }

        var clean = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        var match = Shape().Match(clean);
        if (!match.Success)
        {
            return DutchDateOutcome.Unreadable;
        }

        var yearText = match.Groups["y"].Value;
        if (yearText.Length == 2)
        {
            return DutchDateOutcome.TwoDigitYear;
        }

        var year = int.Parse(yearText, CultureInfo.InvariantCulture);
        int? month = match.Groups["name"] is { Success: true } name ? Months[name.Value.TrimEnd('.')] : Optional(match.Groups["m"]);
        var day = Optional(match.Groups["d"]);
        if (!PartialDate.Exists(year, month, day))
        {
            return DutchDateOutcome.NonExistent;
        }

        date = new(year, month, day);
        return DutchDateOutcome.Read;
    }

    /// <summary>The full name of a month (1 to 12): English for an English culture, Dutch (lower case) for any other.</summary>
    public static string MonthName(int month, CultureInfo culture) =>
        (culture.TwoLetterISOLanguageName == "en" ? English : Dutch)[month - 1];

    private static int? Optional(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    private static Dictionary<string, int> MonthNames()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["febr"] = 2,
            ["mrt"] = 3,
            ["sept"] = 9,
        };
        for (var i = 0; i < 12; i++)
        {
            foreach (var name in new[] { Dutch[i], English[i].ToLowerInvariant() })
            {
                names[name] = i + 1;
                names[name[..3]] = i + 1;
            }
        }

        names.Remove("maa");
        return names;
    }

    [GeneratedRegex(
        "^(?:"
            + "(?<y>[0-9]{4})"
            + "|(?<y>[0-9]{4}) ?(?<s>[-/]) ?(?<m>[0-9]{1,2})(?: ?\\k<s> ?(?<d>[0-9]{1,2}))?"
            + "|(?:(?<d>[0-9]{1,2}) ?(?<s>[-/.]) ?)?(?<m>[0-9]{1,2}) ?(?(s)\\k<s>|[-/.]) ?(?<y>[0-9]{4}|[0-9]{2})"
            + "|(?:(?<d>[0-9]{1,2})(?:e|ste|de)?(?: |-| - ))?(?<name>" + MonthPattern + ")(?: |-| - )?'?(?<y>[0-9]{4}|[0-9]{2})"
            + ")$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout.Infinite)]
    private static partial Regex Shape();
}
