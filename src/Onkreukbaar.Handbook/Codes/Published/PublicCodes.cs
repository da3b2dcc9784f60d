// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes.Published;

/// <summary>The codes of a body for everybody: the list, each code with its norms, and the file as adopted.</summary>
internal static class PublicCodes
{
    public static PagePart Part { get; } = new(PageSlot.Body, 85, PartAsync);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(CodeAddress.Public, ListAsync).Public().CachedPublic();
        app.MapGet(CodeAddress.Public + "/{code}", ShowAsync).Public().CachedPublic();
        app.MapGet(CodeAddress.Public + "/{code}/gedragscode.yaml", FileAsync).Public().CachedPublic();
    }

    private static async Task<RenderFragment?> PartAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var codes = services.GetRequiredService<BodyCodes>();
        var all = await codes.AllAsync(context.SubjectId, cancellation);
        if (all.Count == 0 && !(await codes.BodyAsync(context.SubjectId, cancellation)).KeepsRegister)
        {
            return null;
        }

        return builder =>
        {
            builder.OpenComponent<PublicCodesPart>(0);
            builder.AddComponentParameter(1, nameof(PublicCodesPart.Body), context.SubjectId);
            builder.AddComponentParameter(2, nameof(PublicCodesPart.Codes), (IReadOnlyList<CodeRow>)[.. all.Select(c => new CodeRow(c, codes.StateOf(c, all))).Where(r => r.State is CodeState.InForce or CodeState.Coming)]);
            builder.AddComponentParameter(3, nameof(PublicCodesPart.IsPast), context.View.IsPast);
            builder.CloseComponent();
        };
    }

    private static async Task<IResult> ListAsync(HttpContext http, string id, BodyCodes codes)
    {
        var body = await BodyAsync(http, id, codes);
        var all = await codes.AllAsync(body.Id, http.RequestAborted);
        return new RazorComponentResult<PublicCodesPage>(new { Body = body, Codes = all.Select(c => new CodeRow(c, codes.StateOf(c, all))).ToList() });
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string id, string code, BodyCodes codes)
    {
        var body = await BodyAsync(http, id, codes);
        var all = await codes.AllAsync(body.Id, http.RequestAborted);
        return new RazorComponentResult<PublicCodePage>(new { Model = CodeModel.Of(codes, body, Find(all, code), all) });
    }

    private static async Task<IResult> FileAsync(HttpContext http, string id, string code, BodyCodes codes)
    {
        var body = await BodyAsync(http, id, codes);
        var found = Find(await codes.AllAsync(body.Id, http.RequestAborted), code);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{found.Code}-{Shared.HandbookAddress.Iso(found.From)}.yaml\"";
        return Results.Text(found.Yaml, "application/yaml");
    }

    private static Task<BodyCard> BodyAsync(HttpContext http, string id, BodyCodes codes)
    {
        // The state of a code changes with the day, and the list with each adoption.
        PublicCache.ShownAsList(http);
        return IdInput.Required(id) is { Ok: true, Value: var known } ? codes.BodyAsync(known, http.RequestAborted) : throw new ProblemException(Problem.NotFound(Texts.NoSuchBody));
    }

    private static AdoptedCode Find(IReadOnlyList<AdoptedCode> all, string code) =>
        (IdInput.Required(code) is { Ok: true, Value: var id } ? all.FirstOrDefault(c => c.Id == id) : null) ?? throw new ProblemException(Problem.NotFound(Texts.NoSuchCode));
}
