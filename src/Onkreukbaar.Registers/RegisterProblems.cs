// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers;

/// <summary>Failures of the registers with their stable codes.</summary>
internal static class RegisterProblems
{
    /// <summary>The role may keep entries but not publish them.</summary>
    public static Problem MayNotPublish() => new("toegang.geweigerd", 403, Texts.MayNotPublishTitle, Texts.MayNotPublishDetail);

    /// <summary>A look back over everything would read the whole history.</summary>
    public static Problem ChooseFirst() => new("bekendop.kies-eerst", 400, Texts.ChooseFirstTitle, Texts.ChooseFirstDetail);

    /// <summary>A term of office that never was is not changed any more.</summary>
    public static Problem TermStruck(string day) => new("ambtstermijn.geschrapt", 410, Texts.TermStruckTitle, PositionWords.Say(Texts.TermStruckText, day));

    /// <summary>It was public and is not shown any more.</summary>
    public static Problem Withdrawn() => new("nevenfunctie.ingetrokken", 410, Texts.WithdrawnTitle, Texts.WithdrawnText);
}
