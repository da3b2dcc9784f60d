// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices.Entities;

namespace Onkreukbaar.Offices.Seed;

/// <summary>
/// An invented municipality with its province and water authority, and people whose names nobody bears. The same at every run, so that
/// pictures and tests stay the same.
/// </summary>
internal sealed class OfficesSeed(RegisterStore store, ReferenceData reference, SeedPlan plan, TimeProvider clock)
{
    private const string Source = "voorbeeld:";

    private static readonly string[] GivenNames =
    [
        "Anouk", "Bilal", "Carla", "Daan", "Elif", "Femke", "Gijs", "Hanna", "Ilse", "Joris", "Khadija", "Lars", "Mirjam", "Noor", "Okke",
        "Petra", "Quinten", "Ravi", "Sanne", "Teun", "Ulrike", "Vera", "Wout", "Xandra", "Yusuf", "Zoë",
    ];

    private static readonly (string? Particle, string Family)[] FamilyNames =
    [
        (null, "Verzonnen"), ("van der", "Verbeelding"), (null, "Denkbeeld"), ("de", "Bedachte"), (null, "Luchtkasteel"), ("van den", "Droom"),
        (null, "Papierstra"), ("van", "Nergenshuizen"), (null, "IJdelhand"), ("ter", "Fictie"), (null, "Proefstra"), ("van 't", "Voorbeeld"),
        (null, "Schijnveld-Bedacht"), ("op de", "Fantasieberg"), (null, "Zogenaamd"), ("in 't", "Sprookje"), (null, "Ëndeloos"),
    ];

    private static readonly string[] Factions =
    [
        "Samen Voorbeeldstad", "Partij voor Morgen", "Lokaal Verzonnen", "De Groene Gedachte", "Ouderen Nu", "Vrije Stedelingen",
    ];

    private int people;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (await store.Set<PublicBody>().FirstOrDefaultAsync(b => b.SourceKey == Source + "voorbeeldstad", cancellation) is not null)
        {
            await RememberAsync(cancellation);
            return;
        }

        var province = Body("voorbeeldland", "Provincie Voorbeeldland", "provincie", parent: null);
        var city = Body("voorbeeldstad", "Gemeente Voorbeeldstad", "gemeente", province.Id);
        var water = Body("voorbeelddelta", "Waterschap De Voorbeelddelta", "waterschap", parent: null);

        Hold(city, "burgemeester", 1, null);
        Hold(city, "wethouder", 5, null);
        Hold(city, "raadslid", 27, Factions);
        Hold(city, "griffier", 1, null);
        Hold(city, "gemeentesecretaris", 1, null);
        Hold(province, "commissaris_van_de_koning", 1, null);
        Hold(province, "gedeputeerde", 4, null);
        Hold(province, "statenlid", 9, Factions);
        Hold(water, "dijkgraaf", 1, null);
        Hold(water, "dagelijks_bestuurslid", 3, null);
        Hold(water, "algemeen_bestuurslid", 8, Factions);
        var moment = clock.GetUtcNow().UtcDateTime.AddDays(-400);
        await store.SaveAsync(Act.BySystem(SeedPlan.Process, "voorbeeld") with { At = moment }, cancellation);
        await RememberAsync(cancellation);
    }

    /// <summary>Leaves the ids of bodies, persons and terms for the modules that seed after this one.</summary>
    private async Task RememberAsync(CancellationToken cancellation)
    {
        foreach (var body in await store.Set<PublicBody>().AsNoTracking().Where(b => b.SourceKey!.StartsWith(Source)).ToListAsync(cancellation))
        {
            plan["body:" + body.SourceKey![Source.Length..]] = body.Id;
        }

        foreach (var term in await store.Set<TermOfOffice>().AsNoTracking().Where(t => t.SourceKey!.StartsWith(Source)).ToListAsync(cancellation))
        {
            var name = term.SourceKey![Source.Length..];
            plan["term:" + name] = term.Id;
            plan["person:" + name] = term.PersonId;
        }
    }

    private PublicBody Body(string key, string name, string kind, Guid? parent)
    {
        var body = new PublicBody
        {
            Name = name,
            Kind = kind,
            ParentId = parent,
            KeepsRegister = true,
            From = new DateOnly(1993, 1, 1),
            SourceKey = Source + key,
        };
        body.Derive(reference);
        store.Add(body);
        return body;
    }

    private void Hold(PublicBody body, string kind, int count, string[]? factions)
    {
        var office = new Office
        {
            BodyId = body.Id,
            Kind = kind,
            Label = reference.Office(kind).Nl,
            SourceKey = $"{body.SourceKey}/{kind}",
        };
        store.Add(office);
        for (var i = 0; i < count; i++)
        {
            var number = people++;
            var (particle, family) = FamilyNames[number % FamilyNames.Length];
            var given = GivenNames[number * 7 % GivenNames.Length];
            var person = new Person { FamilyName = family, SourceKey = $"{body.SourceKey}/{kind}/{i + 1}" };
            person.Name(
                new PersonName
                {
                    Family = family,
                    Tussenvoegsel = particle,
                    Given = given,
                    Initials = $"{given[0]}.{(char)('A' + (number * 5 % 26))}.",
                }
            );
            store.Add(person);
            var term = new TermOfOffice
            {
                BodyId = body.Id,
                PersonId = person.Id,
                OfficeId = office.Id,
                // Election days differ per body; single appointments fall in between.
                Start = count > 5 ? new PartialDate(2022, 3, 30) : new PartialDate(2019 + (number % 5), 1 + (number % 12)),
                Faction = factions is null ? null : OverTime.Whole(factions[i * 5 % factions.Length]),
                FullTimePercent = kind is "wethouder" or "gedeputeerde" ? OverTime.Whole(number % 2 == 0 ? 100 : 80) : null,
                SourceKey = $"{body.SourceKey}/{kind}/{i + 1}",
            };
            Change(term);
            term.Derive();
            store.Add(term);
        }
    }

    /// <summary>A councillor who left the own faction, and an alderman whose council fixed another share of full time.</summary>
    private static void Change(TermOfOffice term)
    {
        switch (term.SourceKey)
        {
            case Source + "voorbeeldstad/raadslid/3":
                OverTime.Change(term.Faction, new TermPart<string>("Lijst Verdergaan"), new(2024, 9, 12), term.Start, out var faction);
                term.Faction = faction;
                break;
            case Source + "voorbeeldstad/wethouder/2":
                term.FullTimePercent = OverTime.Whole(100);
                OverTime.Change(term.FullTimePercent, new TermPart<int>(80), new(2025, 3, 1), term.Start, out var share);
                term.FullTimePercent = share;
                break;
            default:
                break;
        }
    }
}
