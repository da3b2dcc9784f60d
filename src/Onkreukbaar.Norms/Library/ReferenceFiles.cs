// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Library;

/// <summary>Reads facts, offices and authorities: what norms may name.</summary>
internal static class ReferenceFiles
{
    private static readonly Dictionary<string, FactType> Types = new(StringComparer.Ordinal)
    {
        ["yes-no"] = FactType.YesNo,
        ["date"] = FactType.Date,
        ["amount"] = FactType.Amount,
        ["number"] = FactType.Number,
        ["year"] = FactType.Year,
        ["code"] = FactType.Code,
        ["text"] = FactType.Text,
    };

    /// <summary>A file of <c>facts/</c>. Contradictions are kept as YAML: they can only be read when all facts are known.</summary>
    public static FactGroup? Facts(YamlFile file, YamlNode root, HashSet<string> seen, List<(YamlFile File, YamlNode Node)> contradictions)
    {
        if (file.Map(root, "group", "title", "facts", "contradictions") is not { } map)
        {
            return null;
        }

        var group = map.Required("group");
        List<FactDefinition> facts = [];
        foreach (var node in file.Items(map["facts"]))
        {
            if (file.Map(node, "id", "type", "nl", "en", "codes", "notBefore") is not { } fact)
            {
                continue;
            }

            var id = fact.Required("id");
            if (!id.StartsWith(group + ".", StringComparison.Ordinal))
            {
                file.Complain(node, Texts.FactOutsideGroup, id, group);
            }

            if (!seen.Add(id))
            {
                file.Complain(node, Texts.DuplicateId, id);
                continue;
            }

            var type = fact.Choice("type", Types);
            var codes = Codes(file, fact);
            if (type == FactType.Code != codes.Count > 0)
            {
                file.Complain(node, Texts.FactCodesWanted, id);
            }

            facts.Add(new(id, type, new(fact.Required("nl"), fact.Required("en")), codes, file.Origin(node)) { NotBefore = fact.Text("notBefore") });
        }

        contradictions.AddRange(file.Items(map["contradictions"]).Select(c => (file, c)));
        return new(group, map.Bilingual("title"), facts);
    }

    /// <summary>One office of <c>offices.yaml</c>; null when it is no mapping.</summary>
    public static (string Code, NormOffice Office)? Office(YamlFile file, YamlNode node) =>
        file.Map(node, "code", "nl", "en", "bodies") is { } map && map.Required("code") is var code
            ? (code, new(code, new(map.Required("nl"), map.Required("en")), file.TextList(map["bodies"])))
            : null;

    /// <summary>One authority of <c>authorities.yaml</c>; null when it is no mapping.</summary>
    public static (string Code, Authority Authority)? Authority(YamlFile file, YamlNode node) =>
        file.Map(node, "code", "nl", "en") is { } map && map.Required("code") is var code
            ? (code, new(code, new(map.Required("nl"), map.Required("en"))))
            : null;

    /// <summary>One rule of <c>comparisons.yaml</c>; null when it is no mapping.</summary>
    public static (string Compare, DifferenceReason Reason)? Difference(YamlFile file, YamlNode node)
    {
        if (file.Map(node, "compare", "why") is not { } map)
        {
            return null;
        }

        var key = map.Required("compare");
        if (!map.Has("why"))
        {
            file.Complain(node, Texts.YamlMissing, "why");
        }

        return file.Map(map["why"], "nl", "en", "source", "url") is { } why
            ? (key, new(key, new(why.Required("nl"), why.Required("en")), why.Required("source"), why.Text("url")))
            : null;
    }

    private static List<KeyValuePair<string, Bilingual>> Codes(YamlFile file, YamlMap fact)
    {
        List<KeyValuePair<string, Bilingual>> codes = [];
        if (fact["codes"] is YamlMapping labels)
        {
            foreach (var (code, label) in labels.Pairs)
            {
                if (file.Text(code) is { } name && file.Map(label, "nl", "en") is { } map)
                {
                    codes.Add(new(name, new(map.Required("nl"), map.Required("en"))));
                }
            }
        }

        return codes;
    }
}
