// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.TestKit;

namespace Onkreukbaar.Tests.Registers;

/// <summary>
/// The application with an invented municipality in it. Who visits is told by a header: signing in has tests of its own, and here it would
/// only cost time.
/// </summary>
internal sealed class RegisterSite(TestApp app)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<RegisterSite>>> Sites = new(StringComparer.Ordinal);

    public TestApp App { get; } = app;

    public static Task<RegisterSite> OfAsync(string database) =>
        Sites
            .GetOrAdd(
                database,
                d =>
                    new(async () =>
                        new RegisterSite(await TestApp.FreshAsync(d, configure: Actors))
                    )
            )
            .Value;

    /// <summary>For a site on an application of its own.</summary>
    public static void Actors(WebApplicationBuilder builder) => builder.Services.AddSingleton<ActorSource, HeaderActors>();

    public Task<Guid> BodyAsync(string name = "Gemeente Voorbeeldrecht", string kind = "gemeente") =>
        App.WithStoreAsync(async store =>
        {
            var body = new PublicBody { Name = name, Kind = kind, KeepsRegister = true, SortKey = DutchText.SortKey(name), SearchText = DutchText.Fold(name) };
            store.Add(body);
            await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            return body.Id;
        });

    public Task<Guid> PersonAsync(Guid body, string family = "Verzonnen", string office = "raadslid") =>
        App.WithStoreAsync(async store =>
        {
            var name = new PersonName { Family = family, Given = "Anna", Initials = "A.", Tussenvoegsel = "van" };
            var person = new Person
            {
                FamilyName = family,
                GivenName = "Anna",
                Initials = "A.",
                Particle = "van",
                DisplayName = name.Display,
                SortKey = name.SortKey,
                SearchText = DutchText.Fold(name.Display),
            };
            var seat = new Office { BodyId = body, Kind = office, Label = office };
            var term = new TermOfOffice { BodyId = body, PersonId = person.Id, OfficeId = seat.Id, Start = new(2022, 3, 30) };
            term.Derive();
            store.AddRange(person, seat, term);
            await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            return person.Id;
        });

    public Task<AncillaryPosition> PositionAsync(Guid body, Guid person, Action<AncillaryPosition>? with = null, string process = "nevenfunctie.openbaarmaken") =>
        App.WithStoreAsync(async store =>
        {
            var position = new AncillaryPosition
            {
                BodyId = body,
                PersonId = person,
                Description = "Lid raad van toezicht",
                Organisation = "Stichting Het Verzonnen Theater",
                Remuneration = Remuneration.Unpaid,
                Start = new(2023, 5),
                State = PositionState.Published,
                PublishedOn = new(2026, 1, 2),
            };
            with?.Invoke(position);
            position.Derive();
            store.Add(position);
            await store.SaveAsync(Act.BySystem(process, "import"));
            return position;
        });

    public Task<Declaration> DeclarationAsync(Guid body, Guid person, DeclarationKind kind, Action<Declaration>? with = null) =>
        App.WithStoreAsync(async store =>
        {
            var declaration = new Declaration
            {
                BodyId = body,
                PersonId = person,
                Kind = kind,
                Description = kind == DeclarationKind.Gift ? "Boek over bruggen" : "Werkbezoek",
                Destination = kind == DeclarationKind.Gift ? null : "Brugge",
                PaidBy = "Verzonnen Uitgeverij",
                ValueCents = kind == DeclarationKind.Gift ? 6500 : null,
                Start = new(2024, 3, 2),
            };
            with?.Invoke(declaration);
            declaration.Derive();
            store.Add(declaration);
            await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
            return declaration;
        });

    public TestBrowser As(Guid body, params Role[] roles)
    {
        var client = App.Client();
        if (roles.Length > 0)
        {
            client.DefaultRequestHeaders.Add(HeaderActors.Header, string.Join(',', roles) + "@" + body);
        }

        return new TestBrowser(client);
    }

    public TestBrowser Clerk(Guid body) => As(body, Role.Clerk);

    public TestBrowser Visitor() => App.Browser();

    private sealed class HeaderActors : ActorSource
    {
        public const string Header = "X-Test-Actor";
        private static readonly Guid Account = Guid.CreateVersion7();

        public override ValueTask<Actor> OfAsync(HttpContext http)
        {
            var parts = http.Request.Headers[Header].ToString().Split('@');
            return ValueTask.FromResult(
                parts.Length == 2
                    ? new Actor(Account, "Test", [.. parts[0].Split(',').Select(r => new Assignment(Enum.Parse<Role>(r), Guid.Parse(parts[1])))])
                    : Actor.Anonymous
            );
        }
    }
}
