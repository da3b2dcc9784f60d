// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Onkreukbaar.Kernel.Export;

/// <summary>
/// Writes an XLSX file from the first row to the last without going back. A package library would keep the whole file in memory and give
/// parts random identities; the few parts that a plain table needs are written here, with fixed names and times, so that the same rows
/// give the same bytes.
/// </summary>
internal sealed class SheetWriter : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    // Limits of the format (ECMA-376, Excel specifications): beyond them a program offers to repair the file.
    private const int RowsPerSheet = 1_048_576;
    private const int LongestText = 32_767;
    private const int Chunk = 32 * 1024;

    private readonly ZipArchive zip;
    private readonly Stream output;
    private readonly MemoryStream waiting;
    private readonly string title;
    private readonly IReadOnlyList<string> headings;
    private readonly string[] letters;
    private readonly StringBuilder xml = new();
    private Stream? sheet;
    private int sheets;
    private int row;
    private int column;

    /// <param name="output">Where the file goes; written to asynchronously only.</param>
    /// <param name="title">Name of the sheet.</param>
    /// <param name="headings">First row.</param>
    public SheetWriter(Stream output, string title, IReadOnlyList<string> headings)
    {
        this.output = output;
        this.title = title;
        this.headings = headings;
        // The archive closes its entries with synchronous writes, which a network answer refuses: they wait here for the next chunk.
        waiting = new MemoryStream();
        zip = new ZipArchive(new WriteOnly(waiting), ZipArchiveMode.Create, leaveOpen: false);
        letters = [.. Enumerable.Range(0, headings.Count).Select(Letters)];
        StartSheet();
    }

    public void StartRow()
    {
        row++;
        column = 0;
        xml.Append(CultureInfo.InvariantCulture, $"<row r=\"{row}\">");
    }

    public void Cell(ExportValue value, bool heading = false)
    {
        var place = letters[column++];
        var style = heading ? " s=\"2\"" : "";
        switch (value.Kind)
        {
            case ExportKind.Nothing:
                break;
            case ExportKind.Number:
                xml.Append(CultureInfo.InvariantCulture, $"<c r=\"{place}{row}\"><v>{value.Text}</v></c>");
                break;
            case ExportKind.Boolean:
                xml.Append(CultureInfo.InvariantCulture, $"<c r=\"{place}{row}\" t=\"b\"><v>{(value.Text == "true" ? 1 : 0)}</v></c>");
                break;
            case ExportKind.Date when Serial(value.Text) is { } serial:
                xml.Append(CultureInfo.InvariantCulture, $"<c r=\"{place}{row}\" s=\"1\"><v>{serial}</v></c>");
                break;
            default:
                xml.Append(CultureInfo.InvariantCulture, $"<c r=\"{place}{row}\" t=\"inlineStr\"{style}><is><t xml:space=\"preserve\">");
                AppendText(value.Text);
                xml.Append("</t></is></c>");
                break;
        }
    }

    public async Task EndRowAsync(CancellationToken cancellation)
    {
        xml.Append("</row>");
        if (row == RowsPerSheet)
        {
            EndSheet();
            StartSheet();
            await DrainAsync(cancellation);
        }
        else if (xml.Length > Chunk)
        {
            Pack(sheet!);
            await DrainAsync(cancellation);
        }
    }

    /// <summary>Writes what is left; without it the file is visibly broken off.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        EndSheet();
        var numbers = Enumerable.Range(1, sheets).ToList();
        var safe = new string([.. title.Where(c => !"[]:*?/\\'<>&\"".Contains(c, StringComparison.Ordinal))]);
        safe = safe.Length == 0 ? "data" : safe[..Math.Min(25, safe.Length)];
        Part(
            "xl/workbook.xml",
            $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>"
                + string.Concat(numbers.Select(n => $"<sheet name=\"{(n == 1 ? safe : $"{safe} {n}")}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))
                + "</sheets></workbook>"
        );
        Part(
            "xl/_rels/workbook.xml.rels",
            $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"rIdStyles\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/>"
                + string.Concat(numbers.Select(n => $"<Relationship Id=\"rId{n}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))
                + "</Relationships>"
        );
        Part(
            "xl/styles.xml",
            $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
                + "<fonts count=\"2\"><font/><font><b/></font></fonts>"
                + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
                + "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf/>"
                + "<xf numFmtId=\"164\" applyNumberFormat=\"1\"/><xf fontId=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>"
        );
        Part(
            "_rels/.rels",
            $"<Relationships xmlns=\"{Package}/relationships\">"
                + $"<Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        Part(
            "[Content_Types].xml",
            $"<Types xmlns=\"{Package}/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Type}sheet.main+xml\"/>"
                + $"<Override PartName=\"/xl/styles.xml\" ContentType=\"{Type}styles+xml\"/>"
                + string.Concat(numbers.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{Type}worksheet+xml\"/>"))
                + "</Types>"
        );
        // Writes the directory of the archive.
        zip.Dispose();
        await DrainAsync(cancellation);
    }

    public void Dispose()
    {
        sheet?.Dispose();
        zip.Dispose();
        waiting.Dispose();
    }

    private void StartSheet()
    {
        sheet = Entry(string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{++sheets}.xml"));
        row = 0;
        xml.Append(Declaration)
            .Append("<worksheet xmlns=\"" + Main + "\"><sheetViews><sheetView workbookViewId=\"0\">")
            .Append("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>");
        StartRow();
        foreach (var heading in headings)
        {
            Cell(heading, heading: true);
        }

        xml.Append("</row>");
    }

    private void EndSheet()
    {
        xml.Append("</sheetData></worksheet>");
        Pack(sheet!);
        sheet!.Dispose();
        sheet = null;
    }

    private void Part(string name, string content)
    {
        using var part = Entry(name);
        xml.Append(Declaration).Append(content);
        Pack(part);
    }

    private Stream Entry(string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }

    private void Pack(Stream entry)
    {
        entry.Write(Encoding.UTF8.GetBytes(xml.ToString()));
        xml.Clear();
    }

    private async Task DrainAsync(CancellationToken cancellation)
    {
        if (waiting.Length > 0)
        {
            await output.WriteAsync(waiting.GetBuffer().AsMemory(0, (int)waiting.Length), cancellation);
            waiting.SetLength(0);
        }
    }

    private void AppendText(string text)
    {
        var length = Math.Min(text.Length, LongestText);
        for (var i = 0; i < length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&':
                    xml.Append("&amp;");
                    break;
                case '<':
                    xml.Append("&lt;");
                    break;
                case '>':
                    xml.Append("&gt;");
                    break;
                case '\r':
                    xml.Append("_x000D_");
                    break;
                // The format reads _x0041_ as a character: an underscore that begins such a group is written as its own code.
                case '_' when i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_':
                    xml.Append("_x005F_");
                    break;
                case '\t' or '\n':
                    xml.Append(c);
                    break;
                case < ' ' or '\uFFFE' or '\uFFFF':
                    xml.Append('\uFFFD');
                    break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < length && char.IsLowSurrogate(text[i + 1]):
                    xml.Append(c).Append(text[++i]);
                    break;
                case var _ when char.IsSurrogate(c):
                    xml.Append('\uFFFD');
                    break;
                default:
                    xml.Append(c);
                    break;
            }
        }
    }

    // Spreadsheets count days from 1900 with a 29 February 1900 that was not there: from March 1900 on both counts agree.
    private static int? Serial(string iso)
    {
        var date = DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return date >= new DateOnly(1900, 3, 1) ? date.DayNumber - new DateOnly(1899, 12, 30).DayNumber : null;
    }

    private static string Letters(int index)
    {
        var name = "";
        for (var rest = index + 1; rest > 0; rest = (rest - 1) / 26)
        {
            name = (char)('A' + ((rest - 1) % 26)) + name;
        }

        return name;
    }

    /// <summary>Keeps the archive from going back in what is already on its way.</summary>
    private sealed class WriteOnly(MemoryStream waiting) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => waiting.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => waiting.Write(buffer);
    }
}
