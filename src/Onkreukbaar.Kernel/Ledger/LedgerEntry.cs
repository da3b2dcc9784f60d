// SPDX-License-Identifier: EUPL-1.2
using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Logboekregel: what the ledger records of one version of one subject. It holds no personal data: the payload is present only as a
/// salted hash (<see cref="Ledger.Commitment"/>), and kind and process are identifiers from code, never text that somebody typed.
/// </summary>
/// <remarks>
/// The bytes that are hashed are one line of JSON with fixed key order, without white space:
/// <c>{"id":"…","soort":"…","onderwerp":"…","versie":1,"vastgelegd":"2026-11-22T12:00:00.123456Z","proces":"…","zegel":"…"}</c>.
/// Exactly one byte sequence stands for an entry; the parser refuses every other spelling.
/// </remarks>
/// <param name="Id">Id of the version row.</param>
/// <param name="Kind">Kind of subject: 1-100 characters of <c>a-z A-Z 0-9 . - _ / :</c>.</param>
/// <param name="Subject">Id of the subject that was changed.</param>
/// <param name="Version">Version number of the subject, from 1.</param>
/// <param name="RecordedAt">Moment of recording, UTC, in whole microseconds.</param>
/// <param name="Process">Name of the process that caused the change; same characters as <paramref name="Kind"/>.</param>
/// <param name="Commitment">Salted SHA-256 of the payload, 32 bytes.</param>
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "32 raw bytes for database parameters.")]
public sealed record LedgerEntry(
    Guid Id, string Kind, Guid Subject, long Version, DateTime RecordedAt, string Process, byte[] Commitment)
{
    /// <summary>Longest kind or process name, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Longest possible entry, in bytes.</summary>
    public const int MaxByteCount = 512;

    private const string NameAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/:";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(NameAlphabet);
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(Encoding.ASCII.GetBytes(NameAlphabet));

    private const int GuidLength = 36;
    private const int TimeLength = 27;

    private static ReadOnlySpan<byte> BeforeId => "{\"id\":\""u8;
    private static ReadOnlySpan<byte> BeforeKind => "\",\"soort\":\""u8;
    private static ReadOnlySpan<byte> BeforeSubject => "\",\"onderwerp\":\""u8;
    private static ReadOnlySpan<byte> BeforeVersion => "\",\"versie\":"u8;
    private static ReadOnlySpan<byte> BeforeTime => ",\"vastgelegd\":\""u8;
    private static ReadOnlySpan<byte> BeforeProcess => "\",\"proces\":\""u8;
    private static ReadOnlySpan<byte> BeforeCommitment => "\",\"zegel\":\""u8;
    private static ReadOnlySpan<byte> Ending => "\"}"u8;

    /// <summary>Value equality, also of the commitment bytes.</summary>
    public bool Equals(LedgerEntry? other) =>
        other is not null
        && Id == other.Id
        && Subject == other.Subject
        && Version == other.Version
        && RecordedAt == other.RecordedAt
        && string.Equals(Kind, other.Kind, StringComparison.Ordinal)
        && string.Equals(Process, other.Process, StringComparison.Ordinal)
        && Commitment.AsSpan().SequenceEqual(other.Commitment);

    public override int GetHashCode() => HashCode.Combine(Id, Subject, Version);

    /// <summary>The canonical bytes; the only allocation is the result.</summary>
    /// <exception cref="InvalidOperationException">A field is outside its range; see the parameters of the type.</exception>
    [SkipLocalsInit]
    public byte[] ToBytes()
    {
        Span<byte> buffer = stackalloc byte[MaxByteCount];
        return buffer[..Write(buffer)].ToArray();
    }

    /// <summary>Writes the canonical bytes and returns their number. <paramref name="destination"/> holds at least 512 bytes.</summary>
    /// <exception cref="InvalidOperationException">A field is outside its range; see the parameters of the type.</exception>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public int Write(Span<byte> destination)
    {
        if (FindProblem(Kind, Version, RecordedAt, Process, Commitment) is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        if (destination.Length < MaxByteCount)
        {
            throw new ArgumentException("The destination is smaller than the longest entry.", nameof(destination));
        }

        Span<byte> names = stackalloc byte[2 * MaxNameLength];
        var kind = names[..Encoding.ASCII.GetBytes(Kind, names)];
        var process = names.Slice(kind.Length, Encoding.ASCII.GetBytes(Process, names[kind.Length..]));
        return WriteFields(destination, Id, kind, Subject, Version, RecordedAt, process, Commitment);
    }

    /// <summary>Writes the canonical bytes of an entry with these fields, names in ASCII; false when a field is outside its range.</summary>
    internal static bool TryWrite(
        Span<byte> destination,
        Guid id,
        ReadOnlySpan<byte> kind,
        Guid subject,
        long version,
        DateTime recordedAt,
        ReadOnlySpan<byte> process,
        ReadOnlySpan<byte> commitment,
        out int length)
    {
        var writable = IsName(kind) && IsName(process) && version >= 1 && IsWholeMicroseconds(recordedAt) && commitment.Length == Ledger.Commitment.Size;
        length = writable ? WriteFields(destination, id, kind, subject, version, recordedAt, process, commitment) : 0;
        return writable;
    }

    private static int WriteFields(
        Span<byte> destination,
        Guid id,
        ReadOnlySpan<byte> kind,
        Guid subject,
        long version,
        DateTime recordedAt,
        ReadOnlySpan<byte> process,
        ReadOnlySpan<byte> commitment)
    {
        var at = 0;
        Put(destination, ref at, BeforeId);
        PutGuid(destination, ref at, id);
        Put(destination, ref at, BeforeKind);
        Put(destination, ref at, kind);
        Put(destination, ref at, BeforeSubject);
        PutGuid(destination, ref at, subject);
        Put(destination, ref at, BeforeVersion);
        Utf8Formatter.TryFormat(version, destination[at..], out var digits);
        at += digits;
        Put(destination, ref at, BeforeTime);
        // Round-trip format has seven decimals; the seventh is known to be 0 and makes place for the Z.
        Utf8Formatter.TryFormat(recordedAt, destination[at..], out _, 'O');
        destination[at + TimeLength - 1] = (byte)'Z';
        at += TimeLength;
        Put(destination, ref at, BeforeProcess);
        Put(destination, ref at, process);
        Put(destination, ref at, BeforeCommitment);
        Convert.TryToHexStringLower(commitment, destination[at..], out var hexDigits);
        at += hexDigits;
        Put(destination, ref at, Ending);
        return at;
    }

    /// <summary>From the first digit of the seal to the end of an entry.</summary>
    internal const int SealEnd = (2 * Ledger.Commitment.Size) + 2;

    /// <summary>True when an entry of more than <see cref="SealEnd"/> bytes holds this seal; its place, counted from the end, is fixed.</summary>
    internal static bool HasSeal(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> seal)
    {
        Span<byte> digits = stackalloc byte[2 * Ledger.Commitment.Size];
        return Convert.TryToHexStringLower(seal, digits, out _) && entry[^SealEnd..^2].SequenceEqual(digits);
    }

    /// <summary>The id of an entry without reading the rest; its place is fixed.</summary>
    internal static bool TryParseId(ReadOnlySpan<byte> bytes, out Guid id)
    {
        id = default;
        return Skip(ref bytes, BeforeId) && TakeGuid(ref bytes, out id);
    }

    /// <summary>Reads canonical bytes.</summary>
    /// <exception cref="FormatException">The bytes are not the canonical form of any entry.</exception>
    public static LedgerEntry Parse(ReadOnlySpan<byte> bytes) =>
        TryParse(bytes, out var entry) ? entry : throw new FormatException("Not a canonical ledger entry.");

    /// <summary>Reads canonical bytes; false for anything that <see cref="Write"/> would not have written exactly so.</summary>
    [SkipLocalsInit]
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out LedgerEntry? entry)
    {
        entry = null;
        var rest = bytes;
        if (bytes.Length > MaxByteCount
            || !Skip(ref rest, BeforeId) || !TakeGuid(ref rest, out var id)
            || !Skip(ref rest, BeforeKind) || !TakeName(ref rest, out var kind)
            || !Skip(ref rest, BeforeSubject) || !TakeGuid(ref rest, out var subject)
            || !Skip(ref rest, BeforeVersion) || !Utf8Parser.TryParse(rest, out long version, out var digits))
        {
            return false;
        }

        rest = rest[digits..];
        if (!Skip(ref rest, BeforeTime) || !TakeTime(ref rest, out var recordedAt)
            || !Skip(ref rest, BeforeProcess) || !TakeName(ref rest, out var process)
            || !Skip(ref rest, BeforeCommitment) || rest.Length != (2 * Ledger.Commitment.Size) + Ending.Length)
        {
            return false;
        }

        var commitment = new byte[Ledger.Commitment.Size];
        if (Convert.FromHexString(rest[..(2 * Ledger.Commitment.Size)], commitment, out _, out _) != OperationStatus.Done
            || FindProblem(kind, version, recordedAt, process, commitment) is not null)
        {
            return false;
        }

        var candidate = new LedgerEntry(id, kind, subject, version, recordedAt, process, commitment);
        // Canonical means: written again, it is the same bytes. That settles capitals in ids, leading zeros and the like at once.
        Span<byte> again = stackalloc byte[MaxByteCount];
        if (!again[..candidate.Write(again)].SequenceEqual(bytes))
        {
            return false;
        }

        entry = candidate;
        return true;
    }

    private static string? FindProblem(string kind, long version, DateTime recordedAt, string process, byte[] commitment)
    {
        if (!IsName(kind))
        {
            return "The kind is not an identifier of 1-100 characters.";
        }

        if (!IsName(process))
        {
            return "The process is not an identifier of 1-100 characters.";
        }

        if (version < 1)
        {
            return "Versions count from 1.";
        }

        if (!IsWholeMicroseconds(recordedAt))
        {
            return "The moment of recording is UTC in whole microseconds.";
        }

        return commitment is { Length: Ledger.Commitment.Size } ? null : "The commitment is 32 bytes.";
    }

    private static bool IsName(string? name) =>
        name is { Length: >= 1 and <= MaxNameLength } && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    private static bool IsName(ReadOnlySpan<byte> name) => name.Length is >= 1 and <= MaxNameLength && !name.ContainsAnyExcept(NameBytes);

    private static bool IsWholeMicroseconds(DateTime moment) => moment.Kind == DateTimeKind.Utc && moment.Ticks % TimeSpan.TicksPerMicrosecond == 0;

    private static void Put(Span<byte> destination, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[at..]);
        at += bytes.Length;
    }

    private static void PutGuid(Span<byte> destination, ref int at, Guid value)
    {
        value.TryFormat(destination[at..], out var written);
        at += written;
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> literal)
    {
        if (!rest.StartsWith(literal))
        {
            return false;
        }

        rest = rest[literal.Length..];
        return true;
    }

    private static bool TakeGuid(ref ReadOnlySpan<byte> rest, out Guid value)
    {
        if (!Utf8Parser.TryParse(rest, out value, out var used, 'D') || used != GuidLength)
        {
            return false;
        }

        rest = rest[GuidLength..];
        return true;
    }

    private static bool TakeName(ref ReadOnlySpan<byte> rest, out string value)
    {
        var end = rest.IndexOf((byte)'"');
        if (end is < 1 or > MaxNameLength)
        {
            value = "";
            return false;
        }

        value = Encoding.ASCII.GetString(rest[..end]);
        rest = rest[end..];
        return true;
    }

    private static bool TakeTime(ref ReadOnlySpan<byte> rest, out DateTime value)
    {
        value = default;
        if (rest.Length < TimeLength)
        {
            return false;
        }

        Span<byte> roundTrip = stackalloc byte[TimeLength + 1];
        rest[..(TimeLength - 1)].CopyTo(roundTrip);
        roundTrip[TimeLength - 1] = (byte)'0';
        roundTrip[TimeLength] = (byte)'Z';
        if (rest[TimeLength - 1] != 'Z' || !Utf8Parser.TryParse(roundTrip, out value, out var used, 'O') || used != TimeLength + 1)
        {
            return false;
        }

        rest = rest[TimeLength..];
        return true;
    }
}
