// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Onkreukbaar.Kernel.Text;

/// <summary>
/// The name of a natural person in its Dutch parts. Only the family name is always there; what is not known is null, never empty.
/// </summary>
public sealed partial record PersonName
{
    /// <summary>Achternaam without tussenvoegsel, double names included: <c>Berg</c>, <c>Berg-de Wit</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Tussenvoegsel before the family name, as written: <c>van der</c>, <c>in 't</c>, <c>d'</c>.</summary>
    public string? Tussenvoegsel { get; init; }

    /// <summary>Voorletters with points: <c>A.B.</c>, <c>Th.W.</c>.</summary>
    public string? Initials { get; init; }

    /// <summary>Roepnaam or given names: <c>Anna</c>.</summary>
    public string? Given { get; init; }

    /// <summary>Titles that stand before the name: <c>Mr. drs.</c>.</summary>
    public string? TitlesBefore { get; init; }

    /// <summary>Titles that stand behind the name: <c>MSc</c>.</summary>
    public string? TitlesAfter { get; init; }

    /// <summary>Family name with its tussenvoegsel: <c>van der Berg</c>, <c>d'Olm</c>.</summary>
    public string FullFamily => Tussenvoegsel is null ? Family : Tussenvoegsel.EndsWith('\'') ? Tussenvoegsel + Family : $"{Tussenvoegsel} {Family}";

    /// <summary>In full: <c>Drs. A.B. (Anna) van der Berg MSc</c>.</summary>
    public string Display =>
        Join(TitlesBefore, Initials, Initials is not null && Given is not null ? $"({Given})" : Given, FullFamily, TitlesAfter);

    /// <summary>As in running text: <c>Anna van der Berg</c>, or with initials when the given name is not known.</summary>
    public string InText => Join(Given ?? Initials, FullFamily);

    /// <summary>As in an alphabetical list: <c>Berg, A.B. van der (Anna)</c>.</summary>
    public string ListForm =>
        Join(Initials, Initials is null ? Given : null, Tussenvoegsel, Initials is not null && Given is not null ? $"({Given})" : null) is { Length: > 0 } rest
            ? $"{Family}, {rest}"
            : Family;

    /// <summary>
    /// Sorts as Dutch readers expect: "van der Berg" under B, then initials, given name and last the tussenvoegsel; accents and IJ folded. The
    /// parts are parted by tabs, which sort before every letter and space, so "Berg" comes before "Berg Jansen". Ordinal: see <see cref="DutchText"/>.
    /// </summary>
    public string SortKey =>
        string.Join(
            '\t',
            DutchText.Fold(Family),
            DutchText.Fold(Initials ?? Given?[..Math.Min(1, Given.Length)]),
            DutchText.Fold(Given),
            DutchText.Fold(Tussenvoegsel)
        );

    /// <summary>
    /// Reads a name as it stands in lists and registers: <c>Berg, A.B. van der (Anna)</c>, <c>Berg-de Wit, A. (Anna)</c>,
    /// <c>Anna van der Berg (A.B.)</c>, <c>Drs. A.B. (Anna) van der Berg MSc</c>, <c>van der Berg A.B.</c>, <c>Berg (A.B.)</c>. A family name
    /// of two words cannot be told from two given names; the first word is then the given name, unless initials say otherwise
    /// (<c>Mei Lin Vos (M.L.)</c>). False when there is no letter in it. <paramref name="unread"/> holds what is not part of a name, such as
    /// a party between brackets.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PersonName? name, out string? unread)
    {
        name = null;
        unread = null;
        if (text is null || text.Length > 500 || CleanText.FirstForbidden(text) >= 0)
        {
            return false;
        }

        var clean = CleanText.Line(text).Replace('’', '\'').Replace('`', '\'');
        var inside = Brackets().Matches(clean).Select(match => match.Groups["in"].Value.Trim()).Where(words => words.Length > 0).ToList();
        var hint = inside.Find(words => words.Contains('.', StringComparison.Ordinal)) ?? inside.FirstOrDefault();
        clean = CleanText.Line(Brackets().Replace(clean, " "));
        var extra = Role().Match(clean);
        if (extra.Success)
        {
            unread = extra.Groups["role"].Value;
            clean = clean[..extra.Index];
        }

        var parts = clean.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || !clean.Any(char.IsLetter))
        {
            return false;
        }

        var draft = new Draft();
        if (parts.Length > 1 && Words(parts[0]).TrueForAll(IsParticle))
        {
            // "van, Anna Berg": some systems put the tussenvoegsel first; others then repeat it in its place.
            draft.Plain(Words(string.Join(' ', parts[1..])), hint);
            draft.Particles ??= parts[0];
        }
        else if (parts.Length > 1 && !Words(parts[1]).TrueForAll(IsTitleAfter))
        {
            draft.List(parts);
        }
        else
        {
            draft.Plain(Words(string.Join(' ', parts)), hint);
        }

        unread = Join([unread, .. inside.Where(words => !draft.Bracketed(words))]) is { Length: > 0 } left ? left : null;

        name = draft.Name();
        return name is not null;
    }

    /// <inheritdoc cref="TryParse(string?, out PersonName?, out string?)"/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PersonName? name) => TryParse(text, out name, out _);

    private static readonly HashSet<string> ParticleWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "van", "de", "der", "den", "'t", "t", "het", "'s", "te", "ten", "ter", "in", "op", "aan", "bij", "onder", "over", "uit", "voor", "von", "vom",
        "zu", "zum", "zur", "du", "des", "la", "le", "les", "l'", "d'", "da", "di", "do", "dos", "das", "del", "della", "el", "al", "bin", "ben", "ibn",
        "ould", "af", "av",
    };

    private static readonly HashSet<string> BeforeTitles = new(StringComparer.OrdinalIgnoreCase)
    {
        "drs", "mr", "dr", "ir", "ing", "prof", "em", "jhr", "jkvr", "mw", "mevr", "mevrouw", "dhr", "heer", "bgen", "ds", "baron", "barones",
        "kand", "bc", "hc",
    };

    private static readonly HashSet<string> AfterTitles = new(StringComparer.OrdinalIgnoreCase)
    {
        "MSc", "BSc", "MA", "BA", "MBA", "MPA", "MPM", "LLM", "LLB", "RA", "RE", "RO", "PhD", "EMIM", "MCM", "MMC", "EMBA", "MSM", "MEd", "BEd", "CPC", "EMSD",
        "AA", "RB", "RC", "MRE", "MIM", "MHA", "MBM", "MPH",
    };

    private static bool IsParticle(string word) => ParticleWords.Contains(word);

    private static bool IsLowerParticle(string word) => IsParticle(word) && !char.IsUpper(word[0]);

    // "prof.mr.dr." is one word of three titles; "mr" may stand without a point.
    private static bool IsTitleBefore(string word) =>
        word.Split('.', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts && Array.TrueForAll(parts, BeforeTitles.Contains);

    // "MA" is a title, "M.A." are initials.
    private static bool IsTitleAfter(string word) =>
        AfterTitles.Contains(word.Replace(".", "", StringComparison.Ordinal)) && !(word.Length > 1 && word[1] == '.' && word.All(c => c == '.' || char.IsUpper(c)));

    private static bool IsInitials(string word) => InitialsShape().IsMatch(word);

    private static List<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static string Join(params ReadOnlySpan<string?> parts)
    {
        var joined = "";
        foreach (var part in parts)
        {
            joined = string.IsNullOrEmpty(part) ? joined : joined.Length == 0 ? part : $"{joined} {part}";
        }

        return joined;
    }

    [GeneratedRegex("\\((?<in>[^()]*)\\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Brackets();

    [GeneratedRegex(" [-–] (?<role>(?!van |de |den |der |ten |ter |te |van't |'t )\\p{Ll}.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Role();

    [GeneratedRegex("^(?:\\p{Lu}\\p{Ll}{0,2}\\.-?)*(?:\\p{Lu}\\p{Ll}{0,2}\\.|\\p{Lu})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex InitialsShape();

    /// <summary>The parts while they are being told apart.</summary>
    private sealed class Draft
    {
        private readonly List<string> _before = [];
        private readonly List<string> _after = [];
        private string? _initials;
        private string? _given;
        private string? _family;

        public string? Particles { get; set; }

        /// <summary>Family, initials particles.</summary>
        public void List(string[] parts)
        {
            var family = Words(parts[0]);
            Titles(family);
            var lead = 0;
            while (lead < family.Count - 1 && IsLowerParticle(family[lead]))
            {
                lead++;
            }

            Particles = lead > 0 ? string.Join(' ', family[..lead]) : null;
            _family = string.Join(' ', family[lead..]);
            var rest = Words(string.Join(' ', parts[1..]));
            Titles(rest);
            var particles = rest.Where(IsParticle).ToList();
            var initials = rest.Where(word => !IsParticle(word) && IsInitials(word)).ToList();
            var given = rest.Where(word => !IsParticle(word) && !IsInitials(word)).ToList();
            Particles = particles.Count > 0 ? string.Join(' ', particles) : Particles;
            _initials = initials.Count > 0 ? string.Concat(initials) : null;
            _given = given.Count > 0 ? string.Join(' ', given) : null;
        }

        /// <summary>Given names or initials, particles, family; or family and initials.</summary>
        public void Plain(List<string> words, string? bracketed)
        {
            Titles(words);
            var start = 0;
            while (start < words.Count - 1 && IsInitials(words[start]))
            {
                start++;
            }

            if (start > 0)
            {
                _initials = string.Concat(words[..start]);
                Family(words[start..]);
                return;
            }

            if (words.Count > 1 && IsInitials(words[^1]))
            {
                _initials = words[^1];
                Family(words[..^1]);
                return;
            }

            var particle = words.FindIndex(IsLowerParticle);
            var given = particle >= 0 && particle < words.Count - 1 ? particle : words.Count > 1 ? Math.Min(GivenByInitials(words, bracketed), words.Count - 1) : 0;
            _given = given > 0 ? string.Join(' ', words[..given]) : null;
            Family(words[given..]);
        }

        /// <summary>What stood between brackets: the other of given name and initials. False when it is neither.</summary>
        public bool Bracketed(string inside)
        {
            var together = inside.Replace(" ", "", StringComparison.Ordinal);
            if (_initials is not null && _given is null && char.IsUpper(inside[0]) && inside.Any(char.IsLower))
            {
                _given = inside;
                return true;
            }

            // Capitals without points are initials only when they begin like the given name: (HE) of Harm-Evert, not (ABC) the party.
            var capitals = together.Length is 2 or 3 && together.All(char.IsUpper) && _given?[0] == together[0];
            if (_initials is null && (capitals || (together.Contains('.', StringComparison.Ordinal) && IsInitials(together))))
            {
                _initials = capitals ? string.Concat(together.Select(letter => letter + ".")) : together;
                return true;
            }

            return false;
        }

        public PersonName? Name()
        {
            if (string.IsNullOrEmpty(_family))
            {
                return null;
            }

            if (Particles is null && _family.Length > 2 && _family[0] is 'd' or 'l' && _family[1] == '\'')
            {
                Particles = _family[..2];
                _family = _family[2..];
            }

            return new()
            {
                Family = _family,
                Tussenvoegsel = Particles,
                Initials = _initials is null || _initials.EndsWith('.') ? _initials : _initials + ".",
                Given = _given,
                TitlesBefore = _before.Count > 0 ? string.Join(' ', _before) : null,
                TitlesAfter = _after.Count > 0 ? string.Join(' ', _after) : null,
            };
        }

        private static int GivenByInitials(List<string> words, string? bracketed)
        {
            var letters = (bracketed ?? "").Where(char.IsUpper).ToList();
            var same = 0;
            while (same < words.Count && same < letters.Count && words[same][0] == letters[same])
            {
                same++;
            }

            return Math.Max(1, same);
        }

        private void Titles(List<string> words)
        {
            while (words.Count > 1 && IsTitleBefore(words[0]))
            {
                _before.Add(words[0]);
                words.RemoveAt(0);
            }

            while (words.Count > 1 && IsTitleAfter(words[^1]))
            {
                _after.Insert(0, words[^1]);
                words.RemoveAt(words.Count - 1);
            }
        }

        private void Family(List<string> words)
        {
            var lead = 0;
            while (lead < words.Count - 1 && IsLowerParticle(words[lead]))
            {
                lead++;
            }

            // "van der van der Berg": exports that hold the tussenvoegsel in two fields write it twice.
            var particles = words[..lead];
            var half = lead / 2;
            if (lead > 0 && lead % 2 == 0 && particles[..half].SequenceEqual(particles[half..], StringComparer.Ordinal))
            {
                particles = particles[..half];
            }

            Particles = particles.Count > 0 ? string.Join(' ', particles) : Particles;
            _family = string.Join(' ', words[lead..]);
        }
    }
}
