// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Binary;
using System.IO.Compression;

namespace Onkreukbaar.Kernel.Import;

/// <summary>Forward-only reading with the members that readers of files do not need left out.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}

/// <summary>Ends the reading when more bytes come out than a file may hold; for XML also when one tag or text is absurdly long.</summary>
/// <param name="inner">What unpacks.</param>
/// <param name="most">Bytes in all.</param>
/// <param name="name">File name for the message.</param>
/// <param name="xml">
/// Watch the distance between two tags too: an attribute or text of a gigabyte would be in memory before its length could be asked.
/// </param>
internal sealed class LimitedStream(Stream inner, long most, string name, bool xml = false) : ForwardStream
{
    // A cell holds 32,767 characters at most (Excel specifications), each up to ten bytes when escaped.
    private const int LongestPiece = 1024 * 1024;
    private long done;
    private long piece;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        done += read;
        if (done > most)
        {
            throw TableReader.Stop(Texts.ImportFileTooLarge, name, most / (1024 * 1024));
        }

        if (xml)
        {
            var last = buffer[..read].LastIndexOf((byte)'<');
            piece = last < 0 ? piece + read : read - last;
            if (piece > LongestPiece)
            {
                throw TableReader.Stop(Texts.ImportFileBomb, name);
            }
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Gives back what was read ahead, then the rest.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> prefix = prefix;

    public override int Read(Span<byte> buffer)
    {
        if (prefix.IsEmpty)
        {
            return rest.Read(buffer);
        }

        var length = Math.Min(buffer.Length, prefix.Length);
        prefix.Span[..length].CopyTo(buffer);
        prefix = prefix[length..];
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>
/// Unpacks gzip and checks at the end that all of it was there: the library takes a file that was cut off for a shorter one. The file's last
/// four bytes say how long it is when unpacked (RFC 1952). The file stays open.
/// </summary>
internal sealed class WholeGzip(FileStream file) : ForwardStream
{
    private readonly GZipStream unpacked = new(file, CompressionMode.Decompress, leaveOpen: true);
    private uint length;

    public override int Read(Span<byte> buffer)
    {
        var read = unpacked.Read(buffer);
        length = unchecked(length + (uint)read);
        if (read == 0 && buffer.Length > 0)
        {
            Span<byte> stated = stackalloc byte[4];
            if (file.Length < 18 || RandomAccess.Read(file.SafeFileHandle, stated, file.Length - 4) < 4 || BinaryPrimitives.ReadUInt32LittleEndian(stated) != length)
            {
                throw new InvalidDataException("The gzip file is cut off.");
            }
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
        }

        base.Dispose(disposing);
    }
}
