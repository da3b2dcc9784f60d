// SPDX-License-Identifier: EUPL-1.2
using System.Numerics;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.Organisations;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>
/// Words that somebody looks for among positions. Each begins a word of the position, or of a name of the public body at which it is: the present or an
/// earlier one, however the position writes it. The names are asked of the map at each search, so nothing has to follow when a body is renamed.
/// </summary>
internal sealed class PositionSearch
{
    /// <summary>Who types more words than these quotes a text; then only what the positions themselves say is looked in.</summary>
    private const int MostWords = 8;

    private readonly IReadOnlyDictionary<string, uint> held;

    private PositionSearch(IReadOnlyList<string> words, IReadOnlyDictionary<string, uint> held) => (Words, this.held) = (words, held);

    /// <summary>The words, folded.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Reads what was typed; null when it holds no searchable word, which leaves everything.</summary>
    public static async Task<PositionSearch?> ReadAsync(string? text, OfficesMap map, CancellationToken cancellation)
    {
        var words = DutchText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray();
        if (words.Length == 0)
        {
            return null;
        }

        var bodies = words.Length > MostWords ? new Dictionary<Guid, uint>() : await map.BodiesHoldingAsync(words, cancellation);
        return new(words, bodies.ToDictionary(b => OrganisationSlug.KeyOf(b.Key), b => b.Value, StringComparer.Ordinal));
    }

    /// <summary>Positions in which, or in the names of whose public body, all words are.</summary>
    public IQueryable<AncillaryPosition> In(RegisterStore store) =>
        store.Matching<AncillaryPosition>(
            Words,
            nameof(AncillaryPosition.OrganisationKey),
            [
                .. held.GroupBy(h => h.Value)
                    .OrderByDescending(g => BitOperations.PopCount(g.Key))
                    .ThenBy(g => g.Key)
                    .Select(g => new NamedReferences([.. g.Select(h => h.Key)], Missing(g.Key))),
            ]
        );

    /// <summary>Whether a position is found, as <see cref="In"/> finds it.</summary>
    public bool Finds(AncillaryPosition position) => DutchText.Matches(position.SearchText, string.Join(' ', Missing(HeldBy(position.OrganisationKey))));

    /// <summary>Keys of the public bodies whose names hold one of the words.</summary>
    /// <param name="word">Its place in <see cref="Words"/>.</param>
    public IReadOnlyList<string> KeysHolding(int word) => [.. held.Where(h => IsIn(h.Value, word)).Select(h => h.Key)];

    /// <summary>Whether the names of a public body hold one of the words; an organisation that is none has no other name than the position's.</summary>
    public bool IsHeldBy(string? organisationKey, int word) => IsIn(HeldBy(organisationKey), word);

    private uint HeldBy(string? organisationKey) => organisationKey is null ? 0 : held.GetValueOrDefault(organisationKey);

    private IReadOnlyList<string> Missing(uint held) => [.. Words.Where((_, word) => !IsIn(held, word))];

    private static bool IsIn(uint held, int word) => (held & (1u << word)) != 0;
}
