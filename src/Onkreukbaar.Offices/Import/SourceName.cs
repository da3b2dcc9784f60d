// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Text;

namespace Onkreukbaar.Offices.Import;

/// <summary>
/// Puts the name parts of a source in order. Sources built from several registers write the same name in many ways: the tussenvoegsel also
/// in the family name, initials and titles in front of it, the given name only in the full name.
/// </summary>
internal static class SourceName
{
    /// <summary>The name; null when there is no family name in it.</summary>
    public static PersonName? Read(string? full, string? family, string? given, string? initials, string? particle, string? before, string? after)
    {
        if (family is null || !family.Any(char.IsLetter))
        {
            return null;
        }

        var whole = Parse(full);
        var asInitials = given is not null && given.Contains('.', StringComparison.Ordinal);
        initials = Points(initials ?? (asInitials ? given : null));
        given = asInitials ? null : given;
        PersonName? name;
        if (family.IndexOfAny(['.', '(', ',']) >= 0)
        {
            // More than a family name stands in the field: read it as a name, else the full name.
            name = Parse(family) is { } parsed && IsFamily(parsed.Family) ? parsed : whole;
            name ??= new PersonName { Family = family };
            name = name with { Initials = name.Initials ?? initials, Given = name.Given ?? Given(given, whole, name.Family) };
        }
        else if (given is null && initials is null && whole is not null && string.Equals(whole.Given, family, StringComparison.OrdinalIgnoreCase))
        {
            // The first word of the full name stands in the family name's place.
            name = whole;
        }
        else
        {
            var (own, surname) = Split(family);
            if ((own ?? particle) is { } twice && given is not null && given.EndsWith(" " + twice, StringComparison.OrdinalIgnoreCase))
            {
                // "Rik van der" with initials "R.V.D.": the tussenvoegsel was taken for given names.
                given = given[..^(twice.Length + 1)];
                var points = initials?.Split('.', StringSplitOptions.RemoveEmptyEntries) ?? [];
                var extra = twice.Split(' ').Length;
                initials = points.Length > extra ? string.Concat(points[..^extra].Select(i => i + ".")) : initials;
            }

            name = new PersonName
            {
                Family = surname,
                Tussenvoegsel = own ?? particle,
                Initials = initials,
                Given = Given(given, whole, surname),
            };
        }

        return name with { TitlesBefore = before ?? name.TitlesBefore, TitlesAfter = after ?? name.TitlesAfter };
    }

    // "van den Anker" into tussenvoegsel and surname; "El Amrani" stays whole, as the bearer writes it with a capital.
    private static (string? Particle, string Surname) Split(string family) =>
        PersonName.TryParse("A. " + family, out var parsed) && parsed.Initials is "A." && parsed.Given is null
            ? (parsed.Tussenvoegsel, parsed.Family)
            : (null, family);

    private static PersonName? Parse(string? text)
    {
        foreach (var form in new[] { "Mevrouw ", "De heer ", "Dhr. ", "Mw. " })
        {
            if (text is not null && text.StartsWith(form, StringComparison.OrdinalIgnoreCase))
            {
                text = text[form.Length..];
            }
        }

        return PersonName.TryParse(text, out var name) ? name : null;
    }

    private static bool IsFamily(string family) =>
        family.Length > 1 && !family.Contains('.', StringComparison.Ordinal) && family.Any(char.IsLower);

    private static string? Given(string? given, PersonName? whole, string family) =>
        given ?? (whole is not null && string.Equals(DutchText.Fold(whole.Family), DutchText.Fold(family), StringComparison.Ordinal) ? whole.Given : null);

    private static string? Points(string? initials) => initials is null || initials.EndsWith('.') ? initials : initials + ".";
}
