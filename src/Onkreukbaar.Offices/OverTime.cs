// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Offices;

/// <summary>One value in a part of a term of office.</summary>
/// <param name="Value">What held.</param>
/// <param name="Start">First day as far as it is known; null: since the term began.</param>
/// <param name="End">Last day as far as it is known, that day included; null: until the term ends.</param>
public sealed record TermPart<T>(T Value, PartialDate? Start = null, PartialDate? End = null)
    where T : notnull
{
    /// <summary>
    /// Whether the first day is only the day on which a source saw it: since when it held is not known, and of earlier days nothing is said.
    /// </summary>
    public bool Seen { get; init; }

    /// <summary>All days that may be in it, half-open.</summary>
    public Period Period => new PartialPeriod(Start, End).Widest();
}

/// <summary>
/// What may change within a term of office, such as the faction: values with periods, in order of time. Periods may leave gaps, in which nothing
/// is known, and never overlap. Immutable and never empty: of what is not known there is no value at all.
/// </summary>
/// <remarks>
/// Two periods may meet in a month or year of which the day is not known ("until May 2024", "from May 2024"): on those days either may have held,
/// and neither is chosen.
/// </remarks>
[JsonConverter(typeof(OverTimeJson))]
public sealed class OverTime<T> : IEquatable<OverTime<T>>
    where T : notnull
{
    internal OverTime(IReadOnlyList<TermPart<T>> parts) => Parts = parts;

    /// <summary>The values with their periods, from old to new.</summary>
    public IReadOnlyList<TermPart<T>> Parts { get; }

    /// <summary>Whether one value held for the whole term.</summary>
    public bool IsWhole => Parts is [{ Start: null, End: null }];

    /// <summary>What may have held on a day: nothing, one value, or two where the day of the change is not known.</summary>
    public IReadOnlyList<T> At(DateOnly day) => [.. Parts.Where(p => p.Period.Contains(day)).Select(p => p.Value)];

    /// <summary>What surely held on a day, for who needs one value.</summary>
    /// <returns>False when nothing is known, or when either of two values may have held.</returns>
    public bool TryAt(DateOnly day, [MaybeNullWhen(false)] out T value)
    {
        var found = At(day);
        value = found is [var one] ? one : default;
        return found.Count == 1;
    }

    /// <summary>Canonical text: the value alone when it held for the whole term, else a list of parts; JSON.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, OverTimeJson.Options);

    /// <inheritdoc />
    public bool Equals(OverTime<T>? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as OverTime<T>);

    /// <inheritdoc />
    public override int GetHashCode() => Parts.Aggregate(0, HashCode.Combine);

}

/// <summary>Makes and changes values over time.</summary>
public static class OverTime
{
    /// <summary>One value for the whole term.</summary>
    public static OverTime<T> Whole<T>(T value)
        where T : notnull => new([new TermPart<T>(value)]);

    /// <summary>Puts parts in order.</summary>
    /// <param name="parts">In any order; none gives null.</param>
    /// <param name="value">The parts in order; null when there are none.</param>
    /// <returns>False when two periods overlap, whichever days their dates stand for, or when one ends before it begins.</returns>
    public static bool TryOf<T>(IEnumerable<TermPart<T>> parts, out OverTime<T>? value)
        where T : notnull
    {
        value = null;
        var sorted = parts.OrderBy(p => p.Start is not null).ThenBy(p => p.Start).ToList();
        for (var i = 0; i < sorted.Count; i++)
        {
            if (!PartialPeriod.IsValid(sorted[i].Start, sorted[i].End) || (i > 0 && !IsBefore(sorted[i - 1], sorted[i])))
            {
                return false;
            }
        }

        value = sorted.Count == 0 ? null : new OverTime<T>(sorted);
        return true;
    }

    /// <summary>Another value from a day on: what held until then ends the day before.</summary>
    /// <param name="now">What is known; null when nothing is.</param>
    /// <param name="value">The new value; absent: from then on nothing holds.</param>
    /// <param name="from">First day of the new value, as far as it is known.</param>
    /// <param name="begin">Start of the term.</param>
    /// <param name="changed">The result.</param>
    /// <returns>Why it cannot be; null when it can.</returns>
    public static OverTimeFault? Change<T>(OverTime<T>? now, TermPart<T>? value, PartialDate from, PartialDate? begin, out OverTime<T>? changed)
        where T : notnull
    {
        changed = now;
        var last = DayBefore(from);
        var parts = now?.Parts.ToList() ?? [];
        var at = parts.FindIndex(p => p.Period.Overlaps(Period.FromThrough(from.First, from.Last)));
        // On the first day of a value, or of the term, there is nothing before it that could end.
        if (parts.Exists(p => p.Start == from) || (at >= 0 && (parts[at].Start ?? begin) is { } start && (start == from || start.First > last.Last)))
        {
            return OverTimeFault.Taken;
        }

        if (at >= 0 && value is not null && EqualityComparer<T>.Default.Equals(parts[at].Value, value.Value))
        {
            return OverTimeFault.Same;
        }

        if (at < 0 && value is null)
        {
            return OverTimeFault.Same;
        }

        var next = parts.Find(p => p.Start is { } later && later > from);
        var end = at >= 0 ? parts[at].End : next?.Start is { } following ? DayBefore(following) : null;
        if (at >= 0)
        {
            parts[at] = parts[at] with { End = last };
        }

        if (value is not null)
        {
            parts.Add(value with { Start = from, End = end });
        }

        return TryOf(parts, out changed) ? null : OverTimeFault.Taken;
    }

    /// <summary>
    /// Takes over what a source says of one day without saying since when. It holds from that day on, until something else is known; of what was seen
    /// before it and differs, only the day on which it was seen stays.
    /// </summary>
    /// <param name="now">What is known; null when nothing is.</param>
    /// <param name="value">What the source says.</param>
    /// <param name="day">The day of which it says so.</param>
    /// <param name="seen">The result.</param>
    /// <returns>Why it cannot be; null when it can.</returns>
    public static OverTimeFault? See<T>(OverTime<T>? now, T value, DateOnly day, out OverTime<T>? seen)
        where T : notnull
    {
        seen = now;
        var on = PartialDate.Of(day);
        var parts = now?.Parts.ToList() ?? [];
        PartialDate? end = parts.Exists(p => p.Start is { } start && start.First > day) ? on : null;
        foreach (var part in parts.Where(p => p.Period.Contains(day)).ToList())
        {
            if (EqualityComparer<T>.Default.Equals(part.Value, value))
            {
                return OverTimeFault.Same;
            }

            // What somebody stated with its period says more than what was seen on a day; and one day has one value.
            if (!part.Seen || part.Start == on)
            {
                return OverTimeFault.Taken;
            }

            end ??= part.End;
            parts[parts.IndexOf(part)] = part with { End = part.Start };
        }

        return TryOf([.. parts, new TermPart<T>(value, on, end) { Seen = true }], out seen) ? null : OverTimeFault.Taken;
    }

    /// <summary>Reads what <see cref="OverTime{T}.ToString"/> writes.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static OverTime<T> Parse<T>(string text)
        where T : notnull => JsonSerializer.Deserialize<OverTime<T>>(text, OverTimeJson.Options) ?? throw new JsonException("A value is missing.");

    /// <summary>Some reading of both dates puts the whole first part before the second.</summary>
    private static bool IsBefore<T>(TermPart<T> first, TermPart<T> second)
        where T : notnull => first.End is { } end && second.Start is { } start && end.First < start.Last;

    // Of a month or a year the day before is not known either: both parts then name the same month.
    private static PartialDate DayBefore(PartialDate date) => date.IsWhole ? PartialDate.Of(date.First.AddDays(-1)) : date;
}

/// <summary>Why a value cannot change on a day.</summary>
public enum OverTimeFault
{
    /// <summary>It holds already.</summary>
    Same,

    /// <summary>Another change, or the start of the term, is on that day: what is there can be corrected.</summary>
    Taken,
}

/// <summary>
/// Writes values over time. One value for a whole term is written as itself, as it was before values could change within a term: so the recorded states
/// of those days are read, and proven, as they are.
/// </summary>
internal sealed class OverTimeJson : JsonConverterFactory
{
    /// <summary>Text as people can read it.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(OverTime<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<OverTime<T>>
        where T : notnull
    {
        public override OverTime<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return OverTime.Whole(Value(ref reader));
            }

            var parts = new List<TermPart<T>>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                parts.Add(Part(ref reader));
            }

            return OverTime.TryOf(parts, out var value) && value is not null ? value : throw new JsonException("Periods are missing or overlap.");
        }

        public override void Write(Utf8JsonWriter writer, OverTime<T> value, JsonSerializerOptions options)
        {
            if (value.IsWhole)
            {
                JsonSerializer.Serialize(writer, value.Parts[0].Value, Options);
                return;
            }

            writer.WriteStartArray();
            foreach (var part in value.Parts)
            {
                writer.WriteStartObject();
                if (part.End is { } end)
                {
                    writer.WriteString("end", end.ToString());
                }

                if (part.Seen)
                {
                    writer.WriteBoolean("seen", true);
                }

                if (part.Start is { } start)
                {
                    writer.WriteString("start", start.ToString());
                }

                writer.WritePropertyName("value");
                JsonSerializer.Serialize(writer, part.Value, Options);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        private static TermPart<T> Part(ref Utf8JsonReader reader)
        {
            var (value, found, seen) = (default(T), false, false);
            PartialDate? start = null;
            PartialDate? end = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "value":
                        (value, found) = (Value(ref reader), true);
                        break;
                    case "seen":
                        seen = reader.GetBoolean();
                        break;
                    case "start":
                        start = Date(ref reader);
                        break;
                    case "end":
                        end = Date(ref reader);
                        break;
                    default:
                        throw new JsonException($"A part has no '{name}'.");
                }
            }

            return found ? new TermPart<T>(value!, start, end) { Seen = seen } : throw new JsonException("A part has a value.");
        }

        private static T Value(ref Utf8JsonReader reader) => JsonSerializer.Deserialize<T>(ref reader, Options) ?? throw new JsonException("A value is missing.");

        private static PartialDate Date(ref Utf8JsonReader reader) =>
            PartialDate.TryParse(reader.GetString(), out var date) ? date : throw new JsonException("A date is 2018, 2018-05 or 2018-05-23.");
    }
}
