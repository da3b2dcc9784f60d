// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Design;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes.Keep;

/// <summary>What the pages of adding a code have in common.</summary>
internal static class CodeCrumbs
{
    public static IReadOnlyList<string> Steps => [Texts.StepCode, Texts.StepRules, Texts.StepCheck];

    public static IReadOnlyList<Crumb> Of(BodyCard body, string here) => [new(HandbookWords.Say(Texts.CodesOf, body.Name), CodeAddress.All(body.Id)), new(here)];

    public static IReadOnlyList<FieldMessage> Messages(this FormErrors errors) => [.. errors.All.Select(e => new FieldMessage(e.Field, e.Message))];

    public static string? For(this FormErrors errors, string field) => errors[field]?.Message;
}
