// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Findings;

namespace Onkreukbaar.Registers.Import.Upload;

/// <summary>One import on its way: point out the columns, see what would happen, let it happen, read what became of it.</summary>
internal sealed class OneImport(Workplace workplace, ImportFiles files, ImportWork work, ActorNames names, TimeProvider clock)
{
    private const int SampleLines = 3;

    /// <summary>Small lists are done before this is over, and then nobody sees a page that says to wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/beheer/{body:guid}/importeren/{id:guid}");
        group.MapGet("", (Guid body, Guid id, string? stap, Actor actor, OneImport use) => use.ShowAsync(body, id, stap, actor)).Requires(RegisterPermissions.Read);
        group
            .MapPost("/kolommen", (Guid body, Guid id, [FromForm] IFormCollection form, Actor actor, OneImport use) => use.CheckAsync(body, id, form, actor))
            .Requires(RegisterPermissions.Import);
        group
            .MapPost("/uitvoeren", (Guid body, Guid id, [FromForm] IFormCollection form, Actor actor, OneImport use) => use.RunAsync(body, id, actor))
            .Requires(RegisterPermissions.Import);
        group
            .MapPost("/weggooien", (Guid body, Guid id, [FromForm] IFormCollection form, Actor actor, OneImport use) => use.DiscardAsync(body, id, actor))
            .Requires(RegisterPermissions.Import);
        foreach (var format in new[] { ExportFormat.Csv, ExportFormat.Xlsx })
        {
            group
                .MapGet($"/verslag.{format.Ending()}", async (Guid body, Guid id, OneImport use) => use.Export(await use.ImportAsync(id), format))
                .Requires(RegisterPermissions.Read);
        }

        group.MapGet("/verslag.jsonl", async (Guid body, Guid id, OneImport use) => use.Raw(await use.ImportAsync(id))).Requires(RegisterPermissions.Read);
    }

    private async Task<IResult> ShowAsync(Guid body, Guid id, string? step, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var import = await ImportAsync(id);
        var may = Policy.Allows(actor, RegisterPermissions.Import, body);
        if (may && (import.State == ListImportState.Offered || (import.State == ListImportState.Checked && string.Equals(step, "kolommen", StringComparison.Ordinal))))
        {
            return Columns(card, import, ListColumns.Read(import.Columns), new FormErrors());
        }

        if (import.State is ListImportState.Checking or ListImportState.Running)
        {
            return new RazorComponentResult<ProgressPage>(new { Body = card, Import = import, Progress = files.Progress(id), MayImport = may });
        }

        if (may && import.State == ListImportState.Checked && !string.Equals(import.Language, Language, StringComparison.Ordinal))
        {
            // The reader switched the language: the reasons are told again in that one. A check writes nothing to the register.
            await StartAsync(import, dryRun: true, actor);
            return new SeeOther(ImportAddress.One(body, id));
        }

        return new RazorComponentResult<ImportPage>(
            new
            {
                Body = card,
                Import = import,
                By = await names.OfAsync(import.OfferedBy, nameof(Role.Clerk)),
                Notes = files.Notes(id, IsCheck(import)),
                MayImport = may,
            }
        );
    }

    private RazorComponentResult<ColumnsPage> Columns(BodyCard body, ListImport import, Dictionary<string, string> chosen, FormErrors errors)
    {
        using var table = TableReader.Open(files.Upload(import.Id), import.FileName, ImportWork.Limits);
        var guess = ColumnMapping.Guess(table.Columns, ListColumns.All);
        var sample = table.Rows().Take(SampleLines).ToList();
        var columns = table.Columns.Select(ListColumns.OneLine).ToList();
        var headings = columns.Where(h => h.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var fields = ListColumns.All.Select(field =>
        {
            var heading = chosen.TryGetValue(field.Name, out var known) ? known : guess[field.Name] is var at and >= 0 ? columns[at] : "";
            var column = columns.IndexOf(heading);
            var values = sample.Select(row => column < 0 ? null : row[column]).Where(v => !string.IsNullOrWhiteSpace(v)).Distinct(StringComparer.Ordinal);
            return new ColumnsPage.Field(field, heading, [.. values.Select(v => v!.Length > 60 ? v[..60] + "…" : v)]);
        });
        return new(
            new
            {
                Body = body,
                Import = import,
                Fields = fields.ToList(),
                Headings = headings,
                Errors = errors,
            }
        )
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }

    private async Task<IResult> CheckAsync(Guid body, Guid id, IFormCollection form, Actor actor)
    {
        var card = await workplace.BodyAsync(body);
        var import = await ImportAsync(id);
        if (import.State is not (ListImportState.Offered or ListImportState.Checked))
        {
            return new SeeOther(ImportAddress.One(body, id));
        }

        IReadOnlyList<string> found;
        using (var table = TableReader.Open(files.Upload(id), import.FileName, ImportWork.Limits))
        {
            found = [.. table.Columns.Select(ListColumns.OneLine)];
        }

        var errors = new FormErrors();
        var chosen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in ListColumns.All)
        {
            var name = ListColumns.FormPrefix + field.Name;
            var heading = form[name].ToString();
            chosen[field.Name] = found.Contains(heading, StringComparer.Ordinal) ? heading : "";
            if (field.Required && chosen[field.Name].Length == 0)
            {
                errors.Add(name, "kolom.ontbreekt", PositionWords.Say(Texts.ColumnMissing, ListColumns.Label(field)));
            }
        }

        foreach (var twice in chosen.Where(c => c.Value.Length > 0).GroupBy(c => c.Value, c => c.Key, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add(ListColumns.FormPrefix + twice.Last(), "kolom.dubbel", PositionWords.Say(Texts.ColumnTwice, twice.Key));
        }

        if (errors.Any)
        {
            return Columns(card, import, chosen, errors);
        }

        import.Columns = ListColumns.Write(chosen.Select(c => (c.Key, c.Value)));
        await StartAsync(import, dryRun: true, actor);
        return new SeeOther(ImportAddress.One(body, id));
    }

    private async Task<IResult> RunAsync(Guid body, Guid id, Actor actor)
    {
        var import = await ImportAsync(id);
        var cutOff = import is { State: ListImportState.Checking or ListImportState.Running } && files.Progress(id) is null;
        var mayRun = import is { State: ListImportState.Checked, Stopped: null } or { State: ListImportState.Done, Stopped: not null };
        if (mayRun || cutOff)
        {
            await StartAsync(import, dryRun: import.State == ListImportState.Checking, actor);
        }

        return new SeeOther(ImportAddress.One(body, id));
    }

    private async Task<IResult> DiscardAsync(Guid body, Guid id, Actor actor)
    {
        var import = await ImportAsync(id);
        if (import.State is ListImportState.Offered or ListImportState.Checked || (import.State == ListImportState.Checking && files.Progress(id) is null))
        {
            import.State = ListImportState.Discarded;
            import.EndedAt = clock.GetUtcNow().UtcDateTime;
            await workplace.Store.SaveAsync(actor.Act(RegisterProcesses.DiscardList, RegisterPermissions.Import, body) with { Correlation = id });
            files.Drop(id);
        }

        return new SeeOther(ImportAddress.All(body));
    }

    /// <summary>Notes that the work is under way, starts it, and waits a moment for it.</summary>
    private async Task StartAsync(ListImport import, bool dryRun, Actor actor)
    {
        import.State = dryRun ? ListImportState.Checking : ListImportState.Running;
        import.Stopped = null;
        var act = actor.Act(dryRun ? RegisterProcesses.CheckList : RegisterProcesses.ReadList, RegisterPermissions.Import, import.BodyId) with { Correlation = import.Id };
        try
        {
            await workplace.Store.SaveAsync(act);
        }
        catch (ProblemException twice) when (twice.IsChangedMeanwhile)
        {
            // Pressed twice: the other request started it.
            return;
        }

        await Task.WhenAny(work.Start(import, dryRun, act), Task.Delay(Patience));
    }

    private async Task<ListImport> ImportAsync(Guid id) =>
        await workplace.Store.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id) ?? throw new ProblemException(Problem.NotFound(Texts.ImportNotFound));

    private IResult Export(ListImport import, ExportFormat format) =>
        new TableExport<ImportLine>(
            "importverslag",
            new ExportColumn<ImportLine>(Texts.ReportLine, l => l.Line == 0 ? null : (long?)l.Line),
            new ExportColumn<ImportLine>(Texts.ReportOutcome, l => ImportWords.Outcome(l.Outcome)),
            new ExportColumn<ImportLine>(Texts.ReportKind, l => l.Kind),
            new ExportColumn<ImportLine>(Texts.ReportColumn, l => l.Column),
            new ExportColumn<ImportLine>(Texts.ReportReason, l => l.Reason),
            new ExportColumn<ImportLine>(Texts.ReportCode, l => l.Code),
            new ExportColumn<ImportLine>(Texts.ReportSubject, l => l.Subject),
            new ExportColumn<ImportLine>(
                Texts.LineFindingsTitle,
                l => l.Findings is { Count: > 0 } said ? string.Join("; ", said.Select(f => $"{FindingWords.Of(f.Verdict)}: {f.Article}")) : null
            )
        ).Result(format, files.LinesAsync(import.Id, IsCheck(import)));

    private PhysicalFileHttpResult Raw(ListImport import)
    {
        var path = files.Report(import.Id, IsCheck(import));
        return File.Exists(path)
            ? TypedResults.PhysicalFile(path, "application/jsonl; charset=utf-8", "importverslag.jsonl")
            : throw new ProblemException(Problem.NotFound(Texts.ImportNotFound));
    }

    private static bool IsCheck(ListImport import) => import.State is not (ListImportState.Running or ListImportState.Done);

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
}
