// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// Traces and metrics for the operator, by OpenTelemetry, when an OTLP address is set. What leaves is a short list of what may: method, route
/// pattern, status. Paths, query strings and headers hold ids and searches of persons, and stay here.
/// </summary>
/// <param name="settings">Where it goes.</param>
/// <param name="signals">Saves are counted.</param>
/// <param name="exporters">More places to send spans to; tests look at them here.</param>
internal sealed class Telemetry(Settings settings, StoreSignals signals, IEnumerable<BaseExporter<Activity>> exporters) : IHostedService, IDisposable
{
    public const string Name = "Onkreukbaar";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private readonly Meter meter = new(Name);
    private TracerProvider? traces;
    private MeterProvider? metrics;

    /// <summary>Puts on the request's span what may be known of it.</summary>
    public static async Task TagAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        finally
        {
            if (http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
            {
                var method = Methods.Contains(http.Request.Method, StringComparer.Ordinal) ? http.Request.Method : "_OTHER";
                span.SetTag("http.request.method", method);
                span.SetTag("http.response.status_code", http.Response.StatusCode);
                span.SetTag("http.route", (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var others = exporters.ToList();
        if (settings.Otlp.Length == 0 && others.Count == 0)
        {
            return Task.CompletedTask;
        }

        var saves = meter.CreateCounter<long>("onkreukbaar.saves", "{subject}", "Subjects that were saved.");
        signals.Listen(
            (zone, saved) =>
            {
                saves.Add(saved.Subjects.Count, new KeyValuePair<string, object?>("store", zone.ToString()), new("here", saved.Act is not null));
                return ValueTask.CompletedTask;
            }
        );
        void Service(ResourceBuilder resource) => resource.AddService(Name, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3));
        var tracing = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Service)
            .AddSource("Microsoft.AspNetCore")
            .AddSource(Name)
            // First, so that no exporter after it sees what it takes away.
            .AddProcessor(new OnlyWhatMayLeave());
        foreach (var other in others)
        {
            tracing.AddProcessor(new SimpleActivityExportProcessor(other));
        }

        if (settings.Otlp.Length > 0)
        {
            tracing.AddOtlpExporter(Address);
            metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(Service)
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics", Name)
                .AddView("http.server.request.duration", new MetricStreamConfiguration { TagKeys = [.. OnlyWhatMayLeave.Tags] })
                .AddOtlpExporter(Address)
                .Build();
        }

        traces = tracing.Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
        traces = null;
        metrics = null;
        meter.Dispose();
    }

    private void Address(OtlpExporterOptions options) => options.Endpoint = new Uri(settings.Otlp);

    /// <summary>Takes everything from a span that is not on the list; frameworks add tags with each version.</summary>
    private sealed class OnlyWhatMayLeave : BaseProcessor<Activity>
    {
        public static readonly HashSet<string> Tags = new(StringComparer.Ordinal)
        {
            "http.request.method",
            "http.response.status_code",
            "http.route",
            "error.type",
        };

        public override void OnEnd(Activity data)
        {
            foreach (var tag in data.TagObjects.Where(t => !Tags.Contains(t.Key)).Select(t => t.Key).ToList())
            {
                data.SetTag(tag, null);
            }

            // Descriptions and vendor state come from exceptions and from the caller's headers.
            data.SetStatus(data.Status);
            data.TraceStateString = null;
            data.DisplayName = $"{data.GetTagItem("http.request.method")} {data.GetTagItem("http.route") ?? "-"}";
        }
    }
}
