// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Shared;

/// <summary>What a reader of the handbook chose: for whom, where and when.</summary>
public sealed class HandbookView
{
    internal HandbookView() { }

    internal NormLibrary Library { get; init; } = null!;

    /// <summary>Null while no office was chosen, or one that norms do not know.</summary>
    internal NormOffice? Office { get; init; }

    internal string? BodyKind { get; init; }

    /// <summary>One body, with its own codes; null for any of the kind.</summary>
    internal BodyCard? Body { get; init; }

    /// <summary>The name of a body as typed.</summary>
    internal string? BodyName { get; init; }

    /// <summary>Bodies of that name to choose from, when there are several; there is no answer before one is chosen.</summary>
    internal IReadOnlyList<BodyCard> BodyChoices { get; init; } = [];

    /// <summary>Whether there are more than the reader can choose from.</summary>
    internal bool MoreBodies { get; init; }

    /// <summary>Whether all that was chosen is understood and leaves nothing open.</summary>
    internal bool IsClear => Errors.Count == 0 && BodyChoices.Count == 0;

    /// <summary>The day of the law; today when none was chosen.</summary>
    internal DateOnly Day { get; init; }

    internal DateOnly Today { get; init; }

    /// <summary>The day as chosen, for links; null for today, so that a link stays true tomorrow.</summary>
    internal string? Asked { get; init; }

    /// <summary>The day as typed.</summary>
    internal string? Typed { get; init; }

    internal ReferenceData Kinds { get; init; } = null!;

    /// <summary>What could not be understood, by field.</summary>
    internal IReadOnlyList<FieldMessage> Errors { get; init; } = [];

    internal IReadOnlyList<Norm> Norms => Office is null ? [] : Library.For(Office.Code, BodyKind, Day);

    internal string? Error(string field) => Errors.FirstOrDefault(e => e.Field == field)?.Message;

    internal IReadOnlyList<Choice> Offices => [.. Library.Offices.Select(o => new Choice(o.Code, HandbookWords.Capital(o.Label.ToString())))];

    internal IReadOnlyList<Choice> BodyKinds =>
        [.. Library.Offices.SelectMany(o => o.Bodies).Distinct(StringComparer.Ordinal).Select(k => new Choice(k, HandbookWords.Capital(Kinds.Body(k).Label)))];
}

/// <summary>Reads what a reader chose from the address.</summary>
internal sealed class HandbookReader(NormShelf shelf, OfficesMap map, ReferenceData kinds, TimeProvider clock)
{
    /// <summary>Most bodies of one name to choose from: a screen full.</summary>
    private const int MostBodies = 20;

    public async Task<HandbookView> ReadAsync(IQueryCollection query, CancellationToken cancellation)
    {
        var errors = new FormErrors();
        var today = DutchClock.Today(clock);
        var day = errors.Take("peildatum", PeildatumInput.Parse(query["peildatum"]));
        var (office, kind, id) = (Filled(query["ambt"]), Filled(query["soort"]), errors.Take("overheidsorganisatie", IdInput.Optional(query["overheidsorganisatie"])));
        var body = id is { } known ? await map.Bodies.FirstOrDefaultAsync(b => b.Id == known, cancellation) : null;
        if (id is not null && body is null)
        {
            errors.Add("overheidsorganisatie", "organisatie.onbekend", Texts.UnknownBody);
        }

        var name = id is null ? errors.Take("organisatie", TextInput.Optional(query["organisatie"], 200)) : null;
        IReadOnlyList<BodyCard> named = name is null ? [] : await NamedAsync(name, office, kind, cancellation);
        if (name is not null && named.Count == 0)
        {
            errors.Add("organisatie", "organisatie.onbekend", HandbookWords.Say(Texts.UnknownBodyName, name));
        }

        body ??= named.Count == 1 ? named[0] : null;

        var library = body is null ? shelf.National : shelf.For(body.Id);
        kind = body?.Kind ?? kind;
        var found = office is null ? null : library.Office(office);
        if (office is not null && found is null)
        {
            errors.Add("ambt", "ambt.onbekend", HandbookWords.Say(Texts.UnknownOffice, office));
        }

        if (kind is not null && body is null && !library.Offices.Any(o => o.Bodies.Contains(kind, StringComparer.Ordinal)))
        {
            errors.Add("soort", "soort.onbekend", HandbookWords.Say(Texts.UnknownKind, kind));
        }
        else if (kind is not null && found is { Bodies.Count: > 0 } && !found.Bodies.Contains(kind, StringComparer.Ordinal))
        {
            errors.Add(body is null ? "soort" : "ambt", "ambt.elders", HandbookWords.Say(body is null ? Texts.OfficeElsewhere : Texts.OfficeNotAtBody, found.Label, kinds.Body(kind).Label, body?.Name));
        }

        return new()
        {
            Library = library,
            Office = found,
            BodyKind = kind,
            Body = body,
            BodyName = name ?? Filled(query["organisatie"]),
            BodyChoices = named.Count > 1 ? [.. named.Take(MostBodies)] : [],
            MoreBodies = named.Count > MostBodies,
            Day = day ?? today,
            Today = today,
            Asked = day is { } chosen && chosen != today ? HandbookAddress.Iso(chosen) : null,
            Typed = Filled(query["peildatum"]),
            Kinds = kinds,
            Errors = [.. errors.All.Select(e => new FieldMessage(e.Field, e.Message))],
        };
    }

    // Of several bodies of a name those are meant that have the office, and are of the kind that was chosen. Where none is, the reader hears what does not
    // fit about the body that was named.
    private async Task<IReadOnlyList<BodyCard>> NamedAsync(string name, string? office, string? kind, CancellationToken cancellation)
    {
        var found = map.BodiesNamed(name);
        List<string> fitting = kind is not null ? [kind] : office is null ? [] : [.. shelf.National.Office(office)?.Bodies ?? []];
        if (fitting.Count > 0)
        {
            List<BodyCard> fit = await found.Where(b => fitting.Contains(b.Kind)).OrderBy(b => b.SortKey).ThenBy(b => b.Id).Take(MostBodies + 1).ToListAsync(cancellation);
            if (fit.Count > 0)
            {
                return fit;
            }
        }

        return await found.OrderBy(b => b.SortKey).ThenBy(b => b.Id).Take(MostBodies + 1).ToListAsync(cancellation);
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
