// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Text;

/// <summary>
/// Names of organisations, as people type them: "Voorbeeld B.V.", "voorbeeld bv" and "VOORBEELD BV" are one organisation to a reader.
/// </summary>
public static class OrganisationName
{
    /// <summary>Words that say the legal form, not the name; left out of the key at the front and at the end.</summary>
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "bv", "nv", "vof", "cv", "ua", "ba", "wa", "stichting", "st", "sticht", "stg", "vereniging", "ver", "cooperatie", "coop", "cooperatieve",
        "holding bv", "bvba", "gmbh", "ltd", "plc", "inc", "sa", "ag", "se", "llc", "eenmanszaak", "maatschap", "kerkgenootschap",
    };

    private static readonly HashSet<string> Articles = new(StringComparer.Ordinal) { "de", "het", "t" };

    /// <summary>
    /// The key on which two spellings of one name are equal: folded (<see cref="DutchText.Fold"/>; &amp; and "en" are equal), legal forms
    /// left out at both ends (also written apart: "b v"), a leading article left out. "Stichting De Voorbeeldschool" → <c>voorbeeldschool</c>.
    /// Equal keys mean "probably the same name", never "the same legal person": that needs a KvK number. A name made of nothing but such
    /// words keeps them. Empty for empty.
    /// </summary>
    public static string Key(string? name)
    {
        var folded = DutchText.Fold(name);
        var words = new List<string>(folded.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        JoinLetters(words);
        var start = 0;
        var end = words.Count;
        while (start < end && (LegalForms.Contains(words[start]) || Articles.Contains(words[start])))
        {
            start++;
        }

        while (end > start && LegalForms.Contains(words[end - 1]))
        {
            end--;
        }

        return start == end ? string.Join(' ', words) : string.Join(' ', words[start..end]);
    }

    // "B. V." folds to "b v": two single letters that together are a legal form.
    private static void JoinLetters(List<string> words)
    {
        for (var i = words.Count - 1; i > 0; i--)
        {
            if (words[i].Length == 1 && words[i - 1].Length == 1 && LegalForms.Contains(words[i - 1] + words[i]))
            {
                words[i - 1] += words[i];
                words.RemoveAt(i);
            }
        }
    }
}
