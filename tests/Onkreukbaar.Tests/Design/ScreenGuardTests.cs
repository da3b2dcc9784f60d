// SPDX-License-Identifier: EUPL-1.2
using System.Text.RegularExpressions;
using Onkreukbaar.Tests.Repository;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Design;

/// <summary>Pages are made of the design system's components; what these guarantee cannot be gone round.</summary>
public sealed partial class ScreenGuardTests
{
    private static readonly HashSet<string> Known = StyleSheet.Classes(StyleSheet.Text);

    [Theory]
    [InlineData("src/Onkreukbaar.Registers/A.razor", "<p>\n<input name=\"a\">", 1)]
    [InlineData("src/Onkreukbaar.Registers/A.razor", "<select><option>a</option></select>", 1)]
    [InlineData("src/Onkreukbaar.Registers/A.razor", "<textarea></textarea><button>a</button><table>", 3)]
    [InlineData("src/Onkreukbaar.Registers/A.razor", "@((MarkupString)Model.Text)", 1)]
    [InlineData("src/Onkreukbaar.Registers/A.cs", "return new MarkupString(text);", 1)]
    [InlineData("src/Onkreukbaar.Registers/A.razor", "<p class=\"nl-paragraph ob-nergens\">", 1)]
    [InlineData("src/Onkreukbaar.Registers/A.razor", "<p class=\"nl-paragraph ob-muted eigen\">", 0)]
    [InlineData("src/Onkreukbaar.Design/Components/A.razor", "<p style=\"color: red\">", 1)]
    [InlineData("src/Onkreukbaar.Web/A.razor", "<p onclick=\"x()\">", 1)]
    [InlineData("src/Onkreukbaar.Web/A.razor", "<script>x()</script>", 1)]
    [InlineData("src/Onkreukbaar.Design/Components/A.razor", "<input name=\"a\"><table>", 0)]
    [InlineData("src/Onkreukbaar.Registers/A.razor", "<Table Items=\"a\" /><Button>a</Button><SelectField /><p class=\"style\">@style</p>", 0)]
    [InlineData("src/Onkreukbaar.Web/A.razor", "<script src=\"/a.js\" defer></script>", 0)]
    [InlineData("docs/a.md", "<input style=\"x\">", 0)]
    public void A_page_that_goes_round_the_components_is_caught(string path, string text, int problems) =>
        Problems(path, text).Count().ShouldBe(problems);

    [Fact]
    public void No_page_goes_round_the_components() =>
        RepositoryFiles.Texts.SelectMany(file => Problems(file.Path, file.Text)).ShouldBeEmpty();

    private static IEnumerable<string> Problems(string path, string text)
    {
        if (!path.StartsWith("src/", StringComparison.Ordinal) || Path.GetExtension(path) is not (".razor" or ".cs"))
        {
            return [];
        }

        var design = path.StartsWith("src/Onkreukbaar.Design/", StringComparison.Ordinal);
        var problems = new List<Match>();
        if (!design)
        {
            problems.AddRange(Markup().Matches(text));
        }

        if (path.EndsWith(".razor", StringComparison.Ordinal))
        {
            problems.AddRange(Inline().Matches(text));
            if (!design)
            {
                problems.AddRange(Bare().Matches(text));
            }
        }

        // The style sheet keeps only what the design system's own components use.
        var unknown = path.EndsWith(".razor", StringComparison.Ordinal) ? StyleSheet.Unknown(ClassName().Matches(text).Select(m => m.Value), Known) : [];

        return problems
            .Select(match => $"{path}:{1 + text.AsSpan(0, match.Index).Count('\n')}: {match.Value}")
            .Concat(unknown.Select(name => $"{path}: no rule for class {name}"));
    }

    [GeneratedRegex(@"<(input|select|textarea|button|table)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bare();

    [GeneratedRegex(@"(?<=class=""[^""]*)(?<![\w-])(nl|utrecht|ob)-[a-z0-9_-]*[a-z0-9]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"\bMarkupString\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Markup();

    // The content security policy blocks these in the browser; the guard says it earlier.
    [GeneratedRegex(@"\s(style|on[a-z]+)\s*=\s*""|<style\b|<script>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inline();
}
