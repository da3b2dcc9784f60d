// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Time;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Export;

public sealed class TableExportTests
{
    private sealed record Row(string? Text, decimal? Number = null, DateOnly? Day = null, bool? Known = null, PartialDate? Since = null);

    private static readonly TableExport<Row> Table = new(
        "nevenfuncties",
        new ExportColumn<Row>("omschrijving", r => r.Text),
        new ExportColumn<Row>("uren", r => r.Number),
        new ExportColumn<Row>("datumMelding", r => r.Day),
        new ExportColumn<Row>("bezoldigd", r => r.Known),
        new ExportColumn<Row>("datumAanvang", r => r.Since)
    );

    private static readonly Row[] Rows =
    [
        new("Lid raad van toezicht", 7.5m, new DateOnly(2026, 3, 1), true, new PartialDate(2018, 5)),
        new("Zegt \"ja\", en\nmeer", null, null, false),
        new(null),
    ];

    [Fact]
    public async Task Csv_follows_RFC_4180_in_UTF8_without_byte_order_mark()
    {
        var text = Encoding.UTF8.GetString(await BytesAsync(ExportFormat.Csv, Rows));
        text.ShouldBe(
            "omschrijving,uren,datumMelding,bezoldigd,datumAanvang\r\n"
                + "Lid raad van toezicht,7.5,2026-03-01,true,2018-05\r\n"
                + "\"Zegt \"\"ja\"\", en\nmeer\",,,false,\r\n"
                + ",,,,\r\n"
        );
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+31 20 1234567")]
    [InlineData("-1+1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    public async Task A_text_that_a_spreadsheet_would_run_gets_an_apostrophe_in_csv_and_stays_as_it_is_elsewhere(string text)
    {
        Encoding.UTF8.GetString(await BytesAsync(ExportFormat.Csv, [new(text)])).Split("\r\n")[1].TrimStart('"').ShouldStartWith("'" + text[0]);

        using var json = JsonDocument.Parse(await BytesAsync(ExportFormat.Json, [new(text)]));
        json.RootElement[0].GetProperty("omschrijving").GetString().ShouldBe(text);

        var sheet = await BytesAsync(ExportFormat.Xlsx, [new(text)]);
        using var book = SpreadsheetDocument.Open(new MemoryStream(sheet), isEditable: false);
        var cells = book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Cell>().ToList();
        cells.ShouldAllBe(c => c.CellFormula == null);
        var cell = cells.Single(c => c.CellReference == "A2");
        cell.DataType!.Value.ShouldBe(CellValues.InlineString);
        cell.InlineString!.Text!.Text.ShouldBe(text.Replace("\r", "_x000D_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_negative_number_is_a_number_and_gets_no_apostrophe() =>
        Encoding.UTF8.GetString(await BytesAsync(ExportFormat.Csv, [new("x", -5m)])).ShouldContain("x,-5,,,");

    [Fact]
    public async Task Json_is_an_array_of_objects_that_all_have_every_column()
    {
        using var json = JsonDocument.Parse(await BytesAsync(ExportFormat.Json, Rows));
        json.RootElement.GetArrayLength().ShouldBe(3);
        json.RootElement[0].GetRawText().ShouldBe(
            """{"omschrijving":"Lid raad van toezicht","uren":7.5,"datumMelding":"2026-03-01","bezoldigd":true,"datumAanvang":"2018-05"}"""
        );
        json.RootElement[2].EnumerateObject().ShouldAllBe(p => p.Value.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task An_empty_list_still_has_its_header()
    {
        Encoding.UTF8.GetString(await BytesAsync(ExportFormat.Csv, [])).ShouldBe("omschrijving,uren,datumMelding,bezoldigd,datumAanvang\r\n");
        Encoding.UTF8.GetString(await BytesAsync(ExportFormat.Json, [])).ShouldBe("[]");
        Valid(await BytesAsync(ExportFormat.Xlsx, []));
    }

    [Fact]
    public async Task The_spreadsheet_is_valid_by_the_format_and_dates_are_dates()
    {
        var bytes = await BytesAsync(ExportFormat.Xlsx, [.. Rows, new("1 < 2 & 3 > 2 _x0041_ \u0001 😀", 1, new DateOnly(1899, 1, 1))]);
        Valid(bytes);
        using var book = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        var cells = book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Cell>().ToDictionary(c => c.CellReference!.Value!, StringComparer.Ordinal);
        cells["C2"].CellValue!.Text.ShouldBe("46082");
        cells["B2"].CellValue!.Text.ShouldBe("7.5");
        cells["D3"].CellValue!.Text.ShouldBe("0");
        cells["A5"].InlineString!.Text!.Text.ShouldBe("1 < 2 & 3 > 2 _x005F_x0041_ \uFFFD 😀");
        cells["C5"].InlineString!.Text!.Text.ShouldBe("1899-01-01", "before March 1900 a spreadsheet counts other days");
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Json)]
    [InlineData(ExportFormat.Xlsx)]
    public async Task The_same_rows_give_the_same_bytes(ExportFormat format) =>
        (await BytesAsync(format, Rows)).ShouldBe(await BytesAsync(format, Rows));

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Json)]
    [InlineData(ExportFormat.Xlsx)]
    public async Task Rows_go_out_while_later_rows_are_still_being_made(ExportFormat format)
    {
        var output = new OneWayStream();
        var writtenAtLastRow = 0L;
        // Random text does not compress, so that the zip's own buffer fills too.
        var random = new System.Random(1);
        var bytes = new byte[600];
        async IAsyncEnumerable<Row> Many()
        {
            for (var i = 0; i < 2000; i++)
            {
                writtenAtLastRow = output.Written;
                random.NextBytes(bytes);
                yield return new(Convert.ToBase64String(bytes));
            }

            await Task.CompletedTask;
        }

        await Table.WriteAsync(format, Many(), output, TestContext.Current.CancellationToken);
        writtenAtLastRow.ShouldBeGreaterThan(output.Written * 9 / 10);
    }

    [Fact]
    public async Task The_answer_is_a_download_with_name_and_media_type()
    {
        var http = new DefaultHttpContext();
        var body = new MemoryStream();
        http.Response.Body = body;
        await Table.Result(ExportFormat.Csv, AsyncRows<Row>([])).ExecuteAsync(http);
        http.Response.ContentType.ShouldBe("text/csv; charset=utf-8; header=present");
        http.Response.Headers.ContentDisposition.ToString().ShouldBe("attachment; filename=\"nevenfuncties.csv\"");
        body.Length.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("csv", true)]
    [InlineData(".xlsx", true)]
    [InlineData("json", true)]
    [InlineData("xls", false)]
    [InlineData(null, false)]
    public void Only_the_three_endings_are_formats(string? ending, bool known) => ExportFormats.TryParse(ending, out _).ShouldBe(known);

    internal static async IAsyncEnumerable<T> AsyncRows<T>(IEnumerable<T> rows)
    {
        foreach (var row in rows)
        {
            yield return row;
        }

        await Task.CompletedTask;
    }

    private static async Task<byte[]> BytesAsync(ExportFormat format, IReadOnlyList<Row> rows)
    {
        var output = new OneWayStream();
        await Table.WriteAsync(format, AsyncRows(rows), output);
        return output.ToArray();
    }

    private static void Valid(byte[] bytes)
    {
        using var book = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        new OpenXmlValidator(FileFormatVersions.Office2019).Validate(book, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath} {e.Description}").ShouldBeEmpty();
    }
}

/// <summary>As a network answer is: forward only, and only asynchronous.</summary>
internal sealed class OneWayStream : Stream
{
    private readonly MemoryStream kept = new();

    public long Written => kept.Length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public byte[] ToArray() => kept.ToArray();

    public override void Flush() => throw new NotSupportedException("synchronous flush");

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("synchronous write");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        kept.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        kept.Write(buffer, offset, count);
        return Task.CompletedTask;
    }
}
