// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Onkreukbaar.Design;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;
using SortDirection = Onkreukbaar.Design.SortDirection;

namespace Onkreukbaar.Tests.Design;

public sealed class ComponentTests
{
    private static readonly TableColumn[] Columns =
    [
        new("Functie", RowHeader: true, SortHref: "?volgorde=functie", Sort: SortDirection.Descending),
        new("Uren", Numeric: true),
    ];

    [Fact]
    public async Task A_table_has_a_caption_scopes_labels_and_a_sorted_column()
    {
        var page = await Render.DocumentAsync<Table<string>>(TableOf(["Voorzitter", "Lid"], cells: 2));

        page.QuerySelector("table > caption")!.TextContent.ShouldBe("Functies");
        var headings = page.QuerySelectorAll("thead th");
        headings.ShouldAllBe(h => h.GetAttribute("scope") == "col");
        headings[0].GetAttribute("aria-sort").ShouldBe("descending");
        headings[0].QuerySelector("a")!.GetAttribute("href").ShouldBe("?volgorde=functie");
        headings[1].HasAttribute("aria-sort").ShouldBeFalse();
        page.QuerySelectorAll("tbody tr").Length.ShouldBe(2);
        page.QuerySelectorAll("tbody th[scope=row]").Select(h => h.TextContent).ShouldBe(["Voorzitter 0", "Lid 0"]);
        page.QuerySelectorAll("tbody td").ShouldAllBe(c => c.GetAttribute("data-label") == "Uren");
        var region = page.QuerySelector("[role=region]")!;
        region.GetAttribute("tabindex").ShouldBe("0", "what scrolls must be reachable with the keyboard");
        page.GetElementById(region.GetAttribute("aria-labelledby")!)!.TextContent.ShouldBe("Functies");
    }

    [Fact]
    public async Task A_row_with_more_cells_than_columns_is_a_mistake_of_the_page() =>
        await Should.ThrowAsync<InvalidOperationException>(() => Render.HtmlAsync<Table<string>>(TableOf(["Lid"], cells: 3)));

    [Fact]
    public async Task An_empty_list_says_so_instead_of_showing_an_empty_table()
    {
        var parameters = TableOf([], cells: 2);
        parameters["EmptyText"] = "Geen functies gevonden";
        var page = await Render.DocumentAsync<Table<string>>(parameters);
        page.QuerySelectorAll("table").ShouldBeEmpty();
        page.Body!.TextContent.ShouldContain("Geen functies gevonden");
    }

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(1, 2, "1 2")]
    [InlineData(4, 27, "1 2 3 4 5 … 27")]
    [InlineData(5, 27, "1 … 4 5 6 … 27")]
    [InlineData(3, 5, "1 2 3 4 5")]
    [InlineData(2000, 2000, "1 … 1.999 2.000")]
    public async Task Pages_near_the_current_one_are_shown(int current, int count, string shown)
    {
        var page = await Render.DocumentAsync<Pagination>(
            new() { ["Page"] = current, ["PageCount"] = count, ["Href"] = (Func<int, string>)(n => $"?pagina={n.ToString(CultureInfo.InvariantCulture)}") }
        );
        string.Join(' ', page.QuerySelectorAll("li").Select(l => l.TextContent.Replace("Pagina", "", StringComparison.Ordinal).Trim())).ShouldBe(shown);
        page.QuerySelectorAll("[aria-current=page]").Length.ShouldBe(count > 1 ? 1 : 0);
        page.QuerySelectorAll("a[rel=prev]").Length.ShouldBe(current > 1 ? 1 : 0);
        page.QuerySelectorAll("a[rel=next]").Length.ShouldBe(current < count ? 1 : 0);
    }

    [Fact]
    public async Task A_timeline_is_named_described_and_hatches_what_is_not_known_precisely()
    {
        var rows = new TimelineRow[]
        {
            new("Wethouder", [new(new(2018, 5, 30), new(2022, 6, 8), "30 mei 2018 tot 8 juni 2022")]),
            new("Lid", [new(new(2019, 1, 1), null, "2019 tot heden", TimelinePrecision.Year)]),
            new("Voorzitter", [new(null, new(2020, 1, 1), "tot 2020", UntilPrecision: TimelinePrecision.Year)]),
        };
        var page = await Render.DocumentAsync<Timeline>(new() { ["Title"] = "Ambten", ["Rows"] = rows, ["Today"] = new DateOnly(2026, 3, 1) });

        var svg = page.QuerySelector("svg[role=img]")!;
        svg.GetAttribute("aria-labelledby")!.Split(' ').Select(id => page.GetElementById(id)?.TagName).ShouldBe(["title", "desc"]);
        page.QuerySelector("desc")!.TextContent.ShouldContain("van 2018 tot en met 2026");
        page.QuerySelectorAll("g > title").Select(t => t.TextContent).ShouldBe(["30 mei 2018 tot 8 juni 2022", "2019 tot heden", "tot 2020"]);
        page.QuerySelectorAll("g").Select(g => g.QuerySelectorAll("rect[fill^='url(#']").Length).ShouldBe([0, 1, 2]);
        page.QuerySelectorAll("g").Select(g => g.QuerySelectorAll("path").Length).ShouldBe([0, 1, 1]);
        page.QuerySelectorAll("rect[width]").ShouldAllBe(r => !r.GetAttribute("width")!.Contains(','), "a Dutch comma is no number in SVG");
    }

    [Theory]
    [InlineData("2018-05-30", "2018-05-31", 2018)]
    [InlineData("0001-01-01", "9999-12-31", 1)]
    [InlineData("2024-02-29", null, 2024)]
    public async Task Every_bar_lies_within_the_drawing(string from, string? until, int firstYear)
    {
        var rows = new TimelineRow[]
        {
            new("x", [new(DateOnly.Parse(from, CultureInfo.InvariantCulture), until is null ? null : DateOnly.Parse(until, CultureInfo.InvariantCulture), "x", TimelinePrecision.Month)]),
        };
        var page = await Render.DocumentAsync<Timeline>(new() { ["Title"] = "x", ["Rows"] = rows, ["Today"] = new DateOnly(2026, 3, 1) });
        foreach (var bar in page.QuerySelectorAll("g rect"))
        {
            var x = Percent(bar.GetAttribute("x"));
            var width = Percent(bar.GetAttribute("width"));
            x.ShouldBeInRange(0, 100);
            width.ShouldBeGreaterThanOrEqualTo(0);
            (x + width).ShouldBeLessThanOrEqualTo(100.01);
        }

        page.QuerySelector("desc")!.TextContent.ShouldContain(firstYear.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task An_empty_timeline_is_still_a_drawing() =>
        (await Render.DocumentAsync<Timeline>(new() { ["Title"] = "x", ["Rows"] = Array.Empty<TimelineRow>(), ["Today"] = null }))
            .QuerySelectorAll("svg[role=img]")
            .Length.ShouldBe(1);

    [Fact]
    public async Task A_change_names_both_sides_for_who_cannot_see_colours()
    {
        var page = await Render.DocumentAsync<Diff>(
            new() { ["Changes"] = new FieldChange[] { new("Einde", "2024", null), new("Naam", "a", "<b>") } }
        );
        page.QuerySelectorAll("del").Select(d => d.TextContent).ShouldBe(["was: 2024", "was: a"]);
        page.QuerySelectorAll("ins").ShouldHaveSingleItem().TextContent.ShouldBe("is nu: <b>");
        page.QuerySelectorAll("dd")[0].TextContent.ShouldContain("Verwijderd");
    }

    [Fact]
    public async Task A_search_box_is_a_get_form_that_keeps_the_other_parameters()
    {
        var page = await Render.DocumentAsync<SearchBox>(
            new() { ["Action"] = "/zoeken", ["Value"] = "Van der \"Berg\"", ["Keep"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["peildatum"] = "2024-01-01" } }
        );
        var form = page.QuerySelector("form[role=search][method=get][action='/zoeken']")!;
        form.QuerySelector("input[type=search][name=zoek]")!.GetAttribute("value").ShouldBe("Van der \"Berg\"");
        form.QuerySelector("input[type=hidden][name=peildatum]")!.GetAttribute("value").ShouldBe("2024-01-01");
        form.QuerySelector("label")!.GetAttribute("for").ShouldBe("zoek");
    }

    [Fact]
    public async Task A_change_link_says_what_it_changes()
    {
        var page = await Render.DocumentAsync<CheckAnswer>(new() { ["Label"] = "Einde", ["ChangeHref"] = "#veld-einde" });
        page.QuerySelector("a")!.TextContent.ShouldBe("Wijzigen: Einde");
        page.QuerySelector("dd")!.TextContent.Trim().ShouldBe("Niet ingevuld");
    }

    [Fact]
    public async Task Steps_say_where_the_reader_is()
    {
        var page = await Render.DocumentAsync<Steps>(new() { ["Current"] = 2, ["Labels"] = new[] { "Functie", "Periode", "Controleren" } });
        page.QuerySelector("p")!.TextContent.ShouldBe("Stap 2 van 3");
        page.QuerySelector("[aria-current=step]")!.TextContent.ShouldBe("Periode");
        page.QuerySelector("li")!.TextContent.ShouldBe("Functie (klaar)");
    }

    private static Render.Parameters TableOf(string[] items, int cells) =>
        new()
        {
            ["Items"] = items,
            ["Caption"] = "Functies",
            ["Columns"] = Columns,
            ["Row"] = (RenderFragment<string>)(
                item =>
                    builder =>
                    {
                        for (var cell = 0; cell < cells; cell++)
                        {
                            builder.OpenComponent<Cell>(0);
                            builder.AddComponentParameter(1, "ChildContent", Render.Text($"{item} {cell}"));
                            builder.CloseComponent();
                        }
                    }
            ),
        };

    private static double Percent(string? value) => double.Parse(value!.TrimEnd('%'), CultureInfo.InvariantCulture);
}
