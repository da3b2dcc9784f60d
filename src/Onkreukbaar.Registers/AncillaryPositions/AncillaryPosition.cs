// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Registers.Import;
using Onkreukbaar.Registers.Organisations;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>
/// Nevenfunctie: a function beside the office (GW 12, 41b, 67; PW 11, 40b, 66; WW 32, 44k, 48; WSTK 5; WVEK 3b). Fields follow VNG Open
/// Raadsinformatie <c>nevenfunctieNatuurlijkePersoon</c>.
/// </summary>
public sealed class AncillaryPosition : ISubject, IOfBody, IAboutPerson, INamesOrganisation, IImported
{
    /// <summary><see cref="Source"/> of what the clerk entered by hand, as the office-holder reported it.</summary>
    internal const string EnteredSource = "opgave";

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    public Guid BodyId { get; init; }

    public Guid PersonId { get; init; }

    /// <summary>Term of office within which the position is declared; null when unknown (imports).</summary>
    public Guid? TermId { get; set; }

    /// <summary>Omschrijving, for example "Lid raad van toezicht".</summary>
    public required string Description { get; set; }

    /// <summary>Naam organisatie as written; null when the source gives none apart.</summary>
    public string? Organisation { get; set; }

    /// <summary>KvK number of the organisation, 8 digits.</summary>
    public string? OrganisationKvk { get; set; }

    /// <summary>Overheidsorganisatie waarbij de functie is: the organisation when it is a public body on the map (TOOI); else null.</summary>
    public Guid? OrganisationBodyId { get; set; }

    /// <summary>Werkzaamheden: what the person does there.</summary>
    public string? Activity { get; set; }

    /// <summary>Sector, for advisers (Senate code of conduct art. 4).</summary>
    public string? Sector { get; set; }

    /// <summary>Advieswerk: whether the work is advising others, as the Senate asks of its members; null when nobody said so.</summary>
    public bool? Advisory { get; set; }

    /// <summary>Held by virtue of the office (uit hoofde van het ambt, q.q.).</summary>
    public bool ExOfficio { get; set; }

    /// <summary>On what the ex officio position rests.</summary>
    public string? ExOfficioBasis { get; set; }

    public Remuneration Remuneration { get; set; }

    public decimal? HoursPerMonth { get; set; }

    /// <summary>Start as far as it is known.</summary>
    public PartialDate? Start { get; set; }

    /// <summary>Last day, inclusive, as far as it is known; null while it lasts or when unknown.</summary>
    public PartialDate? End { get; set; }

    /// <summary>The source says that it ended, but no date that can be read.</summary>
    public bool EndedUndated { get; set; }

    /// <summary>Period in the source's own words, kept when not all of it could be read; never guessed.</summary>
    public string? UnreadPeriod { get; set; }

    /// <summary>Datum melding: day on which the office-holder reported it.</summary>
    public DateOnly? ReportedOn { get; set; }

    /// <summary>Soort functie: a code of the norms' fact <c>nevenfunctie.soort</c>, for positions that norms know apart; null when nobody looked.</summary>
    public string? Kind { get; set; }

    /// <summary>Datum melding voornemen: day on which the intention to accept was notified (GW 41b(2), 67(2); PW 40b(2), 66(2); WW 44k(2), 48(2)).</summary>
    public DateOnly? IntentionNotifiedOn { get; set; }

    /// <summary>Eigen oordeel: what the office-holder decided and why, where the law leaves the decision to the person. Not public.</summary>
    public string? OwnJudgement { get; set; }

    /// <summary>Day of first publication.</summary>
    public DateOnly? PublishedOn { get; set; }

    public PositionState State { get; set; }

    /// <summary>Withdrawn for safety: hidden everywhere; the ground and end date stay on record with the clerk.</summary>
    public bool Withdrawn { get; set; }

    public string? WithdrawalGround { get; set; }

    /// <summary>Day from which the withdrawal has to be looked at again.</summary>
    public DateOnly? WithdrawnUntil { get; set; }

    /// <summary>Where the entry comes from: "opgave" for what the clerk entered, a site such as "eerstekamer.nl", or "lijst".</summary>
    public string? Source { get; set; }

    /// <summary>Identity in that source; unique per body.</summary>
    public string? SourceKey { get; set; }

    /// <summary>Heading under which the source lists it, for example "Loopbaan".</summary>
    public string? Section { get; set; }

    /// <summary>Hash of the source's line as it was last read (imports only).</summary>
    [Derived]
    public string? SourceHash { get; set; }

    /// <summary>What gathers everything at one organisation: the public body, else the KvK number, else the key for equality of names.</summary>
    [Derived]
    public string? OrganisationKey { get; set; }

    [Derived]
    public DateOnly? From { get; set; }

    [Derived]
    public DateOnly? Until { get; set; }

    /// <summary>Folded text of description, organisation and activity.</summary>
    [Derived]
    public string SearchText { get; set; } = "";

    /// <summary>Whether the public may see it.</summary>
    public bool IsPublic => State is PositionState.Published or PositionState.Ended && !Withdrawn;

    /// <summary>Whether the organisation was read from the description, because the source does not name it apart.</summary>
    internal bool IsOrganisationInTitle => Source is SenateSource.Name && Organisation is { Length: > 0 } name && Description.Contains(name, StringComparison.Ordinal);

    /// <summary>Makes it public. An entry whose period is over becomes public as history.</summary>
    /// <param name="today">The Dutch day of publication.</param>
    public void Publish(DateOnly today)
    {
        State = PositionState.Published;
        PublishedOn ??= today;
        Settle(today);
    }

    /// <summary>Notes the last day. What was public and is over stays public as history.</summary>
    /// <param name="end">Last day as far as it is known.</param>
    /// <param name="today">The Dutch day of the act.</param>
    public void EndOn(PartialDate end, DateOnly today)
    {
        End = end;
        EndedUndated = false;
        Settle(today);
        Derive();
    }

    /// <summary>
    /// Brings the state of a public entry in step with its period, whichever deed changed that: ended when it is only known to have ended or its last
    /// possible day has gone by, and public as lasting otherwise, also after an end that was a mistake.
    /// </summary>
    /// <param name="today">The Dutch day of the act.</param>
    public void Settle(DateOnly today)
    {
        if (State is PositionState.Published or PositionState.Ended)
        {
            State = IsOver(today) ? PositionState.Ended : PositionState.Published;
        }
    }

    /// <summary>Whether the period says that it is over on a day. Of a month or year as end, the last day must have gone by.</summary>
    /// <param name="today">The Dutch day.</param>
    public bool IsOver(DateOnly today) => EndedUndated || (End is { } end && end.Last < today);

    /// <summary>Brings what follows from the fields into step; call it after each change.</summary>
    public void Derive()
    {
        var widest = new PartialPeriod(Start, End).Widest();
        From = widest.From;
        Until = widest.Until;
        OrganisationKey =
            OrganisationBodyId is { } body ? OrganisationSlug.KeyOf(body)
            : OrganisationKvk is { } kvk ? "kvk:" + kvk
            : Organisation is { } name ? OrganisationName.Key(name)
            : null;
        SearchText = DutchText.Fold($"{Description} {Organisation} {Activity} {OrganisationKvk}");
    }
}

/// <summary>Indicator bezoldigd.</summary>
public enum Remuneration
{
    /// <summary>Onbekend: the source does not say.</summary>
    Unknown,

    /// <summary>Bezoldigd.</summary>
    Paid,

    /// <summary>Onbezoldigd.</summary>
    Unpaid,
}

/// <summary>Where an entry stands in its life.</summary>
public enum PositionState
{
    /// <summary>Concept: only the clerk sees it.</summary>
    Draft,

    /// <summary>Gemeld: reported by the office-holder, not yet public.</summary>
    Declared,

    /// <summary>Openbaar.</summary>
    Published,

    /// <summary>Beëindigd, still public as history.</summary>
    Ended,
}
