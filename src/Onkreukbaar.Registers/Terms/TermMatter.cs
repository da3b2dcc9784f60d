// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Terms;

/// <summary>What may change within a term of office, as the clerk's screens need it: one list of screens serves faction and share of full time.</summary>
internal abstract class TermMatter
{
    private const int LongestFaction = 200;

    /// <summary>Fractie.</summary>
    public static readonly TermMatter Faction = new Of<string>(
        "fractie",
        t => t.Faction,
        raw => TextInput.Required(raw, LongestFaction, missing: Texts.FactionMissing),
        value => value,
        value => value,
        (changes, id, value) => changes.SetAsync(id, value)
    )
    {
        Labels = () => new(Texts.TermFaction, Texts.FactionChange, Texts.FactionCorrect, Texts.FactionHint, Texts.FactionNone),
    };

    /// <summary>Tijdsbestedingsnorm.</summary>
    public static readonly TermMatter Share = new Of<int>(
        "omvang",
        t => t.FullTimePercent,
        raw => WholeNumberInput.Required(raw?.Trim().TrimEnd('%'), 1, 100, Texts.ShareMissing),
        value => value.ToString(CultureInfo.InvariantCulture),
        value => PositionWords.Say(Texts.SharePercent, value),
        (changes, id, value) => changes.SetAsync(id, value)
    )
    {
        Labels = () => new(Texts.TermShare, Texts.ShareChange, Texts.ShareCorrect, Texts.ShareHint, Texts.ShareNone),
    };

    /// <summary>Both, in the order of the screens.</summary>
    public static IReadOnlyList<TermMatter> All { get; } = [Faction, Share];

    /// <summary>Part of the address.</summary>
    public required string Slug { get; init; }

    /// <summary>Words on the screens, in the current language.</summary>
    public required Func<TermMatterWords> Labels { get; init; }

    /// <summary>The values of a term, from old to new.</summary>
    public abstract IReadOnlyList<TermMatterPart> Parts(TermState term);

    /// <summary>All values with their periods on one line, for comparing two states; null when there are none.</summary>
    public string? Line(TermState term) => Parts(term) is { Count: > 0 } parts ? string.Join("; ", parts.Select(p => $"{p.Shown} ({TermWords.InText(p.When)})")) : null;

    /// <summary>What a change of the value from a day on makes of a term.</summary>
    /// <returns>Puts the result on the term; null when something is wrong, which is then among the errors.</returns>
    public abstract Func<TermChanges, Task>? Change(TermState term, TermForm form, FormErrors errors);

    /// <summary>What the correction of one period makes of a term; as <see cref="Change"/>.</summary>
    public abstract Func<TermChanges, Task>? Correct(TermState term, int index, TermForm form, FormErrors errors);

    private sealed class Of<T> : TermMatter
        where T : notnull
    {
        private readonly Func<TermState, OverTime<T>?> get;
        private readonly Func<string?, Parsed<T>> parse;
        private readonly Func<T, string> write;
        private readonly Func<T, string> show;
        private readonly Func<TermChanges, Guid, OverTime<T>?, Task> set;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Of(
            string slug,
            Func<TermState, OverTime<T>?> get,
            Func<string?, Parsed<T>> parse,
            Func<T, string> write,
            Func<T, string> show,
            Func<TermChanges, Guid, OverTime<T>?, Task> set
        )
        {
            (Slug, Labels) = (slug, null!);
            (this.get, this.parse, this.write, this.show, this.set) = (get, parse, write, show, set);
        }

        public override IReadOnlyList<TermMatterPart> Parts(TermState term) =>
            [.. (get(term)?.Parts ?? []).Select(p => new TermMatterPart(write(p.Value), show(p.Value), p.Start, p.End, p.Seen))];

        public override Func<TermChanges, Task>? Change(TermState term, TermForm form, FormErrors errors)
        {
            var none = string.Equals(form.Geen, "ja", StringComparison.Ordinal);
            var value = none ? default : errors.Take("waarde", parse(form.Waarde));
            var from = errors.Take("vanaf", PartialDateInput.Optional(form.Vanaf));
            var now = get(term);
            if (errors["vanaf"] is null && from is null && (now is not null || none))
            {
                errors.Add("vanaf", "veld.verplicht", Texts.TermFromMissing);
            }
            else if (from is { } day && !term.CanBegin(day))
            {
                errors.Add("vanaf", "ambtstermijn.buiten", PositionWords.Say(Texts.TermOutside, TermWords.InText(TermWords.Period(term))));
            }

            if (errors.Any)
            {
                return null;
            }

            if (from is not { } first)
            {
                return changes => set(changes, term.Id, OverTime.Whole(value!));
            }

            var fault = OverTime.Change(now, none ? null : new TermPart<T>(value!), first, term.Start, out var changed);
            if (fault is { } wrong)
            {
                errors.Add(
                    wrong == OverTimeFault.Same ? "waarde" : "vanaf",
                    wrong == OverTimeFault.Same ? "ambtstermijn.gelijk" : "ambtstermijn.bezet",
                    wrong == OverTimeFault.Same ? Texts.TermSame : Texts.TermTaken
                );
                return null;
            }

            return changes => set(changes, term.Id, changed);
        }

        public override Func<TermChanges, Task>? Correct(TermState term, int index, TermForm form, FormErrors errors)
        {
            var parts = get(term)!.Parts.ToList();
            if (string.Equals(form.Verwijderen, "ja", StringComparison.Ordinal))
            {
                parts.RemoveAt(index);
            }
            else
            {
                var value = errors.Take("waarde", parse(form.Waarde));
                var period = PartialPeriodInput.Take(errors, "vanaf", form.Vanaf, "tot", form.Tot);
                if (errors["vanaf"] is null && period.Start is { } start && !term.CanBegin(start))
                {
                    errors.Add("vanaf", "ambtstermijn.buiten", PositionWords.Say(Texts.TermOutside, TermWords.InText(TermWords.Period(term))));
                }

                if (errors["tot"] is null && period.End is { } end && !term.CanEnd(end))
                {
                    errors.Add("tot", "ambtstermijn.buiten", PositionWords.Say(Texts.TermOutside, TermWords.InText(TermWords.Period(term))));
                }

                if (errors.Any)
                {
                    return null;
                }

                // Another first day is no longer the one on which a source only saw it.
                parts[index] = new TermPart<T>(value!, period.Start, period.End) { Seen = parts[index].Seen && period.Start == parts[index].Start };
            }

            if (!OverTime.TryOf(parts, out var corrected))
            {
                errors.Add("vanaf", "ambtstermijn.overlap", Texts.TermOverlap);
                return null;
            }

            return changes => set(changes, term.Id, corrected);
        }
    }
}

/// <summary>Words for what may change within a term.</summary>
/// <param name="Name">The thing itself, "Fractie".</param>
/// <param name="Change">Title and button of the change.</param>
/// <param name="Correct">Title of the correction.</param>
/// <param name="Hint">What to fill in.</param>
/// <param name="None">That nothing is known, or from then on nothing holds.</param>
internal sealed record TermMatterWords(string Name, string Change, string Correct, string Hint, string None);

/// <summary>One value of a term as the screens show it.</summary>
/// <param name="Raw">As in the form.</param>
/// <param name="Shown">As read.</param>
/// <param name="Start">First day; null: since the term began.</param>
/// <param name="End">Last day; null: until the term ends.</param>
/// <param name="Seen">The first day is only the day on which a source saw it.</param>
internal sealed record TermMatterPart(string Raw, string Shown, PartialDate? Start, PartialDate? End, bool Seen)
{
    /// <summary>The period in words.</summary>
    public string When =>
        Seen && Start is { } seen
            ? PositionWords.Say(Texts.TermPartSeen, seen.Display()) + (End is { } last && last != seen ? ", " + TermWords.InText(TermWords.Period(null, last)) : "")
            : TermWords.Period(Start, End);
}

/// <summary>A change or correction as typed.</summary>
public sealed record TermForm
{
    public string? Versie { get; set; }

    public string? Waarde { get; set; }

    public string? Geen { get; set; }

    public string? Vanaf { get; set; }

    public string? Tot { get; set; }

    public string? Verwijderen { get; set; }

    public string? Reden { get; set; }
}

/// <summary>Terms of office in words.</summary>
internal static class TermWords
{
    /// <summary>A part of a term.</summary>
    public static string Period(PartialDate? start, PartialDate? end) =>
        (start, end) switch
        {
            ({ } from, null) => PositionWords.Say(Texts.PeriodFrom, from.Display()),
            ({ } from, { } last) => PositionWords.Say(Texts.PeriodFromTo, from.Display(), last.Display()),
            (null, { } last) => PositionWords.Say(Texts.PeriodTo, last.Display()),
            _ => Texts.TermWhole,
        };

    /// <summary>The term itself.</summary>
    public static string Period(TermState term) =>
        term.UnreadPeriod is { } unread ? PositionWords.Say(Texts.PeriodAsWritten, unread)
        : term is { Start: null, End: null } ? term.ObservedOn is { } seen ? PositionWords.Say(Texts.TermSeenOn, PositionWords.Day(seen)) : Texts.PeriodUnknown
        : Period(term.Start, term.End);

    /// <summary>The term as other modules see it, in lists: office and period.</summary>
    public static string Of(TermCard term) => $"{term.OfficeLabel}, {InText(term is { Start: null, End: null } ? Texts.PeriodUnknown : Period(term.Start, term.End))}";

    private static string? Struck(TermState term) => term.StruckOn is { } day ? PositionWords.Day(day) : null;

    /// <summary>A period in the middle of a sentence.</summary>
    public static string InText(string period) => period.Length == 0 ? period : char.ToLower(period[0], CultureInfo.CurrentCulture) + period[1..];

    /// <summary>What differs between two states.</summary>
    public static IReadOnlyList<FieldChange> Changes(TermState before, TermState after) =>
        [
            .. TermMatter
                .All.Select(m => new FieldChange(m.Labels().Name, m.Line(before), m.Line(after)))
                .Append(new FieldChange(Texts.Period, Period(before), Period(after)))
                .Append(new FieldChange(Texts.TermStrike, Struck(before), Struck(after)))
                .Where(c => !string.Equals(c.Old, c.New, StringComparison.Ordinal)),
        ];
}

/// <summary>Addresses of the screens about terms.</summary>
internal static class TermAddress
{
    public static string All(Guid body) => $"/beheer/{body}/ambtstermijnen";

    public static string AllStruck(Guid body) => All(body) + "?ten-onrechte=ja";

    public static string One(Guid body, Guid id) => $"/beheer/{body}/ambtstermijnen/{id}";

    public static string New(Guid body) => $"/beheer/{body}/ambtstermijnen/nieuw";

    public static string Dates(Guid body, Guid id) => $"{One(body, id)}/periode";

    public static string Strike(Guid body, Guid id) => $"{One(body, id)}/ten-onrechte";

    public static string Name(Guid body, Guid id) => $"{One(body, id)}/naam";

    public static string Change(Guid body, Guid id, TermMatter matter) => $"{One(body, id)}/{matter.Slug}/wijzigen";

    public static string Correct(Guid body, Guid id, TermMatter matter, int number) => $"{One(body, id)}/{matter.Slug}/{number}/verbeteren";
}
