// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Offices.Entities;

/// <summary>Ambt / post: an office at one body, for example councillor of an invented municipality.</summary>
internal sealed class Office : ISubject, IOfBody
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    public Guid BodyId { get; init; }

    /// <summary>Kind of office: ORI code such as <c>raadslid</c>, <c>wethouder</c>, <c>burgemeester</c>; others as in the source.</summary>
    public required string Kind { get; set; }

    /// <summary>Name of the office as the body writes it.</summary>
    public required string Label { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    public string? SourceKey { get; set; }
}

/// <summary>Ambtstermijn / mandaat: one person in one office for one period.</summary>
internal sealed class TermOfOffice : ISubject, IOfBody, IAboutPerson
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public long Version { get; set; }

    public Guid BodyId { get; init; }

    public Guid PersonId { get; init; }

    public Guid OfficeId { get; init; }

    /// <summary>Role in the source's words, for example "Wethouder financiën".</summary>
    public string? Role { get; set; }

    public PartialDate? Start { get; set; }

    /// <summary>Last day, inclusive, as registers write it; null while in office.</summary>
    public PartialDate? End { get; set; }

    /// <summary>The period in the source's own words when it cannot be true (an end before its start); never guessed.</summary>
    public string? UnreadPeriod { get; set; }

    /// <summary>Fractie, which someone may leave or change within the term; null when unknown or none.</summary>
    public OverTime<string>? Faction { get; set; }

    /// <summary>Tijdsbestedingsnorm in whole percents (GW 36), which the council may fix anew within the term; null when unknown.</summary>
    public OverTime<int>? FullTimePercent { get; set; }

    /// <summary>
    /// Day on which a source saw the person in office without saying since when. A start made of it would be a false statement; it only
    /// bounds what may be shown for an earlier day.
    /// </summary>
    public DateOnly? ObservedOn { get; set; }

    /// <summary>Ten onrechte vastgelegd: Dutch day on which the body recorded that this term never was. It counts nowhere any more; null for all others.</summary>
    public DateOnly? StruckOn { get; set; }

    public string? SourceKey { get; set; }

    /// <summary>First possible day, or the first day on which the person was seen in office; null when neither is known.</summary>
    [Derived]
    public DateOnly? From { get; set; }

    /// <summary>First day after the last possible day; null while in office.</summary>
    [Derived]
    public DateOnly? Until { get; set; }

    /// <summary>The day that tells what held: the one asked for, else today, or the nearest day of a term that is over or has not begun.</summary>
    public DateOnly DayOf(DateOnly? asked, DateOnly today) =>
        asked ?? (Until is { } until && until <= today ? until.AddDays(-1) : From is { } from && from > today ? from : today);

    /// <summary>Keeps the derived bounds in step with start and end.</summary>
    public void Derive()
    {
        var widest = new PartialPeriod(Start, End).Widest();
        From = widest.From ?? ObservedOn;
        Until = widest.Until;
    }
}
