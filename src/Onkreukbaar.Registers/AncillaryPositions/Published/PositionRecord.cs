// SPDX-License-Identifier: EUPL-1.2
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.Organisations;

namespace Onkreukbaar.Registers.AncillaryPositions.Published;

/// <summary>
/// Nevenfunctie as published: names follow VNG Open Raadsinformatie <c>nevenfunctieNatuurlijkePersoon</c>. Income is part of it only where a norm asks to
/// publish it of that office over that year (<see cref="PublicIncomes"/>).
/// </summary>
[ApiSchema("Nevenfunctie")]
public sealed record PositionRecord
{
    /// <summary>Opaque id; permalink <c>/nevenfuncties/{id}</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose position it is.</summary>
    public required NamedReference Persoon { get; init; }

    /// <summary>Public body whose register holds it.</summary>
    public required NamedReference Overheidsorganisatie { get; init; }

    /// <summary>What the position is.</summary>
    public required string Omschrijving { get; init; }

    /// <summary>The organisation as it was reported.</summary>
    public string? NaamOrganisatie { get; init; }

    /// <summary>The organisation when it is a public body; null when it is none, or nobody looked.</summary>
    public NamedReference? OverheidsorganisatieNevenfunctie { get; init; }

    /// <summary>KvK number of the organisation, 8 digits.</summary>
    public string? KvkNummer { get; init; }

    /// <summary>Key under which <c>/organisaties/{organisatie}</c> gathers everything with the same organisation.</summary>
    public string? Organisatie { get; init; }

    /// <summary>What the person does there.</summary>
    public string? Werkzaamheden { get; init; }

    /// <summary>Whether the work is advising others; null when it is not known.</summary>
    public bool? IndicatorAdvieswerk { get; init; }

    /// <summary>Sector, for advisers.</summary>
    public string? Sector { get; init; }

    /// <summary>Held by virtue of the office.</summary>
    public required bool IndicatorVanwegeLidmaatschap { get; init; }

    /// <summary>On what an ex officio position rests.</summary>
    public string? Grondslag { get; init; }

    /// <summary>Paid; null when it is not known.</summary>
    public bool? IndicatorBezoldigd { get; init; }

    /// <summary>Hours per month.</summary>
    public decimal? AantalUrenPerMaand { get; init; }

    /// <summary>First day, only when the whole date is known.</summary>
    public DateOnly? DatumAanvang { get; init; }

    /// <summary>Start as far as it is known: <c>2018</c>, <c>2018-05</c> or <c>2018-05-23</c>.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? Aanvang { get; init; }

    /// <summary>Last day, inclusive, only when the whole date is known.</summary>
    public DateOnly? DatumEinde { get; init; }

    /// <summary>End as far as it is known, inclusive.</summary>
    [RegularExpression(ApiPatterns.PartialDate)]
    public string? Einde { get; init; }

    /// <summary>Whether it has ended.</summary>
    public required bool Beeindigd { get; init; }

    /// <summary>Period in the source's own words, when not all of it could be read.</summary>
    public string? PeriodeVolgensBron { get; init; }

    /// <summary>Day on which the person reported it.</summary>
    public DateOnly? DatumMelding { get; init; }

    /// <summary>Day of first publication.</summary>
    public DateOnly? DatumOpenbaarmaking { get; init; }

    /// <summary>Income by calendar year, latest first; empty unless a norm asks to publish it.</summary>
    public IReadOnlyList<IncomeRecord> Inkomsten { get; init; } = [];

    /// <summary>Where the entry comes from.</summary>
    public string? Bron { get; init; }

    /// <summary>Number of the version shown.</summary>
    public required long Versie { get; init; }

    /// <summary>This record.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static PositionRecord Of(PositionRow row, PositionContext context, DateOnly today, Func<string, string> absolute)
    {
        var p = row.Position;
        return new PositionRecord
        {
            Id = p.Id,
            Persoon = new NamedReference(p.PersonId, row.Person),
            Overheidsorganisatie = new NamedReference(p.BodyId, row.Body),
            Omschrijving = p.Description,
            NaamOrganisatie = p.Organisation,
            OverheidsorganisatieNevenfunctie = context.BodyOf(p) is { } name ? new NamedReference(p.OrganisationBodyId!.Value, name) : null,
            KvkNummer = p.OrganisationKvk,
            Organisatie = p.OrganisationKey is { Length: > 0 } key ? OrganisationSlug.Of(key) : null,
            Werkzaamheden = p.Activity,
            IndicatorAdvieswerk = p.Advisory,
            Sector = p.Sector,
            IndicatorVanwegeLidmaatschap = p.ExOfficio,
            Grondslag = p.ExOfficioBasis,
            IndicatorBezoldigd = Paid(p),
            AantalUrenPerMaand = p.HoursPerMonth,
            DatumAanvang = Whole(p.Start),
            Aanvang = p.Start?.ToString(),
            DatumEinde = Whole(p.End),
            Einde = p.End?.ToString(),
            Beeindigd = PositionWords.HasEnded(p, today),
            PeriodeVolgensBron = p.UnreadPeriod,
            DatumMelding = p.ReportedOn,
            DatumOpenbaarmaking = p.PublishedOn,
            Bron = p.Source,
            Versie = p.Version,
            Links = new ApiSelf { Self = new ApiLink(absolute($"/v1/nevenfuncties/{p.Id}")) },
        };
    }

    /// <summary>The same record with what the public may see of its income.</summary>
    internal PositionRecord With(IEnumerable<PublicIncome> incomes) => this with { Inkomsten = [.. incomes.Select(IncomeRecord.Of)] };

    /// <summary>The same fields as a flat table.</summary>
    internal static TableExport<PositionRow> Export(PositionContext context, DateOnly today) => new("nevenfuncties", Columns(context, today));

    /// <summary>Columns of the files, with the names of the fields.</summary>
    internal static IReadOnlyList<ExportColumn<PositionRow>> Columns(PositionContext context, DateOnly today) =>
        [
            new("id", r => (Guid?)r.Position.Id),
            new("persoonId", r => (Guid?)r.Position.PersonId),
            new("persoonNaam", r => r.Person),
            new("overheidsorganisatieId", r => (Guid?)r.Position.BodyId),
            new("overheidsorganisatieNaam", r => r.Body),
            new("omschrijving", r => r.Position.Description),
            new("naamOrganisatie", r => r.Position.Organisation),
            new("overheidsorganisatieNevenfunctieId", r => r.Position.OrganisationBodyId),
            new("overheidsorganisatieNevenfunctieNaam", r => context.BodyOf(r.Position)),
            new("kvkNummer", r => r.Position.OrganisationKvk),
            new("werkzaamheden", r => r.Position.Activity),
            new("indicatorAdvieswerk", r => r.Position.Advisory),
            new("sector", r => r.Position.Sector),
            new("indicatorVanwegeLidmaatschap", r => (bool?)r.Position.ExOfficio),
            new("grondslag", r => r.Position.ExOfficioBasis),
            new("indicatorBezoldigd", r => Paid(r.Position)),
            new("aantalUrenPerMaand", r => r.Position.HoursPerMonth),
            new("datumAanvang", r => Whole(r.Position.Start)),
            new("aanvang", r => r.Position.Start),
            new("datumEinde", r => Whole(r.Position.End)),
            new("einde", r => r.Position.End),
            new("beeindigd", r => (bool?)PositionWords.HasEnded(r.Position, today)),
            new("periodeVolgensBron", r => r.Position.UnreadPeriod),
            new("datumMelding", r => r.Position.ReportedOn),
            new("datumOpenbaarmaking", r => r.Position.PublishedOn),
            new("bron", r => r.Position.Source),
            new("versie", r => (long?)r.Position.Version),
        ];

    private static bool? Paid(AncillaryPosition p) =>
        p.Remuneration switch
        {
            Remuneration.Paid => true,
            Remuneration.Unpaid => false,
            _ => null,
        };

    private static DateOnly? Whole(PartialDate? date) => date is { IsWhole: true } whole ? whole.First : null;
}

/// <summary>A person or body by id and name.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Naam">Name as shown.</param>
[ApiSchema("Naamverwijzing")]
public sealed record NamedReference(Guid Id, string Naam);
