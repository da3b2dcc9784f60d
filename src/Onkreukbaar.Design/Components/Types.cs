// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Design;

/// <summary>A message about one form field, for <see cref="ErrorSummary"/>.</summary>
/// <param name="Field">The field's <c>Name</c>, as given to the field component; empty for a message about the whole form.</param>
/// <param name="Message">The same sentence that the field itself shows.</param>
public sealed record FieldMessage(string Field, string Message);

/// <summary>A choice in <see cref="ChoiceField"/> or <see cref="SelectField"/>.</summary>
/// <param name="Value">What the form sends.</param>
/// <param name="Label">What the reader sees.</param>
/// <param name="Hint">A sentence below the label (radio buttons only).</param>
public sealed record Choice(string Value, string Label, string? Hint = null);

/// <summary>A step in the breadcrumb, from the home page down. The last one is the current page and needs no address.</summary>
public sealed record Crumb(string Label, string? Href = null);

/// <summary>An item of the main navigation; it is current when the request path equals or lies below <paramref name="Href"/>.</summary>
public sealed record NavItem(string Label, string Href);

/// <summary>A link with a text.</summary>
public sealed record PageLink(string Label, string Href);

/// <summary>An item of the signed-in user's menu.</summary>
/// <param name="Post">True for an action that changes something (sign out): rendered as a form with antiforgery token.</param>
public sealed record UserLink(string Label, string Href, bool Post = false);

/// <summary>The same content in another form, for machines: a feed or a data file.</summary>
/// <param name="Type">Media type, such as <c>application/atom+xml</c>.</param>
public sealed record AlternateLink(string Type, string Title, string Href);

/// <summary>What a colour means. Never the only carrier of the meaning: the text says it too.</summary>
public enum Tone
{
    Neutral,
    Info,
    Positive,
    Warning,
    Negative,
}

public enum ButtonKind
{
    Primary,
    Secondary,
    Subtle,
    Danger,
}

/// <summary>The expected length of what is typed, shown by the width of the box.</summary>
public enum FieldWidth
{
    /// <summary>As wide as the form.</summary>
    Full,

    /// <summary>About 40 characters; the default.</summary>
    Wide,

    /// <summary>About 20 characters: a date, a telephone number.</summary>
    Medium,

    /// <summary>About 10 characters: an amount, a KvK number.</summary>
    Narrow,

    /// <summary>About 4 characters: hours, a year.</summary>
    Tiny,
}

public enum TextKind
{
    Text,
    Email,
    Telephone,
    Url,
    Password,
    Search,
}

public enum SortDirection
{
    None,
    Ascending,
    Descending,
}

/// <summary>A column of <see cref="Table{TItem}"/>.</summary>
/// <param name="Label">Heading; on a small screen it stands before each value.</param>
/// <param name="Numeric">Numbers: right-aligned with digits of equal width. As row header it stays at the start of the row, and on a small screen keeps its heading.</param>
/// <param name="RowHeader">The cell names its row (usually the first column).</param>
/// <param name="SortHref">Where the heading leads to sort by this column; null when it cannot be sorted.</param>
/// <param name="Sort">How the rows are sorted by this column now.</param>
/// <param name="HiddenLabel">The heading is for screen readers only (a column of check boxes or actions).</param>
/// <param name="NoWrap">Values stay on one line: dates, amounts, badges.</param>
public sealed record TableColumn(
    string Label,
    bool Numeric = false,
    bool RowHeader = false,
    string? SortHref = null,
    SortDirection Sort = SortDirection.None,
    bool HiddenLabel = false,
    bool NoWrap = false)
{
    /// <summary>A column by which the rows can be sorted: the heading leads to them from low to high, and once they are, from high to low.</summary>
    /// <param name="label">Heading.</param>
    /// <param name="key">Key of the column in addresses; with a minus before it, it is from high to low.</param>
    /// <param name="sort">Key by which the rows are sorted now.</param>
    /// <param name="href">Gives the address of the rows sorted by a key.</param>
    /// <param name="highFirst">Begin with the highest: for counts, of which the largest are looked for.</param>
    public static TableColumn Sortable(string label, string key, string? sort, Func<string, string> href, bool highFirst = false)
    {
        ArgumentNullException.ThrowIfNull(href);
        var down = "-" + key;
        var now = string.Equals(sort, key, StringComparison.Ordinal) ? SortDirection.Ascending
            : string.Equals(sort, down, StringComparison.Ordinal) ? SortDirection.Descending
            : SortDirection.None;
        var goesDown = now == SortDirection.Ascending || (highFirst && now == SortDirection.None);
        return new(label, SortHref: href(goesDown ? down : key), Sort: now);
    }
}

/// <summary>A label in <see cref="TagList"/>.</summary>
/// <param name="Href">Where the label leads; null for plain text.</param>
/// <param name="RemoveHref">Shows a cross that leads here: the same page without this filter.</param>
public sealed record Tag(string Label, string? Href = null, string? RemoveHref = null);

/// <summary>One field that differs between two versions. Null means: there was no value.</summary>
public sealed record FieldChange(string Label, string? Old, string? New);

/// <summary>One version in <see cref="HistoryList"/>, newest first. All texts are ready to show.</summary>
/// <param name="When">Date and time as the reader sees it.</param>
/// <param name="WhenIso">The same in ISO 8601, for <c>&lt;time&gt;</c>.</param>
/// <param name="Who">Who did it, or which process.</param>
/// <param name="What">What was done: "Gecorrigeerd".</param>
/// <param name="Reason">Why, in the words of who did it.</param>
/// <param name="Href">The version itself, when it has a page.</param>
public sealed record HistoryEntry(
    string When,
    string WhenIso,
    string Who,
    string What,
    string? Reason,
    IReadOnlyList<FieldChange> Changes,
    string? Href = null);

/// <summary>How precisely a date on the timeline is known; the uncertain part is drawn hatched.</summary>
public enum TimelinePrecision
{
    Day,
    Month,
    Year,
}

/// <summary>A bar on the timeline.</summary>
/// <param name="From">First day, or any day within the known month or year; null when unknown.</param>
/// <param name="Until">First day after the end (half-open), or any day within the known month or year; null when it still runs.</param>
/// <param name="Text">What the bar stands for in words, such as "2018 tot heden"; shown at the bar.</param>
public sealed record TimelineBar(
    DateOnly? From,
    DateOnly? Until,
    string Text,
    TimelinePrecision FromPrecision = TimelinePrecision.Day,
    TimelinePrecision UntilPrecision = TimelinePrecision.Day,
    Tone Tone = Tone.Info);

/// <summary>A row of the timeline: one thing with one or more periods.</summary>
public sealed record TimelineRow(string Label, IReadOnlyList<TimelineBar> Bars);
