// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Design;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>One field of a gift or trip in words: the one list from which its page and the differences between versions are made.</summary>
/// <param name="Label">Name in the current language.</param>
/// <param name="Show">The value in words; null when there is none.</param>
internal sealed record DeclarationField(Func<string> Label, Func<Declaration, string?> Show)
{
    public static readonly IReadOnlyList<DeclarationField> All =
    [
        new(() => Texts.DeclarationWhat, d => d.Description),
        new(() => Texts.Destination, d => d.Destination),
        new(() => Texts.PaidBy, d => d.PaidBy),
        new(() => Texts.When, d => Text(DeclarationWords.When(d))),
        new(() => Texts.Value, d => Text(DeclarationWords.Value(d))),
        new(() => Texts.FieldSource, d => d.Source),
    ];

    /// <summary>What differs between two states.</summary>
    public static IReadOnlyList<FieldChange> Changes(Declaration old, Declaration now) =>
        [.. All.Select(f => new FieldChange(f.Label(), f.Show(old), f.Show(now))).Where(c => !string.Equals(c.Old, c.New, StringComparison.Ordinal))];

    private static string? Text(string words) => words.Length == 0 ? null : words;
}
