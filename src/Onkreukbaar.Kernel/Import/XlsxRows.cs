// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Onkreukbaar.Kernel.Import;

/// <summary>
/// Rows of the first visible sheet of an XLSX file, read from the package itself: only the few parts that hold a table are opened, each under
/// a limit, in one pass. Formulas count by their stored result; macros, links and pictures are never opened.
/// </summary>
internal sealed class XlsxRows : IDisposable
{
    // Parts below this size may be packed as tightly as they like.
    private const long SmallPart = 8 * 1024 * 1024;
    private const int Deepest = 32;

    private readonly ZipArchive zip;
    private readonly string name;
    private readonly TableLimits limits;
    private readonly string sheetPart;
    private readonly bool from1904;
    private readonly List<string> shared = [];
    private readonly List<bool> dateStyles = [];
    private readonly char[] chunk = new char[4096];
    private readonly StringBuilder text = new();
    private readonly IEnumerator<TableRow> walk;

    private XlsxRows(ZipArchive zip, string name, TableLimits limits)
    {
        this.zip = zip;
        this.name = name;
        this.limits = limits;
        CheckSizes();
        (sheetPart, from1904) = FirstSheet();
        ReadShared();
        ReadStyles();
        walk = ReadSheet().GetEnumerator();
        Columns = walk.MoveNext() ? Headings.Of(walk.Current.Cells, limits, name) : throw TableReader.Stop(Texts.ImportFileEmpty, name);
    }

    public IReadOnlyList<string> Columns { get; }

    public static XlsxRows Open(Stream file, string name, TableLimits limits)
    {
        var package = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            return new(package, name, limits);
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    public IEnumerable<TableRow> Rows()
    {
        while (walk.MoveNext())
        {
            yield return walk.Current;
        }
    }

    public void Dispose()
    {
        walk.Dispose();
        zip.Dispose();
    }

    private void CheckSizes()
    {
        if (zip.Entries.Count > limits.Parts)
        {
            throw TableReader.Stop(Texts.ImportFileBomb, name);
        }

        long all = 0;
        foreach (var entry in zip.Entries)
        {
            all += entry.Length;
            if (all > limits.Bytes)
            {
                throw TableReader.Stop(Texts.ImportFileTooLarge, name, limits.Bytes / (1024 * 1024));
            }

            if (entry.Length > SmallPart && entry.Length / Math.Max(1, entry.CompressedLength) > limits.Ratio)
            {
                throw TableReader.Stop(Texts.ImportFileBomb, name);
            }
        }
    }

    private (string Part, bool From1904) FirstSheet()
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var relation in Elements("xl/_rels/workbook.xml.rels", "Relationship"))
        {
            if (relation.GetAttribute("Id") is { } id && relation.GetAttribute("Target") is { } target)
            {
                targets[id] = target;
            }
        }

        string? chosen = null;
        var later = false;
        foreach (var element in Elements("xl/workbook.xml", "sheet", "workbookPr"))
        {
            if (element.LocalName == "workbookPr")
            {
                later = element.GetAttribute("date1904") is "1" or "true";
                continue;
            }

            var hidden = element.GetAttribute("state") is "hidden" or "veryHidden";
            var relation = "";
            while (element.MoveToNextAttribute())
            {
                // The namespace of relations differs between the strict and the transitional form.
                relation = element is { LocalName: "id", NamespaceURI.Length: > 0 } ? element.Value : relation;
            }

            element.MoveToElement();
            if (chosen is null && !hidden && targets.TryGetValue(relation, out var target))
            {
                chosen = target.StartsWith('/') ? target[1..] : "xl/" + target;
            }
        }

        return chosen is not null && zip.GetEntry(chosen) is not null ? (chosen, later) : throw TableReader.Stop(Texts.ImportFileNoSheet, name);
    }

    private void ReadShared()
    {
        if (zip.GetEntry("xl/sharedStrings.xml") is null)
        {
            return;
        }

        long total = 0;
        foreach (var item in Elements("xl/sharedStrings.xml", "si"))
        {
            var value = TextBelow(item);
            total += value.Length + 16;
            if (total > limits.SharedText)
            {
                throw TableReader.Stop(Texts.ImportFileTooMuchText, name);
            }

            shared.Add(value);
        }
    }

    private void ReadStyles()
    {
        if (zip.GetEntry("xl/styles.xml") is null)
        {
            return;
        }

        var own = new Dictionary<string, bool>(StringComparer.Ordinal);
        var inCells = false;
        foreach (var element in Elements("xl/styles.xml", "numFmt", "cellXfs", "cellStyleXfs", "xf"))
        {
            switch (element.LocalName)
            {
                case "numFmt":
                    own[element.GetAttribute("numFmtId") ?? ""] = IsDateFormat(element.GetAttribute("formatCode") ?? "");
                    break;
                case "xf" when inCells:
                    var id = element.GetAttribute("numFmtId") ?? "0";
                    dateStyles.Add(
                        own.TryGetValue(id, out var date)
                            ? date
                            : int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                                && number is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58)
                    );
                    break;
                case "xf":
                    break;
                default:
                    inCells = element.LocalName == "cellXfs";
                    break;
            }
        }
    }

    private IEnumerable<TableRow> ReadSheet()
    {
        using var xml = Open(sheetPart);
        long row = 0;
        while (Next(xml))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row")
            {
                continue;
            }

            row = long.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : row + 1;
            var (cells, error) = xml.IsEmptyElement ? ([], null) : ReadRow(xml);
            if (!cells.TrueForAll(string.IsNullOrWhiteSpace))
            {
                yield return new(row, cells, error);
            }
        }
    }

    private (List<string?> Cells, string? Error) ReadRow(XmlReader xml)
    {
        var cells = new List<string?>(Columns?.Count ?? 16);
        string? error = null;
        var depth = xml.Depth;
        while (Next(xml) && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c")
            {
                continue;
            }

            var column = Column(xml.GetAttribute("r")) ?? cells.Count;
            if (column >= limits.Columns)
            {
                // Formatting far to the right is no data; text there would be outside the table.
                continue;
            }

            while (cells.Count <= column)
            {
                cells.Add(null);
            }

            var type = xml.GetAttribute("t");
            var date = int.TryParse(xml.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var style)
                && style < dateStyles.Count
                && dateStyles[style];
            var value = xml.IsEmptyElement ? "" : TextBelow(xml);
            if (type == "e")
            {
                error = string.Format(CultureInfo.CurrentCulture, Texts.ImportCellError, value);
            }

            cells[column] = value.Length == 0 ? null : TextOf(value, type, date);
        }

        return (cells, error);
    }

    private string TextOf(string value, string? type, bool date) =>
        type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < shared.Count
                ? shared[index]
                : throw new InvalidDataException("A shared text that is not there."),
            "inlineStr" or "str" => Unescape(value),
            "b" => value == "1" ? "ja" : "nee",
            "e" => value,
            "d" => value.Split('T')[0],
            _ when date => Date(value) ?? CellNumber.Text(value),
            _ => CellNumber.Text(value),
        };

    private string? Date(string value)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) || serial is < 0 or > 2_958_465)
        {
            return null;
        }

        // In the 1900 system day 60 is a 29 February that was not there.
        serial += from1904 ? 1462 : serial is >= 1 and < 60 ? 1 : 0;
        var moment = new DateTime(1899, 12, 30).AddDays(serial);
        return serial < 1 ? moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : moment.TimeOfDay == TimeSpan.Zero ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>The text of the element on which the reader stands; phonetic notes and formulas left out. Leaves the reader at its end.</summary>
    private string TextBelow(XmlReader xml)
    {
        text.Clear();
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var depth = xml.Depth;
        var wanted = false;
        var left = -1;
        while (Next(xml) && xml.Depth > depth)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName == "rPh" && !xml.IsEmptyElement:
                    left = xml.Depth;
                    break;
                case XmlNodeType.Element:
                    wanted = xml.LocalName is "v" or "t" && left < 0;
                    break;
                case XmlNodeType.EndElement:
                    left = xml.Depth == left ? -1 : left;
                    wanted = false;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when wanted:
                    int read;
                    while ((read = xml.ReadValueChunk(chunk, 0, chunk.Length)) > 0)
                    {
                        text.Append(chunk, 0, read);
                        if (text.Length > limits.Cell)
                        {
                            throw TableReader.Stop(Texts.ImportSheetCellTooLong, name, limits.Cell);
                        }
                    }

                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Each element with one of the names in a small part.</summary>
    private IEnumerable<XmlReader> Elements(string part, params string[] names)
    {
        using var xml = Open(part);
        while (Next(xml))
        {
            if (xml.NodeType == XmlNodeType.Element && names.Contains(xml.LocalName, StringComparer.Ordinal))
            {
                yield return xml;
            }
        }
    }

    private XmlReader Open(string part)
    {
        var entry = zip.GetEntry(part) ?? throw TableReader.Stop(Texts.ImportFileNoSheet, name);
        return XmlReader.Create(
            new LimitedStream(entry.Open(), limits.Bytes, name, xml: true),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                CloseInput = true,
            }
        );
    }

    private bool Next(XmlReader xml)
    {
        var more = xml.Read();
        return xml.Depth <= Deepest ? more : throw TableReader.Stop(Texts.ImportFileBomb, name);
    }

    private static bool IsDateFormat(string code)
    {
        var quoted = false;
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '[' when !quoted:
                    i = Math.Max(i, code.IndexOf(']', i));
                    break;
                case 'd' or 'D' or 'm' or 'M' or 'y' or 'Y' or 'h' or 'H' or 's' or 'S' or 'j' or 'J' when !quoted:
                    return true;
            }
        }

        return false;
    }

    // "BC12" is column 54.
    private static int? Column(string? reference)
    {
        var column = 0;
        foreach (var c in reference ?? "")
        {
            if (!char.IsAsciiLetterUpper(c))
            {
                break;
            }

            column = (column * 26) + (c - 'A' + 1);
            if (column > 20_000)
            {
                break;
            }
        }

        return column == 0 ? null : column - 1;
    }

    // The format writes characters that XML cannot hold as _x0001_.
    private static string Unescape(string value) => value.Contains("_x", StringComparison.Ordinal) ? XmlConvert.DecodeName(value) : value;
}
