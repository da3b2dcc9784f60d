// SPDX-License-Identifier: EUPL-1.2
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
    private const int MostOfBody = 100;

    public static IEnumerable<PagePart> All =>
        [new(PageSlot.Person, 20, PersonAsync), new(PageSlot.Person, 90, PersonChangesAsync), new(PageSlot.Body, 30, BodyAsync), new(PageSlot.Body, 40, AtBodyAsync), new(PageSlot.Home, 20, HomeAsync)];

    public static IEnumerable<TimelinePart> Timeline => [new(TimelineAsync)];

    public static IEnumerable<SearchPart> Search => [new(30, SearchAsync), new(40, SearchOrganisationsAsync)];

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

    private static async Task<SearchHits?> SearchOrganisationsAsync(IServiceProvider services, SearchContext context, CancellationToken cancellation)
    {
        IReadOnlyList<OrganisationRow> rows;
        int total;
        try
        {
            (rows, total) = await OrganisationPages.FindAsync(services.GetRequiredService<PublicPositions>(), services.GetRequiredService<OfficesMap>(), context.Text, context.View, 1, context.Limit, cancellation);
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
                [.. rows.Select(r => new SearchHit(r.Name, context.View.At($"{OrganisationPages.Path}/{r.Slug}"), PositionWords.Say(r.Positions == 1 ? Texts.OnePosition : Texts.CountPositions, r.Positions)))],
                total > rows.Count ? context.View.At(QueryText.Of(OrganisationPages.Path, ("zoek", context.Text))) : null
            );
    }

    private static async Task<RenderFragment?> PersonAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var positions = services.GetRequiredService<PublicPositions>();
        var rows = await positions.OfPersonAsync(context.SubjectId, context.View, cancellation);
        var given = await services.GetRequiredService<PublicDeclarations>().ReadAsync(context.View, context.SubjectId, organisation: null, cancellation);
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
                .. given.Select(g => (PublicMatter.Of(g.Declaration.Kind), g.Declaration.BodyId, PublicNorms.TimeOf(g.Declaration))),
                .. stated.Select(s => (PublicMatter.Of(s.Kind), s.BodyId, PublicNorms.TimeOf(s))),
            ],
            context.View.AsOf ?? today,
            cancellation
        );
        return Part<PersonPart>(
            (nameof(PersonPart.Rows), rows),
            (nameof(PersonPart.Given), given),
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
        var changes = await services
            .GetRequiredService<PublicChanges>()
            .ReadAsync(new ChangeQuery(20) { Person = context.SubjectId, Until = context.View.KnownOn }, cancellation);
        return changes.Count == 0 ? null : Part<ChangesPart>((nameof(ChangesPart.Title), Texts.PersonChanges), (nameof(ChangesPart.Changes), changes), (nameof(ChangesPart.View), context.View));
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
                .Take(200)
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
