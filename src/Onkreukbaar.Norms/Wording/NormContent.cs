// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Wording;

/// <summary>A part of what a norm holds, in words.</summary>
/// <param name="Heading">What it is about: "Uitzonderingen".</param>
/// <param name="Lines">One or more lines; several are a list.</param>
public sealed record ContentPart(string Heading, IReadOnlyList<string> Lines);

/// <summary>What the typed fields of a norm say, in words: what is forbidden, when something is due, to whom, which exceptions there are.</summary>
public static class NormContent
{
    /// <summary>The parts in the order of reading.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="culture">Language of the words.</param>
    public static IReadOnlyList<ContentPart> Of(Norm norm, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(norm);
        ArgumentNullException.ThrowIfNull(culture);
        var parts = new Writer(culture);
        if (norm.When is { } when)
        {
            parts.Add("ContentWhen", when.Lines(culture));
        }

        parts.Shape(norm.Shape);
        return parts.Written;
    }

    private sealed class Writer(CultureInfo culture)
    {
        private readonly List<ContentPart> written = [];

        public IReadOnlyList<ContentPart> Written => written;

        public void Add(string heading, params IEnumerable<string> lines)
        {
            List<string> all = [.. lines];
            if (all.Count > 0)
            {
                written.Add(new(Say(heading), all));
            }
        }

        public void Shape(NormShape shape)
        {
            switch (shape)
            {
                case DutyShape duty:
                    Duty(duty);
                    break;
                case BanShape ban:
                    Ban(ban);
                    break;
                case JudgementShape judgement:
                    Judgement(judgement);
                    break;
                case RequirementShape requirement:
                    Add("ContentRequires", requirement.Requires?.Lines(culture) ?? []);
                    if (requirement.MaxAge is { } age)
                    {
                        Add("ContentMaxAge", Say("ContentMaxAgeLine", age.Document.Label.In(culture), age.Term.In(culture), age.At.Label.In(culture)));
                    }

                    break;
                case ThresholdShape threshold:
                    Add("ContentThreshold", Say(threshold.Inclusive ? "ValueAtLeast" : "ValueAbove", threshold.Fact.Label.In(culture), threshold.Shown.In(culture)));
                    if (threshold.Due is { } due)
                    {
                        Duty(due);
                    }
                    else
                    {
                        Add("ContentAbove", Say("ContentAboveForbidden"));
                    }

                    break;
                case AmountShape amount:
                    Add("ContentAmount", amount.Fact.Label.In(culture));
                    To("ContentPaidTo", amount.To);
                    break;
                case SettlementShape settlement:
                    Add("ContentSettlement",
                        Say("ContentFree", settlement.Free * 100),
                        Say("ContentRate", settlement.Rate * 100),
                        Say("ContentCap", settlement.Cap * 100),
                        Say("ContentNoStatement", settlement.Cap * 100));
                    Exceptions(settlement.ExceptedCases);
                    To("ContentPaidTo", settlement.To);
                    break;
                case RetentionShape retention:
                    Add("ContentKeep", retention.Term.Unit == TermUnit.Forever ? Say("ContentKeepForever") : Say("ContentAfter", retention.Term.In(culture), retention.From.Label.In(culture)));
                    break;
            }
        }

        private void Duty(DutyShape duty)
        {
            Add("ContentFields", duty.Fields.Select(f => f.In(culture)));
            if (duty.Before is { } before)
            {
                Add("ContentTerm", Say("ContentBefore", before.Label.In(culture)));
            }
            else if (duty.Term is { } term && duty.Trigger is { } trigger)
            {
                List<string> lines = [Term(term, trigger)];
                if (duty.Extension is { } extension)
                {
                    lines.Add(Say("ContentExtension", extension.Term.In(culture), extension.When.Describe(culture)));
                }

                if (duty.Suspension is { } suspension)
                {
                    lines.Add(Say("ContentSuspension", suspension.From.Label.In(culture), suspension.Until.Label.In(culture)));
                }

                if (duty.Statutory && term.MovesByAct)
                {
                    lines.Add(Say("ContentTermsAct"));
                }

                Add("ContentTerm", lines);
            }

            To("ContentTo", duty.To);
            Add("ContentChannels", duty.Channels.Select(c => Texts.ResourceManager.GetString("Channel" + c, culture) ?? c));
            if (duty.Visible is { } visible)
            {
                Add("ContentVisible", visible.In(culture));
            }
        }

        private void Ban(BanShape ban)
        {
            Add("ContentForbids", Listed(ban.Forbids));
            if (ban.Window is { } window)
            {
                Add("ContentWindow", Say("ContentUntilAfter", window.Term.In(culture), window.From.Label.In(culture)));
            }

            Exceptions(ban.ExceptedCases);
            if (ban.Exemption is { } exemption)
            {
                Add("ContentExemption", [Say("ContentExemptionBy", exemption.By.Label.In(culture)), .. exemption.When is { } cases ? cases.Lines(culture) : []]);
            }
        }

        private void Judgement(JudgementShape judgement)
        {
            Add("ContentGrounds", judgement.Grounds is { } grounds ? Listed(grounds) : []);
            Add("ContentCriteria", judgement.Criteria.Select(c => c.In(culture)));
            Exceptions(judgement.ExceptedCases);
            Add("ContentDecides", judgement.Decides.In(culture));
        }

        // A long list of codes (positions, acts) reads as a list, not as one sentence.
        private IEnumerable<string> Listed(Condition condition) =>
            condition is OneOf { IsChoice: true } choice && choice.Values(culture).Skip(1).Any() ? choice.Values(culture) : condition.Lines(culture);

        private void Exceptions(IReadOnlyList<ExceptedCase> cases) => Add("ContentExceptions", cases.Select(c => c.Reason.In(culture)));

        private void To(string heading, Authority? authority)
        {
            if (authority is not null)
            {
                Add(heading, authority.Label.In(culture));
            }
        }

        private string Term(Term term, Trigger trigger)
        {
            var names = string.Join(", ", trigger.Sources.Select(s => s.Type == FactType.Year ? Say("ContentEndOfYear", s.Label.In(culture)) : s.Label.In(culture)));
            var start = trigger.Sources.Count > 1 ? Say(trigger.Latest ? "ContentLatestOf" : "ContentEarliestOf", names) : names;
            return Say(term.Unit == TermUnit.DayOfNextYear ? "ContentOnDayAfter" : term.IsCounted ? "ContentWithin" : "ContentAfter", term.In(culture), start);
        }

        private string Say(string name, params ReadOnlySpan<object?> parts) => string.Format(culture, Texts.ResourceManager.GetString(name, culture)!, parts);
    }
}
