// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Api;

/// <summary>Norm in lists: one version, that of the day asked for.</summary>
[ApiSchema("Norm")]
public record NormRecord
{
    /// <summary>Stable over all versions.</summary>
    public required string Id { get; init; }

    /// <summary>Title.</summary>
    public required BilingualRecord Titel { get; init; }

    /// <summary>Explanation in plain language.</summary>
    public required BilingualRecord Toelichting { get; init; }

    /// <summary>Kind, for example <c>publication</c>.</summary>
    public required string Soort { get; init; }

    /// <summary>What force it has; a bill is never applied.</summary>
    public required string Status { get; init; }

    /// <summary>How sure the library is of it.</summary>
    public required string Zekerheid { get; init; }

    /// <summary><c>before</c>, <c>during</c> or <c>after</c> the office.</summary>
    public required string Fase { get; init; }

    /// <summary>Subject.</summary>
    public required string Onderwerp { get; init; }

    /// <summary>The same for the same rule in other acts.</summary>
    public string? Vergelijking { get; init; }

    /// <summary>Codes of the offices it speaks to.</summary>
    public required IReadOnlyList<string> Ambten { get; init; }

    /// <summary>Kinds of body; empty: any.</summary>
    public required IReadOnlyList<string> SoortenOverheidsorganisatie { get; init; }

    /// <summary>Where it stands.</summary>
    public required SourceRecord Grondslag { get; init; }

    /// <summary>First day of this version.</summary>
    public DateOnly? DatumAanvang { get; init; }

    /// <summary>Last day of this version; null while it holds.</summary>
    public DateOnly? DatumEinde { get; init; }

    /// <summary>Who adopted it and when; null unless it stands in a code of a body.</summary>
    public AdoptionRecord? Vaststelling { get; init; }

    /// <summary>Links.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static NormRecord Of(HttpContext http, NormLibrary library, Norm norm, Guid? body) =>
        new()
        {
            Id = norm.Id,
            Titel = BilingualRecord.Of(norm.Title),
            Toelichting = BilingualRecord.Of(norm.Explanation),
            Soort = NormNames.Of(norm.Kind),
            Status = NormNames.Of(norm.Status),
            Zekerheid = NormNames.Of(norm.Certainty),
            Fase = NormNames.Of(norm.Phase),
            Onderwerp = norm.Topic,
            Vergelijking = norm.Compare,
            Ambten = norm.Offices,
            SoortenOverheidsorganisatie = norm.Bodies,
            Grondslag = SourceRecord.Of(norm),
            DatumAanvang = norm.Validity.From,
            DatumEinde = norm.Validity.Until?.AddDays(-1),
            Vaststelling = library.AdoptionOf(norm) is { } adoption ? new(adoption.On, adoption.By) : null,
            Links = new() { Self = new(Address(http, norm.Id, body)) },
        };

    // A norm of a body is found at that body only.
    internal static string Address(HttpContext http, string id, Guid? body) =>
        ApiJson.Absolute(http, NormsApi.Path + "/" + id + (body is null ? "" : $"?overheidsorganisatie={body}"));
}

/// <summary>Vaststelling van een gedragscode.</summary>
/// <param name="Datum">Day of the decision.</param>
/// <param name="Door">The authority that decided.</param>
[ApiSchema("Vaststelling")]
public sealed record AdoptionRecord(DateOnly Datum, string Door);

/// <summary>Norm by itself, in all its versions.</summary>
public sealed record NormDetail
{
    /// <summary>Stable over all versions.</summary>
    public required string Id { get; init; }

    /// <summary>All versions, oldest first.</summary>
    public required IReadOnlyList<NormVersionRecord> Versies { get; init; }

    /// <summary>Links.</summary>
    [JsonPropertyName("_links")]
    public required ApiSelf Links { get; init; }

    internal static NormDetail Of(HttpContext http, NormLibrary library, IReadOnlyList<Norm> versions, Guid? body) =>
        new()
        {
            Id = versions[0].Id,
            Versies = [.. versions.Select(v => new NormVersionRecord(NormRecord.Of(http, library, v, body), v.Source, v.Text))],
            Links = new() { Self = new(NormRecord.Address(http, versions[0].Id, body)) },
        };
}

/// <summary>Versie van een norm: what it said in one period.</summary>
/// <param name="Norm">The norm in this version.</param>
/// <param name="Bron">Where it was read.</param>
/// <param name="Tekst">Text of the article as it was then; null when the library does not hold it.</param>
[ApiSchema("Normversie")]
public sealed record NormVersionRecord(NormRecord Norm, string Bron, string? Tekst);
