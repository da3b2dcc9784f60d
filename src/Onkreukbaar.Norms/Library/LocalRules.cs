// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.RegularExpressions;
using Onkreukbaar.Norms.Evaluation;

namespace Onkreukbaar.Norms.Library;

/// <summary>What a body may settle itself: it fills what the law leaves open and is stricter where it wishes; it never loosens.</summary>
internal static partial class LocalRules
{
    /// <param name="library">The national norms.</param>
    /// <param name="file">The code as read.</param>
    /// <param name="bodyKind">Kind of the body that adopts it; null: any.</param>
    public static IEnumerable<LibraryError> Check(NormLibrary library, NormFile file, string? bodyKind)
    {
        foreach (var complaint in Whole(library, file))
        {
            yield return new(file.Name, 1, complaint);
        }

        foreach (var norm in file.Norms)
        {
            foreach (var complaint in Check(library, norm).Concat(bodyKind is null ? [] : AtBody(library, norm, bodyKind)))
            {
                yield return new(file.Name, NormVersions.Line(norm), complaint);
            }
        }
    }

    private static IEnumerable<string> Whole(NormLibrary library, NormFile file)
    {
        var act = file.Regulation;
        if (file.Adoption is not { } adoption)
        {
            yield return Texts.LocalAdoption;
        }
        else if (file.From < adoption.On)
        {
            yield return Say(Texts.LocalBeforeAdoption, file.From, adoption.On);
        }

        if (!Name().IsMatch(act.Id))
        {
            yield return Say(Texts.LocalName, act.Id);
        }
        else if (library.Regulations.Any(r => r.Id == act.Id))
        {
            yield return Say(Texts.LocalActTaken, act.Id);
        }

        if (act.Bwb is not null)
        {
            yield return Texts.LocalBwb;
        }

        // The address becomes a link on public pages.
        if (act.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && url.Length <= 1000))
        {
            yield return Say(Texts.LocalUrl, url);
        }

        if (file.Norms.Count == 0 && file.Ends.Count == 0)
        {
            yield return Texts.LocalNothing;
        }
    }

    // A norm that replaces a default and then speaks to nobody at this body would make the default disappear.
    private static IEnumerable<string> AtBody(NormLibrary library, Norm norm, string kind)
    {
        if (norm.Bodies.Count > 0 && !norm.Bodies.Contains(kind, StringComparer.Ordinal))
        {
            yield return Say(Texts.LocalBodies, kind);
        }

        foreach (var office in norm.Offices)
        {
            if (library.Office(office) is { Bodies.Count: > 0 } known && !known.Bodies.Contains(kind, StringComparer.Ordinal))
            {
                yield return Say(Texts.LocalOffice, office, kind);
            }
        }
    }

    private static IEnumerable<string> Check(NormLibrary library, Norm norm)
    {
        if (!Name().IsMatch(norm.Id))
        {
            yield return Say(Texts.LocalName, norm.Id);
        }

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

    // Names stand in addresses.
    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{1,99}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();

    private static string Say(string format, params ReadOnlySpan<object?> parts) => string.Format(CultureInfo.CurrentCulture, format, parts);
}
