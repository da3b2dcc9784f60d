// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;

namespace Onkreukbaar.Registers.Import;

/// <summary>What the lines of a list say of the income of their positions, judged by the rule of the clerk's form and kept beside the position.</summary>
/// <param name="run">The import.</param>
/// <param name="rules">Decides whether an amount may be kept.</param>
/// <param name="body">Whose register it is.</param>
/// <param name="terms">Terms at that body by person, as they were when the import began; an import of positions adds none.</param>
/// <param name="today">Dutch day of the import, on which a new amount becomes public.</param>
internal sealed class IncomeLines(ImportRun run, IncomeRules rules, BodyCard body, ILookup<Guid, TermCard> terms, DateOnly today)
{
    private readonly Dictionary<Guid, AncillaryPosition> positions = [];
    private ILookup<Guid, PositionIncome> known = Array.Empty<PositionIncome>().ToLookup(i => i.PositionId);

    /// <summary>
    /// Reads some positions, and what is kept of their income or was removed. To be called again for each batch, since saving lets go of everything.
    /// </summary>
    public async Task LoadAsync(List<Guid> ids, CancellationToken cancellation)
    {
        positions.Clear();
        List<PositionIncome> found = [];
        if (ids.Count > 0)
        {
            found = await run.Store.Set<PositionIncome>().Where(i => EF.Parameter(ids).Contains(i.PositionId)).ToListAsync(cancellation);
            await foreach (var position in run.Store.Set<AncillaryPosition>().AsNoTracking().Where(p => EF.Parameter(ids).Contains(p.Id)).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                positions.Add(position.Id, position);
            }
        }

        known = found.ToLookup(i => i.PositionId);
    }

    /// <summary>One of the positions that were read, as the register has it.</summary>
    public AncillaryPosition Position(Guid id) => positions[id];

    /// <summary>Whether the register says what the line says, or was told so before: what the clerk made of it since stays until the line changes.</summary>
    public bool IsKnown(Guid position, LineIncome said) =>
        Now(position, said.Year) is { } now
            ? now.AmountCents == said.Cents || string.Equals(now.SourceHash, said.Hash, StringComparison.Ordinal)
            : Of(position, said.Year).Any(i => string.Equals(i.SourceHash, said.Hash, StringComparison.Ordinal));

    /// <summary>Refuses the line when the register may not keep its amount.</summary>
    /// <param name="line">The line.</param>
    /// <param name="said">Its income.</param>
    /// <param name="position">As the line leaves it.</param>
    /// <exception cref="LineRefusedException">No norm asks for it, or a clerk filled in or removed that year.</exception>
    public void Admit(SourceLine line, LineIncome said, AncillaryPosition position)
    {
        if (IsKnown(position.Id, said))
        {
            return;
        }

        var now = Now(position.Id, said.Year);
        if (now is { SourceHash: null })
        {
            // As on the form: an amount that was filled in by hand is corrected by hand.
            throw line.Refuse(said.Field, new("inkomsten.bestaat", PositionWords.Say(Texts.IncomeExists, PositionWords.Year(said.Year))));
        }

        if (now is null && Of(position.Id, said.Year).Any())
        {
            throw line.Refuse(said.Field, new("inkomsten.weggehaald", PositionWords.Say(Texts.ImportIncomeRemoved, PositionWords.Year(said.Year))));
        }

        if (rules.ToKeep(position, terms[position.PersonId], body.Kind, said.Year).Error is { } error)
        {
            throw line.Refuse(said.Field, error);
        }
    }

    /// <summary>Keeps an amount that was admitted.</summary>
    /// <returns>What that does, and the income; null when the register says so already.</returns>
    public (ImportOutcome Outcome, Guid Income)? Keep(LineIncome said, AncillaryPosition position)
    {
        if (IsKnown(position.Id, said))
        {
            return null;
        }

        var income = Now(position.Id, said.Year);
        if (income is null)
        {
            income = new()
            {
                BodyId = body.Id,
                PersonId = position.PersonId,
                PositionId = position.Id,
                Year = said.Year,
                PublishedOn = today,
            };
            run.Store.Add(income);
        }

        income.AmountCents = said.Cents;
        income.SourceHash = said.Hash;
        income.Derive();
        return (run.OutcomeOf(income), income.Id);
    }

    private PositionIncome? Now(Guid position, int year) => Of(position, year).FirstOrDefault(i => !i.Retracted);

    private IEnumerable<PositionIncome> Of(Guid position, int year) => known[position].Where(i => i.Year == year);
}

/// <summary>The income that a line brings.</summary>
/// <param name="Year">Calendar year that is over.</param>
/// <param name="Cents">Whole cents of a euro.</param>
/// <param name="Hash">Of both as the list writes them, to tell a changed line from one that a clerk corrected.</param>
/// <param name="Field">Field of the amount, to which a refusal belongs.</param>
internal sealed record LineIncome(int Year, long Cents, string Hash, string Field);
