// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.Due;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>
/// Decides whether the income of a position over a year may be kept and shown: by the norms alone, never by a list of offices. Whoever keeps and whoever
/// shows asks the same question, so that what a corrected term or position no longer allows is hidden at once.
/// </summary>
internal sealed class IncomeRules(NormShelf shelf)
{
    /// <summary>First year that is asked about: long before any norm of the library asks for electronic publication.</summary>
    public const int FirstYear = 2000;

    /// <summary>The way of publication that this register is. A norm that only asks for inspection at the town hall does not make it public here.</summary>
    private const string Electronic = "electronic";

    private readonly Dictionary<(Guid Body, int Year), PositionJudge> judges = [];

    /// <summary>Whether a norm asks for publication in a way that this register is.</summary>
    public static bool IsElectronic(Norm norm) => norm.Shape is DutyShape duty && duty.Channels.Contains(Electronic, StringComparer.Ordinal);

    /// <summary>Asks the norms of the day after the year: the law by which the income of that year is to be published.</summary>
    /// <param name="position">As it stands.</param>
    /// <param name="terms">Terms of its holder at the body.</param>
    /// <param name="bodyKind">Kind of the body whose register holds it.</param>
    /// <param name="year">Calendar year, from <see cref="FirstYear"/>.</param>
    public IncomeRuling Of(AncillaryPosition position, IEnumerable<TermCard> terms, string bodyKind, int year)
    {
        var first = new DateOnly(year, 1, 1);
        var whole = new Period(first, first.AddYears(1));
        if (position.Remuneration == Remuneration.Unpaid)
        {
            return new(null, Texts.IncomeUnpaid);
        }

        if (!whole.Overlaps(new(position.From, position.Until)))
        {
            return new(null, PositionWords.Say(Texts.IncomeNotHeld, PositionWords.Year(year)));
        }

        string? refusal = null;
        var judge = Judge(position.BodyId, bodyKind, year);
        foreach (var term in terms.Where(t => new Period(t.From, t.Until).Overlaps(whole)))
        {
            var ruling = Of(judge, position, term, year);
            if (ruling.Norm is not null)
            {
                return ruling;
            }

            refusal ??= ruling.Refusal;
        }

        return new(null, refusal ?? PositionWords.Say(Texts.IncomeNoOffice, PositionWords.Year(year)));
    }

    /// <summary>As <see cref="Of(AncillaryPosition, IEnumerable{TermCard}, string, int)"/>, for who wants to keep an amount: it belongs below a position that is public now.</summary>
    /// <returns>The norm that asks for it, or why it may not be kept.</returns>
    public (Norm? Norm, FieldError? Error) ToKeep(AncillaryPosition position, IEnumerable<TermCard> terms, string bodyKind, int year)
    {
        if (!position.IsPublic)
        {
            return (null, new("inkomsten.niet-openbaar", Texts.IncomePositionNotPublic));
        }

        var ruling = Of(position, terms, bodyKind, year);
        return (ruling.Norm, ruling.Refusal is { } why ? new("inkomsten.niet-gevraagd", why) : null);
    }

    private static IncomeRuling Of(PositionJudge judge, AncillaryPosition position, TermCard term, int year)
    {
        var norms = judge.At(term.OfficeKind);
        string? refusal = null;
        foreach (var norm in norms.Income.Where(PublicMatter.Income.IsPublicUnder))
        {
            var finding = NormLibrary.Apply(norm, DueReader.IncomeQuestion(judge, term, year, published: null));
            if (finding.Verdict == Verdict.NotApplicable)
            {
                refusal ??= NotForThis(finding);
            }
            else if (finding.Verdict == Verdict.CannotTell)
            {
                refusal ??= PositionWords.Say(Texts.IncomeCannotTell, norm.Citation, finding.Reason(System.Globalization.CultureInfo.CurrentUICulture));
            }
            else if (!IsElectronic(norm))
            {
                refusal ??= PositionWords.Say(Texts.IncomeInspectionOnly, norm.Citation);
            }
            else if (DueReader.Outside(judge, position, term) is { } outside)
            {
                refusal ??= NotForThis(outside);
            }
            else
            {
                return new(norm, null);
            }
        }

        var office = norms.Office?.Label.ToString() ?? term.OfficeLabel;
        return new(
            null,
            refusal
                ?? (
                    norms.Public is { } positions
                        ? PositionWords.Say(Texts.IncomeNotAsked, office, positions.Citation)
                        : PositionWords.Say(Texts.IncomeNotAskedPlain, office)
                )
        );
    }

    // "Not applicable" alone tells nobody why: the facts that decided it do.
    private static string NotForThis(Finding finding) =>
        PositionWords.Say(
            Texts.IncomeNotForThis,
            finding.Norm.Citation,
            string.Join("; ", finding.Explain().Used.Select(u => $"{u.Fact.Label} {u.Shown}"))
        );

    private PositionJudge Judge(Guid body, string bodyKind, int year)
    {
        if (!judges.TryGetValue((body, year), out var judge))
        {
            judge = new(shelf.For(body), bodyKind, new DateOnly(year + 1, 1, 1));
            judges.Add((body, year), judge);
        }

        return judge;
    }
}

/// <summary>Whether the income of a position over a year may be kept and shown.</summary>
/// <param name="Norm">The norm that asks to publish it; null when none does.</param>
/// <param name="Refusal">Why not, with the article, as a sentence in the reader's language; null when it may.</param>
public sealed record IncomeRuling(Norm? Norm, string? Refusal);
