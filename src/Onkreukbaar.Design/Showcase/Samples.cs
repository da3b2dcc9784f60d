// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Design;

/// <summary>Invented content for the showcase. Samples, not interface texts: they stay Dutch in every language.</summary>
internal static class Samples
{
    public sealed record Position(string What, string Organisation, string Period, string Paid, int Hours, string Status, Tone Tone);

    public static readonly IReadOnlyList<Position> Positions =
    [
        new("Lid raad van toezicht", "Stichting Het Verzonnen Theater", "1 maart 2021 – heden", "Onbezoldigd", 6, "Gepubliceerd", Tone.Positive),
        new("Bestuurslid", "Coöperatie Windmolens Voorbeeldrecht U.A.", "mei 2018 – heden", "Bezoldigd", 12, "Opgegeven", Tone.Info),
        new("Voorzitter", "Roeivereniging De Droge Sloot", "2009 – 1 juli 2015", "Onbezoldigd", 4, "Beëindigd", Tone.Neutral),
        new("Adviseur", "Denkraam Advies B.V.", "12 januari 2024 – 30 juni 2024", "Bezoldigd", 1284, "Te controleren", Tone.Warning),
    ];

    public static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("Functie", RowHeader: true, SortHref: "?volgorde=functie", Sort: SortDirection.Ascending),
        new("Organisatie", SortHref: "?volgorde=organisatie"),
        new("Periode"),
        new("Uren per jaar", Numeric: true),
        new("Status", NoWrap: true),
    ];

    public static readonly IReadOnlyList<TableColumn> SelectColumns = [new("Selectie", HiddenLabel: true), .. Columns.Select(c => c with { SortHref = null, Sort = SortDirection.None })];

    public static readonly IReadOnlyList<Choice> Paid =
    [
        new("ja", "Ja"),
        new("nee", "Nee"),
        new("onbekend", "Dat weet ik niet"),
    ];

    public static readonly IReadOnlyList<Choice> Kinds =
    [
        new("ambtshalve", "Vanwege het ambt", "De functie hoort bij het lidmaatschap van het college of de raad."),
        new("persoonlijk", "Op eigen titel", "De functie staat los van het ambt."),
    ];

    public static readonly IReadOnlyList<Choice> Bodies = [new("1", "Gemeente Voorbeeldrecht"), new("2", "Provincie Verzonland"), new("3", "Waterschap De Natte Hoek")];

    public static readonly IReadOnlyList<FieldMessage> Errors =
    [
        new("fout-omschrijving", "Vul in wat de functie is."),
        new("fout-vanaf", "31 februari 2024 bestaat niet. Controleer de dag en de maand."),
        new("fout-bezoldigd", "Kies of de functie bezoldigd is."),
    ];

    public static string Error(string field) => Errors.Single(e => string.Equals(e.Field, field, StringComparison.Ordinal)).Message;

    public static readonly DateOnly Today = new(2026, 3, 1);

    public static readonly IReadOnlyList<TimelineRow> Timeline =
    [
        new("Wethouder, gemeente Voorbeeldrecht", [new(new(2014, 5, 22), new(2018, 5, 30), "22 mei 2014 tot 30 mei 2018"), new(new(2022, 6, 8), null, "8 juni 2022 tot heden")]),
        new("Lid raad van toezicht, Stichting Het Verzonnen Theater", [new(new(2021, 3, 1), null, "1 maart 2021 tot heden", Tone: Tone.Warning)]),
        new("Bestuurslid, Coöperatie Windmolens", [new(new(2018, 5, 1), new(2023, 1, 1), "mei 2018 tot in 2023", TimelinePrecision.Month, TimelinePrecision.Year, Tone.Warning)]),
        new("Voorzitter, Roeivereniging De Droge Sloot", [new(null, new(2015, 7, 1), "begin onbekend, tot 1 juli 2015", Tone: Tone.Neutral)]),
    ];

    public static readonly IReadOnlyList<HistoryEntry> History =
    [
        new("3 maart 2026, 14:05", "2026-03-03T14:05:00+01:00", "Griffie", "Gecorrigeerd", "Naam van de organisatie stond er verkeerd.", [new("Organisatie", "Stichting Verzonnen Theater", "Stichting Het Verzonnen Theater"), new("Uren per maand", null, "6")], "#geschiedenis"),
        new("12 januari 2026, 09:30", "2026-01-12T09:30:00+01:00", "Griffie", "Gepubliceerd", null, []),
        new("10 januari 2026, 20:11", "2026-01-10T20:11:00+01:00", "A. Voorbeeld", "Opgegeven", "Opgave na benoeming.", []),
    ];

    public static readonly IReadOnlyList<FieldChange> Conflict =
    [
        new("Omschrijving", "Lid raad van toezicht", "Voorzitter raad van toezicht"),
        new("Einde", "30 juni 2025", null),
    ];

    public static readonly IReadOnlyList<Tag> Filters = [new("Bezoldigd", RemoveHref: "?"), new("Wethouder", RemoveHref: "?")];

    public static readonly IReadOnlyList<Tag> Labels = [new("Cultuur", "?thema=cultuur"), new("Energie", "?thema=energie"), new("Zonder link")];

    public static readonly IReadOnlyList<string> Steps = ["Functie", "Organisatie", "Periode", "Controleren"];

    public static readonly IReadOnlyList<PageLink> Links = [new("Alle nevenfuncties", "#lijst"), new("Alle besturen", "#lijst"), new("Wat er veranderde", "#geschiedenis")];
}
