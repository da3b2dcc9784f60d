// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.AncillaryPositions.Incomes;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers.Seed;

/// <summary>Invented positions, gifts and trips with a history: declared, published, corrected, ended, one withdrawn.</summary>
internal sealed class RegistersSeed(RegisterStore store, OfficesMap map, IncomeRules rules, SeedPlan plan, TimeProvider clock)
{
    private static readonly string[] Functions =
    [
        "Lid raad van toezicht", "Bestuurslid", "Voorzitter", "Penningmeester", "Adviseur", "Docent", "Eigenaar", "Commissaris", "Vrijwilliger",
        "Lid adviesraad", "Ambassadeur", "Redacteur",
    ];

    private static readonly (string Name, bool Paid)[] Organisations =
    [
        ("Stichting Het Verzonnen Theater", false), ("Coöperatie Windmolens Voorbeeldstad U.A.", true), ("Roeivereniging De Droge Sloot", false),
        ("Denkraam Advies B.V.", true), ("Bibliotheek De Lege Bladzijde", false), ("Woonstichting Luchtkasteel", true),
        ("Voetbalclub FC Nergenshuizen", false), ("Hogeschool Fictie", true), ("Voedselbank De Volle Mand Voorbeeldland", false),
        ("Zorggroep De Bedachte Hof", true), ("Harmonie Zonder Noten", false), ("Drukkerij Papierstra B.V.", true),
        ("Stichting Vrienden van de Verbeelding", false), ("Energiebedrijf Denkbeeldig N.V.", true),
    ];

    private readonly DateTime now = clock.GetUtcNow().UtcDateTime;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (await store.Set<AncillaryPosition>().AnyAsync(p => p.Source == SeedPlan.Source, cancellation))
        {
            return;
        }

        var holders = plan.Names.Where(n => n.StartsWith("person:", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        List<AncillaryPosition> made = [];
        List<Statement> stated = [];
        for (var h = 0; h < holders.Count; h++)
        {
            var key = holders[h]["person:".Length..];
            var body = plan["body:" + key.Split('/')[0]];
            if (h % 16 == 15)
            {
                // One in two of these stated to have none; of the others nothing is known.
                if (h % 32 == 15)
                {
                    stated.Add(Stated(StatementKind.NoPositions, null, 250, body, plan[holders[h]]));
                }

                continue;
            }

            if (key.Contains("/burgemeester/", StringComparison.Ordinal))
            {
                stated.Add(Stated(StatementKind.IncomePublished, now.Year - 1, 240, body, plan[holders[h]]));
            }

            for (var i = 0; i < 1 + (h * 7 % 4); i++)
            {
                made.Add(Position(h, i, body, plan[holders[h]], plan["term:" + key]));
            }

            if (h % 6 == 0)
            {
                store.Add(Gift(h, body, plan[holders[h]]));
            }

            if (h % 9 == 0)
            {
                store.Add(Trip(h, body, plan[holders[h]]));
            }
        }

        foreach (var (process, isSo) in new (string, Predicate<AncillaryPosition>)[]
        {
            (RegisterProcesses.Publish, p => p.IsPublic),
            (RegisterProcesses.Declare, p => p.State == PositionState.Declared),
            (RegisterProcesses.Draft, p => p.State == PositionState.Draft),
        })
        {
            store.AddRange(made.FindAll(isSo));
            await SaveAsync(process, -300, null, cancellation);
        }

        store.AddRange(stated);
        await SaveAsync(RegisterProcesses.RecordStatement, -239, null, cancellation);

        await IncomeAsync(made, cancellation);

        // A correction with its reason, an ending, and one that is hidden for safety.
        var chosen = made.Where(p => p.State == PositionState.Published).ToList();
        Change(chosen[1], p => p.Organisation = "Woonstichting Luchtkasteel Voorbeeldstad");
        await SaveAsync(RegisterProcesses.Correct, -120, "De naam van de organisatie was onvolledig.", cancellation);
        Change(
            chosen[3],
            p =>
            {
                p.End = new PartialDate(now.Year, 6);
                p.State = PositionState.Ended;
            }
        );
        await SaveAsync(RegisterProcesses.End, -45, null, cancellation);
        Change(
            chosen[5],
            p =>
            {
                p.Withdrawn = true;
                p.WithdrawalGround = "Voorbeeld: bedreiging op het adres van de organisatie.";
                p.WithdrawnUntil = DutchClock.DateOf(now.AddDays(120));
            }
        );
        await SaveAsync(RegisterProcesses.Withdraw, -20, "Veiligheid", cancellation);
        Change(chosen[8], p => p.HoursPerMonth = 12);
        await SaveAsync(RegisterProcesses.Correct, -3, "Het aantal uren is veranderd.", cancellation);
    }

    /// <summary>What one full-time alderman earned beside the office last year: asked of the norms, as for everybody.</summary>
    private async Task IncomeAsync(List<AncillaryPosition> made, CancellationToken cancellation)
    {
        const int DaysAgo = 236;
        var day = DutchClock.DateOf(now.AddDays(-DaysAgo));
        var city = plan["body:voorbeeldstad"];
        var kind = await map.Bodies.Where(b => b.Id == city).Select(b => b.Kind).SingleAsync(cancellation);
        var terms = (await map.Terms.Where(t => t.BodyId == city && t.OfficeKind == "wethouder").ToListAsync(cancellation)).ToLookup(t => t.PersonId);
        var paid = made.Find(p =>
            p.BodyId == city && p.State == PositionState.Published && p.Remuneration == Remuneration.Paid && rules.Of(p, terms[p.PersonId], kind, day.Year - 1).Norm is not null
        );
        if (paid is not null)
        {
            var income = new PositionIncome { BodyId = city, PersonId = paid.PersonId, PositionId = paid.Id, Year = day.Year - 1, AmountCents = 425_000, PublishedOn = day };
            income.Derive();
            store.Add(income);
            await SaveAsync(RegisterProcesses.RecordIncome, -DaysAgo, null, cancellation);
        }
    }

    private static void Change(AncillaryPosition position, Action<AncillaryPosition> change)
    {
        change(position);
        position.Derive();
    }

    private async Task SaveAsync(string process, int daysAgo, string? reason, CancellationToken cancellation) =>
        await store.SaveAsync(Act.BySystem(process, "voorbeeld") with { At = now.AddDays(daysAgo), Reason = reason }, cancellation);

    private AncillaryPosition Position(int holder, int index, Guid body, Guid person, Guid term)
    {
        var number = (holder * 5) + (index * 3);
        var (organisation, paid) = Organisations[number % Organisations.Length];
        var state = (number % 11) switch
        {
            0 => PositionState.Declared,
            1 => PositionState.Ended,
            2 when index > 1 => PositionState.Draft,
            _ => PositionState.Published,
        };
        var started = 2008 + (number % 16);
        var water = plan["body:voorbeelddelta"];
        var atWater = number % 17 == 4 && body != water;
        var position = new AncillaryPosition
        {
            BodyId = body,
            PersonId = person,
            TermId = term,
            Description = atWater ? "Lid adviescommissie" : Functions[number % Functions.Length],
            Organisation = atWater ? "Waterschap De Voorbeelddelta" : organisation,
            OrganisationBodyId = atWater ? water : null,
            Remuneration = number % 13 == 0 ? Remuneration.Unknown : paid ? Remuneration.Paid : Remuneration.Unpaid,
            HoursPerMonth = number % 5 == 0 ? null : 2 + (number % 20),
            ExOfficio = number % 9 == 0,
            ExOfficioBasis = number % 9 == 0 ? "Statuten van de organisatie" : null,
            Start = number % 3 == 0 ? new PartialDate(started) : number % 3 == 1 ? new PartialDate(started, 1 + (number % 12)) : new PartialDate(started, 1 + (number % 12), 1),
            End = state == PositionState.Ended ? new PartialDate(started + 2, 12, 31) : null,
            ReportedOn = DutchClock.DateOf(now.AddDays(-310)),
            PublishedOn = state is PositionState.Published or PositionState.Ended ? DutchClock.DateOf(now.AddDays(-300)) : null,
            State = state,
            Source = SeedPlan.Source,
        };
        position.Derive();
        return position;
    }

    private Statement Stated(StatementKind kind, int? year, int daysAgo, Guid body, Guid person)
    {
        var statement = new Statement
        {
            BodyId = body,
            PersonId = person,
            Kind = kind,
            Year = year,
            On = DutchClock.DateOf(now.AddDays(-daysAgo)),
        };
        statement.Derive();
        return statement;
    }

    private static Declaration Gift(int holder, Guid body, Guid person) =>
        Derived(
            new()
            {
                BodyId = body,
                PersonId = person,
                Kind = DeclarationKind.Gift,
                Description = holder % 2 == 0 ? "Boek over een stad die niet bestaat" : "Bos papieren bloemen",
                PaidBy = Organisations[holder % Organisations.Length].Name,
                ValueCents = 5500 + (holder * 100),
                Start = new PartialDate(2025, 1 + (holder % 12), 1 + (holder % 27)),
                Source = SeedPlan.Source,
            }
        );

    private static Declaration Trip(int holder, Guid body, Guid person) =>
        Derived(
            new()
            {
                BodyId = body,
                PersonId = person,
                Kind = DeclarationKind.Trip,
                Description = "Werkbezoek aan een zusterstad",
                Destination = "Nergenshuizen, Verbeeldingsland",
                // An organisation that nobody has a position with.
                PaidBy = "Stedenband Voorbeeldstad-Nergenshuizen",
                Start = new PartialDate(2025, 5, 12),
                End = new PartialDate(2025, 5, 15),
                Source = SeedPlan.Source,
            }
        );

    private static Declaration Derived(Declaration declaration)
    {
        declaration.Derive();
        return declaration;
    }
}
