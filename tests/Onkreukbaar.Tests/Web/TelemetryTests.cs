// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Tests.Registers;
using Onkreukbaar.TestKit;
using OpenTelemetry;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>Nothing personal leaves with traces or stays in logs.</summary>
public sealed class TelemetryTests
{
    private const string Canary = "kanarievogel";

    [Theory, OnBothDatabases]
    public async Task Spans_and_logs_hold_patterns_and_never_values(string database)
    {
        var spans = new Spans();
        var lines = new Lines();
        await using var app = await TestApp.FreshAsync(
            database,
            configure: builder =>
            {
                builder.Services.AddSingleton<BaseExporter<Activity>>(spans);
                builder.Logging.AddProvider(lines);
                builder.Logging.SetMinimumLevel(LogLevel.Information);
            }
        );
        var site = new RegisterSite(app);
        var body = await site.BodyAsync($"Gemeente {Canary}");
        var person = await site.PersonAsync(body, Canary);
        var position = await site.PositionAsync(body, person, p => p.Description = Canary);
        using var client = app.Client();
        client.DefaultRequestHeaders.Add("User-Agent", Canary);
        client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        client.DefaultRequestHeaders.Add("tracestate", $"{Canary}=1");
        client.DefaultRequestHeaders.Add("baggage", $"naam={Canary}");
        await client.GetAsync($"/nevenfuncties/{position.Id}?zoek={Canary}");
        await client.GetAsync($"/{Canary}");
        await client.GetAsync($"/nevenfuncties/{position.Id}?peildatum={Canary}");
        await client.PostAsync("/aanmelden", new FormUrlEncodedContent([new("email", $"{Canary}@voorbeeldstad.example"), new("wachtwoord", Canary)]));

        var exported = spans.Text();
        exported.ShouldContain("GET /nevenfuncties/{id");
        exported.ShouldContain("http.response.status_code=200");
        foreach (var text in new[] { exported, lines.Text() })
        {
            text.ShouldNotContain(Canary, Case.Insensitive);
            text.ShouldNotContain(position.Id.ToString());
            text.ShouldNotContain(person.ToString());
        }
    }

    [Theory, OnBothDatabases]
    public async Task Traces_and_metrics_reach_the_collector_that_is_set_without_anything_personal(string database)
    {
        await using var collector = await Collector.StartAsync();
        string[] ids;
        await using (var app = await TestApp.FreshAsync(database, settings: s => s with { Otlp = collector.Address }))
        {
            var site = new RegisterSite(app);
            var body = await site.BodyAsync($"Gemeente {Canary}");
            var person = await site.PersonAsync(body, Canary);
            var position = await site.PositionAsync(body, person, p => p.Description = Canary);
            ids = [body.ToString(), person.ToString(), position.Id.ToString()];
            using var client = app.Client();
            client.DefaultRequestHeaders.Add("User-Agent", Canary);
            client.DefaultRequestHeaders.Add("baggage", $"naam={Canary}");
            await client.GetAsync($"/nevenfuncties/{position.Id}?zoek={Canary}");
            await client.GetAsync($"/{Canary}");
            using var odd = new HttpRequestMessage(new HttpMethod(Canary.ToUpperInvariant()), "/nevenfuncties");
            await client.SendAsync(odd);
        }

        // Stopping sends what was not sent yet.
        var traces = collector.Received("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
        traces.ShouldContain("GET /nevenfuncties/{id");
        traces.ShouldContain("Onkreukbaar");
        var metrics = collector.Received("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");
        metrics.ShouldContain("onkreukbaar.saves");
        metrics.ShouldContain("http.server.request.duration");
        metrics.ShouldContain("/nevenfuncties/{id");
        foreach (var text in new[] { traces, metrics })
        {
            text.ShouldNotContain(Canary, Case.Insensitive);
            ids.ShouldAllBe(id => !text.Contains(id, StringComparison.Ordinal));
        }
    }

    /// <summary>Takes what is sent to it, as the collector of an operator does: gRPC without encryption.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Body)> received = new();
        private readonly WebApplication app;

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2));
            app = builder.Build();
            app.Run(TakeAsync);
        }

        public string Address => app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector.app.StartAsync();
            return collector;
        }

        /// <summary>All that was sent to an address, each byte as a character: texts in it stay readable.</summary>
        public string Received(string path) => string.Concat(received.Where(r => r.Path == path).Select(r => r.Body));

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        private async Task TakeAsync(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.Enqueue((http.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            http.Response.ContentType = "application/grpc";
            // An empty message, not packed, of length zero; and that all went well.
            await http.Response.Body.WriteAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", "0");
        }
    }

    private sealed class Spans : BaseExporter<Activity>
    {
        private readonly ConcurrentQueue<string> seen = new();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                var text = new StringBuilder($"{span.DisplayName} {span.OperationName} {span.StatusDescription} {span.TraceStateString}");
                foreach (var (key, value) in span.TagObjects)
                {
                    text.Append($" {key}={value}");
                }

                foreach (var item in span.Events)
                {
                    text.Append($" {item.Name} {string.Join(' ', item.Tags)}");
                }

                seen.Enqueue(text.ToString());
            }

            return ExportResult.Success;
        }

        public string Text() => string.Join('\n', seen);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> seen = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            seen.Enqueue(formatter(state, exception) + " " + exception);

        public string Text() => string.Join('\n', seen);

        public void Dispose() { }
    }
}
