// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Shared;

/// <summary>Short texts of the handbook.</summary>
internal static class HandbookWords
{
    public static string Say(string format, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, format, values);

    public static string Day(DateOnly day) => PartialDate.Of(day).Display();

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    public static string Label<T>(T value)
        where T : struct, Enum => NormNames.Label(value, CultureInfo.CurrentUICulture);

    public static string Topic(string topic) => NormNames.TopicLabel(topic, CultureInfo.CurrentUICulture);

    /// <summary>"sinds 1 januari 2023", "1 januari 2020 tot en met 31 december 2022".</summary>
    public static string Period(Norm norm) =>
        (norm.Validity.From, norm.Validity.Until) switch
        {
            ({ } from, null) => Say(Texts.PeriodSince, Day(from)),
            ({ } from, { } until) => Say(Texts.PeriodFromUpTo, Day(from), Day(until.AddDays(-1))),
            (null, { } until) => Say(Texts.PeriodUpTo, Day(until.AddDays(-1))),
            _ => Texts.PeriodAlways,
        };

    /// <summary>Whether the norm binds: law, guideline or the body's own code. Others must look different.</summary>
    public static bool Holds(Norm norm) => norm.Status is NormStatus.InForce or NormStatus.Guideline or NormStatus.Local;

    public static Tone Tone(NormStatus status) =>
        status switch
        {
            NormStatus.InForce or NormStatus.Local => Design.Tone.Positive,
            NormStatus.Guideline => Design.Tone.Info,
            NormStatus.Bill => Design.Tone.Warning,
            _ => Design.Tone.Neutral,
        };

    public static Tone Tone(Verdict verdict) =>
        verdict switch
        {
            Verdict.Violates => Design.Tone.Negative,
            Verdict.Permitted or Verdict.Fulfilled => Design.Tone.Positive,
            Verdict.CannotTell or Verdict.NotApplicable => Design.Tone.Neutral,
            Verdict.PermittedWithExemption or Verdict.OwnJudgement => Design.Tone.Warning,
            _ => Design.Tone.Info,
        };

    public static string Euros(long cents) => "€ " + (cents / 100m).ToString("N2", CultureInfo.CurrentCulture);

    public static string Offices(NormLibrary library, Norm norm) => Capital(string.Join(", ", norm.Offices.Select(o => library.Office(o)?.Label.ToString() ?? o)));
}
