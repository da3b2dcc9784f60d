// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Findings;

/// <summary>What the norms say of the lines of an import: advice in the report, for lines that are new or changed.</summary>
/// <param name="judge">The norms of the register's body.</param>
/// <param name="terms">Terms at that body by person, as they were when the import began; an import of positions adds none.</param>
internal sealed class LineFindings(PositionJudge judge, ILookup<Guid, TermCard> terms)
{
    /// <summary>Most cases that are remembered: a few megabytes, however long the list.</summary>
    private const int MostRemembered = 10_000;

    // Most lines of a list are alike in all that norms ask; making the sentences costs more than applying the norms.
    private readonly Dictionary<(string Office, PositionCase Known), IReadOnlyList<ImportFinding>> remembered = [];

    /// <summary>What leaves something to do or to choose; null when the holder has no office at the body in that period, so that no norm was applied.</summary>
    public IReadOnlyList<ImportFinding>? Of(AncillaryPosition position)
    {
        List<ImportFinding>? found = null;
        HashSet<string>? offices = null;
        foreach (var term in PositionJudge.During(position, terms[position.PersonId]))
        {
            var norms = judge.At(term.OfficeKind);
            if (norms.Office is { } office && (offices ??= new(StringComparer.Ordinal)).Add(office.Code))
            {
                (found ??= []).AddRange(Said(office, norms.Positions, PositionCase.Of(position, term)));
            }
        }

        return found;
    }

    private IReadOnlyList<ImportFinding> Said(NormOffice office, IReadOnlyList<Norm> norms, PositionCase known)
    {
        if (!remembered.TryGetValue((office.Code, known), out var said))
        {
            said =
            [
                .. judge
                    .Of(office, norms, known)
                    .Where(f => !PositionJudge.IsSettled(f))
                    .Select(f => new ImportFinding(f.Norm.Id, office.Code, f.Verdict.Code(), f.Norm.Citation.ToString(), f.Reason(CultureInfo.CurrentUICulture), f.Outcome.By)),
            ];
            if (remembered.Count < MostRemembered)
            {
                remembered.Add((office.Code, known), said);
            }
        }

        return said;
    }
}
