// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Onkreukbaar.Handbook.Pdf;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Handbook;

public sealed partial class HandbookPdfTests
{
    [Fact]
    public async Task The_handbook_of_an_office_is_a_tagged_pdf()
    {
        Needs.Have(IsHere("weasyprint"), Needs.WeasyPrint, "WeasyPrint is not on this machine (Debian package weasyprint)");
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var client = app.Client();

        using var response = await client.GetAsync("/handboek/handboek.pdf?ambt=rekenkamerlid&soort=gemeente&peildatum=2026-03-01", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        response.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe("handboek-rekenkamerlid-2026-03-01.pdf");
        var pdf = Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        pdf.ShouldStartWith("%PDF-1.7");
        pdf.ShouldContain("/MarkInfo");
        pdf.ShouldContain("pdfuaid");
        pdf.ShouldContain("/Lang (nl)");
        pdf.ShouldNotContain("/URI (file:");
    }

    [Fact]
    public async Task Without_an_office_there_is_no_pdf_and_the_answer_says_which_field()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        using var client = app.Client();

        (await client.GetAsync("/handboek/handboek.pdf", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync("/handboek/handboek.pdf?ambt=keizer", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_printed_document_names_nothing_to_fetch()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        var html = await app.InScopeAsync(async services =>
        {
            var reader = services.GetRequiredService<Onkreukbaar.Handbook.Shared.HandbookReader>();
            var query = new Microsoft.AspNetCore.Http.QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(StringComparer.Ordinal) { ["ambt"] = "raadslid" });
            var view = await reader.ReadAsync(query, TestContext.Current.CancellationToken);
            return await PdfPages.HtmlAsync(services, NullLoggerFactory.Instance, view, "https://register.example");
        });

        html.ShouldContain("<h1>Regels voor: raadslid</h1>");
        html.ShouldContain("https://register.example/handboek/normen/gemw-12-openbaarmaking");
        Fetched().Matches(html).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_weasyprint_the_answer_says_what_to_do()
    {
        using var absent = new WeasyPrint(NullLogger<WeasyPrint>.Instance) { Program = "weasyprint-is-er-niet" };

        var refused = await Should.ThrowAsync<ProblemException>(() => absent.MakeAsync("<p>x</p>", TestContext.Current.CancellationToken));

        refused.Problem.Code.ShouldBe("pdf.geen-weasyprint");
        refused.Problem.Status.ShouldBe(503);
        refused.Problem.Detail.ShouldContain("weasyprint");
    }

    [Theory]
    [InlineData("exec tail -f /dev/null", 1, "pdf.te-lang")]
    [InlineData("cat >/dev/null; exit 3", 600_000, "pdf.mislukt")]
    [InlineData("cat >/dev/null", 600_000, "pdf.mislukt")]
    public async Task A_program_that_hangs_or_fails_is_stopped_and_said(string script, int limit, string code)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("a shell script");
            return;
        }

        var file = Path.GetTempFileName();
        try
        {
            Scripts.Write(file, "#!/bin/sh\n" + script + "\n");
            using var program = new WeasyPrint(NullLogger<WeasyPrint>.Instance) { Program = file, Limit = TimeSpan.FromMilliseconds(limit) };

            (await Should.ThrowAsync<ProblemException>(() => program.MakeAsync("<p>x</p>", TestContext.Current.CancellationToken))).Problem.Code.ShouldBe(code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static bool IsHere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    // What a renderer would load by itself; a link is only followed by a reader.
    [GeneratedRegex("<(img|link|script|iframe|object|embed|style)\\b|url\\(|@import", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fetched();
}
