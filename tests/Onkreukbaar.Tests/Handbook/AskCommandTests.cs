// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Handbook;
using Onkreukbaar.Kernel.Modules;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Handbook;

/// <summary><c>norms ask</c>: every complaint names the line of the file that it is about.</summary>
public sealed class AskCommandTests
{
    [Fact]
    public async Task What_is_wrong_in_a_question_over_several_lines_is_told_by_its_own_line()
    {
        var (code, file, _, error) = await AskAsync("""
            {
              "peildatum": "2026-03-02",
              "ambt": "keizer",
              "ambtstermijnen": [
                { "datumAanvang": "2018-03-30", "datumEinde": "2022-03-30" },
                { "datumEinde": "2026-03-30" }
              ],
              "feiten": {
                "nevenfunctie": {
                  "bezoldigd": "misschien"
                },
                "nevenfunctie.kleur": 1
              }
            }
            """);

        code.ShouldBe(2);
        error.Select(e => e[..(e.IndexOf(": ", file.Length, StringComparison.Ordinal) + 2)]).ShouldBe([$"{file}:3: ", $"{file}:6: ", $"{file}:10: ", $"{file}:12: "]);
        error.ShouldContain($"{file}:6: ambtstermijnen[1].datumAanvang: Het veld 'datumAanvang' ontbreekt. Voeg het toe.");
        error.ShouldContain($"{file}:12: feiten.nevenfunctie.kleur: Het feit 'nevenfunctie.kleur' is niet bekend. Kijk de naam na; alle feiten staan in /v1/normvraag.schema.json.");
    }

    [Fact]
    public async Task A_question_over_several_lines_that_is_no_json_is_one_mistake_at_its_place()
    {
        var (code, file, _, error) = await AskAsync("""
            {
              "peildatum": "2026-03-02",
              "ambt": raadslid
            }
            """);

        code.ShouldBe(2);
        error.ShouldBe([$"{file}:3: Dit is geen leesbare JSON. Het gaat mis op regel 3 van deze vraag, bij teken 11. Kijk daar naar aanhalingstekens, komma's en haakjes."]);
    }

    [Fact]
    public async Task Of_a_question_on_each_line_the_good_ones_are_answered_and_the_others_told_by_line()
    {
        const string Good = """{"peildatum":"2026-03-02","ambt":"raadslid"}""";
        var (code, file, answers, error) = await AskAsync("\n{\"peildatum\":\n" + Good + "\r\n\n" + """{"peildatum":"2026-03-02"}""" + "\n" + Good + "\n");

        code.ShouldBe(1);
        answers.Length.ShouldBe(2);
        error.Length.ShouldBe(2);
        error[0].ShouldStartWith($"{file}:2: Dit is geen leesbare JSON.");
        error[1].ShouldBe($"{file}:5: ambt: Het veld 'ambt' ontbreekt. Voeg het toe.");
    }

    [Fact]
    public async Task Facts_that_cannot_both_be_true_are_told_by_line_with_what_to_do()
    {
        var (code, file, _, error) = await AskAsync("""
            {
              "peildatum": "2026-03-02",
              "ambt": "raadslid",
              "ambtstermijnen": [
                { "datumAanvang": "2026-03-30",
                  "datumEinde": "2022-03-30" }
              ],
              "feiten": {
                "benoeming": { "datumKennisgeving": "2026-03-02", "datumAanneming": "2026-03-01" },
                "geheimhouding": {
                  "geldt": true,
                  "opgeheven": true
                }
              }
            }
            """);

        code.ShouldBe(2);
        error.ShouldContain(e => e.StartsWith($"{file}:9: benoeming.datumAanneming: ", StringComparison.Ordinal) && e.EndsWith("Kijk de datums na.", StringComparison.Ordinal));
        error.ShouldContain($"{file}:11: geheimhouding.geldt: De geheimhouding kan niet gelden en toch zijn opgeheven. Kijk na wat klopt en verander het andere.");
        error.ShouldContain($"{file}:5: ambtstermijnen[0]: De ambtstermijn vanaf 2026-03-30 eindigt niet na haar begin. Kijk de datums na.");
    }

    [Fact]
    public async Task Nothing_is_answered_from_a_library_of_which_an_example_fails()
    {
        const string File = "statute/gemeentewet/2023-01-01.yaml";
        using var broken = BrokenCopy.With(File, "gives: openbaar-maken", "gives: voldaan", out var line);

        var (code, _, answers, error) = await AskAsync("""{"peildatum":"2026-03-02","ambt":"raadslid"}""", ("folder", broken.Folder));

        code.ShouldBe(2);
        answers.ShouldBeEmpty();
        error[0].ShouldStartWith($"{File}:{line}: ");
    }

    private static async Task<(int Code, string File, string[] Answers, string[] Errors)> AskAsync(string text, params (string Name, string Value)[] options)
    {
        var file = Path.GetTempFileName();
        await System.IO.File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        try
        {
            await using var services = new ServiceCollection().BuildServiceProvider();
            var (output, error) = (new StringWriter(), new StringWriter());
            var command = new HandbookModule().Commands.Single(c => c.Name == "norms ask");
            var context = new CommandContext(services, file, options.ToDictionary(o => o.Name, o => o.Value), output, error, (_, _, _) => { }, CancellationToken.None);
            var code = await command.RunAsync(context);
            return (code, file, Lines(output), Lines(error));
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    private static string[] Lines(StringWriter written) => written.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
