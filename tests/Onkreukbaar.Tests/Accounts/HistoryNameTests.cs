// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Accounts;

/// <summary>Who changed an entry: by name for those who keep the register, by deed alone for everybody else.</summary>
public sealed class HistoryNameTests
{
    [Theory, OnBothDatabases]
    public async Task The_clerk_reads_who_acted_and_the_public_does_not(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body), p => p.State = PositionState.Declared, "nevenfunctie.melden");
        using var clerk = app.Browser();
        await clerk.SignInAsync(app, Role.Clerk, body);
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/openbaarmaken?nummer={position.Id}");
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal));
        await clerk.GetAsync($"/beheer/{body}/nevenfuncties/{position.Id}");
        clerk.Page.QuerySelector("main")!.TextContent.ShouldContain("M. Medewerker (Griffier)");

        using var visitor = app.Browser();
        foreach (var address in new[] { $"/nevenfuncties/{position.Id}", $"/v1/nevenfuncties/{position.Id}", "/v1/wijzigingen", "/wijzigingen", "/wijzigingen.atom" })
        {
            var answer = await visitor.Client.GetStringAsync(address);
            answer.ShouldNotContain("Medewerker", customMessage: address);
        }
    }
}
