// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Shared;

/// <summary>Norms in the order of the handbook: by phase of the integrity cycle, then by subject, what binds first.</summary>
internal static class NormGroups
{
    public static IReadOnlyList<(NormPhase Phase, IReadOnlyList<(string Topic, IReadOnlyList<Norm> Norms)> Topics)> Of(IReadOnlyList<Norm> norms) =>
        [
            .. norms.GroupBy(n => n.Phase).OrderBy(p => p.Key).Select(phase =>
                (phase.Key, (IReadOnlyList<(string, IReadOnlyList<Norm>)>)
                [
                    .. NormNames.Topics.Select(t => (t, (IReadOnlyList<Norm>)[.. phase.Where(n => n.Topic == t).OrderByDescending(HandbookWords.Holds)])).Where(t => t.Item2.Count > 0),
                ])),
        ];
}
