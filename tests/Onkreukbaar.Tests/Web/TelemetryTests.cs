// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
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
