// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Library;

/// <summary>Reads conditions: mappings from a fact to what it must be.</summary>
internal sealed class ConditionReader(FactCatalogue catalogue)
{
    private static readonly string[] Comparisons = ["above", "atLeast", "below", "atMost", "from", "before", "known"];

    private static readonly Condition Never = new AnyOf([]);

    /// <summary>The condition; null when there is none. What is wrong is complained of and gives a condition that never holds.</summary>
    public Condition? Read(YamlFile file, YamlNode? node)
    {
        if (node is null)
        {
            return null;
        }

        if (node is not YamlMapping mapping)
        {
            file.Complain(node, Texts.ConditionMapWanted);
            return Never;
        }

        List<Condition> parts = [];
        foreach (var (key, value) in mapping.Pairs)
        {
            var name = key.Value;
            parts.Add(name switch
            {
                "all" => new AllOf(Several(file, value)),
                "any" => new AnyOf(Several(file, value)),
                "not" => new Not(Read(file, value)!),
                _ => Test(file, key, name, value),
            });
        }

        return parts.Count == 1 ? parts[0] : new AllOf([.. parts]);
    }

    /// <summary>The fact of this name and, when given, one of these types; null with a complaint when there is none.</summary>
    public FactDefinition? Fact(YamlFile file, YamlNode? node, params IReadOnlyList<FactType> types)
    {
        if (file.Text(node) is not { } name)
        {
            return null;
        }

        if (!catalogue.TryFind(name, out var fact))
        {
            file.Complain(node!, Texts.UnknownFact, name);
            return null;
        }

        if (types.Count > 0 && !types.Contains(fact.Type))
        {
            file.Complain(node!, Texts.FactOfOtherType, name, fact.Type, string.Join(", ", types));
            return null;
        }

        return fact;
    }

    private Condition[] Several(YamlFile file, YamlNode node) => [.. file.Items(node).Select(n => Read(file, n)!)];

    private Condition Test(YamlFile file, YamlNode key, string name, YamlNode value)
    {
        if (!catalogue.TryFind(name, out var fact))
        {
            file.Complain(key, Texts.UnknownFact, name);
            return Never;
        }

        switch (value)
        {
            case YamlScalar scalar:
                return Value(file, fact, scalar) is { } one ? new OneOf(fact, [one]) : Never;
            case YamlList list:
                return new OneOf(fact, [.. list.Items.Select(v => Value(file, fact, v)).OfType<long>()]);
            default:
                return Comparison(file, fact, value);
        }
    }

    private Condition Comparison(YamlFile file, FactDefinition fact, YamlNode node)
    {
        if (file.Map(node, Comparisons) is not { } map)
        {
            return Never;
        }

        List<Condition> parts = [];
        foreach (var (key, value) in map.Node.Pairs)
        {
            var name = key.Value;
            if (name == "known")
            {
                parts.Add(new IsKnown(fact, file.Flag(value)));
                continue;
            }

            Comparison comparison = name switch
            {
                "above" => Evaluation.Comparison.Above,
                "atLeast" or "from" => Evaluation.Comparison.AtLeast,
                "below" or "before" => Evaluation.Comparison.Below,
                _ => Evaluation.Comparison.AtMost,
            };
            if (value is YamlScalar { Value: { } other } && catalogue.TryFind(other, out var second))
            {
                if (second.Type != fact.Type)
                {
                    file.Complain(value, Texts.FactOfOtherType, other, second.Type, fact.Type);
                }

                parts.Add(new Compare(fact, comparison, 0, second));
            }
            else if (Value(file, fact, value) is { } bound)
            {
                parts.Add(new Compare(fact, comparison, bound, null));
            }
        }

        return parts.Count == 1 ? parts[0] : new AllOf([.. parts]);
    }

    private static long? Value(YamlFile file, FactDefinition fact, YamlNode node)
    {
        if (file.Text(node) is not { } text)
        {
            return null;
        }

        if (fact.Type != FactType.Text && fact.TryRead(text, out var raw, out var complaint))
        {
            return raw;
        }
        else
        {
            file.Complain(node, "{0}", fact.Type == FactType.Text ? Texts.ConditionOnText : fact.TryRead(text, out _, out complaint) ? "" : complaint);
            return null;
        }
    }
}
