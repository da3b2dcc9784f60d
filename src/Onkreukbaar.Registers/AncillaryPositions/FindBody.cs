// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>Finds the public body that somebody means by a name, on the form and in a list alike. Nothing is guessed: of several, a person chooses.</summary>
internal sealed class FindBody(OfficesMap map)
{
    /// <summary>Most bodies to choose from; of more, a longer name is asked.</summary>
    public const int MostChoices = 10;

    // A name that is typed whole must be found among those that only hold its words.
    private const int MostRead = 500;

    /// <summary>Reads a name.</summary>
    /// <param name="text">As typed: the whole name, or words of it.</param>
    /// <param name="chosen">Id of the body that was chosen before among those with this name; it counts as long as the name fits it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<FoundBody> ReadAsync(string? text, string? chosen = null, CancellationToken cancellation = default)
    {
        var typed = TextInput.Optional(text, 255);
        if (typed.Error is { } wrong)
        {
            return new(null, [], wrong);
        }

        if (typed.Value is not { } name)
        {
            return FoundBody.None;
        }

        var found = await map.BodiesNamed(name).OrderBy(b => b.SortKey).ThenBy(b => b.Id).Take(MostRead).ToListAsync(cancellation);
        var folded = DutchText.Fold(name);
        var same = found.FindAll(b => string.Equals(DutchText.Fold(b.Name), folded, StringComparison.Ordinal));
        var fitting = same.Count > 0 ? same : found;
        if (Guid.TryParse(chosen, out var id) && fitting.Find(b => b.Id == id) is { } earlier)
        {
            return new(earlier, [], null);
        }

        return fitting.Count switch
        {
            0 => new(null, [], new("overheid.onbekend", Texts.OtherBodyUnknown)),
            1 => new(fitting[0], [], null),
            <= MostChoices => new(null, fitting, new("overheid.meer", PositionWords.Say(Texts.OtherBodySeveral, fitting.Count))),
            _ => new(null, [], new("overheid.te-veel", Texts.OtherBodyTooMany)),
        };
    }
}

/// <summary>What a name of a public body led to.</summary>
/// <param name="Body">The one that is meant; null when none was typed, or it is not clear which.</param>
/// <param name="Choices">Those from which a person has to choose.</param>
/// <param name="Error">Why there is none.</param>
internal sealed record FoundBody(BodyCard? Body, IReadOnlyList<BodyCard> Choices, FieldError? Error)
{
    /// <summary>No name was typed.</summary>
    public static FoundBody None { get; } = new(null, [], null);
}
