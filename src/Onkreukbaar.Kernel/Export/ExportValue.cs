// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Kernel.Export;

/// <summary>
/// One cell of an export: text, a number, a whole date, yes or no, or nothing. Partial dates, moments and enum values go out as text, in the
/// form that the API uses.
/// </summary>
public readonly record struct ExportValue
{
    private ExportValue(ExportKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>What it is.</summary>
    public ExportKind Kind { get; }

    /// <summary>Invariant form: text as it is, number with a point, date as <c>2026-03-01</c>, <c>true</c> or <c>false</c>; empty for nothing.</summary>
    public string Text => field ?? "";

    /// <summary>Text; null is nothing.</summary>
    public static implicit operator ExportValue(string? text) => text is null ? default : new(ExportKind.Text, text);

    /// <summary>A number; null is nothing.</summary>
    public static implicit operator ExportValue(decimal? number) =>
        number is { } value ? new(ExportKind.Number, value.ToString(CultureInfo.InvariantCulture)) : default;

    /// <summary>A whole number; null is nothing.</summary>
    public static implicit operator ExportValue(long? number) =>
        number is { } value ? new(ExportKind.Number, value.ToString(CultureInfo.InvariantCulture)) : default;

    /// <summary>A whole date; null is nothing.</summary>
    public static implicit operator ExportValue(DateOnly? date) =>
        date is { } value ? new(ExportKind.Date, value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : default;

    /// <summary>A date as far as it is known, as text: a spreadsheet would fill in a day.</summary>
    public static implicit operator ExportValue(PartialDate? date) => date?.ToString();

    /// <summary>A UTC moment, as text.</summary>
    public static implicit operator ExportValue(DateTime? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>An opaque id, as text.</summary>
    public static implicit operator ExportValue(Guid? id) => id?.ToString();

    /// <summary>Yes or no; null is nothing.</summary>
    public static implicit operator ExportValue(bool? value) => value is { } known ? new(ExportKind.Boolean, known ? "true" : "false") : default;
}

/// <summary>What a cell holds.</summary>
public enum ExportKind
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole date.</summary>
    Date,

    /// <summary>Yes or no.</summary>
    Boolean,
}

/// <summary>A column of an export.</summary>
/// <param name="Name">Name on the wire, as in the API; part of the contract.</param>
/// <param name="Value">Takes the cell from a row.</param>
public sealed record ExportColumn<T>(string Name, Func<T, ExportValue> Value);

/// <summary>File format of an export, by the ending of the address.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180, UTF-8 without byte order mark.</summary>
    Csv,

    /// <summary>One array of objects (RFC 8259).</summary>
    Json,

    /// <summary>Office Open XML spreadsheet.</summary>
    Xlsx,

    /// <summary>One object a line.</summary>
    JsonLines,
}

/// <summary>Formats and their endings and media types.</summary>
public static class ExportFormats
{
    /// <summary>Reads an ending, with or without the point.</summary>
    public static bool TryParse(string? ending, out ExportFormat format)
    {
        (var known, format) = ending?.TrimStart('.') switch
        {
            "csv" => (true, ExportFormat.Csv),
            "json" => (true, ExportFormat.Json),
            "xlsx" => (true, ExportFormat.Xlsx),
            "jsonl" => (true, ExportFormat.JsonLines),
            _ => (false, default),
        };
        return known;
    }

    /// <summary>Ending of a file name, without the point.</summary>
    public static string Ending(this ExportFormat format) =>
        format switch
        {
            ExportFormat.Json => "json",
            ExportFormat.Xlsx => "xlsx",
            ExportFormat.JsonLines => "jsonl",
            _ => "csv",
        };

    /// <summary>Media type of the answer.</summary>
    public static string MediaType(this ExportFormat format) =>
        format switch
        {
            ExportFormat.Json => "application/json; charset=utf-8",
            ExportFormat.JsonLines => "application/jsonl; charset=utf-8",
            ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _ => "text/csv; charset=utf-8; header=present",
        };

    /// <summary>Makes a text harmless in a spreadsheet that opens a CSV file.</summary>
    public static string Harmless(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
    }
}
