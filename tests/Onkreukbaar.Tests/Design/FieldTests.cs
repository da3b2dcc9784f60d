// SPDX-License-Identifier: EUPL-1.2
using AngleSharp.Dom;
using Onkreukbaar.Design;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Design;

public sealed class FieldTests
{
    private static readonly Choice[] Options = [new("ja", "Ja", "Er staat geld tegenover."), new("nee", "Nee")];

    [Fact]
    public async Task A_label_belongs_to_its_box_and_hint_limit_and_error_describe_it()
    {
        var page = await Render.DocumentAsync<TextField>(
            new()
            {
                ["Name"] = "Adres.Straat",
                ["Label"] = "Straat",
                ["Hint"] = "Zonder nummer.",
                ["MaxLength"] = 255,
                ["Error"] = "Vul de straat in.",
                ["Value"] = "een <b>",
            }
        );

        var box = page.QuerySelector("input")!;
        box.Id.ShouldBe("veld-adres-straat");
        box.GetAttribute("name").ShouldBe("Adres.Straat");
        box.GetAttribute("value").ShouldBe("een <b>");
        page.QuerySelector("label")!.GetAttribute("for").ShouldBe(box.Id);
        Described(page, box).ShouldBe(["Zonder nummer.", "Maximaal 255 tekens.", "Fout: Vul de straat in."]);
        box.GetAttribute("aria-invalid").ShouldBe("true");
        box.HasAttribute("maxlength").ShouldBeFalse("the browser would cut off what is pasted without a word");
    }

    [Fact]
    public async Task A_field_without_hint_or_error_has_no_description_and_is_not_invalid()
    {
        var box = (await Render.DocumentAsync<TextField>(new() { ["Name"] = "a", ["Label"] = "A" })).QuerySelector("input")!;
        box.HasAttribute("aria-describedby").ShouldBeFalse();
        box.HasAttribute("aria-invalid").ShouldBeFalse();
        box.HasAttribute("aria-required").ShouldBeFalse();
    }

    [Theory]
    [InlineData("nl", "Straat (verplicht)")]
    [InlineData("en", "Straat (required)")]
    public async Task A_required_field_says_so_in_words_and_leaves_judging_to_the_server(string language, string label)
    {
        var page = await Render.DocumentAsync<TextField>(
            new() { ["Name"] = "a", ["Label"] = "Straat", ["Required"] = true },
            new SiteContext { Language = language }
        );
        page.QuerySelector("label")!.TextContent.ShouldBe(label);
        page.QuerySelector("input")!.GetAttribute("aria-required").ShouldBe("true");
        page.QuerySelector("input")!.HasAttribute("required").ShouldBeFalse();
    }

    [Fact]
    public async Task A_text_area_keeps_what_was_typed_to_the_letter()
    {
        const string Typed = "\n  eerste regel\n<script>alert(1)</script>";
        var page = await Render.DocumentAsync<TextField>(
            new() { ["Name"] = "a", ["Label"] = "A", ["Multiline"] = true, ["Value"] = Typed }
        );
        page.QuerySelector("textarea")!.TextContent.ShouldBe(Typed);
        page.QuerySelectorAll("script").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_date_is_one_text_box_that_shows_the_raw_value_and_examples()
    {
        var page = await Render.DocumentAsync<DateField>(new() { ["Name"] = "vanaf", ["Label"] = "Vanaf", ["Value"] = "mei 2018" });
        var box = page.QuerySelectorAll("input").ShouldHaveSingleItem();
        box.GetAttribute("type").ShouldBe("text");
        box.GetAttribute("value").ShouldBe("mei 2018");
        Described(page, box).Single().ShouldContain("23-5-2018");

        var whole = await Render.DocumentAsync<DateField>(new() { ["Name"] = "vanaf", ["Label"] = "Vanaf", ["Partial"] = false });
        whole.QuerySelector(".utrecht-form-field-description")!.TextContent.ShouldNotContain("mei 2018");
    }

    [Fact]
    public async Task A_choice_is_a_named_group_whose_error_link_lands_on_its_first_button()
    {
        var page = await Render.DocumentAsync<ChoiceField>(
            new()
            {
                ["Name"] = "bezoldigd",
                ["Label"] = "Bezoldigd?",
                ["Options"] = Options,
                ["Value"] = "nee",
                ["Error"] = "Kies.",
                ["Required"] = true,
            }
        );
        page.QuerySelector("fieldset > legend")!.TextContent.ShouldBe("Bezoldigd? (verplicht)");
        Described(page, page.QuerySelector("fieldset")!).ShouldBe(["Fout: Kies."]);
        var buttons = page.QuerySelectorAll("input[type=radio]");
        buttons.Length.ShouldBe(2);
        buttons[0].Id.ShouldBe(FieldId.Of("bezoldigd"));
        Described(page, buttons[0]).ShouldBe(["Er staat geld tegenover."]);
        buttons.Where(b => b.HasAttribute("checked")).ShouldHaveSingleItem().GetAttribute("value").ShouldBe("nee");
        buttons.ShouldAllBe(b => page.QuerySelector($"label[for='{b.Id}']") != null);
    }

    [Fact]
    public async Task A_select_and_a_check_box_show_what_was_chosen()
    {
        var select = await Render.DocumentAsync<SelectField>(
            new() { ["Name"] = "a", ["Label"] = "A", ["Options"] = Options, ["Value"] = "nee", ["Empty"] = "Maak een keuze", ["Error"] = "Kies." }
        );
        select.QuerySelectorAll("option").Select(o => o.TextContent).ShouldBe(["Maak een keuze", "Ja", "Nee"]);
        select.QuerySelectorAll("option[selected]").ShouldHaveSingleItem().TextContent.ShouldBe("Nee");
        select.QuerySelector("select")!.GetAttribute("aria-invalid").ShouldBe("true");

        var box = await Render.DocumentAsync<CheckboxField>(new() { ["Name"] = "b", ["Label"] = "B", ["Checked"] = true });
        box.QuerySelector("input[type=checkbox]")!.HasAttribute("checked").ShouldBeTrue();
        box.QuerySelector("input[type=checkbox]")!.GetAttribute("value").ShouldBe("ja");
        box.QuerySelector("label")!.GetAttribute("for").ShouldBe("veld-b");
    }

    [Fact]
    public async Task A_form_posts_with_a_token_and_without_the_browsers_own_judgement()
    {
        var page = await Render.DocumentAsync<FormFrame>(
            new() { ["Action"] = "/opgave", ["Multipart"] = true, ["ChildContent"] = Render.Text("x") }
        );
        var form = page.QuerySelector("form")!;
        form.GetAttribute("method").ShouldBe("post");
        form.GetAttribute("enctype").ShouldBe("multipart/form-data");
        form.HasAttribute("novalidate").ShouldBeTrue();
        form.QuerySelector("input[type=hidden][name=__RequestVerificationToken]")!.GetAttribute("value").ShouldBe("token");
    }

    [Fact]
    public async Task The_error_summary_takes_focus_and_links_to_the_boxes()
    {
        var page = await Render.DocumentAsync<ErrorSummary>(
            new() { ["Errors"] = new FieldMessage[] { new("Adres.Straat", "Vul de straat in."), new("", "Iemand was u voor.") } }
        );
        var heading = page.QuerySelector("h2")!;
        heading.GetAttribute("tabindex").ShouldBe("-1");
        heading.HasAttribute("autofocus").ShouldBeTrue();
        heading.TextContent.ShouldContain("2");
        page.QuerySelectorAll("a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe("#veld-adres-straat");
        page.QuerySelectorAll("li")[1].TextContent.Trim().ShouldBe("Iemand was u voor.");
        (await Render.HtmlAsync<ErrorSummary>(new() { ["Errors"] = Array.Empty<FieldMessage>() })).Trim().ShouldBeEmpty();
    }

    private static IEnumerable<string> Described(IDocument page, IElement control) =>
        (control.GetAttribute("aria-describedby") ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => page.GetElementById(id)?.TextContent.Trim() ?? $"no element {id}");
}
