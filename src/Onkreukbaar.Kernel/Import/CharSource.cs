// SPDX-License-Identifier: EUPL-1.2
using System.Text;

namespace Onkreukbaar.Kernel.Import;

/// <summary>Characters of a text file with a window on what comes; counts lines as text editors do.</summary>
internal sealed class CharSource : IDisposable
{
    private readonly StreamReader reader;
    private readonly string name;
    private readonly char[] buffer = new char[64 * 1024];
    private int position;
    private int length;
    private bool afterReturn;

    public CharSource(Stream stream, Encoding encoding, string name)
    {
        reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, 64 * 1024);
        this.name = name;
    }

    /// <summary>Line of the next character, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>What is in the window; empty at the end of the file.</summary>
    public ReadOnlySpan<char> Window
    {
        get
        {
            if (position == length)
            {
                length = reader.Read(buffer, 0, buffer.Length);
                position = 0;
            }

            return buffer.AsSpan(position, length - position);
        }
    }

    /// <summary>Takes characters from the window.</summary>
    public void Take(int count)
    {
        var taken = buffer.AsSpan(position, count);
        position += count;
        // CR LF is one line end, also when the window's edge lies between the two.
        if (afterReturn && taken is ['\n', ..])
        {
            taken = taken[1..];
        }

        afterReturn = count > 0 && buffer[position - 1] == '\r';
        while (taken.IndexOfAny('\r', '\n') is var end and >= 0)
        {
            Line++;
            taken = taken[(end + (taken[end..] is ['\r', '\n', ..] ? 2 : 1))..];
        }
    }

    /// <summary>The next character that is not white space, without taking it; NUL at the end.</summary>
    public char PeekVisible()
    {
        foreach (var c in Window)
        {
            if (!char.IsWhiteSpace(c) && c != '\uFEFF')
            {
                return c;
            }
        }

        return '\0';
    }

    /// <summary>A copy of the first line that is not empty, as far as it is in the window, for guessing.</summary>
    public string PeekLine()
    {
        var window = Window.TrimStart("\r\n");
        var end = window.IndexOfAny('\r', '\n');
        return new(end < 0 ? window : window[..end]);
    }

    /// <summary>A whole line; null at the end.</summary>
    public string? ReadLine(int longest)
    {
        StringBuilder? parts = null;
        while (true)
        {
            var window = Window;
            if (window.IsEmpty)
            {
                return parts?.ToString();
            }

            var end = window.IndexOf('\n');
            var piece = end < 0 ? window : window[..end];
            if ((parts?.Length ?? 0) + piece.Length > longest)
            {
                throw TableReader.Stop(Texts.ImportCellTooLong, name, Line, longest);
            }

            if (end >= 0 && parts is null)
            {
                var line = new string(piece.TrimEnd('\r'));
                Take(end + 1);
                return line;
            }

            (parts ??= new()).Append(piece);
            if (end >= 0)
            {
                Take(end + 1);
                return parts.ToString().TrimEnd('\r');
            }

            Take(piece.Length);
        }
    }

    public void Dispose() => reader.Dispose();
}
