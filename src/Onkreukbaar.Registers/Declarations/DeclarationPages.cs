// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Published;

namespace Onkreukbaar.Registers.Declarations;

/// <summary>All gifts and all trips, to search and filter, and each of them with its versions: a permalink that never dies.</summary>
internal static class DeclarationPages
{
    public const int PageSize = 50;

    /// <summary>Fields of the form on the page; what else is wrong with an address no visitor typed.</summary>
    private static readonly string[] Typed = ["zoek", "jaar"];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var kind in Enum.GetValues<DeclarationKind>())
        {
            var path = DeclarationAddress.List(kind);
            app.MapGet(path, (HttpContext http, ViewMoment view, PublicDeclarations declarations, OfficesMap map) => ListAsync(kind, http, view, declarations, map))
                .Public()
                .CachedPublic();
            app.MapGet(
                    path + "/{id:guid}",
                    (Guid id, long? versie, HttpContext http, ViewMoment view, PublicDeclarations declarations, PublicNorms norms, LedgerPlaces ledger, TimeProvider clock) =>
                        ShowAsync(kind, id, versie, http, view, declarations, norms, ledger, clock)
                )
                .Public()
                .CachedPublic();
        }
    }

    private static async Task<IResult> ListAsync(DeclarationKind kind, HttpContext http, ViewMoment view, PublicDeclarations declarations, OfficesMap map)
    {
        PublicCache.ShownAsList(http);
        var errors = new FormErrors();
        var filter = DeclarationQuery.Read(kind, http.Request.Query, view, errors);
        var page = errors.Take("pagina", PageInput.Number(http.Request.Query["pagina"]));
        if (errors.All.Any(e => !Typed.Contains(e.Field, StringComparer.Ordinal)))
        {
            errors.ThrowIfAny();
        }

        var (rows, total) = errors.Any ? ([], 0) : await declarations.ListAsync(filter, page, PageSize, http.RequestAborted);
        var person = filter.Person is { } who ? await map.Persons.Where(p => p.Id == who).Select(p => p.Name).FirstOrDefaultAsync(http.RequestAborted) : null;
        return new RazorComponentResult<DeclarationsPage>(
            new
            {
                Filter = filter,
                Rows = rows,
                Total = total,
                Page = page,
                Bodies = await declarations.BodiesWithAsync(kind, http.RequestAborted),
                Person = person ?? filter.Person?.ToString(),
                Organisation = rows.Select(r => r.Declaration.PaidBy).FirstOrDefault(n => n is not null) ?? filter.OrganisationKey,
                Errors = errors,
                Year = http.Request.Query["jaar"].ToString(),
                Search = http.Request.Query["zoek"].ToString(),
            }
        )
        {
            StatusCode = errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }

    private static async Task<IResult> ShowAsync(
        DeclarationKind kind,
        Guid id,
        long? version,
        HttpContext http,
        ViewMoment view,
        PublicDeclarations declarations,
        PublicNorms norms,
        LedgerPlaces ledger,
        TimeProvider clock
    )
    {
        PublicCache.ShownIn(http, id);
        var row = await declarations.RowAsync(id, kind, http.RequestAborted) ?? throw new ProblemException(Problem.NotFound(Texts.DeclarationNotFound));
        var current = row.Declaration;
        PublicCache.ShownIn(http, current.PersonId, current.BodyId);
        var history = await declarations.HistoryAsync(id, http.RequestAborted);
        var shown = current;
        if (view.KnownOn is { } moment)
        {
            shown = history.LastOrDefault(h => h.RecordedAt <= moment)?.State ?? throw new ProblemException(Problem.NotFound(Texts.DeclarationNotKnownThen));
        }
        else if (version is { } number && number != current.Version)
        {
            shown = history.FirstOrDefault(h => h.Version == number)?.State ?? throw new ProblemException(Problem.NotFound(Texts.VersionNotFound));
        }

        var places = await ledger.OfAsync(id, history, http.RequestAborted);
        if (places.Any(p => p.Number is null))
        {
            PublicCache.Passing(http);
        }

        var under = await norms.OfPersonAsync(
            current.PersonId,
            [(PublicMatter.Of(kind), current.BodyId, PublicNorms.TimeOf(shown))],
            view.AsOf ?? Kernel.Time.DutchClock.Today(clock),
            http.RequestAborted
        );
        return new RazorComponentResult<DeclarationPage>(
            new
            {
                Row = row,
                Shown = shown,
                Norms = (IReadOnlyList<PublicUnder>)[.. under[PublicMatter.Of(kind)]],
                History = Entries(current, history),
                Places = places,
                View = view,
            }
        );
    }

    private static List<HistoryEntry> Entries(Declaration declaration, IReadOnlyList<Recorded<Declaration>> history)
    {
        var entries = new List<HistoryEntry>();
        Declaration? before = null;
        foreach (var recorded in history)
        {
            entries.Add(
                new HistoryEntry(
                    PositionWords.Moment(recorded.RecordedAt),
                    PositionWords.Iso(recorded.RecordedAt),
                    PositionWords.Say(Texts.VersionNumber, recorded.Version),
                    before is null ? Texts.ChangeDeclaration : Texts.ChangeDeclarationAgain,
                    Reason: null,
                    before is null ? [] : DeclarationField.Changes(before, recorded.State),
                    $"{DeclarationAddress.Of(declaration)}?versie={recorded.Version}"
                )
            );
            before = recorded.State;
        }

        entries.Reverse();
        return entries;
    }
}
