// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Json;

namespace Onkreukbaar.Kernel.Import;

/// <summary>JSON lines as a table: the names in each object are its columns.</summary>
internal sealed class JsonRows
{
    private const int LookAhead = 1000;
    private readonly CharSource text;
    private readonly TableLimits limits;
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    private readonly List<string> columns = [];
    private readonly Queue<TableRow> ahead = new();

    public JsonRows(CharSource text, TableLimits limits)
    {
        this.text = text;
        this.limits = limits;
        while (ahead.Count < LookAhead && Read() is { } row)
        {
            ahead.Enqueue(row);
        }

        Columns = [.. columns];
    }

    public IReadOnlyList<string> Columns { get; }

    public IEnumerable<TableRow> Rows()
    {
        while (ahead.TryDequeue(out var row))
        {
            yield return row;
        }

        while (Read() is { } row)
        {
            yield return row;
        }
    }

    private TableRow? Read()
    {
        while (true)
        {
            var number = text.Line;
            if (text.ReadLine(limits.Cell * 10) is not { } line)
            {
                return null;
            }

            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line.TrimStart('\uFEFF'));
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? new(number, Cells(document.RootElement))
                    : new(number, [], Texts.ImportJsonNoObject);
            }
            catch (JsonException broken)
            {
                return new(number, [], string.Format(CultureInfo.CurrentCulture, Texts.ImportJsonBroken, (broken.BytePositionInLine ?? 0) + 1));
            }
        }
    }

    private string?[] Cells(JsonElement line)
    {
        var cells = new string?[Math.Max(columns.Count, 8)];
        foreach (var property in line.EnumerateObject())
        {
            if (!index.TryGetValue(property.Name, out var at))
            {
                // Later names cannot be mapped to anything; remembering them all would cost memory.
                if (columns.Count >= limits.Columns)
                {
                    continue;
                }

                index[property.Name] = at = columns.Count;
                columns.Add(property.Name);
            }

            if (at >= cells.Length)
            {
                Array.Resize(ref cells, Math.Max(at + 1, cells.Length * 2));
            }

            cells[at] = TextOf(property.Value);
        }

        return cells;
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "ja",
            JsonValueKind.False => "nee",
            JsonValueKind.Null => null,
            JsonValueKind.Number => CellNumber.Text(value.GetRawText()),
            _ => value.GetRawText(),
        };
}

/// <summary>Numbers of JSON and spreadsheets in the form that people here type, so that one set of parsers reads every source.</summary>
internal static class CellNumber
{
    /// <summary><c>1234.5</c> becomes <c>1234,5</c>; digits that only binary fractions have (0.30000000000000004) go.</summary>
    public static string Text(string invariant) =>
        long.TryParse(invariant, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? invariant
        : double.TryParse(invariant, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15
            ? Math.Round((decimal)number, 10).ToString("0.##########", CultureInfo.InvariantCulture).Replace('.', ',')
        : invariant;
}
