// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes;

/// <summary>A code that was offered, with all that is wrong, or with what it would change.</summary>
/// <param name="Yaml">The text as it would be adopted.</param>
/// <param name="Code">Null when something is wrong.</param>
/// <param name="Errors">By line; empty when it can be adopted.</param>
/// <param name="Before">The body's norms as they are.</param>
/// <param name="After">The body's norms with the code; as they are when something is wrong.</param>
public sealed record CheckedCode(string Yaml, LocalCode? Code, IReadOnlyList<LibraryError> Errors, NormLibrary Before, NormLibrary After);

/// <summary>The codes of one body: which there are, whether a new one fits, adopting and retracting. Screens, commands and the seed all come here.</summary>
internal sealed class BodyCodes(RegisterStore store, OfficesMap map, NormShelf shelf, TimeProvider clock)
{
    public NormShelf Shelf => shelf;

    public RegisterStore Store => store;

    public DateOnly Today => DutchClock.Today(clock);

    /// <summary>The body.</summary>
    /// <exception cref="ProblemException">404 when there is no such body.</exception>
    public async Task<BodyCard> BodyAsync(Guid id, CancellationToken cancellation = default) =>
        await map.Bodies.FirstOrDefaultAsync(b => b.Id == id, cancellation) ?? throw new ProblemException(Problem.NotFound(Texts.NoSuchBody));

    /// <summary>All codes of a body, retracted ones as well, the latest first day first.</summary>
    public async Task<IReadOnlyList<AdoptedCode>> AllAsync(Guid body, CancellationToken cancellation = default) =>
        await store.Set<AdoptedCode>().AsNoTracking().Where(c => c.BodyId == body).OrderByDescending(c => c.From).ThenByDescending(c => c.Number).ToListAsync(cancellation);

    /// <summary>One code of a body, tracked for change.</summary>
    /// <exception cref="ProblemException">404 when the body has no such code.</exception>
    public async Task<AdoptedCode> OneAsync(Guid body, Guid id, CancellationToken cancellation = default) =>
        await store.Set<AdoptedCode>().FirstOrDefaultAsync(c => c.Id == id && c.BodyId == body, cancellation) ?? throw new ProblemException(Problem.NotFound(Texts.NoSuchCode));

    /// <summary>Rises with each code that is adopted or retracted: a form remembers what it was made on.</summary>
    public static long Stand(IReadOnlyList<AdoptedCode> codes) => codes.Sum(c => c.Version);

    /// <summary>Where a code stands today.</summary>
    /// <param name="code">The code.</param>
    /// <param name="all">All codes of its body.</param>
    public CodeState StateOf(AdoptedCode code, IReadOnlyList<AdoptedCode> all)
    {
        if (code.RetractedOn is not null)
        {
            return CodeState.Retracted;
        }

        if (code.From > Today)
        {
            return CodeState.Coming;
        }

        // A file that only ends norms stands until a later file of the code.
        var own = shelf.Of(code.BodyId).Library.Norms.Where(n => n.Status == NormStatus.Local && n.Origin.StartsWith(code.FileName + ":", StringComparison.Ordinal)).ToList();
        var holds = own.Count > 0
            ? own.Exists(n => n.Validity.Contains(Today))
            : !all.Any(c => c.RetractedOn is null && string.Equals(c.Code, code.Code, StringComparison.Ordinal) && c.From > code.From && c.From <= Today);
        return holds ? CodeState.InForce : CodeState.Earlier;
    }

    /// <summary>Checks a code against the law, its own examples, and the other codes of the body.</summary>
    /// <param name="body">The body that adopts it.</param>
    /// <param name="present">All codes that it has.</param>
    /// <param name="text">The file.</param>
    public CheckedCode Check(BodyCard body, IReadOnlyList<AdoptedCode> present, string text)
    {
        ArgumentNullException.ThrowIfNull(body);
        var yaml = text.ReplaceLineEndings("\n");
        var standing = present.Where(c => c.RetractedOn is null).ToList();
        var before = shelf.Compose(new(body.Kind, [.. standing.Select(c => c.Text)]));
        CheckedCode Refuse(IReadOnlyList<LibraryError> errors) => new(yaml, null, errors, before.Library, before.Library);

        if (System.Text.Encoding.UTF8.GetByteCount(yaml) > LocalCodes.MostBytes)
        {
            return Refuse([new("", 1, Say(Texts.CodeTooLarge, LocalCodes.MostBytes / 1024))]);
        }

        if (before.Broken.Count > 0)
        {
            return Refuse([new("", 1, Texts.CodesBrokenFirst)]);
        }

        if (LocalCodes.Read(shelf.National, body.Kind, "code.yaml", yaml, out var errors) is not { } code)
        {
            return Refuse(errors);
        }

        if (code.Adoption.On > Today)
        {
            return Refuse([new("", 1, Say(Texts.CodeNotYetAdopted, HandbookDay(code.Adoption.On)))]);
        }

        if (standing.Where(c => string.Equals(c.Code, code.Id, StringComparison.Ordinal) && c.From >= code.From).MaxBy(c => c.From) is { } later)
        {
            return Refuse([new("", 1, Say(Texts.CodeNotLater, later.Title, HandbookDay(later.From)))]);
        }

        var after = shelf.Compose(new(body.Kind, [.. standing.Select(c => c.Text), new(AdoptedCode.NameOf(code.Id, code.From), yaml)]));
        return after.Broken.Count > 0 ? Refuse(after.Broken) : new(yaml, code, [], before.Library, after.Library);
    }

    /// <summary>Adopts a code that passed the check.</summary>
    /// <param name="id">Id that it gets.</param>
    /// <param name="body">The body.</param>
    /// <param name="present">The codes on which the check was done.</param>
    /// <param name="found">Outcome of the check, without errors.</param>
    /// <param name="act">Who does it.</param>
    /// <param name="cancellation">Stops the saving.</param>
    /// <exception cref="ProblemException"><c>conflict.bestaat</c> when somebody else adopted a code of this body meanwhile.</exception>
    public async Task<AdoptedCode> AdoptAsync(Guid id, BodyCard body, IReadOnlyList<AdoptedCode> present, CheckedCode found, Act act, CancellationToken cancellation = default)
    {
        var code = found.Code ?? throw new ArgumentException("Only a code without errors is adopted.", nameof(found));
        var adopted = new AdoptedCode
        {
            Id = id,
            BodyId = body.Id,
            Number = present.Count + 1,
            Code = code.Id,
            TitleNl = code.Title.Nl,
            TitleEn = code.Title.En,
            AdoptedOn = code.Adoption.On,
            AdoptedBy = code.Adoption.By,
            From = code.From,
            Yaml = found.Yaml,
        };
        store.Add(adopted);
        await store.SaveAsync(act, cancellation);
        return adopted;
    }

    /// <summary>What would be wrong with the other codes if this one were retracted.</summary>
    public IReadOnlyList<LibraryError> Without(BodyCard body, IReadOnlyList<AdoptedCode> present, AdoptedCode code) =>
        shelf.Compose(new(body.Kind, [.. present.Where(c => c.RetractedOn is null && c.Id != code.Id).OrderBy(c => c.Number).Select(c => c.Text)])).Broken;

    private static string HandbookDay(DateOnly day) => Shared.HandbookWords.Day(day);

    private static string Say(string format, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, format, values);
}
