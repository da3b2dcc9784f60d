// SPDX-License-Identifier: EUPL-1.2
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Problems;

namespace Onkreukbaar.Handbook.Pdf;

/// <summary>
/// Makes tagged PDF (PDF/UA-1) of our own HTML with WeasyPrint, in a process of its own: it gets the HTML on its standard input, reads no address,
/// and is stopped when it takes too long. Few run at a time, because each takes a processor.
/// </summary>
internal sealed partial class WeasyPrint(ILogger<WeasyPrint> log) : IDisposable
{
    /// <summary>What a reader waits at most.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan QueueLimit = TimeSpan.FromSeconds(20);
    private static readonly string[] Fonts = ["fira-sans-latin-400-normal.woff2", "fira-sans-latin-500-normal.woff2", "source-serif-4-latin-600-normal.woff2"];
    private readonly SemaphoreSlim room = new(2);
    private readonly Lazy<string> folder = new(MakeFolder);

    /// <summary>Name or path of the program; another one in tests.</summary>
    public string Program { get; init; } = "weasyprint";

    /// <summary>Longest time that it may take; shorter in tests.</summary>
    public TimeSpan Limit { get; init; } = TimeLimit;

    /// <summary>The PDF of an HTML document.</summary>
    /// <exception cref="ProblemException">503: the program is not here, is busy, took too long or failed.</exception>
    public async Task<byte[]> MakeAsync(string html, CancellationToken cancellation)
    {
        if (!await room.WaitAsync(QueueLimit, cancellation))
        {
            throw Unavailable("pdf.druk", Texts.PdfBusy);
        }

        try
        {
            return await RunAsync(html, cancellation);
        }
        finally
        {
            room.Release();
        }
    }

    public void Dispose()
    {
        room.Dispose();
        if (folder.IsValueCreated)
        {
            Directory.Delete(folder.Value, recursive: true);
        }
    }

    private async Task<byte[]> RunAsync(string html, CancellationToken cancellation)
    {
        using var process = Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            using var pdf = new MemoryStream();
            var output = process.StandardOutput.BaseStream.CopyToAsync(pdf, limit.Token);
            var complaints = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(html), limit.Token);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It stopped before it read everything: its exit code tells.
            }

            await output;
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0 || pdf.Length == 0)
            {
                Failed(log, process.ExitCode, (await complaints).Trim());
                throw Unavailable("pdf.mislukt", Texts.PdfFailed);
            }

            return pdf.ToArray();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unavailable("pdf.te-lang", Texts.PdfTooLong);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--quiet", "--encoding", "utf-8", "--pdf-variant", "pdf/ua-1", "--base-url", "about:blank", "--stylesheet", Path.Combine(folder.Value, "handbook.css"), "-", "-" })
        {
            start.ArgumentList.Add(argument);
        }

        // Our HTML names nothing to fetch; were it to, there is no way out.
        foreach (var proxy in new[] { "http_proxy", "https_proxy", "ftp_proxy", "all_proxy" })
        {
            start.Environment[proxy] = "http://127.0.0.1:9";
        }

        start.Environment.Remove("no_proxy");
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw Unavailable("pdf.geen-weasyprint", Texts.PdfMissing);
        }
    }

    private static string MakeFolder()
    {
        var made = Directory.CreateTempSubdirectory("onkreukbaar-pdf-").FullName;
        using (var css = typeof(WeasyPrint).Assembly.GetManifestResourceStream("handbook.css")!)
        using (var file = File.Create(Path.Combine(made, "handbook.css")))
        {
            css.CopyTo(file);
        }

        foreach (var font in Fonts)
        {
            File.WriteAllBytes(Path.Combine(made, font), DesignAssets.Read(font).Span);
        }

        return made;
    }

    private static ProblemException Unavailable(string code, string detail) => new(new Problem(code, 503, Texts.PdfTitle, detail));

    [LoggerMessage(Level = LogLevel.Error, Message = "WeasyPrint ended with {Code}: {Complaint}")]
    private static partial void Failed(ILogger log, int code, string complaint);
}
