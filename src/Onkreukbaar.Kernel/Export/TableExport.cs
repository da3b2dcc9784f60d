// SPDX-License-Identifier: EUPL-1.2
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Kernel.Export;

/// <summary>
/// A list as open data: CSV, JSON, JSON lines or XLSX. Rows are written as they come, so that a list of any length takes the same memory; the same rows
/// give the same bytes.
/// </summary>
/// <remarks>
/// What a spreadsheet would run must not reach it: in CSV a text that begins with <c>= + - @</c>, a tab or a carriage return gets an
/// apostrophe in front (<c>'=1+1</c>), as spreadsheet programs themselves mark text. In JSON and XLSX texts stay as they are: JSON has no
/// formulas and XLSX cells are written as text, never as formulas.
/// </remarks>
/// <param name="name">Name of the list: the file name without ending and the title of the sheet.</param>
/// <param name="columns">In order; an empty list of rows still gives the header.</param>
public sealed class TableExport<T>(string name, params IReadOnlyList<ExportColumn<T>> columns)
{
    // Small enough to keep memory flat, large enough to make few network writes.
    private const int Chunk = 32 * 1024;

    /// <summary>Answers a request with the whole list as a download.</summary>
    public IResult Result(ExportFormat format, IAsyncEnumerable<T> rows) => new Download(this, format, rows);

    /// <summary>Writes the whole list; only asynchronous writes are used and the stream stays open.</summary>
    public Task WriteAsync(ExportFormat format, IAsyncEnumerable<T> rows, Stream output, CancellationToken cancellation = default) =>
        format switch
        {
            ExportFormat.Json => WriteJsonAsync(rows, output, cancellation),
            ExportFormat.JsonLines => WriteJsonLinesAsync(rows, output, cancellation),
            ExportFormat.Xlsx => WriteXlsxAsync(rows, output, cancellation),
            _ => WriteCsvAsync(rows, output, cancellation),
        };

    private async Task WriteCsvAsync(IAsyncEnumerable<T> rows, Stream output, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Chunk, leaveOpen: true);
        var line = new StringBuilder();
        foreach (var column in columns)
        {
            AppendField(line, column.Name);
        }

        await EndLineAsync();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            foreach (var column in columns)
            {
                var value = column.Value(row);
                AppendField(line, value.Kind == ExportKind.Text ? ExportFormats.Harmless(value.Text) : value.Text);
            }

            await EndLineAsync();
        }

        Task EndLineAsync()
        {
            // The last comma becomes the line end.
            line.Length--;
            line.Append("\r\n");
            var ready = line.ToString();
            line.Clear();
            return text.WriteAsync(ready);
        }
    }

    private static void AppendField(StringBuilder line, string text)
    {
        if (text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || (text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))))
        {
            line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            line.Append(text);
        }

        line.Append(',');
    }

    private async Task WriteJsonAsync(IAsyncEnumerable<T> rows, Stream output, CancellationToken cancellation)
    {
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await using var json = new Utf8JsonWriter(pipe, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            WriteObject(json, row);
            if (json.BytesPending + pipe.UnflushedBytes > Chunk)
            {
                // Utf8JsonWriter.FlushAsync would leave the bytes in the pipe when it writes to one.
                json.Flush();
                await pipe.FlushAsync(cancellation);
            }
        }

        json.WriteEndArray();
        json.Flush();
        await pipe.CompleteAsync();
    }

    private async Task WriteJsonLinesAsync(IAsyncEnumerable<T> rows, Stream output, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            WriteObject(json, row);
            await json.FlushAsync(cancellation);
            buffer.WriteByte((byte)'\n');
            json.Reset();
            if (buffer.Length > Chunk)
            {
                await WriteOutAsync();
            }
        }

        await WriteOutAsync();

        async Task WriteOutAsync()
        {
            await output.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellation);
            buffer.SetLength(0);
        }
    }

    private void WriteObject(Utf8JsonWriter json, T row)
    {
        json.WriteStartObject();
        foreach (var column in columns)
        {
            var value = column.Value(row);
            switch (value.Kind)
            {
                case ExportKind.Nothing:
                    json.WriteNull(column.Name);
                    break;
                case ExportKind.Number:
                    json.WritePropertyName(column.Name);
                    json.WriteRawValue(value.Text, skipInputValidation: true);
                    break;
                case ExportKind.Boolean:
                    json.WriteBoolean(column.Name, value.Text == "true");
                    break;
                default:
                    json.WriteString(column.Name, value.Text);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private async Task WriteXlsxAsync(IAsyncEnumerable<T> rows, Stream output, CancellationToken cancellation)
    {
        using var book = new SheetWriter(output, name, [.. columns.Select(c => c.Name)]);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            book.StartRow();
            foreach (var column in columns)
            {
                book.Cell(column.Value(row));
            }

            await book.EndRowAsync(cancellation);
        }

        await book.CompleteAsync(cancellation);
    }

    private sealed class Download(TableExport<T> table, ExportFormat format, IAsyncEnumerable<T> rows) : IResult
    {
        private readonly string file = table.FileName(format);

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = format.MediaType();
            response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
            // A failure half-way ends the connection without a proper end, so that no reader takes half a list for the whole.
            await table.WriteAsync(format, rows, response.Body, httpContext.RequestAborted);
        }
    }

    private string FileName(ExportFormat format) => $"{name}.{format.Ending()}";
}
