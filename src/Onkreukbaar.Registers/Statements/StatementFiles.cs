// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Export;

namespace Onkreukbaar.Registers.Statements;

/// <summary>Statements as open data: those that hold, of all bodies or of one.</summary>
internal static class StatementFiles
{
    /// <summary>Name of the list.</summary>
    public const string List = "verklaringen";

    /// <summary>Columns of the file, the same on the site and on the command line.</summary>
    public static TableExport<StatementRow> Table { get; } =
        new(
            List,
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
}
