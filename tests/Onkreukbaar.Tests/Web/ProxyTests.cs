// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Accounts.SignIn;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>Behind a proxy each visitor counts alone, and only who was named as a proxy may say for whom it speaks.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("10.0.0.5", HttpStatusCode.UnprocessableEntity)]
    [InlineData("10.0.0.0/24", HttpStatusCode.UnprocessableEntity)]
    [InlineData("10.0.1.0/24, 192.168.1.1", HttpStatusCode.TooManyRequests)]
    [InlineData("", HttpStatusCode.TooManyRequests)]
    public async Task Attempts_are_counted_by_the_address_that_a_known_proxy_names(string proxies, HttpStatusCode last)
    {
        var read = Settings.Read(name => name is "ONKREUKBAAR_PROXIES" ? proxies : null, Path.GetTempPath());
        await using var app = await TestApp.FreshAsync(
            Databases.Sqlite,
            settings: s => s with { Proxies = read.Proxies },
            configure: b => b.Services.AddSingleton<IStartupFilter>(new From("10.0.0.5"))
        );
        using var browser = app.Browser();
        await browser.GetAsync("/aanmelden");
        for (var i = 0; i <= SignInThrottle.PerMinute; i++)
        {
            browser.Client.DefaultRequestHeaders.Remove("X-Forwarded-For");
            browser.Client.DefaultRequestHeaders.Add("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"203.0.113.{i}"));
            browser.Response.StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests);
            await browser.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["email"] = $"naam-{i}@voorbeeldstad.example", ["wachtwoord"] = "" });
        }

        browser.Response.StatusCode.ShouldBe(last);
    }

    [Fact]
    public void An_address_that_is_none_stops_the_start_with_a_sentence() =>
        Should
            .Throw<SettingsException>(() => Settings.Read(name => name is "ONKREUKBAAR_PROXIES" ? "10.0.0.5, proxy" : null, Path.GetTempPath()))
            .Message.ShouldContain("'proxy' is not an address or network");

    [Theory]
    [InlineData("/nevenfuncties")]
    [InlineData("/beheer")]
    [InlineData("/v1/nevenfuncties")]
    public async Task A_method_that_an_address_does_not_know_is_answered_405(string path)
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var client = app.Client();
        using var answer = await client.PostAsync(path, new StringContent(""));
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.ShouldContain("GET");
    }

    private sealed class From(string address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (http, rest) =>
                    {
                        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
                        return rest(http);
                    }
                );
                next(app);
            };
    }
}
