// SPDX-License-Identifier: EUPL-1.2
using System.Text;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Meeverzegelde kolommen: the columns of a version row by which it is found and that stand in no entry. They are sealed together with the payload, so
/// that nobody can move a version to another body, person, organisation or act unnoticed.
/// </summary>
/// <remarks>
/// One line before the payload: <c>act body person organisation</c>, ids in lower case, <c>-</c> for none. The organisation's key, with the space
/// before it, is left out when there is none; it can hold spaces, but not a newline.
/// </remarks>
public readonly record struct SealedColumns(Guid Act, Guid? Body, Guid? Person, string? Organisation)
{
    private const int GuidLength = 36;

    /// <summary>False when the organisation's key holds a newline: such a line could be read in two ways.</summary>
    public bool HasOneReading => Organisation is null || !Organisation.Contains('\n', StringComparison.Ordinal);

    /// <summary>Length of the line in bytes, its newline included.</summary>
    public int ByteCount => Length(Body, Person, Organisation is null ? null : Encoding.UTF8.GetByteCount(Organisation));

    /// <summary>Writes the line and returns its length.</summary>
    /// <exception cref="InvalidOperationException">It has more than one reading.</exception>
    public int Write(Span<byte> destination)
    {
        if (!HasOneReading)
        {
            throw new InvalidOperationException("The key of an organisation holds no newline.");
        }

        var at = WriteIds(destination, Act, Body, Person);
        if (Organisation is not null)
        {
            destination[at++] = (byte)' ';
            at += Encoding.UTF8.GetBytes(Organisation, destination[at..]);
        }

        destination[at++] = (byte)'\n';
        return at;
    }

    /// <summary>Length of the line in bytes, its newline included, with a key of so many bytes or none.</summary>
    internal static int Length(Guid? body, Guid? person, int? organisation) =>
        GuidLength + 1 + (body is null ? 1 : GuidLength) + 1 + (person is null ? 1 : GuidLength) + (organisation is { } length ? 1 + length : 0) + 1;

    /// <summary>Writes the line up to the key of the organisation and returns the length of that.</summary>
    internal static int WriteIds(Span<byte> destination, Guid act, Guid? body, Guid? person)
    {
        act.TryFormat(destination, out var at);
        Put(destination, ref at, body);
        Put(destination, ref at, person);
        return at;
    }

    /// <summary>The line and what comes after it.</summary>
    internal byte[] Before(ReadOnlySpan<byte> payload)
    {
        var message = new byte[ByteCount + payload.Length];
        payload.CopyTo(message.AsSpan(Write(message)));
        return message;
    }

    private static void Put(Span<byte> destination, ref int at, Guid? id)
    {
        destination[at++] = (byte)' ';
        if (id is { } value)
        {
            value.TryFormat(destination[at..], out var written);
            at += written;
        }
        else
        {
            destination[at++] = (byte)'-';
        }
    }
}
