// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Terms;

/// <summary>
/// One term of office with its history and that of its holder's name. Faction and share of full time change from a day on, or are corrected period by period, with a reason.
/// </summary>
internal sealed class ChangeTerm(Workplace workplace, TermChanges terms, PersonNames persons, ActorNames names, ModuleSet modules)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/ambtstermijnen/{id:guid}";
        app.MapGet(Route, (Guid body, Guid id, string? gedaan, Actor actor, ChangeTerm use) => use.ShowAsync(body, id, gedaan, actor)).Requires(RegisterPermissions.Read);
        foreach (var matter in TermMatter.All)
        {
            var change = $"{Route}/{matter.Slug}/wijzigen";
            app.MapGet(change, (Guid body, Guid id, ChangeTerm use) => use.AskAsync(matter, body, id, number: null)).Requires(RegisterPermissions.Keep);
            app.MapPost(change, (Guid body, Guid id, [FromForm] TermForm form, Actor actor, ChangeTerm use) => use.SaveAsync(matter, body, id, number: null, form, actor))
                .Requires(RegisterPermissions.Keep);
            var correct = $"{Route}/{matter.Slug}/{{number}}/verbeteren";
            app.MapGet(correct, (Guid body, Guid id, string number, ChangeTerm use) => use.AskAsync(matter, body, id, Index(number))).Requires(RegisterPermissions.Keep);
            app.MapPost(correct, (Guid body, Guid id, string number, [FromForm] TermForm form, Actor actor, ChangeTerm use) => use.SaveAsync(matter, body, id, Index(number), form, actor))
                .Requires(RegisterPermissions.Keep);
        }
    }

    private async Task<IResult> ShowAsync(Guid body, Guid id, string? done, Actor actor)
    {
        var term = await terms.FindAsync(id) ?? throw new ProblemException(Problem.NotFound(Texts.TermNotFound));
        return new RazorComponentResult<TermPage>(
            new
            {
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(term.PersonId),
                Term = term,
                History = await HistoryAsync(body, term),
                Done = done,
                MayKeep = term.StruckOn is null && Policy.Allows(actor, RegisterPermissions.Keep, body),
            }
        );
    }

    /// <summary>What became of the term, and of the name of whose it is; newest first.</summary>
    private async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(Guid body, TermState term)
    {
        var entries = new List<(DateTime At, HistoryEntry Entry)>();
        TermState? before = null;
        foreach (var (at, act, state) in await terms.HistoryAsync(term.Id))
        {
            await TellAsync(at, act, before is null ? [] : TermWords.Changes(before, state));
            before = state;
        }

        PersonName? called = null;
        foreach (var (at, act, name) in await persons.HistoryAsync(body, term.PersonId))
        {
            if (called is not null)
            {
                await TellAsync(at, act, [new FieldChange(Texts.Name, called.Display, name.Display)]);
            }

            called = name;
        }

        return [.. entries.OrderBy(e => e.At).Select(e => e.Entry).Reverse()];

        async Task TellAsync(DateTime at, Act act, IReadOnlyList<FieldChange> changes) =>
            entries.Add(
                (
                    at,
                    new HistoryEntry(
                        PositionWords.Moment(at),
                        PositionWords.Iso(at),
                        await names.OfAsync(act),
                        modules.Processes.TryGetValue(act.Process, out var process) ? process.Label() : act.Process,
                        act.Reason,
                        changes,
                        Href: null
                    )
                )
            );
    }

    private async Task<IResult> AskAsync(TermMatter matter, Guid body, Guid id, int? number)
    {
        var term = await TermAsync(id);
        var form = new TermForm { Versie = FormVersion.Of(term.Version) };
        if (number is { } n)
        {
            var part = Part(matter, term, n);
            form = form with { Waarde = part.Raw, Vanaf = part.Start?.Display(), Tot = part.End?.Display() };
        }

        return await PageAsync(matter, body, term, number, form, new FormErrors(), changed: false);
    }

    private async Task<IResult> SaveAsync(TermMatter matter, Guid body, Guid id, int? number, TermForm form, Actor actor)
    {
        var term = await TermAsync(id);
        if (!FormVersion.Shows(form.Versie, term.Version))
        {
            // What was typed may belong to a period that is another one now: first show how the term stands.
            return await PageAsync(matter, body, term, number, form with { Versie = FormVersion.Of(term.Version) }, new FormErrors(), changed: true);
        }

        var errors = new FormErrors();
        string? reason = null;
        if (number is { } n)
        {
            Part(matter, term, n);
            reason = errors.Take("reden", TextInput.Required(form.Reden, 1000, lines: true, missing: Texts.ReasonMissing));
        }

        var set = number is { } of ? matter.Correct(term, of - 1, form, errors) : matter.Change(term, form, errors);
        if (errors.Any || set is null)
        {
            return await PageAsync(matter, body, term, number, form, errors, changed: false);
        }

        await set(terms);
        if (!await workplace.TrySaveAsync(actor.Act(number is null ? RegisterProcesses.ChangeTerm : RegisterProcesses.CorrectTerm, RegisterPermissions.Keep, body, reason)))
        {
            var fresh = await TermAsync(id);
            return await PageAsync(matter, body, fresh, number, form with { Versie = FormVersion.Of(fresh.Version) }, errors, changed: true);
        }

        return new SeeOther(TermAddress.One(body, id) + (number is null ? "?gedaan=wijzigen" : "?gedaan=verbeteren"));
    }

    private async Task<TermState> TermAsync(Guid id) => TermForms.Counting(await terms.FindAsync(id));

    private static TermMatterPart Part(TermMatter matter, TermState term, int number) =>
        matter.Parts(term).ElementAtOrDefault(number - 1) ?? throw new ProblemException(Problem.NotFound(Texts.TermNotFound));

    private async Task<IResult> PageAsync(TermMatter matter, Guid body, TermState term, int? number, TermForm form, FormErrors errors, bool changed) =>
        new RazorComponentResult<ChangeTermPage>(
            new
            {
                Slug = matter.Slug,
                Number = number,
                Body = await workplace.BodyAsync(body),
                Person = await workplace.PersonAsync(term.PersonId),
                Term = term,
                Form = form,
                Errors = errors,
                Changed = changed,
            }
        )
        {
            StatusCode = errors.StatusCode(changed),
        };

    private static int Index(string number) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw new ProblemException(Problem.NotFound(Texts.TermNotFound));
}
