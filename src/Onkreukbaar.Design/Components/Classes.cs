// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Design;

/// <summary>
/// Class names that depend on a value. Written out in full, because the style build keeps only the rules of names that it finds in
/// the sources.
/// </summary>
internal static class Classes
{
    public static string Heading(int level) => level switch
    {
        1 => "nl-heading nl-heading--level-1",
        2 => "nl-heading nl-heading--level-2",
        3 => "nl-heading nl-heading--level-3",
        _ => "nl-heading nl-heading--level-4",
    };

    public static string Button(ButtonKind kind) => kind switch
    {
        ButtonKind.Primary => "nl-button nl-button--primary",
        ButtonKind.Secondary => "nl-button nl-button--secondary",
        ButtonKind.Subtle => "nl-button nl-button--subtle",
        ButtonKind.Danger => "nl-button nl-button--primary nl-button--negative",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Width(FieldWidth width) => width switch
    {
        FieldWidth.Full => "ob-width-full",
        FieldWidth.Wide => "ob-width-wide",
        FieldWidth.Medium => "ob-width-medium",
        FieldWidth.Narrow => "ob-width-narrow",
        FieldWidth.Tiny => "ob-width-tiny",
        _ => throw new ArgumentOutOfRangeException(nameof(width)),
    };

    public static string Badge(Tone tone) => tone switch
    {
        Tone.Neutral => "utrecht-status-badge utrecht-status-badge--neutral",
        Tone.Info => "utrecht-status-badge utrecht-status-badge--active",
        Tone.Positive => "utrecht-status-badge utrecht-status-badge--safe",
        Tone.Warning => "utrecht-status-badge utrecht-status-badge--warning",
        Tone.Negative => "utrecht-status-badge utrecht-status-badge--danger",
        _ => throw new ArgumentOutOfRangeException(nameof(tone)),
    };

    public static string Alert(Tone tone) => tone switch
    {
        Tone.Neutral or Tone.Info => "utrecht-alert utrecht-alert--info",
        Tone.Positive => "utrecht-alert utrecht-alert--ok",
        Tone.Warning => "utrecht-alert utrecht-alert--warning",
        Tone.Negative => "utrecht-alert utrecht-alert--error",
        _ => throw new ArgumentOutOfRangeException(nameof(tone)),
    };

    public static string Bar(Tone tone) => tone switch
    {
        Tone.Neutral => "ob-timeline__bar--neutral",
        Tone.Info => "ob-timeline__bar--info",
        Tone.Positive => "ob-timeline__bar--positive",
        Tone.Warning => "ob-timeline__bar--warning",
        Tone.Negative => "ob-timeline__bar--negative",
        _ => throw new ArgumentOutOfRangeException(nameof(tone)),
    };
}
