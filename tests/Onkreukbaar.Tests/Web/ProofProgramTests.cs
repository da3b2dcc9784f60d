// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Web;

/// <summary>The proof on the page of an entry, checked by the program that the site publishes, as a reader would.</summary>
public sealed class ProofProgramTests
{
    [Theory, OnBothDatabases]
    public async Task The_published_program_confirms_the_proof_of_an_entry_and_refuses_a_changed_one(string database)
    {
        await using var app = await TestApp.FreshAsync(database, kestrel: true, configure: RegisterSite.Actors);
        var site = new RegisterSite(app);
        var body = await site.BodyAsync();
        var person = await site.PersonAsync(body);
        var position = await site.PositionAsync(body, person);
        for (var i = 0; i < 10; i++)
        {
            await site.PositionAsync(body, person, p => p.Description = $"Lid {i}");
        }

        await app.App.Services.GetRequiredService<Ledgers>()[Zone.Register].Sequencer.DrainAsync();
        using var visitor = new TestBrowser(new HttpClient { BaseAddress = new Uri(app.BaseAddress) });
        var page = await visitor.GetAsync($"/nevenfuncties/{position.Id}");
        var row = page.QuerySelectorAll("section:has(#bewijs) tbody tr").ShouldHaveSingleItem();
        row.TextContent.ShouldContain("22 november 2026");
        var proof = row.QuerySelector("a")!.GetAttribute("href")!;
        page.QuerySelector("section:has(#bewijs) code")!.TextContent.ShouldBe("python3 bewijs.py " + proof.Split('/')[^1]);

        var folder = Directory.CreateTempSubdirectory("onkreukbaar-bewijs-").FullName;
        try
        {
            var published = (await visitor.GetAsync("/bewijs")).QuerySelectorAll("pre code").Select(c => c.TextContent).Single(c => c.Contains("import base64", StringComparison.Ordinal));
            var version = proof.Split('/')[^1];
            var program = published.Replace(app.Settings.PublicUrl, app.BaseAddress, StringComparison.Ordinal);
            (await PythonAsync(folder, program, version)).ShouldStartWith("klopt ");

            // The same program, reading files with one thing changed in each.
            var answer = await visitor.Client.GetStringAsync(proof);
            var offline = published.Replace(app.Settings.PublicUrl, "file://" + folder, StringComparison.Ordinal);
            Directory.CreateDirectory(Path.Combine(folder, "logboek", "bewijs"));
            (await TriedAsync(_ => { })).ShouldStartWith("klopt ", customMessage: "the unchanged file is right");
            foreach (
                var change in new Action<JsonObject>[]
                {
                    p => p["regel"] = p["regel"]!.GetValue<string>().Replace("\"versie\":1", "\"versie\":2", StringComparison.Ordinal),
                    p => p["nummer"] = p["nummer"]!.GetValue<long>() ^ 1,
                    p => p["bewijs"]![0] = new string('0', 64),
                    p => p["bewijs"]!.AsArray().RemoveAt(0),
                    p => p["verzegeling"] = p["verzegeling"]!.GetValue<string>().Replace(Root(p), Convert.ToBase64String(new byte[32]), StringComparison.Ordinal),
                }
            )
            {
                (await TriedAsync(change)).ShouldStartWith("KLOPT NIET ");
            }

            async Task<string> TriedAsync(Action<JsonObject> change)
            {
                var changed = JsonNode.Parse(answer)!.AsObject();
                change(changed);
                await File.WriteAllTextAsync(Path.Combine(folder, "logboek", "bewijs", version), changed.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
                return await PythonAsync(folder, offline, version);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Root(JsonObject proof) => proof["verzegeling"]!.GetValue<string>().Split('\n')[2];

    private static async Task<string> PythonAsync(string folder, string program, string argument)
    {
        var file = Path.Combine(folder, "bewijs.py");
        await File.WriteAllTextAsync(file, program);
        using var python = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("python3", [file, argument]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await python.StandardOutput.ReadToEndAsync();
        var complaint = await python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();
        complaint.ShouldBeEmpty();
        return output;
    }
}
