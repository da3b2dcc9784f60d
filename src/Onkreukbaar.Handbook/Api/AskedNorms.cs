// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook;

/// <summary>The norms that answer a question: those of the body that it names by its id, else the national ones.</summary>
internal static class AskedNorms
{
    /// <summary>Reads a question in the norms that answer it.</summary>
    public static async Task<(NormLibrary Library, ReadQuestion Read)> OfAsync(string question, NormShelf shelf, OfficesMap map, CancellationToken cancellation)
    {
        if (QuestionReader.BodyIdOf(question) is not { } named)
        {
            return (shelf.National, new QuestionReader(shelf.National).Read(question));
        }

        if (await BodyAsync(named, map, cancellation) is not { } body)
        {
            return (shelf.National, new(null, false, [Unknown("overheidsorganisatie.id")]));
        }

        var library = shelf.For(body.Id);
        return (library, new QuestionReader(library, body.Kind).Read(question));
    }

    /// <summary>The body with this id; null when it is no id, or there is no such body.</summary>
    public static async Task<BodyCard?> BodyAsync(string id, OfficesMap map, CancellationToken cancellation) =>
        IdInput.Required(id) is { Ok: true, Value: var known } ? await map.Bodies.FirstOrDefaultAsync(b => b.Id == known, cancellation) : null;

    /// <summary>What to say of a body that is not known.</summary>
    public static InvalidField Unknown(string field) => new(field, "organisatie.onbekend", Texts.UnknownBody);
}
