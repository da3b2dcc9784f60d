// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Registers.AncillaryPositions.Incomes;

/// <summary>Inkomsten uit een nevenfunctie in een kalenderjaar, as published; only where a norm asks to publish them.</summary>
[ApiSchema("Inkomsten")]
public sealed record IncomeRecord
{
    /// <summary>Opaque id; the subject in <c>/v1/wijzigingen</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>Calendar year in which the income was enjoyed.</summary>
    public required int Jaar { get; init; }

    /// <summary>Amount in whole cents of a euro.</summary>
    public required long BedragInCenten { get; init; }

    /// <summary>Day on which it first stood in the public register.</summary>
    public required DateOnly DatumOpenbaarmaking { get; init; }

    /// <summary>Id of the norm that asks to publish it; <c>/v1/normen/{id}</c>.</summary>
    public required string Norm { get; init; }

    /// <summary>Number of the version.</summary>
    public required long Versie { get; init; }

    internal static IncomeRecord Of(PublicIncome shown) =>
        new()
        {
            Id = shown.Income.Id,
            Jaar = shown.Income.Year,
            BedragInCenten = shown.Income.AmountCents ?? 0,
            DatumOpenbaarmaking = shown.Income.PublishedOn,
            Norm = shown.Under.Norm.Id,
            Versie = shown.Income.Version,
        };
}

/// <summary>Income as open data: of all bodies or of one.</summary>
internal static class IncomeFiles
{
    /// <summary>Name of the list.</summary>
    public const string List = "neveninkomsten";

    /// <summary>Columns of the file, the same on the site and on the command line.</summary>
    public static TableExport<PublicIncome> Table { get; } =
        new(
            List,
            new ExportColumn<PublicIncome>("id", i => (Guid?)i.Income.Id),
            new("nevenfunctieId", i => (Guid?)i.Income.PositionId),
            new("persoonId", i => (Guid?)i.Income.PersonId),
            new("overheidsorganisatieId", i => (Guid?)i.Income.BodyId),
            new("jaar", i => (long?)i.Income.Year),
            new("bedragInCenten", i => i.Income.AmountCents),
            new("datumOpenbaarmaking", i => (DateOnly?)i.Income.PublishedOn),
            new("norm", i => i.Under.Norm.Id),
            new("versie", i => (long?)i.Income.Version)
        );
}
