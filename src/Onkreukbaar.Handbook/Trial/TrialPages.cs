// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Design;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Trial;

/// <summary>
/// "May I, must I?": asks the facts of one subject for one office and shows what the norms say of them. The facts are sent by POST, so that they
/// stand in no address and no log, and nothing of them is kept.
/// </summary>
internal static class TrialPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(HandbookAddress.Trial, AskAsync).Public();
        app.MapPost(HandbookAddress.Trial, AnswerAsync).Public();
    }

    private static async Task<IResult> AskAsync(HttpContext http, HandbookReader reader)
    {
        var view = await reader.ReadAsync(http.Request.Query, http.RequestAborted);
        return Page(http, view, Group(http, view), new Dictionary<string, string>(StringComparer.Ordinal), [], null, view.Errors.Count > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, IFormCollection form, HandbookReader reader)
    {
        var view = await reader.ReadAsync(http.Request.Query, http.RequestAborted);
        var typed = form.Where(f => !f.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value.ToString().Trim(), StringComparer.Ordinal);
        if (view.Errors.Count > 0 || view.Office is null || Group(http, view) is not { } group)
        {
            return Page(http, view, null, typed, [], null, StatusCodes.Status400BadRequest);
        }

        var errors = new FormErrors();
        var builder = new CaseFactsBuilder(view.Library.Facts).Set(FactCatalogue.ReferenceDate, view.Day);
        foreach (var fact in Facts(view, group))
        {
            Read(errors, builder, fact, typed.GetValueOrDefault(fact.Id));
        }

        if (errors.Any)
        {
            return Page(http, view, group, typed, [.. errors.All.Select(e => new FieldMessage(e.Field, e.Message))], null, StatusCodes.Status422UnprocessableEntity);
        }

        var facts = builder.Build();
        List<FieldMessage> contradictions = [.. new QuestionReader(view.Library).Contradictions(facts).Select(c => new FieldMessage(c.Field, c.Message))];
        if (contradictions.Count > 0)
        {
            return Page(http, view, group, typed, contradictions, null, StatusCodes.Status422UnprocessableEntity);
        }

        var question = new Question(view.Day, view.Office.Code, view.BodyKind, facts);
        IReadOnlyList<Finding> findings = [.. About(view, group).Select(n => NormLibrary.Apply(n, question)).Where(f => f.Verdict != Verdict.NotApplicable).OrderByDescending(f => Weight(f.Verdict))];
        return Page(http, view, group, typed, [], findings, StatusCodes.Status200OK);
    }

    /// <summary>Subjects of facts that the norms of the chosen office ask.</summary>
    public static IReadOnlyList<FactGroup> Groups(HandbookView view)
    {
        var asked = view.Norms.Where(n => n.Status != NormStatus.Bill).Select(n => n.About).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. view.Library.Facts.Groups.Where(g => asked.Contains(g.Id))];
    }

    /// <summary>The facts to ask: those that the norms about the subject look at, the subject's own first.</summary>
    public static IReadOnlyList<FactDefinition> Facts(HandbookView view, FactGroup group) =>
        [.. About(view, group).SelectMany(n => n.Asks).Where(f => f.Id != FactCatalogue.ReferenceDate).Distinct().OrderBy(f => f.Group != group.Id).ThenBy(f => Array.IndexOf([.. view.Library.Facts.All], f))];

    private static IEnumerable<Norm> About(HandbookView view, FactGroup group) => view.Norms.Where(n => n.About == group.Id && n.Status != NormStatus.Bill);

    private static FactGroup? Group(HttpContext http, HandbookView view) => view.BodyChoices.Count > 0 ? null : Groups(view).FirstOrDefault(g => g.Id == http.Request.Query["onderwerp"]);

    // What a person types is read as on every other form; what the catalogue understands is what machines write.
    private static void Read(FormErrors errors, CaseFactsBuilder builder, FactDefinition fact, string? typed)
    {
        if (string.IsNullOrEmpty(typed))
        {
            return;
        }

        var value = fact.Type switch
        {
            FactType.YesNo => typed switch { "ja" => "true", "nee" => "false", _ => null },
            FactType.Date => errors.Take(fact.Id, DateInput.Optional(typed)) is { } day ? HandbookAddress.Iso(day) : null,
            FactType.Amount => errors.Take(fact.Id, AmountInput.Optional(typed)) is { } cents ? (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture) : null,
            FactType.Number => typed.Replace(',', '.'),
            _ => typed,
        };
        if (value is not null && errors[fact.Id] is null && builder.Read(fact, value) is { } complaint)
        {
            errors.Add(fact.Id, "feit.ongeldig", complaint);
        }
    }

    // What asks for something comes first.
    private static int Weight(Verdict verdict) =>
        verdict switch
        {
            Verdict.Violates => 5,
            Verdict.MustPublish or Verdict.MustDisclose or Verdict.MustNotify or Verdict.MustAct or Verdict.AmountDue => 4,
            Verdict.PermittedWithExemption or Verdict.OwnJudgement => 3,
            Verdict.MustKeep or Verdict.MustDestroy => 2,
            Verdict.CannotTell => 1,
            _ => 0,
        };

    private static RazorComponentResult<TrialPage> Page(
        HttpContext http, HandbookView view, FactGroup? group, IReadOnlyDictionary<string, string> typed, IReadOnlyList<FieldMessage> errors, IReadOnlyList<Finding>? findings, int status)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new(new { Model = new TrialModel { View = view, Group = group, Typed = typed, Errors = [.. view.Errors, .. errors], Findings = findings } }) { StatusCode = status };
    }
}

/// <summary>What <see cref="TrialPage"/> shows.</summary>
public sealed class TrialModel
{
    internal TrialModel() { }

    internal HandbookView View { get; init; } = null!;

    internal FactGroup? Group { get; init; }

    internal IReadOnlyDictionary<string, string> Typed { get; init; } = null!;

    internal IReadOnlyList<FieldMessage> Errors { get; init; } = [];

    /// <summary>Null while nothing was asked yet.</summary>
    internal IReadOnlyList<Finding>? Findings { get; init; }

    internal string? Value(string field) => Typed.GetValueOrDefault(field);

    internal string? Error(string field) => Errors.FirstOrDefault(e => e.Field == field)?.Message;
}
