// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Turns every failure into a sentence: a page for people, problem+json for machines. Never a stack trace.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await WebProblems.WriteAsync(http, WebProblems.OfStatus(http.Response.StatusCode));
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The visitor left: nobody to tell.
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            var problem = failure switch
            {
                ProblemException known => known.Problem,
                BadHttpRequestException bad => WebProblems.OfStatus(bad.StatusCode),
                // Reading can be refused as well: a database that is away for a moment is no fault of ours.
                _ when http.RequestServices.GetRequiredService<StorageProvider>().Translate(failure) is { Status: StatusCodes.Status503ServiceUnavailable } away =>
                    HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? WebProblems.CannotRead() : away,
                _ => WebProblems.Unexpected(Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier),
            };
            if (problem.Status >= 500)
            {
                // The route pattern, not the path: addresses may hold ids of confidential subjects.
                Failed(log, failure, (http.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "-", problem.Code);
            }

            var kept = http.Response.Headers["API-Version"].ToString();
            http.Response.Clear();
            SecurityHeaders.Set(http);
            if (kept.Length > 0)
            {
                http.Response.Headers["API-Version"] = kept;
            }

            await WebProblems.WriteAsync(http, problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request on {Route} failed: {Code}")]
    private static partial void Failed(ILogger log, Exception failure, string route, string code);
}
