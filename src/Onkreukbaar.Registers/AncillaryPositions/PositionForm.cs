// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>The fields of a position as typed; property names are the names on the wire.</summary>
public sealed record PositionForm
{
    /// <summary>Id of the new entry, made when the form was shown: sending the form twice makes one entry.</summary>
    public string? Nummer { get; set; }

    public string? Persoon { get; set; }

    /// <summary>The version that was shown, to notice that somebody else saved meanwhile.</summary>
    public string? Versie { get; set; }

    public string? Omschrijving { get; set; }

    public string? Organisatie { get; set; }

    /// <summary>Name, or words of the name, of the public body that the organisation is.</summary>
    public string? Overheid { get; set; }

    /// <summary>Id of the public body that was chosen among those with that name.</summary>
    public string? GekozenOverheid { get; set; }

    public string? Kvk { get; set; }

    public string? Ambtshalve { get; set; }

    public string? Grondslag { get; set; }

    public string? Bezoldigd { get; set; }

    public string? Uren { get; set; }

    public string? Van { get; set; }

    public string? Tot { get; set; }

    /// <summary>"ja" when an entry that is only known to have ended turns out to last.</summary>
    public string? Loopt { get; set; }

    public string? Melding { get; set; }

    public string? Werkzaamheden { get; set; }

    /// <summary>"ja", "nee", or empty when nobody said whether it is advisory work.</summary>
    public string? Advieswerk { get; set; }

    public string? Sector { get; set; }

    public string? Soort { get; set; }

    public string? Voornemen { get; set; }

    public string? Oordeel { get; set; }

    public string? Reden { get; set; }

    /// <summary>The button that was pressed.</summary>
    public string? Actie { get; set; }

    /// <summary>Ids of the look-alikes that were shown and passed.</summary>
    public string? Dubbel { get; set; }

    /// <summary>What stands in the form fields for an existing entry.</summary>
    /// <param name="position">The entry.</param>
    /// <param name="body">Name of the public body at which it is; null when it is at none.</param>
    public static PositionForm Of(AncillaryPosition position, string? body) =>
        new()
        {
            Nummer = position.Id.ToString(),
            Persoon = position.PersonId.ToString(),
            Versie = FormVersion.Of(position.Version),
            Omschrijving = position.Description,
            // The name that it has from the body goes along when another body is chosen.
            Organisatie = string.Equals(position.Organisation, body, StringComparison.Ordinal) ? null : position.Organisation,
            Overheid = body,
            GekozenOverheid = body is null ? null : position.OrganisationBodyId?.ToString(),
            Kvk = position.OrganisationKvk,
            Ambtshalve = position.ExOfficio ? "ja" : null,
            Grondslag = position.ExOfficioBasis,
            Bezoldigd = PositionWords.Remunerations[position.Remuneration],
            Uren = position.HoursPerMonth is { } hours ? HoursInput.Format(hours) : null,
            Van = position.Start?.Display(),
            Tot = position.End?.Display(),
            Melding = position.ReportedOn is { } day ? PositionWords.Day(day) : null,
            Werkzaamheden = position.Activity,
            Advieswerk = position.Advisory is { } advisory ? PositionWords.YesOrNo[advisory] : null,
            Sector = position.Sector,
            Soort = position.Kind,
            Voornemen = position.IntentionNotifiedOn is { } notified ? PositionWords.Day(notified) : null,
            Oordeel = position.OwnJudgement,
        };

    /// <summary>The form with the public body that the name led to, so that it is not looked for again.</summary>
    internal PositionForm At(BodyCard body) => this with { Overheid = body.Name, GekozenOverheid = body.Id.ToString() };

    /// <summary>Names and values to carry to the next page.</summary>
    public IEnumerable<(string Name, string Value)> Fields()
    {
        (string Name, string? Value)[] all =
        [
            ("nummer", Nummer),
            ("persoon", Persoon),
            ("versie", Versie),
            ("omschrijving", Omschrijving),
            ("organisatie", Organisatie),
            ("overheid", Overheid),
            ("gekozenOverheid", GekozenOverheid),
            ("kvk", Kvk),
            ("ambtshalve", Ambtshalve),
            ("grondslag", Grondslag),
            ("bezoldigd", Bezoldigd),
            ("uren", Uren),
            ("van", Van),
            ("tot", Tot),
            ("loopt", Loopt),
            ("melding", Melding),
            ("werkzaamheden", Werkzaamheden),
            ("advieswerk", Advieswerk),
            ("sector", Sector),
            ("soort", Soort),
            ("voornemen", Voornemen),
            ("oordeel", Oordeel),
            ("reden", Reden),
        ];
        return all.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => (f.Name, f.Value!));
    }
}

/// <summary>The fields of a position, read.</summary>
internal sealed record PositionFields(
    string Description,
    string? Organisation,
    BodyCard? Body,
    string? Kvk,
    bool ExOfficio,
    string? Basis,
    Remuneration Remuneration,
    decimal? Hours,
    PartialPeriod Period,
    bool Lasts,
    DateOnly? ReportedOn,
    string? Activity,
    bool? Advisory,
    string? Sector,
    string? Kind,
    DateOnly? IntentionNotifiedOn,
    string? OwnJudgement
)
{
    /// <summary>Reads the form in the order of its fields; use the result only when there are no errors.</summary>
    /// <param name="form">As typed.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="today">The Dutch day.</param>
    /// <param name="found">What the name of the public body led to.</param>
    public static PositionFields Read(PositionForm form, FormErrors errors, DateOnly today, FoundBody found)
    {
        var description = errors.Take("omschrijving", TextInput.Required(form.Omschrijving, 255, missing: Texts.DescriptionMissing));
        var organisation = errors.Take("organisatie", TextInput.Optional(form.Organisatie, 255));
        if (found.Error is { } unclear)
        {
            errors.Add(found.Choices.Count > 0 ? "gekozenOverheid" : "overheid", unclear);
        }

        var kvk = errors.Take("kvk", KvkInput.Optional(form.Kvk));
        var exOfficio = string.Equals(form.Ambtshalve, "ja", StringComparison.Ordinal);
        var basis = errors.Take("grondslag", TextInput.Optional(form.Grondslag, 255));
        if (basis is not null && !exOfficio)
        {
            errors.Add("ambtshalve", "grondslag.zonder-ambt", Texts.BasisWithoutOffice);
        }

        var paid = errors.Take("bezoldigd", ChoiceInput.Required(form.Bezoldigd, PositionWords.Remunerations, Texts.PaidMissing));
        var hours = errors.Take("uren", HoursInput.Optional(form.Uren));
        var period = PartialPeriodInput.Take(errors, "van", form.Van, "tot", form.Tot);
        var lasts = string.Equals(form.Loopt, "ja", StringComparison.Ordinal);
        if (lasts && !string.IsNullOrWhiteSpace(form.Tot))
        {
            errors.Add("loopt", "periode.loopt-met-einde", Texts.LastsWithEnd);
        }

        var reported = errors.Take("melding", DateInput.Optional(form.Melding, max: today));
        var activity = errors.Take("werkzaamheden", TextInput.Optional(form.Werkzaamheden, 2000, lines: true));
        var advisory = errors.Take("advieswerk", ChoiceInput.Optional(form.Advieswerk, PositionWords.YesOrNo));
        var sector = errors.Take("sector", TextInput.Optional(form.Sector, 500));
        var kind = string.IsNullOrEmpty(form.Soort) ? null : form.Soort;
        if (kind is not null && !PositionWords.IsKind(kind))
        {
            errors.Add("soort", "keuze.onbekend", Texts.KindUnknown);
        }

        var intention = errors.Take("voornemen", DateInput.Optional(form.Voornemen, max: today));
        var judgement = errors.Take("oordeel", TextInput.Optional(form.Oordeel, 2000, lines: true));
        return new PositionFields(
            description,
            organisation ?? found.Body?.Name,
            found.Body,
            kvk,
            exOfficio,
            basis,
            paid,
            hours,
            period,
            lasts,
            reported,
            activity,
            advisory,
            sector,
            kind,
            intention,
            judgement
        );
    }

    /// <summary>Puts the values on the entry and brings what follows from them into step, the state of a public entry too.</summary>
    /// <param name="position">The entry.</param>
    /// <param name="today">The Dutch day.</param>
    public void ApplyTo(AncillaryPosition position, DateOnly today)
    {
        // Whoever fills in a period has read it: the source's own words have served. That it ended is only taken back by an end, or by who says that it lasts.
        var other = position.Start != Period.Start || position.End != Period.End || (Lasts && position.EndedUndated);
        if (other)
        {
            position.UnreadPeriod = null;
            position.EndedUndated = position.EndedUndated && !Lasts && Period.End is null;
        }

        position.Description = Description;
        position.Organisation = Organisation;
        position.OrganisationBodyId = Body?.Id;
        position.OrganisationKvk = Kvk;
        position.ExOfficio = ExOfficio;
        position.ExOfficioBasis = Basis;
        position.Remuneration = Remuneration;
        position.HoursPerMonth = Hours;
        position.Start = Period.Start;
        position.End = Period.End;
        position.ReportedOn = ReportedOn;
        position.Activity = Activity;
        position.Advisory = Advisory;
        position.Sector = Sector;
        position.Kind = Kind;
        position.IntentionNotifiedOn = IntentionNotifiedOn;
        position.OwnJudgement = OwnJudgement;
        if (other)
        {
            position.Settle(today);
        }

        position.Derive();
    }
}
