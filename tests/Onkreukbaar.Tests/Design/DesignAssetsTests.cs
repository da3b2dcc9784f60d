// SPDX-License-Identifier: EUPL-1.2
using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Design;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Design;

public sealed class DesignAssetsTests
{
    [Theory]
    [InlineData("onkreukbaar.css", "text/css")]
    [InlineData("voorbeeld.css", "text/css")]
    [InlineData("favicon.svg", "image/svg+xml")]
    [InlineData("logo.svg", "image/svg+xml")]
    [InlineData("fira-sans-latin-400-normal.woff2", "font/woff2")]
    [InlineData("source-serif-4-latin-600-normal.woff2", "font/woff2")]
    public async Task An_asset_is_served_with_its_type_and_kept_for_ever(string name, string type)
    {
        await using var app = await StartAsync();
        using var response = await app.GetTestClient().GetAsync(DesignAssets.Url(name), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        response.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(DesignAssets.Read(name).ToArray());
    }

    [Fact]
    public async Task A_browser_that_knows_brotli_gets_the_same_bytes_smaller()
    {
        await using var app = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, DesignAssets.Url("onkreukbaar.css"));
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        using var response = await app.GetTestClient().SendAsync(request, TestContext.Current.CancellationToken);
        response.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        string.Join(',', response.Headers.Vary).ShouldBe("Accept-Encoding");
        await using var brotli = new BrotliStream(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await brotli.CopyToAsync(plain, TestContext.Current.CancellationToken);
        plain.ToArray().ShouldBe(DesignAssets.Read("onkreukbaar.css").ToArray());
    }

    [Fact]
    public async Task Another_versions_address_still_gives_styles_but_nobody_keeps_them()
    {
        await using var app = await StartAsync();
        using var response = await app.GetTestClient().GetAsync("/ontwerp/000000000000/onkreukbaar.css", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
    }

    [Theory]
    [InlineData("weg.css")]
    [InlineData("onkreukbaar.css.br")]
    [InlineData("..%2Fonkreukbaar.css")]
    public async Task What_is_no_asset_is_not_found(string name)
    {
        await using var app = await StartAsync();
        using var response = await app.GetTestClient().GetAsync($"{DesignAssets.Root}/{name}", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void A_link_to_an_asset_that_does_not_exist_fails_when_the_page_is_made() =>
        Should.Throw<ArgumentException>(() => DesignAssets.Url("weg.css"));

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapDesignAssets();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
