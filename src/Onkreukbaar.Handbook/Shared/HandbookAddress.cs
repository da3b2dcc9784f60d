// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Handbook.Shared;

/// <summary>Addresses of the handbook.</summary>
internal static class HandbookAddress
{
    public const string Root = "/handboek";
    public const string Norms = Root + "/normen";
    public const string Compare = Root + "/vergelijken";
    public const string Search = Root + "/zoeken";
    public const string Trial = Root + "/toets";
    public const string Pdf = Root + "/handboek.pdf";

    /// <summary>A page with what the reader chose; what was not chosen is left out.</summary>
    public static string Of(string path, HandbookView view, params ReadOnlySpan<(string Name, string? Value)> more) =>
        With(path, [.. more, ("ambt", view.Office?.Code), ("soort", view.Body is null ? view.BodyKind : null), ("overheidsorganisatie", view.Body?.Id.ToString()), ("peildatum", view.Asked)]);

    /// <summary>A norm on the day that the reader chose, with the body's own codes when one was chosen.</summary>
    public static string Norm(string id, HandbookView view) =>
        With($"{Norms}/{Uri.EscapeDataString(id)}", ("overheidsorganisatie", view.Body?.Id.ToString()), ("peildatum", view.Asked));

    /// <summary>A norm as it was on a day, for ever; a norm of a body's own code at that body.</summary>
    public static string Norm(string id, DateOnly day, Guid? body = null) => With($"{Norms}/{Uri.EscapeDataString(id)}", ("overheidsorganisatie", body?.ToString()), ("peildatum", Iso(day)));

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string With(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = "";
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query += (query.Length == 0 ? "?" : "&") + name + "=" + Uri.EscapeDataString(value);
            }
        }

        return path + query;
    }
}
