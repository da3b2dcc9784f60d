// SPDX-License-Identifier: EUPL-1.2
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Organisations;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>
/// Opgave van een geschenk of reis as published. Open Raadsinformatie has no such notion and the open data of the House have <c>PersoonGeschenk</c> and
/// <c>PersoonReis</c>; what both registers and positions have is named as with positions.
/// </summary>
[ApiSchema("Opgave")]
public sealed record DeclarationRecord
{
    /// <summary>Opaque id; permalink <c>/geschenken/{id}</c> or <c>/reizen/{id}</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>geschenk</c> or <c>reis</c>.</summary>
    public required string Soort { get; init; }

    /// <summary>Who received it, or travelled.</summary>
    public required NamedReference Persoon { get; init; }

    /// <summary>Public body whose register holds it.</summary>
    public required NamedReference Overheidsorganisatie { get; init; }

    /// <summary>What was received, or the purpose of the trip.</summary>
    public required string Omschrijving { get; init; }

    /// <summary>Destination of a trip.</summary>
    public string? Bestemming { get; init; }

    /// <summary>Giver or payer in the words of the source.</summary>
    public string? BetaaldDoor { get; init; }

    /// <summary>Key under which <c>/organisaties/{organisatie}</c> gathers everything with the same giver or payer.</summary>
    public string? Organisatie { get; init; }

    /// <summary>Value in whole eurocents.</summary>
    public long? WaardeInCenten { get; init; }

    /// <summary>Value in the words of the source, when it could not be read as an amount.</summary>
    public string? WaardeVolgensBron { get; init; }

    /// <summary>Day of receipt, or first day of the trip, only when the whole date is known.</summary>
    public DateOnly? DatumAanvang { get; init; }

    /// <summary>Receipt or start as far as it is known: <c>2018</c>, <c>2018-05</c> or <c>2018-05-23</c>.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? Aanvang { get; init; }

    /// <summary>Last day of the trip, inclusive, only when the whole date is known.</summary>
    public DateOnly? DatumEinde { get; init; }

    /// <summary>End of the trip as far as it is known, inclusive.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? Einde { get; init; }

    /// <summary>Dates in the words of the source, when they could not be read or cannot be true.</summary>
    public string? PeriodeVolgensBron { get; init; }

    /// <summary>Where the entry comes from.</summary>
    public string? Bron { get; init; }

    /// <summary>Number of the version shown.</summary>
    public required long Versie { get; init; }

    /// <summary>This record.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static DeclarationRecord Of(DeclarationRow row, Func<string, string> absolute)
    {
        var d = row.Declaration;
        return new DeclarationRecord
        {
            Id = d.Id,
            Soort = DeclarationWords.Kinds[d.Kind],
            Persoon = new NamedReference(d.PersonId, row.Person),
            Overheidsorganisatie = new NamedReference(d.BodyId, row.Body),
            Omschrijving = d.Description,
            Bestemming = d.Destination,
            BetaaldDoor = d.PaidBy,
            Organisatie = Key(d),
            WaardeInCenten = d.ValueCents,
            WaardeVolgensBron = d.UnreadValue,
            DatumAanvang = Whole(d.Start),
            Aanvang = d.Start?.ToString(),
            DatumEinde = Whole(d.End),
            Einde = d.End?.ToString(),
            PeriodeVolgensBron = d.UnreadPeriod,
            Bron = d.Source,
            Versie = d.Version,
            Links = new ApiSelf { Self = new ApiLink(absolute("/v1" + DeclarationAddress.Of(d))) },
        };
    }

    /// <summary>The same fields as a flat table.</summary>
    /// <param name="name">Name of the list: <c>geschenken</c> or <c>reizen</c>.</param>
    internal static TableExport<DeclarationRow> Export(string name) =>
        new(
            name,
            new ExportColumn<DeclarationRow>("id", r => (Guid?)r.Declaration.Id),
            new("persoonId", r => (Guid?)r.Declaration.PersonId),
            new("persoonNaam", r => r.Person),
            new("overheidsorganisatieId", r => (Guid?)r.Declaration.BodyId),
            new("overheidsorganisatieNaam", r => r.Body),
            new("omschrijving", r => r.Declaration.Description),
            new("bestemming", r => r.Declaration.Destination),
            new("betaaldDoor", r => r.Declaration.PaidBy),
            new("organisatie", r => Key(r.Declaration)),
            new("waardeInCenten", r => r.Declaration.ValueCents),
            new("waardeVolgensBron", r => r.Declaration.UnreadValue),
            new("datumAanvang", r => Whole(r.Declaration.Start)),
            new("aanvang", r => r.Declaration.Start),
            new("datumEinde", r => Whole(r.Declaration.End)),
            new("einde", r => r.Declaration.End),
            new("periodeVolgensBron", r => r.Declaration.UnreadPeriod),
            new("bron", r => r.Declaration.Source),
            new("versie", r => (long?)r.Declaration.Version)
        );

    private static string? Key(Declaration declaration) => declaration.OrganisationKey is { Length: > 0 } key ? OrganisationSlug.Of(key) : null;

    private static DateOnly? Whole(PartialDate? date) => date is { IsWhole: true } whole ? whole.First : null;
}
