// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Registers.Declarations;

namespace Onkreukbaar.Registers.Import;

/// <summary>Lists of gifts and trips.</summary>
internal abstract class DeclarationList(DeclarationKind kind, string source) : SourceList<Declaration>
{
    protected const int Longest = 1000;

    public override string Kind => "opgave";

    public override Declaration New(Guid body, Guid person, string key) =>
        new()
        {
            BodyId = body,
            PersonId = person,
            Kind = kind,
            Description = "",
            Source = source,
            SourceKey = key,
        };

    public override void Take(Declaration subject, Declaration said)
    {
        subject.Description = said.Description;
        subject.Destination = said.Destination;
        subject.PaidBy = said.PaidBy;
        subject.ValueCents = said.ValueCents;
        subject.UnreadValue = said.UnreadValue;
        subject.Start = said.Start;
        subject.End = said.End;
        subject.UnreadPeriod = said.UnreadPeriod;
        subject.Derive();
    }
}

/// <summary>What the Senate's lists have in common.</summary>
internal static class SenateSource
{
    public const string Name = "eerstekamer.nl";

    /// <summary>The party stands in each list; that of the positions tells it.</summary>
    public static IReadOnlyList<(string Column, string Reason)> LeftOut => [("snapshot", Texts.ImportLeftSnapshot), ("party", Texts.ImportLeftParty)];

    public static (string Key, PersonName Name) Person(SourceLine line)
    {
        var id = line.Required("person_id", 60);
        return id.Contains(' ', StringComparison.Ordinal) ? throw line.Refuse("person_id", new("sleutel.spatie", Texts.ImportKeySpace)) : ($"eerstekamer:{id}", line.Name("person_name"));
    }
}

/// <summary>Gifts to senators: the date of receipt closes the title.</summary>
internal sealed class SenateGifts() : DeclarationList(DeclarationKind.Gift, SenateSource.Name)
{
    public override string KeyPrefix => "eerstekamer:geschenk:";

    public override IReadOnlyList<ImportField> Fields { get; } =
        [
            new("person_id", Required: true),
            new("person_name", Required: true),
            new("title", Required: true),
            new("waarde", Required: true),
            new("betaald_door", Required: true),
            new("other_json", Required: false),
        ];

    public override IReadOnlyList<(string Column, string Reason)> LeftOut => SenateSource.LeftOut;

    public override IEnumerable<string> Identity(SourceLine line) => [line.Raw("person_id"), line.Raw("title")];

    public override (string Key, PersonName Name) Person(SourceLine line) => SenateSource.Person(line);

    public override Declaration Build(SourceLine line)
    {
        var title = line.Required("title", Longest);
        var comma = title.LastIndexOf(',');
        PartialDate? day = comma > 0 && DutchDate.Read(title[(comma + 1)..], out var date) == DutchDateOutcome.Read ? date : null;
        var unread = day is null ? DutchPeriodText.Read(title).Unread : null;
        if (unread is not null)
        {
            line.Remark("title", new("datum.onleesbaar", Texts.ImportDateUnread));
        }

        if (line.Raw("other_json").Trim() is not ("" or "{}"))
        {
            // No gift of the list has any; what it would mean is not ours to guess.
            line.Remark("other_json", new("kolom.weggelaten", Texts.ImportLeftOther));
        }

        var (cents, words) = line.Amount("waarde");
        return new Declaration
        {
            Description = day is null ? title : title[..comma].TrimEnd(),
            Start = day,
            UnreadPeriod = unread,
            PaidBy = line.Named("betaald_door", Longest),
            ValueCents = cents,
            UnreadValue = words,
        };
    }
}

/// <summary>Trips of senators: destination and dates stand in the title, purpose and payer in a JSON object.</summary>
internal sealed class SenateTrips() : DeclarationList(DeclarationKind.Trip, SenateSource.Name)
{
    public override string KeyPrefix => "eerstekamer:reis:";

    public override IReadOnlyList<ImportField> Fields { get; } =
        [
            new("person_id", Required: true),
            new("person_name", Required: true),
            new("title", Required: true),
            new("other_json", Required: true),
        ];

    public override IReadOnlyList<(string Column, string Reason)> LeftOut => SenateSource.LeftOut;

    public override IEnumerable<string> Identity(SourceLine line) => [line.Raw("person_id"), line.Raw("title"), line.Raw("other_json")];

    public override (string Key, PersonName Name) Person(SourceLine line) => SenateSource.Person(line);

    public override Declaration Build(SourceLine line)
    {
        var title = line.Required("title", Longest);
        var reading = DutchPeriodText.Read(title);
        var others = Others(line);
        var unread = reading.Unread ?? (reading.Earlier.Count > 0 ? title : null);
        if (unread is not null)
        {
            line.Remark("title", new("periode.onleesbaar", Texts.ImportPeriodUnread));
        }

        return new Declaration
        {
            Description = others.GetValueOrDefault("doel") ?? title,
            Destination = reading.Rest.Length == 0 ? null : reading.Rest,
            PaidBy = others.GetValueOrDefault("bekostiger"),
            Start = reading.Period.Start,
            End = reading.Period.End,
            UnreadPeriod = unread,
        };
    }

    private static Dictionary<string, string?> Others(SourceLine line)
    {
        var text = line.Text("other_json", 4000);
        try
        {
            var read = text is null ? null : JsonSerializer.Deserialize<Dictionary<string, string?>>(text);
            return (read ?? []).ToDictionary(p => p.Key, p => p.Value is null ? null : Clean(line, p.Value), StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            throw line.Refuse("other_json", new("json.onleesbaar", Texts.ImportNoJsonTexts));
        }
    }

    private static string? Clean(SourceLine line, string text)
    {
        var parsed = Kernel.Forms.TextInput.Optional(text, Longest);
        return parsed.Ok ? parsed.Value : throw line.Refuse("other_json", parsed.Error!);
    }
}

/// <summary>Trips of members of the House.</summary>
internal sealed class HouseTrips() : DeclarationList(DeclarationKind.Trip, "tweedekamer.nl")
{
    public override string KeyPrefix => "tweedekamer:reis:";

    public override IReadOnlyList<ImportField> Fields { get; } =
        [
            new("naam", Required: true),
            new("doel", Required: true),
            new("bestemming", Required: true),
            new("van", Required: true),
            new("tot_en_met", Required: true),
            new("betaald_door", Required: true, "bekostiger"),
        ];

    public override IEnumerable<string> Identity(SourceLine line) => [line.Raw("naam"), line.Raw("van"), line.Raw("bestemming"), line.Raw("doel")];

    public override (string Key, PersonName Name) Person(SourceLine line)
    {
        // The list has no keys of persons. Its dates of birth would tell namesakes apart, but are not kept here.
        var name = line.Name("naam");
        return ("tweedekamer:naam:" + DutchText.Fold(string.Join(' ', name.FullFamily, name.Initials, name.Given)).Replace(' ', '-'), name);
    }

    public override Declaration Build(SourceLine line)
    {
        var purpose = line.Text("doel", Longest);
        var destination = line.Text("bestemming", Longest);
        if (purpose is null && (destination is null || destination.Contains("geen opgave", StringComparison.OrdinalIgnoreCase)))
        {
            throw line.Refuse("doel", new("reis.leeg", Texts.ImportNoTrip));
        }

        var (period, unread) = line.Period("van", "tot_en_met");
        return new Declaration
        {
            Description = purpose ?? destination!,
            Destination = destination,
            PaidBy = line.Named("betaald_door", Longest),
            Start = period.Start,
            End = period.End,
            UnreadPeriod = unread,
        };
    }
}
