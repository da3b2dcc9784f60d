// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Registers.Statements;

/// <summary>Statements as open data: those that hold, of all bodies or of one.</summary>
internal static class StatementFiles
{
    public const string Path = "/open-data/verklaringen";

    /// <summary>Columns of the file, the same on the site and on the command line.</summary>
    public static TableExport<StatementRow> Table { get; } =
        new(
            "verklaringen",
            new ExportColumn<StatementRow>("id", r => (Guid?)r.Statement.Id),
            new("persoonId", r => (Guid?)r.Statement.PersonId),
            new("persoonNaam", r => r.Person),
            new("overheidsorganisatieId", r => (Guid?)r.Statement.BodyId),
            new("soort", r => StatementWords.Kinds[r.Statement.Kind]),
            new("jaar", r => (long?)r.Statement.Year),
            new("datum", r => (DateOnly?)r.Statement.On),
            new("vindplaats", r => r.Statement.Address),
            new("versie", r => (long?)r.Statement.Version)
        );

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            app.MapGet($"{Path}.{format.Ending()}", (HttpRequest request, ViewMoment view, PublicStatements statements) => Download(format, request, view, statements)).Public();
        }
    }

    private static IResult Download(ExportFormat format, HttpRequest request, ViewMoment view, PublicStatements statements)
    {
        var errors = new FormErrors();
        var body = errors.Take("overheidsorganisatie", IdInput.Optional(request.Query["overheidsorganisatie"]));
        errors.ThrowIfAny();
        return Table.Result(format, statements.AllAsync(body, view, request.HttpContext.RequestAborted));
    }
}
