// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Registers;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

/// <summary>Kinds of body and of office: those that ship, and those that an installation adds or renames in its data folder.</summary>
public sealed class ReferenceDataTests
{
    private const string Own = """
        [
          { "code": "raadslid", "nl": "Volksvertegenwoordiger", "nlPlural": "Volksvertegenwoordigers", "en": "Representative", "enPlural": "Representatives", "group": "volksvertegenwoordiger", "bodies": ["gemeente"] },
          { "code": "stadsdeelbestuurder", "nl": "Stadsdeelbestuurder", "nlPlural": "Stadsdeelbestuurders", "en": "District executive", "enPlural": "District executives", "group": "bestuurder", "bodies": ["gemeente"], "sources": ["dagelijks-bestuurder-stadsdeel"] }
        ]
        """;

    /// <summary>The offices that a register of ancillary positions is about, each at the kinds of body that have it.</summary>
    private static readonly (string Body, string Office, string Dutch, string English, string Group)[] Table =
    [
        ("gemeente", "raadslid", "Raadsleden", "Councillors", "volksvertegenwoordiger"),
        ("gemeente", "wethouder", "Wethouders", "Aldermen", "bestuurder"),
        ("gemeente", "burgemeester", "Burgemeester", "Mayor", "bestuurder"),
        ("gemeente", "griffier", "Griffier", "Clerk", "ambtenaar"),
        ("gemeente", "gemeentesecretaris", "Gemeentesecretaris", "Municipal secretary", "ambtenaar"),
        ("provincie", "statenlid", "Statenleden", "Members of the provincial states", "volksvertegenwoordiger"),
        ("provincie", "gedeputeerde", "Gedeputeerden", "Deputies of the province", "bestuurder"),
        ("provincie", "commissaris_van_de_koning", "Commissaris van de Koning", "King's commissioner", "bestuurder"),
        ("provincie", "griffier", "Griffier", "Clerk", "ambtenaar"),
        ("provincie", "provinciesecretaris", "Provinciesecretaris", "Provincial secretary", "ambtenaar"),
        ("waterschap", "algemeen_bestuurslid", "Algemeen bestuur", "General board", "volksvertegenwoordiger"),
        ("waterschap", "dagelijks_bestuurslid", "Dagelijks bestuur", "Executive board", "bestuurder"),
        ("waterschap", "dijkgraaf", "Dijkgraaf", "Dike-reeve", "bestuurder"),
        ("waterschap", "secretarisdirecteur", "Secretaris-directeur", "Secretary-director", "ambtenaar"),
        ("ministerie", "minister", "Ministers", "Ministers", "bestuurder"),
        ("ministerie", "staatssecretaris", "Staatssecretarissen", "State secretaries", "bestuurder"),
        ("kamer", "tweede_kamerlid", "Leden van de Tweede Kamer", "Members of the House of Representatives", "volksvertegenwoordiger"),
        ("kamer", "eerste_kamerlid", "Leden van de Eerste Kamer", "Members of the Senate", "volksvertegenwoordiger"),
        ("kamer", "griffier", "Griffier", "Clerk", "ambtenaar"),
    ];

    public static IEnumerable<TheoryDataRow<string, string, string, string, string, string>> Offices =>
        from database in new[] { Databases.Sqlite, Databases.Postgres }
        from row in Table
        select new TheoryDataRow<string, string, string, string, string, string>(database, row.Body, row.Office, row.Dutch, row.English, row.Group) { Skip = Databases.WhyNot(database) };

    [Theory]
    [MemberData(nameof(Offices))]
    public async Task Each_office_is_known_at_its_body_in_both_languages_and_can_be_chosen_there(string database, string body, string office, string dutch, string english, string group)
    {
        var site = await RegisterSite.OfAsync(database);
        var id = await site.BodyAsync($"Zetel {body} {office}", body);
        var person = await site.PersonAsync(id, "Zetelhouder", office);
        using var visitor = site.Visitor();
        (await visitor.GetAsync($"/overheidsorganisaties/{id}")).QuerySelector($"h2#{office}")!.Text().ShouldBe(dutch);
        var term = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/personen/{person}")).RootElement.GetProperty("ambtstermijnen")[0];
        term.GetProperty("soort").GetString().ShouldBe(office);
        var listed = JsonDocument.Parse(await visitor.Client.GetStringAsync($"/v1/ambten?overheidsorganisatie={id}&soort={office}")).RootElement.GetProperty("resultaten");
        listed.GetArrayLength().ShouldBe(1);
        listed[0].GetProperty("groep").GetString().ShouldBe(group);
        using var clerk = site.Clerk(id);
        (await clerk.GetAsync($"/beheer/{id}/ambtstermijnen/nieuw?persoon={person}")).QuerySelector($"select[name=ambt] option[value='{office}']").ShouldNotBeNull();
        using var reader = site.Visitor();
        await reader.Client.GetAsync("/?taal=en");
        (await reader.GetAsync($"/overheidsorganisaties/{id}?taal=en")).QuerySelector($"h2#{office}")!.Text().ShouldBe(english);
    }

    [Theory, OnBothDatabases]
    public async Task An_installation_adds_a_kind_of_office_and_renames_another(string database)
    {
        await using var app = await WithAsync(database, ("office-kinds.json", Own), ("body-kinds.json", """[{ "code": "stadsdeel", "nl": "Stadsdeel", "nlPlural": "Stadsdelen", "en": "City district", "enPlural": "City districts", "prefixes": ["Stadsdeel"] }]"""));
        var folder = OrganisationsImportTests.Folder(
            app,
            [OrganisationsImportTests.Body, OrganisationsImportTests.Body.Replace("gemeente-waterdorp", "stadsdeel-zuid", StringComparison.Ordinal).Replace("\"type\":\"gemeente\"", "\"type\":\"stadsdeel\"", StringComparison.Ordinal).Replace("Gemeente Waterdorp", "Stadsdeel Zuid", StringComparison.Ordinal)],
            [OrganisationsImportTests.Post, OrganisationsImportTests.Post.Replace("post:raadslid", "post:bestuurder", StringComparison.Ordinal).Replace("\"raadslid\"", "\"dagelijks-bestuurder-stadsdeel\"", StringComparison.Ordinal)],
            [
                $$"""{"id":"person:een","name":{"full":"Anna Een","family":"Een","given":"Anna"},"mandaten":[{{OrganisationsImportTests.Term("2020-01-01", null)}}]}""",
                $$"""{"id":"person:twee","name":{"full":"Bo Twee","family":"Twee","given":"Bo"},"mandaten":[{{OrganisationsImportTests.Term("2020-01-01", null).Replace("post:raadslid", "post:bestuurder", StringComparison.Ordinal)}}]}""",
            ]
        );
        (await ImportHarness.RunAsync(app, "import organisations", folder)).Code.ShouldBe(0);
        var bodies = await app.WithStoreAsync(s => s.Set<PublicBody>().OrderBy(b => b.Kind).ToListAsync());
        bodies.Select(b => b.Kind).ShouldBe(["gemeente", "stadsdeel"]);
        bodies[1].SortKey.ShouldStartWith("zuid", customMessage: "the word for the kind does not count when sorting, however it is written in the file");

        using var visitor = app.Browser();
        var page = await visitor.GetAsync($"/overheidsorganisaties/{bodies[0].Id}");
        page.QuerySelector("h2#raadslid")!.Text().ShouldBe("Volksvertegenwoordigers");
        page.QuerySelector("h2#stadsdeelbestuurder")!.Text().ShouldBe("Stadsdeelbestuurders");
        (await visitor.GetAsync($"/overheidsorganisaties/{bodies[1].Id}")).QuerySelector("main")!.ParentElement!.Text().ShouldContain("Stadsdeel");
        var offices = JsonDocument.Parse(await visitor.Client.GetStringAsync("/v1/ambten?soort=stadsdeelbestuurder")).RootElement.GetProperty("resultaten");
        offices[0].GetProperty("soortNaam").GetString().ShouldBe("Stadsdeelbestuurder");
        offices[0].GetProperty("groep").GetString().ShouldBe("bestuurder");
        using var clerk = new RegisterSite(app).Clerk(bodies[0].Id);
        var choices = (await clerk.GetAsync($"/beheer/{bodies[0].Id}/nevenfuncties/nieuw/persoon")).QuerySelector("select[name=ambt]")!;
        choices.QuerySelector("option[value=stadsdeelbestuurder]")!.Text().ShouldBe("Stadsdeelbestuurder");
        choices.QuerySelectorAll("option[value=raadslid]").Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("""[{ "code": "raadslid" """, "line 1")]
    [InlineData("""[{ "code": "raadslid", "nl": "Raadslid" }]""", "nlPlural")]
    [InlineData("""[{ "code": "x", "nl": "X", "nlPlural": "X", "en": "X", "enPlural": "X", "group": "bestuurder", "bodeis": ["gemeente"] }]""", "bodeis")]
    [InlineData("""[{ "code": "x", "nl": "X", "nlPlural": "X", "en": "X", "enPlural": "X", "group": "koning" }]""", "group is one of volksvertegenwoordiger, bestuurder, ambtenaar, not 'koning'")]
    [InlineData("""[{ "code": "Met spatie", "nl": "X", "nlPlural": "X", "en": "X", "enPlural": "X", "group": "bestuurder" }]""", "a code is small letters")]
    [InlineData("""[{ "code": "x", "nl": " ", "nlPlural": "X", "en": "X", "enPlural": "X", "group": "bestuurder" }]""", "is empty")]
    [InlineData("""[{ "code": "x", "nl": "X", "nlPlural": "X", "en": "X", "enPlural": "X", "group": "bestuurder" }, { "code": "x", "nl": "X", "nlPlural": "X", "en": "X", "enPlural": "X", "group": "bestuurder" }]""", "kind 2: code 'x' stands in the file twice")]
    [InlineData("[null]", "kind 1: it is empty")]
    [InlineData("""{ "code": "x" }""", "line 1")]
    public async Task A_broken_file_stops_the_start_with_a_sentence(string text, string says)
    {
        var stopped = await Should.ThrowAsync<SettingsException>(() => WithAsync(Databases.Sqlite, ("office-kinds.json", text)));
        stopped.Message.ShouldContain("office-kinds.json");
        stopped.Message.ShouldContain(says);
        stopped.Message.ShouldContain("Correct it or move the file away.");
    }

    [Theory]
    [InlineData("Ministerie van")]
    [InlineData("{0} en {0}")]
    [InlineData("Ministerie van {0} {1}")]
    public async Task A_full_name_says_once_where_the_name_comes(string full)
    {
        var text = $$"""[{ "code": "ministerie", "nl": "Ministerie", "nlPlural": "Ministeries", "en": "Ministry", "enPlural": "Ministries", "fullName": "{{full}}" }]""";
        (await Should.ThrowAsync<SettingsException>(() => WithAsync(Databases.Sqlite, ("body-kinds.json", text)))).Message.ShouldContain("fullName");
    }

    [Fact]
    public void A_kind_that_nobody_described_is_shown_by_its_code()
    {
        ReferenceData.Shipped.Office("iets_anders").Label.ShouldBe("Iets anders");
        ReferenceData.Shipped.Body("nieuw-soort").Label.ShouldBe("Nieuw soort");
        ReferenceData.Shipped.OfficeOrder("iets_anders").ShouldBe(int.MaxValue);
    }

    private static async Task<TestApp> WithAsync(string database, params (string Name, string Text)[] files)
    {
        var (settings, folder) = await TestApp.DatabaseAsync(database);
        foreach (var (name, text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }

        return await TestApp.OnAsync(database, settings, folder, configure: RegisterSite.Actors);
    }
}
