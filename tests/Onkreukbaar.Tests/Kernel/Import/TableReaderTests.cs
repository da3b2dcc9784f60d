// SPDX-License-Identifier: EUPL-1.2
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Tests.Kernel.Export;
using Shouldly;
using Xunit;
using SheetText = DocumentFormat.OpenXml.Spreadsheet.Text;

namespace Onkreukbaar.Tests.Kernel.Import;

public sealed class TableReaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onkreukbaar-table-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("naam;functie\nJosé;lid\n", ";")]
    [InlineData("naam,functie\r\nJosé,lid\r\n", ",")]
    [InlineData("naam\tfunctie\rJosé\tlid", "tab")]
    [InlineData("sep=;\nnaam;functie\nJosé;lid\n", ";")]
    [InlineData("\n\n\"naam\";\"functie\"\n\n;\nJosé;lid\n", ";")]
    public void A_csv_file_is_read_whatever_its_separator_and_line_ends(string text, string separator)
    {
        var (columns, rows, format) = Read(Bytes(text));
        columns.ShouldBe(["naam", "functie"]);
        rows.Single().Cells.ShouldBe(["José", "lid"]);
        format.ShouldBe($"CSV, UTF-8, {separator}");
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_heading()
    {
        Read([0xEF, 0xBB, 0xBF, .. Bytes("naam;functie\nA;b\n")]).Columns[0].ShouldBe("naam");
        Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("naam;functie\nJosé;b\n")]).Rows[0].Cells[0].ShouldBe("José");
    }

    [Fact]
    public void Windows_1252_is_seen_even_when_the_first_accent_is_on_the_last_line()
    {
        var plain = string.Concat(Enumerable.Repeat("Anna;lid\n", 60_000));
        byte[] file = [.. Bytes("naam;functie\n" + plain), .. "Ren"u8, 0xE9, .. ";lid "u8, 0x80, .. " 5\n"u8];
        var (_, rows, format) = Read(file);
        format.ShouldBe("CSV, WINDOWS-1252, ;");
        rows[^1].Cells.ShouldBe(["René", "lid € 5"]);
    }

    [Fact]
    public void A_file_in_two_encodings_is_refused_with_the_line() =>
        Refusal([.. Bytes("naam\nJosé\n"), .. "Ren"u8, 0xE9, .. "\n"u8]).ShouldContain("regel 3");

    [Fact]
    public void Text_in_UTF16_without_a_mark_is_refused() => Refusal(Encoding.Unicode.GetBytes("naam;functie\n")).ShouldContain("CSV UTF-8");

    [Fact]
    public void Lines_are_numbered_as_a_text_editor_does_also_after_line_ends_inside_quotes()
    {
        var (_, rows, _) = Read(Bytes("a,b\r\n1,\"x\r\ny\r\nz\"\r\n\r\n2,\"q\"\"q\"\r\n3,c"));
        rows.Select(r => r.Line).ShouldBe([2, 6, 7]);
        rows[0].Cells[1].ShouldBe("x\r\ny\r\nz");
        rows[1].Cells[1].ShouldBe("q\"q");
    }

    [Fact]
    public void Lines_are_numbered_right_across_the_edge_of_the_buffer()
    {
        var text = new StringBuilder("a,b\r\n");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append("12345678,\"é\r\n\"\r\n");
        }

        var (_, rows, _) = Read(Bytes(text.ToString()));
        rows.Count.ShouldBe(50_000);
        rows[^1].Line.ShouldBe(100_000);
        rows.ShouldAllBe(r => r.Error == null && r.Cells[1] == "é\r\n");
    }

    [Fact]
    public void A_line_with_too_few_or_too_many_cells_carries_its_error()
    {
        var (_, rows, _) = Read(Bytes("a,b\n1\n1,2\n1,2,3\n"));
        rows.Select(r => r.Error is null).ShouldBe([false, true, false]);
        rows[0].Error!.ShouldContain("1 vakken");
    }

    [Fact]
    public void A_stray_quote_is_an_error_of_its_line_only()
    {
        var (_, rows, _) = Read(Bytes("a;b\n\"5\" buis\";x\n5\" buis;y\n"));
        rows[0].Error.ShouldNotBeNull();
        rows[1].Error.ShouldBeNull();
        rows[1].Cells[0].ShouldBe("5\" buis");
    }

    [Fact]
    public void A_file_that_breaks_off_inside_quotes_says_where_they_began() => Refusal(Bytes("a;b\n1;2\n3;\"vier\nvijf")).ShouldContain("regel 3");

    [Fact]
    public void A_missing_quote_does_not_swallow_a_large_file()
    {
        var text = "a;b\n1;\"twee\n" + string.Concat(Enumerable.Repeat("3;vier\n", 200_000));
        Refusal(Bytes(text)).ShouldContain("regel 2");
    }

    [Fact]
    public void An_empty_file_the_same_column_twice_and_a_json_array_are_refused()
    {
        Refusal([]).ShouldContain("leeg");
        Refusal(Bytes("\n\n")).ShouldContain("leeg");
        Refusal(Bytes("naam;Naam\n")).ShouldContain("twee keer");
        Refusal(Bytes("[{\"a\":1}]")).ShouldContain("JSON");
        Refusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).ShouldContain(".xlsx");
    }

    [Fact]
    public void Json_lines_are_a_table_also_packed()
    {
        var text = "{\"naam\":\"José\",\"uren\":7.5,\"bezoldigd\":true}\n\n{\"naam\":null,\"meer\":[1]}\nkapot\n[1]\n";
        byte[][] files = [Bytes(text), Gzip(Bytes(text)), Gzip(Tar("rijen.jsonl", Bytes(text)))];
        foreach (var file in files)
        {
            var (columns, rows, _) = Read(file);
            columns.ShouldBe(["naam", "uren", "bezoldigd", "meer"]);
            rows[0].Cells.Take(3).ShouldBe(["José", "7,5", "ja"]);
            rows[1].Line.ShouldBe(3);
            rows[1][3].ShouldBe("[1]");
            rows[2].Error!.ShouldContain("JSON");
            rows[3].Error!.ShouldContain("JSON");
        }
    }

    [Fact]
    public void A_truncated_gzip_is_refused()
    {
        var lines = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},{i * 7919 % 10_007}\n"));
        var packed = Gzip(Bytes("a,b\n" + lines));
        Refusal(packed[..(packed.Length / 2)]).ShouldContain("niet helemaal");
    }

    [Fact]
    public void A_gzip_bomb_stops_at_the_limit()
    {
        var packed = Gzip(Bytes("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 3_000_000))));
        Refusal(packed, new TableLimits { Bytes = 1024 * 1024 }).ShouldContain("groter dan 1 megabyte");
    }

    [Fact]
    public void A_spreadsheet_is_read_with_its_dates_numbers_and_formula_results()
    {
        var file = Sheet(
            ["naam", "datum", "bedrag", "ja of nee", "formule"],
            [
                Shared("José"), Styled("43974"), Number("1234.5"), Bool("1"), Formula("=1+1", "2"),
            ]
        );
        var (columns, rows, format) = Read(file);
        format.ShouldBe("XLSX");
        columns.ShouldBe(["naam", "datum", "bedrag", "ja of nee", "formule"]);
        rows.Single().Cells.ShouldBe(["José", "2020-05-23", "1234,5", "ja", "2"]);
        rows.Single().Line.ShouldBe(2);
    }

    [Fact]
    public async Task What_we_export_can_be_read_back()
    {
        var table = new TableExport<(string? Name, decimal? Number, DateOnly? Day)>(
            "terug",
            new("naam", r => r.Name),
            new("getal", r => r.Number),
            new("dag", r => r.Day)
        );
        (string?, decimal?, DateOnly?)[] rows = [("a\tb\nc < & > \"", 7.25m, new(2026, 3, 1)), (null, -1m, null), ("_x0041_", null, null)];
        foreach (var format in new[] { ExportFormat.Csv, ExportFormat.Xlsx })
        {
            var output = new OneWayStream();
            await table.WriteAsync(format, TableExportTests.AsyncRows(rows), output, TestContext.Current.CancellationToken);
            var back = Read(output.ToArray());
            back.Columns.ShouldBe(["naam", "getal", "dag"]);
            back.Rows[0][0].ShouldBe("a\tb\nc < & > \"");
            back.Rows[0][1].ShouldBe(format == ExportFormat.Csv ? "7.25" : "7,25");
            back.Rows[0][2].ShouldBe("2026-03-01");
            back.Rows[2][0].ShouldBe("_x0041_");
        }
    }

    [Fact]
    public void A_cell_with_a_formula_error_is_an_error_of_its_line()
    {
        var (_, rows, _) = Read(Sheet(["a"], [new Cell { DataType = CellValues.Error, CellValue = new("#N/A") }]));
        rows.Single().Error!.ShouldContain("#N/A");
    }

    [Fact]
    public void A_zip_bomb_as_spreadsheet_is_refused_before_it_unpacks()
    {
        Refusal(Bomb()).ShouldContain("pakt veel verder uit");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_giant_text_or_attribute_in_a_spreadsheet_is_refused_without_reading_all_of_it(bool attribute)
    {
        var start = "<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>a</t></is></c></row><row r=\"2\"><c t=\"inlineStr\" " + (attribute ? "x=\"" : "><is><t>");
        var file = Zip(
            ("xl/workbook.xml", w => w.Write("<workbook xmlns:r=\"urn:r\"><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>"u8)),
            ("xl/_rels/workbook.xml.rels", w => w.Write("<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"u8)),
            (
                "xl/worksheets/sheet1.xml",
                w =>
                {
                    w.Write(Bytes(start));
                    for (var i = 0; i < 7; i++)
                    {
                        w.Write(Bytes(new string('x', 1024 * 1024)));
                    }
                }
            )
        );
        Refusal(file).ShouldNotContain("beschadigd");
    }

    [Fact]
    public void A_truncated_spreadsheet_and_one_without_sheets_are_refused()
    {
        var file = Sheet(["a"], [Number("1")]);
        Refusal(file[..(file.Length / 2)]).ShouldContain("niet helemaal");
        Refusal(Zip(("hallo.txt", w => w.Write("x"u8)))).ShouldContain("rekenblad");
    }

    [Fact]
    public void An_external_entity_in_a_spreadsheet_is_never_followed()
    {
        var file = Zip(
            ("xl/workbook.xml", w => w.Write("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><workbook>&e;</workbook>"u8)),
            ("xl/_rels/workbook.xml.rels", w => w.Write("<Relationships/>"u8))
        );
        Refusal(file).ShouldContain("beschadigd");
    }

    [Fact]
    public void Columns_are_found_by_heading_whatever_case_and_accents()
    {
        ImportField[] fields = [new("omschrijving", Required: true, "functie", "nevenfunctie"), new("bezoldigd", Required: false, "Bezoldigd ja/nee")];
        var mapping = ColumnMapping.Choose(["Naam", "NEVEN-FUNCTIE", "bézoldigd (ja / nee)"], fields);
        mapping["omschrijving"].ShouldBe(1);
        mapping["bezoldigd"].ShouldBe(2);
        ColumnMapping.Choose(["x", "y"], fields, ColumnMapping.Asked("omschrijving=Y; bezoldigd=")).All.ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Fact]
    public void A_missing_column_is_named_with_what_was_found()
    {
        ImportField[] fields = [new("omschrijving", Required: true, "functie")];
        var refusal = Should.Throw<ImportStoppedException>(() => ColumnMapping.Choose(["Naam", "Datum"], fields)).Message;
        refusal.ShouldContain("omschrijving (functie)");
        refusal.ShouldContain("\"Naam\", \"Datum\"");
        Should.Throw<ImportStoppedException>(() => ColumnMapping.Choose(["Naam"], fields, ColumnMapping.Asked("omschrijving=Taak"))).Message.ShouldContain("Taak");
        Should.Throw<ImportStoppedException>(() => ColumnMapping.Choose(["Naam"], fields, ColumnMapping.Asked("anders=Naam"))).Message.ShouldContain("anders");
        Should.Throw<ImportStoppedException>(() => ColumnMapping.Asked("omschrijving"));
    }

    private (IReadOnlyList<string> Columns, List<TableRow> Rows, string Format) Read(byte[] bytes, TableLimits? limits = null)
    {
        var path = Path.Combine(folder, "lijst");
        File.WriteAllBytes(path, bytes);
        using var reader = TableReader.Open(path, limits: limits);
        return (reader.Columns, [.. reader.Rows()], reader.Format);
    }

    private string Refusal(byte[] bytes, TableLimits? limits = null) => Should.Throw<ImportStoppedException>(() => Read(bytes, limits)).Message;

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Tar(string name, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }

        return packed.ToArray();
    }

    /// <summary>A file of some hundreds of kilobytes that unpacks to 300 megabytes.</summary>
    internal static byte[] Bomb() => Zip(("xl/workbook.xml", w => Zeros(w, 300)));

    private static byte[] Zip(params (string Name, Action<Stream> Write)[] parts)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, write) in parts)
            {
                using var part = zip.CreateEntry(name).Open();
                write(part);
            }
        }

        return packed.ToArray();
    }

    private static void Zeros(Stream to, int megabytes)
    {
        var zeros = new byte[1024 * 1024];
        for (var i = 0; i < megabytes; i++)
        {
            to.Write(zeros);
        }
    }

    private static Cell Shared(string text) => new() { DataType = CellValues.SharedString, CellValue = new(text) };

    private static Cell Number(string number) => new() { CellValue = new(number) };

    private static Cell Styled(string number) => new() { CellValue = new(number), StyleIndex = 1 };

    private static Cell Bool(string value) => new() { DataType = CellValues.Boolean, CellValue = new(value) };

    private static Cell Formula(string formula, string value) => new() { CellFormula = new(formula), CellValue = new(value) };

    /// <summary>Made by the standard library for the format, so that our reader is not judged by our writer.</summary>
    internal static byte[] Sheet(IEnumerable<string> headings, params IEnumerable<Cell>[] rows)
    {
        using var file = new MemoryStream();
        using (var book = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = book.AddWorkbookPart();
            var hidden = workbook.AddNewPart<WorksheetPart>("rId9");
            hidden.Worksheet = new Worksheet(new SheetData());
            var sheet = workbook.AddNewPart<WorksheetPart>("rId1");
            var texts = workbook.AddNewPart<SharedStringTablePart>();
            texts.SharedStringTable = new SharedStringTable();
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new Fonts(new Font()),
                new Fills(new Fill()),
                new Borders(new Border()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true })
            );
            var data = new SheetData(new Row(headings.Select(h => new Cell { DataType = CellValues.InlineString, InlineString = new(new SheetText(h)) })));
            foreach (var row in rows)
            {
                data.Append(new Row(row.Select(c => Stored(c, texts.SharedStringTable))));
            }

            sheet.Worksheet = new Worksheet(data);
            workbook.Workbook = new Workbook(
                new Sheets(
                    new Sheet { Name = "verborgen", SheetId = 2, Id = "rId9", State = SheetStateValues.Hidden },
                    new Sheet { Name = "lijst", SheetId = 1, Id = "rId1" }
                )
            );
        }

        return file.ToArray();
    }

    private static Cell Stored(Cell cell, SharedStringTable texts)
    {
        if (cell.DataType?.Value == CellValues.SharedString)
        {
            texts.Append(new SharedStringItem(new SheetText(cell.CellValue!.Text)));
            cell.CellValue = new((texts.ChildElements.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return cell;
    }
}
