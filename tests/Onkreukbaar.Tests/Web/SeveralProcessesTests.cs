// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>Several web processes on one database; on SQLite the second is an import from the command line.</summary>
public sealed class SeveralProcessesTests
{
    [Theory, OnBothDatabases]
    public async Task A_page_that_another_process_changes_is_dropped_at_the_next_look_in_the_log(string database)
    {
        await using var home = await TestApp.FreshAsync(database, configure: ByHand);
        await using var other = OnkreukbaarApp.Build(home.Settings, builder => builder.WebHost.UseTestServer());
        var site = new RegisterSite(home);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person);
        var bystander = await site.PositionAsync(body, await site.PersonAsync(body, "Anders"), p => p.Description = "Penningmeester");
        var follower = home.App.Services.GetRequiredService<LedgerFollower>();
        var ledger = other.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        await follower.FollowAsync();
        using var visitor = home.Browser();
        var path = $"/nevenfuncties/{position.Id}";
        (await visitor.GetAsync(path)).QuerySelector("h1")!.TextContent.ShouldBe("Lid raad van toezicht");
        (await visitor.GetAsync("/nevenfuncties")).Body!.TextContent.ShouldContain("Lid raad van toezicht");
        await visitor.GetAsync($"/nevenfuncties/{bystander.Id}");

        await using (var scope = other.Services.CreateAsyncScope())
        {
            var store = scope.ServiceProvider.GetRequiredService<RegisterStore>();
            var found = await store.Set<AncillaryPosition>().SingleAsync(p => p.Id == position.Id);
            found.Description = "Voorzitter raad van toezicht";
            found.Derive();
            await store.SaveAsync(Act.BySystem("nevenfunctie.openbaarmaken", "import"));
        }

        (await visitor.GetAsync(path)).QuerySelector("h1")!.TextContent.ShouldBe("Lid raad van toezicht", "it comes from the cache of this process");
        await ledger.Sequencer.DrainAsync();
        (await follower.FollowAsync()).ShouldBe(1);

        (await visitor.GetAsync(path)).QuerySelector("h1")!.TextContent.ShouldBe("Voorzitter raad van toezicht");
        (await visitor.GetAsync("/nevenfuncties")).Body!.TextContent.ShouldContain("Voorzitter raad van toezicht");
        (await follower.FollowAsync()).ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Saves_of_this_process_are_not_signalled_twice(string database)
    {
        await using var home = await TestApp.FreshAsync(database, configure: ByHand);
        var follower = home.App.Services.GetRequiredService<LedgerFollower>();
        await follower.FollowAsync();
        var site = new RegisterSite(home);
        await site.BodyAsync();
        await home.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
        (await follower.FollowAsync()).ShouldBe(0);
    }

    /// <summary>The test looks in the log itself, at the moment that it chooses.</summary>
    private static void ByHand(WebApplicationBuilder builder) =>
        builder.Services.Remove(
            builder.Services.Single(d => d.ServiceType == typeof(IHostedService) && d.ImplementationFactory?.Method.ReturnType == typeof(LedgerFollower))
        );
}
