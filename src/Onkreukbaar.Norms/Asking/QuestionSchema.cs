// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Asking;

/// <summary>JSON Schema (2020-12) of the question that <see cref="QuestionReader"/> reads; its facts come from the catalogue of the library.</summary>
public static class QuestionSchema
{
    private const string DayPattern = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$";
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The whole schema as a file.</summary>
    public static string Text(NormLibrary library)
    {
        return Of(library).ToJsonString(Readable) + "\n";
    }

    /// <summary>The whole schema: every fact with its type and codes.</summary>
    public static JsonObject Of(NormLibrary library)
    {
        ArgumentNullException.ThrowIfNull(library);
        var schema = Brief();
        var properties = schema["properties"]!;
        properties["ambt"]!["enum"] = List(library.Offices.Select(o => o.Code));
        properties["overheidsorganisatie"]!["properties"]!["soort"]!["examples"] = List(library.Offices.SelectMany(o => o.Bodies).Distinct(StringComparer.Ordinal));
        var facts = new JsonObject();
        var definitions = new JsonObject();
        foreach (var group in library.Facts.Groups)
        {
            // A fact may be written in its group or with its full name.
            var members = new JsonObject();
            foreach (var fact in group.Facts)
            {
                definitions[fact.Id] = Fact(fact);
                members[fact.Id[(group.Id.Length + 1)..]] = Reference(fact);
                facts[fact.Id] = Reference(fact);
            }

            facts[group.Id] = new JsonObject
            {
                ["description"] = group.Title.Nl,
                ["type"] = "object",
                ["properties"] = members,
                ["additionalProperties"] = false,
            };
        }

        properties["feiten"] = new JsonObject { ["description"] = Say("SchemaFacts"), ["type"] = "object", ["properties"] = facts, ["additionalProperties"] = false };
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Normvraag",
            ["description"] = schema["description"]!.DeepClone(),
            ["type"] = "object",
            ["required"] = schema["required"]!.DeepClone(),
            ["properties"] = properties.DeepClone(),
            ["additionalProperties"] = false,
            ["$defs"] = definitions,
        };
    }

    /// <summary>The schema without the facts by name, which may differ between versions of the library.</summary>
    public static JsonObject Brief() =>
        new()
        {
            ["description"] = Say("SchemaQuestion"),
            ["type"] = "object",
            ["required"] = new JsonArray("peildatum", "ambt"),
            ["properties"] = new JsonObject
            {
                ["peildatum"] = Day(Say("SchemaDay")),
                ["ambt"] = new JsonObject { ["description"] = Say("SchemaOffice"), ["type"] = "string" },
                ["overheidsorganisatie"] = new JsonObject
                {
                    ["description"] = Say("SchemaBody"),
                    ["type"] = "object",
                    ["anyOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray("soort") }, new JsonObject { ["required"] = new JsonArray("id") }),
                    ["properties"] = new JsonObject
                    {
                        ["soort"] = new JsonObject { ["description"] = Say("SchemaBodyKind"), ["type"] = "string", ["minLength"] = 1 },
                        ["id"] = new JsonObject { ["description"] = Say("SchemaBodyId"), ["type"] = "string", ["format"] = "uuid" },
                    },
                },
                ["ambtstermijnen"] = new JsonObject
                {
                    ["description"] = Say("SchemaTerms"),
                    ["type"] = "array",
                    ["items"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = new JsonArray("datumAanvang"),
                        ["properties"] = new JsonObject { ["datumAanvang"] = Day(Say("SchemaTermFrom")), ["datumEinde"] = Maybe(Day(Say("SchemaTermUntil"))) },
                    },
                },
                [PayPeriods.Field] = new JsonObject
                {
                    ["description"] = Say("SchemaPeriods"),
                    ["type"] = new JsonArray("array", "null"),
                    ["minItems"] = 1,
                    ["maxItems"] = PayPeriods.Most,
                    ["items"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = new JsonArray("vanaf", "beloning"),
                        ["properties"] = new JsonObject
                        {
                            ["vanaf"] = Day(Say("SchemaTermFrom")),
                            ["tot"] = Maybe(Day(Say("SchemaPeriodUntil"))),
                            ["beloning"] = Amount(Say("SchemaPeriodPay")),
                            ["voltijds"] = Maybe(new JsonObject { ["description"] = Say("SchemaPeriodFullTime"), ["type"] = "boolean" }),
                            ["neveninkomsten"] = Maybe(Amount(Say("SchemaPeriodIncome"))),
                        },
                        ["additionalProperties"] = false,
                    },
                },
                ["feiten"] = new JsonObject { ["description"] = Say("SchemaFactsBrief"), ["type"] = "object" },
                ["alles"] = new JsonObject { ["description"] = Say("SchemaAll"), ["type"] = "boolean" },
            },
        };

    private static JsonObject Fact(FactDefinition fact)
    {
        var schema = fact.Type switch
        {
            FactType.YesNo => new JsonObject { ["type"] = "boolean" },
            FactType.Date => Day(null),
            FactType.Amount => Amount(null),
            FactType.Number => new JsonObject { ["type"] = "number", ["minimum"] = 0 },
            FactType.Year => new JsonObject { ["type"] = "integer", ["minimum"] = 1900, ["maximum"] = 2100 },
            FactType.Code => new JsonObject { ["type"] = "string", ["enum"] = List(fact.Codes.Select(c => c.Key)) },
            _ => new JsonObject { ["type"] = "string", ["maxLength"] = 1000 },
        };
        schema["description"] = fact.Label.Nl;
        return Maybe(schema);
    }

    private static JsonObject Amount(string? description)
    {
        var amount = new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 100_000_000 };
        if (description is not null)
        {
            amount["description"] = description;
        }

        return amount;
    }

    private static JsonObject Day(string? description)
    {
        var day = new JsonObject { ["type"] = "string", ["format"] = "date", ["pattern"] = DayPattern };
        if (description is not null)
        {
            day["description"] = description;
        }

        return day;
    }

    // What is not known may be left out, or be null.
    private static JsonObject Maybe(JsonObject schema)
    {
        schema["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
        if (schema["enum"] is JsonArray codes)
        {
            codes.Add(null);
        }

        return schema;
    }

    // Always Dutch, as the OpenAPI document.
    private static string Say(string name) => Texts.ResourceManager.GetString(name, Dutch)!;

    private static JsonObject Reference(FactDefinition fact) => new() { ["$ref"] = "#/$defs/" + fact.Id };

    private static JsonArray List(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);
}
