// SPDX-License-Identifier: EUPL-1.2
using System.Text.Encodings.Web;
using System.Text.Json;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Asking;

/// <summary>Antwoord op een normvraag: what the norms say of the case. An immutable contract.</summary>
[ApiSchema("Normantwoord")]
public sealed record NormAnswer
{
    public required DateOnly Peildatum { get; init; }

    public required string Ambt { get; init; }

    /// <summary>Kind of the body, as asked; null when it was not given.</summary>
    public string? SoortOverheidsorganisatie { get; init; }

    public required IReadOnlyList<FindingRecord> Bevindingen { get; init; }

    /// <summary>As the command line writes it: camel case, dates as ISO.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers a question.</summary>
    public static NormAnswer Of(NormLibrary library, Question question, bool all)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(question);
        return new()
        {
            Peildatum = question.Date,
            Ambt = question.Office,
            SoortOverheidsorganisatie = question.BodyKind,
            Bevindingen = [.. library.Evaluate(question, all).Select(FindingRecord.Of)],
        };
    }
}

/// <summary>Tekst in beide talen.</summary>
[ApiSchema("Tweetalig")]
public sealed record BilingualRecord(string Nl, string En)
{
    public static BilingualRecord Of(Bilingual text) => new(text.Nl, text.En);
}

/// <summary>Bevinding: what one norm says of the case.</summary>
[ApiSchema("Bevinding")]
public sealed record FindingRecord
{
    /// <summary>Stable id of the norm.</summary>
    public required string Norm { get; init; }

    public required BilingualRecord Titel { get; init; }

    /// <summary>Kind of norm, for example <c>incompatible-position</c>.</summary>
    public required string Soort { get; init; }

    /// <summary><c>in-force</c>, <c>bill</c>, <c>guideline</c>, <c>default</c>, <c>local</c> or <c>practice</c>.</summary>
    public required string Status { get; init; }

    /// <summary>How sure the library is of the norm.</summary>
    public required string Zekerheid { get; init; }

    /// <summary>Verdict, for example <c>in-strijd</c>.</summary>
    public required string Oordeel { get; init; }

    /// <summary>Last day by which something must be done, or until which it is kept.</summary>
    public DateOnly? Uiterlijk { get; init; }

    /// <summary>Amount due in euros.</summary>
    public decimal? Bedrag { get; init; }

    /// <summary>Who receives, decides or exempts.</summary>
    public AuthorityRecord? Instantie { get; init; }

    public required BilingualRecord Reden { get; init; }

    public required SourceRecord Grondslag { get; init; }

    public required IReadOnlyList<FactRecord> GebruikteFeiten { get; init; }

    public required IReadOnlyList<MissingFactRecord> OntbrekendeFeiten { get; init; }

    internal static FindingRecord Of(Finding finding)
    {
        var why = finding.Explain();
        var norm = finding.Norm;
        return new()
        {
            Norm = norm.Id,
            Titel = BilingualRecord.Of(norm.Title),
            Soort = NormNames.Of(norm.Kind),
            Status = NormNames.Of(norm.Status),
            Zekerheid = NormNames.Of(norm.Certainty),
            Oordeel = finding.Verdict.Code(),
            Uiterlijk = finding.Outcome.By,
            Bedrag = finding.Outcome.Cents / 100m,
            Instantie = finding.Outcome.Authority is { } authority ? new(authority.Code, BilingualRecord.Of(authority.Label)) : null,
            Reden = BilingualRecord.Of(why.Reason),
            Grondslag = SourceRecord.Of(norm),
            GebruikteFeiten = [.. why.Used.Select(u => new FactRecord(u.Fact.Id, u.Value))],
            OntbrekendeFeiten = [.. why.Missing.Select(f => new MissingFactRecord(f.Id, BilingualRecord.Of(f.Label)))],
        };
    }
}

/// <summary>Bevoegde instantie.</summary>
[ApiSchema("Instantie")]
public sealed record AuthorityRecord(string Code, BilingualRecord Naam);

/// <summary>Grondslag: act or code, article, and the version that was applied.</summary>
[ApiSchema("Grondslag")]
public sealed record SourceRecord(string Regeling, BilingualRecord Naam, string? Artikel, string? Lid, DateOnly? GeldendVanaf, string? Juriconnect, string? Link)
{
    /// <summary>Where a norm stands.</summary>
    public static SourceRecord Of(Norm norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        return new(norm.Regulation.Id, BilingualRecord.Of(norm.Regulation.Title), norm.Article, norm.Paragraph, norm.Validity.From, norm.Juriconnect, norm.Href);
    }
}

/// <summary>A fact that was used, as the question gave it.</summary>
[ApiSchema("GebruiktFeit")]
public sealed record FactRecord(string Feit, string Waarde);

/// <summary>A fact without which the norm cannot tell.</summary>
[ApiSchema("OntbrekendFeit")]
public sealed record MissingFactRecord(string Feit, BilingualRecord Vraag);
