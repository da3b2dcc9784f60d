// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Handbook;

public sealed class NormShelfTests
{
    private const string Code = """
        act: { id: eigen-code, title: Eigen gedragscode, titleEn: Own code }
        from: 2026-01-01
        adopted: { on: 2025-12-01, by: de raad }
        norms:
          - id: eigen-boekje
            kind: code-provision
            phase: during
            topic: gedragscode
            who: { offices: [raadslid] }
            status: local
            certainty: verified
            source: Eigen code
            title: { nl: Boekje, en: Booklet }
            explanation: { nl: U leest de code., en: You read the code. }
            criteria: { nl: [lezen], en: [reading] }
            decides: { nl: u zelf, en: you yourself }
            examples:
              - { facts: {}, gives: eigen-oordeel }
        """;

    [Fact]
    public async Task A_body_without_codes_has_the_national_norms_and_one_with_codes_its_own()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        var (body, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Dictionary<Guid, string> kept = new() { [body] = Code };
        var asked = 0;
        var shelf = new NormShelf(app.Settings, new CodeSource(() => kept.Keys.ToHashSet(), id =>
        {
            asked++;
            return new("gemeente", [new("eigen-code", kept[id])]);
        }), NullLogger<NormShelf>.Instance);

        shelf.For(body).Versions("eigen-boekje").Count.ShouldBe(1);
        shelf.For(body).ShouldBeSameAs(shelf.For(body));
        shelf.For(other).ShouldBeSameAs(shelf.National);
        asked.ShouldBe(1, "what was read is remembered");

        kept.Remove(body);
        shelf.For(body).ShouldNotBeSameAs(shelf.National, "nobody said that it changed");
        shelf.Changed(body);
        shelf.For(body).ShouldBeSameAs(shelf.National);
        app.App.Services.GetRequiredService<NormShelf>().National.Norms.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_code_that_cannot_be_used_leaves_the_body_with_the_national_norms_and_says_why()
    {
        var app = await TestApp.SharedAsync(Databases.Sqlite);
        var body = Guid.CreateVersion7();
        var shelf = new NormShelf(app.Settings, new CodeSource(() => new HashSet<Guid> { body }, _ => new("gemeente", [new("eigen-code", Code), new("kapot", "norms: [")])), NullLogger<NormShelf>.Instance);

        shelf.For(body).ShouldBeSameAs(shelf.National);
        shelf.Of(body).Broken.ShouldContain(e => e.File == "kapot");
    }

    [Fact]
    public async Task An_installation_with_a_broken_library_does_not_start_and_names_file_and_line()
    {
        var folder = Directory.CreateTempSubdirectory("norms").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "offices.yaml"), "- { code: raadslid, nl: raadslid, en: member, bodys: [gemeente] }\n");
            var (settings, data) = await TestApp.DatabaseAsync(Databases.Sqlite);
            var refused = Should.Throw<BrokenLibraryException>(() => OnkreukbaarApp.Build(settings with { NormsFolder = folder }));
            refused.Message.ShouldContain("offices.yaml:1: ");
            refused.Message.ShouldContain("bodys");
            refused.Message.ShouldContain("authorities.yaml:1: ");
            Directory.Delete(data, recursive: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Each of the shipped files is as it was, but for what one example says that comes out of it.
    [Fact]
    public async Task An_installation_with_a_library_of_which_an_example_fails_does_not_start_and_names_file_and_line()
    {
        const string File = "statute/gemeentewet/2023-01-01.yaml";
        using var broken = BrokenCopy.With(File, "gives: openbaar-maken", "gives: voldaan", out var line);
        var (settings, data) = await TestApp.DatabaseAsync(Databases.Sqlite);
        var refused = Should.Throw<BrokenLibraryException>(() => OnkreukbaarApp.Build(settings with { NormsFolder = broken.Folder }));
        refused.Message.ShouldStartWith($"{File}:{line}: ");
        refused.Message.ShouldContain("gives");
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void The_folder_of_the_library_can_be_set()
    {
        var folder = Path.GetTempPath();
        Settings.Read(name => name == "ONKREUKBAAR_NORMS" ? Path.Combine(folder, "normen") : null, folder).NormsFolder.ShouldBe(Path.Combine(folder, "normen"));
        Settings.Read(_ => null, folder).NormsFolder.ShouldBeEmpty();
    }
}
