// SPDX-License-Identifier: EUPL-1.2
using System.Text.RegularExpressions;

namespace Onkreukbaar.Registers.Import;

/// <summary>
/// Reads the organisation from a title in which the source writes function and organisation together: "Lid Raad van Toezicht Stichting X". A title is read
/// only when it is a known function, perhaps with a known organ of an organisation, and a name behind it. Where the name is that of a committee, a council or
/// an editorial board within something, or where more follows than a name, nothing is read: the title stands as it is and is found by its words.
/// </summary>
internal static partial class OrganisationInTitle
{
    /// <summary>The organisation as the title writes it, with its legal form and its place; null when it cannot be read.</summary>
    /// <param name="title">Title without the period.</param>
    public static string? Read(string title)
    {
        var match = FunctionAndName().Match(title);
        if (!match.Success)
        {
            return null;
        }

        var name = Paid().Replace(match.Groups["name"].Value, "").TrimEnd(' ', ',', ';');
        return name.Length is < 2 or > 255 || PartOfSomething().IsMatch(name) || MoreThanAName().IsMatch(name) ? null : name;
    }

    [GeneratedRegex(
        """
        ^(?i:
          (?:(?:plaatsvervangend|plv\.?|waarnemend|algemeen|dagelijks|tijdelijk|adjunct|statutair|senior|extern|onafhankelijk)[ ])*
          (?:
            lid|kroonlid|bestuurslid|voorzitter|vice-?voorzitter|ondervoorzitter|ere-?voorzitter|bestuursvoorzitter
            |secretaris(?:[/-]penningmeester)?|penningmeester|bestuurder|toezichthouder
            |(?:president-|huurders)?commissaris|directeur(?:[/-](?:bestuurder|eigenaar))?
            |(?:mede-)?eigenaar|aandeelhouder|adviseur|beschermheer|beschermvrouwe
          )
          (?:
            (?:[ ]van)?(?:[ ](?:het|de))?[ ]
            (?:(?:dagelijks[ ]|algemeen[ ])?bestuur|hoofdbestuur|raad[ ]van[ ](?:toezicht|commissarissen|advies|bestuur)|college[ ]van[ ]bestuur|rvt|rvc|rva|rvb|comité[ ]van[ ]aanbeveling)
          )?
        )
        (?:[ ](?:van|bij))?(?:[ ](?:de|het))?[ ]
        (?<name>(?:["'“‘]?[\p{Lu}\p{Nd}]|(?:stichting|vereniging|coöperatie|gemeente|provincie|waterschap|hoogheemraadschap)[ ]).*)$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex FunctionAndName();

    /// <summary>"Auditcommissie Federatie X": of X, but not X.</summary>
    [GeneratedRegex(
        @"^\S*(?:commissie|raad|groep|jury|comité|committee|bestuur|college|redactie|curatorium|fractie|panel|team|staten)\b|\b(?:board|committee|commissie|werkgroep|stuurgroep|jury|bestuur|fractie|afdeling|rvt|rvc)\b|\braad van (?:toezicht|commissarissen|advies|bestuur)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex PartOfSomething();

    /// <summary>A year, or another function behind a comma or "en".</summary>
    [GeneratedRegex(@"\b(?:19|20)[0-9]{2}\b|(?:,| en) (?:lid|voorzitter|secretaris|penningmeester|bestuurslid)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MoreThanAName();

    [GeneratedRegex(@" \((?:on)?bezoldigd\)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Paid();
}
