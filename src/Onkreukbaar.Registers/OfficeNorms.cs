// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Design;

namespace Onkreukbaar.Registers;

/// <summary>
/// Which article makes the positions of an office public. Only what was read in the law's text stands here; an office that is not in the
/// list gets no article, rather than a guess.
/// </summary>
/// <param name="Kind">ORI code of the office.</param>
/// <param name="BodyKind">Kind of body that has the office.</param>
/// <param name="Label">Name of the office.</param>
/// <param name="Article">Law and article in words.</param>
/// <param name="Href">Juriconnect address of the article.</param>
public sealed record OfficeNorm(string Kind, string BodyKind, Func<string> Label, Func<string> Article, string Href);

/// <summary>The offices of which the norm is sure.</summary>
internal static class OfficeNorms
{
    private const string Gemeentewet = "BWBR0005416";
    private const string Provinciewet = "BWBR0005645";
    private const string Waterschapswet = "BWBR0005108";

    private static readonly IReadOnlyList<OfficeNorm> All =
    [
        new("raadslid", "gemeente", () => Texts.OfficeCouncillor, () => Texts.NormGw12, Link(Gemeentewet, "12")),
        new("wethouder", "gemeente", () => Texts.OfficeAlderman, () => Texts.NormGw41b, Link(Gemeentewet, "41b")),
        new("burgemeester", "gemeente", () => Texts.OfficeMayor, () => Texts.NormGw67, Link(Gemeentewet, "67")),
        new("statenlid", "provincie", () => Texts.OfficeStates, () => Texts.NormPw11, Link(Provinciewet, "11")),
        new("gedeputeerde", "provincie", () => Texts.OfficeDeputy, () => Texts.NormPw40b, Link(Provinciewet, "40b")),
        new("commissaris_van_de_koning", "provincie", () => Texts.OfficeCommissioner, () => Texts.NormPw66, Link(Provinciewet, "66")),
        new("algemeen_bestuurslid", "waterschap", () => Texts.OfficeBoardMember, () => Texts.NormWw32, Link(Waterschapswet, "32")),
        new("dagelijks_bestuurslid", "waterschap", () => Texts.OfficeExecutiveMember, () => Texts.NormWw44k, Link(Waterschapswet, "44k")),
        new("dijkgraaf", "waterschap", () => Texts.OfficeDikeReeve, () => Texts.NormWw48, Link(Waterschapswet, "48")),
        new("tweede_kamerlid", "kamer", () => Texts.OfficeHouse, () => Texts.NormWstk5, Link("BWBR0004939", "5")),
        new("eerste_kamerlid", "kamer", () => Texts.OfficeSenate, () => Texts.NormWvek3b, Link("BWBR0007402", "3b")),
    ];

    /// <summary>The norm of a kind of office; null when none is sure.</summary>
    public static OfficeNorm? Find(string kind)
    {
        var folded = kind.ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
        return All.FirstOrDefault(n => string.Equals(n.Kind, folded, StringComparison.Ordinal));
    }

    /// <summary>The offices to choose from at a body: its own kind's, or all when its kind is not one of these.</summary>
    public static IReadOnlyList<Choice> Choices(string bodyKind)
    {
        var own = All.Where(n => bodyKind.Contains(n.BodyKind, StringComparison.OrdinalIgnoreCase)).ToList();
        return [.. (own.Count > 0 ? own : All).Select(n => new Choice(n.Kind, n.Label()))];
    }

    private static string Link(string law, string article) => $"https://wetten.overheid.nl/jci1.3:c:{law}&artikel={article}";
}
