// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.CommandLine;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Repository;

/// <summary>A test that misses a tool or a file is skipped on a laptop, and fails where the run may not do without it.</summary>
public sealed class NeedsTests
{
    private const string MissesWeasyPrint = "*HandbookPdfTests.The_handbook_of_an_office_is_a_tagged_pdf";

    [Theory]
    [InlineData("npm,disk", 0, "Skipped: 1")]
    [InlineData("npm, weasyprint", 1, "Failed: 1")]
    public async Task A_missing_program_is_an_error_only_where_it_is_demanded(string needs, int code, string count)
    {
        // A search path without any program, so that this one is missing wherever the test runs.
        var empty = Directory.CreateTempSubdirectory("onkreukbaar-pad-").FullName;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = empty, [Needs.Variable] = needs };

        var ended = await Started.RunAsync(Started.Dotnet, [typeof(NeedsTests).Assembly.Location, "-noLogo", "-noColor", "-method", MissesWeasyPrint], environment);
        Directory.Delete(empty);

        ended.Out.ShouldContain(count);
        ended.Code.ShouldBe(code, ended.ToString());
    }

    [Fact]
    public void What_is_demanded_is_a_list_with_commas()
    {
        Needs.Demanded(null).ShouldBeEmpty();
        Needs.Demanded(" shared,disk ,").ShouldBe([Needs.Shared, Needs.Disk], ignoreOrder: true);
        Should.Throw<ArgumentException>(() => Needs.Demanded("shard")).Message.ShouldContain("'shard' is not one of");
    }
}
