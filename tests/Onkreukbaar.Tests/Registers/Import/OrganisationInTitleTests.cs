// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Registers.Import;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Registers.Import;

/// <summary>Titles in which the source writes function and organisation together. The names are invented, the ways of writing are not.</summary>
public sealed class OrganisationInTitleTests
{
    [Theory]
    [InlineData("Directeur Zonneweide BV", "Zonneweide BV")]
    [InlineData("Commissaris Maanlicht N.V.", "Maanlicht N.V.")]
    [InlineData("Algemeen directeur Stichting Verzonnen Erfgoed", "Stichting Verzonnen Erfgoed")]
    [InlineData("Lid Raad van Toezicht Sterrenwacht Nergenshuizen", "Sterrenwacht Nergenshuizen")]
    [InlineData("Lid van de Raad van Commissarissen Papieren Molen B.V.", "Papieren Molen B.V.")]
    [InlineData("Voorzitter Raad van Toezicht van het Wolkenmuseum, Nergenshuizen", "Wolkenmuseum, Nergenshuizen")]
    [InlineData("Voorzitter RvT \"Het Kompas\"", "\"Het Kompas\"")]
    [InlineData("Lid bestuur stichting Denkwerk (onbezoldigd)", "stichting Denkwerk")]
    [InlineData("Lid Comité van Aanbeveling Luchtorkest", "Luchtorkest")]
    [InlineData("Voorzitter College van Bestuur Verzonnen Groep", "Verzonnen Groep")]
    [InlineData("Vice-voorzitter 4Wolken", "4Wolken")]
    [InlineData("Secretaris/penningmeester Vereniging Doe Mee,", "Vereniging Doe Mee")]
    [InlineData("Adviseur gemeente Nergenshuizen", "gemeente Nergenshuizen")]
    [InlineData("Voorzitter Raad van Advies De Groene Draad", "De Groene Draad")]
    public void A_known_function_with_a_name_behind_it_names_the_organisation(string title, string organisation) => OrganisationInTitle.Read(title).ShouldBe(organisation);

    [Theory]
    [InlineData("Lid koor")]
    [InlineData("Directeur")]
    [InlineData("Burgemeester van Nergenshuizen")]
    [InlineData("Hoogleraar Verzonnen Recht, Universiteit Nergens")]
    [InlineData("Lid gemeenteraad van Nergenshuizen")]
    [InlineData("Lid Auditcommissie Federatie Denkwerk")]
    [InlineData("Voorzitter Adviesraad Luchtkastelen")]
    [InlineData("Lid Editorial Board Journal of Nothing")]
    [InlineData("Voorzitter Scientific Advisory Board Instituut Nergens")]
    [InlineData("Lid (2005-2008) en vice-voorzitter (2008-2013) Raad van Toezicht Denkschool")]
    [InlineData("Secretaris Bureau Denkwerk van 7 maart 2015")]
    [InlineData("Bestuurslid Partij A, lid en voorzitter van diverse commissies")]
    [InlineData("Vanaf medio 2017 directeur marketing Verzonnen Slager")]
    [InlineData("Voorzitter fractie Partij A")]
    [InlineData("")]
    public void What_is_no_function_with_one_name_is_left_as_it_is(string title) => OrganisationInTitle.Read(title).ShouldBeNull();

    [Fact]
    public void A_very_long_title_is_read_at_once()
    {
        var title = "Lid " + string.Concat(Enumerable.Repeat("plaatsvervangend algemeen raad van toezicht ", 2000)) + "X";
        OrganisationInTitle.Read(title).ShouldBeNull();
    }
}
