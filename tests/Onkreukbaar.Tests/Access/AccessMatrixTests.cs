// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Access;

public sealed partial class AccessMatrixTests
{
    [Fact]
    public async Task Every_route_says_who_may()
    {
        RouteGuards.WithoutRule(await EndpointsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_form_is_guarded_against_other_sites()
    {
        RouteGuards.WithoutAntiforgery(await EndpointsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_what_is_as_approved()
    {
        Snapshot.Match("access-matrix", RouteGuards.Matrix(await EndpointsAsync()));
    }

    [Fact]
    public void The_guards_see_what_is_wrong()
    {
        var permission = new Permission("proef.doen", Role.Clerk);
        var builder = WebApplication.CreateSlimBuilder();
        using var host = (IDisposable)builder.Build();
        var app = (WebApplication)host;
        app.MapGet("/zonder", () => "");
        app.MapPost("/zelf-gelezen", async (HttpContext http) => { await http.Request.ReadFormAsync(); }).Requires(permission);
        app.MapPost("/goed", ([FromForm] Fields fields) => fields.Naam).Requires(permission);
        app.MapPost("/v1/goed", () => "").Public();
        app.MapPut("/fout", () => "").Public();
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints).ToList();
        RouteGuards.WithoutRule(endpoints).ShouldHaveSingleItem().ShouldStartWith("GET /zonder");
        RouteGuards.WithoutAntiforgery(endpoints).Select(l => l.Split(':')[0]).ShouldBe(["POST /zelf-gelezen", "PUT /fout"]);
        RouteGuards.Matrix(endpoints).ShouldContain("proef.doen: Clerk");
        RouteGuards.Matrix(endpoints).ShouldContain("nobody: no rule");
    }

    [Fact]
    public async Task The_running_application_keeps_out_whom_the_matrix_keeps_out()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var visitor = app.Client();
        using var nobody = app.Browser();
        var (_, email) = await app.AccountAsync();
        await nobody.SignInAsync(email);
        using var elsewhere = app.Browser();
        var everyRole = Enum.GetValues<Role>().Select(r => new Assignment(r, Guid.CreateVersion7())).ToList();
        var (_, other) = await app.AccountAsync(everyRole);
        await elsewhere.SignInAsync(other);
        foreach (var endpoint in (await EndpointsAsync()).OfType<RouteEndpoint>())
        {
            var rule = endpoint.Metadata.GetMetadata<AccessRule>()!;
            if (rule is { Permission: null, SignedIn: false })
            {
                continue;
            }

            var path = Parameter().Replace(RouteGuards.Pattern(endpoint), Guid.CreateVersion7().ToString());
            foreach (var method in RouteGuards.Methods(endpoint))
            {
                using var asVisitor = await visitor.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
                new[] { HttpStatusCode.Found, HttpStatusCode.Unauthorized }.ShouldContain(asVisitor.StatusCode, $"{method} {path}");
                if (rule.Permission is null)
                {
                    continue;
                }

                using var asNobody = await nobody.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
                asNobody.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
                if (RouteGuards.Pattern(endpoint).Contains("{body", StringComparison.Ordinal))
                {
                    using var asOther = await elsewhere.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
                    asOther.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}, with a role for another body");
                }
            }
        }
    }

    [Fact]
    public void Every_snapshot_belongs_to_a_test()
    {
        var tests = Directory.GetParent(Snapshot.Folder)!.Parent!.FullName;
        var code = Directory.GetFiles(tests, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        var dangling = Directory
            .GetFiles(Snapshot.Folder, "*.verified.txt")
            .Select(f => Path.GetFileName(f)[..^".verified.txt".Length])
            .Where(name => !code.Exists(text => text.Contains($"Snapshot.Match(\"{name}\"", StringComparison.Ordinal)));
        dangling.ShouldBeEmpty();
    }

    [Fact]
    public void A_snapshot_that_differs_fails_and_says_how()
    {
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-snapshot-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.verified.txt"), "one\ntwo\n");
            Snapshot.Difference(folder, "a", "one\r\ntwo", keep: true).ShouldBeNull();
            var difference = Snapshot.Difference(folder, "a", "one\nthree", keep: true);
            difference.ShouldNotBeNull().ShouldContain("- two\n+ three");
            File.Exists(Path.Combine(folder, "a.received.txt")).ShouldBeTrue();
            Snapshot.Difference(folder, "b", "new", keep: false).ShouldNotBeNull();
            File.Exists(Path.Combine(folder, "b.received.txt")).ShouldBeFalse();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Endpoint>> EndpointsAsync() =>
        (await TestApp.SharedAsync(Databases.Sqlite)).App.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();

    private sealed record Fields
    {
        public string? Naam { get; init; }
    }
}
