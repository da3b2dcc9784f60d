// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Library;

/// <summary>Soort norm: what a norm does.</summary>
public enum NormKind
{
    /// <summary>Opgaveplicht.</summary>
    Disclosure,

    /// <summary>Openbaarmaking.</summary>
    Publication,

    /// <summary>Melding vooraf.</summary>
    PriorNotice,

    /// <summary>Termijn.</summary>
    Deadline,

    /// <summary>Drempel.</summary>
    Threshold,

    /// <summary>Onverenigbare betrekking.</summary>
    IncompatiblePosition,

    /// <summary>Verboden handeling.</summary>
    ProhibitedAct,

    /// <summary>Afkoelperiode, draaideurverbod, lobbyverbod.</summary>
    CoolingOff,

    /// <summary>Grens aan openbaarheid.</summary>
    PublicityLimit,

    /// <summary>Onthouding van beraadslaging en stemming.</summary>
    Abstention,

    /// <summary>Ongewenste nevenfunctie.</summary>
    UndesirablePosition,

    /// <summary>Storting in de kas.</summary>
    PublicChest,

    /// <summary>Verrekening van inkomsten.</summary>
    IncomeSettlement,

    /// <summary>Vereiste bij benoeming.</summary>
    AppointmentRequirement,

    /// <summary>Zorgplicht.</summary>
    DutyOfCare,

    /// <summary>Bepaling van een gedragscode.</summary>
    CodeProvision,

    /// <summary>Bewaartermijn.</summary>
    Retention,
}

/// <summary>Fase van de integriteitscyclus: before, during or after the office.</summary>
public enum NormPhase
{
    Before,
    During,
    After,
}

/// <summary>What force a norm has.</summary>
public enum NormStatus
{
    /// <summary>Geldend recht.</summary>
    InForce,

    /// <summary>Wetsvoorstel: shown, never enforced.</summary>
    Bill,

    /// <summary>Richtlijn of circulaire.</summary>
    Guideline,

    /// <summary>Follows the model code until the body adopts its own.</summary>
    Default,

    /// <summary>Adopted by a body.</summary>
    Local,

    /// <summary>Gebruik: what bodies do without a rule.</summary>
    Practice,
}

/// <summary>How sure we are of a norm's content.</summary>
public enum NormCertainty
{
    /// <summary>The text itself was read.</summary>
    Verified,

    /// <summary>Read in a reliable source about the text.</summary>
    Secondary,

    /// <summary>Our reading of verified text.</summary>
    Inferred,

    /// <summary>Not looked up.</summary>
    Memory,
}

/// <summary>Regeling: the act or code that a norm stands in.</summary>
/// <param name="Id">Name of its folder, the same in all its files.</param>
/// <param name="Title">Official title and its English rendering.</param>
/// <param name="Abbreviation">As lawyers cite it; null when there is none.</param>
/// <param name="Bwb">BWB id on wetten.overheid.nl; null for what is not there.</param>
/// <param name="Url">Where it can be read when it has no BWB id.</param>
public sealed record Regulation(string Id, Bilingual Title, string? Abbreviation, string? Bwb, string? Url);

/// <summary>Bevoegde instantie: who receives, decides or exempts.</summary>
public sealed record Authority(string Code, Bilingual Label);

/// <summary>Ambt of andere normadressaat: whom a norm can speak to.</summary>
/// <param name="Code">Code of the office, as in the register.</param>
/// <param name="Label">For people.</param>
/// <param name="Bodies">Kinds of body that have it; empty: any.</param>
public sealed record NormOffice(string Code, Bilingual Label, IReadOnlyList<string> Bodies);

/// <summary>A worked example of a norm: facts and what must come out.</summary>
public sealed record NormExample(
    string Office,
    string? BodyKind,
    DateOnly Date,
    CaseFacts Facts,
    Verdict Gives,
    DateOnly? By,
    long? Cents,
    string? Authority,
    IReadOnlyList<string> Missing,
    string Origin
);

/// <summary>What a norm says: all that its versions with another text of the article share. Of a library that was checked it is read at first use.</summary>
internal sealed class NormSubstance
{
    public required NormKind Kind { get; init; }

    public string? Paragraph { get; init; }

    public required NormPhase Phase { get; init; }

    public required string Topic { get; init; }

    public string? Compare { get; init; }

    public required NormStatus Status { get; init; }

    public required NormCertainty Certainty { get; init; }

    public required string Source { get; init; }

    public required Bilingual Title { get; init; }

    public required Bilingual Explanation { get; init; }

    public string? About { get; init; }

    public int AboutGroup { get; init; } = -1;

    public Condition? When { get; init; }

    public required NormShape Shape { get; init; }

    public bool Open { get; init; }

    public string? Tightens { get; init; }

    public required Lazy<IReadOnlyList<NormExample>> Examples { get; init; }
}

/// <summary>Norm: one rule for some offices, in one version that holds for one period.</summary>
public sealed class Norm
{
    private readonly Lazy<NormSubstance> substance;
    private IReadOnlyList<string> offices = [];
    private string? text;
    private PackedWord? packedText;

    internal Norm(Lazy<NormSubstance> substance) => this.substance = substance;

    /// <summary>The same norm for a part of its time.</summary>
    internal Norm During(Period validity) => During(validity, offices);

    /// <summary>The same norm for a part of its time and of its offices.</summary>
    internal Norm During(Period validity, IReadOnlyList<string> forOffices)
    {
        var part = (Norm)MemberwiseClone();
        part.Validity = validity;
        part.offices = forOffices;
        return part;
    }

    /// <summary>Stable over all versions.</summary>
    public required string Id { get; init; }

    public NormKind Kind => substance.Value.Kind;

    public required Regulation Regulation { get; init; }

    /// <summary>Number of the article; null when the source has none.</summary>
    public string? Article { get; init; }

    /// <summary>Lid: paragraph or paragraphs; null for the whole article.</summary>
    public string? Paragraph => substance.Value.Paragraph;

    public NormPhase Phase => substance.Value.Phase;

    /// <summary>Subject, by which the handbook groups.</summary>
    public string Topic => substance.Value.Topic;

    /// <summary>The same for the same rule in other acts; null when there is no parallel.</summary>
    public string? Compare => substance.Value.Compare;

    /// <summary>Offices it speaks to.</summary>
    public required IReadOnlyList<string> Offices
    {
        get => offices;
        init => offices = value;
    }

    /// <summary>Kinds of body; empty: any.</summary>
    public IReadOnlyList<string> Bodies { get; init; } = [];

    public NormStatus Status => substance.Value.Status;

    public NormCertainty Certainty => substance.Value.Certainty;

    /// <summary>Where it was read.</summary>
    public string Source => substance.Value.Source;

    public Bilingual Title => substance.Value.Title;

    public Bilingual Explanation => substance.Value.Explanation;

    /// <summary>Group of facts without which a question does not touch the norm; null: it is always in play.</summary>
    public string? About => substance.Value.About;

    internal int AboutGroup => substance.Value.AboutGroup;

    internal Condition? When => substance.Value.When;

    /// <summary>Duty, ban and so on: how it is applied, and what to show of it.</summary>
    public NormShape Shape => substance.Value.Shape;

    /// <summary>The facts that it may ask, each once.</summary>
    public IEnumerable<FactDefinition> Asks => (When?.Facts ?? []).Concat(Shape.Facts).Distinct();

    /// <summary>What a body may settle itself because the law leaves it open.</summary>
    public bool Open => substance.Value.Open;

    /// <summary>The open or default norm that this local norm replaces for its body.</summary>
    public string? Fills { get; init; }

    /// <summary>The norm that this local norm is stricter than; both hold.</summary>
    public string? Tightens => substance.Value.Tightens;

    public IReadOnlyList<NormExample> Examples => substance.Value.Examples.Value;

    /// <summary>First and last day of this version.</summary>
    public Period Validity { get; internal set; }

    /// <summary>Statute text of the article on the first day of this version; null when the library does not hold it.</summary>
    public string? Text
    {
        get => text ?? packedText?.Value;
        internal set => (text, packedText) = (value, null);
    }

    /// <summary>The text of a packed library, which is read when somebody looks at it.</summary>
    internal void SetText(PackedWord? packed) => (text, packedText) = (null, packed);

    /// <summary>File and line, relative to the library.</summary>
    public required string Origin { get; init; }

    // Articles such as "V 3" of the Elections Act are addressed as V_3.
    private string? LinkedArticle => Article?.Replace(' ', '_');

    /// <summary>Address of the official text as valid in this version; null when it is not published on line.</summary>
    public string? Href =>
        Regulation.Bwb is not { } bwb ? Regulation.Url
        : Validity.From is { } from ? $"https://wetten.overheid.nl/{bwb}/{from:yyyy-MM-dd}{(Article is null ? "" : "#Artikel" + LinkedArticle)}"
        : $"https://wetten.overheid.nl/{bwb}";

    /// <summary>Juriconnect reference (jci 1.3) to the article; null without a BWB id.</summary>
    public string? Juriconnect =>
        Regulation.Bwb is not { } bwb ? null
        : $"jci1.3:c:{bwb}{(Article is null ? "" : "&artikel=" + LinkedArticle)}{(Validity.From is { } from ? $"&z={from:yyyy-MM-dd}&g={from:yyyy-MM-dd}" : "")}";

    /// <summary>"Gemeentewet, artikel 12" in the reader's language.</summary>
    public Bilingual Citation
    {
        get
        {
            if (Article is null)
            {
                return Regulation.Title;
            }

            return new($"{Regulation.Title.Nl}, artikel {Article}{(Paragraph is null ? "" : " lid " + Paragraph)}",
                $"{Regulation.Title.En}, article {Article}{(Paragraph is null ? "" : $"({Paragraph})")}");
        }
    }
}
