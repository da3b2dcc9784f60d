// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Import;

namespace Onkreukbaar.Registers.Import.Upload;

/// <summary>The columns of a clerk's list: their names on screen, how the choice is kept, and the empty list to start from.</summary>
internal static class ListColumns
{
    /// <summary>Begin of the name of the form field that holds the column of a field.</summary>
    public const string FormPrefix = "kolom-";

    public static IReadOnlyList<ImportField> All { get; } = new ClerksPositions(default, default, bodies: null).Fields;

    /// <summary>An empty list with the headings that are always recognised.</summary>
    public static TableExport<int> Template { get; } =
        new("nevenfuncties-sjabloon", [.. All.Where(f => f.Name is not "periode").Select(f => new ExportColumn<int>(Heading(f), _ => default))]);

    /// <summary>Name of a field for the clerk.</summary>
    public static string Label(ImportField field) => Texts.ResourceManager.GetString("ImportField_" + field.Name, Texts.Culture) ?? field.Name;

    /// <summary>A sentence on what belongs in it; null when the name says it.</summary>
    public static string? Hint(ImportField field) => Texts.ResourceManager.GetString("ImportHint_" + field.Name, Texts.Culture);

    /// <summary>A heading of more than one line, as a form and a stored choice can hold it; how it is looked up does not mind.</summary>
    public static string OneLine(string heading) => heading.ReplaceLineEndings(" ");

    public static string Write(IEnumerable<(string Field, string Heading)> chosen) => string.Join('\n', chosen.Select(c => $"{c.Field}={OneLine(c.Heading)}"));

    /// <summary>Fields to headings; a field without a column has an empty heading, so that nothing is guessed any more.</summary>
    public static Dictionary<string, string> Read(string? columns) =>
        (columns ?? "")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static string Heading(ImportField field) => char.ToUpperInvariant(field.Headings[0][0]) + field.Headings[0][1..];
}
