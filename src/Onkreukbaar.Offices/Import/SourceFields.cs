// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Json;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Offices.Import;

/// <summary>A line or part that cannot be taken over, with the field to blame, a stable code, and the reason in the language of the run.</summary>
internal sealed class RefusedException(string column, string code, string reason, params ReadOnlySpan<object?> values)
    : Exception(string.Format(CultureInfo.CurrentCulture, reason, values))
{
    public string Column { get; } = column;

    public string Code { get; } = code;
}

/// <summary>Reads fields of a JSON line: what is there must be of its kind, texts come out clean.</summary>
internal static class SourceFields
{
    /// <summary>A text, by a path with points; null when it is not there, null or blank.</summary>
    public static string? Text(this JsonElement element, string path, int max = 500)
    {
        if (element.At(path) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw new RefusedException(path, "tekst.soort", Texts.ImportNoText);
        }

        var text = CleanText.Line(Harmless(value.GetString()!));
        return CleanText.IsBlank(text) ? null
            : CleanText.FirstForbidden(text) >= 0 ? throw new RefusedException(path, "tekst.verboden-teken", Texts.ImportForbidden)
            : CleanText.Length(text) > max ? throw new RefusedException(path, "tekst.te-lang", Texts.ImportLonger, max)
            : text;
    }

    public static string Required(this JsonElement element, string path, int max = 500) =>
        element.Text(path, max) ?? throw new RefusedException(path, "veld.verplicht", Texts.ImportMissing);

    /// <summary>A date as far as it is known ("2020-03"); "1900-01-01" is how the source writes "unknown".</summary>
    public static PartialDate? Date(this JsonElement element, string path)
    {
        var text = element.Text(path);
        if (text is null or "1900-01-01")
        {
            return null;
        }

        return PartialDate.TryParse(text, out var date) && date.Year is >= 1500 and <= 2200 ? date : throw new RefusedException(path, "datum.onleesbaar", Texts.ImportNoDate, text);
    }

    /// <summary>First day of a date.</summary>
    public static DateOnly? Day(this JsonElement element, string path) => element.Date(path)?.First;

    /// <summary>Last day of a date, for an end that still counts.</summary>
    public static DateOnly? LastDay(this JsonElement element, string path) => element.Date(path)?.Last;

    /// <summary>The elements of a list; nothing when it is not there.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string path) =>
        element.At(path) is not { } list ? []
        : list.ValueKind == JsonValueKind.Array ? list.EnumerateArray()
        : throw new RefusedException(path, "lijst.soort", Texts.ImportNoList);

    /// <summary>Days on which the source's makers collected the fact: a start on such a day is no start.</summary>
    public static bool IsCollected(this JsonElement element, DateOnly day) =>
        element.Items("sources").Any(s => s.Text("retrieved") is { } at && string.Equals(at, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static JsonElement? At(this JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    // A line end inside a name is white space; half a surrogate pair becomes the sign for "unreadable".
    private static string Harmless(string text) => CleanText.FirstForbidden(text) < 0 ? text : string.Concat(text.EnumerateRunes()).Replace('\u001f', ' ');
}
