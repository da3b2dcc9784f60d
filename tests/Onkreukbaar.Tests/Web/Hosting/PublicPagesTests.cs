// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web.Hosting;

/// <summary>Public responses are kept until something that they show is saved.</summary>
public sealed class PublicPagesTests
{
    [Theory, OnBothDatabases]
    public async Task A_page_is_kept_until_a_save_touches_what_it_shows(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        using var visitor = site.Visitor();
        foreach (var path in new[] { $"/nevenfuncties/{position.Id}", $"/v1/nevenfuncties/{position.Id}" })
        {
            (await visitor.Client.GetStringAsync(path)).ShouldContain("Lid raad van toezicht");
        }

        // Past the application: what is kept does not know.
        await site.App.WithStoreAsync(store =>
            store.Set<AncillaryPosition>().Where(p => p.Id == position.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Description, "Penningmeester"))
        );
        foreach (var path in new[] { $"/nevenfuncties/{position.Id}", $"/v1/nevenfuncties/{position.Id}" })
        {
            (await visitor.Client.GetStringAsync(path)).ShouldNotContain("Penningmeester");
        }

        await site.App.WithStoreAsync(async store =>
        {
            (await store.Set<AncillaryPosition>().FindAsync(position.Id))!.Activity = "De kas";
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        foreach (var path in new[] { $"/nevenfuncties/{position.Id}", $"/v1/nevenfuncties/{position.Id}" })
        {
            (await visitor.Client.GetStringAsync(path)).ShouldContain("Penningmeester");
        }
    }

    [Fact]
    public async Task A_client_that_has_the_bytes_gets_304_and_languages_are_kept_apart()
    {
        var site = await RegisterSite.OfAsync(Databases.Sqlite);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        using var visitor = site.Visitor();
        var path = $"/nevenfuncties/{position.Id}";
        for (var time = 0; time < 2; time++)
        {
            using var page = await visitor.Client.GetAsync(path);
            page.Headers.ETag.ShouldNotBeNull();
            page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            (await page.Content.ReadAsStringAsync()).ShouldContain("lang=\"nl\"");
            using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { page.Headers.ETag } } };
            using var known = await visitor.Client.SendAsync(again);
            known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            (await known.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }

        using var english = site.Visitor();
        (await english.Client.GetStringAsync(path + "?taal=en")).ShouldContain("lang=\"en\"");
        (await english.Client.GetStringAsync(path)).ShouldContain("lang=\"en\"");
        (await visitor.Client.GetStringAsync(path)).ShouldContain("lang=\"nl\"");
    }

    [Fact]
    public async Task A_response_in_the_making_while_its_subject_is_saved_never_counts()
    {
        var signals = new StoreSignals();
        var memory = new PageMemory(signals, TimeProvider.System);
        var subject = Guid.CreateVersion7();
        var http = new DefaultHttpContext { Request = { Path = "/nevenfuncties/x" } };
        var key = PageKey.Of(http, english: false);
        var shown = new ShownSubjects { Ids = { subject } };
        var made = memory.Moment;
        await signals.PublishAsync(Zone.Register, new Saved(null, [new SavedSubject("nevenfunctie", subject, 2, null, null, null)]));
        memory.Keep(key, http.Response.Headers, [1], shown, made);
        memory.Find(key).ShouldBeNull();

        memory.Keep(key, http.Response.Headers, [2], shown, memory.Moment);
        memory.Find(key)!.Body.ShouldBe([2]);
        await signals.PublishAsync(Zone.Register, new Saved(null, [new SavedSubject("persoon", Guid.CreateVersion7(), 1, null, null, null)]));
        memory.Find(key).ShouldNotBeNull("another subject");
        memory.Find(PageKey.Of(http, english: true)).ShouldBeNull();
    }
}
