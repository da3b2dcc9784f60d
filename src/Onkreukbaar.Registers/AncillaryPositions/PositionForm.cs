// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Time;

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

    public string? Kvk { get; set; }

    public string? Ambtshalve { get; set; }

    public string? Grondslag { get; set; }

    public string? Bezoldigd { get; set; }

    public string? Uren { get; set; }

    public string? Van { get; set; }

    public string? Tot { get; set; }

    public string? Melding { get; set; }

    public string? Werkzaamheden { get; set; }

    public string? Soort { get; set; }

    public string? Voornemen { get; set; }

    public string? Oordeel { get; set; }

    public string? Reden { get; set; }

    /// <summary>The button that was pressed.</summary>
    public string? Actie { get; set; }

    /// <summary>Ids of the look-alikes that were shown and passed.</summary>
    public string? Dubbel { get; set; }

    /// <summary>What stands in the form fields for an existing entry.</summary>
    public static PositionForm Of(AncillaryPosition position) =>
        new()
        {
            Nummer = position.Id.ToString(),
            Persoon = position.PersonId.ToString(),
            Versie = position.Version.ToString(CultureInfo.InvariantCulture),
            Omschrijving = position.Description,
            Organisatie = position.Organisation,
            Kvk = position.OrganisationKvk,
            Ambtshalve = position.ExOfficio ? "ja" : null,
            Grondslag = position.ExOfficioBasis,
            Bezoldigd = PositionWords.Remunerations[position.Remuneration],
            Uren = position.HoursPerMonth is { } hours ? HoursInput.Format(hours) : null,
            Van = position.Start?.Display(),
            Tot = position.End?.Display(),
            Melding = position.ReportedOn is { } day ? PositionWords.Day(day) : null,
            Werkzaamheden = position.Activity,
            Soort = position.Kind,
            Voornemen = position.IntentionNotifiedOn is { } notified ? PositionWords.Day(notified) : null,
            Oordeel = position.OwnJudgement,
        };

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
            ("kvk", Kvk),
            ("ambtshalve", Ambtshalve),
            ("grondslag", Grondslag),
            ("bezoldigd", Bezoldigd),
            ("uren", Uren),
            ("van", Van),
            ("tot", Tot),
            ("melding", Melding),
            ("werkzaamheden", Werkzaamheden),
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
    string? Kvk,
    bool ExOfficio,
    string? Basis,
    Remuneration Remuneration,
    decimal? Hours,
    PartialPeriod Period,
    DateOnly? ReportedOn,
    string? Activity,
    string? Kind,
    DateOnly? IntentionNotifiedOn,
    string? OwnJudgement
)
{
    /// <summary>Reads the form in the order of its fields; use the result only when there are no errors.</summary>
    public static PositionFields Read(PositionForm form, FormErrors errors, DateOnly today)
    {
        var description = errors.Take("omschrijving", TextInput.Required(form.Omschrijving, 255, missing: Texts.DescriptionMissing));
        var organisation = errors.Take("organisatie", TextInput.Optional(form.Organisatie, 255));
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
        var reported = errors.Take("melding", DateInput.Optional(form.Melding, max: today));
        var activity = errors.Take("werkzaamheden", TextInput.Optional(form.Werkzaamheden, 2000, lines: true));
        var kind = string.IsNullOrEmpty(form.Soort) ? null : form.Soort;
        if (kind is not null && !PositionWords.IsKind(kind))
        {
            errors.Add("soort", "keuze.onbekend", Texts.KindUnknown);
        }

        var intention = errors.Take("voornemen", DateInput.Optional(form.Voornemen, max: today));
        var judgement = errors.Take("oordeel", TextInput.Optional(form.Oordeel, 2000, lines: true));
        return new PositionFields(description, organisation, kvk, exOfficio, basis, paid, hours, period, reported, activity, kind, intention, judgement);
    }

    /// <summary>Puts the values on the entry and brings what follows from them into step.</summary>
    public void ApplyTo(AncillaryPosition position)
    {
        // Whoever fills in a period has read it: the source's own words and the doubt have served.
        if (position.Start != Period.Start || position.End != Period.End)
        {
            position.UnreadPeriod = null;
            position.EndedUndated = false;
        }

        position.Description = Description;
        position.Organisation = Organisation;
        position.OrganisationKvk = Kvk;
        position.ExOfficio = ExOfficio;
        position.ExOfficioBasis = Basis;
        position.Remuneration = Remuneration;
        position.HoursPerMonth = Hours;
        position.Start = Period.Start;
        position.End = Period.End;
        position.ReportedOn = ReportedOn;
        position.Activity = Activity;
        position.Kind = Kind;
        position.IntentionNotifiedOn = IntentionNotifiedOn;
        position.OwnJudgement = OwnJudgement;
        position.Derive();
    }
}
