// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Offices.Import;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

public sealed class SourceNameTests
{
    [Theory]
    [InlineData("Anna van der Berg", "van der Berg", "Anna", null, null, "Anna van der Berg", "berg")]
    [InlineData("Anna van der Berg", "Berg", "Anna", "A.", "van der", "A. (Anna) van der Berg", "berg")]
    [InlineData("Anna van van Aalst", "van Aalst", "Anna", null, "van", "Anna van Aalst", "aalst")]
    [InlineData("Bo van den Olm-den Uil", "van den Olm-den Uil", null, "R.", null, "R. (Bo) van den Olm-den Uil", "olm den uil")]
    [InlineData("Bo van der Got", "B.Sj. van der Got", null, null, null, "B.Sj. (Bo) van der Got", "got")]
    [InlineData("Mieke Mieke (J.M.) Stoel", "Mieke (J.M.) Stoel", "Mieke", "M.", null, "J.M. (Mieke) Stoel", "stoel")]
    [InlineData("Rik van der Zee", "van der Zee", "Rik van der", "R.V.D.", null, "R. (Rik) van der Zee", "zee")]
    [InlineData("Kim Abel", "Kim", null, null, null, "Kim Abel", "abel")]
    [InlineData("Ida IJsvogel", "IJsvogel", "Ida", null, null, "Ida IJsvogel", "ijsvogel")]
    [InlineData("R. El Amrani", "El Amrani", "R.", null, null, "R. El Amrani", "el amrani")]
    public void Names_of_many_makes_come_out_in_order(string full, string family, string? given, string? initials, string? particle, string shown, string sorted)
    {
        var name = SourceName.Read(full, family, given, initials, particle, null, null).ShouldNotBeNull();

        name.Display.ShouldBe(shown);
        name.SortKey.Split('\t')[0].ShouldBe(sorted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-")]
    public void Without_a_family_name_there_is_no_name(string? family) => SourceName.Read("Anna", family, "Anna", null, null, null, null).ShouldBeNull();
}
