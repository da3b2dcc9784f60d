// SPDX-License-Identifier: EUPL-1.2
using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace Onkreukbaar.Kernel.Import;

/// <summary>What a table file may hold at most: beyond it a file is damaged, a bomb, or not a table.</summary>
public sealed record TableLimits
{
    /// <summary>The limits of the command line.</summary>
    public static TableLimits Default { get; } = new();

    /// <summary>Characters in one cell.</summary>
    public int Cell { get; init; } = 100_000;

    /// <summary>Columns.</summary>
    public int Columns { get; init; } = 1_000;

    /// <summary>Bytes after unpacking, all parts together.</summary>
    public long Bytes { get; init; } = 8L << 30;

    /// <summary>Parts in a spreadsheet's package.</summary>
    public int Parts { get; init; } = 10_000;

    /// <summary>Bytes unpacked for each byte packed, for parts of more than a few megabytes.</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>Characters in a spreadsheet's table of shared texts, which has to be in memory.</summary>
    public long SharedText { get; init; } = 50_000_000;
}

/// <summary>One line of a table.</summary>
/// <param name="Line">Line in the file on which it begins, from 1; in a spreadsheet the row's number.</param>
/// <param name="Cells">In the order of the columns; null or missing is empty. Dates are ISO, numbers have a decimal comma.</param>
/// <param name="Error">Why the line cannot be used; null when it can.</param>
public readonly record struct TableRow(long Line, IReadOnlyList<string?> Cells, string? Error = null)
{
    /// <summary>The cell of a column; null when the line has no such cell or the column is -1.</summary>
    public string? this[int column] => column >= 0 && column < Cells.Count ? Cells[column] : null;
}

/// <summary>
/// Reads a table from a file, line by line, in constant memory: CSV (comma, semicolon or tab; UTF-8, UTF-16 with a mark, or Windows-1252),
/// XLSX (the first visible sheet; formulas by their stored result, macros and links never touched), JSON lines; the text forms also as
/// .gz and as .tar.gz with one file. What it is, is seen from the content, not from the name.
/// </summary>
public sealed class TableReader : IDisposable
{
    private readonly FileStream file;
    private readonly IEnumerable<TableRow> rows;
    private readonly IDisposable? source;

    private TableReader(FileStream file, string name, string format, IReadOnlyList<string> columns, IEnumerable<TableRow> rows, IDisposable? source)
    {
        this.file = file;
        this.rows = rows;
        this.source = source;
        Name = name;
        Format = format;
        Columns = columns;
    }

    /// <summary>Name of the file, without its folder.</summary>
    public string Name { get; }

    /// <summary>What it turned out to be, for people: "CSV, UTF-8, ;".</summary>
    public string Format { get; }

    /// <summary>Headings in order; of JSON lines the names in the first thousand lines.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Bytes of the file that were read so far, for progress.</summary>
    public long Done => file.CanSeek ? file.Position : 0;

    /// <summary>Bytes of the file.</summary>
    public long Total => file.Length;

    /// <summary>Opens a file and reads its heading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Name to show when the file was stored under another one.</param>
    /// <param name="limits">Own limits, for uploads.</param>
    /// <exception cref="ImportStoppedException">It is not there, is not a table or breaks a limit; the message says what to do.</exception>
    public static TableReader Open(string path, string? name = null, TableLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        name ??= Path.GetFileName(path);
        FileStream opened;
        try
        {
            opened = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, FileOptions.SequentialScan);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Stop(Texts.ImportFileUnreadable, name, refused.Message);
        }

        try
        {
            return Guarded(name, () => OpenAs(opened, name, limits ?? TableLimits.Default));
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The lines after the heading; empty lines are left out. To be walked once.</summary>
    /// <exception cref="ImportStoppedException">While walking: the file breaks off or breaks a limit.</exception>
    public IEnumerable<TableRow> Rows()
    {
        using var walk = rows.GetEnumerator();
        while (Guarded(Name, walk.MoveNext))
        {
            yield return walk.Current;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        source?.Dispose();
        file.Dispose();
    }

    internal static ImportStoppedException Stop(string format, params ReadOnlySpan<object?> values) =>
        new(string.Format(CultureInfo.CurrentCulture, format, values));

    private static T Guarded<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or System.Xml.XmlException or FormatException)
        {
            throw new ImportStoppedException(string.Format(CultureInfo.CurrentCulture, Texts.ImportFileBroken, name), broken);
        }
    }

    private static TableReader OpenAs(FileStream file, string name, TableLimits limits)
    {
        Span<byte> head = stackalloc byte[8];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (read == 0)
        {
            throw Stop(Texts.ImportFileEmpty, name);
        }

        if (head is [0x50, 0x4B, 0x03 or 0x05, ..])
        {
            var sheet = XlsxRows.Open(file, name, limits);
            return new(file, name, "XLSX", sheet.Columns, sheet.Rows(), sheet);
        }

        if (head is [0xD0, 0xCF, 0x11, 0xE0, ..])
        {
            throw Stop(Texts.ImportFileOldExcel, name);
        }

        var packed = head is [0x1F, 0x8B, ..];
        Func<Stream> open = packed ? () => Unpack(file, name, limits) : () => Rewind(file);
        Encoding encoding;
        using (var first = open())
        {
            encoding = TextEncoding.Of(first, name);
        }

        var text = new CharSource(open(), encoding, name);
        try
        {
            return Text(file, name, text, encoding, packed, limits);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    private static TableReader Text(FileStream file, string name, CharSource text, Encoding encoding, bool packed, TableLimits limits)
    {
        switch (text.PeekVisible())
        {
            case '{':
                var json = new JsonRows(text, limits);
                return new(file, name, packed ? "JSON, gzip" : "JSON", json.Columns, json.Rows(), text);
            case '[':
                throw Stop(Texts.ImportFileJsonArray, name);
            default:
                var csv = new CsvRows(text, limits, name);
                return new(file, name, $"CSV, {encoding.WebName.ToUpperInvariant()}, {csv.DelimiterName}", csv.Columns, csv.Rows(), text);
        }
    }

    private static FileStream Rewind(FileStream file)
    {
        file.Position = 0;
        // The reader owns the file; what reads it twice must not close it.
        return new FileStream(file.SafeFileHandle.IsClosed ? throw new ObjectDisposedException(nameof(TableReader)) : new(file.SafeFileHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, 128 * 1024);
    }

    private static Stream Unpack(FileStream file, string name, TableLimits limits)
    {
        file.Position = 0;
        var unpacked = new LimitedStream(new WholeGzip(file), limits.Bytes, name);
        var head = new byte[512];
        var length = unpacked.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length < 512 || !head.AsSpan(257, 5).SequenceEqual("ustar"u8))
        {
            return new PrefixedStream(head.AsMemory(0, length), unpacked);
        }

        var tar = new TarReader(new PrefixedStream(head, unpacked));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && entry.DataStream is { } data)
            {
                return data;
            }
        }

        throw Stop(Texts.ImportFileEmpty, name);
    }
}
