// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>One field of a position in words: the one list from which detail pages, differences and public pages are made.</summary>
/// <param name="Label">Name in the current language.</param>
/// <param name="Show">The value in words; null when there is none.</param>
/// <param name="IsPublic">Whether the public sees it (GW 12 and its parallels; grounds of withdrawal never).</param>
/// <param name="InForm">Whether the clerk's form holds it.</param>
/// <param name="ForClerk">Not public, and always on the clerk's page.</param>
internal sealed record PositionField(
    Func<string> Label,
    Func<AncillaryPosition, PositionContext, string?> Show,
    bool IsPublic = true,
    bool InForm = false,
    bool ForClerk = false
)
{
    private PositionField(Func<string> label, Func<AncillaryPosition, string?> show, bool IsPublic = true, bool InForm = false, bool ForClerk = false)
        : this(label, (position, _) => show(position), IsPublic, InForm, ForClerk) { }

    /// <summary>Address of the page about the value; null when there is none.</summary>
    public Func<AncillaryPosition, string?> Href { get; private init; } = _ => null;

    public static readonly IReadOnlyList<PositionField> All =
    [
        new(() => Texts.FieldDescription, p => p.Description, InForm: true),
        new(() => Texts.FieldOrganisation, p => p.Organisation, InForm: true),
        new(() => Texts.FieldOtherBody, (p, context) => context.BodyOf(p), InForm: true) { Href = p => p.OrganisationBodyId is { } body ? WorkplaceAddress.Body(body) : null },
        new(() => Texts.FieldKvk, p => p.OrganisationKvk, InForm: true),
        new(() => Texts.FieldExOfficio, p => p.ExOfficio ? Texts.Yes : Texts.No, InForm: true),
        new(() => Texts.FieldBasis, p => p.ExOfficioBasis, InForm: true),
        new(() => Texts.FieldPaid, p => PositionWords.Of(p.Remuneration), InForm: true),
        new(() => Texts.FieldHours, p => p.HoursPerMonth is { } hours ? HoursInput.Format(hours) : null, InForm: true),
        new(() => Texts.FieldFrom, p => p.Start?.Display(), InForm: true),
        new(() => Texts.FieldTo, p => p.End?.Display() ?? (p.EndedUndated ? Texts.PeriodEnded : null), InForm: true),
        new(() => Texts.FieldUnreadPeriod, p => p.UnreadPeriod),
        new(() => Texts.FieldReported, p => p.ReportedOn is { } day ? PositionWords.Day(day) : null, InForm: true),
        new(() => Texts.FieldActivity, p => p.Activity, InForm: true),
        new(() => Texts.FieldAdvisory, p => p.Advisory is { } advisory ? advisory ? Texts.Yes : Texts.No : null, InForm: true),
        new(() => Texts.FieldSector, p => p.Sector, InForm: true),
        new(() => Texts.FieldKind, p => p.Kind is { } kind ? PositionWords.KindOf(kind) : null, IsPublic: false, InForm: true, ForClerk: true),
        new(() => Texts.FieldIntention, p => p.IntentionNotifiedOn is { } day ? PositionWords.Day(day) : null, IsPublic: false, InForm: true, ForClerk: true),
        new(() => Texts.FieldJudgement, p => p.OwnJudgement, IsPublic: false, InForm: true, ForClerk: true),
        new(() => Texts.FieldState, (p, context) => PositionWords.Of(context.Today is { } today ? PositionWords.StateOn(p, today) : p.State)),
        new(() => Texts.FieldPublished, p => p.PublishedOn is { } day ? PositionWords.Day(day) : null),
        new(() => Texts.FieldWithdrawn, p => p.Withdrawn ? Texts.Yes : Texts.No, IsPublic: false),
        new(() => Texts.FieldGround, p => p.WithdrawalGround, IsPublic: false),
        new(() => Texts.FieldWithdrawnUntil, p => p.WithdrawnUntil is { } day ? PositionWords.Day(day) : null, IsPublic: false),
        new(() => Texts.FieldSource, p => p.Source),
    ];

    /// <summary>What differs between two states; without an earlier one every filled field counts as new.</summary>
    public static IReadOnlyList<FieldChange> Changes(AncillaryPosition? old, AncillaryPosition now, PositionContext context, Func<PositionField, bool> which) =>
        [
            .. All.Where(which)
                .Select(f => new FieldChange(f.Label(), old is null ? null : f.Show(old, context), f.Show(now, context)))
                .Where(c => !string.Equals(c.Old, c.New, StringComparison.Ordinal)),
        ];
}
