// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Evaluation;

namespace Onkreukbaar.Norms.Library;

/// <summary>What a body may settle itself: it fills what the law leaves open and is stricter where it wishes; it never loosens.</summary>
internal static class LocalRules
{
    public static IEnumerable<LibraryError> Check(NormLibrary library, NormFile file)
    {
        if (file.Adoption is null)
        {
            yield return new(file.Name, 1, Texts.LocalAdoption);
        }

        foreach (var norm in file.Norms)
        {
            foreach (var complaint in Check(library, norm))
            {
                yield return new(file.Name, NormVersions.Line(norm), complaint);
            }
        }
    }

    private static IEnumerable<string> Check(NormLibrary library, Norm norm)
    {
        if (norm.Status != NormStatus.Local)
        {
            yield return Texts.LocalStatus;
        }

        if (library.Norms.Any(n => n.Id == norm.Id))
        {
            yield return Say(Texts.LocalId, norm.Id);
        }

        if ((norm.Fills ?? norm.Tightens) is not { } target)
        {
            yield break;
        }

        var others = library.Norms.Where(n => n.Id == target && n.Validity.Overlaps(norm.Validity)).ToList();
        if (others.Count == 0)
        {
            yield return Say(Texts.LocalUnknownTarget, target, norm.Validity.From);
        }

        foreach (var other in others)
        {
            if (norm.Fills is not null && !other.Open && other.Status != NormStatus.Default)
            {
                yield return Say(Texts.LocalNotOpen, target);
            }

            if (norm.Kind != other.Kind || norm.Shape.GetType() != other.Shape.GetType())
            {
                yield return Say(Texts.LocalOtherKind, target);
            }
            else if (norm.Tightens is not null && Loosens(norm.Shape, other.Shape))
            {
                yield return Say(Texts.LocalLoosens, target, other.Citation);
            }
        }
    }

    // Stricter or equal in every number that counts. A ban or requirement that tightens only adds to the one it tightens: both are applied.
    private static bool Loosens(NormShape own, NormShape law) =>
        (own, law) switch
        {
            (ThresholdShape o, ThresholdShape l) => o.Fact != l.Fact || o.Raw > l.Raw || (o.Raw == l.Raw && l.Inclusive && !o.Inclusive) || (o.Duty is { } od && l.Duty is { } ld && Loosens(od, ld)) || (o.Duty is not null && l.Duty is null),
            (DutyShape o, DutyShape l) => LongerThan(o.Term, l.Term) || (l.Extension is null && o.Extension is not null),
            (RetentionShape o, RetentionShape l) => o.Term != l.Term,
            (SettlementShape o, SettlementShape l) => o.Free > l.Free || o.Rate < l.Rate || o.Cap < l.Cap,
            (RequirementShape { MaxAge: { } o }, RequirementShape { MaxAge: { } l }) => LongerThan(o.Term, l.Term),
            (BanShape { Window: { } o }, BanShape { Window: { } l }) => LongerThan(l.Term, o.Term),
            _ => false,
        };

    // Compared on a long stretch of days, so that a month and thirty days are told apart in the way that counts.
    private static bool LongerThan(Calendar.Term? own, Calendar.Term? law)
    {
        if (own is null || law is null)
        {
            return false;
        }

        for (var day = new DateOnly(2023, 1, 1); day < new DateOnly(2025, 1, 1); day = day.AddDays(1))
        {
            if (own.LastDay(day, false) > law.LastDay(day, false))
            {
                return true;
            }
        }

        return false;
    }

    private static string Say(string format, params ReadOnlySpan<object?> parts) => string.Format(CultureInfo.CurrentCulture, format, parts);
}
