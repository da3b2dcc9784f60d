// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes.Keep;

/// <summary>
/// Adds a code, in two ways that end in the same check and the same file: step by step with a form that asks what may be set, or with a file. A new version
/// of a code is the same form, filled in with the code as it is.
/// </summary>
internal sealed class AddCode(BodyCodes codes)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(CodeAddress.Workplace);
        group.MapGet("/nieuw", (Guid body, string? code, AddCode use) => use.BeginAsync(body, code)).Requires(CodePermissions.Adopt);
        group.MapPost("/nieuw/code", (Guid body, [FromForm] IFormCollection form, AddCode use) => use.AgainAsync(body, form)).Requires(CodePermissions.Adopt);
        group.MapPost("/nieuw/regels", (Guid body, [FromForm] IFormCollection form, AddCode use) => use.RulesAsync(body, form)).Requires(CodePermissions.Adopt);
        group.MapPost("/nieuw/controle", (Guid body, [FromForm] IFormCollection form, AddCode use) => use.CheckAsync(body, form)).Requires(CodePermissions.Adopt);
        group.MapGet("/bestand", (Guid body, AddCode use) => use.UploadAsync(body)).Requires(CodePermissions.Adopt);
        group.MapPost("/bestand", (Guid body, [FromForm] IFormCollection form, AddCode use, HttpContext http) => use.FileAsync(body, form, http.RequestAborted)).Requires(CodePermissions.Adopt);
        group.MapPost("/bestand/wijzigen", (Guid body, [FromForm] IFormCollection form, AddCode use) => use.FileAgainAsync(body, form)).Requires(CodePermissions.Adopt);
        group.MapPost("", (Guid body, [FromForm] IFormCollection form, Actor actor, AddCode use) => use.AdoptAsync(body, form, actor)).Requires(CodePermissions.Adopt);
    }

    /// <summary>Who usually adopts the codes of a kind of body.</summary>
    public static string UsualAuthority(string kind) =>
        kind switch
        {
            "gemeente" => Texts.AuthorityCouncil,
            "provincie" => Texts.AuthorityStates,
            "waterschap" => Texts.AuthorityBoard,
            "kamer" => Texts.AuthorityChamber,
            _ => "",
        };

    private async Task<IResult> BeginAsync(Guid body, string? code)
    {
        var card = await codes.BodyAsync(body);
        var present = await codes.AllAsync(body);
        var start = new CodeForm(new Dictionary<string, string>(StringComparer.Ordinal))
            .With(("nummer", Guid.CreateVersion7().ToString()), ("stand", Stand(present)), ("vastgesteldDoor", UsualAuthority(card.Kind)));
        if (code is null)
        {
            // The offices that a code of conduct is for; the clerk and the body itself can be added.
            start = start.With(CodeBasics.OfficesOf(codes.Shelf.National, card.Kind).Where(o => IsPolitical(o.Code)).Select(o => (CodeForm.Office + o.Code, "ja")));
            return First(card, present, start, new FormErrors());
        }

        var latest = present.FirstOrDefault(c => c.RetractedOn is null && string.Equals(c.Code, code, StringComparison.Ordinal)) ?? throw new ProblemException(Problem.NotFound(Texts.NoSuchCode));
        var own = codes.Shelf.For(body);
        var norms = own.Norms.Where(n => n.Status == NormStatus.Local && string.Equals(n.Regulation.Id, code, StringComparison.Ordinal) && n.Validity.Until is null).ToList();
        var offices = norms.SelectMany(n => n.Offices).Distinct(StringComparer.Ordinal).ToList();
        start = start.With(("code", code), ("titel", latest.TitleNl), ("titelEngels", latest.TitleEn == latest.TitleNl ? "" : latest.TitleEn), ("vastgesteldDoor", latest.AdoptedBy))
            .With(offices.Select(o => (CodeForm.Office + o, "ja")));
        var basics = new CodeBasics(code, latest.Title, new(latest.AdoptedOn, latest.AdoptedBy), DateOnly.MaxValue, offices);
        // All that the code sets now, on whatever day the new version will begin.
        start = start.With(CodeValues.Present(CodeValues.Norms(codes.Shelf.National, own, basics with { From = Later(codes.Today, latest.From) }, card.Kind)));
        return First(card, present, start, new FormErrors());
    }

    private async Task<IResult> AgainAsync(Guid body, IFormCollection form)
    {
        var (card, present) = (await codes.BodyAsync(body), await codes.AllAsync(body));
        return First(card, present, CodeForm.Of(form), new FormErrors());
    }

    private async Task<IResult> RulesAsync(Guid body, IFormCollection sent)
    {
        var (card, present, form) = (await codes.BodyAsync(body), await codes.AllAsync(body), CodeForm.Of(sent));
        var errors = new FormErrors();
        var basics = CodeBasics.Read(form, errors, card, present, codes.Shelf.National, codes.Today);
        return errors.Any ? First(card, present, form, errors) : Second(card, form, errors, NormsOf(card, basics));
    }

    private async Task<IResult> CheckAsync(Guid body, IFormCollection sent)
    {
        var (card, present, form) = (await codes.BodyAsync(body), await codes.AllAsync(body), CodeForm.Of(sent));
        var errors = new FormErrors();
        var basics = CodeBasics.Read(form, errors, card, present, codes.Shelf.National, codes.Today);
        if (errors.Any)
        {
            return First(card, present, form, errors);
        }

        var norms = NormsOf(card, basics);
        if (CodeValues.Read(form, errors, basics, norms, card, codes.Shelf) is not { } draft)
        {
            return Second(card, form, errors, norms);
        }

        var found = codes.Check(card, present, draft.Write(codes.Shelf.National, codes.Shelf.Folder));
        if (found.Errors.Count > 0)
        {
            // What one field cannot be blamed for: another code settles the same, or the codes that stand cannot be used.
            foreach (var wrong in found.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
            {
                errors.Add("", "gedragscode.onjuist", wrong);
            }

            return Second(card, form, errors, norms);
        }

        return Checked(card, present, form, found, form["stand"] is { } stand && !string.Equals(stand, Stand(present), StringComparison.Ordinal));
    }

    private async Task<IResult> UploadAsync(Guid body)
    {
        var (card, present) = (await codes.BodyAsync(body), await codes.AllAsync(body));
        return File(card, Guid.CreateVersion7().ToString(), Stand(present), "", []);
    }

    private async Task<IResult> FileAgainAsync(Guid body, IFormCollection form) => File(await codes.BodyAsync(body), form["nummer"].ToString(), form["stand"].ToString(), form["tekst"].ToString(), []);

    private async Task<IResult> FileAsync(Guid body, IFormCollection form, CancellationToken cancellation)
    {
        var (card, present) = (await codes.BodyAsync(body, cancellation), await codes.AllAsync(body, cancellation));
        var (number, stand) = (form["nummer"].ToString(), form["stand"].ToString());
        var text = form["tekst"].ToString();
        if (form.Files["bestand"] is { Length: > 0 } sent)
        {
            if (sent.Length > LocalCodes.MostBytes)
            {
                return File(card, number, stand, text, [new("", 1, HandbookWords.Say(Texts.CodeTooLarge, LocalCodes.MostBytes / 1024))], "bestand");
            }

            using var reader = new StreamReader(sent.OpenReadStream());
            text = await reader.ReadToEndAsync(cancellation);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return File(card, number, stand, text, [new("", 1, Texts.CodeFileMissing)], "bestand");
        }

        var found = codes.Check(card, present, text);
        return found.Errors.Count > 0 ? File(card, number, stand, found.Yaml, found.Errors) : Checked(card, present, form: null, found, changed: false, number);
    }

    private async Task<IResult> AdoptAsync(Guid body, IFormCollection sent, Actor actor)
    {
        var card = await codes.BodyAsync(body);
        var present = await codes.AllAsync(body);
        var id = Guid.TryParse(sent["nummer"], out var number) ? number : Guid.CreateVersion7();
        if (present.Any(c => c.Id == id))
        {
            // Sent twice: it was adopted.
            return new SeeOther(CodeAddress.One(body, id) + "?gedaan=vaststellen");
        }

        var guided = sent.ContainsKey("titel");
        var form = guided ? CodeForm.Of(sent) : null;
        var found = codes.Check(card, present, sent["tekst"].ToString());
        var changed = !string.Equals(sent["stand"], Stand(present), StringComparison.Ordinal);
        if (found.Errors.Count > 0)
        {
            return changed && form is not null
                ? First(card, present, form.With(("stand", Stand(present))), new FormErrors(), changed: true)
                : File(card, id.ToString(), Stand(present), found.Yaml, found.Errors);
        }

        if (changed)
        {
            return Checked(card, present, form, found, changed: true, id.ToString());
        }

        try
        {
            await codes.AdoptAsync(id, card, present, found, actor.Act(CodeProcesses.Adopt, CodePermissions.Adopt, body));
        }
        catch (ProblemException meanwhile) when (meanwhile.IsThereAlready)
        {
            codes.Store.ChangeTracker.Clear();
            present = await codes.AllAsync(body);
            return present.Any(c => c.Id == id)
                ? new SeeOther(CodeAddress.One(body, id) + "?gedaan=vaststellen")
                : Checked(card, present, form, codes.Check(card, present, found.Yaml) is { Errors.Count: 0 } again ? again : found, changed: true, id.ToString());
        }

        return new SeeOther(CodeAddress.One(body, id) + "?gedaan=vaststellen");
    }

    private IReadOnlyList<FormNorm> NormsOf(BodyCard body, CodeBasics basics) => CodeValues.Norms(codes.Shelf.National, codes.Shelf.For(body.Id), basics, body.Kind);

    private RazorComponentResult<CodeBasicsPage> First(BodyCard body, IReadOnlyList<AdoptedCode> present, CodeForm form, FormErrors errors, bool changed = false) =>
        new(
            new
            {
                Body = body,
                Form = form,
                Errors = errors,
                Changed = changed,
                Earlier = present.FirstOrDefault(c => c.RetractedOn is null && string.Equals(c.Code, form["code"], StringComparison.Ordinal))?.Title,
                Offices = CodeBasics.OfficesOf(codes.Shelf.National, body.Kind),
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };

    private RazorComponentResult<CodeValuesPage> Second(BodyCard body, CodeForm form, FormErrors errors, IReadOnlyList<FormNorm> norms) =>
        new(new { Body = body, Form = form, Errors = errors, Norms = norms, codes.Shelf.National })
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };

    private RazorComponentResult<CodeCheckPage> Checked(BodyCard body, IReadOnlyList<AdoptedCode> present, CodeForm? form, CheckedCode found, bool changed, string? number = null) =>
        new(new { Body = body, Form = form, Found = found, Changed = changed, Number = number ?? form?["nummer"], Stand = Stand(present), codes.Today })
        {
            StatusCode = changed ? StatusCodes.Status409Conflict : StatusCodes.Status200OK,
        };

    private static RazorComponentResult<CodeFilePage> File(BodyCard body, string number, string stand, string text, IReadOnlyList<LibraryError> errors, string field = "tekst") =>
        new(new { Body = body, Number = number, Stand = stand, Text = text, Wrong = errors, Field = field })
        {
            StatusCode = errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };

    private static bool IsPolitical(string office) => office is not ("griffier" or "gemeentesecretaris" or "provinciesecretaris" or "secretarisdirecteur" or "rekenkamerlid" or "ombudsman" or "organisatie" or "rijksambtenaar" or "topambtenaar");

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other.AddDays(1);

    private static string Stand(IReadOnlyList<AdoptedCode> present) => BodyCodes.Stand(present).ToString(CultureInfo.InvariantCulture);
}
