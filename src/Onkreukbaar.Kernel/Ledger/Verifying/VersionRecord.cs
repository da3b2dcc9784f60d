// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>A row of <c>version</c> as the ledger sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Entry">The row written as an entry; empty when it cannot be.</param>
/// <param name="Salt">Salt; null after erasure.</param>
/// <param name="Message">What is sealed with the salt: columns and payload. Null after erasure, empty when it cannot be written in one way only.</param>
internal sealed record VersionRecord(Guid Id, byte[] Entry, byte[]? Salt, byte[]? Message)
{
    /// <summary>Names of the columns, in the order in which the methods of this type read them.</summary>
    public const string Names =
        "id, kind, subject_id, version, recorded_at, process, commitment, salt, act_id, body_id, person_id, organisation_key, payload";

    /// <summary>Payload and salt are gone, both.</summary>
    public bool IsErased => Message is null && Salt is null;

    /// <summary>The columns; null when one of them is unreadable.</summary>
    public LedgerEntry? Columns => LedgerEntry.TryParse(Entry, out var entry) ? entry : null;

    /// <summary>Reads a row. One that is unreadable is a changed row, and does not stop the verification.</summary>
    public static VersionRecord Read(RowWalk row, Guid id)
    {
        Span<byte> entry = stackalloc byte[LedgerEntry.MaxByteCount];
        byte[] message = [];
        var length = AppendMessage(row, ref message, 0);
        return new VersionRecord(
            id,
            entry[..WriteEntry(row, id, entry)].ToArray(),
            row.TryBytes(7, out var salt) ? salt.ToArray() : row.IsNull(7) ? null : [],
            row.IsNull(12) ? null : message[..length]);
    }

    /// <summary>Writes a row as its entry and returns the length; 0 when that cannot be done.</summary>
    public static int WriteEntry(RowWalk row, Guid id, Span<byte> destination) =>
        row.TryText(1, out var kind)
        && row.TryGuid(2, out var subject)
        && row.TryNumber(3, out var version)
        && row.TryMoment(4, out var moment)
        && row.TryText(5, out var process)
        && row.TryBytes(6, out var commitment)
        && LedgerEntry.TryWrite(destination, id, kind, subject, version, moment, process, commitment, out var length)
            ? length
            : 0;

    /// <summary>
    /// Writes what is sealed, columns and payload, from <paramref name="at"/>, and returns where it ends; that is <paramref name="at"/> when it cannot
    /// be written, or not in one way only.
    /// </summary>
    public static int AppendMessage(RowWalk row, ref byte[] buffer, int at)
    {
        var hasKey = row.TryText(11, out var organisation);
        if (!row.TryText(12, out var payload)
            || !row.TryGuid(8, out var act)
            || !TryOptional(row, 9, out var body)
            || !TryOptional(row, 10, out var person)
            || hasKey == row.IsNull(11)
            || organisation.Contains((byte)'\n'))
        {
            return at;
        }

        var line = SealedColumns.Length(body, person, hasKey ? organisation.Length : null);
        var end = at + line + payload.Length;
        if (end > buffer.Length)
        {
            Array.Resize(ref buffer, end);
        }

        var message = buffer.AsSpan(at, line + payload.Length);
        var written = SealedColumns.WriteIds(message, act, body, person);
        if (hasKey)
        {
            message[written] = (byte)' ';
            organisation.CopyTo(message[(written + 1)..]);
        }

        message[line - 1] = (byte)'\n';
        payload.CopyTo(message[line..]);
        return end;
    }

    private static bool TryOptional(RowWalk row, int column, out Guid? value)
    {
        value = row.TryGuid(column, out var id) ? id : null;
        return value is not null || row.IsNull(column);
    }
}
