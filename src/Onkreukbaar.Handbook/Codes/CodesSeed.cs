// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Drafting;

namespace Onkreukbaar.Handbook.Codes;

/// <summary>The invented municipality adopted a code for its councillors, with a lower threshold for gifts; its other bodies have the defaults.</summary>
internal sealed class CodesSeed(BodyCodes codes, SeedPlan plan)
{
    private static readonly DateOnly Adopted = new(2024, 6, 13);

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!plan.Names.Contains("body:voorbeeldstad", StringComparer.Ordinal))
        {
            return;
        }

        var body = await codes.BodyAsync(plan["body:voorbeeldstad"], cancellation);
        var present = await codes.AllAsync(body.Id, cancellation);
        if (present.Count > 0)
        {
            return;
        }

        var (library, from) = (codes.Shelf.National, new DateOnly(2024, 7, 1));
        string[] offices = ["raadslid", "burgerlid"];
        List<DraftNorm> norms = [];
        foreach (var norm in SettableNorm.Of(library, body.Kind, offices, from))
        {
            var own = norm.Norm.Id switch
            {
                "mgc-geschenk-melden-leden" => norm.Settings with { Cents = 25_00 },
                "mgc-reis-melden-leden" => norm.Settings with { Term = Days(3) },
                _ => norm.Settings,
            };
            if (own != norm.Settings)
            {
                norms.Add(new(norm, own));
            }
        }

        var draft = new CodeDraft
        {
            Id = "gedragscode-raadsleden",
            Title = new("Gedragscode raadsleden", "Code of conduct of councillors"),
            From = from,
            Adopted = new(Adopted, "de gemeenteraad"),
            BodyKind = body.Kind,
            Offices = offices,
            Norms = norms,
        };
        await codes.AdoptAsync(Guid.CreateVersion7(), body, present, codes.Check(body, present, draft.Write(library, codes.Shelf.Folder)), Act.BySystem(SeedPlan.Process), cancellation);
    }

    private static Term Days(int count) => Term.TryParse($"P{count}WD", out var term) ? term : throw new InvalidOperationException("A count of working days is a term.");
}
