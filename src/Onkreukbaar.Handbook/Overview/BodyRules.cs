// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Design;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Overview;

/// <summary>On a body's page: the rules for each office that it has, with the codes that it adopted.</summary>
internal static class BodyRules
{
    public static PagePart Part { get; } = new(PageSlot.Body, 80, LoadAsync);

    private static async Task<RenderFragment?> LoadAsync(IServiceProvider services, PartContext context, CancellationToken cancellation)
    {
        var body = await services.GetRequiredService<OfficesMap>().Bodies.FirstOrDefaultAsync(b => b.Id == context.SubjectId, cancellation);
        var library = services.GetRequiredService<NormShelf>().For(context.SubjectId);
        List<PageLink> links =
        [
            .. library.Offices.Where(o => body is not null && o.Bodies.Contains(body.Kind, StringComparer.Ordinal)).Select(o => new PageLink(
                HandbookWords.Capital(o.Label.ToString()),
                HandbookAddress.With(HandbookAddress.Root, ("ambt", o.Code), ("overheidsorganisatie", context.SubjectId.ToString()), ("peildatum", context.View.AsOf is { } day ? HandbookAddress.Iso(day) : null)))),
        ];
        return links.Count == 0
            ? null
            : builder =>
            {
                builder.OpenComponent<BodyRulesPart>(0);
                builder.AddComponentParameter(1, nameof(BodyRulesPart.Links), links);
                builder.CloseComponent();
            };
    }
}
