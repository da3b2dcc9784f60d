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
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Import.Upload;

/// <summary>The first step: the clerk sends a list, or looks back at earlier ones.</summary>
internal sealed class OfferList(Workplace workplace, ImportFiles files, ActorNames names, TimeProvider clock)
{
    /// <summary>Largest file that the screen takes; the command line takes more.</summary>
    public const int MostMegabytes = 50;

    private const int MostShown = 100;

    public static void Map(IEndpointRouteBuilder app)
    {
        const string Route = "/beheer/{body:guid}/importeren";
        app.MapGet(Route, (Guid body, Actor actor, OfferList use) => use.ShowAsync(body, actor, new FormErrors())).Requires(RegisterPermissions.Read);
        app.MapPost(Route, (Guid body, [FromForm] IFormCollection form, Actor actor, OfferList use, HttpContext http) => use.TakeAsync(body, form, actor, http.RequestAborted))
            .Requires(RegisterPermissions.Import);
        foreach (var format in new[] { ExportFormat.Csv, ExportFormat.Xlsx })
        {
            app.MapGet($"{Route}/sjabloon.{format.Ending()}", (Guid body) => ListColumns.Template.Result(format, AsyncEnumerable.Empty<int>())).Requires(RegisterPermissions.Import);
        }
    }

    private async Task<IResult> ShowAsync(Guid body, Actor actor, FormErrors errors)
    {
        var card = await workplace.BodyAsync(body);
        var imports = await workplace.Store.Set<ListImport>().AsNoTracking().OrderByDescending(i => i.OfferedAt).ThenByDescending(i => i.Id).Take(MostShown).ToListAsync();
        var rows = new List<OfferPage.Row>();
        foreach (var import in imports)
        {
            rows.Add(new(import, await names.OfAsync(import.OfferedBy, nameof(Role.Clerk))));
        }

        return new RazorComponentResult<OfferPage>(
            new
            {
                Body = card,
                Rows = rows,
                Errors = errors,
                Number = Guid.CreateVersion7(),
                MayImport = Policy.Allows(actor, RegisterPermissions.Import, body),
            }
        )
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }

    private async Task<IResult> TakeAsync(Guid body, IFormCollection form, Actor actor, CancellationToken cancellation)
    {
        await workplace.BodyAsync(body);
        var errors = new FormErrors();
        if (Guid.TryParse(form["nummer"], out var id) && await workplace.Store.Set<ListImport>().AnyAsync(i => i.Id == id, cancellation))
        {
            // The same form for the second time (a double click, a lost connection): the file is here.
            return new SeeOther(ImportAddress.One(body, id));
        }

        // A number that is in use elsewhere, or was made up, gets nobody at another import's file.
        id = id == Guid.Empty || files.Exist(id) ? Guid.CreateVersion7() : id;
        var format = await ReadAsync(id, form.Files["bestand"], errors, cancellation);
        if (format is null)
        {
            files.Drop(id);
            return await ShowAsync(body, actor, errors);
        }

        var sent = form.Files["bestand"]!;
        workplace.Store.Add(
            new ListImport
            {
                Id = id,
                BodyId = body,
                FileName = NameOf(sent),
                Bytes = sent.Length,
                Format = format,
                OfferedBy = actor.AccountId,
                OfferedAt = clock.GetUtcNow().UtcDateTime,
                State = ListImportState.Offered,
            }
        );
        try
        {
            await workplace.Store.SaveAsync(actor.Act(RegisterProcesses.OfferList, RegisterPermissions.Import, body), cancellation);
        }
        catch (ProblemException refused) when (refused.Problem.Status == StatusCodes.Status503ServiceUnavailable && !refused.IsUnsure)
        {
            // Without its import nobody would find the file again. Where the import may be there it needs its file; otherwise the nightly cleaning finds that.
            files.Drop(id);
            throw;
        }

        return new SeeOther(ImportAddress.One(body, id));
    }

    /// <summary>Keeps the file and reads its heading.</summary>
    /// <returns>What kind of file it is; null when it cannot be used, with the reason among the errors.</returns>
    private async Task<string?> ReadAsync(Guid id, IFormFile? sent, FormErrors errors, CancellationToken cancellation)
    {
        if (sent is null or { Length: 0, FileName.Length: 0 })
        {
            errors.Add("bestand", "bestand.ontbreekt", Texts.UploadMissing);
            return null;
        }

        if (sent.Length > MostMegabytes * 1024L * 1024L)
        {
            errors.Add("bestand", "bestand.te-groot", PositionWords.Say(Texts.UploadTooLarge, MostMegabytes, (sent.Length / 1048576.0).ToString("N0", CultureInfo.CurrentCulture)));
            return null;
        }

        try
        {
            await using (var content = sent.OpenReadStream())
            {
                await files.KeepAsync(id, content, cancellation);
            }

            using var table = TableReader.Open(files.Upload(id), NameOf(sent), ImportWork.Limits);
            using var rows = table.Rows().GetEnumerator();
            if (rows.MoveNext())
            {
                return table.Format;
            }

            errors.Add("bestand", "bestand.leeg", Texts.UploadNoLines);
        }
        catch (ImportStoppedException unreadable)
        {
            errors.Add("bestand", "bestand.onleesbaar", unreadable.Message);
        }

        return null;
    }

    /// <summary>The name without folders and without characters that no text holds.</summary>
    private static string NameOf(IFormFile sent)
    {
        var name = TextInput.Optional(sent.FileName.Split('/', '\\')[^1], 200);
        return name is { Ok: true, Value: { Length: > 0 } good } ? good : Texts.UploadNameless;
    }
}

/// <summary>Addresses of the import's screens.</summary>
internal static class ImportAddress
{
    public static string All(Guid body) => $"/beheer/{body}/importeren";

    public static string One(Guid body, Guid import) => $"/beheer/{body}/importeren/{import}";

    public static string Findings(Guid body, Guid import) => $"/beheer/{body}/importeren/{import}/bevindingen";
}

/// <summary>How imports are put into words.</summary>
internal static class ImportWords
{
    public static string Of(ListImport import) =>
        import.State switch
        {
            ListImportState.Offered => Texts.ImportOffered,
            ListImportState.Checking => Texts.ImportChecking,
            ListImportState.Checked => Texts.ImportChecked,
            ListImportState.Running => Texts.ImportRunning,
            ListImportState.Discarded => Texts.ImportDiscarded,
            _ => import.Stopped is null ? Texts.ImportDone : Texts.ImportCutOff,
        };

    public static Design.Tone ToneOf(ListImport import) =>
        import.State switch
        {
            ListImportState.Done => import.Stopped is null ? Design.Tone.Positive : Design.Tone.Negative,
            ListImportState.Discarded => Design.Tone.Neutral,
            ListImportState.Checked => Design.Tone.Warning,
            _ => Design.Tone.Info,
        };

    public static string Number(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>Kind of an account's entry ("nevenfunctie", "persoon") in words.</summary>
    public static string Outcome(string? outcome) =>
        outcome switch
        {
            "created" => Texts.ImportNew,
            "updated" => Texts.ImportChanged,
            "unchanged" => Texts.ImportSame,
            "vanished" => Texts.ImportGone,
            _ => Texts.ImportRefused,
        };
}
