// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.Import.Upload;

/// <summary>What the norms say of the lines of a list, line by line: before it is read into the register and after. Advice; it refuses no line.</summary>
internal sealed class ShowFindings(Workplace workplace, ImportFiles files)
{
    public const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/beheer/{body:guid}/importeren/{id:guid}/bevindingen", (Guid body, Guid id, HttpRequest request, ShowFindings use) => use.ShowAsync(body, id, request))
            .Requires(RegisterPermissions.Read);

    private async Task<IResult> ShowAsync(Guid body, Guid id, HttpRequest request)
    {
        var card = await workplace.BodyAsync(body);
        var import = await workplace.Store.Set<ListImport>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id) ?? throw new ProblemException(Problem.NotFound(Texts.ImportNotFound));
        if (import.State is not (ListImportState.Checked or ListImportState.Done))
        {
            return new SeeOther(ImportAddress.One(body, id));
        }

        var filter = FindingFilter.Of(request.Query);
        var errors = new FormErrors();
        var page = errors.Take("pagina", PageInput.Number(request.Query["pagina"]));
        errors.ThrowIfAny();
        var isCheck = import.State == ListImportState.Checked;
        var (rows, total) = await files.FindingsAsync(id, isCheck, filter.Fits, (page - 1) * PageSize, PageSize, request.HttpContext.RequestAborted);
        return new RazorComponentResult<FindingsPage>(
            new
            {
                Body = card,
                Import = import,
                Filter = filter,
                Notes = files.Notes(id, isCheck),
                Rows = rows,
                Labels = isCheck ? FromFile(import, rows) : await FromRegisterAsync(rows),
                Total = total,
                Page = page,
            }
        );
    }

    /// <summary>Before it is read, only the file says whose line it is.</summary>
    private Dictionary<long, FindingLabel> FromFile(ListImport import, IReadOnlyList<ImportFindingLine> rows)
    {
        var labels = new Dictionary<long, FindingLabel>();
        if (rows.Count == 0 || !File.Exists(files.Upload(import.Id)))
        {
            return labels;
        }

        var wanted = rows.Select(r => r.Line).ToHashSet();
        var last = wanted.Max();
        using var table = TableReader.Open(files.Upload(import.Id), import.FileName, ImportWork.Limits);
        var mapping = ColumnMapping.Guess(table.Columns, ListColumns.All, ListColumns.Read(import.Columns));
        foreach (var row in table.Rows().TakeWhile(r => r.Line <= last).Where(r => wanted.Contains(r.Line)))
        {
            labels[row.Line] = new(row[mapping["naam"]] ?? "", row[mapping["omschrijving"]] ?? "", null);
        }

        return labels;
    }

    private async Task<Dictionary<long, FindingLabel>> FromRegisterAsync(IReadOnlyList<ImportFindingLine> rows)
    {
        var ids = rows.Select(r => Guid.TryParse(r.Subject, out var id) ? id : Guid.Empty).Distinct().ToArray();
        var known = await (
            from p in workplace.Store.Set<AncillaryPosition>().AsNoTracking()
            join who in workplace.Map.Persons on p.PersonId equals who.Id
            where ids.Contains(p.Id)
            select new { p.Id, who.Name, p.Description }
        ).ToDictionaryAsync(p => p.Id);
        var labels = new Dictionary<long, FindingLabel>();
        foreach (var row in rows)
        {
            if (Guid.TryParse(row.Subject, out var id) && known.TryGetValue(id, out var position))
            {
                labels[row.Line] = new(position.Name, position.Description, id);
            }
        }

        return labels;
    }
}

/// <summary>Whose position a line is about.</summary>
/// <param name="Person">Name, as the file or the register has it.</param>
/// <param name="Description">The function.</param>
/// <param name="Position">Its id, once it is in the register.</param>
public sealed record FindingLabel(string Person, string Description, Guid? Position);

/// <summary>Which findings are shown, as in the address.</summary>
/// <param name="Verdict">Code of what follows; null for all.</param>
/// <param name="Norm">Id of the norm; null for all.</param>
public sealed record FindingFilter(string? Verdict, string? Norm)
{
    /// <summary>Whether it leaves something out.</summary>
    public bool Any => Verdict is not null || Norm is not null;

    internal static FindingFilter Of(IQueryCollection query) =>
        new(
            FindingWords.Read(query["oordeel"]) is not null ? query["oordeel"].ToString() : null,
            query["norm"].ToString() is { Length: > 0 and <= 200 } norm ? norm : null
        );

    /// <summary>Whether a finding is wanted.</summary>
    public bool Fits(ImportFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return (Verdict is null || string.Equals(finding.Verdict, Verdict, StringComparison.Ordinal)) && (Norm is null || string.Equals(finding.Norm, Norm, StringComparison.Ordinal));
    }

    internal string Address(Guid body, Guid import, int page = 1) =>
        QueryText.Of(
            ImportAddress.Findings(body, import),
            ("oordeel", Verdict),
            ("norm", Norm),
            ("pagina", page == 1 ? null : page.ToString(CultureInfo.InvariantCulture))
        );
}
