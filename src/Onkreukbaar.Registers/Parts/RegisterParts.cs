// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
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
            return new SearchHits(Texts.Positions, 0, [new SearchHit(Texts.SearchPastTooMuch, PublicList.Path, tooMuch.Problem.Title)], MoreHref: null);
        }

        return total == 0
            ? null
            : new SearchHits(
                Texts.Positions,
                total,
                [
                    .. rows.Select(r => new SearchHit(
                        r.Position.Organisation is { } organisation ? $"{r.Position.Description}, {organisation}" : r.Position.Description,
                        QueryText.Of(WorkplaceAddress.PublicPosition(r.Position.Id), Moment(context.View)),
                        $"{r.Person}, {r.Body}"
                    )),
                ],
                total > rows.Count ? QueryText.Of(PublicList.Path, [("zoek", context.Text), .. Moment(context.View)]) : null
            );
    }

    private static (string Name, string? Value)[] Moment(ViewMoment view) =>
        [("peildatum", view.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("bekendOp", view.KnownOn is { } moment ? PositionWords.Iso(moment) : null)];

    private static async Task<SearchHits?> SearchOrganisationsAsync(IServiceProvider services, SearchContext context, CancellationToken cancellation)
    {
        if (context.View.KnownOn is not null)
        {
            return null;
        }

        var (rows, total) = await OrganisationPages.FindAsync(services.GetRequiredService<PublicPositions>(), services.GetRequiredService<OfficesMap>(), context.Text, 1, context.Limit, cancellation);
        return total == 0
            ? null
            : new SearchHits(
                Texts.Organisations,
                total,
                [.. rows.Select(r => new SearchHit(r.Name, $"{OrganisationPages.Path}/{r.Slug}", PositionWords.Say(r.Positions == 1 ? Texts.OnePosition : Texts.CountPositions, r.Positions)))],
                total > rows.Count ? QueryText.Of(OrganisationPages.Path, ("zoek", context.Text)) : null
            );
    }

    private static async Task<RenderFragment?> PersonAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var positions = services.GetRequiredService<PublicPositions>();
        var rows = await positions.OfPersonAsync(context.SubjectId, context.View, cancellation);
        var given = await services.GetRequiredService<PublicDeclarations>().ReadAsync(context.View, context.SubjectId, organisation: null, cancellation);
        var stated = await services.GetRequiredService<PublicStatements>().OfPersonAsync(context.SubjectId, context.View, cancellation);
        var today = positions.Today;
        // Who has a position now does not state to have none any more.
        stated = [.. stated.Where(s => s.Kind != StatementKind.NoPositions || !rows.Any(r => r.Position.BodyId == s.BodyId && !PositionWords.HasEnded(r.Position, today)))];
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
        return changes.Count == 0 ? null : Part<ChangesPart>((nameof(ChangesPart.Title), Texts.PersonChanges), (nameof(ChangesPart.Changes), changes));
    }

    private static async Task<RenderFragment?> HomeAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var changes = await services.GetRequiredService<PublicChanges>().ReadAsync(new ChangeQuery(8), cancellation);
        return changes.Count == 0
            ? null
            : Part<ChangesPart>((nameof(ChangesPart.Title), Texts.ChangesTitle), (nameof(ChangesPart.Changes), changes), (nameof(ChangesPart.MoreHref), ChangePages.Path));
    }

    private static async Task<RenderFragment?> BodyAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var positions = services.GetRequiredService<PublicPositions>();
        var store = services.GetRequiredService<RegisterStore>();
        var body = context.SubjectId;
        var own = positions.Now.Where(p => p.BodyId == body);
        var total = await own.CountAsync(cancellation);
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
        var last = await store
            .Versions.Where(v => v.BodyId == body && v.Kind == kind && visible.Any(p => p.Id == v.SubjectId))
            .OrderByDescending(v => v.RecordedAt)
            .Select(v => (DateTime?)v.RecordedAt)
            .FirstOrDefaultAsync(cancellation);
        var state = new RegisterState(
            total,
            await own.Select(p => p.PersonId).Distinct().CountAsync(cancellation),
            last,
            await own.CountAsync(p => p.Organisation != null, cancellation),
            await own.CountAsync(p => p.Remuneration != Remuneration.Unknown, cancellation),
            await own.CountAsync(p => p.Start != null && p.UnreadPeriod == null && !p.EndedUndated, cancellation)
        )
        {
            Holders = await services.GetRequiredService<PublicDue>().OfAsync(card, cancellation),
        };
        var (rows, count) = await positions.ListAsync(new PositionFilter(context.View) { Body = body, Sort = "persoon" }, 1, 100, cancellation);
        return Part<BodyPart>(
            (nameof(BodyPart.State), state),
            (nameof(BodyPart.Rows), rows),
            (nameof(BodyPart.Count), count),
            (nameof(BodyPart.Today), positions.Today),
            (nameof(BodyPart.BodyId), body),
            (nameof(BodyPart.IsPast), context.View.IsPast),
            (nameof(BodyPart.MoreHref), $"{PublicList.Path}?overheidsorganisatie={body}")
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
                    WorkplaceAddress.PublicPosition(r.Position.Id)
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
    /// <summary>Those who are in office now.</summary>
    public RegisterHolders Holders { get; init; } = new(0, 0, 0);
}

/// <summary>Office-holders of a body, counted; a person counts once.</summary>
/// <param name="All">In office now, in an office whose norm asks for a register.</param>
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
