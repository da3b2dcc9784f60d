// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Import;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers.AncillaryPositions.Findings;

/// <summary>What the norms say of the lines of an import: advice in the report, for lines that are new or changed.</summary>
/// <param name="judge">The norms of the register's body.</param>
/// <param name="terms">Terms at that body by person, as they were when the import began; an import of positions adds none.</param>
internal sealed class LineFindings(PositionJudge judge, ILookup<Guid, TermCard> terms)
{
    /// <summary>What leaves something to do or to choose; null when the holder has no office at the body in that period, so that no norm was applied.</summary>
    public IReadOnlyList<ImportFinding>? Of(AncillaryPosition position)
    {
        var offices = judge.Of(position, PositionJudge.During(position, terms[position.PersonId]));
        return offices.Count == 0
            ? null
            :
            [
                .. offices.SelectMany(o =>
                    o.All.Where(f => !PositionJudge.IsSettled(f))
                        .Select(f => new ImportFinding(
                            f.Norm.Id,
                            o.Office.Code,
                            f.Verdict.Code(),
                            f.Norm.Citation.ToString(),
                            f.Reason(CultureInfo.CurrentUICulture),
                            f.Outcome.By
                        ))
                ),
            ];
    }
}
