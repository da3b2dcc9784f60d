// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Norms.Library;

/// <summary>Names of kinds, statuses, phases and certainties: as files and machines write them, and for people.</summary>
public static class NormNames
{
    internal static readonly IReadOnlyDictionary<string, NormKind> Kinds = Names<NormKind>();
    internal static readonly IReadOnlyDictionary<string, NormStatus> Statuses = Names<NormStatus>();
    internal static readonly IReadOnlyDictionary<string, NormPhase> Phases = Names<NormPhase>();
    internal static readonly IReadOnlyDictionary<string, NormCertainty> Certainties = Names<NormCertainty>();

    /// <summary>Subjects of the handbook, in its order.</summary>
    public static readonly IReadOnlyList<string> Topics =
    [
        "nevenfuncties", "inkomsten", "onverenigbaar", "verboden-handelingen", "stemmen", "gedragscode", "geschenken", "reizen", "screening", "zorgplicht",
        "geheimhouding", "declaraties", "na-ambt", "partijfinancien", "ambtenaren", "melden", "veiligheid", "openbaarheid", "onderzoek", "bewaren",
    ];

    /// <summary>As files write it: <c>prior-notice</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Kebab(value.ToString());

    /// <summary>For people, in the language of the reader.</summary>
    public static string Label<T>(T value, CultureInfo culture)
        where T : struct, Enum => Texts.ResourceManager.GetString(typeof(T).Name + value, culture)!;

    /// <summary>Name of a subject for people.</summary>
    public static string TopicLabel(string topic, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return Texts.ResourceManager.GetString("Topic" + topic.Replace("-", "", StringComparison.Ordinal), culture) ?? topic;
    }

    private static Dictionary<string, T> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(Of, StringComparer.Ordinal);

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
