// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Registers.Import;

/// <summary>
/// One line of a list with its columns by field name. What cannot be kept refuses the line; what can be left out or kept in the source's own
/// words is noted in <see cref="Remarks"/>.
/// </summary>
internal sealed class SourceLine(TableRow row, ColumnMapping mapping, IReadOnlyList<string> headings)
{
    private static readonly HashSet<string> Unknown = new(StringComparer.Ordinal) { "", "onbekend", "niet bekend", "nvt", "unknown" };
    private readonly List<(string Field, string Code, string Text)> remarks = [];

    /// <summary>Line in the file.</summary>
    public long Number => row.Line;

    /// <summary>Why the line cannot be read at all.</summary>
    public string? Error => row.Error;

    /// <summary>What was left out or kept unread, for the report; null when all was read.</summary>
    public string? Remarks => remarks.Count == 0 ? null : string.Join("; ", remarks.Select(r => r.Text));

    /// <summary>Codes of the remarks, with commas between them; null when all was read.</summary>
    public string? RemarkCode => remarks.Count == 0 ? null : string.Join(',', remarks.Select(r => r.Code).Distinct(StringComparer.Ordinal));

    /// <summary>Heading to which the remarks belong, when it is one.</summary>
    public string? RemarkColumn => remarks.Select(r => r.Field).Distinct(StringComparer.Ordinal).Take(2).ToList() is [var one] ? Heading(one) : null;

    /// <summary>The cell as it stands in the file; empty when there is none.</summary>
    public string Raw(string field) => row[mapping[field]] ?? "";

    /// <summary>All fields as they stand in the file, for telling a changed line from an unchanged one.</summary>
    /// <param name="beside">Fields that are left out.</param>
    public IEnumerable<string> AllBut(IReadOnlyCollection<string> beside) =>
        mapping.All.Where(f => !beside.Contains(f.Key, StringComparer.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => new[] { f.Key, row[f.Value] ?? "" });

    /// <summary>Cleaned text; null when empty.</summary>
    /// <exception cref="LineRefusedException">Too long, or with characters that no text holds.</exception>
    public string? Text(string field, int longest, bool lines = false)
    {
        var parsed = TextInput.Optional(Raw(field), longest, lines);
        return parsed.Error is { } error ? throw Refuse(field, error) : parsed.Value;
    }

    /// <summary>As <see cref="Text"/>, but it must be there.</summary>
    public string Required(string field, int longest) => Text(field, longest) ?? throw Refuse(field, new("veld.verplicht", Texts.ImportCellEmpty));

    /// <summary>As <see cref="Text"/>, with words that say "unknown" as null.</summary>
    public string? Named(string field, int longest) => Text(field, longest) is { } text && !Unknown.Contains(DutchText.Fold(text)) ? text : null;

    /// <summary>A person's name.</summary>
    public PersonName Name(string field) =>
        PersonName.TryParse(Required(field, 300), out var name) ? name : throw Refuse(field, new("persoon.geen-naam", Texts.ImportNoName));

    /// <summary>A value that may be left out: what cannot be read gives the default and a remark.</summary>
    public T? Perhaps<T>(string field, Func<string?, Parsed<T?>> parse)
    {
        var parsed = parse(Raw(field));
        if (parsed.Error is { } error)
        {
            LeftOut(field, error);
        }

        return parsed.Ok ? parsed.Value : default;
    }

    /// <summary>
    /// Begin and end. A date that cannot be true (year 5008, 31 June, an end before its start) is no date: the words of the source are kept
    /// as they are, and nothing is filled in.
    /// </summary>
    public (PartialPeriod Period, string? Unread) Period(string startField, string endField)
    {
        var start = PartialDateInput.Optional(Raw(startField));
        var end = PartialDateInput.Optional(Raw(endField));
        var words = string.Join(" t/m ", new[] { CleanText.Line(Raw(startField)), CleanText.Line(Raw(endField)) }.Where(t => t.Length > 0));
        if (start.Error is not null || end.Error is not null)
        {
            var wrong = start.Error is not null ? startField : endField;
            Remark(wrong, AsWritten((start.Error ?? end.Error)!));
            RefuseForbidden(startField);
            RefuseForbidden(endField);
            return (new(start.Ok ? start.Value : null, end.Ok ? end.Value : null), words);
        }

        if (PartialPeriod.TryCreate(start.Value, end.Value, out var period))
        {
            return (period, null);
        }

        Remark(endField, AsWritten(PartialPeriodInput.EndBeforeStart(start.Value!.Value, end.Value!.Value)));
        return (default, words);
    }

    /// <summary>An amount in cents, or the source's words.</summary>
    public (long? Cents, string? Unread) Amount(string field)
    {
        if (Named(field, 255) is not { } text)
        {
            return (null, null);
        }

        var parsed = AmountInput.Optional(text);
        if (parsed.Ok)
        {
            return (parsed.Value, null);
        }

        Remark(field, AsWritten(parsed.Error!));
        return (null, text);
    }

    /// <summary>Notes that a value was left out, and why.</summary>
    public void LeftOut(string field, FieldError error) => Remark(field, error with { Message = Say(Texts.ImportLeftOut, error.Message) });

    /// <summary>Notes something for the report.</summary>
    public void Remark(string field, FieldError error) => remarks.Add((field, error.Code, error.Message));

    /// <summary>Refuses the line.</summary>
    public LineRefusedException Refuse(string field, FieldError error) => new(Heading(field), error);

    private static FieldError AsWritten(FieldError error) => error with { Message = Say(Texts.ImportKeptWords, error.Message) };

    private static string Say(string format, string reason) => string.Format(CultureInfo.CurrentCulture, format, reason);

    private string? Heading(string field) => mapping[field] is var at and >= 0 ? headings[at] : field;

    private void RefuseForbidden(string field) => _ = Text(field, 255);
}

/// <summary>A line that cannot be kept at all.</summary>
internal sealed class LineRefusedException(string? column, FieldError error) : Exception(error.Message)
{
    /// <summary>Stable code of the reason.</summary>
    public string Code { get; } = error.Code;

    /// <summary>Heading of the column.</summary>
    public string? Column { get; } = column;
}
