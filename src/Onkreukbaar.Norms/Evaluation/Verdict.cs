// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Evaluation;

/// <summary>Oordeel: what follows from a norm for the facts of a case.</summary>
public enum Verdict
{
    /// <summary>Niet van toepassing.</summary>
    NotApplicable,

    /// <summary>Toegestaan.</summary>
    Permitted,

    /// <summary>Voldaan: a duty or requirement that was fulfilled.</summary>
    Fulfilled,

    /// <summary>Alleen met ontheffing van de genoemde instantie.</summary>
    PermittedWithExemption,

    /// <summary>Openbaar te maken.</summary>
    MustPublish,

    /// <summary>Op te geven.</summary>
    MustDisclose,

    /// <summary>Te melden.</summary>
    MustNotify,

    /// <summary>Te doen binnen een termijn.</summary>
    MustAct,

    /// <summary>Bedrag verschuldigd.</summary>
    AmountDue,

    /// <summary>Eigen oordeel van de genoemde.</summary>
    OwnJudgement,

    /// <summary>Nog te bewaren.</summary>
    MustKeep,

    /// <summary>Te vernietigen.</summary>
    MustDestroy,

    /// <summary>Niet te bepalen: facts are missing.</summary>
    CannotTell,

    /// <summary>In strijd met de norm.</summary>
    Violates,
}

/// <summary>Codes and labels of verdicts.</summary>
public static class Verdicts
{
    private static readonly Dictionary<string, Verdict> Codes = new(StringComparer.Ordinal)
    {
        ["niet-van-toepassing"] = Verdict.NotApplicable,
        ["toegestaan"] = Verdict.Permitted,
        ["voldaan"] = Verdict.Fulfilled,
        ["toegestaan-met-ontheffing"] = Verdict.PermittedWithExemption,
        ["openbaar-maken"] = Verdict.MustPublish,
        ["opgeven"] = Verdict.MustDisclose,
        ["melden"] = Verdict.MustNotify,
        ["handelen"] = Verdict.MustAct,
        ["bedrag-verschuldigd"] = Verdict.AmountDue,
        ["eigen-oordeel"] = Verdict.OwnJudgement,
        ["bewaren"] = Verdict.MustKeep,
        ["vernietigen"] = Verdict.MustDestroy,
        ["niet-te-bepalen"] = Verdict.CannotTell,
        ["in-strijd"] = Verdict.Violates,
    };

    private static readonly Dictionary<Verdict, string> Names = Codes.ToDictionary(c => c.Value, c => c.Key);

    /// <summary>Dutch code on the wire.</summary>
    public static string Code(this Verdict verdict) => Names[verdict];

    /// <summary>Label for people.</summary>
    public static string Label(this Verdict verdict, CultureInfo culture) => Texts.ResourceManager.GetString("Verdict" + verdict, culture)!;

    /// <summary>All codes, in the order of the enumeration.</summary>
    public static IEnumerable<string> All => Enum.GetValues<Verdict>().Select(Code);

    internal static bool TryRead(string code, out Verdict verdict) => Codes.TryGetValue(code, out verdict);
}

/// <summary>A verdict with what belongs to it.</summary>
/// <param name="Verdict">What follows.</param>
/// <param name="By">Last day: by when it must be done, or until when kept; null when there is none.</param>
/// <param name="Cents">Amount due in whole cents.</param>
/// <param name="Authority">Who exempts, receives or is paid.</param>
public readonly record struct Outcome(Verdict Verdict, DateOnly? By = null, long? Cents = null, Authority? Authority = null);

/// <summary>Vraag: for whom, when, and the facts of the case.</summary>
/// <param name="Date">Peildatum: the law of this day is applied, and it is "today".</param>
/// <param name="Office">Code of the office.</param>
/// <param name="BodyKind">Kind of the body; null when it does not matter or is not known.</param>
/// <param name="Facts">What is known.</param>
public sealed record Question(DateOnly Date, string Office, string? BodyKind, CaseFacts Facts);

/// <summary>Bevinding: what one norm says of one case. It explains itself on demand.</summary>
public sealed class Finding
{
    private readonly Question question;

    internal Finding(Norm norm, Question question, Outcome outcome) => (Norm, this.question, Outcome) = (norm, question, outcome);

    public Norm Norm { get; }

    public Outcome Outcome { get; }

    public Verdict Verdict => Outcome.Verdict;

    /// <summary>Reason in both languages, facts used, facts missing.</summary>
    public Explanation Explain() => Explanation.Of(Norm, question);

    /// <summary>Only the reason, in one language: for those who explain many findings.</summary>
    /// <param name="culture">Dutch unless this is English.</param>
    public string Reason(CultureInfo culture) => Explanation.ReasonOf(Norm, question, culture);
}
