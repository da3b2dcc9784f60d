// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Design;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Norms;
using Onkreukbaar.Norms.Drafting;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes.Keep;

/// <summary>What was typed in the steps of a code, by field; it travels along in hidden fields.</summary>
public sealed class CodeForm(IReadOnlyDictionary<string, string> typed)
{
    internal const string Amount = "bedrag.";
    internal const string Term = "termijn.";
    internal const string Recipient = "ontvanger.";
    internal const string Office = "ambt.";

    private static readonly string[] Own = ["nummer", "stand", "code", "titel", "titelEngels", "vastgesteldOp", "vastgesteldDoor", "vanaf", "overige"];

    internal string? this[string field] => typed.GetValueOrDefault(field);

    internal static CodeForm Of(IFormCollection form) =>
        new(form.Where(f => Own.Contains(f.Key, StringComparer.Ordinal) || f.Key.StartsWith(Amount, StringComparison.Ordinal) || f.Key.StartsWith(Term, StringComparison.Ordinal)
                || f.Key.StartsWith(Recipient, StringComparison.Ordinal) || f.Key.StartsWith(Office, StringComparison.Ordinal))
            .ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal));

    internal CodeForm With(params IEnumerable<(string Field, string Value)> more)
    {
        var all = new Dictionary<string, string>(typed, StringComparer.Ordinal);
        foreach (var (field, value) in more)
        {
            all[field] = value;
        }

        return new(all);
    }

    /// <summary>What a page does not ask itself.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Hidden(Func<string, bool> asked) => typed.Where(t => t.Value.Length > 0 && !asked(t.Key)).OrderBy(t => t.Key, StringComparer.Ordinal);

    /// <summary>Whether the first step asks this field.</summary>
    internal static bool OfFirstStep(string field) => field is "titel" or "titelEngels" or "vastgesteldOp" or "vastgesteldDoor" or "vanaf" || field.StartsWith(Office, StringComparison.Ordinal);

    /// <summary>Whether the second step asks this field.</summary>
    internal static bool OfSecondStep(string field) => field is not ("nummer" or "stand" or "code") && !OfFirstStep(field);
}

/// <summary>The first step as read: which code, adopted when and by whom, for which offices, from when.</summary>
internal sealed record CodeBasics(string Id, Bilingual Title, Adoption Adopted, DateOnly From, IReadOnlyList<string> Offices)
{
    /// <summary>Reads the first step; what is wrong goes to the errors.</summary>
    /// <param name="form">As typed.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="body">The body.</param>
    /// <param name="present">Its codes.</param>
    /// <param name="library">The national norms.</param>
    /// <param name="today">A code that was adopted was adopted by now.</param>
    public static CodeBasics Read(CodeForm form, FormErrors errors, BodyCard body, IReadOnlyList<AdoptedCode> present, NormLibrary library, DateOnly today)
    {
        var title = errors.Take("titel", TextInput.Required(form["titel"], 200, missing: Texts.CodeTitleMissing));
        var english = errors.Take("titelEngels", TextInput.Optional(form["titelEngels"], 200));
        var on = errors.Take("vastgesteldOp", DateInput.Required(form["vastgesteldOp"], max: today, missing: Texts.CodeAdoptedOnMissing));
        var by = errors.Take("vastgesteldDoor", TextInput.Required(form["vastgesteldDoor"], 200, missing: Texts.CodeAdoptedByMissing));
        var from = errors.Take("vanaf", DateInput.Required(form["vanaf"], missing: Texts.CodeFromMissing));
        if (errors["vanaf"] is null && errors["vastgesteldOp"] is null && from < on)
        {
            errors.Add("vanaf", "datums.omgekeerd", HandbookWords.Say(Texts.CodeFromBeforeAdoption, HandbookWords.Day(on)));
        }

        var standing = present.Where(c => c.RetractedOn is null).ToList();
        if (errors["vanaf"] is null && form["code"] is { } code && standing.Where(c => string.Equals(c.Code, code, StringComparison.Ordinal) && c.From >= from).MaxBy(c => c.From) is { } later)
        {
            errors.Add("vanaf", "gedragscode.niet-later", HandbookWords.Say(Texts.CodeNotLater, later.Title, HandbookWords.Day(later.From)));
        }

        var offices = OfficesOf(library, body.Kind).Select(o => o.Code).Where(o => form[CodeForm.Office + o] is "ja").ToList();
        if (offices.Count == 0)
        {
            errors.Add(CodeForm.Office + OfficesOf(library, body.Kind)[0].Code, "veld.verplicht", Texts.CodeOfficesMissing);
        }

        return new(form["code"] ?? NewId(title, standing, library), new(title ?? "", english ?? title ?? ""), new(on, by ?? ""), from, offices);
    }

    /// <summary>Offices for which a body of a kind can adopt a code; the body itself comes last.</summary>
    public static IReadOnlyList<NormOffice> OfficesOf(NormLibrary library, string kind) =>
        [.. library.Offices.Where(o => o.Bodies.Contains(kind, StringComparer.Ordinal)), .. library.Offices.Where(o => string.Equals(o.Code, "organisatie", StringComparison.Ordinal))];

    private static string NewId(string? title, IReadOnlyList<AdoptedCode> standing, NormLibrary library)
    {
        var words = string.Join('-', DutchText.Fold(title).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(50);
        var name = string.Concat(words).Trim('-') is { Length: > 1 } readable ? readable : "gedragscode";
        var id = name;
        for (var i = 2; standing.Any(c => string.Equals(c.Code, id, StringComparison.Ordinal)) || library.Regulations.Any(r => string.Equals(r.Id, id, StringComparison.Ordinal)); i++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }

        return id;
    }
}

/// <summary>A norm in the second step.</summary>
/// <param name="National">What the body may set.</param>
/// <param name="Own">The body's own norm in this code that stands there now; null when there is none.</param>
public sealed record FormNorm(SettableNorm National, Norm? Own)
{
    public string Id => National.Norm.Id;

    /// <summary>The values that hold now: those of the code, or the default.</summary>
    public NormSettings Present => Own is null ? National.Settings : National.Relation == NormRelation.Tightens ? NormSettings.Bounds(Own) : NormSettings.Of(Own);
}

/// <summary>The second step: the values of the body, norm by norm.</summary>
internal static class CodeValues
{
    /// <summary>The norms that the form asks.</summary>
    /// <param name="national">The national norms.</param>
    /// <param name="own">The body's norms as they are.</param>
    /// <param name="basics">The first step.</param>
    /// <param name="kind">Kind of the body.</param>
    public static IReadOnlyList<FormNorm> Norms(NormLibrary national, NormLibrary own, CodeBasics basics, string kind) =>
        [
            .. SettableNorm.Of(national, kind, basics.Offices, basics.From).Select(n => new FormNorm(n, own.Norms.LastOrDefault(o =>
                o.Status == NormStatus.Local && o.Regulation.Id == basics.Id && (o.Fills ?? o.Tightens) == n.Norm.Id && o.Validity.Until is null && o.Validity.From < basics.From))),
        ];

    /// <summary>What the form shows when a new version of a code begins: the values of the code as it is.</summary>
    public static IEnumerable<(string Field, string Value)> Present(IReadOnlyList<FormNorm> norms)
    {
        foreach (var norm in norms.Where(n => n.Own is not null))
        {
            var (old, own) = (norm.National.Settings, norm.Present);
            if (own.Cents is { } cents && own.Cents != old.Cents)
            {
                yield return (CodeForm.Amount + norm.Id, AmountInput.Format(cents));
            }

            if (own.Term is { } term && own.Term != old.Term)
            {
                yield return (CodeForm.Term + norm.Id, TermInput.Write(term));
            }

            if (own.Recipient is { } to && own.Recipient != old.Recipient)
            {
                yield return (CodeForm.Recipient + norm.Id, to);
            }

            if (norm.National.Relation == NormRelation.Fills && own == old)
            {
                yield return ("overige", "ja");
            }
        }
    }

    /// <summary>The draft that the form describes; null when something is wrong.</summary>
    public static CodeDraft? Read(CodeForm form, FormErrors errors, CodeBasics basics, IReadOnlyList<FormNorm> norms, BodyCard body, NormShelf shelf)
    {
        List<DraftNorm> drafts = [];
        List<string> ends = [];
        var takeOver = form["overige"] is "ja";
        foreach (var norm in norms)
        {
            var own = Settings(form, errors, norm, shelf.National);
            var wanted = own != norm.National.Settings || (takeOver && norm.National.Relation == NormRelation.Fills && norm.National.Norm.Status == NormStatus.Default);
            var offices = norm.National.Norm.Offices.Where(o => basics.Offices.Contains(o, StringComparer.Ordinal));
            if (wanted && !(norm.Own is { } stands && norm.Present == own && stands.Offices.ToHashSet(StringComparer.Ordinal).SetEquals(offices)))
            {
                drafts.Add(new(norm.National, own, norm.Own?.Id));
            }
            else if (!wanted && norm.Own is { } gone && norm.National.Settings.Any)
            {
                ends.Add(gone.Id);
            }
        }

        if (errors.Any)
        {
            return null;
        }

        var draft = new CodeDraft { Id = basics.Id, Title = basics.Title, From = basics.From, Adopted = basics.Adopted, BodyKind = body.Kind, Offices = basics.Offices, Norms = drafts, Ends = ends };
        if (drafts.Count == 0 && ends.Count == 0)
        {
            errors.Add("", "gedragscode.leeg", Texts.CodeNothingChosen);
            return null;
        }

        // A value that is milder than the law is told beside its own field.
        foreach (var one in drafts.Where(d => d.From.Relation == NormRelation.Tightens))
        {
            if (LocalCodes.Read(shelf.National, body.Kind, "code.yaml", (draft with { Norms = [one], Ends = [] }).Write(shelf.National, shelf.Folder), out var wrong) is null)
            {
                errors.Add(FieldOf(one), "norm.soepeler", wrong[0].Message);
            }
        }

        return errors.Any ? null : draft;
    }

    /// <summary>Who can receive a notice at a kind of body, and who does so now.</summary>
    public static IReadOnlyList<Choice> Recipients(NormLibrary library, string kind, string? present)
    {
        string[] usual = kind switch
        {
            "gemeente" => ["griffier", "secretaris", "burgemeester", "raad", "college"],
            "provincie" => ["griffier", "secretaris", "commissaris-van-de-koning", "provinciale-staten", "gedeputeerde-staten"],
            "waterschap" => ["secretaris", "voorzitter-waterschap", "algemeen-bestuur", "dagelijks-bestuur"],
            "kamer" => ["griffie-tweede-kamer", "griffie-eerste-kamer", "presidium", "huishoudelijke-commissie"],
            _ => ["secretaris-generaal", "ministerie", "minister-president"],
        };
        return [.. library.Authorities.Where(a => usual.Contains(a.Code, StringComparer.Ordinal) || string.Equals(a.Code, present, StringComparison.Ordinal)).Select(a => new Choice(a.Code, a.Label.ToString()))];
    }

    private static NormSettings Settings(CodeForm form, FormErrors errors, FormNorm norm, NormLibrary library)
    {
        var settings = norm.National.Settings;
        if (settings.Cents is not null && errors.Take(CodeForm.Amount + norm.Id, AmountInput.Optional(form[CodeForm.Amount + norm.Id])) is { } cents)
        {
            settings = settings with { Cents = cents };
        }

        if (settings.Term is not null && form[CodeForm.Term + norm.Id] is { } typed && !CleanText.IsBlank(typed))
        {
            if (typed.Length <= 50 && CleanText.FirstForbidden(typed) < 0 && TermInput.TryRead(typed, out var term) && (term.IsCounted || norm.National.CanBeAtOnce))
            {
                settings = settings with { Term = term };
            }
            else
            {
                errors.Add(CodeForm.Term + norm.Id, "termijn.onleesbaar", Texts.TermUnreadable);
            }
        }

        if (settings.Recipient is not null && form[CodeForm.Recipient + norm.Id] is { Length: > 0 } to)
        {
            if (library.Authorities.Any(a => string.Equals(a.Code, to, StringComparison.Ordinal)))
            {
                settings = settings with { Recipient = to };
            }
            else
            {
                errors.Add(CodeForm.Recipient + norm.Id, "keuze.onbekend", Texts.RecipientUnknown);
            }
        }

        return settings;
    }

    private static string FieldOf(DraftNorm norm) =>
        (norm.Settings.Cents != norm.From.Settings.Cents ? CodeForm.Amount : norm.Settings.Term != norm.From.Settings.Term ? CodeForm.Term : CodeForm.Recipient) + norm.From.Norm.Id;
}
