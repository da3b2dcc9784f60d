// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;

namespace Onkreukbaar.Registers.Import;

/// <summary>Lists of ancillary positions.</summary>
internal abstract class PositionList(DateOnly today) : SourceList<AncillaryPosition>
{
    /// <summary>Most characters in a description or the name of an organisation, as on the form.</summary>
    protected const int LongestName = 500;

    private static readonly Dictionary<string, Remuneration> Paid = new(StringComparer.Ordinal)
    {
        [""] = Remuneration.Unknown,
        ["onbekend"] = Remuneration.Unknown,
        ["nvt"] = Remuneration.Unknown,
        ["ja"] = Remuneration.Paid,
        ["j"] = Remuneration.Paid,
        ["waar"] = Remuneration.Paid,
        ["true"] = Remuneration.Paid,
        ["1"] = Remuneration.Paid,
        ["bezoldigd"] = Remuneration.Paid,
        ["betaald"] = Remuneration.Paid,
        ["paid"] = Remuneration.Paid,
        ["nee"] = Remuneration.Unpaid,
        ["n"] = Remuneration.Unpaid,
        ["neen"] = Remuneration.Unpaid,
        ["onwaar"] = Remuneration.Unpaid,
        ["false"] = Remuneration.Unpaid,
        ["0"] = Remuneration.Unpaid,
        ["onbezoldigd"] = Remuneration.Unpaid,
        ["onbetaald"] = Remuneration.Unpaid,
        ["unpaid"] = Remuneration.Unpaid,
    };

    public override string Kind => "nevenfunctie";

    /// <summary>Name of the source, shown with each entry.</summary>
    protected abstract string Source { get; }

    /// <summary>The Dutch day.</summary>
    protected DateOnly Today => today;

    public override AncillaryPosition New(Guid body, Guid person, string key) =>
        new()
        {
            BodyId = body,
            PersonId = person,
            Description = "",
            Source = Source,
            SourceKey = key,
            PublishedOn = today,
        };

    public override void Take(AncillaryPosition subject, AncillaryPosition said)
    {
        subject.Description = said.Description;
        // Most lists do not say which public body it is: what the clerk chose holds as long as the list writes the same organisation.
        subject.OrganisationBodyId =
            said.OrganisationBodyId
            ?? (
                subject.OrganisationBodyId is { } kept && string.Equals(OrganisationName.Key(subject.Organisation), OrganisationName.Key(said.Organisation), StringComparison.Ordinal)
                    ? kept
                    : null
            );
        subject.Organisation = said.Organisation;
        subject.OrganisationKvk = said.OrganisationKvk;
        subject.Activity = said.Activity;
        subject.Sector = said.Sector;
        // Most lists do not say it: what the clerk filled in stays.
        subject.Advisory = said.Advisory ?? subject.Advisory;
        subject.Section = said.Section;
        subject.ExOfficio = said.ExOfficio;
        subject.Remuneration = said.Remuneration;
        subject.HoursPerMonth = said.HoursPerMonth;
        subject.Start = said.Start;
        subject.End = said.End;
        subject.EndedUndated = said.EndedUndated;
        subject.UnreadPeriod = said.UnreadPeriod;
        subject.ReportedOn = said.ReportedOn ?? subject.ReportedOn;
        subject.State = said.State;
        subject.Derive();
    }

    /// <summary>Paid, unpaid, or unknown with a remark when it is said in other words.</summary>
    protected static Remuneration Remunerated(SourceLine line, string field)
    {
        var said = line.Text(field, LongestName);
        if (Paid.TryGetValue(DutchText.Fold(said), out var known))
        {
            return known;
        }

        line.Remark(field, new("bezoldiging.onleesbaar", Texts.ImportPaidUnread));
        return Remuneration.Unknown;
    }

    /// <summary>Whether it is advisory work, yes or no; anything else is left out with a remark.</summary>
    protected static bool? Advised(SourceLine line, string field)
    {
        switch (DutchText.Fold(line.Raw(field)))
        {
            case "ja" or "j" or "waar" or "true" or "1":
                return true;
            case "nee" or "n" or "neen" or "onwaar" or "false" or "0":
                return false;
            case "":
                return null;
            default:
                line.Remark(field, new("advieswerk.onleesbaar", Texts.ImportAdvisoryUnread));
                return null;
        }
    }

    /// <summary>Sets period and state. What is over is public as history.</summary>
    protected void Last(AncillaryPosition position, PartialPeriod period, string? unread, bool ended)
    {
        position.Start = period.Start;
        position.End = period.End;
        position.UnreadPeriod = unread;
        position.EndedUndated = ended && period.End is null;
        position.State = ended || period.End?.Last < today ? PositionState.Ended : PositionState.Published;
    }

    /// <summary>Takes a period out of a text.</summary>
    protected static (string Text, PartialPeriod Period, string? Unread) PeriodIn(SourceLine line, string field, string text)
    {
        var reading = DutchPeriodText.Read(text);
        if (reading.Unread is not null)
        {
            line.Remark(field, new("periode.onleesbaar", Texts.ImportPeriodUnread));
            return (reading.Rest, reading.Period, reading.Unread);
        }

        if (reading.Earlier.Count > 0)
        {
            line.Remark(field, new("periode.eerdere", Texts.ImportEarlierPeriod));
            return (reading.Rest, reading.Period, text);
        }

        return (reading.Rest, reading.Period, null);
    }
}

/// <summary>The Senate's positions of 2020, as taken from its site: the period stands in the title, in free text.</summary>
internal sealed class SenatePositions(DateOnly today) : PositionList(today)
{
    public override string KeyPrefix => "eerstekamer:functie:";

    public override IReadOnlyList<ImportField> Fields { get; } =
        [
            new("person_id", Required: true),
            new("person_name", Required: true),
            new("section", Required: true),
            new("status", Required: true),
            new("title_raw", Required: true),
            new("title", Required: true),
            new("start_raw", Required: true),
            new("end_raw", Required: true),
            new("bezoldigd", Required: true),
            new("advieswerk", Required: false),
            new("sector", Required: false),
            new("beschrijving", Required: false),
            new("toelichting", Required: false),
        ];

    public override IReadOnlyList<(string Column, string Reason)> LeftOut =>
        [
            ("snapshot", Texts.ImportLeftSnapshot),
            ("title", Texts.ImportLeftPieces),
            ("start_raw", Texts.ImportLeftPieces),
            ("end_raw", Texts.ImportLeftPieces),
            ("rest", Texts.ImportLeftPieces),
        ];

    protected override string Source => SenateSource.Name;

    public override IEnumerable<string> Identity(SourceLine line) => [line.Raw("person_id"), line.Raw("section"), line.Raw("title"), line.Raw("start_raw")];

    public override (string Key, PersonName Name) Person(SourceLine line) => SenateSource.Person(line);

    public override AncillaryPosition Build(SourceLine line)
    {
        var text = line.Required("title_raw", LongestName);
        var (rest, period, unread) = PeriodIn(line, "title_raw", text);
        var explanation = new[] { line.Text("beschrijving", 4000, lines: true), line.Text("toelichting", 4000, lines: true) };
        var title = rest.Length == 0 ? text : rest;
        var position = new AncillaryPosition
        {
            Description = title,
            Organisation = OrganisationInTitle.Read(title),
            Section = Section(line),
            Remuneration = Remunerated(line, "bezoldigd"),
            Advisory = Advised(line, "advieswerk"),
            Sector = line.Text("sector", LongestName),
            Activity = string.Join('\n', explanation.OfType<string>()) is { Length: > 0 } activity ? activity : null,
        };
        Last(position, period, unread, line.Raw("status") == "afgesloten");
        return position;
    }

    /// <summary>The heading on the site; below "Loopbaan" there is a second one, which the source calls a status.</summary>
    private static string? Section(SourceLine line)
    {
        var heading = line.Text("section", LongestName)?.Replace('_', ' ');
        return line.Text("status", LongestName) is { } below and not ("actueel" or "afgesloten") ? $"{heading}: {below}" : heading;
    }
}

/// <summary>A clerk's own list.</summary>
/// <param name="today">The Dutch day.</param>
/// <param name="body">Whose list it is.</param>
/// <param name="bodies">Finds the public bodies that the list names; null when only the columns matter.</param>
internal sealed class ClerksPositions(DateOnly today, Guid body, FindBody? bodies) : PositionList(today)
{
    private const string OtherBody = "overheidsorganisatieNevenfunctie";
    private const string Earned = "inkomsten";
    private const string EarnedIn = "inkomstenjaar";

    /// <summary>Most names of public bodies that are remembered; there are fewer bodies than that.</summary>
    private const int MostRemembered = 10_000;

    private readonly Dictionary<string, FoundBody> found = new(StringComparer.Ordinal);

    public override string KeyPrefix => "lijst:";

    public override IReadOnlyList<ImportField> Fields { get; } =
        [
            new("naam", Required: true, "persoon", "naam persoon", "naam bestuurder", "naam raadslid", "politicus", "bestuurder", "raadslid", "lid", "functionaris", "naam politieke ambtsdrager", "person_name"),
            new("omschrijving", Required: true, "nevenfunctie", "omschrijving nevenfunctie", "functie", "functieomschrijving", "titel", "nevenfuncties"),
            new("naamOrganisatie", Required: false, "organisatie", "naam organisatie", "instelling", "bedrijf", "werkgever", "naam instelling", "bedrijf of instelling"),
            // Not "overheidsorganisatie": in files of registers that is the body whose register it is.
            new(OtherBody, Required: false, "overheid", "overheidsinstelling", "overheidsinstantie", "overheidsorganisatieNevenfunctieNaam"),
            new("kvkNummer", Required: false, "kvk", "kvk nummer"),
            new("indicatorBezoldigd", Required: false, "bezoldigd", "bezoldigd ja nee", "bezoldigd of onbezoldigd", "bezoldigd onbezoldigd", "bezoldiging", "betaald"),
            new("urenPerMaand", Required: false, "uren per maand", "uren"),
            new("datumAanvang", Required: false, "aanvang", "begindatum", "datum aanvang", "datum begin", "startdatum", "ingangsdatum", "begin", "vanaf", "van", "sinds"),
            new("datumEinde", Required: false, "einde", "einddatum", "datum einde", "tot en met", "t/m", "tot"),
            new("periode", Required: false, "looptijd"),
            new("datumMelding", Required: false, "melding", "datum melding", "gemeld op"),
            new("werkzaamheden", Required: false, "toelichting", "beschrijving"),
            new("indicatorAdvieswerk", Required: false, "advieswerk"),
            new("sector", Required: false, "branche"),
            new("uitHoofdeVanAmbt", Required: false, "uit hoofde van ambt", "uit hoofde van het ambt", "q.q.", "ambtshalve"),
            // No heading such as "bedrag" or "jaar": what is taken for an amount becomes public.
            new(Earned, Required: false, "neveninkomsten", "inkomsten uit nevenfunctie"),
            new(EarnedIn, Required: false, "jaar inkomsten", "jaar van de inkomsten", "kalenderjaar inkomsten"),
            new("sleutel", Required: false, "id", "nummer", "kenmerk"),
        ];

    public override IReadOnlyCollection<string> Beside => [Earned, EarnedIn];

    protected override string Source => "lijst";

    public override IEnumerable<string> Identity(SourceLine line) =>
        line.Raw("sleutel") is { Length: > 0 } key
            ? ["sleutel", key]
            : [Plain(line, "naam"), Plain(line, "omschrijving"), Plain(line, "naamOrganisatie"), Plain(line, "datumAanvang")];

    public override (string Key, PersonName Name) Person(SourceLine line)
    {
        var name = line.Name("naam");
        var key = DutchText.Fold(string.Join(' ', name.FullFamily, name.Initials, name.Given)).Replace(' ', '-');
        return ($"lijst:{body:N}:{key}", name);
    }

    public override LineIncome? Income(SourceLine line)
    {
        // A year without an amount says nothing: many lists have the same year in every line.
        if (line.Named(Earned, 255) is not { } amount)
        {
            return null;
        }

        var form = new IncomeForm { Jaar = line.Raw(EarnedIn), Bedrag = amount };
        var errors = new FormErrors();
        var year = IncomeFields.Year(form, errors, Today);
        var cents = IncomeFields.Amount(form, errors);
        if (errors.All is [var wrong, ..])
        {
            throw line.Refuse(string.Equals(wrong.Field, "jaar", StringComparison.Ordinal) ? EarnedIn : Earned, new(wrong.Code, wrong.Message));
        }

        return new(year, cents, RegisterImport.Hashed([line.Raw(EarnedIn), amount]), Earned);
    }

    public override async Task PrepareAsync(SourceLine line, CancellationToken cancellation)
    {
        var name = line.Raw(OtherBody);
        if (bodies is null || name.Length == 0 || found.ContainsKey(name))
        {
            return;
        }

        if (found.Count == MostRemembered)
        {
            found.Clear();
        }

        found.Add(name, await bodies.ReadAsync(name, chosen: null, cancellation));
    }

    public override AncillaryPosition Build(SourceLine line)
    {
        var text = line.Required("omschrijving", LongestName);
        var other = Other(line);
        var (period, unread) = line.Period("datumAanvang", "datumEinde");
        var description = text;
        if (line.Text("periode", LongestName) is { } words)
        {
            (_, period, unread) = PeriodIn(line, "periode", words);
            // A period in other words ("2 jaar") is no period, but it is what the list says.
            unread ??= period.Start is null && period.End is null ? words : null;
        }
        else if (period.Start is null && period.End is null && unread is null)
        {
            (description, period, unread) = PeriodIn(line, "omschrijving", text);
            description = description.Length == 0 ? text : description;
        }

        var position = new AncillaryPosition
        {
            Description = description,
            Organisation = line.Named("naamOrganisatie", 255) ?? other?.Name,
            OrganisationBodyId = other?.Id,
            OrganisationKvk = line.Perhaps("kvkNummer", KvkInput.Optional),
            Remuneration = Remunerated(line, "indicatorBezoldigd"),
            HoursPerMonth = line.Perhaps("urenPerMaand", HoursInput.Optional),
            ReportedOn = line.Perhaps("datumMelding", raw => DateInput.Optional(raw)),
            Activity = line.Text("werkzaamheden", 4000, lines: true),
            Advisory = Advised(line, "indicatorAdvieswerk"),
            Sector = line.Text("sector", LongestName),
            ExOfficio = DutchText.Fold(line.Raw("uitHoofdeVanAmbt")) is "ja" or "j" or "waar" or "true" or "1" or "qq",
        };
        Last(position, period, unread, ended: false);
        return position;
    }

    /// <summary>The public body that the line names; what is not clear is left out with a remark, never guessed.</summary>
    private BodyCard? Other(SourceLine line)
    {
        if (!found.TryGetValue(line.Raw(OtherBody), out var said))
        {
            return null;
        }

        if (said.Error is { } error)
        {
            line.LeftOut(
                OtherBody,
                said.Choices.Count == 0
                    ? error
                    : error with { Message = string.Format(CultureInfo.CurrentCulture, Texts.ImportBodySeveral, string.Join(", ", said.Choices.Select(b => b.Name))) }
            );
        }

        return said.Body;
    }

    private static string Plain(SourceLine line, string field) => DutchText.Fold(line.Raw(field));
}
