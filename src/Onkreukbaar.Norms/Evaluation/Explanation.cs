// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>A fact that a finding rests on.</summary>
public sealed record UsedFact(FactDefinition Fact, string Value, Bilingual Shown);

/// <summary>Why a norm says what it says of a case.</summary>
/// <param name="Reason">One or two sentences.</param>
/// <param name="Used">Facts that were looked at and known.</param>
/// <param name="Missing">Facts that are needed to tell; empty unless the verdict is "cannot tell".</param>
public sealed record Explanation(Bilingual Reason, IReadOnlyList<UsedFact> Used, IReadOnlyList<FactDefinition> Missing)
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    internal static Explanation Of(Norm norm, Question question)
    {
        var trace = new Trace();
        var outcome = Evaluator.Evaluate(norm, question, trace);
        List<UsedFact> used = [];
        IReadOnlyList<FactDefinition> missing = outcome.Verdict == Verdict.CannotTell ? trace.Missed : [];
        foreach (var fact in trace.Looked)
        {
            if (question.Facts.Write(fact) is { } value)
            {
                used.Add(new(fact, value, new(question.Facts.Show(fact, Dutch)!, question.Facts.Show(fact, English)!)));
            }
        }

        var parts = Parts(trace, outcome);
        return new(new(Say(trace.Sentence, parts, norm, Dutch), Say(trace.Sentence, parts, norm, English)), used, missing);
    }

    internal static string ReasonOf(Norm norm, Question question, CultureInfo culture)
    {
        var trace = new Trace();
        var outcome = Evaluator.Evaluate(norm, question, trace);
        return Say(trace.Sentence, Parts(trace, outcome), norm, string.Equals(culture.TwoLetterISOLanguageName, "en", StringComparison.Ordinal) ? English : Dutch);
    }

    private static IReadOnlyList<object?> Parts(Trace trace, Outcome outcome) => outcome.Verdict == Verdict.CannotTell ? [trace.Missed] : trace.Parts;

    private static string Say(string sentence, IReadOnlyList<object?> parts, Norm norm, CultureInfo culture)
    {
        var format = Texts.ResourceManager.GetString("Reason" + sentence, culture) ?? throw new InvalidOperationException($"No sentence {sentence}.");
        object?[] filled = [norm.Title.In(culture), norm.Citation.In(culture), .. parts.Select(p => Show(p, culture))];
        return string.Format(culture, format, filled);
    }

    private static string Show(object? part, CultureInfo culture) =>
        part switch
        {
            null => "",
            Bilingual text => text.In(culture),
            Authority authority => authority.Label.In(culture),
            DateOnly date => date.ToString("d MMMM yyyy", culture),
            Term term => term.In(culture),
            long cents => "€ " + (cents / 100m).ToString("N2", culture),
            decimal number => number.ToString("0.##", culture),
            IEnumerable<FactDefinition> facts => string.Join("; ", facts.Select(f => f.Label.In(culture))),
            _ => throw new InvalidOperationException($"No words for a {part.GetType().Name}."),
        };
}
