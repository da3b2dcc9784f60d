// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Problems;

namespace Onkreukbaar.Registers;

/// <summary>Failures of the registers with their stable codes.</summary>
internal static class RegisterProblems
{
    /// <summary>The role may keep entries but not publish them.</summary>
    public static Problem MayNotPublish() => new("toegang.geweigerd", 403, Texts.MayNotPublishTitle, Texts.MayNotPublishDetail);

    /// <summary>A look back over everything would read the whole history.</summary>
    public static Problem ChooseFirst() => new("bekendop.kies-eerst", 400, Texts.ChooseFirstTitle, Texts.ChooseFirstDetail);

    /// <summary>The entry's state forbids it.</summary>
    public static Problem WrongState(string detail) => Problem.Conflict("nevenfunctie.toestand", detail);
}
