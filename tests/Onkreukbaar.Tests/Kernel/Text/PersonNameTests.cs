// SPDX-License-Identifier: EUPL-1.2
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Text;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Text;

/// <summary>All names are invented; the shapes are those of real registers.</summary>
public sealed class PersonNameTests
{
    [Theory]
    // List forms.
    [InlineData("Olm-Wilgenbos, M.H.H. (Mira)", "Olm-Wilgenbos", null, "M.H.H.", "Mira")]
    [InlineData("Linde, M.A. (Mies)", "Linde", null, "M.A.", "Mies")]
    [InlineData("Beuk, A. van den", "Beuk", "van den", "A.", null)]
    [InlineData("Beuk, A.B. van der (Anna)", "Beuk", "van der", "A.B.", "Anna")]
    [InlineData("Beuk, A.B. van der (Anna  Lies)", "Beuk", "van der", "A.B.", "Anna Lies")]
    [InlineData("Linde, Th.W. (Theun)", "Linde", null, "Th.W.", "Theun")]
    [InlineData("Linde, Ch. (Chaja)", "Linde", null, "Ch.", "Chaja")]
    [InlineData("Olm-van de Beuk, M.H.M. (Mies)", "Olm-van de Beuk", null, "M.H.M.", "Mies")]
    [InlineData("Es, P. van 't", "Es", "van 't", "P.", null)]
    [InlineData("Es, P. van ’t", "Es", "van 't", "P.", null)]
    [InlineData("Linde, Anna", "Linde", null, null, "Anna")]
    [InlineData("van, Anna Beuk", "Beuk", "van", null, "Anna")]
    [InlineData("van der, Anna van der Beuk", "Beuk", "van der", null, "Anna")]
    // Without a comma, initials behind.
    [InlineData("van der Beuk P.H.J", "Beuk", "van der", "P.H.J.", null)]
    [InlineData("Olm-Linde N.J.F. ", "Olm-Linde", null, "N.J.F.", null)]
    // As spoken, initials between brackets.
    [InlineData("Anna Linde (A.)", "Linde", null, "A.", "Anna")]
    [InlineData("Anna van der Beuk (A.M.)", "Beuk", "van der", "A.M.", "Anna")]
    [InlineData("Bas Wim van Beuk (B.W.)", "Beuk", "van", "B.W.", "Bas Wim")]
    [InlineData("Lin Mei Vos (L.M.)", "Vos", null, "L.M.", "Lin Mei")]
    [InlineData("Hanna Eiken Bos (H.G.J.)", "Eiken Bos", null, "H.G.J.", "Hanna")]
    [InlineData("Frits de Linde tot Beuk (F.J.)", "Linde tot Beuk", "de", "F.J.", "Frits")]
    [InlineData("Linde (Th.B.F.M.)", "Linde", null, "Th.B.F.M.", null)]
    [InlineData("van Linde (G.M.)", "Linde", "van", "G.M.", null)]
    [InlineData("Jan-Evert Linde (JE)", "Linde", null, "J.E.", "Jan-Evert")]
    // Initials in front, given name between brackets.
    [InlineData("A.B. (Anna) van der Beuk", "Beuk", "van der", "A.B.", "Anna")]
    [InlineData("A. B. (Anna) Beuk", "Beuk", null, "A.B.", "Anna")]
    [InlineData("M Linde", "Linde", null, "M.", null)]
    [InlineData("R. El Olmi", "El Olmi", null, "R.", null)]
    [InlineData("E.M. Vlier van der Beuk", "Vlier van der Beuk", null, "E.M.", null)]
    [InlineData("W.  van  Beuk", "Beuk", "van", "W.", null)]
    // As spoken.
    [InlineData("Anna Linde", "Linde", null, null, "Anna")]
    [InlineData("Anna van der van der Beuk", "Beuk", "van der", null, "Anna")]
    [InlineData("Wim in 't Beuk", "Beuk", "in 't", null, "Wim")]
    [InlineData("Olga d'Olm", "Olm", "d'", null, "Olga")]
    [InlineData("Olga von Olm Beuk", "Olm Beuk", "von", null, "Olga")]
    [InlineData("Anna Linde-van Es", "Linde-van Es", null, null, "Anna")]
    [InlineData("Linde", "Linde", null, null, null)]
    public void Names_are_read_as_they_stand_in_registers(string text, string family, string? tussenvoegsel, string? initials, string? given)
    {
        PersonName.TryParse(text, out var name, out var unread).ShouldBeTrue();
        (name.Family, name.Tussenvoegsel, name.Initials, name.Given, unread).ShouldBe((family, tussenvoegsel, initials, given, null));
    }

    [Theory]
    [InlineData("Drs. A.B. (Anna) van der Beuk MSc", "Drs.", "MSc", "Drs. A.B. (Anna) van der Beuk MSc")]
    [InlineData("mr drs. Anna Linde", "mr drs.", null, "mr drs. Anna Linde")]
    [InlineData("prof.mr.dr. A. Linde", "prof.mr.dr.", null, "prof.mr.dr. A. Linde")]
    [InlineData("A. Linde RE RA", null, "RE RA", "A. Linde RE RA")]
    public void Titles_are_kept_apart(string text, string? before, string? after, string display)
    {
        PersonName.TryParse(text, out var name).ShouldBeTrue();
        (name.TitlesBefore, name.TitlesAfter, name.Display).ShouldBe((before, after, display));
    }

    [Theory]
    [InlineData("Anna Linde (XYZ)", "Linde", "Anna", "XYZ")]
    [InlineData("A. Linde (raadslid)", "Linde", null, "raadslid")]
    [InlineData("A. (Anna) Linde (XYZ)", "Linde", "Anna", "XYZ")]
    [InlineData("Anna Linde - raadslid XYZ", "Linde", "Anna", "raadslid XYZ")]
    public void What_is_no_part_of_the_name_is_reported(string text, string family, string? given, string unread)
    {
        PersonName.TryParse(text, out var name, out var rest).ShouldBeTrue();
        (name.Family, name.Given, rest).ShouldBe((family, given, unread));
    }

    [Theory]
    [InlineData("Beuk, A.B. van der (Anna)")]
    [InlineData("Olm-Wilgenbos, M.H.H. (Mira)")]
    [InlineData("Beuk, A. van den")]
    [InlineData("Beuk, Anna van")]
    [InlineData("Linde")]
    public void The_list_form_reads_back_as_itself(string text)
    {
        PersonName.TryParse(text, out var name).ShouldBeTrue();
        name.ListForm.ShouldBe(text);
    }

    [Fact]
    public void Forms_for_display_put_the_parts_in_Dutch_order()
    {
        var name = new PersonName { Family = "Beuk", Tussenvoegsel = "van der", Initials = "A.B.", Given = "Anna", TitlesBefore = "Drs." };
        name.Display.ShouldBe("Drs. A.B. (Anna) van der Beuk");
        name.InText.ShouldBe("Anna van der Beuk");
        name.ListForm.ShouldBe("Beuk, A.B. van der (Anna)");
        new PersonName { Family = "Olm", Tussenvoegsel = "d'" }.Display.ShouldBe("d'Olm");
    }

    [Fact]
    public void People_sort_by_family_name_with_the_tussenvoegsel_last()
    {
        string[] names =
        [
            "Z. Beuk", "A. van der Beuk", "A. de Beuk", "A. Beuk", "A. Beuk Olm", "B. Beukema", "C. IJsbrand", "C. Ijzerman", "D. Élias", "D. Elzen",
        ];
        names
            .Select(text => PersonName.TryParse(text, out var name) ? name : null!)
            .OrderBy(name => name.SortKey, StringComparer.Ordinal)
            .Select(name => name.Display)
            .ShouldBe(
                [
                    "A. Beuk", "A. de Beuk", "A. van der Beuk", "Z. Beuk", "A. Beuk Olm", "B. Beukema", "D. Élias", "D. Elzen", "C. IJsbrand", "C. Ijzerman",
                ]
            );
    }

    [Fact]
    public void No_text_breaks_it_and_a_name_read_has_a_family_name() =>
        Prop.ForAll(
            AnyText.Arbitrary,
            text =>
            {
                if (PersonName.TryParse(text, out var name))
                {
                    name.Family.ShouldNotBeNullOrWhiteSpace();
                    name.Display.ShouldContain(name.Family);
                    name.SortKey.Count(c => c == '\t').ShouldBe(3);
                }
            }
        ).QuickCheckThrowOnFailure();
}
