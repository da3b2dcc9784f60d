// SPDX-License-Identifier: EUPL-1.2
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// Turns a subject into its canonical text and back. Canonical: JSON on one line, properties in ordinal order, nulls left out (so that a
/// property added later does not change the text of older states), derived properties and the version number left out.
/// </summary>
public static class SubjectCodec
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new PartialDateJson(), new PlainDecimalJson() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Canonicalise } },
    };

    /// <summary>The canonical text of a subject's present state.</summary>
    public static string Write(ISubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return JsonSerializer.Serialize(subject, subject.GetType(), Options);
    }

    /// <summary>Rebuilds a state from its canonical text. Derived properties keep their defaults.</summary>
    /// <exception cref="JsonException">The text is not a state of <typeparamref name="T"/>.</exception>
    public static T Read<T>(string text)
        where T : class, ISubject =>
        JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("A subject's text cannot be null.");

    /// <summary>The record that the ledger commits to: the act on the first line, the state on the second.</summary>
    internal static string Record(Act act, string state) => Opening(act) + state;

    /// <summary>The first line of a record; the same for all subjects of an act.</summary>
    internal static string Opening(Act act) => JsonSerializer.Serialize(act, Options) + "\n";

    /// <summary>Takes a record apart into act and state.</summary>
    internal static (Act Act, string State) Split(string record)
    {
        var state = StateOf(record);
        var act = JsonSerializer.Deserialize<Act>(record.AsSpan(0, record.Length - state.Length - 1), Options) ?? throw new JsonException("A record starts with its act.");
        return (act, state.ToString());
    }

    /// <summary>The state of a record: what follows its first line.</summary>
    internal static ReadOnlySpan<char> StateOf(string record) => record.AsSpan(record.IndexOf('\n', StringComparison.Ordinal) + 1);

    private static void Canonicalise(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var subject = typeof(ISubject).IsAssignableFrom(info.Type);
        var kept = info
            .Properties.Where(p => !Left(p))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .ToList();
        info.Properties.Clear();
        foreach (var property in kept)
        {
            info.Properties.Add(property);
        }

        bool Left(JsonPropertyInfo p) =>
            p.AttributeProvider is MemberInfo member
            && (
                member.IsDefined(typeof(DerivedAttribute), inherit: true)
                || (subject && string.Equals(member.Name, nameof(ISubject.Version), StringComparison.Ordinal))
                || (member is PropertyInfo { CanWrite: false })
            );
    }

    /// <summary>A decimal without trailing zeros: PostgreSQL gives 8.50 for what was saved as 8.5.</summary>
    private sealed class PlainDecimalJson : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value / 1.0000000000000000000000000000m);
    }

    /// <summary>Partial dates in their ISO form: "2018-05".</summary>
    private sealed class PartialDateJson : JsonConverter<PartialDate>
    {
        public override PartialDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            PartialDate.TryParse(reader.GetString(), out var date) ? date : throw new JsonException("A partial date is 2018, 2018-05 or 2018-05-23.");

        public override void Write(Utf8JsonWriter writer, PartialDate value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
