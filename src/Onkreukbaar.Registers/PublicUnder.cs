// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.AncillaryPositions.Findings;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers;

/// <summary>Something of office-holders that the register makes public, as norms speak of it.</summary>
/// <param name="Group">Group of facts that a norm is about.</param>
/// <param name="Topic">
/// Subject of the norm. A norm of another subject does not count: for civil servants publication holds for designated posts, which the register does
/// not know.
/// </param>
internal sealed record PublicMatter(string Group, string Topic)
{
    /// <summary>Nevenfuncties.</summary>
    public static PublicMatter Positions { get; } = new(PositionJudge.Group, "nevenfuncties");

    /// <summary>Inkomsten uit nevenfuncties.</summary>
    public static PublicMatter Income { get; } = new("inkomsten", "inkomsten");

    /// <summary>Geschenken.</summary>
    public static PublicMatter Gifts { get; } = new("geschenk", "geschenken");

    /// <summary>Reizen op kosten van anderen.</summary>
    public static PublicMatter Trips { get; } = new("reis", "reizen");

    /// <summary>What a gift or trip is.</summary>
    public static PublicMatter Of(DeclarationKind kind) => kind == DeclarationKind.Gift ? Gifts : Trips;

    /// <summary>What a statement is about.</summary>
    public static PublicMatter Of(StatementKind kind) => kind == StatementKind.IncomePublished ? Income : Positions;

    /// <summary>
    /// Whether a norm makes this public: one that asks for publication, or for disclosure in a register that lies open (it then names the ways). Only
    /// what holds: no default that a body has not adopted.
    /// </summary>
    public bool IsPublicUnder(Norm norm) =>
        norm.Status is NormStatus.InForce or NormStatus.Local
        && string.Equals(norm.About, Group, StringComparison.Ordinal)
        && string.Equals(norm.Topic, Topic, StringComparison.Ordinal)
        && (norm.Kind == NormKind.Publication || norm.Shape is DutyShape { Channels.Count: > 0 } or ThresholdShape { Due.Channels.Count: > 0 });
}

/// <summary>A norm by which something is public, at the body whose register holds it.</summary>
/// <param name="Norm">The norm.</param>
/// <param name="Body">The body: a norm may be its own.</param>
public sealed record PublicUnder(Norm Norm, Guid Body)
{
    /// <summary>Page of the norm in the handbook.</summary>
    public string Href => Norm.Status == NormStatus.Local ? QueryText.Of(NormAddress.Of(Norm.Id), ("overheidsorganisatie", Body.ToString())) : NormAddress.Of(Norm.Id);
}

/// <summary>An office that somebody held, as norms know it.</summary>
internal sealed record HeldOffice
{
    /// <summary>Where.</summary>
    public Guid BodyId { get; init; }

    /// <summary>Kind of the body.</summary>
    public required string BodyKind { get; init; }

    /// <summary>Kind of the office.</summary>
    public required string OfficeKind { get; init; }

    /// <summary>First possible day of the term.</summary>
    public DateOnly? From { get; init; }

    /// <summary>First day after the last possible day of the term.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>Says under which norms something of an office-holder is public: those of the offices held at the body in that time, on the day of looking.</summary>
internal sealed class PublicNorms(NormShelf shelf, RegisterStore store, OfficesMap map, PublicReads reads)
{
    /// <summary>The norms by which something is public on a day.</summary>
    /// <param name="matter">What it is.</param>
    /// <param name="body">In whose register it stands.</param>
    /// <param name="bodyKind">Kind of that body.</param>
    /// <param name="offices">Kinds of office that the person held there in the time that it is about.</param>
    /// <param name="day">Day of the law.</param>
    public IReadOnlyList<Norm> Under(PublicMatter matter, Guid body, string bodyKind, IEnumerable<string> offices, DateOnly day)
    {
        var library = shelf.For(body);
        return [.. offices.Distinct(StringComparer.Ordinal).SelectMany(o => library.For(o, bodyKind, day)).Where(matter.IsPublicUnder)];
    }

    /// <summary>The norms by which gifts, trips and statements of a person are public, each once.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="shown">What is shown: what it is, in whose register, and the time that it is about.</param>
    /// <param name="day">Day of the law.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>By what it is.</returns>
    public async Task<ILookup<PublicMatter, PublicUnder>> OfPersonAsync(
        Guid person, IReadOnlyCollection<(PublicMatter Matter, Guid Body, Period Time)> shown, DateOnly day, CancellationToken cancellation)
    {
        IReadOnlyList<HeldOffice> held = shown.Count == 0 ? [] : await reads.OfficesOf.ReadAsync(store, Held, person, cancellation);
        return shown
            .SelectMany(s => held
                .Where(h => h.BodyId == s.Body && Period.TryCreate(h.From, h.Until, out var term) && term.Overlaps(s.Time))
                .SelectMany(h => Under(s.Matter, s.Body, h.BodyKind, [h.OfficeKind], day))
                .Select(n => (s.Matter, Under: new PublicUnder(n, s.Body))))
            .Distinct()
            .ToLookup(f => f.Matter, f => f.Under);
    }

    /// <summary>Days on which a gift was received or a trip made; all time when that is not known.</summary>
    public static Period TimeOf(Declaration declaration) =>
        Period.TryCreate(declaration.Start?.First, (declaration.End ?? declaration.Start)?.Last.AddDays(1), out var time) ? time : Period.Always;

    /// <summary>The year of the income, or the day of the statement.</summary>
    public static Period TimeOf(Statement statement) =>
        statement.Year is { } year ? new(new(year, 1, 1), new(year + 1, 1, 1)) : new(statement.On, statement.On.AddDays(1));

    private IQueryable<HeldOffice> Held(Guid person) =>
        from term in map.Terms
        join body in map.Bodies on term.BodyId equals body.Id
        where term.PersonId == person
        select new HeldOffice
        {
            BodyId = term.BodyId,
            BodyKind = body.Kind,
            OfficeKind = term.OfficeKind,
            From = term.From,
            Until = term.Until,
        };
}
