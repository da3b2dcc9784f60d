// SPDX-License-Identifier: EUPL-1.2
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Onkreukbaar.Kernel.Web;

/// <summary>Name of a published record in the OpenAPI document: Dutch, UpperCamelCase. It is part of the contract; the C# name is not.</summary>
/// <param name="name">For example <c>Nevenfunctie</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ApiSchemaAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>Patterns of published texts.</summary>
public static class ApiPatterns
{
    /// <summary>A date as far as it is known: <c>2018</c>, <c>2018-05</c> or <c>2018-05-23</c>.</summary>
    public const string PartialDate = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";
}

/// <summary>
/// JSON Schema (2020-12, as OpenAPI 3.1 has it) of published records, by the same type information that writes them: what it says is what
/// is sent. Every property is required, because absent values are sent as null. A <see cref="RegularExpressionAttribute"/> on a property
/// becomes its <c>pattern</c>.
/// </summary>
public sealed class ApiSchemas
{
    private readonly SortedDictionary<string, (Type Type, JsonObject Schema)> components = new(StringComparer.Ordinal);

    /// <summary>Schema of a record, as a reference to the component that holds it.</summary>
    /// <exception cref="InvalidOperationException">The record holds something for which there is no schema, or two records have one name.</exception>
    public JsonObject Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        ApiJson.Options.MakeReadOnly(populateMissingResolver: true);
        var info = ApiJson.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Component(info),
            JsonTypeInfoKind.Enumerable => new() { ["type"] = "array", ["items"] = Of(info.ElementType!) },
            _ => Scalar(type),
        };
    }

    /// <summary>Whether a record is a list: it has <c>resultaten</c>.</summary>
    public static bool IsList(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.GetProperty(nameof(ApiList<>.Resultaten)) is not null;
    }

    /// <summary>All components met so far, by name.</summary>
    public JsonObject Components() => new(components.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value.Schema.DeepClone())));

    private JsonObject Component(JsonTypeInfo info)
    {
        var name = Name(info.Type);
        if (!components.TryGetValue(name, out var known))
        {
            var properties = new JsonObject();
            var schema = new JsonObject { ["type"] = "object" };
            components[name] = (info.Type, schema);
            foreach (var property in info.Properties)
            {
                properties[property.Name] = Property(property);
            }

            schema["required"] = new JsonArray([.. info.Properties.Select(p => (JsonNode)p.Name)]);
            schema["properties"] = properties;
        }
        else if (known.Type != info.Type)
        {
            throw new InvalidOperationException($"{known.Type} and {info.Type} are both called {name} in the API. Give one of them another name by [ApiSchema].");
        }

        return new() { ["$ref"] = "#/components/schemas/" + name };
    }

    private JsonObject Property(JsonPropertyInfo property)
    {
        var underlying = Nullable.GetUnderlyingType(property.PropertyType);
        var schema = Of(underlying ?? property.PropertyType);
        if (property.AttributeProvider is MemberInfo member && member.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
        {
            schema["pattern"] = pattern.Pattern;
        }

        if (underlying is null && (property.PropertyType.IsValueType || !property.IsGetNullable))
        {
            return schema;
        }

        if (schema["type"] is not JsonValue type)
        {
            return new() { ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        schema["type"] = new JsonArray(type.DeepClone(), "null");
        return schema;
    }

    private static string Name(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ApiList<>)
            ? Name(type.GetGenericArguments()[0]) + "Lijst"
            : type.GetCustomAttribute<ApiSchemaAttribute>(inherit: false)?.Name ?? type.Name;

    private static JsonObject Scalar(Type type)
    {
        if (type == typeof(string))
        {
            return new() { ["type"] = "string" };
        }

        if (type == typeof(bool))
        {
            return new() { ["type"] = "boolean" };
        }

        var (kind, format) =
            type == typeof(Guid) ? ("string", "uuid")
            : type == typeof(DateOnly) ? ("string", "date")
            : type == typeof(DateTime) ? ("string", "date-time")
            : type == typeof(int) ? ("integer", "int32")
            : type == typeof(long) ? ("integer", "int64")
            : type == typeof(decimal) ? ("number", "double")
            : throw new InvalidOperationException($"{type} has no schema in the API: publish it as text, number, boolean, date or record.");
        return new() { ["type"] = kind, ["format"] = format };
    }
}
