// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Routing;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Faults;
using Onkreukbaar.Tests.Registers;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>Headers, and the small files and pages that every public site must have.</summary>
public sealed class HeadersTests
{
    [Fact]
    public async Task Every_public_address_sends_the_security_headers()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var client = app.Client();
        var paths = PublicPaths(app);
        paths.Count.ShouldBeGreaterThan(10);
        foreach (var path in paths)
        {
            using var response = await client.GetAsync(path);
            Secured(response, path);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Screens_refusals_and_errors_send_them_too(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var other = await site.BodyAsync("Gemeente Elders");
        var person = await site.PersonAsync(body);
        using var clerk = site.Clerk(body);
        using var visitor = site.Visitor();
        async Task Expect(TestBrowser browser, string path, HttpStatusCode status)
        {
            using var answer = await browser.Client.GetAsync(path);
            answer.StatusCode.ShouldBe(status, path);
            Secured(answer, path);
        }

        var form = $"/beheer/{body}/nevenfuncties/nieuw?persoon={person}";
        await Expect(clerk, $"/beheer/{body}", HttpStatusCode.OK);
        await Expect(clerk, form, HttpStatusCode.OK);
        await Expect(clerk, $"/beheer/{other}", HttpStatusCode.Forbidden);
        await Expect(visitor, $"/beheer/{body}", HttpStatusCode.Redirect);
        await Expect(visitor, "/bestaat-niet", HttpStatusCode.NotFound);
        await Expect(visitor, "/nevenfuncties/", HttpStatusCode.NotFound);
        await Expect(visitor, $"/v1/nevenfuncties/{Guid.CreateVersion7()}", HttpStatusCode.NotFound);
        await Expect(visitor, "/v1/wijzigingen?na=onzin", HttpStatusCode.BadRequest);
        await Expect(visitor, "/open-data/nevenfuncties.csv", HttpStatusCode.OK);

        await clerk.GetAsync(form);
        var empty = DeclareTests.Good.ToDictionary(f => f.Key, f => f.Key == "omschrijving" ? "" : f.Value, StringComparer.Ordinal);
        (await clerk.SubmitAsync(empty)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Secured(clerk.Response, "422");
        using (var forged = await clerk.Client.PostAsync($"/beheer/{body}/nevenfuncties/nieuw", new FormUrlEncodedContent([new("omschrijving", "x")])))
        {
            forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a form without its token");
            Secured(forged, "400");
        }

        await clerk.SubmitAsync(DeclareTests.Good);
        await RefusalTests.RefuseWritesAsync(app, refuse: true);
        await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), button: ("actie", "melden"));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Secured(clerk.Response, "503");
        await RefusalTests.RefuseWritesAsync(app, refuse: false);
    }

    [Fact]
    public async Task Over_https_the_browser_is_told_to_stay_there_and_over_http_it_is_not()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        static string Stay(HttpResponseMessage answer) => answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? string.Join(", ", values) : "";
        // Twice each, as the second comes from memory.
        foreach (var (scheme, expected) in new[] { ("http", ""), ("https", "max-age=31536000; includeSubDomains"), ("http", ""), ("https", "max-age=31536000; includeSubDomains") })
        {
            using var client = app.Client();
            client.BaseAddress = new Uri(scheme + "://localhost");
            foreach (var path in new[] { "/toegankelijkheid", "/nevenfuncties", "/v1/nevenfuncties", "/bestaat-niet", "/aanmelden" })
            {
                using var answer = await client.GetAsync(path);
                Stay(answer).ShouldBe(expected, scheme + path);
            }
        }
    }

    private static void Secured(HttpResponseMessage response, string path)
    {
        string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        // What other sites may read, they may also load; nothing else.
        var open = Header("Access-Control-Allow-Origin") == "*";
        var csp = Header("Content-Security-Policy");
        csp.ShouldStartWith("default-src 'none'", customMessage: path);
        csp.ShouldContain("frame-ancestors 'none'", customMessage: path);
        csp.ShouldNotContain("unsafe", customMessage: path);
        csp.ShouldNotContain("*", customMessage: path);
        Header("X-Content-Type-Options").ShouldBe("nosniff", path);
        Header("Referrer-Policy").ShouldBe("same-origin", path);
        Header("X-Frame-Options").ShouldBe("DENY", path);
        Header("Cross-Origin-Opener-Policy").ShouldBe("same-origin", path);
        Header("Permissions-Policy").ShouldBe("camera=(), geolocation=(), microphone=(), payment=(), usb=()", path);
        Header("Cross-Origin-Resource-Policy").ShouldBe(open ? "cross-origin" : "same-origin", path);
        (open && path.StartsWith("/beheer", StringComparison.Ordinal)).ShouldBeFalse(path);
        Header("X-Powered-By").ShouldBe("", path);
        Header("Server").ShouldBe("", path);
    }

    [Fact]
    public async Task No_public_page_holds_anything_that_its_policy_would_stop()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var visitor = app.Browser();
        foreach (var path in PublicPaths(app))
        {
            using var probe = await visitor.Client.GetAsync(path);
            if (probe.StatusCode != HttpStatusCode.OK || probe.Content.Headers.ContentType?.MediaType is not "text/html")
            {
                continue;
            }

            var page = await visitor.GetAsync(path);
            page.QuerySelectorAll("[style], style").ShouldBeEmpty(path);
            page.QuerySelectorAll("script:not([src])").ShouldBeEmpty(path);
            page.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.Ordinal)).ShouldBeEmpty(path);
            page.QuerySelectorAll("script[src], link[rel=stylesheet], img[src]")
                .Select(e => e.GetAttribute("src") ?? e.GetAttribute("href")!)
                .ShouldAllBe(a => a.StartsWith('/') && !a.StartsWith("//") || a.StartsWith("data:image/"), path);
        }
    }

    [Fact]
    public async Task The_real_server_does_not_tell_its_name()
    {
        await using var app = await TestApp.FreshAsync(Databases.Sqlite, kestrel: true);
        using var client = new HttpClient { BaseAddress = new Uri(app.BaseAddress) };
        foreach (var path in new[] { "/health/live", "/toegankelijkheid", "/bestaat-niet" })
        {
            using var response = await client.GetAsync(path);
            response.Headers.Server.ShouldBeEmpty();
            response.Headers.Contains("Content-Security-Policy").ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Security_txt_names_a_contact_and_ends_within_a_year()
    {
        await using var app = await TestApp.FreshAsync(
            Databases.Sqlite,
            settings: s => s with { SecurityContact = "mailto:beveiliging@voorbeeldstad.example", PublicUrl = "https://register.voorbeeldstad.example" }
        );
        using var client = app.Client();
        using var response = await client.GetAsync("/.well-known/security.txt");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        lines.ShouldContain("Contact: mailto:beveiliging@voorbeeldstad.example");
        lines.ShouldContain("Canonical: https://register.voorbeeldstad.example/.well-known/security.txt");
        var expires = DateTime.Parse(lines.Single(l => l.StartsWith("Expires: ", StringComparison.Ordinal))[9..], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        expires.ShouldBeGreaterThan(app.Clock.GetUtcNow().UtcDateTime.AddDays(100));
        expires.ShouldBeLessThan(app.Clock.GetUtcNow().UtcDateTime.AddDays(365));
    }

    [Fact]
    public async Task Without_a_contact_there_is_no_security_txt()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var client = app.Client();
        (await client.GetAsync("/.well-known/security.txt")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Robots_keep_out_of_the_screens_for_staff_and_out_of_a_demonstration()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var client = app.Client();
        (await client.GetStringAsync("/robots.txt")).ShouldContain("Disallow: /beheer\n");
        await using var demo = await TestApp.FreshAsync(Databases.Sqlite, settings: s => s with { Demo = true });
        using var guest = demo.Client();
        (await guest.GetStringAsync("/robots.txt")).ShouldBe("User-agent: *\nDisallow: /\n");
    }

    [Theory]
    [InlineData("/toegankelijkheid", "Een onafhankelijke partij heeft de site nog niet onderzocht.")]
    [InlineData("/privacy", "Wij volgen u niet.")]
    [InlineData("/bewijs", "Wat het logboek niet bewijst")]
    public async Task The_pages_of_the_footer_are_there_and_say_what_is_so(string path, string sentence)
    {
        await using var app = await TestApp.FreshAsync(
            Databases.Sqlite,
            settings: s => s with { AccessibilityUrl = "https://voorbeeldstad.example/toegankelijk", PrivacyUrl = "https://voorbeeldstad.example/privacy" }
        );
        using var visitor = app.Browser();
        var page = await visitor.GetAsync(path);
        page.Body!.TextContent.ShouldContain(sentence);
        page.QuerySelectorAll("footer a").Select(a => a.GetAttribute("href")).ShouldContain(path);
        if (path != "/bewijs")
        {
            page.QuerySelector("main a[href^='https://voorbeeldstad.example/']").ShouldNotBeNull();
        }

        (await visitor.GetAsync(path + "?taal=en")).DocumentElement.GetAttribute("lang").ShouldBe("en");
    }

    private static List<string> PublicPaths(TestApp app) =>
        [
            .. ((IEndpointRouteBuilder)app.App)
                .DataSources.SelectMany(s => s.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<AccessRule>() is { Permission: null })
                .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not { } m || m.HttpMethods.Contains("GET"))
                .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
                .Where(p => !p.Contains('{'))
                .Distinct(StringComparer.Ordinal),
        ];
}
