// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Handbook;

public sealed class NormsApiTests
{
    private const string Ask = "/v1/_normtoets";

    [Fact]
    public async Task The_list_narrows_by_office_subject_force_and_day()
    {
        using var client = await ClientAsync();

        var all = await JsonAsync(client, "/v1/normen?pageSize=1");
        var council = await JsonAsync(client, "/v1/normen?ambt=raadslid&pageSize=200&peildatum=2026-03-01");
        var norms = council.GetProperty("resultaten").EnumerateArray().ToList();
        norms.ShouldNotBeEmpty();
        norms.ShouldAllBe(n => n.GetProperty("ambten").EnumerateArray().Any(a => a.GetString() == "raadslid"));
        council.GetProperty("aantal").GetInt32().ShouldBeLessThan(all.GetProperty("aantal").GetInt32());
        norms.ShouldContain(n => n.GetProperty("id").GetString() == "gemw-12-openbaarmaking");

        var bills = (await JsonAsync(client, "/v1/normen?status=bill&pageSize=200")).GetProperty("resultaten").EnumerateArray().ToList();
        bills.ShouldNotBeEmpty();
        bills.ShouldAllBe(n => n.GetProperty("status").GetString() == "bill");
        (await JsonAsync(client, "/v1/normen?ambt=raadslid&onderwerp=nevenfuncties&soort=provincie&peildatum=2026-03-01")).GetProperty("resultaten")
            .EnumerateArray().ShouldNotContain(n => n.GetProperty("id").GetString() == "gemw-12-openbaarmaking");
        (await JsonAsync(client, "/v1/normen?peildatum=1950-01-01")).GetProperty("aantal").GetInt32().ShouldBe(0);
        (await JsonAsync(client, "/v1/normen?zoek=GEMEENTEWET%20artikel%2012&ambt=raadslid&peildatum=2026-03-01")).GetProperty("aantal").GetInt32().ShouldBePositive();
    }

    [Fact]
    public async Task A_list_that_cannot_be_made_says_everything_that_is_wrong()
    {
        using var client = await ClientAsync();

        using var response = await client.GetAsync("/v1/normen?ambt=keizer&onderwerp=weer&status=wet&peildatum=morgen&pageSize=0");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await FieldsAsync(response)).ShouldBe(["ambt", "onderwerp", "status", "peildatum", "pageSize"], ignoreOrder: true);
    }

    [Fact]
    public async Task One_norm_has_all_its_versions_with_their_text()
    {
        using var client = await ClientAsync();

        var norm = await JsonAsync(client, "/v1/normen/gemw-12-openbaarmaking");

        var versions = norm.GetProperty("versies").EnumerateArray().ToList();
        versions.Count.ShouldBeGreaterThan(1);
        versions[^1].GetProperty("tekst").GetString()!.ShouldContain("maken openbaar welke andere functies");
        versions[^1].GetProperty("norm").GetProperty("grondslag").GetProperty("juriconnect").GetString()!.ShouldStartWith("jci1.3:c:BWBR0005416&artikel=12");
        var starts = versions.Select(v => v.GetProperty("norm").GetProperty("datumAanvang").GetDateTime()).ToList();
        starts.ShouldBe(starts.Order());
        (await client.GetAsync("/v1/normen/bestaat-niet")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_question_is_answered_with_verdict_reason_and_article_and_may_not_be_kept()
    {
        using var client = await ClientAsync();

        using var response = await client.PostAsJsonAsync(Ask, new
        {
            peildatum = "2026-03-02",
            ambt = "raadslid",
            overheidsorganisatie = new { soort = "gemeente" },
            ambtstermijnen = new[] { new { datumAanvang = "2022-03-30" } },
            feiten = new { nevenfunctie = new { datumAanvaarding = "2026-03-01" } },
        });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.ETag.ShouldBeNull();
        response.Headers.GetValues("API-Version").ShouldNotBeEmpty();
        response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var finding = answer.GetProperty("bevindingen").EnumerateArray().Single(f => f.GetProperty("norm").GetString() == "gemw-12-openbaarmaking");
        finding.GetProperty("oordeel").GetString().ShouldBe("openbaar-maken");
        finding.GetProperty("uiterlijk").GetString().ShouldBe("2026-03-01");
        finding.GetProperty("bedrag").ValueKind.ShouldBe(JsonValueKind.Null);
        finding.GetProperty("reden").GetProperty("nl").GetString()!.ShouldNotBeEmpty();
        finding.GetProperty("grondslag").GetProperty("artikel").GetString().ShouldBe("12");
    }

    // 181 of 365 days full-time: 44,630.13 enjoyed, 6,248.22 free. The part-time half of the year does not count.
    [Fact]
    public async Task A_settlement_may_be_asked_over_a_year_in_which_the_pay_and_the_working_time_changed()
    {
        using var client = await ClientAsync();
        const string Question = """
            {"peildatum":"2026-03-02","ambt":"wethouder","overheidsorganisatie":{"soort":"gemeente"},"ambtstermijnen":[{"datumAanvang":"2022-06-01"}],
             "beloningsperioden":[{"vanaf":"2025-01-01","tot":"2025-07-01","beloning":90000.00,"neveninkomsten":9000.00},{"vanaf":"2025-07-01","beloning":66000.00,"voltijds":false}]
            """;

        using var response = await PostAsync(client, Question + "}");
        using var twice = await PostAsync(client, Question + ""","feiten":{"inkomsten":{"beloning":90000.00}}}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var finding = answer.GetProperty("bevindingen").EnumerateArray().Single(f => f.GetProperty("norm").GetString() == "gemw-44-6-verrekening");
        finding.GetProperty("oordeel").GetString().ShouldBe("bedrag-verschuldigd");
        finding.GetProperty("bedrag").GetDecimal().ShouldBe(1375.89m);
        finding.GetProperty("reden").GetProperty("nl").GetString().ShouldBe("Van wat boven 14 procent van de beloning van € 44.630,13 uitkomt, wordt 50 procent verrekend: € 1.375,89.");
        twice.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await FieldsAsync(twice)).ShouldBe(["feiten.inkomsten.beloning"]);
    }

    [Fact]
    public async Task A_question_that_cannot_be_read_is_refused_with_every_field()
    {
        using var client = await ClientAsync();

        using var wrong = await PostAsync(client, """{"peildatum":"gisteren","ambt":"keizer","feiten":{"nevenfunctie":{"bezoldigd":"misschien","kleur":1}},"extra":true}""");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await FieldsAsync(wrong)).ShouldBe(["extra", "peildatum", "ambt", "feiten.nevenfunctie.bezoldigd", "feiten.nevenfunctie.kleur"], ignoreOrder: true);
        using var broken = await PostAsync(client, "{");
        broken.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var unknown = await PostAsync(client, "{}", path: Ask + "?bewaar=ja");
        (await FieldsAsync(unknown)).ShouldBe(["bewaar"]);
        using var text = await PostAsync(client, "{}", "text/plain");
        text.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var large = await PostAsync(client, $$"""{"peildatum":"2026-01-01","ambt":"{{new string('a', ApiBody.MostBytes)}}"}""");
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await client.GetAsync(Ask)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        using var csv = new HttpRequestMessage(HttpMethod.Post, Ask) { Content = JsonContent.Create(new { }) };
        csv.Headers.Add("Accept", "text/csv");
        (await client.SendAsync(csv)).StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Theory]
    [InlineData(Ask, "POST, OPTIONS")]
    [InlineData("/v1/normen", "GET, HEAD, OPTIONS")]
    public async Task Another_site_learns_which_methods_it_may_use(string path, string methods)
    {
        using var client = await ClientAsync();

        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, path));

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Headers.GetValues("Access-Control-Allow-Methods").Single().ShouldBe(methods);
        response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_of_a_question_stands_in_the_log()
    {
        const string canary = "kanarievogel";
        var lines = new Lines();
        await using var app = await TestApp.FreshAsync(
            Databases.Sqlite,
            configure: builder =>
            {
                builder.Logging.AddProvider(lines);
                builder.Logging.SetMinimumLevel(LogLevel.Trace);
            }
        );
        using var client = app.Client();

        (await PostAsync(client, $$"""{"peildatum":"2026-01-01","ambt":"raadslid","feiten":{"ambt.{{canary}}":"{{canary}}"},"{{canary}}":1}""")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(client, canary)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        lines.Seen.ShouldNotContain(line => line.Contains(canary, StringComparison.OrdinalIgnoreCase));
    }

    // An amount and a day that nothing else in the application has, however they are written. A question that is answered goes deeper into the application
    // than one that is refused, and so does the form of the handbook.
    [Theory, OnBothDatabases]
    public async Task Nothing_of_an_answered_question_stands_in_the_log_or_is_kept(string database)
    {
        string[] canaries = ["7654321", "7.654.321", "7,654,321", "1931-07-19", "19-7-1931", "19 juli 1931", "07/19/1931"];
        var lines = new Lines();
        await using var app = await TestApp.FreshAsync(
            database,
            configure: builder =>
            {
                builder.Logging.AddProvider(lines);
                builder.Logging.SetMinimumLevel(LogLevel.Trace);
            }
        );
        using var browser = app.Browser();
        const string Form = "/handboek/toets?ambt=burgemeester&onderwerp=inkomsten&peildatum=2026-03-01";
        await browser.GetAsync(Form);
        var before = await RowsAsync(app);
        before.Count.ShouldBeGreaterThan(10);

        using var answered = await PostAsync(browser.Client, """{"peildatum":"2026-03-01","ambt":"burgemeester","feiten":{"inkomsten":{"neveninkomsten":7654321.09,"jaar":2025},"nevenfunctie":{"datumAanvaarding":"1931-07-19"}}}""");
        answered.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answered.Content.ReadAsStringAsync()).ShouldContain("1931-07-19", Case.Sensitive, "the question was understood");
        await browser.SubmitAsync(new Dictionary<string, string?> { ["inkomsten.neveninkomsten"] = "7.654.321,09", ["inkomsten.jaar"] = "2025", ["inkomsten.datumOpenbaarmaking"] = "19-7-1931" });
        browser.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        browser.Page.QuerySelector("#uitkomst")!.Closest("section")!.TextContent.ShouldContain("19 juli 1931");

        lines.Seen.ShouldNotBeEmpty();
        lines.Seen.ShouldNotContain(line => canaries.Any(c => line.Contains(c, StringComparison.OrdinalIgnoreCase)));
        (await RowsAsync(app)).ShouldBe(before);
        foreach (var file in Directory.EnumerateFiles(app.Settings.DataFolder, "*", SearchOption.AllDirectories))
        {
            await using var opened = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var read = new StreamReader(opened, Encoding.Latin1);
            var text = await read.ReadToEndAsync();
            canaries.ShouldAllBe(c => !text.Contains(c, StringComparison.Ordinal));
        }
    }

    // Rows of each table of the register.
    private static async Task<SortedDictionary<string, long>> RowsAsync(TestApp app)
    {
        var tables = await app.WithStoreAsync(store => Task.FromResult(store.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct().ToList()));
        SortedDictionary<string, long> rows = new(StringComparer.Ordinal);
        await using var connection = OnkreukbaarApp.Provider(app.Settings).Connect(OnkreukbaarApp.ConnectionString(app.Settings, Zone.Register));
        await connection.OpenAsync();
        foreach (var table in tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM \"{table}\"";
            rows[table] = Convert.ToInt64(await command.ExecuteScalarAsync());
        }

        return rows;
    }

    private static async Task<HttpClient> ClientAsync() => (await TestApp.SharedAsync(Databases.Sqlite)).Client();

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string body, string type = "application/json", string path = Ask) =>
        client.PostAsync(path, new StringContent(body, Encoding.UTF8, type));

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;

    private static async Task<IEnumerable<string?>> FieldsAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString());

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Seen.Enqueue(formatter(state, exception) + " " + exception);

        public void Dispose() { }
    }
}
