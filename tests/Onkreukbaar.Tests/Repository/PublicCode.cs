// SPDX-License-Identifier: EUPL-1.2
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Onkreukbaar.Tests.Repository;

/// <summary>What catalogues of public software need to know (the standard publiccode.yml, core 0.7), and what must agree with the rest of the repository.</summary>
internal static class PublicCode
{
    private const string Licence = "EUPL-1.2";
    private const int LongestSummary = 150;
    private const int ShortestText = 150;
    private const int LongestText = 10_000;

    private static readonly string[] Required =
    [
        "publiccodeYmlVersion",
        "name",
        "url",
        "softwareVersion",
        "softwareType",
        "platforms",
        "developmentStatus",
        "description",
        "legal/license",
        "maintenance/type",
        "maintenance/contacts/0/name",
        "localisation/localisationReady",
        "localisation/availableLanguages/0",
    ];

    private static readonly string[] Kinds =
    [
        "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend", "standalone/other", "addon", "library", "configurationFiles",
    ];

    private static readonly string[] States = ["concept", "development", "beta", "stable", "obsolete"];

    /// <param name="yaml">The file.</param>
    /// <param name="version">Version of the product as it is built.</param>
    public static IEnumerable<string> Problems(string yaml, string version)
    {
        var stream = new YamlStream();
        var unreadable = "";
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException)
        {
            unreadable = broken.Message;
        }

        if (unreadable.Length > 0 || stream.Documents.Count != 1)
        {
            return [$"not one YAML document: {unreadable}"];
        }

        return Problems(stream.Documents[0].RootNode, version);
    }

    /// <summary>Where the source is said to be.</summary>
    public static Uri? Address(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Uri.TryCreate(Text(stream.Documents[0].RootNode, "url"), UriKind.Absolute, out var address) ? address : null;
    }

    /// <summary>Whether an address is of those kept for examples (RFC 2606), so that nothing is there.</summary>
    public static bool IsExample(Uri address) =>
        address.Host.Split('.') is { Length: > 1 } parts && (parts[^1] is "example" or "test" or "invalid" || (parts[^2] is "example" && parts[^1] is "org" or "com" or "net"));

    private static IEnumerable<string> Problems(YamlNode root, string version)
    {
        foreach (var key in Required.Where(key => Find(root, key) is not (YamlMappingNode or YamlSequenceNode) && string.IsNullOrWhiteSpace(Text(root, key))))
        {
            yield return $"{key} is missing";
        }

        (string Key, string[] Wanted)[] choices = [("softwareVersion", [version]), ("legal/license", [Licence]), ("softwareType", Kinds), ("developmentStatus", States)];
        foreach (var (key, wanted) in choices)
        {
            if (Text(root, key) is { } value && !wanted.Contains(value, StringComparer.Ordinal))
            {
                yield return $"{key} is {value}, not {string.Join(" or ", wanted)}";
            }
        }

        if (Text(root, "url") is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
        {
            yield return $"url is {url}, not an address that begins with https";
        }

        var languages = (Find(root, "localisation/availableLanguages") as YamlSequenceNode)?.Select(n => n.ToString()).ToList() ?? [];
        foreach (var language in new[] { "nl", "en" }.Union(languages, StringComparer.Ordinal))
        {
            var at = $"description/{language}/";
            if (!languages.Contains(language, StringComparer.Ordinal))
            {
                yield return $"localisation/availableLanguages lacks {language}";
            }

            if (Text(root, at + "shortDescription")?.Trim() is not { Length: > 0 and <= LongestSummary })
            {
                yield return $"{at}shortDescription is not 1 to {LongestSummary} characters";
            }

            if (Text(root, at + "longDescription")?.Trim() is not { Length: >= ShortestText and <= LongestText })
            {
                yield return $"{at}longDescription is not {ShortestText} to {LongestText} characters";
            }

            if (Find(root, at + "features") is not YamlSequenceNode { Children.Count: > 0 })
            {
                yield return $"{at}features is missing";
            }
        }
    }

    private static string? Text(YamlNode root, string path) => (Find(root, path) as YamlScalarNode)?.Value;

    private static YamlNode? Find(YamlNode? node, string path)
    {
        foreach (var step in path.Split('/'))
        {
            node = node switch
            {
                YamlMappingNode map => map.Children.TryGetValue(new YamlScalarNode(step), out var value) ? value : null,
                YamlSequenceNode list => list.Children.ElementAtOrDefault(step[0] - '0'),
                _ => null,
            };
        }

        return node;
    }
}
