// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Design;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes.Keep;

/// <summary>The codes of a body for who keeps them: which hold, one with its history, and retracting one that was wrong.</summary>
internal sealed class CodeOverview(BodyCodes codes, AccountNames accounts, ModuleSet modules)
{
    public static PagePart Part { get; } = new(PageSlot.Workplace, 40, PartAsync);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(CodeAddress.Choose, (Actor actor, OfficesMap map) => ChooseAsync(actor, map)).Requires(CodePermissions.Read);
        var group = app.MapGroup(CodeAddress.Workplace);
        group.MapGet("", (Guid body, Actor actor, CodeOverview use) => use.ListAsync(body, actor)).Requires(CodePermissions.Read);
        group.MapGet("/{id:guid}", (Guid body, Guid id, string? gedaan, Actor actor, CodeOverview use) => use.ShowAsync(body, id, gedaan, actor)).Requires(CodePermissions.Read);
        group.MapGet("/{id:guid}/intrekken", (Guid body, Guid id, Actor actor, CodeOverview use) => use.AskAsync(body, id, actor)).Requires(CodePermissions.Adopt);
        group.MapPost("/{id:guid}/intrekken", (Guid body, Guid id, [FromForm] RetractForm form, Actor actor, CodeOverview use) => use.RetractAsync(body, id, form, actor))
            .Requires(CodePermissions.Adopt);
    }

    private static async Task<IResult> ChooseAsync(Actor actor, OfficesMap map)
    {
        var assigned = actor.Assignments.Where(a => CodePermissions.Read.Roles.Contains(a.Role)).ToList();
        var own = assigned.Where(a => a.BodyId is not null).Select(a => a.BodyId!.Value).ToList();
        var bodies = assigned.Exists(a => a.BodyId is null) ? map.Bodies.Where(b => b.KeepsRegister) : map.Bodies.Where(b => own.Contains(b.Id));
        var found = await bodies.OrderBy(b => b.SortKey).Take(1000).ToListAsync();
        return found.Count == 1 ? new SeeOther(CodeAddress.All(found[0].Id)) : new RazorComponentResult<ChooseCodesPage>(new { Bodies = found });
    }

    private static async Task<RenderFragment?> PartAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var codes = services.GetRequiredService<BodyCodes>();
        var all = await codes.AllAsync(context.SubjectId, cancellation);
        var counts = all.CountBy(c => codes.StateOf(c, all)).ToDictionary(c => c.Key, c => c.Value);
        var broken = codes.Shelf.Of(context.SubjectId).Broken.Count > 0;
        return builder =>
        {
            builder.OpenComponent<WorkplacePart>(0);
            builder.AddComponentParameter(1, nameof(WorkplacePart.Body), context.SubjectId);
            builder.AddComponentParameter(2, nameof(WorkplacePart.InForce), counts.GetValueOrDefault(CodeState.InForce));
            builder.AddComponentParameter(3, nameof(WorkplacePart.Coming), counts.GetValueOrDefault(CodeState.Coming));
            builder.AddComponentParameter(4, nameof(WorkplacePart.Broken), broken);
            builder.CloseComponent();
        };
    }

    private async Task<IResult> ListAsync(Guid body, Actor actor)
    {
        var card = await codes.BodyAsync(body);
        var all = await codes.AllAsync(body);
        var texts = all.Where(c => c.RetractedOn is null).OrderBy(c => c.Number).Select(c => c.Text).ToList();
        return new RazorComponentResult<CodesPage>(
            new
            {
                Body = card,
                Codes = all.Select(c => new CodeRow(c, codes.StateOf(c, all))).ToList(),
                // Made anew, in the language of the reader.
                Broken = codes.Shelf.Of(body).Broken.Count == 0 ? [] : codes.Shelf.Compose(new(card.Kind, texts)).Broken,
                Crumbs = Crumbs(card, actor),
                MayAdopt = Policy.Allows(actor, CodePermissions.Adopt, body),
            }
        );
    }

    private async Task<IResult> ShowAsync(Guid body, Guid id, string? done, Actor actor)
    {
        var card = await codes.BodyAsync(body);
        var code = await codes.OneAsync(body, id);
        var all = await codes.AllAsync(body);
        var names = new List<HistoryEntry>();
        foreach (var recorded in (await codes.Store.HistoryAsync<AdoptedCode>(id)).Reverse())
        {
            var role = accounts.RoleName(recorded.Act.ActorRole);
            var name = recorded.Act.ActorId is { } account ? await accounts.OfAsync(account) : null;
            var at = TimeZoneInfo.ConvertTimeFromUtc(recorded.RecordedAt, DutchClock.Zone);
            names.Add(new(
                $"{HandbookWords.Day(DateOnly.FromDateTime(at))}, {at.ToString("HH:mm", CultureInfo.InvariantCulture)}",
                recorded.RecordedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                name is null ? role : $"{name} ({role})",
                modules.Processes.TryGetValue(recorded.Act.Process, out var process) ? process.Label() : recorded.Act.Process,
                recorded.Act.Reason,
                []));
        }

        return new RazorComponentResult<CodeDetailPage>(
            new
            {
                Body = card,
                Model = CodeModel.Of(codes, card, code, all),
                History = names,
                Done = done,
                Crumbs = (IReadOnlyList<Crumb>)[.. Crumbs(card, actor, link: true), new(code.Title.ToString())],
                MayAdopt = Policy.Allows(actor, CodePermissions.Adopt, body),
            }
        );
    }

    private async Task<IResult> AskAsync(Guid body, Guid id, Actor actor)
    {
        var code = await codes.OneAsync(body, id);
        return code.RetractedOn is not null
            ? new SeeOther(CodeAddress.One(body, id))
            : await RetractPageAsync(code, new RetractForm { Versie = code.Version.ToString(CultureInfo.InvariantCulture) }, new FormErrors(), changed: false, actor);
    }

    private async Task<IResult> RetractAsync(Guid body, Guid id, RetractForm form, Actor actor)
    {
        var card = await codes.BodyAsync(body);
        var code = await codes.OneAsync(body, id);
        if (code.RetractedOn is not null)
        {
            // Sent twice, or done in another window: it was retracted, and that is what was asked.
            return new SeeOther(CodeAddress.One(body, id) + "?gedaan=intrekken");
        }

        var errors = new FormErrors();
        var reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.RetractReasonMissing));
        if (form.Zeker is not "ja")
        {
            errors.Add("zeker", "veld.verplicht", Texts.RetractSureMissing);
        }

        foreach (var wrong in codes.Without(card, await codes.AllAsync(body), code))
        {
            errors.Add("", "gedragscode.nodig", HandbookWords.Say(Texts.RetractNeeded, wrong.Message));
        }

        if (errors.Any)
        {
            return await RetractPageAsync(code, form, errors, changed: false, actor);
        }

        if (!string.Equals(form.Versie, code.Version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
        {
            return await RetractPageAsync(code, form, errors, changed: true, actor);
        }

        (code.RetractedOn, code.RetractionReason) = (codes.Today, reason);
        try
        {
            await codes.Store.SaveAsync(actor.Act(CodeProcesses.Retract, CodePermissions.Adopt, body, reason));
        }
        catch (ProblemException stale) when (stale.IsChangedMeanwhile)
        {
            codes.Store.ChangeTracker.Clear();
            return new SeeOther(CodeAddress.One(body, id));
        }

        return new SeeOther(CodeAddress.One(body, id) + "?gedaan=intrekken");
    }

    private async Task<IResult> RetractPageAsync(AdoptedCode code, RetractForm form, FormErrors errors, bool changed, Actor actor)
    {
        var card = await codes.BodyAsync(code.BodyId);
        return new RazorComponentResult<RetractCodePage>(
            new
            {
                Body = card,
                Code = code,
                Form = form with { Versie = code.Version.ToString(CultureInfo.InvariantCulture) },
                Errors = errors,
                Changed = changed,
                Crumbs = (IReadOnlyList<Crumb>)[.. Crumbs(card, actor, link: true), new(code.Title.ToString(), CodeAddress.One(card.Id, code.Id)), new(Texts.Retract)],
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };
    }

    // The clerk's start page belongs to the registers; who may not see those gets no link to it.
    private IReadOnlyList<Crumb> Crumbs(BodyCard body, Actor actor, bool link = false) =>
        [
            new(body.Name, modules.Permissions.TryGetValue("register.lezen", out var registers) && Policy.Allows(actor, registers, body.Id) ? CodeAddress.Home(body.Id) : CodeAddress.All(body.Id)),
            new(Texts.Codes, link ? CodeAddress.All(body.Id) : null),
        ];
}

/// <summary>Retracting as typed.</summary>
public sealed record RetractForm
{
    public string? Versie { get; set; }

    public string? Reden { get; set; }

    public string? Zeker { get; set; }
}
