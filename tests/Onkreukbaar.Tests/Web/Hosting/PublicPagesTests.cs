// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Ledger;
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
        // Until the log has numbered the entry, its page says so, and is not kept.
        await site.App.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
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
        // Until the log has numbered the entry, its page says so, and is not kept.
        await site.App.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
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
    public async Task HEAD_gives_the_headers_of_GET_whether_kept_or_made()
    {
        var site = await RegisterSite.OfAsync(Databases.Sqlite);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        // The page tells the entry's number in the log: before that is known, it is rightly another page.
        await site.App.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
        using var visitor = site.Visitor();
        foreach (var path in new[] { $"/nevenfuncties/{position.Id}", $"/v1/nevenfuncties/{position.Id}" })
        {
            using var made = await visitor.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            using var page = await visitor.Client.GetAsync(path);
            using var kept = await visitor.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            foreach (var head in new[] { made, kept })
            {
                head.StatusCode.ShouldBe(HttpStatusCode.OK);
                head.Headers.ETag.ShouldBe(page.Headers.ETag);
                head.Content.Headers.ContentType.ShouldBe(page.Content.Headers.ContentType);
                head.Content.Headers.ContentLength.ShouldBe(page.Content.Headers.ContentLength);
                head.Headers.CacheControl!.ToString().ShouldBe(page.Headers.CacheControl!.ToString());
            }

            using var known = await visitor.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path) { Headers = { IfNoneMatch = { page.Headers.ETag! } } });
            known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        }
    }

    // A link with a wrong day: the visitor reads what is wrong, mends it there, and loses nothing of what was asked.
    [Theory]
    [InlineData("/personen", "peildatum", "1-1-5008", "Het jaar 5008 kan hier niet kloppen")]
    [InlineData("/overheidsorganisaties", "peildatum", "31-2-2026", "De datum 31-2-2026 bestaat niet")]
    [InlineData("/handboek/vergelijken", "peildatum", "gisteren", "gisteren")]
    [InlineData("/nevenfuncties", "pagina", "<b>", "pagina")]
    public async Task A_wrong_address_is_explained_and_can_be_mended_on_the_page(string path, string field, string value, string sentence)
    {
        var site = await RegisterSite.OfAsync(Databases.Sqlite);
        using var visitor = site.Visitor();
        using var answer = await visitor.Client.GetAsync($"{path}?zoek=pont&zoek=brug&{field}={Uri.EscapeDataString(value)}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldNotContain("<b>");
        WebUtility.HtmlDecode(page).ShouldContain(sentence, Case.Insensitive);
        page.ShouldContain($"name=\"{field}\" type=\"text\" value=\"{WebUtility.HtmlEncode(value)}\"");
        page.ShouldContain("type=\"hidden\" name=\"zoek\" value=\"pont\"");
        page.ShouldContain("type=\"hidden\" name=\"zoek\" value=\"brug\"");
        page.ShouldContain($"href=\"#{Onkreukbaar.Design.FieldId.Of(field)}\"");
        page.ShouldContain($"action=\"{path}\"");
    }

    [Theory]
    [InlineData("\"zomaar\"", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"zomaar\", {0}", HttpStatusCode.NotModified)]
    [InlineData("W/{0}", HttpStatusCode.NotModified)]
    [InlineData("geen etag", HttpStatusCode.OK)]
    public async Task If_None_Match_is_read_as_the_standard_has_it(string header, HttpStatusCode expected)
    {
        var site = await RegisterSite.OfAsync(Databases.Sqlite);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        using var visitor = site.Visitor();
        var path = $"/v1/nevenfuncties/{position.Id}";
        using var page = await visitor.Client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", header.Replace("{0}", page.Headers.ETag!.Tag, StringComparison.Ordinal));
        using var answer = await visitor.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(expected);
        answer.Headers.ETag.ShouldBe(page.Headers.ETag);
    }

    [Fact]
    public async Task What_changed_gets_another_ETag_and_the_old_one_no_longer_counts()
    {
        var site = await RegisterSite.OfAsync(Databases.Sqlite);
        var body = await site.BodyAsync();
        var position = await site.PositionAsync(body, await site.PersonAsync(body));
        using var visitor = site.Visitor();
        var path = $"/v1/nevenfuncties/{position.Id}";
        using var before = await visitor.Client.GetAsync(path);
        await site.App.WithStoreAsync(async store =>
        {
            (await store.Set<AncillaryPosition>().FindAsync(position.Id))!.Withdrawn = true;
            return await store.SaveAsync(Act.BySystem("nevenfunctie.importeren", "import"));
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { before.Headers.ETag! } } };
        using var after = await visitor.Client.SendAsync(request);
        after.StatusCode.ShouldBe(HttpStatusCode.Gone);
        after.Headers.ETag.ShouldBeNull();
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
