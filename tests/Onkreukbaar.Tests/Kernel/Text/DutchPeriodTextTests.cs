// SPDX-License-Identifier: EUPL-1.2
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Text;

/// <summary>All positions are invented; the wordings are those of real registers.</summary>
public sealed class DutchPeriodTextTests
{
    [Theory]
    [InlineData("Directeur Zonnefonds vanaf 23 mei 2018", "Directeur Zonnefonds", "2018-05-23", null)]
    [InlineData("Directeur Zonnefonds vanaf 23\u00A0mei\u00A02018", "Directeur Zonnefonds", "2018-05-23", null)]
    [InlineData("Directeur Zonnefonds, vanaf 4 september \t2012", "Directeur Zonnefonds", "2012-09-04", null)]
    [InlineData("Lid raad Zonnefonds van maart 2011 tot 1 juli 2015", "Lid raad Zonnefonds", "2011-03", "2015-07-01")]
    [InlineData("Lid raad Zonnefonds vanaf 1994 tot 1998", "Lid raad Zonnefonds", "1994", "1998")]
    [InlineData("Lid raad Zonnefonds vanaf 2015 tot 2015", "Lid raad Zonnefonds", "2015", "2015")]
    [InlineData("Lid raad Zonnefonds, sinds 2009", "Lid raad Zonnefonds", "2009", null)]
    [InlineData("Lid raad Zonnefonds sinds mei 2009 tot heden", "Lid raad Zonnefonds", "2009-05", null)]
    [InlineData("Lid raad Zonnefonds per 1-5-2018", "Lid raad Zonnefonds", "2018-05-01", null)]
    [InlineData("Lid raad Zonnefonds m.i.v. 1 mei 2018", "Lid raad Zonnefonds", "2018-05-01", null)]
    [InlineData("Lid raad Zonnefonds met ingang van 1 mei 2018", "Lid raad Zonnefonds", "2018-05-01", null)]
    [InlineData("Lid raad Zonnefonds van 1 mei 2018 tot en met 30 juni 2019", "Lid raad Zonnefonds", "2018-05-01", "2019-06-30")]
    [InlineData("Lid raad Zonnefonds 1 mei 2018 t/m 30 juni 2019", "Lid raad Zonnefonds", "2018-05-01", "2019-06-30")]
    [InlineData("Lid raad Zonnefonds 1-5-2018 - 30-6-2019", "Lid raad Zonnefonds", "2018-05-01", "2019-06-30")]
    [InlineData("Lid raad Zonnefonds tussen 2015 en 2019", "Lid raad Zonnefonds", "2015", "2019")]
    [InlineData("Lid raad Zonnefonds 2015-2019", "Lid raad Zonnefonds", "2015", "2019")]
    [InlineData("Lid raad Zonnefonds (2010-heden)", "Lid raad Zonnefonds", "2010", null)]
    [InlineData("Lid raad Zonnefonds (2010 – 2014)", "Lid raad Zonnefonds", "2010", "2014")]
    [InlineData("Lid raad Zonnefonds (sinds 2010)", "Lid raad Zonnefonds", "2010", null)]
    [InlineData("Lid raad Zonnefonds, tot maart 2015", "Lid raad Zonnefonds", null, "2015-03")]
    [InlineData("Lid raad Zonnefonds tot en met 2015", "Lid raad Zonnefonds", null, "2015")]
    [InlineData("Vanaf 1 juli 2016", "", "2016-07-01", null)]
    [InlineData("Vanaf 2016 voorzitter Zonnefonds", "voorzitter Zonnefonds", "2016", null)]
    [InlineData("Uitgever Zonneblad, van 2001 tot 2008; mede-oprichter", "Uitgever Zonneblad; mede-oprichter", "2001", "2008")]
    [InlineData("Voorzitter sinds 2009 Zonnefonds", "Voorzitter Zonnefonds", "2009", null)]
    // The brackets and the years in the name tell of something else than the period.
    [InlineData("Lid (2005-2008) en voorzitter (2008-2013) Zonnefonds vanaf 2005 tot 2013", "Lid (2005-2008) en voorzitter (2008-2013) Zonnefonds", "2005", "2013")]
    [InlineData("Bestuurslid (vanaf oktober 2018) Zonnefonds vanaf december 2015", "Bestuurslid (vanaf oktober 2018) Zonnefonds", "2015-12", null)]
    [InlineData("Lid commissie programma 2007-2011 Zonpartij vanaf 1 juni 2006 tot 1 april 2007", "Lid commissie programma 2007-2011 Zonpartij", "2006-06-01", "2007-04-01")]
    [InlineData("Lid commissie 2025 Zonnefonds vanaf 2016 tot 2019", "Lid commissie 2025 Zonnefonds", "2016", "2019")]
    [InlineData("Zonnefonds (heden: Maanfonds) vanaf 1 juni 2005", "Zonnefonds (heden: Maanfonds)", "2005-06-01", null)]
    public void A_period_is_taken_out_of_the_text(string text, string rest, string? start, string? end)
    {
        var read = DutchPeriodText.Read(text);
        (read.Rest, read.Start?.ToString(), read.End?.ToString(), read.Unread).ShouldBe((rest, start, end, null));
    }

    [Theory]
    [InlineData("Eigenaar van een aantal woningen")]
    [InlineData("Lijsttrekker gemeenteraadsverkiezingen 2010")]
    [InlineData("Lijsttrekker bij de verkiezingen van 2006 en 2010")]
    [InlineData("Lid Comité 4 en 5 mei")]
    [InlineData("Lid Platform Zon tot zon")]
    [InlineData("Ploegleider (1988), (1992) en (2004)")]
    [InlineData("")]
    [InlineData(null)]
    public void A_text_without_a_period_stays_as_it_is(string? text)
    {
        var read = DutchPeriodText.Read(text);
        (read.Rest, read.Start, read.End, read.Unread, read.Earlier.Count).ShouldBe((text ?? "", null, null, null, 0));
    }

    [Theory]
    [InlineData("Lid raad Zonnefonds sinds kort", "sinds kort")]
    [InlineData("februari", "februari")]
    [InlineData("2009", "2009")]
    [InlineData("Lid raad Zonnefonds vanaf februari", "vanaf februari")]
    [InlineData("31 juni 2019", "31 juni 2019")]
    [InlineData("Lid raad Zonnefonds vanaf 31 juni 2019", "vanaf 31 juni 2019")]
    [InlineData("Lid raad Zonnefonds vanaf 31 juni 2019 tot 2020", "vanaf 31 juni 2019 tot 2020")]
    [InlineData("Lid raad Zonnefonds vanaf 2015 tot 2013", "vanaf 2015 tot 2013")]
    [InlineData("Lid raad Zonnefonds vanaf medio 2017", "vanaf medio 2017")]
    [InlineData("Lid raad Zonnefonds sinds ca. 2006", "sinds ca. 2006")]
    [InlineData("Lid raad Zonnefonds vanaf mei '18", "vanaf mei '18")]
    [InlineData("Lid raad Zonnefonds van maart tot juni 2015", "van maart tot juni 2015")]
    [InlineData("Lid raad Zonnefonds in 2012.", "in 2012")]
    [InlineData("Lid raad Zonnefonds vanaf 1-1-5008", "vanaf 1-1-5008")]
    [InlineData("Lid commissie programma 2007-2011", "2007-2011")]
    [InlineData("Lid (2005-2008) en voorzitter (2008-2013) Zonnefonds", "2005-2008; 2008-2013")]
    public void What_cannot_be_read_is_kept_word_for_word_and_never_guessed(string text, string unread)
    {
        var read = DutchPeriodText.Read(text);
        (read.Rest, read.Start, read.End, read.Unread).ShouldBe((text, null, null, unread));
    }

    [Theory]
    [InlineData("Lid vanaf 2020, voorheen voorzitter Zonnefonds vanaf 2010", "2010", "vanaf 2020")]
    [InlineData("Vanaf medio 2017 directeur Zonnefonds vanaf 2010", "2010", "Vanaf medio 2017")]
    [InlineData("Lid tot en met sinds 2023 2024", "2023", "tot en met sinds 2023 2024")]
    public void A_second_time_in_the_text_is_reported_beside_the_period(string text, string start, string unread)
    {
        var read = DutchPeriodText.Read(text);
        (read.Start?.ToString(), read.Unread).ShouldBe((start, unread));
    }

    [Theory]
    [InlineData("Lid Zonnekamer vanaf 11 juni 2019 en eerder  vanaf 7 juni 2011 tot 9 juni 2015", "Lid Zonnekamer", "2019-06-11", null, "2011-06-07/2015-06-09")]
    [InlineData("Docent Zonneschool, van 1989 tot 1990 en vanaf 1991 tot 1993", "Docent Zonneschool", "1991", "1993", "1989/1990")]
    public void Earlier_periods_of_the_same_position_are_kept(string text, string rest, string start, string? end, string earlier)
    {
        var read = DutchPeriodText.Read(text);
        (read.Rest, read.Start?.ToString(), read.End?.ToString(), read.Unread).ShouldBe((rest, start, end, null));
        read.Earlier.ShouldHaveSingleItem().ToString().ShouldBe(earlier);
    }

    [Theory]
    [InlineData("X van 1 mei 2011 tot 1 juli 2015", "2011-05-01/2015-06-30")]
    [InlineData("X van 1 mei 2011 tot en met 1 juli 2015", "2011-05-01/2015-07-01")]
    [InlineData("X van 1 mei 2011 tot 31 december 2015", "2011-05-01/2015-12-31")]
    [InlineData("X van 2011 tot 2015", "2011/2015")]
    [InlineData("X van 1 mei 2011 tot 1 mei 2011", "2011-05-01/2011-05-01")]
    [InlineData("X tot mei 2011", "../2011-05")]
    public void The_first_of_a_month_after_tot_does_not_count(string text, string period) =>
        DutchPeriodText.Read(text).Period.ToString().ShouldBe(period);

    [Fact]
    public void No_text_breaks_it_and_what_is_unread_is_still_in_the_text() =>
        Prop.ForAll(
            AnyText.Arbitrary,
            text =>
            {
                var read = DutchPeriodText.Read(text);
                PartialPeriod.IsValid(read.Start, read.End).ShouldBeTrue();
                _ = read.Period;
                foreach (var part in read.Unread?.Split("; ") ?? [])
                {
                    CleanText.Line(text!).ShouldContain(part);
                }
            }
        ).QuickCheckThrowOnFailure();
}
