// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;

namespace Onkreukbaar.Kernel.Import;

/// <summary>Lines of a CSV file (RFC 4180, any line end): quotes, line ends inside quotes, a semicolon, comma or tab between cells.</summary>
internal sealed class CsvRows
{
    private readonly CharSource text;
    private readonly TableLimits limits;
    private readonly string name;
    private readonly char delimiter;
    private readonly StringBuilder cell = new();
    private string? error;

    public CsvRows(CharSource text, TableLimits limits, string name)
    {
        this.text = text;
        this.limits = limits;
        this.name = name;
        var heading = text.PeekLine();
        // Excel's own note about the separator.
        if (heading.Length == 5 && heading.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            delimiter = heading[4];
            text.ReadLine(limits.Cell);
        }
        else
        {
            delimiter = Guess(heading);
        }

        List<string?>? first;
        do
        {
            first = Read(out _) ?? throw TableReader.Stop(Texts.ImportFileEmpty, name);
        } while (IsBlank(first));
        Columns = Headings.Of(first, limits, name);
        if (error is not null)
        {
            throw TableReader.Stop(Texts.ImportFileHeadingBroken, name, error);
        }
    }

    public IReadOnlyList<string> Columns { get; }

    public string DelimiterName => delimiter == '\t' ? "tab" : delimiter.ToString();

    public IEnumerable<TableRow> Rows()
    {
        while (Read(out var line) is { } cells)
        {
            if (IsBlank(cells))
            {
                continue;
            }

            if (error is null && cells.Count != Columns.Count)
            {
                error = string.Format(CultureInfo.CurrentCulture, Texts.ImportRowWidth, cells.Count, Columns.Count);
            }

            yield return new(line, cells, error);
        }
    }

    // The separator that occurs most in the heading, outside quotes.
    private static char Guess(string heading)
    {
        var counts = new Dictionary<char, int> { [';'] = 0, [','] = 0, ['\t'] = 0 };
        var quoted = false;
        foreach (var c in heading)
        {
            quoted ^= c == '"';
            if (!quoted && counts.TryGetValue(c, out var count))
            {
                counts[c] = count + 1;
            }
        }

        return counts.MaxBy(c => c.Value) is { Value: > 0 } most ? most.Key : ',';
    }

    private static bool IsBlank(List<string?> cells) => cells.TrueForAll(string.IsNullOrWhiteSpace);

    private List<string?>? Read(out long line)
    {
        line = text.Line;
        error = null;
        if (text.Window.IsEmpty)
        {
            return null;
        }

        var cells = new List<string?>(Columns?.Count ?? 16);
        while (true)
        {
            cells.Add(text.Window is ['"', ..] ? Quoted() : Plain());
            if (cells.Count > limits.Columns)
            {
                throw TableReader.Stop(Texts.ImportTooManyColumns, name, limits.Columns);
            }

            switch (text.Window)
            {
                case []:
                    return cells;
                case ['\n', ..]:
                    text.Take(1);
                    return cells;
                case ['\r', ..]:
                    text.Take(1);
                    if (text.Window is ['\n', ..])
                    {
                        text.Take(1);
                    }

                    return cells;
                default:
                    text.Take(1);
                    break;
            }
        }
    }

    private string Plain()
    {
        cell.Clear();
        while (true)
        {
            var window = text.Window;
            var end = window.IndexOfAny(delimiter, '\r', '\n');
            if (end >= 0 && cell.Length == 0)
            {
                var whole = new string(window[..end]);
                text.Take(end);
                return Fits(whole);
            }

            cell.Append(end < 0 ? window : window[..end]);
            text.Take(end < 0 ? window.Length : end);
            if (end >= 0 || window.IsEmpty)
            {
                return Fits(cell.ToString());
            }

            _ = Fits("");
        }
    }

    private string Quoted()
    {
        var opened = text.Line;
        cell.Clear();
        text.Take(1);
        while (true)
        {
            var window = text.Window;
            if (window.IsEmpty)
            {
                throw TableReader.Stop(Texts.ImportQuoteOpen, name, opened);
            }

            var end = window.IndexOf('"');
            cell.Append(end < 0 ? window : window[..end]);
            text.Take(end < 0 ? window.Length : end + 1);
            if (cell.Length > limits.Cell)
            {
                throw TableReader.Stop(Texts.ImportCellTooLong, name, opened, limits.Cell);
            }

            if (end < 0)
            {
                continue;
            }

            if (text.Window is ['"', ..])
            {
                cell.Append('"');
                text.Take(1);
                continue;
            }

            var value = cell.ToString();
            if (!(text.Window is [] or ['\r' or '\n', ..]) && text.Window[0] != delimiter)
            {
                error = Texts.ImportQuoteStray;
                Plain();
            }

            return value;
        }
    }

    private string Fits(string value) =>
        value.Length > limits.Cell || cell.Length > limits.Cell ? throw TableReader.Stop(Texts.ImportCellTooLong, name, text.Line, limits.Cell) : value;
}

/// <summary>The heading of a table.</summary>
internal static class Headings
{
    /// <summary>Stripped names; the same name twice is refused.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string?> cells, TableLimits limits, string name)
    {
        var headings = cells.Select(c => Text.CleanText.Line(c ?? "")).ToList();
        if (headings.Count > limits.Columns)
        {
            throw TableReader.Stop(Texts.ImportTooManyColumns, name, limits.Columns);
        }

        var twice = headings.Where(h => h.Length > 0).GroupBy(h => h, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Skip(1).Any());
        return twice is null ? headings : throw TableReader.Stop(Texts.ImportColumnTwice, name, twice.Key);
    }
}
