// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Problems of the web edge, and how any problem reaches a person (a page) or a machine (RFC 9457).</summary>
internal static class WebProblems
{
    public static Problem NotFound() => Problem.NotFound(Texts.NotFoundDetail);

    public static Problem Forbidden() => new("toegang.geweigerd", 403, Texts.ForbiddenTitle, Texts.ForbiddenDetail);

    public static Problem SignInFirst() => new("toegang.aanmelden", 401, Texts.SignInTitle, Texts.SignInDetail);

    /// <summary>Whoever only reads is not told about saving.</summary>
    public static Problem CannotRead() => new("opslag.onbeschikbaar", 503, Texts.CannotReadTitle, Texts.CannotReadDetail);

    public static Problem Unexpected(string trace) =>
        new("fout.onverwacht", 500, Texts.UnexpectedTitle, string.Format(System.Globalization.CultureInfo.CurrentCulture, Texts.UnexpectedDetail, trace));

    public static Problem OfStatus(int status) =>
        status switch
        {
            400 => new("verzoek.onleesbaar", 400, Texts.BadRequestTitle, Texts.BadRequestDetail),
            404 => NotFound(),
            405 => new("verzoek.methode", 405, Texts.MethodTitle, Texts.MethodDetail),
            406 => new("verzoek.formaat", 406, Texts.NotAcceptableTitle, Texts.NotAcceptableDetail),
            413 => new("verzoek.groot", 413, Texts.TooLargeTitle, Texts.TooLargeDetail),
            415 => new("verzoek.mediatype", 415, Texts.MediaTypeTitle, Texts.MediaTypeDetail),
            429 => new("verzoek.druk", 429, Texts.TooManyTitle, Texts.TooManyDetail),
            401 => SignInFirst(),
            403 => Forbidden(),
            _ => new("verzoek.fout", status, Texts.BadRequestTitle, Texts.BadRequestDetail),
        };

    /// <summary>Whether the caller wants problem+json rather than a page.</summary>
    public static bool IsMachine(HttpRequest request)
    {
        if (request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) || request.Path.StartsWithSegments("/logboek", StringComparison.Ordinal))
        {
            return true;
        }

        // A link to a file is followed by people and by programs; only browsers ask for a page.
        var accept = request.Headers.Accept.ToString();
        return (PublicData.IsAt(request.Path) || accept.Contains("json", StringComparison.OrdinalIgnoreCase)) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }

    public static async Task WriteAsync(HttpContext http, Problem problem)
    {
        if (IsMachine(http.Request))
        {
            http.Response.StatusCode = problem.Status;
            http.Response.ContentType = "application/problem+json";
            await http.Response.Body.WriteAsync(Json(problem, http.Request.Path));
            return;
        }

        SecurityHeaders.SetPage(http);
        SiteFrame.Fill(http);
        var asked = Asked(http.Request, problem);
        var page = new RazorComponentResult<Pages.ProblemPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(Pages.ProblemPage.Problem)] = problem,
                [nameof(Pages.ProblemPage.Typed)] = Typed(http, problem),
                [nameof(Pages.ProblemPage.Asked)] = asked,
                [nameof(Pages.ProblemPage.Action)] = $"{http.Request.PathBase}{http.Request.Path}{(asked.Count > 0 ? default : http.Request.QueryString)}",
            }
        )
        {
            StatusCode = problem.Status,
        };
        await page.ExecuteAsync(http);
    }

    // An address that was read and of which some part cannot be: what is wrong once, to be mended; the rest as often as it stood there.
    private static List<KeyValuePair<string, string>> Asked(HttpRequest request, Problem problem) =>
        HttpMethods.IsGet(request.Method) && problem.Errors.Any(e => request.Query.ContainsKey(e.Field))
            ?
            [
                .. request.Query.SelectMany(q =>
                    (problem.Errors.Any(e => e.Field == q.Key) ? [q.Value.ToString()] : q.Value.Select(v => v ?? "")).Select(v => new KeyValuePair<string, string>(q.Key, v))),
            ]
            : [];

    /// <summary>
    /// What a visitor typed in a form that was read and allowed, but could not be saved now: it goes back in the page, so that nothing is lost
    /// while a database is away. Secrets and files are left out.
    /// </summary>
    private static List<KeyValuePair<string, string>> Typed(HttpContext http, Problem problem) =>
        problem.Status != StatusCodes.Status503ServiceUnavailable || http.Features.Get<IFormFeature>()?.Form is not { Files.Count: 0 } form
            ? []
            :
            [
                .. form.Where(f => !f.Key.StartsWith("__", StringComparison.Ordinal) && !f.Key.Contains("wachtwoord", StringComparison.OrdinalIgnoreCase))
                    .SelectMany(f => f.Value.Select(v => new KeyValuePair<string, string>(f.Key, v ?? ""))),
            ];

    private static byte[] Json(Problem problem, string path)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteNumber("status", problem.Status);
            json.WriteString("title", problem.Title);
            json.WriteString("detail", problem.Detail);
            json.WriteString("instance", path);
            json.WriteString("code", problem.Code);
            if (problem.Errors.Count > 0)
            {
                json.WriteStartArray("errors");
                foreach (var error in problem.Errors)
                {
                    json.WriteStartObject();
                    json.WriteString("field", error.Field);
                    json.WriteString("code", error.Code);
                    json.WriteString("detail", error.Message);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
