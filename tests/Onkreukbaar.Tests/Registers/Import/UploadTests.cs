// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using DocumentFormat.OpenXml.Spreadsheet;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Import.Upload;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Kernel.Import;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>A clerk reads a list into the register: file, columns, preview, result.</summary>
public sealed class UploadTests
{
    private const string Heading = "Naam;Nevenfunctie;Organisatie;Bezoldigd;Aanvang;Einde\n";

    private const string Good = Heading + "Vries, R. de (René);Lid raad van toezicht;Stichting Café Zeezicht;ja;1-3-2018;\nVries, R. de (René);Penningmeester;Zwemclub;nee;2019;\n";

    private static readonly Dictionary<string, string?> Nothing = [];

    static UploadTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory, OnBothDatabases]
    public async Task A_list_goes_from_file_to_register_and_nothing_changes_before_the_clerk_agrees(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        var text = Good + "Vries, R. de (René); ;Zwemclub;nee;;\nJansen, B. (Bram);Adviseur;Iets;vrijwillig;31-6-2020;\n";
        await UploadAsync(clerk, body, "lijst.csv", Encoding.GetEncoding(1252).GetBytes(text));

        var columns = await clerk.FollowAsync();
        columns.Body!.TextContent.ShouldContain("WINDOWS-1252");
        Chosen(columns, "naam").ShouldBe("Naam");
        Chosen(columns, "indicatorBezoldigd").ShouldBe("Bezoldigd");
        Chosen(columns, "kvkNummer").ShouldBe("");
        columns.Body.TextContent.ShouldContain("Vries, R. de (René)", customMessage: "values of the file help to choose");
        await clerk.SubmitAsync(Nothing);

        var preview = await SettledAsync(site, clerk);
        Figures(preview).ShouldBe(["3", "0", "0", "1", "0"]);
        var refused = preview.QuerySelectorAll("section:has(#kop-regels-die-niet-kunnen) tbody tr").Single();
        refused.TextContent.ShouldContain("4");
        refused.TextContent.ShouldContain("Nevenfunctie");
        refused.TextContent.ShouldContain("Deze cel is leeg. Vul haar in.");
        preview.Body!.TextContent.ShouldContain("Bewaard zoals het in het bestand staat: ");
        (await CountAsync(site, body)).ShouldBe(0);

        await clerk.SubmitAsync(Nothing);
        var result = await SettledAsync(site, clerk);
        result.QuerySelector("h1")!.TextContent.ShouldBe("De lijst is ingelezen");
        Figures(result).ShouldBe(["3", "0", "0", "1", "0"]);
        (await CountAsync(site, body)).ShouldBe(3);
        await site.App.WithStoreAsync(async store =>
        {
            var position = await store.Set<AncillaryPosition>().FirstAsync(p => p.BodyId == body && p.Description == "Lid raad van toezicht");
            position.Organisation.ShouldBe("Stichting Café Zeezicht");
            var act = (await store.HistoryAsync<AncillaryPosition>(position.Id)).ShouldHaveSingleItem().Act;
            act.ActorRole.ShouldBe(nameof(Role.Clerk));
            act.ActorId.ShouldNotBeNull();
            act.Correlation.ShouldBe(await store.Set<ListImport>().Where(i => i.BodyId == body).Select(i => (Guid?)i.Id).SingleAsync());
            return 0;
        });

        var address = clerk.Response.RequestMessage!.RequestUri!.AbsolutePath;
        (await clerk.Client.GetStringAsync(address + "/verslag.csv")).ShouldContain("4,Geweigerd,nevenfunctie,Nevenfunctie,Deze cel is leeg. Vul haar in.,veld.verplicht,");
        (await clerk.Client.GetStringAsync(address + "/verslag.jsonl")).ShouldContain("\"code\":\"veld.verplicht\"");
        (await clerk.Client.GetByteArrayAsync(address + "/verslag.xlsx")).AsSpan(0, 2).ToArray().ShouldBe("PK"u8.ToArray());
        Directory.EnumerateFiles(Path.Combine(site.App.Settings.DataFolder, "imports", Guid.Parse(address.Split('/')[^1]).ToString("N")), "bestand").ShouldBeEmpty("the file is not kept");
    }

    [Theory, OnBothDatabases]
    public async Task The_preview_says_what_the_norms_say_by_verdict_and_line_by_line(string database)
    {
        // More positions than the page of changes shows: other tests look for theirs there.
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        await site.PersonAsync(body, "Aldersman", "wethouder");
        using var clerk = site.Clerk(body);
        var text = new StringBuilder("Naam;Nevenfunctie;Organisatie;Bezoldigd;Aanvang\n");
        for (var i = 1; i <= 60; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"Aldersman, A. van (Anna);Adviseur {i};Zwemclub {i};ja;1-3-2024\n");
        }

        text.Append("Vries, R. de (René);Lid;Zwemclub;nee;2019\n");
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(text.ToString()));
        await clerk.FollowAsync();
        await clerk.SubmitAsync(Nothing);
        var preview = await SettledAsync(site, clerk);
        Figures(preview)[0].ShouldBe("61", "no line is refused for a finding");
        var part = preview.QuerySelector("section:has(#bevindingen)")!.TextContent;
        part.ShouldContain("Eigen oordeel");
        part.ShouldContain("60 regels");
        part.ShouldContain("Bij 1 regel is geen ambt van de persoon bekend");

        var address = clerk.Response.RequestMessage!.RequestUri!.AbsolutePath;
        await clerk.GetAsync(address + "/bevindingen?oordeel=melden");
        var rows = clerk.Page.QuerySelectorAll("main tbody tr");
        rows.Length.ShouldBe(50);
        rows[0].TextContent.ShouldContain("Aldersman, A. van (Anna)");
        rows[0].TextContent.ShouldContain("Adviseur 1");
        rows[0].TextContent.ShouldContain("Gemeentewet, artikel 41b lid 2");
        rows[0].TextContent.ShouldContain("1 maart 2024");
        rows[0].QuerySelector("a[href='/handboek/normen/gemw-41b-2-melding']").ShouldNotBeNull();
        clerk.Page.Body!.TextContent.ShouldNotContain("In strijd met");
        await clerk.GetAsync(address + "/bevindingen?norm=gemw-41b-2-melding&pagina=2");
        clerk.Page.QuerySelectorAll("main tbody tr").Length.ShouldBe(10);
        await clerk.GetAsync(address + "/bevindingen?oordeel=in-strijd&norm=gemw-41b-2-melding");
        clerk.Page.QuerySelector("main table").ShouldBeNull();
        clerk.Page.Body!.TextContent.ShouldContain("Geen bevindingen gevonden");
        await clerk.GetAsync(address + "/bevindingen?pagina=x", HttpStatusCode.BadRequest);
        (await clerk.Client.GetStringAsync(address + "/verslag.csv")).ShouldContain("Eigen oordeel: Gemeentewet, artikel 41b lid 1");

        await clerk.GetAsync(address);
        await clerk.SubmitAsync(Nothing);
        await SettledAsync(site, clerk);
        await clerk.GetAsync(address + "/bevindingen?oordeel=melden");
        var id = (await site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().FirstAsync(p => p.BodyId == body && p.Description == "Adviseur 1"))).Id;
        clerk.Page.QuerySelector($"main a[href='/beheer/{body}/nevenfuncties/{id}']").ShouldNotBeNull("after the import the line leads to the position");
    }

    [Theory, OnBothDatabases]
    public async Task The_same_list_in_any_form_changes_nothing_the_second_time(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await ImportAsync(site, clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(Good));
        (await CountAsync(site, body)).ShouldBe(2);
        var json = """
            {"naam":"Vries, R. de (René)","omschrijving":"Lid raad van toezicht","naamOrganisatie":"Stichting Café Zeezicht","indicatorBezoldigd":"ja","datumAanvang":"1-3-2018","datumEinde":""}
            {"naam":"Vries, R. de (René)","omschrijving":"Penningmeester","naamOrganisatie":"Zwemclub","indicatorBezoldigd":"nee","datumAanvang":"2019","datumEinde":""}

            """;
        var sheet = TableReaderTests.Sheet(
            ["Naam", "Nevenfunctie", "Organisatie", "Bezoldigd", "Aanvang", "Einde"],
            [Text("Vries, R. de (René)"), Text("Lid raad van toezicht"), Text("Stichting Café Zeezicht"), Text("ja"), Text("1-3-2018")],
            [Text("Vries, R. de (René)"), Text("Penningmeester"), Text("Zwemclub"), Text("nee"), Text("2019")]
        );
        foreach (
            var (name, content) in new (string, byte[])[]
            {
                ("a.csv", Encoding.GetEncoding(1252).GetBytes(Good)),
                ("b.csv", Encoding.UTF8.GetBytes(Good.Replace("Vries, R. de (René)", "\"Vries, R. de (René)\"", StringComparison.Ordinal).Replace(';', ','))),
                ("c.jsonl", Encoding.UTF8.GetBytes(json)),
                ("d.xlsx", sheet),
            }
        )
        {
            await UploadAsync(clerk, body, name, content);
            await clerk.FollowAsync();
            await clerk.SubmitAsync(Nothing);
            var preview = await SettledAsync(site, clerk);
            Figures(preview).ShouldBe(["0", "0", "2", "0", "0"], name);
            preview.QuerySelector("form[action$='/uitvoeren'] button")!.TextContent.ShouldBe("Weggooien", "there is nothing to write");
        }

        (await CountAsync(site, body)).ShouldBe(2);

        static Cell Text(string text) => new() { DataType = CellValues.SharedString, CellValue = new(text) };
    }

    [Theory, OnBothDatabases]
    public async Task A_file_that_cannot_be_used_is_refused_with_a_sentence(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        foreach (
            var (name, content, sentence) in new (string, byte[], string)[]
            {
                ("", [], "Kies een bestand."),
                ("leeg.csv", Encoding.UTF8.GetBytes(Heading), "Dit bestand heeft geen regels onder de koppen."),
                ("kapot.xlsx", [0x50, 0x4B, 0x03, 0x04, 1, 2, 3], "kapot.xlsx"),
                ("bom.xlsx", TableReaderTests.Bomb(), "bom.xlsx pakt veel verder uit"),
                ("groot.csv", new byte[(OfferList.MostMegabytes * 1024 * 1024) + 1], "Hier past hoogstens 50 MB"),
            }
        )
        {
            await UploadAsync(clerk, body, name, content, HttpStatusCode.UnprocessableEntity);
            clerk.Page.QuerySelector("#veld-bestand")!.GetAttribute("aria-invalid").ShouldBe("true");
            clerk.Page.Body!.TextContent.ShouldContain(sentence);
            clerk.Page.Title!.ShouldStartWith("Fout:");
        }

        (await site.App.WithStoreAsync(s => s.Set<ListImport>().CountAsync(i => i.BodyId == body))).ShouldBe(0);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_columns_are_told_and_the_file_and_the_choices_stay(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes("Wie;Wat;Waar\nVries, R. de (René);Lid;Zwemclub\n"));
        await clerk.FollowAsync();
        await clerk.SubmitAsync(Fields(("kolom-naamOrganisatie", "Waar"), ("kolom-omschrijving", "Waar")));
        clerk.Response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        clerk.Page.QuerySelector("a[href='#veld-kolom-naam']")!.TextContent.ShouldBe("Wijs de kolom aan voor: Naam van de persoon.");
        clerk.Page.Body!.TextContent.ShouldContain("De kolom ‘Waar’ is twee keer gekozen.");
        Chosen(clerk.Page, "naamOrganisatie").ShouldBe("Waar");
        await clerk.SubmitAsync(Fields(("kolom-naam", "Wie"), ("kolom-omschrijving", "Wat")));
        Figures(await SettledAsync(site, clerk)).ShouldBe(["1", "0", "0", "0", "0"]);

        await clerk.GetAsync(clerk.Response.RequestMessage!.RequestUri!.AbsolutePath + "?stap=kolommen");
        Chosen(clerk.Page, "naam").ShouldBe("Wie", "the choice is still there");
    }

    [Theory, OnBothDatabases]
    public async Task Only_the_clerk_of_the_body_imports(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        var other = await site.BodyAsync("Gemeente Elders");
        using var clerk = site.Clerk(body);
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(Good));
        var address = clerk.Response.Headers.Location!.OriginalString;

        using var editor = site.As(body, Role.PublicationEditor);
        await editor.GetAsync($"/beheer/{body}/importeren");
        editor.Page.QuerySelector("input[type=file]").ShouldBeNull();
        editor.Page.QuerySelector($"a[href='{address}']").ShouldNotBeNull();
        await editor.GetAsync($"/beheer/{body}/importeren/sjabloon.csv", HttpStatusCode.Forbidden);
        using var stranger = site.Clerk(other);
        await stranger.GetAsync(address, HttpStatusCode.Forbidden);
        await stranger.GetAsync(address.Replace(body.ToString(), other.ToString(), StringComparison.Ordinal), HttpStatusCode.NotFound);
        using var visitor = site.Visitor();
        await visitor.GetAsync(address, HttpStatusCode.Redirect);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_sent_or_pressed_twice_is_done_once(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await clerk.GetAsync($"/beheer/{body}/importeren");
        var number = ((IHtmlInputElement)clerk.Page.QuerySelector("input[name=nummer]")!).Value;
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(Good), number: number);
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(Good), number: number);
        (await site.App.WithStoreAsync(s => s.Set<ListImport>().CountAsync(i => i.BodyId == body))).ShouldBe(1);
        await clerk.FollowAsync();
        await clerk.SubmitAsync(Nothing);
        await SettledAsync(site, clerk);
        var preview = clerk.Response.RequestMessage!.RequestUri!.AbsolutePath;
        using var beside = site.Clerk(body);
        await beside.GetAsync(preview);
        await Task.WhenAll(clerk.SubmitAsync(Nothing), beside.SubmitAsync(Nothing));
        await SettledAsync(site, clerk);
        (await CountAsync(site, body)).ShouldBe(2);
    }

    // The check tells its end before it is over: a clerk who is quick, or works by a program, agrees in between.
    [Theory, OnBothDatabases]
    public async Task A_list_is_read_in_also_when_the_clerk_agrees_at_the_moment_at_which_its_check_ends(string database)
    {
        await using var app = await TestApp.FreshAsync(database, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(Good));
        var id = Guid.Parse(clerk.Response.Headers.Location!.OriginalString.Split('/')[^1]);
        await clerk.FollowAsync();
        var work = app.App.Services.GetRequiredService<ImportWork>();
        Task? reading = null;
        app.App.Services.GetRequiredService<StoreSignals>()
            .Listen(
                async (_, saved) =>
                {
                    if (reading is not null || !saved.Subjects.Any(s => s.Id == id))
                    {
                        return;
                    }

                    await app.WithStoreAsync(async store =>
                    {
                        var import = await store.Set<ListImport>().SingleAsync(i => i.Id == id);
                        if (import.State == ListImportState.Checked)
                        {
                            reading = Task.CompletedTask;
                            import.State = ListImportState.Running;
                            var act = Act.BySystem("inlezing.uitvoeren");
                            await store.SaveAsync(act);
                            reading = work.Start(import, dryRun: false, act);
                        }

                        return 0;
                    });
                }
            );

        await clerk.SubmitAsync(Nothing);
        await work.IdleAsync();
        await reading.ShouldNotBeNull();

        (await CountAsync(site, body)).ShouldBe(2);
        (await app.WithStoreAsync(s => s.Set<ListImport>().SingleAsync(i => i.Id == id))).ShouldSatisfyAllConditions(i => i.State.ShouldBe(ListImportState.Done), i => i.Stopped.ShouldBeNull());
    }

    [Theory, OnBothDatabases]
    public async Task The_reasons_follow_the_language_of_the_reader(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(Heading + "Vries, R. de (René);;;;;\n"));
        await clerk.FollowAsync();
        await clerk.SubmitAsync(Nothing);
        var dutch = await SettledAsync(site, clerk);
        dutch.Body!.TextContent.ShouldContain("Deze cel is leeg. Vul haar in.");
        await clerk.GetAsync(clerk.Response.RequestMessage!.RequestUri!.AbsolutePath + "?taal=en", HttpStatusCode.SeeOther);
        var english = await SettledAsync(site, clerk);
        english.Body!.TextContent.ShouldContain("This cell is empty. Fill it in.");
        english.QuerySelector("h1")!.TextContent.ShouldBe("This is what will happen");
    }

    [Theory, OnBothDatabases]
    public async Task Work_that_goes_on_is_shown_and_work_that_was_cut_off_can_be_finished(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(Good));
        var address = clerk.Response.Headers.Location!.OriginalString;
        await clerk.FollowAsync();
        await clerk.SubmitAsync(Nothing);
        await SettledAsync(site, clerk);
        // As a process leaves it that is in the middle of its work.
        var id = Guid.Parse(address.Split('/')[^1]);
        await site.App.WithStoreAsync(async store =>
        {
            (await store.Set<ListImport>().FirstAsync(i => i.Id == id)).State = ListImportState.Running;
            return await store.SaveAsync(Act.BySystem("inlezing.uitvoeren"));
        });
        site.App.App.Services.GetRequiredService<ImportFiles>().SetProgress(id, 500, 2000);
        await clerk.GetAsync(address);
        clerk.Page.QuerySelector("progress")!.GetAttribute("value").ShouldBe("500");
        clerk.Page.QuerySelector("meta[http-equiv=refresh]").ShouldNotBeNull();
        await site.App.App.Services.GetRequiredService<ImportWork>().IdleAsync();
        (await CountAsync(site, body)).ShouldBe(0);

        File.Delete(Path.Combine(site.App.Settings.DataFolder, "imports", id.ToString("N"), "voortgang"));
        await clerk.GetAsync(address);
        clerk.Page.QuerySelector("meta[http-equiv=refresh]").ShouldBeNull();
        await clerk.SubmitAsync(Nothing);
        await SettledAsync(site, clerk);
        (await CountAsync(site, body)).ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task A_list_that_is_thrown_away_leaves_only_its_line_in_the_history(string database)
    {
        var site = await RegisterSite.OfAsync(database);
        var body = await site.BodyAsync();
        using var clerk = site.Clerk(body);
        await UploadAsync(clerk, body, "lijst.csv", Encoding.UTF8.GetBytes(Good));
        var address = clerk.Response.Headers.Location!.OriginalString;
        await clerk.FollowAsync();
        await clerk.SubmitAsync(Nothing, action: address + "/weggooien");
        await clerk.FollowAsync();
        clerk.Page.QuerySelector("tbody tr")!.TextContent.ShouldContain("Weggegooid");
        Directory.Exists(Path.Combine(site.App.Settings.DataFolder, "imports", Guid.Parse(address.Split('/')[^1]).ToString("N"))).ShouldBeFalse();
        await clerk.GetAsync(address);
        clerk.Page.QuerySelector("main form").ShouldBeNull();
    }

    [Fact]
    public async Task The_template_is_recognised_by_the_import()
    {
        using var stream = new MemoryStream();
        await ListColumns.Template.WriteAsync(Onkreukbaar.Kernel.Export.ExportFormat.Csv, AsyncEnumerable.Empty<int>(), stream);
        var headings = Encoding.UTF8.GetString(stream.ToArray()).Trim().Split(',');
        var mapping = Onkreukbaar.Kernel.Import.ColumnMapping.Choose(headings, ListColumns.All);
        mapping.All.Count.ShouldBe(headings.Length);
        mapping["omschrijving"].ShouldBe(headings.ToList().IndexOf("Nevenfunctie"));
    }

    private static async Task UploadAsync(TestBrowser clerk, Guid body, string name, byte[] content, HttpStatusCode expected = HttpStatusCode.SeeOther, string? number = null)
    {
        await clerk.GetAsync($"/beheer/{body}/importeren");
        var fields = number is null ? Nothing : Fields(("nummer", number));
        if (name.Length == 0)
        {
            await clerk.SubmitAsync(fields);
        }
        else
        {
            await clerk.SubmitAsync(fields, file: ("bestand", name, content));
        }

        clerk.Response.StatusCode.ShouldBe(expected, clerk.Page.Body?.TextContent.Trim());
    }

    private static async Task ImportAsync(RegisterSite site, TestBrowser clerk, Guid body, string name, byte[] content)
    {
        await UploadAsync(clerk, body, name, content);
        await clerk.FollowAsync();
        await clerk.SubmitAsync(Nothing);
        await SettledAsync(site, clerk);
        await clerk.SubmitAsync(Nothing);
        await SettledAsync(site, clerk);
    }

    /// <summary>The page after the work of the last answer has ended.</summary>
    private static async Task<IHtmlDocument> SettledAsync(RegisterSite site, TestBrowser clerk)
    {
        await site.App.App.Services.GetRequiredService<ImportWork>().IdleAsync();
        return await clerk.FollowAsync();
    }

    private static Task<int> CountAsync(RegisterSite site, Guid body) => site.App.WithStoreAsync(s => s.Set<AncillaryPosition>().CountAsync(p => p.BodyId == body));

    private static string Chosen(IHtmlDocument page, string field) => ((IHtmlSelectElement)page.QuerySelector($"[name='kolom-{field}']")!).Value!;

    private static string[] Figures(IHtmlDocument page) => [.. page.QuerySelectorAll(".ob-stat__value").Select(v => v.TextContent)];

    private static Dictionary<string, string?> Fields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        return all;
    }
}
