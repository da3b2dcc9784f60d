// SPDX-License-Identifier: EUPL-1.2
using System.Text.RegularExpressions;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Kernel.Text;

/// <summary>How a text words its end.</summary>
public enum EndWording
{
    /// <summary>There is no end, or an open one ("heden").</summary>
    None,

    /// <summary>"tot 1 juli 2015": in good Dutch the day named is the first that does not count.</summary>
    Tot,

    /// <summary>"tot en met", "t/m", a dash between years: the day, month or year named counts.</summary>
    TotEnMet,
}

/// <summary>A line of a register taken apart. What could not be read is in <see cref="Unread"/>, word for word; nothing is ever filled in.</summary>
/// <param name="Rest">The text without the period: position and organisation. Empty when there was nothing else.</param>
/// <param name="Start">As far as written; null when not stated.</param>
/// <param name="End">As written (see <see cref="Wording"/>); null when not stated or open.</param>
/// <param name="Wording">Whether the end was worded as "tot" or "tot en met".</param>
/// <param name="Unread">
/// Words that speak of time but give no period (<c>sinds kort</c>, <c>31 juni 2019</c>, an end before the start); null when all was read.
/// They are still in <paramref name="Rest"/> too, so that nothing written is lost.
/// </param>
/// <param name="Earlier">Periods before this one ("en eerder vanaf … tot …"), in the order written.</param>
public sealed record DutchPeriodReading(
    string Rest,
    PartialDate? Start,
    PartialDate? End,
    EndWording Wording,
    string? Unread,
    IReadOnlyList<PartialPeriod> Earlier
)
{
    /// <summary>
    /// The period to calculate with, end inclusive. "Tot 1 juli 2015" ends on 30 June: the first of a month after "tot" is the day on which
    /// it stopped. Any other day after "tot" is taken as the last one: registers that write "tot 31 december 2020" mean that day, and for
    /// the others one day too many is the safe side. A month or year after "tot" counts, since it stopped somewhere in it.
    /// </summary>
    public PartialPeriod Period
    {
        get
        {
            var end = End is { IsWhole: true, Day: 1 } first && Wording == EndWording.Tot && first.First > DateOnly.MinValue
                ? PartialDate.Of(first.First.AddDays(-1))
                : End;
            return PartialPeriod.TryCreate(Start, end, out var period) ? period : new(Start, End);
        }
    }
}

/// <summary>
/// Takes the period out of the free text in which registers of ancillary positions state it: "Voorzitter Voorbeeldfonds van maart 2011 tot
/// 1 juli 2015", "sinds 2009", "m.i.v. 1 mei 2018", "(2010-heden)", "tussen 2015 en 2019". By rules:
/// <list type="number">
/// <item>A period outside brackets counts, the last one in the text; one between brackets only when there is no other and it closes the
/// text, since elsewhere it tells about a part ("lid (2005-2008) en voorzitter").</item>
/// <item>Periods joined by "en" or "en eerder" are periods of the same position: the latest is the period, the others are earlier ones.</item>
/// <item>Bare years joined by a dash count only at the end, and not behind a word such as "programma" (a plan for 2007-2011 is no term).</item>
/// <item>A date that does not exist, a year of two digits, "medio", "sinds kort", a month without a year, or an end before its start is
/// reported as unread, and the text stays as it is. A year without a word of time ("verkiezingen 2012") is part of the text.</item>
/// </list>
/// </summary>
public static partial class DutchPeriodText
{
    // Longer than any line of a register; beyond it the text is kept unread rather than searched.
    private const int Longest = 4000;

    private const string Date =
        "(?:(?:[0-9]{1,2} )?" + DutchDate.MonthPattern + " [0-9]{4}|[0-9]{1,2} ?(?:[-/.] ?[0-9]{1,2} ?){0,1}[-/.] ?[0-9]{4}"
        + "|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4})(?![0-9])";

    private const string Since = "(?:vanaf|sinds|per|m\\.?i\\.?v\\.?|met ingang van|ingaande(?: op)?|ingegaan op|begonnen in)";
    private const string Open = "(?:op )?(?:heden|nu|vandaag)(?!\\p{L})";
    private const string Through = "(?<through>tot en met|t/m|t\\.?e\\.?m\\.?|tot & met)";
    private const string Until = "(?:" + Through + "|tot|until)";

    /// <summary>Takes one line apart. Never throws; a text without any period comes back as it is (white space collapsed).</summary>
    public static DutchPeriodReading Read(string? text)
    {
        var line = CleanText.Line(text ?? "");
        if (line.Length > Longest)
        {
            return Unreadable(line, line);
        }

        var all = Expressions().Matches(line).Select(match => new Found(match, Depth(line, match.Index), line)).ToList();
        var found = all.Where(one => one.Counts).ToList();
        var plan = all.Find(one => one.IsPlan)?.Text;
        var outside = found.Where(one => one.Depth == 0).ToList();
        var inside = found.Where(one => one.Depth > 0).ToList();
        var last = outside.Count > 0 ? outside.Count - 1 : -1;
        if (last < 0)
        {
            var closing = inside.Count == 1 && inside[0].FillsClosingBrackets(line) ? inside[0] : null;
            var vague = inside.Count > 0 && closing is null ? string.Join("; ", inside.Select(one => one.Text)) : plan ?? Vague(line);
            return closing is null ? new(line, null, null, EndWording.None, vague, []) : Built(line, [closing], closing.Index - 1, closing.End + 1, null);
        }

        var first = last;
        while (first > 0 && Joint().IsMatch(line.AsSpan(outside[first - 1].End, outside[first].Index - outside[first - 1].End)))
        {
            first--;
        }

        var chain = outside[first..(last + 1)];
        var others = outside[..first].Where(one => !one.IsBare).Select(one => one.Text);
        return Built(line, chain, chain[0].Index, chain[^1].End, string.Join("; ", others));
    }

    private static DutchPeriodReading Built(string line, List<Found> chain, int start, int end, string? others)
    {
        if (chain.Exists(one => !one.Valid))
        {
            return Unreadable(line, line[chain[0].Index..chain[^1].End]);
        }

        var main = chain.MaxBy(one => one.Start?.First ?? DateOnly.MinValue)!;
        var before = line[..start].TrimEnd(' ', ',', ';', '(', '-', '–', ':');
        var after = line[end..].TrimStart(' ', ',').Trim();
        after = after is "." or ")" ? "" : after;
        var rest = before.Length == 0 ? after : after.Length == 0 ? before : after[0] is ';' or '.' or ')' or ':' ? before + after : $"{before} {after}";
        var unread = string.IsNullOrEmpty(others) ? Vague(rest, line, before.Length, after.Length) : others;
        return new(rest, main.Start, main.Last, main.Wording, unread, [.. chain.Where(one => one != main).Select(one => one.Reading.Period)]);
    }

    private static DutchPeriodReading Unreadable(string line, string unread) => new(line, null, null, EndWording.None, unread, []);

    /// <summary>Words that speak of time, left over outside brackets.</summary>
    private static string? Vague(string line) => Vague(line, line, line.Length, 0);

    /// <summary>As <see cref="Vague(string)"/>, of a line without its period. Words of both sides are told with the period between them, as it is written.</summary>
    private static string? Vague(string rest, string line, int before, int after)
    {
        var match = VagueTime().Match(rest);
        while (match.Success && Depth(rest, match.Index) > 0)
        {
            match = match.NextMatch();
        }

        if (!match.Success)
        {
            return null;
        }

        var end = match.Index + match.Length;
        return match.Index < before && end > rest.Length - after ? line[match.Index..(line.Length - rest.Length + end)].Trim() : match.Value.Trim();
    }

    private static int Depth(string line, int index)
    {
        var depth = 0;
        for (var i = 0; i < index; i++)
        {
            depth += line[i] == '(' ? 1 : line[i] == ')' && depth > 0 ? -1 : 0;
        }

        return depth;
    }

    private sealed record Found
    {
        public Found(Match match, int depth, string line)
        {
            Text = match.Value.Trim(' ', ',');
            Index = match.Index;
            End = match.Index + match.Length;
            Depth = depth;
            IsBare = match.Groups["bare"].Success;
            var bad = match.Groups["bad"].Success;
            var start = match.Groups["from"];
            var end = match.Groups["to"];
            var read = TryRead(start, out var from) & TryRead(end, out var to);
            Start = from;
            Last = to;
            Wording = to is null ? EndWording.None
                : IsBare || match.Groups["between"].Success || match.Groups["through"].Success ? EndWording.TotEnMet
                : EndWording.Tot;
            Valid = !bad && read && PartialPeriod.IsValid(from, to);
            var closes = Index == 0 || End == line.Length || line[End..] is "." or ")" || (depth > 0 && line[End] == ')');
            IsPlan = IsBare && closes && Plan().IsMatch(line.AsSpan(0, Index));
            Counts = !IsBare || (closes && !IsPlan);
        }

        public string Text { get; }

        public int Index { get; }

        public int End { get; }

        public int Depth { get; }

        public bool IsBare { get; }

        public bool Valid { get; }

        public bool Counts { get; }

        /// <summary>Years behind the name of a plan: perhaps its years, perhaps the position's.</summary>
        public bool IsPlan { get; }

        public PartialDate? Start { get; }

        public PartialDate? Last { get; }

        public EndWording Wording { get; }

        public DutchPeriodReading Reading => new("", Start, Last, Wording, null, []);

        public bool FillsClosingBrackets(string line) =>
            Depth == 1 && Index > 0 && line[Index - 1] == '(' && End < line.Length && line[End] == ')' && line[(End + 1)..].Trim(' ', '.').Length == 0;

        private static bool TryRead(Group group, out PartialDate? date)
        {
            date = null;
            if (!group.Success)
            {
                return true;
            }

            var read = DutchDate.Read(group.Value, out var value) == DutchDateOutcome.Read && value.Year is >= 1800 and <= 2200;
            date = read ? value : null;
            return read;
        }
    }

    [GeneratedRegex(
        "(?<![\\p{L}0-9/-])(?:"
            // The start borrows month or year from the end ("van maart tot juni 2015"): clear to a reader most of the time, so not to us.
            + "(?<bad>(?:van|" + Since + ") (?:[0-9]{1,2}|(?:[0-9]{1,2} )?" + DutchDate.MonthPattern + ") " + Until + " " + Date + ")"
            + "|(?:van|" + Since + "),? (?<from>" + Date + ") ?,? ?(?:" + Until + "|[-–]) ?(?:" + Open + "|(?<to>" + Date + "))"
            + "|(?<between>tussen) (?<from>" + Date + ") en (?<to>" + Date + ")"
            + "|(?<from>" + Date + "),? " + Until + " (?:" + Open + "|(?<to>" + Date + "))"
            + "|(?<bare>(?<from>" + Date + ") ?[-–] ?(?:" + Open + "|(?<to>" + Date + ")))(?![-/])"
            + "|" + Since + ",? (?<from>" + Date + ")"
            + "|" + Until + " (?:" + Open + "|(?<to>" + Date + "))"
            + ")",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        Timeout.Infinite)]
    private static partial Regex Expressions();

    [GeneratedRegex(
        "^ ?[,;]? ?(?:en eerder|eerder|en daarvoor|daarvoor|en|alsmede|en opnieuw) ?,? ?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        Timeout.Infinite)]
    private static partial Regex Joint();

    [GeneratedRegex(
        "(?:programma|verkiezing(?:en)?|plan|agenda|begroting|visie|bestuur|periode|seizoen|college|coalitieakkoord|akkoord) $",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        Timeout.Infinite)]
    private static partial Regex Plan();

    [GeneratedRegex(
        "(?<!\\p{L})(?:"
            // "Verkiezingen van 2006" is no period, "vanaf ca. 2006" is one, if a vague one.
            + "(?:van|" + Since + "|" + Until + ") (?:ca\\.? |circa |ongeveer )?(?:"
            + "(?:medio|begin|eind|halverwege|(?:het )?voorjaar|(?:het )?najaar|(?:de )?zomer|(?:de )?winter)(?: van)?(?: \\p{L}+)?(?: [0-9]{4})?"
            + "|(?:[0-9]{1,2} )?" + DutchDate.MonthPattern + "(?!\\p{L})(?: '?[0-9]{2,4})?|kort(?:e tijd)?(?!\\p{L})|enige tijd|enkele jaren"
            + "|jaren|jaar en dag|vorig jaar|dit jaar|recent(?!\\p{L}))"
            + "|(?:" + Since + "|" + Until + ") (?:ca\\.? |circa |ongeveer )?[0-9]{4}(?![0-9])"
            + "|in (?:" + DutchDate.MonthPattern + " )?(?:18|19|20)[0-9]{2}(?![0-9])"
            + "|(?:[0-9]{1,2} )" + DutchDate.MonthPattern + " [0-9]{4}(?![0-9])"
            + "|[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2,4}(?![0-9])"
            + "|^(?:(?:[0-9]{1,2} )?" + DutchDate.MonthPattern + "(?: '?[0-9]{2,4})?|(?:18|19|20)[0-9]{2})$"
            + ")",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        Timeout.Infinite)]
    private static partial Regex VagueTime();
}
