// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Design;
using Onkreukbaar.Norms.Evaluation;

namespace Onkreukbaar.Registers.AncillaryPositions.Findings;

/// <summary>How findings are put into words and colours, on every screen alike.</summary>
internal static class FindingWords
{
    /// <summary>Verdicts that leave something to do or to choose about a position, the most pressing first.</summary>
    public static IReadOnlyList<Verdict> Pressing { get; } =
        [
            Verdict.Violates,
            Verdict.PermittedWithExemption,
            Verdict.MustNotify,
            Verdict.MustDisclose,
            Verdict.MustPublish,
            Verdict.MustAct,
            Verdict.OwnJudgement,
            Verdict.CannotTell,
        ];

    private static readonly Dictionary<string, Verdict> Codes = Enum.GetValues<Verdict>().ToDictionary(v => v.Code(), StringComparer.Ordinal);

    public static Tone ToneOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Violates => Tone.Negative,
            Verdict.Permitted or Verdict.Fulfilled => Tone.Positive,
            Verdict.CannotTell => Tone.Neutral,
            _ => Tone.Warning,
        };

    /// <summary>The verdict in the reader's language.</summary>
    public static string Of(Verdict verdict) => verdict.Label(CultureInfo.CurrentUICulture);

    /// <summary>The verdict of a code in the reader's language; the code itself when it is none.</summary>
    public static string Of(string code) => Read(code) is { } verdict ? Of(verdict) : code;

    /// <summary>The verdict that a code stands for; null when it is none.</summary>
    public static Verdict? Read(string? code) => code is not null && Codes.TryGetValue(code, out var verdict) ? verdict : null;
}
