// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Findings;

/// <summary>What the norms say of a position for one office of its holder.</summary>
/// <param name="Office">The office.</param>
/// <param name="All">Findings in play, the most pressing first.</param>
public sealed record OfficeFindings(NormOffice Office, IReadOnlyList<Finding> All);

/// <summary>
/// Bevindingen: applies the norms to a position for each office that the holder has at the register's body. Advice to the person and the clerk; nothing
/// is refused because of it, and where the law leaves the decision to the person, the person's own judgement is recorded with the position.
/// </summary>
internal sealed class PositionFindings(NormShelf shelf, OfficesMap map, PublicNorms norms, ReferenceData kinds, TimeProvider clock)
{
    internal const string KindFact = PositionJudge.KindFact;

    /// <summary>
    /// Offices at a kind of body, to choose from: those that norms know, and those that the installation's own data adds; all that norms know when there are
    /// none.
    /// </summary>
    public IReadOnlyList<Choice> Offices(string bodyKind)
    {
        var own = shelf.National.Offices.Where(o => o.Bodies.Contains(bodyKind, StringComparer.Ordinal)).Select(o => new Choice(o.Code, o.Label.ToString())).ToList();
        own.AddRange(
            kinds.OfficeKinds.Where(k => k.Bodies.Contains(bodyKind, StringComparer.Ordinal) && !own.Exists(o => string.Equals(o.Value, k.Code, StringComparison.Ordinal))).Select(k => new Choice(k.Code, k.Label))
        );
        return own.Count > 0 ? own : [.. shelf.National.Offices.Where(o => o.Bodies.Count > 0).Select(o => new Choice(o.Code, o.Label.ToString()))];
    }

    /// <summary>What the norms say today of a position as it stands, by office.</summary>
    public async Task<IReadOnlyList<OfficeFindings>> OfAsync(AncillaryPosition position, Guid person, BodyCard body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(position);
        ArgumentNullException.ThrowIfNull(body);
        return Judge(body).Of(position, await TermsAsync(position, person, body.Id, cancellation));
    }

    /// <summary>Applies today's norms to many positions of one body, without a query for each.</summary>
    public PositionJudge Judge(BodyCard body) => Judge(body, DutchClock.Today(clock));

    /// <summary>As <see cref="Judge(BodyCard)"/>, by the norms of a day.</summary>
    public PositionJudge Judge(BodyCard body, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new(shelf.For(body.Id), body.Kind, day);
    }

    /// <summary>As <see cref="Judge(BodyCard)"/>, for the lines of an import; null for a body that a dry run only said it would add.</summary>
    public async Task<LineFindings?> LinesAsync(Guid body, CancellationToken cancellation)
    {
        if (await map.Bodies.FirstOrDefaultAsync(b => b.Id == body, cancellation) is not { } card)
        {
            return null;
        }

        var terms = await map.Terms.Where(t => t.BodyId == body).ToListAsync(cancellation);
        return new(Judge(card), terms.ToLookup(t => t.PersonId));
    }

    /// <summary>The norms by which a position is public, on a day, one for each office of its holder.</summary>
    public async Task<IReadOnlyList<Norm>> PublishedUnderAsync(AncillaryPosition position, BodyCard body, DateOnly day, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(position);
        ArgumentNullException.ThrowIfNull(body);
        var terms = await TermsAsync(position, position.PersonId, body.Id, cancellation);
        return norms.Under(PublicMatter.Positions, body.Id, body.Kind, terms.Select(t => t.OfficeKind), day);
    }

    private async Task<IReadOnlyList<TermCard>> TermsAsync(AncillaryPosition position, Guid person, Guid body, CancellationToken cancellation) =>
        [.. PositionJudge.During(position, await map.Terms.Where(t => t.PersonId == person && t.BodyId == body).ToListAsync(cancellation))];
}
