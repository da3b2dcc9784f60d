// SPDX-License-Identifier: EUPL-1.2
using System.Buffers;
using System.Text;

namespace Onkreukbaar.Kernel.Import;

/// <summary>
/// Finds out in which encoding a text file is, by reading all of it once: the first letter with an accent may stand on the last line. A file
/// that is neither UTF-8 nor Windows-1252 throughout is refused, since reading it would change names of people.
/// </summary>
internal static class TextEncoding
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static Encoding Of(Stream stream, string name)
    {
        var buffer = new byte[256 * 1024];
        var kept = 0;
        var start = true;
        long line = 1;
        long accents = 0;
        long wrong = 0;
        long firstWrongLine = 0;
        while (true)
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(kept), 1, throwOnEndOfStream: false);
            var bytes = buffer.AsSpan(0, kept + read);
            if (start && bytes is [0xFF, 0xFE, ..])
            {
                return Encoding.Unicode;
            }

            if (start && bytes is [0xFE, 0xFF, ..])
            {
                return Encoding.BigEndianUnicode;
            }

            // Without a byte order mark, text in UTF-16 shows as every second byte being zero.
            if (start && bytes.Length >= 4 && bytes.Count((byte)0) > bytes.Length / 3)
            {
                throw TableReader.Stop(Texts.ImportFileEncodingUnknown, name);
            }

            start = false;
            if (read == 0)
            {
                // What is kept is a character that the file's end cuts in two.
                wrong += kept > 0 ? 1 : 0;
                break;
            }

            var rest = Scan(bytes, ref line, ref accents, ref wrong, ref firstWrongLine);
            bytes[^rest..].CopyTo(buffer);
            kept = rest;
        }

        return wrong == 0 ? Encoding.UTF8
            : accents == 0 ? Windows1252
            : kept > 0 && wrong == 1 ? throw TableReader.Stop(Texts.ImportFileBroken, name)
            : throw TableReader.Stop(Texts.ImportFileEncodingMixed, name, firstWrongLine);
    }

    // Returns the number of bytes at the end that need more bytes to be judged.
    private static int Scan(ReadOnlySpan<byte> bytes, ref long line, ref long accents, ref long wrong, ref long firstWrongLine)
    {
        while (!bytes.IsEmpty)
        {
            var accent = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (accent < 0)
            {
                line += bytes.Count((byte)'\n');
                return 0;
            }

            line += bytes[..accent].Count((byte)'\n');
            bytes = bytes[accent..];
            switch (Rune.DecodeFromUtf8(bytes, out _, out var length))
            {
                case OperationStatus.Done:
                    accents++;
                    bytes = bytes[length..];
                    break;
                case OperationStatus.NeedMoreData:
                    return bytes.Length;
                default:
                    firstWrongLine = wrong++ == 0 ? line : firstWrongLine;
                    // Only the lead byte is skipped: what follows may be plain text in the other encoding.
                    bytes = bytes[1..];
                    break;
            }
        }

        return 0;
    }
}
