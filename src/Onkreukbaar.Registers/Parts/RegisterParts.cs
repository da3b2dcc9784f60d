// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.AncillaryPositions.Published;
using Onkreukbaar.Registers.Changes;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Due;
using Onkreukbaar.Registers.Organisations;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers.Parts;

/// <summary>What the registers add to other modules' pages: positions, gifts and trips of a person, the register of a body, what changed.</summary>
internal static class RegisterParts
{
    /// <summary>Positions that the page of a body shows; the list shows them all.</summary>
    private const int MostOfBody = 25;

    /// <summary>Gifts, and trips, of a person on the page; what is more stands in the list.</summary>
    private const int GivenOfPerson = 100;

    /// <summary>Gifts, and trips, on the page of a body.</summary>
    private const int GivenOfBody = 20;

    /// <summary>Changes on the page of a person.</summary>
    private const int ChangesShown = 20;

    public static IEnumerable<PagePart> All =>
        [
            new(PageSlot.Person, 20, PersonAsync),
            new(PageSlot.Person, 90, PersonChangesAsync),
            new(PageSlot.Body, 30, BodyAsync),
            new(PageSlot.Body, 35, BodyDeclarationsAsync),
            new(PageSlot.Body, 40, AtBodyAsync),
            new(PageSlot.Home, 20, HomeAsync),
        ];

    public static IEnumerable<TimelinePart> Timeline => [new(TimelineAsync)];

    public static IEnumerable<SearchPart> Search =>
        [
            new(30, SearchAsync),
            new(33, (services, context, cancellation) => SearchDeclarationsAsync(DeclarationKind.Gift, services, context, cancellation)),
            new(36, (services, context, cancellation) => SearchDeclarationsAsync(DeclarationKind.Trip, services, context, cancellation)),
            new(40, SearchOrganisationsAsync),
        ];

    private static async Task<SearchHits?> SearchAsync(IServiceProvider services, SearchContext context, CancellationToken cancellation)
    {
        var positions = services.GetRequiredService<PublicPositions>();
        IReadOnlyList<PositionRow> rows;
        int total;
        try
        {
            (rows, total) = await positions.ListAsync(new PositionFilter(context.View) { Text = context.Text }, 1, context.Limit, cancellation);
        }
        catch (ProblemException tooMuch) when (string.Equals(tooMuch.Problem.Code, RegisterProblems.ChooseFirst().Code, StringComparison.Ordinal))
        {
            // So much was recorded since that all of it would be read: the list page finds it for one body, person or organisation.
            return new SearchHits(Texts.Positions, 0, [new SearchHit(Texts.SearchPastTooMuch, context.View.At(PublicList.Path), tooMuch.Problem.Title)], MoreHref: null);
        }

        return total == 0
            ? null
            : new SearchHits(
                Texts.Positions,
                total,
                [
                    .. rows.Select(r => new SearchHit(
                        r.Position.Organisation is { } organisation ? $"{r.Position.Description}, {organisation}" : r.Position.Description,
                        context.View.At(WorkplaceAddress.PublicPosition(r.Position.Id)),
                        $"{r.Person}, {r.Body}"
                    )),
                ],
                total > rows.Count ? context.View.At(QueryText.Of(PublicList.Path, ("zoek", context.Text))) : null
            );
    }

    private static async Task<SearchHits?> SearchDeclarationsAsync(DeclarationKind kind, IServiceProvider services, SearchContext context, CancellationToken cancellation)
    {
        var filter = new DeclarationFilter(kind, context.View) { Text = context.Text };
        IReadOnlyList<DeclarationRow> rows;
        int total;
        try
        {
            (rows, total) = await services.GetRequiredService<PublicDeclarations>().ListAsync(filter, 1, context.Limit, cancellation);
        }
        catch (ProblemException tooMuch) when (string.Equals(tooMuch.Problem.Code, RegisterProblems.ChooseFirst().Code, StringComparison.Ordinal))
        {
            // As with positions: the list finds it for one body, person or organisation.
            return new SearchHits(DeclarationWords.Many(kind), 0, [new SearchHit(DeclarationWords.Many(kind), context.View.At(DeclarationAddress.List(kind)), tooMuch.Problem.Title)], MoreHref: null);
        }

        return total == 0
            ? null
            : new SearchHits(
                DeclarationWords.Many(kind),
                total,
                [
                    .. rows.Select(r => new SearchHit(
                        r.Declaration.PaidBy is { } payer ? $"{r.Declaration.Description}, {payer}" : r.Declaration.Description,
                        context.View.At(DeclarationAddress.Of(r.Declaration)),
                        $"{r.Person}, {r.Body}"
                    )),
                ],
                total > rows.Count ? DeclarationQuery.Address(filter) : null
            );
    }

    private static async Task<SearchHits?> SearchOrganisationsAsync(IServiceProvider services, SearchContext context, CancellationToken cancellation)
    {
        IReadOnlyList<OrganisationRow> rows;
        int total;
        try
        {
            (rows, total) = await OrganisationPages.FindAsync(
                services.GetRequiredService<PublicPositions>(),
                services.GetRequiredService<PublicDeclarations>(),
                services.GetRequiredService<OfficesMap>(),
                context.Text,
                sort: null,
                context.View,
                1,
                context.Limit,
                cancellation
            );
        }
        catch (ProblemException tooMuch) when (string.Equals(tooMuch.Problem.Code, RegisterProblems.ChooseFirst().Code, StringComparison.Ordinal))
        {
            // The search in positions, which is refused for the same reason, says what to do.
            return null;
        }

        return total == 0
            ? null
            : new SearchHits(
                Texts.Organisations,
                total,
                [.. rows.Select(r => new SearchHit(r.Name, context.View.At($"{OrganisationPages.Path}/{r.Slug}"), r.Counts()))],
                total > rows.Count ? context.View.At(QueryText.Of(OrganisationPages.Path, ("zoek", context.Text))) : null
            );
    }

    private static async Task<RenderFragment?> PersonAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var positions = services.GetRequiredService<PublicPositions>();
        var rows = await positions.OfPersonAsync(context.SubjectId, context.View, cancellation);
        var total = rows.Count < PublicPositions.MostOfPerson
            ? rows.Count
            : (await positions.ListAsync(new PositionFilter(context.View) { Person = context.SubjectId }, 1, 1, cancellation)).Total;
        var given = await services.GetRequiredService<PublicDeclarations>().OfPersonAsync(context.SubjectId, context.View, GivenOfPerson, cancellation);
        var stated = await services.GetRequiredService<PublicStatements>().OfPersonAsync(context.SubjectId, context.View, cancellation);
        var today = positions.Today;
        // Who has a position, now or at the moment of looking, does not state to have none any more.
        stated =
        [
            .. stated.Where(s => s.Kind != StatementKind.NoPositions || !rows.Any(r => r.Position.BodyId == s.BodyId && !PositionWords.HasEnded(r.Position, context.View, today))),
        ];
        var norms = await services.GetRequiredService<PublicNorms>().OfPersonAsync(
            context.SubjectId,
            [
                .. given.SelectMany(g => g.Rows).Select(g => (PublicMatter.Of(g.Declaration.Kind), g.Declaration.BodyId, PublicNorms.TimeOf(g.Declaration))),
                .. stated.Select(s => (PublicMatter.Of(s.Kind), s.BodyId, PublicNorms.TimeOf(s))),
            ],
            context.View.AsOf ?? today,
            cancellation
        );
        return Part<PersonPart>(
            (nameof(PersonPart.Rows), rows),
            (nameof(PersonPart.Total), total),
            (nameof(PersonPart.MoreHref), context.View.At(QueryText.Of(PublicList.Path, ("persoon", context.SubjectId.ToString())))),
            (nameof(PersonPart.Given), given),
            (nameof(PersonPart.GivenFilter), (Func<DeclarationKind, DeclarationFilter>)(kind => new(kind, context.View) { Person = context.SubjectId })),
            (nameof(PersonPart.Stated), stated),
            (nameof(PersonPart.Today), today),
            (nameof(PersonPart.View), context.View),
            (nameof(PersonPart.StatedUnder), (IReadOnlyList<PublicUnder>)[.. norms[PublicMatter.Positions], .. norms[PublicMatter.Income]]),
            (nameof(PersonPart.GiftsUnder), (IReadOnlyList<PublicUnder>)[.. norms[PublicMatter.Gifts]]),
            (nameof(PersonPart.TripsUnder), (IReadOnlyList<PublicUnder>)[.. norms[PublicMatter.Trips]])
        );
    }

    private static async Task<RenderFragment?> PersonChangesAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var told = services.GetRequiredService<PublicChanges>();
        var changes = await told.ReadAsync(new ChangeQuery(ChangesShown + 1) { Person = context.SubjectId, Until = context.View.KnownOn }, cancellation);
        if (changes.Count == 0)
        {
            return null;
        }

        var more = changes.Count > ChangesShown
            ? PositionWords.Say(Texts.AllPersonChanges, (await told.CountAsync(context.SubjectId, context.View.KnownOn, cancellation)).ToString("N0", CultureInfo.CurrentCulture))
            : null;
        return Part<ChangesPart>(
            (nameof(ChangesPart.Title), Texts.PersonChanges),
            (nameof(ChangesPart.Changes), (IReadOnlyList<PublicChange>)[.. changes.Take(ChangesShown)]),
            (nameof(ChangesPart.MoreHref), more is null ? null : context.View.At(QueryText.Of(ChangePages.Path, ("persoon", context.SubjectId.ToString())))),
            (nameof(ChangesPart.MoreText), more),
            (nameof(ChangesPart.View), context.View)
        );
    }

    private static async Task<RenderFragment?> HomeAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var changes = await services.GetRequiredService<PublicChanges>().ReadAsync(new ChangeQuery(8) { Until = context.View.KnownOn }, cancellation);
        return changes.Count == 0
            ? null
            : Part<ChangesPart>(
                (nameof(ChangesPart.Title), Texts.ChangesTitle),
                (nameof(ChangesPart.Changes), changes),
                (nameof(ChangesPart.MoreHref), context.View.At(ChangePages.Path)),
                (nameof(ChangesPart.View), context.View)
            );
    }

    private static async Task<RenderFragment?> BodyAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var positions = services.GetRequiredService<PublicPositions>();
        var store = services.GetRequiredService<RegisterStore>();
        var body = context.SubjectId;
        var view = context.View;
        var filter = new PositionFilter(view) { Body = body, Sort = "persoon" };
        // What was known then is read once for all figures: those who had a position are counted from more than what held on the day.
        var known = view.KnownOn is null ? null : await positions.KnownAsync(filter with { View = view with { AsOf = null } }, cancellation);
        var held = known is null || view.AsOf is not { } day ? known : [.. known.Where(r => positions.Holds(r.Position, day))];
        var own = held is null ? positions.Positions(filter) : held.Select(r => r.Position).AsQueryable();
        Task<int> Count(Expression<Func<AncillaryPosition, bool>> which) => held is null ? own.CountAsync(which, cancellation) : Task.FromResult(own.Count(which));
        var persons = own.Select(p => p.PersonId).Distinct();
        var total = await Count(p => true);
        var map = services.GetRequiredService<OfficesMap>();
        if (
            await map.Bodies.FirstOrDefaultAsync(b => b.Id == body, cancellation) is not { } card
            || (total == 0 && !card.KeepsRegister && !await store.Set<AncillaryPosition>().AnyAsync(p => p.BodyId == body, cancellation))
        )
        {
            return null;
        }

        var kind = store.KindOf(typeof(AncillaryPosition));
        var visible = positions.Now;
        var last = known is not null
            ? known.Max(r => r.RecordedAt)
            : await store
                .Versions.Where(v => v.BodyId == body && v.Kind == kind && visible.Any(p => p.Id == v.SubjectId))
                .OrderByDescending(v => v.RecordedAt)
                .Select(v => (DateTime?)v.RecordedAt)
                .FirstOrDefaultAsync(cancellation);
        var state = new RegisterState(
            total,
            held is null ? await persons.CountAsync(cancellation) : persons.Count(),
            last,
            await Count(p => p.Organisation != null),
            await Count(p => p.Remuneration != Remuneration.Unknown),
            await Count(p => p.Start != null && p.UnreadPeriod == null && !p.EndedUndated)
        )
        {
            Holders = await services.GetRequiredService<PublicDue>().OfAsync(card, view, known?.Select(r => r.Position).ToList(), cancellation),
        };
        var (rows, count) = held is null ? await positions.ListAsync(filter, 1, MostOfBody, cancellation) : ([.. held.Take(MostOfBody)], held.Count);
        return Part<BodyPart>(
            (nameof(BodyPart.State), state),
            (nameof(BodyPart.Rows), rows),
            (nameof(BodyPart.Count), count),
            (nameof(BodyPart.Today), positions.Today),
            (nameof(BodyPart.BodyId), body),
            (nameof(BodyPart.View), view),
            (nameof(BodyPart.MoreHref), view.At($"{PublicList.Path}?overheidsorganisatie={body}"))
        );
    }

    /// <summary>Positions of others at the body, in whichever register they stand.</summary>
    private static async Task<RenderFragment?> AtBodyAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var key = OrganisationSlug.KeyOf(context.SubjectId);
        var count = context.View.IsPast ? 0 : await services.GetRequiredService<PublicPositions>().Now.CountAsync(p => p.OrganisationKey == key, cancellation);
        return count == 0 ? null : Part<AtBodyPart>((nameof(AtBodyPart.Count), count), (nameof(AtBodyPart.Href), $"{OrganisationPages.Path}/{OrganisationSlug.Of(key)}"));
    }

    private static async Task<RenderFragment?> BodyDeclarationsAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        DeclarationFilter Filter(DeclarationKind kind) => new(kind, context.View) { Body = context.SubjectId };
        var groups = await services.GetRequiredService<PublicDeclarations>().GroupsAsync(Filter, GivenOfBody, cancellation);
        return groups.All(g => g.Total == 0)
            ? null
            : builder =>
            {
                foreach (var group in groups)
                {
                    builder.AddContent(
                        0,
                        Part<DeclarationSection>(
                            (nameof(DeclarationSection.Group), group),
                            (nameof(DeclarationSection.Filter), (Func<DeclarationKind, DeclarationFilter>)Filter),
                            (nameof(DeclarationSection.ShowPerson), true)
                        )
                    );
                }
            };
    }

    private static async Task<IReadOnlyList<TimelineEntry>> TimelineAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var rows = await services.GetRequiredService<PublicPositions>().OfPersonAsync(context.SubjectId, context.View, cancellation);
        // A bar without any date would fill the whole width and say nothing.
        return
        [
            .. rows.Where(r => r.Position.Start is not null || r.Position.End is not null)
                .OrderBy(r => r.Position.From is null)
                .ThenBy(r => r.Position.From)
                .ThenBy(r => r.Position.Id)
                .Select(r => new TimelineEntry(
                    Texts.Positions,
                    r.Position.Organisation is { } organisation ? $"{r.Position.Description}, {organisation}" : r.Position.Description,
                    r.Position.Start,
                    r.Position.End,
                    context.View.At(WorkplaceAddress.PublicPosition(r.Position.Id))
                )),
        ];
    }

    private static RenderFragment Part<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent =>
        builder =>
        {
            builder.OpenComponent<T>(0);
            builder.AddMultipleAttributes(1, parameters.Select(p => new KeyValuePair<string, object>(p.Name, p.Value!)));
            builder.CloseComponent();
        };
}

/// <summary>How fresh and how complete the public register of a body is, stated plainly.</summary>
/// <param name="Total">Public positions.</param>
/// <param name="Persons">Persons who have them.</param>
/// <param name="LastChange">UTC moment of the latest public change.</param>
/// <param name="WithOrganisation">Positions that name an organisation.</param>
/// <param name="PaidKnown">Positions of which it is known whether they are paid.</param>
/// <param name="PeriodRead">Positions with a start, and a period that could be read.</param>
public sealed record RegisterState(int Total, int Persons, DateTime? LastChange, int WithOrganisation, int PaidKnown, int PeriodRead)
{
    /// <summary>Those who are in office at the moment of looking.</summary>
    public RegisterHolders Holders { get; init; } = new(0, 0, 0);
}

/// <summary>Office-holders of a body, counted; a person counts once.</summary>
/// <param name="All">In office at the moment of looking, in an office whose norm asks for a register.</param>
/// <param name="WithCurrent">Of them: with a position that lasts.</param>
/// <param name="OnlyPast">Of them: with ended positions only.</param>
public sealed record RegisterHolders(int All, int WithCurrent, int OnlyPast)
{
    /// <summary>Of them: stated to have none, and nothing in the register says otherwise.</summary>
    public int StatedNone { get; init; }

    /// <summary>Without any position or statement: they have none, or have not reported it yet. The register does not know which.</summary>
    public int Nothing => All - WithCurrent - OnlyPast - StatedNone;

    /// <summary>What the norms ask of them.</summary>
    public IReadOnlyList<AskedByLaw> Asked { get; init; } = [];
}
